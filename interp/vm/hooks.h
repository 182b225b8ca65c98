/* hooks.h - sys.settrace and sys.setprofile (prefix: hooks_)
 *
 * A thread has at most one trace and one profile function. While it has
 * any, its frames run in the loop of eval_traced.c, which calls the
 * functions below; the ordinary loop knows nothing of them. Follows
 * CPython 3.11's Python/sysmodule.c (trampolines) and Python/ceval.c
 * (maybe_call_line_trace, call_trace).
 *
 * An event function returns -1 with an error pending when the program's
 * function raised; that function is then no longer set.
 */
#ifndef INTERP_VM_HOOKS_H
#define INTERP_VM_HOOKS_H

#include "interp/vm/frame.h"

/* The functions of this thread; NULL ends it. */
void hooks_set_trace(Thread *thread, Object *function);
void hooks_set_profile(Thread *thread, Object *function);

/* The frame begins or goes on: "call". */
MUST_CHECK int hooks_enter(Thread *thread, Frame *frame);
/* The frame is left with `result`, or by an exception (NULL): "return". An
 * exception that is pending stays so, unless the function raises another.*/
MUST_CHECK int hooks_leave(Thread *thread, Frame *frame, Object *result);
/* About to run the instruction at previous_word; the one before was number
 * `last`: "line" when a line begins, "opcode" if asked for. The function may
 * set previous_word (f_lineno). */
MUST_CHECK int hooks_line(Thread *thread, Frame *frame, int last);
/* An exception is pending: "exception". */
void hooks_raise(Thread *thread, Frame *frame);

/* Calls a C function between "c_call" and "c_return" or "c_exception";
 * anything else without them. Arguments as call_vector's. */
NEW_REF Object *hooks_call(Thread *thread, Object *callable,
                           Object *const *args, size_t nargsf,
                           Object *kwnames);
NEW_REF Object *hooks_call_object(Thread *thread, Object *callable,
                                  Object *args, Object *kwargs);

#endif
