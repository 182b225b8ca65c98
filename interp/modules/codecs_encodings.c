/* _codecs: the functions of single encodings, and the error handlers. */
#include <string.h>

#include "interp/modules/codecs_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec_errors.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

int
codecs_read(const char *function, Object *const *args, ssize_t nargs,
            ssize_t most, const char **errors)
{
    *errors = NULL;
    if (!args_check_count(function, nargs, 1, most)) {
        return 0;
    }
    if (nargs > 1 && args[1] != NONE) {
        if (!str_check(args[1])) {
            error_format(EXC(TypeError),
                         "%s() argument 2 must be str or None, not %.50s",
                         function, TYPE_OF(args[1])->name);
            return 0;
        }
        *errors = str_as_utf8(args[1], NULL);
    }
    return *errors != NULL || !error_occurred();
}

Object *
codecs_pair(STEALS Object *result, ssize_t consumed)
{
    Object *n = result == NULL ? NULL : int_from_ssize(consumed);
    Object *pair = n == NULL ? NULL : tuple_pack(2, result, n);
    ref_xdec(result);
    ref_xdec(n);
    return pair;
}

static Object *
encode_with(const char *function, const char *encoding, Object *const *args,
            ssize_t nargs, ssize_t most)
{
    const char *errors;
    if (!codecs_read(function, args, nargs, most, &errors)) {
        return NULL;
    }
    if (!str_check(args[0])) {
        return error_format(EXC(TypeError),
                            "%s() argument 1 must be str, not %.50s",
                            function, TYPE_OF(args[0])->name);
    }
    return codecs_pair(str_encode(args[0], encoding, errors),
                       str_length(args[0]));
}

// How many bytes at the end are the beginning of a character that goes on.
static ssize_t
unfinished(const unsigned char *bytes, ssize_t n, int unit, bool big)
{
    if (unit == 1) {
        for (ssize_t back = 1; back <= 3 && back <= n; back++) {
            unsigned c = bytes[n - back];
            int need = c >= 0xf0 && c < 0xf5   ? 4
                       : c >= 0xe0 && c < 0xf0 ? 3
                       : c >= 0xc2 && c < 0xe0 ? 2
                                               : 1;
            if (c < 0x80 || c >= 0xc0) {
                return need > back ? back : 0;
            }
        }
        return 0;
    }
    ssize_t rest = n % unit;
    if (unit == 2 && n - rest >= 2) {
        unsigned high = bytes[n - rest - (big ? 2 : 1)];
        if (high >= 0xd8 && high < 0xdc) {
            rest += 2;
        }
    }
    return rest;
}

static Object *
decode_with(const char *function, const char *encoding, int unit, bool big,
            Object *const *args, ssize_t nargs)
{
    const char *errors;
    BufferView view;
    if (!codecs_read(function, args, nargs, 3, &errors)) {
        return NULL;
    }
    int final = unit == 0 || (nargs > 2 && object_is_true(args[2]));
    if (!buffer_check(args[0])) {
        return error_format(EXC(TypeError),
                            "a bytes-like object is required, not '%.100s'",
                            TYPE_OF(args[0])->name);
    }
    if (buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t n = view.len - (final ? 0
                                  : unfinished(view.buf, view.len, unit,
                                               big));
    Object *text = str_decode(view.buf, n, encoding, errors);
    buffer_release(&view);
    return codecs_pair(text, n);
}

#define FUNCTIONS(name, encoding, unit, big)                                 \
    static Object *name##_encode(Object *self, Object *const *args,          \
                                 ssize_t nargs)                              \
    {                                                                        \
        (void)self;                                                          \
        return encode_with(#name "_encode", encoding, args, nargs, 3);       \
    }                                                                        \
    static Object *name##_decode(Object *self, Object *const *args,          \
                                 ssize_t nargs)                              \
    {                                                                        \
        (void)self;                                                          \
        return decode_with(#name "_decode", encoding, unit, big, args,       \
                           nargs);                                           \
    }
FUNCTIONS(utf_8, "utf-8", 1, false)
FUNCTIONS(ascii, "ascii", 0, false)
FUNCTIONS(latin_1, "latin-1", 0, false)
FUNCTIONS(utf_16, "utf-16", 2, false)
FUNCTIONS(utf_16_le, "utf-16-le", 2, false)
FUNCTIONS(utf_16_be, "utf-16-be", 2, true)
FUNCTIONS(utf_32, "utf-32", 4, false)
FUNCTIONS(utf_32_le, "utf-32-le", 4, false)
FUNCTIONS(utf_32_be, "utf-32-be", 4, true)
#undef FUNCTIONS

