#include "interp/vm/gil.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "gc/record.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/native_record.h"

enum {
    INSTRUCTION_NS = 20,         // of virtual time
    SIGNAL_POLL_NS = 50 * 1000000 // a blocked main thread looks for signals
};
#define NEVER UINT64_MAX

Thread *gil_threads;
size_t gil_thread_count;
uint64_t gil_switch_at = UINT64_MAX;
GilHolderOf gil_holder_of;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; // guards the rest
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

// ------------------------------------------------------------------- clocks

static uint64_t
real_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
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

static uint64_t
draw(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

// The holder's time begins.
static void
set_quantum(void)
{
    if (!recorded || gil_thread_count < 2) {
        gil_switch_at = UINT64_MAX;
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

// While recording, virtual time decides who is awake.
static void
wake_sleepers(void)
{
    Thread *t;
    while (recorded && (t = first_sleeper()) != NULL &&
           t->deadline <= gil_clock()) {
        t->timed_out = true;
        make_ready(t);
    }
}

static Thread *
next_ready(void)
{
    Thread *next = ready;
    if (next != NULL && schedule.seed != 0) {
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
        if (t->state != THREAD_BLOCKED || t->deadline != NEVER) {
            return false;
        }
    }
    return true;
}

// The holder gives the lock up; it has entered its new state already.
static void
hand_over(Thread *from)
{
    clock_now = from->instructions;
    wake_sleepers();
    Thread *next = finalizing ? NULL : next_ready();
    holder = next;
    switches++;
    if (next == NULL && !finalizing && is_deadlock()) {
        from->deadlocked = true;
        make_ready(from);
    } else if (next == NULL) {
        next = first_sleeper();
    }
    if (next != NULL) {
        pthread_cond_signal(&next->wake);
    }
}

static struct timespec
after(uint64_t ns)
{
    ns += real_ns();
    return (struct timespec){.tv_sec = (time_t)(ns / 1000000000u),
                             .tv_nsec = (long)(ns % 1000000000u)};
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

// The mutex is held. Until this thread holds the lock.
static void
wait_turn(Thread *thread)
{
    while (holder != thread) {
        uint64_t longest = patience(thread);
        uint64_t seen = switches;
        int status;
        thread->waited_ns = longest;
        if (longest == NEVER) {
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
init_wake(Thread *thread)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&thread->wake, &attributes);
    pthread_condattr_destroy(&attributes);
}

void
gil_start(Thread *first, bool is_recorded)
{
    recorded = is_recorded;
    finalizing = false;
    gil_threads = main_thread = holder = first;
    gil_thread_count = 1;
    ready = NULL;
    clock_now = idle_ns = 0;
    gil_switch_at = UINT64_MAX;
    first->next = first->next_waiting = NULL;
    first->state = THREAD_RUNNING;
    first->deadline = NEVER;
    init_wake(first);
}

void
gil_set_schedule(GilSchedule wanted)
{
    schedule = wanted;
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
        set_quantum();
    }
    pthread_mutex_unlock(&mutex);
}

bool
gil_release(void)
{
    if (gil_thread_count < 2 || finalizing) {
        return false;
    }
    Thread *thread = thread_current;
    tell_wait(thread, GIL_OUTSIDE, NULL);
    pthread_mutex_lock(&mutex);
    thread->state = THREAD_OUTSIDE;
    hand_over(thread);
    pthread_mutex_unlock(&mutex);
    return true;
}

static bool
release_for(int fd, short event)
{
    struct pollfd file = {.fd = fd, .events = event};
    return gil_thread_count > 1 &&
           !(recorded && poll(&file, 1, 0) != 0) && gil_release();
}

bool
gil_release_to_read(int fd)
{
    return release_for(fd, POLLIN);
}

bool
gil_release_to_write(int fd)
{
    return release_for(fd, POLLOUT);
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
    make_ready(thread);
    wait_turn(thread);
    pthread_mutex_unlock(&mutex);
    tell_switch(thread);
    errno = error;
}

static ssize_t
read_or_receive(int fd, void *into, size_t n, int flags)
{
    return flags < 0 ? read(fd, into, n) : recv(fd, into, n, flags);
}

ssize_t
gil_read(int fd, void *into, size_t n, int flags)
{
    bool released = gil_release_to_read(fd);
#if RECORDING
    void *apart = released ? malloc(n + 1) : NULL;
    if (apart != NULL) {
        ssize_t got = read_or_receive(fd, apart, n, flags);
        gil_reacquire(released);
        if (got > 0) {
            memcpy(into, apart, (size_t)got);
        }
        int error = errno;
        free(apart);
        errno = error;
        return got;
    }
#endif
    ssize_t got = read_or_receive(fd, into, n, flags);
    gil_reacquire(released);
    return got;
}

static ssize_t
write_piece(int fd, const char *bytes, size_t n, int flags)
{
    bool released = gil_release_to_write(fd);
    ssize_t done =
        flags < 0 ? write(fd, bytes, n) : send(fd, bytes, n, flags);
    gil_reacquire(released);
    return done;
}

ssize_t
gil_write(int fd, const void *bytes, size_t n, int flags)
{
    struct stat info;
    if (!recorded || gil_thread_count < 2 || n <= PIPE_BUF ||
        fstat(fd, &info) < 0 ||
        !(S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode))) {
        return write_piece(fd, bytes, n, flags);
    }
    size_t done = 0;
    while (done < n) {
        size_t piece = n - done < PIPE_BUF ? n - done : PIPE_BUF;
        ssize_t k = write_piece(fd, (const char *)bytes + done, piece, flags);
        if (k < 0) {
            return done > 0 ? (ssize_t)done : k;
        }
        done += (size_t)k;
        if ((size_t)k < piece) {
            break;
        }
    }
    return (ssize_t)done;
}

void
gil_time_passes(uint64_t start, double seconds)
{
    pthread_mutex_lock(&mutex);
    uint64_t end = start + (uint64_t)(seconds * 1e9), now = gil_clock();
    if (recorded && now < end) {
        idle_ns += end - now;
    }
    pthread_mutex_unlock(&mutex);
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
    gil_start(thread, recorded);
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
