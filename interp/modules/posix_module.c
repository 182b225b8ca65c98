/* The module posix, on which the library's os is built: names, errors,
 * constants. CPython 3.11: Modules/posixmodule.c. */
#include "interp/modules/posix_module.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "interp/modules/modules.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

Object *
posix_fspath(Object *o)
{
    if (str_check(o) || bytes_check(o)) {
        return ref_new(o);
    }
    Object *method = lookup_special(o, dn_fspath);
    if (method == NULL) {
        return error_occurred()
                   ? NULL
                   : error_format(EXC(TypeError),
                                  "expected str, bytes or os.PathLike "
                                  "object, not %.200s", TYPE_OF(o)->name);
    }
    Object *path = call_none(method);
    ref_dec(method);
    if (path != NULL && !str_check(path) && !bytes_check(path)) {
        error_format(EXC(TypeError),
                     "expected %.200s.__fspath__() to return str or bytes, "
                     "not %.200s", TYPE_OF(o)->name, TYPE_OF(path)->name);
        REF_CLEAR(path);
    }
    return path;
}

static const char *
allowed_kinds(int flags)
{
    return flags == (PATH_OR_FD | PATH_OR_NONE)
               ? "string, bytes, os.PathLike, integer or None"
           : flags == PATH_OR_FD   ? "string, bytes, os.PathLike or integer"
           : flags == PATH_OR_NONE ? "string, bytes, os.PathLike or None"
                                   : "string, bytes or os.PathLike";
}

// Whether `o` can name a file.
static int
has_fspath(Object *o)
{
    Object *method = lookup_special(o, dn_fspath);
    ref_xdec(method);
    return method != NULL ? 1 : error_occurred() ? -1 : 0;
}

int
path_read(const char *function, const char *name, Object *o, int flags,
          PathArg *out)
{
    *out = (PathArg){.fd = -1};
    if (o == NULL || o == NONE) {
        if (flags & PATH_OR_NONE) {
            out->object = ref_xnew(o);
            out->text = ".";
            return 1;
        }
    } else if ((flags & PATH_OR_FD) && number_has_index(o)) {
        out->fd = int_as_int(o);
        if (out->fd == -1 && error_occurred()) {
            return 0;
        }
        out->object = ref_new(o);
        return 1;
    }
    Object *path = NULL;
    int is_path = o == NULL                       ? 0
                  : str_check(o) || bytes_check(o) ? 1
                                                   : has_fspath(o);
    if (is_path < 0) {
        return 0;
    }
    if (is_path == 0) {
        error_format(EXC(TypeError), "%s: %s should be %s, not %.200s",
                     function, name, allowed_kinds(flags),
                     o == NULL ? "nothing" : TYPE_OF(o)->name);
        return 0;
    }
    path = posix_fspath(o);
    if (path == NULL) {
        return 0;
    }
    out->is_bytes = bytes_check(path);
    out->bytes = out->is_bytes ? ref_new(path) : str_encode_fs(path);
    out->object = path;
    if (out->bytes == NULL) {
        path_drop(out);
        return 0;
    }
    out->text = bytes_data(out->bytes);
    if (strlen(out->text) != (size_t)bytes_size(out->bytes)) {
        error_format(EXC(ValueError), "%s: embedded null %s in %s",
                     function, out->is_bytes ? "byte" : "character", name);
        path_drop(out);
        return 0;
    }
    return 1;
}

void
path_drop(PathArg *path)
{
    REF_CLEAR(path->bytes);
    REF_CLEAR(path->object);
}

Object *
posix_error(void)
{
    return error_from_errno(EXC(OSError), NULL);
}

Object *
posix_done(int result)
{
    return result < 0 ? posix_error() : none_new();
}

Object *
path_fail(PathArg *path)
{
    Object *name = path->object;
    error_from_errno(EXC(OSError), name == NONE ? NULL : name);
    path_drop(path);
    return NULL;
}

Object *
path_done(PathArg *path, int result)
{
    if (result < 0) {
        return path_fail(path);
    }
    path_drop(path);
    return none_new();
}

Object *
path_done_two(PathArg *a, PathArg *b, int result)
{
    int code = errno;
    if (result >= 0) {
        path_drop(a);
        path_drop(b);
        return none_new();
    }
    Object *number = int_from_long(code);
    Object *text = str_from_text(strerror(code));
    Object *args = number == NULL || text == NULL
                       ? NULL
                       : tuple_pack(5, number, text, a->object, NONE,
                                    b->object);
    path_drop(a);
    path_drop(b);
    Object *error = args == NULL ? NULL
                                 : call_object(EXC(OSError), args, NULL);
    if (error != NULL) {
        error_set_object(OBJ(TYPE_OF(error)), error);
    }
    ref_xdec(error);
    ref_xdec(args);
    ref_xdec(text);
    ref_xdec(number);
    return NULL;
}

