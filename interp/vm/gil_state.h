/* gil_state.h - what the files of the GIL share (prefix: gil_)
 *
 * Only gil*.c include this. `gil.mutex` guards everything in it, and what
 * threads' states say of waiting; all functions are called with it held,
 * gil_tell_wait and gil_tell_switch excepted, which need the GIL.
 */
#ifndef INTERP_VM_GIL_STATE_H
#define INTERP_VM_GIL_STATE_H

#include <pthread.h>

#include "interp/vm/gil.h"

#define GIL_NEVER UINT64_MAX

enum { GIL_INSTRUCTION_NS = 20 }; /* of virtual time */

typedef struct Gil {
    pthread_mutex_t mutex;
    pthread_cond_t foreign_returned;
    Thread *holder; /* NULL: nobody runs */
    Thread *main_thread;
    Thread *ready;     /* waiting for the lock, longest first */
    uint64_t switches; /* hand-overs so far */
    GilFigures figures;
    double interval;
    bool recorded, finalizing;
    bool main_wanted;    /* to look at signals */
    bool strangers;     /* threads that Python has not made may come */
    uint64_t clock_now; /* instructions, as of the last hand-over */
    uint64_t idle_ns;   /* virtual time in which nobody ran */
    Thread *idler;      /* looks after the turns of processes, while nobody
                           here can go on; NULL: nobody need */
    uint64_t thread_until; /* instructions: the holder's time is up, */
    uint64_t turn_until;   /* and this process's turn */
} Gil;

extern Gil gil;

/* At the end of a queue; out of it, if it is there. */
void gil_append(Thread **first, Thread *thread);
void gil_take_out(Thread **first, Thread *thread);

/* The thread wants the lock; gets it when nobody has it. */
void gil_make_ready(Thread *thread);

/* The holder gives the lock up; it has entered its new state already. */
void gil_hand_over(Thread *from);

/* Until this thread holds the lock. */
void gil_wait_turn(Thread *thread);

/* The holder's time begins; this process's turn; its countdown is to the end
 * of what ends first, or is without end. */
void gil_set_quantum(void);
void gil_turn_begins(uint64_t instructions);
void gil_set_switch(void);
void gil_never_switch(void);

/* A thread goes on where the last one stopped the clock. */
void gil_set_clock(Thread *thread, uint64_t instructions);

/* While recording: who has slept long enough, whose foreign call is over,
 * whose file is ready. */
void gil_wake_sleepers(void);

/* Nobody is ready: time passes until the first foreign call is due, and the
 * next ones as long as nobody comes back. `not_for`: has not begun its own. */
void gil_pass_to_foreign(const Thread *not_for);

/* Some thread gets the lock, the one whose turn it is. `gil.ready` is not
 * empty. */
void gil_give_to_next(void);

/* When the first of those who sleep wakes up; GIL_NEVER. */
uint64_t gil_first_deadline(void);

/* gil_idle.c: what it waits for another thread cannot give; and it is there.
 */
bool gil_comes_from_outside(const Thread *thread);
bool gil_has_come(const Thread *thread);

/* Nobody can go on in this process, and there are others: these have their
 * turns until somebody here can. */
void gil_idle(Thread *thread);

/* The events THREAD_WAIT and THREAD_SWITCH. `what`: the lock, or NULL. */
void gil_tell_wait(Thread *thread, GilReason why, Object *what);
void gil_tell_switch(Thread *thread);

#endif
