/* The methods of float. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/format_spec.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

static Object *
method_self(Object *self, Object *unused UNUSED)
{
    return float_check_exact(self) ? ref_new(self)
                                   : float_new(float_value(self));
}

static Object *
method_trunc(Object *self, Object *unused UNUSED)
{
    return int_from_double(float_value(self));
}

static Object *
method_floor(Object *self, Object *unused UNUSED)
{
    return int_from_double(floor(float_value(self)));
}

static Object *
method_ceil(Object *self, Object *unused UNUSED)
{
    return int_from_double(ceil(float_value(self)));
}

static Object *
method_is_integer(Object *self, Object *unused UNUSED)
{
    double value = float_value(self);
    return bool_new(isfinite(value) && floor(value) == value);
}

static Object *
method_as_integer_ratio(Object *self, Object *unused UNUSED)
{
    double value = float_value(self);
    if (isinf(value)) {
        return error_set_text(EXC(OverflowError),
                              "cannot convert Infinity to integer ratio");
    }
    if (isnan(value)) {
        return error_set_text(EXC(ValueError),
                              "cannot convert NaN to integer ratio");
    }
    int exponent;
    double mantissa = frexp(value, &exponent);
    for (int i = 0; i < 300 && mantissa != floor(mantissa); i++) {
        mantissa *= 2.0;
        exponent--;
    }
    Object *both[2] = {int_from_double(mantissa), int_from_ssize(1)};
    if (both[0] == NULL) {
        ref_dec(both[1]);
        return NULL;
    }
    int which = exponent > 0 ? 0 : 1;
    REF_SET(both[which], int_lshift(both[which], (size_t)abs(exponent)));
    if (both[which] == NULL) {
        ref_dec(both[1 - which]);
        return NULL;
    }
    return tuple_from_array_steal(both, 2);
}

static Object *
method_hex(Object *self, Object *unused UNUSED)
{
    return float_to_hex(float_value(self));
}

static Object *
method_fromhex(Object *type, Object *text)
{
    if (!str_check(text)) {
        return error_set_text(EXC(TypeError), "bad argument type for "
                                              "built-in operation");
    }
    return float_from_hex(type, text);
}

/* Rounds to tens, hundreds, ...: `keep` significant digits remain. */
static double
round_to_tens(double value, int digits)
{
    char text[800];
    snprintf(text, sizeof text, "%.766e", fabs(value));
    int keep = atoi(strchr(text, 'e') + 1) + 1 + digits;
    double result = 0.0;
    if (keep > 0) {
        snprintf(text, sizeof text, "%.*e", keep - 1, fabs(value));
        result = strtod(text, NULL);
    } else if (keep == 0) {
        // All digits go: up when more than half of the next place.
        bool up = text[0] > '5'
                  || (text[0] == '5'
                      && strspn(text + 2, "0") < (size_t)766);
        if (up) {
            snprintf(text, sizeof text, "1e%d", -digits);
            result = strtod(text, NULL);
        }
    }
    return copysign(result, value);
}

Object *
float_round_digits(double value, int digits)
{
    double result;
    if (digits >= 0) {
        char text[800];
        snprintf(text, sizeof text, "%.*f", digits, value);
        result = strtod(text, NULL);
    } else {
        result = round_to_tens(value, digits);
    }
    if (isinf(result)) {
        return error_set_text(EXC(OverflowError),
                              "rounded value too large to represent");
    }
    return float_new(result);
}

static Object *
method_round(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("__round__", nargs, 0, 1)) {
        return NULL;
    }
    double value = float_value(self);
    if (nargs == 0 || args[0] == NONE) {
        double rounded = round(value);
        if (fabs(value - rounded) == 0.5) {
            rounded = 2.0 * round(value / 2.0);
        }
        return int_from_double(rounded);
    }
    ssize_t digits = number_as_ssize(args[0], NULL);
    if (digits == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (!isfinite(value) || digits > 323) {
        return float_new(value);
    }
    if (digits < -308) {
        return float_new(0.0 * value);
    }
    return float_round_digits(value, (int)digits);
}

static Object *
method_getnewargs(Object *self, Object *unused UNUSED)
{
    Object *value = float_new(float_value(self));
    return value == NULL ? NULL : tuple_from_array_steal(&value, 1);
}

static Object *
method_format(Object *self, Object *spec)
{
    if (!str_check(spec)) {
        return error_format(EXC(TypeError),
                            "__format__() argument must be str, not %s",
                            TYPE_OF(spec)->name);
    }
    return format_float(self, spec);
}

static Object *
method_getformat(Object *type UNUSED, Object *kind)
{
    if (!str_check(kind)) {
        return error_format(EXC(TypeError),
                            "__getformat__() argument must be str, not "
                            "%.50s",
                            kind == NONE ? "None" : TYPE_OF(kind)->name);
    }
    if (str_equal_text(kind, "double") || str_equal_text(kind, "float")) {
        return str_from_text("IEEE, little-endian");
    }
    return error_set_text(EXC(ValueError),
                          "__getformat__() argument 1 must be "
                          "'double' or 'float'");
}

static Object *
get_real(Object *self, void *closure UNUSED)
{
    return float_check_exact(self) ? ref_new(self)
                                   : float_new(float_value(self));
}

static Object *
get_imag(Object *self UNUSED, void *closure UNUSED)
{
    return float_new(0.0);
}

GetSetDef float_getset[] = {
    {"real", get_real, NULL, "the real part of a complex number", NULL},
    {"imag", get_imag, NULL, "the imaginary part of a complex number", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

MethodDef float_methods[] = {
    {"fromhex", METHOD(method_fromhex), METH_O | METH_CLASS,
     "fromhex($type, string, /)\n--\n\n"
     "Create a floating-point number from a hexadecimal string."},
    {"hex", METHOD(method_hex), METH_NOARGS,
     "hex($self, /)\n--\n\n"
     "Return a hexadecimal representation of a floating-point number."},
    {"conjugate", METHOD(method_self), METH_NOARGS,
     "conjugate($self, /)\n--\n\nReturn self."},
    {"is_integer", METHOD(method_is_integer), METH_NOARGS,
     "is_integer($self, /)\n--\n\nReturn True if the float is an integer."},
    {"as_integer_ratio", METHOD(method_as_integer_ratio), METH_NOARGS,
     "as_integer_ratio($self, /)\n--\n\nReturn integer ratio."},
    {"__trunc__", METHOD(method_trunc), METH_NOARGS,
     "__trunc__($self, /)\n--\n\n"},
    {"__floor__", METHOD(method_floor), METH_NOARGS,
     "__floor__($self, /)\n--\n\n"},
    {"__ceil__", METHOD(method_ceil), METH_NOARGS,
     "__ceil__($self, /)\n--\n\n"},
    {"__round__", METHOD(method_round), METH_FASTCALL,
     "__round__($self, ndigits=None, /)\n--\n\n"},
    {"__getnewargs__", METHOD(method_getnewargs), METH_NOARGS,
     "__getnewargs__($self, /)\n--\n\n"},
    {"__format__", METHOD(method_format), METH_O,
     "__format__($self, format_spec, /)\n--\n\n"},
    {"__getformat__", METHOD(method_getformat), METH_O | METH_CLASS,
     "__getformat__($type, typestr, /)\n--\n\n"},
    {NULL, NULL, 0, NULL},
};
