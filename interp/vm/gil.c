#include "interp/vm/gil.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gc/record.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/native_record.h"

enum {
    INSTRUCTION_NS = 20,         // of virtual time
    SIGNAL_POLL_NS = 50 * 1000000, // a blocked main thread looks for signals
    FOREIGN_NS = 20000,           // of virtual time a foreign call takes
    FOREIGN_PATIENCE_NS = 100 * 1000000 // of real time, if it takes longer
};
#define NEVER UINT64_MAX

Thread *gil_threads, *gil_lost_threads;
size_t gil_thread_count;
uint64_t gil_switch_at = UINT64_MAX;
GilHolderOf gil_holder_of;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; // guards the rest
static pthread_cond_t foreign_returned;
static Thread *holder;      // NULL: nobody runs
static Thread *main_thread;
static Thread *ready;       // waiting for the lock, longest first
static uint64_t switches;   // hand-overs so far
static GilFigures figures;
static double interval = 0.005;
static bool recorded, finalizing;
static uint64_t clock_now;  // instructions, as of the last hand-over
static uint64_t idle_ns;    // virtual time in which nobody ran
static GilSchedule schedule;
static uint64_t random_state;
static size_t switch_place; // in the schedule: the one to come
static uint64_t strayed_at; // ns; NEVER: it fits so far

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
    if (!recorded) {
        return real_ns();
    }
    // Only the holder knows better than the last hand-over.
    uint64_t instructions = holder != NULL && holder == thread_current
                                ? holder->instructions
                                : clock_now;
    return instructions * INSTRUCTION_NS + idle_ns;
}

uint64_t
gil_busy_clock(void)
{
    return gil_clock() - idle_ns;
}

static uint64_t
draw(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

// What the schedule says is next; NULL: nothing, or it is of another program.
static const RuntimeSwitch *
next_switch(void)
{
    return strayed_at == NEVER && switch_place < schedule.count
               ? &schedule.switches[switch_place]
               : NULL;
}

static void
stray(void)
{
    if (next_switch() != NULL) {
        strayed_at = gil_clock();
    }
}

// The holder's time begins.
static void
set_quantum(void)
{
    if (!recorded || gil_thread_count < 2) {
        gil_switch_at = UINT64_MAX;
        return;
    }
    const RuntimeSwitch *next = next_switch();
    if (next != NULL) {
        gil_switch_at = next->time_up == NEVER || next->time_up < idle_ns
                            ? NEVER
                            : (next->time_up - idle_ns) / INSTRUCTION_NS;
        if (gil_switch_at <= holder->instructions) {
            // In the middle of an instruction: at its end.
            gil_switch_at = NEVER;
            eval_breaker_set(BREAK_GIL);
        }
        return;
    }
    uint64_t quantum = schedule.quantum != 0 ? schedule.quantum
                       : (uint64_t)(interval * 1e9 / INSTRUCTION_NS) / 10;
    if (schedule.seed != 0) {
        quantum = 1 + draw() % (2 * quantum);
    }
    gil_switch_at = holder->instructions + (quantum == 0 ? 1 : quantum);
}

// -------------------------------------------------------------------- queues

// Written atomically: gil_wake looks at a queue's head without the mutex.
static void
append(Thread **first, Thread *thread)
{
    while (*first != NULL) {
        first = &(*first)->next_waiting;
    }
    thread->next_waiting = NULL;
    __atomic_store_n(first, thread, __ATOMIC_RELAXED);
}

static void
take_out(Thread **first, Thread *thread)
{
    while (*first != NULL && *first != thread) {
        first = &(*first)->next_waiting;
    }
    if (*first == thread) {
        __atomic_store_n(first, thread->next_waiting, __ATOMIC_RELAXED);
        thread->next_waiting = NULL;
    }
}

static void
make_ready(Thread *thread)
{
    if (thread->waits_in != NULL) {
        take_out(&thread->waits_in->first, thread);
        thread->waits_in = NULL;
    }
    thread->state = THREAD_READY;
    thread->deadline = NEVER;
    thread->ready_since = gil_clock();
    if (finalizing && thread != main_thread) {
        return; // it never runs again, and must not stand in the way
    }
    if (holder == NULL && ready == NULL) {
        holder = thread;
        switches++;
        pthread_cond_signal(&thread->wake);
    } else {
        append(&ready, thread);
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

// The foreign call's time is over: so is the call, or it takes really long,
// and then nobody knows when it returns.
static void
await_foreign(Thread *t)
{
    struct timespec until = after(FOREIGN_PATIENCE_NS);
    int status = 0;
    while (!t->returned && status == 0) {
        status = pthread_cond_timedwait(&foreign_returned, &mutex, &until);
    }
    t->due = NEVER;
    if (t->returned) {
        make_ready(t);
    }
}

// While recording, virtual time decides who is awake, and files are looked at
// now only.
static void
wake_sleepers(void)
{
    if (!recorded || finalizing) {
        return;
    }
    Thread *t;
    while ((t = first_sleeper()) != NULL && t->deadline <= gil_clock()) {
        t->timed_out = true;
        make_ready(t);
    }
    while ((t = first_due()) != NULL && t->due <= gil_clock()) {
        await_foreign(t);
    }
    for (t = gil_threads; t != NULL; t = t->next) {
        if (t->state == THREAD_BLOCKED && t->files != NULL &&
            poll(t->files, t->file_count, 0) != 0) {
            make_ready(t);
        }
    }
}

static Thread *
next_ready(void)
{
    Thread *next = ready;
    const RuntimeSwitch *wanted = next_switch();
    if (next != NULL && wanted != NULL) {
        while (next != NULL && next->id != wanted->thread) {
            next = next->next_waiting;
        }
        if (next == NULL) {
            stray();
            next = ready;
        }
    } else if (next != NULL && schedule.seed != 0) {
        size_t n = 0;
        for (Thread *t = ready; t != NULL; t = t->next_waiting) {
            n++;
        }
        for (size_t k = draw() % n; k > 0; k--) {
            next = next->next_waiting;
        }
    }
    if (next != NULL) {
        take_out(&ready, next);
    }
    return next;
}

// Whether all threads wait for each other.
static bool
is_deadlock(void)
{
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->state != THREAD_BLOCKED || t->deadline != NEVER ||
            t->files != NULL) {
            return false;
        }
    }
    return true;
}

// Nobody is ready: time passes until the first foreign call is due.
static Thread *
pass_to_foreign(void)
{
    Thread *t;
    while (ready == NULL && (t = first_due()) != NULL) {
        const Thread *sleeper = first_sleeper();
        if (sleeper != NULL && sleeper->deadline < t->due) {
            return NULL;
        }
        uint64_t now = gil_clock();
        idle_ns += t->due > now ? t->due - now : 0;
        await_foreign(t);
    }
    return next_ready();
}

// Nobody runs: those that wait for files look at them themselves.
static void
signal_file_waiters(void)
{
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->state == THREAD_BLOCKED && t->files != NULL) {
            pthread_cond_signal(&t->wake);
        }
    }
}

