/* Methods of bytes and bytearray that join, replace, translate and decode. */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"

/* --- join --- */

/* Views of all items; *total their length. NULL with an error. */
static BufferView *
view_items(Object *const *items, ssize_t n, ssize_t separator,
           ssize_t *total)
{
    BufferView *views = mem_alloc((size_t)(n + 1) * sizeof *views);
    if (views == NULL) {
        error_no_memory();
        return NULL;
    }
    *total = 0;
    for (ssize_t i = 0; i < n; i++) {
        if (!buffer_check(items[i])
            || buffer_get(items[i], &views[i], BUFFER_SIMPLE) < 0) {
            if (error_occurred() == NULL) {
                error_format(EXC(TypeError),
                             "sequence item %zd: expected a bytes-like "
                             "object, %.80s found",
                             i, TYPE_OF(items[i])->name);
            }
            while (i > 0) {
                buffer_release(&views[--i]);
            }
            mem_free(views);
            return NULL;
        }
        *total += views[i].len + (i > 0 ? separator : 0);
    }
    return views;
}

static Object *
join(Object *self, Object *iterable)
{
    Object *fast = sequence_fast(iterable, "can only join an iterable");
    if (fast == NULL) {
        return NULL;
    }
    Object **items = list_check(fast) ? ((List *)fast)->items
                                      : ((Tuple *)fast)->items;
    ssize_t n = ((VarObject *)fast)->size;
    ssize_t total;
    if (n == 1 && bytes_check_exact(self) && bytes_check_exact(items[0])) {
        Object *only = ref_new(items[0]);
        ref_dec(fast);
        return only;
    }
    BufferView *views = view_items(items, n, span_size(self), &total);
    if (views == NULL) {
        ref_dec(fast);
        return NULL;
    }
    Object *result = span_new(self, NULL, total);
    char *to = result == NULL ? NULL : span_data(result);
    for (ssize_t i = 0; i < n; i++) {
        if (to != NULL && i > 0) {
            memcpy(to, span_data(self), (size_t)span_size(self));
            to += span_size(self);
        }
        if (to != NULL) {
            memcpy(to, views[i].buf, (size_t)views[i].len);
            to += views[i].len;
        }
        buffer_release(&views[i]);
    }
    mem_free(views);
    ref_dec(fast);
    return result;
}

// A bytearray cannot be resized while the iterable's code runs.
Object *
span_join(Object *self, Object *iterable)
{
    if (bytes_check(self)) {
        return join(self, iterable);
    }
    ((ByteArray *)self)->exports++;
    Object *result = join(self, iterable);
    ((ByteArray *)self)->exports--;
    return result;
}

Object *
bytes_join(Object *separator, Object *iterable)
{
    return span_join(separator, iterable);
}

/* --- replace --- */

static Object *
replace(Object *self, const BufferView *old, const BufferView *new_,
        ssize_t max)
{
    const char *data = span_data(self);
    ssize_t n = span_size(self);
    max = max < 0 ? SSIZE_MAX : max;
    TextRun rest = text_of_bytes(data, 0, n);
    TextRun needle = text_of_bytes(old->buf, 0, old->len);
    ssize_t count = text_count(&rest, &needle, max);
    if (count == 0) {
        return span_same(self);
    }
    ssize_t grow = new_->len - old->len;
    if (grow > 0 && count > (SSIZE_MAX - n) / grow) {
        return error_set_text(EXC(OverflowError),
                              "replace bytes is too long");
    }
    Object *result = span_new(self, NULL, n + count * grow);
    if (result == NULL) {
        return NULL;
    }
    char *to = span_data(result);
    for (ssize_t i = 0; i < count; i++) {
        ssize_t at = old->len == 0 ? i : text_find(&rest, &needle, 1);
        memcpy(to, data + rest.start, (size_t)(at - rest.start));
        to += at - rest.start;
        memcpy(to, new_->buf, (size_t)new_->len);
        to += new_->len;
        rest.start = at + old->len;
    }
    memcpy(to, data + rest.start, (size_t)(n - rest.start));
    return result;
}

