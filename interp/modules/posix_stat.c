/* posix: what the system says of files: stat, listdir, scandir. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gc/collector.h"
#include "interp/modules/posix_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/container.h"
#include "interp/objects/float.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static const char *const stat_fields[] = {
    "st_mode",  "st_ino",      "st_dev",      "st_nlink",    "st_uid",
    "st_gid",   "st_size",     "",            "",            "",
    "st_atime", "st_mtime",    "st_ctime",    "st_atime_ns", "st_mtime_ns",
    "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev",     NULL};

STATIC_OBJECT Type stat_result_type = {
    TYPE_HEAD_INIT,
    .name = "os.stat_result",
    .flags = TYPE_HELD,
    .doc = "stat_result: Result from stat, fstat, or lstat.",
};

static Object *
nanoseconds(const struct timespec *t)
{
    return int_from_ssize((ssize_t)t->tv_sec * 1000000000 + t->tv_nsec);
}

static Object *
seconds(const struct timespec *t)
{
    return float_new((double)t->tv_sec + 1e-9 * (double)t->tv_nsec);
}

Object *
posix_stat_result(const struct stat *info)
{
    const struct timespec *times[3] = {&info->st_atim, &info->st_mtim,
                                       &info->st_ctim};
    Object *v[19];
    v[0] = int_from_ssize(info->st_mode);
    v[1] = int_from_size(info->st_ino);
    v[2] = int_from_size(info->st_dev);
    v[3] = int_from_size(info->st_nlink);
    v[4] = int_from_ssize(info->st_uid);
    v[5] = int_from_ssize(info->st_gid);
    v[6] = int_from_ssize(info->st_size);
    for (int i = 0; i < 3; i++) {
        v[7 + i] = int_from_ssize(times[i]->tv_sec);
        v[10 + i] = seconds(times[i]);
        v[13 + i] = nanoseconds(times[i]);
    }
    v[16] = int_from_ssize(info->st_blksize);
    v[17] = int_from_ssize(info->st_blocks);
    v[18] = int_from_size(info->st_rdev);
    return structseq_new(&stat_result_type, v);
}

static Object *
stat_path(PathArg *path, int dir_fd, bool follow)
{
    struct stat info;
    int r = path->fd >= 0 ? fstat(path->fd, &info)
                          : fstatat(dir_fd, path->text, &info,
                                    follow ? 0 : AT_SYMLINK_NOFOLLOW);
    if (r < 0) {
        return path_fail(path);
    }
    path_drop(path);
    return posix_stat_result(&info);
}

static Object *
posix_stat(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "dir_fd", "follow_symlinks",
                                        NULL};
    static const ArgsSpec spec = {"stat", names, 1, 0, 2};
    Object *v[3];
    PathArg path;
    int dir_fd;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_dir_fd(v[1], &dir_fd)) {
        return NULL;
    }
    int follow = v[2] == NULL ? 1 : object_is_true(v[2]);
    if (follow < 0 || !path_read("stat", "path", v[0], PATH_OR_FD, &path)) {
        return NULL;
    }
    return stat_path(&path, dir_fd, follow != 0);
}

static Object *
posix_lstat(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", "dir_fd", NULL};
    static const ArgsSpec spec = {"lstat", names, 1, 0, 1};
    Object *v[2];
    PathArg path;
    int dir_fd;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_dir_fd(v[1], &dir_fd) ||
        !path_read("lstat", "path", v[0], 0, &path)) {
        return NULL;
    }
    return stat_path(&path, dir_fd, false);
}

static Object *
posix_fstat(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"fd", NULL};
    static const ArgsSpec spec = {"fstat", names, 1, 0, 0};
    Object *v[1];
    int fd;
    struct stat info;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !posix_int(v[0], 0, &fd)) {
        return NULL;
    }
    return fstat(fd, &info) < 0 ? posix_error() : posix_stat_result(&info);
}

static bool
is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static DIR *
open_folder(const PathArg *path)
{
    if (path->fd < 0) {
        return opendir(path->text);
    }
    int copy = dup(path->fd);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (folder == NULL && copy >= 0) {
        close(copy);
    } else if (folder != NULL) {
        rewinddir(folder);
    }
    return folder;
}

static Object *
posix_listdir(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", NULL};
    static const ArgsSpec spec = {"listdir", names, 0, 0, 0};
    Object *v[1];
    PathArg path;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !path_read("listdir", "path", v[0] == NULL ? NONE : v[0],
                   PATH_OR_FD | PATH_OR_NONE, &path)) {
        return NULL;
    }
    DIR *folder = open_folder(&path);
    if (folder == NULL) {
        return path_fail(&path);
    }
    Object *list = list_new(0);
    struct dirent *entry;
    while (list != NULL && (entry = readdir(folder)) != NULL) {
        if (is_dots(entry->d_name)) {
            continue;
        }
        Object *name = path_text(entry->d_name, path.is_bytes);
        if (name == NULL || list_append_steal(list, name) < 0) {
            REF_CLEAR(list);
        }
    }
    closedir(folder);
    path_drop(&path);
    return list;
}

// ------------------------------------------------------------------- DirEntry

typedef struct DirEntry {
    Object base;
    Object *name, *path, *stat, *lstat; /* owned; the last two cached */
    ino_t inode;
    unsigned char kind; /* DT_... */
    int dir_fd;         /* the folder, when it was given by number */
    void *unused;       /* as large as CPython's */
} DirEntry;

