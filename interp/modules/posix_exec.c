/* posix: becoming another program, and the groups that processes form. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "interp/modules/posix_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/vm/process.h"

void
posix_free_texts(char **texts)
{
    for (char **t = texts; t != NULL && *t != NULL; t++) {
        free(*t);
    }
    free(texts);
}

char **
posix_read_texts(const char *function, Object *o)
{
    Object *items = sequence_tuple(o);
    ssize_t n = items == NULL ? 0 : tuple_size(items);
    char **texts = items == NULL ? NULL
                                 : calloc((size_t)n + 1, sizeof(char *));
    for (ssize_t i = 0; texts != NULL && i < n; i++) {
        PathArg path;
        if (path_read(function, "argument", tuple_get(items, i), 0, &path)) {
            texts[i] = strdup(path.text);
            path_drop(&path);
        }
        if (texts[i] == NULL) {
            posix_free_texts(texts);
            texts = NULL;
        }
    }
    ref_xdec(items);
    if (texts == NULL && !error_occurred()) {
        error_no_memory();
    }
    return texts;
}

// argv as a program gives it: not empty, its first text neither. `name`: what
// errors call it.
static char **
read_argv(const char *function, const char *name, Object *o)
{
    if (!list_check(o) && !tuple_check(o)) {
        error_format(EXC(TypeError), "%s must be a tuple or list", name);
        return NULL;
    }
    char **texts = posix_read_texts(function, o);
    if (texts == NULL) {
        return NULL;
    }
    if (texts[0] == NULL || texts[0][0] == '\0') {
        error_format(EXC(ValueError), "%s %s be empty", name,
                     texts[0] == NULL ? "must not"
                                      : "first element cannot");
        posix_free_texts(texts);
        return NULL;
    }
    return texts;
}

// "NAME=value" from a mapping.
static char **
read_environment(Object *mapping)
{
    Object *items = mapping_items(mapping);
    ssize_t n = items == NULL ? 0 : list_size(items);
    char **texts = items == NULL ? NULL
                                 : calloc((size_t)n + 1, sizeof(char *));
    for (ssize_t i = 0; texts != NULL && i < n; i++) {
        Object *pair = list_get(items, i);
        PathArg key, value;
        if (path_read("execve", "env key", tuple_get(pair, 0), 0, &key)) {
            if (path_read("execve", "env value", tuple_get(pair, 1), 0,
                          &value)) {
                size_t k = strlen(key.text), v = strlen(value.text);
                if (k == 0 || strchr(key.text + 1, '=') != NULL) {
                    error_set_text(EXC(ValueError),
                                   "illegal environment variable name");
                } else if ((texts[i] = malloc(k + v + 2)) != NULL) {
                    memcpy(texts[i], key.text, k);
                    texts[i][k] = '=';
                    memcpy(texts[i] + k + 1, value.text, v + 1);
                }
                path_drop(&value);
            }
            path_drop(&key);
        }
        if (texts[i] == NULL) {
            posix_free_texts(texts);
            texts = NULL;
        }
    }
    ref_xdec(items);
    if (texts == NULL && !error_occurred()) {
        error_no_memory();
    }
    return texts;
}

// `named`: an error tells the path.
static Object *
become(PathArg *path, char **argv, char **environment, bool named)
{
    if (argv != NULL && environment != NULL) {
        process_becomes();
        process_execve(path->text, argv, environment);
        int error = errno;
        process_stays();
        errno = error;
        if (!named) {
            posix_error();
        }
    }
    if (named && !error_occurred()) {
        path_fail(path);
    } else {
        path_drop(path);
    }
    posix_free_texts(argv);
    return NULL;
}

static Object *
posix_execv(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    PathArg path;
    if (!args_check_count("execv", nargs, 2, 2) ||
        !path_read("execv", "path", args[0], 0, &path)) {
        return NULL;
    }
    return become(&path, read_argv("execv", "execv() arg 2", args[1]),
                  environ, false);
}

static Object *
posix_execve(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "argv", "env", NULL};
    static const ArgsSpec spec = {"execve", names, 3, 0, 0};
    Object *v[3];
    PathArg path;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !path_read("execve", "path", v[0], 0, &path)) {
        return NULL;
    }
    char **argv = read_argv("execve", "execve: argv", v[1]);
    char **environment = NULL;
    if (argv != NULL && !mapping_check(v[2])) {
        error_set_text(EXC(TypeError),
                       "execve: environment must be a mapping object");
    } else if (argv != NULL) {
        environment = read_environment(v[2]);
    }
    Object *result = become(&path, argv, environment, true);
    posix_free_texts(environment);
    return result;
}

// ------------------------------------------------------------------- groups

static Object *
number_of(Object *o, pid_t (*ask)(pid_t))
{
    int pid;
    if (!posix_int(o, 0, &pid)) {
        return NULL;
    }
    pid_t answer = ask(process_real(pid));
    return answer < 0 ? posix_error() : int_from_long(process_shown(answer));
}

static Object *
posix_getpgid(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"pid", NULL};
    static const ArgsSpec spec = {"getpgid", names, 1, 0, 0};
    Object *v[1];
    return args_parse(&spec, args, nargs, kwnames, v)
               ? number_of(v[0], getpgid)
               : NULL;
}

static Object *
posix_getsid(Object *self, Object *o)
{
    (void)self;
    return number_of(o, getsid);
}

static Object *
posix_setpgid(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int pid, group;
    if (!args_check_count("setpgid", nargs, 2, 2) ||
        !posix_int(args[0], 0, &pid) || !posix_int(args[1], 0, &group)) {
        return NULL;
    }
    return posix_done(setpgid(process_real(pid), process_real(group)));
}

static Object *
posix_setpgrp(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return posix_done(setpgid(0, 0));
}

static Object *
posix_nice(Object *self, Object *o)
{
    (void)self;
    int by;
    if (!posix_int(o, 0, &by)) {
        return NULL;
    }
    errno = 0;
    int now = nice(by);
    return now == -1 && errno != 0 ? posix_error() : int_from_long(now);
}

static Object *
posix_sched_yield(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return posix_done(sched_yield());
}

MethodDef posix_exec_functions[] = {
    {"execv", METHOD(posix_execv), METH_FASTCALL, NULL},
    POSIX_FAST(execve),
    POSIX_FAST(getpgid),
    {"getsid", posix_getsid, METH_O, NULL},
    {"setpgid", METHOD(posix_setpgid), METH_FASTCALL, NULL},
    {"setpgrp", posix_setpgrp, METH_NOARGS, NULL},
    {"nice", posix_nice, METH_O, NULL},
    {"sched_yield", posix_sched_yield, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
