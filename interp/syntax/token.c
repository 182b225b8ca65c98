/* token.c - spellings. */
#include "interp/syntax/token.h"

#include <string.h>

static const char *const texts[TOK_COUNT] = {
#define TOKEN(KIND) #KIND,
#define OPERATOR(KIND, text) text,
#define KEYWORD(KIND, text) text,
#include "interp/syntax/token.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
};

const char *token_text(TokenKind kind)
{
    return texts[kind];
}

TokenKind token_keyword(const char *text, size_t length)
{
    if (length < 2 || length > 8) {
        return TOK_NAME;
    }
    for (TokenKind kind = TOK_FALSE; kind < TOK_COUNT; kind++) {
        const char *keyword = texts[kind];
        if (keyword[0] == text[0] && memcmp(keyword, text, 2) == 0 &&
            strlen(keyword) == length && memcmp(keyword, text, length) == 0) {
            return kind;
        }
    }
    return TOK_NAME;
}
