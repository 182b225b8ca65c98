/* parse_targets.c - what can be assigned to or deleted. */
#include "interp/syntax/rules.h"

static ExprSeq set_contexts(Parser *p, const ExprSeq *from,
                            ExprContext context)
{
    ExprSeq seq = {0, NULL};
    for (size_t i = 0; i < from->count; i++) {
        Expr *item = rule_set_context(p, from->items[i], context);
        APPEND(p, &seq, item);
    }
    return seq;
}

Expr *rule_set_context(Parser *p, const Expr *expr, ExprContext context)
{
    // A copy: the original may be remembered as another reading.
    Expr *copy = parser_alloc(p, sizeof(Expr));
    if (copy == NULL) {
        return NULL;
    }
    *copy = *expr;
    switch (expr->kind) {
    case EXPR_NAME:
        copy->as.name.ctx = context;
        break;
    case EXPR_ATTRIBUTE:
        copy->as.attribute.ctx = context;
        break;
    case EXPR_SUBSCRIPT:
        copy->as.subscript.ctx = context;
        break;
    case EXPR_STARRED:
        copy->as.starred.ctx = context;
        copy->as.starred.value =
            rule_set_context(p, expr->as.starred.value, context);
        break;
    case EXPR_TUPLE:
        copy->as.tuple.ctx = context;
        copy->as.tuple.elts = set_contexts(p, &expr->as.tuple.elts, context);
        break;
    case EXPR_LIST:
        copy->as.list.ctx = context;
        copy->as.list.elts = set_contexts(p, &expr->as.list.elts, context);
        break;
    default:
        break;
    }
    return copy;
}

static Expr *name_target(Parser *p, ExprContext context)
{
    Expr *name = rule_name(p);
    if (name != NULL) {
        name->as.name.ctx = context;
    }
    return name;
}

// t_primary followed by the last `.name` or `[slices]`
static Expr *member_target(Parser *p, ExprContext context)
{
    size_t start = p->mark;
    Expr *target = NULL;
    Expr *value = rule_t_primary(p);
    if (value == NULL) {
        return NULL;
    }
    size_t middle = p->mark;
    if (parser_expect(p, TOK_DOT)) {
        Token *name = parser_expect(p, TOK_NAME);
        if (name != NULL && !rule_t_lookahead(p)) {
            target = parser_expr(p, EXPR_ATTRIBUTE, start);
            if (target != NULL) {
                target->as.attribute.value = value;
                target->as.attribute.attr = parser_name(p, name);
                target->as.attribute.ctx = context;
            }
            return target;
        }
    }
    p->mark = middle;
    if (parser_expect(p, TOK_LSQB)) {
        Expr *slice = rule_slices(p);
        if (slice != NULL && parser_expect(p, TOK_RSQB) &&
            !rule_t_lookahead(p)) {
            target = parser_expr(p, EXPR_SUBSCRIPT, start);
            if (target != NULL) {
                target->as.subscript.value = value;
                target->as.subscript.slice = slice;
                target->as.subscript.ctx = context;
            }
            return target;
        }
    }
    p->mark = start;
    return NULL;
}

typedef Expr *TargetRule(Parser *p);

// rule (',' rule)* [',']; *commas counts the commas.
static bool target_list(Parser *p, TargetRule *rule, ExprSeq *seq,
                        size_t *commas)
{
    seq->count = 0;
    *commas = 0;
    Expr *target = rule(p);
    while (target != NULL) {
        APPEND(p, seq, target);
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
        ++*commas;
        target = rule(p);
    }
    return seq->count > 0;
}

