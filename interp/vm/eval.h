/* eval.h - the eval loop (prefix: eval_)
 *
 * One source, eval_body.h. In the recording runtimes the loop tells the
 * recorder of each line (in the one for that, each instruction too) it is about
 * to execute.
 */
#ifndef INTERP_VM_EVAL_H
#define INTERP_VM_EVAL_H

#include "interp/vm/frame.h"

/* Runs a frame that is ready on the thread's stack (or in a generator)
 * until it returns or yields: the value, new; NULL with an error pending.
 * `throwing`: an error is pending and is raised where the frame stands. */
NEW_REF Object *eval_frame(Thread *thread, Frame *frame, bool throwing);

/* The same while the thread has a trace or profile function (hooks.h).
 * EVAL_GO_ON: the frame runs already, and goes on behind previous_word. */
typedef enum EvalStart { EVAL_CALL, EVAL_THROW, EVAL_GO_ON } EvalStart;
NEW_REF Object *eval_frame_traced(Thread *thread, Frame *frame,
                                  EvalStart start);

/* Makes the frame of a call: takes over the arguments (they are stolen,
 * also on failure). Steals nothing else. NULL with TypeError. */
Frame *call_make_frame(Thread *thread, Function *function, Object *locals,
                       Object *const *args, size_t nargs, Object *kwnames);

/* Runs a code object: module and class bodies, exec, eval. */
NEW_REF Object *eval_code(Object *code, Object *globals, Object *locals);
/* The same with a tuple of cells, as many as the code has free variables, or
 * NULL. */
NEW_REF Object *eval_code_closure(Object *code, Object *globals,
                                  Object *locals, Object *closure);

/* The last word on the bottom line: checks signals, GIL, limits. -1 with
 * an error (KeyboardInterrupt ...). */
MUST_CHECK int eval_handle_breaks(Thread *thread);

/* One more call: -1 with RecursionError. */
MUST_CHECK int eval_recursion_error(Thread *thread, const char *where);

static inline int
eval_enter(Thread *thread, const char *where)
{
    return UNLIKELY(thread->recursion_remaining-- <= 0)
               ? eval_recursion_error(thread, where)
               : 0;
}

static inline void
eval_leave(Thread *thread)
{
    thread->recursion_remaining++;
}

/* Adds the frame to the pending exception's traceback. */
void traceback_add(Frame *frame);

/* Called with an exception pending instead, for a frame whose code is
 * `hidden` (interp/modules/standins.c). */
extern void (*traceback_hidden)(Frame *frame);

#endif
