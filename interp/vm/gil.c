#include "interp/vm/gil.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

#include "gc/record.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/gil_schedule.h"
#include "interp/vm/gil_state.h"
#include "interp/vm/native_record.h"
#include "interp/vm/turns.h"

#define NEVER GIL_NEVER

enum {
    TURN = 2500, // instructions a process may run while others wait
    SIGNAL_POLL_NS = 50 * 1000000, // a blocked main thread looks for signals
    FOREIGN_PATIENCE_NS = 100 * 1000000 // of real time a foreign call may take
};

Thread *gil_threads;
size_t gil_thread_count;

Gil gil = {.mutex = PTHREAD_MUTEX_INITIALIZER, .interval = 0.005};

// ------------------------------------------------------------------- clocks

static uint64_t
real_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static struct timespec
after(uint64_t ns)
{
    ns += real_ns();
    return (struct timespec){.tv_sec = (time_t)(ns / 1000000000u),
                             .tv_nsec = (long)(ns % 1000000000u)};
}

uint64_t
gil_clock(void)
{
    if (!gil.recorded) {
        return real_ns();
    }
    // Only the holder knows better than the last hand-over.
    uint64_t instructions = gil.holder != NULL && gil.holder == thread_current
                                ? thread_clock(gil.holder)
                                : gil.clock_now;
    return instructions * GIL_INSTRUCTION_NS + gil.idle_ns;
}

uint64_t
gil_busy_clock(void)
{
    return gil_clock() - gil.idle_ns;
}

void
gil_set_clock(Thread *thread, uint64_t instructions)
{
    thread->countdown = INT64_MAX;
    thread->countdown_end = instructions + INT64_MAX;
}

void
gil_never_switch(void)
{
    if (gil.holder != NULL) {
        gil_set_clock(gil.holder, thread_clock(gil.holder));
    }
}

// The instruction at which another thread is to run.
static uint64_t
time_of_thread(void)
{
    if (gil_thread_count < 2) {
        return NEVER;
    }
    uint64_t until;
    if (schedule_time_up(&until)) {
        return until == NEVER || until < gil.idle_ns
                   ? NEVER
                   : (until - gil.idle_ns) / GIL_INSTRUCTION_NS;
    }
    return thread_clock(gil.holder) +
           schedule_quantum(
               (uint64_t)(gil.interval * 1e9 / GIL_INSTRUCTION_NS));
}

void
gil_set_switch(void)
{
    Thread *thread = gil.holder;
    uint64_t now = thread_clock(thread);
    uint64_t at = gil.thread_until < gil.turn_until ? gil.thread_until
                                                    : gil.turn_until;
    if (at <= now) {
        // In the middle of an instruction: at its end.
        at = NEVER;
        eval_breaker_set(BREAK_GIL);
    }
    gil_set_clock(thread, now);
    if (at != NEVER) {
        thread->countdown = (int64_t)(at - now);
        thread->countdown_end = at;
    }
}

void
gil_turn_begins(uint64_t instructions)
{
    gil.turn_until = gil.recorded && turns_active() ? instructions + TURN
                                                    : NEVER;
}

void
gil_set_quantum(void)
{
    gil.thread_until = gil.recorded ? time_of_thread() : NEVER;
    gil_set_switch();
}

// -------------------------------------------------------------------- queues

// Written atomically: gil_wake looks at a queue's head without the mutex.
void
gil_append(Thread **first, Thread *thread)
{
    while (*first != NULL) {
        first = &(*first)->next_waiting;
    }
    thread->next_waiting = NULL;
    __atomic_store_n(first, thread, __ATOMIC_RELAXED);
}

void
gil_take_out(Thread **first, Thread *thread)
{
    while (*first != NULL && *first != thread) {
        first = &(*first)->next_waiting;
    }
    if (*first == thread) {
        __atomic_store_n(first, thread->next_waiting, __ATOMIC_RELAXED);
        thread->next_waiting = NULL;
    }
}

void
gil_make_ready(Thread *thread)
{
    if (thread->waits_in != NULL) {
        gil_take_out(&thread->waits_in->first, thread);
        thread->waits_in = NULL;
    }
    thread->state = THREAD_READY;
    thread->deadline = NEVER;
    thread->ready_since = gil_clock();
    if (gil.finalizing && thread != gil.main_thread) {
        return; // it never runs again, and must not stand in the way
    }
    if (gil.holder == NULL && gil.ready == NULL && gil.idler == NULL) {
        gil.holder = thread;
        gil.switches++;
        pthread_cond_signal(&thread->wake);
    } else {
        gil_append(&gil.ready, thread);
    }
}

// Of those that sleep or wait with a timeout, the one whose time is over
// first; among equals the older one. NULL: none.
static Thread *
first_sleeper(void)
{
    Thread *best = NULL;
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->state == THREAD_BLOCKED && t->deadline != NEVER &&
            (best == NULL || t->deadline < best->deadline)) {
            best = t;
        }
    }
    return best;
}

