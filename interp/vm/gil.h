/* gil.h - the global interpreter lock: who runs Python code (prefix: gil_)
 *
 * As in CPython 3.11 (Python/ceval_gil.h) one thread at a time holds the
 * lock. A thread that wants it asks, after the switch interval, that it be
 * given up; the holder does so at its next safe point, and gives it to the
 * thread that has waited longest. A thread that blocks gives it up at once.
 *
 * While recording the schedule is deterministic: the holder's time is
 * counted in executed instructions, sleeping and timeouts in a virtual time
 * that instructions and idle waiting advance. Whether a file is ready is
 * looked at when the lock changes hands, and a foreign call is deemed to take
 * a fixed time: the others wait for it then, for a while. So only what really
 * comes from outside (a pipe that another process writes to) is not
 * foreseeable.
 *
 * All of it is done by the thread whose state it is; nothing here may be
 * called without the lock, gil_reacquire, gil_stranger_begins
 * and gil_thread_begins excepted.
 */
#ifndef INTERP_VM_GIL_H
#define INTERP_VM_GIL_H

#include "interp/objects/thread.h"
#include "interp/runtime.h"

/* Why a thread stopped running (event THREAD_WAIT). */
typedef enum GilReason {
    GIL_TIME_UP, /* it was asked to give the lock up */
    GIL_LOCK,    /* it waits for a lock of the program's */
    GIL_SLEEP,
    GIL_OUTSIDE, /* input, output, a foreign call */
    GIL_ENDED
} GilReason;

/* How the recorder's schedule chooses (--schedule). */
typedef struct GilSchedule {
    uint64_t quantum; /* instructions; 0: from the switch interval */
    uint64_t seed;    /* not 0: lengths and successors drawn from it */
    const RuntimeSwitch *switches; /* borrowed; NULL: none */
    size_t count;
} GilSchedule;

/* The first thread takes the lock. `recorded`: deterministic. */
void gil_start(Thread *main, bool recorded);
void gil_set_schedule(GilSchedule schedule);

/* The holder's countdown has come to its end; for the recording loop. */
void gil_time_up(Thread *thread);

/* At a safe point, when BREAK_GIL is set: lets another thread run. */
void gil_yield(Thread *thread);

/* Whether there is no other thread, none may come, and no other process of
 * the recording waits for its turn. */
bool gil_is_alone(void);

/* Around a native call that may block: false, and nothing happens, when
 * this thread is alone. `what` is a literal. Keep errno. */
bool gil_release(void);
void gil_reacquire(bool released);

/* The same around a foreign call, which mostly does not block. */
bool gil_release_foreign(void);

/* The same around one read or write. While recording it waits until the call
 * will not block, and the lock is kept: 0. -1 with EINTR: a signal came. */
int gil_release_to_read(int fd);
int gil_release_to_write(int fd);

/* As poll(2), with the GIL given up while it blocks; `seconds` < 0: for
 * ever. After EINTR eval_handle_breaks is to be called. */
struct pollfd;
int gil_poll(struct pollfd *files, size_t n, double seconds);

/* While recording several processes: gives the GIL up until `ask(arg)`, which
 * may not touch anything of Python's, is true (1), the time is over (0), or a
 * signal came (-1 with EINTR). GIL_ASK_YOURSELF: nothing was done, the caller
 * may block. After 1 look again. */
enum { GIL_ASK_YOURSELF = 2 };
int gil_ask(bool (*ask)(void *), void *arg, double seconds);

/* There are processes to take turns with. */
void gil_process_made(void);

/* Around opening a file, which blocks when it is a FIFO or a device. */
bool gil_release_to_open(const char *path);

/* As read(2), and recv(2) when `flags` are not negative, with the GIL given
 * up while it blocks. While recording, `into` is only written when this
 * thread has the GIL: till then the recorder may describe it. */
ssize_t gil_read(int fd, void *into, size_t n, int flags);

/* As write(2), and send(2) when `flags` are not negative. While recording
 * pipes and sockets get small pieces: a whole one may block although a piece
 * has room. */
ssize_t gil_write(int fd, const void *bytes, size_t n, int flags);

/* Threads that wait for something, in order. */
typedef struct GilQueue {
    Thread *first;
} GilQueue;

/* Waits in the queue (NULL: just sleeps) until woken, at most `seconds`
 * (< 0: for ever): 1 woken, 0 the time is over, -1 with an error: a signal
 * handler raised, or nobody is left who could wake it (deadlock). `what`:
 * the lock, borrowed; NULL: none. */
MUST_CHECK int gil_wait(GilQueue *queue, double seconds, Object *what);

/* The first one in the queue may go on (when it gets the lock). */
void gil_wake(GilQueue *queue);

/* Who holds a lock, for the report of a deadlock: set by the lock. */
typedef Thread *(*GilHolderOf)(Object *lock);
extern GilHolderOf gil_holder_of;

/* A new thread in line for the lock; its own first word; its last one (it
 * must not touch anything of Python's after it). */
void gil_thread_made(Thread *thread);
/* ... that could not be started after all. */
void gil_thread_failed(Thread *thread);
void gil_thread_begins(Thread *thread);
void gil_thread_ends(Thread *thread);
/* One that Python has not made, and that comes from foreign code: called
 * without the lock, returns with it. gil_expect_strangers: that may happen
 * from now on, so foreign calls give the lock up even when there is no other
 * thread, and nobody can tell a deadlock. */
void gil_stranger_begins(Thread *thread);
void gil_expect_strangers(void);

/* Whether signals are this thread's: the first one's, in a forked child
 * the one's that forked. */
bool gil_is_main(const Thread *thread);

/* Signals have come: at its next safe point the main thread looks at them;
 * what it waits for is interrupted. */
void gil_want_main(void);

/* All threads, oldest first, linked by `next`; how many. */
extern Thread *gil_threads;
extern size_t gil_thread_count;

/* The process is about to end in the middle of a native call: whether this
 * thread has the lock, or (`waits`) gets it. */
bool gil_take_to_end(bool waits);

/* The runtime ends: no other thread will run again. */
void gil_finalize(void);

/* In the child of a fork: the other threads do not exist there. What their
 * frames hold stays held for ever, as in CPython. */
void gil_after_fork(Thread *thread);

/* Threads that a fork left behind, linked by `next`. */
extern Thread *gil_lost_threads;

/* Whether the schedule is the recorder's. */
bool gil_is_recorded(void);

/* So far, of all threads: how often one got the lock after it had given it
 * up, and how long they waited for it (not: for what blocked them), in ns. */
typedef struct GilFigures {
    uint64_t hand_overs, waited_ns;
} GilFigures;
GilFigures gil_figures(void);

/* The virtual time at which the schedule's switches began not to fit the
 * program; UINT64_MAX: never. */
uint64_t gil_strayed_at(void);

/* sys.setswitchinterval, in seconds. */
double gil_interval(void);
void gil_set_interval(double seconds);

/* time.monotonic and sleep's clock for the recorder, in ns. */
uint64_t gil_clock(void);
/* The part of it in which a thread ran. */
uint64_t gil_busy_clock(void);

#endif
