/* array.array: items, growth, the type. Methods are in array_methods.c. */
#include "interp/modules/array_module.h"

#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/container.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/type.h"

#define SELF ((Array *)self)

static const ArrayCode codes[] = {
    {'b', 1, "b"}, {'B', 1, "B"}, {'u', 4, "w"}, {'h', 2, "h"},
    {'H', 2, "H"}, {'i', 4, "i"}, {'I', 4, "I"}, {'l', 8, "l"},
    {'L', 8, "L"}, {'q', 8, "q"}, {'Q', 8, "Q"}, {'f', 4, "f"},
    {'d', 8, "d"}, {0, 0, NULL}};

const ArrayCode *
array_find_code(uint32_t letter)
{
    for (const ArrayCode *c = codes; c->letter != 0; c++) {
        if ((uint32_t)c->letter == letter) {
            return c;
        }
    }
    return NULL;
}

// ---------------------------------------------------------------------- items

Object *
array_get(const Array *self, ssize_t i)
{
    const char *p = self->items + (size_t)i * self->code->size;
    union {
        int8_t b;
        uint8_t B;
        int16_t h;
        uint16_t H;
        int32_t i;
        uint32_t I;
        int64_t q;
        uint64_t Q;
        float f;
        double d;
    } v;
    memcpy(&v, p, self->code->size);
    switch (self->code->letter) {
    case 'b':
        return int_from_long(v.b);
    case 'B':
        return int_from_long(v.B);
    case 'h':
        return int_from_long(v.h);
    case 'H':
        return int_from_long(v.H);
    case 'i':
        return int_from_long(v.i);
    case 'I':
        return int_from_size(v.I);
    case 'l':
    case 'q':
        return int_from_ssize((ssize_t)v.q);
    case 'L':
    case 'Q':
        return int_from_u64(v.Q);
    case 'f':
        return float_new((double)v.f);
    case 'd':
        return float_new(v.d);
    default:
        return str_from_char(v.I);
    }
}

static int
fail_range(const char *text)
{
    error_set_text(EXC(OverflowError), text);
    return -1;
}

// Items of at most an int: as C's conversions of arguments check them.
static int
small_int(char letter, Object *value, int64_t *out)
{
    long x = int_as_long(value);
    if (x == -1 && error_occurred()) {
        return -1;
    }
    *out = x;
    long low = letter == 'i' || letter == 'H' ? INT_MIN : SHRT_MIN;
    long high = letter == 'i' || letter == 'H' ? INT_MAX : SHRT_MAX;
    if (x < low || x > high) {
        return fail_range(
            low == INT_MIN ? (x < low ? "signed integer is less than minimum"
                                      : "signed integer is greater than "
                                        "maximum")
                           : (x < low ? "signed short integer is less than "
                                        "minimum"
                                      : "signed short integer is greater "
                                        "than maximum"));
    }
    if (letter == 'b' && x != (int8_t)x) {
        return fail_range(x < 0 ? "signed char is less than minimum"
                                : "signed char is greater than maximum");
    }
    if (letter == 'B' && x != (uint8_t)x) {
        return fail_range(x < 0 ? "unsigned byte integer is less than "
                                  "minimum"
                                : "unsigned byte integer is greater than "
                                  "maximum");
    }
    if (letter == 'H' && x != (uint16_t)x) {
        return fail_range(x < 0 ? "unsigned short is less than minimum"
                                : "unsigned short is greater than maximum");
    }
    return 0;
}

static int
large_unsigned(char letter, Object *value, int64_t *out)
{
    Object *number = number_index(value);
    if (number == NULL) {
        return -1;
    }
    bool negative = int_sign(number) < 0;
    size_t bits = int_num_bits(number);
    *out = (int64_t)int_as_u64_mask(number);
    ref_dec(number);
    if (negative) {
        return fail_range(letter == 'Q'
                              ? "can't convert negative int to unsigned"
                              : "can't convert negative value to unsigned "
                                "int");
    }
    if (bits > 64) {
        return fail_range(letter == 'Q' ? "int too big to convert"
                                        : "Python int too large to convert "
                                          "to C unsigned long");
    }
    return letter == 'I' && bits > 32
               ? fail_range("unsigned int is greater than maximum")
               : 0;
}

