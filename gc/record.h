/* record.h - telling the recorder what happened (prefix: record_)
 *
 * The runtime is compiled three times: with RECORDING 0, in which every RECORD_
 * word below is nothing at all, with 1 for the level line, and with 2 for those
 * that tell of instructions and counts. Nothing here takes a reference,
 * allocates Python memory or runs Python code.
 *
 * What reaches the stream:
 * - births and deaths at once; those of ints and floats only when
 *   something refers to them that the stream tells of: at level `line` the
 *   temporaries of an expression are not told;
 * - a change of one slot (list item, dict entry, attribute) at once, as one
 *   precise event, unless its owner is described anew at the next step
 *   anyway;
 * - everything else when the next step begins: objects born or touched
 *   since the last one are described once, with all their references;
 * - a frame's local variables as they are stored to, its evaluation stack by
 *   comparison at each step and when it calls;
 * - with --events=all every change of a count.
 */
#ifndef GC_RECORD_H
#define GC_RECORD_H

#include "gc/record_life.h"
#include "gc/record_recount.h"
#include "gc/record_serial.h"
#include "gc/record_slot.h"
#include "gc/record_state.h"
#include "gc/record_stream.h"

#if RECORDING

#define RECORD_COUNTS (RECORD_EACH && RECORD_GROUP(EVENT_GROUP_REFS))
/* A file that counts much may say 1 before it includes this: it has the
 * commonest case in itself. */
#ifndef RECORD_COUNTS_INLINE
#define RECORD_COUNTS_INLINE 0
#endif
#if RECORD_COUNTS_INLINE
#define RECORD_INCREF(object)                                                \
    (RECORD_COUNTS ? record_incref_joined(OBJ(object)) : (void)0)
#define RECORD_DECREF(object)                                                \
    (RECORD_COUNTS ? record_decref_joined(OBJ(object)) : (void)0)
#else
#define RECORD_INCREF(object)                                                \
    (RECORD_COUNTS ? record_incref(OBJ(object)) : (void)0)
#define RECORD_DECREF(object)                                                \
    (RECORD_COUNTS ? record_decref(OBJ(object)) : (void)0)
#endif
#define RECORD_NEW(object) record_new(OBJ(object))
#define RECORD_NEW_NUMBER(object) record_new_number(OBJ(object))
#define RECORD_NEW_LARGE_NUMBER(object)                                      \
    (RECORD_ON() ? record_recount_later(OBJ(object)) : (void)0)
#define RECORD_FREE_NUMBER(object) record_free_number(OBJ(object))
#define RECORD_FREES_NUMBER(object) record_frees_number(OBJ(object))
#define RECORD_DYING(object, dying)                                          \
    (RECORD_ON() ? record_dying(OBJ(object), dying) : (void)0)
#define RECORD_TRACK(object) record_track_joined(OBJ(object))
#define RECORD_UNTRACK(object) record_untrack_joined(OBJ(object))
#define RECORD_FREE(object) record_free_joined(OBJ(object))
#define RECORD_FREE_LEAF(object) record_free_leaf(OBJ(object))
#define RECORD_MOVED(object, old)                                            \
    (RECORD_ON() ? record_moved(OBJ(object), OBJ(old)) : (void)0)
#define RECORD_ROOTS() (RECORD_ON() ? record_roots() : (void)0)
#define RECORD_TOUCH(object)                                                 \
    (RECORD_ON() ? record_touch(OBJ(object)) : (void)0)
#define RECORD_UNTOUCH(object)                                               \
    (RECORD_ON() ? record_untouch(OBJ(object)) : (void)0)
#define RECORD_SLOT(owner, label, target)                                    \
    record_slot(OBJ(owner), label, OBJ(target))
/* A thread has or handles what it did not before. */
#define RECORD_THREAD_CHANGED()                                              \
    (record_thread_changes++, record_complicate(RECORD_THREADS))
#define RECORD_FRAME_NOTED() record_complicate(RECORD_NOTED)
#define RECORD_EVENT(kind, object, b, c, d)                                  \
    (RECORD_GROUP(event_group[EVENT_##kind])                                 \
         ? record_raw(EVENT_##kind, record_serial(OBJ(object)), b, c, d)     \
         : (void)0)

#else

#define RECORD_INCREF(object) ((void)0)
#define RECORD_DECREF(object) ((void)0)
#define RECORD_NEW(object) ((void)0)
#define RECORD_NEW_NUMBER(object) ((void)0)
#define RECORD_NEW_LARGE_NUMBER(object) ((void)0)
#define RECORD_FREE_NUMBER(object) ((void)0)
#define RECORD_FREES_NUMBER(object) true
#define RECORD_DYING(object, dying) ((void)0)
#define RECORD_TRACK(object) ((void)0)
#define RECORD_UNTRACK(object) ((void)0)
#define RECORD_FREE(object) ((void)0)
#define RECORD_FREE_LEAF(object) ((void)0)
#define RECORD_MOVED(object, old) ((void)0)
#define RECORD_ROOTS() ((void)0)
#define RECORD_TOUCH(object) ((void)0)
#define RECORD_UNTOUCH(object) ((void)0)
#define RECORD_SLOT(owner, label, target) ((void)0)
#define RECORD_THREAD_CHANGED() ((void)0)
#define RECORD_FRAME_NOTED() ((void)0)
#define RECORD_EVENT(kind, object, b, c, d) ((void)0)

#endif

#endif
