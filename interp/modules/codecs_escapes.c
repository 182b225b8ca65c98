/* _codecs: unicode_escape and raw_unicode_escape. */
#include <stdio.h>
#include <string.h>

#include "interp/modules/codecs_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/chartype.h"
#include "interp/objects/codec_errors.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"

static int
hex_digit(unsigned char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

// Reads up to `most` hexadecimal digits; how many there were.
static int
read_hex(const unsigned char *b, ssize_t n, int most, uint32_t *out)
{
    int i = 0;
    *out = 0;
    for (; i < most && i < n && hex_digit(b[i]) >= 0; i++) {
        *out = *out * 16 + (uint32_t)hex_digit(b[i]);
    }
    return i;
}

typedef struct Escapes {
    const unsigned char *bytes;
    ssize_t n, at;
    const char *errors, *encoding;
    StrWriter w;
} Escapes;

// Hands what is wrong from `start` to the place reached to the handler.
static int
fail_escape(Escapes *e, ssize_t start, const char *reason)
{
    CodecProblem problem = {.encoding = e->encoding, .reason = reason,
                            .bytes = (const char *)e->bytes, .n = e->n,
                            .start = start, .end = e->at, .unit = 1};
    Object *other = codec_handle_decode(&problem, e->errors);
    int failed = other == NULL ? -1 : strwriter_str(&e->w, other);
    ref_xdec(other);
    e->at = problem.end;
    return failed;
}

static int
read_number(Escapes *e, ssize_t start, char letter)
{
    int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
    uint32_t c;
    int n = read_hex(e->bytes + e->at, e->n - e->at, digits, &c);
    e->at += n;
    if (n < digits) {
        char reason[40];
        snprintf(reason, sizeof(reason), "truncated \\%c%s escape", letter,
                 letter == 'x'   ? "XX"
                 : letter == 'u' ? "XXXX"
                                 : "XXXXXXXX");
        return fail_escape(e, start, reason);
    }
    return c <= 0x10ffff ? strwriter_char(&e->w, c)
                         : fail_escape(e, start, "illegal Unicode character");
}

static int
read_name(Escapes *e, ssize_t start)
{
    const unsigned char *b = e->bytes + e->at;
    ssize_t rest = e->n - e->at;
    const unsigned char *end =
        rest > 0 && b[0] == '{' ? memchr(b, '}', (size_t)rest) : NULL;
    uint32_t c;
    if (end == NULL) {
        e->at = e->n;
        return fail_escape(e, start, "malformed \\N character escape");
    }
    e->at += end - b + 1;
    return char_from_name((const char *)b + 1, (size_t)(end - b - 1), &c)
               ? strwriter_char(&e->w, c)
               : fail_escape(e, start, "unknown Unicode character name");
}

static int
read_escape(Escapes *e, bool raw)
{
    static const char letters[] = "\\'\"abfnrtv";
    static const char values[] = "\\'\"\a\b\f\n\r\t\v";
    ssize_t start = e->at++;
    if (e->at >= e->n) {
        return raw ? strwriter_char(&e->w, '\\')
                   : fail_escape(e, start, "\\ at end of string");
    }
    unsigned char c = e->bytes[e->at++];
    if (c == 'u' || c == 'U') {
        return read_number(e, start, (char)c);
    }
    if (raw) {
        return strwriter_char(&e->w, '\\') < 0 ? -1
                                               : strwriter_char(&e->w, c);
    }
    const char *known = c == 0 ? NULL : strchr(letters, c);
    if (known != NULL) {
        return strwriter_char(&e->w, (unsigned char)values[known - letters]);
    }
    if (c >= '0' && c <= '7') {
        uint32_t value = c - '0';
        for (int i = 0; i < 2 && e->at < e->n && e->bytes[e->at] >= '0' &&
                        e->bytes[e->at] <= '7'; i++) {
            value = value * 8 + (uint32_t)(e->bytes[e->at++] - '0');
        }
        return strwriter_char(&e->w, value);
    }
    if (c == '\n') {
        return 0;
    }
    if (c == 'x') {
        return read_number(e, start, 'x');
    }
    if (c == 'N') {
        return read_name(e, start);
    }
    return strwriter_char(&e->w, '\\') < 0 ? -1 : strwriter_char(&e->w, c);
}

static Object *
decode_escapes(const char *function, const char *encoding, bool raw,
               Object *const *args, ssize_t nargs)
{
    Escapes e = {.encoding = encoding};
    Object *bytes = NULL;
    BufferView view;
    if (!codecs_read(function, args, nargs, 3, &e.errors)) {
        return NULL;
    }
    if (str_check(args[0])) {
        bytes = str_encode(args[0], "utf-8", NULL);
    }
    if ((str_check(args[0]) && bytes == NULL) ||
        buffer_get(bytes != NULL ? bytes : args[0], &view,
                   BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    e.bytes = view.buf;
    e.n = view.len;
    strwriter_init(&e.w);
    int failed = 0;
    while (!failed && e.at < e.n) {
        failed = e.bytes[e.at] == '\\'
                     ? read_escape(&e, raw) < 0
                     : strwriter_char(&e.w, e.bytes[e.at++]) < 0;
    }
    buffer_release(&view);
    ref_xdec(bytes);
    if (failed) {
        strwriter_drop(&e.w);
        return NULL;
    }
    return codecs_pair(strwriter_finish(&e.w), e.n);
}

static Object *
unicode_escape_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return decode_escapes("unicode_escape_decode", "unicodeescape", false,
                          args, nargs);
}

static Object *
raw_unicode_escape_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return decode_escapes("raw_unicode_escape_decode", "rawunicodeescape",
                          true, args, nargs);
}

static void
escape_char(uint32_t c, bool raw, char out[16])
{
    const char *letter = "\t\n\r\\", *name = "tnr\\";
    const char *found = c != 0 && c < 128 ? strchr(letter, (int)c) : NULL;
    if (!raw && found != NULL) {
        snprintf(out, 16, "\\%c", name[found - letter]);
    } else if (raw ? c < 256 : c >= ' ' && c < 127) {
        out[0] = (char)c;
        out[1] = '\0';
    } else {
        snprintf(out, 16, c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x"
                                                          : "\\U%08x",
                 (unsigned)c);
    }
}

static Object *
encode_escapes(const char *function, bool raw, Object *const *args,
               ssize_t nargs)
{
    const char *errors;
    if (!codecs_read(function, args, nargs, 2, &errors)) {
        return NULL;
    }
    if (!str_check(args[0])) {
        return error_format(EXC(TypeError),
                            "%s() argument 1 must be str, not %.50s",
                            function, TYPE_OF(args[0])->name);
    }
    ssize_t n = str_length(args[0]), used = 0;
    Object *bytes = bytes_new(NULL, n * 10);
    for (ssize_t i = 0; bytes != NULL && i < n; i++) {
        char text[16];
        uint32_t c = str_char(args[0], i);
        escape_char(c, raw, text);
        size_t length = c == 0 && raw ? 1 : strlen(text);
        memcpy(bytes_data(bytes) + used, text, length);
        used += (ssize_t)length;
    }
    if (bytes != NULL && n > 0 && bytes_resize(&bytes, used) < 0) {
        return NULL;
    }
    return codecs_pair(bytes, n);
}

static Object *
unicode_escape_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return encode_escapes("unicode_escape_encode", false, args, nargs);
}

static Object *
raw_unicode_escape_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return encode_escapes("raw_unicode_escape_encode", true, args, nargs);
}

MethodDef codecs_escape_functions[] = {
#define ROW(name) {#name, METHOD(name), METH_FASTCALL, NULL}
    ROW(unicode_escape_encode), ROW(unicode_escape_decode),
    ROW(raw_unicode_escape_encode), ROW(raw_unicode_escape_decode),
#undef ROW
    {NULL, NULL, 0, NULL}};
