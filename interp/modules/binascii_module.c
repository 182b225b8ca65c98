/* The module binascii: bytes as hexadecimal, base64, uu text, and back;
 * checksums. */
#include <string.h>
#include <zlib.h>

#include "interp/modules/modules.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static Object *binascii_error; // the class binascii.Error

static Object *
fail(const char *text)
{
    return error_set_text(binascii_error, text);
}

// The bytes of an argument; of an ASCII str when `text_too`. -1: an error.
static int
get_bytes(Object *o, bool text_too, BufferView *view)
{
    if (text_too && str_check(o)) {
        if (!str_is_ascii(o)) {
            error_set_text(EXC(ValueError), "string argument should contain "
                                            "only ASCII characters");
            return -1;
        }
        return buffer_fill(view, o, str_data(o), str_length(o), 1,
                           BUFFER_SIMPLE);
    }
    if (!buffer_check(o)) {
        error_format(EXC(TypeError),
                     text_too ? "argument should be bytes, buffer or ASCII "
                                "string, not '%.100s'"
                              : "a bytes-like object is required, not "
                                "'%.100s'",
                     TYPE_OF(o)->name);
        return -1;
    }
    return buffer_get(o, view, BUFFER_SIMPLE);
}

// ------------------------------------------------------------------------- hex

static Object *
m_hexlify(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"data", "sep", "bytes_per_sep", NULL};
    static const ArgsSpec spec = {"hexlify", names, 1, 0, 0};
    Object *v[3];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    BufferView view;
    if (get_bytes(v[0], false, &view) < 0) {
        return NULL;
    }
    Object *bytes = bytes_new(view.buf, view.len);
    buffer_release(&view);
    Object *text =
        bytes == NULL ? NULL
                      : call_method_text(bytes, "hex", v + 1,
                                         v[1] == NULL ? 0
                                         : v[2] == NULL ? 1
                                                        : 2);
    ref_xdec(bytes);
    Object *result = text == NULL ? NULL : str_encode(text, "ascii", NULL);
    ref_xdec(text);
    return result;
}

static int
hex_value(unsigned char c)
{
    return c >= '0' && c <= '9'              ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

static Object *
m_unhexlify(Object *self, Object *o)
{
    (void)self;
    BufferView view;
    if (get_bytes(o, true, &view) < 0) {
        return NULL;
    }
    const unsigned char *in = view.buf;
    Object *out = view.len % 2 != 0 ? fail("Odd-length string")
                                    : bytes_new(NULL, view.len / 2);
    for (ssize_t i = 0; out != NULL && i < view.len; i += 2) {
        int high = hex_value(in[i]), low = hex_value(in[i + 1]);
        if (high < 0 || low < 0) {
            ref_dec(out);
            out = fail("Non-hexadecimal digit found");
        } else {
            bytes_data(out)[i / 2] = (char)(high << 4 | low);
        }
    }
    buffer_release(&view);
    return out;
}

// ---------------------------------------------------------------------- base64

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static Object *
m_b2a_base64(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "newline", NULL};
    static const ArgsSpec spec = {"b2a_base64", names, 1, 1, 1};
    Object *v[2];
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int newline = v[1] == NULL ? 1 : object_is_true(v[1]);
    if (newline < 0 || get_bytes(v[0], false, &view) < 0) {
        return NULL;
    }
    const unsigned char *in = view.buf;
    ssize_t n = (view.len + 2) / 3 * 4;
    Object *out = bytes_new(NULL, n + newline);
    char *at = out == NULL ? NULL : bytes_data(out);
    for (ssize_t i = 0; out != NULL && i < view.len; i += 3) {
        ssize_t rest = view.len - i;
        unsigned word = (unsigned)in[i] << 16 |
                        (rest > 1 ? (unsigned)in[i + 1] << 8 : 0) |
                        (rest > 2 ? in[i + 2] : 0);
        *at++ = alphabet[word >> 18];
        *at++ = alphabet[word >> 12 & 63];
        *at++ = rest > 1 ? alphabet[word >> 6 & 63] : '=';
        *at++ = rest > 2 ? alphabet[word & 63] : '=';
    }
    if (out != NULL && newline) {
        *at = '\n';
    }
    buffer_release(&view);
    return out;
}

