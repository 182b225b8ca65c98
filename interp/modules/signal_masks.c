/* The module _signal: masks of signals, and waiting for one. */
#include <errno.h>
#include <signal.h>

#include "interp/modules/signal_module.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/thread.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

// The signals of an iterable of numbers; 0 with an error.
static int
read_set(Object *o, sigset_t *set)
{
    sigemptyset(set);
    Object *iterator = iter_new(o);
    Object *item;
    while (iterator != NULL && (item = iter_next(iterator)) != NULL) {
        long number = int_as_long(item);
        ref_dec(item);
        if (number == -1 && error_occurred()) {
            break;
        }
        if (number < 1 || number >= NSIG) {
            error_format(EXC(ValueError),
                         "signal number %ld out of range [1; %d]", number,
                         NSIG - 1);
            break;
        }
        sigaddset(set, (int)number);
    }
    ref_xdec(iterator);
    return error_occurred() == NULL;
}

static Object *
as_set(const sigset_t *signals)
{
    Object *set = set_new(NULL);
    for (int i = 1; set != NULL && i < NSIG; i++) {
        if (sigismember(signals, i) != 1) {
            continue;
        }
        Object *number = int_from_long(i);
        if (number == NULL || set_add(set, number) < 0) {
            REF_CLEAR(set);
        }
        ref_xdec(number);
    }
    return set;
}

static Object *
m_pthread_sigmask(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    sigset_t set, old;
    if (!args_check_count("pthread_sigmask", nargs, 2, 2)) {
        return NULL;
    }
    int how = int_as_int(args[0]);
    if ((how == -1 && error_occurred()) || !read_set(args[1], &set)) {
        return NULL;
    }
    int code = pthread_sigmask(how, &set, &old);
    if (code != 0) {
        errno = code;
        return error_from_errno(EXC(OSError), NULL);
    }
    // What was let through has come by now.
    if (eval_handle_breaks(thread_current) < 0) {
        return NULL;
    }
    return as_set(&old);
}

static Object *
m_sigpending(Object *self, Object *unused)
{
    (void)self, (void)unused;
    sigset_t set;
    return sigpending(&set) < 0 ? error_from_errno(EXC(OSError), NULL)
                                : as_set(&set);
}

static Object *
m_sigwait(Object *self, Object *o)
{
    (void)self;
    sigset_t set;
    int number = 0;
    if (!read_set(o, &set)) {
        return NULL;
    }
    int code = sigwait(&set, &number);
    if (code != 0) {
        errno = code;
        return error_from_errno(EXC(OSError), NULL);
    }
    return int_from_long(number);
}

MethodDef signal_mask_functions[] = {
    {"pthread_sigmask", METHOD(m_pthread_sigmask), METH_FASTCALL,
     "pthread_sigmask($module, how, mask, /)\n--\n\nFetch and/or change the "
     "signal mask of the calling thread."},
    {"sigpending", m_sigpending, METH_NOARGS,
     "sigpending($module, /)\n--\n\nExamine pending signals.\n\nReturns a "
     "set of signal numbers that are pending for delivery to\nthe calling "
     "thread."},
    {"sigwait", m_sigwait, METH_O,
     "sigwait($module, sigset, /)\n--\n\nWait for a signal.\n\nSuspend "
     "execution of the calling thread until the delivery of one of the\n"
     "signals specified in the signal set sigset."},
    {NULL, NULL, 0, NULL}};
