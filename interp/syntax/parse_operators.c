/* parse_operators.c - from `or` down to `**`. */
#include "interp/syntax/rules.h"

static Expr *bool_op(Parser *p, MemoRule rule, TokenKind word,
                     BoolOperator op, Expr *(*operand)(Parser *))
{
    void *result = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, rule, &result)) {
        Expr *expr = operand(p);
        ExprSeq values = {0, NULL};
        size_t end = p->mark;
        for (Expr *next = expr; next != NULL;) {
            APPEND(p, &values, next);
            end = p->mark;
            next = parser_expect(p, word) ? operand(p) : NULL;
        }
        p->mark = end;
        if (values.count > 1) {
            expr = parser_expr(p, EXPR_BOOL_OP, start);
            if (expr != NULL) {
                expr->as.bool_op.op = op;
                expr->as.bool_op.values = values;
            }
        }
        result = parser_remember(p, start, rule, expr);
    }
    parser_leave(p, 1);
    return result;
}

static bool compare_operator(Parser *p, CompareOperator *op)
{
    static const struct {
        TokenKind kind;
        CompareOperator op;
    } table[] = {
        {TOK_EQEQUAL, CMP_EQ},        {TOK_NOTEQUAL, CMP_NOT_EQ},
        {TOK_LESSEQUAL, CMP_LT_E},    {TOK_LESS, CMP_LT},
        {TOK_GREATEREQUAL, CMP_GT_E}, {TOK_GREATER, CMP_GT},
        {TOK_IN, CMP_IN},
    };
    TokenKind kind = parser_kind_at(p, 0);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].kind == kind) {
            *op = table[i].op;
            p->mark++;
            return true;
        }
    }
    if (kind == TOK_NOT && parser_kind_at(p, 1) == TOK_IN) {
        *op = CMP_NOT_IN;
        p->mark += 2;
        return true;
    }
    if (kind == TOK_IS) {
        bool negated = parser_kind_at(p, 1) == TOK_NOT;
        *op = negated ? CMP_IS_NOT : CMP_IS;
        p->mark += negated ? 2 : 1;
        return true;
    }
    return false;
}

static Expr *comparison(Parser *p)
{
    size_t start = p->mark;
    Expr *left = rule_bitwise_or(p);
    if (left == NULL) {
        return NULL;
    }
    CompareSeq ops = {0, NULL};
    ExprSeq comparators = {0, NULL};
    size_t end = p->mark;
    CompareOperator op;
    while (compare_operator(p, &op)) {
        Expr *right = rule_bitwise_or(p);
        if (right == NULL && op == CMP_IS_NOT) {
            p->mark--; // `is` followed by something that begins with not
            right = rule_bitwise_or(p);
        }
        if (right == NULL) {
            break;
        }
        APPEND(p, &ops, op);
        APPEND(p, &comparators, right);
        end = p->mark;
    }
    p->mark = end;
    if (ops.count == 0) {
        return left;
    }
    Expr *expr = parser_expr(p, EXPR_COMPARE, start);
    if (expr != NULL) {
        expr->as.compare.left = left;
        expr->as.compare.ops = ops;
        expr->as.compare.comparators = comparators;
    }
    return expr;
}

static Expr *unary(Parser *p, size_t start, UnaryOperator op, Expr *operand)
{
    if (operand == NULL) {
        p->mark = start;
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_UNARY_OP, start);
    if (expr != NULL) {
        expr->as.unary_op.op = op;
        expr->as.unary_op.operand = operand;
    }
    return expr;
}

static Expr *inversion(Parser *p)
{
    void *expr = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, MEMO_INVERSION, &expr)) {
        if (parser_expect(p, TOK_NOT)) {
            expr = unary(p, start, UNARY_NOT, inversion(p));
        } else {
            expr = comparison(p);
        }
        expr = parser_remember(p, start, MEMO_INVERSION, expr);
    }
    parser_leave(p, 1);
    return expr;
}

static Expr *conjunction(Parser *p)
{
    return bool_op(p, MEMO_CONJUNCTION, TOK_AND, BOOL_AND, inversion);
}

Expr *rule_disjunction(Parser *p)
{
    return bool_op(p, MEMO_DISJUNCTION, TOK_OR, BOOL_OR, conjunction);
}

