/* parse_atoms.c - names, literals, and what may follow: . [] () */
#include "interp/syntax/rules.h"

Expr *rule_name(Parser *p)
{
    size_t start = p->mark;
    Token *token = parser_expect(p, TOK_NAME);
    if (token == NULL) {
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_NAME, start);
    if (expr != NULL) {
        expr->as.name.id = parser_name(p, token);
        expr->as.name.ctx = CTX_LOAD;
    }
    return expr;
}

static Expr *new_constant(Parser *p, size_t start, Constant *value)
{
    Expr *expr = parser_expr(p, EXPR_CONSTANT, start);
    if (expr == NULL || value == NULL) {
        p->failed = true;
        return NULL;
    }
    expr->as.constant.value = value;
    return expr;
}

Expr *rule_number(Parser *p)
{
    size_t start = p->mark;
    const Token *token = parser_expect(p, TOK_NUMBER);
    if (token == NULL) {
        return NULL;
    }
    Constant *value = literal_number(p, token);
    return value == NULL ? NULL : new_constant(p, start, value);
}

Expr *rule_strings(Parser *p)
{
    void *expr = NULL;
    size_t start = p->mark;
    if (parser_recall(p, MEMO_STRINGS, &expr)) {
        return expr;
    }
    while (parser_expect(p, TOK_STRING)) {
    }
    if (p->mark > start && !p->failed) {
        expr = literal_strings(p, p->tokens + start, p->mark - start, start);
    }
    return parser_remember(p, start, MEMO_STRINGS, expr);
}

static Expr *word_constant(Parser *p, ConstantKind kind)
{
    size_t start = p->mark++;
    return new_constant(p, start, constant_new(p->arena, kind));
}

static Expr *first_of(Parser *p, Expr *(*const *rules)(Parser *))
{
    size_t start = p->mark;
    for (; *rules != NULL && !p->failed; rules++) {
        Expr *expr = (*rules)(p);
        if (expr != NULL) {
            return expr;
        }
        p->mark = start;
    }
    return NULL;
}

static Expr *atom_raw(Parser *p)
{
    static Expr *(*const round[])(Parser *) = {rule_tuple, rule_group,
                                               rule_genexp, NULL};
    static Expr *(*const square[])(Parser *) = {rule_list, rule_listcomp,
                                                NULL};
    switch (parser_kind_at(p, 0)) {
    case TOK_NAME:
        return rule_name(p);
    case TOK_TRUE:
        return word_constant(p, CONST_TRUE);
    case TOK_FALSE:
        return word_constant(p, CONST_FALSE);
    case TOK_NONE:
        return word_constant(p, CONST_NONE);
    case TOK_ELLIPSIS:
        return word_constant(p, CONST_ELLIPSIS);
    case TOK_STRING:
        return rule_strings(p);
    case TOK_NUMBER:
        return rule_number(p);
    case TOK_LPAR:
        return first_of(p, round);
    case TOK_LSQB:
        return first_of(p, square);
    case TOK_LBRACE:
        return rule_braces(p);
    default:
        return NULL;
    }
}

Expr *rule_atom(Parser *p)
{
    Expr *expr = NULL;
    if (parser_enter(p, 2)) {
        expr = atom_raw(p);
    }
    parser_leave(p, 2);
    return expr;
}

static Expr *slice(Parser *p)
{
    size_t start = p->mark;
    Expr *lower = rule_expression(p);
    if (parser_expect(p, TOK_COLON)) {
        Expr *upper = rule_expression(p);
        Expr *step = NULL;
        if (parser_expect(p, TOK_COLON)) {
            step = rule_expression(p);
        }
        Expr *expr = parser_expr(p, EXPR_SLICE, start);
        if (expr != NULL) {
            expr->as.slice.lower = lower;
            expr->as.slice.upper = upper;
            expr->as.slice.step = step;
        }
        return expr;
    }
    p->mark = start;
    return rule_named_expression(p);
}

static Expr *slice_or_starred(Parser *p)
{
    Expr *expr = slice(p);
    return expr != NULL ? expr : rule_starred_expression(p);
}

Expr *rule_slices(Parser *p)
{
    size_t start = p->mark;
    Expr *expr = slice(p);
    if (expr != NULL && !parser_is(p, TOK_COMMA)) {
        return expr;
    }
    p->mark = start;
    ExprSeq elts = {0, NULL};
    expr = slice_or_starred(p);
    while (expr != NULL) {
        APPEND(p, &elts, expr);
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
        expr = slice_or_starred(p);
    }
    if (elts.count == 0) {
        p->mark = start;
        return NULL;
    }
    expr = parser_expr(p, EXPR_TUPLE, start);
    if (expr != NULL) {
        expr->as.tuple.elts = elts;
        expr->as.tuple.ctx = CTX_LOAD;
    }
    return expr;
}

