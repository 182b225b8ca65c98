/* _codecs: the functions of single encodings, and the error handlers. */
#include <string.h>

#include "interp/modules/codecs_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec.h"
#include "interp/objects/codec_errors.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
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

int
codecs_read_number(Object *const *args, ssize_t nargs, ssize_t index,
                   int *number)
{
    if (nargs > index) {
        *number = int_as_int(args[index]);
    }
    return nargs <= index || *number != -1 || error_occurred() == NULL;
}

int
codecs_read_str(const char *function, Object *const *args, ssize_t nargs,
                ssize_t most, const char **errors)
{
    if (nargs > 0 && nargs <= most && !str_check(args[0])) {
        error_format(EXC(TypeError), "%s() argument 1 must be str, not %.50s",
                     function, TYPE_OF(args[0])->name);
        return 0;
    }
    return codecs_read(function, args, nargs, most, errors);
}

static Object *
encode_with(const char *function, const char *encoding, Object *const *args,
            ssize_t nargs)
{
    const char *errors;
    if (!codecs_read_str(function, args, nargs, 2, &errors)) {
        return NULL;
    }
    return codecs_pair(str_encode(args[0], encoding, errors),
                       str_length(args[0]));
}

// utf-16 and utf-32: a third argument tells the order, 0: with a mark.
static Object *
encode_ordered(const char *function, const char *const encodings[3],
               Object *const *args, ssize_t nargs)
{
    const char *errors;
    int order = 0;
    if (!codecs_read_str(function, args, nargs, 3, &errors) ||
        !codecs_read_number(args, nargs, 2, &order)) {
        return NULL;
    }
    const char *encoding = encodings[order < 0 ? 0 : order == 0 ? 1 : 2];
    return codecs_pair(str_encode(args[0], encoding, errors),
                       str_length(args[0]));
}

static Object *
decode_with(const char *function, Encoding encoding, ssize_t most,
            Object *const *args, ssize_t nargs)
{
    const char *errors;
    BufferView view;
    int final = most == 2;
    if (!codecs_read(function, args, nargs, most, &errors) ||
        buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    if (!codecs_read_number(args, nargs, 2, &final)) {
        buffer_release(&view);
        return NULL;
    }
    ssize_t n = view.len;
    Object *text = final ? str_decode(view.buf, n, codec_name(encoding),
                                      errors)
                         : codec_decode_part(encoding, view.buf, view.len,
                                             errors, &n);
    buffer_release(&view);
    return codecs_pair(text, n);
}

#define DECODE(name, encoding, most)                                         \
    static Object *name##_decode(Object *self, Object *const *args,          \
                                 ssize_t nargs)                              \
    {                                                                        \
        (void)self;                                                          \
        return decode_with(#name "_decode", encoding, most, args, nargs);    \
    }
#define FUNCTIONS(name, encoding, most)                                      \
    static Object *name##_encode(Object *self, Object *const *args,          \
                                 ssize_t nargs)                              \
    {                                                                        \
        (void)self;                                                          \
        return encode_with(#name "_encode", codec_name(encoding), args,      \
                           nargs);                                           \
    }                                                                        \
    DECODE(name, encoding, most)
FUNCTIONS(utf_8, ENCODING_UTF8, 3)
FUNCTIONS(ascii, ENCODING_ASCII, 2)
FUNCTIONS(latin_1, ENCODING_LATIN1, 2)
DECODE(utf_16, ENCODING_UTF16, 3)
FUNCTIONS(utf_16_le, ENCODING_UTF16_LE, 3)
FUNCTIONS(utf_16_be, ENCODING_UTF16_BE, 3)
DECODE(utf_32, ENCODING_UTF32, 3)
FUNCTIONS(utf_32_le, ENCODING_UTF32_LE, 3)
FUNCTIONS(utf_32_be, ENCODING_UTF32_BE, 3)
#undef FUNCTIONS
#undef DECODE

static Object *
utf_16_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    static const char *const encodings[] = {"utf-16-le", "utf-16",
                                            "utf-16-be"};
    return encode_ordered("utf_16_encode", encodings, args, nargs);
}

static Object *
utf_32_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    static const char *const encodings[] = {"utf-32-le", "utf-32",
                                            "utf-32-be"};
    return encode_ordered("utf_32_encode", encodings, args, nargs);
}

// The order that a mark in front tells; 0: there is none.
static int
marked_order(const unsigned char *b, ssize_t n, int unit)
{
    static const unsigned char little[] = {0xff, 0xfe, 0, 0};
    static const unsigned char big[] = {0, 0, 0xfe, 0xff};
    if (n < unit) {
        return 0;
    }
    return memcmp(b, little, (size_t)unit) == 0           ? -1
           : memcmp(b, big + 4 - unit, (size_t)unit) == 0 ? 1
                                                          : 0;
}

