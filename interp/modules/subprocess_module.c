/* The module _posixsubprocess: starting another program. Between fork and
 * exec the child does only what is safe there; preexec_fn is not supported. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "interp/modules/modules.h"
#include "interp/modules/posix_module.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/vm/process.h"

// What the child needs, all made before the fork.
typedef struct Plan {
    char **args, **programs, **env; // NULL-terminated; env may be NULL
    const char *folder;             // or NULL
    int ends[6];   // p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite
    int report;    // where an error is written to
    int *keep;     // descriptors that stay open
    ssize_t keep_count;
    bool close_others, restore_signals, new_session;
    int group, umask;
} Plan;

static int
read_plan(Plan *plan, Object *const *args, PathArg *folder)
{
    int flags[3];
    if ((plan->args = posix_read_texts("fork_exec", args[0])) == NULL ||
        (plan->programs = posix_read_texts("fork_exec", args[1])) == NULL ||
        (args[5] != NONE &&
         (plan->env = posix_read_texts("fork_exec", args[5])) == NULL) ||
        !path_read("fork_exec", "cwd", args[4], PATH_OR_NONE, folder)) {
        return -1;
    }
    plan->folder = args[4] == NONE ? NULL : folder->text;
    plan->close_others = object_is_true(args[2]) > 0;
    plan->keep_count = tuple_check(args[3]) ? tuple_size(args[3]) : 0;
    plan->keep = calloc((size_t)plan->keep_count + 1, sizeof(int));
    for (ssize_t i = 0; plan->keep != NULL && i < plan->keep_count; i++) {
        plan->keep[i] = int_as_int(tuple_get(args[3], i));
    }
    for (int i = 0; i < 6; i++) {
        plan->ends[i] = int_as_int(args[6 + i]);
    }
    plan->report = int_as_int(args[13]);
    for (int i = 0; i < 3; i++) {
        flags[i] = int_as_int(args[14 + i]);
    }
    plan->restore_signals = flags[0] != 0;
    plan->new_session = flags[1] != 0;
    plan->group = process_real(flags[2]);
    plan->umask = int_as_int(args[20]);
    if (!error_occurred() && args[21] != NONE) {
        error_set_text(EXC(NotImplementedError),
                       "subprocess: preexec_fn is not supported");
    }
    if (!error_occurred() &&
        (args[17] != NONE || args[18] != NONE || args[19] != NONE)) {
        error_set_text(EXC(NotImplementedError),
                       "subprocess: user= and group= are not supported");
    }
    return error_occurred() ? -1 : 0;
}

static bool
is_kept(const Plan *plan, int fd)
{
    for (ssize_t i = 0; i < plan->keep_count; i++) {
        if (plan->keep[i] == fd) {
            return true;
        }
    }
    return false;
}

static int
become(int from, int to)
{
    if (from == to) {
        int flags = fcntl(from, F_GETFD);
        return flags < 0 ? -1 : fcntl(from, F_SETFD, flags & ~FD_CLOEXEC);
    }
    return from < 0 ? 0 : dup2(from, to);
}

// In the child: everything up to exec. Answers only when something failed.
static void
run_child(Plan *plan)
{
    int out = plan->ends[3], err = plan->ends[5];
    // Ends that stand where another one has to go move out of the way.
    if (out == 0) {
        out = dup(out);
    }
    while (err == 0 || err == 1) {
        err = dup(err);
    }
    if (become(plan->ends[0], 0) < 0 || become(out, 1) < 0 ||
        become(err, 2) < 0 ||
        (plan->folder != NULL && chdir(plan->folder) < 0)) {
        return;
    }
    if (plan->umask >= 0) {
        umask((mode_t)plan->umask);
    }
    if (plan->restore_signals) {
        signal(SIGPIPE, SIG_DFL);
        signal(SIGXFSZ, SIG_DFL);
    }
    if ((plan->new_session && setsid() < 0) ||
        (plan->group >= 0 && setpgid(0, plan->group) < 0)) {
        return;
    }
    long top = plan->close_others ? sysconf(_SC_OPEN_MAX) : 0;
    for (int fd = 3; fd < top && fd < 65536; fd++) {
        if (fd != plan->report && !is_kept(plan, fd)) {
            close(fd);
        }
    }
    for (ssize_t i = 0; i < plan->keep_count; i++) {
        if (plan->keep[i] != plan->report) {
            fcntl(plan->keep[i], F_SETFD, 0);
        }
    }
    int first_error = ENOENT;
    for (char **p = plan->programs; *p != NULL; p++) {
        process_execve(*p, plan->args,
                       plan->env != NULL ? plan->env : environ);
        if (errno != ENOENT && errno != ENOTDIR) {
            first_error = errno;
        }
    }
    errno = first_error;
}

static pid_t
start_child(Plan *plan)
{
    pid_t pid = process_fork_plain();
    if (pid != 0) {
        return pid;
    }
    run_child(plan);
    char text[64];
    int n = snprintf(text, sizeof(text), "OSError:%X:", (unsigned)errno);
    if (write(plan->report, text, (size_t)n) < 0) {
        _exit(254);
    }
    _exit(255);
}

static Object *
m_fork_exec(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Plan plan = {0};
    PathArg folder = {0};
    if (!args_check_count("fork_exec", nargs, 22, 23)) {
        return NULL;
    }
    Object *result = NULL;
    if (read_plan(&plan, args, &folder) == 0) {
        fflush(NULL);
        pid_t pid = start_child(&plan);
        result = pid < 0 ? posix_error() : int_from_long(process_shown(pid));
    } else if (!error_occurred()) {
        error_no_memory();
    }
    path_drop(&folder);
    posix_free_texts(plan.args);
    posix_free_texts(plan.programs);
    posix_free_texts(plan.env);
    free(plan.keep);
    return result;
}

static MethodDef functions[] = {
    {"fork_exec", METHOD(m_fork_exec), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

Object *
posixsubprocess_module_new(void)
{
    Object *m = module_new("_posixsubprocess");
    if (m != NULL && module_add_functions(m, functions) < 0) {
        REF_CLEAR(m);
    }
    return m;
}
