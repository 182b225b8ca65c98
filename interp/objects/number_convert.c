/* Any object as an index, as an int, as a float. */
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

bool
number_has_index(Object *a)
{
    return a->type->number != NULL && a->type->number->index != NULL;
}

// The index as an int, of a subclass perhaps.
static Object *
raw_index(Object *a)
{
    if (int_check(a)) {
        return ref_new(a);
    }
    if (!number_has_index(a)) {
        return error_format(EXC(TypeError),
                            "'%.200s' object cannot be interpreted as an "
                            "integer", a->type->name);
    }
    Object *result = a->type->number->index(a);
    if (result == NULL || int_check_exact(result)) {
        return result;
    }
    if (!int_check(result)) {
        error_format(EXC(TypeError),
                     "__index__ returned non-int (type %.200s)",
                     result->type->name);
        ref_dec(result);
        return NULL;
    }
    if (error_warn(EXC(DeprecationWarning),
                   "__index__ returned non-int (type %.200s).  The ability "
                   "to return an instance of a strict subclass of int is "
                   "deprecated, and may not be supported in a future version "
                   "of Python.", result->type->name) < 0) {
        ref_dec(result);
        return NULL;
    }
    return result;
}

Object *
number_index(Object *a)
{
    Object *result = raw_index(a);
    if (result != NULL && !int_check_exact(result)) {
        Object *exact = int_copy_exact(result);
        ref_dec(result);
        return exact;
    }
    return result;
}

ssize_t
number_as_ssize(Object *a, Object *error)
{
    Object *value = raw_index(a);
    if (value == NULL) {
        return -1;
    }
    int overflow;
    long result = int_as_long_overflow(value, &overflow);
    int sign = int_sign(value);
    ref_dec(value);
    if (overflow == 0) {
        return result;
    }
    if (error == NULL) {
        return sign < 0 ? PTRDIFF_MIN : PTRDIFF_MAX;
    }
    error_format(error, "cannot fit '%.200s' into an index-sized integer",
                 a->type->name);
    return -1;
}

ssize_t
number_as_argument(Object *a)
{
    Object *value = raw_index(a);
    ssize_t result = value == NULL ? -1 : int_as_ssize(value);
    ref_xdec(value);
    return result;
}

// The result of __int__ or __trunc__ as an int.
static Object *
check_int(Object *result, const char *method)
{
    if (result == NULL || int_check_exact(result)) {
        return result;
    }
    if (!int_check(result)) {
        error_format(EXC(TypeError), "%s returned non-int (type %.200s)",
                     method, result->type->name);
        ref_dec(result);
        return NULL;
    }
    if (error_warn(EXC(DeprecationWarning),
                   "%s returned non-int (type %.200s).  The ability to "
                   "return an instance of a strict subclass of int is "
                   "deprecated, and may not be supported in a future version "
                   "of Python.", method, result->type->name) < 0) {
        ref_dec(result);
        return NULL;
    }
    Object *exact = int_copy_exact(result);
    ref_dec(result);
    return exact;
}

// int(o) by __trunc__; steals that method.
static Object *
int_by_trunc(Object *trunc)
{
    if (error_warn(EXC(DeprecationWarning),
                   "The delegation of int() to __trunc__ is deprecated.") <
        0) {
        ref_dec(trunc);
        return NULL;
    }
    Object *result = call_none(trunc);
    ref_dec(trunc);
    if (result == NULL || int_check(result)) {
        return check_int(result, "__trunc__");
    }
    if (!number_has_index(result)) {
        error_format(EXC(TypeError),
                     "__trunc__ returned non-Integral (type %.200s)",
                     result->type->name);
        ref_dec(result);
        return NULL;
    }
    Object *index = number_index(result);
    ref_dec(result);
    return index;
}

// int(o) of text or bytes.
static Object *
int_from_characters(Object *o)
{
    if (str_check(o)) {
        return int_from_str(o, 10);
    }
    if (bytes_check(o) || bytearray_check(o)) {
        return int_from_text_bytes(bytes_check(o) ? bytes_data(o)
                                                  : bytearray_data(o),
                                   ((VarObject *)o)->size, 10, o);
    }
    if (!buffer_check(o)) {
        return error_format(EXC(TypeError),
                            "int() argument must be a string, a bytes-like "
                            "object or a real number, not '%.200s'",
                            o->type->name);
    }
    BufferView view;
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    Object *copy = bytes_new(view.buf, view.len);
    buffer_release(&view);
    Object *result = copy == NULL
                         ? NULL
                         : int_from_text_bytes(bytes_data(copy),
                                               bytes_size(copy), 10, o);
    ref_xdec(copy);
    return result;
}

Object *
number_int(Object *o)
{
    if (int_check_exact(o)) {
        return ref_new(o);
    }
    NumberSlots *number = o->type->number;
    if (number != NULL && number->int_ != NULL) {
        return check_int(number->int_(o), "__int__");
    }
    if (number_has_index(o)) {
        return number_index(o);
    }
    Object *trunc = lookup_special(o, dn_trunc);
    if (trunc != NULL) {
        return int_by_trunc(trunc);
    }
    return error_occurred() ? NULL : int_from_characters(o);
}

Object *
number_float(Object *o)
{
    if (float_check_exact(o)) {
        return ref_new(o);
    }
    NumberSlots *number = o->type->number;
    if (number != NULL && number->float_ != NULL) {
        Object *result = number->float_(o);
        if (result == NULL || float_check_exact(result)) {
            return result;
        }
        int failed = float_check_answer(o, result);
        double value = failed ? 0.0 : float_value(result);
        ref_dec(result);
        if (failed) {
            return NULL;
        }
        return float_new(value);
    }
    if (number_has_index(o)) {
        Object *index = number_index(o);
        if (index == NULL) {
            return NULL;
        }
        double value = int_as_double(index);
        ref_dec(index);
        return value == -1.0 && error_occurred() ? NULL : float_new(value);
    }
    if (float_check(o)) {
        return float_new(float_value(o));
    }
    return float_from_str(o);
}
