/* What all files share: _IOBase and its three children. */
#include <errno.h>
#include <unistd.h>

#include "gc/collector.h"
#include "interp/modules/io.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/thread.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

// The attribute that IOBase.close() leaves.
#define CLOSED_MARK "__IOBase_closed"

Object *io_unsupported;

// What was written, and so much of it only: a full disk takes a part.
static void
tell_output(int fd, const char *bytes, ssize_t n)
{
#if RECORDING
    if (RECORD_ON() && n > 0) {
        record_text_event(EVENT_OUTPUT, NULL, (uint32_t)fd, bytes,
                          (size_t)n);
    }
#else
    (void)fd, (void)bytes, (void)n;
#endif
}

int
io_write(int fd, const char *bytes, ssize_t n, ssize_t *written)
{
    ssize_t done = 0;
    int failed = 0;
    while (done < n && failed == 0) {
        ssize_t k = gil_write(fd, bytes + done, (size_t)(n - done), -1);
        if (k >= 0) {
            done += k;
        } else if (errno != EINTR) {
            error_from_errno(EXC(OSError), NULL);
            failed = -1;
        } else {
            failed = eval_handle_breaks(thread_current);
        }
    }
    tell_output(fd, bytes, done);
    *written = done;
    return failed;
}

Object *
io_not_supported(const char *what)
{
    return error_set_text(io_unsupported, what);
}

int
io_is_closed(Object *file)
{
    if (TYPE_OF(file) == &text_file_type) {
        Object *buffer = ((TextFile *)file)->buffer;
        return buffer == NULL ? 1 : io_is_closed(buffer);
    }
    if (io_is_buffered(file)) {
        Buffered *buffered = (Buffered *)file;
        bool has_buffer = buffered->in != NULL || buffered->out != NULL;
        return has_buffer ? io_is_closed(buffered->raw) : 1;
    }
    if (TYPE_OF(file) == &file_io_type) {
        return ((FileIO *)file)->fd < 0;
    }
    Object *closed = object_getattr_text(file, "closed");
    int result = closed == NULL ? -1 : object_is_true(closed);
    ref_xdec(closed);
    return result;
}

int
io_check_open(Object *file)
{
    int closed = io_is_closed(file);
    if (closed > 0) {
        error_set_text(EXC(ValueError), "I/O operation on closed file.");
    }
    return closed == 0 ? 0 : -1;
}

ssize_t
io_size_argument(Object *const *args, ssize_t nargs)
{
    if (nargs == 0 || args[0] == NONE) {
        return -1;
    }
    if (!number_has_index(args[0])) {
        error_format(EXC(TypeError),
                     "argument should be integer or None, not '%.200s'",
                     TYPE_OF(args[0])->name);
        return -2;
    }
    ssize_t n = number_as_ssize(args[0], EXC(OverflowError));
    if (n == -1 && error_occurred() != NULL) {
        return -2;
    }
    return n < 0 ? -1 : n;
}

// ------------------------------------------------------------------ methods

static Object *
base_enter(Object *self, Object *unused)
{
    (void)unused;
    return io_check_open(self) < 0 ? NULL : ref_new(self);
}

static Object *
base_exit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)args, (void)nargs;
    return call_method(self, nm_close, NULL, 0);
}

// Whether the dict has the note: 1, 0; -1 with an error.
static int
has_closed_mark(Object *self)
{
    Object *mark;
    int has = object_lookup_attr_text(self, CLOSED_MARK, &mark);
    ref_xdec(mark);
    return has;
}

int
io_base_close(Object *file)
{
    int closed = has_closed_mark(file);
    if (closed != 0) {
        return closed < 0 ? -1 : 0;
    }
    Object *flushed = call_method(file, nm_flush, NULL, 0);
    PendingError error;
    error_fetch(&error);
    int failed = object_setattr_text(file, CLOSED_MARK, TRUE);
    if (flushed == NULL) {
        error_restore(&error);
        return -1;
    }
    ref_dec(flushed);
    return failed;
}

