/* Decoding: bytes to text. */
#include <string.h>

#include "interp/objects/codec.h"
#include "interp/objects/codec_errors.h"
#include "interp/objects/protocol.h"
#include "interp/objects/strwriter.h"

/* Bytes being read. A decoder puts a character in *c and answers how many
 * bytes it took; 0: `bad` bytes are wrong, for `reason`. */
typedef struct Input {
    CodecInput in;
    Encoding encoding;
    bool big;
    bool part; /* more may follow: what the end cuts is left for then */
    bool cut;  /* the bytes that are wrong are cut by the end */
    ssize_t bad;
    const char *reason;
} Input;

static int
bad_input(Input *in, ssize_t bytes, const char *reason)
{
    in->bad = bytes;
    in->reason = reason;
    in->cut = false;
    return 0;
}

/* From i on there is only the beginning of a character. */
static int
cut_input(Input *in, ssize_t i, const char *reason)
{
    bad_input(in, in->in.n - i, reason);
    in->cut = true;
    return 0;
}

static int
next_utf8(Input *in, ssize_t i, uint32_t *c)
{
    const uint8_t *p = in->in.bytes + i;
    ssize_t left = in->in.n - i;
    uint8_t lead = p[0];
    if (lead < 0x80) {
        *c = lead;
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) {
        return bad_input(in, 1, "invalid start byte");
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    // The second byte's range keeps out long forms, surrogates, > 10ffff.
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    uint32_t value = lead & (0x7f >> length);
    for (int k = 1; k < length; k++) {
        if (k >= left) {
            return cut_input(in, i, "unexpected end of data");
        }
        if (in->part && lead == 0xed && left == 2 && p[1] > high
            && p[1] < 0xc0) {
            // A surrogate, which the handler surrogatepass wants whole.
            return cut_input(in, i, "invalid continuation byte");
        }
        if (p[k] < low || p[k] > high) {
            return bad_input(in, k, "invalid continuation byte");
        }
        value = value << 6 | (p[k] & 63);
        low = 0x80;
        high = 0xbf;
    }
    *c = value;
    return length;
}

static uint32_t
read_unit(const Input *in, ssize_t i, int unit)
{
    uint32_t value = 0;
    for (int k = 0; k < unit; k++) {
        value = value << 8 | in->in.bytes[in->big ? i + k : i + unit - 1 - k];
    }
    return value;
}

static int
next_utf16(Input *in, ssize_t i, uint32_t *c)
{
    if (in->in.n - i < 2) {
        return cut_input(in, i, "truncated data");
    }
    *c = read_unit(in, i, 2);
    if (*c < 0xd800 || *c > 0xdfff) {
        return 2;
    }
    if (*c > 0xdbff) {
        return bad_input(in, 2, "illegal encoding");
    }
    if (in->in.n - i < 4) {
        return cut_input(in, i, "unexpected end of data");
    }
    uint32_t low = read_unit(in, i + 2, 2);
    if (low < 0xdc00 || low > 0xdfff) {
        return bad_input(in, 2, "illegal UTF-16 surrogate");
    }
    *c = 0x10000 + ((*c & 0x3ff) << 10) + (low & 0x3ff);
    return 4;
}

static int
next_utf32(Input *in, ssize_t i, uint32_t *c)
{
    if (in->in.n - i < 4) {
        return cut_input(in, i, "truncated data");
    }
    *c = read_unit(in, i, 4);
    if (*c >= 0xd800 && *c <= 0xdfff) {
        return bad_input(in, 4,
                         "code point in surrogate code point range"
                         "(0xd800, 0xe000)");
    }
    if (*c > 0x10ffff) {
        return bad_input(in, 4, "code point not in range(0x110000)");
    }
    return 4;
}

static int
next_char(Input *in, ssize_t i, uint32_t *c)
{
    switch (in->encoding) {
    case ENCODING_UTF8:
        return next_utf8(in, i, c);
    case ENCODING_ASCII:
        *c = in->in.bytes[i];
        return *c < 128 ? 1
                        : bad_input(in, 1, "ordinal not in range(128)");
    case ENCODING_LATIN1:
        *c = in->in.bytes[i];
        return 1;
    case ENCODING_UTF16:
    case ENCODING_UTF16_LE:
    case ENCODING_UTF16_BE:
        return next_utf16(in, i, c);
    default:
        return next_utf32(in, i, c);
    }
}

/* Reads a byte order mark; answers where the text begins. */
static ssize_t
skip_mark(Input *in)
{
    const uint8_t *p = in->in.bytes;
    if (in->encoding == ENCODING_UTF8_SIG) {
        in->encoding = ENCODING_UTF8;
        return in->in.n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    }
    int unit = in->encoding == ENCODING_UTF16   ? 2
               : in->encoding == ENCODING_UTF32 ? 4
                                                : 0;
    in->big = in->encoding == ENCODING_UTF16_BE
              || in->encoding == ENCODING_UTF32_BE;
    if (unit == 0 || in->in.n < unit) {
        return 0;
    }
    if (read_unit(in, 0, unit) == 0xfeff) {
        return unit;
    }
    in->big = true;
    if (read_unit(in, 0, unit) == 0xfeff) {
        return unit;
    }
    in->big = false;
    return 0;
}

static int
decode_error(Input *in, StrWriter *w, ssize_t *i)
{
    Encoding named = in->encoding;
    if (named == ENCODING_UTF16 || named == ENCODING_UTF32) {
        named += in->big ? 2 : 1;
    }
    in->in.encoding = codec_name(named);
    ssize_t start = *i;
    *i += in->bad;
    return codec_replace(&in->in, in->reason, start, i, w);
}

/* The text; *used: how many bytes it is of, all of them unless in->part. */
static Object *
decode(Input *in, ssize_t *used)
{
    ssize_t i = skip_mark(in);
    StrWriter w;
    strwriter_init(&w);
    int unit = in->encoding >= ENCODING_UTF32   ? 4
               : in->encoding >= ENCODING_UTF16 ? 2
                                                : 1;
    if (strwriter_prepare(&w, in->in.n / unit, 127) < 0) {
        goto fail;
    }
    while (i < in->in.n) {
        uint32_t c;
        int taken = next_char(in, i, &c);
        if (taken == 0 && in->cut && in->part) {
            break;
        }
        if (taken > 0 ? strwriter_char(&w, c) < 0
                      : decode_error(in, &w, &i) < 0) {
            goto fail;
        }
        i += taken;
    }
    *used = i;
    ref_xdec(in->in.owner);
    return strwriter_finish(&w);

fail:
    ref_xdec(in->in.owner);
    strwriter_drop(&w);
    return NULL;
}

static bool
all_ascii(const char *bytes, ssize_t n)
{
    ssize_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        if ((word & 0x8080808080808080u) != 0) {
            return false;
        }
    }
    for (; i < n; i++) {
        if ((uint8_t)bytes[i] >= 128) {
            return false;
        }
    }
    return true;
}

