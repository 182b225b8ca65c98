/* array.array as a sequence: indices, slices, +, * and in. */
#include "interp/modules/array_module.h"

#include <limits.h>
#include <string.h>

#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/type.h"

#define SELF ((Array *)self)

static ssize_t
length(Object *self)
{
    return array_size(self);
}

static Object *
item(Object *self, ssize_t i)
{
    return i >= 0 && i < array_size(self)
               ? array_get(SELF, i)
               : error_set_text(EXC(IndexError), "array index out of range");
}

static Object *
concat(Object *self, Object *other)
{
    if (!array_check(other)) {
        return error_format(EXC(TypeError),
                            "can only append array (not \"%.200s\") to array",
                            TYPE_OF(other)->name);
    }
    if (((Array *)other)->code != SELF->code) {
        return error_bad_argument();
    }
    Object *result = array_slice(SELF, 0, array_size(self));
    if (result != NULL && array_extend((Array *)result, other) < 0) {
        REF_CLEAR(result);
    }
    if (result != NULL) {
        ((Array *)result)->allocated = array_size(result);
    }
    return result;
}

static Object *
inplace_concat(Object *self, Object *other)
{
    if (!array_check(other)) {
        return error_format(EXC(TypeError),
                            "can only extend with array (not \"%.200s\")",
                            TYPE_OF(other)->name);
    }
    return array_extend(SELF, other) < 0 ? NULL : ref_new(self);
}

static void
fill_repeated(char *to, const char *from, size_t n, ssize_t times)
{
    for (ssize_t i = 0; i < times; i++) {
        memmove(to + (size_t)i * n, from, n);
    }
}

static bool
too_many(Object *self, ssize_t times)
{
    return times > 0 && array_size(self) >
                            SSIZE_MAX / (ssize_t)SELF->code->size / times;
}

static Object *
repeat(Object *self, ssize_t times)
{
    times = times < 0 ? 0 : times;
    if (too_many(self, times)) {
        return error_no_memory();
    }
    ssize_t n = array_size(self);
    Object *result = array_new(&array_type, n * times, SELF->code);
    if (result != NULL && n > 0) {
        fill_repeated(((Array *)result)->items, SELF->items,
                      (size_t)n * SELF->code->size, times);
    }
    return result;
}

static Object *
inplace_repeat(Object *self, ssize_t times)
{
    times = times < 0 ? 0 : times;
    if (too_many(self, times)) {
        return error_no_memory();
    }
    ssize_t n = array_size(self);
    if (n == 0) {
        return ref_new(self);
    }
    if (array_resize(SELF, n * times) < 0) {
        return NULL;
    }
    if (times > 1) {
        fill_repeated(SELF->items, SELF->items,
                      (size_t)n * SELF->code->size, times);
    }
    return ref_new(self);
}

static int
contains(Object *self, Object *value)
{
    int found = 0;
    for (ssize_t i = 0; found == 0 && i < array_size(self); i++) {
        Object *o = array_get(SELF, i);
        if (o == NULL) {
            return -1;
        }
        found = object_richcompare_bool(o, value, CMP_EQ);
        ref_dec(o);
    }
    return found;
}

static Object *
subscript(Object *self, Object *key)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred()) {
            return NULL;
        }
        return item(self, i < 0 ? i + array_size(self) : i);
    }
    if (!slice_check(key)) {
        return error_set_text(EXC(TypeError), "array indices must be integers");
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(array_size(self), &start, &stop, step);
    Object *result = array_new(&array_type, n, SELF->code);
    size_t size = SELF->code->size;
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        memcpy(((Array *)result)->items + (size_t)i * size,
               SELF->items + (size_t)(start + i * step) * size, size);
    }
    return result;
}

