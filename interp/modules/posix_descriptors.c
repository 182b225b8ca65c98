/* posix: open files by their number. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "interp/modules/posix_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/objects/thread.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

static Object *
posix_open(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "flags", "mode", "dir_fd",
                                        NULL};
    static const ArgsSpec spec = {"open", names, 2, 0, 1};
    Object *v[4];
    PathArg path;
    int flags, mode, dir_fd;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[1], 0, &flags) || !posix_int(v[2], 0777, &mode) ||
        !posix_dir_fd(v[3], &dir_fd) ||
        !path_read("open", "path", v[0], 0, &path)) {
        return NULL;
    }
    int fd = openat(dir_fd, path.text, flags | O_CLOEXEC, (mode_t)mode);
    if (fd < 0) {
        return path_fail(&path);
    }
    path_drop(&path);
    return int_from_long(fd);
}

// One number, by position or as fd=.
static int
read_fd(const char *function, Object *const *args, ssize_t nargs,
        Object *kwnames, int *fd)
{
    static const char *const names[] = {"fd", NULL};
    const ArgsSpec spec = {function, names, 1, 0, 0};
    Object *v[1];
    return args_parse(&spec, args, nargs, kwnames, v) &&
           posix_int(v[0], 0, fd);
}

static Object *
posix_close(POSIX_ARGS)
{
    (void)self;
    int fd;
    return read_fd("close", args, nargs, kwnames, &fd) ? posix_done(close(fd))
                                                       : NULL;
}

static Object *
posix_fsync(POSIX_ARGS)
{
    (void)self;
    int fd;
    return read_fd("fsync", args, nargs, kwnames, &fd) ? posix_done(fsync(fd))
                                                       : NULL;
}

static Object *
posix_isatty(POSIX_ARGS)
{
    (void)self;
    int fd;
    return read_fd("isatty", args, nargs, kwnames, &fd)
               ? bool_new(isatty(fd) != 0)
               : NULL;
}

static Object *
posix_dup(POSIX_ARGS)
{
    (void)self;
    int fd;
    if (!read_fd("dup", args, nargs, kwnames, &fd)) {
        return NULL;
    }
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? posix_error() : int_from_long(copy);
}

static Object *
posix_dup2(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"fd", "fd2", "inheritable", NULL};
    static const ArgsSpec spec = {"dup2", names, 2, 0, 0};
    Object *v[3];
    int from, to;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &from) || !posix_int(v[1], 0, &to)) {
        return NULL;
    }
    int inheritable = v[2] == NULL ? 1 : object_is_true(v[2]);
    if (inheritable < 0) {
        return NULL;
    }
    int r = dup3(from, to, inheritable ? 0 : O_CLOEXEC);
    return r < 0 ? posix_error() : int_from_long(r);
}

// Whether to call again what a signal has interrupted; with an error when
// its handler raised.
static bool
interrupted(ssize_t result)
{
    return result < 0 && errno == EINTR &&
           eval_handle_breaks(thread_current) == 0;
}

static Object *
posix_read(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd;
    if (!args_check_count("read", nargs, 2, 2) ||
        !posix_int(args[0], 0, &fd)) {
        return NULL;
    }
    ssize_t n = number_as_argument(args[1]);
    if (n < 0) {
        errno = EINVAL;
        return error_occurred() ? NULL : posix_error();
    }
    Object *bytes = bytes_new(NULL, n);
    if (bytes == NULL) {
        return NULL;
    }
    ssize_t got;
    do {
        got = gil_read(fd, bytes_data(bytes), (size_t)n, -1);
    } while (interrupted(got));
    if (got < 0) {
        ref_dec(bytes);
        return error_occurred() ? NULL : posix_error();
    }
    if (got != n && bytes_resize(&bytes, got) < 0) {
        return NULL;
    }
    return bytes;
}

static Object *
posix_write(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd;
    BufferView view;
    if (!args_check_count("write", nargs, 2, 2) ||
        !posix_int(args[0], 0, &fd)) {
        return NULL;
    }
    if (!buffer_check(args[1])) {
        return error_format(EXC(TypeError),
                            "a bytes-like object is required, not '%.100s'",
                            TYPE_OF(args[1])->name);
    }
    if (buffer_get(args[1], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t n;
    do {
        n = gil_write(fd, view.buf, (size_t)view.len, -1);
    } while (interrupted(n));
    int code = errno;
    buffer_release(&view);
    errno = code;
    return n >= 0 ? int_from_ssize(n) : error_occurred() ? NULL
                                                         : posix_error();
}

static Object *
posix_lseek(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd, whence;
    if (!args_check_count("lseek", nargs, 3, 3) ||
        !posix_int(args[0], 0, &fd) || !posix_int(args[2], 0, &whence)) {
        return NULL;
    }
    ssize_t offset = number_as_ssize(args[1], EXC(OverflowError));
    if (offset == -1 && error_occurred()) {
        return NULL;
    }
    off_t r = lseek(fd, offset, whence);
    return r < 0 ? posix_error() : int_from_ssize(r);
}

static Object *
posix_ftruncate(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd;
    if (!args_check_count("ftruncate", nargs, 2, 2) ||
        !posix_int(args[0], 0, &fd)) {
        return NULL;
    }
    ssize_t length = number_as_ssize(args[1], EXC(OverflowError));
    return length == -1 && error_occurred() ? NULL
                                            : posix_done(ftruncate(fd,
                                                                   length));
}

static Object *
posix_pipe(Object *self, Object *unused)
{
    (void)self, (void)unused;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return posix_error();
    }
    Object *a = int_from_long(ends[0]), *b = int_from_long(ends[1]);
    Object *pair = a == NULL || b == NULL ? NULL : tuple_pack(2, a, b);
    ref_xdec(a);
    ref_xdec(b);
    return pair;
}

static Object *
posix_get_inheritable(Object *self, Object *o)
{
    (void)self;
    int fd;
    if (!posix_int(o, 0, &fd)) {
        return NULL;
    }
    int flags = fcntl(fd, F_GETFD);
    return flags < 0 ? posix_error() : bool_new((flags & FD_CLOEXEC) == 0);
}

static Object *
posix_set_inheritable(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd, on;
    if (!args_check_count("set_inheritable", nargs, 2, 2) ||
        !posix_int(args[0], 0, &fd) || !posix_int(args[1], 0, &on)) {
        return NULL;
    }
    int flags = fcntl(fd, F_GETFD);
    return posix_done(flags < 0 ? flags
                                : fcntl(fd, F_SETFD,
                                        on ? flags & ~FD_CLOEXEC
                                           : flags | FD_CLOEXEC));
}

static Object *
posix_set_blocking(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd, blocking;
    if (!args_check_count("set_blocking", nargs, 2, 2) ||
        !posix_int(args[0], 0, &fd) ||
        (blocking = object_is_true(args[1])) < 0) {
        return NULL;
    }
    int mode = fcntl(fd, F_GETFL);
    return posix_done(mode < 0 ? -1
                               : fcntl(fd, F_SETFL,
                                       blocking ? mode & ~O_NONBLOCK
                                                : mode | O_NONBLOCK));
}

static Object *
posix_get_blocking(Object *self, Object *o)
{
    (void)self;
    int fd;
    if (!posix_int(o, 0, &fd)) {
        return NULL;
    }
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? posix_error() : bool_new((flags & O_NONBLOCK) == 0);
}

static Object *
posix_ttyname(Object *self, Object *o)
{
    (void)self;
    int fd;
    char name[256];
    if (!posix_int(o, 0, &fd)) {
        return NULL;
    }
    errno = ttyname_r(fd, name, sizeof(name));
    return errno != 0 ? posix_error() : path_text(name, false);
}

STATIC_OBJECT Type terminal_size_type = {
    TYPE_HEAD_INIT,
    .name = "os.terminal_size",
    .flags = TYPE_HELD,
    .doc = "A tuple of (columns, lines) for holding terminal window size",
};

static Object *
posix_get_terminal_size(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd;
    struct winsize window;
    if (!args_check_count("get_terminal_size", nargs, 0, 1) ||
        !posix_int(nargs == 0 ? NULL : args[0], STDOUT_FILENO, &fd)) {
        return NULL;
    }
    if (ioctl(fd, TIOCGWINSZ, &window) < 0) {
        return posix_error();
    }
    Object *v[2] = {int_from_long(window.ws_col),
                    int_from_long(window.ws_row)};
    return structseq_new(&terminal_size_type, v);
}

MethodDef posix_descriptor_functions[] = {
    POSIX_FAST(open),
    POSIX_FAST(close),
    POSIX_FAST(fsync),
    POSIX_FAST(isatty),
    POSIX_FAST(dup),
    POSIX_FAST(dup2),
    {"read", METHOD(posix_read), METH_FASTCALL, NULL},
    {"write", METHOD(posix_write), METH_FASTCALL, NULL},
    {"lseek", METHOD(posix_lseek), METH_FASTCALL, NULL},
    {"ftruncate", METHOD(posix_ftruncate), METH_FASTCALL, NULL},
    {"pipe", posix_pipe, METH_NOARGS, NULL},
    {"get_inheritable", posix_get_inheritable, METH_O, NULL},
    {"set_inheritable", METHOD(posix_set_inheritable), METH_FASTCALL, NULL},
    {"set_blocking", METHOD(posix_set_blocking), METH_FASTCALL, NULL},
    {"get_blocking", posix_get_blocking, METH_O, NULL},
    {"ttyname", posix_ttyname, METH_O, NULL},
    {"get_terminal_size", METHOD(posix_get_terminal_size), METH_FASTCALL,
     NULL},
    {NULL, NULL, 0, NULL}};
