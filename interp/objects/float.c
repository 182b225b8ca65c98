/* The float type: numbers, arithmetic, slots. */
#include "interp/objects/float.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "gc/event.h"
#include "interp/objects/bool.h"
#include "interp/objects/complex.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

bool
float_check_subclass(const void *o)
{
    for (const Type *type = TYPE_OF(o); type != NULL; type = type->base) {
        if (type == &float_type) {
            return true;
        }
    }
    return false;
}

Object *
float_new(double value)
{
    Float *o = object_new_number(&float_type, mem_alloc_sized(sizeof(Float)));
    if (o != NULL) {
        o->value = value;
    }
    return OBJ(o);
}

int
float_check_answer(Object *o, Object *answer)
{
    if (float_check_exact(answer)) {
        return 0;
    }
    if (!float_check(answer)) {
        error_format(EXC(TypeError),
                     "%.50s.__float__ returned non-float (type %.50s)",
                     TYPE_OF(o)->name, TYPE_OF(answer)->name);
        return -1;
    }
    return error_warn(EXC(DeprecationWarning),
                      "%.50s.__float__ returned non-float (type %.50s).  "
                      "The ability to return an instance of a strict "
                      "subclass of float is deprecated, and may be removed "
                      "in a future version of Python.",
                      TYPE_OF(o)->name, TYPE_OF(answer)->name);
}

/* The answer of __float__, checked. */
static double
call_float_slot(Object *o)
{
    Object *result = TYPE_OF(o)->number->float_(o);
    if (result == NULL) {
        return -1.0;
    }
    if (float_check_answer(o, result) < 0) {
        ref_dec(result);
        return -1.0;
    }
    double value = float_value(result);
    ref_dec(result);
    return value;
}

double
float_as_double(Object *o)
{
    if (o == NULL) {
        error_bad_argument();
        return -1.0;
    }
    if (float_check(o)) {
        return float_value(o);
    }
    const NumberSlots *number = TYPE_OF(o)->number;
    if (number != NULL && number->float_ != NULL) {
        return call_float_slot(o);
    }
    if (number != NULL && number->index != NULL) {
        Object *index = number_index(o);
        if (index == NULL) {
            return -1.0;
        }
        double value = int_as_double(index);
        ref_dec(index);
        return value;
    }
    error_format(EXC(TypeError), "must be real number, not %.50s",
                 TYPE_OF(o)->name);
    return -1.0;
}

static const ssize_t SECONDS_MAX = INT64_MAX / 1000000000; // as nanoseconds

double
float_as_seconds(Object *o)
{
    if (float_check(o)) {
        if (isnan(float_value(o))) {
            error_set_text(EXC(ValueError),
                           "Invalid value NaN (not a number)");
            return -1.0;
        }
        return float_value(o);
    }
    Object *index = number_index(o);
    if (index == NULL) {
        return -1.0;
    }
    ssize_t value = int_as_ssize(index);
    bool is_large = (value == -1 && error_occurred() != NULL) ||
                    value > SECONDS_MAX || value < -SECONDS_MAX;
    ref_dec(index);
    if (is_large) {
        error_set_text(EXC(OverflowError),
                       "timestamp too large to convert to C _PyTime_t");
        return -1.0;
    }
    return (double)value;
}

/* As int_hash: a rational number modulo 2**61 - 1. */
HashValue
float_hash_double(Object *owner, double value)
{
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    if (!isfinite(value)) {
        return isnan(value) ? hash_pointer(owner)
                            : value > 0 ? 314159 : -314159;
    }
    int exponent;
    double mantissa = frexp(fabs(value), &exponent);
    uint64_t x = 0;
    while (mantissa != 0.0) {
        x = ((x << 28) & modulus) | x >> (61 - 28);
        mantissa *= 268435456.0;
        exponent -= 28;
        uint64_t digit = (uint64_t)mantissa;
        mantissa -= (double)digit;
        x += digit;
        if (x >= modulus) {
            x -= modulus;
        }
    }
    exponent = exponent >= 0 ? exponent % 61 : 60 - (-1 - exponent) % 61;
    x = ((x << exponent) & modulus) | x >> (61 - exponent);
    if (value < 0) {
        x = 0 - x;
    }
    return x == (uint64_t)-1 ? -2 : (HashValue)x;
}

/* --- operators --- */

/* Reads both operands of an operator; 1, 0 not ours, -1 error. */
static int
operands(Object *a, Object *b, double *x, double *y)
{
    Object *from[2] = {a, b};
    double *to[2] = {x, y};
    for (int i = 0; i < 2; i++) {
        if (float_check(from[i])) {
            *to[i] = float_value(from[i]);
        } else if (int_check(from[i])) {
            *to[i] = int_as_double(from[i]);
            if (*to[i] == -1.0 && error_occurred() != NULL) {
                return -1;
            }
        } else {
            return 0;
        }
    }
    return 1;
}

