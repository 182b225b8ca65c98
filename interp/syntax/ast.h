/* ast.h - the syntax tree (prefix: ast_)
 *
 * Node for node and field for field the tree of CPython 3.11's ast module;
 * ast.def lists the nodes. expr->as.bin_op.left, stmt->as.if_.test and so
 * on; `expr->kind` (EXPR_, STMT_, PATTERN_) tells which member holds.
 *
 * The whole tree lives in one arena. Names are interned there: compare them
 * by pointer. A sequence is {count, items}; items is NULL when count is 0.
 * Optional children (TYPE_OPT_) may be NULL. Type comments are not kept.
 */
#ifndef INTERP_SYNTAX_AST_H
#define INTERP_SYNTAX_AST_H

#include <stddef.h>

#include "interp/syntax/ast_kinds.h"
#include "interp/syntax/constant.h"

/* Lines from 1, columns from 0 and in bytes of the UTF-8 source line. */
typedef struct Pos {
    int line;
    int col;
    int end_line;
    int end_col;
} Pos;

typedef struct Expr Expr;
typedef struct Stmt Stmt;
typedef struct Pattern Pattern;
typedef struct Comprehension Comprehension;
typedef struct ExceptHandler ExceptHandler;
typedef struct Arguments Arguments;
typedef struct Arg Arg;
typedef struct Keyword Keyword;
typedef struct Alias Alias;
typedef struct WithItem WithItem;
typedef struct MatchCase MatchCase;

#define AST_SEQ(Seq, Item)                                                     \
    typedef struct Seq {                                                       \
        size_t count;                                                          \
        Item *items;                                                           \
    } Seq
AST_SEQ(ExprSeq, Expr *);
AST_SEQ(StmtSeq, Stmt *);
AST_SEQ(PatternSeq, Pattern *);
AST_SEQ(ComprehensionSeq, Comprehension *);
AST_SEQ(HandlerSeq, ExceptHandler *);
AST_SEQ(ArgSeq, Arg *);
AST_SEQ(KeywordSeq, Keyword *);
AST_SEQ(AliasSeq, Alias *);
AST_SEQ(WithItemSeq, WithItem *);
AST_SEQ(MatchCaseSeq, MatchCase *);
AST_SEQ(NameSeq, const char *);
AST_SEQ(CompareSeq, CompareOperator);
#undef AST_SEQ

/* What a field holds; TYPE_x is the C type of FIELD_x. */
typedef enum FieldType {
    FIELD_INT,
    FIELD_NAME,
    FIELD_OPT_NAME,
    FIELD_CONSTANT,
    FIELD_CONTEXT,
    FIELD_OPERATOR,
    FIELD_BOOL_OPERATOR,
    FIELD_UNARY_OPERATOR,
    FIELD_EXPR,
    FIELD_OPT_EXPR,
    FIELD_PATTERN,
    FIELD_OPT_PATTERN,
    FIELD_ARGUMENTS,
    FIELD_OPT_ARG,
    FIELD_EXPR_SEQ,
    FIELD_STMT_SEQ,
    FIELD_PATTERN_SEQ,
    FIELD_COMPREHENSION_SEQ,
    FIELD_HANDLER_SEQ,
    FIELD_ARG_SEQ,
    FIELD_KEYWORD_SEQ,
    FIELD_ALIAS_SEQ,
    FIELD_WITH_ITEM_SEQ,
    FIELD_MATCH_CASE_SEQ,
    FIELD_NAME_SEQ,
    FIELD_COMPARE_SEQ
} FieldType;

#define TYPE_INT int
#define TYPE_NAME const char *
#define TYPE_OPT_NAME const char *
#define TYPE_CONSTANT Constant *
#define TYPE_CONTEXT ExprContext
#define TYPE_OPERATOR Operator
#define TYPE_BOOL_OPERATOR BoolOperator
#define TYPE_UNARY_OPERATOR UnaryOperator
#define TYPE_EXPR Expr *
#define TYPE_OPT_EXPR Expr *
#define TYPE_PATTERN Pattern *
#define TYPE_OPT_PATTERN Pattern *
#define TYPE_ARGUMENTS Arguments *
#define TYPE_OPT_ARG Arg *
#define TYPE_EXPR_SEQ ExprSeq
#define TYPE_STMT_SEQ StmtSeq
#define TYPE_PATTERN_SEQ PatternSeq
#define TYPE_COMPREHENSION_SEQ ComprehensionSeq
#define TYPE_HANDLER_SEQ HandlerSeq
#define TYPE_ARG_SEQ ArgSeq
#define TYPE_KEYWORD_SEQ KeywordSeq
#define TYPE_ALIAS_SEQ AliasSeq
#define TYPE_WITH_ITEM_SEQ WithItemSeq
#define TYPE_MATCH_CASE_SEQ MatchCaseSeq
#define TYPE_NAME_SEQ NameSeq
#define TYPE_COMPARE_SEQ CompareSeq

#define F(Struct, path, type, name) TYPE_##type name;

struct Expr {
    ExprKind kind;
    Pos pos;
    union {
#define EXPR_NODE(KIND, member, Name, fields)                                  \
    struct {                                                                   \
        fields                                                                 \
    } member;
#include "interp/syntax/ast.def"
#undef EXPR_NODE
    } as;
};

struct Stmt {
    StmtKind kind;
    Pos pos;
    union {
#define STMT_NODE(KIND, member, Name, fields)                                  \
    struct {                                                                   \
        fields                                                                 \
    } member;
#include "interp/syntax/ast.def"
#undef STMT_NODE
    } as;
};

struct Pattern {
    PatternKind kind;
    Pos pos;
    union {
#define PATTERN_NODE(KIND, member, Name, fields)                               \
    struct {                                                                   \
        fields                                                                 \
    } member;
#include "interp/syntax/ast.def"
#undef PATTERN_NODE
    } as;
};

/* `pos` is unused in those that CPython gives no position: comprehension,
 * arguments, withitem, match_case. */
#define OTHER_NODE(KIND, member, Name, fields)                                 \
    struct Name {                                                              \
        Pos pos;                                                               \
        fields                                                                 \
    };
#include "interp/syntax/ast.def"
#undef OTHER_NODE
#undef F

typedef struct Mod {
    ModKind kind;
    StmtSeq body;     // MOD_MODULE, MOD_INTERACTIVE
    Expr *expression; // MOD_EXPRESSION
} Mod;

#endif
