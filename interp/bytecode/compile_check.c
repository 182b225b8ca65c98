/* compile_check.c - warnings about operations that literals do not have. */
#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"

static bool is_singleton(const Expr *expr)
{
    if (expr->kind != EXPR_CONSTANT) {
        return true;
    }
    ConstantKind kind = expr->as.constant.value->kind;
    return kind == CONST_NONE || kind == CONST_TRUE || kind == CONST_FALSE ||
           kind == CONST_ELLIPSIS;
}

void check_comparison(Compiler *c, const Expr *expr)
{
    bool left = is_singleton(expr->as.compare.left);
    for (size_t i = 0; i < expr->as.compare.ops.count; i++) {
        CompareOperator op = expr->as.compare.ops.items[i];
        bool right = is_singleton(expr->as.compare.comparators.items[i]);
        if ((op == CMP_IS || op == CMP_IS_NOT) && (!left || !right)) {
            compile_warn(c, op == CMP_IS
                                ? "\"is\" with a literal. Did you mean "
                                  "\"==\"?"
                                : "\"is not\" with a literal. Did you mean "
                                  "\"!=\"?");
            return;
        }
        left = right;
    }
}

static const char *constant_type(const Constant *constant)
{
    static const char *const names[] = {
        [CONST_NONE] = "NoneType",     [CONST_TRUE] = "bool",
        [CONST_FALSE] = "bool",        [CONST_ELLIPSIS] = "ellipsis",
        [CONST_INT] = "int",           [CONST_FLOAT] = "float",
        [CONST_COMPLEX] = "complex",   [CONST_STR] = "str",
        [CONST_BYTES] = "bytes",       [CONST_TUPLE] = "tuple",
        [CONST_FROZENSET] = "frozenset", [CONST_CODE] = "code",
    };
    return names[constant->kind];
}

// Name of the type an expression surely has; NULL if it is not known.
static const char *known_type(const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_TUPLE:
        return "tuple";
    case EXPR_LIST:
    case EXPR_LIST_COMP:
        return "list";
    case EXPR_DICT:
    case EXPR_DICT_COMP:
        return "dict";
    case EXPR_SET:
    case EXPR_SET_COMP:
        return "set";
    case EXPR_GENERATOR_EXP:
        return "generator";
    case EXPR_LAMBDA:
        return "function";
    case EXPR_JOINED_STR:
    case EXPR_FORMATTED_VALUE:
        return "str";
    case EXPR_CONSTANT:
        return constant_type(expr->as.constant.value);
    default:
        return NULL;
    }
}

void check_callee(Compiler *c, const Expr *func)
{
    const char *type = known_type(func);
    if (type != NULL && func->kind != EXPR_LAMBDA) {
        compile_warn(c,
                     "'%s' object is not callable; perhaps you missed a "
                     "comma?",
                     type);
    }
}

static bool has_no_items(const Expr *expr)
{
    if (expr->kind == EXPR_CONSTANT) {
        switch (expr->as.constant.value->kind) {
        case CONST_STR:
        case CONST_BYTES:
        case CONST_TUPLE:
            return false;
        default:
            return true;
        }
    }
    return expr->kind == EXPR_SET || expr->kind == EXPR_SET_COMP ||
           expr->kind == EXPR_GENERATOR_EXP || expr->kind == EXPR_LAMBDA;
}

static bool is_sequence(const Expr *expr)
{
    if (expr->kind == EXPR_CONSTANT) {
        return !has_no_items(expr);
    }
    return expr->kind == EXPR_TUPLE || expr->kind == EXPR_LIST ||
           expr->kind == EXPR_LIST_COMP || expr->kind == EXPR_JOINED_STR ||
           expr->kind == EXPR_FORMATTED_VALUE;
}

static bool is_int_constant(const Expr *expr)
{
    if (expr->kind != EXPR_CONSTANT) {
        return false;
    }
    ConstantKind kind = expr->as.constant.value->kind;
    return kind == CONST_INT || kind == CONST_TRUE || kind == CONST_FALSE;
}

void check_subscript(Compiler *c, const Expr *value, const Expr *slice)
{
    if (has_no_items(value)) {
        compile_warn(c,
                     "'%s' object is not subscriptable; perhaps you missed "
                     "a comma?",
                     known_type(value));
    }
    const char *type = known_type(slice);
    if (type == NULL || is_int_constant(slice) || !is_sequence(value)) {
        return;
    }
    compile_warn(c,
                 "%s indices must be integers or slices, not %s; perhaps "
                 "you missed a comma?",
                 known_type(value), type);
}
