/* StringIO: a text in memory, as a file. */
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/modules/io.h"
#include "interp/objects/bool.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct StringFile {
    Object base;
    uint32_t *data; /* owned */
    ssize_t length, capacity, position;
    bool translate, closed;
    char unused[48]; /* as in the other files */
    Object *dict, *weaklist;
} StringFile;
_Static_assert(sizeof(StringFile) == 120, "CPython's");

#define SELF ((StringFile *)self)

static int
check_open(Object *self)
{
    if (SELF->closed) {
        error_set_text(EXC(ValueError), "I/O operation on closed file");
        return -1;
    }
    return 0;
}

static int
reserve(StringFile *self, ssize_t n)
{
    if (n <= self->capacity) {
        return 0;
    }
    ssize_t capacity = n + (n >> 3) + 16;
    uint32_t *larger = mem_realloc(self->data,
                                   (size_t)capacity * sizeof(uint32_t));
    if (larger == NULL) {
        error_no_memory();
        return -1;
    }
    self->data = larger;
    self->capacity = capacity;
    return 0;
}

// Room for n characters at the position; the gap behind the end is zeros.
static uint32_t *
open_space(StringFile *self, ssize_t n)
{
    if (reserve(self, self->position + n) < 0) {
        return NULL;
    }
    if (self->position > self->length) {
        memset(self->data + self->length, 0,
               (size_t)(self->position - self->length) * sizeof(uint32_t));
    }
    uint32_t *place = self->data + self->position;
    self->position += n;
    if (self->position > self->length) {
        self->length = self->position;
    }
    return place;
}

static Object *
slice(StringFile *self, ssize_t from, ssize_t n)
{
    return n == 0 ? str_new(0, 0) : str_from_kind(4, self->data + from, n);
}

static int
put_text(StringFile *self, Object *text)
{
    Object *translated = NULL;
    if (self->translate &&
        str_find_char(text, '\r', 0, str_length(text), 1) >= 0) {
        Object *crlf = str_from_text("\r\n"), *cr = str_from_text("\r"),
               *lf = str_from_text("\n");
        Object *once = str_replace(text, crlf, lf, -1);
        translated = once == NULL ? NULL : str_replace(once, cr, lf, -1);
        ref_xdec(once);
        ref_dec(crlf);
        ref_dec(cr);
        ref_dec(lf);
        if (translated == NULL) {
            return -1;
        }
        text = translated;
    }
    uint32_t *place =
        str_length(text) == 0 ? NULL : open_space(self, str_length(text));
    if (place != NULL) {
        str_copy_ucs4(text, place);
    }
    int failed = place == NULL && str_length(text) != 0 ? -1 : 0;
    ref_xdec(translated);
    return failed;
}

static Object *
string_write(Object *self, Object *text)
{
    if (!str_check(text)) {
        return error_format(EXC(TypeError),
                            "string argument expected, got '%s'",
                            text->type->name);
    }
    if (check_open(self) < 0 || put_text(SELF, text) < 0) {
        return NULL;
    }
    return int_from_ssize(str_length(text));
}

static ssize_t
remaining(const StringFile *self)
{
    return self->position >= self->length ? 0
                                          : self->length - self->position;
}

static Object *
take(StringFile *self, ssize_t n)
{
    ssize_t from = self->position;
    self->position += n;
    return slice(self, n == 0 ? 0 : from, n);
}

static Object *
m_read(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = io_size_argument(args, nargs);
    if (n == -2 || check_open(self) < 0) {
        return NULL;
    }
    ssize_t rest = remaining(SELF);
    return take(SELF, n < 0 || n > rest ? rest : n);
}

static ssize_t
line_length(const StringFile *self)
{
    ssize_t rest = remaining(self);
    for (ssize_t i = 0; i < rest; i++) {
        if (self->data[self->position + i] == '\n') {
            return i + 1;
        }
    }
    return rest;
}

static Object *
m_readline(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t limit = io_size_argument(args, nargs);
    if (limit == -2 || check_open(self) < 0) {
        return NULL;
    }
    ssize_t n = line_length(SELF);
    return take(SELF, limit >= 0 && n > limit ? limit : n);
}

static Object *
string_next(Object *self)
{
    if (check_open(self) < 0) {
        return NULL;
    }
    ssize_t n = line_length(SELF);
    return n == 0 ? NULL : take(SELF, n);
}

static Object *
m_getvalue(Object *self, Object *unused)
{
    (void)unused;
    return check_open(self) < 0 ? NULL : slice(SELF, 0, SELF->length);
}

