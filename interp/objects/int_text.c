/* Ints as text and back. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/int_gmp.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

/* --- from text --- */

static int
digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 36;
}

static bool
is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Skips 0x, 0o, 0b where `base` has them; base 0 is found out. False for
 * something like 012 with base 0, which must be zero. */
static bool
skip_prefix(const char **text, int *base)
{
    const char *p = *text;
    char letter = p[0] == '0' ? (char)tolower((unsigned char)p[1]) : 0;
    int found = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    bool plain = true;
    if (*base == 0) {
        *base = found != 0 ? found : 10;
        plain = found != 0 || p[0] != '0';
    }
    if (found != 0 && found == *base) {
        p += 2;
        if (*p == '_') {
            p++;
        }
        *text = p;
    }
    return plain;
}

/* Measures digits with single underscores between them: their number, 0
 * when there is none or an underscore is wrong. */
static size_t
scan_digits(const char **text, int base)
{
    const char *p = *text;
    size_t n = 0;
    char previous = '_';
    for (; *p == '_' || digit_value(*p) < base; p++) {
        if (*p != '_') {
            n++;
        } else if (previous == '_') {
            *text = p;
            return 0;
        }
        previous = *p;
    }
    *text = p;
    return previous == '_' ? 0 : n;
}

static Object *
digits_to_int(const char *first, const char *last, size_t n, int base,
              bool negative)
{
    bool power_of_two = (base & (base - 1)) == 0;
    if (!power_of_two && int_max_str_digits > 0
        && n > (size_t)int_max_str_digits) {
        return error_format(
            EXC(ValueError),
            "Exceeds the limit (%d digits) for integer string conversion: "
            "value has %zd digits; use sys.set_int_max_str_digits() to "
            "increase the limit",
            int_max_str_digits, (ssize_t)n);
    }
    uint64_t value = 0;
    const char *p = first;
    for (; p < last && value < ((uint64_t)1 << 57); p++) {
        if (*p != '_') {
            value = value * (unsigned)base + (unsigned)digit_value(*p);
        }
    }
    if (p == last) {
        return int_from_ssize(negative ? -(ssize_t)value : (ssize_t)value);
    }
    char *digits = mem_alloc(n + 1);
    if (digits == NULL) {
        return error_no_memory();
    }
    size_t place = 0;
    for (p = first; p < last; p++) {
        if (*p != '_') {
            digits[place++] = *p;
        }
    }
    digits[place] = '\0';
    Object *result = int_gmp_from_text(digits, base, negative);
    mem_free(digits);
    return result;
}

/* The number at the start of a text; NULL without an error when there is
 * none. *end is behind the blanks that follow. */
static Object *
parse(const char *text, const char **end, int base)
{
    const char *p = text;
    while (is_space(*p)) {
        p++;
    }
    bool negative = *p == '-';
    if (*p == '+' || *p == '-') {
        p++;
    }
    bool plain = skip_prefix(&p, &base);
    const char *first = p;
    size_t n = scan_digits(&p, base);
    *end = p;
    if (n == 0) {
        return NULL;
    }
    Object *result = digits_to_int(first, p, n, base, negative);
    if (result != NULL && !plain && int_size(result) != 0) {
        ref_dec(result);
        *end = first;
        return NULL;
    }
    while (is_space(*p)) {
        p++;
    }
    *end = p;
    return result;
}

static bool
base_ok(int base)
{
    if (base != 0 && (base < 2 || base > 36)) {
        error_set_text(EXC(ValueError),
                       "int() arg 2 must be >= 2 and <= 36");
        return false;
    }
    return true;
}

Object *
int_from_text(const char *text, const char **end, int base)
{
    if (!base_ok(base)) {
        return NULL;
    }
    const char *stop;
    Object *result = parse(text, &stop, base);
    if (end != NULL) {
        *end = stop;
    }
    if (result != NULL && (end != NULL || *stop == '\0')) {
        return result;
    }
    if (result == NULL && error_occurred() != NULL) {
        return NULL;
    }
    ref_xdec(result);
    return error_format(EXC(ValueError),
                        "invalid literal for int() with base %d: '%.200s'",
                        base, text);
}

Object *
int_from_text_bytes(const char *text, ssize_t n, int base, Object *shown)
{
    if (!base_ok(base)) {
        return NULL;
    }
    char *copy = mem_alloc((size_t)n + 1);
    if (copy == NULL) {
        return error_no_memory();
    }
    memcpy(copy, text, (size_t)n);
    copy[n] = '\0';
    const char *end;
    Object *result = parse(copy, &end, base);
    bool whole = end == copy + n;
    mem_free(copy);
    if (result != NULL && whole) {
        return result;
    }
    if (result == NULL && error_occurred() != NULL) {
        return NULL;
    }
    ref_xdec(result);
    return error_format(EXC(ValueError),
                        "invalid literal for int() with base %d: %.200R",
                        base, shown);
}

