/* The complex type: arithmetic, slots, methods. */
#include "interp/objects/complex.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/format_spec.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

#define VALUE(o) (((Complex *)(o))->value)

bool
complex_check(const void *o)
{
    for (const Type *type = TYPE_OF(o); type != NULL; type = type->base) {
        if (type == &complex_type) {
            return true;
        }
    }
    return false;
}

Object *
complex_new(double real, double imag)
{
    void *block = mem_alloc_sized(sizeof(Complex));
    Complex *o = object_new_number(&complex_type, block);
    if (o != NULL) {
        o->value = (ComplexValue){real, imag};
    }
    return OBJ(o);
}

static Object *
from_value(ComplexValue value)
{
    return complex_new(value.real, value.imag);
}

double
complex_real(Object *o)
{
    return complex_check(o) ? VALUE(o).real : float_as_double(o);
}

double
complex_imag(Object *o)
{
    return complex_check(o) ? VALUE(o).imag : 0.0;
}

Object *
complex_call_method(Object *o)
{
    Object *name = str_intern_text("__complex__");
    if (name == NULL) {
        return NULL;
    }
    Object *method = lookup_special(o, name);
    ref_dec(name);
    if (method == NULL) {
        return NULL;
    }
    Object *result = call_none(method);
    ref_dec(method);
    if (result != NULL && !complex_check(result)) {
        error_format(EXC(TypeError),
                     "__complex__ returned non-complex (type %.200s)",
                     TYPE_OF(result)->name);
        REF_CLEAR(result);
    }
    if (result != NULL && !complex_check_exact(result)
        && error_warn(EXC(DeprecationWarning),
                      "__complex__ returned non-complex (type "
                      "%.200s).  The ability to return an instance of a "
                      "strict subclass of complex is deprecated, and may "
                      "not be supported in a future version of Python.",
                      TYPE_OF(result)->name)
               < 0) {
        REF_CLEAR(result);
    }
    return result;
}

ComplexValue
complex_as_value(Object *o)
{
    if (complex_check(o)) {
        return VALUE(o);
    }
    Object *result = complex_call_method(o);
    if (result != NULL) {
        ComplexValue value = VALUE(result);
        ref_dec(result);
        return value;
    }
    if (error_occurred() != NULL) {
        return (ComplexValue){-1.0, 0.0};
    }
    return (ComplexValue){float_as_double(o), 0.0};
}

/* --- arithmetic --- */

static ComplexValue
product(ComplexValue a, ComplexValue b)
{
    return (ComplexValue){a.real * b.real - a.imag * b.imag,
                          a.real * b.imag + a.imag * b.real};
}

/* Scaled by the larger part of b, so that nothing overflows early; errno
 * EDOM for division by zero. */
static ComplexValue
quotient(ComplexValue a, ComplexValue b)
{
    double real = fabs(b.real);
    double imag = fabs(b.imag);
    if (real >= imag) {
        if (real == 0.0) {
            errno = EDOM;
            return (ComplexValue){0.0, 0.0};
        }
        double ratio = b.imag / b.real;
        double denominator = b.real + b.imag * ratio;
        return (ComplexValue){(a.real + a.imag * ratio) / denominator,
                              (a.imag - a.real * ratio) / denominator};
    }
    if (imag >= real) {
        double ratio = b.real / b.imag;
        double denominator = b.real * ratio + b.imag;
        return (ComplexValue){(a.real * ratio + a.imag) / denominator,
                              (a.imag * ratio - a.real) / denominator};
    }
    return (ComplexValue){(double)NAN, (double)NAN};
}

static ComplexValue
power_whole(ComplexValue x, long n)
{
    ComplexValue result = {1.0, 0.0};
    ComplexValue power = x;
    for (long mask = 1, m = n < 0 ? -n : n; mask <= m; mask <<= 1) {
        if ((m & mask) != 0) {
            result = product(result, power);
        }
        power = product(power, power);
    }
    return n > 0 ? result : quotient((ComplexValue){1.0, 0.0}, result);
}

static ComplexValue
power_general(ComplexValue a, ComplexValue b)
{
    if (b.real == 0.0 && b.imag == 0.0) {
        return (ComplexValue){1.0, 0.0};
    }
    if (a.real == 0.0 && a.imag == 0.0) {
        if (b.imag != 0.0 || b.real < 0.0) {
            errno = EDOM;
        }
        return (ComplexValue){0.0, 0.0};
    }
    double size = hypot(a.real, a.imag);
    double length = pow(size, b.real);
    double angle = atan2(a.imag, a.real);
    double phase = angle * b.real;
    if (b.imag != 0.0) {
        length /= exp(angle * b.imag);
        phase += b.imag * log(size);
    }
    return (ComplexValue){length * cos(phase), length * sin(phase)};
}

