/* Doubles as text and back. */
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "gc/alloc.h"
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

/* --- shortest digits --- */

/* Whether the digits of "d.ddde+xx", one unit up in the last of `n`, are
 * the double `value` too; if so `text` becomes them. */
static bool
next_up(char *text, int n, double value)
{
    char copy[40];
    memcpy(copy, text, sizeof copy);
    int i = n; // the dot is at 1, so digit n is at n
    while (i > 1 && copy[i] == '9') {
        copy[i--] = '0';
    }
    if (i <= 1) {
        return false;
    }
    copy[i]++;
    if (strtod(copy, NULL) != value) {
        return false;
    }
    memcpy(text, copy, sizeof copy);
    return true;
}

int
float_shortest(double value, char *digits, int *decimal_point)
{
    char text[40];
    int n = 0;
    if (value < 1e15 && value == (double)(int64_t)value) {
        n = (int)int_small_to_text((int64_t)value, digits);
        *decimal_point = n;
    } else {
        int exponent;
        bool power_of_two = frexp(value, &exponent) == 0.5;
        // Few digits are enough where doubles get sparse.
        for (int p = value < 2.3e-308 ? 1 : 15; p <= 17; p++) {
            snprintf(text, sizeof text, "%.*e", p - 1, value);
            if (strtod(text, NULL) == value) {
                break;
            }
            // Below a power of two doubles are twice as dense.
            if (power_of_two && p >= 2 && next_up(text, p, value)) {
                break;
            }
        }
        const char *p = text;
        for (; *p != 'e'; p++) {
            if (*p != '.') {
                digits[n++] = *p;
            }
        }
        *decimal_point = atoi(p + 1) + 1;
    }
    while (n > 1 && digits[n - 1] == '0') {
        n--;
    }
    digits[n] = '\0';
    return n;
}

/* --- to text --- */

/* Lays out n digits with the decimal point behind `point` of them: plain,
 * or with an exponent. */
static void
lay_out(char *out, const char *digits, int n, int point, bool exponent,
        bool add_dot_0)
{
    char *p = out;
    if (exponent) {
        *p++ = digits[0];
        if (n > 1) {
            *p++ = '.';
            memcpy(p, digits + 1, (size_t)n - 1);
            p += n - 1;
        }
        sprintf(p, "e%+03d", point - 1);
        return;
    }
    if (point <= 0) {
        *p++ = '0';
        *p++ = '.';
        for (int i = point; i < 0; i++) {
            *p++ = '0';
        }
        memcpy(p, digits, (size_t)n);
        p += n;
    } else {
        for (int i = 0; i < point; i++) {
            *p++ = i < n ? digits[i] : '0';
        }
        if (n > point) {
            *p++ = '.';
            memcpy(p, digits + point, (size_t)(n - point));
            p += n - point;
        } else if (add_dot_0) {
            *p++ = '.';
            *p++ = '0';
        }
    }
    *p = '\0';
}

/* Significant digits, correctly rounded, trailing zeros off. */
static int
round_digits(double value, int precision, char *digits, int *point)
{
    char *text = mem_alloc((size_t)precision + 16);
    if (text == NULL) {
        return -1;
    }
    snprintf(text, (size_t)precision + 16, "%.*e", precision - 1, value);
    int n = 0;
    const char *p = text;
    for (; *p != 'e'; p++) {
        if (*p != '.') {
            digits[n++] = *p;
        }
    }
    *point = atoi(p + 1) + 1;
    mem_free(text);
    while (n > 1 && digits[n - 1] == '0') {
        n--;
    }
    return n;
}

/* The finite, not negative `value`. */
static bool
finite_to_text(double value, char kind, int precision, int flags, char *out,
               size_t size)
{
    bool dot = (flags & FLOAT_ADD_DOT_0) != 0;
    char lower = (char)tolower((unsigned char)kind);
    if (lower == 'r') {
        char digits[24];
        int point;
        int n = float_shortest(value, digits, &point);
        lay_out(out, digits, n, point, point <= -4 || point > 16, dot);
    } else if (lower == 'g' && dot && (flags & FLOAT_ALT) == 0) {
        precision = precision < 1 ? 1 : precision;
        char *digits = mem_alloc((size_t)precision + 2);
        int point;
        int n = digits == NULL
                    ? -1
                    : round_digits(value, precision, digits, &point);
        if (n > 0) {
            lay_out(out, digits, n, point,
                    point <= -4 || point > precision - 1, true);
        }
        mem_free(digits);
        return n > 0;
    } else {
        char format[8];
        snprintf(format, sizeof format, "%%%s.*%c",
                 (flags & FLOAT_ALT) != 0 ? "#" : "", lower);
        snprintf(out, size, format, precision, value);
    }
    return true;
}

