/* parse_displays.c - what stands in brackets; comprehensions. */
#include "interp/syntax/rules.h"

Expr *rule_tuple(Parser *p)
{
    size_t start = p->mark;
    ExprSeq elts = {0, NULL};
    if (!parser_expect(p, TOK_LPAR)) {
        return NULL;
    }
    Expr *first = rule_star_named_expression(p);
    if (first != NULL) {
        if (parser_expect(p, TOK_COMMA)) {
            APPEND(p, &elts, first);
            rule_star_named_expressions(p, &elts);
        } else {
            p->mark = start + 1;
        }
    }
    if (!parser_expect(p, TOK_RPAR)) {
        p->mark = start;
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_TUPLE, start);
    if (expr != NULL) {
        expr->as.tuple.elts = elts;
        expr->as.tuple.ctx = CTX_LOAD;
    }
    return expr;
}

Expr *rule_group(Parser *p)
{
    size_t start = p->mark;
    if (parser_expect(p, TOK_LPAR)) {
        Expr *expr = rule_yield_expr(p);
        if (expr == NULL) {
            expr = rule_named_expression(p);
        }
        if (expr != NULL && parser_expect(p, TOK_RPAR)) {
            return expr;
        }
        p->mark = start;
    }
    if (p->explain) {
        invalid_group(p);
    }
    return NULL;
}

static Expr *comprehension(Parser *p, ExprKind kind, size_t start, Expr *elt,
                           ComprehensionSeq generators)
{
    Expr *expr = parser_expr(p, kind, start);
    if (expr == NULL) {
        return NULL;
    }
    if (kind == EXPR_LIST_COMP) {
        expr->as.list_comp.elt = elt;
        expr->as.list_comp.generators = generators;
    } else if (kind == EXPR_SET_COMP) {
        expr->as.set_comp.elt = elt;
        expr->as.set_comp.generators = generators;
    } else {
        expr->as.generator_exp.elt = elt;
        expr->as.generator_exp.generators = generators;
    }
    return expr;
}

// open element for_if_clauses close
static Expr *bracketed_comprehension(Parser *p, ExprKind kind, TokenKind open,
                                     TokenKind close)
{
    size_t start = p->mark;
    ComprehensionSeq generators = {0, NULL};
    if (parser_expect(p, open)) {
        Expr *elt = NULL;
        if (kind == EXPR_GENERATOR_EXP) {
            elt = rule_assignment_expression(p);
            if (elt == NULL) {
                elt = rule_expression(p);
                if (parser_is(p, TOK_COLONEQUAL)) {
                    elt = NULL;
                }
            }
        } else {
            elt = rule_named_expression(p);
        }
        if (elt != NULL && rule_for_if_clauses(p, &generators) &&
            parser_expect(p, close)) {
            return comprehension(p, kind, start, elt, generators);
        }
        p->mark = start;
    }
    if (p->explain) {
        invalid_comprehension(p);
    }
    return NULL;
}

Expr *rule_genexp(Parser *p)
{
    return bracketed_comprehension(p, EXPR_GENERATOR_EXP, TOK_LPAR, TOK_RPAR);
}

Expr *rule_listcomp(Parser *p)
{
    return bracketed_comprehension(p, EXPR_LIST_COMP, TOK_LSQB, TOK_RSQB);
}

Expr *rule_list(Parser *p)
{
    size_t start = p->mark;
    ExprSeq elts = {0, NULL};
    if (!parser_expect(p, TOK_LSQB)) {
        return NULL;
    }
    rule_star_named_expressions(p, &elts);
    if (!parser_expect(p, TOK_RSQB)) {
        p->mark = start;
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_LIST, start);
    if (expr != NULL) {
        expr->as.list.elts = elts;
        expr->as.list.ctx = CTX_LOAD;
    }
    return expr;
}

static bool kvpair(Parser *p, Expr **key, Expr **value)
{
    size_t start = p->mark;
    *key = rule_expression(p);
    if (*key != NULL && parser_expect(p, TOK_COLON)) {
        *value = rule_expression(p);
        if (*value != NULL) {
            return true;
        }
    }
    p->mark = start;
    return false;
}

