/* text_buffer.h - text that grows in an arena (prefix: text_) */
#ifndef INTERP_BYTECODE_TEXT_BUFFER_H
#define INTERP_BYTECODE_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "interp/syntax/arena.h"

typedef struct TextBuffer {
    Arena *arena;
    char *data;
    size_t length;
    size_t capacity;
    bool failed;
} TextBuffer;

/* Append bytes, a C string, or a formatted number or text. When memory is
 * short, `failed` is set and nothing is appended any more. */
void text_add(TextBuffer *text, const char *bytes, size_t length);
void text_puts(TextBuffer *text, const char *string);
void text_printf(TextBuffer *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What was appended, NUL-terminated; NULL when memory was short. */
const char *text_finish(TextBuffer *text);

#endif
