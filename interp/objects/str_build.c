/* str made from several strings, and cut into pieces: join, replace,
 * split, partition, splitlines. */
#include <limits.h>
#include <string.h>

#include "interp/objects/chartype.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"

/* --- join --- */

/* Length and largest character of the result; -1 with an error. */
static ssize_t
measure_join(Object *separator, Object *const *items, ssize_t n,
             uint32_t *max_char)
{
    ssize_t total = 0;
    *max_char = n > 1 && str_length(separator) > 0 ? str_max_char(separator)
                                                   : 127;
    for (ssize_t i = 0; i < n; i++) {
        if (!str_check(items[i])) {
            error_format(EXC(TypeError),
                         "sequence item %zd: expected str instance, %.80s "
                         "found",
                         i, TYPE_OF(items[i])->name);
            return -1;
        }
        ssize_t more = str_length(items[i]);
        more += i > 0 ? str_length(separator) : 0;
        if (total > SSIZE_MAX - more) {
            error_set_text(EXC(OverflowError),
                           "join() result is too long for a Python string");
            return -1;
        }
        total += more;
        if (str_max_char(items[i]) > *max_char) {
            *max_char = str_max_char(items[i]);
        }
    }
    return total;
}

Object *
str_join_array(Object *separator, Object *const *items, ssize_t n)
{
    uint32_t max_char;
    if (n == 1 && str_check_exact(items[0])) {
        return ref_new(items[0]);
    }
    Object *blank = NULL;
    if (separator == NULL) {
        separator = blank = str_new(0, 0);
    }
    ssize_t total = measure_join(separator, items, n, &max_char);
    Object *result = total < 0 ? NULL : str_new(total, max_char);
    ssize_t at = 0;
    for (ssize_t i = 0; result != NULL && total > 0 && i < n; i++) {
        if (i > 0 && str_length(separator) > 0) {
            str_copy_chars(result, at, separator, 0, str_length(separator));
            at += str_length(separator);
        }
        str_copy_chars(result, at, items[i], 0, str_length(items[i]));
        at += str_length(items[i]);
    }
    ref_xdec(blank);
    return str_share(result);
}

Object *
str_join(Object *separator, Object *iterable)
{
    if (separator != NULL && !str_check(separator)) {
        return error_format(EXC(TypeError),
                            "separator: expected str instance, %.80s found",
                            TYPE_OF(separator)->name);
    }
    Object *fast = sequence_fast(iterable, "can only join an iterable");
    if (fast == NULL) {
        return NULL;
    }
    Object **items = list_check(fast) ? ((List *)fast)->items
                                      : ((Tuple *)fast)->items;
    ssize_t n = ((VarObject *)fast)->size;
    Object *result = str_join_array(separator, items, n);
    ref_dec(fast);
    return result;
}

/* --- replace --- */