static Object *
m_seek(Object *self, Object *const *args, ssize_t nargs)
{
    if (check_open(self) < 0 || !args_check_count("seek", nargs, 1, 2)) {
        return NULL;
    }
    ssize_t offset = number_as_argument(args[0]);
    int whence = nargs == 2 ? int_as_int(args[1]) : 0;
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (whence < 0 || whence > 2) {
        return error_format(EXC(ValueError),
                            "Invalid whence (%i, should be 0, 1 or 2)",
                            whence);
    }
    if (whence == 0 && offset < 0) {
        return error_format(EXC(ValueError), "Negative seek position %zd",
                            offset);
    }
    if (whence != 0 && offset != 0) {
        return error_set_text(EXC(OSError),
                              "Can't do nonzero cur-relative seeks");
    }
    offset += whence == 1   ? SELF->position
              : whence == 2 ? SELF->length
                            : 0;
    SELF->position = offset < 0 ? 0 : offset;
    return int_from_ssize(SELF->position);
}

static Object *
m_tell(Object *self, Object *unused)
{
    (void)unused;
    return check_open(self) < 0 ? NULL : int_from_ssize(SELF->position);
}

static Object *
m_truncate(Object *self, Object *const *args, ssize_t nargs)
{
    if (check_open(self) < 0) {
        return NULL;
    }
    ssize_t n = SELF->position;
    if (nargs > 0 && args[0] != NONE) {
        n = number_as_ssize(args[0], EXC(OverflowError));
        if (n < 0) {
            return error_occurred() != NULL
                       ? NULL
                       : error_format(EXC(ValueError),
                                      "Negative size value %zd", n);
        }
    }
    if (n < SELF->length) {
        SELF->length = n;
    }
    return int_from_ssize(n);
}

static Object *
m_close(Object *self, Object *unused)
{
    (void)unused;
    SELF->closed = true;
    mem_free(SELF->data);
    SELF->data = NULL;
    SELF->length = SELF->capacity = SELF->position = 0;
    return none_new();
}

static Object *
m_yes(Object *self, Object *unused)
{
    (void)unused;
    return check_open(self) < 0 ? NULL : bool_new(true);
}

static int
string_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"initial_value", "newline", NULL};
    static const ArgsSpec spec = {"StringIO", names, 0, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    SELF->length = SELF->position = 0;
    SELF->closed = false;
    SELF->translate = v[1] == NONE;
    if (v[0] == NULL || v[0] == NONE) {
        return 0;
    }
    if (!str_check(v[0])) {
        error_format(EXC(TypeError),
                     "initial_value must be str or None, not %.200s",
                     TYPE_OF(v[0])->name);
        return -1;
    }
    Object *n = string_write(self, v[0]);
    ref_xdec(n);
    SELF->position = 0;
    return n == NULL ? -1 : 0;
}

static void
string_dealloc(Object *self)
{
    mem_free(SELF->data);
    SELF->data = NULL;
    type_generic_dealloc(self);
}

static MethodDef methods[] = {
    {"read", METHOD(m_read), METH_FASTCALL, NULL},
    {"readline", METHOD(m_readline), METH_FASTCALL, NULL},
    {"getvalue", m_getvalue, METH_NOARGS, NULL},
    {"seek", METHOD(m_seek), METH_FASTCALL, NULL},
    {"tell", m_tell, METH_NOARGS, NULL},
    {"truncate", METHOD(m_truncate), METH_FASTCALL, NULL},
    {"close", m_close, METH_NOARGS, NULL},
    {"readable", m_yes, METH_NOARGS, NULL},
    {"writable", m_yes, METH_NOARGS, NULL},
    {"seekable", m_yes, METH_NOARGS, NULL},
    {"write", string_write, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static Object *
get_none(Object *self, void *closure)
{
    (void)self, (void)closure;
    return none_new();
}

static Object *
get_false(Object *self, void *closure)
{
    (void)self, (void)closure;
    return bool_new(false);
}

static Object *
get_closed(Object *self, void *closure)
{
    (void)closure;
    return bool_new(SELF->closed);
}

static GetSetDef getset[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"newlines", get_none, NULL, NULL, NULL},
    {"encoding", get_none, NULL, NULL, NULL},
    {"errors", get_none, NULL, NULL, NULL},
    {"line_buffering", get_false, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type string_io_type = {
    TYPE_HEAD_INIT,
    .name = "_io.StringIO",
    .basicsize = sizeof(StringFile),
    .dealloc = string_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Text I/O implementation using an in-memory buffer.",
    .iternext = string_next,
    .methods = methods,
    .getset = getset,
    .base = &io_text_base_type,
    IO_PLACES(StringFile),
    .init = string_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
};
