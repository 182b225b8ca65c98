/* posix: the process: its environment, its identity, what the system is. */
#include <errno.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interp/modules/posix_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"
#include "interp/vm/process.h"
#include "interp/vm/turns.h"

extern Type terminal_size_type;

// -------------------------------------------------------------- environment

static Object *
environment(void)
{
    Object *dict = dict_new();
    for (char **at = environ; dict != NULL && at != NULL && *at != NULL;
         at++) {
        const char *equals = strchr(*at, '=');
        if (equals == NULL) {
            continue;
        }
        Object *key = bytes_new(*at, equals - *at);
        Object *value = bytes_from_text(equals + 1);
        if (key == NULL || value == NULL ||
            dict_set_default(dict, key, value) == NULL) {
            REF_CLEAR(dict);
        }
        ref_xdec(key);
        ref_xdec(value);
    }
    return dict;
}

static Object *
posix_putenv(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    PathArg name, value;
    if (!args_check_count("putenv", nargs, 2, 2) ||
        !path_read("putenv", "name", args[0], 0, &name)) {
        return NULL;
    }
    if (!path_read("putenv", "value", args[1], 0, &value)) {
        path_drop(&name);
        return NULL;
    }
    int r = -1;
    if (strchr(name.text, '=') != NULL) {
        error_set_text(EXC(ValueError),
                       "illegal environment variable name");
    } else {
        r = setenv(name.text, value.text, 1);
        if (r < 0) {
            posix_error();
        }
    }
    path_drop(&name);
    path_drop(&value);
    return r < 0 ? NULL : none_new();
}

static Object *
posix_unsetenv(Object *self, Object *o)
{
    (void)self;
    PathArg name;
    if (!path_read("unsetenv", "name", o, 0, &name)) {
        return NULL;
    }
    int r = unsetenv(name.text);
    path_drop(&name);
    return posix_done(r);
}

// ----------------------------------------------------------------- identity

#define NUMBER(name, expression)                                             \
    static Object *posix_##name(Object *self, Object *unused)                \
    {                                                                        \
        (void)self, (void)unused;                                            \
        return int_from_long((long)(expression));                            \
    }
NUMBER(getpid, process_shown(getpid()))
NUMBER(getppid, process_shown(getppid()))
NUMBER(getuid, getuid())
NUMBER(geteuid, geteuid())
NUMBER(getgid, getgid())
NUMBER(getegid, getegid())
NUMBER(getpgrp, process_shown(getpgrp()))
#undef NUMBER

static Object *
posix_cpu_count(Object *self, Object *unused)
{
    (void)self, (void)unused;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? none_new() : int_from_long(n);
}

static Object *
posix_sched_getaffinity(Object *self, Object *o)
{
    (void)self;
    int pid;
    cpu_set_t cpus;
    if (!posix_int(o, 0, &pid)) {
        return NULL;
    }
    if (sched_getaffinity(pid, sizeof(cpus), &cpus) < 0) {
        return posix_error();
    }
    Object *list = list_new(0);
    for (int i = 0; list != NULL && i < CPU_SETSIZE; i++) {
        if (CPU_ISSET(i, &cpus)) {
            Object *number = int_from_long(i);
            if (number == NULL || list_append_steal(list, number) < 0) {
                REF_CLEAR(list);
            }
        }
    }
    Object *set = list == NULL ? NULL : call_one(OBJ(&set_type), list);
    ref_xdec(list);
    return set;
}

static Object *
posix_getlogin(Object *self, Object *unused)
{
    (void)self, (void)unused;
    const char *name = getlogin();
    return name == NULL ? posix_error() : path_text(name, false);
}

static Object *
posix_umask(Object *self, Object *o)
{
    (void)self;
    int mask;
    return posix_int(o, 0, &mask)
               ? int_from_long((long)umask((mode_t)mask))
               : NULL;
}

static Object *
posix_urandom(Object *self, Object *o)
{
    (void)self;
    ssize_t n = number_as_ssize(o, EXC(OverflowError));
    if (n < 0) {
        return error_occurred()
                   ? NULL
                   : error_set_text(EXC(ValueError),
                                    "negative argument not allowed");
    }
    Object *bytes = bytes_new(NULL, n);
    if (bytes != NULL && process_random(bytes_data(bytes), (size_t)n) < 0) {
        ref_dec(bytes);
        return posix_error();
    }
    return bytes;
}

static Object *
posix_strerror(Object *self, Object *o)
{
    (void)self;
    int code;
    return posix_int(o, 0, &code) ? str_from_text(strerror(code)) : NULL;
}

STATIC_OBJECT Type uname_result_type = {
    TYPE_HEAD_INIT,
    .name = "posix.uname_result",
    .flags = TYPE_HELD,
    .doc = "uname_result: Result from os.uname().",
};

static Object *
posix_uname(Object *self, Object *unused)
{
    (void)self, (void)unused;
    struct utsname u;
    if (uname(&u) < 0) {
        return posix_error();
    }
    Object *v[5] = {path_text(u.sysname, false), path_text(u.nodename, false),
                    path_text(u.release, false), path_text(u.version, false),
                    path_text(u.machine, false)};
    return structseq_new(&uname_result_type, v);
}

STATIC_OBJECT Type times_result_type = {
    TYPE_HEAD_INIT,
    .name = "posix.times_result",
    .flags = TYPE_HELD,
    .doc = "times_result: Result from os.times().",
};

static Object *
posix_times(Object *self, Object *unused)
{
    (void)self, (void)unused;
    struct tms t;
    clock_t now = times(&t);
    double unit = (double)sysconf(_SC_CLK_TCK);
    Object *v[5] = {float_new((double)t.tms_utime / unit),
                    float_new((double)t.tms_stime / unit),
                    float_new((double)t.tms_cutime / unit),
                    float_new((double)t.tms_cstime / unit),
                    float_new((double)now / unit)};
    return structseq_new(&times_result_type, v);
}

