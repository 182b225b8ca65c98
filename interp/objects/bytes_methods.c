/* Methods of bytes and bytearray: searching, padding, case, questions. */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"

Object *
span_new(Object *self, const char *data, ssize_t n)
{
    return bytes_check(self) ? bytes_new(data, n) : bytearray_new(data, n);
}

Object *
span_same(Object *self)
{
    if (bytes_check_exact(self)) {
        return ref_new(self);
    }
    return span_new(self, span_data(self), span_size(self));
}

int
span_byte(Object *o, const char *name)
{
    ssize_t value = -1;
    if (int_check(o)) {
        int overflow;
        value = int_as_long_overflow(o, &overflow);
        value = overflow != 0 ? -1 : value;
    } else {
        Object *index = number_index(o);
        if (index == NULL) {
            return -1;
        }
        int overflow;
        value = int_as_long_overflow(index, &overflow);
        value = overflow != 0 ? -1 : value;
        ref_dec(index);
    }
    if (value < 0 || value > 255) {
        error_format(EXC(ValueError), "%s must be in range(0, 256)", name);
        return -1;
    }
    return (int)value;
}

/* --- searching --- */

/* The bytes to look for: an int or a buffer. */
typedef struct Needle {
    char byte;
    const char *data;
    ssize_t n;
    bool viewed;
    BufferView view;
} Needle;

static bool
needle_open(Needle *needle, Object *o)
{
    needle->viewed = false;
    if (buffer_check(o)) {
        if (buffer_get(o, &needle->view, BUFFER_SIMPLE) < 0) {
            return false;
        }
        needle->viewed = true;
        needle->data = needle->view.buf;
        needle->n = needle->view.len;
        return true;
    }
    if (!number_has_index(o)) {
        error_format(EXC(TypeError),
                     "argument should be integer or bytes-like object, not "
                     "'%.200s'",
                     TYPE_OF(o)->name);
        return false;
    }
    int byte = span_byte(o, "byte");
    if (byte < 0) {
        return false;
    }
    needle->byte = (char)byte;
    needle->data = &needle->byte;
    needle->n = 1;
    return true;
}

static void
needle_close(Needle *needle)
{
    if (needle->viewed) {
        buffer_release(&needle->view);
    }
}

static bool
bounds(const char *name, Object *const *args, ssize_t nargs, ssize_t *start,
       ssize_t *end)
{
    if (nargs < 1 || nargs > 3) {
        error_format(EXC(TypeError),
                     nargs < 1 ? "%s() takes at least 1 argument (%zd given)"
                               : "%s() takes at most 3 arguments (%zd given)",
                     name, nargs);
        return false;
    }
    return text_bounds(nargs > 1 ? args[1] : NULL,
                       nargs > 2 ? args[2] : NULL, start, end);
}

static Object *
search(const char *name, Object *self, Object *const *args, ssize_t nargs,
       int direction, bool must_be)
{
    ssize_t start, end;
    Needle needle;
    if (!bounds(name, args, nargs, &start, &end)
        || !needle_open(&needle, args[0])) {
        return NULL;
    }
    text_adjust(span_size(self), &start, &end);
    TextRun in = text_of_bytes(span_data(self), start, end);
    TextRun what = text_of_bytes(needle.data, 0, needle.n);
    ssize_t at = text_find(&in, &what, direction);
    needle_close(&needle);
    if (at < 0 && must_be) {
        return error_set_text(EXC(ValueError), "subsection not found");
    }
    return int_from_ssize(at);
}

Object *
span_find(Object *self, Object *const *args, ssize_t nargs)
{
    return search("find", self, args, nargs, 1, false);
}

Object *
span_rfind(Object *self, Object *const *args, ssize_t nargs)
{
    return search("rfind", self, args, nargs, -1, false);
}

Object *
span_index(Object *self, Object *const *args, ssize_t nargs)
{
    return search("index", self, args, nargs, 1, true);
}

Object *
span_rindex(Object *self, Object *const *args, ssize_t nargs)
{
    return search("rindex", self, args, nargs, -1, true);
}

Object *
span_count(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t start, end;
    Needle needle;
    if (!bounds("count", args, nargs, &start, &end)
        || !needle_open(&needle, args[0])) {
        return NULL;
    }
    text_adjust(span_size(self), &start, &end);
    TextRun in = text_of_bytes(span_data(self), start, end);
    TextRun what = text_of_bytes(needle.data, 0, needle.n);
    ssize_t count = text_count(&in, &what, -1);
    needle_close(&needle);
    return int_from_ssize(count);
}

int
span_contains(Object *self, Object *item)
{
    if (number_has_index(item)) {
        int byte = span_byte(item, "byte");
        if (byte < 0) {
            return -1;
        }
        TextRun in = text_of_bytes(span_data(self), 0, span_size(self));
        return text_find_char(&in, (uint32_t)byte, 1) >= 0;
    }
    BufferView view;
    if (buffer_get(item, &view, BUFFER_SIMPLE) < 0) {
        return -1;
    }
    TextRun in = text_of_bytes(span_data(self), 0, span_size(self));
    TextRun what = text_of_bytes(view.buf, 0, view.len);
    ssize_t at = text_find(&in, &what, 1);
    buffer_release(&view);
    return at >= 0;
}