// The bracketed alternatives of star_atom and del_t_atom.
static Expr *bracketed_target(Parser *p, TargetRule *inner, TargetRule *item,
                              ExprContext context, bool need_comma)
{
    size_t start = p->mark;
    size_t commas = 0;
    ExprSeq elts = {0, NULL};
    if (parser_expect(p, TOK_LPAR)) {
        Expr *target = inner(p);
        if (target != NULL && parser_expect(p, TOK_RPAR)) {
            return rule_set_context(p, target, context);
        }
        p->mark = start + 1;
        bool any = target_list(p, item, &elts, &commas);
        if (any && need_comma && commas == 0) {
            elts.count = 0;
            p->mark = start + 1;
        }
        if (parser_expect(p, TOK_RPAR)) {
            Expr *tuple = parser_expr(p, EXPR_TUPLE, start);
            if (tuple != NULL) {
                tuple->as.tuple.elts = elts;
                tuple->as.tuple.ctx = context;
            }
            return tuple;
        }
    } else if (parser_expect(p, TOK_LSQB)) {
        target_list(p, item, &elts, &commas);
        if (parser_expect(p, TOK_RSQB)) {
            Expr *list = parser_expr(p, EXPR_LIST, start);
            if (list != NULL) {
                list->as.list.elts = elts;
                list->as.list.ctx = context;
            }
            return list;
        }
    }
    p->mark = start;
    return NULL;
}

static Expr *target_with_star_atom(Parser *p)
{
    void *target = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 2)) {
        parser_leave(p, 2);
        return NULL;
    }
    if (!parser_recall(p, MEMO_TARGET_WITH_STAR_ATOM, &target)) {
        target = member_target(p, CTX_STORE);
        if (target == NULL) {
            target = name_target(p, CTX_STORE);
        }
        if (target == NULL) {
            target = bracketed_target(p, target_with_star_atom,
                                      rule_star_target, CTX_STORE, true);
        }
        target = parser_remember(p, start, MEMO_TARGET_WITH_STAR_ATOM, target);
    }
    parser_leave(p, 2);
    return target;
}

static Expr *star_target_raw(Parser *p)
{
    size_t start = p->mark;
    if (parser_expect(p, TOK_STAR)) {
        Expr *value =
            parser_is(p, TOK_STAR) ? NULL : rule_star_target(p);
        if (value != NULL) {
            Expr *target = parser_expr(p, EXPR_STARRED, start);
            if (target != NULL) {
                target->as.starred.value =
                    rule_set_context(p, value, CTX_STORE);
                target->as.starred.ctx = CTX_STORE;
            }
            return target;
        }
        p->mark = start;
    }
    return target_with_star_atom(p);
}

Expr *rule_star_target(Parser *p)
{
    void *target = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, MEMO_STAR_TARGET, &target)) {
        target =
            parser_remember(p, start, MEMO_STAR_TARGET, star_target_raw(p));
    }
    parser_leave(p, 1);
    return target;
}

Expr *rule_star_targets(Parser *p)
{
    size_t start = p->mark;
    size_t commas = 0;
    ExprSeq elts = {0, NULL};
    if (!target_list(p, rule_star_target, &elts, &commas)) {
        return NULL;
    }
    if (commas == 0) {
        return elts.items[0];
    }
    Expr *tuple = parser_expr(p, EXPR_TUPLE, start);
    if (tuple != NULL) {
        tuple->as.tuple.elts = elts;
        tuple->as.tuple.ctx = CTX_STORE;
    }
    return tuple;
}

Expr *rule_single_subscript_attribute_target(Parser *p)
{
    return member_target(p, CTX_STORE);
}

Expr *rule_single_target(Parser *p)
{
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    Expr *target = member_target(p, CTX_STORE);
    if (target == NULL) {
        target = name_target(p, CTX_STORE);
    }
    if (target == NULL && parser_expect(p, TOK_LPAR)) {
        target = rule_single_target(p);
        if (target == NULL || !parser_expect(p, TOK_RPAR)) {
            target = NULL;
            p->mark = start;
        }
    }
    parser_leave(p, 1);
    return target;
}

static Expr *del_target(Parser *p)
{
    void *target = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 2)) {
        parser_leave(p, 2);
        return NULL;
    }
    if (!parser_recall(p, MEMO_DEL_TARGET, &target)) {
        target = member_target(p, CTX_DEL);
        if (target == NULL) {
            target = name_target(p, CTX_DEL);
        }
        if (target == NULL) {
            target =
                bracketed_target(p, del_target, del_target, CTX_DEL, false);
        }
        target = parser_remember(p, start, MEMO_DEL_TARGET, target);
    }
    parser_leave(p, 2);
    return target;
}

bool rule_del_targets(Parser *p, ExprSeq *seq)
{
    size_t commas;
    return target_list(p, del_target, seq, &commas);
}
