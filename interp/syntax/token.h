/* token.h - the words of the language (prefix: token_) */
#ifndef INTERP_SYNTAX_TOKEN_H
#define INTERP_SYNTAX_TOKEN_H

#include <stddef.h>

#include "interp/syntax/ast.h"

typedef enum TokenKind {
#define TOKEN(KIND) TOK_##KIND,
#define OPERATOR(KIND, text) TOK_##KIND,
#define KEYWORD(KIND, text) TOK_##KIND,
#include "interp/syntax/token.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    TOK_COUNT
} TokenKind;

/* What a parser found out at a token; see parser.c. */
struct Memo;

/* `pos` has columns of -1 where a token has no text of its own (INDENT,
 * DEDENT, ENDMARKER, ERROR). `level` is the depth of brackets behind it. */
typedef struct Token {
    TokenKind kind;
    Pos pos;
    const char *start; // in the source, not terminated
    size_t length;
    int level;
    const char *name; // TOK_NAME: interned, made when first asked for
    struct Memo *memo;
} Token;

/* The spelling of an operator or keyword, the name of any other kind. */
const char *token_text(TokenKind kind);

/* The keyword spelled so, or TOK_NAME. */
TokenKind token_keyword(const char *text, size_t length);

#endif
