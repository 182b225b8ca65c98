/* What a TextIOWrapper reads: bytes by the chunk, decoded, and asked for by
 * characters or lines. */
#include "interp/modules/io_text_private.h"

#include <string.h>

#include "interp/modules/io.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

#define SELF ((TextFile *)self)

// How many bytes at the end are the beginning of a UTF-8 character.
static ssize_t
incomplete_tail(const unsigned char *bytes, ssize_t n)
{
    for (ssize_t back = 1; back <= 3 && back <= n; back++) {
        unsigned char c = bytes[n - back];
        if (c >= 0xc0) {
            int need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
            return need > back ? back : 0;
        }
        if (c < 0x80) {
            return 0;
        }
    }
    return 0;
}

Object *
text_translate_newlines(Object *text)
{
    if (str_find_char(text, '\r', 0, str_length(text), 1) < 0) {
        return text;
    }
    Object *crlf = str_from_text("\r\n"), *cr = str_from_text("\r"),
           *lf = str_from_text("\n");
    Object *once = str_replace(text, crlf, lf, -1);
    Object *result = once == NULL ? NULL : str_replace(once, cr, lf, -1);
    ref_xdec(once);
    ref_dec(crlf);
    ref_dec(cr);
    ref_dec(lf);
    ref_dec(text);
    return result;
}

static Object *
read_bytes(TextFile *self, bool all)
{
    if (TEXT_IS_NATIVE(self)) {
        if (!TEXT_BUFFER(self)->readable) {
            return io_not_supported("not readable");
        }
        return buffered_read(TEXT_BUFFER(self), all ? -1 : TEXT_CHUNK, !all);
    }
    Object *bytes;
    if (all) {
        bytes = call_method(self->buffer, nm_read, NULL, 0);
    } else {
        Object *size = int_from_long(TEXT_CHUNK);
        bytes = call_method_text(self->buffer, "read1", &size, 1);
        if (bytes == NULL && error_matches(EXC(AttributeError))) {
            error_clear();
            bytes = call_method(self->buffer, nm_read, &size, 1);
        }
        ref_dec(size);
    }
    if (bytes != NULL && !bytes_check(bytes)) {
        error_format(EXC(TypeError),
                     "underlying read1() should have returned a bytes-like "
                     "object, not '%.200s'", bytes->type->name);
        REF_CLEAR(bytes);
    }
    return bytes;
}

// Reads and decodes more and appends it to `decoded`. 1, 0 at the end, -1.
static int
read_more(TextFile *self, bool all)
{
    if (self->at_end) {
        return 0;
    }
    Encoding kind = codec_find(str_as_utf8(self->encoding, NULL));
    bool by_chunk = kind == ENCODING_UTF8 || kind == ENCODING_LATIN1 ||
                    kind == ENCODING_ASCII;
    Object *bytes = read_bytes(self, all || !by_chunk);
    if (bytes == NULL) {
        return -1;
    }
    bool end = all || !by_chunk || bytes_size(bytes) == 0;
    if (self->nleft > 0) {
        Object *left = bytes_new(self->left, self->nleft);
        REF_SET(bytes, left == NULL ? NULL : bytes_concat(left, bytes));
        ref_xdec(left);
        if (bytes == NULL) {
            return -1;
        }
        self->nleft = 0;
    }
    ssize_t n = bytes_size(bytes);
    if (!end) {
        ssize_t keep = 0;
        if (self->universal && n > 0 && bytes_data(bytes)[n - 1] == '\r') {
            keep = 1; // a \n may follow
        } else if (kind == ENCODING_UTF8) {
            keep = incomplete_tail((unsigned char *)bytes_data(bytes), n);
        }
        n -= keep;
        memcpy(self->left, bytes_data(bytes) + n, (size_t)keep);
        self->nleft = (int)keep;
    }
    Object *text = str_decode(bytes_data(bytes), n,
                              str_as_utf8(self->encoding, NULL),
                              str_as_utf8(self->errors, NULL));
    ref_dec(bytes);
    if (text != NULL && self->translate) {
        text = text_translate_newlines(text);
    }
    if (text == NULL) {
        return -1;
    }
    self->at_end = end && !all && by_chunk ? false : end;
    if (self->decoded != NULL) {
        Object *rest = str_substring(self->decoded, self->position,
                                     str_length(self->decoded));
        REF_SET(text, rest == NULL ? NULL : str_concat(rest, text));
        ref_xdec(rest);
        if (text == NULL) {
            return -1;
        }
    }
    self->position = 0;
    ref_store(self, &self->decoded, text);
    return end && n == 0 ? 0 : 1;
}

