/* syntax_error.h - what is wrong with a source text (prefix: syntax_)
 *
 * The fields are the attributes of CPython's SyntaxError. Message and text
 * lie in the arena that the text was parsed into.
 */
#ifndef INTERP_SYNTAX_SYNTAX_ERROR_H
#define INTERP_SYNTAX_SYNTAX_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

#include "interp/syntax/arena.h"

typedef enum SyntaxErrorKind {
    SYNTAX_OK,
    SYNTAX_ERROR,       // SyntaxError
    SYNTAX_INDENTATION, // IndentationError
    SYNTAX_TAB,         // TabError
    SYNTAX_NO_PLACE,    // SyntaxError: no position
    SYNTAX_TOO_DEEP,    // MemoryError: nested too deeply, no position
    SYNTAX_RECURSION,   // RecursionError (the compiler's): no position
    SYNTAX_NO_MEMORY    // MemoryError, no message either
} SyntaxErrorKind;

typedef struct SyntaxError {
    SyntaxErrorKind kind;
    const char *msg;
    int lineno;
    int offset; // in characters, from 1
    int end_lineno;
    int end_offset;
    const char *text; // the line, or NULL; UTF-8
    // More text could still make it right: a prompt should ask for it.
    bool incomplete;
} SyntaxError;

/* What is odd about a source text, in the order in which it was found. As an
 * error it is `error`, which has all but the file's name. */
typedef struct SyntaxWarning {
    struct SyntaxWarning *next;
    bool deprecated; // a DeprecationWarning, not a SyntaxWarning
    SyntaxError error;
} SyntaxWarning;

typedef struct SyntaxWarnings {
    SyntaxWarning *first;
    SyntaxWarning *last;
} SyntaxWarnings;

/* Puts a warning, copied into the arena, behind the others; false when
 * memory is short. `list` may be NULL: nobody wants to know. */
bool syntax_warn(SyntaxWarnings *list, Arena *arena, bool deprecated,
                 const SyntaxError *error);

/* Python's name of the exception. */
const char *syntax_error_name(SyntaxErrorKind kind);

/* Writes the message into the arena; NULL when memory is short. */
const char *syntax_format(Arena *arena, const char *format, va_list args);

#endif
