/* BufferedReader, BufferedWriter, BufferedRandom. */
#include <string.h>

#include "gc/alloc.h"
#include "gc/finalizer.h"
#include "interp/modules/io.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define SELF ((Buffered *)self)
#define RAW_FILE(b) (TYPE_OF((b)->raw) == &file_io_type)

void
buffered_free_buffers(Buffered *self)
{
    mem_free(self->in);
    mem_free(self->out);
    self->in = self->out = NULL;
    self->start = self->end = self->used = 0;
}

static int
init(Buffered *self, Object *raw, ssize_t size)
{
    if (size <= 0) {
        error_set_text(EXC(ValueError),
                       "buffer size must be strictly positive");
        return -1;
    }
    ref_store(self, &self->raw, ref_new(raw));
    Type *type = TYPE_OF(self);
    self->readable = !type_is_subtype(type, &buffered_writer_type);
    self->writable = !type_is_subtype(type, &buffered_reader_type);
    buffered_free_buffers(self);
    self->size = size;
    if (self->readable) {
        self->in = mem_alloc((size_t)size);
    }
    if (self->writable) {
        self->out = mem_alloc((size_t)size);
    }
    if ((self->readable && self->in == NULL) ||
        (self->writable && self->out == NULL)) {
        error_no_memory();
        return -1;
    }
    return 0;
}

Object *
buffered_new(Type *type, Object *raw, ssize_t size)
{
    Object *self = type->alloc(type, 0);
    if (self != NULL && init(SELF, raw, size) < 0) {
        ref_dec(self);
        return NULL;
    }
    return self;
}

static int
buffered_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"raw", "buffer_size", NULL};
    ArgsSpec spec = {type_short_name(TYPE_OF(self)), names, 1, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    ssize_t size = v[1] == NULL ? 8192
                                : number_as_argument(v[1]);
    return error_occurred() != NULL ? -1 : init(SELF, v[0], size);
}

int
buffered_check_open(Buffered *self, const char *what)
{
    if (self->raw == NULL) {
        error_set_text(EXC(ValueError), "raw stream has been detached");
        return -1;
    }
    bool has_buffer = self->in != NULL || self->out != NULL;
    int closed = has_buffer ? io_is_closed(self->raw) : 1;
    if (closed > 0) {
        error_format(EXC(ValueError), "%s", what);
    }
    return closed == 0 ? 0 : -1;
}

// Writes to raw: all of it, or -1 when *written bytes were.
static int
raw_write(Buffered *self, const char *bytes, ssize_t n, ssize_t *written)
{
    if (RAW_FILE(self)) {
        return io_write(((FileIO *)self->raw)->fd, bytes, n, written);
    }
    ssize_t done = *written = 0;
    while (done < n) {
        Object *chunk = bytes_new(bytes + done, n - done);
        Object *result = chunk == NULL ? NULL
                                       : call_method(self->raw, nm_write,
                                                     &chunk, 1);
        ref_xdec(chunk);
        ssize_t k = result == NULL ? -1
                                   : number_as_ssize(result, EXC(ValueError));
        ref_xdec(result);
        if (k <= 0 || k > n - done) {
            if (error_occurred() == NULL) {
                error_set_text(EXC(OSError),
                               "raw write() returned invalid length");
            }
            return -1;
        }
        *written = done += k;
    }
    return 0;
}

ssize_t
buffered_raw_read(Buffered *self, char *bytes, ssize_t n)
{
    if (RAW_FILE(self)) {
        return file_io_read((FileIO *)self->raw, bytes, n);
    }
    Object *size = int_from_ssize(n);
    Object *chunk = size == NULL ? NULL
                                 : call_method(self->raw, nm_read, &size, 1);
    ref_xdec(size);
    if (chunk == NULL) {
        return -1;
    }
    ssize_t k = 0;
    if (bytes_check(chunk) && bytes_size(chunk) <= n) {
        k = bytes_size(chunk);
        memcpy(bytes, bytes_data(chunk), (size_t)k);
    } else if (chunk != NONE) {
        error_set_text(EXC(OSError), "raw read() returned invalid length");
        k = -1;
    }
    ref_dec(chunk);
    return k;
}

static int64_t
raw_seek(Buffered *self, int64_t offset, int whence)
{
    if (RAW_FILE(self)) {
        return file_io_seek((FileIO *)self->raw, offset, whence);
    }
    Object *args[2] = {int_from_ssize(offset), int_from_long(whence)};
    Object *result = call_method_text(self->raw, "seek", args, 2);
    ref_dec(args[0]);
    ref_dec(args[1]);
    int64_t place = result == NULL
                        ? -1
                        : number_as_ssize(result, EXC(OverflowError));
    ref_xdec(result);
    return place;
}

int
buffered_flush(Buffered *self)
{
    ssize_t n = self->used, written = 0;
    if (n == 0) {
        return 0;
    }
    // Nothing is left to write for Python code that runs meanwhile; what a
    // failure leaves over is tried again by the next flush.
    self->used = 0;
    int failed = raw_write(self, self->out, n, &written);
    if (failed < 0 && self->used == 0) {
        self->used = n - written;
        memmove(self->out, self->out + written, (size_t)self->used);
    }
    return failed;
}