static Object *
take(TextFile *self, ssize_t n)
{
    if (self->decoded == NULL) {
        return str_new(0, 0);
    }
    Object *text = str_substring(self->decoded, self->position,
                                 self->position + n);
    self->position += n;
    return text;
}

void
text_forget_decoded(TextFile *self)
{
    ref_store(self, &self->decoded, NULL);
    self->position = 0;
    self->nleft = 0;
    self->at_end = false;
}

static int
check_read(Object *self)
{
    if (text_check_open(self) < 0) {
        return -1;
    }
    if (TEXT_IS_NATIVE(SELF) && !TEXT_BUFFER(SELF)->readable) {
        io_not_supported("not readable");
        return -1;
    }
    return text_push(SELF) < 0 ? -1 : 0;
}

Object *
text_read(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = io_size_argument(args, nargs);
    if (n == -2 || check_read(self) < 0) {
        return NULL;
    }
    if (n < 0) {
        if (read_more(SELF, true) < 0) {
            return NULL;
        }
        Object *text = take(SELF, text_available(SELF));
        text_forget_decoded(SELF);
        return text;
    }
    while (text_available(SELF) < n) {
        int more = read_more(SELF, false);
        if (more < 0) {
            return NULL;
        }
        if (more == 0) {
            break;
        }
    }
    return take(SELF, n < text_available(SELF) ? n : text_available(SELF));
}

// Where the line that starts at `position` ends; -1: not in sight.
static ssize_t
find_line_end(const TextFile *self, ssize_t from)
{
    Object *text = self->decoded;
    ssize_t end = str_length(text);
    if (self->translate || strcmp(self->read_newline, "\n") == 0) {
        ssize_t lf = str_find_char(text, '\n', from, end, 1);
        if (self->translate || !self->universal) {
            return lf < 0 ? -1 : lf + 1;
        }
        ssize_t cr = str_find_char(text, '\r', from, lf < 0 ? end : lf, 1);
        if (cr < 0) {
            return lf < 0 ? -1 : lf + 1;
        }
        return cr + 1 == lf ? lf + 1 : cr + 1;
    }
    for (ssize_t at = from;; at++) {
        at = str_find_char(text, '\r', at, end, 1);
        if (at < 0) {
            return -1;
        }
        if (self->read_newline[1] == '\0') {
            return at + 1;
        }
        if (at + 1 < end && str_char(text, at + 1) == '\n') {
            return at + 2;
        }
    }
}

static Object *
read_line(TextFile *self, ssize_t limit)
{
    for (;;) {
        if (text_available(self) > 0) {
            ssize_t end = find_line_end(self, self->position);
            ssize_t n = end < 0 ? text_available(self) : end - self->position;
            if (end >= 0 || (limit >= 0 && n >= limit)) {
                return take(self, limit >= 0 && n > limit ? limit : n);
            }
        }
        int more = read_more(self, false);
        if (more < 0) {
            return NULL;
        }
        if (more == 0) {
            ssize_t n = text_available(self);
            return take(self, limit >= 0 && n > limit ? limit : n);
        }
    }
}

Object *
text_readline(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t limit = io_size_argument(args, nargs);
    return limit == -2 || check_read(self) < 0 ? NULL
                                               : read_line(SELF, limit);
}

Object *
text_next(Object *self)
{
    if (check_read(self) < 0) {
        return NULL;
    }
    Object *line = read_line(SELF, -1);
    if (line != NULL && str_length(line) == 0) {
        REF_CLEAR(line);
    }
    return line;
}
