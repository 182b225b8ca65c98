/* turns.h - the processes of one recording take turns (prefix: turns_)
 *
 * What a process sees of another one (bytes in a pipe, a semaphore that is
 * free, an exit status) depends on which of them was faster. While recording
 * only one of them runs, for so many instructions, or till it waits; then the
 * next one does. So the same thing is seen at the same moment in every run.
 * A process that ends keeps the others waiting until the system knows of it.
 *
 * The turn is looked for and passed on by the holder of the GIL only. Who has
 * it and is dead, or sits in a native call that nobody foresaw, loses it
 * after a second: then the next process goes on, but when the first one comes
 * back is not foreseeable.
 */
#ifndef INTERP_VM_TURNS_H
#define INTERP_VM_TURNS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#if RECORDING

/* The first process of a recording. Without the memory for it nobody takes
 * turns. */
void turns_start(void);

/* Whether there is another process to take turns with. */
bool turns_active(void);

/* Around fork(2), in the process that has the turn: the child's place, -1:
 * there is none; the child waits for its turn; `pid` < 0: there is no
 * child. */
int turns_before_fork(void);
void turns_child_begins(int place);
void turns_forked(int place, pid_t pid);

/* This process, where it is `clock`, is about to end, or (`becomes`) to become
 * another program; after turns_come_back it has not become one. */
void turns_leave(uint64_t clock, bool becomes);
void turns_come_back(void);

/* Passes the turn on and waits for the next one. `ran`: this process had
 * something to do, and it is `clock` there. `deadline`: when it will have
 * something to do (UINT64_MAX: when another one has done something). True:
 * no process has anything to do before that, and the real time till then is
 * over, too. */
bool turns_next(uint64_t clock, bool ran, uint64_t deadline);

/* The virtual time of the process that ran last. */
uint64_t turns_clock(void);

/* A signal that ends a process has been sent to this one: waits till it is
 * dead, for a second. */
void turns_killed(pid_t pid);

#else

#define turns_active() false

static inline void
turns_killed(pid_t pid)
{
    (void)pid;
}

static inline bool
turns_next(uint64_t clock, bool ran, uint64_t deadline)
{
    (void)clock, (void)ran, (void)deadline;
    return false;
}

static inline uint64_t
turns_clock(void)
{
    return 0;
}

#endif

#endif
