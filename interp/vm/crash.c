#include "interp/vm/crash.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "interp/objects/thread.h"
#include "interp/vm/gil.h"

enum { STACK = 256 * 1024, PATIENCE = 5 };

static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { COUNT = sizeof(numbers) / sizeof(numbers[0]) };

static void (*save)(void);
static char *stack; // the main thread's own may be what has run out

static void
save_now(bool waits)
{
    if (save != NULL && thread_current != NULL && gil_take_to_end(waits)) {
        save();
    }
}

static void
on_exit_called(void)
{
    save_now(true);
}

static void
on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    // Saving may find a lock taken that nobody will give back.
    signal(SIGALRM, SIG_DFL);
    alarm(PATIENCE);
    // Sent from outside, it may have come while this thread waits its turn.
    bool sent = info->si_code <= 0;
    save_now(!sent || number == SIGABRT);
    signal(number, SIG_DFL);
    if (sent) {
        raise(number); // nothing does it again
    }
}

void
crash_start(void (*wanted)(void))
{
    static bool registered;
    save = wanted;
    if (!registered) {
        registered = atexit(on_exit_called) == 0;
    }
    if (stack == NULL && (stack = malloc(STACK)) != NULL) {
        stack_t own = {.ss_sp = stack, .ss_size = STACK};
        sigaltstack(&own, NULL);
    }
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK};
    for (int i = 0; i < COUNT; i++) {
        struct sigaction old;
        if (sigaction(numbers[i], NULL, &old) == 0 &&
            old.sa_handler == SIG_DFL) {
            sigaction(numbers[i], &action, NULL);
        }
    }
}

void
crash_stop(void)
{
    save = NULL;
    for (int i = 0; i < COUNT; i++) {
        struct sigaction old;
        if (sigaction(numbers[i], NULL, &old) == 0 &&
            old.sa_sigaction == on_fault) {
            signal(numbers[i], SIG_DFL);
        }
    }
    if (stack != NULL) {
        stack_t none = {.ss_flags = SS_DISABLE};
        sigaltstack(&none, NULL);
        free(stack);
        stack = NULL;
    }
}
