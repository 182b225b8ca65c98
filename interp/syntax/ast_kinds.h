/* ast_kinds.h - the kinds of nodes and operators (ast.def lists the nodes) */
#ifndef INTERP_SYNTAX_AST_KINDS_H
#define INTERP_SYNTAX_AST_KINDS_H

typedef enum ExprKind {
#define EXPR_NODE(KIND, member, Name, fields) EXPR_##KIND,
#include "interp/syntax/ast.def"
#undef EXPR_NODE
    EXPR_KIND_COUNT
} ExprKind;

typedef enum StmtKind {
#define STMT_NODE(KIND, member, Name, fields) STMT_##KIND,
#define STMT_LEAF(KIND, Name) STMT_##KIND,
#include "interp/syntax/ast.def"
#undef STMT_NODE
#undef STMT_LEAF
    STMT_KIND_COUNT
} StmtKind;

typedef enum PatternKind {
#define PATTERN_NODE(KIND, member, Name, fields) PATTERN_##KIND,
#include "interp/syntax/ast.def"
#undef PATTERN_NODE
    PATTERN_KIND_COUNT
} PatternKind;

typedef enum ModKind {
    MOD_MODULE,
    MOD_INTERACTIVE,
    MOD_EXPRESSION
} ModKind;

typedef enum ExprContext {
    CTX_LOAD,
    CTX_STORE,
    CTX_DEL
} ExprContext;

typedef enum BoolOperator {
    BOOL_AND,
    BOOL_OR
} BoolOperator;

typedef enum Operator {
    BIN_ADD,
    BIN_SUB,
    BIN_MULT,
    BIN_MAT_MULT,
    BIN_DIV,
    BIN_MOD,
    BIN_POW,
    BIN_LSHIFT,
    BIN_RSHIFT,
    BIN_BIT_OR,
    BIN_BIT_XOR,
    BIN_BIT_AND,
    BIN_FLOOR_DIV
} Operator;

typedef enum UnaryOperator {
    UNARY_INVERT,
    UNARY_NOT,
    UNARY_PLUS,
    UNARY_MINUS
} UnaryOperator;

typedef enum CompareOperator {
    CMP_EQ,
    CMP_NOT_EQ,
    CMP_LT,
    CMP_LT_E,
    CMP_GT,
    CMP_GT_E,
    CMP_IS,
    CMP_IS_NOT,
    CMP_IN,
    CMP_NOT_IN
} CompareOperator;

#endif