/* 1, 0, -1 error */
static int
matches_at(Object *self, Object *part, ssize_t start, ssize_t end,
           int direction)
{
    BufferView view;
    if (buffer_get(part, &view, BUFFER_SIMPLE) < 0) {
        return -1;
    }
    text_adjust(span_size(self), &start, &end);
    bool found = end - start >= view.len
                 && memcmp(span_data(self)
                               + (direction > 0 ? end - view.len : start),
                           view.buf, (size_t)view.len)
                        == 0;
    buffer_release(&view);
    return found;
}

static Object *
tail_match(const char *name, Object *self, Object *const *args, ssize_t nargs,
           int direction)
{
    ssize_t start, end;
    if (!bounds(name, args, nargs, &start, &end)) {
        return NULL;
    }
    if (!tuple_check(args[0])) {
        if (!buffer_check(args[0])) {
            return error_format(EXC(TypeError),
                                "%s first arg must be bytes or a tuple of "
                                "bytes, not %.100s",
                                name, TYPE_OF(args[0])->name);
        }
        int found = matches_at(self, args[0], start, end, direction);
        return found < 0 ? NULL : bool_new(found);
    }
    for (ssize_t i = 0; i < tuple_size(args[0]); i++) {
        int found = matches_at(self, tuple_get(args[0], i), start, end,
                               direction);
        if (found != 0) {
            return found < 0 ? NULL : bool_new(true);
        }
    }
    return bool_new(false);
}

Object *
span_startswith(Object *self, Object *const *args, ssize_t nargs)
{
    return tail_match("startswith", self, args, nargs, -1);
}

Object *
span_endswith(Object *self, Object *const *args, ssize_t nargs)
{
    return tail_match("endswith", self, args, nargs, 1);
}

