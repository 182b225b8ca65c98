/* complex(x, y): made of text, or of two numbers. */
#include <ctype.h>

#include "gc/alloc.h"
#include "interp/objects/complex.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

static Object *
new_of(Type *type, ComplexValue value)
{
    if (type == &complex_type) {
        return complex_new(value.real, value.imag);
    }
    Complex *o = (Complex *)type->alloc(type, 0);
    if (o != NULL) {
        o->value = value;
    }
    return OBJ(o);
}

/* Reads a float if there is one at *p. */
static bool
read_float(const char **p, double *out)
{
    const char *end;
    if (!float_parse(*p, out, &end)) {
        return false;
    }
    *p = end;
    return true;
}

/* <float>, <float>j, <float><signed>j, with parentheses and blanks around;
 * the number before j may be missing after a sign. */
static bool
parse_complex(const char *p, const char *stop, ComplexValue *out)
{
    bool bracket = false;
    double first;
    *out = (ComplexValue){0.0, 0.0};
    while (isspace((unsigned char)*p)) {
        p++;
    }
    if (*p == '(') {
        bracket = true;
        for (p++; isspace((unsigned char)*p); p++) {
        }
    }
    if (read_float(&p, &first)) {
        if (*p == '+' || *p == '-') {
            out->real = first;
            if (!read_float(&p, &out->imag)) {
                out->imag = *p == '+' ? 1.0 : -1.0;
                p++;
            }
            if (*p != 'j' && *p != 'J') {
                return false;
            }
            p++;
        } else if (*p == 'j' || *p == 'J') {
            p++;
            out->imag = first;
        } else {
            out->real = first;
        }
    } else {
        out->imag = *p == '-' ? -1.0 : 1.0;
        if (*p == '+' || *p == '-') {
            p++;
        }
        if (*p != 'j' && *p != 'J') {
            return false;
        }
        p++;
    }
    while (isspace((unsigned char)*p)) {
        p++;
    }
    if (bracket) {
        if (*p != ')') {
            return false;
        }
        for (p++; isspace((unsigned char)*p); p++) {
        }
    }
    return p == stop;
}

static Object *
from_str(Type *type, Object *str)
{
    ssize_t n;
    char *text = str_to_number_text(str, &n);
    if (text == NULL) {
        return NULL;
    }
    ssize_t to = 0;
    for (ssize_t i = 0; i < n; i++) {
        if (text[i] != '_') {
            text[to++] = text[i];
        } else if (i == 0 || !isdigit((unsigned char)text[i - 1])
                   || !isdigit((unsigned char)text[i + 1])) {
            mem_free(text);
            return error_format(EXC(ValueError),
                                "could not convert string to complex: %R",
                                str);
        }
    }
    text[to] = '\0';
    ComplexValue value;
    bool ok = parse_complex(text, text + to, &value);
    mem_free(text);
    if (!ok) {
        return error_set_text(EXC(ValueError),
                              "complex() arg is a malformed string");
    }
    return new_of(type, value);
}

static bool
is_real(Object *o)
{
    const NumberSlots *number = TYPE_OF(o)->number;
    return number != NULL && (number->float_ != NULL || number->index != NULL);
}

static Object *
from_numbers(Type *type, Object *r, Object *i)
{
    ComplexValue a = {0.0, 0.0};
    ComplexValue b = {0.0, 0.0};
    Object *own = complex_call_method(r);
    if (own == NULL && error_occurred() != NULL) {
        return NULL;
    }
    r = own != NULL ? own : r;
    if (!complex_check(r) && !is_real(r)) {
        error_format(EXC(TypeError),
                     "complex() first argument must be a string or a "
                     "number, not '%.200s'",
                     TYPE_OF(r)->name);
        ref_xdec(own);
        return NULL;
    }
    if (i != NULL && !complex_check(i) && !is_real(i)) {
        error_format(EXC(TypeError),
                     "complex() second argument must be a number, not "
                     "'%.200s'",
                     TYPE_OF(i)->name);
        ref_xdec(own);
        return NULL;
    }
    bool complex_first = complex_check(r);
    a.real = complex_real(r);
    a.imag = complex_imag(r);
    ref_xdec(own);
    if (a.real == -1.0 && error_occurred() != NULL) {
        return NULL;
    }
    if (i != NULL) {
        b.real = complex_real(i);
        b.imag = complex_imag(i);
        if (b.real == -1.0 && error_occurred() != NULL) {
            return NULL;
        }
        // r + i * 1j without touching signs of zeros that were not given.
        if (complex_check(i)) {
            a.real -= b.imag;
        }
        b.imag = b.real;
    }
    a.imag = i == NULL ? a.imag : complex_first ? a.imag + b.imag : b.imag;
    return new_of(type, a);
}

Object *
complex_new_slot(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"real", "imag", NULL};
    static const ArgsSpec spec = {"complex", names, 0, 0, 0};
    Object *out[2];
    if (!args_parse_tuple(&spec, args, kwargs, out)) {
        return NULL;
    }
    Object *r = out[0];
    Object *i = out[1];
    if (r != NULL && i == NULL && complex_check_exact(r)
        && type == &complex_type) {
        return ref_new(r);
    }
    if (r != NULL && str_check(r)) {
        if (i != NULL) {
            return error_set_text(EXC(TypeError),
                                  "complex() can't take second arg if first "
                                  "is a string");
        }
        return from_str(type, r);
    }
    if (i != NULL && str_check(i)) {
        return error_set_text(EXC(TypeError),
                              "complex() second arg can't be a string");
    }
    Object *zero = r == NULL ? int_from_ssize(0) : NULL;
    Object *result = from_numbers(type, r == NULL ? zero : r, i);
    ref_xdec(zero);
    return result;
}
