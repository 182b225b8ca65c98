/* The methods of BufferedReader, BufferedWriter and BufferedRandom. */
#include <string.h>

#include "interp/modules/io.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

#define SELF ((Buffered *)self)

static int
check_read(Object *self)
{
    if (!SELF->readable) {
        io_not_supported("read");
        return -1;
    }
    return buffered_check_open(SELF, "read of closed file");
}

static Object *
m_read(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = io_size_argument(args, nargs);
    return n == -2 || check_read(self) < 0 ? NULL
                                           : buffered_read(SELF, n, false);
}

static Object *
m_read1(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = io_size_argument(args, nargs);
    return n == -2 || check_read(self) < 0 ? NULL
                                           : buffered_read(SELF, n, true);
}

static Object *
m_peek(Object *self, Object *const *args, ssize_t nargs)
{
    (void)args, (void)nargs;
    if (check_read(self) < 0 || buffered_flush(SELF) < 0) {
        return NULL;
    }
    if (SELF->start == SELF->end) {
        ssize_t k = buffered_raw_read(SELF, SELF->in, SELF->size);
        if (k < 0) {
            return NULL;
        }
        SELF->start = 0;
        SELF->end = k;
    }
    return bytes_new(SELF->in + SELF->start, SELF->end - SELF->start);
}

static Object *
m_readinto(Object *self, Object *o)
{
    BufferView view;
    if (check_read(self) < 0 ||
        buffer_get_argument("readinto() argument", o, &view) < 0) {
        return NULL;
    }
    Object *bytes = buffered_read(SELF, view.len, false);
    Object *result = NULL;
    if (bytes != NULL) {
        memcpy(view.buf, bytes_data(bytes), (size_t)bytes_size(bytes));
        result = int_from_ssize(bytes_size(bytes));
        ref_dec(bytes);
    }
    buffer_release(&view);
    return result;
}

static Object *
m_readline(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t limit = io_size_argument(args, nargs);
    if (limit == -2 || check_read(self) < 0 || buffered_flush(SELF) < 0) {
        return NULL;
    }
    Object *line = bytes_new("", 0);
    while (line != NULL && (limit < 0 || bytes_size(line) < limit)) {
        if (SELF->start == SELF->end) {
            ssize_t k = buffered_raw_read(SELF, SELF->in, SELF->size);
            if (k < 0) {
                ref_dec(line);
                return NULL;
            }
            SELF->start = 0;
            SELF->end = k;
            if (k == 0) {
                break;
            }
        }
        ssize_t n = SELF->end - SELF->start;
        if (limit >= 0 && n > limit - bytes_size(line)) {
            n = limit - bytes_size(line);
        }
        char *newline = memchr(SELF->in + SELF->start, '\n', (size_t)n);
        if (newline != NULL) {
            n = newline + 1 - (SELF->in + SELF->start);
        }
        ssize_t old = bytes_size(line);
        if (bytes_size(line) == 0) {
            REF_SET(line, bytes_new(SELF->in + SELF->start, n));
        } else if (bytes_resize(&line, old + n) == 0) {
            memcpy(bytes_data(line) + old, SELF->in + SELF->start,
                   (size_t)n);
        }
        SELF->start += n;
        if (newline != NULL) {
            break;
        }
    }
    return line;
}

static Object *
m_write(Object *self, Object *o)
{
    if (!SELF->writable) {
        return io_not_supported("write");
    }
    BufferView view;
    if (str_check(o)) {
        return error_format(EXC(TypeError),
                            "a bytes-like object is required, not '%.100s'",
                            o->type->name);
    }
    if (buffered_check_open(SELF, "write to closed file") < 0 ||
        buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t n = view.len;
    int failed = buffered_write(SELF, view.buf, n);
    buffer_release(&view);
    return failed < 0 ? NULL : int_from_ssize(n);
}

static Object *
m_flush(Object *self, Object *unused)
{
    (void)unused;
    if (buffered_check_open(SELF, "flush of closed file") < 0 ||
        buffered_flush(SELF) < 0 || buffered_forget_input(SELF) < 0) {
        return NULL;
    }
    return none_new();
}

static Object *
m_seek(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("seek", nargs, 1, 2) ||
        buffered_check_open(SELF, "seek of closed file") < 0) {
        return NULL;
    }
    ssize_t offset = number_as_ssize(args[0], EXC(OverflowError));
    int whence = nargs == 2 ? int_as_int(args[1]) : 0;
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (whence < 0 || whence > 2) {
        return error_format(EXC(ValueError), "whence value %d unsupported",
                            whence);
    }
    int64_t place = buffered_seek(SELF, offset, whence);
    return place < 0 ? NULL : int_from_ssize(place);
}