/* Reads an operand: 1, 0 not a number, -1 error. */
static int
operand(Object *o, ComplexValue *out)
{
    if (complex_check(o)) {
        *out = VALUE(o);
    } else if (float_check(o)) {
        *out = (ComplexValue){float_value(o), 0.0};
    } else if (int_check(o)) {
        *out = (ComplexValue){int_as_double(o), 0.0};
        if (out->real == -1.0 && error_occurred() != NULL) {
            return -1;
        }
    } else {
        return 0;
    }
    return 1;
}

#define OPERANDS(a, b)                                                       \
    ComplexValue x, y;                                                       \
    int status = operand(a, &x);                                             \
    if (status > 0) {                                                        \
        status = operand(b, &y);                                             \
    }                                                                        \
    if (status <= 0) {                                                       \
        return status < 0 ? NULL : not_implemented_new();                    \
    }

static Object *
slot_add(Object *a, Object *b)
{
    OPERANDS(a, b)
    return complex_new(x.real + y.real, x.imag + y.imag);
}

static Object *
slot_subtract(Object *a, Object *b)
{
    OPERANDS(a, b)
    return complex_new(x.real - y.real, x.imag - y.imag);
}

static Object *
slot_multiply(Object *a, Object *b)
{
    OPERANDS(a, b)
    return from_value(product(x, y));
}

static Object *
slot_true_divide(Object *a, Object *b)
{
    OPERANDS(a, b)
    errno = 0;
    ComplexValue result = quotient(x, y);
    if (errno == EDOM) {
        return error_set_text(EXC(ZeroDivisionError),
                              "complex division by zero");
    }
    return from_value(result);
}

static Object *
slot_power(Object *a, Object *b, Object *modulus)
{
    OPERANDS(a, b)
    if (modulus != NONE) {
        return error_set_text(EXC(ValueError), "complex modulo");
    }
    errno = 0;
    ComplexValue result;
    if (y.imag == 0.0 && y.real == floor(y.real) && fabs(y.real) <= 100.0) {
        result = power_whole(x, (long)y.real);
    } else {
        result = power_general(x, y);
    }
    if (errno == EDOM) {
        return error_set_text(EXC(ZeroDivisionError),
                              "0.0 to a negative or complex power");
    }
    if (isinf(result.real) || isinf(result.imag)) {
        return error_set_text(EXC(OverflowError), "complex exponentiation");
    }
    return from_value(result);
}

static Object *
slot_negative(Object *o)
{
    return complex_new(-VALUE(o).real, -VALUE(o).imag);
}

static Object *
slot_positive(Object *o)
{
    return complex_check_exact(o) ? ref_new(o) : from_value(VALUE(o));
}

static Object *
slot_absolute(Object *o)
{
    double size = hypot(VALUE(o).real, VALUE(o).imag);
    if (isinf(size) && isfinite(VALUE(o).real) && isfinite(VALUE(o).imag)) {
        return error_set_text(EXC(OverflowError),
                              "absolute value too large");
    }
    return float_new(size);
}

static int
slot_boolean(Object *o)
{
    return VALUE(o).real != 0.0 || VALUE(o).imag != 0.0;
}

static HashValue
slot_hash(Object *o)
{
    HashValue real = float_hash_double(o, VALUE(o).real);
    HashValue imag = float_hash_double(o, VALUE(o).imag);
    HashValue hash = (HashValue)((size_t)real + 1000003 * (size_t)imag);
    return hash == -1 ? -2 : hash;
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (op != CMP_EQ && op != CMP_NE) {
        return not_implemented_new();
    }
    bool equal;
    ComplexValue x = VALUE(a);
    if (int_check(b)) {
        if (x.imag != 0.0) {
            return bool_new(op == CMP_NE);
        }
        Object *real = float_new(x.real);
        if (real == NULL) {
            return NULL;
        }
        Object *result = float_type.richcompare(real, b, op);
        ref_dec(real);
        return result;
    }
    if (float_check(b)) {
        equal = x.real == float_value(b) && x.imag == 0.0;
    } else if (complex_check(b)) {
        equal = x.real == VALUE(b).real && x.imag == VALUE(b).imag;
    } else {
        return not_implemented_new();
    }
    return bool_new(equal == (op == CMP_EQ));
}

