/* string_buffer.h - text that grows in an arena (prefix: buffer_) */
#ifndef INTERP_SYNTAX_STRING_BUFFER_H
#define INTERP_SYNTAX_STRING_BUFFER_H

#include <stddef.h>
#include <string.h>

#include "interp/syntax/parser.h"

typedef struct StringBuffer {
    char *data;
    size_t length;
    size_t capacity;
} StringBuffer;

/* Puts `length` bytes at the end. When memory is short the parser fails. */
static inline void buffer_add(Parser *p, StringBuffer *buffer,
                              const char *data, size_t length)
{
    if (length > buffer->capacity - buffer->length) {
        size_t capacity = (buffer->length + length) * 2 + 32;
        char *grown = parser_alloc(p, capacity);
        if (grown == NULL) {
            return;
        }
        if (buffer->length > 0) {
            memcpy(grown, buffer->data, buffer->length);
        }
        buffer->data = grown;
        buffer->capacity = capacity;
    }
    if (length > 0) {
        memcpy(buffer->data + buffer->length, data, length);
        buffer->length += length;
    }
}

/* Decodes the backslash escapes of a str or bytes literal's body onto the
 * end of the buffer. A wrong escape makes the parser fail; of the unknown
 * ones the first gives a warning about `token`. */
void literal_decode(Parser *p, StringBuffer *buffer, const char *text,
                    const char *end, bool bytes, const Token *token);

/* The state of a row of adjacent string literals. */
typedef struct StringJoin {
    Parser *parser;
    Pos pos;      // of the whole row
    bool kind_u;  // the first literal begins with u
    bool fstring; // one of them is an f-string
    StringBuffer text; // since the last expression
    ExprSeq values;
} StringJoin;

/* Adds an f-string's body, which is part of `token`. `level` is 0, in a
 * format specification 1. Moves *text to the end, or in a specification to
 * the closing brace. */
void fstring_add(StringJoin *join, const char **text, const char *end,
                 bool raw, int level, const Token *token);

/* The Constant or JoinedStr of all that was added. */
Expr *fstring_finish(StringJoin *join);

#endif
