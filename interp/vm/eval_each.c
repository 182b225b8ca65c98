/* The eval loop of the levels bytecode and all: the same source as the
 * ordinary one, which in the recording runtime tells only of lines. */
#if RECORDING

#define EVAL_VARIANT
#define EVAL_EACH
#include "interp/vm/eval.c"

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int EvalEachNothing;

#endif