Object *
int_from_str(Object *str, int base)
{
    if (str_is_ascii(str)) {
        return int_from_text_bytes(str_data(str), str_length(str), base,
                                   str);
    }
    ssize_t n;
    char *text = str_to_number_text(str, &n);
    if (text == NULL) {
        return NULL;
    }
    Object *result = int_from_text_bytes(text, n, base, str);
    mem_free(text);
    return result;
}

/* --- to text --- */

static Object *
error_digit_limit(void)
{
    return error_format(EXC(ValueError),
                        "Exceeds the limit (%d digits) for integer string "
                        "conversion; use sys.set_int_max_str_digits() to "
                        "increase the limit",
                        int_max_str_digits);
}

size_t
int_small_to_text(int64_t value, char *out)
{
    char digits[24];
    char *end = digits + sizeof(digits), *at = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    while (rest >= 10) {
        uint64_t two = rest % 100; // one division for two digits
        rest /= 100;
        *--at = (char)('0' + two % 10);
        *--at = (char)('0' + two / 10);
    }
    if (rest > 0 || at == end) {
        *--at = (char)('0' + rest);
    }
    if (value < 0) {
        *--at = '-';
    }
    size_t length = (size_t)(end - at);
    memcpy(out, at, length);
    out[length] = '\0';
    return length;
}

/* Bits to characters for bases 2, 8 and 16. */
static char *
binary_to_text(Object *o, int base, bool prefix, size_t *length)
{
    unsigned step = base == 16 ? 4 : base == 8 ? 3 : 1;
    size_t bits = int_num_bits(o);
    size_t n = bits == 0 ? 1 : (bits + step - 1) / step;
    bool negative = int_size(o) < 0;
    size_t total = n + negative + (prefix ? 2 : 0);
    char *text = mem_alloc(total + 1);
    if (text == NULL) {
        error_no_memory();
        return NULL;
    }
    char *p = text;
    if (negative) {
        *p++ = '-';
    }
    if (prefix) {
        *p++ = '0';
        *p++ = base == 16 ? 'x' : base == 8 ? 'o' : 'b';
    }
    const uint32_t *digits = ((Int *)o)->digits;
    uint64_t pool = 0;
    unsigned have = 0;
    ssize_t ndigits = negative ? -int_size(o) : int_size(o);
    ssize_t next = 0;
    for (size_t i = n; i-- > 0;) {
        if (have < step && next < ndigits) {
            pool |= (uint64_t)digits[next++] << have;
            have += INT_SHIFT;
        }
        p[i] = "0123456789abcdef"[pool & ((1u << step) - 1)];
        pool >>= step;
        have = have > step ? have - step : 0;
    }
    text[total] = '\0';
    *length = total;
    return text;
}

/* A long number in decimal. */
static char *
decimal_to_text(Object *o, size_t *length)
{
    size_t limit = (size_t)int_max_str_digits;
    bool negative = int_size(o) < 0;
    // More than limit digits for sure: spare the work.
    if (limit > 0 && int_num_bits(o) / 3 > limit
        && (double)int_num_bits(o) * 0.30102 > (double)limit + 1) {
        error_digit_limit();
        return NULL;
    }
    size_t n;
    char *digits = int_gmp_to_text(o, 10, &n);
    if (limit > 0 && n > limit) {
        free(digits);
        error_digit_limit();
        return NULL;
    }
    char *text = mem_alloc(n + negative + 1);
    if (text == NULL) {
        free(digits);
        error_no_memory();
        return NULL;
    }
    text[0] = '-';
    memcpy(text + negative, digits, n + 1);
    free(digits);
    *length = n + negative;
    return text;
}

char *
int_to_text(Object *o, int base, bool prefix, size_t *length)
{
    if (base != 10) {
        return binary_to_text(o, base, prefix, length);
    }
    if (int_num_bits(o) > 60) {
        return decimal_to_text(o, length);
    }
    char *text = mem_alloc(24);
    if (text == NULL) {
        error_no_memory();
        return NULL;
    }
    int64_t value = (int64_t)int_as_u64_mask(o);
    *length = int_small_to_text(value, text);
    return text;
}

Object *
int_to_str(Object *o, int base, bool prefix)
{
    if (base == 10 && int_num_bits(o) <= 60) {
        char local[24];
        size_t n = int_small_to_text((int64_t)int_as_u64_mask(o), local);
        return str_from_ascii(local, (ssize_t)n);
    }
    size_t n;
    char *text = int_to_text(o, base, prefix, &n);
    if (text == NULL) {
        return NULL;
    }
    Object *result = str_from_ascii(text, (ssize_t)n);
    mem_free(text);
    return result;
}