static Object *
decode_as(Encoding encoding, const char *bytes, ssize_t n,
          const char *errors, bool part, ssize_t *used)
{
    *used = n;
    if (encoding <= ENCODING_ASCII && all_ascii(bytes, n)) {
        return str_from_ascii(bytes, n);
    }
    if (encoding == ENCODING_LATIN1) {
        return str_from_latin1(bytes, n);
    }
    Input in = {.in = {.bytes = (const uint8_t *)bytes,
                       .n = n,
                       .errors = errors},
                .encoding = encoding,
                .part = part};
    return decode(&in, used);
}

static Object *
decode_whole(Encoding encoding, const char *bytes, ssize_t n,
             const char *errors)
{
    ssize_t used;
    return decode_as(encoding, bytes, n, errors, false, &used);
}

Object *
codec_decode_part(Encoding encoding, const char *bytes, ssize_t n,
                  const char *errors, ssize_t *used)
{
    return decode_as(encoding, bytes, n, errors, true, used);
}

Object *
str_decode_utf8(const char *bytes, ssize_t n, const char *errors)
{
    return decode_whole(ENCODING_UTF8, bytes, n, errors);
}

Object *
str_decode_fs(const char *bytes, ssize_t n)
{
    return decode_whole(ENCODING_UTF8, bytes, n, "surrogateescape");
}

Object *
str_decode(const char *bytes, ssize_t n, const char *encoding,
           const char *errors)
{
    Encoding kind = codec_find(encoding);
    if (n == 0) {
        return str_new(0, 0); // CPython: an unknown encoding is no error
    }
    if (kind == ENCODING_UNKNOWN) {
        return codec_decode_other(bytes, n, encoding, errors);
    }
    return decode_whole(kind, bytes, n, errors);
}

Object *
str_from_encoded_object(Object *o, const char *encoding, const char *errors)
{
    if (str_check(o)) {
        return error_set_text(EXC(TypeError),
                              "decoding str is not supported");
    }
    if (!buffer_check(o)) {
        return error_format(EXC(TypeError),
                            "decoding to str: need a bytes-like object, "
                            "%.80s found",
                            TYPE_OF(o)->name);
    }
    BufferView view;
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    Object *result = str_decode(view.buf, view.len, encoding, errors);
    buffer_release(&view);
    return result;
}
