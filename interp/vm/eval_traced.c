/* The eval loop that calls trace and profile functions (hooks.h): the same
 * source as the ordinary one, without specialised instructions. */
#define EVAL_TRACED
#include "interp/vm/eval.c"