// Of those in foreign calls, the one that is due first. NULL: none.
static Thread *
first_due(void)
{
    Thread *best = NULL;
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->state == THREAD_OUTSIDE && t->due != NEVER &&
            (best == NULL || t->due < best->due)) {
            best = t;
        }
    }
    return best;
}

// Whether a thread, if it is still there, waits for that time.
static bool
is_due(const Thread *thread, uint64_t due)
{
    for (const Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t == thread) {
            return t->state == THREAD_OUTSIDE && t->due == due;
        }
    }
    return false;
}

// The foreign call's time is over: so is the call, or it takes really long,
// and then nobody knows when it returns. Others may be waiting for it, too,
// or somebody may come meanwhile whom nobody foresaw, and let it go on.
static void
await_foreign(Thread *t)
{
    struct timespec until = after(FOREIGN_PATIENCE_NS);
    uint64_t due = t->due;
    int status = 0;
    while (is_due(t, due) && !t->returned && status == 0) {
        status =
            pthread_cond_timedwait(&gil.foreign_returned, &gil.mutex, &until);
    }
    if (is_due(t, due)) {
        t->due = NEVER;
        if (t->returned) {
            gil_make_ready(t);
        }
    }
}

// While recording, virtual time decides who is awake, and files are looked at
// now only.
void
gil_wake_sleepers(void)
{
    if (!gil.recorded || gil.finalizing) {
        return;
    }
    Thread *t;
    while ((t = first_sleeper()) != NULL && t->deadline <= gil_clock()) {
        t->timed_out = true;
        gil_make_ready(t);
    }
    while ((t = first_due()) != NULL && t->due <= gil_clock()) {
        await_foreign(t);
    }
    for (t = gil_threads; t != NULL; t = t->next) {
        if (gil_has_come(t)) {
            gil_make_ready(t);
        }
    }
}

uint64_t
gil_first_deadline(void)
{
    const Thread *t = first_sleeper();
    return t == NULL ? NEVER : t->deadline;
}

static Thread *
next_ready(void)
{
    Thread *next = schedule_pick(gil.ready);
    if (next != NULL) {
        gil_take_out(&gil.ready, next);
    }
    return next;
}

// Whether all threads wait for each other.
static bool
is_deadlock(void)
{
    if (gil.strangers) {
        return false; // one may come and help
    }
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->state != THREAD_BLOCKED || t->deadline != NEVER ||
            gil_comes_from_outside(t)) {
            return false;
        }
    }
    return true;
}

void
gil_pass_to_foreign(const Thread *not_for)
{
    Thread *t;
    while (gil.ready == NULL && (t = first_due()) != NULL && t != not_for) {
        const Thread *sleeper = first_sleeper();
        if (sleeper != NULL && sleeper->deadline < t->due) {
            return;
        }
        uint64_t now = gil_clock();
        gil.idle_ns += t->due > now ? t->due - now : 0;
        await_foreign(t);
        if (gil.holder != NULL && gil.holder != not_for) {
            return;
        }
    }
}

void
gil_give_to_next(void)
{
    gil.holder = next_ready();
    gil.switches++;
    pthread_cond_signal(&gil.holder->wake);
}

// Nobody runs: those that wait for files look at them themselves, or one
// thread looks after the turns of the processes.
static void
signal_waiters(void)
{
    bool all = gil.recorded && turns_active();
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->state == THREAD_BLOCKED && (all || t->files != NULL)) {
            pthread_cond_signal(&t->wake);
        }
    }
}

void
gil_hand_over(Thread *from)
{
    gil_wake_sleepers();
    gil.clock_now = thread_clock(from);
    Thread *next = gil.finalizing ? NULL : next_ready();
    if (next == NULL && !gil.finalizing) {
        gil_pass_to_foreign(from);
        next = next_ready();
    }
    gil.holder = next;
    gil.switches++;
    if (next == NULL && !gil.finalizing && is_deadlock()) {
        from->deadlocked = true;
        gil_make_ready(from);
    } else if (next == NULL) {
        next = first_sleeper();
        signal_waiters();
    }
    if (next != NULL) {
        pthread_cond_signal(&next->wake);
    }
}

// How long a waiting thread may sleep before it has something to do, in ns.
static uint64_t
patience(const Thread *thread)
{
    uint64_t longest = NEVER;
    if (thread->state == THREAD_READY && !gil.recorded) {
        longest = (uint64_t)(gil.interval * 1e9);
    } else if (thread->state == THREAD_BLOCKED && thread->deadline != NEVER &&
               (!gil.recorded || (gil.holder == NULL && gil.ready == NULL &&
                                  first_sleeper() == thread))) {
        uint64_t now = gil_clock();
        longest = thread->deadline > now ? thread->deadline - now : 0;
    }
    if (thread == gil.main_thread && thread->state == THREAD_BLOCKED &&
        longest > SIGNAL_POLL_NS) {
        longest = SIGNAL_POLL_NS;
    }
    return longest;
}

