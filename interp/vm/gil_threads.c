/* The threads under the GIL: the first one, new ones, strangers, those that
 * end, and the one that a fork leaves. */
#include <string.h>

#include "gc/record.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil_schedule.h"
#include "interp/vm/gil_state.h"

#define NEVER GIL_NEVER

Thread *gil_lost_threads;

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
    thread->ask = NULL;
    init_condition(&thread->wake);
}

static void
begin_alone(Thread *thread)
{
    gil.finalizing = false;
    gil_threads = gil.main_thread = gil.holder = thread;
    gil_thread_count = 1;
    gil.ready = gil.idler = NULL;
    gil.thread_until = gil.turn_until = NEVER;
    gil_never_switch();
    thread->next = thread->next_waiting = NULL;
    thread->state = THREAD_RUNNING;
    thread->deadline = NEVER;
    init_wake(thread);
    init_condition(&gil.foreign_returned);
}

void
gil_start(Thread *first, bool is_recorded)
{
    gil.recorded = is_recorded;
    gil.clock_now = gil.idle_ns = 0;
    begin_alone(first);
}

// The GIL and the mutex are held.
static void
add_thread(Thread *thread)
{
    Thread **last = &gil_threads;
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = thread;
    gil_thread_count++;
    RECORD_THREAD_CHANGED();
}

void
gil_thread_made(Thread *thread)
{
    init_wake(thread);
    pthread_mutex_lock(&gil.mutex);
    add_thread(thread);
    gil_make_ready(thread);
    if (gil.thread_until == NEVER && gil.holder != NULL) {
        gil_set_quantum();
    }
    pthread_mutex_unlock(&gil.mutex);
}

void
gil_process_made(void)
{
    pthread_mutex_lock(&gil.mutex);
    if (gil.turn_until == NEVER) {
        gil_turn_begins(thread_clock(gil.holder));
    }
    gil_set_switch();
    pthread_mutex_unlock(&gil.mutex);
}

void
gil_stranger_begins(Thread *thread)
{
    init_wake(thread);
    pthread_mutex_lock(&gil.mutex);
    // A foreign call may be waiting for it: nobody knows when it returns.
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        t->due = NEVER;
        if (t->state == THREAD_OUTSIDE && t->returned) {
            gil_make_ready(t);
        }
    }
    pthread_cond_broadcast(&gil.foreign_returned); // waited for in vain
    gil_make_ready(thread);
    if (gil.recorded && gil.holder != thread) {
        gil.thread_until = 0; // the holder looks at the time when it is up
        eval_breaker_set(BREAK_GIL);
    }
    gil_wait_turn(thread);
    // The list is the holder's: not before this thread is that.
    add_thread(thread);
    gil_set_quantum();
    pthread_mutex_unlock(&gil.mutex);
    gil_tell_switch(thread);
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
    pthread_mutex_lock(&gil.mutex);
    forget(thread);
    gil_take_out(&gil.ready, thread);
    pthread_mutex_unlock(&gil.mutex);
    pthread_cond_destroy(&thread->wake);
}

void
gil_thread_begins(Thread *thread)
{
    pthread_mutex_lock(&gil.mutex);
    gil_wait_turn(thread);
    pthread_mutex_unlock(&gil.mutex);
    gil_tell_switch(thread);
}

void
gil_thread_ends(Thread *thread)
{
    gil_tell_wait(thread, GIL_ENDED, NULL);
    pthread_mutex_lock(&gil.mutex);
    forget(thread);
    thread->state = THREAD_OUTSIDE;
    gil_hand_over(thread);
    pthread_mutex_unlock(&gil.mutex);
    pthread_cond_destroy(&thread->wake);
}

void
gil_finalize(void)
{
    pthread_mutex_lock(&gil.mutex);
    gil.finalizing = true;
    gil.ready = NULL;
    pthread_mutex_unlock(&gil.mutex);
}

void
gil_after_fork(Thread *thread)
{
    // The mutex may be locked by a thread that is not there any more.
    pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
    memcpy(&gil.mutex, &fresh, sizeof(gil.mutex));
    for (Thread *t = gil_threads, *next; t != NULL; t = next) {
        next = t->next;
        if (t != thread) {
            if (t->waits_in != NULL) {
                gil_take_out(&t->waits_in->first, t);
                t->waits_in = NULL;
            }
            t->next = gil_lost_threads;
            gil_lost_threads = t;
        }
    }
    schedule_forget(); // that is the first process's
    gil.clock_now = thread_clock(thread);
    gil.figures = (GilFigures){0, 0};
    begin_alone(thread);
}

GilFigures
gil_figures(void)
{
    pthread_mutex_lock(&gil.mutex);
    GilFigures copy = gil.figures;
    pthread_mutex_unlock(&gil.mutex);
    return copy;
}

bool
gil_is_main(const Thread *thread)
{
    return thread == gil.main_thread;
}

void
gil_want_main(void)
{
    pthread_mutex_lock(&gil.mutex);
    gil.main_wanted = true;
    if (gil.main_thread->state == THREAD_BLOCKED) {
        gil.main_thread->interrupted = true;
        gil_make_ready(gil.main_thread);
    }
    pthread_mutex_unlock(&gil.mutex);
}

bool
gil_is_recorded(void)
{
    return gil.recorded;
}

double
gil_interval(void)
{
    return gil.interval;
}

void
gil_set_interval(double seconds)
{
    pthread_mutex_lock(&gil.mutex); // those that wait read it
    gil.interval = seconds;
    if (gil.thread_until != NEVER) {
        gil_set_quantum();
    }
    pthread_mutex_unlock(&gil.mutex);
}