static Object *
slot_repr(Object *o)
{
    ComplexValue x = VALUE(o);
    bool only_imag = x.real == 0.0 && !signbit(x.real);
    char *imag = float_to_text(x.imag, 'r', 0, only_imag ? 0 : FLOAT_SIGN);
    char *real = only_imag ? NULL : float_to_text(x.real, 'r', 0, 0);
    Object *result = NULL;
    if (imag != NULL && (only_imag || real != NULL)) {
        result = only_imag ? str_from_format("%sj", imag)
                           : str_from_format("(%s%sj)", real, imag);
    }
    mem_free(real);
    mem_free(imag);
    return result;
}

static int
slot_raw_value(Object *o, uint64_t bits[2])
{
    memcpy(&bits[0], &VALUE(o).real, sizeof(bits[0]));
    memcpy(&bits[1], &VALUE(o).imag, sizeof(bits[1]));
    return 3;
}

static void
slot_value_text(Object *o, char *out, size_t size)
{
    uint64_t bits[2];
    (void)slot_raw_value(o, bits);
    event_complex_text(bits[0], bits[1], out, size);
}

static void
slot_dealloc(Object *o)
{
    if (LIKELY(complex_check_exact(o))) {
        RECORD_FREE_NUMBER(o);
        mem_free_sized(o, sizeof(Complex));
    } else {
        object_end(o);
    }
}

/* --- methods --- */

static Object *
method_conjugate(Object *self, Object *unused UNUSED)
{
    return complex_new(VALUE(self).real, -VALUE(self).imag);
}

static Object *
method_complex(Object *self, Object *unused UNUSED)
{
    return slot_positive(self);
}

static Object *
method_getnewargs(Object *self, Object *unused UNUSED)
{
    Object *both[2]
        = {float_new(VALUE(self).real), float_new(VALUE(self).imag)};
    if (both[0] == NULL || both[1] == NULL) {
        ref_xdec(both[0]);
        ref_xdec(both[1]);
        return NULL;
    }
    return tuple_from_array_steal(both, 2);
}

static Object *
method_format(Object *self, Object *spec)
{
    if (!str_check(spec)) {
        return error_format(EXC(TypeError),
                            "__format__() argument must be str, not %s",
                            TYPE_OF(spec)->name);
    }
    return format_complex(self, spec);
}

static FieldDef complex_members[] = {
    {"real", FIELD_DOUBLE, offsetof(Complex, value.real), FIELD_READONLY,
     "the real part of a complex number"},
    {"imag", FIELD_DOUBLE, offsetof(Complex, value.imag), FIELD_READONLY,
     "the imaginary part of a complex number"},
    {NULL, FIELD_INT, 0, 0, NULL},
};

static MethodDef complex_methods[] = {
    {"conjugate", METHOD(method_conjugate), METH_NOARGS,
     "conjugate($self, /)\n--\n\nReturn the complex conjugate."},
    {"__complex__", METHOD(method_complex), METH_NOARGS,
     "__complex__($self, /)\n--\n\nConvert this value to exact type "
     "complex."},
    {"__getnewargs__", METHOD(method_getnewargs), METH_NOARGS,
     "__getnewargs__($self, /)\n--\n\n"},
    {"__format__", METHOD(method_format), METH_O,
     "__format__($self, format_spec, /)\n--\n\n"},
    {NULL, NULL, 0, NULL},
};

static NumberSlots complex_number = {
    .add = slot_add,
    .subtract = slot_subtract,
    .multiply = slot_multiply,
    .power = slot_power,
    .negative = slot_negative,
    .positive = slot_positive,
    .absolute = slot_absolute,
    .boolean = slot_boolean,
    .true_divide = slot_true_divide,
};

STATIC_OBJECT Type complex_type = {
    TYPE_HEAD_INIT,
    .name = "complex",
    .basicsize = sizeof(Complex),
    .dealloc = slot_dealloc,
    .value_text = slot_value_text,
    .raw_value = slot_raw_value,
    .repr = slot_repr,
    .number = &complex_number,
    .hash = slot_hash,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE,
    .doc = "complex(real=0, imag=0)\n--\n\n"
           "Create a complex number from a string or numbers.",
    .richcompare = slot_richcompare,
    .methods = complex_methods,
    .members = complex_members,
    .new_ = complex_new_slot,
};
