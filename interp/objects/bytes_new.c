/* bytes(x): made of a number, a buffer, text or what can be iterated. */
#include <string.h>

#include "interp/objects/bytes_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

/* Bytes of an iterable of ints, through a growing buffer. */
static Object *
from_iterator(Object *iterator)
{
    ssize_t n = 0;
    ssize_t capacity = 64;
    char *data = mem_alloc((size_t)capacity);
    Object *item = NULL;
    Object *result = NULL;
    if (data == NULL) {
        return error_no_memory();
    }
    while ((item = iter_next(iterator)) != NULL) {
        int byte = span_byte(item, "bytes");
        ref_dec(item);
        if (byte < 0) {
            goto done;
        }
        if (n == capacity) {
            char *more = mem_realloc(data, (size_t)capacity * 2);
            if (more == NULL) {
                error_no_memory();
                goto done;
            }
            data = more;
            capacity *= 2;
        }
        data[n++] = (char)byte;
    }
    if (error_occurred() == NULL) {
        result = bytes_new(data, n);
    }

done:
    mem_free(data);
    return result;
}

Object *
bytes_from_object(Object *o)
{
    if (bytes_check_exact(o)) {
        return ref_new(o);
    }
    if (memoryview_check(o)) {
        return memoryview_bytes(o);
    }
    if (buffer_check(o)) {
        BufferView view;
        if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
            return NULL;
        }
        Object *copy = bytes_new(view.buf, view.len);
        buffer_release(&view);
        return copy;
    }
    if (!str_check(o)) {
        Object *iterator = iter_new(o);
        if (iterator != NULL) {
            Object *result = from_iterator(iterator);
            ref_dec(iterator);
            return result;
        }
        if (!error_matches(EXC(TypeError))) {
            return NULL;
        }
        error_clear();
    }
    return error_format(EXC(TypeError),
                        "cannot convert '%.200s' object to bytes",
                        TYPE_OF(o)->name);
}

/* str arguments of bytes() and bytearray(); false with TypeError. */
static bool
text_argument(const char *function, const char *name, Object *o,
              const char **out)
{
    *out = NULL;
    if (o == NULL) {
        return true;
    }
    if (!str_check(o)) {
        error_format(EXC(TypeError),
                     "%s() argument '%s' must be str, not %.50s", function,
                     name, o == NONE ? "None" : TYPE_OF(o)->name);
        return false;
    }
    return (*out = str_as_utf8(o, NULL)) != NULL;
}

/* The answer of __bytes__; NULL without an error when there is none. */
static Object *
call_bytes_method(Object *x)
{
    Object *name = str_intern_text("__bytes__");
    Object *method = name == NULL ? NULL : lookup_special(x, name);
    ref_xdec(name);
    if (method == NULL) {
        return NULL;
    }
    Object *result = call_none(method);
    ref_dec(method);
    if (result != NULL && !bytes_check(result)) {
        error_format(EXC(TypeError),
                     "__bytes__ returned non-bytes (type %.200s)",
                     TYPE_OF(result)->name);
        REF_CLEAR(result);
    }
    return result;
}

static Object *
new_value(Object *x, const char *encoding, const char *errors)
{
    if (encoding != NULL || errors != NULL) {
        if (x == NULL || !str_check(x)) {
            return error_set_text(EXC(TypeError),
                                  encoding != NULL
                                      ? "encoding without a string argument"
                                      : "errors without a string argument");
        }
        if (encoding == NULL) {
            return error_set_text(EXC(TypeError),
                                  "string argument without an encoding");
        }
        return str_encode(x, encoding, errors);
    }
    if (x == NULL) {
        return bytes_new(NULL, 0);
    }
    Object *result = call_bytes_method(x);
    if (result != NULL || error_occurred() != NULL) {
        return result;
    }
    if (str_check(x)) {
        return error_set_text(EXC(TypeError),
                              "string argument without an encoding");
    }
    if (number_has_index(x)) {
        ssize_t n = number_as_ssize(x, EXC(OverflowError));
        if (n == -1 && error_occurred() != NULL) {
            if (!error_matches(EXC(TypeError))) {
                return NULL;
            }
            error_clear();
        } else if (n < 0) {
            return error_set_text(EXC(ValueError), "negative count");
        } else {
            result = bytes_new(NULL, n);
            if (result != NULL && n > 0) {
                memset(bytes_data(result), 0, (size_t)n);
            }
            return result;
        }
    }
    return bytes_from_object(x);
}

Object *
bytes_new_slot(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[]
        = {"source", "encoding", "errors", NULL};
    static const ArgsSpec spec = {"bytes", names, 0, 0, 0};
    Object *out[3];
    const char *encoding;
    const char *errors;
    if (!args_parse_tuple(&spec, args, kwargs, out)
        || !text_argument("bytes", "encoding", out[1], &encoding)
        || !text_argument("bytes", "errors", out[2], &errors)) {
        return NULL;
    }
    Object *value = new_value(out[0], encoding, errors);
    if (value == NULL || type == &bytes_type) {
        return value;
    }
    Bytes *o = (Bytes *)type->alloc(type, bytes_size(value));
    if (o != NULL) {
        memcpy(o->data, bytes_data(value), (size_t)bytes_size(value) + 1);
        o->hash = ((Bytes *)value)->hash;
    }
    ref_dec(value);
    return OBJ(o);
}
