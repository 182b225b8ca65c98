/* Built-in functions about numbers and characters. */
#include "interp/modules/builtins_functions.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

static Object *
builtin_abs(Object *module UNUSED, Object *o)
{
    return number_absolute(o);
}

static Object *
to_base(Object *o, int base)
{
    Object *number = number_index(o);
    if (number == NULL) {
        return NULL;
    }
    Object *text = int_to_str(number, base, true);
    ref_dec(number);
    return text;
}

static Object *
builtin_bin(Object *module UNUSED, Object *o)
{
    return to_base(o, 2);
}

static Object *
builtin_oct(Object *module UNUSED, Object *o)
{
    return to_base(o, 8);
}

static Object *
builtin_hex(Object *module UNUSED, Object *o)
{
    return to_base(o, 16);
}

static Object *
builtin_chr(Object *module UNUSED, Object *o)
{
    int code = int_as_int(o);
    if (code == -1 && error_occurred() != NULL) {
        return NULL;
    }
    return str_from_ordinal(code);
}

static Object *
builtin_ord(Object *module UNUSED, Object *o)
{
    ssize_t n;
    long code = 0;
    if (str_check(o)) {
        n = str_length(o);
        code = n == 1 ? (long)str_char(o, 0) : 0;
    } else if (object_type_check(o, &bytes_type) ||
               object_type_check(o, &bytearray_type)) {
        BufferView view;
        if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
            return NULL;
        }
        n = view.len;
        code = n == 1 ? *(const uint8_t *)view.buf : 0;
        buffer_release(&view);
    } else {
        return error_format(EXC(TypeError),
                            "ord() expected string of length 1, but %.200s "
                            "found",
                            TYPE_OF(o)->name);
    }
    if (n != 1) {
        return error_format(EXC(TypeError),
                            "ord() expected a character, but string of "
                            "length %zd found",
                            n);
    }
    return int_from_long(code);
}

static Object *
builtin_divmod(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    return args_check_count("divmod", nargs, 2, 2)
               ? number_divmod(args[0], args[1])
               : NULL;
}

static Object *
builtin_pow(Object *module UNUSED, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    static const char *const names[] = {"base", "exp", "mod", NULL};
    static const ArgsSpec spec = {"pow", names, 2, 0, 0};
    Object *given[3];
    if (!args_parse(&spec, args, nargs, kwnames, given)) {
        return NULL;
    }
    return number_power(given[0], given[1],
                        given[2] == NULL ? NONE : given[2]);
}

static Object *
builtin_round(Object *module UNUSED, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    static const char *const names[] = {"number", "ndigits", NULL};
    static const ArgsSpec spec = {"round", names, 1, 0, 0};
    Object *given[2];
    if (!args_parse(&spec, args, nargs, kwnames, given)) {
        return NULL;
    }
    Object *method = lookup_special(given[0], dn_round);
    if (method == NULL) {
        return error_occurred() != NULL
                   ? NULL
                   : error_format(EXC(TypeError),
                                  "type %.100s doesn't define __round__ "
                                  "method",
                                  TYPE_OF(given[0])->name);
    }
    Object *result = given[1] == NULL || given[1] == NONE
                         ? call_none(method)
                         : call_one(method, given[1]);
    ref_dec(method);
    return result;
}

MethodDef builtins_number_functions[] = {
    {"abs", METHOD(builtin_abs), METH_O,
     "abs($module, x, /)\n--\n\nReturn the absolute value of the argument."},
    {"bin", METHOD(builtin_bin), METH_O,
     "bin($module, number, /)\n--\n\n"
     "Return the binary representation of an integer."},
    {"chr", METHOD(builtin_chr), METH_O,
     "chr($module, i, /)\n--\n\n"
     "Return a Unicode string of one character with ordinal i."},
    {"divmod", METHOD(builtin_divmod), METH_FASTCALL,
     "divmod($module, x, y, /)\n--\n\nReturn the tuple (x//y, x%y)."},
    {"hex", METHOD(builtin_hex), METH_O,
     "hex($module, number, /)\n--\n\n"
     "Return the hexadecimal representation of an integer."},
    {"oct", METHOD(builtin_oct), METH_O,
     "oct($module, number, /)\n--\n\n"
     "Return the octal representation of an integer."},
    {"ord", METHOD(builtin_ord), METH_O,
     "ord($module, c, /)\n--\n\n"
     "Return the Unicode code point for a one-character string."},
    {"pow", METHOD(builtin_pow), METH_FASTCALL | METH_KEYWORDS,
     "pow($module, /, base, exp, mod=None)\n--\n\n"
     "Equivalent to base**exp, or base**exp % mod."},
    {"round", METHOD(builtin_round), METH_FASTCALL | METH_KEYWORDS,
     "round($module, /, number, ndigits=None)\n--\n\n"
     "Round a number to a given precision in decimal digits."},
    {NULL, NULL, 0, NULL},
};
