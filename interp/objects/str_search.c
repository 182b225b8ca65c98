/* Searching in runs of characters of 1, 2 or 4 bytes; bytes use it too. */
#include <limits.h>
#include <string.h>

#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str_core.h"

void
text_adjust(ssize_t length, ssize_t *start, ssize_t *end)
{
    if (*end > length) {
        *end = length;
    } else if (*end < 0) {
        *end = *end + length < 0 ? 0 : *end + length;
    }
    if (*start < 0) {
        *start = *start + length < 0 ? 0 : *start + length;
    }
}

bool
text_bounds(Object *start_object, Object *end_object, ssize_t *start,
            ssize_t *end)
{
    *start = 0;
    *end = SSIZE_MAX;
    return (start_object == NULL || slice_index(start_object, start))
           && (end_object == NULL || slice_index(end_object, end));
}

ssize_t
text_find_char(const TextRun *in, uint32_t c, int direction)
{
    ssize_t start = in->start, end = in->end;
    int kind = in->kind;
    if (start >= end || (kind == 1 && c > 255) || (kind == 2 && c > 65535)) {
        return -1;
    }
    if (kind == 1) {
        const char *base = in->data;
        const char *found
            = direction > 0
                  ? memchr(base + start, (int)c, (size_t)(end - start))
                  : memrchr(base + start, (int)c, (size_t)(end - start));
        return found == NULL ? -1 : found - base;
    }
    if (direction > 0) {
        for (ssize_t i = start; i < end; i++) {
            if (str_read(kind, in->data, i) == c) {
                return i;
            }
        }
    } else {
        for (ssize_t i = end; i-- > start;) {
            if (str_read(kind, in->data, i) == c) {
                return i;
            }
        }
    }
    return -1;
}

/* Whether the needle stands at place i. */
static bool
matches(const TextRun *in, ssize_t i, const TextRun *needle)
{
    if (in->kind == needle->kind) {
        return memcmp((const char *)in->data + i * in->kind, needle->data,
                      (size_t)(needle->end * in->kind))
               == 0;
    }
    for (ssize_t j = 0; j < needle->end; j++) {
        if (str_read(in->kind, in->data, i + j)
            != str_read(needle->kind, needle->data, j)) {
            return false;
        }
    }
    return true;
}

/* Long needles: Horspool's skip table on the low byte of the last
 * character. */
static ssize_t
find_long(const TextRun *in, const TextRun *needle)
{
    ssize_t n = needle->end;
    ssize_t skip[256];
    for (int i = 0; i < 256; i++) {
        skip[i] = n;
    }
    for (ssize_t j = 0; j < n - 1; j++) {
        skip[str_read(needle->kind, needle->data, j) & 255] = n - 1 - j;
    }
    uint32_t last = str_read(needle->kind, needle->data, n - 1);
    for (ssize_t i = in->start; i + n <= in->end;) {
        uint32_t c = str_read(in->kind, in->data, i + n - 1);
        if (c == last && matches(in, i, needle)) {
            return i;
        }
        i += skip[c & 255];
    }
    return -1;
}

ssize_t
text_find(const TextRun *in, const TextRun *needle, int direction)
{
    ssize_t start = in->start, end = in->end, n = needle->end;
    if (end - start < n) {
        return -1;
    }
    if (n == 0) {
        return direction > 0 ? start : end;
    }
    if (needle->kind > in->kind) {
        return -1;
    }
    if (n == 1) {
        return text_find_char(in, str_read(needle->kind, needle->data, 0),
                              direction);
    }
    if (direction < 0) {
        for (ssize_t i = end - n; i >= start; i--) {
            if (matches(in, i, needle)) {
                return i;
            }
        }
        return -1;
    }
    if (in->kind == 1 && needle->kind == 1) {
        const char *base = in->data;
        const char *found = memmem(base + start, (size_t)(end - start),
                                   needle->data, (size_t)n);
        return found == NULL ? -1 : found - base;
    }
    return find_long(in, needle);
}

ssize_t
text_count(const TextRun *in, const TextRun *needle, ssize_t max)
{
    TextRun rest = *in;
    if (rest.end < rest.start) {
        return 0;
    }
    if (needle->end == 0) {
        ssize_t places = rest.end - rest.start + 1;
        return max >= 0 && places > max ? max : places;
    }
    ssize_t count = 0;
    while (max < 0 || count < max) {
        ssize_t at = text_find(&rest, needle, 1);
        if (at < 0) {
            break;
        }
        count++;
        rest.start = at + needle->end;
    }
    return count;
}

ssize_t
str_find(Object *str, Object *sub, ssize_t start, ssize_t end, int direction)
{
    text_adjust(str_length(str), &start, &end);
    TextRun in = text_of(str, start, end);
    TextRun needle = text_of(sub, 0, str_length(sub));
    return text_find(&in, &needle, direction);
}

ssize_t
str_find_char(Object *str, uint32_t c, ssize_t start, ssize_t end,
              int direction)
{
    text_adjust(str_length(str), &start, &end);
    TextRun in = text_of(str, start, end);
    return text_find_char(&in, c, direction);
}

int
str_contains(Object *str, Object *sub)
{
    if (!str_check(sub)) {
        error_format(EXC(TypeError),
                     "'in <string>' requires string as left operand, not "
                     "%.100s",
                     TYPE_OF(sub)->name);
        return -1;
    }
    return str_find(str, sub, 0, str_length(str), 1) >= 0;
}

bool
str_tail_match(Object *str, Object *sub, ssize_t start, ssize_t end,
               int direction)
{
    text_adjust(str_length(str), &start, &end);
    ssize_t n = str_length(sub);
    if (end - start < n || str_kind(sub) > str_kind(str)) {
        return end - start >= n && n == 0;
    }
    TextRun in = text_of(str, start, end), part = text_of(sub, 0, n);
    return matches(&in, direction > 0 ? end - n : start, &part);
}
