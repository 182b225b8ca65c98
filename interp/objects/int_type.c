/* The int type: its methods and tables. */
#include <math.h>
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/format_spec.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

/* --- slots --- */

#define CHECK_INTS(a, b)                                                     \
    if (!int_check(a) || !int_check(b)) {                                    \
        return not_implemented_new();                                        \
    }

#define BINARY(name, function)                                               \
    static Object *name(Object *a, Object *b)                                \
    {                                                                        \
        CHECK_INTS(a, b)                                                     \
        return function;                                                     \
    }

BINARY(slot_add, int_add(a, b))
BINARY(slot_subtract, int_subtract(a, b))
BINARY(slot_multiply, int_multiply(a, b))
BINARY(slot_and, int_bitwise(a, '&', b))
BINARY(slot_or, int_bitwise(a, '|', b))
BINARY(slot_xor, int_bitwise(a, '^', b))
BINARY(slot_true_divide, int_true_divide(a, b))

static Object *
slot_floor_divide(Object *a, Object *b)
{
    CHECK_INTS(a, b)
    Object *quotient = NULL;
    if (int_size(a) == 1 && int_size(b) == 1) {
        return int_from_ssize(((Int *)a)->digits[0] / ((Int *)b)->digits[0]);
    }
    return int_divmod(a, b, &quotient, NULL) < 0 ? NULL : quotient;
}

static Object *
slot_remainder(Object *a, Object *b)
{
    CHECK_INTS(a, b)
    Object *rest = NULL;
    if (int_size(a) == 1 && int_size(b) == 1) {
        return int_from_ssize(((Int *)a)->digits[0] % ((Int *)b)->digits[0]);
    }
    if (int_size(b) == 0) {
        error_set_text(EXC(ZeroDivisionError), "integer modulo by zero");
        return NULL;
    }
    return int_divmod(a, b, NULL, &rest) < 0 ? NULL : rest;
}

static Object *
slot_divmod(Object *a, Object *b)
{
    CHECK_INTS(a, b)
    Object *both[2];
    if (int_divmod(a, b, &both[0], &both[1]) < 0) {
        return NULL;
    }
    return tuple_from_array_steal(both, 2);
}

static Object *
slot_power(Object *a, Object *b, Object *modulus)
{
    CHECK_INTS(a, b)
    if (modulus != NONE && !int_check(modulus)) {
        return not_implemented_new();
    }
    return int_power(a, b, modulus);
}

/* The count of a shift: 1 and *out, 0 when it is larger than any number has
 * bits, -1 with an error when negative. */
static int
shift_count(Object *b, size_t *out)
{
    if (int_size(b) < 0) {
        error_set_text(EXC(ValueError), "negative shift count");
        return -1;
    }
    if (int_num_bits(b) > 62) {
        return 0;
    }
    *out = int_as_u64_mask(b);
    return 1;
}

static Object *
slot_lshift(Object *a, Object *b)
{
    CHECK_INTS(a, b)
    size_t count;
    int fits = shift_count(b, &count);
    if (fits < 0) {
        return NULL;
    }
    if (int_size(a) == 0) {
        return int_from_ssize(0);
    }
    if (fits == 0) {
        error_set_text(EXC(OverflowError), "too many digits in integer");
        return NULL;
    }
    return int_lshift(a, count);
}

static Object *
slot_rshift(Object *a, Object *b)
{
    CHECK_INTS(a, b)
    size_t count;
    int fits = shift_count(b, &count);
    if (fits < 0) {
        return NULL;
    }
    if (fits == 0) {
        return int_from_ssize(int_size(a) < 0 ? -1 : 0);
    }
    return int_rshift(a, count);
}

static int
slot_boolean(Object *o)
{
    return int_size(o) != 0;
}

static Object *
slot_float(Object *o)
{
    double value = int_as_double(o);
    if (value == -1.0 && error_occurred() != NULL) {
        return NULL;
    }
    return float_new(value);
}

static Object *
slot_repr(Object *o)
{
    return int_to_str(o, 10, false);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    CHECK_INTS(a, b)
    int order = a == b ? 0 : int_compare(a, b);
    bool result = op == CMP_LT   ? order < 0
                  : op == CMP_LE ? order <= 0
                  : op == CMP_EQ ? order == 0
                  : op == CMP_NE ? order != 0
                  : op == CMP_GT ? order > 0
                                 : order >= 0;
    return bool_new(result);
}

static size_t
slot_size_of(Object *o)
{
    ssize_t n = int_size(o) < 0 ? -int_size(o) : int_size(o);
    return offsetof(Int, digits) + (size_t)(n > 0 ? n : 1) * sizeof(uint32_t);
}