static int
read_int(char letter, Object *value, int64_t *out)
{
    switch (letter) {
    case 'I':
    case 'L':
    case 'Q':
        return large_unsigned(letter, value, out);
    case 'l':
    case 'q': {
        long x = int_as_long(value);
        *out = x;
        return x == -1 && error_occurred() ? -1 : 0;
    }
    default:
        return small_int(letter, value, out);
    }
}

// The bytes of an item for this value.
static int
convert(const Array *self, Object *value, char *place)
{
    char letter = self->code->letter;
    if (letter == 'u') {
        if (!str_check(value) || str_length(value) != 1) {
            error_set_text(EXC(TypeError),
                           "array item must be unicode character");
            return -1;
        }
        uint32_t c = str_char(value, 0);
        memcpy(place, &c, 4);
        return 0;
    }
    if (letter == 'f' || letter == 'd') {
        double x = float_as_double(value);
        float small = (float)x;
        if (x == -1.0 && error_occurred()) {
            return -1;
        }
        memcpy(place, letter == 'f' ? (void *)&small : (void *)&x,
               self->code->size);
        return 0;
    }
    int64_t x;
    if (read_int(letter, value, &x) < 0) {
        return -1;
    }
    memcpy(place, &x, self->code->size); // little endian
    return 0;
}

int
array_set(const Array *self, ssize_t i, Object *value)
{
    char item[8];
    if (convert(self, value, item) < 0) {
        return -1;
    }
    memcpy(self->items + (size_t)i * self->code->size, item,
           self->code->size);
    return 0;
}

// --------------------------------------------------------------------- growth

int
array_check_exports(const Array *self)
{
    if (self->exports > 0) {
        error_set_text(EXC(BufferError),
                       "cannot resize an array that is exporting buffers");
        return -1;
    }
    return 0;
}

int
array_resize(Array *self, ssize_t n)
{
    ssize_t old = array_size(self);
    if (n != old && array_check_exports(self) < 0) {
        return -1;
    }
    if (self->allocated >= n && old < n + 16 && self->items != NULL) {
        array_size(self) = n;
        RECORD_TOUCH(self);
        return 0;
    }
    if (n == 0) {
        mem_free(self->items);
        self->items = NULL;
        self->allocated = 0;
        array_size(self) = 0;
        RECORD_TOUCH(self);
        return 0;
    }
    ssize_t room = (n >> 4) + (old < 8 ? 3 : 7) + n;
    char *items = mem_realloc(self->items, (size_t)room * self->code->size);
    if (items == NULL) {
        error_no_memory();
        return -1;
    }
    self->items = items;
    self->allocated = room;
    array_size(self) = n;
    RECORD_TOUCH(self);
    return 0;
}

Object *
array_new(Type *type, ssize_t n, const ArrayCode *code)
{
    Array *self = (Array *)type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->code = code;
    if (n > 0) {
        self->items = mem_alloc_zero((size_t)n * code->size);
        if (self->items == NULL) {
            ref_dec(self);
            return error_no_memory();
        }
    }
    self->allocated = n;
    array_size(self) = n;
    return OBJ(self);
}

int
array_append(Array *self, Object *value)
{
    char item[8];
    if (convert(self, value, item) < 0) {
        return -1;
    }
    return array_append_bytes(self, item, (ssize_t)self->code->size);
}

int
array_append_bytes(Array *self, const char *bytes, ssize_t n)
{
    ssize_t old = array_size(self);
    if (array_resize(self, old + n / (ssize_t)self->code->size) < 0) {
        return -1;
    }
    if (n > 0) {
        memcpy(self->items + (size_t)old * self->code->size, bytes,
               (size_t)n);
    }
    return 0;
}

