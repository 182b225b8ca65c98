/* posix: fork and waiting for children.
 *
 * A child has its parent's heap, one thread and a GIL of its own. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interp/modules/posix_module.h"
#include "interp/modules/signal_module.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"
#include "interp/vm/process.h"

// What os.register_at_fork was given.
enum { BEFORE, IN_CHILD, IN_PARENT, MOMENTS };
static Object *hooks[MOMENTS];
static const char *const hook_names[MOMENTS] = {
    "called before a fork", "called after a fork in the child",
    "called after a fork in the parent"};

static Object *
posix_register_at_fork(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"before", "after_in_child",
                                        "after_in_parent", NULL};
    static const ArgsSpec spec = {"register_at_fork", names, 0, 0, 3};
    Object *v[MOMENTS];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    if (v[0] == NULL && v[1] == NULL && v[2] == NULL) {
        return error_set_text(EXC(TypeError),
                              "At least one argument is required.");
    }
    for (int i = 0; i < MOMENTS; i++) {
        if (v[i] != NULL && !object_is_callable(v[i])) {
            return error_format(EXC(TypeError), "'%s' must be callable, not "
                                "%s", names[i], TYPE_OF(v[i])->name);
        }
    }
    for (int i = 0; i < MOMENTS; i++) {
        if (v[i] == NULL) {
            continue;
        }
        if (hooks[i] == NULL) {
            hooks[i] = list_new(0);
            ref_root(&hooks[i], hook_names[i]);
            RECORD_ROOTS();
        }
        if (hooks[i] == NULL || list_append(hooks[i], v[i]) < 0) {
            return NULL;
        }
    }
    return none_new();
}

static void
call_hooks(int moment)
{
    Object *all = hooks[moment] == NULL ? NULL
                                        : list_as_tuple(hooks[moment]);
    for (ssize_t i = 0; all != NULL && i < tuple_size(all); i++) {
        Object *hook = tuple_get(all, moment == BEFORE
                                          ? tuple_size(all) - 1 - i
                                          : i);
        Object *result = call_none(hook);
        if (result == NULL) {
            error_write_unraisable(hook);
        }
        ref_xdec(result);
    }
    ref_xdec(all);
}

static Object *
posix_fork(Object *self, Object *unused)
{
    (void)self, (void)unused;
    call_hooks(BEFORE);
    pid_t pid = process_fork();
    if (pid == 0) {
        signal_process_starts();
        call_hooks(IN_CHILD);
    } else {
        int error = errno;
        call_hooks(IN_PARENT);
        errno = error;
    }
    return pid < 0 ? posix_error() : int_from_long(process_shown(pid));
}

// ------------------------------------------------------------------ waiting

// Whether wait4 would not block; the number of a process, or what else wait4
// takes, is at `arg`.
static bool
has_ended(void *arg)
{
    pid_t which = *(pid_t *)arg;
    siginfo_t info = {.si_pid = 0};
    idtype_t type = which > 0 ? P_PID : which == -1 ? P_ALL : P_PGID;
    id_t id = (id_t)(which < 0 ? -which : which);
    return waitid(type, id, &info,
                  WEXITED | WNOHANG | WNOWAIT) < 0 ||
           info.si_pid != 0;
}

// wait4(2) with the GIL given up.
static pid_t
wait_without_gil(pid_t which, int *status, int options, struct rusage *usage)
{
    while (options == 0) {
        pid_t pid = wait4(which, status, WNOHANG, usage);
        int told = pid != 0 ? 0 : gil_ask(has_ended, &which, -1);
        if (pid != 0 || told < 0) {
            return pid != 0 ? pid : -1;
        }
        if (told == GIL_ASK_YOURSELF) {
            break;
        }
    }
    bool released = (options & WNOHANG) == 0 && gil_release();
    pid_t pid = wait4(which, status, options, usage);
    gil_reacquire(released);
    return pid;
}

// The same; a signal's handler runs in between.
static pid_t
wait_for(pid_t which, int *status, int options, struct rusage *usage)
{
    for (;;) {
        pid_t pid = wait_without_gil(which, status, options, usage);
        if (pid >= 0 || errno != EINTR) {
            return pid < 0 ? (posix_error(), -1) : pid;
        }
        if (eval_handle_breaks(thread_current) < 0) {
            return -1;
        }
    }
}

static Object *
pair(pid_t pid, int status)
{
    Object *items[] = {int_from_long(process_shown(pid)),
                       int_from_long(status)};
    return tuple_from_array_steal(items, 2);
}

static Object *
posix_wait(Object *self, Object *unused)
{
    (void)self, (void)unused;
    int status = 0;
    pid_t pid = wait_for(-1, &status, 0, NULL);
    return pid < 0 ? NULL : pair(pid, status);
}

static Object *
posix_waitpid(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int which, options, status = 0;
    if (!args_check_count("waitpid", nargs, 2, 2) ||
        !posix_int(args[0], 0, &which) || !posix_int(args[1], 0, &options)) {
        return NULL;
    }
    pid_t pid = wait_for(process_real(which), &status, options, NULL);
    return pid < 0 ? NULL : pair(pid, status);
}

static Object *
posix_setsid(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return posix_done(setsid());
}

static Object *
posix_killpg(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int group, number;
    if (!args_check_count("killpg", nargs, 2, 2) ||
        !posix_int(args[0], 0, &group) || !posix_int(args[1], 0, &number)) {
        return NULL;
    }
    return posix_done(killpg(process_real(group), number));
}

MethodDef posix_fork_functions[] = {
    {"fork", posix_fork, METH_NOARGS,
     "fork($module, /)\n--\n\nFork a child process.\n\nReturn 0 to child "
     "process and PID of child to parent process."},
    POSIX_FAST(register_at_fork),
    {"wait", posix_wait, METH_NOARGS, NULL},
    {"waitpid", METHOD(posix_waitpid), METH_FASTCALL, NULL},
    {"setsid", posix_setsid, METH_NOARGS, NULL},
    {"killpg", METHOD(posix_killpg), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};