static Object *
posix_sysconf(Object *self, Object *o)
{
    (void)self;
    int which = -1;
    if (str_check(o)) {
        which = str_equal_text(o, "SC_PAGE_SIZE")          ? _SC_PAGESIZE
                : str_equal_text(o, "SC_PAGESIZE")         ? _SC_PAGESIZE
                : str_equal_text(o, "SC_NPROCESSORS_ONLN")
                    ? _SC_NPROCESSORS_ONLN
                : str_equal_text(o, "SC_CLK_TCK")   ? _SC_CLK_TCK
                : str_equal_text(o, "SC_PHYS_PAGES") ? _SC_PHYS_PAGES
                                                     : -1;
        if (which < 0) {
            return error_set_text(EXC(ValueError),
                                  "unrecognized configuration name");
        }
    } else if (!posix_int(o, 0, &which)) {
        return NULL;
    }
    errno = 0;
    long value = sysconf(which);
    return value == -1 && errno != 0 ? posix_error() : int_from_long(value);
}

// ---------------------------------------------------------------- processes

static Object *
posix_system(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"command", NULL};
    static const ArgsSpec spec = {"system", names, 1, 0, 0};
    Object *v[1];
    PathArg command;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !path_read("system", "command", v[0], 0, &command)) {
        return NULL;
    }
    bool released = gil_release();
    int status = system(command.text);
    gil_reacquire(released);
    path_drop(&command);
    return int_from_long(status);
}

static Object *
posix__exit(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"status", NULL};
    static const ArgsSpec spec = {"_exit", names, 1, 0, 0};
    Object *v[1];
    int status;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &status)) {
        return NULL;
    }
    process_leaves();
    _exit(status);
}

static Object *
posix_abort(Object *self, Object *unused)
{
    (void)self, (void)unused;
    process_leaves();
    abort();
}

static Object *
posix_kill(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int pid, number;
    if (!args_check_count("kill", nargs, 2, 2) ||
        !posix_int(args[0], 0, &pid) || !posix_int(args[1], 0, &number)) {
        return NULL;
    }
    int result = kill(process_real(pid), number);
    if (result == 0 && number == SIGKILL) {
        turns_killed(process_real(pid));
    }
    // What we sent ourselves is here already.
    if (result == 0 && eval_handle_breaks(thread_current) < 0) {
        return NULL;
    }
    return posix_done(result);
}

#define STATUS(name, expression)                                             \
    static Object *posix_##name(Object *self, Object *o)                     \
    {                                                                        \
        (void)self;                                                          \
        int status;                                                          \
        return posix_int(o, 0, &status) ? (expression) : NULL;               \
    }
STATUS(WIFEXITED, bool_new(WIFEXITED(status)))
STATUS(WIFSIGNALED, bool_new(WIFSIGNALED(status)))
STATUS(WIFSTOPPED, bool_new(WIFSTOPPED(status)))
STATUS(WEXITSTATUS, int_from_long(WEXITSTATUS(status)))
STATUS(WTERMSIG, int_from_long(WTERMSIG(status)))
STATUS(WSTOPSIG, int_from_long(WSTOPSIG(status)))
STATUS(waitstatus_to_exitcode,
       WIFEXITED(status)     ? int_from_long(WEXITSTATUS(status))
       : WIFSIGNALED(status) ? int_from_long(-WTERMSIG(status))
                             : error_format(EXC(ValueError),
                                            "invalid wait status: %i",
                                            status))
#undef STATUS

MethodDef posix_process_functions[] = {
#define NONE_(name) {#name, posix_##name, METH_NOARGS, NULL}
#define ONE(name) {#name, posix_##name, METH_O, NULL}
#define MANY(name) {#name, METHOD(posix_##name), METH_FASTCALL, NULL}
    NONE_(getpid), NONE_(getppid), NONE_(getuid), NONE_(geteuid),
    NONE_(getgid), NONE_(getegid), NONE_(getpgrp), NONE_(cpu_count),
    NONE_(getlogin), NONE_(uname), NONE_(times), NONE_(abort),
    ONE(sched_getaffinity), ONE(umask), ONE(urandom), ONE(strerror),
    ONE(unsetenv), ONE(sysconf), MANY(putenv), MANY(kill),
    POSIX_FAST(system), POSIX_FAST(_exit), ONE(WIFEXITED),
    ONE(WIFSIGNALED), ONE(WIFSTOPPED), ONE(WEXITSTATUS), ONE(WTERMSIG),
    ONE(WSTOPSIG), ONE(waitstatus_to_exitcode),
#undef NONE_
#undef ONE
#undef MANY
    {NULL, NULL, 0, NULL}};

int
posix_process_start(Object *m)
{
    static const char *const uname_fields[] = {
        "sysname", "nodename", "release", "version", "machine", NULL};
    static const char *const times_fields[] = {
        "user", "system", "children_user", "children_system", "elapsed",
        NULL};
    static const char *const size_fields[] = {"columns", "lines", NULL};
    return structseq_ready(&uname_result_type, uname_fields, 5, true) < 0 ||
                   structseq_ready(&times_result_type, times_fields, 5,
                                   true) < 0 ||
                   structseq_ready(&terminal_size_type, size_fields, 2,
                                   true) < 0 ||
                   module_add(m, "uname_result",
                              ref_new(&uname_result_type)) < 0 ||
                   module_add(m, "times_result",
                              ref_new(&times_result_type)) < 0 ||
                   module_add(m, "terminal_size",
                              ref_new(&terminal_size_type)) < 0 ||
                   module_add(m, "environ", environment()) < 0
               ? -1
               : 0;
}
