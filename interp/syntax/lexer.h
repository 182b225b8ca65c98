/* lexer.h - cuts a source text into tokens (prefix: lexer_)
 *
 * Tokens are made one at a time, when the parser asks: which error is found
 * first depends on it, as in CPython. The lexer owns nothing; the text must
 * outlive it and its tokens.
 */
#ifndef INTERP_SYNTAX_LEXER_H
#define INTERP_SYNTAX_LEXER_H

#include <stdbool.h>

#include "interp/syntax/syntax_error.h"
#include "interp/syntax/token.h"

#define LEXER_MAX_INDENT 100
#define LEXER_MAX_LEVEL 200

typedef enum LexerState {
    LEXER_OK,
    LEXER_EOF,      // the text is used up
    LEXER_FAILED,   // `error` is set
    LEXER_DEDENT,   // no outer line is indented so
    LEXER_TABSPACE, // tabs and spaces mixed
    LEXER_TOO_DEEP, // more than LEXER_MAX_INDENT indentations
    LEXER_LINECONT  // something follows a backslash
} LexerState;

typedef struct Lexer {
    Arena *arena;
    SyntaxError *error;
    SyntaxWarnings *warnings; // or NULL
    LexerState state;
    const char *text;       // the whole source, NUL-terminated
    const char *buffer;     // where the current line or token began
    const char *current;    // next character
    const char *limit;      // behind the current line
    const char *line_start; // of the line of `current`
    const char *start;      // of the token being read, or NULL
    const char *multi_line_start;
    int lineno;
    int first_lineno; // of a string
    bool at_line_start;
    int pending; // INDENT (> 0) or DEDENT (< 0) tokens to come
    int indent;
    int columns[LEXER_MAX_INDENT];     // with tabs of 8
    int alt_columns[LEXER_MAX_INDENT]; // with tabs of 1
    int level;
    char brackets[LEXER_MAX_LEVEL];
    int bracket_lines[LEXER_MAX_LEVEL];
    int bracket_columns[LEXER_MAX_LEVEL];
} Lexer;

/* Begins at the first character of `text`, which must be UTF-8 with lines
 * that end in \n and NUL-terminated. */
void lexer_start(Lexer *lexer, Arena *arena, const char *text,
                 SyntaxError *error);

/* Reads the next token. Its kind is TOK_ERROR when there is none, and
 * `state` tells why; `error` is set only when that is LEXER_FAILED. */
void lexer_next(Lexer *lexer, Token *token);

#endif