static NOINLINE void
dealloc_slowly(Object *o)
{
    if (TYPE_OF(o) == &int_type) {
        int_free(o);
    } else {
        object_end(o);
    }
}

// Calls nothing but what ends it: so no register is saved.
static void
slot_dealloc(Object *o)
{
    if (LIKELY(TYPE_OF(o) == &int_type && int_is_short(o)) &&
        LIKELY(RECORD_FREES_NUMBER(o))) {
        mem_free_sized(o, INT_BLOCK);
    } else {
        dealloc_slowly(o);
    }
}

static int
slot_raw_value(Object *o, uint64_t bits[2])
{
    ssize_t n = int_size(o);
    if (n < -2 || n > 2) {
        return 0;
    }
    uint64_t value = n == 0 ? 0 : ((Int *)o)->digits[0];
    if (n == 2 || n == -2) {
        value |= (uint64_t)((Int *)o)->digits[1] << INT_SHIFT;
    }
    *bits = n < 0 ? 0 - value : value;
    return 1;
}

/* Decimal without allocating: exact up to four digits of 30 bits, else the
 * first four figures and how many there are. */
static void
slot_value_text(Object *o, char *out, size_t size)
{
    ssize_t n = int_size(o) < 0 ? -int_size(o) : int_size(o);
    const char *sign = int_size(o) < 0 ? "-" : "";
    if (n > 4) {
        ssize_t exponent;
        long double figures
            = log10l(fabsl((long double)int_frexp(o, &exponent)))
              + (long double)exponent * log10l(2.0L);
        long double whole = floorl(figures);
        snprintf(out, size, "%s%d\xe2\x80\xa6(%.0Lf digits)", sign,
                 (int)powl(10.0L, figures - whole + 3), whole + 1);
        return;
    }
    unsigned __int128 value = 0;
    for (ssize_t i = n; i-- > 0;) {
        value = value << INT_SHIFT | ((Int *)o)->digits[i];
    }
    char digits[44];
    size_t place = sizeof digits;
    digits[--place] = '\0';
    do {
        digits[--place] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value != 0);
    snprintf(out, size, "%s%s", sign, digits + place);
}

/* --- making --- */

static Object *
new_subclass(Type *type, Object *args, Object *kwargs)
{
    Object *value = int_type.new_(&int_type, args, kwargs);
    if (value == NULL) {
        return NULL;
    }
    ssize_t size = int_size(value);
    ssize_t n = size < 0 ? -size : size;
    Int *o = (Int *)type->alloc(type, n > 0 ? n : 1);
    if (o != NULL) {
        o->base.size = size;
        o->digits[0] = 0;
        memcpy(o->digits, ((Int *)value)->digits,
               (size_t)n * sizeof(uint32_t));
    }
    ref_dec(value);
    return OBJ(o);
}

