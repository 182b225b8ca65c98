/* runtime_shutdown.h - the end of a program (prefix: shutdown_)
 *
 * Follows finalize_modules of CPython 3.11's Python/pylifecycle.c.
 */
#ifndef INTERP_RUNTIME_SHUTDOWN_H
#define INTERP_RUNTIME_SHUTDOWN_H

/* Remembers what the builtins are, before the program begins. */
void shutdown_note_builtins(void);

/* Empties all modules in CPython's order, then sys and the builtins, and
 * collects what that leaves. Errors are dropped. */
void shutdown_modules(void);

#endif
