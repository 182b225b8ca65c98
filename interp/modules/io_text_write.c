/* What a TextIOWrapper writes: encoded, and kept until there is enough. */
#include "interp/modules/io_text_private.h"

#include <string.h>

#include "gc/alloc.h"
#include "interp/modules/io.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

#define SELF ((TextFile *)self)

// Hands what is pending to the buffer.
int
text_push(TextFile *self)
{
    ssize_t n = self->npending;
    if (n == 0) {
        return 0;
    }
    self->npending = 0;
    if (TEXT_IS_NATIVE(self)) {
        return buffered_write(TEXT_BUFFER(self), self->pending, n);
    }
    Object *bytes = bytes_new(self->pending, n);
    Object *result = bytes == NULL ? NULL
                                   : call_method(self->buffer, nm_write,
                                                 &bytes, 1);
    ref_xdec(bytes);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

int
text_flush_buffer(TextFile *self)
{
    if (TEXT_IS_NATIVE(self)) {
        return buffered_flush(TEXT_BUFFER(self));
    }
    Object *result = call_method(self->buffer, nm_flush, NULL, 0);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

int
text_file_flush(TextFile *self)
{
    return text_push(self) < 0 ? -1 : text_flush_buffer(self);
}

static int
append_pending(TextFile *self, const char *bytes, ssize_t n)
{
    if (self->npending > 0 && self->npending + n > TEXT_CHUNK &&
        text_push(self) < 0) {
        return -1;
    }
    if (self->npending + n > self->pending_size) {
        ssize_t size = self->npending + n < 512 ? 512 : self->npending + n;
        size = size > TEXT_CHUNK || size <= 512 ? size : TEXT_CHUNK;
        char *larger = mem_realloc(self->pending, (size_t)size);
        if (larger == NULL) {
            error_no_memory();
            return -1;
        }
        self->pending = larger;
        self->pending_size = size;
    }
    if (n > 0) {
        memcpy(self->pending + self->npending, bytes, (size_t)n);
    }
    self->npending += n;
    return 0;
}

// Encodes and keeps a text; as large as it may be when UTF-8 is at hand.
static int
put_text(TextFile *self, Object *text)
{
    Object *translated = NULL, *encoded = NULL;
    if (self->write_newline[0] != '\0') {
        Object *from = str_from_text("\n");
        Object *to = str_from_text(self->write_newline);
        translated = from == NULL || to == NULL
                         ? NULL
                         : str_replace(text, from, to, -1);
        ref_xdec(from);
        ref_xdec(to);
        if (translated == NULL) {
            return -1;
        }
        text = translated;
    }
    int failed;
    if (str_is_ascii(text) && (str_equal_text(self->encoding, "utf-8") ||
                               str_equal_text(self->encoding, "UTF-8"))) {
        failed = append_pending(self, str_data(text), str_length(text));
    } else {
        encoded = str_encode(text, text_file_encoding(self),
                             str_as_utf8(self->errors, NULL));
        self->begun = true;
        failed = encoded == NULL ? -1
                                 : append_pending(self, bytes_data(encoded),
                                                  bytes_size(encoded));
    }
    ref_xdec(encoded);
    ref_xdec(translated);
    return failed;
}

Object *
text_write(Object *self, Object *text)
{
    if (!str_check(text)) {
        return error_format(EXC(TypeError),
                            "write() argument must be str, not %.50s",
                            text->type->name);
    }
    if (text_check_open(self) < 0) {
        return NULL;
    }
    if (TEXT_IS_NATIVE(SELF) && !TEXT_BUFFER(SELF)->writable) {
        return io_not_supported("not writable");
    }
    bool flush = SELF->line_buffering &&
                 (str_find_char(text, '\n', 0, str_length(text), 1) >= 0 ||
                  str_find_char(text, '\r', 0, str_length(text), 1) >= 0);
    if (put_text(SELF, text) < 0) {
        return NULL;
    }
    if ((SELF->npending >= TEXT_CHUNK || flush || SELF->write_through) &&
        text_push(SELF) < 0) {
        return NULL;
    }
    if (flush && text_flush_buffer(SELF) < 0) {
        return NULL;
    }
    text_forget_decoded(SELF);
    return int_from_ssize(str_length(text));
}

Object *
text_flush(Object *self, Object *unused)
{
    (void)unused;
    return text_check_open(self) < 0 || text_file_flush(SELF) < 0 ? NULL
                                                             : none_new();
}
