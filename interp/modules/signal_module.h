/* signal_module.h - signals (prefix: signal_) */
#ifndef INTERP_MODULES_SIGNAL_MODULE_H
#define INTERP_MODULES_SIGNAL_MODULE_H

#include "gc/ownership.h"

/* Makes SIGINT an interrupt of the program and ignores SIGPIPE. */
void signal_start(void);

/* Calls the handlers of the signals that have come: at safe points of the
 * main thread. -1 with the exception of one of them. */
MUST_CHECK int signal_run_pending(void);

/* In the child of a fork: signals that would end it wait until its trace is
 * saved. */
void signal_child_starts(void);

#endif