#define ENTRY ((DirEntry *)self)

static Object *
entry_fetch_stat(Object *self, bool follow)
{
    Object **cache = follow ? &ENTRY->stat : &ENTRY->lstat;
    if (*cache == NULL) {
        PathArg path;
        if (!path_read("stat", "path", ENTRY->path, 0, &path)) {
            return NULL;
        }
        Object *result = stat_path(&path, ENTRY->dir_fd, follow);
        if (result == NULL) {
            return NULL;
        }
        ref_store(self, cache, result);
    }
    return ref_new(*cache);
}

static int
read_follow(const char *name, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    static const char *const names[] = {"follow_symlinks", NULL};
    const ArgsSpec spec = {name, names, 0, 0, 1};
    Object *v[1];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return -1;
    }
    return v[0] == NULL ? 1 : object_is_true(v[0]);
}

static Object *
entry_stat(POSIX_ARGS)
{
    int follow = read_follow("stat", args, nargs, kwnames);
    return follow < 0 ? NULL : entry_fetch_stat(self, follow != 0);
}

// `follow`: as read_follow has read it.
static Object *
entry_is(Object *self, int follow, unsigned char kind, mode_t mode)
{
    if (follow < 0) {
        return NULL;
    }
    if (ENTRY->kind != DT_UNKNOWN && (!follow || ENTRY->kind != DT_LNK)) {
        return bool_new(ENTRY->kind == kind);
    }
    Object *info = entry_fetch_stat(self, follow != 0);
    if (info == NULL) {
        if (error_matches(EXC(FileNotFoundError))) {
            error_clear();
            return bool_new(false);
        }
        return NULL;
    }
    long bits = int_as_long(tuple_get(info, 0));
    ref_dec(info);
    return bool_new(((mode_t)bits & S_IFMT) == mode);
}

static Object *
entry_is_dir(POSIX_ARGS)
{
    int follow = read_follow("is_dir", args, nargs, kwnames);
    return entry_is(self, follow, DT_DIR, S_IFDIR);
}

static Object *
entry_is_file(POSIX_ARGS)
{
    int follow = read_follow("is_file", args, nargs, kwnames);
    return entry_is(self, follow, DT_REG, S_IFREG);
}

static Object *
entry_is_symlink(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(ENTRY->kind == DT_LNK);
}

static Object *
entry_inode(Object *self, Object *unused)
{
    (void)unused;
    return int_from_size(ENTRY->inode);
}

static Object *
entry_fspath(Object *self, Object *unused)
{
    (void)unused;
    return ref_new(ENTRY->path);
}

static Object *
entry_repr(Object *self)
{
    return str_from_format("<DirEntry %R>", ENTRY->name);
}

