/* ast_reflect.h - the tree seen through tables (prefix: ast_)
 *
 * For who walks any tree or makes one without naming its nodes: the ast
 * module. Everything comes from ast.def. A node is a `void *` whose sort
 * says what it is; a field's `type` is CPython's name of it in Python.asdl.
 */
#ifndef INTERP_SYNTAX_AST_REFLECT_H
#define INTERP_SYNTAX_AST_REFLECT_H

#include <stdbool.h>
#include <stddef.h>

#include "interp/syntax/arena.h"

typedef enum AstSort {
    AST_MOD,
    AST_STMT,
    AST_EXPR,
    AST_PATTERN,
    AST_COMPREHENSION,
    AST_HANDLER,
    AST_ARGUMENTS,
    AST_ARG,
    AST_KEYWORD,
    AST_ALIAS,
    AST_WITH_ITEM,
    AST_MATCH_CASE,
    /* no nodes: */
    AST_CONTEXT,
    AST_BOOL_OPERATOR,
    AST_OPERATOR,
    AST_UNARY_OPERATOR,
    AST_COMPARE_OPERATOR,
    AST_INT,
    AST_NAME,
    AST_CONSTANT,
    AST_ABSENT /* type_comment, kind, type_ignores: not in our tree */
} AstSort;

typedef struct AstField {
    const char *name;
    AstSort sort;
    char count; /* '1', '?' may be absent, '*' a sequence */
    size_t offset;
    const char *absent_type; /* AST_ABSENT: its name in Python.asdl */
} AstField;

typedef struct AstNode {
    const char *name; /* "BinOp" */
    AstSort sort;
    int kind; /* EXPR_..., STMT_... */
    size_t field_count;
    AstField fields[8];
} AstNode;

/* A sequence in the tree. */
typedef struct AstSequence {
    size_t count;
    void *items; /* of pointers, or of ints (operators of Compare) */
} AstSequence;

/* All kinds of nodes, in the order of Python.asdl. */
const AstNode *ast_nodes(size_t *count);

/* What a node is. */
const AstNode *ast_node_of(AstSort sort, const void *node);

/* CPython's name of a sort: "expr", "cmpop". */
const char *ast_sort_name(AstSort sort);

/* Whether nodes of a sort have a place in the source; the place: line,
 * column, end line, end column (lines from 1, columns in bytes). */
bool ast_has_place(AstSort sort);
int *ast_place(AstSort sort, void *node);

/* The names of the members of an enum sort ("Load"), NULL at the end. */
const char *const *ast_members(AstSort sort);

/* A new node of that kind, fields zero; NULL without memory. */
void *ast_node_new(Arena *arena, const AstNode *info);

/* The value of the field of an enum or int sort. */
int ast_number(const void *node, const AstField *field);
void ast_set_number(void *node, const AstField *field, int value);

#endif
