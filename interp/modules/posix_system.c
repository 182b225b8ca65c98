/* The module posix: file systems, owners, groups, priorities, positioned
 * reads and writes, and other things that scripts ask the system. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interp/modules/posix_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/vm/process.h"

STATIC_OBJECT static Type statvfs_type = {
    TYPE_HEAD_INIT,
    .name = "os.statvfs_result",
    .flags = TYPE_HELD,
    .doc = "statvfs_result: Result from statvfs or fstatvfs.\n\nThis object "
           "may be accessed either as a tuple of\n  (bsize, frsize, blocks, "
           "bfree, bavail, files, ffree, favail, flag, namemax),\nor via the "
           "attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\n"
           "See os.statvfs for more information.",
};

static Object *
statvfs_result(const struct statvfs *s)
{
    Object *const values[] = {
        int_from_size(s->f_bsize),  int_from_size(s->f_frsize),
        int_from_size(s->f_blocks), int_from_size(s->f_bfree),
        int_from_size(s->f_bavail), int_from_size(s->f_files),
        int_from_size(s->f_ffree),  int_from_size(s->f_favail),
        int_from_size(s->f_flag),   int_from_size(s->f_namemax),
        int_from_size(s->f_fsid)};
    return structseq_new(&statvfs_type, values);
}

static Object *
posix_statvfs(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", NULL};
    static const ArgsSpec spec = {"statvfs", names, 1, 0, 0};
    Object *v[1];
    PathArg path;
    struct statvfs info;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !path_read("statvfs", "path", v[0], PATH_OR_FD, &path)) {
        return NULL;
    }
    int result = path.fd >= 0 ? fstatvfs(path.fd, &info)
                              : statvfs(path.text, &info);
    if (result < 0) {
        return path_fail(&path);
    }
    path_drop(&path);
    return statvfs_result(&info);
}

static Object *
posix_fstatvfs(Object *self, Object *o)
{
    (void)self;
    int fd;
    struct statvfs info;
    if (!posix_int(o, 0, &fd)) {
        return NULL;
    }
    return fstatvfs(fd, &info) < 0 ? posix_error() : statvfs_result(&info);
}

// ------------------------------------------------------------ owners, groups

static Object *
change_owner(const char *function, Object *const *args, ssize_t nargs,
             bool follow)
{
    PathArg path;
    int uid, gid;
    if (!args_check_count(function, nargs, 3, 3) ||
        !posix_int(args[1], 0, &uid) || !posix_int(args[2], 0, &gid) ||
        !path_read(function, "path", args[0], follow ? PATH_OR_FD : 0,
                   &path)) {
        return NULL;
    }
    uid_t user = (uid_t)uid;
    gid_t group = (gid_t)gid;
    return path_done(&path, path.fd >= 0 ? fchown(path.fd, user, group)
                            : follow     ? chown(path.text, user, group)
                                         : lchown(path.text, user, group));
}

static Object *
posix_chown(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return change_owner("chown", args, nargs, true);
}

static Object *
posix_lchown(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return change_owner("lchown", args, nargs, false);
}

static Object *
posix_getgroups(Object *self, Object *unused)
{
    (void)self, (void)unused;
    int n = getgroups(0, NULL);
    gid_t *groups = n < 0 ? NULL : calloc((size_t)n + 1, sizeof(gid_t));
    if (groups == NULL) {
        return posix_error();
    }
    n = getgroups(n, groups);
    Object *list = list_new(0);
    for (int i = 0; list != NULL && i < n; i++) {
        Object *id = int_from_long((long)groups[i]);
        if (id == NULL || list_append_steal(list, id) < 0) {
            REF_CLEAR(list);
        }
    }
    free(groups);
    return list;
}

static Object *
three(long a, long b, long c)
{
    Object *const v[] = {int_from_long(a), int_from_long(b),
                         int_from_long(c)};
    Object *result = v[0] == NULL || v[1] == NULL || v[2] == NULL
                         ? NULL
                         : tuple_pack(3, v[0], v[1], v[2]);
    for (int i = 0; i < 3; i++) {
        ref_xdec(v[i]);
    }
    return result;
}

static Object *
posix_getresuid(Object *self, Object *unused)
{
    (void)self, (void)unused;
    uid_t real, effective, saved;
    return getresuid(&real, &effective, &saved) < 0
               ? posix_error()
               : three((long)real, (long)effective, (long)saved);
}

static Object *
posix_getresgid(Object *self, Object *unused)
{
    (void)self, (void)unused;
    gid_t real, effective, saved;
    return getresgid(&real, &effective, &saved) < 0
               ? posix_error()
               : three((long)real, (long)effective, (long)saved);
}

// Functions of one number that answer 0 or fail.
#define ONE_NUMBER(name, call)                                               \
    static Object *posix_##name(Object *self, Object *o)                     \
    {                                                                        \
        (void)self;                                                          \
        int n;                                                               \
        return posix_int(o, 0, &n) ? posix_done(call) : NULL;                \
    }
ONE_NUMBER(setuid, setuid((uid_t)n))
ONE_NUMBER(seteuid, seteuid((uid_t)n))
ONE_NUMBER(setgid, setgid((gid_t)n))
ONE_NUMBER(setegid, setegid((gid_t)n))
ONE_NUMBER(fchdir, fchdir(n))
ONE_NUMBER(fdatasync, fdatasync(n))

// ----------------------------------------------------------------- priorities

static Object *
posix_getpriority(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"which", "who", NULL};
    static const ArgsSpec spec = {"getpriority", names, 2, 0, 0};
    Object *v[2];
    int which, who;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &which) || !posix_int(v[1], 0, &who)) {
        return NULL;
    }
    errno = 0;
    int found = getpriority((__priority_which_t)which,
                            (id_t)process_real(who));
    return errno != 0 ? posix_error() : int_from_long(found);
}

static Object *
posix_setpriority(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"which", "who", "priority", NULL};
    static const ArgsSpec spec = {"setpriority", names, 3, 0, 0};
    Object *v[3];
    int which, who, priority;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &which) || !posix_int(v[1], 0, &who) ||
        !posix_int(v[2], 0, &priority)) {
        return NULL;
    }
    return posix_done(setpriority((__priority_which_t)which,
                                  (id_t)process_real(who), priority));
}

static Object *
posix_getloadavg(Object *self, Object *unused)
{
    (void)self, (void)unused;
    double load[3];
    if (getloadavg(load, 3) != 3) {
        return error_set_text(EXC(OSError), "Load averages are unobtainable");
    }
    Object *const v[] = {float_new(load[0]), float_new(load[1]),
                         float_new(load[2])};
    Object *result = v[0] == NULL || v[1] == NULL || v[2] == NULL
                         ? NULL
                         : tuple_pack(3, v[0], v[1], v[2]);
    for (int i = 0; i < 3; i++) {
        ref_xdec(v[i]);
    }
    return result;
}

// ---------------------------------------------------------------- descriptors

static Object *
posix_pipe2(Object *self, Object *o)
{
    (void)self;
    int flags, ends[2];
    if (!posix_int(o, 0, &flags)) {
        return NULL;
    }
    if (pipe2(ends, flags) < 0) {
        return posix_error();
    }
    Object *a = int_from_long(ends[0]), *b = int_from_long(ends[1]);
    Object *pair = a == NULL || b == NULL ? NULL : tuple_pack(2, a, b);
    ref_xdec(a);
    ref_xdec(b);
    return pair;
}

static Object *
posix_openpty(Object *self, Object *unused)
{
    (void)self, (void)unused;
    int master, slave;
    if (openpty(&master, &slave, NULL, NULL, NULL) < 0) {
        return posix_error();
    }
    fcntl(master, F_SETFD, FD_CLOEXEC);
    fcntl(slave, F_SETFD, FD_CLOEXEC);
    Object *a = int_from_long(master), *b = int_from_long(slave);
    Object *pair = a == NULL || b == NULL ? NULL : tuple_pack(2, a, b);
    ref_xdec(a);
    ref_xdec(b);
    return pair;
}

static Object *
posix_pread(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd;
    if (!args_check_count("pread", nargs, 3, 3) ||
        !posix_int(args[0], 0, &fd)) {
        return NULL;
    }
    ssize_t n = number_as_ssize(args[1], EXC(OverflowError));
    ssize_t offset = number_as_ssize(args[2], EXC(OverflowError));
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (n < 0) {
        errno = EINVAL;
        return posix_error();
    }
    Object *bytes = bytes_new(NULL, n);
    ssize_t got = bytes == NULL ? -1
                                : pread(fd, bytes_data(bytes), (size_t)n,
                                        offset);
    if (got < 0) {
        ref_xdec(bytes);
        return error_occurred() ? NULL : posix_error();
    }
    return bytes_resize(&bytes, got) < 0 ? NULL : bytes;
}

static Object *
posix_pwrite(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd;
    if (!args_check_count("pwrite", nargs, 3, 3) ||
        !posix_int(args[0], 0, &fd)) {
        return NULL;
    }
    ssize_t offset = number_as_ssize(args[2], EXC(OverflowError));
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (!bytes_check(args[1])) {
        return error_format(EXC(TypeError),
                            "a bytes-like object is required, not '%s'",
                            TYPE_OF(args[1])->name);
    }
    ssize_t done = pwrite(fd, bytes_data(args[1]),
                          (size_t)bytes_size(args[1]), offset);
    return done < 0 ? posix_error() : int_from_ssize(done);
}

static Object *
posix_closerange(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int low, high;
    if (!args_check_count("closerange", nargs, 2, 2) ||
        !posix_int(args[0], 0, &low) || !posix_int(args[1], 0, &high)) {
        return NULL;
    }
    for (int fd = low; fd < high; fd++) {
        close(fd);
    }
    return none_new();
}

static Object *
posix_fchmod(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"fd", "mode", NULL};
    static const ArgsSpec spec = {"fchmod", names, 2, 0, 0};
    Object *v[2];
    int fd, mode;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &fd) || !posix_int(v[1], 0, &mode)) {
        return NULL;
    }
    return posix_done(fchmod(fd, (mode_t)mode));
}

static Object *
posix_lockf(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int fd, command, length;
    if (!args_check_count("lockf", nargs, 3, 3) ||
        !posix_int(args[0], 0, &fd) || !posix_int(args[1], 0, &command) ||
        !posix_int(args[2], 0, &length)) {
        return NULL;
    }
    return posix_done(lockf(fd, command, length));
}

static Object *
posix_sync(Object *self, Object *unused)
{
    (void)self, (void)unused;
    sync();
    return none_new();
}

static Object *
posix_getrandom(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"size", "flags", NULL};
    static const ArgsSpec spec = {"getrandom", names, 1, 0, 0};
    Object *v[2];
    int size, flags;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &size) || !posix_int(v[1], 0, &flags)) {
        return NULL;
    }
    if (size < 0) {
        errno = EINVAL;
        return posix_error();
    }
    Object *bytes = bytes_new(NULL, size);
    ssize_t n = bytes == NULL ? -1
                              : getrandom(bytes_data(bytes), (size_t)size,
                                          (unsigned)flags);
    if (n < 0) {
        ref_xdec(bytes);
        return error_occurred() ? NULL : posix_error();
    }
    return bytes_resize(&bytes, n) < 0 ? NULL : bytes;
}

// ------------------------------------------------------------ small questions

static Object *
posix_WIFCONTINUED(Object *self, Object *o)
{
    (void)self;
    int status;
    return posix_int(o, 0, &status) ? bool_new(WIFCONTINUED(status)) : NULL;
}

static Object *
posix_WCOREDUMP(Object *self, Object *o)
{
    (void)self;
    int status;
    return posix_int(o, 0, &status) ? bool_new(WCOREDUMP(status) != 0) : NULL;
}

static Object *
posix_major(Object *self, Object *o)
{
    (void)self;
    long device = int_as_long(o);
    return error_occurred() ? NULL
                            : int_from_long((long)major((dev_t)device));
}

static Object *
posix_minor(Object *self, Object *o)
{
    (void)self;
    long device = int_as_long(o);
    return error_occurred() ? NULL
                            : int_from_long((long)minor((dev_t)device));
}

static Object *
posix_makedev(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int a, b;
    if (!args_check_count("makedev", nargs, 2, 2) ||
        !posix_int(args[0], 0, &a) || !posix_int(args[1], 0, &b)) {
        return NULL;
    }
    return int_from_size(makedev((unsigned)a, (unsigned)b));
}

static Object *
posix_device_encoding(Object *self, Object *o)
{
    (void)self;
    int fd;
    if (!posix_int(o, 0, &fd)) {
        return NULL;
    }
    return isatty(fd) ? str_from_text("UTF-8") : none_new();
}

static Object *
posix_ctermid(Object *self, Object *unused)
{
    (void)self, (void)unused;
    char text[L_ctermid];
    return str_from_text(ctermid(text));
}

MethodDef posix_system_functions[] = {
    POSIX_FAST(statvfs),
    {"fstatvfs", posix_fstatvfs, METH_O, NULL},
    {"chown", METHOD(posix_chown), METH_FASTCALL, NULL},
    {"lchown", METHOD(posix_lchown), METH_FASTCALL, NULL},
    {"fchown", METHOD(posix_chown), METH_FASTCALL, NULL},
    {"getgroups", posix_getgroups, METH_NOARGS, NULL},
    {"getresuid", posix_getresuid, METH_NOARGS, NULL},
    {"getresgid", posix_getresgid, METH_NOARGS, NULL},
    {"setuid", posix_setuid, METH_O, NULL},
    {"seteuid", posix_seteuid, METH_O, NULL},
    {"setgid", posix_setgid, METH_O, NULL},
    {"setegid", posix_setegid, METH_O, NULL},
    POSIX_FAST(getpriority),
    POSIX_FAST(setpriority),
    {"getloadavg", posix_getloadavg, METH_NOARGS, NULL},
    {"pipe2", posix_pipe2, METH_O, NULL},
    {"openpty", posix_openpty, METH_NOARGS, NULL},
    {"pread", METHOD(posix_pread), METH_FASTCALL, NULL},
    {"pwrite", METHOD(posix_pwrite), METH_FASTCALL, NULL},
    {"closerange", METHOD(posix_closerange), METH_FASTCALL, NULL},
    POSIX_FAST(fchmod),
    {"fchdir", posix_fchdir, METH_O, NULL},
    {"fdatasync", posix_fdatasync, METH_O, NULL},
    {"lockf", METHOD(posix_lockf), METH_FASTCALL, NULL},
    {"sync", posix_sync, METH_NOARGS, NULL},
    POSIX_FAST(getrandom),
    {"WIFCONTINUED", posix_WIFCONTINUED, METH_O, NULL},
    {"WCOREDUMP", posix_WCOREDUMP, METH_O, NULL},
    {"major", posix_major, METH_O, NULL},
    {"minor", posix_minor, METH_O, NULL},
    {"makedev", METHOD(posix_makedev), METH_FASTCALL, NULL},
    {"device_encoding", posix_device_encoding, METH_O, NULL},
    {"ctermid", posix_ctermid, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static const struct {
    const char *name;
    long value;
} constants[] = {
#define C(name) {#name, name}
    C(PRIO_PROCESS), C(PRIO_PGRP), C(PRIO_USER), C(F_LOCK), C(F_TLOCK),
    C(F_ULOCK), C(F_TEST), C(O_FSYNC), C(GRND_NONBLOCK), C(GRND_RANDOM),
    C(WEXITED), C(WNOWAIT), C(WSTOPPED), C(ST_RDONLY), C(ST_NOSUID),
#undef C
};

int
posix_system_start(Object *m)
{
    static const char *const fields[] = {
        "f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files",
        "f_ffree", "f_favail", "f_flag",   "f_namemax", "f_fsid", NULL};
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
        if (module_add_int(m, constants[i].name, constants[i].value) < 0) {
            return -1;
        }
    }
    return structseq_ready(&statvfs_type, fields, 10, true) < 0 ||
                   module_add(m, "statvfs_result", ref_new(&statvfs_type)) < 0
               ? -1
               : 0;
}