static bool
all_zero(const char *text)
{
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text >= '1' && *text <= '9') {
            return false;
        }
    }
    return true;
}

char *
float_to_text(double value, char kind, int precision, int flags)
{
    char lower = (char)tolower((unsigned char)kind);
    size_t size = 40 + (size_t)(precision > 0 ? precision : 0)
                  + (lower == 'f' ? DBL_MAX_10_EXP : 0);
    char *text = mem_alloc(size);
    if (text == NULL) {
        error_no_memory();
        return NULL;
    }
    char *body = text + 1;
    if (isnan(value) || isinf(value)) {
        strcpy(body, isnan(value) ? "nan" : "inf");
    } else if (!finite_to_text(fabs(value), kind, precision, flags, body,
                               size - 1)) {
        mem_free(text);
        error_no_memory();
        return NULL;
    }
    bool negative = signbit(value) && !isnan(value);
    if (negative && (flags & FLOAT_NO_NEG_0) != 0 && isfinite(value)
        && all_zero(body)) {
        negative = false;
    }
    if (isupper((unsigned char)kind)) {
        for (char *p = body; *p != '\0'; p++) {
            *p = (char)toupper((unsigned char)*p);
        }
    }
    if (negative || (flags & FLOAT_SIGN) != 0) {
        text[0] = negative ? '-' : '+';
    } else {
        memmove(text, body, strlen(body) + 1);
    }
    return text;
}

/* --- from text --- */

bool
float_parse(const char *text, double *out, const char **end)
{
    const char *p = text;
    bool negative = *p == '-';
    if (*p == '+' || *p == '-') {
        p++;
    }
    if (strncasecmp(p, "inf", 3) == 0) {
        *end = p + (strncasecmp(p, "infinity", 8) == 0 ? 8 : 3);
        *out = negative ? -INFINITY : INFINITY;
        return true;
    }
    if (strncasecmp(p, "nan", 3) == 0) {
        *end = p + 3;
        *out = negative ? -(double)NAN : (double)NAN;
        return true;
    }
    const char *digit = *p == '.' ? p + 1 : p;
    if (!isdigit((unsigned char)*digit)
        || (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))) {
        // "0x1" is the number 0 with rubbish behind it.
        if (p[0] == '0') {
            *out = negative ? -0.0 : 0.0;
            *end = p + 1;
            return true;
        }
        *end = text;
        return false;
    }
    char *stop;
    *out = strtod(text, &stop);
    *end = stop;
    return true;
}

/* Takes out underscores that stand between two digits. False: another
 * underscore. */
static bool
drop_underscores(char *text, ssize_t *n)
{
    ssize_t to = 0;
    for (ssize_t i = 0; i < *n; i++) {
        if (text[i] != '_') {
            text[to++] = text[i];
            continue;
        }
        if (i == 0 || !isdigit((unsigned char)text[i - 1])
            || !isdigit((unsigned char)text[i + 1])) {
            return false;
        }
    }
    text[to] = '\0';
    *n = to;
    return true;
}

/* Reads n bytes; blanks around the number are allowed. */
static Object *
parse_whole(char *text, ssize_t n, Object *shown)
{
    double value;
    const char *start = text;
    const char *end;
    bool ok = drop_underscores(text, &n);
    while (ok && isspace((unsigned char)*start)) {
        start++;
    }
    ok = ok && float_parse(start, &value, &end);
    while (ok && isspace((unsigned char)*end)) {
        end++;
    }
    ok = ok && end == text + n;
    mem_free(text);
    if (!ok) {
        return error_format(EXC(ValueError),
                            "could not convert string to float: %R", shown);
    }
    return float_new(value);
}

Object *
float_from_str(Object *o)
{
    ssize_t n;
    char *text;
    if (str_check(o)) {
        text = str_to_number_text(o, &n);
    } else if (buffer_check(o)) {
        BufferView view;
        if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
            return NULL;
        }
        n = view.len;
        text = mem_alloc((size_t)n + 1);
        if (text != NULL) {
            memcpy(text, view.buf, (size_t)n);
            text[n] = '\0';
        } else {
            error_no_memory();
        }
        buffer_release(&view);
    } else {
        return error_format(EXC(TypeError),
                            "float() argument must be a string or a real "
                            "number, not '%.200s'",
                            TYPE_OF(o)->name);
    }
    return text == NULL ? NULL : parse_whole(text, n, o);
}

/* --- hexadecimal --- */

