/* io_text_private.h - what the files of TextIOWrapper share (prefix: text_)
 *
 * What is written waits in `pending`, encoded; what was read and is not yet
 * asked for stands in `decoded`. A text file is at one of the two at a time:
 * reading first hands over what is pending, writing forgets what is decoded.
 */
#ifndef INTERP_MODULES_IO_TEXT_PRIVATE_H
#define INTERP_MODULES_IO_TEXT_PRIVATE_H

#include "interp/modules/io.h"
#include "interp/objects/str.h"

#define TEXT_CHUNK 8192 /* bytes that are read, or kept for writing */
/* Whether the layer below is one of ours, whose functions can be called. */
#define TEXT_IS_NATIVE(t)                                                    \
    ((t)->buffer != NULL && io_is_buffered((t)->buffer))
#define TEXT_BUFFER(t) ((Buffered *)(t)->buffer)

/* 0, or -1 with ValueError: no buffer, or closed. */
MUST_CHECK int text_check_open(Object *self);

/* Hands what is pending to the buffer. */
MUST_CHECK int text_push(TextFile *self);
/* Has the buffer write what it keeps. */
MUST_CHECK int text_flush_buffer(TextFile *self);

/* Characters that are decoded and not yet asked for. */
static inline ssize_t
text_available(const TextFile *self)
{
    return self->decoded == NULL ? 0
                                 : str_length(self->decoded) - self->position;
}

/* Forgets them, and the beginning of a character behind them. */
void text_forget_decoded(TextFile *self);

/* The methods of writing (io_text_write.c) and reading (io_text_read.c), and
 * `iternext`. */
NEW_REF Object *text_write(Object *self, Object *text);
NEW_REF Object *text_flush(Object *self, Object *unused);
NEW_REF Object *text_read(Object *self, Object *const *args, ssize_t nargs);
NEW_REF Object *text_readline(Object *self, Object *const *args,
                              ssize_t nargs);
NEW_REF Object *text_next(Object *self);

#endif
