/* lexer_private.h - what the files of the lexer share (prefix: lexer_) */
#ifndef INTERP_SYNTAX_LEXER_PRIVATE_H
#define INTERP_SYNTAX_LEXER_PRIVATE_H

#include "interp/syntax/lexer.h"

#define LEXER_END (-1)

/* The next byte, or LEXER_END. */
int lexer_getc(Lexer *lexer);

/* Puts the last byte back; LEXER_END needs none. */
void lexer_ungetc(Lexer *lexer, int c);

/* Whether the byte may belong to a name (any byte above 127 may). */
bool lexer_is_name_char(int c);

/* Sets a SyntaxError at the current character. Returns TOK_ERROR. */
TokenKind lexer_fail(Lexer *lexer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sets a SyntaxError at those offsets in the line. Returns TOK_ERROR. */
TokenKind lexer_fail_range(Lexer *lexer, int offset, int end_offset,
                           const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A SyntaxWarning at the current character. */
void lexer_warn(Lexer *lexer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reads the number that begins with `c`. */
TokenKind lexer_number(Lexer *lexer, int c);

/* Reads the string whose first quote is `quote`, just read. */
TokenKind lexer_string(Lexer *lexer, int quote);

#endif