int
array_extend(Array *self, Object *items)
{
    if (array_check(items)) {
        Array *other = (Array *)items;
        if (other->code != self->code) {
            error_set_text(EXC(TypeError),
                           "can only extend with array of same kind");
            return -1;
        }
        ssize_t n = array_size(other), old = array_size(self);
        if (array_resize(self, old + n) < 0) {
            return -1;
        }
        if (n > 0) { // its items may have moved: it may be self
            memcpy(self->items + (size_t)old * self->code->size,
                   other->items, (size_t)n * self->code->size);
        }
        return 0;
    }
    Object *iterator = iter_new(items), *item;
    if (iterator == NULL) {
        return -1;
    }
    int failed = 0;
    while (failed == 0 && (item = iter_next(iterator)) != NULL) {
        failed = array_append(self, item);
        ref_dec(item);
    }
    ref_dec(iterator);
    return failed < 0 || error_occurred() ? -1 : 0;
}

Object *
array_slice(Array *self, ssize_t low, ssize_t high)
{
    ssize_t n = high > low ? high - low : 0;
    Object *result = array_new(&array_type, n, self->code);
    if (result != NULL && n > 0) {
        memcpy(((Array *)result)->items,
               self->items + (size_t)low * self->code->size,
               (size_t)n * self->code->size);
    }
    return result;
}

// ------------------------------------------------------------------- sequence

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

// -------------------------------------------------------------------- buffer

static int
get_buffer(Object *self, BufferView *view, int flags)
{
    (void)flags;
    *view = (BufferView){.buf = SELF->items != NULL ? SELF->items : "",
                         .obj = ref_new(self),
                         .len = array_size(self) * (ssize_t)SELF->code->size,
                         .itemsize = (ssize_t)SELF->code->size,
                         .ndim = 1,
                         .format = SELF->code->format,
                         .shape_storage = array_size(self),
                         .stride_storage = (ssize_t)SELF->code->size};
    view->shape = &view->shape_storage;
    view->strides = &view->stride_storage;
    SELF->exports++;
    return 0;
}

static void
release_buffer(Object *self, BufferView *view)
{
    (void)view;
    SELF->exports--;
}

// ----------------------------------------------------------------------- type

static void
array_dealloc(Object *self)
{
    mem_free(SELF->items);
    SELF->items = NULL;
    type_generic_dealloc(self);
}

static size_t
array_size_of(Object *self)
{
    return (size_t)TYPE_OF(self)->basicsize +
           (size_t)SELF->allocated * SELF->code->size;
}

static void
array_value_text(Object *self, char *out, size_t size)
{
    snprintf(out, size, "'%c', %zd item%s", SELF->code->letter,
             array_size(self), array_size(self) == 1 ? "" : "s");
}

static Object *
array_repr(Object *self)
{
    Object *name = type_name_object(TYPE_OF(self));
    Object *items = NULL, *result = NULL;
    if (name == NULL) {
        return NULL;
    }
    if (array_size(self) == 0) {
        result = str_from_format("%U('%c')", name, SELF->code->letter);
    } else {
        items = call_method_text(self,
                                 SELF->code->letter == 'u' ? "tounicode"
                                                           : "tolist",
                                 NULL, 0);
        result = items == NULL ? NULL
                               : str_from_format("%U('%c', %R)", name,
                                                 SELF->code->letter, items);
    }
    ref_xdec(items);
    ref_dec(name);
    return result;
}

