/* Encodings: their names, and text to bytes. */
#include "interp/objects/codec.h"

#include <ctype.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec_errors.h"
#include "interp/objects/protocol.h"

Object *(*codec_encode_other)(Object *str, const char *encoding,
                              const char *errors);
Object *(*codec_decode_other)(const char *bytes, ssize_t n,
                              const char *encoding, const char *errors);

static const struct {
    const char *name; /* normalised: lower case, '-' */
    Encoding encoding;
} names[] = {
    {"utf-8", ENCODING_UTF8},         {"utf8", ENCODING_UTF8},
    {"u8", ENCODING_UTF8},            {"utf", ENCODING_UTF8},
    {"cp65001", ENCODING_UTF8},       {"utf-8-sig", ENCODING_UTF8_SIG},
    {"latin-1", ENCODING_LATIN1},     {"latin1", ENCODING_LATIN1},
    {"iso-8859-1", ENCODING_LATIN1},  {"iso8859-1", ENCODING_LATIN1},
    {"8859", ENCODING_LATIN1},        {"cp819", ENCODING_LATIN1},
    {"latin", ENCODING_LATIN1},       {"l1", ENCODING_LATIN1},
    {"ascii", ENCODING_ASCII},        {"us-ascii", ENCODING_ASCII},
    {"646", ENCODING_ASCII},          {"utf-16", ENCODING_UTF16},
    {"utf16", ENCODING_UTF16},        {"u16", ENCODING_UTF16},
    {"utf-16-le", ENCODING_UTF16_LE}, {"utf-16le", ENCODING_UTF16_LE},
    {"utf-16-be", ENCODING_UTF16_BE}, {"utf-16be", ENCODING_UTF16_BE},
    {"utf-32", ENCODING_UTF32},       {"utf32", ENCODING_UTF32},
    {"u32", ENCODING_UTF32},          {"utf-32-le", ENCODING_UTF32_LE},
    {"utf-32le", ENCODING_UTF32_LE},  {"utf-32-be", ENCODING_UTF32_BE},
    {"utf-32be", ENCODING_UTF32_BE},
};

Encoding
codec_find(const char *name)
{
    char plain[32];
    size_t n = 0;
    if (name == NULL) {
        return ENCODING_UTF8;
    }
    for (; name[n] != '\0'; n++) {
        if (n + 1 == sizeof plain) {
            return ENCODING_UNKNOWN;
        }
        char c = (char)tolower((unsigned char)name[n]);
        plain[n] = c == '_' || c == ' ' ? '-' : c;
    }
    plain[n] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, plain) == 0) {
            return names[i].encoding;
        }
    }
    return ENCODING_UNKNOWN;
}

const char *
codec_name(Encoding encoding)
{
    static const char *const shown[] = {
        "",          "utf-8",     "utf-8",  "latin-1",   "ascii",    "utf-16",
        "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"};
    return shown[encoding];
}

/* --- encoding --- */

/* Bytes that grow. */
typedef struct Output {
    Object *bytes; /* owned; longer than what is written */
    ssize_t length;
    Encoding encoding;
    bool big;
    int unit; /* bytes of a code unit */
} Output;

static int
put_byte(Output *out, unsigned byte)
{
    if (out->length == bytes_size(out->bytes)) {
        ssize_t more = out->length + out->length / 2 + 16;
        if (bytes_resize(&out->bytes, more) < 0) {
            return -1;
        }
    }
    bytes_data(out->bytes)[out->length++] = (char)byte;
    return 0;
}

