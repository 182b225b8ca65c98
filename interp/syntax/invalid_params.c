/* invalid_params.c - faults in the parameters of functions and lambdas. */
#include "interp/syntax/rules.h"

#define MSG_ORDER "non-default argument follows default argument"
#define MSG_SLASH_TWICE "/ may appear only once"

static void skip_no_default(Parser *p, bool lambda)
{
    Arg *arg;
    while (rule_param_no_default(p, lambda, &arg)) {
    }
}

static bool skip_with_default(Parser *p, bool lambda)
{
    Param param;
    bool any = false;
    while (rule_param_with_default(p, lambda, &param)) {
        any = true;
    }
    return any;
}

static bool skip_maybe_default(Parser *p, bool lambda)
{
    Param param;
    bool any = false;
    while (rule_param_maybe_default(p, lambda, &param)) {
        any = true;
    }
    return any;
}

// slash_no_default | slash_with_default
static bool skip_slash(Parser *p, bool lambda)
{
    ArgSeq args = {0, NULL};
    ParamSeq params = {0, NULL};
    return rule_slash_no_default(p, lambda, &args) ||
           rule_slash_with_default(p, lambda, &args, &params);
}

static void check_order(Parser *p, bool lambda)
{
    ArgSeq args = {0, NULL};
    ParamSeq params = {0, NULL};
    Arg *arg = NULL;
    skip_no_default(p, lambda);
    if ((rule_slash_with_default(p, lambda, &args, &params) ||
         skip_with_default(p, lambda)) &&
        rule_param_no_default(p, lambda, &arg)) {
        parser_fail_at(p, arg->pos, MSG_ORDER);
    }
}

static void check_brackets(Parser *p, bool lambda)
{
    skip_no_default(p, lambda);
    const Token *open = parser_expect(p, TOK_LPAR);
    if (open == NULL) {
        return;
    }
    bool any = false;
    if (lambda) {
        size_t end = p->mark;
        while (rule_param(p, true) != NULL) {
            any = true;
            end = p->mark;
            if (!parser_expect(p, TOK_COMMA)) {
                break;
            }
        }
        p->mark = end;
    } else {
        size_t before = p->mark;
        skip_no_default(p, false);
        any = p->mark > before;
    }
    if (!any) {
        return;
    }
    parser_expect(p, TOK_COMMA);
    const Token *close = parser_expect(p, TOK_RPAR);
    if (close != NULL) {
        parser_fail_range(p, open->pos, close->pos, "%s",
                          lambda ? "Lambda expression parameters cannot be "
                                   "parenthesized"
                                 : "Function parameters cannot be "
                                   "parenthesized");
    }
}

static void check_slash(Parser *p, bool lambda)
{
    size_t start = p->mark;
    Arg *arg = NULL;
    const Token *slash = parser_expect(p, TOK_SLASH);
    if (slash != NULL && parser_expect(p, TOK_COMMA)) {
        parser_fail_at(p, slash->pos,
                       "at least one argument must precede /");
    }
    p->mark = start;
    if (skip_slash(p, lambda)) {
        skip_maybe_default(p, lambda);
        slash = parser_expect(p, TOK_SLASH);
        if (slash != NULL) {
            parser_fail_at(p, slash->pos, MSG_SLASH_TWICE);
        }
    }
    p->mark = start;
    skip_slash(p, lambda);
    skip_maybe_default(p, lambda);
    if (parser_expect(p, TOK_STAR) &&
        (parser_expect(p, TOK_COMMA) ||
         rule_param_no_default(p, lambda, &arg))) {
        skip_maybe_default(p, lambda);
        slash = parser_expect(p, TOK_SLASH);
        if (slash != NULL) {
            parser_fail_at(p, slash->pos, "/ must be ahead of *");
        }
    }
    p->mark = start;
    if (skip_maybe_default(p, lambda) && parser_expect(p, TOK_SLASH)) {
        const Token *star = parser_expect(p, TOK_STAR);
        if (star != NULL) {
            parser_fail_at(p, star->pos, "expected comma between / and *");
        }
    }
}

void invalid_parameters(Parser *p, bool lambda)
{
    size_t start = p->mark;
    check_order(p, lambda);
    p->mark = start;
    check_brackets(p, lambda);
    p->mark = start;
    check_slash(p, lambda);
    p->mark = start;
}

void invalid_default(Parser *p)
{
    size_t start = p->mark;
    const Token *equal = parser_expect(p, TOK_EQUAL);
    if (equal != NULL &&
        (parser_is(p, TOK_RPAR) || parser_is(p, TOK_COMMA))) {
        parser_fail_at(p, equal->pos, "expected default value expression");
    }
    p->mark = start;
}

// '*' that no name follows
static bool is_bare_star(Parser *p, TokenKind closing)
{
    if (parser_expect(p, closing)) {
        return true;
    }
    return parser_expect(p, TOK_COMMA) &&
           (parser_expect(p, closing) || parser_expect(p, TOK_DOUBLESTAR));
}

static bool star_param(Parser *p, bool lambda)
{
    Arg *arg = NULL;
    return rule_param_no_default(p, lambda, &arg) ||
           parser_expect(p, TOK_COMMA);
}

void invalid_star_etc(Parser *p, bool lambda)
{
    size_t start = p->mark;
    const Token *star = parser_expect(p, TOK_STAR);
    if (star == NULL) {
        return;
    }
    if (is_bare_star(p, lambda ? TOK_COLON : TOK_RPAR)) {
        if (lambda) {
            parser_fail(p, SYNTAX_ERROR,
                        "named arguments must follow bare *");
        } else {
            parser_fail_at(p, star->pos,
                           "named arguments must follow bare *");
        }
    }
    p->mark = start + 1;
    if (rule_param(p, lambda) != NULL) {
        const Token *equal = parser_expect(p, TOK_EQUAL);
        if (equal != NULL) {
            parser_fail_at(p, equal->pos,
                           "var-positional argument cannot have default "
                           "value");
        }
    }
    p->mark = start + 1;
    if (star_param(p, lambda)) {
        skip_maybe_default(p, lambda);
        star = parser_expect(p, TOK_STAR);
        if (star != NULL && star_param(p, lambda)) {
            parser_fail_at(p, star->pos, "* argument may appear only once");
        }
    }
    p->mark = start;
}

#define MSG_AFTER_KWARG "arguments cannot follow var-keyword argument"

void invalid_kwds(Parser *p, bool lambda)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_DOUBLESTAR) || rule_param(p, lambda) == NULL) {
        p->mark = start;
        return;
    }
    const Token *equal = parser_expect(p, TOK_EQUAL);
    if (equal != NULL) {
        parser_fail_at(p, equal->pos,
                       "var-keyword argument cannot have default value");
    } else if (parser_expect(p, TOK_COMMA)) {
        const Token *next = parser_peek(p);
        const Arg *arg = rule_param(p, lambda);
        if (arg != NULL) {
            parser_fail_at(p, arg->pos, MSG_AFTER_KWARG);
        } else if (next != NULL && (next->kind == TOK_STAR ||
                                    next->kind == TOK_DOUBLESTAR ||
                                    next->kind == TOK_SLASH)) {
            parser_fail_at(p, next->pos, MSG_AFTER_KWARG);
        }
    }
    p->mark = start;
}
