/* _codecs: charmap, the encodings of one byte a character that a mapping or a
 * table of 256 characters gives. CPython 3.11: PyUnicode_DecodeCharmap and
 * _PyUnicode_EncodeCharmap in Objects/unicodeobject.c. */
#include "interp/modules/codecs_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec_errors.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"

#define UNDEFINED 0xfffe /* a table says with it that a byte has no meaning */
static const char undefined_reason[] = "character maps to <undefined>";

static Object *
charmap_build(Object *self, Object *map)
{
    (void)self;
    if (!str_check(map)) {
        return error_format(EXC(TypeError),
                            "charmap_build() argument must be str, not %.50s",
                            TYPE_OF(map)->name);
    }
    if (str_length(map) == 0) {
        error_bad_argument();
        return NULL;
    }
    ssize_t n = str_length(map) < 256 ? str_length(map) : 256;
    // CPython: a table of such characters makes an EncodingMap, which leaves
    // out what has no meaning; another makes a dict of all.
    bool regular = n > 0 && str_char(map, 0) == 0;
    for (ssize_t i = 1; regular && i < n; i++) {
        uint32_t c = str_char(map, i);
        regular = c != 0 && c <= 0xffff;
    }
    Object *dict = dict_new();
    for (ssize_t i = 0; dict != NULL && i < n; i++) {
        uint32_t c = str_char(map, i);
        if (regular && c == UNDEFINED) {
            continue;
        }
        Object *key = int_from_long((long)c);
        Object *value = key == NULL ? NULL : int_from_ssize(i);
        if (value == NULL || dict_set(dict, key, value) < 0) {
            REF_CLEAR(dict);
        }
        ref_xdec(key);
        ref_xdec(value);
    }
    return dict;
}

// What the mapping says of a number: new, NULL without an error: nothing.
static Object *
map_item(Object *mapping, ssize_t number)
{
    Object *key = int_from_ssize(number);
    Object *item = key == NULL ? NULL : object_getitem(mapping, key);
    ref_xdec(key);
    if (item == NULL && error_matches(EXC(LookupError))) {
        error_clear();
    }
    if (item == NONE) {
        REF_CLEAR(item);
    }
    return item;
}

// The int `item`; -1 with TypeError when it is not below `limit`.
static long
number_below(Object *item, long limit, const char *shown)
{
    int overflow;
    long value = int_as_long_overflow(item, &overflow);
    if (overflow == 0 && value >= 0 && value < limit) {
        return value;
    }
    if (error_occurred() == NULL) {
        error_format(EXC(TypeError), "character mapping must be in range(%s)",
                     shown);
    }
    return -1;
}

// ------------------------------------------------------------------- encoding

static int
append_bytes(Object *list, Object *item)
{
    if (int_check(item)) {
        long value = number_below(item, 256, "256");
        ssize_t n = bytearray_size(list);
        if (value < 0 || bytearray_resize(list, n + 1) < 0) {
            return -1;
        }
        bytearray_data(list)[n] = (char)value;
        return 0;
    }
    if (!bytes_check(item)) {
        error_format(EXC(TypeError),
                     "character mapping must return integer, bytes or None, "
                     "not %.400s", TYPE_OF(item)->name);
        return -1;
    }
    Object *none = call_method(list, nm_extend, &item, 1);
    ref_xdec(none);
    return none == NULL ? -1 : 0;
}

// Writes character `c`. 1: done, 0: the mapping has none.
static int
append_mapped(Object *out, Object *mapping, uint32_t c)
{
    Object *item = map_item(mapping, (ssize_t)c);
    if (item == NULL) {
        return error_occurred() ? -1 : 0;
    }
    int failed = append_bytes(out, item);
    ref_dec(item);
    return failed < 0 ? -1 : 1;
}

// Where the characters from `start`, which has none, cease to have none; -1.
static ssize_t
end_of_undefined(Object *text, ssize_t start, Object *mapping)
{
    ssize_t end = start + 1;
    for (; end < str_length(text); end++) {
        Object *item = map_item(mapping, (ssize_t)str_char(text, end));
        if (item != NULL) {
            ref_dec(item);
            break;
        }
        if (error_occurred()) {
            return -1;
        }
    }
    return end;
}