static Expr *new_call(Parser *p, size_t start, Expr *func, const Expr *args)
{
    Expr *expr = parser_expr(p, EXPR_CALL, start);
    if (expr != NULL) {
        if (args != NULL) {
            expr->as.call = args->as.call;
        }
        expr->as.call.func = func;
    }
    return expr;
}

static Expr *attribute(Parser *p, size_t start, Expr *value)
{
    Token *name = NULL;
    if (parser_expect(p, TOK_DOT)) {
        name = parser_expect(p, TOK_NAME);
    }
    if (name == NULL) {
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_ATTRIBUTE, start);
    if (expr != NULL) {
        expr->as.attribute.value = value;
        expr->as.attribute.attr = parser_name(p, name);
        expr->as.attribute.ctx = CTX_LOAD;
    }
    return expr;
}

static Expr *subscript(Parser *p, size_t start, Expr *value)
{
    Expr *slices = NULL;
    if (parser_expect(p, TOK_LSQB)) {
        slices = rule_slices(p);
    }
    if (slices == NULL || !parser_expect(p, TOK_RSQB)) {
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_SUBSCRIPT, start);
    if (expr != NULL) {
        expr->as.subscript.value = value;
        expr->as.subscript.slice = slices;
        expr->as.subscript.ctx = CTX_LOAD;
    }
    return expr;
}

static Expr *call(Parser *p, size_t start, Expr *func)
{
    size_t middle = p->mark;
    Expr *generator = rule_genexp(p);
    if (generator != NULL) {
        Expr *expr = new_call(p, start, func, NULL);
        if (expr != NULL) {
            APPEND(p, &expr->as.call.args, generator);
        }
        return expr;
    }
    p->mark = middle;
    if (!parser_expect(p, TOK_LPAR)) {
        return NULL;
    }
    Expr *args = rule_arguments(p);
    return parser_expect(p, TOK_RPAR) ? new_call(p, start, func, args) : NULL;
}

// `value` with one more .name, call or subscript; NULL if there is none.
static Expr *trailer(Parser *p, size_t start, Expr *value, bool target)
{
    size_t middle = p->mark;
    Expr *expr = NULL;
    // Trying a generator as the only argument, CPython looks for faults of
    // comprehensions behind any bracket; in targets after the subscript.
    if (p->explain && !target && !parser_is(p, TOK_LPAR)) {
        invalid_comprehension(p);
    }
    switch (parser_kind_at(p, 0)) {
    case TOK_DOT:
        expr = attribute(p, start, value);
        break;
    case TOK_LPAR:
        expr = call(p, start, value);
        break;
    case TOK_LSQB:
        expr = subscript(p, start, value);
        break;
    default:
        break;
    }
    if (expr == NULL) {
        p->mark = middle;
        if (p->explain && target && !parser_is(p, TOK_LPAR)) {
            invalid_comprehension(p);
        }
    }
    return p->failed ? NULL : expr;
}

Expr *rule_primary(Parser *p)
{
    void *result = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 4)) {
        parser_leave(p, 4);
        return NULL;
    }
    if (!parser_recall(p, MEMO_PRIMARY, &result)) {
        Expr *expr = rule_atom(p);
        for (Expr *next = expr; next != NULL;) {
            expr = next;
            next = trailer(p, start, expr, false);
        }
        result = parser_remember(p, start, MEMO_PRIMARY, expr);
    }
    parser_leave(p, 4);
    return result;
}

bool rule_t_lookahead(Parser *p)
{
    TokenKind kind = parser_kind_at(p, 0);
    return kind == TOK_LPAR || kind == TOK_LSQB || kind == TOK_DOT;
}

// A primary that is followed by one more trailer.
Expr *rule_t_primary(Parser *p)
{
    void *result = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 2)) {
        parser_leave(p, 2);
        return NULL;
    }
    if (!parser_recall(p, MEMO_T_PRIMARY, &result)) {
        Expr *expr = rule_atom(p);
        if (expr != NULL && !rule_t_lookahead(p)) {
            expr = NULL;
        }
        size_t end = expr == NULL ? start : p->mark;
        for (Expr *next = expr; next != NULL;) {
            next = trailer(p, start, expr, true);
            if (next != NULL && rule_t_lookahead(p)) {
                expr = next;
                end = p->mark;
            } else {
                next = NULL;
            }
        }
        p->mark = end;
        result = parser_remember(p, start, MEMO_T_PRIMARY, expr);
    }
    parser_leave(p, 2);
    return result;
}