// Replaces self[start:start + n] by m items (NULL: by none).
static int
replace_run(Array *self, ssize_t start, ssize_t n, const char *items,
            ssize_t m)
{
    size_t size = self->code->size;
    ssize_t length_before = array_size(self);
    ssize_t tail = length_before - start - n;
    if (m != n && array_check_exports(self) < 0) {
        return -1;
    }
    if (m < n) {
        memmove(self->items + (size_t)(start + m) * size,
                self->items + (size_t)(start + n) * size,
                (size_t)tail * size);
    }
    if (m != n && array_resize(self, length_before + m - n) < 0) {
        return -1;
    }
    if (m > n) {
        memmove(self->items + (size_t)(start + m) * size,
                self->items + (size_t)(start + n) * size,
                (size_t)tail * size);
    }
    if (m > 0) {
        memmove(self->items + (size_t)start * size, items, (size_t)m * size);
    }
    RECORD_TOUCH(self);
    return 0;
}

static int
delete_steps(Array *self, ssize_t start, ssize_t step, ssize_t n)
{
    size_t size = self->code->size;
    if (step < 0) {
        start += step * (n - 1);
        step = -step;
    }
    ssize_t to = start;
    for (ssize_t i = start; i < array_size(self); i++) {
        ssize_t past = i - start;
        if (past % step == 0 && past / step < n) {
            continue;
        }
        memmove(self->items + (size_t)to++ * size,
                self->items + (size_t)i * size, size);
    }
    return array_resize(self, array_size(self) - n);
}

static int
assign_slice(Array *self, Object *key, Object *value)
{
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return -1;
    }
    ssize_t n = slice_adjust(array_size(self), &start, &stop, step);
    if (value != NULL && !array_check(value)) {
        error_format(EXC(TypeError),
                     "can only assign array (not \"%.200s\") to array slice",
                     TYPE_OF(value)->name);
        return -1;
    }
    if (value != NULL && ((Array *)value)->code != self->code) {
        error_bad_argument();
        return -1;
    }
    ssize_t m = value == NULL ? 0 : array_size(value);
    if (n != m && (step == 1 || value == NULL) &&
        array_check_exports(self) < 0) {
        return -1;
    }
    Object *copy = value == OBJ(self) ? array_slice(self, 0, m)
                                      : ref_xnew(value);
    if (value != NULL && copy == NULL) {
        return -1;
    }
    const char *items = copy == NULL ? NULL : ((Array *)copy)->items;
    int failed = 0;
    if (step == 1) {
        failed = replace_run(self, start, n, items, m);
    } else if (value == NULL) {
        failed = n == 0 ? 0 : delete_steps(self, start, step, n);
    } else if (m != n) {
        error_format(EXC(ValueError),
                     "attempt to assign array of size %zd to extended slice "
                     "of size %zd", m, n);
        failed = -1;
    } else {
        size_t size = self->code->size;
        for (ssize_t i = 0; i < n; i++) {
            memcpy(self->items + (size_t)(start + i * step) * size,
                   items + (size_t)i * size, size);
        }
        RECORD_TOUCH(self);
    }
    ref_xdec(copy);
    return failed;
}

static int
ass_subscript(Object *self, Object *key, Object *value)
{
    if (!number_has_index(key)) {
        if (slice_check(key)) {
            return assign_slice(SELF, key, value);
        }
        error_set_text(EXC(TypeError), "array indices must be integers");
        return -1;
    }
    ssize_t i = number_as_ssize(key, EXC(IndexError));
    if (i == -1 && error_occurred()) {
        return -1;
    }
    i += i < 0 ? array_size(self) : 0;
    if (i < 0 || i >= array_size(self)) {
        error_set_text(EXC(IndexError),
                       "array assignment index out of range");
        return -1;
    }
    if (value == NULL) {
        return replace_run(SELF, i, 1, NULL, 0);
    }
    RECORD_TOUCH(self);
    return array_set(SELF, i, value);
}

SequenceSlots array_sequence = {.length = length,
                                .concat = concat,
                                .repeat = repeat,
                                .item = item,
                                .contains = contains,
                                .inplace_concat = inplace_concat,
                                .inplace_repeat = inplace_repeat};
MappingSlots array_mapping = {length, subscript, ass_subscript};
