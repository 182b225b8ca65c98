/* Reading a format spec, laying out a number by it, format(str, spec). */
#include "interp/objects/format_spec.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/format_core.h"
#include "interp/objects/protocol.h"

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

bool
format_unknown(uint32_t type, Object *o)
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
check_separator(FormatSpec *spec)
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
read_tail(FormatSpec *spec, Object *text, ssize_t at, Object *o)
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

bool
format_read_spec(FormatSpec *spec, Object *text, Object *o, uint32_t type,
                 uint32_t align)
{
    ssize_t n = str_length(text);
    ssize_t at = 0;
    bool fill_given = false;
    bool align_given = false;
    *spec = (FormatSpec){.fill = ' ', .align = align, .type = type, .width = -1,
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

typedef struct Layout {
    ssize_t left, inner, right; /* padding */
    ssize_t n_grouped;
    char *grouped; /* owned; NULL: the digits as they are */
} Layout;

/* Writes the digits from the right, with separators and zeros up to
 * `width`, and answers how many characters that takes. `end` NULL: only
 * counts. */
static ssize_t
group_digits(const FormatSpec *spec, const FormatParts *parts, ssize_t width,
             char *end)
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
plan(Layout *layout, const FormatSpec *spec, FormatParts *parts)
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

int
format_write_parts(StrWriter *w, const FormatSpec *spec, FormatParts *parts,
                   bool upper_prefix)
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

Object *
format_finish(StrWriter *w, int status)
{
    if (status < 0) {
        strwriter_drop(w);
        return NULL;
    }
    return strwriter_finish(w);
}

/* --- str --- */

static bool
check_str(const FormatSpec *spec, Object *o)
{
    const char *wrong = NULL;
    if (spec->type != 's') {
        return format_unknown(spec->type, o);
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
    FormatSpec spec;
    if (str_length(text) == 0) {
        return object_str(o);
    }
    if (!format_read_spec(&spec, text, o, 's', '<') || !check_str(&spec, o)) {
        return NULL;
    }
    ssize_t n = str_length(o);
    if (spec.precision >= 0 && n > spec.precision) {
        n = spec.precision;
    }
    ssize_t padding = spec.width > n ? spec.width - n : 0;
    if (padding == 0 && n == str_length(o)) {
        return ref_new(o);
    }
    ssize_t left = spec.align == '>'   ? padding
                   : spec.align == '^' ? padding / 2
                                       : 0;
    StrWriter w;
    strwriter_init(&w);
    int status = -(strwriter_fill(&w, spec.fill, left) < 0
                   || strwriter_substring(&w, o, 0, n) < 0
                   || strwriter_fill(&w, spec.fill, padding - left) < 0);
    return format_finish(&w, status);
}
