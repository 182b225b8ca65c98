/* BytesIO: a file in memory, and the buffer that getbuffer() gives.
 *
 * As in CPython the contents are a bytes object. While nobody else has it, it
 * is written in place; a shared one is copied before the first change. So
 * getvalue() and a read of everything copy nothing. */
#include <limits.h>
#include <string.h>

#include "gc/collector.h"
#include "interp/modules/io.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

typedef struct BytesFile {
    Object base;
    Object *bytes; /* owned; NULL: closed */
    ssize_t position, length; /* of what is in it; room may be behind */
    Object *dict, *weaklist;
    ssize_t exports; /* buffers handed out: nothing may be moved */
} BytesFile;
_Static_assert(sizeof(BytesFile) == 64, "CPython's");

/* What a view of the contents holds. */
typedef struct BytesBuffer {
    Object base;
    BytesFile *source; /* owned */
} BytesBuffer;

#define SELF ((BytesFile *)self)

static bool
is_shared(const BytesFile *self)
{
    return self->bytes->refcount > 1;
}

static int
check_open(Object *self)
{
    if (SELF->bytes == NULL) {
        error_set_text(EXC(ValueError), "I/O operation on closed file.");
        return -1;
    }
    return 0;
}

// -1 with BufferError while somebody has a view.
static int
check_exports(Object *self)
{
    if (SELF->exports > 0) {
        error_set_text(EXC(BufferError), "Existing exports of data: object "
                                         "cannot be re-sized");
        return -1;
    }
    return 0;
}

// Own bytes with that room. What lies behind the contents is zeros.
static int
make_own(BytesFile *self, ssize_t room)
{
    if (is_shared(self)) {
        Object *own = bytes_new(NULL, room);
        if (own == NULL) {
            return -1;
        }
        memcpy(bytes_data(own), bytes_data(self->bytes),
               (size_t)(self->length < room ? self->length : room));
        ref_store(self, &self->bytes, own);
    } else if (bytes_resize(&self->bytes, room) < 0) {
        self->bytes = bytes_new("", 0);
        self->length = 0;
        RECORD_TOUCH(self);
        return -1;
    }
    ((Bytes *)self->bytes)->hash = -1;
    if (room > self->length) {
        memset(bytes_data(self->bytes) + self->length, 0,
               (size_t)(room - self->length));
    }
    RECORD_TOUCH(self); // it may be another object
    RECORD_TOUCH(self->bytes);
    return 0;
}

// Room for n bytes in all; CPython's steps, which getsizeof shows.
static int
reserve(BytesFile *self, ssize_t n)
{
    ssize_t room = bytes_size(self->bytes);
    if (n >= room / 2 && n < room) {
        return 0;
    }
    bool slightly = n >= room && (double)n <= (double)room * 1.125;
    return make_own(self, slightly ? n + (n >> 3) + (n < 9 ? 3 : 6) : n + 1);
}

static int
write_at_position(BytesFile *self, const char *bytes, ssize_t n)
{
    if (n > SSIZE_MAX - 1 - self->position) {
        error_set_text(EXC(OverflowError), "new buffer size too large");
        return -1;
    }
    ssize_t end = self->position + n;
    ssize_t most = end > self->length ? end : self->length;
    int failed = end > bytes_size(self->bytes) ? reserve(self, end)
                 : is_shared(self)             ? make_own(self, most)
                                               : 0;
    if (failed < 0) {
        return -1;
    }
    char *data = bytes_data(self->bytes);
    if (self->position > self->length) {
        memset(data + self->length, 0,
               (size_t)(self->position - self->length));
    }
    memcpy(data + self->position, bytes, (size_t)n);
    ((Bytes *)self->bytes)->hash = -1;
    self->position = end;
    self->length = most;
    RECORD_TOUCH(self->bytes);
    return 0;
}

static Object *
m_write(Object *self, Object *o)
{
    BufferView view;
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t n = view.len;
    int failed = check_open(self) < 0 || check_exports(self) < 0 ? -1
                 : n == 0                                        ? 0
                          : write_at_position(SELF, view.buf, n);
    buffer_release(&view);
    return failed < 0 ? NULL : int_from_ssize(n);
}

