/* str_from_format: C's printf with objects. */
#include <string.h>

#include "interp/objects/protocol.h"
#include "interp/objects/strwriter.h"

typedef struct Directive {
    bool zero;
    ssize_t width, precision; /* precision -1: none */
    int longs;                /* number of l */
    bool size;                /* z */
    char conversion;
} Directive;

static const char *
read_number(const char *p, ssize_t *out)
{
    for (*out = 0; *p >= '0' && *p <= '9'; p++) {
        *out = *out * 10 + (*p - '0');
    }
    return p;
}

/* Reads what stands behind a %. */
static const char *
read_directive(const char *p, Directive *d, va_list *args)
{
    *d = (Directive){.precision = -1};
    while (*p == '0' || *p == '-') {
        d->zero = d->zero || *p == '0';
        p++;
    }
    p = read_number(p, &d->width);
    if (*p == '.') {
        p++;
        if (*p == '*') {
            d->precision = va_arg(*args, int);
            p++;
        } else {
            p = read_number(p, &d->precision);
        }
    }
    for (; *p == 'l'; p++) {
        d->longs++;
    }
    if (*p == 'z') {
        d->size = true;
        p++;
    }
    d->conversion = *p;
    return *p == '\0' ? p : p + 1;
}

static int
write_number(StrWriter *w, const Directive *d, va_list *args)
{
    char text[40];
    int n;
    if (d->conversion == 'd' || d->conversion == 'i') {
        long long value = d->size         ? va_arg(*args, ssize_t)
                          : d->longs == 0 ? va_arg(*args, int)
                                          : va_arg(*args, long long);
        n = snprintf(text, sizeof text, "%lld", value);
    } else {
        unsigned long long value
            = d->size         ? va_arg(*args, size_t)
              : d->longs == 0 ? va_arg(*args, unsigned)
                              : va_arg(*args, unsigned long long);
        n = snprintf(text, sizeof text,
                     d->conversion == 'x'   ? "%llx"
                     : d->conversion == 'X' ? "%llX"
                     : d->conversion == 'o' ? "%llo"
                                            : "%llu",
                     value);
    }
    ssize_t digits = d->precision > n ? d->precision - n : 0;
    ssize_t padding = d->width - n - digits;
    bool minus = d->zero && text[0] == '-';
    return -((minus && strwriter_char(w, '-') < 0)
             || strwriter_fill(w, d->zero ? '0' : ' ', padding) < 0
             || strwriter_fill(w, '0', digits) < 0
             || strwriter_ascii(w, text + minus, n - minus) < 0);
}

/* Writes a string cut to the precision, padded to the width. */
static int
write_cut(StrWriter *w, const Directive *d, Object *str)
{
    if (str == NULL) {
        return -1;
    }
    ssize_t n = str_length(str);
    n = d->precision >= 0 && n > d->precision ? d->precision : n;
    return -(strwriter_fill(w, ' ', d->width - n) < 0
             || strwriter_substring(w, str, 0, n) < 0);
}

/* The same for a new reference. */
static int
write_new(StrWriter *w, const Directive *d, Object *str)
{
    int status = write_cut(w, d, str);
    ref_xdec(str);
    return status;
}

static int
write_c_text(StrWriter *w, const Directive *d, const char *text)
{
    size_t n = text == NULL ? 0
               : d->precision >= 0
                   ? strnlen(text, (size_t)d->precision)
                   : strlen(text);
    return write_new(w, d, str_decode_utf8(text == NULL ? "" : text,
                                           (ssize_t)n, "replace"));
}

static int
write_directive(StrWriter *w, const Directive *d, va_list *args)
{
    Object *o;
    switch (d->conversion) {
    case '%':
        return strwriter_char(w, '%');
    case 'c': {
        int c = va_arg(*args, int);
        if (c < 0 || c > 0x10ffff) {
            error_set_text(EXC(OverflowError),
                           "character argument not in range(0x110000)");
            return -1;
        }
        return strwriter_char(w, (uint32_t)c);
    }
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        return write_number(w, d, args);
    case 'p': {
        char text[32];
        snprintf(text, sizeof text, "%p", va_arg(*args, void *));
        return strwriter_text(w, text);
    }
    case 's':
        return write_c_text(w, d, va_arg(*args, const char *));
    case 'U':
        return write_cut(w, d, va_arg(*args, Object *));
    case 'V': {
        o = va_arg(*args, Object *);
        const char *text = va_arg(*args, const char *);
        return o != NULL ? write_cut(w, d, o) : write_c_text(w, d, text);
    }
    case 'S':
        return write_new(w, d, object_str(va_arg(*args, Object *)));
    case 'R':
        return write_new(w, d, object_repr(va_arg(*args, Object *)));
    case 'A':
        return write_new(w, d, object_ascii(va_arg(*args, Object *)));
    default:
        error_set_text(EXC(SystemError), "invalid format string");
        return -1;
    }
}

Object *
str_from_format_list(const char *format, va_list args)
{
    StrWriter w;
    strwriter_init(&w);
    va_list copy;
    va_copy(copy, args);
    const char *p = format;
    while (*p != '\0') {
        const char *percent = strchrnul(p, '%');
        if (percent > p) {
            Directive plain = {.precision = percent - p};
            if (write_c_text(&w, &plain, p) < 0) {
                goto fail;
            }
        }
        p = percent;
        if (*p == '%') {
            Directive d;
            p = read_directive(p + 1, &d, &copy);
            if (write_directive(&w, &d, &copy) < 0) {
                goto fail;
            }
        }
    }
    va_end(copy);
    return strwriter_finish(&w);

fail:
    va_end(copy);
    strwriter_drop(&w);
    return NULL;
}

Object *
str_from_format(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Object *result = str_from_format_list(format, args);
    va_end(args);
    return result;
}