typedef struct Base64 {
    bool strict;
    bool done; // the last padding was read
    char *out;
    ssize_t used, digits;
    int pads;
    unsigned word; // the digits so far
} Base64;

// A '='; `more`: something stands behind it. What is wrong, or NULL.
static const char *
take_pad(Base64 *d, bool more)
{
    if (d->digits % 4 >= 2 && d->digits % 4 + ++d->pads >= 4) {
        d->done = true;
        return d->strict && more ? "Excess data after padding" : NULL;
    }
    return d->strict && d->digits % 4 < 2
               ? "Discontinuous padding not allowed"
               : NULL;
}

// Any other character. What is wrong, or NULL.
static const char *
take_character(Base64 *d, unsigned char c)
{
    const char *found = c == 0 ? NULL : strchr(alphabet, c);
    if (found == NULL) {
        return d->strict ? "Only base64 data is allowed" : NULL;
    }
    if (d->strict && d->pads > 0) {
        return "Discontinuous padding not allowed";
    }
    d->pads = 0;
    d->word = d->word << 6 | (unsigned)(found - alphabet);
    d->digits++;
    if (d->digits % 4 != 1) {
        d->out[d->used++] = (char)(d->word >> (d->digits % 4 == 2   ? 4
                                               : d->digits % 4 == 3 ? 2
                                                                    : 0));
    }
    return NULL;
}

// Reads one text; characters outside the alphabet are passed over, or wrong
// when `strict`. NULL with an error.
static Object *
decode_base64(const unsigned char *in, ssize_t n, bool strict)
{
    Object *out = bytes_new(NULL, (n + 3) / 4 * 3);
    if (out == NULL) {
        return NULL;
    }
    Base64 d = {.strict = strict, .out = bytes_data(out)};
    const char *wrong = strict && n > 0 && in[0] == '='
                            ? "Leading padding not allowed"
                            : NULL;
    for (ssize_t i = 0; wrong == NULL && !d.done && i < n; i++) {
        wrong = in[i] == '=' ? take_pad(&d, i + 1 < n)
                             : take_character(&d, in[i]);
    }
    if (wrong == NULL && d.digits % 4 == 1) {
        ref_dec(out);
        return error_format(binascii_error,
                            "Invalid base64-encoded string: number of data "
                            "characters (%zd) cannot be 1 more than a "
                            "multiple of 4", d.digits);
    }
    if (wrong == NULL && d.digits % 4 != 0 && !d.done) {
        wrong = "Incorrect padding";
    }
    if (wrong != NULL) {
        ref_dec(out);
        return fail(wrong);
    }
    if (bytes_size(out) != d.used && bytes_resize(&out, d.used) < 0) {
        return NULL;
    }
    return out;
}

static Object *
m_a2b_base64(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "strict_mode", NULL};
    static const ArgsSpec spec = {"a2b_base64", names, 1, 1, 1};
    Object *v[2];
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int strict = v[1] == NULL ? 0 : object_is_true(v[1]);
    if (strict < 0 || get_bytes(v[0], true, &view) < 0) {
        return NULL;
    }
    Object *out = decode_base64(view.buf, view.len, strict != 0);
    buffer_release(&view);
    return out;
}

// -------------------------------------------------------------------------- uu

static Object *
m_b2a_uu(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "backtick", NULL};
    static const ArgsSpec spec = {"b2a_uu", names, 1, 1, 1};
    Object *v[2];
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int backtick = v[1] == NULL ? 0 : object_is_true(v[1]);
    if (backtick < 0 || get_bytes(v[0], false, &view) < 0) {
        return NULL;
    }
    Object *out = view.len > 45 ? fail("At most 45 bytes at once")
                                : bytes_new(NULL, (view.len + 2) / 3 * 4 + 2);
    if (out != NULL) {
        const unsigned char *in = view.buf;
        char *at = bytes_data(out);
        char zero = backtick ? '`' : ' ';
        *at++ = view.len == 0 ? zero : (char)(' ' + view.len);
        for (ssize_t i = 0; i < view.len; i += 3) {
            unsigned word = (unsigned)in[i] << 16 |
                            (i + 1 < view.len ? (unsigned)in[i + 1] << 8 : 0) |
                            (i + 2 < view.len ? in[i + 2] : 0);
            for (int shift = 18; shift >= 0; shift -= 6) {
                unsigned digit = word >> shift & 63;
                *at++ = digit == 0 ? zero : (char)(' ' + digit);
            }
        }
        *at = '\n';
    }
    buffer_release(&view);
    return out;
}

