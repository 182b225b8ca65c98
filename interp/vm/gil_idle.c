/* While recording several processes: nobody in this one can go on, so the
 * others have their turns, until what somebody here waits for is there. */
#include <errno.h>
#include <poll.h>

#include "interp/vm/eval.h"
#include "interp/vm/gil_state.h"
#include "interp/vm/turns.h"

#define NEVER GIL_NEVER

bool
gil_comes_from_outside(const Thread *thread)
{
    return thread->files != NULL || thread->ask != NULL;
}

bool
gil_has_come(const Thread *thread)
{
    return thread->state == THREAD_BLOCKED &&
           ((thread->files != NULL &&
             poll(thread->files, thread->file_count, 0) != 0) ||
            (thread->ask != NULL && thread->ask(thread->ask_arg)));
}

static void
advance_to(uint64_t moment)
{
    uint64_t now = gil_clock();
    gil.idle_ns += moment != NEVER && moment > now ? moment - now : 0;
}

// It has what it waits for, of another process that did something just now.
static void
let_come(void)
{
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (gil_has_come(t)) {
            advance_to(turns_clock());
            gil_make_ready(t);
        }
    }
}

static void
let_signals_come(void)
{
    Thread *first = gil.main_thread;
    if (first->state == THREAD_BLOCKED &&
        (gil.main_wanted || eval_breaker_has(BREAK_SIGNALS | BREAK_LIMIT))) {
        first->interrupted = true;
        gil_make_ready(first);
    }
}

// There is no other process any more: everybody looks for himself.
static void
wake_all(void)
{
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->state == THREAD_BLOCKED && t->ask != NULL) {
            gil_make_ready(t);
        } else {
            pthread_cond_signal(&t->wake);
        }
    }
}

void
gil_idle(Thread *thread)
{
    bool ran = true;
    gil.idler = thread;
    while (gil.ready == NULL) {
        gil_pass_to_foreign(NULL);
        if (gil.ready != NULL) {
            break;
        }
        uint64_t deadline = gil_first_deadline(), clock = gil_clock();
        pthread_mutex_unlock(&gil.mutex);
        bool is_time = turns_next(clock, ran, deadline);
        pthread_mutex_lock(&gil.mutex);
        ran = false;
        if (is_time || deadline <= turns_clock()) {
            advance_to(deadline);
        }
        let_signals_come();
        let_come();
        gil_wake_sleepers();
        if (!turns_active()) {
            wake_all();
            break;
        }
    }
    gil.idler = NULL;
    gil_turn_begins(gil.clock_now);
    if (gil.ready != NULL) {
        gil_give_to_next();
    }
}

// ------------------------------------------------------------------- waiting

int
gil_ask(bool (*ask)(void *), void *arg, double seconds)
{
    if (!gil.recorded || gil.finalizing || !turns_active()) {
        return GIL_ASK_YOURSELF;
    }
    Thread *thread = thread_current;
    gil_tell_wait(thread, GIL_OUTSIDE, NULL);
    pthread_mutex_lock(&gil.mutex);
    thread->deadline = seconds < 0 || seconds > 9e9
                           ? NEVER
                           : gil_clock() + (uint64_t)(seconds * 1e9);
    thread->state = THREAD_BLOCKED;
    thread->timed_out = thread->interrupted = false;
    thread->ask = ask;
    thread->ask_arg = arg;
    gil_hand_over(thread);
    gil_wait_turn(thread);
    thread->ask = NULL;
    pthread_mutex_unlock(&gil.mutex);
    gil_tell_switch(thread);
    errno = EINTR;
    return thread->interrupted ? -1 : !thread->timed_out;
}
