/* crash.h - when foreign code ends the process (prefix: crash_)
 *
 * C code that a program calls may fault, abort or call exit(3). What was
 * recorded is saved then, before the process ends as it would have.
 */
#ifndef INTERP_VM_CRASH_H
#define INTERP_VM_CRASH_H

/* From now on, in this process and its children, `save` is called first: by
 * the thread that ends the process, if it is one of Python's, with the GIL.
 * Faults that somebody else handles are his. */
void crash_start(void (*save)(void));
void crash_stop(void);

#endif
