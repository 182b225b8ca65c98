/* process.h - processes, and what recording has to do with them
 * (prefix: process_)
 *
 * A forked child goes on with a copy of everything, the recorder too; only
 * the place where its stream goes is another one, which our caller makes
 * (RuntimeOptions.forked).
 *
 * While recording a program sees numbers of processes that are the same in
 * every run: itself 1000, its children 1001, 1002 ..., the children of 1001
 * are 1001001, 1001002 ... Numbers that the program did not get from us mean
 * what they say. All processes of one recording share the table.
 */
#ifndef INTERP_VM_PROCESS_H
#define INTERP_VM_PROCESS_H

#include <sys/types.h>

#include "interp/runtime.h"

/* Once, before the program runs. */
void process_start(const RuntimeOptions *options);

/* The program has ended. */
void process_stop(void);

/* fork(2), with the recorder, the GIL and the limits of the child set right;
 * runs no Python code. The system's result; errno is kept. */
pid_t process_fork(void);

/* fork(2) for a child that soon becomes another program and touches nothing
 * of Python's. */
pid_t process_fork_plain(void);

/* This process is about to end without the runtime's end: what was recorded
 * is saved. Foreign code that ends it (exit, abort, a fault) comes to the
 * same. */
void process_leaves(void);
/* ... to become another program. */
void process_becomes(void);
/* It did not become one, after all. */
void process_stays(void);
/* Whether anything would be lost without these. */
bool process_has_trace(void);

/* The number that the program sees for the system's, and back. 0, negative
 * (a group's) and unknown numbers are passed through. */
pid_t process_shown(pid_t real);
pid_t process_real(pid_t shown);

/* A name for the system that no other recording uses, from the name that the
 * program gave: these are the same in every run. `name` itself when nothing
 * is recorded, else text in `room`. */
const char *process_own_name(const char *name, char *room, size_t size);

/* `n` random bytes: the system's; while recording the same ones in every
 * run, others in each process. -1 with errno. */
int process_random(void *bytes, size_t n);

/* The absolute path of the program that runs; "" when the system does not
 * say. Static. */
const char *process_program(void);

/* execve(2). When `path` is the program that runs and the first argument is
 * one of a Python program (an option, "-", a .py file), it gets the command
 * `run` before them: with sys.executable a program means a Python that only
 * runs. Allocates nothing: it may be called between fork and exec. */
int process_execve(const char *path, char *const *args,
                   char *const *environment);

#endif