static ssize_t
remaining(const BytesFile *self)
{
    return self->position >= self->length ? 0
                                          : self->length - self->position;
}

// n bytes that are there; all of them without a copy.
static Object *
take(BytesFile *self, ssize_t n)
{
    ssize_t from = n == 0 ? 0 : self->position;
    self->position += n;
    return n > 1 && from == 0 && n == bytes_size(self->bytes) &&
                   self->exports == 0
               ? ref_new(self->bytes)
               : bytes_new(bytes_data(self->bytes) + from, n);
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
line_length(const BytesFile *self)
{
    ssize_t rest = remaining(self);
    const char *start = bytes_data(self->bytes) + (rest == 0 ? 0
                                                       : self->position);
    const char *end = memchr(start, '\n', (size_t)rest);
    return end == NULL ? rest : end - start + 1;
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
bytes_file_next(Object *self)
{
    if (check_open(self) < 0) {
        return NULL;
    }
    ssize_t n = line_length(SELF);
    return n == 0 ? NULL : take(SELF, n);
}

static Object *
m_readinto(Object *self, Object *o)
{
    BufferView view;
    if (check_open(self) < 0 ||
        buffer_get_argument("readinto() argument", o, &view) < 0) {
        return NULL;
    }
    ssize_t n = remaining(SELF) < view.len ? remaining(SELF) : view.len;
    if (n > 0) {
        memcpy(view.buf, bytes_data(SELF->bytes) + SELF->position, (size_t)n);
        SELF->position += n;
    }
    buffer_release(&view);
    return int_from_ssize(n);
}

static Object *
m_getvalue(Object *self, Object *unused)
{
    (void)unused;
    if (check_open(self) < 0) {
        return NULL;
    }
    if (SELF->length <= 1 || SELF->exports > 0) {
        return bytes_new(bytes_data(SELF->bytes), SELF->length);
    }
    if (SELF->length != bytes_size(SELF->bytes) &&
        make_own(SELF, SELF->length) < 0) {
        return NULL;
    }
    return ref_new(SELF->bytes);
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
    if (whence == 0 && offset < 0) {
        return error_format(EXC(ValueError), "negative seek value %zd",
                            offset);
    }
    if (whence < 0 || whence > 2) {
        return error_format(EXC(ValueError),
                            "invalid whence (%i, should be 0, 1 or 2)",
                            whence);
    }
    ssize_t from = whence == 1   ? SELF->position
                   : whence == 2 ? SELF->length
                                 : 0;
    if (offset > SSIZE_MAX - from) {
        return error_set_text(EXC(OverflowError), "new position too large");
    }
    offset += from;
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
    if (check_open(self) < 0 || check_exports(self) < 0) {
        return NULL;
    }
    ssize_t n = SELF->position;
    if (nargs > 0 && args[0] != NONE) {
        n = number_as_ssize(args[0], EXC(OverflowError));
        if (n < 0) {
            return error_occurred() != NULL
                       ? NULL
                       : error_format(EXC(ValueError),
                                      "negative size value %zd", n);
        }
    }
    if (n < SELF->length) {
        SELF->length = n;
        if (reserve(SELF, n) < 0) {
            return NULL;
        }
    }
    return int_from_ssize(n);
}

static Object *
m_close(Object *self, Object *unused)
{
    (void)unused;
    if (check_exports(self) < 0) {
        return NULL;
    }
    ref_store(self, &SELF->bytes, NULL);
    return none_new();
}

static Object *
m_yes(Object *self, Object *unused)
{
    (void)unused;
    return check_open(self) < 0 ? NULL : bool_new(true);
}

static Object *
m_getbuffer(Object *self, Object *unused)
{
    (void)unused;
    BytesBuffer *buffer = check_open(self) < 0
                              ? NULL
                              : object_new(&bytes_buffer_type, 0);
    if (buffer == NULL) {
        return NULL;
    }
    ref_store(buffer, &buffer->source, ref_new(self));
    gc_track(buffer);
    Object *view = memoryview_new(OBJ(buffer));
    ref_dec(buffer);
    return view;
}

static Object *
bytes_file_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        ref_store(self, &SELF->bytes, bytes_new("", 0));
    }
    return self;
}

