/* thread_module.h - threads that Python has not made (prefix: thread_) */
#ifndef INTERP_MODULES_THREAD_MODULE_H
#define INTERP_MODULES_THREAD_MODULE_H

#include <stdbool.h>

/* A thread without a state wants to run Python code, as PyGILState_Ensure
 * has it: it gets a state and waits for the GIL. False: out of memory. */
bool thread_stranger_begins(void);

/* Its state goes, and the GIL is given up. */
void thread_stranger_ends(void);

#endif
