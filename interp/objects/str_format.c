/* str.format: replacement fields {name!conversion:spec}. */
#include <limits.h>
#include <string.h>

#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"

/* What the whole format shares. */
typedef struct Formatter {
    Object *args;   /* tuple; NULL: format_map */
    Object *kwargs; /* mapping or NULL */
    ssize_t automatic; /* next number of {} */
    enum { NUMBERING_OPEN, NUMBERING_AUTO, NUMBERING_MANUAL } numbering;
} Formatter;

/* A replacement field: places in the text. */
typedef struct Field {
    ssize_t name, name_end;
    ssize_t spec, spec_end;
    uint32_t conversion; /* 0: none */
    bool nested;         /* the spec has fields of its own */
} Field;

static int
value_error(const char *text)
{
    error_set_text(EXC(ValueError), text);
    return -1;
}

/* --- reading --- */

/* Reads the spec: *at behind the closing brace. */
static int
read_spec(Object *text, ssize_t *at, Field *field)
{
    ssize_t n = str_length(text);
    int depth = 1;
    field->spec = *at;
    while (*at < n) {
        uint32_t c = str_char(text, (*at)++);
        if (c == '{') {
            field->nested = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            field->spec_end = *at - 1;
            return 0;
        }
    }
    return value_error("unmatched '{' in format spec");
}

/* Reads a field; *at is behind the opening brace. */
static int
read_field(Object *text, ssize_t *at, Field *field)
{
    ssize_t n = str_length(text);
    uint32_t c = 0;
    *field = (Field){.name = *at};
    while (*at < n) {
        c = str_char(text, (*at)++);
        if (c == '{') {
            return value_error("unexpected '{' in field name");
        }
        if (c == '[') {
            while (*at < n && str_char(text, *at) != ']') {
                (*at)++;
            }
            continue;
        }
        if (c == '}' || c == ':' || c == '!') {
            break;
        }
    }
    field->name_end = *at - 1;
    if (c == '}') {
        return 0;
    }
    if (c != ':' && c != '!') {
        return value_error("expected '}' before end of string");
    }
    if (c == '!') {
        if (*at >= n) {
            return value_error("end of string while looking for conversion "
                               "specifier");
        }
        field->conversion = str_char(text, (*at)++);
        if (*at < n) {
            c = str_char(text, (*at)++);
            if (c == '}') {
                return 0;
            }
            if (c != ':') {
                return value_error("expected ':' after conversion "
                                   "specifier");
            }
        }
    }
    return read_spec(text, at, field);
}

/* The number that text[start:end] is; -1 not a number, -2 error. */
static ssize_t
read_index(Object *text, ssize_t start, ssize_t end)
{
    ssize_t value = 0;
    if (start >= end) {
        return -1;
    }
    for (ssize_t i = start; i < end; i++) {
        uint32_t c = str_char(text, i);
        if (c < '0' || c > '9') {
            return -1;
        }
        if (value > (SSIZE_MAX - 9) / 10) {
            value_error("Too many decimal digits in format string");
            return -2;
        }
        value = value * 10 + (ssize_t)(c - '0');
    }
    return value;
}

/* --- the value of a field --- */

/* Keeps {} and {0} apart; the index to use, -2 with an error. */
static ssize_t
number_field(Formatter *f, bool empty, ssize_t index)
{
    if (!empty && index < 0) {
        return index;
    }
    int wanted = empty ? NUMBERING_AUTO : NUMBERING_MANUAL;
    if (f->numbering == NUMBERING_OPEN) {
        f->numbering = empty ? NUMBERING_AUTO : NUMBERING_MANUAL;
    } else if ((int)f->numbering != wanted) {
        value_error(empty ? "cannot switch from manual field specification "
                            "to automatic field numbering"
                          : "cannot switch from automatic field numbering to "
                            "manual field specification");
        return -2;
    }
    return empty ? f->automatic++ : index;
}

static Object *
first_value(Formatter *f, Object *text, ssize_t start, ssize_t end)
{
    ssize_t index = read_index(text, start, end);
    if (index != -2) {
        index = number_field(f, start == end, index);
    }
    if (index == -2) {
        return NULL;
    }
    if (index == -1) {
        Object *key = str_substring(text, start, end);
        if (key == NULL) {
            return NULL;
        }
        Object *value = NULL;
        if (f->kwargs == NULL) {
            error_key(key);
        } else {
            value = object_getitem(f->kwargs, key);
        }
        ref_dec(key);
        return value;
    }
    if (f->args == NULL) {
        value_error("Format string contains positional fields");
        return NULL;
    }
    if (index >= tuple_size(f->args)) {
        return error_format(EXC(IndexError),
                            "Replacement index %zd out of range for "
                            "positional args tuple",
                            index);
    }
    return ref_new(tuple_get(f->args, index));
}

/* .name */
static Object *
step_attribute(Object *value, Object *text, ssize_t *at, ssize_t end)
{
    ssize_t start = *at;
    while (*at < end && str_char(text, *at) != '.'
           && str_char(text, *at) != '[') {
        (*at)++;
    }
    if (start == *at) {
        value_error("Empty attribute in format string");
        return NULL;
    }
    Object *name = str_substring(text, start, *at);
    if (name == NULL) {
        return NULL;
    }
    Object *result = object_getattr(value, name);
    ref_dec(name);
    return result;
}