// (text, consumed, byteorder) of utf-16 and utf-32 with a mark in front.
static Object *
ex_decode(const char *function, int unit, Object *const *args, ssize_t nargs)
{
    const char *errors;
    BufferView view;
    if (!codecs_read(function, args, nargs, 4, &errors) ||
        buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    int order = nargs > 2 ? int_as_int(args[2]) : 0;
    int final = nargs > 3 && object_is_true(args[3]);
    const unsigned char *b = view.buf;
    ssize_t skip = 0;
    if (order == 0 && view.len >= unit) {
        if (b[0] == 0xff && b[1] == 0xfe) {
            order = -1;
            skip = unit;
        } else if (b[unit - 2] == 0xfe && b[unit - 1] == 0xff) {
            order = 1;
            skip = unit;
        }
    }
    ssize_t n = view.len - (final ? 0
                                  : unfinished(b, view.len, unit,
                                               order == 1));
    const char *encoding = unit == 2 ? (order == 1 ? "utf-16-be"
                                                   : "utf-16-le")
                                     : (order == 1 ? "utf-32-be"
                                                   : "utf-32-le");
    Object *text = n < skip ? str_from_text("")
                            : str_decode((const char *)b + skip, n - skip,
                                         encoding, errors);
    buffer_release(&view);
    Object *length = int_from_ssize(n), *where = int_from_long(order);
    Object *result = text == NULL || length == NULL || where == NULL
                         ? NULL
                         : tuple_pack(3, text, length, where);
    ref_xdec(text);
    ref_xdec(length);
    ref_xdec(where);
    return result;
}

static Object *
utf_16_ex_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return ex_decode("utf_16_ex_decode", 2, args, nargs);
}

static Object *
utf_32_ex_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return ex_decode("utf_32_ex_decode", 4, args, nargs);
}

static Object *
readbuffer_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *errors;
    if (!codecs_read("readbuffer_encode", args, nargs, 2, &errors)) {
        return NULL;
    }
    Object *bytes = str_check(args[0]) ? str_encode(args[0], NULL, NULL)
                                       : bytes_from_object(args[0]);
    return codecs_pair(bytes, bytes == NULL ? 0 : bytes_size(bytes));
}

// -------------------------------------------------------------------- charmap