#define OPERANDS(a, b)                                                       \
    double x, y;                                                             \
    int status = operands(a, b, &x, &y);                                     \
    if (status <= 0) {                                                       \
        return status < 0 ? NULL : not_implemented_new();                    \
    }

static Object *
division_error(const char *text)
{
    return error_set_text(EXC(ZeroDivisionError), text);
}

static Object *
slot_add(Object *a, Object *b)
{
    OPERANDS(a, b)
    return float_new(x + y);
}

static Object *
slot_subtract(Object *a, Object *b)
{
    OPERANDS(a, b)
    return float_new(x - y);
}

static Object *
slot_multiply(Object *a, Object *b)
{
    OPERANDS(a, b)
    return float_new(x * y);
}

static Object *
slot_true_divide(Object *a, Object *b)
{
    OPERANDS(a, b)
    if (y == 0.0) {
        return division_error("float division by zero");
    }
    return float_new(x / y);
}

void
float_divmod_double(double a, double b, double *div, double *mod)
{
    *mod = fmod(a, b);
    *div = (a - *mod) / b;
    if (*mod != 0.0) {
        if ((b < 0) != (*mod < 0)) {
            *mod += b;
            *div -= 1.0;
        }
    } else {
        *mod = copysign(0.0, b);
    }
    if (*div != 0.0) {
        double whole = floor(*div);
        *div = *div - whole > 0.5 ? whole + 1.0 : whole;
    } else {
        *div = copysign(0.0, a / b);
    }
}

static Object *
slot_remainder(Object *a, Object *b)
{
    OPERANDS(a, b)
    if (y == 0.0) {
        return division_error("float modulo");
    }
    double div, mod;
    float_divmod_double(x, y, &div, &mod);
    return float_new(mod);
}

static Object *
slot_floor_divide(Object *a, Object *b)
{
    OPERANDS(a, b)
    if (y == 0.0) {
        return division_error("float floor division by zero");
    }
    double div, mod;
    float_divmod_double(x, y, &div, &mod);
    return float_new(div);
}

static Object *
slot_divmod(Object *a, Object *b)
{
    OPERANDS(a, b)
    if (y == 0.0) {
        return division_error("float divmod()");
    }
    double div, mod;
    float_divmod_double(x, y, &div, &mod);
    Object *both[2] = {float_new(div), float_new(mod)};
    if (both[0] == NULL || both[1] == NULL) {
        ref_xdec(both[0]);
        ref_xdec(both[1]);
        return NULL;
    }
    return tuple_from_array_steal(both, 2);
}

/* x ** y where C's pow and Python differ; true and *out when decided. */
static bool
power_special(double x, double y, double *out)
{
    bool odd = fmod(fabs(y), 2.0) == 1.0;
    if (y == 0.0 || x == 1.0) {
        *out = 1.0;
    } else if (isnan(x) || isnan(y)) {
        *out = isnan(x) ? x : y;
    } else if (isinf(y)) {
        x = fabs(x);
        *out = x == 1.0 ? 1.0 : (y > 0.0) == (x > 1.0) ? fabs(y) : 0.0;
    } else if (isinf(x)) {
        *out = y > 0.0 ? (odd ? x : fabs(x)) : odd ? copysign(0.0, x) : 0.0;
    } else if (x == 0.0 && y > 0.0) {
        *out = odd ? x : 0.0;
    } else {
        return false;
    }
    return true;
}

Object *
float_power(Object *a, Object *b, Object *modulus)
{
    if (modulus != NULL && modulus != NONE) {
        return error_set_text(EXC(TypeError),
                              "pow() 3rd argument not allowed unless all "
                              "arguments are integers");
    }
    OPERANDS(a, b)
    double result;
    if (power_special(x, y, &result)) {
        return float_new(result);
    }
    if (x == 0.0) {
        return division_error("0.0 cannot be raised to a negative power");
    }
    bool negate = false;
    if (x < 0.0) {
        if (y != floor(y)) {
            return complex_type.number->power(a, b, NONE);
        }
        x = -x;
        negate = fmod(fabs(y), 2.0) == 1.0;
    }
    result = pow(x, y);
    if (isinf(result)) {
        errno = ERANGE;
        return error_from_errno(EXC(OverflowError), NULL);
    }
    return float_new(negate ? -result : result);
}

static Object *
slot_negative(Object *o)
{
    return float_new(-float_value(o));
}

static Object *
slot_positive(Object *o)
{
    return float_check_exact(o) ? ref_new(o) : float_new(float_value(o));
}

static Object *
slot_absolute(Object *o)
{
    return float_new(fabs(float_value(o)));
}

static int
slot_boolean(Object *o)
{
    return float_value(o) != 0.0;
}

static Object *
slot_int(Object *o)
{
    return int_from_double(float_value(o));
}

/* --- comparison --- */

