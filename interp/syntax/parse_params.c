/* parse_params.c - the parameters of functions and lambdas.
 *
 * One parameter includes the comma behind it; the last one needs none if the
 * closing bracket (a lambda's colon) follows.
 */
#include "interp/syntax/rules.h"

static TokenKind closing(bool lambda)
{
    return lambda ? TOK_COLON : TOK_RPAR;
}

static bool end_of_param(Parser *p, bool lambda)
{
    return parser_expect(p, TOK_COMMA) || parser_is(p, closing(lambda));
}

static Arg *param(Parser *p, bool lambda, Expr *(*annotation_rule)(Parser *))
{
    size_t start = p->mark;
    Token *name = parser_expect(p, TOK_NAME);
    if (name == NULL) {
        return NULL;
    }
    Expr *annotation = NULL;
    size_t end = p->mark;
    if (!lambda && parser_expect(p, TOK_COLON)) {
        annotation = annotation_rule(p);
        if (annotation == NULL) {
            p->mark = end;
        }
    }
    Arg *arg = parser_alloc(p, sizeof(Arg));
    if (arg != NULL) {
        arg->pos = parser_pos(p, start);
        arg->arg = parser_name(p, name);
        arg->annotation = annotation;
    }
    return arg;
}

Arg *rule_param(Parser *p, bool lambda)
{
    return param(p, lambda, rule_expression);
}

static Expr *default_value(Parser *p)
{
    size_t start = p->mark;
    if (parser_expect(p, TOK_EQUAL)) {
        Expr *value = rule_expression(p);
        if (value != NULL) {
            return value;
        }
        p->mark = start;
    }
    if (p->explain) {
        invalid_default(p);
    }
    return NULL;
}

bool rule_param_no_default(Parser *p, bool lambda, Arg **arg)
{
    size_t start = p->mark;
    *arg = rule_param(p, lambda);
    if (*arg != NULL && end_of_param(p, lambda)) {
        return true;
    }
    p->mark = start;
    return false;
}

bool rule_param_with_default(Parser *p, bool lambda, Param *result)
{
    size_t start = p->mark;
    result->arg = rule_param(p, lambda);
    if (result->arg != NULL) {
        result->value = default_value(p);
        if (result->value != NULL && end_of_param(p, lambda)) {
            return true;
        }
    }
    p->mark = start;
    return false;
}

bool rule_param_maybe_default(Parser *p, bool lambda, Param *result)
{
    size_t start = p->mark;
    result->arg = rule_param(p, lambda);
    if (result->arg != NULL) {
        result->value = default_value(p);
        if (end_of_param(p, lambda)) {
            return true;
        }
    }
    p->mark = start;
    return false;
}

static void params_no_default(Parser *p, bool lambda, ArgSeq *args)
{
    Arg *arg = NULL;
    while (rule_param_no_default(p, lambda, &arg)) {
        APPEND(p, args, arg);
    }
}

static void params_with_default(Parser *p, bool lambda, ParamSeq *params)
{
    Param one = {NULL, NULL};
    while (rule_param_with_default(p, lambda, &one)) {
        APPEND(p, params, one);
    }
}

static bool slash(Parser *p, bool lambda)
{
    return parser_expect(p, TOK_SLASH) && end_of_param(p, lambda);
}

bool rule_slash_no_default(Parser *p, bool lambda, ArgSeq *args)
{
    size_t start = p->mark;
    args->count = 0;
    params_no_default(p, lambda, args);
    if (args->count > 0 && slash(p, lambda)) {
        return true;
    }
    args->count = 0;
    p->mark = start;
    return false;
}

bool rule_slash_with_default(Parser *p, bool lambda, ArgSeq *args,
                             ParamSeq *params)
{
    size_t start = p->mark;
    args->count = 0;
    params->count = 0;
    params_no_default(p, lambda, args);
    params_with_default(p, lambda, params);
    if (params->count > 0 && slash(p, lambda)) {
        return true;
    }
    args->count = 0;
    params->count = 0;
    p->mark = start;
    return false;
}

static Arg *kwds(Parser *p, bool lambda)
{
    size_t start = p->mark;
    Arg *arg = NULL;
    if (p->explain) {
        invalid_kwds(p, lambda);
    }
    if (parser_expect(p, TOK_DOUBLESTAR) &&
        rule_param_no_default(p, lambda, &arg)) {
        return arg;
    }
    p->mark = start;
    return NULL;
}

static void keyword_only(Parser *p, bool lambda, Arguments *args)
{
    Param one = {NULL, NULL};
    while (rule_param_maybe_default(p, lambda, &one)) {
        APPEND(p, &args->kwonlyargs, one.arg);
        APPEND(p, &args->kw_defaults, one.value);
    }
}

static bool vararg(Parser *p, bool lambda, Arg **arg)
{
    size_t start = p->mark;
    if (rule_param_no_default(p, lambda, arg)) {
        return true;
    }
    if (lambda) {
        return false;
    }
    *arg = param(p, false, rule_star_expression);
    if (*arg != NULL && (*arg)->annotation != NULL &&
        end_of_param(p, false)) {
        return true;
    }
    p->mark = start;
    return false;
}

static bool star_etc(Parser *p, bool lambda, Arguments *args)
{
    size_t start = p->mark;
    if (p->explain) {
        invalid_star_etc(p, lambda);
    }
    if (parser_expect(p, TOK_STAR)) {
        if (vararg(p, lambda, &args->vararg)) {
            keyword_only(p, lambda, args);
            args->kwarg = kwds(p, lambda);
            return true;
        }
        args->vararg = NULL;
        if (parser_expect(p, TOK_COMMA)) {
            keyword_only(p, lambda, args);
            if (args->kwonlyargs.count > 0) {
                args->kwarg = kwds(p, lambda);
                return true;
            }
        }
        p->mark = start;
    }
    args->kwarg = kwds(p, lambda);
    return args->kwarg != NULL;
}

static void add_params(Parser *p, ArgSeq *args, ExprSeq *defaults,
                       const ParamSeq *params)
{
    for (size_t i = 0; i < params->count; i++) {
        APPEND(p, args, params->items[i].arg);
        APPEND(p, defaults, params->items[i].value);
    }
}

static void add_args(Parser *p, ArgSeq *to, const ArgSeq *from)
{
    for (size_t i = 0; i < from->count; i++) {
        APPEND(p, to, from->items[i]);
    }
}

static Arguments *parameters(Parser *p, bool lambda)
{
    size_t start = p->mark;
    Arguments *args = parser_alloc(p, sizeof(Arguments));
    if (args == NULL) {
        return NULL;
    }
    ArgSeq plain = {0, NULL};
    ParamSeq with_default = {0, NULL};
    bool with_slash_default = false;
    if (rule_slash_no_default(p, lambda, &plain)) {
        add_args(p, &args->posonlyargs, &plain);
    } else if (rule_slash_with_default(p, lambda, &plain, &with_default)) {
        add_args(p, &args->posonlyargs, &plain);
        add_params(p, &args->posonlyargs, &args->defaults, &with_default);
        with_slash_default = true;
    }
    if (!with_slash_default) {
        params_no_default(p, lambda, &args->args);
    }
    with_default.count = 0;
    params_with_default(p, lambda, &with_default);
    add_params(p, &args->args, &args->defaults, &with_default);
    star_etc(p, lambda, args);
    if (p->mark == start) {
        return NULL;
    }
    return args;
}

Arguments *rule_params(Parser *p, bool lambda)
{
    if (p->explain) {
        invalid_parameters(p, lambda);
    }
    return parameters(p, lambda);
}