static Object *
from_text_object(Object *x, Object *base_object)
{
    ssize_t base = number_as_ssize(base_object, NULL);
    if (base == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if ((base != 0 && base < 2) || base > 36) {
        error_set_text(EXC(ValueError),
                       "int() base must be >= 2 and <= 36, or 0");
        return NULL;
    }
    if (str_check(x)) {
        return int_from_str(x, (int)base);
    }
    if (bytes_check(x)) {
        return int_from_text_bytes(bytes_data(x), bytes_size(x), (int)base,
                                   x);
    }
    if (bytearray_check(x)) {
        return int_from_text_bytes(bytearray_data(x), bytearray_size(x),
                                   (int)base, x);
    }
    error_set_text(EXC(TypeError),
                   "int() can't convert non-string with explicit base");
    return NULL;
}

static const char *const new_names[] = {"", "base", NULL};
static const ArgsSpec new_spec = {"int", new_names, 0, 1, 0};

static Object *
new_value(Object *value, Object *base)
{
    if (value == NULL && base != NULL) {
        return error_set_text(EXC(TypeError),
                              "int() missing string argument");
    }
    return value == NULL  ? int_from_ssize(0)
           : base == NULL ? number_int(value)
                          : from_text_object(value, base);
}

static Object *
int_vectorcall(Object *type UNUSED, Object *const *args, size_t nargsf,
               Object *kwnames)
{
    Object *out[2];
    if (call_nargs(nargsf) == 1 && kwnames == NULL) {
        return number_int(args[0]);
    }
    return args_parse(&new_spec, args, call_nargs(nargsf), kwnames, out)
               ? new_value(out[0], out[1])
               : NULL;
}

static Object *
int_new(Type *type, Object *args, Object *kwargs)
{
    Object *out[2];
    if (type != &int_type) {
        return new_subclass(type, args, kwargs);
    }
    return args_parse_tuple(&new_spec, args, kwargs, out)
               ? new_value(out[0], out[1])
               : NULL;
}

/* --- methods --- */

static Object *
method_self(Object *self, Object *unused UNUSED)
{
    return int_copy_exact(self);
}

static Object *
method_bit_length(Object *self, Object *unused UNUSED)
{
    return int_from_size(int_num_bits(self));
}

static Object *
method_bit_count(Object *self, Object *unused UNUSED)
{
    ssize_t n = int_size(self) < 0 ? -int_size(self) : int_size(self);
    size_t count = 0;
    for (ssize_t i = 0; i < n; i++) {
        count += (size_t)__builtin_popcount(((Int *)self)->digits[i]);
    }
    return int_from_size(count);
}

static Object *
method_as_integer_ratio(Object *self, Object *unused UNUSED)
{
    Object *both[2] = {int_copy_exact(self), int_from_ssize(1)};
    if (both[0] == NULL) {
        ref_dec(both[1]);
        return NULL;
    }
    return tuple_from_array_steal(both, 2);
}

static Object *
method_getnewargs(Object *self, Object *unused UNUSED)
{
    Object *copy = int_copy_exact(self);
    return copy == NULL ? NULL : tuple_from_array_steal(&copy, 1);
}

static Object *
method_round(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("__round__", nargs, 0, 1)) {
        return NULL;
    }
    return nargs == 0 ? int_copy_exact(self) : int_round(self, args[0]);
}

static Object *
method_format(Object *self, Object *spec)
{
    if (!str_check(spec)) {
        return error_format(EXC(TypeError),
                            "__format__() argument must be str, not %s",
                            TYPE_OF(spec)->name);
    }
    return format_int(self, spec);
}

/* "little" and "big"; -1 with ValueError. */
static int
read_byteorder(Object *o)
{
    if (o == NULL || str_equal_text(o, "big")) {
        return 0;
    }
    if (str_equal_text(o, "little")) {
        return 1;
    }
    error_set_text(EXC(ValueError),
                   "byteorder must be either 'little' or 'big'");
    return -1;
}

/* Whether argument `o` is a str or absent. */
static bool
byteorder_is_str(const char *function, Object *o)
{
    if (o == NULL || str_check(o)) {
        return true;
    }
    error_format(EXC(TypeError),
                 "%s() argument 'byteorder' must be str, not %.50s",
                 function, o == NONE ? "None" : TYPE_OF(o)->name);
    return false;
}

static Object *
method_to_bytes(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    static const char *const names[] = {"length", "byteorder", "signed", NULL};
    static const ArgsSpec spec = {"to_bytes", names, 0, 0, 1};
    Object *out[3];
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    ssize_t length = 1;
    if (out[0] != NULL) {
        length = number_as_argument(out[0]);
        if (length == -1 && error_occurred() != NULL) {
            return NULL;
        }
    }
    if (!byteorder_is_str("to_bytes", out[1])) {
        return NULL;
    }
    int is_signed = out[2] == NULL ? 0 : object_is_true(out[2]);
    int little = is_signed < 0 ? -1 : read_byteorder(out[1]);
    if (little < 0) {
        return NULL;
    }
    if (length < 0) {
        error_set_text(EXC(ValueError),
                       "length argument must be non-negative");
        return NULL;
    }
    Object *bytes = bytes_new(NULL, length);
    if (bytes != NULL
        && int_as_bytes(self, (uint8_t *)bytes_data(bytes), (size_t)length,
                        little, is_signed) < 0) {
        REF_CLEAR(bytes);
    }
    return bytes;
}

static Object *
method_from_bytes(Object *type, Object *const *args, ssize_t nargs,
                  Object *kwnames)
{
    static const char *const names[]
        = {"bytes", "byteorder", "signed", NULL};
    static const ArgsSpec spec = {"from_bytes", names, 1, 0, 1};
    Object *out[3];
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || !byteorder_is_str("from_bytes", out[1])) {
        return NULL;
    }
    int is_signed = out[2] == NULL ? 0 : object_is_true(out[2]);
    int little = is_signed < 0 ? -1 : read_byteorder(out[1]);
    if (little < 0) {
        return NULL;
    }
    Object *bytes = object_bytes(out[0]);
    if (bytes == NULL) {
        return NULL;
    }
    Object *value
        = int_from_bytes((uint8_t *)bytes_data(bytes),
                         (size_t)bytes_size(bytes), little, is_signed);
    ref_dec(bytes);
    if (value != NULL && type != OBJ(&int_type)) {
        REF_SET(value, call_one(type, value));
    }
    return value;
}

