#include "interp/runtime_limits.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "gc/alloc.h"
#include "interp/objects/error.h"
#include "interp/objects/thread.h"

static uint64_t steps_left;
static bool steps_limited, memory_limited;
static volatile sig_atomic_t reached;
static double deadline; // of --timeout; 0: none

static void
on_alarm(int number)
{
    (void)number;
    reached = LIMIT_TIME;
    eval_breaker_set(BREAK_LIMIT);
}

static double
seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
arm(double seconds)
{
    struct itimerval timer = {{0, 0}, {0, 0}};
    timer.it_value.tv_sec = (time_t)seconds;
    timer.it_value.tv_usec =
        (suseconds_t)((seconds - (double)timer.it_value.tv_sec) * 1e6);
    setitimer(ITIMER_REAL, &timer, NULL);
}

void
limits_start(const RuntimeOptions *options)
{
    reached = LIMIT_NONE;
    steps_limited = options->max_steps != 0;
    steps_left = options->max_steps;
    memory_limited = options->max_memory != 0;
    if (memory_limited) {
        // The limit is the program's: what the runtime itself has at start
        // does not count.
        MemStats stats;
        mem_stats(&stats);
        mem_set_limit(stats.bytes + options->max_memory);
    }
    if (options->fail_allocation > 0) {
        mem_fail_after(options->fail_allocation, options->fail_on);
    }
    deadline = 0;
    if (options->timeout > 0) {
        struct sigaction action = {.sa_handler = on_alarm};
        sigaction(SIGALRM, &action, NULL);
        deadline = seconds_now() + options->timeout;
        arm(options->timeout);
    }
}

void
limits_after_fork(void)
{
    if (deadline > 0) {
        double left = deadline - seconds_now();
        arm(left > 0.001 ? left : 0.001);
    }
}

void
limits_step(void)
{
    if (steps_limited && steps_left-- == 0) {
        steps_limited = false;
        reached = LIMIT_STEPS;
        eval_breaker_set(BREAK_LIMIT);
    }
}

void
limits_raise(void)
{
    error_set_none(EXC(SystemExit));
}

RunLimit
limits_reached(void)
{
    if (reached == LIMIT_NONE && memory_limited &&
        mem_limit_was_hit()) {
        return LIMIT_MEMORY;
    }
    return (RunLimit)reached;
}

void
limits_stop(void)
{
    deadline = 0;
    arm(0);
    mem_set_limit(0);
    mem_fail_after(0, false);
    steps_limited = false;
    eval_breaker_clear(BREAK_LIMIT);
}
