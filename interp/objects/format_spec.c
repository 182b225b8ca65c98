#include "interp/objects/format_spec.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/complex.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/strwriter.h"

typedef struct Spec {
    uint32_t fill, align, sign, type;
    bool alternate, no_negative_zero;
    ssize_t width, precision; /* -1: not given */
    char separator;           /* 0, ',' or '_' */
    int group;                /* 3 or 4 digits */
} Spec;

/* --- reading a spec --- */

static bool
is_align(uint32_t c)
{
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* Reads digits at *at: how many, or -1 with ValueError. */
static int
read_number(Object *text, ssize_t *at, ssize_t *out)
{
    ssize_t value = 0;
    int n = 0;
    for (; *at < str_length(text); (*at)++, n++) {
        uint32_t c = str_char(text, *at);
        if (c < '0' || c > '9') {
            break;
        }
        if (value > (SSIZE_MAX - (ssize_t)(c - '0')) / 10) {
            error_set_text(EXC(ValueError),
                           "Too many decimal digits in format string");
            return -1;
        }
        value = value * 10 + (ssize_t)(c - '0');
    }
    if (n > 0) {
        *out = value;
    }
    return n;
}

static bool
error_unknown(uint32_t type, Object *o)
{
    if (type > 32 && type < 128) {
        error_format(EXC(ValueError),
                     "Unknown format code '%c' for object of type '%.200s'",
                     (int)type, TYPE_OF(o)->name);
    } else {
        error_format(EXC(ValueError),
                     "Unknown format code '\\x%x' for object of type "
                     "'%.200s'",
                     (unsigned)type, TYPE_OF(o)->name);
    }
    return false;
}

static bool
error_both_separators(void)
{
    error_set_text(EXC(ValueError), "Cannot specify both ',' and '_'.");
    return false;
}

/* Whether the type goes with a separator. */
static bool
check_separator(Spec *spec)
{
    if (spec->separator == 0 || spec->type == 0
        || (spec->type < 128 && strchr("defgEG%F", (int)spec->type))) {
        return true;
    }
    if (spec->separator == '_' && spec->type < 128
        && strchr("boxX", (int)spec->type)) {
        spec->group = 4;
        return true;
    }
    if (spec->type > 32 && spec->type < 128) {
        error_format(EXC(ValueError), "Cannot specify '%c' with '%c'.",
                     spec->separator, (int)spec->type);
    } else {
        error_format(EXC(ValueError), "Cannot specify '%c' with '\\x%x'.",
                     spec->separator, (unsigned)spec->type);
    }
    return false;
}

static bool
read_tail(Spec *spec, Object *text, ssize_t at, Object *o)
{
    ssize_t n = str_length(text);
    if (at < n && str_char(text, at) == ',') {
        spec->separator = ',';
        at++;
    }
    if (at < n && str_char(text, at) == '_') {
        if (spec->separator != 0) {
            return error_both_separators();
        }
        spec->separator = '_';
        at++;
    }
    if (at < n && str_char(text, at) == ',' && spec->separator == '_') {
        return error_both_separators();
    }
    if (at < n && str_char(text, at) == '.') {
        at++;
        int digits = read_number(text, &at, &spec->precision);
        if (digits <= 0) {
            if (digits == 0) {
                error_set_text(EXC(ValueError),
                               "Format specifier missing precision");
            }
            return false;
        }
    }
    if (n - at > 1) {
        error_format(EXC(ValueError),
                     "Invalid format specifier '%U' for object of type "
                     "'%.200s'",
                     text, TYPE_OF(o)->name);
        return false;
    }
    if (at < n) {
        spec->type = str_char(text, at);
    }
    return check_separator(spec);
}

static bool
read_spec(Spec *spec, Object *text, Object *o, uint32_t type, uint32_t align)
{
    ssize_t n = str_length(text);
    ssize_t at = 0;
    bool fill_given = false;
    bool align_given = false;
    *spec = (Spec){.fill = ' ', .align = align, .type = type, .width = -1,
                   .precision = -1, .group = 3};
    if (n >= 2 && is_align(str_char(text, 1))) {
        spec->fill = str_char(text, 0);
        spec->align = str_char(text, 1);
        fill_given = align_given = true;
        at = 2;
    } else if (n >= 1 && is_align(str_char(text, 0))) {
        spec->align = str_char(text, 0);
        align_given = true;
        at = 1;
    }
    if (at < n) {
        uint32_t c = str_char(text, at);
        if (c == ' ' || c == '+' || c == '-') {
            spec->sign = c;
            at++;
        }
    }
    if (at < n && str_char(text, at) == 'z') {
        spec->no_negative_zero = true;
        at++;
    }
    if (at < n && str_char(text, at) == '#') {
        spec->alternate = true;
        at++;
    }
    if (!fill_given && at < n && str_char(text, at) == '0') {
        spec->fill = '0';
        if (!align_given && align == '>') {
            spec->align = '=';
        }
        at++;
    }
    if (read_number(text, &at, &spec->width) < 0) {
        return false;
    }
    return read_tail(spec, text, at, o);
}

/* --- laying out a number --- */

/* A number in parts: sign, prefix, digits, the rest from the dot on. */
typedef struct Parts {
    char sign; /* 0, '-', '+' or ' ' */
    const char *prefix;
    const char *digits;
    ssize_t n_digits;
    const char *rest;
    ssize_t n_rest;
} Parts;

typedef struct Layout {
    ssize_t left, inner, right; /* padding */
    ssize_t n_grouped;
    char *grouped; /* owned; NULL: the digits as they are */
} Layout;

/* Writes the digits from the right, with separators and zeros up to
 * `width`, and answers how many characters that takes. `end` NULL: only
 * counts. */
static ssize_t
group_digits(const Spec *spec, const Parts *parts, ssize_t width, char *end)
{
    ssize_t left = parts->n_digits;
    ssize_t count = 0;
    bool separator = false;
    for (;;) {
        ssize_t need = left > width ? left : width;
        need = need > 1 ? need : 1;
        ssize_t take = spec->separator != 0 && need > spec->group
                           ? spec->group
                           : need;
        if (separator) {
            count++;
            if (end != NULL) {
                end[-count] = spec->separator;
            }
        }
        for (ssize_t i = 0; i < take; i++) {
            count++;
            char digit = left > 0 ? parts->digits[--left] : '0';
            if (end != NULL) {
                end[-count] = digit;
            }
        }
        separator = true;
        width -= take;
        if (left <= 0 && width <= 0) {
            return count;
        }
        width--;
    }
}

static int
plan(Layout *layout, const Spec *spec, Parts *parts)
{
    if (spec->sign == '+' || spec->sign == ' ') {
        parts->sign = parts->sign == '-' ? '-' : (char)spec->sign;
    }
    ssize_t fixed = (parts->sign != 0) + (ssize_t)strlen(parts->prefix)
                    + parts->n_rest;
    ssize_t zeros = spec->fill == '0' && spec->align == '='
                        ? spec->width - fixed
                        : 0;
    *layout = (Layout){.n_grouped = parts->n_digits};
    if (parts->n_digits > 0 && (spec->separator != 0 || zeros > 0)) {
        layout->n_grouped = group_digits(spec, parts, zeros, NULL);
        layout->grouped = mem_alloc((size_t)layout->n_grouped + 1);
        if (layout->grouped == NULL) {
            error_no_memory();
            return -1;
        }
        group_digits(spec, parts, zeros,
                     layout->grouped + layout->n_grouped);
    }
    ssize_t padding = spec->width - fixed - layout->n_grouped;
    if (padding > 0) {
        switch (spec->align) {
        case '<':
            layout->right = padding;
            break;
        case '^':
            layout->left = padding / 2;
            layout->right = padding - padding / 2;
            break;
        case '=':
            layout->inner = padding;
            break;
        default:
            layout->left = padding;
        }
    }
    return 0;
}

static int
write_parts(StrWriter *w, const Spec *spec, Parts *parts, bool upper_prefix)
{
    Layout layout;
    if (plan(&layout, spec, parts) < 0) {
        return -1;
    }
    int status = -1;
    const char *digits
        = layout.grouped != NULL ? layout.grouped : parts->digits;
    if (strwriter_fill(w, spec->fill, layout.left) < 0
        || (parts->sign != 0
            && strwriter_char(w, (uint32_t)parts->sign) < 0)) {
        goto done;
    }
    for (const char *p = parts->prefix; *p != '\0'; p++) {
        char c = upper_prefix ? (char)toupper((unsigned char)*p) : *p;
        if (strwriter_char(w, (uint32_t)c) < 0) {
            goto done;
        }
    }
    if (strwriter_fill(w, spec->fill, layout.inner) < 0
        || strwriter_ascii(w, digits, layout.n_grouped) < 0
        || strwriter_ascii(w, parts->rest, parts->n_rest) < 0
        || strwriter_fill(w, spec->fill, layout.right) < 0) {
        goto done;
    }
    status = 0;

done:
    mem_free(layout.grouped);
    return status;
}

static Object *
finish(StrWriter *w, int status)
{
    if (status < 0) {
        strwriter_drop(w);
        return NULL;
    }
    return strwriter_finish(w);
}

/* --- str --- */

static bool
check_str(const Spec *spec, Object *o)
{
    const char *wrong = NULL;
    if (spec->type != 's') {
        return error_unknown(spec->type, o);
    }
    if (spec->sign == ' ') {
        wrong = "Space not allowed in string format specifier";
    } else if (spec->sign != 0) {
        wrong = "Sign not allowed in string format specifier";
    } else if (spec->no_negative_zero) {
        wrong = "Negative zero coercion (z) not allowed in string format "
                "specifier";
    } else if (spec->alternate) {
        wrong = "Alternate form (#) not allowed in string format specifier";
    } else if (spec->align == '=') {
        wrong = "'=' alignment not allowed in string format specifier";
    }
    if (wrong != NULL) {
        error_set_text(EXC(ValueError), wrong);
    }
    return wrong == NULL;
}

Object *
format_str(Object *o, Object *text)
{
    Spec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!read_spec(&spec, text, o, 's', '<') || !check_str(&spec, o)) {
        return NULL;
    }
    ssize_t n = str_length(o);
    if (spec.precision >= 0 && n > spec.precision) {
        n = spec.precision;
    }
    ssize_t padding = spec.width > n ? spec.width - n : 0;
    ssize_t left = spec.align == '>'   ? padding
                   : spec.align == '^' ? padding / 2
                                       : 0;
    StrWriter w;
    strwriter_init(&w);
    int status = -(strwriter_fill(&w, spec.fill, left) < 0
                   || strwriter_substring(&w, o, 0, n) < 0
                   || strwriter_fill(&w, spec.fill, padding - left) < 0);
    return finish(&w, status);
}