static int
put_unit(Output *out, uint32_t unit)
{
    for (int i = 0; i < out->unit; i++) {
        int place = out->big ? out->unit - 1 - i : i;
        if (put_byte(out, unit >> (8 * place) & 0xff) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
put_utf8(Output *out, uint32_t c)
{
    int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    if (put_byte(out, lead[more] | c >> (6 * more)) < 0) {
        return -1;
    }
    while (more-- > 0) {
        if (put_byte(out, 0x80 | (c >> (6 * more) & 63)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Writes a character that the encoding has. */
static int
put_char(Output *out, uint32_t c)
{
    if (out->encoding == ENCODING_UTF8) {
        return put_utf8(out, c);
    }
    if (out->unit == 2 && c > 0xffff) {
        c -= 0x10000;
        return put_unit(out, 0xd800 | c >> 10) < 0
                       || put_unit(out, 0xdc00 | (c & 0x3ff)) < 0
                   ? -1
                   : 0;
    }
    return put_unit(out, c);
}

static bool
encodable(Encoding encoding, uint32_t c)
{
    if (encoding == ENCODING_LATIN1) {
        return c < 256;
    }
    if (encoding == ENCODING_ASCII) {
        return c < 128;
    }
    return c < 0xd800 || c > 0xdfff;
}

static const char *
encode_reason(Encoding encoding)
{
    return encoding == ENCODING_LATIN1  ? "ordinal not in range(256)"
           : encoding == ENCODING_ASCII ? "ordinal not in range(128)"
                                        : "surrogates not allowed";
}

/* Writes the replacement of a handler. */
static int
put_replacement(Output *out, Object *replacement, Object *str, ssize_t start,
                ssize_t end)
{
    if (bytes_check(replacement)) {
        if (bytes_size(replacement) % out->unit != 0) {
            codec_raise_encode(codec_name(out->encoding), str, start,
                               start + 1, encode_reason(out->encoding));
            return -1;
        }
        for (ssize_t i = 0; i < bytes_size(replacement); i++) {
            if (put_byte(out, (uint8_t)bytes_data(replacement)[i]) < 0) {
                return -1;
            }
        }
        return 0;
    }
    for (ssize_t i = 0; i < str_length(replacement); i++) {
        uint32_t c = str_char(replacement, i);
        // CPython: only ASCII may stand for a surrogate.
        bool good = c < 128 || (out->encoding == ENCODING_LATIN1 && c < 256);
        if (!good) {
            codec_raise_encode(codec_name(out->encoding), str, start, end,
                               encode_reason(out->encoding));
            return -1;
        }
        if (put_char(out, c) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Deals with characters start to end, which cannot be encoded; *next is
 * where to go on. */
static int
encode_error(Output *out, const char *errors, Object *str, ssize_t start,
             ssize_t end, ssize_t *next)
{
    CodecProblem problem = {codec_name(out->encoding),
                            encode_reason(out->encoding),
                            str,
                            NULL,
                            str_length(str),
                            start,
                            end,
                            out->unit,
                            NULL};
    Object *replacement = codec_handle_encode(&problem, errors);
    if (replacement == NULL) {
        return -1;
    }
    *next = problem.end;
    int status = put_replacement(out, replacement, str, start, end);
    ref_dec(replacement);
    return status;
}

static Object *
encode(Object *str, Encoding encoding, const char *errors)
{
    Output out = {NULL, 0, encoding, false, 1};
    bool mark = false;
    if (encoding >= ENCODING_UTF16) {
        out.unit = encoding >= ENCODING_UTF32 ? 4 : 2;
        out.big = encoding == ENCODING_UTF16_BE
                  || encoding == ENCODING_UTF32_BE;
        mark = encoding == ENCODING_UTF16 || encoding == ENCODING_UTF32;
    }
    if (encoding == ENCODING_UTF8_SIG) {
        out.encoding = encoding = ENCODING_UTF8;
        mark = true;
    }
    ssize_t n = str_length(str);
    out.bytes = bytes_new(NULL, n * out.unit + 8);
    if (out.bytes == NULL || (mark && put_char(&out, 0xfeff) < 0)) {
        goto fail;
    }
    for (ssize_t i = 0; i < n;) {
        uint32_t c = str_char(str, i);
        if (encodable(encoding, c)) {
            if (put_char(&out, c) < 0) {
                goto fail;
            }
            i++;
            continue;
        }
        ssize_t end = i + 1;
        while (end < n && !encodable(encoding, str_char(str, end))) {
            end++;
        }
        if (encode_error(&out, errors, str, i, end, &i) < 0) {
            goto fail;
        }
    }
    if (bytes_resize(&out.bytes, out.length) < 0) {
        goto fail;
    }
    return out.bytes;

fail:
    ref_xdec(out.bytes);
    return NULL;
}

Object *
str_encode(Object *str, const char *encoding, const char *errors)
{
    Encoding kind = codec_find(encoding);
    if (kind == ENCODING_UNKNOWN) {
        return codec_encode_other(str, encoding, errors);
    }
    if (str_is_ascii(str)
        && (kind == ENCODING_UTF8 || kind == ENCODING_LATIN1
            || kind == ENCODING_ASCII)) {
        return bytes_new(str_data(str), str_length(str));
    }
    return encode(str, kind, errors);
}

Object *
str_encode_fs(Object *str)
{
    return str_encode(str, "utf-8", "surrogateescape");
}

const char *
str_as_utf8(Object *str, ssize_t *n)
{
    if (!str_check(str)) {
        error_bad_argument();
        return NULL;
    }
    if (str_is_ascii(str)) {
        if (n != NULL) {
            *n = str_length(str);
        }
        return str_data(str);
    }
    CompactStr *compact = (CompactStr *)str;
    if (compact->utf8 == NULL) {
        Object *bytes = encode(str, ENCODING_UTF8, NULL);
        if (bytes == NULL) {
            return NULL;
        }
        char *copy = mem_alloc((size_t)bytes_size(bytes) + 1);
        if (copy == NULL) {
            ref_dec(bytes);
            error_no_memory();
            return NULL;
        }
        memcpy(copy, bytes_data(bytes), (size_t)bytes_size(bytes) + 1);
        compact->utf8 = copy;
        compact->utf8_length = bytes_size(bytes);
        ref_dec(bytes);
    }
    if (n != NULL) {
        *n = compact->utf8_length;
    }
    return compact->utf8;
}

const char *
str_as_c_text(Object *str)
{
    ssize_t n;
    const char *text = str_as_utf8(str, &n);
    if (text != NULL && strlen(text) != (size_t)n) {
        error_set_text(EXC(ValueError), "embedded null character");
        return NULL;
    }
    return text;
}
