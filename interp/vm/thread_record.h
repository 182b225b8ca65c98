/* thread_record.h - what the recorder is told of a thread's own references
 * (prefix: thread_record_)
 *
 * Only in the recording runtime: the exception that it raises or handles,
 * its context, its trace function and so on, as references of the runtime's.
 */
#ifndef INTERP_VM_THREAD_RECORD_H
#define INTERP_VM_THREAD_RECORD_H

#include "gc/record.h"
#include "interp/objects/protocol.h"
#include "interp/objects/thread.h"

#if RECORDING

enum { THREAD_RECORD_FIELDS = 12 };

/* What the stream was told of one thread: serials. */
typedef struct ThreadFields {
    uint32_t told[THREAD_RECORD_FIELDS];
    uint64_t labels[THREAD_RECORD_FIELDS]; /* as the stream has them; 0: none
                                              yet */
    uint32_t changes; /* record_thread_changes of then */
    bool any; /* one that may change unsaid is there */
} ThreadFields;

/* The handler that runs has another exception, or goes on with what was handled
 * before: that is told at once, unless it is a generator's, which its frame
 * tells. */
void thread_record_handled(Thread *thread);
#define RECORD_HANDLED(thread)                                               \
    (RECORD_ON() ? thread_record_handled(thread) : (void)0)

/* Emits what has changed. */
void thread_record_sync(Thread *thread, ThreadFields *fields);

/* Visits what the thread owns. */
void thread_record_visit(Thread *thread, EdgeProc visit, void *arg);

#else

#define RECORD_HANDLED(thread) ((void)0)

#endif

#endif
