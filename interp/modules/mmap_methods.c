/* What a mapped piece of memory can do: as a file, as a sequence of bytes. */
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gc/alloc.h"
#include "interp/modules/mmap_module.h"
#include "interp/modules/posix_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/type.h"

#define SELF ((MemoryMap *)self)

static Object *
value_error(const char *text)
{
    return error_set_text(EXC(ValueError), text);
}

static int
read_ssize(Object *o, ssize_t *out)
{
    *out = number_as_ssize(o, EXC(OverflowError));
    return *out != -1 || !error_occurred();
}

// ----------------------------------------------------------------- as a file

static Object *
method_read(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = -1;
    if (!mmap_check_open(SELF) || !args_check_count("read", nargs, 0, 1) ||
        (nargs == 1 && args[0] != NONE && !read_ssize(args[0], &n))) {
        return NULL;
    }
    size_t left = SELF->position < SELF->size ? SELF->size - SELF->position
                                              : 0;
    size_t taken = n < 0 || (size_t)n > left ? left : (size_t)n;
    Object *bytes = bytes_new(SELF->data + SELF->position, (ssize_t)taken);
    SELF->position += bytes == NULL ? 0 : taken;
    return bytes;
}

static Object *
method_read_byte(Object *self, Object *unused UNUSED)
{
    if (!mmap_check_open(SELF)) {
        return NULL;
    }
    return SELF->position >= SELF->size
               ? value_error("read byte out of range")
               : int_from_long((uint8_t)SELF->data[SELF->position++]);
}

static Object *
method_readline(Object *self, Object *unused UNUSED)
{
    if (!mmap_check_open(SELF)) {
        return NULL;
    }
    size_t left = SELF->position < SELF->size ? SELF->size - SELF->position
                                              : 0;
    const char *start = SELF->data + SELF->position;
    const char *end = left == 0 ? NULL : memchr(start, '\n', left);
    size_t n = end == NULL ? left : (size_t)(end - start) + 1;
    Object *bytes = bytes_new(start, (ssize_t)n);
    SELF->position += bytes == NULL ? 0 : n;
    return bytes;
}

