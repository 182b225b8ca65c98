/* signal_module.h - signals (prefix: signal_) */
#ifndef INTERP_MODULES_SIGNAL_MODULE_H
#define INTERP_MODULES_SIGNAL_MODULE_H

#include "gc/refcount.h"

/* pthread_sigmask, sigpending, sigwait (signal_masks.c). */
extern MethodDef signal_mask_functions[];

/* Makes SIGINT an interrupt of the program and ignores SIGPIPE. */
void signal_start(void);

/* Calls the handlers of the signals that have come: at safe points of the
 * main thread; at those of others they wait for it. -1 with the exception of
 * one of them. */
MUST_CHECK int signal_run_pending(void);

/* As if the signal had come, when the program or Python handles it. */
void signal_pretend(int number);

/* A process begins, the first one or the child of a fork: while it is being
 * recorded, signals that would end it wait until its trace is saved. */
void signal_process_starts(void);

/* The program has ended: such signals end the process at once again. */
void signal_stop(void);

#endif
