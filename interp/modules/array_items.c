/* The items of array.array: as objects and back, and how an array grows. */
#include "interp/modules/array_module.h"

#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

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
        return v.I <= 0x10ffff
                   ? str_from_char(v.I)
                   : error_set_text(EXC(ValueError),
                                    "chr() arg not in range(0x110000)");
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