/* --- int --- */

static bool
check_int(const Spec *spec)
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
format_char(Object *o, const Spec *spec)
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
    return finish(&w, status);
}

static Object *
format_integer(Object *o, const Spec *spec)
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
    Parts parts = {.sign = negative ? '-' : 0,
                   .prefix = prefix,
                   .digits = digits + negative,
                   .n_digits = (ssize_t)n - negative,
                   .rest = ""};
    StrWriter w;
    strwriter_init(&w);
    int status = write_parts(&w, spec, &parts, spec->type == 'X');
    mem_free(digits);
    return finish(&w, status);
}

/* --- float --- */

/* Splits the text of a double. */
static Parts
split_float(const char *text)
{
    Parts parts = {.prefix = ""};
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
float_body(double value, const Spec *spec, int flags)
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
format_double(double value, const Spec *spec)
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
    Parts parts = split_float(text);
    StrWriter w;
    strwriter_init(&w);
    int status = write_parts(&w, spec, &parts, false);
    mem_free(text);
    return finish(&w, status);
}

Object *
format_float(Object *o, Object *text)
{
    Spec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!read_spec(&spec, text, o, 0, '>')) {
        return NULL;
    }
    if (!is_float_type(spec.type)) {
        error_unknown(spec.type, o);
        return NULL;
    }
    return format_double(float_value(o), &spec);
}