bool rule_double_starred_kvpair(Parser *p, Expr **key, Expr **value)
{
    size_t start = p->mark;
    if (parser_expect(p, TOK_DOUBLESTAR)) {
        *key = NULL;
        *value = rule_bitwise_or(p);
        if (*value != NULL) {
            return true;
        }
        p->mark = start;
    }
    return kvpair(p, key, value);
}

static Expr *dict(Parser *p)
{
    size_t start = p->mark;
    ExprSeq keys = {0, NULL};
    ExprSeq values = {0, NULL};
    Expr *key = NULL;
    Expr *value = NULL;
    parser_expect(p, TOK_LBRACE);
    while (rule_double_starred_kvpair(p, &key, &value)) {
        APPEND(p, &keys, key);
        APPEND(p, &values, value);
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
    }
    if (parser_expect(p, TOK_RBRACE)) {
        Expr *expr = parser_expr(p, EXPR_DICT, start);
        if (expr != NULL) {
            expr->as.dict.keys = keys;
            expr->as.dict.values = values;
        }
        return expr;
    }
    // In both passes: CPython does not guard this alternative.
    p->mark = start + 1;
    invalid_double_starred_kvpairs(p);
    p->mark = start;
    return NULL;
}

static Expr *set(Parser *p)
{
    size_t start = p->mark;
    ExprSeq elts = {0, NULL};
    parser_expect(p, TOK_LBRACE);
    if (!rule_star_named_expressions(p, &elts) ||
        !parser_expect(p, TOK_RBRACE)) {
        p->mark = start;
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_SET, start);
    if (expr != NULL) {
        expr->as.set.elts = elts;
    }
    return expr;
}

static Expr *dictcomp(Parser *p)
{
    size_t start = p->mark;
    Expr *key = NULL;
    Expr *value = NULL;
    ComprehensionSeq generators = {0, NULL};
    parser_expect(p, TOK_LBRACE);
    if (kvpair(p, &key, &value) && rule_for_if_clauses(p, &generators) &&
        parser_expect(p, TOK_RBRACE)) {
        Expr *expr = parser_expr(p, EXPR_DICT_COMP, start);
        if (expr != NULL) {
            expr->as.dict_comp.key = key;
            expr->as.dict_comp.value = value;
            expr->as.dict_comp.generators = generators;
        }
        return expr;
    }
    p->mark = start;
    if (p->explain) {
        invalid_dict_comprehension(p);
    }
    return NULL;
}

Expr *rule_braces(Parser *p)
{
    Expr *expr = dict(p);
    if (expr == NULL && !p->failed) {
        expr = set(p);
    }
    if (expr == NULL && !p->failed) {
        expr = dictcomp(p);
    }
    if (expr == NULL && !p->failed) {
        expr = bracketed_comprehension(p, EXPR_SET_COMP, TOK_LBRACE,
                                       TOK_RBRACE);
    }
    return expr;
}

static Comprehension *for_if_clause(Parser *p)
{
    size_t start = p->mark;
    bool async = parser_expect(p, TOK_ASYNC) != NULL;
    Expr *target = NULL;
    if (parser_expect(p, TOK_FOR)) {
        target = rule_star_targets(p);
    }
    if (target != NULL && parser_expect(p, TOK_IN)) {
        Expr *iter = rule_disjunction(p);
        Comprehension *clause =
            iter == NULL ? NULL : parser_alloc(p, sizeof(Comprehension));
        if (clause == NULL) {
            p->mark = start;
            return NULL; // no other alternative behind `in`
        }
        clause->target = target;
        clause->iter = iter;
        clause->is_async = async;
        size_t end = p->mark;
        while (parser_expect(p, TOK_IF)) {
            Expr *test = rule_disjunction(p);
            if (test == NULL) {
                break;
            }
            APPEND(p, &clause->ifs, test);
            end = p->mark;
        }
        p->mark = end;
        return clause;
    }
    p->mark = start;
    if (p->explain) {
        invalid_for_target(p);
    }
    return NULL;
}

bool rule_for_if_clauses(Parser *p, ComprehensionSeq *seq)
{
    seq->count = 0;
    Comprehension *clause = for_if_clause(p);
    while (clause != NULL) {
        APPEND(p, seq, clause);
        clause = for_if_clause(p);
    }
    return seq->count > 0 && !p->failed;
}
