/* Giving the GIL up and getting it back: at safe points, around calls that
 * block, and to wait for a lock of the program's. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "interp/vm/eval.h"
#include "interp/vm/gil_schedule.h"
#include "interp/vm/gil_state.h"
#include "interp/vm/turns.h"

#define NEVER GIL_NEVER

enum { FOREIGN_NS = 20000 }; // of virtual time a foreign call takes

GilHolderOf gil_holder_of;

void
gil_time_up(Thread *thread)
{
    (void)thread;
    gil_never_switch();
    eval_breaker_set(BREAK_GIL);
}

// The other processes have their turns.
static void
yield_turn(Thread *thread)
{
    if (thread_clock(thread) >= gil.turn_until) {
        if (turns_active()) {
            turns_next(gil_clock(), true, NEVER);
        }
        gil_turn_begins(thread_clock(thread));
    }
}

void
gil_yield(Thread *thread)
{
    eval_breaker_clear(BREAK_GIL);
    if (gil.recorded && gil.turn_until != NEVER) {
        yield_turn(thread);
    }
    pthread_mutex_lock(&gil.mutex);
    if (gil.recorded && thread_clock(thread) < gil.thread_until) {
        gil_set_switch();
        pthread_mutex_unlock(&gil.mutex);
        return;
    }
    gil_wake_sleepers();
    bool others = gil.ready != NULL && !gil.finalizing;
    if (others) {
        gil_tell_wait(thread, GIL_TIME_UP, NULL);
        thread->state = THREAD_READY;
        thread->ready_since = gil_clock();
        gil_append(&gil.ready, thread);
        // Drawn by chance it may be the same one again.
        gil_hand_over(thread);
        gil_wait_turn(thread);
        gil_tell_switch(thread);
    } else {
        schedule_stray(gil_clock()); // somebody should have been ready
        gil_set_quantum();
    }
    pthread_mutex_unlock(&gil.mutex);
}

bool
gil_is_alone(void)
{
    // Strangers come without the lock, and are counted then.
    return !gil.strangers && gil_thread_count < 2 &&
           !(gil.recorded && turns_active());
}

void
gil_expect_strangers(void)
{
    gil.strangers = true;
}

static bool
release_until(uint64_t due)
{
    if (gil_is_alone() || gil.finalizing) {
        return false;
    }
    Thread *thread = thread_current;
    gil_tell_wait(thread, GIL_OUTSIDE, NULL);
    pthread_mutex_lock(&gil.mutex);
    thread->state = THREAD_OUTSIDE;
    thread->due = due;
    thread->returned = false;
    gil_hand_over(thread);
    pthread_mutex_unlock(&gil.mutex);
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
    return release_until(gil.recorded ? gil_clock() + FOREIGN_NS : NEVER);
}

// While recording: until one of the files is ready (1), the time is over (0)
// or a signal came (-1).
static int
wait_recorded(struct pollfd *files, size_t n, uint64_t deadline)
{
    Thread *thread = thread_current;
    gil_tell_wait(thread, GIL_OUTSIDE, NULL);
    pthread_mutex_lock(&gil.mutex);
    thread->deadline = deadline;
    thread->state = THREAD_BLOCKED;
    thread->timed_out = thread->interrupted = false;
    thread->files = files;
    thread->file_count = n;
    gil_hand_over(thread);
    gil_wait_turn(thread);
    thread->files = NULL;
    pthread_mutex_unlock(&gil.mutex);
    gil_tell_switch(thread);
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
    if (!gil.recorded || gil.finalizing) {
        bool released = seconds != 0 && gil_release();
        int count = poll_for(files, n, seconds);
        gil_reacquire(released);
        return count;
    }
    uint64_t now = gil_clock();
    uint64_t deadline =
        seconds < 0 || seconds > 9e9 ? NEVER : now + (uint64_t)(seconds * 1e9);
    int count = poll(files, n, 0);
    if (gil_is_alone() && count == 0 && seconds != 0) {
        count = poll_for(files, n, seconds);
        if (count == 0) {
            gil.idle_ns += deadline - now;
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
    pthread_mutex_lock(&gil.mutex);
    thread->returned = true;
    if (thread->due != NEVER && !gil.finalizing) {
        pthread_cond_broadcast(&gil.foreign_returned); // its time will come
        if (gil.holder == NULL) {
            gil_pass_to_foreign(NULL);
        }
    } else {
        gil_make_ready(thread);
    }
    gil_wait_turn(thread);
    pthread_mutex_unlock(&gil.mutex);
    gil_tell_switch(thread);
    errno = error;
}

bool
gil_take_to_end(bool waits)
{
    bool mine = gil.holder == thread_current, gets = waits && !gil.finalizing;
    gil_reacquire(!mine && gets);
    return mine || gets;
}

// "lock", or what else it is: "SimpleQueue".
static const char *
waits_for_what(const Thread *thread)
{
    if (thread->waits_for == NULL) {
        return "lock";
    }
    const char *name = TYPE_OF(thread->waits_for)->name;
    const char *dot = strrchr(name, '.');
    return dot == NULL ? name : dot + 1;
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
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              "%s %s waits for a %s%s%s",
                              t == gil_threads ? ":" : ",", t->name,
                              waits_for_what(t),
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
    gil_tell_wait(thread, queue == NULL ? GIL_SLEEP : GIL_LOCK, what);
    pthread_mutex_lock(&gil.mutex);
    thread->deadline = seconds < 0 || seconds > 9e9
                           ? NEVER
                           : gil_clock() + (uint64_t)(seconds * 1e9);
    thread->state = THREAD_BLOCKED;
    thread->timed_out = thread->interrupted = thread->deadlocked = false;
    thread->waits_for = what;
    thread->waits_in = queue;
    if (queue != NULL) {
        gil_append(&queue->first, thread);
    }
    gil_hand_over(thread);
    gil_wait_turn(thread);
    pthread_mutex_unlock(&gil.mutex);
    gil_tell_switch(thread);
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
        pthread_mutex_lock(&gil.mutex);
        if (queue->first != NULL) {
            gil_make_ready(queue->first);
        }
        pthread_mutex_unlock(&gil.mutex);
    }
}