Object *
format_int(Object *o, Object *text)
{
    Spec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!read_spec(&spec, text, o, 'd', '>')) {
        return NULL;
    }
    if (spec.type < 128 && strchr("bcdoxXn", (int)spec.type) != NULL
        && spec.type != 0) {
        return format_integer(o, &spec);
    }
    if (spec.type == 0 || !is_float_type(spec.type)) {
        error_unknown(spec.type, o);
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
write_complex(StrWriter *w, const Spec *spec, double real, double imag)
{
    bool plain = spec->type == 0;
    bool skip_real = plain && real == 0.0 && !signbit(real);
    Spec part = *spec;
    part.fill = ' ';
    part.align = '<';
    part.width = -1;
    char *re = float_body(real, spec, 0);
    char *im = re == NULL ? NULL : float_body(imag, spec, 0);
    int status = -1;
    if (im == NULL) {
        goto done;
    }
    Parts re_parts = split_float(re);
    Parts im_parts = split_float(im);
    if (plain && !skip_real && strwriter_char(w, '(') < 0) {
        goto done;
    }
    if (!skip_real && write_parts(w, &part, &re_parts, false) < 0) {
        goto done;
    }
    part.sign = skip_real ? spec->sign : '+';
    if (write_parts(w, &part, &im_parts, false) < 0
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
    Spec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!read_spec(&spec, text, o, 0, '>')) {
        return NULL;
    }
    if (!is_float_type(spec.type) || spec.type == '%') {
        error_unknown(spec.type, o);
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
        return finish(&w, -1);
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
    return finish(&w, status);
}