static void
time_over(Thread *thread, uint64_t switches_seen)
{
    uint64_t now = gil_clock();
    if (thread->state == THREAD_READY) {
        if (gil.holder != NULL && gil.switches == switches_seen) {
            eval_breaker_set(BREAK_GIL);
        }
    } else if (thread == gil.main_thread &&
               (gil.main_wanted ||
                eval_breaker_has(BREAK_SIGNALS | BREAK_LIMIT))) {
        thread->interrupted = true;
        gil_make_ready(thread);
    } else if (gil.recorded && gil.holder == NULL && gil.ready == NULL &&
               first_sleeper() == thread) {
        // A foreign call that is due before comes first.
        gil_pass_to_foreign(NULL);
        if (gil.holder != NULL) {
            return;
        }
        // Nobody runs: real time has passed, so virtual time does.
        uint64_t then = now + thread->waited_ns;
        now = gil_clock();
        gil.idle_ns += then > now ? then - now : 0;
        if (gil_clock() >= thread->deadline) {
            thread->timed_out = true;
            gil_make_ready(thread);
        }
    } else if (!gil.recorded && thread->deadline <= now) {
        thread->timed_out = true;
        gil_make_ready(thread);
    }
}

// Nobody runs, and this thread waits for files: as pthread_cond_timedwait.
static int
wait_for_files(Thread *thread)
{
    if (thread->waited_ns > SIGNAL_POLL_NS) {
        thread->waited_ns = SIGNAL_POLL_NS;
    }
    pthread_mutex_unlock(&gil.mutex);
    struct timespec most = {0, (long)thread->waited_ns};
    int n = ppoll(thread->files, thread->file_count, &most, NULL);
    pthread_mutex_lock(&gil.mutex);
    if (n != 0 && gil.holder == NULL && gil.ready == NULL &&
        thread->state == THREAD_BLOCKED) {
        thread->interrupted = n < 0;
        gil_make_ready(thread);
    }
    return n == 0 ? ETIMEDOUT : 0;
}

// Waits on the thread's condition, for so long; as pthread_cond_timedwait.
static int
wait_to_be_woken(Thread *thread, uint64_t longest)
{
    if (longest == NEVER) {
        return pthread_cond_wait(&thread->wake, &gil.mutex);
    }
    struct timespec until = after(longest);
    return pthread_cond_timedwait(&thread->wake, &gil.mutex, &until);
}

void
gil_wait_turn(Thread *thread)
{
    while (gil.holder != thread) {
        if (gil.idler != NULL) {
            wait_to_be_woken(thread, NEVER);
            continue;
        }
        if (gil.recorded && gil.holder == NULL && gil.ready == NULL &&
            !gil.finalizing && turns_active()) {
            gil_idle(thread);
            continue;
        }
        uint64_t longest = patience(thread);
        uint64_t seen = gil.switches;
        int status;
        thread->waited_ns = longest;
        if (thread->files != NULL && thread->state == THREAD_BLOCKED &&
            gil.holder == NULL && gil.ready == NULL) {
            status = wait_for_files(thread);
        } else {
            status = wait_to_be_woken(thread, longest);
        }
        if (gil.holder != thread && status == ETIMEDOUT) {
            time_over(thread, seen);
        }
    }
    thread->state = THREAD_RUNNING;
    if (gil.main_wanted && thread == gil.main_thread) {
        gil.main_wanted = false;
        eval_breaker_set(BREAK_SIGNALS);
    }
    gil_set_clock(thread, gil.clock_now);
    uint64_t now = gil_clock();
    schedule_arrived(thread->id, now);
    gil.figures.hand_overs++;
    gil.figures.waited_ns +=
        now > thread->ready_since ? now - thread->ready_since : 0;
    gil_set_quantum();
}

// ----------------------------------------------------------------- recording

void
gil_tell_wait(Thread *thread, GilReason why, Object *what)
{
#if RECORDING
    if (RECORD_ON()) {
        frame_record_leaves(thread);
        record_raw(EVENT_THREAD_WAIT, thread->id, (uint32_t)why, gil_clock(),
                   record_serial(what));
    }
#else
    (void)thread, (void)why, (void)what;
#endif
}

void
gil_tell_switch(Thread *thread)
{
#if RECORDING
    if (RECORD_ON()) {
        native_record_switched(thread);
        uint64_t now = gil_clock();
        record_raw(EVENT_THREAD_SWITCH, thread->id, 0, now,
                   now > thread->ready_since ? now - thread->ready_since : 0);
    }
#else
    (void)thread;
#endif
}
