/* parse_arguments.c - the arguments of a call. */
#include "interp/syntax/rules.h"

Expr *rule_starred_expression(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_STAR)) {
        return NULL;
    }
    Expr *value = rule_expression(p);
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

static Expr *positional(Parser *p)
{
    size_t start = p->mark;
    Expr *expr = rule_starred_expression(p);
    if (expr != NULL) {
        return expr;
    }
    if (parser_kind_at(p, 0) == TOK_NAME &&
        parser_kind_at(p, 1) == TOK_COLONEQUAL) {
        expr = rule_assignment_expression(p);
    } else {
        expr = rule_expression(p);
        if (expr != NULL && parser_is(p, TOK_COLONEQUAL)) {
            expr = NULL;
        }
    }
    if (expr == NULL || parser_is(p, TOK_EQUAL)) {
        p->mark = start;
        return NULL;
    }
    return expr;
}

static Keyword *new_keyword(Parser *p, size_t start, const char *arg,
                            Expr *value)
{
    Keyword *keyword = parser_alloc(p, sizeof(Keyword));
    if (keyword != NULL) {
        keyword->pos = parser_pos(p, start);
        keyword->arg = arg;
        keyword->value = value;
    }
    return keyword;
}

// One argument behind the positional ones, put into `call`. `stars` is the
// sort of unpacking that may stand here: * before the first **, then **.
static bool kwarg(Parser *p, TokenKind stars, Expr *call)
{
    size_t start = p->mark;
    if (p->explain) {
        invalid_kwarg(p);
    }
    if (parser_kind_at(p, 0) == TOK_NAME &&
        parser_kind_at(p, 1) == TOK_EQUAL) {
        const char *name = parser_name(p, parser_expect(p, TOK_NAME));
        p->mark++;
        Expr *value = rule_expression(p);
        if (value != NULL) {
            APPEND(p, &call->as.call.keywords,
                   new_keyword(p, start, name, value));
            return true;
        }
        p->mark = start;
    }
    if (stars == TOK_STAR) {
        Expr *expr = rule_starred_expression(p);
        if (expr != NULL) {
            APPEND(p, &call->as.call.args, expr);
            return true;
        }
    } else if (parser_expect(p, TOK_DOUBLESTAR)) {
        Expr *value = rule_expression(p);
        if (value != NULL) {
            APPEND(p, &call->as.call.keywords,
                   new_keyword(p, start, NULL, value));
            return true;
        }
    }
    p->mark = start;
    return false;
}

// ','.kwarg+
static bool kwarg_list(Parser *p, TokenKind stars, Expr *call)
{
    bool any = false;
    size_t end = p->mark;
    while (kwarg(p, stars, call)) {
        any = true;
        end = p->mark;
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    return any && !p->failed;
}

static bool kwargs(Parser *p, Expr *call)
{
    if (!kwarg_list(p, TOK_STAR, call)) {
        return kwarg_list(p, TOK_DOUBLESTAR, call);
    }
    size_t end = p->mark;
    if (!parser_expect(p, TOK_COMMA) ||
        !kwarg_list(p, TOK_DOUBLESTAR, call)) {
        p->mark = end;
    }
    return true;
}

Expr *rule_args(Parser *p)
{
    size_t start = p->mark;
    if (parser_peek(p) == NULL) {
        return NULL;
    }
    Expr *call = parser_expr(p, EXPR_CALL, start);
    if (call == NULL) {
        return NULL;
    }
    size_t end = start;
    Expr *expr = positional(p);
    while (expr != NULL) {
        APPEND(p, &call->as.call.args, expr);
        end = p->mark;
        expr = parser_expect(p, TOK_COMMA) ? positional(p) : NULL;
    }
    p->mark = end;
    if (call->as.call.args.count == 0) {
        if (!kwargs(p, call)) {
            p->mark = start;
            return NULL;
        }
    } else if (parser_expect(p, TOK_COMMA) && !kwargs(p, call)) {
        p->mark = end;
    }
    call->pos = parser_pos(p, start);
    return p->failed ? NULL : call;
}

Expr *rule_arguments(Parser *p)
{
    void *result = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 3)) {
        parser_leave(p, 3);
        return NULL;
    }
    if (!parser_recall(p, MEMO_ARGUMENTS, &result)) {
        Expr *call = rule_args(p);
        if (call != NULL) {
            parser_expect(p, TOK_COMMA);
        }
        if (call == NULL || !parser_is(p, TOK_RPAR)) {
            call = NULL;
            p->mark = start;
            if (p->explain) {
                invalid_arguments(p);
            }
        }
        result = parser_remember(p, start, MEMO_ARGUMENTS, call);
    }
    parser_leave(p, 3);
    return result;
}
