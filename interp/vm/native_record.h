/* native_record.h - references that only native code holds
 * (prefix: native_record_)
 *
 * While native code calls Python code, its own variables hold references
 * that no object owns. They are what is missing of the counts when all other
 * references have been counted: NATIVE_HOLDS events. Where no native code
 * runs nothing may be missing: that is the runtime's half of the audit.
 */
#ifndef INTERP_VM_NATIVE_RECORD_H
#define INTERP_VM_NATIVE_RECORD_H

#include "gc/record.h"
#include "interp/objects/thread.h"
#include "interp/runtime.h"

#if RECORDING

/* Python code is called by native code, and what that holds is not told. Until
 * the clock is there nothing is looked for, for it would cost too much. */
extern bool native_record_wanted;
extern uint64_t native_record_due;

/* Whether the step at this clock is to look for it. */
static inline bool
native_record_is_due(uint64_t clock)
{
    return native_record_wanted && clock >= native_record_due;
}

/* Something was missing, or the model differed. */
extern bool native_record_audit_failed;

/* The options are borrowed. */
void native_record_start(const RuntimeOptions *options);

/* Native code calls Python code, and has its result. */
void native_record_enter(Thread *thread);
void native_record_leave(const Thread *thread);

/* Another thread goes on: its native code, too. What was told is void. */
void native_record_switched(const Thread *thread);

/* At a step: tells what native code holds if that is not told yet and it is
 * `due`, or audits (`must`). A walk over the heap: there is a budget for it
 * (native_record_due). */
void native_record_tell(Thread *thread, bool must, bool due);

/* The serial, count and type of every object that the stream tells of. */
void native_record_visit_counts(RuntimeVisit visit, void *arg);

#endif

/* The same as enter and leave, with the GIL, around native code that holds
 * references while it has given the GIL up, or that is the first of its
 * thread. */
static inline void
native_record_holds_begin(void)
{
#if RECORDING
    if (RECORD_ON()) {
        native_record_enter(thread_current);
    }
#endif
}

static inline void
native_record_holds_end(void)
{
#if RECORDING
    if (RECORD_ON()) {
        native_record_leave(thread_current);
    }
#endif
}

#endif
