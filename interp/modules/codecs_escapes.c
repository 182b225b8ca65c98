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
    CodecInput in;
    ssize_t at;
    bool raw;      /* knows only \u and \U */
    bool part;     /* more may follow: an escape that the end cuts is left */
    bool is_wrong; /* there is a backslash without meaning ... */
    char wrong[4]; /* ... and these bytes are behind the first one */
    StrWriter w;
} Escapes;

/* What the readers below answer: 0, -1 with an error, or this. */
#define CUT 1 /* the end cuts the escape at e->at, and more may follow */

// Hands what is wrong from `start` to the place reached to the handler.
static int
fail_escape(Escapes *e, ssize_t start, const char *reason)
{
    return codec_replace(&e->in, reason, start, &e->at, &e->w);
}

// Keeps what to tell of the backslash before `at`, if it is the first: the
// handler may have other bytes here when it is told.
static void
note_wrong(Escapes *e, ssize_t at)
{
    ssize_t n = e->in.n - at < 3 ? e->in.n - at : 3;
    if (!e->is_wrong) {
        memcpy(e->wrong, e->in.bytes + at, (size_t)n);
        e->is_wrong = true;
    }
}

// The same of an escape that the end cuts, unless more may follow.
static int
cut_escape(Escapes *e, ssize_t start, const char *reason)
{
    if (e->part) {
        e->at = start;
        return CUT;
    }
    return fail_escape(e, start, reason);
}

static int
read_number(Escapes *e, ssize_t start, char letter)
{
    int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
    uint32_t c;
    int n = read_hex(e->in.bytes + e->at, e->in.n - e->at, digits, &c);
    e->at += n;
    if (n < digits) {
        const char *reason = letter == 'x'   ? "truncated \\xXX escape"
                             : letter == 'u' ? "truncated \\uXXXX escape"
                                             : "truncated \\UXXXXXXXX escape";
        return e->at == e->in.n ? cut_escape(e, start, reason)
                             : fail_escape(e, start, reason);
    }
    return c <= 0x10ffff ? strwriter_char(&e->w, c)
                         : fail_escape(e, start,
                                       e->raw ? "\\Uxxxxxxxx out of range"
                                              : "illegal Unicode character");
}

static int
read_name(Escapes *e, ssize_t start)
{
    static const char malformed[] = "malformed \\N character escape";
    const unsigned char *b = e->in.bytes + e->at;
    ssize_t rest = e->in.n - e->at;
    if (rest > 0 && b[0] != '{') {
        return fail_escape(e, start, malformed);
    }
    const unsigned char *end = rest > 0 ? memchr(b, '}', (size_t)rest) : NULL;
    if (end == NULL) {
        e->at = e->in.n;
        return cut_escape(e, start, malformed);
    }
    e->at += end - b;
    ssize_t length = end - b - 1;
    if (length == 0) {
        return fail_escape(e, start, malformed);
    }
    e->at++;
    uint32_t c;
    return char_from_name((const char *)b + 1, (size_t)length, &c)
               ? strwriter_char(&e->w, c)
               : fail_escape(e, start, "unknown Unicode character name");
}

// Behind a backslash and the digit `first`.
static int
read_octal(Escapes *e, unsigned char first)
{
    ssize_t start = e->at - 1;
    uint32_t value = first - '0';
    for (int i = 0; i < 2 && e->at < e->in.n && e->in.bytes[e->at] >= '0' &&
                    e->in.bytes[e->at] <= '7'; i++) {
        value = value * 8 + (uint32_t)(e->in.bytes[e->at++] - '0');
    }
    if (value > 0377) {
        note_wrong(e, start);
    }
    return strwriter_char(&e->w, value);
}

static int
read_escape(Escapes *e)
{
    static const char letters[] = "\\'\"abfnrtv";
    static const char values[] = "\\'\"\a\b\f\n\r\t\v";
    ssize_t start = e->at++;
    if (e->at >= e->in.n) {
        return e->raw && !e->part
                   ? strwriter_char(&e->w, '\\')
                   : cut_escape(e, start, "\\ at end of string");
    }
    unsigned char c = e->in.bytes[e->at++];
    if (c == 'u' || c == 'U') {
        return read_number(e, start, (char)c);
    }
    const char *known = c == 0 || e->raw ? NULL : strchr(letters, c);
    if (known != NULL) {
        return strwriter_char(&e->w, (unsigned char)values[known - letters]);
    }
    if (!e->raw && c >= '0' && c <= '7') {
        return read_octal(e, c);
    }
    if (!e->raw && c == '\n') {
        return 0;
    }
    if (!e->raw && c == 'x') {
        return read_number(e, start, 'x');
    }
    if (!e->raw && c == 'N') {
        return read_name(e, start);
    }
    if (!e->raw) {
        note_wrong(e, start + 1);
    }
    return strwriter_char(&e->w, '\\') < 0 ? -1 : strwriter_char(&e->w, c);
}

// Reads to the end, or to what it cuts (CUT); then tells of the first escape
// that has no meaning.
static int
read_escapes(Escapes *e)
{
    int state = 0;
    while (state == 0 && e->at < e->in.n) {
        state = e->in.bytes[e->at] == '\\'
                    ? read_escape(e)
                    : strwriter_char(&e->w, e->in.bytes[e->at++]);
    }
    return state >= 0 && e->is_wrong && codecs_warn_escape(e->wrong) < 0
               ? -1
               : state;
}

static Object *
decode_escapes(const char *function, const char *encoding, bool raw,
               Object *const *args, ssize_t nargs)
{
    Escapes e = {.in = {.encoding = encoding}, .raw = raw};
    Object *bytes = NULL;
    BufferView view;
    int final = 1;
    if (!codecs_read(function, args, nargs, 3, &e.in.errors)) {
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
    strwriter_init(&e.w);
    int state = codecs_read_number(args, nargs, 2, &final) ? 0 : -1;
    e.part = final == 0;
    e.in.bytes = view.buf;
    ssize_t n = e.in.n = view.len;
    state = state < 0 ? state : read_escapes(&e);
    buffer_release(&view);
    ref_xdec(bytes);
    ref_xdec(e.in.owner);
    if (state < 0) {
        strwriter_drop(&e.w);
        return NULL;
    }
    return codecs_pair(strwriter_finish(&e.w), state == CUT ? e.at : n);
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
    if (!codecs_read_str(function, args, nargs, 2, &errors)) {
        return NULL;
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