static MethodDef entry_methods[] = {
    {"is_dir", METHOD(entry_is_dir), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"is_file", METHOD(entry_is_file), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"is_symlink", entry_is_symlink, METH_NOARGS, NULL},
    {"stat", METHOD(entry_stat), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"inode", entry_inode, METH_NOARGS, NULL},
    {"__fspath__", entry_fspath, METH_NOARGS, NULL},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef entry_members[] = {
    {"name", FIELD_OBJECT, offsetof(DirEntry, name), FIELD_READONLY, NULL},
    {"path", FIELD_OBJECT, offsetof(DirEntry, path), FIELD_READONLY, NULL},
    {"stat cache", FIELD_OBJECT, offsetof(DirEntry, stat),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"lstat cache", FIELD_OBJECT, offsetof(DirEntry, lstat),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type dir_entry_type = {
    TYPE_HEAD_INIT,
    .name = "posix.DirEntry",
    .basicsize = sizeof(DirEntry),
    .dealloc = type_generic_dealloc,
    .repr = entry_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HELD | TYPE_DISALLOW_INSTANTIATION,
    .methods = entry_methods,
    .members = entry_members,
};

// ------------------------------------------------------------------- scandir

typedef struct ScandirIterator {
    Object base;
    Object *folder; /* what was asked for; owned */
    DIR *stream;    /* NULL: closed */
    bool is_bytes, from_fd;
    int fd; /* as it was given */
    void *unused[8]; /* CPython keeps there what PathArg has */
} ScandirIterator;

#define SCAN ((ScandirIterator *)self)

static void
scan_close(Object *self)
{
    if (SCAN->stream != NULL) {
        DIR *stream = SCAN->stream;
        SCAN->stream = NULL;
        closedir(stream);
    }
}

// The path of an entry: the folder's, a slash where there is none, the name.
static Object *
entry_path(Object *self, const char *name)
{
    PathArg folder;
    if (SCAN->from_fd) {
        return path_text(name, false);
    }
    if (!path_read("scandir", "path", SCAN->folder, PATH_OR_NONE, &folder)) {
        return NULL;
    }
    size_t n = strlen(folder.text);
    const char *slash = n > 0 && folder.text[n - 1] != '/' ? "/" : "";
    size_t size = n + strlen(name) + 2;
    char *text = malloc(size);
    Object *path = NULL;
    if (text == NULL) {
        error_no_memory();
    } else {
        snprintf(text, size, "%s%s%s", folder.text, slash, name);
        path = path_text(text, SCAN->is_bytes);
    }
    free(text);
    path_drop(&folder);
    return path;
}

static Object *
scan_next(Object *self)
{
    struct dirent *found = NULL;
    while (SCAN->stream != NULL && (found = readdir(SCAN->stream)) != NULL &&
           is_dots(found->d_name)) {
    }
    if (found == NULL) {
        scan_close(self);
        return NULL;
    }
    DirEntry *entry = object_new(&dir_entry_type, 0);
    if (entry == NULL) {
        return NULL;
    }
    entry->inode = found->d_ino;
    entry->kind = found->d_type;
    entry->dir_fd = SCAN->from_fd ? SCAN->fd : AT_FDCWD;
    entry->name = path_text(found->d_name, SCAN->is_bytes);
    entry->path = entry->name == NULL ? NULL
                                      : entry_path(self, found->d_name);
    RECORD_TOUCH(entry);
    if (entry->path == NULL) {
        ref_dec(entry);
        return NULL;
    }
    return OBJ(entry);
}

static void
scan_finalize(Object *self)
{
    if (SCAN->stream != NULL) {
        PendingError saved;
        error_fetch(&saved);
        if (error_warn_about(self, EXC(ResourceWarning),
                             "unclosed scandir iterator %R", self) < 0) {
            error_write_unraisable(self);
        }
        scan_close(self);
        error_restore(&saved);
    }
}

static void
scan_dealloc(Object *self)
{
    OBJ(self)->refcount++; // alive while the warning is made
    scan_finalize(self);
    OBJ(self)->refcount--;
    type_generic_dealloc(self);
}

static Object *
scan_close_method(Object *self, Object *unused)
{
    (void)unused;
    scan_close(self);
    return none_new();
}

static Object *
scan_enter(Object *self, Object *unused)
{
    (void)unused;
    return ref_new(self);
}

static Object *
scan_exit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)args, (void)nargs;
    return scan_close_method(self, NULL);
}

static MethodDef scan_methods[] = {
    {"close", scan_close_method, METH_NOARGS, NULL},
    {"__enter__", scan_enter, METH_NOARGS, NULL},
    {"__exit__", METHOD(scan_exit), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef scan_members[] = {
    {"folder", FIELD_OBJECT, offsetof(ScandirIterator, folder),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type scandir_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "posix.ScandirIterator",
    .basicsize = sizeof(ScandirIterator),
    .dealloc = scan_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HELD | TYPE_DISALLOW_INSTANTIATION,
    .iter = object_self,
    .iternext = scan_next,
    .methods = scan_methods,
    .members = scan_members,
};

static Object *
posix_scandir(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", NULL};
    static const ArgsSpec spec = {"scandir", names, 0, 0, 0};
    Object *v[1];
    PathArg path;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !path_read("scandir", "path", v[0] == NULL ? NONE : v[0],
                   PATH_OR_FD | PATH_OR_NONE, &path)) {
        return NULL;
    }
    DIR *stream = open_folder(&path);
    if (stream == NULL) {
        return path_fail(&path);
    }
    ScandirIterator *it = object_new(&scandir_iterator_type, 0);
    if (it == NULL) {
        closedir(stream);
        path_drop(&path);
        return NULL;
    }
    it->stream = stream;
    it->folder = ref_new(path.object);
    it->is_bytes = path.is_bytes;
    it->from_fd = path.fd >= 0;
    it->fd = path.fd;
    RECORD_TOUCH(it);
    path_drop(&path);
    return OBJ(it);
}

MethodDef posix_stat_functions[] = {
    POSIX_FAST(stat),    POSIX_FAST(lstat),   POSIX_FAST(fstat),
    POSIX_FAST(listdir), POSIX_FAST(scandir), {NULL, NULL, 0, NULL}};

int
posix_stat_start(Object *m)
{
    return structseq_ready(&stat_result_type, stat_fields, 10, true) < 0 ||
                   type_ready(&dir_entry_type) < 0 ||
                   type_ready(&scandir_iterator_type) < 0 ||
                   module_add(m, "stat_result",
                              ref_new(&stat_result_type)) < 0 ||
                   module_add(m, "DirEntry", ref_new(&dir_entry_type)) < 0
               ? -1
               : 0;
}
