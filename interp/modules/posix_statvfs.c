/* posix: file systems, statvfs. */
#include <sys/statvfs.h>

#include "interp/modules/posix_module.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/structseq.h"
#include "interp/objects/type.h"

static const char *const statvfs_fields[] = {
    "f_bsize", "f_frsize", "f_blocks", "f_bfree",   "f_bavail", "f_files",
    "f_ffree", "f_favail", "f_flag",   "f_namemax", "f_fsid",   NULL};

STATIC_OBJECT Type statvfs_result_type = {
    TYPE_HEAD_INIT,
    .name = "os.statvfs_result",
    .doc = "statvfs_result: Result from statvfs or fstatvfs.",
};

static Object *
statvfs_result(const struct statvfs *info)
{
    const unsigned long numbers[11] = {
        info->f_bsize, info->f_frsize,  info->f_blocks, info->f_bfree,
        info->f_bavail, info->f_files,  info->f_ffree,  info->f_favail,
        info->f_flag,  info->f_namemax, info->f_fsid};
    Object *v[11];
    for (int i = 0; i < 11; i++) {
        v[i] = int_from_size(numbers[i]);
    }
    return structseq_new(&statvfs_result_type, v);
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
    int status = path.fd >= 0 ? fstatvfs(path.fd, &info)
                              : statvfs(path.text, &info);
    if (status < 0) {
        return path_fail(&path);
    }
    path_drop(&path);
    return statvfs_result(&info);
}

static Object *
posix_fstatvfs(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"fd", NULL};
    static const ArgsSpec spec = {"fstatvfs", names, 1, 0, 0};
    Object *v[1];
    int fd;
    struct statvfs info;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &fd)) {
        return NULL;
    }
    return fstatvfs(fd, &info) < 0 ? posix_error() : statvfs_result(&info);
}

MethodDef posix_statvfs_functions[] = {
    POSIX_FAST(statvfs), POSIX_FAST(fstatvfs), {NULL, NULL, 0, NULL}};

int
posix_statvfs_start(Object *m)
{
    return structseq_ready(&statvfs_result_type, statvfs_fields, 10, true) <
                       0 ||
                   module_add(m, "statvfs_result",
                              ref_new(&statvfs_result_type)) < 0
               ? -1
               : 0;
}
