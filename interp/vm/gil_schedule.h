/* gil_schedule.h - the recorder's schedule: who runs next, and how long
 * (prefix: schedule_)
 *
 * By turns, drawn by chance, or as a saved schedule says (gil_set_schedule,
 * gil_strayed_at in gil.h). Times are virtual,
 * in ns; with the mutex of the GIL held.
 */
#ifndef INTERP_VM_GIL_SCHEDULE_H
#define INTERP_VM_GIL_SCHEDULE_H

#include "interp/vm/gil.h"

/* Whether a saved schedule says when the holder's time is up: *until. */
bool schedule_time_up(uint64_t *until);

/* Else: for how many instructions it runs; `interval`: the program's switch
 * interval in instructions. */
uint64_t schedule_quantum(uint64_t interval);

/* Of the threads that wait for the lock, the one that gets it; it stays
 * where it is. NULL when there is none. */
Thread *schedule_pick(Thread *first);

/* The thread has got the lock. */
void schedule_arrived(uint32_t thread, uint64_t now);

/* The program does not fit the saved schedule any more. */
void schedule_stray(uint64_t now);

/* There is no saved schedule (any more). */
void schedule_forget(void);

#endif
