/* posix: making, moving and removing files and folders. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "interp/modules/posix_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

// A path, then keyword-only dir_fd=: what most functions here take.
static int
path_and_dir(const char *function, Object *const *args, ssize_t nargs,
             Object *kwnames, PathArg *path, int *dir_fd)
{
    static const char *const names[] = {"path", "dir_fd", NULL};
    const ArgsSpec spec = {function, names, 1, 0, 1};
    Object *v[2];
    return args_parse(&spec, args, nargs, kwnames, v) &&
           posix_dir_fd(v[1], dir_fd) &&
           path_read(function, "path", v[0], 0, path);
}

static Object *
remove_path(const char *function, Object *const *args, ssize_t nargs,
            Object *kwnames, int flags)
{
    PathArg path;
    int dir_fd;
    return path_and_dir(function, args, nargs, kwnames, &path, &dir_fd)
               ? path_done(&path, unlinkat(dir_fd, path.text, flags))
               : NULL;
}

static Object *
posix_unlink(POSIX_ARGS)
{
    (void)self;
    return remove_path("unlink", args, nargs, kwnames, 0);
}

static Object *
posix_remove(POSIX_ARGS)
{
    (void)self;
    return remove_path("remove", args, nargs, kwnames, 0);
}

static Object *
posix_rmdir(POSIX_ARGS)
{
    (void)self;
    return remove_path("rmdir", args, nargs, kwnames, AT_REMOVEDIR);
}

static Object *
posix_readlink(POSIX_ARGS)
{
    (void)self;
    PathArg path;
    int dir_fd;
    char text[PATH_MAX + 1];
    if (!path_and_dir("readlink", args, nargs, kwnames, &path, &dir_fd)) {
        return NULL;
    }
    ssize_t n = readlinkat(dir_fd, path.text, text, PATH_MAX);
    if (n < 0) {
        return path_fail(&path);
    }
    text[n] = '\0';
    bool is_bytes = path.is_bytes;
    path_drop(&path);
    return path_text(text, is_bytes);
}

static Object *
posix_mkdir(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "mode", "dir_fd", NULL};
    static const ArgsSpec spec = {"mkdir", names, 1, 0, 1};
    Object *v[3];
    PathArg path;
    int dir_fd, mode;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[1], 0777, &mode) || !posix_dir_fd(v[2], &dir_fd) ||
        !path_read("mkdir", "path", v[0], 0, &path)) {
        return NULL;
    }
    return path_done(&path, mkdirat(dir_fd, path.text, (mode_t)mode));
}

static Object *
move(const char *function, Object *const *args, ssize_t nargs,
     Object *kwnames)
{
    static const char *const names[] = {"src", "dst", "src_dir_fd",
                                        "dst_dir_fd", NULL};
    const ArgsSpec spec = {function, names, 2, 0, 2};
    Object *v[4];
    PathArg from, to;
    int from_dir, to_dir;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_dir_fd(v[2], &from_dir) || !posix_dir_fd(v[3], &to_dir) ||
        !path_read(function, "src", v[0], 0, &from)) {
        return NULL;
    }
    if (!path_read(function, "dst", v[1], 0, &to)) {
        path_drop(&from);
        return NULL;
    }
    return path_done_two(&from, &to,
                         renameat(from_dir, from.text, to_dir, to.text));
}

static Object *
posix_rename(POSIX_ARGS)
{
    (void)self;
    return move("rename", args, nargs, kwnames);
}

static Object *
posix_replace(POSIX_ARGS)
{
    (void)self;
    return move("replace", args, nargs, kwnames);
}

static Object *
posix_symlink(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"src", "dst", "target_is_directory",
                                        "dir_fd", NULL};
    static const ArgsSpec spec = {"symlink", names, 2, 0, 1};
    Object *v[4];
    PathArg from, to;
    int dir_fd;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_dir_fd(v[3], &dir_fd) ||
        !path_read("symlink", "src", v[0], 0, &from)) {
        return NULL;
    }
    if (!path_read("symlink", "dst", v[1], 0, &to)) {
        path_drop(&from);
        return NULL;
    }
    return path_done_two(&from, &to, symlinkat(from.text, dir_fd, to.text));
}

static Object *
posix_link(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"src", "dst", "src_dir_fd",
                                        "dst_dir_fd", "follow_symlinks",
                                        NULL};
    static const ArgsSpec spec = {"link", names, 2, 0, 3};
    Object *v[5];
    PathArg from, to;
    int from_dir, to_dir;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_dir_fd(v[2], &from_dir) || !posix_dir_fd(v[3], &to_dir)) {
        return NULL;
    }
    int follow = v[4] == NULL ? 1 : object_is_true(v[4]);
    if (follow < 0 || !path_read("link", "src", v[0], 0, &from)) {
        return NULL;
    }
    if (!path_read("link", "dst", v[1], 0, &to)) {
        path_drop(&from);
        return NULL;
    }
    return path_done_two(&from, &to,
                         linkat(from_dir, from.text, to_dir, to.text,
                                follow ? AT_SYMLINK_FOLLOW : 0));
}

static Object *
posix_chmod(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "mode", "dir_fd",
                                        "follow_symlinks", NULL};
    static const ArgsSpec spec = {"chmod", names, 2, 0, 2};
    Object *v[4];
    PathArg path;
    int dir_fd, mode;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[1], 0, &mode) || !posix_dir_fd(v[2], &dir_fd) ||
        !path_read("chmod", "path", v[0], PATH_OR_FD, &path)) {
        return NULL;
    }
    return path_done(&path,
                     path.fd >= 0
                         ? fchmod(path.fd, (mode_t)mode)
                         : fchmodat(dir_fd, path.text, (mode_t)mode, 0));
}

static Object *
posix_chdir(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", NULL};
    static const ArgsSpec spec = {"chdir", names, 1, 0, 0};
    Object *v[1];
    PathArg path;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !path_read("chdir", "path", v[0], PATH_OR_FD, &path)) {
        return NULL;
    }
    return path_done(&path, path.fd >= 0 ? fchdir(path.fd)
                                         : chdir(path.text));
}

static Object *
current_folder(bool is_bytes)
{
    char *text = getcwd(NULL, 0);
    if (text == NULL) {
        return posix_error();
    }
    Object *result = path_text(text, is_bytes);
    free(text);
    return result;
}

static Object *
posix_getcwd(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return current_folder(false);
}

static Object *
posix_getcwdb(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return current_folder(true);
}

static Object *
posix_access(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "mode", "dir_fd",
                                        "effective_ids", "follow_symlinks",
                                        NULL};
    static const ArgsSpec spec = {"access", names, 2, 0, 3};
    Object *v[5];
    PathArg path;
    int dir_fd, mode;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[1], 0, &mode) || !posix_dir_fd(v[2], &dir_fd)) {
        return NULL;
    }
    int effective = v[3] == NULL ? 0 : object_is_true(v[3]);
    int follow = v[4] == NULL ? 1 : object_is_true(v[4]);
    if (effective < 0 || follow < 0 ||
        !path_read("access", "path", v[0], 0, &path)) {
        return NULL;
    }
    int flags = (effective ? AT_EACCESS : 0) |
                (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    int r = faccessat(dir_fd, path.text, mode, flags);
    path_drop(&path);
    return bool_new(r == 0);
}

static Object *
posix_truncate(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "length", NULL};
    static const ArgsSpec spec = {"truncate", names, 2, 0, 0};
    Object *v[2];
    PathArg path;
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    ssize_t length = number_as_ssize(v[1], EXC(OverflowError));
    if ((length == -1 && error_occurred()) ||
        !path_read("truncate", "path", v[0], PATH_OR_FD, &path)) {
        return NULL;
    }
    return path_done(&path, path.fd >= 0 ? ftruncate(path.fd, length)
                                         : truncate(path.text, length));
}

// Seconds of a float or int, or nanoseconds.
static int
read_time(Object *o, bool nanoseconds, struct timespec *out)
{
    if (nanoseconds || int_check(o)) {
        int overflow;
        long value = int_as_long_overflow(o, &overflow);
        if (value == -1 && error_occurred()) {
            return -1;
        }
        long unit = nanoseconds ? 1000000000 : 1;
        out->tv_sec = value / unit;
        out->tv_nsec = value % unit;
        if (out->tv_nsec < 0) {
            out->tv_nsec += unit;
            out->tv_sec--;
        }
        return 0;
    }
    double value = float_as_double(o);
    if (value == -1.0 && error_occurred()) {
        return -1;
    }
    double whole = (double)(long)value;
    whole = whole > value ? whole - 1.0 : whole;
    out->tv_sec = (time_t)whole;
    out->tv_nsec = (long)((value - whole) * 1e9);
    return 0;
}

static Object *
posix_utime(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "times", "ns", "dir_fd",
                                        "follow_symlinks", NULL};
    static const ArgsSpec spec = {"utime", names, 1, 0, 3};
    Object *v[5];
    PathArg path;
    int dir_fd;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_dir_fd(v[3], &dir_fd)) {
        return NULL;
    }
    bool has_times = v[1] != NULL && v[1] != NONE;
    Object *pair = has_times ? v[1] : v[2];
    if (has_times && v[2] != NULL) {
        return error_set_text(EXC(ValueError),
                              "utime: you may specify either 'times' or 'ns'"
                              " but not both");
    }
    struct timespec times[2];
    if (pair != NULL) {
        if (!tuple_check(pair) || tuple_size(pair) != 2) {
            return error_format(EXC(TypeError), "utime: '%s' must be %s",
                                has_times ? "times" : "ns",
                                has_times ? "either a tuple of two ints or "
                                            "None"
                                          : "a tuple of two ints");
        }
        if (read_time(tuple_get(pair, 0), !has_times, &times[0]) < 0 ||
            read_time(tuple_get(pair, 1), !has_times, &times[1]) < 0) {
            return NULL;
        }
    }
    int follow = v[4] == NULL ? 1 : object_is_true(v[4]);
    if (follow < 0 || !path_read("utime", "path", v[0], PATH_OR_FD, &path)) {
        return NULL;
    }
    const struct timespec *t = pair == NULL ? NULL : times;
    return path_done(&path,
                     path.fd >= 0
                         ? futimens(path.fd, t)
                         : utimensat(dir_fd, path.text, t,
                                     follow ? 0 : AT_SYMLINK_NOFOLLOW));
}

static Object *
posix_mkfifo(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "mode", NULL};
    static const ArgsSpec spec = {"mkfifo", names, 1, 0, 0};
    Object *v[2];
    PathArg path;
    int mode;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[1], 0666, &mode) ||
        !path_read("mkfifo", "path", v[0], 0, &path)) {
        return NULL;
    }
    return path_done(&path, mkfifo(path.text, (mode_t)mode));
}

MethodDef posix_file_functions[] = {
    POSIX_FAST(unlink),   POSIX_FAST(remove),   POSIX_FAST(rmdir),
    POSIX_FAST(readlink), POSIX_FAST(mkdir),    POSIX_FAST(rename),
    POSIX_FAST(replace),  POSIX_FAST(symlink),  POSIX_FAST(link),
    POSIX_FAST(chmod),    POSIX_FAST(chdir),    POSIX_FAST(access),
    POSIX_FAST(truncate), POSIX_FAST(utime),    POSIX_FAST(mkfifo),
    {"getcwd", posix_getcwd, METH_NOARGS, NULL},
    {"getcwdb", posix_getcwdb, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
