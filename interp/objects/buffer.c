/* Bytes of other objects (PEP 3118), and numbers made from any object. */
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

bool
buffer_check(Object *o)
{
    return o->type->buffer != NULL && o->type->buffer->get != NULL;
}

int
buffer_get(Object *o, BufferView *view, int flags)
{
    if (!buffer_check(o)) {
        error_format(EXC(TypeError),
                     "a bytes-like object is required, not '%.100s'",
                     o->type->name);
        return -1;
    }
    return o->type->buffer->get(o, view, flags);
}

int
buffer_get_argument(const char *what, Object *o, BufferView *view)
{
    if (buffer_check(o)) {
        if (buffer_get(o, view, BUFFER_WRITABLE) == 0) {
            return 0;
        }
        if (!error_matches(EXC(BufferError))) {
            return -1;
        }
        error_clear();
    }
    error_format(EXC(TypeError),
                 "%s must be read-write bytes-like object, not %.50s", what,
                 TYPE_OF(o)->name);
    return -1;
}

void
buffer_release(BufferView *view)
{
    Object *o = view->obj;
    if (o == NULL) {
        return;
    }
    if (o->type->buffer != NULL && o->type->buffer->release != NULL) {
        o->type->buffer->release(o, view);
    }
    view->obj = NULL;
    ref_dec(o);
}

int
buffer_fill(BufferView *view, Object *o, void *bytes, ssize_t len,
            int readonly, int flags)
{
    if ((flags & BUFFER_WRITABLE) != 0 && readonly) {
        view->obj = NULL;
        error_set_text(EXC(BufferError), "Object is not writable.");
        return -1;
    }
    *view = (BufferView){.buf = bytes,
                         .obj = ref_xnew(o),
                         .len = len,
                         .itemsize = 1,
                         .readonly = readonly,
                         .ndim = 1,
                         .format = "B",
                         .shape_storage = len,
                         .stride_storage = 1};
    view->shape = &view->shape_storage;
    view->strides = &view->stride_storage;
    return 0;
}

// ------------------------------------------------------------------ numbers

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

Object *
int_from_number(Object *o)
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
        if (error_warn(EXC(DeprecationWarning),
                       "The delegation of int() to __trunc__ is "
                       "deprecated.") < 0) {
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
    if (error_occurred()) {
        return NULL;
    }
    if (str_check(o)) {
        return int_from_str(o, 10);
    }
    if (bytes_check(o) || bytearray_check(o)) {
        return int_from_text_bytes(bytes_check(o) ? bytes_data(o)
                                                  : bytearray_data(o),
                                   ((VarObject *)o)->size, 10, o);
    }
    if (buffer_check(o)) {
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
    return error_format(EXC(TypeError),
                        "int() argument must be a string, a bytes-like "
                        "object or a real number, not '%.200s'",
                        o->type->name);
}

Object *
float_from_number(Object *o)
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
        if (!float_check(result)) {
            error_format(EXC(TypeError),
                         "%.50s.__float__ returned non-float (type %.50s)",
                         o->type->name, result->type->name);
            ref_dec(result);
            return NULL;
        }
        double value = float_value(result);
        ref_dec(result);
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
