/* Pieces of strings, and strings made of several. */
#include <limits.h>
#include <string.h>

#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"

Object *
str_substring(Object *str, ssize_t start, ssize_t end)
{
    ssize_t n = str_length(str);
    end = end > n ? n : end;
    if (start == 0 && end == n) {
        return str_from_object(str);
    }
    if (start >= end) {
        return str_new(0, 0);
    }
    if (str_is_ascii(str)) {
        return str_from_ascii((char *)str_data(str) + start, end - start);
    }
    return str_from_run(str_kind(str), str_data(str), start, end);
}

Object *
str_concat(Object *a, Object *b)
{
    if (!str_check(b)) {
        return error_format(EXC(TypeError),
                            "can only concatenate str (not \"%.200s\") to "
                            "str",
                            TYPE_OF(b)->name);
    }
    if (!str_check(a)) {
        return error_format(EXC(TypeError), "must be str, not %.200s",
                            TYPE_OF(a)->name);
    }
    if (str_length(a) == 0) {
        return str_from_object(b);
    }
    if (str_length(b) == 0) {
        return str_from_object(a);
    }
    ssize_t na = str_length(a);
    ssize_t nb = str_length(b);
    if (na > SSIZE_MAX - nb) {
        return error_set_text(EXC(OverflowError),
                              "strings are too large to concat");
    }
    uint32_t max_a = str_max_char(a);
    uint32_t max_b = str_max_char(b);
    Object *result = str_new(na + nb, max_a > max_b ? max_a : max_b);
    if (result != NULL) {
        str_copy_chars(result, 0, a, 0, na);
        str_copy_chars(result, na, b, 0, nb);
    }
    return result;
}

void
str_append(Object **left, Object *right)
{
    Object *a = *left;
    if (a == NULL || right == NULL || !str_check(a) || !str_check(right)) {
        if (error_occurred() == NULL) {
            error_bad_internal();
        }
        REF_CLEAR(*left);
        return;
    }
    // In place when this is the only reference and nobody has hashed it.
    bool free_to_change = a->refcount == 1 && str_check_exact(a)
                          && ((Str *)a)->hash == -1 && !str_is_interned(a)
                          && str_length(a) > 0 && str_length(right) > 0;
    if (free_to_change && str_max_char(right) <= str_max_char(a)
        && str_length(a) <= SSIZE_MAX - str_length(right)) {
        ssize_t n = str_length(a);
        if (str_resize(left, n + str_length(right)) < 0) {
            REF_CLEAR(*left);
            return;
        }
        str_copy_chars(*left, n, right, 0, str_length(right));
        return;
    }
    Object *result = str_concat(a, right);
    *left = result;
    ref_dec(a);
}

void
str_append_steal(Object **left, Object *right)
{
    str_append(left, right);
    ref_xdec(right);
}

Object *
str_repeat(Object *str, ssize_t n)
{
    ssize_t length = str_length(str);
    if (n < 1 || length == 0) {
        return str_new(0, 0);
    }
    if (n == 1) {
        return str_from_object(str);
    }
    if (length > SSIZE_MAX / n) {
        return error_set_text(EXC(OverflowError),
                              "repeated string is too long");
    }
    Object *result = str_new(length * n, str_max_char(str));
    if (result == NULL) {
        return NULL;
    }
    int kind = str_kind(str);
    char *data = str_data(result);
    if (length == 1 && kind == 1) {
        memset(data, (int)str_char(str, 0), (size_t)n);
        return result;
    }
    for (ssize_t i = 0; i < n; i++) {
        memcpy(data + i * length * kind, str_data(str),
               (size_t)(length * kind));
    }
    return result;
}
