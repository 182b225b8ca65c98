/* format(x, spec) of int, float and complex. */
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/complex.h"
#include "interp/objects/float.h"
#include "interp/objects/format_core.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"

/* --- int --- */

static bool
check_int(const FormatSpec *spec)
{
    const char *wrong = NULL;
    if (spec->precision != -1) {
        wrong = "Precision not allowed in integer format specifier";
    } else if (spec->no_negative_zero) {
        wrong = "Negative zero coercion (z) not allowed in integer format "
                "specifier";
    } else if (spec->type == 'c' && spec->sign != 0) {
        wrong = "Sign not allowed with integer format specifier 'c'";
    } else if (spec->type == 'c' && spec->alternate) {
        wrong = "Alternate form (#) not allowed with integer format "
                "specifier 'c'";
    }
    if (wrong != NULL) {
        error_set_text(EXC(ValueError), wrong);
    }
    return wrong == NULL;
}

static Object *
format_char(Object *o, const FormatSpec *spec)
{
    long c = int_as_long(o);
    if (c == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (c < 0 || c > 0x10ffff) {
        return error_set_text(EXC(OverflowError),
                              "%c arg not in range(0x110000)");
    }
    ssize_t padding = spec->width > 1 ? spec->width - 1 : 0;
    ssize_t left = spec->align == '<'   ? 0
                   : spec->align == '^' ? padding / 2
                                        : padding;
    StrWriter w;
    strwriter_init(&w);
    int status = -(strwriter_fill(&w, spec->fill, left) < 0
                   || strwriter_char(&w, (uint32_t)c) < 0
                   || strwriter_fill(&w, spec->fill, padding - left) < 0);
    return format_finish(&w, status);
}

static Object *
format_integer(Object *o, const FormatSpec *spec)
{
    int base = spec->type == 'b'                        ? 2
               : spec->type == 'o'                      ? 8
               : spec->type == 'x' || spec->type == 'X' ? 16
                                                        : 10;
    if (!check_int(spec)) {
        return NULL;
    }
    if (spec->type == 'c') {
        return format_char(o, spec);
    }
    size_t n;
    char *digits = int_to_text(o, base, false, &n);
    if (digits == NULL) {
        return NULL;
    }
    for (char *p = digits; spec->type == 'X' && *p != '\0'; p++) {
        *p = (char)toupper((unsigned char)*p);
    }
    bool negative = digits[0] == '-';
    const char *prefix = !spec->alternate ? ""
                         : base == 2      ? "0b"
                         : base == 8      ? "0o"
                         : base == 16     ? "0x"
                                          : "";
    FormatParts parts = {.sign = negative ? '-' : 0,
                   .prefix = prefix,
                   .digits = digits + negative,
                   .n_digits = (ssize_t)n - negative,
                   .rest = ""};
    StrWriter w;
    strwriter_init(&w);
    int status = format_write_parts(&w, spec, &parts, spec->type == 'X');
    mem_free(digits);
    return format_finish(&w, status);
}

/* --- float --- */

/* Splits the text of a double. */
static FormatParts
split_float(const char *text)
{
    FormatParts parts = {.prefix = ""};
    if (*text == '-') {
        parts.sign = '-';
        text++;
    }
    parts.digits = text;
    while (isdigit((unsigned char)*text)) {
        text++;
    }
    parts.n_digits = text - parts.digits;
    parts.rest = text;
    parts.n_rest = (ssize_t)strlen(text);
    return parts;
}

static bool
is_float_type(uint32_t type)
{
    return type == 0 || (type < 128 && strchr("eEfFgGn%", (int)type) != NULL);
}

/* The text of a double as the spec wants it, without padding. */
static char *
float_body(double value, const FormatSpec *spec, int flags)
{
    if (spec->precision > INT_MAX - 64) {
        error_set_text(EXC(ValueError), "precision too big");
        return NULL;
    }
    int precision = (int)spec->precision;
    char kind = spec->type == 'n' ? 'g' : (char)spec->type;
    if (kind == 0) {
        kind = precision < 0 ? 'r' : 'g';
    } else if (precision < 0) {
        precision = 6;
    }
    if (kind == '%') {
        kind = 'f';
        value *= 100;
    }
    flags |= (spec->alternate ? FLOAT_ALT : 0)
             | (spec->no_negative_zero ? FLOAT_NO_NEG_0 : 0);
    return float_to_text(value, kind, precision, flags);
}

static Object *
format_double(double value, const FormatSpec *spec)
{
    char *text
        = float_body(value, spec, spec->type == 0 ? FLOAT_ADD_DOT_0 : 0);
    if (text == NULL) {
        return NULL;
    }
    if (spec->type == '%') {
        char *longer = mem_realloc(text, strlen(text) + 2);
        if (longer == NULL) {
            mem_free(text);
            return error_no_memory();
        }
        text = longer;
        strcat(text, "%");
    }
    FormatParts parts = split_float(text);
    StrWriter w;
    strwriter_init(&w);
    int status = format_write_parts(&w, spec, &parts, false);
    mem_free(text);
    return format_finish(&w, status);
}

Object *
format_float(Object *o, Object *text)
{
    FormatSpec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!format_read_spec(&spec, text, o, 0, '>')) {
        return NULL;
    }
    if (!is_float_type(spec.type)) {
        format_unknown(spec.type, o);
        return NULL;
    }
    return format_double(float_value(o), &spec);
}