Object *
float_to_hex(double value)
{
    if (!isfinite(value)) {
        return str_from_text(isnan(value) ? "nan"
                             : value < 0  ? "-inf"
                                          : "inf");
    }
    const char *sign = signbit(value) ? "-" : "";
    if (value == 0.0) {
        return str_from_format("%s0x0.0p+0", sign);
    }
    int exponent;
    double mantissa = frexp(fabs(value), &exponent);
    int shift = 1 - (DBL_MIN_EXP - exponent > 0 ? DBL_MIN_EXP - exponent : 0);
    mantissa = ldexp(mantissa, shift);
    exponent -= shift;
    char digits[16];
    int whole = (int)mantissa;
    mantissa -= whole;
    for (int i = 0; i < 13; i++) {
        mantissa *= 16.0;
        digits[i] = "0123456789abcdef"[(int)mantissa];
        mantissa -= (int)mantissa;
    }
    digits[13] = '\0';
    return str_from_format("%s0x%d.%sp%s%d", sign, whole, digits,
                           exponent < 0 ? "-" : "+", abs(exponent));
}

/* Checks [0x]hex[.hex][p[+-]dec]; the end, or NULL. */
static const char *
scan_hex(const char *p)
{
    size_t n = 0;
    for (; isxdigit((unsigned char)*p); p++) {
        n++;
    }
    if (*p == '.') {
        for (p++; isxdigit((unsigned char)*p); p++) {
            n++;
        }
    }
    if (n == 0) {
        return NULL;
    }
    if (*p == 'p' || *p == 'P') {
        p++;
        if (*p == '+' || *p == '-') {
            p++;
        }
        if (!isdigit((unsigned char)*p)) {
            return NULL;
        }
        while (isdigit((unsigned char)*p)) {
            p++;
        }
    }
    return p;
}

/* The number that the digits in front of `end` mean: [hex][.hex][p[+-]dec],
 * rounded once, half to even. (The C library's strtod rounds some of the
 * smallest numbers otherwise.) Infinite when it is too large. */
static double
hex_value(const char *p, const char *end)
{
    uint64_t digits = 0; // the first 60 bits of them
    bool more = false;   // something other than zeros follows
    bool point = false;
    long exponent = 0;
    for (; p < end && *p != 'p' && *p != 'P'; p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        unsigned digit = (unsigned)(isdigit((unsigned char)*p)
                                        ? *p - '0'
                                        : tolower((unsigned char)*p) - 'a'
                                              + 10);
        if (digits >> 56 == 0) {
            digits = digits << 4 | digit;
            exponent -= point ? 4 : 0;
        } else {
            more = more || digit != 0;
            exponent += point ? 0 : 4;
        }
    }
    if (digits == 0) {
        return 0.0;
    }
    if (p < end) {
        long given = strtol(p + 1, NULL, 10);
        const long limit = LONG_MAX / 4;
        exponent += given > limit ? limit : given < -limit ? -limit : given;
    }
    // The last bit that a double of this size has.
    long last = exponent + 64 - __builtin_clzll(digits) - DBL_MANT_DIG;
    last = last < DBL_MIN_EXP - DBL_MANT_DIG ? DBL_MIN_EXP - DBL_MANT_DIG
                                             : last;
    long shift = last - exponent;
    if (shift > 62) {
        return 0.0;
    }
    if (shift > 0) {
        uint64_t rest = digits & ((UINT64_C(1) << shift) - 1);
        uint64_t half = UINT64_C(1) << (shift - 1);
        digits >>= shift;
        digits += rest > half || (rest == half && (more || digits % 2 != 0));
        exponent = last;
    }
    return exponent > DBL_MAX_EXP ? (double)INFINITY
                                  : ldexp((double)digits, (int)exponent);
}

static bool
parse_hex(const char *text, double *out, const char **end)
{
    const char *p = text;
    bool negative = *p == '-';
    if (*p == '+' || *p == '-') {
        p++;
    }
    if (tolower((unsigned char)*p) == 'i'
        || tolower((unsigned char)*p) == 'n') {
        return float_parse(text, out, end);
    }
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
        p += 2;
    }
    *end = scan_hex(p);
    if (*end == NULL) {
        return false;
    }
    *out = hex_value(p, *end);
    if (isinf(*out)) {
        error_set_text(EXC(OverflowError), "hexadecimal value too large to "
                                           "represent as a float");
        return false;
    }
    *out = negative ? -*out : *out;
    return true;
}

Object *
float_from_hex(Object *type, Object *text)
{
    ssize_t n;
    const char *start = str_as_utf8(text, &n);
    if (start == NULL) {
        return NULL;
    }
    const char *stop = start + n;
    const char *end;
    double value;
    while (isspace((unsigned char)*start)) {
        start++;
    }
    bool ok = parse_hex(start, &value, &end);
    while (ok && isspace((unsigned char)*end)) {
        end++;
    }
    if (!ok || end != stop) {
        if (error_occurred() == NULL) {
            error_set_text(EXC(ValueError), "invalid hexadecimal "
                                            "floating-point string");
        }
        return NULL;
    }
    Object *result = float_new(value);
    if (result != NULL && type != OBJ(&float_type)) {
        REF_SET(result, call_one(type, result));
    }
    return result;
}