static Object *
get_self(Object *self, void *closure UNUSED)
{
    return int_copy_exact(self);
}

static Object *
get_constant(Object *self UNUSED, void *closure)
{
    return int_from_ssize((ssize_t)closure);
}

static GetSetDef int_getset[] = {
    {"real", get_self, NULL, "the real part of a complex number", NULL},
    {"imag", get_constant, NULL, "the imaginary part of a complex number",
     NULL},
    {"numerator", get_self, NULL,
     "the numerator of a rational number in lowest terms", NULL},
    {"denominator", get_constant, NULL,
     "the denominator of a rational number in lowest terms", (void *)1},
    {NULL, NULL, NULL, NULL, NULL},
};

static MethodDef int_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nReturns size in memory, in bytes."},
    {"conjugate", METHOD(method_self), METH_NOARGS,
     "Returns self, the complex conjugate of any int."},
    {"bit_length", METHOD(method_bit_length), METH_NOARGS,
     "bit_length($self, /)\n--\n\n"
     "Number of bits necessary to represent self in binary."},
    {"bit_count", METHOD(method_bit_count), METH_NOARGS,
     "bit_count($self, /)\n--\n\n"
     "Number of ones in the binary representation of the absolute value."},
    {"to_bytes", METHOD(method_to_bytes), METH_FASTCALL | METH_KEYWORDS,
     "to_bytes($self, /, length=1, byteorder='big', *, signed=False)\n"
     "--\n\nReturn an array of bytes representing an integer."},
    {"from_bytes", METHOD(method_from_bytes),
     METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "from_bytes($type, /, bytes, byteorder='big', *, signed=False)\n"
     "--\n\nReturn the integer represented by the given array of bytes."},
    {"as_integer_ratio", METHOD(method_as_integer_ratio), METH_NOARGS,
     "as_integer_ratio($self, /)\n--\n\nReturn integer ratio."},
    {"__trunc__", METHOD(method_self), METH_NOARGS,
     "Truncating an Integral returns itself."},
    {"__floor__", METHOD(method_self), METH_NOARGS,
     "Flooring an Integral returns itself."},
    {"__ceil__", METHOD(method_self), METH_NOARGS,
     "Ceiling of an Integral returns itself."},
    {"__round__", METHOD(method_round), METH_FASTCALL,
     "Rounding an Integral returns itself."},
    {"__getnewargs__", METHOD(method_getnewargs), METH_NOARGS,
     "__getnewargs__($self, /)\n--\n\n"},
    {"__format__", METHOD(method_format), METH_O,
     "__format__($self, format_spec, /)\n--\n\n"},
    {NULL, NULL, 0, NULL},
};

static NumberSlots int_number = {
    .add = slot_add,
    .subtract = slot_subtract,
    .multiply = slot_multiply,
    .remainder = slot_remainder,
    .divmod = slot_divmod,
    .power = slot_power,
    .negative = int_negative,
    .positive = int_copy_exact,
    .absolute = int_absolute,
    .boolean = slot_boolean,
    .invert = int_invert,
    .lshift = slot_lshift,
    .rshift = slot_rshift,
    .and_ = slot_and,
    .xor_ = slot_xor,
    .or_ = slot_or,
    .int_ = int_copy_exact,
    .float_ = slot_float,
    .floor_divide = slot_floor_divide,
    .true_divide = slot_true_divide,
    .index = int_copy_exact,
};

STATIC_OBJECT Type int_type = {
    TYPE_HEAD_INIT,
    .name = "int",
    .basicsize = offsetof(Int, digits),
    .itemsize = sizeof(uint32_t),
    .dealloc = slot_dealloc,
    .value_text = slot_value_text,
    .raw_value = slot_raw_value,
    .repr = slot_repr,
    .number = &int_number,
    .hash = int_hash,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_INT_SUBCLASS
             | TYPE_MATCH_SELF,
    .doc = "int([x]) -> integer\n"
           "int(x, base=10) -> integer\n\n"
           "The integer of a number or of a text; 0 without an argument.",
    .richcompare = slot_richcompare,
    .methods = int_methods,
    .getset = int_getset,
    .new_ = int_new,
    .vectorcall = int_vectorcall,
    .size_of = slot_size_of,
};