/* Writes `new_` before each of the first max characters, and at the end. */
static int
write_between(StrWriter *w, Object *str, Object *new_, ssize_t max)
{
    ssize_t n = str_length(str);
    for (ssize_t i = 0; i <= n; i++) {
        if (max-- > 0 && strwriter_str(w, new_) < 0) {
            return -1;
        }
        if (i < n && strwriter_char(w, str_char(str, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
write_replaced(StrWriter *w, Object *str, Object *old, Object *new_,
               ssize_t max)
{
    ssize_t from = 0;
    while (max-- > 0) {
        ssize_t at = str_find(str, old, from, str_length(str), 1);
        if (at < 0) {
            break;
        }
        if (strwriter_substring(w, str, from, at) < 0
            || strwriter_str(w, new_) < 0) {
            return -1;
        }
        from = at + str_length(old);
    }
    return strwriter_substring(w, str, from, str_length(str));
}

Object *
str_replace(Object *str, Object *old, Object *new_, ssize_t max)
{
    max = max < 0 ? SSIZE_MAX : max;
    if (max == 0 || str_length(old) > str_length(str)
        || (str_length(old) > 0
            && str_find(str, old, 0, str_length(str), 1) < 0)
        || str_equal(old, new_)) {
        return str_from_object(str);
    }
    StrWriter w;
    strwriter_init(&w);
    int status = str_length(old) == 0
                     ? write_between(&w, str, new_, max)
                     : write_replaced(&w, str, old, new_, max);
    if (status < 0) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

/* --- split --- */

static int
append_part(Object *list, Object *str, ssize_t start, ssize_t end)
{
    Object *part = str_substring(str, start, end);
    return part == NULL ? -1 : list_append_steal(list, part);
}

// Inlined for each kind.
static ALWAYS_INLINE int
split_blank_kind(Object *list, Object *str, ssize_t max, int kind)
{
    ssize_t n = str_length(str);
    const void *data = str_data(str);
    ssize_t i = 0;
    while (true) {
        while (i < n && char_is_space(str_read(kind, data, i))) {
            i++;
        }
        if (i == n) {
            return 0;
        }
        ssize_t start = i;
        if (max-- <= 0) {
            return append_part(list, str, start, n);
        }
        while (i < n && !char_is_space(str_read(kind, data, i))) {
            i++;
        }
        if (append_part(list, str, start, i) < 0) {
            return -1;
        }
    }
}

static int
split_blank(Object *list, Object *str, ssize_t max)
{
    int kind = str_kind(str);
    return kind == 1   ? split_blank_kind(list, str, max, 1)
           : kind == 2 ? split_blank_kind(list, str, max, 2)
                       : split_blank_kind(list, str, max, 4);
}

static int
split_blank_right(Object *list, Object *str, ssize_t max)
{
    ssize_t i = str_length(str);
    while (true) {
        while (i > 0 && char_is_space(str_char(str, i - 1))) {
            i--;
        }
        if (i == 0) {
            return 0;
        }
        ssize_t end = i;
        if (max-- <= 0) {
            return append_part(list, str, 0, end);
        }
        while (i > 0 && !char_is_space(str_char(str, i - 1))) {
            i--;
        }
        if (append_part(list, str, i, end) < 0) {
            return -1;
        }
    }
}

static int
split_at(Object *list, Object *str, Object *separator, ssize_t max)
{
    ssize_t from = 0;
    while (max-- > 0) {
        ssize_t at = str_find(str, separator, from, str_length(str), 1);
        if (at < 0) {
            break;
        }
        if (append_part(list, str, from, at) < 0) {
            return -1;
        }
        from = at + str_length(separator);
    }
    return append_part(list, str, from, str_length(str));
}

static int
split_at_right(Object *list, Object *str, Object *separator, ssize_t max)
{
    ssize_t end = str_length(str);
    while (max-- > 0) {
        ssize_t at = str_find(str, separator, 0, end, -1);
        if (at < 0) {
            break;
        }
        if (append_part(list, str, at + str_length(separator), end) < 0) {
            return -1;
        }
        end = at;
    }
    return append_part(list, str, 0, end);
}

static bool
separator_ok(Object *separator)
{
    if (separator == NONE) {
        return true;
    }
    if (!str_check(separator)) {
        error_format(EXC(TypeError), "must be str or None, not %.100s",
                     TYPE_OF(separator)->name);
        return false;
    }
    if (str_length(separator) == 0) {
        error_set_text(EXC(ValueError), "empty separator");
        return false;
    }
    return true;
}

Object *
str_split(Object *str, Object *separator, ssize_t max)
{
    separator = separator == NULL ? NONE : separator;
    if (!separator_ok(separator)) {
        return NULL;
    }
    max = max < 0 ? SSIZE_MAX : max;
    Object *list = list_new(0);
    if (list != NULL
        && (separator == NONE ? split_blank(list, str, max)
                              : split_at(list, str, separator, max))
               < 0) {
        REF_CLEAR(list);
    }
    return list;
}

Object *
str_split_right(Object *str, Object *separator, ssize_t max)
{
    separator = separator == NULL ? NONE : separator;
    if (!separator_ok(separator)) {
        return NULL;
    }
    max = max < 0 ? SSIZE_MAX : max;
    Object *list = list_new(0);
    if (list == NULL) {
        return NULL;
    }
    int status = separator == NONE
                     ? split_blank_right(list, str, max)
                     : split_at_right(list, str, separator, max);
    if (status < 0 || list_reverse(list) < 0) {
        REF_CLEAR(list);
    }
    return list;
}

Object *
str_split_lines(Object *str, bool keep_ends)
{
    Object *list = list_new(0);
    ssize_t n = str_length(str);
    for (ssize_t i = 0; list != NULL && i < n;) {
        ssize_t start = i;
        while (i < n && !char_is_line_break(str_char(str, i))) {
            i++;
        }
        ssize_t end = i;
        if (i < n) {
            bool pair = str_char(str, i) == '\r' && i + 1 < n
                        && str_char(str, i + 1) == '\n';
            i += pair ? 2 : 1;
        }
        if (append_part(list, str, start, keep_ends ? i : end) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

/* Three parts of a partition; the separator at `at`, -1 none. */
static Object *
three_parts(Object *str, Object *separator, ssize_t at, bool right)
{
    Object *parts[3];
    if (at >= 0) {
        parts[0] = str_substring(str, 0, at);
        parts[1] = ref_new(separator);
        parts[2] = str_substring(str, at + str_length(separator),
                                 str_length(str));
    } else {
        parts[right ? 2 : 0] = str_from_object(str);
        parts[1] = str_new(0, 0);
        parts[right ? 0 : 2] = str_new(0, 0);
    }
    if (parts[0] == NULL || parts[1] == NULL || parts[2] == NULL) {
        ref_xdec(parts[0]);
        ref_xdec(parts[1]);
        ref_xdec(parts[2]);
        return NULL;
    }
    return tuple_from_array_steal(parts, 3);
}

static Object *
partition(Object *str, Object *separator, int direction)
{
    if (!str_check(separator)) {
        return error_format(EXC(TypeError), "must be str, not %.100s",
                            TYPE_OF(separator)->name);
    }
    if (str_length(separator) == 0) {
        return error_set_text(EXC(ValueError), "empty separator");
    }
    ssize_t at = str_find(str, separator, 0, str_length(str), direction);
    return three_parts(str, separator, at, direction < 0);
}

Object *
str_partition(Object *str, Object *separator)
{
    return partition(str, separator, 1);
}

Object *
str_partition_right(Object *str, Object *separator)
{
    return partition(str, separator, -1);
}
