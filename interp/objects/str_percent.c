/* format % values, for str and bytes. Bytes are worked on as Latin-1
 * characters. */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"

typedef struct Percent {
    StrWriter out;
    Object *format;
    ssize_t at, length;
    Object *args; /* the tuple, or the one value */
    ssize_t next, count; /* of the tuple; -2, -1: one value; -1, -1: used */
    Object *mapping;     /* borrowed; NULL: none */
    Object *value;       /* owned: the value of %(key) */
    Object *only; /* owned: the result, when it is the one piece of it */
    bool is_bytes;
    // The directive at hand.
    bool left, plus, blank, alternate, zero;
    ssize_t width, precision;
    uint32_t conversion;
    ssize_t place; /* of the conversion */
} Percent;

static uint32_t
peek(const Percent *p)
{
    return p->at < p->length ? str_char(p->format, p->at) : 0;
}

/* The next value, borrowed. */
static Object *
next_argument(Percent *p)
{
    if (p->value != NULL) {
        return p->value;
    }
    if (p->count < 0 && p->next == -2) {
        p->next = -1;
        return p->args;
    }
    if (p->next >= 0 && p->next < p->count) {
        return tuple_get(p->args, p->next++);
    }
    return error_set_text(EXC(TypeError),
                          "not enough arguments for format string");
}

static int
error_incomplete(void)
{
    error_set_text(EXC(ValueError), "incomplete format");
    return -1;
}

