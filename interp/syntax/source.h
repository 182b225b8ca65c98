/* source.h - a source text, decoded (prefix: source_)
 *
 * The text is UTF-8, its lines end in \n, and it lies in the arena.
 */
#ifndef INTERP_SYNTAX_SOURCE_H
#define INTERP_SYNTAX_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "interp/syntax/syntax_error.h"

typedef struct Source {
    const char *text; // NUL-terminated
    size_t length;
    bool byte_columns; // bytes without a cookie: columns of errors count
                       // bytes, as CPython's do
    bool is_script;    // CPython reads it line by line: an error at its end
                       // has no column
} Source;

/* Decodes a file's bytes: byte order mark, coding cookie (what
 * iconv knows), newlines. `filename` is for messages. Returns -1 and fills
 * *error when the bytes are no such text. */
int source_from_bytes(Arena *arena, const char *bytes, size_t length,
                      const char *filename, Source *source,
                      SyntaxError *error);

/* The same for text that is UTF-8 already (a Python str): cookies are
 * ignored. Returns -1 and fills *error when it has a null byte. */
int source_from_text(Arena *arena, const char *text, size_t length,
                     Source *source, SyntaxError *error);

#endif