// What stands for characters that the mapping has not, which may be a text
// that is to be mapped in its turn. *at moves behind them.
static int
append_other(Object *out, Object *text, Object *mapping, const char *errors,
             ssize_t *at)
{
    ssize_t end = end_of_undefined(text, *at, mapping);
    CodecProblem problem = {.encoding = "charmap",
                            .reason = undefined_reason,
                            .str = text, .n = str_length(text),
                            .start = *at, .end = end, .unit = 1};
    Object *other = end < 0 ? NULL : codec_handle_encode(&problem, errors);
    int done = 1;
    *at = problem.end;
    if (other == NULL) {
        return -1;
    }
    if (bytes_check(other)) {
        done = append_bytes(out, other) < 0 ? -1 : 1;
        ref_dec(other);
        return done < 0 ? -1 : 0;
    }
    for (ssize_t k = 0; done > 0 && k < str_length(other); k++) {
        done = append_mapped(out, mapping, str_char(other, k));
    }
    ref_dec(other);
    if (done == 0) {
        codec_raise_encode("charmap", text, problem.start, end,
                           undefined_reason);
    }
    return done <= 0 ? -1 : 0;
}

static Object *
charmap_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *errors;
    if (!codecs_read_str("charmap_encode", args, nargs, 3, &errors)) {
        return NULL;
    }
    Object *text = args[0];
    ssize_t n = str_length(text);
    if (nargs < 3 || args[2] == NONE) {
        return codecs_pair(str_encode(text, "latin-1", errors), n);
    }
    Object *out = bytearray_new("", 0);
    for (ssize_t i = 0; out != NULL && i < n;) {
        int done = append_mapped(out, args[2], str_char(text, i));
        i += done;
        if (done < 0 ||
            (done == 0 &&
             append_other(out, text, args[2], errors, &i) < 0)) {
            REF_CLEAR(out);
        }
    }
    Object *bytes = out == NULL ? NULL
                                : bytes_new(bytearray_data(out),
                                            bytearray_size(out));
    ref_xdec(out);
    return codecs_pair(bytes, n);
}

// ------------------------------------------------------------------- decoding

static int
write_char(StrWriter *w, uint32_t c)
{
    return c == UNDEFINED ? 0 : strwriter_char(w, c) < 0 ? -1 : 1;
}

static int
write_mapped(StrWriter *w, Object *item)
{
    if (str_check(item) && str_length(item) == 1) {
        return write_char(w, str_char(item, 0));
    }
    if (str_check(item)) {
        return strwriter_str(w, item) < 0 ? -1 : 1;
    }
    if (int_check(item)) {
        long c = number_below(item, 0x110000, "0x110000");
        return c < 0 ? -1 : write_char(w, (uint32_t)c);
    }
    error_set_text(EXC(TypeError),
                   "character mapping must return integer, None or str");
    return -1;
}

// Writes what a byte means. 1: done, 0: it has no meaning.
static int
decode_byte(StrWriter *w, Object *mapping, unsigned char byte)
{
    if (str_check(mapping)) {
        return byte < str_length(mapping)
                   ? write_char(w, str_char(mapping, byte))
                   : 0;
    }
    Object *item = map_item(mapping, byte);
    if (item == NULL) {
        return error_occurred() ? -1 : 0;
    }
    int done = write_mapped(w, item);
    ref_dec(item);
    return done;
}

// The text of all bytes; NULL with an error.
static Object *
decode_all(CodecInput *in, Object *mapping)
{
    StrWriter w;
    strwriter_init(&w);
    for (ssize_t i = 0; i < in->n;) {
        ssize_t start = i;
        int done = decode_byte(&w, mapping, in->bytes[i++]);
        if (done < 0 ||
            (done == 0 &&
             codec_replace(in, undefined_reason, start, &i, &w) < 0)) {
            strwriter_drop(&w);
            return NULL;
        }
    }
    return strwriter_finish(&w);
}

static Object *
charmap_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    CodecInput in = {.encoding = "charmap"};
    BufferView view;
    if (!codecs_read("charmap_decode", args, nargs, 3, &in.errors) ||
        buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t n = view.len;
    in.bytes = view.buf;
    in.n = n;
    Object *text = nargs < 3 || args[2] == NONE
                       ? str_decode(view.buf, n, "latin-1", in.errors)
                       : decode_all(&in, args[2]);
    buffer_release(&view);
    ref_xdec(in.owner);
    return codecs_pair(text, n);
}

MethodDef codecs_charmap_functions[] = {
    {"charmap_build", charmap_build, METH_O, NULL},
    {"charmap_encode", METHOD(charmap_encode), METH_FASTCALL, NULL},
    {"charmap_decode", METHOD(charmap_decode), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};