/* (key) */
static int
read_key(Percent *p)
{
    if (p->mapping == NULL) {
        error_set_text(EXC(TypeError), "format requires a mapping");
        return -1;
    }
    ssize_t start = ++p->at;
    for (int depth = 1; depth > 0; p->at++) {
        if (p->at >= p->length) {
            error_set_text(EXC(ValueError), "incomplete format key");
            return -1;
        }
        uint32_t c = peek(p);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    Object *key = str_substring(p->format, start, p->at - 1);
    if (key != NULL && p->is_bytes) {
        REF_SET(key, str_encode(key, "latin-1", NULL));
    }
    Object *value = key == NULL ? NULL : object_getitem(p->mapping, key);
    ref_xdec(key);
    if (value == NULL) {
        return -1;
    }
    ref_xdec(p->value);
    p->value = value;
    return 0;
}

/* A number, or * for the next value. */
static int
read_number(Percent *p, ssize_t *out, bool width, const char *too_big)
{
    if (peek(p) == '*') {
        Object *value = next_argument(p);
        if (value == NULL) {
            return -1;
        }
        if (!int_check(value)) {
            error_set_text(EXC(TypeError), "* wants int");
            return -1;
        }
        *out = width ? int_as_ssize(value) : int_as_int(value);
        if (*out == -1 && error_occurred() != NULL) {
            return -1;
        }
        p->at++;
        return 0;
    }
    for (*out = 0; isdigit((int)(peek(p) & 127)) && peek(p) < 128; p->at++) {
        if (*out > (INT_MAX - 9) / 10) {
            error_set_text(EXC(ValueError), too_big);
            return -1;
        }
        *out = *out * 10 + (ssize_t)(peek(p) - '0');
    }
    return 0;
}

static void
read_flags(Percent *p)
{
    for (;; p->at++) {
        switch (peek(p)) {
        case '-':
            p->left = true;
            break;
        case '+':
            p->plus = true;
            break;
        case ' ':
            p->blank = true;
            break;
        case '#':
            p->alternate = true;
            break;
        case '0':
            p->zero = true;
            break;
        default:
            return;
        }
    }
}

static int
read_directive(Percent *p)
{
    p->left = p->plus = p->blank = p->alternate = p->zero = false;
    p->width = -1;
    p->precision = -1;
    if (peek(p) == '(' && read_key(p) < 0) {
        return -1;
    }
    read_flags(p);
    if (read_number(p, &p->width, true, "width too big") < 0) {
        return -1;
    }
    if (p->width < 0) {
        p->left = true;
        p->width = -p->width;
    }
    if (p->at < p->length && peek(p) == '.') {
        p->at++;
        if (read_number(p, &p->precision, false, "precision too big") < 0) {
            return -1;
        }
        p->precision = p->precision < 0 ? 0 : p->precision;
    }
    if (p->at < p->length
        && (peek(p) == 'l' || peek(p) == 'h' || peek(p) == 'L')) {
        p->at++;
    }
    if (p->at >= p->length) {
        return error_incomplete();
    }
    p->place = p->at;
    p->conversion = str_char(p->format, p->at++);
    return 0;
}

/* --- output --- */

/* Writes a number's text: sign, prefix of n characters, the rest; zeros go
 * behind sign and prefix. */
static int
write_number(Percent *p, const char *text, ssize_t prefix)
{
    StrWriter *w = &p->out;
    char sign = 0;
    if (*text == '-' || *text == '+') {
        sign = *text++;
    } else if (p->plus || p->blank) {
        sign = p->plus ? '+' : ' ';
    }
    ssize_t n = (ssize_t)strlen(text);
    ssize_t padding = p->width - n - (sign != 0);
    bool zeros = p->zero;
    if (!p->left && !zeros && strwriter_fill(w, ' ', padding) < 0) {
        return -1;
    }
    if ((sign != 0 && strwriter_char(w, (uint32_t)sign) < 0)
        || strwriter_ascii(w, text, prefix) < 0) {
        return -1;
    }
    if (!p->left && zeros && strwriter_fill(w, '0', padding) < 0) {
        return -1;
    }
    if (strwriter_ascii(w, text + prefix, n - prefix) < 0) {
        return -1;
    }
    return p->left ? strwriter_fill(w, ' ', padding) : 0;
}

/* Writes a string with blanks around; drops the reference. */
static int
write_text(Percent *p, Object *text)
{
    if (text == NULL) {
        return -1;
    }
    ssize_t n = str_length(text);
    if (p->precision >= 0 && n > p->precision) {
        n = p->precision;
    }
    ssize_t padding = p->width - n;
    if (p->at == p->length && p->out.length == 0 && padding <= 0
        && n == str_length(text)) {
        p->only = text;
        return 0;
    }
    int status
        = -((!p->left && strwriter_fill(&p->out, ' ', padding) < 0)
            || strwriter_substring(&p->out, text, 0, n) < 0
            || (p->left && strwriter_fill(&p->out, ' ', padding) < 0));
    ref_dec(text);
    return status;
}

/* --- numbers --- */

static int
error_wrong_type(Percent *p, Object *value)
{
    bool real = strchr("diu", (int)p->conversion) != NULL;
    error_format(EXC(TypeError), "%%%c format: %s is required, not %.200s",
                 p->is_bytes && p->conversion == 'i' ? 'd'
                                                     : (int)p->conversion,
                 real ? "a real number" : "an integer",
                 TYPE_OF(value)->name);
    return -1;
}

/* The int to show, a new reference. */
static Object *
as_int(Percent *p, Object *value)
{
    if (int_check(value)) {
        return ref_new(value);
    }
    const NumberSlots *number = TYPE_OF(value)->number;
    bool numeric = number != NULL
                   && (number->int_ != NULL || number->index != NULL
                       || number->float_ != NULL);
    if (!numeric) {
        error_wrong_type(p, value);
        return NULL;
    }
    bool exact = strchr("oxX", (int)p->conversion) != NULL;
    Object *result = exact ? number_index(value) : number_int(value);
    if (result == NULL && error_matches(EXC(TypeError))) {
        error_clear();
        error_wrong_type(p, value);
    }
    return result;
}

static int
write_integer(Percent *p, Object *value)
{
    uint32_t c = p->conversion;
    int base = c == 'o' ? 8 : c == 'x' || c == 'X' ? 16 : 10;
    Object *number = as_int(p, value);
    if (number == NULL) {
        return -1;
    }
    if (base == 10 && p->precision < 0 && int_num_bits(number) <= 60) {
        char small[24];
        (void)int_small_to_text((int64_t)int_as_u64_mask(number), small);
        ref_dec(number);
        return write_number(p, small, 0);
    }
    size_t n;
    char *digits = int_to_text(number, base, p->alternate, &n);
    ref_dec(number);
    if (digits == NULL) {
        return -1;
    }
    bool minus = digits[0] == '-';
    ssize_t prefix = p->alternate && base != 10 ? 2 : 0;
    ssize_t zeros = p->precision - ((ssize_t)n - minus - prefix);
    zeros = zeros > 0 ? zeros : 0;
    char *text = mem_alloc(n + (size_t)zeros + 1);
    if (text == NULL) {
        mem_free(digits);
        error_no_memory();
        return -1;
    }
    size_t head = (size_t)(minus + prefix);
    memcpy(text, digits, head);
    memset(text + head, '0', (size_t)zeros);
    memcpy(text + head + zeros, digits + head, n - head + 1);
    for (char *q = text; c == 'X' && *q != '\0'; q++) {
        *q = (char)toupper((unsigned char)*q);
    }
    int status = write_number(p, text, prefix);
    mem_free(digits);
    mem_free(text);
    return status;
}

static int
write_float(Percent *p, Object *value)
{
    double x = float_as_double(value);
    if (x == -1.0 && error_occurred() != NULL) {
        if (p->is_bytes) {
            error_format(EXC(TypeError), "float argument required, not %.200s",
                         TYPE_OF(value)->name);
        }
        return -1;
    }
    int precision = p->precision < 0 ? 6 : (int)p->precision;
    char *text = float_to_text(x, (char)p->conversion, precision,
                               p->alternate ? FLOAT_ALT : 0);
    if (text == NULL) {
        return -1;
    }
    int status = write_number(p, text, 0);
    mem_free(text);
    return status;
}

/* --- text --- */

static Object *
char_of_str(Object *value)
{
    if (str_check(value) && str_length(value) == 1) {
        return ref_new(value);
    }
    if (!str_check(value)) {
        Object *number = int_check(value) ? ref_new(value)
                         : number_has_index(value) ? number_index(value)
                                                   : NULL;
        if (number != NULL) {
            int overflow;
            long c = int_as_long_overflow(number, &overflow);
            ref_dec(number);
            if (overflow != 0 || c < 0 || c > 0x10ffff) {
                return error_set_text(EXC(OverflowError),
                                      "%c arg not in range(0x110000)");
            }
            return str_from_char((uint32_t)c);
        }
        if (error_occurred() != NULL) {
            return NULL;
        }
    }
    return error_set_text(EXC(TypeError), "%c requires int or char");
}

static Object *
char_of_bytes(Object *value)
{
    if (bytes_check(value) && bytes_size(value) == 1) {
        return str_from_latin1(bytes_data(value), 1);
    }
    if (bytearray_check(value) && bytearray_size(value) == 1) {
        return str_from_latin1(bytearray_data(value), 1);
    }
    if (int_check(value) || number_has_index(value)) {
        int overflow;
        long c = int_as_long_overflow(value, &overflow);
        if (error_occurred() != NULL) {
            return NULL;
        }
        if (overflow != 0 || c < 0 || c > 255) {
            return error_set_text(EXC(OverflowError),
                                  "%c arg not in range(256)");
        }
        return str_from_char((uint32_t)c);
    }
    return error_set_text(EXC(TypeError), "%c requires an integer in "
                                          "range(256) or a single byte");
}

/* %b of bytes: a buffer, or what __bytes__ answers. */
static Object *
text_of_bytes(Object *value)
{
    Object *result = NULL;
    if (buffer_check(value)) {
        BufferView view;
        if (buffer_get(value, &view, BUFFER_SIMPLE) < 0) {
            return NULL;
        }
        result = str_from_latin1(view.buf, view.len);
        buffer_release(&view);
        return result;
    }
    Object *name = str_intern_text("__bytes__");
    Object *method = name == NULL ? NULL : lookup_special(value, name);
    ref_xdec(name);
    if (method != NULL) {
        Object *bytes = call_none(method);
        ref_dec(method);
        if (bytes != NULL && !bytes_check(bytes)) {
            error_format(EXC(TypeError),
                         "__bytes__ returned non-bytes (type %.200s)",
                         TYPE_OF(bytes)->name);
        } else if (bytes != NULL) {
            result = str_from_latin1(bytes_data(bytes), bytes_size(bytes));
        }
        ref_xdec(bytes);
        return result;
    }
    if (error_occurred() == NULL) {
        error_format(EXC(TypeError),
                     "%%b requires a bytes-like object, or an object that "
                     "implements __bytes__, not '%.100s'",
                     TYPE_OF(value)->name);
    }
    return NULL;
}

static int
error_unsupported(Percent *p)
{
    uint32_t c = p->conversion;
    error_format(EXC(ValueError),
                 "unsupported format character '%c' (0x%x) at index %zd",
                 31 < c && c < 128 ? (int)c : '?', (unsigned)c, p->place);
    return -1;
}

static int
write_directive(Percent *p)
{
    // Only a bare %%: with flags or a width it is an unknown character.
    bool bare = str_char(p->format, p->place - 1) == '%';
    if (p->conversion == '%' && bare) {
        return strwriter_char(&p->out, '%');
    }
    Object *value = next_argument(p);
    if (value == NULL) {
        return -1;
    }
    switch (p->conversion) {
    case 'b':
        return p->is_bytes ? write_text(p, text_of_bytes(value))
                           : error_unsupported(p);
    case 's':
        return write_text(p, p->is_bytes ? text_of_bytes(value)
                                         : object_str(value));
    case 'r':
        return write_text(p, p->is_bytes ? object_ascii(value)
                                         : object_repr(value));
    case 'a':
        return write_text(p, object_ascii(value));
    case 'c':
        p->precision = -1;
        return write_text(p, p->is_bytes ? char_of_bytes(value)
                                         : char_of_str(value));
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return write_integer(p, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return write_float(p, value);
    default:
        return error_unsupported(p);
    }
}

static Object *
run(Object *format, Object *args, bool is_bytes)
{
    Percent p = {.format = format,
                 .length = str_length(format),
                 .args = args,
                 .next = -2,
                 .count = -1,
                 .is_bytes = is_bytes};
    strwriter_init(&p.out);
    if (tuple_check(args)) {
        p.next = 0;
        p.count = tuple_size(args);
    } else if (mapping_check(args) && !str_check(args)
               && !(is_bytes && (bytes_check(args) || bytearray_check(args)))) {
        p.mapping = args;
    }
    Object *result = NULL;
    while (p.at < p.length) {
        ssize_t percent = str_find_char(format, '%', p.at, p.length, 1);
        ssize_t stop = percent < 0 ? p.length : percent;
        if (percent < 0 && p.at == 0) {
            p.only = ref_new(format);
            break;
        }
        if (strwriter_substring(&p.out, format, p.at, stop) < 0) {
            goto done;
        }
        p.at = stop;
        if (percent < 0) {
            break;
        }
        p.at++;
        int status = read_directive(&p) < 0 || write_directive(&p) < 0;
        REF_CLEAR(p.value);
        if (status != 0) {
            goto done;
        }
    }
    if (p.mapping == NULL
        && (p.count < 0 ? p.next == -2 : p.next < p.count)) {
        error_format(EXC(TypeError),
                     "not all arguments converted during %s formatting",
                     is_bytes ? "bytes" : "string");
        goto done;
    }
    result = p.only != NULL ? ref_new(p.only) : strwriter_finish(&p.out);

done:
    strwriter_drop(&p.out);
    ref_xdec(p.only);
    ref_xdec(p.value);
    return result;
}

Object *
str_format_percent(Object *format, Object *args)
{
    return run(format, args, false);
}

Object *
bytes_format_percent(const char *format, ssize_t n, Object *args,
                     bool to_bytearray)
{
    Object *text = str_from_latin1(format, n);
    if (text == NULL) {
        return NULL;
    }
    REF_SET(text, run(text, args, true));
    if (text == NULL) {
        return NULL;
    }
    Object *result = to_bytearray
                         ? bytearray_new(str_data(text), str_length(text))
                         : bytes_new(str_data(text), str_length(text));
    ref_dec(text);
    return result;
}
