#include "interp/syntax/ast_reflect.h"

#include <string.h>

#include "interp/syntax/ast.h"

#define SORT_INT AST_INT, '1'
#define SORT_NAME AST_NAME, '1'
#define SORT_OPT_NAME AST_NAME, '?'
#define SORT_CONSTANT AST_CONSTANT, '1'
#define SORT_CONTEXT AST_CONTEXT, '1'
#define SORT_OPERATOR AST_OPERATOR, '1'
#define SORT_BOOL_OPERATOR AST_BOOL_OPERATOR, '1'
#define SORT_UNARY_OPERATOR AST_UNARY_OPERATOR, '1'
#define SORT_EXPR AST_EXPR, '1'
#define SORT_OPT_EXPR AST_EXPR, '?'
#define SORT_PATTERN AST_PATTERN, '1'
#define SORT_OPT_PATTERN AST_PATTERN, '?'
#define SORT_ARGUMENTS AST_ARGUMENTS, '1'
#define SORT_OPT_ARG AST_ARG, '?'
#define SORT_EXPR_SEQ AST_EXPR, '*'
#define SORT_STMT_SEQ AST_STMT, '*'
#define SORT_PATTERN_SEQ AST_PATTERN, '*'
#define SORT_COMPREHENSION_SEQ AST_COMPREHENSION, '*'
#define SORT_HANDLER_SEQ AST_HANDLER, '*'
#define SORT_ARG_SEQ AST_ARG, '*'
#define SORT_KEYWORD_SEQ AST_KEYWORD, '*'
#define SORT_ALIAS_SEQ AST_ALIAS, '*'
#define SORT_WITH_ITEM_SEQ AST_WITH_ITEM, '*'
#define SORT_MATCH_CASE_SEQ AST_MATCH_CASE, '*'
#define SORT_NAME_SEQ AST_NAME, '*'
#define SORT_COMPARE_SEQ AST_COMPARE_OPERATOR, '*'

enum { MAX_NODES = 100 };

static AstNode nodes[MAX_NODES];
static size_t node_count;

static const AstField type_comment = {"type_comment", AST_ABSENT, '?', 0,
                                      "string"};
static const AstField literal_kind = {"kind", AST_ABSENT, '?', 0, "string"};
static const AstField type_ignores = {"type_ignores", AST_ABSENT, '*', 0,
                                      "type_ignore"};

static void add(const char *name, AstSort sort, int kind, size_t n,
                const AstField *fields)
{
    static const char *const commented[] = {
        "FunctionDef", "AsyncFunctionDef", "Assign", "For", "AsyncFor",
        "With", "AsyncWith", "arg"};
    AstNode *node = &nodes[node_count++];
    *node = (AstNode){.name = name, .sort = sort, .kind = kind,
                      .field_count = n};
    memcpy(node->fields, fields, n * sizeof(*fields));
    for (size_t i = 0; i < sizeof(commented) / sizeof(commented[0]); i++) {
        if (strcmp(commented[i], name) == 0) {
            node->fields[node->field_count++] = type_comment;
        }
    }
    if (strcmp(name, "ImportFrom") == 0) {
        node->fields[2].count = '?'; // level: 0 when it is not there
    }
    if (strcmp(name, "Constant") == 0) {
        node->fields[node->field_count++] = literal_kind;
    } else if (strcmp(name, "Module") == 0) {
        node->fields[node->field_count++] = type_ignores;
    }
}

// CPython's names of those that are structures of their own here.
static const char *other_name(AstSort sort)
{
    return sort == AST_HANDLER ? "ExceptHandler" : ast_sort_name(sort);
}

