/* invalid_statements.c - faults in statements of one line, and in targets. */
#include "interp/syntax/rules.h"

// list, tuple, or one of them in brackets
static Expr *ann_assign_target(Parser *p)
{
    size_t start = p->mark;
    Expr *target = NULL;
    if (parser_is(p, TOK_LSQB)) {
        return rule_list(p);
    }
    target = rule_tuple(p);
    if (target == NULL && parser_expect(p, TOK_LPAR)) {
        target = ann_assign_target(p);
        if (target != NULL && !parser_expect(p, TOK_RPAR)) {
            target = NULL;
        }
        if (target == NULL) {
            p->mark = start;
        }
    }
    return target;
}

static void fail_target(Parser *p, Expr *expr, TargetKind kind)
{
    const Expr *wrong = invalid_target(expr, kind);
    if (wrong == NULL) {
        return;
    }
    if (kind == TARGET_DEL) {
        parser_fail_at(p, wrong->pos, "cannot delete %s",
                       invalid_expr_name(wrong));
    } else {
        parser_fail_at(p, wrong->pos, "cannot assign to %s",
                       invalid_expr_name(wrong));
    }
}

// ':' expression behind something that cannot be annotated
static bool annotation(Parser *p)
{
    return parser_expect(p, TOK_COLON) && rule_expression(p) != NULL;
}

static void invalid_annotation(Parser *p)
{
    size_t start = p->mark;
    const Expr *target = ann_assign_target(p);
    if (target != NULL && annotation(p)) {
        parser_fail_at(p, target->pos,
                       "only single target (not %s) can be annotated",
                       invalid_expr_name(target));
        return;
    }
    p->mark = start;
    target = rule_star_named_expression(p);
    if (target != NULL && parser_expect(p, TOK_COMMA)) {
        ExprSeq rest = {0, NULL};
        while (rule_star_named_expressions(p, &rest)) {
        }
        if (annotation(p)) {
            parser_fail_at(p, target->pos,
                           "only single target (not tuple) can be annotated");
            return;
        }
    }
    p->mark = start;
    target = rule_expression(p);
    if (target != NULL && annotation(p)) {
        parser_fail_at(p, target->pos, "illegal target for annotation");
    }
    p->mark = start;
}

static void skip_targets(Parser *p)
{
    size_t end = p->mark;
    while (rule_star_targets(p) != NULL && parser_expect(p, TOK_EQUAL)) {
        end = p->mark;
    }
    p->mark = end;
}

void invalid_assignment(Parser *p)
{
    size_t start = p->mark;
    invalid_annotation(p);
    p->mark = start;
    skip_targets(p);
    Expr *expr = rule_star_expressions(p);
    if (expr != NULL && parser_expect(p, TOK_EQUAL)) {
        fail_target(p, expr, TARGET_STAR);
    }
    p->mark = start;
    skip_targets(p);
    expr = rule_yield_expr(p);
    if (expr != NULL && parser_expect(p, TOK_EQUAL)) {
        parser_fail_at(p, expr->pos,
                       "assignment to yield expression not possible");
    }
    p->mark = start;
    expr = rule_star_expressions(p);
    Operator op;
    if (expr != NULL && rule_augassign(p, &op) &&
        rule_annotated_rhs(p) != NULL) {
        parser_fail_at(p, expr->pos,
                       "'%s' is an illegal expression for augmented "
                       "assignment",
                       invalid_expr_name(expr));
    }
    p->mark = start;
}

void invalid_del_stmt(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_DEL);
    Expr *expr = rule_star_expressions(p);
    if (expr != NULL) {
        fail_target(p, expr, TARGET_DEL);
    }
    p->mark = start;
}

void invalid_with_item(Parser *p)
{
    size_t start = p->mark;
    if (rule_expression(p) != NULL && parser_expect(p, TOK_AS)) {
        Expr *target = rule_expression(p);
        if (target != NULL &&
            (parser_is(p, TOK_COMMA) || parser_is(p, TOK_RPAR) ||
             parser_is(p, TOK_COLON))) {
            fail_target(p, target, TARGET_STAR);
        }
    }
    p->mark = start;
}

void invalid_for_target(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_ASYNC);
    if (parser_expect(p, TOK_FOR)) {
        Expr *target = rule_star_expressions(p);
        if (target != NULL) {
            fail_target(p, target, TARGET_FOR);
        }
    }
    p->mark = start;
}

void invalid_import_from_targets(Parser *p)
{
    size_t start = p->mark;
    AliasSeq names = {0, NULL};
    if (rule_import_from_as_names(p, &names) && parser_expect(p, TOK_COMMA) &&
        parser_expect(p, TOK_NEWLINE)) {
        parser_fail(p, SYNTAX_ERROR,
                    "trailing comma not allowed without surrounding "
                    "parentheses");
    }
    p->mark = start;
}

void invalid_block(Parser *p)
{
    size_t start = p->mark;
    if (parser_expect(p, TOK_NEWLINE) && !parser_is(p, TOK_INDENT)) {
        parser_fail(p, SYNTAX_INDENTATION, "expected an indented block");
    }
    p->mark = start;
}

void invalid_as_pattern(Parser *p)
{
    size_t start = p->mark;
    if (rule_or_pattern(p) != NULL && parser_expect(p, TOK_AS)) {
        if (parser_is_soft(p, "_")) {
            parser_fail_at(p, parser_peek(p)->pos,
                           "cannot use '_' as a target");
        } else if (!parser_is(p, TOK_NAME)) {
            const Expr *target = rule_expression(p);
            if (target != NULL) {
                parser_fail_at(p, target->pos, "invalid pattern target");
            }
        }
    }
    p->mark = start;
}

void invalid_class_pattern(Parser *p)
{
    size_t start = p->mark;
    PatternSeq before = {0, NULL};
    PatternSeq keywords = {0, NULL};
    PatternSeq after = {0, NULL};
    NameSeq names = {0, NULL};
    if (rule_name_or_attr(p) != NULL && parser_expect(p, TOK_LPAR)) {
        size_t middle = p->mark;
        if (!rule_positional_patterns(p, &before) ||
            !parser_expect(p, TOK_COMMA)) {
            p->mark = middle;
        }
        if (rule_keyword_patterns(p, &names, &keywords) &&
            parser_expect(p, TOK_COMMA) &&
            rule_positional_patterns(p, &after)) {
            parser_fail_range(p, after.items[0]->pos,
                              after.items[after.count - 1]->pos,
                              "positional patterns follow keyword patterns");
        }
    }
    p->mark = start;
}