Object *
format_int(Object *o, Object *text)
{
    FormatSpec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!format_read_spec(&spec, text, o, 'd', '>')) {
        return NULL;
    }
    if (spec.type < 128 && strchr("bcdoxXn", (int)spec.type) != NULL
        && spec.type != 0) {
        return format_integer(o, &spec);
    }
    if (spec.type == 0 || !is_float_type(spec.type)) {
        format_unknown(spec.type, o);
        return NULL;
    }
    double value = int_as_double(o);
    if (value == -1.0 && error_occurred() != NULL) {
        return NULL;
    }
    return format_double(value, &spec);
}

/* --- complex --- */

static int
write_complex(StrWriter *w, const FormatSpec *spec, double real, double imag)
{
    bool plain = spec->type == 0;
    bool skip_real = plain && real == 0.0 && !signbit(real);
    FormatSpec part = *spec;
    part.fill = ' ';
    part.align = '<';
    part.width = -1;
    char *re = float_body(real, spec, 0);
    char *im = re == NULL ? NULL : float_body(imag, spec, 0);
    int status = -1;
    if (im == NULL) {
        goto done;
    }
    FormatParts re_parts = split_float(re);
    FormatParts im_parts = split_float(im);
    if (plain && !skip_real && strwriter_char(w, '(') < 0) {
        goto done;
    }
    if (!skip_real && format_write_parts(w, &part, &re_parts, false) < 0) {
        goto done;
    }
    part.sign = skip_real ? spec->sign : '+';
    if (format_write_parts(w, &part, &im_parts, false) < 0
        || strwriter_char(w, 'j') < 0) {
        goto done;
    }
    if (plain && !skip_real && strwriter_char(w, ')') < 0) {
        goto done;
    }
    status = 0;

done:
    mem_free(re);
    mem_free(im);
    return status;
}

Object *
format_complex(Object *o, Object *text)
{
    FormatSpec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!format_read_spec(&spec, text, o, 0, '>')) {
        return NULL;
    }
    if (!is_float_type(spec.type) || spec.type == '%') {
        format_unknown(spec.type, o);
        return NULL;
    }
    if (spec.fill == '0') {
        return error_set_text(EXC(ValueError), "Zero padding is not allowed "
                                               "in complex format specifier");
    }
    if (spec.align == '=') {
        return error_set_text(EXC(ValueError),
                              "'=' alignment flag is not allowed in complex "
                              "format specifier");
    }
    StrWriter w;
    strwriter_init(&w);
    if (write_complex(&w, &spec, complex_real(o), complex_imag(o)) < 0) {
        return format_finish(&w, -1);
    }
    Object *body = strwriter_finish(&w);
    if (body == NULL) {
        return NULL;
    }
    ssize_t padding = spec.width - str_length(body);
    padding = padding > 0 ? padding : 0;
    ssize_t left = spec.align == '<'   ? 0
                   : spec.align == '^' ? padding / 2
                                       : padding;
    strwriter_init(&w);
    int status = -(strwriter_fill(&w, spec.fill, left) < 0
                   || strwriter_str(&w, body) < 0
                   || strwriter_fill(&w, spec.fill, padding - left) < 0);
    ref_dec(body);
    return format_finish(&w, status);
}