static Object *
base_close(Object *self, Object *unused)
{
    (void)unused;
    return io_base_close(self) < 0 ? NULL : none_new();
}

static Object *
base_flush(Object *self, Object *unused)
{
    (void)unused;
    return io_check_open(self) < 0 ? NULL : none_new();
}

static Object *
base_no(Object *self, Object *unused)
{
    (void)unused;
    return io_check_open(self) < 0 ? NULL : bool_new(false);
}

static Object *
base_fileno(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return io_not_supported("fileno");
}

static Object *
base_seek(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self, (void)args, (void)nargs;
    return io_not_supported("seek");
}

static Object *
base_tell(Object *self, Object *unused)
{
    (void)unused;
    Object *args[2] = {int_from_long(0), int_from_long(1)};
    Object *result = call_method_text(self, "seek", args, 2);
    ref_dec(args[0]);
    ref_dec(args[1]);
    return result;
}

static Object *
base_truncate(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self, (void)args, (void)nargs;
    return io_not_supported("truncate");
}

// A line of a file that has only read(): byte by byte.
static Object *
base_readline(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t limit = io_size_argument(args, nargs);
    Object *line = limit == -2 ? NULL : bytes_new("", 0);
    while (line != NULL && (limit < 0 || bytes_size(line) < limit)) {
        Object *one = int_from_long(1);
        Object *byte = call_method(self, nm_read, &one, 1);
        ref_dec(one);
        if (byte == NULL || !bytes_check(byte)) {
            if (byte != NULL) {
                error_format(EXC(OSError),
                             "read() should have returned a bytes object, "
                             "not '%.200s'", byte->type->name);
            }
            ref_xdec(byte);
            ref_dec(line);
            return NULL;
        }
        bool last = bytes_size(byte) == 0 || bytes_data(byte)[0] == '\n';
        Object *longer = bytes_concat(line, byte);
        ref_dec(byte);
        ref_dec(line);
        line = longer;
        if (last) {
            break;
        }
    }
    return line;
}

static Object *
base_iter(Object *self)
{
    return io_check_open(self) < 0 ? NULL : ref_new(self);
}

static Object *
base_next(Object *self)
{
    Object *line = call_method(self, nm_readline, NULL, 0);
    if (line != NULL && object_length(line) <= 0) {
        ref_dec(line);
        return NULL;
    }
    return line;
}

static Object *
base_readlines(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t hint = io_size_argument(args, nargs), total = 0;
    Object *list = hint == -2 ? NULL : list_new(0);
    Object *iterator = list == NULL ? NULL : iter_new(self);
    Object *line;
    while (iterator != NULL && (line = iter_next(iterator)) != NULL) {
        ssize_t n = object_length(line);
        if (n < 0 || list_append_steal(list, line) < 0) {
            break;
        }
        total += n;
        if (hint > 0 && total >= hint) {
            break;
        }
    }
    ref_xdec(iterator);
    if (error_occurred() != NULL) {
        ref_xdec(list);
        return NULL;
    }
    return list;
}

static Object *
base_writelines(Object *self, Object *lines)
{
    if (io_check_open(self) < 0) {
        return NULL;
    }
    Object *iterator = iter_new(lines);
    Object *line;
    while (iterator != NULL && (line = iter_next(iterator)) != NULL) {
        Object *result = call_method(self, nm_write, &line, 1);
        ref_dec(line);
        if (result == NULL) {
            break;
        }
        ref_dec(result);
    }
    ref_xdec(iterator);
    return error_occurred() != NULL ? NULL : none_new();
}

static Object *
base_check_closed(Object *self, Object *const *args, ssize_t nargs)
{
    (void)args, (void)nargs;
    return io_check_open(self) < 0 ? NULL : none_new();
}