static Object *
m_a2b_uu(Object *self, Object *o)
{
    (void)self;
    BufferView view;
    if (get_bytes(o, true, &view) < 0) {
        return NULL;
    }
    const unsigned char *in = view.buf;
    ssize_t n = view.len == 0 ? 0 : (in[0] - ' ') & 63, used = 0, i = 1;
    Object *out = bytes_new(NULL, n);
    unsigned word = 0;
    for (int bits = 0; out != NULL && used < n; i++) {
        unsigned char c = i < view.len ? in[i] : '\n';
        if (c == '\n' || c == '\r') {
            c = ' ';
        } else if (c < ' ' || c > ' ' + 64) {
            ref_dec(out);
            out = fail("Illegal char");
            break;
        }
        word = word << 6 | ((c - ' ') & 63U);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes_data(out)[used++] = (char)(word >> bits);
        }
    }
    buffer_release(&view);
    return out;
}

// ------------------------------------------------------------------- checksums

static int
checksum_args(const char *name, Object *const *args, ssize_t nargs,
              ssize_t least, BufferView *view, uint32_t *start)
{
    if (!args_check_count(name, nargs, least, 2)) {
        return -1;
    }
    *start = 0;
    if (nargs == 2) {
        Object *number = number_index(args[1]);
        if (number == NULL) {
            return -1;
        }
        *start = (uint32_t)int_as_u64_mask(number);
        ref_dec(number);
    }
    return get_bytes(args[0], false, view);
}

static Object *
m_crc32(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    BufferView view;
    uint32_t crc;
    if (checksum_args("crc32", args, nargs, 1, &view, &crc) < 0) {
        return NULL;
    }
    // Without bytes the library would answer its own start.
    if (view.len > 0) {
        crc = (uint32_t)crc32_z(crc, view.buf, (z_size_t)view.len);
    }
    buffer_release(&view);
    return int_from_size(crc);
}

static Object *
m_crc_hqx(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    BufferView view;
    uint32_t crc;
    if (checksum_args("crc_hqx", args, nargs, 2, &view, &crc) < 0) {
        return NULL;
    }
    const unsigned char *in = view.buf;
    crc &= 0xffff;
    for (ssize_t i = 0; i < view.len; i++) {
        crc ^= (uint32_t)in[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021U : 0)) & 0xffff;
        }
    }
    buffer_release(&view);
    return int_from_size(crc);
}

static MethodDef functions[] = {
    {"hexlify", METHOD(m_hexlify), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"b2a_hex", METHOD(m_hexlify), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"unhexlify", m_unhexlify, METH_O, NULL},
    {"a2b_hex", m_unhexlify, METH_O, NULL},
    {"b2a_base64", METHOD(m_b2a_base64), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"a2b_base64", METHOD(m_a2b_base64), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"b2a_uu", METHOD(m_b2a_uu), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"a2b_uu", m_a2b_uu, METH_O, NULL},
    {"crc32", METHOD(m_crc32), METH_FASTCALL, NULL},
    {"crc_hqx", METHOD(m_crc_hqx), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

Object *
binascii_module_new(void)
{
    Object *m = module_new("binascii");
    if (binascii_error == NULL) {
        binascii_error = module_exception("binascii", "Error",
                                          EXC(ValueError));
        ref_root(&binascii_error, "the class binascii.Error");
        RECORD_ROOTS();
    }
    if (m == NULL || binascii_error == NULL ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "Error", ref_new(binascii_error)) < 0 ||
        module_add(m, "Incomplete",
                   module_exception("binascii", "Incomplete",
                                    EXC(Exception))) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