#define F(Struct, path, type, name)                                            \
    {#name, SORT_##type, offsetof(Struct, path name), NULL},
#define ADD(name, sort, kind, ...)                                             \
    {                                                                          \
        static const AstField f[] = {__VA_ARGS__};                             \
        add(name, sort, kind, sizeof(f) / sizeof(f[0]), f);                    \
    }

static void add_mods(void)
{
    static const AstField body = {"body", AST_STMT, '*', offsetof(Mod, body),
                                  NULL};
    static const AstField expression = {"body", AST_EXPR, '1',
                                        offsetof(Mod, expression), NULL};
    add("Module", AST_MOD, MOD_MODULE, 1, &body);
    add("Interactive", AST_MOD, MOD_INTERACTIVE, 1, &body);
    add("Expression", AST_MOD, MOD_EXPRESSION, 1, &expression);
}

const AstNode *ast_nodes(size_t *count)
{
    if (node_count == 0) {
        add_mods();
#define STMT_NODE(KIND, member, Name, fields)                                  \
    ADD(#Name, AST_STMT, STMT_##KIND, fields)
#define STMT_LEAF(KIND, Name)                                                  \
    add(#Name, AST_STMT, STMT_##KIND, 0, &type_comment);
#include "interp/syntax/ast.def"
#undef STMT_NODE
#undef STMT_LEAF
#define EXPR_NODE(KIND, member, Name, fields)                                  \
    ADD(#Name, AST_EXPR, EXPR_##KIND, fields)
#include "interp/syntax/ast.def"
#undef EXPR_NODE
#define OTHER_NODE(KIND, member, Name, fields)                                 \
    ADD(other_name(AST_##KIND), AST_##KIND, 0, fields)
#include "interp/syntax/ast.def"
#undef OTHER_NODE
#define PATTERN_NODE(KIND, member, Name, fields)                               \
    ADD(#Name, AST_PATTERN, PATTERN_##KIND, fields)
#include "interp/syntax/ast.def"
#undef PATTERN_NODE
    }
    *count = node_count;
    return nodes;
}

const AstNode *ast_node_of(AstSort sort, const void *node)
{
    int kind = sort == AST_MOD       ? (int)((const Mod *)node)->kind
               : sort == AST_STMT    ? (int)((const Stmt *)node)->kind
               : sort == AST_EXPR    ? (int)((const Expr *)node)->kind
               : sort == AST_PATTERN ? (int)((const Pattern *)node)->kind
                                     : 0;
    size_t count;
    const AstNode *all = ast_nodes(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].sort == sort && all[i].kind == kind) {
            return &all[i];
        }
    }
    return NULL;
}

const char *ast_sort_name(AstSort sort)
{
    static const char *const names[] = {
        "mod", "stmt", "expr", "pattern", "comprehension", "excepthandler",
        "arguments", "arg", "keyword", "alias", "withitem", "match_case",
        "expr_context", "boolop", "operator", "unaryop", "cmpop", "int",
        "identifier", "constant", ""};
    return names[sort];
}

bool ast_has_place(AstSort sort)
{
    return sort == AST_STMT || sort == AST_EXPR || sort == AST_PATTERN ||
           sort == AST_HANDLER || sort == AST_ARG || sort == AST_KEYWORD ||
           sort == AST_ALIAS;
}

int *ast_place(AstSort sort, void *node)
{
    Pos *pos = sort == AST_STMT      ? &((Stmt *)node)->pos
               : sort == AST_EXPR    ? &((Expr *)node)->pos
               : sort == AST_PATTERN ? &((Pattern *)node)->pos
                                     : &((Arg *)node)->pos; // comes first
    return &pos->line;
}

const char *const *ast_members(AstSort sort)
{
    static const char *const contexts[] = {"Load", "Store", "Del", NULL};
    static const char *const bool_operators[] = {"And", "Or", NULL};
    static const char *const operators[] = {
        "Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift",
        "RShift", "BitOr", "BitXor", "BitAnd", "FloorDiv", NULL};
    static const char *const unary_operators[] = {"Invert", "Not", "UAdd",
                                                  "USub", NULL};
    static const char *const compare_operators[] = {
        "Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In",
        "NotIn", NULL};
    switch (sort) {
    case AST_CONTEXT:
        return contexts;
    case AST_BOOL_OPERATOR:
        return bool_operators;
    case AST_OPERATOR:
        return operators;
    case AST_UNARY_OPERATOR:
        return unary_operators;
    case AST_COMPARE_OPERATOR:
        return compare_operators;
    default:
        return NULL;
    }
}

void *ast_node_new(Arena *arena, const AstNode *info)
{
    static const size_t sizes[] = {
        sizeof(Mod), sizeof(Stmt), sizeof(Expr), sizeof(Pattern),
        sizeof(Comprehension), sizeof(ExceptHandler), sizeof(Arguments),
        sizeof(Arg), sizeof(Keyword), sizeof(Alias), sizeof(WithItem),
        sizeof(MatchCase)};
    void *node = arena_alloc(arena, sizes[info->sort]);
    if (node == NULL) {
        return NULL;
    }
    if (info->sort == AST_MOD) {
        ((Mod *)node)->kind = (ModKind)info->kind;
    } else if (info->sort == AST_STMT) {
        ((Stmt *)node)->kind = (StmtKind)info->kind;
    } else if (info->sort == AST_EXPR) {
        ((Expr *)node)->kind = (ExprKind)info->kind;
    } else if (info->sort == AST_PATTERN) {
        ((Pattern *)node)->kind = (PatternKind)info->kind;
    }
    return node;
}

int ast_number(const void *node, const AstField *field)
{
    int value;
    memcpy(&value, (const char *)node + field->offset, sizeof(value));
    return value;
}

void ast_set_number(void *node, const AstField *field, int value)
{
    memcpy((char *)node + field->offset, &value, sizeof(value));
}