Object *
path_text(const char *text, bool is_bytes)
{
    ssize_t n = (ssize_t)strlen(text);
    return is_bytes ? bytes_new(text, n) : str_decode_fs(text, n);
}

int
posix_int(Object *o, int otherwise, int *out)
{
    *out = o == NULL ? otherwise : int_as_int(o);
    return *out != -1 || !error_occurred();
}

int
posix_dir_fd(Object *o, int *out)
{
    *out = AT_FDCWD;
    return o == NULL || o == NONE || posix_int(o, AT_FDCWD, out);
}

static Object *
posix_fspath_function(POSIX_ARGS)
{
    (void)self;
    static const char *const names[] = {"path", NULL};
    static const ArgsSpec spec = {"fspath", names, 1, 0, 0};
    Object *v[1];
    return args_parse(&spec, args, nargs, kwnames, v) ? posix_fspath(v[0])
                                                      : NULL;
}

static MethodDef own_functions[] = {
    {"fspath", METHOD(posix_fspath_function), METH_FASTCALL | METH_KEYWORDS,
     "fspath($module, /, path)\n--\n\nReturn the file system path "
     "representation of the object."},
    {NULL, NULL, 0, NULL}};

static const struct {
    const char *name;
    long value;
} constants[] = {
#define C(name) {#name, name}
    C(F_OK), C(R_OK), C(W_OK), C(X_OK), C(O_RDONLY), C(O_WRONLY), C(O_RDWR),
    C(O_NDELAY), C(O_NONBLOCK), C(O_APPEND), C(O_DSYNC), C(O_RSYNC),
    C(O_SYNC), C(O_NOCTTY), C(O_CREAT), C(O_EXCL), C(O_TRUNC),
    C(O_LARGEFILE), C(O_TMPFILE), C(O_PATH), C(O_CLOEXEC), C(O_DIRECT),
    C(O_DIRECTORY), C(O_NOFOLLOW), C(O_NOATIME), C(O_ASYNC),
    C(O_ACCMODE), C(WNOHANG), C(WCONTINUED), C(WUNTRACED), C(EX_OK),
    C(EX_USAGE), C(EX_DATAERR), C(EX_NOINPUT), C(EX_NOUSER), C(EX_NOHOST),
    C(EX_UNAVAILABLE), C(EX_SOFTWARE), C(EX_OSERR), C(EX_OSFILE),
    C(EX_CANTCREAT), C(EX_IOERR), C(EX_TEMPFAIL), C(EX_PROTOCOL),
    C(EX_NOPERM), C(EX_CONFIG), C(TMP_MAX), C(NGROUPS_MAX), C(SEEK_DATA),
    C(SEEK_HOLE),
#undef C
    {NULL, 0}};

static int
add_constants(Object *m)
{
    for (size_t i = 0; constants[i].name != NULL; i++) {
        if (module_add_int(m, constants[i].name, constants[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

// What the system can do, by the names that os asks for.
static int
add_abilities(Object *m)
{
    static const char *const have[] = {
        "HAVE_FACCESSAT", "HAVE_FCHDIR",    "HAVE_FCHMOD",  "HAVE_FCHMODAT",
        "HAVE_FSTATAT",   "HAVE_FTRUNCATE", "HAVE_LINKAT",  "HAVE_LSTAT",
        "HAVE_MKDIRAT",   "HAVE_OPENAT",    "HAVE_READLINKAT",
        "HAVE_RENAMEAT",  "HAVE_SYMLINKAT", "HAVE_UNLINKAT",
        "HAVE_FDOPENDIR", "HAVE_UTIMENSAT", NULL};
    Object *list = list_new(0);
    for (int i = 0; list != NULL && have[i] != NULL; i++) {
        Object *name = str_from_text(have[i]);
        if (name == NULL || list_append_steal(list, name) < 0) {
            REF_CLEAR(list);
        }
    }
    return list == NULL ? -1 : module_add(m, "_have_functions", list);
}

Object *
posix_module_new(void)
{
    Object *m = module_new("posix");
    if (m == NULL || module_add_functions(m, own_functions) < 0 ||
        module_add_functions(m, posix_stat_functions) < 0 ||
        module_add_functions(m, posix_file_functions) < 0 ||
        module_add_functions(m, posix_descriptor_functions) < 0 ||
        module_add_functions(m, posix_process_functions) < 0 ||
        module_add_functions(m, posix_fork_functions) < 0 ||
        module_add_functions(m, posix_exec_functions) < 0 ||
        module_add_functions(m, posix_system_functions) < 0 ||
        add_constants(m) < 0 || add_abilities(m) < 0 ||
        posix_stat_start(m) < 0 || posix_process_start(m) < 0 ||
        posix_system_start(m) < 0 ||
        module_add(m, "error", ref_new(EXC(OSError))) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