static int
bytes_file_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"initial_bytes", NULL};
    static const ArgsSpec spec = {"BytesIO", names, 0, 0, 0};
    Object *initial;
    if (!args_parse_tuple(&spec, args, kwargs, &initial)) {
        return -1;
    }
    SELF->length = SELF->position = 0;
    if (check_exports(self) < 0) {
        return -1;
    }
    if (initial == NULL || initial == NONE) {
        return 0;
    }
    if (bytes_check_exact(initial)) {
        ref_store(self, &SELF->bytes, ref_new(initial));
        SELF->length = bytes_size(initial);
        return 0;
    }
    Object *n = m_write(self, initial);
    ref_xdec(n);
    SELF->position = 0;
    return n == NULL ? -1 : 0;
}

// With the contents, when they are its own.
static size_t
bytes_file_size_of(Object *self)
{
    return (size_t)TYPE_OF(self)->basicsize +
           (SELF->bytes != NULL && !is_shared(SELF) ? object_size(SELF->bytes)
                                                    : 0);
}

static Object *
get_closed(Object *self, void *closure)
{
    (void)closure;
    return bool_new(SELF->bytes == NULL);
}

static int
buffer_slot_get(Object *o, BufferView *view, int flags)
{
    BytesFile *source = ((BytesBuffer *)o)->source;
    if (source->exports == 0 && is_shared(source) &&
        make_own(source, source->length) < 0) {
        return -1;
    }
    if (buffer_fill(view, o, bytes_data(source->bytes), source->length, 0,
                    flags) < 0) {
        return -1;
    }
    source->exports++;
    return 0;
}

static void
buffer_slot_release(Object *o, BufferView *view)
{
    (void)view;
    BytesFile *source = ((BytesBuffer *)o)->source;
    source->exports--;
    // It may have been written to.
    ((Bytes *)source->bytes)->hash = -1;
    RECORD_TOUCH(source->bytes);
}

static BufferSlots buffer_slots = {buffer_slot_get, buffer_slot_release};

static FieldDef buffer_members[] = {
    {"source", FIELD_OBJECT, offsetof(BytesBuffer, source),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_CLEAR, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type bytes_buffer_type = {
    TYPE_HEAD_INIT,
    .name = "_io._BytesIOBuffer",
    .basicsize = sizeof(BytesBuffer),
    .dealloc = type_generic_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .members = buffer_members,
    .buffer = &buffer_slots,
};

static MethodDef methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS, NULL},
    {"read", METHOD(m_read), METH_FASTCALL, NULL},
    {"read1", METHOD(m_read), METH_FASTCALL, NULL},
    {"readinto", m_readinto, METH_O, NULL},
    {"readline", METHOD(m_readline), METH_FASTCALL, NULL},
    {"getvalue", m_getvalue, METH_NOARGS, NULL},
    {"getbuffer", m_getbuffer, METH_NOARGS, NULL},
    {"write", m_write, METH_O, NULL},
    {"seek", METHOD(m_seek), METH_FASTCALL, NULL},
    {"tell", m_tell, METH_NOARGS, NULL},
    {"truncate", METHOD(m_truncate), METH_FASTCALL, NULL},
    {"close", m_close, METH_NOARGS, NULL},
    {"readable", m_yes, METH_NOARGS, NULL},
    {"writable", m_yes, METH_NOARGS, NULL},
    {"seekable", m_yes, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

// The collector passes over the contents, as in CPython.
static FieldDef members[] = {
    {"contents", FIELD_OBJECT, offsetof(BytesFile, bytes),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_VISIT, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef getset[] = {
    {"closed", get_closed, NULL, "True if the file is closed.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type bytes_io_type = {
    TYPE_HEAD_INIT,
    .name = "_io.BytesIO",
    .basicsize = sizeof(BytesFile),
    .dealloc = type_generic_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Buffered I/O implementation using an in-memory bytes buffer.",
    .iternext = bytes_file_next,
    .methods = methods,
    .members = members,
    .getset = getset,
    .base = &io_buffered_base_type,
    IO_PLACES(BytesFile),
    .init = bytes_file_init,
    .alloc = type_generic_alloc,
    .new_ = bytes_file_new,
    .size_of = bytes_file_size_of,
};
