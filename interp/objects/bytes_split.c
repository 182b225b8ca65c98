/* Methods of bytes and bytearray that cut: split, splitlines, partition. */
#include <ctype.h>
#include <limits.h>

#include "interp/objects/bytes_core.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"

static int
append_part(Object *list, Object *self, ssize_t start, ssize_t end)
{
    Object *part = start == 0 && end == span_size(self)
                       ? span_same(self)
                       : span_new(self, span_data(self) + start, end - start);
    return part == NULL ? -1 : list_append_steal(list, part);
}

static bool
blank(Object *self, ssize_t i)
{
    return isspace((uint8_t)span_data(self)[i]) != 0;
}

static int
split_blank(Object *list, Object *self, ssize_t max)
{
    ssize_t n = span_size(self);
    for (ssize_t i = 0;;) {
        while (i < n && blank(self, i)) {
            i++;
        }
        if (i == n) {
            return 0;
        }
        ssize_t start = i;
        bool last = max-- <= 0;
        while (!last && i < n && !blank(self, i)) {
            i++;
        }
        i = last ? n : i;
        if (append_part(list, self, start, i) < 0) {
            return -1;
        }
    }
}

static int
split_blank_right(Object *list, Object *self, ssize_t max)
{
    for (ssize_t i = span_size(self);;) {
        while (i > 0 && blank(self, i - 1)) {
            i--;
        }
        if (i == 0) {
            return 0;
        }
        ssize_t end = i;
        bool last = max-- <= 0;
        while (!last && i > 0 && !blank(self, i - 1)) {
            i--;
        }
        i = last ? 0 : i;
        if (append_part(list, self, i, end) < 0) {
            return -1;
        }
    }
}

static int
split_at(Object *list, Object *self, const BufferView *separator,
         ssize_t max, int direction)
{
    TextRun rest = text_of_bytes(span_data(self), 0, span_size(self));
    TextRun needle = text_of_bytes(separator->buf, 0, separator->len);
    while (max-- > 0) {
        ssize_t at = text_find(&rest, &needle, direction);
        if (at < 0) {
            break;
        }
        ssize_t behind = at + separator->len;
        if (append_part(list, self, direction > 0 ? rest.start : behind,
                        direction > 0 ? at : rest.end)
            < 0) {
            return -1;
        }
        if (direction > 0) {
            rest.start = behind;
        } else {
            rest.end = at;
        }
    }
    return append_part(list, self, rest.start, rest.end);
}

static Object *
split(const char *name, Object *self, Object *const *args, ssize_t nargs,
      Object *kwnames, int direction)
{
    static const char *const names[] = {"sep", "maxsplit", NULL};
    ArgsSpec spec = {name, names, 0, 0, 0};
    Object *out[2];
    ssize_t max = -1;
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    if (out[1] != NULL) {
        max = number_as_argument(out[1]);
        if (max == -1 && error_occurred() != NULL) {
            return NULL;
        }
    }
    max = max < 0 ? SSIZE_MAX : max;
    Object *list = list_new(0);
    if (list == NULL) {
        return NULL;
    }
    int status;
    if (out[0] == NULL || out[0] == NONE) {
        status = direction > 0 ? split_blank(list, self, max)
                               : split_blank_right(list, self, max);
    } else {
        BufferView view;
        status = buffer_get(out[0], &view, BUFFER_SIMPLE);
        if (status == 0) {
            if (view.len == 0) {
                error_set_text(EXC(ValueError), "empty separator");
                status = -1;
            } else {
                status = split_at(list, self, &view, max, direction);
            }
            buffer_release(&view);
        }
    }
    if (status < 0 || (direction < 0 && list_reverse(list) < 0)) {
        REF_CLEAR(list);
    }
    return list;
}

Object *
span_split(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    return split("split", self, args, nargs, kwnames, 1);
}

Object *
span_rsplit(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    return split("rsplit", self, args, nargs, kwnames, -1);
}

Object *
span_splitlines(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    static const char *const names[] = {"keepends", NULL};
    static const ArgsSpec spec = {"splitlines", names, 0, 0, 0};
    Object *out[1];
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    int keep = out[0] == NULL ? 0 : int_as_int(out[0]);
    if (keep == -1 && error_occurred() != NULL) {
        return NULL;
    }
    const char *data = span_data(self);
    ssize_t n = span_size(self);
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < n;) {
        ssize_t start = i;
        while (i < n && data[i] != '\n' && data[i] != '\r') {
            i++;
        }
        ssize_t end = i;
        if (i < n) {
            i += data[i] == '\r' && i + 1 < n && data[i + 1] == '\n' ? 2 : 1;
        }
        if (append_part(list, self, start, keep != 0 ? i : end) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static Object *
partition(Object *self, Object *separator, int direction)
{
    BufferView view;
    if (buffer_get(separator, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    if (view.len == 0) {
        buffer_release(&view);
        return error_set_text(EXC(ValueError), "empty separator");
    }
    const char *data = span_data(self);
    ssize_t n = span_size(self);
    TextRun in = text_of_bytes(data, 0, n);
    TextRun needle = text_of_bytes(view.buf, 0, view.len);
    ssize_t at = text_find(&in, &needle, direction);
    Object *parts[3];
    if (at >= 0) {
        parts[0] = span_new(self, data, at);
        parts[1] = bytes_check(self) && bytes_check_exact(separator)
                       ? ref_new(separator)
                       : span_new(self, view.buf, view.len);
        parts[2] = span_new(self, data + at + view.len, n - at - view.len);
    } else {
        parts[direction > 0 ? 0 : 2] = span_same(self);
        parts[1] = span_new(self, "", 0);
        parts[direction > 0 ? 2 : 0] = span_new(self, "", 0);
    }
    buffer_release(&view);
    if (parts[0] == NULL || parts[1] == NULL || parts[2] == NULL) {
        for (int i = 0; i < 3; i++) {
            ref_xdec(parts[i]);
        }
        return NULL;
    }
    return tuple_from_array_steal(parts, 3);
}

Object *
span_partition(Object *self, Object *separator)
{
    return partition(self, separator, 1);
}

Object *
span_rpartition(Object *self, Object *separator)
{
    return partition(self, separator, -1);
}
