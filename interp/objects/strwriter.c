/* Strings that grow at their end. */
#include "interp/objects/strwriter.h"

#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"

void
strwriter_init(StrWriter *w)
{
    w->data = w->local;
    w->length = 0;
    w->capacity = (ssize_t)sizeof w->local;
    w->kind = 1;
    w->max_char = 127;
}

void
strwriter_drop(StrWriter *w)
{
    if (w->data != w->local) {
        mem_free(w->data);
    }
    strwriter_init(w);
}

/* Moves the text to a buffer of another size or kind. */
static int
rebuild(StrWriter *w, ssize_t capacity, int kind)
{
    if (w->data != w->local && kind == w->kind) {
        char *data = mem_realloc(w->data, (size_t)(capacity * kind));
        if (data == NULL) {
            error_no_memory();
            return -1;
        }
        w->data = data;
        w->capacity = capacity;
        return 0;
    }
    char *data = mem_alloc((size_t)(capacity * kind));
    if (data == NULL) {
        error_no_memory();
        return -1;
    }
    TextRun written = {w->kind, w->data, 0, w->length};
    str_convert(kind, data, 0, &written);
    if (w->data != w->local) {
        mem_free(w->data);
    }
    w->data = data;
    w->capacity = capacity;
    w->kind = kind;
    return 0;
}

int
strwriter_prepare(StrWriter *w, ssize_t n, uint32_t max_char)
{
    int kind = max_char < 256 ? 1 : max_char < 65536 ? 2 : 4;
    kind = kind < w->kind ? w->kind : kind;
    if (n > SSIZE_MAX / 8 - w->length) {
        error_no_memory();
        return -1;
    }
    ssize_t need = w->length + n;
    if (need > w->capacity || kind > w->kind) {
        ssize_t capacity = w->capacity;
        if (need > capacity) {
            capacity = need + need / 2 + 16;
        }
        if (rebuild(w, capacity, kind) < 0) {
            return -1;
        }
    }
    if (max_char > w->max_char) {
        w->max_char = max_char;
    }
    return 0;
}

int
strwriter_char(StrWriter *w, uint32_t c)
{
    if (strwriter_prepare(w, 1, c) < 0) {
        return -1;
    }
    str_write(w->kind, w->data, w->length++, c);
    return 0;
}

int
strwriter_fill(StrWriter *w, uint32_t c, ssize_t n)
{
    if (n <= 0) {
        return 0;
    }
    if (strwriter_prepare(w, n, c) < 0) {
        return -1;
    }
    for (ssize_t i = 0; i < n; i++) {
        str_write(w->kind, w->data, w->length++, c);
    }
    return 0;
}

int
strwriter_substring(StrWriter *w, Object *str, ssize_t start, ssize_t end)
{
    if (start >= end) {
        return 0;
    }
    bool whole = start == 0 && end == str_length(str);
    uint32_t max_char = whole || str_is_ascii(str)
                            ? str_max_char(str)
                            : str_find_max(str_kind(str), str_data(str),
                                           start, end);
    if (strwriter_prepare(w, end - start, max_char) < 0) {
        return -1;
    }
    TextRun run = text_of(str, start, end);
    str_convert(w->kind, w->data, w->length, &run);
    w->length += end - start;
    return 0;
}

int
strwriter_str(StrWriter *w, Object *str)
{
    return strwriter_substring(w, str, 0, str_length(str));
}

int
strwriter_latin1(StrWriter *w, const char *text, ssize_t n)
{
    if (n <= 0) {
        return 0;
    }
    if (strwriter_prepare(w, n, str_find_max(1, text, 0, n)) < 0) {
        return -1;
    }
    TextRun run = text_of_bytes(text, 0, n);
    str_convert(w->kind, w->data, w->length, &run);
    w->length += n;
    return 0;
}

int
strwriter_ascii(StrWriter *w, const char *ascii, ssize_t n)
{
    return strwriter_latin1(w, ascii, n);
}

int
strwriter_text(StrWriter *w, const char *ascii)
{
    return strwriter_latin1(w, ascii, (ssize_t)strlen(ascii));
}

/* Writes a new string and drops it. */
static int
write_new(StrWriter *w, Object *str)
{
    if (str == NULL) {
        return -1;
    }
    int status = strwriter_str(w, str);
    ref_dec(str);
    return status;
}

int
strwriter_repr(StrWriter *w, Object *o)
{
    return write_new(w, object_repr(o));
}

int
strwriter_object(StrWriter *w, Object *o)
{
    return write_new(w, object_str(o));
}

Object *
strwriter_finish(StrWriter *w)
{
    Object *str;
    if (w->max_char < 128) {
        str = str_from_ascii(w->data, w->length);
    } else {
        str = str_from_kind(w->kind, w->data, w->length);
    }
    strwriter_drop(w);
    return str;
}
