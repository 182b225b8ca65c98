/* _codecs: UTF-7, text in ASCII that mail can carry (RFC 2152). What ASCII
 * writes as it is stands for itself, "+-" for '+', and the rest is UTF-16 in
 * base64 between '+' and a character that is none of base64 (a '-' there is
 * dropped):
 *
 *     "A+ImIDkQ." is "A" NOT-IDENTICAL-TO ALPHA "."
 *
 * A stretch of base64 must hold whole code units, and what is left of its
 * last sextet must be 0. Surrogates that make no pair are let through, as in
 * CPython 3.11 (PyUnicode_DecodeUTF7Stateful in Objects/unicodeobject.c). */
#include <stdint.h>
#include <string.h>

#include "interp/modules/codecs_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec_errors.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu"
                             "vwxyz0123456789+/";

// The value of a sextet's letter; -1: it is none.
static int
sextet(uint32_t c)
{
    const char *found = c == 0 || c >= 128 ? NULL : strchr(base64, (int)c);
    return found == NULL ? -1 : (int)(found - base64);
}

// ------------------------------------------------------------------- decoding

typedef struct Decoder {
    CodecInput in;
    ssize_t at;
    StrWriter w;
    bool shifted;   /* in base64 */
    ssize_t start;  /* of the stretch of base64, or of what is wrong */
    ssize_t length; /* of the text before the stretch */
    uint32_t bits;  /* what of base64 has made no code unit yet */
    int count;      /* of these bits: 0 to 15 */
    uint32_t high;  /* a surrogate that waits for its second half, or 0 */
} Decoder;

// Hands what is wrong, from d->start to `end`, to the handler.
static int
fail(Decoder *d, ssize_t end, const char *reason)
{
    d->at = end;
    return codec_replace(&d->in, reason, d->start, &d->at, &d->w);
}

// Outside of base64.
static int
read_direct(Decoder *d)
{
    unsigned char c = d->in.bytes[d->at];
    if (c < 128 && c != '+') {
        d->at++;
        return strwriter_char(&d->w, c);
    }
    d->start = d->at++;
    if (c != '+') {
        return fail(d, d->at, "unexpected special character");
    }
    if (d->at < d->in.n && d->in.bytes[d->at] == '-') {
        d->at++;
        return strwriter_char(&d->w, '+');
    }
    if (d->at < d->in.n && sextet(d->in.bytes[d->at]) < 0) {
        return fail(d, d->at + 1, "ill-formed sequence");
    }
    d->shifted = true;
    d->length = d->w.length;
    d->high = d->bits = 0;
    d->count = 0;
    return 0;
}

static int
write_unit(Decoder *d, uint32_t unit)
{
    uint32_t high = d->high;
    d->high = 0;
    if (high != 0 && unit >= 0xdc00 && unit <= 0xdfff) {
        return strwriter_char(&d->w, 0x10000 + ((high & 0x3ff) << 10) +
                                         (unit & 0x3ff));
    }
    if (high != 0 && strwriter_char(&d->w, high) < 0) {
        return -1;
    }
    if (unit >= 0xd800 && unit <= 0xdbff) {
        d->high = unit;
        return 0;
    }
    return strwriter_char(&d->w, unit);
}

// At the character that ends a stretch of base64.
static int
leave_base64(Decoder *d)
{
    unsigned char c = d->in.bytes[d->at];
    d->shifted = false;
    if (d->count >= 6) {
        return fail(d, d->at + 1, "partial character in shift sequence");
    }
    if (d->bits != 0) {
        return fail(d, d->at + 1,
                    "non-zero padding bits in shift sequence");
    }
    // CPython: half a pair is lost when the character is wrong here, too.
    if (d->high != 0 && c < 128 && strwriter_char(&d->w, d->high) < 0) {
        return -1;
    }
    d->high = 0;
    d->at += c == '-';
    return 0;
}

static int
read_base64(Decoder *d)
{
    int value = sextet(d->in.bytes[d->at]);
    if (value < 0) {
        return leave_base64(d);
    }
    d->at++;
    d->bits = d->bits << 6 | (uint32_t)value;
    d->count += 6;
    if (d->count < 16) {
        return 0;
    }
    d->count -= 16;
    uint32_t unit = d->bits >> d->count;
    d->bits &= (1u << d->count) - 1;
    return write_unit(d, unit);
}