static Object *
m_tell(Object *self, Object *unused)
{
    (void)unused;
    if (buffered_check_open(SELF, "tell of closed file") < 0) {
        return NULL;
    }
    int64_t place = buffered_tell(SELF);
    return place < 0 ? NULL : int_from_ssize(place);
}

static Object *
m_truncate(Object *self, Object *const *args, ssize_t nargs)
{
    if (!SELF->writable) {
        return io_not_supported("truncate");
    }
    if (buffered_check_open(SELF, "truncate of closed file") < 0 ||
        buffered_flush(SELF) < 0 || buffered_forget_input(SELF) < 0) {
        return NULL;
    }
    return call_method_text(SELF->raw, "truncate", args, (size_t)nargs);
}

static Object *
m_close(Object *self, Object *unused)
{
    (void)unused;
    int closed = SELF->raw == NULL ? 1 : io_is_closed(SELF->raw);
    if (closed != 0) {
        return closed < 0 ? NULL : none_new();
    }
    int failed = buffered_flush(SELF);
    PendingError error;
    error_fetch(&error);
    Object *result = call_method(SELF->raw, nm_close, NULL, 0);
    buffered_free_buffers(SELF);
    if (failed < 0) {
        ref_xdec(result);
        error_restore(&error);
        return NULL;
    }
    return result;
}

static Object *
m_detach(Object *self, Object *unused)
{
    (void)unused;
    if (buffered_check_open(SELF, "detach of closed file") < 0 ||
        buffered_flush(SELF) < 0) {
        return NULL;
    }
    Object *raw = ref_new(SELF->raw);
    ref_store(self, &SELF->raw, NULL);
    return raw;
}

#define FORWARD(name)                                                        \
    static Object *m_##name(Object *self, Object *unused)                    \
    {                                                                        \
        (void)unused;                                                        \
        return SELF->raw == NULL                                             \
                   ? error_set_text(EXC(ValueError),                         \
                                    "raw stream has been detached")          \
                   : call_method_text(SELF->raw, #name, NULL, 0);            \
    }
FORWARD(fileno)
FORWARD(isatty)
FORWARD(seekable)

static Object *
m_readable(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(SELF->readable);
}

static Object *
m_writable(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(SELF->writable);
}

MethodDef buffered_methods[] = {
    {"read", METHOD(m_read), METH_FASTCALL, NULL},
    {"read1", METHOD(m_read1), METH_FASTCALL, NULL},
    {"peek", METHOD(m_peek), METH_FASTCALL, NULL},
    {"readinto", m_readinto, METH_O, NULL},
    {"readline", METHOD(m_readline), METH_FASTCALL, NULL},
    {"write", m_write, METH_O, NULL},
    {"flush", m_flush, METH_NOARGS, NULL},
    {"seek", METHOD(m_seek), METH_FASTCALL, NULL},
    {"tell", m_tell, METH_NOARGS, NULL},
    {"truncate", METHOD(m_truncate), METH_FASTCALL, NULL},
    {"close", m_close, METH_NOARGS, NULL},
    {"detach", m_detach, METH_NOARGS, NULL},
    {"fileno", m_fileno, METH_NOARGS, NULL},
    {"isatty", m_isatty, METH_NOARGS, NULL},
    {"readable", m_readable, METH_NOARGS, NULL},
    {"writable", m_writable, METH_NOARGS, NULL},
    {"seekable", m_seekable, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