// (text, consumed, byteorder) of utf-16 and utf-32. `order` 0: a mark in
// front may tell it, else it is little.
static Object *
ex_decode(const char *function, int unit, Object *const *args, ssize_t nargs)
{
    const char *errors;
    BufferView view;
    int order = 0, final = 0;
    if (!codecs_read(function, args, nargs, 4, &errors) ||
        buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    Object *text = NULL, *length = NULL, *where = NULL, *result = NULL;
    ssize_t n = view.len;
    if (!codecs_read_number(args, nargs, 2, &order) ||
        !codecs_read_number(args, nargs, 3, &final)) {
        goto done;
    }
    // The encoding without an order reads the mark itself.
    Encoding encoding = unit == 2 ? ENCODING_UTF16 : ENCODING_UTF32;
    encoding += order == 0 ? 0 : order < 0 ? 1 : 2;
    order = order != 0 ? order : marked_order(view.buf, n, unit);
    text = final ? str_decode(view.buf, n, codec_name(encoding), errors)
                 : codec_decode_part(encoding, view.buf, view.len, errors,
                                     &n);
    length = int_from_ssize(n);
    where = int_from_long(order);
    if (text != NULL && length != NULL && where != NULL) {
        result = tuple_pack(3, text, length, where);
    }

done:
    buffer_release(&view);
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

// ------------------------------------------------------------- error handlers

// What a UnicodeError tells of, its numbers brought into the object. 0 with an
// error when it tells of nothing that can be.
static int
read_problem(const UnicodeErrorObject *e, bool decode, CodecProblem *problem)
{
    if (e->object == NULL) {
        error_set_text(EXC(TypeError), "object attribute not set");
        return 0;
    }
    if (decode ? !bytes_check(e->object) : !str_check(e->object)) {
        error_format(EXC(TypeError), "object attribute must be %s",
                     decode ? "bytes" : "unicode");
        return 0;
    }
    if (decode) {
        problem->bytes = bytes_data(e->object);
    } else {
        problem->str = e->object;
    }
    ssize_t n = problem->n = decode ? bytes_size(e->object)
                                    : str_length(e->object);
    ssize_t last = n > 0 ? n - 1 : 0;
    problem->start = e->start < 0 ? 0 : e->start > last ? last : e->start;
    problem->end = e->end < 1 ? 1 : e->end;
    problem->end = problem->end > n ? n : problem->end;
    problem->end = problem->end < problem->start ? problem->start
                                                 : problem->end;
    problem->unit = 0; // surrogateescape answers for all or for none
    return 1;
}

// What stands for characters that a table does not translate.
static Object *
handle_translate(CodecProblem *problem, const char *name)
{
    if (strcmp(name, "replace") != 0) {
        return codec_handle_encode(problem, name);
    }
    Object *mark = str_from_char(0xfffd);
    Object *all = mark == NULL
                      ? NULL
                      : str_repeat(mark, problem->end - problem->start);
    ref_xdec(mark);
    return all;
}

// Only xmlcharrefreplace and namereplace know no bytes, and of what is
// translated only ignore, replace and backslashreplace know something.
static bool
can_handle(Object *error, const char *name)
{
    bool plain = strcmp(name, "ignore") == 0 || strcmp(name, "replace") == 0 ||
                 strcmp(name, "backslashreplace") == 0;
    return object_type_check(error, &UnicodeEncodeError_type) ||
           (object_type_check(error, &UnicodeDecodeError_type) &&
            strcmp(name, "xmlcharrefreplace") != 0 &&
            strcmp(name, "namereplace") != 0) ||
           (object_type_check(error, &UnicodeTranslateError_type) && plain);
}

static const char *
text_or(Object *o, const char *otherwise)
{
    return o != NULL && str_check(o) ? str_as_utf8(o, NULL) : otherwise;
}

// What the handler `name` makes of a UnicodeError: (replacement, position).
static Object *
handle(Object *error, const char *name)
{
    if (strcmp(name, "strict") == 0 && exception_check(error)) {
        error_set_object(OBJ(TYPE_OF(error)), error);
        return NULL;
    }
    if (strcmp(name, "strict") == 0) {
        return error_set_text(EXC(TypeError),
                              "codec must pass exception instance");
    }
    if (!can_handle(error, name)) {
        return error_format(EXC(TypeError),
                            "don't know how to handle %.200s in error "
                            "callback", TYPE_OF(error)->name);
    }
    UnicodeErrorObject *e = (UnicodeErrorObject *)error;
    bool decode = object_type_check(error, &UnicodeDecodeError_type);
    bool encode = object_type_check(error, &UnicodeEncodeError_type);
    CodecProblem problem = {.encoding = text_or(e->encoding, ""),
                            .reason = text_or(e->reason, "")};
    if (problem.encoding == NULL || problem.reason == NULL ||
        !read_problem(e, decode, &problem)) {
        return NULL;
    }
    // The handlers below are ours: nothing can change the error meanwhile.
    Object *result = encode   ? codec_handle_encode(&problem, name)
                     : decode ? codec_handle_decode(&problem, name)
                              : handle_translate(&problem, name);
    if (result == NULL && error_matches(OBJ(TYPE_OF(error)))) {
        error_clear();
        error_set_object(OBJ(TYPE_OF(error)), error); // it and no other
    }
    Object *position = result == NULL ? NULL : int_from_ssize(problem.end);
    Object *pair = position == NULL ? NULL : tuple_pack(2, result, position);
    ref_xdec(position);
    ref_xdec(result);
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
#undef ROW
    {NULL, NULL, 0, NULL}};