#define CHECK(name, text)                                                    \
    static Object *base_check_##name(Object *self, Object *const *args,      \
                                     ssize_t nargs)                          \
    {                                                                        \
        (void)args, (void)nargs;                                             \
        Object *answer = call_method_text(self, #name, NULL, 0);             \
        if (answer != NULL && answer != TRUE) {                              \
            ref_dec(answer);                                                 \
            return io_not_supported(text);                                   \
        }                                                                    \
        return answer;                                                       \
    }
CHECK(readable, "File or stream is not readable.")
CHECK(writable, "File or stream is not writable.")
CHECK(seekable, "File or stream is not seekable.")

static Object *
base_get_closed(Object *self, void *closure)
{
    (void)closure;
    int closed = has_closed_mark(self);
    return closed < 0 ? NULL : bool_new(closed != 0);
}

static MethodDef base_methods[] = {
    {"seek", METHOD(base_seek), METH_FASTCALL, NULL},
    {"tell", base_tell, METH_NOARGS, NULL},
    {"truncate", METHOD(base_truncate), METH_FASTCALL, NULL},
    {"flush", base_flush, METH_NOARGS, NULL},
    {"close", base_close, METH_NOARGS, NULL},
    {"seekable", base_no, METH_NOARGS, NULL},
    {"readable", base_no, METH_NOARGS, NULL},
    {"writable", base_no, METH_NOARGS, NULL},
    {"_checkClosed", METHOD(base_check_closed), METH_FASTCALL, NULL},
    {"_checkSeekable", METHOD(base_check_seekable), METH_FASTCALL, NULL},
    {"_checkReadable", METHOD(base_check_readable), METH_FASTCALL, NULL},
    {"_checkWritable", METHOD(base_check_writable), METH_FASTCALL, NULL},
    {"fileno", base_fileno, METH_NOARGS, NULL},
    {"isatty", base_no, METH_NOARGS, NULL},
    {"__enter__", base_enter, METH_NOARGS, NULL},
    {"__exit__", METHOD(base_exit), METH_FASTCALL, NULL},
    {"readline", METHOD(base_readline), METH_FASTCALL, NULL},
    {"readlines", METHOD(base_readlines), METH_FASTCALL, NULL},
    {"writelines", base_writelines, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef base_members[] = {
    {"__dict__", FIELD_OBJECT, FIELD_AT_DICT,
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

// The open descriptor's file that lies below a file of ours, or NULL.
static FileIO *
file_below(Object *file)
{
    if (type_is_subtype(TYPE_OF(file), &text_file_type)) {
        file = ((TextFile *)file)->buffer;
    }
    if (file != NULL &&
        (type_is_subtype(TYPE_OF(file), &buffered_reader_type) ||
         type_is_subtype(TYPE_OF(file), &buffered_writer_type) ||
         type_is_subtype(TYPE_OF(file), &buffered_random_type))) {
        file = ((Buffered *)file)->raw;
    }
    FileIO *below =
        file != NULL && type_is_subtype(TYPE_OF(file), &file_io_type)
            ? (FileIO *)file
            : NULL;
    return below != NULL && below->fd >= 0 && below->close_fd ? below : NULL;
}

void
io_finalize(Object *file)
{
    PendingError saved;
    error_fetch(&saved);
    int closed = io_is_closed(file);
    if (closed < 0) {
        error_clear();
    }
    if (closed == 0) {
        FileIO *below = file_below(file);
        if (below != NULL &&
            error_warn_about(file, EXC(ResourceWarning), "unclosed file %R",
                             file) < 0) {
            error_write_unraisable(OBJ(below));
        }
        Object *done = call_method_text(file, "close", NULL, 0);
        if (done == NULL) {
            error_clear();
        }
        ref_xdec(done);
    }
    error_restore(&saved);
}

static GetSetDef base_getset[] = {
    {"__dict__", object_generic_get_dict, NULL, NULL, NULL},
    {"closed", base_get_closed, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type io_base_type = {
    TYPE_HEAD_INIT,
    .name = "_io._IOBase",
    .basicsize = sizeof(IoBase),
    .dealloc = type_generic_dealloc,
    .finalize = io_finalize,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "The abstract base class for all I/O classes.",
    .weaklist_offset = offsetof(IoBase, weaklist),
    .iter = base_iter,
    .iternext = base_next,
    .methods = base_methods,
    .members = base_members,
    .getset = base_getset,
    .dict_offset = offsetof(IoBase, dict),
    .new_ = type_generic_new,
};

static Object *
raw_read(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = io_size_argument(args, nargs);
    if (n == -2) {
        return NULL;
    }
    if (n < 0) {
        return call_method_text(self, "readall", NULL, 0);
    }
    Object *bytes = bytearray_new(NULL, n);
    Object *count = bytes == NULL ? NULL
                                  : call_method_text(self, "readinto",
                                                     &bytes, 1);
    Object *result = NULL;
    if (count == NONE) {
        result = none_new();
    } else if (count != NULL) {
        ssize_t k = number_as_ssize(count, EXC(ValueError));
        if (k >= 0 && k <= n) {
            result = bytes_new(bytearray_data(bytes), k);
        } else if (error_occurred() == NULL) {
            error_set_text(EXC(ValueError), "readinto returned a bad size");
        }
    }
    ref_xdec(count);
    ref_xdec(bytes);
    return result;
}

static Object *
raw_readall(Object *self, Object *unused)
{
    (void)unused;
    Object *all = bytes_new("", 0);
    Object *size = int_from_long(8192);
    while (all != NULL) {
        Object *more = call_method(self, nm_read, &size, 1);
        if (more == NULL || !bytes_check(more)) {
            if (more != NULL && more != NONE) {
                error_set_text(EXC(TypeError), "read() should return bytes");
            }
            ref_xdec(more);
            if (error_occurred() != NULL) {
                REF_CLEAR(all);
            }
            break;
        }
        bool last = bytes_size(more) == 0;
        REF_SET(all, bytes_concat(all, more));
        ref_dec(more);
        if (last) {
            break;
        }
    }
    ref_dec(size);
    return all;
}

static MethodDef raw_methods[] = {
    {"read", METHOD(raw_read), METH_FASTCALL, NULL},
    {"readall", raw_readall, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

#define CHILD(variable, type_name, table)                                    \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(IoBase),                                         \
        .dealloc = type_generic_dealloc,                                     \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,                \
        .methods = table,                                                    \
        .base = &io_base_type,                                               \
        .new_ = type_generic_new,                                            \
    }
CHILD(io_raw_base_type, "_io._RawIOBase", raw_methods);
CHILD(io_buffered_base_type, "_io._BufferedIOBase", NULL);
CHILD(io_text_base_type, "_io._TextIOBase", NULL);

int
io_start(void)
{
    Type *const types[] = {
        &io_base_type, &io_raw_base_type, &io_buffered_base_type,
        &io_text_base_type, &file_io_type, &buffered_reader_type,
        &buffered_writer_type, &buffered_random_type, &buffered_pair_type,
        &text_file_type, &string_io_type, &bytes_io_type, &bytes_buffer_type,
        &newline_decoder_type};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (type_ready(types[i]) < 0) {
            return -1;
        }
    }
    Object *bases = tuple_pack(2, EXC(OSError), EXC(ValueError));
    Object *dict = dict_new();
    Object *module = str_from_text("io");
    if (bases != NULL && dict != NULL && module != NULL &&
        dict_set(dict, dn_module, module) == 0) {
        io_unsupported = type_make("UnsupportedOperation", bases, dict);
        ref_root(&io_unsupported, "io.UnsupportedOperation");
    }
    ref_xdec(bases);
    ref_xdec(dict);
    ref_xdec(module);
    return io_unsupported == NULL ? -1 : 0;
}