// The holder gives the lock up; it has entered its new state already.
static void
hand_over(Thread *from)
{
    wake_sleepers();
    clock_now = from->instructions;
    Thread *next = finalizing ? NULL : next_ready();
    if (next == NULL && !finalizing) {
        next = pass_to_foreign();
    }
    holder = next;
    switches++;
    if (next == NULL && !finalizing && is_deadlock()) {
        from->deadlocked = true;
        make_ready(from);
    } else if (next == NULL) {
        next = first_sleeper();
        signal_file_waiters();
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
    if (thread->state == THREAD_READY && !recorded) {
        longest = (uint64_t)(interval * 1e9);
    } else if (thread->state == THREAD_BLOCKED &&
               thread->deadline != NEVER &&
               (!recorded || (holder == NULL && ready == NULL &&
                              first_sleeper() == thread))) {
        uint64_t now = gil_clock();
        longest = thread->deadline > now ? thread->deadline - now : 0;
    }
    if (thread == main_thread && thread->state == THREAD_BLOCKED &&
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
        if (holder != NULL && switches == switches_seen) {
            eval_breaker_set(BREAK_GIL);
        }
    } else if (thread == main_thread &&
               eval_breaker_has(BREAK_SIGNALS | BREAK_LIMIT)) {
        thread->interrupted = true;
        make_ready(thread);
    } else if (recorded && holder == NULL && ready == NULL &&
               first_sleeper() == thread) {
        // Nobody runs: real time has passed, so virtual time does.
        uint64_t waited = thread->waited_ns;
        idle_ns += waited;
        if (gil_clock() >= thread->deadline) {
            thread->timed_out = true;
            make_ready(thread);
        }
    } else if (!recorded && thread->deadline <= now) {
        thread->timed_out = true;
        make_ready(thread);
    }
}

// Nobody runs, and this thread waits for files: as pthread_cond_timedwait.
static int
wait_for_files(Thread *thread)
{
    if (thread->waited_ns > SIGNAL_POLL_NS) {
        thread->waited_ns = SIGNAL_POLL_NS;
    }
    pthread_mutex_unlock(&mutex);
    struct timespec most = {0, (long)thread->waited_ns};
    int n = ppoll(thread->files, thread->file_count, &most, NULL);
    pthread_mutex_lock(&mutex);
    if (n != 0 && holder == NULL && ready == NULL &&
        thread->state == THREAD_BLOCKED) {
        thread->interrupted = n < 0;
        make_ready(thread);
    }
    return n == 0 ? ETIMEDOUT : 0;
}

// The mutex is held. Until this thread holds the lock.
static void
wait_turn(Thread *thread)
{
    while (holder != thread) {
        uint64_t longest = patience(thread);
        uint64_t seen = switches;
        int status;
        thread->waited_ns = longest;
        if (thread->files != NULL && thread->state == THREAD_BLOCKED &&
            holder == NULL && ready == NULL) {
            status = wait_for_files(thread);
        } else if (longest == NEVER) {
            status = pthread_cond_wait(&thread->wake, &mutex);
        } else {
            struct timespec until = after(longest);
            status = pthread_cond_timedwait(&thread->wake, &mutex, &until);
        }
        if (holder != thread && status == ETIMEDOUT) {
            time_over(thread, seen);
        }
    }
    thread->state = THREAD_RUNNING;
    thread->instructions = clock_now;
    uint64_t now = gil_clock();
    const RuntimeSwitch *wanted = next_switch();
    if (wanted != NULL &&
        (wanted->thread != thread->id || wanted->at != now)) {
        stray();
    }
    switch_place++;
    figures.hand_overs++;
    figures.waited_ns +=
        now > thread->ready_since ? now - thread->ready_since : 0;
    set_quantum();
}

// ----------------------------------------------------------------- recording

static void
tell_wait(Thread *thread, GilReason why, Object *what)
{
#if RECORDING
    thread->jumped = frame_record_jumped;
    if (RECORD_ON()) {
        frame_record_leaves(thread);
        record_raw(EVENT_THREAD_WAIT, thread->id, (uint32_t)why,
                   gil_clock(), record_serial(what));
    }
#else
    (void)thread, (void)why, (void)what;
#endif
}

static void
tell_switch(Thread *thread)
{
#if RECORDING
    frame_record_jumped = thread->jumped;
    if (RECORD_ON()) {
        native_record_switched();
        uint64_t now = gil_clock();
        record_raw(EVENT_THREAD_SWITCH, thread->id, 0, now,
                   now > thread->ready_since ? now - thread->ready_since
                                             : 0);
    }
#else
    (void)thread;
#endif
}

// ------------------------------------------------------------------ the lock

static void
init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void
init_wake(Thread *thread)
{
    thread->due = NEVER;
    thread->files = NULL;
    init_condition(&thread->wake);
}

static void
begin_alone(Thread *thread)
{
    finalizing = false;
    gil_threads = main_thread = holder = thread;
    gil_thread_count = 1;
    ready = NULL;
    gil_switch_at = UINT64_MAX;
    thread->next = thread->next_waiting = NULL;
    thread->state = THREAD_RUNNING;
    thread->deadline = NEVER;
    init_wake(thread);
    init_condition(&foreign_returned);
}

void
gil_start(Thread *first, bool is_recorded)
{
    recorded = is_recorded;
    clock_now = idle_ns = 0;
    begin_alone(first);
}

void
gil_set_schedule(GilSchedule wanted)
{
    schedule = wanted;
    switch_place = 0;
    strayed_at = NEVER;
    random_state = wanted.seed * 0x9E3779B97F4A7C15u + 1;
}

void
gil_time_up(Thread *thread)
{
    (void)thread;
    gil_switch_at = UINT64_MAX;
    eval_breaker_set(BREAK_GIL);
}

void
gil_yield(Thread *thread)
{
    eval_breaker_clear(BREAK_GIL);
    pthread_mutex_lock(&mutex);
    wake_sleepers();
    bool others = ready != NULL && !finalizing;
    if (others) {
        tell_wait(thread, GIL_TIME_UP, NULL);
        thread->state = THREAD_READY;
        thread->ready_since = gil_clock();
        append(&ready, thread);
        // Drawn by chance it may be the same one again.
        hand_over(thread);
        wait_turn(thread);
        tell_switch(thread);
    } else {
        stray(); // somebody should have been ready
        set_quantum();
    }
    pthread_mutex_unlock(&mutex);
}

static bool
release_until(uint64_t due)
{
    if (gil_thread_count < 2 || finalizing) {
        return false;
    }
    Thread *thread = thread_current;
    tell_wait(thread, GIL_OUTSIDE, NULL);
    pthread_mutex_lock(&mutex);
    thread->state = THREAD_OUTSIDE;
    thread->due = due;
    thread->returned = false;
    hand_over(thread);
    pthread_mutex_unlock(&mutex);
    return true;
}

bool
gil_release(void)
{
    return release_until(NEVER);
}

bool
gil_release_foreign(void)
{
    return release_until(recorded ? gil_clock() + FOREIGN_NS : NEVER);
}

// While recording: until one of the files is ready (1), the time is over (0)
// or a signal came (-1).
static int
wait_recorded(struct pollfd *files, size_t n, uint64_t deadline)
{
    Thread *thread = thread_current;
    tell_wait(thread, GIL_OUTSIDE, NULL);
    pthread_mutex_lock(&mutex);
    thread->deadline = deadline;
    thread->state = THREAD_BLOCKED;
    thread->timed_out = thread->interrupted = false;
    thread->files = files;
    thread->file_count = n;
    hand_over(thread);
    wait_turn(thread);
    thread->files = NULL;
    pthread_mutex_unlock(&mutex);
    tell_switch(thread);
    errno = EINTR;
    return thread->interrupted ? -1 : !thread->timed_out;
}

static int
poll_for(struct pollfd *files, size_t n, double seconds)
{
    struct timespec most = {(time_t)seconds,
                            (long)((seconds - floor(seconds)) * 1e9)};
    return ppoll(files, n, seconds < 0 ? NULL : &most, NULL);
}

int
gil_poll(struct pollfd *files, size_t n, double seconds)
{
    if (!recorded || finalizing) {
        bool released = seconds != 0 && gil_release();
        int count = poll_for(files, n, seconds);
        gil_reacquire(released);
        return count;
    }
    uint64_t now = gil_clock();
    uint64_t deadline =
        seconds < 0 || seconds > 9e9 ? NEVER : now + (uint64_t)(seconds * 1e9);
    int count = poll(files, n, 0);
    if (gil_thread_count < 2 && count == 0 && seconds != 0) {
        count = poll_for(files, n, seconds);
        if (count == 0) {
            idle_ns += deadline - now;
        }
        return count;
    }
    while (count == 0 && gil_clock() < deadline) {
        int status = wait_recorded(files, n, deadline);
        if (status <= 0) {
            return status;
        }
        count = poll(files, n, 0);
    }
    return count;
}

void
gil_reacquire(bool released)
{
    if (!released) {
        return;
    }
    int error = errno;
    Thread *thread = thread_current;
    pthread_mutex_lock(&mutex);
    thread->returned = true;
    if (thread->due != NEVER && !finalizing) {
        pthread_cond_broadcast(&foreign_returned); // its time will come
    } else {
        make_ready(thread);
    }
    wait_turn(thread);
    pthread_mutex_unlock(&mutex);
    tell_switch(thread);
    errno = error;
}

bool
gil_take_to_end(bool waits)
{
    bool mine = holder == thread_current, gets = waits && !finalizing;
    gil_reacquire(!mine && gets);
    return mine || gets;
}

// "Thread-1 (work) waits for a lock that MainThread holds"
static void
report_deadlock(void)
{
    char text[1000] = "deadlock: nobody is left who could go on";
    size_t n = strlen(text);
    for (Thread *t = gil_threads; t != NULL && n < sizeof(text); t = t->next) {
        Thread *owner = t->waits_for == NULL || gil_holder_of == NULL
                            ? NULL
                            : gil_holder_of(t->waits_for);
        n += (size_t)snprintf(
            text + n, sizeof(text) - n, "%s %s waits for a lock%s%s",
            t == gil_threads ? ":" : ",", t->name,
            owner == t      ? " that it holds itself"
            : owner != NULL ? " held by "
                            : "",
            owner == t || owner == NULL ? "" : owner->name);
    }
    error_set_text(EXC(RuntimeError), text);
}

int
gil_wait(GilQueue *queue, double seconds, Object *what)
{
    Thread *thread = thread_current;
    tell_wait(thread, queue == NULL ? GIL_SLEEP : GIL_LOCK, what);
    pthread_mutex_lock(&mutex);
    thread->deadline = seconds < 0 || seconds > 9e9
                           ? NEVER
                           : gil_clock() + (uint64_t)(seconds * 1e9);
    thread->state = THREAD_BLOCKED;
    thread->timed_out = thread->interrupted = thread->deadlocked = false;
    thread->waits_for = what;
    thread->waits_in = queue;
    if (queue != NULL) {
        append(&queue->first, thread);
    }
    hand_over(thread);
    wait_turn(thread);
    pthread_mutex_unlock(&mutex);
    tell_switch(thread);
    if (thread->deadlocked) {
        report_deadlock();
    }
    thread->waits_for = NULL;
    if (thread->interrupted && eval_handle_breaks(thread) == 0) {
        return 1; // a handler that raised nothing: look again
    }
    return thread->deadlocked || thread->interrupted ? -1
           : thread->timed_out                       ? 0
                                                     : 1;
}

void
gil_wake(GilQueue *queue)
{
    // Nobody comes while we hold the GIL; but whose time is over goes.
    if (__atomic_load_n(&queue->first, __ATOMIC_RELAXED) != NULL) {
        pthread_mutex_lock(&mutex);
        if (queue->first != NULL) {
            make_ready(queue->first);
        }
        pthread_mutex_unlock(&mutex);
    }
}

// ------------------------------------------------------------------- threads

void
gil_thread_made(Thread *thread)
{
    init_wake(thread);
    pthread_mutex_lock(&mutex);
    Thread **last = &gil_threads;
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = thread;
    gil_thread_count++;
    thread->waits_in = NULL;
    make_ready(thread);
    if (gil_switch_at == UINT64_MAX) {
        set_quantum();
    }
    pthread_mutex_unlock(&mutex);
}

static void
forget(Thread *thread)
{
    Thread **at = &gil_threads;
    while (*at != thread) {
        at = &(*at)->next;
    }
    *at = thread->next;
    gil_thread_count--;
}

void
gil_thread_failed(Thread *thread)
{
    pthread_mutex_lock(&mutex);
    forget(thread);
    take_out(&ready, thread);
    pthread_mutex_unlock(&mutex);
    pthread_cond_destroy(&thread->wake);
}

void
gil_thread_begins(Thread *thread)
{
    pthread_mutex_lock(&mutex);
    wait_turn(thread);
    pthread_mutex_unlock(&mutex);
    tell_switch(thread);
}

void
gil_thread_ends(Thread *thread)
{
    tell_wait(thread, GIL_ENDED, NULL);
    pthread_mutex_lock(&mutex);
    forget(thread);
    thread->state = THREAD_OUTSIDE;
    hand_over(thread);
    pthread_mutex_unlock(&mutex);
    pthread_cond_destroy(&thread->wake);
}

void
gil_finalize(void)
{
    pthread_mutex_lock(&mutex);
    finalizing = true;
    ready = NULL;
    pthread_mutex_unlock(&mutex);
}

void
gil_after_fork(Thread *thread)
{
    // The mutex may be locked by a thread that is not there any more.
    pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
    memcpy(&mutex, &fresh, sizeof(mutex));
    for (Thread *t = gil_threads, *next; t != NULL; t = next) {
        next = t->next;
        if (t != thread) {
            if (t->waits_in != NULL) {
                take_out(&t->waits_in->first, t);
                t->waits_in = NULL;
            }
            t->next = gil_lost_threads;
            gil_lost_threads = t;
        }
    }
    schedule.count = 0; // that is the first process's
    clock_now = thread->instructions;
    figures = (GilFigures){0, 0};
    begin_alone(thread);
}

GilFigures
gil_figures(void)
{
    pthread_mutex_lock(&mutex);
    GilFigures copy = figures;
    pthread_mutex_unlock(&mutex);
    return copy;
}

bool
gil_is_main(const Thread *thread)
{
    return thread == main_thread;
}

uint64_t
gil_strayed_at(void)
{
    return strayed_at;
}

bool
gil_is_recorded(void)
{
    return recorded;
}

double
gil_interval(void)
{
    return interval;
}

void
gil_set_interval(double seconds)
{
    pthread_mutex_lock(&mutex); // those that wait read it
    interval = seconds;
    if (gil_switch_at != UINT64_MAX) {
        set_quantum();
    }
    pthread_mutex_unlock(&mutex);
}