static Object *
array_richcompare(Object *self, Object *other, int op)
{
    if (!array_check(self) || !array_check(other)) {
        return not_implemented_new();
    }
    ssize_t n = array_size(self), m = array_size(other);
    if (n != m && (op == CMP_EQ || op == CMP_NE)) {
        return bool_new(op == CMP_NE);
    }
    for (ssize_t i = 0; i < n && i < m; i++) {
        Object *a = array_get(SELF, i);
        Object *b = a == NULL ? NULL : array_get((Array *)other, i);
        int equal = b == NULL ? -1 : object_richcompare_bool(a, b, CMP_EQ);
        Object *result = NULL;
        if (equal == 0) {
            result = op == CMP_EQ   ? bool_new(false)
                     : op == CMP_NE ? bool_new(true)
                                    : object_richcompare(a, b, op);
        }
        ref_xdec(a);
        ref_xdec(b);
        if (equal <= 0) {
            return result;
        }
    }
    return bool_new(container_compare_sizes(n, m, op));
}

static int
fill(Object *self, Object *initial)
{
    if (bytes_check(initial) || bytearray_check(initial)) {
        Object *r = call_method_text(self, "frombytes", &initial, 1);
        ref_xdec(r);
        return r == NULL ? -1 : 0;
    }
    if (str_check(initial)) {
        Object *r = call_method_text(self, "fromunicode", &initial, 1);
        ref_xdec(r);
        if (r != NULL) {
            SELF->allocated = array_size(self);
        }
        return r == NULL ? -1 : 0;
    }
    bool known = list_check(initial) || tuple_check(initial) ||
                 array_check(initial);
    if (!known) {
        return array_extend(SELF, initial);
    }
    ssize_t n = object_length(initial);
    if (n < 0) {
        return -1;
    }
    if (n > 0) {
        SELF->items = mem_alloc_zero((size_t)n * SELF->code->size);
        if (SELF->items == NULL) {
            error_no_memory();
            return -1;
        }
    }
    SELF->allocated = n;
    array_size(self) = n;
    for (ssize_t i = 0; i < n; i++) {
        Object *o = sequence_getitem(initial, i);
        int failed = o == NULL ? -1 : array_set(SELF, i, o);
        ref_xdec(o);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static Object *
array_new_slot(Type *type, Object *args, Object *kwargs)
{
    if (type == &array_type && !args_no_keywords("array.array", kwargs)) {
        return NULL;
    }
    ssize_t n = tuple_size(args);
    if (n < 1 || n > 2) {
        return error_format(EXC(TypeError),
                            "array() takes at %s %d argument%s (%zd given)",
                            n < 1 ? "least" : "most", n < 1 ? 1 : 2,
                            n < 1 ? "" : "s", n);
    }
    Object *letter = tuple_get(args, 0);
    if (!str_check(letter) || str_length(letter) != 1) {
        return error_format(EXC(TypeError),
                            "array() argument 1 must be a unicode character,"
                            " not %.50s", TYPE_OF(letter)->name);
    }
    Object *initial = n == 2 ? tuple_get(args, 1) : NULL;
    uint32_t c = str_char(letter, 0);
    if (initial != NULL && str_check(initial) && c != 'u') {
        return error_format(EXC(TypeError),
                            "cannot use a str to initialize an array with "
                            "typecode '%c'", (int)c);
    }
    if (initial != NULL && c != 'u' && array_check(initial) &&
        ((Array *)initial)->code->letter == 'u') {
        return error_format(EXC(TypeError),
                            "cannot use a unicode array to initialize an "
                            "array with typecode '%c'", (int)c);
    }
    const ArrayCode *code = array_find_code(c);
    if (code == NULL) {
        return error_set_text(EXC(ValueError),
                              "bad typecode (must be b, B, u, h, H, i, I, l,"
                              " L, q, Q, f or d)");
    }
    Object *self = array_new(type, 0, code);
    if (self != NULL && initial != NULL && fill(self, initial) < 0) {
        REF_CLEAR(self);
    }
    return self;
}

// ------------------------------------------------------------------- iterator

typedef struct ArrayIterator {
    Object base;
    ssize_t index;
    Object *array; /* owned; NULL when exhausted */
} ArrayIterator;

#define IT ((ArrayIterator *)self)

static Object *
array_iter(Object *self)
{
    ArrayIterator *it = object_new(&array_iterator_type, 0);
    if (it != NULL) {
        it->array = ref_new(self);
        RECORD_TOUCH(it);
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
iterator_next(Object *self)
{
    if (IT->array == NULL) {
        return NULL;
    }
    if (IT->index < array_size(IT->array)) {
        return array_get((Array *)IT->array, IT->index++);
    }
    ref_store(self, &IT->array, NULL);
    return NULL;
}

static Object *
iterator_reduce_array(Object *self, Object *unused)
{
    (void)unused;
    return iterator_reduce("iter", IT->array, IT->index, tuple_new(0));
}

static Object *
iterator_setstate(Object *self, Object *state)
{
    ssize_t index = number_as_ssize(state, EXC(OverflowError));
    if (index == -1 && error_occurred()) {
        return NULL;
    }
    if (IT->array != NULL) {
        ssize_t n = array_size(IT->array);
        IT->index = index < 0 ? 0 : index > n ? n : index;
    }
    return none_new();
}

static MethodDef iterator_methods[] = {
    {"__reduce__", iterator_reduce_array, METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", iterator_setstate, METH_O,
     "Set state information for unpickling."},
    {NULL, NULL, 0, NULL}};

static FieldDef iterator_members[] = {
    {"array", FIELD_OBJECT, offsetof(ArrayIterator, array),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type array_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "array.arrayiterator",
    .basicsize = sizeof(ArrayIterator),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
    .members = iterator_members,
};

static Object *
get_letter(Object *self, void *closure)
{
    (void)closure;
    return str_from_char((uint32_t)SELF->code->letter);
}

static Object *
get_itemsize(Object *self, void *closure)
{
    (void)closure;
    return int_from_size(SELF->code->size);
}

static GetSetDef array_getset[] = {
    {"typecode", get_letter, NULL,
     "the typecode character used to create the array", NULL},
    {"itemsize", get_itemsize, NULL,
     "the size, in bytes, of one array item", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static SequenceSlots array_sequence = {.length = length,
                                       .concat = concat,
                                       .repeat = repeat,
                                       .item = item,
                                       .contains = contains,
                                       .inplace_concat = inplace_concat,
                                       .inplace_repeat = inplace_repeat};
static MappingSlots array_mapping = {length, subscript, ass_subscript};
static BufferSlots array_buffer = {get_buffer, release_buffer};

STATIC_OBJECT Type array_type = {
    TYPE_HEAD_INIT,
    .name = "array.array",
    .basicsize = sizeof(Array),
    .dealloc = array_dealloc,
    .value_text = array_value_text,
    .repr = array_repr,
    .sequence = &array_sequence,
    .mapping = &array_mapping,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .buffer = &array_buffer,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_SEQUENCE,
    .doc = "array(typecode [, initializer]) -> array\n\nReturn a new array "
           "whose items are restricted by typecode, and\ninitialized from "
           "the optional initializer value, which must be a list,\nstring "
           "or iterable over elements of the appropriate type.",
    .richcompare = array_richcompare,
    .weaklist_offset = offsetof(Array, weaklist),
    .iter = array_iter,
    .methods = array_methods,
    .getset = array_getset,
    .alloc = type_generic_alloc,
    .new_ = array_new_slot,
    .size_of = array_size_of,
};

static MethodDef functions[] = {
    {"_array_reconstructor", METHOD(array_reconstructor), METH_FASTCALL,
     "Internal. Used for pickling support."},
    {NULL, NULL, 0, NULL}};

Object *
array_module_new(void)
{
    Object *m = module_new("array");
    if (m == NULL || type_ready(&array_type) < 0 ||
        type_ready(&array_iterator_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "array", ref_new(&array_type)) < 0 ||
        module_add(m, "ArrayType", ref_new(&array_type)) < 0 ||
        module_add_text(m, "typecodes", "bBuhHiIlLqQfd") < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