/* A finite or infinite double against an int: the sign of the difference;
 * an int of more than 53 bits is compared as an int. */
static int
compare_with_int(double x, Object *number, int *order)
{
    if (isinf(x) || int_num_bits(number) <= DBL_MANT_DIG) {
        double y = isinf(x) ? 0.0 : int_as_double(number);
        *order = x < y ? -1 : x > y;
        return 0;
    }
    Object *whole = int_from_double(x);
    if (whole == NULL) {
        return -1;
    }
    *order = int_compare(whole, number);
    ref_dec(whole);
    return 0;
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    double x = float_value(a);
    double y = 0.0;
    if (float_check(b)) {
        y = float_value(b);
    } else if (!int_check(b)) {
        return not_implemented_new();
    } else if (!isnan(x)) {
        int order = 0;
        if (compare_with_int(x, b, &order) < 0) {
            return NULL;
        }
        x = order;
    }
    bool result = op == CMP_LT   ? x < y
                  : op == CMP_LE ? x <= y
                  : op == CMP_EQ ? x == y
                  : op == CMP_NE ? x != y
                  : op == CMP_GT ? x > y
                                 : x >= y;
    return bool_new(result);
}

static HashValue
slot_hash(Object *o)
{
    return float_hash_double(o, float_value(o));
}

static Object *
slot_repr(Object *o)
{
    char *text = float_to_text(float_value(o), 'r', 0, FLOAT_ADD_DOT_0);
    Object *result = text == NULL ? NULL : str_from_text(text);
    mem_free(text);
    return result;
}

static int
slot_raw_value(Object *o, uint64_t bits[2])
{
    double value = float_value(o);
    memcpy(bits, &value, sizeof(*bits));
    return 2;
}

static void
slot_value_text(Object *o, char *out, size_t size)
{
    uint64_t bits[2];
    (void)slot_raw_value(o, bits);
    event_number_text(EVENT_FLOAT, bits[0], out, size);
}

static NOINLINE void
dealloc_slowly(Object *o)
{
    if (TYPE_OF(o) == &float_type) {
        float_free(o);
    } else {
        object_end(o);
    }
}

// Calls nothing but what ends it: so no register is saved.
static void
slot_dealloc(Object *o)
{
    if (LIKELY(TYPE_OF(o) == &float_type) && LIKELY(RECORD_FREES_NUMBER(o))) {
        mem_free_sized(o, sizeof(Float));
    } else {
        dealloc_slowly(o);
    }
}

/* --- making --- */

static Object *
new_value(Object *x)
{
    return x == NULL            ? float_new(0.0)
           : str_check_exact(x) ? float_from_str(x)
                                : number_float(x);
}

static Object *
slot_vectorcall(Object *type UNUSED, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    ssize_t n = call_nargs(nargsf);
    return args_no_kwnames("float", kwnames) &&
                   args_check_count("float", n, 0, 1)
               ? new_value(n == 0 ? NULL : args[0])
               : NULL;
}

static Object *
slot_new(Type *type, Object *args, Object *kwargs)
{
    if ((type == &float_type || type->init == float_type.init)
        && !args_no_keywords("float", kwargs)) {
        return NULL;
    }
    if (!args_check_count("float", tuple_size(args), 0, 1)) {
        return NULL;
    }
    Object *value = new_value(tuple_size(args) == 0 ? NULL
                                                    : tuple_get(args, 0));
    if (value == NULL || type == &float_type) {
        return value;
    }
    Float *o = (Float *)type->alloc(type, 0);
    if (o != NULL) {
        o->value = float_value(value);
    }
    ref_dec(value);
    return OBJ(o);
}

extern GetSetDef float_getset[]; // float_methods.c
extern MethodDef float_methods[];

static NumberSlots float_number = {
    .add = slot_add,
    .subtract = slot_subtract,
    .multiply = slot_multiply,
    .remainder = slot_remainder,
    .divmod = slot_divmod,
    .power = float_power,
    .negative = slot_negative,
    .positive = slot_positive,
    .absolute = slot_absolute,
    .boolean = slot_boolean,
    .int_ = slot_int,
    .float_ = slot_positive,
    .floor_divide = slot_floor_divide,
    .true_divide = slot_true_divide,
};

STATIC_OBJECT Type float_type = {
    TYPE_HEAD_INIT,
    .name = "float",
    .basicsize = sizeof(Float),
    .dealloc = slot_dealloc,
    .value_text = slot_value_text,
    .raw_value = slot_raw_value,
    .repr = slot_repr,
    .number = &float_number,
    .hash = slot_hash,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_MATCH_SELF,
    .doc = "float(x=0, /)\n--\n\n"
           "Convert a string or number to a floating point number, if "
           "possible.",
    .richcompare = slot_richcompare,
    .methods = float_methods,
    .getset = float_getset,
    .new_ = slot_new,
    .vectorcall = slot_vectorcall,
};