static Expr *await_primary(Parser *p)
{
    void *expr = NULL;
    size_t start = p->mark;
    if (parser_recall(p, MEMO_AWAIT_PRIMARY, &expr)) {
        return expr;
    }
    if (parser_expect(p, TOK_AWAIT)) {
        Expr *value = rule_primary(p);
        Expr *await = NULL;
        if (value == NULL) {
            p->mark = start;
        } else {
            await = parser_expr(p, EXPR_AWAIT, start);
        }
        if (await != NULL) {
            await->as.await.value = value;
        }
        expr = await;
    } else {
        expr = rule_primary(p);
    }
    return parser_remember(p, start, MEMO_AWAIT_PRIMARY, expr);
}

static Expr *binary(Parser *p, size_t start, Expr *left, Operator op,
                    Expr *right)
{
    Expr *expr = parser_expr(p, EXPR_BIN_OP, start);
    if (expr != NULL) {
        expr->as.bin_op.left = left;
        expr->as.bin_op.op = op;
        expr->as.bin_op.right = right;
    }
    return expr;
}

static Expr *factor(Parser *p);

static Expr *power(Parser *p)
{
    size_t start = p->mark;
    Expr *base = await_primary(p);
    size_t end = p->mark;
    if (base == NULL || !parser_expect(p, TOK_DOUBLESTAR)) {
        return base;
    }
    Expr *exponent = parser_enter(p, 1) ? factor(p) : NULL;
    parser_leave(p, 1);
    if (exponent == NULL) {
        p->mark = end;
        return base;
    }
    return binary(p, start, base, BIN_POW, exponent);
}

static Expr *factor_raw(Parser *p)
{
    size_t start = p->mark;
    switch (parser_kind_at(p, 0)) {
    case TOK_PLUS:
        p->mark++;
        return unary(p, start, UNARY_PLUS, factor(p));
    case TOK_MINUS:
        p->mark++;
        return unary(p, start, UNARY_MINUS, factor(p));
    case TOK_TILDE:
        p->mark++;
        return unary(p, start, UNARY_INVERT, factor(p));
    default:
        return power(p);
    }
}

static Expr *factor(Parser *p)
{
    void *expr = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, MEMO_FACTOR, &expr)) {
        expr = parser_remember(p, start, MEMO_FACTOR, factor_raw(p));
    }
    parser_leave(p, 1);
    return expr;
}

// How tightly a binary operator binds, 0 if it is none: | ^ & << + *
static int binary_operator(TokenKind kind, Operator *op)
{
    static const struct {
        TokenKind kind;
        int strength;
        Operator op;
    } table[] = {
        {TOK_VBAR, 1, BIN_BIT_OR},       {TOK_CIRCUMFLEX, 2, BIN_BIT_XOR},
        {TOK_AMPER, 3, BIN_BIT_AND},     {TOK_LEFTSHIFT, 4, BIN_LSHIFT},
        {TOK_RIGHTSHIFT, 4, BIN_RSHIFT}, {TOK_PLUS, 5, BIN_ADD},
        {TOK_MINUS, 5, BIN_SUB},         {TOK_STAR, 6, BIN_MULT},
        {TOK_SLASH, 6, BIN_DIV},         {TOK_DOUBLESLASH, 6, BIN_FLOOR_DIV},
        {TOK_PERCENT, 6, BIN_MOD},       {TOK_AT, 6, BIN_MAT_MULT},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].kind == kind) {
            *op = table[i].op;
            return table[i].strength;
        }
    }
    return 0;
}

// Precedence climbing: operators of at least `strength`.
static Expr *binary_chain(Parser *p, int strength)
{
    size_t start = p->mark;
    Expr *left = factor(p);
    while (left != NULL) {
        size_t end = p->mark;
        Operator op;
        int found = binary_operator(parser_kind_at(p, 0), &op);
        if (found == 0 || found < strength) {
            break;
        }
        p->mark++;
        Expr *right = binary_chain(p, found + 1);
        if (right == NULL) {
            p->mark = end;
            break;
        }
        left = binary(p, start, left, op, right);
    }
    return left;
}

Expr *rule_bitwise_or(Parser *p)
{
    void *expr = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 12)) {
        parser_leave(p, 12);
        return NULL;
    }
    if (!parser_recall(p, MEMO_BITWISE_OR, &expr)) {
        expr = parser_remember(p, start, MEMO_BITWISE_OR, binary_chain(p, 1));
    }
    parser_leave(p, 12);
    return expr;
}