// Reads to the end, and beyond it what the handler goes back to. A stretch of
// base64 that the end cuts stays open unless this is the final part.
static int
read_all(Decoder *d, bool final)
{
    for (;;) {
        while (d->at < d->in.n) {
            if ((d->shifted ? read_base64(d) : read_direct(d)) < 0) {
                return -1;
            }
        }
        if (!d->shifted || !final) {
            return 0;
        }
        d->shifted = false;
        if ((d->high != 0 || d->count >= 6 || d->bits != 0) &&
            fail(d, d->in.n, "unterminated shift sequence") < 0) {
            return -1;
        }
    }
}

static Object *
utf_7_decode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Decoder d = {.in = {.encoding = "utf7"}};
    BufferView view;
    int final = 0;
    if (!codecs_read("utf_7_decode", args, nargs, 3, &d.in.errors) ||
        buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    if (!codecs_read_number(args, nargs, 2, &final)) {
        buffer_release(&view);
        return NULL;
    }
    d.in.bytes = view.buf;
    ssize_t n = d.in.n = view.len;
    strwriter_init(&d.w);
    int failed = read_all(&d, final != 0);
    buffer_release(&view);
    ref_xdec(d.in.owner);
    if (failed < 0) {
        strwriter_drop(&d.w);
        return NULL;
    }
    Object *text = strwriter_finish(&d.w);
    if (d.shifted && text != NULL) {
        // The next part begins with this stretch of base64.
        Object *before = str_substring(text, 0, d.length);
        ref_dec(text);
        return codecs_pair(before, d.start);
    }
    return codecs_pair(text, final ? n : d.at);
}

// ------------------------------------------------------------------- encoding

typedef struct Encoder {
    char *out; /* the first free byte; room for what may come is there */
    bool shifted;
    uint32_t bits; /* what of UTF-16 has made no sextet yet */
    int count;     /* of these bits: below 6 between two characters */
} Encoder;

// RFC 2152's sets D and O, and blanks. Not in it: '+', '\\', '~', control
// characters.
static bool
is_direct(uint32_t c)
{
    return (c >= ' ' && c < 127 && c != '+' && c != '\\' && c != '~') ||
           c == '\t' || c == '\n' || c == '\r';
}

static void
put_unit(Encoder *e, uint32_t unit)
{
    e->bits = e->bits << 16 | unit;
    e->count += 16;
    while (e->count >= 6) {
        e->count -= 6;
        *e->out++ = base64[e->bits >> e->count & 63];
    }
}

// The last bits, with zeros behind them.
static void
put_rest(Encoder *e)
{
    if (e->count > 0) {
        *e->out++ = base64[e->bits << (6 - e->count) & 63];
    }
    e->count = 0;
}

// At most 6 bytes: "+" and a pair of surrogates, or the last bits, a "-" and
// the character.
static void
put_char(Encoder *e, uint32_t c)
{
    if (is_direct(c)) {
        if (e->shifted) {
            put_rest(e);
            if (sextet(c) >= 0 || c == '-') {
                *e->out++ = '-';
            }
            e->shifted = false;
        }
        *e->out++ = (char)c;
        return;
    }
    if (!e->shifted) {
        *e->out++ = '+';
        if (c == '+') {
            *e->out++ = '-';
            return;
        }
        e->shifted = true;
    }
    if (c > 0xffff) {
        put_unit(e, 0xd800 | (c - 0x10000) >> 10);
        c = 0xdc00 | (c & 0x3ff);
    }
    put_unit(e, c);
}

static Object *
utf_7_encode(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *errors; // there is nothing that cannot be encoded
    if (!codecs_read_str("utf_7_encode", args, nargs, 2, &errors)) {
        return NULL;
    }
    ssize_t n = str_length(args[0]);
    if (n > (PTRDIFF_MAX - 64) / 7) {
        error_no_memory();
        return NULL;
    }
    Object *bytes = bytes_new(NULL, n * 7 + 2);
    if (bytes == NULL) {
        return NULL;
    }
    Encoder e = {.out = bytes_data(bytes)};
    for (ssize_t i = 0; i < n; i++) {
        put_char(&e, str_char(args[0], i));
    }
    put_rest(&e);
    if (e.shifted) {
        *e.out++ = '-';
    }
    ssize_t used = e.out - bytes_data(bytes);
    return bytes_resize(&bytes, used) < 0 ? NULL : codecs_pair(bytes, n);
}

MethodDef codecs_utf7_functions[] = {
    {"utf_7_encode", METHOD(utf_7_encode), METH_FASTCALL, NULL},
    {"utf_7_decode", METHOD(utf_7_decode), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};