/* [index] or [key] */
static Object *
step_item(Object *value, Object *text, ssize_t *at, ssize_t end)
{
    ssize_t start = *at;
    while (*at < end && str_char(text, *at) != ']') {
        (*at)++;
    }
    if (*at >= end) {
        value_error("Missing ']' in format string");
        return NULL;
    }
    ssize_t stop = (*at)++;
    if (start == stop) {
        value_error("Empty attribute in format string");
        return NULL;
    }
    ssize_t index = read_index(text, start, stop);
    if (index == -2) {
        return NULL;
    }
    Object *key = index >= 0 ? int_from_ssize(index)
                             : str_substring(text, start, stop);
    if (key == NULL) {
        return NULL;
    }
    Object *result = object_getitem(value, key);
    ref_dec(key);
    return result;
}

static Object *
field_value(Formatter *f, Object *text, const Field *field)
{
    ssize_t at = field->name;
    ssize_t end = field->name_end;
    while (at < end && str_char(text, at) != '.'
           && str_char(text, at) != '[') {
        at++;
    }
    Object *value = first_value(f, text, field->name, at);
    while (value != NULL && at < end) {
        uint32_t c = str_char(text, at++);
        if (c == '.') {
            REF_SET(value, step_attribute(value, text, &at, end));
        } else if (c == '[') {
            REF_SET(value, step_item(value, text, &at, end));
        } else {
            value_error("Only '.' or '[' may follow ']' in format field "
                        "specifier");
            REF_CLEAR(value);
        }
    }
    return value;
}

static Object *
convert(Object *value, uint32_t conversion)
{
    switch (conversion) {
    case 'r':
        return object_repr(value);
    case 's':
        return object_str(value);
    case 'a':
        return object_ascii(value);
    default:
        return error_format(EXC(ValueError),
                            conversion > 32 && conversion < 127
                                ? "Unknown conversion specifier %c"
                                : "Unknown conversion specifier \\x%x",
                            (int)conversion);
    }
}

/* --- writing --- */

static Object *build(Formatter *f, Object *text, int depth);

/* What stands for a field. */
static Object *
show_field(Formatter *f, Object *text, const Field *field, int depth)
{
    Object *shown = NULL;
    Object *value = field_value(f, text, field);
    if (value != NULL && field->conversion != 0) {
        REF_SET(value, convert(value, field->conversion));
    }
    if (value == NULL) {
        return NULL;
    }
    Object *spec = str_substring(text, field->spec, field->spec_end);
    if (spec != NULL && field->nested) {
        REF_SET(spec, build(f, spec, depth - 1));
    }
    if (spec != NULL) {
        shown = object_format(value, spec);
    }
    ref_dec(value);
    ref_xdec(spec);
    return shown;
}

/* Writes the plain text up to the next field; 1: a field follows at *at, 0:
 * the end. */
static int
write_literal(StrWriter *w, Object *text, ssize_t *at)
{
    ssize_t n = str_length(text);
    while (*at < n) {
        ssize_t start = *at;
        uint32_t c = 0;
        while (*at < n) {
            c = str_char(text, *at);
            if (c == '{' || c == '}') {
                break;
            }
            (*at)++;
        }
        bool brace = *at < n;
        bool doubled = brace && *at + 1 < n && str_char(text, *at + 1) == c;
        if (brace && !doubled) {
            if (c == '}') {
                return value_error("Single '}' encountered in format "
                                   "string");
            }
            if (*at + 1 >= n) {
                return value_error("Single '{' encountered in format "
                                   "string");
            }
        }
        if (strwriter_substring(w, text, start, *at + doubled) < 0) {
            return -1;
        }
        if (brace) {
            *at += doubled ? 2 : 1;
            if (!doubled) {
                return 1;
            }
        }
    }
    return 0;
}

static Object *
build(Formatter *f, Object *text, int depth)
{
    if (depth <= 0) {
        value_error("Max string recursion exceeded");
        return NULL;
    }
    StrWriter w;
    strwriter_init(&w);
    ssize_t at = 0;
    bool plain = true; // no field yet
    int status;
    while ((status = write_literal(&w, text, &at)) > 0) {
        Field field;
        Object *shown = read_field(text, &at, &field) < 0
                            ? NULL
                            : show_field(f, text, &field, depth);
        if (shown != NULL && w.length == 0 && at == str_length(text)) {
            // The only piece: it is the result itself, as in CPython.
            strwriter_drop(&w);
            return shown;
        }
        status = shown == NULL ? -1 : strwriter_str(&w, shown);
        ref_xdec(shown);
        if (status < 0) {
            break;
        }
        plain = false;
    }
    if (status < 0) {
        strwriter_drop(&w);
        return NULL;
    }
    if (plain && w.length == str_length(text)) {
        strwriter_drop(&w);
        return ref_new(text);
    }
    return strwriter_finish(&w);
}

Object *
str_format(Object *format, Object *args, Object *kwargs)
{
    Formatter f = {.args = args, .kwargs = kwargs};
    return build(&f, format, 2);
}

Object *
str_method_format(Object *self, Object *args, Object *kwargs)
{
    return str_format(self, args, kwargs);
}

Object *
str_method_format_map(Object *self, Object *mapping)
{
    return str_format(self, NULL, mapping);
}