static Object *
charmap_build(Object *self, Object *map)
{
    (void)self;
    if (!str_check(map)) {
        return error_format(EXC(TypeError),
                            "charmap_build() argument must be str, not %.50s",
                            TYPE_OF(map)->name);
    }
    Object *dict = dict_new();
    for (ssize_t i = 0; dict != NULL && i < str_length(map); i++) {
        uint32_t c = str_char(map, i);
        Object *key = c == 0xfffe ? NULL : int_from_long((long)c);
        Object *value = key == NULL ? NULL : int_from_ssize(i);
        if (c != 0xfffe &&
            (value == NULL || dict_set(dict, key, value) < 0)) {
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

static int
append_bytes(Object *list, Object *item)
{
    Object *none = NULL;
    if (int_check(item)) {
        long value = int_as_long(item);
        if (value < 0 || value > 255) {
            error_set_text(EXC(TypeError), "character mapping must be in "
                                           "range(256)");
            return -1;
        }
        char c = (char)value;
        ssize_t n = bytearray_size(list);
        if (bytearray_resize(list, n + 1) < 0) {
            return -1;
        }
        bytearray_data(list)[n] = c;
        return 0;
    }
    if (!bytes_check(item)) {
        error_format(EXC(TypeError),
                     "character mapping must return integer, bytes or None, "
                     "not %.400s", TYPE_OF(item)->name);
        return -1;
    }
    none = call_method(list, nm_extend, &item, 1);
    ref_xdec(none);
    return none == NULL ? -1 : 0;
}

// What stands for a character that the mapping has not, which may be a text
// that is to be mapped in its turn. Goes on behind it.
static int
append_other(Object *out, Object *text, Object *mapping, const char *errors,
             ssize_t *at)
{
    CodecProblem problem = {.encoding = "charmap",
                            .reason = "character maps to <undefined>",
                            .str = text, .n = str_length(text),
                            .start = *at, .end = *at + 1, .unit = 1};
    Object *other = codec_handle_encode(&problem, errors);
    int failed = 0;
    *at = problem.end;
    if (other == NULL) {
        return -1;
    }
    if (bytes_check(other)) {
        failed = append_bytes(out, other);
        ref_dec(other);
        return failed;
    }
    for (ssize_t k = 0; failed == 0 && k < str_length(other); k++) {
        Object *item = map_item(mapping, (ssize_t)str_char(other, k));
        failed = item == NULL ? -1 : append_bytes(out, item);
        if (failed < 0 && !error_occurred()) {
            codec_raise_encode("charmap", text, problem.start, problem.end,
                               problem.reason);
        }
        ref_xdec(item);
    }
    ref_dec(other);
    return failed;
}

static Object *
charmap_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *errors;
    if (!codecs_read("charmap_encode", args, nargs, 3, &errors)) {
        return NULL;
    }
    if (!str_check(args[0])) {
        return error_format(EXC(TypeError),
                            "charmap_encode() argument 1 must be str, not "
                            "%.50s", TYPE_OF(args[0])->name);
    }
    if (nargs < 3 || args[2] == NONE) {
        return encode_with("charmap_encode", "latin-1", args, nargs, 3);
    }
    Object *text = args[0], *out = bytearray_new("", 0);
    ssize_t n = str_length(text);
    for (ssize_t i = 0; out != NULL && i < n;) {
        Object *item = map_item(args[2], (ssize_t)str_char(text, i));
        int failed;
        if (item != NULL) {
            failed = append_bytes(out, item);
            ref_dec(item);
            i++;
        } else {
            failed = error_occurred()
                         ? -1
                         : append_other(out, text, args[2], errors, &i);
        }
        if (failed < 0) {
            REF_CLEAR(out);
        }
    }
    Object *bytes = out == NULL ? NULL
                                : bytes_new(bytearray_data(out),
                                            bytearray_size(out));
    ref_xdec(out);
    return codecs_pair(bytes, n);
}

static int
write_mapped(StrWriter *w, Object *item)
{
    if (str_check(item)) {
        return strwriter_str(w, item);
    }
    if (int_check(item)) {
        long c = int_as_long(item);
        if (c >= 0 && c <= 0x10ffff) {
            return strwriter_char(w, (uint32_t)c);
        }
        error_set_text(EXC(TypeError),
                       "character mapping must be in range(0x110000)");
        return -1;
    }
    error_set_text(EXC(TypeError),
                   "character mapping must return integer, None or str");
    return -1;
}

static Object *
charmap_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *errors;
    BufferView view;
    if (!codecs_read("charmap_decode", args, nargs, 3, &errors)) {
        return NULL;
    }
    if (nargs < 3 || args[2] == NONE) {
        return decode_with("charmap_decode", "latin-1", 0, false, args,
                           nargs);
    }
    if (buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    const unsigned char *b = view.buf;
    bool table = str_check(args[2]);
    StrWriter w;
    strwriter_init(&w);
    int failed = 0;
    for (ssize_t i = 0; !failed && i < view.len;) {
        uint32_t c = 0xfffe;
        Object *item = NULL;
        if (table) {
            c = b[i] < str_length(args[2]) ? str_char(args[2], b[i]) : c;
        } else {
            item = map_item(args[2], b[i]);
            failed = item == NULL && error_occurred();
        }
        if (!failed && item != NULL &&
            !(str_check(item) && str_length(item) == 1 &&
              str_char(item, 0) == 0xfffe)) {
            failed = write_mapped(&w, item) < 0;
            i++;
        } else if (!failed && table && c != 0xfffe) {
            failed = strwriter_char(&w, c) < 0;
            i++;
        } else if (!failed) {
            CodecProblem problem = {.encoding = "charmap",
                                    .reason = "character maps to <undefined>",
                                    .bytes = view.buf, .n = view.len,
                                    .start = i, .end = i + 1, .unit = 1};
            Object *other = codec_handle_decode(&problem, errors);
            failed = other == NULL || strwriter_str(&w, other) < 0;
            ref_xdec(other);
            i = problem.end;
        }
        ref_xdec(item);
    }
    ssize_t n = view.len;
    buffer_release(&view);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return codecs_pair(strwriter_finish(&w), n);
}

// ------------------------------------------------------------- error handlers

// Number `name` of an exception; -1 may be an error.
static ssize_t
number_of(Object *error, const char *name)
{
    Object *o = object_getattr_text(error, name);
    ssize_t value = o == NULL ? -1 : number_as_ssize(o, EXC(OverflowError));
    ref_xdec(o);
    return value;
}

// What the handler `name` makes of a UnicodeError: (replacement, position).
static Object *
handle(Object *error, const char *name)
{
    bool encode = object_type_check(error, &UnicodeEncodeError_type);
    bool decode = object_type_check(error, &UnicodeDecodeError_type);
    if (strcmp(name, "strict") == 0 && exception_check(error)) {
        error_set_object(OBJ(TYPE_OF(error)), error);
        return NULL;
    }
    bool backwards = strcmp(name, "xmlcharrefreplace") == 0 ||
                     strcmp(name, "namereplace") == 0;
    if (!encode && (!decode || backwards)) {
        return error_format(EXC(TypeError),
                            "don't know how to handle %.200s in error "
                            "callback", TYPE_OF(error)->name);
    }
    CodecProblem problem = {.start = number_of(error, "start"),
                            .end = number_of(error, "end"), .unit = 1};
    Object *source = object_getattr_text(error, "object");
    Object *encoding = object_getattr_text(error, "encoding");
    Object *reason = object_getattr_text(error, "reason");
    Object *result = NULL, *position = NULL;
    if (source != NULL && encoding != NULL && reason != NULL &&
        !error_occurred()) {
        problem.encoding = str_as_utf8(encoding, NULL);
        problem.reason = str_as_utf8(reason, NULL);
        if (encode) {
            problem.str = source;
            problem.n = str_length(source);
            result = codec_handle_encode(&problem, name);
        } else {
            problem.bytes = bytes_data(source);
            problem.n = bytes_size(source);
            result = codec_handle_decode(&problem, name);
        }
    }
    position = result == NULL ? NULL : int_from_ssize(problem.end);
    Object *pair = position == NULL ? NULL : tuple_pack(2, result, position);
    ref_xdec(position);
    ref_xdec(result);
    ref_xdec(source);
    ref_xdec(encoding);
    ref_xdec(reason);
    return pair;
}

#define HANDLER(name)                                                        \
    static Object *handle_##name(Object *self, Object *error)                \
    {                                                                        \
        (void)self;                                                          \
        return handle(error, #name);                                         \
    }
HANDLER(strict)
HANDLER(ignore)
HANDLER(replace)
HANDLER(xmlcharrefreplace)
HANDLER(backslashreplace)
HANDLER(namereplace)
HANDLER(surrogatepass)
HANDLER(surrogateescape)
#undef HANDLER

MethodDef codecs_handler_functions[] = {
#define ROW(name) {#name "_errors", handle_##name, METH_O, NULL}
    ROW(strict), ROW(ignore), ROW(replace), ROW(xmlcharrefreplace),
    ROW(backslashreplace), ROW(namereplace), ROW(surrogatepass),
    ROW(surrogateescape),
#undef ROW
    {NULL, NULL, 0, NULL}};

MethodDef codecs_encoding_functions[] = {
#define ROW(name) {#name, METHOD(name), METH_FASTCALL, NULL}
    ROW(utf_8_encode), ROW(utf_8_decode), ROW(ascii_encode),
    ROW(ascii_decode), ROW(latin_1_encode), ROW(latin_1_decode),
    ROW(utf_16_encode), ROW(utf_16_decode), ROW(utf_16_le_encode),
    ROW(utf_16_le_decode), ROW(utf_16_be_encode), ROW(utf_16_be_decode),
    ROW(utf_32_encode), ROW(utf_32_decode), ROW(utf_32_le_encode),
    ROW(utf_32_le_decode), ROW(utf_32_be_encode), ROW(utf_32_be_decode),
    ROW(utf_16_ex_decode), ROW(utf_32_ex_decode), ROW(readbuffer_encode),
    ROW(charmap_encode), ROW(charmap_decode),
#undef ROW
    {"charmap_build", charmap_build, METH_O, NULL},
    {NULL, NULL, 0, NULL}};
