/* parse.h - from source text to tree (prefix: parse_) */
#ifndef INTERP_SYNTAX_PARSE_H
#define INTERP_SYNTAX_PARSE_H

#include "interp/syntax/ast.h"
#include "interp/syntax/source.h"
#include "interp/syntax/syntax_error.h"

typedef enum ParseMode {
    PARSE_FILE,  // a module: compile(..., "exec")
    PARSE_EVAL,  // one expression: compile(..., "eval")
    PARSE_SINGLE // one statement of a prompt: compile(..., "single")
} ParseMode;

/* Makes the tree of the whole text in `arena`. Returns 0, or -1 and fills
 * *error; error->incomplete tells a prompt to ask for another line. The
 * text must live as long as this call only. What is odd in the text is put
 * behind *warnings, on failure too; NULL: not wanted. */
int parse_source(Arena *arena, const Source *source, ParseMode mode,
                 Mod **tree, SyntaxWarnings *warnings, SyntaxError *error);

#endif
