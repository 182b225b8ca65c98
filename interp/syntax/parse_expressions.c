/* parse_expressions.c - whole expressions and lists of them. */
#include "interp/syntax/rules.h"

static Expr *new_tuple(Parser *p, size_t start, ExprSeq elts)
{
    Expr *tuple = parser_expr(p, EXPR_TUPLE, start);
    if (tuple != NULL) {
        tuple->as.tuple.elts = elts;
        tuple->as.tuple.ctx = CTX_LOAD;
    }
    return tuple;
}

// rule (',' rule)* [','], a tuple if there is a comma.
static Expr *tuple_of(Parser *p, Expr *(*rule)(Parser *))
{
    size_t start = p->mark;
    ExprSeq elts = {0, NULL};
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    Expr *expr = rule(p);
    if (expr != NULL && parser_is(p, TOK_COMMA)) {
        APPEND(p, &elts, expr);
        while (parser_expect(p, TOK_COMMA)) {
            expr = rule(p);
            if (expr == NULL) {
                break;
            }
            APPEND(p, &elts, expr);
        }
        expr = new_tuple(p, start, elts);
    }
    parser_leave(p, 1);
    return expr;
}

Expr *rule_expressions(Parser *p)
{
    return tuple_of(p, rule_expression);
}

Expr *rule_star_expressions(Parser *p)
{
    return tuple_of(p, rule_star_expression);
}

Expr *rule_annotated_rhs(Parser *p)
{
    Expr *value = rule_yield_expr(p);
    return value != NULL ? value : rule_star_expressions(p);
}

static Expr *if_exp_or_disjunction(Parser *p)
{
    size_t start = p->mark;
    Expr *body = rule_disjunction(p);
    if (body == NULL) {
        return rule_lambdef(p);
    }
    size_t middle = p->mark;
    if (!parser_expect(p, TOK_IF)) {
        return body;
    }
    Expr *test = rule_disjunction(p);
    Expr *orelse = NULL;
    if (test != NULL && parser_expect(p, TOK_ELSE)) {
        orelse = rule_expression(p);
    }
    if (orelse == NULL) {
        p->mark = middle;
        return body;
    }
    Expr *expr = parser_expr(p, EXPR_IF_EXP, start);
    if (expr != NULL) {
        expr->as.if_exp.test = test;
        expr->as.if_exp.body = body;
        expr->as.if_exp.orelse = orelse;
    }
    return expr;
}

Expr *rule_expression(Parser *p)
{
    void *expr = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, MEMO_EXPRESSION, &expr)) {
        if (p->explain) {
            invalid_expression(p);
            invalid_legacy_expression(p);
        }
        expr = parser_remember(p, start, MEMO_EXPRESSION,
                               if_exp_or_disjunction(p));
    }
    parser_leave(p, 1);
    return expr;
}

Expr *rule_expression_without_invalid(Parser *p)
{
    bool explain = p->explain;
    p->explain = false;
    Expr *expr = NULL;
    if (parser_enter(p, 1)) {
        expr = if_exp_or_disjunction(p);
    }
    parser_leave(p, 1);
    p->explain = explain;
    return expr;
}

Expr *rule_yield_expr(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_YIELD)) {
        return NULL;
    }
    if (parser_expect(p, TOK_FROM)) {
        Expr *from = rule_expression(p);
        if (from != NULL) {
            Expr *expr = parser_expr(p, EXPR_YIELD_FROM, start);
            if (expr != NULL) {
                expr->as.yield_from.value = from;
            }
            return expr;
        }
        p->mark = start + 1;
    }
    Expr *value = rule_star_expressions(p);
    Expr *expr = parser_expr(p, EXPR_YIELD, start);
    if (expr != NULL) {
        expr->as.yield.value = value;
    }
    return expr;
}

static Expr *starred(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_STAR)) {
        return NULL;
    }
    Expr *value = rule_bitwise_or(p);
    if (value == NULL) {
        p->mark = start;
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_STARRED, start);
    if (expr != NULL) {
        expr->as.starred.value = value;
        expr->as.starred.ctx = CTX_LOAD;
    }
    return expr;
}

Expr *rule_star_expression(Parser *p)
{
    void *expr = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, MEMO_STAR_EXPRESSION, &expr)) {
        expr = starred(p);
        if (expr == NULL) {
            expr = rule_expression(p);
        }
        expr = parser_remember(p, start, MEMO_STAR_EXPRESSION, expr);
    }
    parser_leave(p, 1);
    return expr;
}

Expr *rule_star_named_expression(Parser *p)
{
    Expr *expr = starred(p);
    return expr != NULL ? expr : rule_named_expression(p);
}

bool rule_star_named_expressions(Parser *p, ExprSeq *seq)
{
    size_t count = seq->count;
    Expr *expr = rule_star_named_expression(p);
    while (expr != NULL) {
        APPEND(p, seq, expr);
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
        expr = rule_star_named_expression(p);
    }
    return seq->count > count;
}

Expr *rule_assignment_expression(Parser *p)
{
    size_t start = p->mark;
    if (parser_kind_at(p, 0) != TOK_NAME ||
        parser_kind_at(p, 1) != TOK_COLONEQUAL) {
        return NULL;
    }
    Expr *target = rule_name(p);
    p->mark++;
    Expr *value = rule_expression(p);
    if (target == NULL || value == NULL) {
        p->mark = start;
        return NULL;
    }
    target->as.name.ctx = CTX_STORE;
    Expr *expr = parser_expr(p, EXPR_NAMED_EXPR, start);
    if (expr != NULL) {
        expr->as.named_expr.target = target;
        expr->as.named_expr.value = value;
    }
    return expr;
}

Expr *rule_named_expression(Parser *p)
{
    size_t start = p->mark;
    Expr *expr = NULL;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (parser_kind_at(p, 0) == TOK_NAME &&
        parser_kind_at(p, 1) == TOK_COLONEQUAL) {
        expr = rule_assignment_expression(p); // no other alternative
    } else {
        if (p->explain) {
            invalid_named_expression(p);
        }
        expr = rule_expression(p);
        if (expr != NULL && parser_is(p, TOK_COLONEQUAL)) {
            p->mark = start;
            expr = NULL;
        }
    }
    parser_leave(p, 1);
    return expr;
}

Expr *rule_lambdef(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_LAMBDA)) {
        return NULL;
    }
    Arguments *args = rule_params(p, true);
    Expr *body = NULL;
    if (parser_enter(p, 1) && parser_expect(p, TOK_COLON)) {
        body = rule_expression(p);
    }
    parser_leave(p, 1);
    if (body == NULL) {
        p->mark = start;
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_LAMBDA, start);
    if (expr != NULL) {
        expr->as.lambda.args =
            args != NULL ? args : parser_alloc(p, sizeof(Arguments));
        expr->as.lambda.body = body;
    }
    return expr;
}