static Object *
remove_tail(Object *self, Object *part, int direction)
{
    BufferView view;
    int found = matches_at(self, part, 0, SSIZE_MAX, direction);
    if (found < 0 || buffer_get(part, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t n = view.len;
    buffer_release(&view);
    if (!found || n == 0) {
        return span_same(self);
    }
    return span_new(self, span_data(self) + (direction > 0 ? 0 : n),
                    span_size(self) - n);
}

Object *
span_removeprefix(Object *self, Object *prefix)
{
    return remove_tail(self, prefix, -1);
}

Object *
span_removesuffix(Object *self, Object *suffix)
{
    return remove_tail(self, suffix, 1);
}

/* --- stripping and padding --- */

static Object *
strip(const char *name, Object *self, Object *const *args, ssize_t nargs,
      bool left, bool right)
{
    const char *set = " \t\n\r\f\v";
    ssize_t n = 6;
    BufferView view;
    bool viewed = false;
    if (!args_check_count(name, nargs, 0, 1)) {
        return NULL;
    }
    if (nargs > 0 && args[0] != NONE) {
        if (buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
            return NULL;
        }
        viewed = true;
        set = view.buf;
        n = view.len;
    }
    const char *data = span_data(self);
    ssize_t start = 0;
    ssize_t end = span_size(self);
    while (left && start < end
           && memchr(set, data[start], (size_t)n) != NULL) {
        start++;
    }
    while (right && end > start
           && memchr(set, data[end - 1], (size_t)n) != NULL) {
        end--;
    }
    if (viewed) {
        buffer_release(&view);
    }
    if (end - start == span_size(self)) {
        return span_same(self);
    }
    return span_new(self, data + start, end - start);
}

Object *
span_strip(Object *self, Object *const *args, ssize_t nargs)
{
    return strip("strip", self, args, nargs, true, true);
}

Object *
span_lstrip(Object *self, Object *const *args, ssize_t nargs)
{
    return strip("lstrip", self, args, nargs, true, false);
}

Object *
span_rstrip(Object *self, Object *const *args, ssize_t nargs)
{
    return strip("rstrip", self, args, nargs, false, true);
}

static Object *
pad(Object *self, ssize_t left, ssize_t right, char fill)
{
    if (left <= 0 && right <= 0) {
        return span_same(self);
    }
    ssize_t n = span_size(self);
    Object *result = span_new(self, NULL, left + n + right);
    if (result != NULL) {
        char *data = span_data(result);
        memset(data, fill, (size_t)left);
        memcpy(data + left, span_data(self), (size_t)n);
        memset(data + left + n, fill, (size_t)right);
    }
    return result;
}

static bool
pad_arguments(const char *name, Object *self, Object *const *args,
              ssize_t nargs, ssize_t *missing, char *fill)
{
    *fill = ' ';
    if (!args_check_count(name, nargs, 1, 2)) {
        return false;
    }
    *missing = number_as_argument(args[0]);
    if (*missing == -1 && error_occurred() != NULL) {
        return false;
    }
    if (nargs > 1) {
        if (!(bytes_check(args[1]) || bytearray_check(args[1]))
            || span_size(args[1]) != 1) {
            error_format(EXC(TypeError),
                         "%s() argument 2 must be a byte string of length "
                         "1, not %.50s",
                         name, TYPE_OF(args[1])->name);
            return false;
        }
        *fill = span_data(args[1])[0];
    }
    *missing = *missing > span_size(self) ? *missing - span_size(self) : 0;
    return true;
}

Object *
span_ljust(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    char fill;
    return pad_arguments("ljust", self, args, nargs, &missing, &fill)
               ? pad(self, 0, missing, fill)
               : NULL;
}

Object *
span_rjust(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    char fill;
    return pad_arguments("rjust", self, args, nargs, &missing, &fill)
               ? pad(self, missing, 0, fill)
               : NULL;
}

Object *
span_center(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    char fill;
    if (!pad_arguments("center", self, args, nargs, &missing, &fill)) {
        return NULL;
    }
    ssize_t left
        = missing / 2 + (missing & (missing + span_size(self)) & 1);
    return pad(self, left, missing - left, fill);
}

Object *
span_zfill(Object *self, Object *width_object)
{
    ssize_t width = number_as_argument(width_object);
    if (width == -1 && error_occurred() != NULL) {
        return NULL;
    }
    ssize_t zeros = width - span_size(self);
    Object *result = pad(self, zeros > 0 ? zeros : 0, 0, '0');
    if (result != NULL && zeros > 0 && span_size(self) > 0) {
        char *data = span_data(result);
        if (data[zeros] == '+' || data[zeros] == '-') {
            data[0] = data[zeros];
            data[zeros] = '0';
        }
    }
    return result;
}

/* --- case, by ASCII --- */

static bool
lower_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool
upper_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char
to_lower(char c)
{
    return upper_letter(c) ? (char)(c + 32) : c;
}

static char
to_upper(char c)
{
    return lower_letter(c) ? (char)(c - 32) : c;
}

enum Case { CASE_LOWER, CASE_UPPER, CASE_SWAP, CASE_TITLE, CASE_CAPITAL };

static Object *
change_case(Object *self, enum Case how)
{
    ssize_t n = span_size(self);
    Object *result = span_new(self, NULL, n);
    if (result == NULL) {
        return NULL;
    }
    const char *from = span_data(self);
    char *to = span_data(result);
    bool inside = false;
    for (ssize_t i = 0; i < n; i++) {
        char c = from[i];
        bool up = how == CASE_UPPER || (how == CASE_SWAP && lower_letter(c))
                  || (how == CASE_TITLE && !inside)
                  || (how == CASE_CAPITAL && i == 0);
        to[i] = up ? to_upper(c) : to_lower(c);
        inside = lower_letter(c) || upper_letter(c);
    }
    return result;
}

#define CASE_METHOD(name, how)                                               \
    Object *name(Object *self, Object *unused UNUSED)                        \
    {                                                                        \
        return change_case(self, how);                                       \
    }

CASE_METHOD(span_lower, CASE_LOWER)
CASE_METHOD(span_upper, CASE_UPPER)
CASE_METHOD(span_swapcase, CASE_SWAP)
CASE_METHOD(span_title, CASE_TITLE)
CASE_METHOD(span_capitalize, CASE_CAPITAL)

/* --- questions --- */

static Object *
all_pass(Object *self, int (*test)(int))
{
    const char *data = span_data(self);
    for (ssize_t i = 0; i < span_size(self); i++) {
        if ((uint8_t)data[i] >= 128 || !test((uint8_t)data[i])) {
            return bool_new(false);
        }
    }
    return bool_new(span_size(self) > 0);
}

#define QUESTION(name, test)                                                 \
    Object *name(Object *self, Object *unused UNUSED)                        \
    {                                                                        \
        return all_pass(self, test);                                         \
    }

QUESTION(span_isalnum, isalnum)
QUESTION(span_isalpha, isalpha)
QUESTION(span_isdigit, isdigit)
QUESTION(span_isspace, isspace)

Object *
span_isascii(Object *self, Object *unused UNUSED)
{
    return bool_new(str_find_max(1, span_data(self), 0, span_size(self))
                    < 128);
}

static Object *
all_of_case(Object *self, bool (*wanted)(char), bool (*other)(char))
{
    bool found = false;
    const char *data = span_data(self);
    for (ssize_t i = 0; i < span_size(self); i++) {
        if (other(data[i])) {
            return bool_new(false);
        }
        found = found || wanted(data[i]);
    }
    return bool_new(found);
}

Object *
span_islower(Object *self, Object *unused UNUSED)
{
    return all_of_case(self, lower_letter, upper_letter);
}

Object *
span_isupper(Object *self, Object *unused UNUSED)
{
    return all_of_case(self, upper_letter, lower_letter);
}

Object *
span_istitle(Object *self, Object *unused UNUSED)
{
    bool cased = false;
    bool found = false;
    const char *data = span_data(self);
    for (ssize_t i = 0; i < span_size(self); i++) {
        bool upper = upper_letter(data[i]);
        bool lower = lower_letter(data[i]);
        if ((upper && cased) || (lower && !cased)) {
            return bool_new(false);
        }
        cased = upper || lower;
        found = found || cased;
    }
    return bool_new(found);
}