static Object *
method_write(Object *self, Object *data)
{
    BufferView view;
    if (!mmap_check_open(SELF) ||
        buffer_get(data, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    Object *result = NULL;
    // Taking the view may have run code.
    if (mmap_check_open(SELF) && mmap_check_writable(SELF)) {
        if (SELF->position > SELF->size ||
            SELF->size - SELF->position < (size_t)view.len) {
            value_error("data out of range");
        } else {
            memcpy(SELF->data + SELF->position, view.buf, (size_t)view.len);
            SELF->position += (size_t)view.len;
            result = int_from_ssize(view.len);
        }
    }
    buffer_release(&view);
    return result;
}

static Object *
method_write_byte(Object *self, Object *o)
{
    ssize_t value;
    if (!mmap_check_open(SELF) || !read_ssize(o, &value)) {
        return NULL;
    }
    if (value < 0 || value > UINT8_MAX) {
        return error_set_text(EXC(OverflowError),
                              value < 0 ? "unsigned byte integer is less "
                                          "than minimum"
                                        : "unsigned byte integer is greater "
                                          "than maximum");
    }
    if (!mmap_check_open(SELF) || !mmap_check_writable(SELF)) {
        return NULL;
    }
    if (SELF->position >= SELF->size) {
        return value_error("write byte out of range");
    }
    SELF->data[SELF->position++] = (char)value;
    return none_new();
}

static Object *
method_seek(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t distance;
    int whence = SEEK_SET;
    if (!mmap_check_open(SELF) || !args_check_count("seek", nargs, 1, 2) ||
        !read_ssize(args[0], &distance) ||
        (nargs == 2 && !posix_int(args[1], SEEK_SET, &whence))) {
        return NULL;
    }
    ssize_t size = (ssize_t)SELF->size;
    ssize_t from = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (ssize_t)SELF->position
                                        : size;
    if (whence < SEEK_SET || whence > SEEK_END) {
        return value_error("unknown seek type");
    }
    if (distance < -from || distance > size - from) {
        return value_error("seek out of range");
    }
    SELF->position = (size_t)(from + distance);
    return none_new();
}

static Object *
method_tell(Object *self, Object *unused UNUSED)
{
    return mmap_check_open(SELF) ? int_from_ssize((ssize_t)SELF->position)
                                 : NULL;
}

static Object *
method_size(Object *self, Object *unused UNUSED)
{
    struct stat info;
    if (!mmap_check_open(SELF)) {
        return NULL;
    }
    return fstat(SELF->fd, &info) < 0 ? posix_error()
                                      : int_from_ssize(info.st_size);
}

static int
check_exports(const MemoryMap *self, const char *text)
{
    if (self->exports > 0) {
        error_set_text(EXC(BufferError), text);
    }
    return self->exports == 0;
}

static Object *
method_close(Object *self, Object *unused UNUSED)
{
    if (!check_exports(SELF, "cannot close exported pointers exist")) {
        return NULL;
    }
    mmap_let_go(SELF);
    return none_new();
}

static Object *
method_enter(Object *self, Object *unused UNUSED)
{
    return mmap_check_open(SELF) ? ref_new(self) : NULL;
}

static Object *
method_exit(Object *self, Object *const *args UNUSED, ssize_t nargs UNUSED)
{
    return method_close(self, NULL);
}

// --------------------------------------------------------------- as memory

static Object *
method_flush(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t offset = 0, n = (ssize_t)SELF->size;
    if (!args_check_count("flush", nargs, 0, 2) ||
        (nargs > 0 && !read_ssize(args[0], &offset)) ||
        (nargs > 1 && !read_ssize(args[1], &n)) || !mmap_check_open(SELF)) {
        return NULL;
    }
    ssize_t size = (ssize_t)SELF->size;
    if (offset < 0 || n < 0 || offset > size || size - offset < n) {
        return value_error("flush values out of range");
    }
    if (SELF->access == MAP_READS || SELF->access == MAP_COPIES) {
        return none_new();
    }
    return posix_done(msync(SELF->data + offset, (size_t)n, MS_SYNC));
}

static Object *
method_move(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t to, from, n;
    if (!mmap_check_open(SELF) || !args_check_count("move", nargs, 3, 3) ||
        !read_ssize(args[0], &to) || !read_ssize(args[1], &from) ||
        !read_ssize(args[2], &n) || !mmap_check_open(SELF) ||
        !mmap_check_writable(SELF)) {
        return NULL;
    }
    ssize_t size = (ssize_t)SELF->size;
    if (to < 0 || from < 0 || n < 0 || size - to < n || size - from < n) {
        return value_error("source, destination, or count out of range");
    }
    memmove(SELF->data + to, SELF->data + from, (size_t)n);
    return none_new();
}

static Object *
method_resize(Object *self, Object *o)
{
    ssize_t n;
    if (!mmap_check_open(SELF) || !read_ssize(o, &n) ||
        !mmap_check_open(SELF) ||
        !check_exports(SELF, "mmap can't resize with extant buffers "
                             "exported.")) {
        return NULL;
    }
    if (SELF->access != MAP_WRITES && SELF->access != MAP_BY_DEFAULT) {
        return error_set_text(EXC(TypeError),
                              "mmap can't resize a readonly or copy-on-write "
                              "memory map.");
    }
    if (n < 0 || INT64_MAX - n < SELF->offset) {
        return value_error("new size out of range");
    }
    if (SELF->fd >= 0 && ftruncate(SELF->fd, SELF->offset + n) < 0) {
        return posix_error();
    }
    void *moved = mremap(SELF->data, SELF->size, (size_t)n, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED) {
        return posix_error();
    }
    SELF->data = moved;
    SELF->size = (size_t)n;
    return none_new();
}

static Object *
method_madvise(Object *self, Object *const *args, ssize_t nargs)
{
    int advice;
    ssize_t start = 0, n = (ssize_t)SELF->size;
    if (!mmap_check_open(SELF) || !args_check_count("madvise", nargs, 1, 3) ||
        !posix_int(args[0], 0, &advice) ||
        (nargs > 1 && !read_ssize(args[1], &start)) ||
        (nargs > 2 && !read_ssize(args[2], &n)) || !mmap_check_open(SELF)) {
        return NULL;
    }
    ssize_t size = (ssize_t)SELF->size;
    if (start < 0 || start >= size) {
        return value_error("madvise start out of bounds");
    }
    if (n < 0) {
        return value_error("madvise length invalid");
    }
    if (INT64_MAX - start < n) {
        return error_set_text(EXC(OverflowError), "madvise length too large");
    }
    n = n > size - start ? size - start : n;
    return posix_done(madvise(SELF->data + start, (size_t)n, advice));
}

static char *
last_place(char *start, size_t n, const BufferView *what)
{
    for (size_t i = n + 1 - (size_t)what->len; n >= (size_t)what->len; i--) {
        if (memcmp(start + i - 1, what->buf, (size_t)what->len) == 0) {
            return start + i - 1;
        }
        if (i == 1) {
            break;
        }
    }
    return NULL;
}

static Object *
find(Object *self, Object *const *args, ssize_t nargs, bool last)
{
    BufferView what;
    ssize_t start = (ssize_t)SELF->position, end = (ssize_t)SELF->size;
    if (!mmap_check_open(SELF) ||
        !args_check_count(last ? "rfind" : "find", nargs, 1, 3) ||
        (nargs > 1 && !read_ssize(args[1], &start)) ||
        (nargs > 2 && !read_ssize(args[2], &end)) ||
        buffer_get(args[0], &what, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t size = (ssize_t)SELF->size;
    start = start < 0 ? start + size : start;
    start = start < 0 ? 0 : start > size ? size : start;
    end = end < 0 ? end + size : end;
    end = end < 0 ? 0 : end > size ? size : end;
    char *at = NULL;
    int open = mmap_check_open(SELF);
    if (open && start <= end) {
        size_t n = (size_t)(end - start);
        at = last ? last_place(SELF->data + start, n, &what)
                  : memmem(SELF->data + start, n, what.buf,
                           (size_t)what.len);
    }
    buffer_release(&what);
    return !open ? NULL : int_from_ssize(at == NULL ? -1 : at - SELF->data);
}

static Object *
method_find(Object *self, Object *const *args, ssize_t nargs)
{
    return find(self, args, nargs, false);
}

static Object *
method_rfind(Object *self, Object *const *args, ssize_t nargs)
{
    return find(self, args, nargs, true);
}

MethodDef mmap_methods[] = {
    {"close", method_close, METH_NOARGS, NULL},
    {"find", METHOD(method_find), METH_FASTCALL, NULL},
    {"rfind", METHOD(method_rfind), METH_FASTCALL, NULL},
    {"flush", METHOD(method_flush), METH_FASTCALL, NULL},
    {"madvise", METHOD(method_madvise), METH_FASTCALL, NULL},
    {"move", METHOD(method_move), METH_FASTCALL, NULL},
    {"read", METHOD(method_read), METH_FASTCALL, NULL},
    {"read_byte", method_read_byte, METH_NOARGS, NULL},
    {"readline", method_readline, METH_NOARGS, NULL},
    {"resize", method_resize, METH_O, NULL},
    {"seek", METHOD(method_seek), METH_FASTCALL, NULL},
    {"size", method_size, METH_NOARGS, NULL},
    {"tell", method_tell, METH_NOARGS, NULL},
    {"write", method_write, METH_O, NULL},
    {"write_byte", method_write_byte, METH_O, NULL},
    {"__enter__", method_enter, METH_NOARGS, NULL},
    {"__exit__", METHOD(method_exit), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

// ------------------------------------------------------------- as a sequence

static ssize_t
slot_length(Object *self)
{
    return mmap_check_open(SELF) ? (ssize_t)SELF->size : -1;
}

// As CPython: iterating yields bytes, an index an int.
static Object *
slot_item(Object *self, ssize_t i)
{
    if (!mmap_check_open(SELF)) {
        return NULL;
    }
    return i < 0 || i >= (ssize_t)SELF->size
               ? error_set_text(EXC(IndexError), "mmap index out of range")
               : bytes_new(SELF->data + i, 1);
}

// The place of an index in the map; NULL with an error.
static char *
find_byte(Object *self, Object *key)
{
    ssize_t i = number_as_ssize(key, EXC(IndexError));
    if (i == -1 && error_occurred()) {
        return NULL;
    }
    i += i < 0 ? (ssize_t)SELF->size : 0;
    if (!mmap_check_open(SELF)) {
        return NULL;
    }
    if (i < 0 || i >= (ssize_t)SELF->size) {
        error_set_text(EXC(IndexError), "mmap index out of range");
        return NULL;
    }
    return SELF->data + i;
}

static Object *
slot_subscript(Object *self, Object *key)
{
    if (!mmap_check_open(SELF)) {
        return NULL;
    }
    if (number_has_index(key)) {
        const char *at = find_byte(self, key);
        return at == NULL ? NULL : int_from_long((uint8_t)*at);
    }
    if (!slice_check(key)) {
        return error_set_text(EXC(TypeError), "mmap indices must be integers");
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0 ||
        !mmap_check_open(SELF)) {
        return NULL;
    }
    ssize_t n = slice_adjust((ssize_t)SELF->size, &start, &stop, step);
    if (step == 1 || n <= 0) {
        return bytes_new(SELF->data + start, n <= 0 ? 0 : n);
    }
    Object *bytes = bytes_new(NULL, n);
    for (ssize_t i = 0; bytes != NULL && i < n; i++) {
        bytes_data(bytes)[i] = SELF->data[start + i * step];
    }
    return bytes;
}

static int
assign_slice(Object *self, Object *key, Object *value)
{
    ssize_t start, stop, step;
    BufferView from;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return -1;
    }
    ssize_t n = slice_adjust((ssize_t)SELF->size, &start, &stop, step);
    if (value == NULL) {
        error_set_text(EXC(TypeError),
                       "mmap object doesn't support slice deletion");
        return -1;
    }
    if (buffer_get(value, &from, BUFFER_SIMPLE) < 0) {
        return -1;
    }
    int status = -1;
    if (from.len != n) {
        error_set_text(EXC(IndexError),
                       "mmap slice assignment is wrong size");
    } else if (mmap_check_open(SELF)) {
        for (ssize_t i = 0; step != 1 && i < n; i++) {
            SELF->data[start + i * step] = ((const char *)from.buf)[i];
        }
        if (step == 1) {
            memmove(SELF->data + start, from.buf, (size_t)n);
        }
        status = 0;
    }
    buffer_release(&from);
    return status;
}

static int
assign_item(Object *self, Object *key, Object *value)
{
    ssize_t number;
    const char *at = find_byte(self, key);
    if (at == NULL) {
        return -1;
    }
    size_t place = (size_t)(at - SELF->data);
    if (value == NULL) {
        error_set_text(EXC(TypeError), "mmap doesn't support item deletion");
        return -1;
    }
    if (!number_has_index(value)) {
        error_set_text(EXC(TypeError), "mmap item value must be an int");
        return -1;
    }
    if (!read_ssize(value, &number)) {
        return -1;
    }
    if (number < 0 || number > UINT8_MAX) {
        value_error("mmap item value must be in range(0, 256)");
        return -1;
    }
    if (!mmap_check_open(SELF)) {
        return -1;
    }
    if (place >= SELF->size) { // __index__ has made it smaller
        error_set_text(EXC(IndexError), "mmap index out of range");
        return -1;
    }
    SELF->data[place] = (char)number;
    return 0;
}

static int
slot_ass_subscript(Object *self, Object *key, Object *value)
{
    if (!mmap_check_open(SELF) || !mmap_check_writable(SELF)) {
        return -1;
    }
    if (number_has_index(key)) {
        return assign_item(self, key, value);
    }
    if (slice_check(key)) {
        return assign_slice(self, key, value);
    }
    error_set_text(EXC(TypeError), "mmap indices must be integer");
    return -1;
}

SequenceSlots mmap_sequence = {.length = slot_length, .item = slot_item};

MappingSlots mmap_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
    .ass_subscript = slot_ass_subscript,
};
