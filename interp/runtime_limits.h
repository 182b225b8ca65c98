/* runtime_limits.h - limits that end a program (prefix: limits_) */
#ifndef INTERP_RUNTIME_LIMITS_H
#define INTERP_RUNTIME_LIMITS_H

#include "interp/runtime.h"

/* Arms --max-memory, --max-steps, --timeout. */
void limits_start(const RuntimeOptions *options);

/* In the child of a fork, which inherits no timer. */
void limits_after_fork(void);

/* One more step of a recording; may end the program. */
void limits_step(void);

/* Sets the exception that carries a reached limit out of the program:
 * SystemExit, which handlers of Exception do not see. */
void limits_raise(void);

/* Which limit was reached. */
RunLimit limits_reached(void);

/* No limit from here on: what follows is ours. */
void limits_stop(void);

#endif
