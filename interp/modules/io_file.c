/* FileIO: a file descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gc/collector.h"
#include "gc/finalizer.h"
#include "interp/modules/io.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/container.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"
#include "interp/objects/thread.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

#define SELF ((FileIO *)self)

static int
parse_mode(FileIO *self, const char *mode, int *flags)
{
    bool plus = false;
    int kinds = 0;
    for (const char *m = mode; *m != '\0'; m++) {
        switch (*m) {
        case 'r':
            self->readable = true;
            kinds++;
            break;
        case 'w':
            self->writable = true;
            *flags |= O_CREAT | O_TRUNC;
            kinds++;
            break;
        case 'x':
            self->writable = self->created = true;
            *flags |= O_CREAT | O_EXCL;
            kinds++;
            break;
        case 'a':
            self->writable = self->appending = true;
            *flags |= O_CREAT | O_APPEND;
            kinds++;
            break;
        case '+':
            plus = true;
            break;
        case 'b':
            break;
        default:
            error_format(EXC(ValueError), "invalid mode: %.200s", mode);
            return -1;
        }
    }
    if (kinds != 1) {
        error_set_text(EXC(ValueError),
                       "Must have exactly one of create/read/write/append "
                       "mode and at most one plus");
        return -1;
    }
    if (plus) {
        self->readable = self->writable = true;
    }
    *flags |= self->readable && self->writable ? O_RDWR
              : self->readable                 ? O_RDONLY
                                               : O_WRONLY;
    *flags |= O_CLOEXEC;
    return 0;
}

static int
open_path(FileIO *self, Object *file, int flags, Object *opener)
{
    Object *path = NULL;
    int has = object_lookup_attr(file, dn_fspath, &path);
    if (has > 0) {
        REF_SET(path, call_none(path));
    } else if (has == 0) {
        path = ref_new(file);
    }
    if (path == NULL) {
        return -1;
    }
    if (!str_check(path) && !bytes_check(path)) {
        error_format(EXC(TypeError),
                     "expected str, bytes or os.PathLike object, not %.200s",
                     TYPE_OF(file)->name);
        ref_dec(path);
        return -1;
    }
    if (opener != NULL && opener != NONE) {
        Object *n = int_from_long(flags);
        Object *fd = n == NULL ? NULL : call_two(opener, path, n);
        ref_xdec(n);
        ref_dec(path);
        self->fd = fd == NULL ? -1 : int_as_int(fd);
        ref_xdec(fd);
        if (self->fd < 0 && error_occurred() == NULL) {
            error_format(EXC(ValueError), "opener returned %d", self->fd);
        }
        return self->fd < 0 ? -1 : 0;
    }
    Object *encoded = str_check(path) ? str_encode_fs(path) : ref_new(path);
    ref_dec(path);
    if (encoded == NULL) {
        return -1;
    }
    if (strlen(bytes_data(encoded)) != (size_t)bytes_size(encoded)) {
        error_set_text(EXC(ValueError), "embedded null byte");
    } else {
        do {
            bool released = gil_release_to_open(bytes_data(encoded));
            self->fd = open(bytes_data(encoded), flags, 0666);
            gil_reacquire(released);
        } while (self->fd < 0 && errno == EINTR &&
                 eval_handle_breaks(thread_current) == 0);
        if (self->fd < 0 && !error_occurred()) {
            error_from_errno(EXC(OSError), file);
        }
    }
    ref_dec(encoded);
    return self->fd < 0 ? -1 : 0;
}

static int
open_file(FileIO *self, Object *file, const char *mode, bool close_fd,
          Object *opener)
{
    int flags = 0;
    self->close_fd = close_fd;
    if (parse_mode(self, mode, &flags) < 0) {
        return -1;
    }
    if (int_check(file)) {
        int fd = int_as_int(file);
        if (fd < 0) {
            if (error_occurred() == NULL) {
                error_set_text(EXC(ValueError), "negative file descriptor");
            }
            return -1;
        }
        self->fd = fd;
    } else if (!close_fd) {
        error_set_text(EXC(ValueError),
                       "Cannot use closefd=False with file name");
        return -1;
    } else if (open_path(self, file, flags, opener) < 0) {
        return -1;
    }
    struct stat info;
    if (fstat(self->fd, &info) < 0 || S_ISDIR(info.st_mode)) {
        errno = errno == EBADF ? EBADF : EISDIR;
        error_from_errno(EXC(OSError), file);
        if (int_check(file)) {
            self->fd = -1;
        }
        return -1;
    }
    if (object_setattr(OBJ(self), nm_name, file) < 0) {
        return -1;
    }
    if (self->appending) {
        (void)lseek(self->fd, 0, SEEK_END);
    }
    return 0;
}

static Object *
file_new_slot(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    FileIO *self = (FileIO *)type->alloc(type, 0);
    if (self != NULL) {
        self->fd = -1;
        self->seekable = -1;
        self->close_fd = true;
    }
    return OBJ(self);
}

Object *
file_io_new(Object *file, const char *mode, bool close_fd, Object *opener)
{
    Object *self = file_new_slot(&file_io_type, NULL, NULL);
    if (self != NULL && open_file(SELF, file, mode, close_fd, opener) < 0) {
        ref_dec(self);
        return NULL;
    }
    return self;
}

static int
file_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"file", "mode", "closefd", "opener",
                                        NULL};
    static const ArgsSpec spec = {"FileIO", names, 1, 0, 0};
    Object *v[4];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    const char *mode = v[1] == NULL ? "r" : str_as_utf8(v[1], NULL);
    int close_fd = v[2] == NULL ? 1 : object_is_true(v[2]);
    return mode == NULL || close_fd < 0
               ? -1
               : open_file(SELF, v[0], mode, close_fd != 0, v[3]);
}

ssize_t
file_io_read(FileIO *self, char *bytes, ssize_t n)
{
    for (;;) {
        ssize_t k = gil_read(self->fd, bytes, (size_t)n, -1);
        if (k >= 0) {
            return k;
        }
        if (errno != EINTR) {
            error_from_errno(EXC(OSError), NULL);
            return -1;
        }
        if (eval_handle_breaks(thread_current) < 0) {
            return -1;
        }
    }
}

int64_t
file_io_seek(FileIO *self, int64_t offset, int whence)
{
    off_t place = lseek(self->fd, offset, whence);
    if (place < 0) {
        error_from_errno(EXC(OSError), NULL);
    }
    return place;
}

bool
file_io_is_seekable(FileIO *self)
{
    if (self->seekable < 0) {
        self->seekable = lseek(self->fd, 0, SEEK_CUR) >= 0;
    }
    return self->seekable != 0;
}

int
file_io_close(FileIO *self)
{
    int failed = io_base_close(OBJ(self));
    PendingError error;
    error_fetch(&error);
    int fd = self->fd;
    self->fd = -1;
    if (fd >= 0 && self->close_fd && close(fd) < 0 && failed == 0) {
        error_from_errno(EXC(OSError), NULL);
        return -1;
    }
    error_restore(&error);
    return failed;
}

static void
file_dealloc(Object *self)
{
    if (finalizer_call_from_dealloc(self) < 0) {
        return; // resurrected
    }
    type_generic_dealloc(self);
}

// ------------------------------------------------------------------ methods

static int
check(Object *self, bool allowed, const char *what)
{
    if (SELF->fd < 0) {
        error_set_text(EXC(ValueError), "I/O operation on closed file");
        return -1;
    }
    if (!allowed) {
        error_format(io_unsupported, "File not open for %s", what);
        return -1;
    }
    return 0;
}

static Object *
file_readall(Object *self, Object *unused)
{
    (void)unused;
    if (check(self, SELF->readable, "reading") < 0) {
        return NULL;
    }
    ssize_t used = 0;
    Object *bytes = bytes_new(NULL, 8192);
    while (bytes != NULL) {
        if (used == bytes_size(bytes) && bytes_resize(&bytes, used * 2) < 0) {
            return NULL;
        }
        ssize_t k = file_io_read(SELF, bytes_data(bytes) + used,
                                 bytes_size(bytes) - used);
        if (k < 0) {
            ref_dec(bytes);
            return NULL;
        }
        used += k;
        if (k == 0) {
            return bytes_resize(&bytes, used) < 0 ? NULL : bytes;
        }
    }
    return NULL;
}

static Object *
file_read(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = io_size_argument(args, nargs);
    if (n == -2 || check(self, SELF->readable, "reading") < 0) {
        return NULL;
    }
    if (n < 0) {
        return file_readall(self, NULL);
    }
    Object *bytes = bytes_new(NULL, n);
    ssize_t k = bytes == NULL ? -1
                              : file_io_read(SELF, bytes_data(bytes), n);
    if (k < 0) {
        ref_xdec(bytes);
        return NULL;
    }
    return bytes_resize(&bytes, k) < 0 ? NULL : bytes;
}

static Object *
file_readinto(Object *self, Object *o)
{
    BufferView view;
    if (check(self, SELF->readable, "reading") < 0 ||
        buffer_get_argument("readinto() argument", o, &view) <
            0) {
        return NULL;
    }
    ssize_t k = file_io_read(SELF, view.buf, view.len);
    buffer_release(&view);
    return k < 0 ? NULL : int_from_ssize(k);
}

static Object *
file_write(Object *self, Object *o)
{
    BufferView view;
    if (check(self, SELF->writable, "writing") < 0 ||
        buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t k;
    int failed = io_write(SELF->fd, view.buf, view.len, &k);
    buffer_release(&view);
    return failed < 0 ? NULL : int_from_ssize(k);
}

static Object *
file_seek(Object *self, Object *const *args, ssize_t nargs)
{
    if (check(self, true, "") < 0 ||
        !args_check_count("seek", nargs, 1, 2)) {
        return NULL;
    }
    ssize_t offset = number_as_ssize(args[0], EXC(OverflowError));
    int whence = nargs == 2 ? int_as_int(args[1]) : 0;
    if (error_occurred() != NULL) {
        return NULL;
    }
    int64_t place = file_io_seek(SELF, offset, whence);
    return place < 0 ? NULL : int_from_ssize(place);
}

static Object *
file_tell(Object *self, Object *unused)
{
    (void)unused;
    if (check(self, true, "") < 0) {
        return NULL;
    }
    int64_t place = file_io_seek(SELF, 0, SEEK_CUR);
    return place < 0 ? NULL : int_from_ssize(place);
}

static Object *
file_truncate(Object *self, Object *const *args, ssize_t nargs)
{
    if (check(self, SELF->writable, "writing") < 0) {
        return NULL;
    }
    int64_t size = nargs == 0 || args[0] == NONE
                       ? file_io_seek(SELF, 0, SEEK_CUR)
                       : number_as_ssize(args[0], EXC(OverflowError));
    if (size < 0 && error_occurred() != NULL) {
        return NULL;
    }
    if (ftruncate(SELF->fd, size) < 0) {
        return error_from_errno(EXC(OSError), NULL);
    }
    return int_from_ssize(size);
}

static Object *
file_close(Object *self, Object *unused)
{
    (void)unused;
    return file_io_close(SELF) < 0 ? NULL : none_new();
}

#define ANSWER(name, expression)                                             \
    static Object *file_##name(Object *self, Object *unused)                 \
    {                                                                        \
        (void)unused;                                                        \
        return check(self, true, "") < 0 ? NULL : (expression);              \
    }
ANSWER(fileno, int_from_long(SELF->fd))
ANSWER(isatty, bool_new(isatty(SELF->fd) != 0))
ANSWER(readable, bool_new(SELF->readable))
ANSWER(writable, bool_new(SELF->writable))
ANSWER(seekable, bool_new(file_io_is_seekable(SELF)))

static const char *
mode_text(const FileIO *self)
{
    return self->created     ? self->readable ? "xb+" : "xb"
           : self->appending ? self->readable ? "ab+" : "ab"
           : self->readable  ? self->writable ? "rb+" : "rb"
                             : "wb";
}

static Object *
get_mode(Object *self, void *closure)
{
    (void)closure;
    return str_from_text(mode_text(SELF));
}

static Object *
get_closed(Object *self, void *closure)
{
    (void)closure;
    return bool_new(SELF->fd < 0);
}

static Object *
get_closefd(Object *self, void *closure)
{
    (void)closure;
    return bool_new(SELF->close_fd);
}

static Object *
file_repr(Object *self)
{
    if (SELF->fd < 0) {
        return str_from_text("<_io.FileIO [closed]>");
    }
    const char *close_fd = SELF->close_fd ? "True" : "False";
    Object *name;
    int has = object_lookup_attr(self, nm_name, &name);
    if (has <= 0) {
        return has < 0 ? NULL
                       : str_from_format(
                             "<_io.FileIO fd=%d mode='%s' closefd=%s>",
                             SELF->fd, mode_text(SELF), close_fd);
    }
    Object *text = str_from_format("<_io.FileIO name=%R mode='%s' closefd=%s>",
                                   name, mode_text(SELF), close_fd);
    ref_dec(name);
    return text;
}

static MethodDef file_methods[] = {
    {"read", METHOD(file_read), METH_FASTCALL, NULL},
    {"readall", file_readall, METH_NOARGS, NULL},
    {"readinto", file_readinto, METH_O, NULL},
    {"write", file_write, METH_O, NULL},
    {"seek", METHOD(file_seek), METH_FASTCALL, NULL},
    {"tell", file_tell, METH_NOARGS, NULL},
    {"truncate", METHOD(file_truncate), METH_FASTCALL, NULL},
    {"close", file_close, METH_NOARGS, NULL},
    {"seekable", file_seekable, METH_NOARGS, NULL},
    {"readable", file_readable, METH_NOARGS, NULL},
    {"writable", file_writable, METH_NOARGS, NULL},
    {"fileno", file_fileno, METH_NOARGS, NULL},
    {"isatty", file_isatty, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static GetSetDef file_getset[] = {
    {"mode", get_mode, NULL, "String giving the file mode", NULL},
    {"closed", get_closed, NULL, "True if the file is closed", NULL},
    {"closefd", get_closefd, NULL,
     "True if the file descriptor will be closed by close().", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type file_io_type = {
    TYPE_HEAD_INIT,
    .name = "_io.FileIO",
    .basicsize = sizeof(FileIO),
    .dealloc = file_dealloc,
    .finalize = io_finalize,
    .repr = file_repr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Open a file.",
    .methods = file_methods,
    .getset = file_getset,
    .base = &io_raw_base_type,
    IO_PLACES(FileIO),
    .init = file_init,
    .alloc = type_generic_alloc,
    .new_ = file_new_slot,
};
