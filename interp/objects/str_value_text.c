/* What a recording shows of a string: its repr, cut.
 *
 * Asked for at the birth of each string, hence by eight characters at once. */
#include <stdio.h>
#include <string.h>

#include "interp/objects/chartype.h"
#include "interp/objects/str_core.h"

// The top bit of each of eight bytes that a repr does not show as it is (or of
// one above it): below a space, DEL, a quote, a backslash, no ASCII.
static inline uint64_t
bad_bytes(uint64_t bytes)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t quote = bytes ^ ones * '\'', slash = bytes ^ ones * '\\';
    uint64_t delete = bytes ^ ones * 127;
    uint64_t bad = bytes | (bytes - ones * ' ') | (quote - ones) |
                   (slash - ones) | (delete - ones);
    return bad & ones * 0x80;
}

static inline uint64_t
load_eight(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, 8);
    return bytes;
}

static inline bool
eight_are_plain(const char *at)
{
    return bad_bytes(load_eight(at)) == 0;
}

// The repr of a compact ASCII text of up to 16 characters, if it shows them as
// they are: their first eight and their last eight. The block of a shorter one
// has eight bytes to look at.
static inline bool
short_value_text(const Str *s, char *out)
{
    size_t n = (size_t)s->length;
    const char *text = (const char *)(s + 1);
    if (n > 16 || !s->state.compact || !s->state.ascii) {
        return false;
    }
    uint64_t first = load_eight(text);
    if (n < 8) {
        uint64_t own = ((uint64_t)1 << 8 * n) - 1;
        first = (first & own) | (0x2020202020202020u & ~own);
        if (bad_bytes(first) != 0) {
            return false;
        }
        memcpy(out + 1, &first, 8);
    } else {
        uint64_t last = load_eight(text + n - 8);
        if ((bad_bytes(first) | bad_bytes(last)) != 0) {
            return false;
        }
        memcpy(out + 1, &first, 8);
        memcpy(out + n - 7, &last, 8);
    }
    out[0] = '\'';
    memcpy(out + 1 + n, "'", 2);
    return true;
}

static NOINLINE void
any_value_text(Object *o, char *out, size_t size)
{
    ssize_t n = str_length(o);
    ssize_t shown = n > 40 ? 37 : n;
    size_t at = 0;
    if (size < 32) {
        snprintf(out, size, "%s", "");
        return;
    }
    out[at++] = '\'';
    ssize_t i = 0;
    const char *narrow = str_kind(o) == 1 ? str_data(o) : NULL;
    while (narrow != NULL && i + 8 <= shown && at + 40 < size &&
           eight_are_plain(narrow + i)) {
        memcpy(out + at, narrow + i, 8);
        at += 8;
        i += 8;
    }
    if (i > 0 && i < shown && at + 40 < size && shown - i < 8 &&
        eight_are_plain(narrow + shown - 8)) {
        // The last eight, some of which are there already.
        memcpy(out + at + (shown - i) - 8, narrow + shown - 8, 8);
        at += (size_t)(shown - i);
        i = shown;
    }
    for (; narrow != NULL && i < shown && at + 32 < size; i++) {
        unsigned char c = (unsigned char)narrow[i];
        if (UNLIKELY(c < ' ' || c >= 127 || c == '\\' || c == '\'')) {
            break;
        }
        out[at++] = (char)c;
    }
    for (; i < shown && at + 32 < size; i++) {
        uint32_t c = str_char(o, i);
        if (LIKELY(c >= ' ' && c < 127 && c != '\\' && c != '\'')) {
            out[at++] = (char)c; // as it is
        } else {
            at += char_escape(c, '\'', false, out + at);
        }
    }
    if (i < n) {
        snprintf(out + at, size - at, "\xe2\x80\xa6' (%zd)", n);
    } else {
        memcpy(out + at, "'", 2);
    }
}

/* As repr, cut; no allocation. */
void
str_value_text(Object *o, char *out, size_t size)
{
    if (size < 32 || !short_value_text((Str *)o, out)) {
        any_value_text(o, out, size);
    }
}
