/* ast_dump.h - a tree as text (prefix: ast_dump) */
#ifndef INTERP_SYNTAX_AST_DUMP_H
#define INTERP_SYNTAX_AST_DUMP_H

#include <stdbool.h>

#include "interp/syntax/ast.h"

/* What CPython's ast.dump(tree, include_attributes=attributes) returns, in
 * the tree's arena; NULL when memory is short or the tree too deep. */
const char *ast_dump(Arena *arena, const Mod *tree, bool attributes);

#endif