Object *
span_replace(Object *self, Object *const *args, ssize_t nargs)
{
    BufferView old, new_;
    ssize_t max = -1;
    if (!args_check_count("replace", nargs, 2, 3)
        || buffer_get(args[0], &old, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    if (buffer_get(args[1], &new_, BUFFER_SIMPLE) < 0) {
        buffer_release(&old);
        return NULL;
    }
    Object *result = NULL;
    if (nargs > 2) {
        max = number_as_argument(args[2]);
    }
    if (max != -1 || error_occurred() == NULL) {
        result = replace(self, &old, &new_, max);
    }
    buffer_release(&old);
    buffer_release(&new_);
    return result;
}

/* --- translate, tabs --- */

Object *
span_maketrans(Object *unused UNUSED, Object *const *args, ssize_t nargs)
{
    BufferView from, to;
    if (!args_check_count("maketrans", nargs, 2, 2)
        || buffer_get(args[0], &from, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    if (buffer_get(args[1], &to, BUFFER_SIMPLE) < 0) {
        buffer_release(&from);
        return NULL;
    }
    Object *table = NULL;
    if (from.len != to.len) {
        error_set_text(EXC(ValueError),
                       "maketrans arguments must have same length");
    } else if ((table = bytes_new(NULL, 256)) != NULL) {
        for (int i = 0; i < 256; i++) {
            bytes_data(table)[i] = (char)i;
        }
        for (ssize_t i = 0; i < from.len; i++) {
            bytes_data(table)[((uint8_t *)from.buf)[i]] = ((char *)to.buf)[i];
        }
    }
    buffer_release(&from);
    buffer_release(&to);
    return table;
}

static Object *
translate(Object *self, const char *table, const bool *dropped)
{
    ssize_t n = span_size(self);
    const char *data = span_data(self);
    char *out = mem_alloc((size_t)n + 1);
    if (out == NULL) {
        return error_no_memory();
    }
    ssize_t to = 0;
    for (ssize_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)data[i];
        if (!dropped[c]) {
            out[to++] = table == NULL ? (char)c : table[c];
        }
    }
    Object *result = span_new(self, out, to);
    mem_free(out);
    return result;
}

Object *
span_translate(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    static const char *const names[] = {"", "delete", NULL};
    static const ArgsSpec spec = {"translate", names, 1, 1, 0};
    Object *out[2];
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    bool dropped[256] = {false};
    BufferView table = {.buf = NULL};
    BufferView drop;
    if (out[0] != NONE) {
        if (buffer_get(out[0], &table, BUFFER_SIMPLE) < 0) {
            return NULL;
        }
        if (table.len != 256) {
            buffer_release(&table);
            return error_set_text(EXC(ValueError),
                                  "translation table must be 256 characters "
                                  "long");
        }
    }
    Object *result = NULL;
    if (out[1] != NULL) {
        if (buffer_get(out[1], &drop, BUFFER_SIMPLE) < 0) {
            goto done;
        }
        for (ssize_t i = 0; i < drop.len; i++) {
            dropped[((uint8_t *)drop.buf)[i]] = true;
        }
        buffer_release(&drop);
    }
    result = translate(self, table.buf, dropped);

done:
    if (out[0] != NONE) {
        buffer_release(&table);
    }
    return result;
}

Object *
span_expandtabs(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    static const char *const names[] = {"tabsize", NULL};
    static const ArgsSpec spec = {"expandtabs", names, 0, 0, 0};
    Object *out[1];
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    ssize_t size = out[0] == NULL ? 8 : int_as_int(out[0]);
    if (size == -1 && error_occurred() != NULL) {
        return NULL;
    }
    const char *data = span_data(self);
    ssize_t total = 0;
    Object *result = NULL;
    for (int pass = 0; pass < 2; pass++) {
        char *to = pass == 0 ? NULL : span_data(result);
        ssize_t column = 0;
        ssize_t at = 0;
        for (ssize_t i = 0; i < span_size(self); i++) {
            ssize_t blanks = data[i] != '\t' ? 1
                             : size > 0      ? size - column % size
                                             : 0;
            if (to != NULL) {
                memset(to + at, data[i] == '\t' ? ' ' : data[i],
                       (size_t)blanks);
            }
            at += blanks;
            column = data[i] == '\n' || data[i] == '\r' ? 0 : column + blanks;
        }
        total = at;
        if (pass == 0 && (result = span_new(self, NULL, total)) == NULL) {
            return NULL;
        }
    }
    return result;
}

/* --- text --- */

Object *
span_decode(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    static const char *const names[] = {"encoding", "errors", NULL};
    static const ArgsSpec spec = {"decode", names, 0, 0, 0};
    Object *out[2];
    const char *texts[2] = {NULL, NULL};
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (out[i] == NULL) {
            continue;
        }
        if (!str_check(out[i])) {
            return str_argument_error("decode",
                                      i == 0 ? "argument 'encoding'"
                                             : "argument 'errors'",
                                      out[i]);
        }
        if ((texts[i] = str_as_c_text(out[i])) == NULL) {
            return NULL;
        }
    }
    return str_decode(span_data(self), span_size(self), texts[0], texts[1]);
}

/* The separator of hex(): a character, or -1 with an error. */
static int
hex_separator(Object *o)
{
    bool text = str_check(o);
    ssize_t length = object_length(o);
    if (length < 0) {
        return -1;
    }
    if (length != 1) {
        error_set_text(EXC(ValueError), "sep must be length 1.");
        return -1;
    }
    if (!text && !bytes_check(o)) {
        error_set_text(EXC(TypeError), "sep must be str or bytes.");
        return -1;
    }
    uint32_t c = text ? str_char(o, 0) : (uint8_t)bytes_data(o)[0];
    if (c >= 128) {
        error_set_text(EXC(ValueError), "sep must be ASCII.");
        return -1;
    }
    return (int)c;
}

Object *
span_hex_of(const char *data, ssize_t n, Object *separator, Object *group)
{
    ssize_t size = 0;
    int c = 0;
    if (separator != NULL) {
        c = hex_separator(separator);
        size = group == NULL ? 1 : int_as_int(group);
        if (c < 0 || (size == -1 && error_occurred() != NULL)) {
            return NULL;
        }
    }
    // Groups are counted from the right when the number is positive.
    bool from_right = size > 0;
    size = size < 0 ? -size : size;
    ssize_t marks = size > 0 && n > 0 ? (n - 1) / size : 0;
    Object *result = str_new(2 * n + marks, 127);
    if (result == NULL || n == 0) {
        return result;
    }
    char *to = str_data(result);
    for (ssize_t i = 0; i < n; i++) {
        ssize_t done = from_right ? n - i : i;
        if (i > 0 && size > 0 && done % size == 0) {
            *to++ = (char)c;
        }
        *to++ = "0123456789abcdef"[(uint8_t)data[i] >> 4];
        *to++ = "0123456789abcdef"[data[i] & 15];
    }
    return result;
}

Object *
span_hex(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"sep", "bytes_per_sep", NULL};
    static const ArgsSpec spec = {"hex", names, 0, 0, 0};
    Object *out[2];
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    return span_hex_of(span_data(self), span_size(self), out[0], out[1]);
}

static int
hex_digit(uint32_t c)
{
    return c >= '0' && c <= '9'   ? (int)(c - '0')
           : c >= 'a' && c <= 'f' ? (int)(c - 'a' + 10)
           : c >= 'A' && c <= 'F' ? (int)(c - 'A' + 10)
                                  : -1;
}

Object *
span_fromhex(Object *type, Object *text)
{
    if (!str_check(text)) {
        return str_argument_error("fromhex", "argument", text);
    }
    ssize_t n = str_length(text);
    char *out = mem_alloc((size_t)n / 2 + 1);
    if (out == NULL) {
        return error_no_memory();
    }
    ssize_t to = 0;
    for (ssize_t i = 0; i < n;) {
        uint32_t c = str_char(text, i);
        if (c < 128 && isspace((int)c)) {
            i++;
            continue;
        }
        int high = hex_digit(c);
        int low = high < 0 || i + 1 >= n ? -1
                                         : hex_digit(str_char(text, i + 1));
        if (low < 0) {
            mem_free(out);
            return error_format(EXC(ValueError),
                                "non-hexadecimal number found in fromhex() "
                                "arg at position %zd",
                                high < 0 ? i : i + 1);
        }
        out[to++] = (char)(high << 4 | low);
        i += 2;
    }
    bool mutable = type_has_feature((Type *)type, TYPE_BYTES_SUBCLASS) == 0;
    Object *result = mutable ? bytearray_new(out, to) : bytes_new(out, to);
    mem_free(out);
    if (result != NULL && type != OBJ(TYPE_OF(result))) {
        REF_SET(result, call_one(type, result));
    }
    return result;
}
