/* repr and ascii of strings; the methods that change characters one by
 * one by a table. */
#include <string.h>

#include "interp/objects/chartype.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/strwriter.h"

Object *
str_repr(Object *str)
{
    ssize_t n = str_length(str);
    char quote = '\'';
    if (str_find_char(str, '\'', 0, n, 1) >= 0
        && str_find_char(str, '"', 0, n, 1) < 0) {
        quote = '"';
    }
    StrWriter w;
    strwriter_init(&w);
    int status = strwriter_prepare(&w, n + 2, 127);
    status = status < 0 ? -1 : strwriter_char(&w, (uint8_t)quote);
    for (ssize_t i = 0; i < n && status == 0; i++) {
        uint32_t c = str_char(str, i);
        char text[16];
        if (c != '\\' && c != (uint8_t)quote && char_is_printable(c)) {
            status = strwriter_char(&w, c);
        } else {
            size_t length = char_escape(c, quote, false, text);
            status = strwriter_ascii(&w, text, (ssize_t)length);
        }
    }
    if (status < 0 || strwriter_char(&w, (uint8_t)quote) < 0) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

Object *
str_ascii_of(Object *text)
{
    if (str_is_ascii(text)) {
        return str_from_object(text);
    }
    StrWriter w;
    strwriter_init(&w);
    for (ssize_t i = 0; i < str_length(text); i++) {
        uint32_t c = str_char(text, i);
        char escape[16];
        size_t n = 1;
        escape[0] = (char)c;
        if (c >= 128) {
            n = char_escape(c, '\0', true, escape);
        }
        if (strwriter_ascii(&w, escape, (ssize_t)n) < 0) {
            strwriter_drop(&w);
            return NULL;
        }
    }
    return strwriter_finish(&w);
}

/* --- translate --- */

/* What the table says of c: 1 and *out (NULL: as it is), -1 error. */
static int
look_up(Object *table, uint32_t c, Object **out)
{
    *out = NULL;
    Object *key = int_from_ssize((ssize_t)c);
    if (key == NULL) {
        return -1;
    }
    *out = object_getitem(table, key);
    ref_dec(key);
    if (*out == NULL) {
        if (!error_matches(EXC(LookupError))) {
            return -1;
        }
        error_clear();
        return 1;
    }
    return 1;
}

static int
write_translated(StrWriter *w, Object *what)
{
    if (what == NONE) {
        return 0;
    }
    if (str_check(what)) {
        return strwriter_str(w, what);
    }
    if (!int_check(what)) {
        error_set_text(EXC(TypeError), "character mapping must return "
                                       "integer, None or str");
        return -1;
    }
    int overflow;
    long c = int_as_long_overflow(what, &overflow);
    if (overflow != 0 || c < 0 || c > 0x10ffff) {
        error_set_text(EXC(ValueError), "character mapping must be in "
                                        "range(0x110000)");
        return -1;
    }
    return strwriter_char(w, (uint32_t)c);
}

Object *
str_method_translate(Object *self, Object *table)
{
    StrWriter w;
    strwriter_init(&w);
    for (ssize_t i = 0; i < str_length(self); i++) {
        Object *what;
        uint32_t c = str_char(self, i);
        int status = look_up(table, c, &what);
        if (status > 0) {
            status = what == NULL ? strwriter_char(&w, c)
                                  : write_translated(&w, what);
        }
        ref_xdec(what);
        if (status < 0) {
            strwriter_drop(&w);
            return NULL;
        }
    }
    return strwriter_finish(&w);
}

/* Puts {ord of x[i]: value} into a table; value NULL: ord of y[i]. */
static int
map_chars(Object *table, Object *x, Object *y, Object *value)
{
    for (ssize_t i = 0; i < str_length(x); i++) {
        Object *key = int_from_ssize((ssize_t)str_char(x, i));
        Object *to = value != NULL ? ref_new(value)
                                   : int_from_ssize((ssize_t)str_char(y, i));
        int status = key == NULL || to == NULL ? -1
                                               : dict_set(table, key, to);
        ref_xdec(key);
        ref_xdec(to);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int
map_dict(Object *table, Object *from)
{
    ssize_t position = 0;
    Object *key;
    Object *value;
    while (dict_next(from, &position, &key, &value)) {
        int status;
        if (str_check(key)) {
            if (str_length(key) != 1) {
                error_set_text(EXC(ValueError), "string keys in translate "
                                                "table must be of length 1");
                return -1;
            }
            status = map_chars(table, key, NULL, value);
        } else if (int_check(key)) {
            status = dict_set(table, key, value);
        } else {
            error_set_text(EXC(TypeError),
                           "keys in translate table must be strings or "
                           "integers");
            return -1;
        }
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int
map_strings(Object *table, Object *const *args, ssize_t nargs)
{
    for (ssize_t i = 1; i < nargs; i++) {
        if (!str_check(args[i])) {
            error_format(EXC(TypeError),
                         "maketrans() argument %zd must be str, not %.50s",
                         i + 1,
                         args[i] == NONE ? "None" : TYPE_OF(args[i])->name);
            return -1;
        }
    }
    if (!str_check(args[0])) {
        error_set_text(EXC(TypeError),
                       "first maketrans argument must be a string if there "
                       "is a second argument");
        return -1;
    }
    if (str_length(args[0]) != str_length(args[1])) {
        error_set_text(EXC(ValueError), "the first two maketrans arguments "
                                        "must have equal length");
        return -1;
    }
    if (map_chars(table, args[0], args[1], NULL) < 0) {
        return -1;
    }
    return nargs < 3 ? 0 : map_chars(table, args[2], NULL, NONE);
}

Object *
str_method_maketrans(Object *unused UNUSED, Object *const *args,
                     ssize_t nargs)
{
    if (!args_check_count("maketrans", nargs, 1, 3)) {
        return NULL;
    }
    if (nargs == 1 && !dict_check_exact(args[0])) {
        return error_set_text(EXC(TypeError),
                              "if you give only one argument to maketrans "
                              "it must be a dict");
    }
    Object *table = dict_new();
    if (table != NULL
        && (nargs == 1 ? map_dict(table, args[0])
                       : map_strings(table, args, nargs))
               < 0) {
        REF_CLEAR(table);
    }
    return table;
}
