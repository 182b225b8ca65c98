/* _codecs: escape, the escapes of bytes literals. CPython 3.11:
 * _PyBytes_DecodeEscape in Objects/bytesobject.c. */
#include <stdio.h>
#include <string.h>

#include "interp/modules/codecs_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

typedef struct Reader {
    const unsigned char *at, *begin, *end;
    char *out; /* the first free byte of the result */
    const char *errors;
    const unsigned char *wrong; /* behind the first backslash that has no
                                   meaning; NULL: all have */
} Reader;

static bool
is_hex(const unsigned char *c, const unsigned char *end)
{
    return c < end && strchr("0123456789abcdefABCDEF", *c) != NULL &&
           *c != '\0';
}

static int
digit_value(unsigned char c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

// Behind "\x".
static int
read_hex_escape(Reader *r)
{
    if (is_hex(r->at, r->end) && is_hex(r->at + 1, r->end)) {
        *r->out++ = (char)(digit_value(r->at[0]) * 16 + digit_value(r->at[1]));
        r->at += 2;
        return 0;
    }
    if (r->errors == NULL || strcmp(r->errors, "strict") == 0) {
        error_format(EXC(ValueError), "invalid \\x escape at position %zd",
                     (ssize_t)(r->at - 2 - r->begin));
        return -1;
    }
    if (strcmp(r->errors, "replace") == 0) {
        *r->out++ = '?';
    } else if (strcmp(r->errors, "ignore") != 0) {
        error_format(EXC(ValueError),
                     "decoding error; unknown error handling code: %.400s",
                     r->errors);
        return -1;
    }
    r->at += is_hex(r->at, r->end);
    return 0;
}

int
codecs_warn_escape(const char *at)
{
    return *at >= '4' && *at <= '7'
               ? error_warn(EXC(DeprecationWarning),
                            "invalid octal escape sequence '\\%.3s'", at)
               : error_warn(EXC(DeprecationWarning),
                            "invalid escape sequence '\\%c'",
                            (unsigned char)*at);
}

// Behind a backslash and the digit `first`.
static int
read_octal_escape(Reader *r, int first)
{
    const unsigned char *start = r->at - 1;
    int value = first - '0';
    for (int i = 1; i < 3 && r->at < r->end && *r->at >= '0' &&
                    *r->at <= '7'; i++) {
        value = value * 8 + *r->at++ - '0';
    }
    *r->out++ = (char)value;
    if (value > 0377 && r->wrong == NULL) {
        r->wrong = start;
    }
    return 0;
}

// Behind a backslash.
static int
read_escape(Reader *r)
{
    static const char letters[] = "\\'\"bftnrva";
    static const char meanings[] = "\\'\"\b\f\t\n\r\v\a";
    if (r->at == r->end) {
        error_set_text(EXC(ValueError), "Trailing \\ in string");
        return -1;
    }
    int c = *r->at++;
    const char *found = c == '\0' ? NULL : strchr(letters, c);
    if (c == '\n') {
        return 0;
    }
    if (found != NULL) {
        *r->out++ = meanings[found - letters];
        return 0;
    }
    if (c >= '0' && c <= '7') {
        return read_octal_escape(r, c);
    }
    if (c == 'x') {
        return read_hex_escape(r);
    }
    *r->out++ = '\\';
    r->at--; // the character itself is read as it is
    if (r->wrong == NULL) {
        r->wrong = r->at;
    }
    return 0;
}

static Object *
escape_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *errors;
    if (!codecs_read("escape_decode", args, nargs, 2, &errors)) {
        return NULL;
    }
    BufferView view = {.obj = NULL};
    const char *text;
    ssize_t n;
    if (str_check(args[0])) {
        text = str_as_utf8(args[0], &n);
    } else if (buffer_get(args[0], &view, BUFFER_SIMPLE) == 0) {
        text = view.buf;
        n = view.len;
    } else {
        return NULL;
    }
    Object *bytes = text == NULL ? NULL : bytes_new(NULL, n);
    Reader r = {(const unsigned char *)text, (const unsigned char *)text,
                (const unsigned char *)text + (text == NULL ? 0 : n),
                bytes == NULL ? NULL : bytes_data(bytes), errors, NULL};
    int failed = bytes == NULL;
    while (!failed && r.at < r.end) {
        int c = *r.at++;
        if (c == '\\') {
            failed = read_escape(&r) < 0;
        } else {
            *r.out++ = (char)c;
        }
    }
    if (!failed && r.wrong != NULL) {
        failed = codecs_warn_escape((const char *)r.wrong) < 0;
    }
    if (view.obj != NULL) {
        buffer_release(&view);
    }
    if (failed) {
        ref_xdec(bytes);
        return NULL;
    }
    ssize_t used = r.out - bytes_data(bytes);
    if (n > 0 && bytes_resize(&bytes, used) < 0) {
        return NULL;
    }
    return codecs_pair(bytes, n);
}

static Object *
escape_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("escape_encode", nargs, 1, 2)) {
        return NULL;
    }
    if (!bytes_check(args[0])) {
        return error_format(EXC(TypeError),
                            "escape_encode() argument 1 must be bytes, not "
                            "%.50s", TYPE_OF(args[0])->name);
    }
    ssize_t n = bytes_size(args[0]), used = 0;
    const char *text = bytes_data(args[0]);
    Object *bytes = bytes_new(NULL, 4 * n);
    for (ssize_t i = 0; bytes != NULL && i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        char *out = bytes_data(bytes) + used;
        const char *short_form = c == '\\'   ? "\\\\"
                                 : c == '\'' ? "\\'"
                                 : c == '\t' ? "\\t"
                                 : c == '\n' ? "\\n"
                                 : c == '\r' ? "\\r"
                                             : NULL;
        if (short_form != NULL) {
            memcpy(out, short_form, 2);
            used += 2;
        } else if (c < ' ' || c >= 0x7f) {
            char hex[5];
            snprintf(hex, sizeof(hex), "\\x%02x", c);
            memcpy(out, hex, 4);
            used += 4;
        } else {
            *out = (char)c;
            used++;
        }
    }
    if (bytes != NULL && n > 0 && bytes_resize(&bytes, used) < 0) {
        return NULL;
    }
    return codecs_pair(bytes, n);
}

MethodDef codecs_bytes_escape_functions[] = {
    {"escape_decode", METHOD(escape_decode), METH_FASTCALL, NULL},
    {"escape_encode", METHOD(escape_encode), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};
