/* Items and slices of bytearrays. */
#include "interp/objects/bytes_core.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str.h"

ssize_t
bytearray_length(Object *o)
{
    return bytearray_size(o);
}

Object *
bytearray_item(Object *o, ssize_t i)
{
    if (i < 0 || i >= bytearray_size(o)) {
        return error_set_text(EXC(IndexError),
                              "bytearray index out of range");
    }
    return int_from_ssize((uint8_t)bytearray_data(o)[i]);
}

int
bytearray_ass_item(Object *o, ssize_t i, Object *value)
{
    // The value first: its __index__ may change the size.
    int byte = value == NULL ? 0 : span_byte(value, "byte");
    if (byte < 0) {
        return -1;
    }
    if (i < 0 || i >= bytearray_size(o)) {
        error_set_text(EXC(IndexError), "bytearray index out of range");
        return -1;
    }
    if (value == NULL) {
        return bytearray_splice(o, i, i + 1, NULL, 0);
    }
    RECORD_TOUCH(o);
    bytearray_data(o)[i] = (char)byte;
    return 0;
}

/* Reads an index key: 1, 0 a slice, -1 error. */
static int
read_key(Object *o, Object *key, ssize_t *i)
{
    if (number_has_index(key)) {
        *i = number_as_ssize(key, EXC(IndexError));
        if (*i == -1 && error_occurred() != NULL) {
            return -1;
        }
        *i += *i < 0 ? bytearray_size(o) : 0;
        return 1;
    }
    if (!slice_check(key)) {
        error_format(EXC(TypeError),
                     "bytearray indices must be integers or slices, not "
                     "%.200s",
                     TYPE_OF(key)->name);
        return -1;
    }
    return 0;
}

static Object *
bytearray_subscript(Object *o, Object *key)
{
    ssize_t i, start, stop, step;
    int kind = read_key(o, key, &i);
    if (kind != 0) {
        return kind < 0 ? NULL : bytearray_item(o, i);
    }
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(bytearray_size(o), &start, &stop, step);
    if (step == 1) {
        return bytearray_new(bytearray_data(o) + start, n);
    }
    Object *result = bytearray_new(NULL, n);
    for (i = 0; result != NULL && i < n; i++) {
        bytearray_data(result)[i] = bytearray_data(o)[start + i * step];
    }
    return result;
}

/* Puts n bytes in the place of a slice. */
static int
set_slice(Object *o, Object *slice, const char *data, ssize_t n)
{
    ssize_t start, stop, step;
    if (slice_unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    ssize_t count = slice_adjust(bytearray_size(o), &start, &stop, step);
    if (step == 1) {
        return bytearray_splice(o, start, start + count, data, n);
    }
    if (n == 0) {
        // Delete every step-th byte, from the last to the first.
        for (ssize_t i = 0; i < count; i++) {
            ssize_t place = step > 0 ? start + (count - 1 - i) * step
                                     : start + i * step;
            if (bytearray_splice(o, place, place + 1, NULL, 0) < 0) {
                return -1;
            }
        }
        return 0;
    }
    if (n != count) {
        error_format(EXC(ValueError),
                     "attempt to assign bytes of size %zd to extended slice "
                     "of size %zd",
                     n, count);
        return -1;
    }
    RECORD_TOUCH(o);
    for (ssize_t i = 0; i < count; i++) {
        bytearray_data(o)[start + i * step] = data[i];
    }
    return 0;
}

static int
bytearray_ass_subscript(Object *o, Object *key, Object *value)
{
    ssize_t i;
    int kind = read_key(o, key, &i);
    if (kind != 0) {
        return kind < 0 ? -1 : bytearray_ass_item(o, i, value);
    }
    if (value == NULL) {
        return set_slice(o, key, NULL, 0);
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return -1;
    }
    if (int_check(value) || str_check(value)) {
        error_set_text(EXC(TypeError),
                       "can assign only bytes, buffers, or iterables of "
                       "ints in range(0, 256)");
        return -1;
    }
    if (buffer_check(value)) {
        Object *bytes = bytes_from_object(value);
        if (bytes == NULL) {
            return -1;
        }
        int status = set_slice(o, key, bytes_data(bytes), bytes_size(bytes));
        ref_dec(bytes);
        return status;
    }
    Object *copy = bytearray_new(NULL, 0);
    int status = copy == NULL ? -1 : bytearray_append_all(copy, value);
    if (status == 0) {
        status = set_slice(o, key, bytearray_data(copy), bytearray_size(copy));
    }
    ref_xdec(copy);
    return status;
}

MappingSlots bytearray_mapping = {
    .length = bytearray_length,
    .subscript = bytearray_subscript,
    .ass_subscript = bytearray_ass_subscript,
};
