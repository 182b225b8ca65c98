/* The module _signal: what a program does when the system interrupts it.
 * A signal only sets a mark; its handler, Python code, runs in the main
 * thread when the eval loop reaches the next safe point. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "interp/modules/modules.h"
#include "interp/modules/signal_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/vm/frame_object.h"
#include "interp/vm/gil.h"
#include "interp/vm/process.h"

enum { COUNT = NSIG };

static volatile sig_atomic_t pending[COUNT];
static Object *handlers[COUNT]; // SIG_DFL, SIG_IGN, a callable, None
static Object *default_handler, *ignore_handler; // the numbers 0 and 1
static Object *interrupt_handler; // default_int_handler

static volatile sig_atomic_t wakeup_fd = -1; // gets a byte for each signal

static void
on_signal(int number)
{
    int code = errno;
    pending[number] = 1;
    eval_breaker_set(BREAK_SIGNALS);
    if (wakeup_fd >= 0) {
        unsigned char byte = (unsigned char)number;
        ssize_t unused = write(wakeup_fd, &byte, 1); // full: it will wake
        (void)unused;
    }
    errno = code;
}

void
signal_pretend(int number)
{
    Object *f = handlers[number];
    struct sigaction now;
    bool handled = f != NULL ? object_is_callable(f)
                             : sigaction(number, NULL, &now) == 0 &&
                                   now.sa_handler == on_signal;
    if (handled) {
        on_signal(number);
    }
}

// What ends the process unless the program says otherwise; its trace is to
// be whole then.
static bool
is_fatal(int number)
{
    switch (number) {
    case SIGTERM:
    case SIGHUP:
    case SIGQUIT:
    case SIGUSR1:
    case SIGUSR2:
    case SIGALRM:
    case SIGVTALRM:
    case SIGPROF:
    case SIGXCPU:
        return process_has_trace();
    default:
        return false;
    }
}

enum { PATIENCE = 1 }; // seconds
static timer_t patience[COUNT]; // ends a process that gets to no safe point
static bool has_patience[COUNT];

// The first one waits for the next safe point, for a while; a second one
// does not.
static void
on_fatal(int number)
{
    if (pending[number]) {
        signal(number, SIG_DFL);
        raise(number);
    }
    on_signal(number);
    if (has_patience[number]) {
        struct itimerspec once = {{0, 0}, {PATIENCE, 0}};
        timer_settime(patience[number], 0, &once, NULL);
    }
}

static void
end_by(int number)
{
    process_leaves();
    signal(number, SIG_DFL);
    raise(number);
}

int
signal_run_pending(void)
{
    eval_breaker_clear(BREAK_SIGNALS);
    if (!gil_is_main(thread_current)) {
        gil_want_main();
        return 0;
    }
    for (int i = 1; i < COUNT; i++) {
        if (!pending[i]) {
            continue;
        }
        pending[i] = 0;
        Object *f = handlers[i];
        if (f == NULL && i == SIGINT) { // before anybody imported signal
            error_set_none(EXC(KeyboardInterrupt));
            return -1;
        }
        if (f == NULL || !object_is_callable(f)) {
            if (f != ignore_handler && is_fatal(i)) {
                end_by(i);
            }
            continue;
        }
        Object *number = int_from_long(i);
        Object *frame = number == NULL || thread_current->frame == NULL
                            ? none_new()
                            : ref_new(frame_object(thread_current->frame));
        ref_inc(f);
        Object *result = number == NULL || frame == NULL
                             ? NULL
                             : call_two(f, number, frame);
        ref_dec(f);
        ref_xdec(number);
        ref_xdec(frame);
        if (result == NULL) {
            // What else came waits for the next safe point.
            eval_breaker_set(BREAK_SIGNALS);
            return -1;
        }
        ref_dec(result);
    }
    return 0;
}

static void
catch_signal(int number)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(number, &action, NULL);
}

// Timers are not inherited: a child makes its own.
static void
catch_fatal(int number)
{
    struct sigaction action = {.sa_handler = on_fatal};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = number};
    has_patience[number] =
        timer_create(CLOCK_MONOTONIC, &event, &patience[number]) == 0;
    sigaction(number, &action, NULL);
}

void
signal_start(void)
{
    struct sigaction old;
    if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
        catch_signal(SIGINT);
    }
    signal(SIGPIPE, SIG_IGN);
    signal_process_starts();
}

void
signal_process_starts(void)
{
    struct sigaction old;
    for (int i = 1; i < COUNT; i++) {
        if (is_fatal(i) && sigaction(i, NULL, &old) == 0 &&
            (old.sa_handler == SIG_DFL || old.sa_handler == on_fatal)) {
            catch_fatal(i);
        }
    }
}

void
signal_stop(void)
{
    struct sigaction now;
    for (int i = 1; i < COUNT; i++) {
        if (has_patience[i]) {
            timer_delete(patience[i]);
            has_patience[i] = false;
        }
        if (sigaction(i, NULL, &now) == 0 && now.sa_handler == on_fatal) {
            signal(i, SIG_DFL);
        }
        if (pending[i] && is_fatal(i) && handlers[i] == NULL) {
            raise(i); // it came too late for a safe point
        }
    }
}

// ------------------------------------------------------------------ functions

static int
read_number(Object *o, int *number)
{
    *number = int_as_int(o);
    if (*number == -1 && error_occurred()) {
        return 0;
    }
    if (*number < 1 || *number >= COUNT) {
        error_set_text(EXC(ValueError), "signal number out of range");
        return 0;
    }
    return 1;
}

static Object *
m_signal(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int number;
    if (!args_check_count("signal", nargs, 2, 2) ||
        !read_number(args[0], &number)) {
        return NULL;
    }
    if (!gil_is_main(thread_current)) {
        return error_set_text(EXC(ValueError),
                              "signal only works in main thread of the main "
                              "interpreter");
    }
    Object *f = args[1];
    struct sigaction action = {.sa_handler = on_signal};
    if (!object_is_callable(f)) {
        int is_default = object_richcompare_bool(f, default_handler, CMP_EQ);
        int is_ignore = object_richcompare_bool(f, ignore_handler, CMP_EQ);
        if (is_default < 0 || is_ignore < 0) {
            return NULL;
        }
        if (!is_default && !is_ignore) {
            return error_set_text(EXC(TypeError),
                                  "signal handler must be signal.SIG_IGN, "
                                  "signal.SIG_DFL, or a callable object");
        }
        action.sa_handler = !is_default        ? SIG_IGN
                            : is_fatal(number) ? on_fatal
                                               : SIG_DFL;
        f = is_default ? default_handler : ignore_handler;
    }
    if (pending[number] && signal_run_pending() < 0) {
        return NULL;
    }
    if (sigaction(number, &action, NULL) < 0) {
        return error_from_errno(EXC(OSError), NULL);
    }
    Object *old = handlers[number];
    handlers[number] = ref_new(f);
    RECORD_ROOTS();
    return old == NULL ? none_new() : old;
}

static Object *
m_getsignal(Object *self, Object *o)
{
    (void)self;
    int number;
    if (!read_number(o, &number)) {
        return NULL;
    }
    return handlers[number] == NULL ? none_new() : ref_new(handlers[number]);
}

static Object *
m_default_int_handler(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self, (void)args;
    if (!args_check_count("default_int_handler", nargs, 2, 2)) {
        return NULL;
    }
    error_set_none(EXC(KeyboardInterrupt));
    return NULL;
}

static Object *
checked(int failed)
{
    if (failed) {
        return error_from_errno(EXC(OSError), NULL);
    }
    // A signal sent to ourselves is handled at once.
    return signal_run_pending() < 0 ? NULL : none_new();
}

static Object *
m_raise_signal(Object *self, Object *o)
{
    (void)self;
    int number = int_as_int(o);
    if (number == -1 && error_occurred()) {
        return NULL;
    }
    // Only the main thread gets signals of others.
    sigset_t mine, old;
    sigemptyset(&mine);
    sigaddset(&mine, number);
    bool unblocks = !gil_is_main(thread_current);
    if (unblocks) {
        pthread_sigmask(SIG_UNBLOCK, &mine, &old);
    }
    int failed = raise(number), code = errno;
    if (unblocks) {
        pthread_sigmask(SIG_SETMASK, &old, NULL);
    }
    errno = code;
    return checked(failed != 0);
}

static Object *
m_alarm(Object *self, Object *o)
{
    (void)self;
    int seconds = int_as_int(o);
    return seconds == -1 && error_occurred()
               ? NULL
               : int_from_long((long)alarm((unsigned)seconds));
}

static Object *
m_pause(Object *self, Object *unused)
{
    (void)self, (void)unused;
    pause();
    return signal_run_pending() < 0 ? NULL : none_new();
}

static Object *
m_strsignal(Object *self, Object *o)
{
    (void)self;
    int number;
    if (!read_number(o, &number)) {
        return NULL;
    }
    const char *text = strsignal(number);
    return text == NULL || strncmp(text, "Unknown signal", 14) == 0
               ? none_new()
               : str_from_text(text);
}

static Object *
m_valid_signals(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *set = set_new(NULL);
    for (int i = 1; set != NULL && i < COUNT; i++) {
        sigset_t all;
        if (sigfillset(&all) != 0 || sigismember(&all, i) != 1) {
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
m_siginterrupt(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int number;
    if (!args_check_count("siginterrupt", nargs, 2, 2) ||
        !read_number(args[0], &number)) {
        return NULL;
    }
    int flag = object_is_true(args[1]);
    struct sigaction action;
    if (flag < 0 || sigaction(number, NULL, &action) < 0) {
        return NULL;
    }
    action.sa_flags = flag ? action.sa_flags & ~SA_RESTART
                           : action.sa_flags | SA_RESTART;
    return checked(sigaction(number, &action, NULL) < 0);
}

static Object *
m_set_wakeup_fd(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "warn_on_full_buffer", NULL};
    static const ArgsSpec spec = {"set_wakeup_fd", names, 1, 1, 1};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int fd = int_as_int(v[0]);
    if (fd == -1 && error_occurred()) {
        return NULL;
    }
    if (!gil_is_main(thread_current)) {
        return error_set_text(EXC(ValueError),
                              "set_wakeup_fd only works in main thread of "
                              "the main interpreter");
    }
    if (fd != -1) {
        struct stat info;
        int mode = fstat(fd, &info) < 0 ? -1 : fcntl(fd, F_GETFL);
        if (mode < 0) {
            return error_from_errno(EXC(OSError), NULL);
        }
        if ((mode & O_NONBLOCK) == 0) {
            return error_format(EXC(ValueError),
                                "the fd %d must be in non-blocking mode", fd);
        }
    }
    int old = wakeup_fd;
    wakeup_fd = fd;
    return int_from_long(old);
}

static Object *
timer_pair(const struct itimerval *timer)
{
    Object *a = float_new((double)timer->it_value.tv_sec +
                          (double)timer->it_value.tv_usec * 1e-6);
    Object *b = float_new((double)timer->it_interval.tv_sec +
                          (double)timer->it_interval.tv_usec * 1e-6);
    Object *pair = a == NULL || b == NULL ? NULL : tuple_pack(2, a, b);
    ref_xdec(a);
    ref_xdec(b);
    return pair;
}

static struct timeval
as_timeval(double seconds)
{
    double whole = floor(seconds);
    return (struct timeval){(time_t)whole,
                            (suseconds_t)((seconds - whole) * 1e6)};
}

static Object *
m_setitimer(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("setitimer", nargs, 2, 3)) {
        return NULL;
    }
    int which = int_as_int(args[0]);
    double first = float_as_double(args[1]);
    double again = nargs == 3 ? float_as_double(args[2]) : 0.0;
    if (error_occurred()) {
        return NULL;
    }
    struct itimerval old, timer = {as_timeval(again), as_timeval(first)};
    return setitimer((__itimer_which_t)which, &timer, &old) < 0
               ? error_from_errno(EXC(OSError), NULL)
               : timer_pair(&old);
}

static Object *
m_getitimer(Object *self, Object *o)
{
    (void)self;
    int which = int_as_int(o);
    struct itimerval timer;
    if (which == -1 && error_occurred()) {
        return NULL;
    }
    return getitimer((__itimer_which_t)which, &timer) < 0
               ? error_from_errno(EXC(OSError), NULL)
               : timer_pair(&timer);
}

static MethodDef functions[] = {
    {"signal", METHOD(m_signal), METH_FASTCALL, NULL},
    {"getsignal", m_getsignal, METH_O, NULL},
    {"default_int_handler", METHOD(m_default_int_handler), METH_FASTCALL,
     "default_int_handler($module, signalnum, frame, /)\n--\n\nThe default "
     "handler for SIGINT installed by Python.\n\nIt raises "
     "KeyboardInterrupt."},
    {"raise_signal", m_raise_signal, METH_O, NULL},
    {"alarm", m_alarm, METH_O, NULL},
    {"pause", m_pause, METH_NOARGS, NULL},
    {"strsignal", m_strsignal, METH_O, NULL},
    {"valid_signals", m_valid_signals, METH_NOARGS, NULL},
    {"siginterrupt", METHOD(m_siginterrupt), METH_FASTCALL, NULL},
    {"set_wakeup_fd", METHOD(m_set_wakeup_fd), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"setitimer", METHOD(m_setitimer), METH_FASTCALL, NULL},
    {"getitimer", m_getitimer, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static const struct {
    const char *name;
    long value;
} constants[] = {
#define C(name) {#name, name}
    C(SIGHUP), C(SIGINT), C(SIGQUIT), C(SIGILL), C(SIGTRAP), C(SIGABRT),
    C(SIGIOT), C(SIGBUS), C(SIGFPE), C(SIGKILL), C(SIGUSR1), C(SIGSEGV),
    C(SIGUSR2), C(SIGPIPE), C(SIGALRM), C(SIGTERM), C(SIGSTKFLT),
    C(SIGCHLD), C(SIGCLD), C(SIGCONT), C(SIGSTOP), C(SIGTSTP), C(SIGTTIN),
    C(SIGTTOU), C(SIGURG), C(SIGXCPU), C(SIGXFSZ), C(SIGVTALRM), C(SIGPROF),
    C(SIGWINCH), C(SIGIO), C(SIGPOLL), C(SIGPWR), C(SIGSYS), C(ITIMER_REAL),
    C(ITIMER_VIRTUAL), C(ITIMER_PROF), C(NSIG),
    C(SIG_BLOCK), C(SIG_UNBLOCK), C(SIG_SETMASK),
#undef C
};

static int
find_handlers(void)
{
    for (int i = 1; i < COUNT; i++) {
        struct sigaction action;
        if (handlers[i] != NULL || sigaction(i, NULL, &action) < 0) {
            continue;
        }
        ref_root(&handlers[i], "signal: handlers");
        handlers[i] = action.sa_handler == SIG_DFL ||
                              action.sa_handler == on_fatal
                          ? ref_new(default_handler)
                      : action.sa_handler == SIG_IGN ? ref_new(ignore_handler)
                      : i == SIGINT ? ref_new(interrupt_handler)
                                    : NULL;
    }
    RECORD_ROOTS();
    return 0;
}

Object *
signal_module_new(void)
{
    Object *m = module_new("_signal");
    bool first = default_handler == NULL;
    if (first) {
        default_handler = int_from_long((long)SIG_DFL);
        ignore_handler = int_from_long((long)SIG_IGN);
        ref_root(&default_handler, "signal.SIG_DFL");
        ref_root(&ignore_handler, "signal.SIG_IGN");
        ref_root(&interrupt_handler, "signal.default_int_handler");
    }
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add_functions(m, signal_mask_functions) < 0 ||
        module_add_int(m, "SIGRTMIN", SIGRTMIN) < 0 ||
        module_add_int(m, "SIGRTMAX", SIGRTMAX) < 0 ||
        module_add(m, "SIG_DFL", ref_new(default_handler)) < 0 ||
        module_add(m, "SIG_IGN", ref_new(ignore_handler)) < 0 ||
        module_add(m, "ItimerError", ref_new(EXC(OSError))) < 0) {
        ref_xdec(m);
        return NULL;
    }
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
        if (module_add_int(m, constants[i].name, constants[i].value) < 0) {
            ref_dec(m);
            return NULL;
        }
    }
    if (first) {
        interrupt_handler = object_getattr_text(m, "default_int_handler");
    }
    if (interrupt_handler == NULL || (first && find_handlers() < 0)) {
        ref_dec(m);
        return NULL;
    }
    return m;
}