// What was read ahead is given back before something is written.
int
buffered_forget_input(Buffered *self)
{
    ssize_t ahead = self->end - self->start;
    self->start = self->end = 0;
    return ahead > 0 && raw_seek(self, -ahead, SEEK_CUR) < 0 ? -1 : 0;
}

int
buffered_write(Buffered *self, const char *bytes, ssize_t n)
{
    if (buffered_forget_input(self) < 0) {
        return -1;
    }
    if (n > self->size - self->used) {
        if (buffered_flush(self) < 0) {
            return -1;
        }
        if (n > self->size) {
            ssize_t written;
            return raw_write(self, bytes, n, &written);
        }
    }
    memcpy(self->out + self->used, bytes, (size_t)n);
    self->used += n;
    return 0;
}

Object *
buffered_read(Buffered *self, ssize_t n, bool once)
{
    if (buffered_flush(self) < 0) {
        return NULL;
    }
    ssize_t room = n >= 0 && !once ? n : 8192;
    Object *result = bytes_new(NULL, once && n >= 0 && n < room ? n : room);
    ssize_t done = 0;
    while (result != NULL && (n < 0 || done < n)) {
        if (self->start == self->end) {
            if (once && done > 0) {
                break;
            }
            ssize_t k = buffered_raw_read(self, self->in, self->size);
            if (k < 0) {
                ref_dec(result);
                return NULL;
            }
            self->start = 0;
            self->end = k;
            if (k == 0) {
                break;
            }
        }
        ssize_t take = self->end - self->start;
        if (n >= 0 && take > n - done) {
            take = n - done;
        }
        if (done + take > bytes_size(result) &&
            bytes_resize(&result, (done + take) * 2) < 0) {
            return NULL;
        }
        memcpy(bytes_data(result) + done, self->in + self->start,
               (size_t)take);
        self->start += take;
        done += take;
        if (once) {
            break;
        }
    }
    return result == NULL || bytes_resize(&result, done) < 0 ? NULL : result;
}

int64_t
buffered_tell(Buffered *self)
{
    int64_t place = raw_seek(self, 0, SEEK_CUR);
    return place < 0 ? -1 : place - (self->end - self->start) + self->used;
}

int64_t
buffered_seek(Buffered *self, int64_t offset, int whence)
{
    if (buffered_flush(self) < 0) {
        return -1;
    }
    if (whence == SEEK_CUR) {
        offset -= self->end - self->start;
    }
    self->start = self->end = 0;
    return raw_seek(self, offset, whence);
}

static Object *
get_raw(Object *self, const char *name)
{
    return SELF->raw == NULL ? error_set_text(EXC(ValueError),
                                              "raw stream has been detached")
                             : object_getattr_text(SELF->raw, name);
}

static Object *
get_name(Object *self, void *closure)
{
    return get_raw(self, closure);
}

static Object *
buffered_repr(Object *self)
{
    Object *name = get_raw(self, "name");
    if (name == NULL) {
        error_clear();
        return str_from_format("<%s>", TYPE_OF(self)->name);
    }
    Object *result = str_from_format("<%s name=%R>", TYPE_OF(self)->name,
                                     name);
    ref_dec(name);
    return result;
}

static void
buffered_dealloc(Object *self)
{
    if (finalizer_call_from_dealloc(self) < 0) {
        return; // resurrected
    }
    buffered_free_buffers(SELF);
    type_generic_dealloc(self);
}

// With one buffer, as CPython has it for both directions.
static size_t
buffered_size_of(Object *self)
{
    bool has_buffer = SELF->in != NULL || SELF->out != NULL;
    return (size_t)TYPE_OF(self)->basicsize +
           (has_buffer ? (size_t)SELF->size : 0);
}

static FieldDef buffered_members[] = {
    {"raw", FIELD_OBJECT, offsetof(Buffered, raw), FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef buffered_getset[] = {
    {"name", get_name, NULL, NULL, "name"},
    {"mode", get_name, NULL, NULL, "mode"},
    {"closed", get_name, NULL, NULL, "closed"},
    {NULL, NULL, NULL, NULL, NULL}};

#define BUFFERED_TYPE(variable, type_name, text)                             \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(Buffered),                                       \
        .dealloc = buffered_dealloc,                                         \
        .repr = buffered_repr,                                               \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,                \
        .doc = text,                                                         \
        .methods = buffered_methods,                                         \
        .members = buffered_members,                                         \
        .getset = buffered_getset,                                           \
        .base = &io_buffered_base_type,                                      \
        IO_PLACES(Buffered),                                                 \
        .size_of = buffered_size_of,                                         \
        .init = buffered_init,                                               \
        .alloc = type_generic_alloc,                                         \
        .new_ = type_generic_new,                                            \
        .finalize = io_finalize,                                             \
    }
BUFFERED_TYPE(buffered_reader_type, "_io.BufferedReader",
              "Create a new buffered reader using the given readable raw IO "
              "object.");
BUFFERED_TYPE(buffered_writer_type, "_io.BufferedWriter",
              "A buffer for a writeable sequential RawIO object.");
BUFFERED_TYPE(buffered_random_type, "_io.BufferedRandom",
              "A buffered interface to random access streams.");
