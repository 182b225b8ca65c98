/* invalid_expressions.c - faults in expressions, and their messages. */
#include <string.h>

#include "interp/syntax/rules.h"

#define MAYBE_EQUAL                                                            \
    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"

static const char *constant_name(const Constant *constant)
{
    switch (constant->kind) {
    case CONST_NONE:
        return "None";
    case CONST_TRUE:
        return "True";
    case CONST_FALSE:
        return "False";
    case CONST_ELLIPSIS:
        return "ellipsis";
    default:
        return "literal";
    }
}

const char *invalid_expr_name(const Expr *expr)
{
    static const char *const names[EXPR_KIND_COUNT] = {
        [EXPR_ATTRIBUTE] = "attribute",
        [EXPR_SUBSCRIPT] = "subscript",
        [EXPR_STARRED] = "starred",
        [EXPR_NAME] = "name",
        [EXPR_LIST] = "list",
        [EXPR_TUPLE] = "tuple",
        [EXPR_LAMBDA] = "lambda",
        [EXPR_CALL] = "function call",
        [EXPR_BOOL_OP] = "expression",
        [EXPR_BIN_OP] = "expression",
        [EXPR_UNARY_OP] = "expression",
        [EXPR_GENERATOR_EXP] = "generator expression",
        [EXPR_YIELD] = "yield expression",
        [EXPR_YIELD_FROM] = "yield expression",
        [EXPR_AWAIT] = "await expression",
        [EXPR_LIST_COMP] = "list comprehension",
        [EXPR_SET_COMP] = "set comprehension",
        [EXPR_DICT_COMP] = "dict comprehension",
        [EXPR_DICT] = "dict literal",
        [EXPR_SET] = "set display",
        [EXPR_JOINED_STR] = "f-string expression",
        [EXPR_FORMATTED_VALUE] = "f-string expression",
        [EXPR_COMPARE] = "comparison",
        [EXPR_IF_EXP] = "conditional expression",
        [EXPR_NAMED_EXPR] = "named expression",
    };
    if (expr->kind == EXPR_CONSTANT) {
        return constant_name(expr->as.constant.value);
    }
    const char *name = names[expr->kind];
    return name != NULL ? name : "expression";
}

static Expr *first_invalid(const ExprSeq *elts, TargetKind kind)
{
    for (size_t i = 0; i < elts->count; i++) {
        Expr *found = invalid_target(elts->items[i], kind);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

Expr *invalid_target(Expr *expr, TargetKind kind)
{
    switch (expr->kind) {
    case EXPR_LIST:
        return first_invalid(&expr->as.list.elts, kind);
    case EXPR_TUPLE:
        return first_invalid(&expr->as.tuple.elts, kind);
    case EXPR_STARRED:
        return kind == TARGET_DEL
                   ? expr
                   : invalid_target(expr->as.starred.value, kind);
    case EXPR_COMPARE:
        // The `a in b` of `for a in b` reads as a comparison.
        if (kind == TARGET_FOR) {
            return expr->as.compare.ops.items[0] == CMP_IN
                       ? invalid_target(expr->as.compare.left, kind)
                       : NULL;
        }
        return expr;
    case EXPR_NAME:
    case EXPR_SUBSCRIPT:
    case EXPR_ATTRIBUTE:
        return NULL;
    default:
        return expr;
    }
}

static Pos last_comprehension_pos(const ComprehensionSeq *seq)
{
    const Comprehension *last = seq->items[seq->count - 1];
    return last->ifs.count == 0 ? last->iter->pos
                                : last->ifs.items[last->ifs.count - 1]->pos;
}

#define GENEXP_MESSAGE "Generator expression must be parenthesized"

static void fail_genexp(Parser *p, const Expr *elt,
                        const ComprehensionSeq *seq)
{
    parser_fail_range(p, elt->pos, last_comprehension_pos(seq), "%s",
                      GENEXP_MESSAGE);
}

// expression for_if_clauses
static Expr *bare_genexp(Parser *p, ComprehensionSeq *seq)
{
    Expr *elt = rule_expression(p);
    return elt != NULL && rule_for_if_clauses(p, seq) ? elt : NULL;
}

// NAME '=' expression for_if_clauses
static void name_equals_genexp(Parser *p)
{
    size_t start = p->mark;
    ComprehensionSeq seq = {0, NULL};
    const Token *name = parser_expect(p, TOK_NAME);
    const Token *equal = name == NULL ? NULL : parser_expect(p, TOK_EQUAL);
    if (equal != NULL && bare_genexp(p, &seq) != NULL) {
        parser_fail_range(p, name->pos, equal->pos, MAYBE_EQUAL);
    }
    p->mark = start;
}

static void fail_positional(Parser *p, const Expr *call)
{
    bool unpacking = false;
    const KeywordSeq *keywords = &call->as.call.keywords;
    for (size_t i = 0; i < keywords->count; i++) {
        unpacking = unpacking || keywords->items[i]->arg == NULL;
    }
    parser_fail(p, SYNTAX_ERROR, "%s",
                unpacking ? "positional argument follows keyword argument "
                            "unpacking"
                          : "positional argument follows keyword argument");
}

void invalid_arguments(Parser *p)
{
    size_t start = p->mark;
    ComprehensionSeq seq = {0, NULL};
    Expr *args = rule_args(p);
    if (args != NULL && args->as.call.keywords.count > 0 &&
        parser_expect(p, TOK_COMMA) && parser_is(p, TOK_STAR)) {
        parser_fail_at(p, parser_peek(p)->pos,
                       "iterable argument unpacking follows keyword "
                       "argument unpacking");
        return;
    }
    p->mark = start;
    Expr *elt = bare_genexp(p, &seq);
    if (elt != NULL && parser_expect(p, TOK_COMMA)) {
        ComprehensionSeq more = {0, NULL};
        size_t before = p->mark;
        if (rule_args(p) == NULL) {
            p->mark = before;
            bare_genexp(p, &more);
        }
        fail_genexp(p, elt, &seq);
        return;
    }
    p->mark = start;
    name_equals_genexp(p);
    args = rule_args(p);
    if (args != NULL && rule_for_if_clauses(p, &seq)) {
        const ExprSeq *list = &args->as.call.args;
        if (list->count > 1) {
            fail_genexp(p, list->items[list->count - 1], &seq);
            return;
        }
    }
    p->mark = start;
    args = rule_args(p);
    if (args != NULL && parser_expect(p, TOK_COMMA)) {
        elt = bare_genexp(p, &seq);
        if (elt != NULL) {
            fail_genexp(p, elt, &seq);
            return;
        }
    }
    p->mark = start;
    args = rule_args(p);
    if (args != NULL && parser_expect(p, TOK_COMMA) &&
        rule_args(p) != NULL) {
        fail_positional(p, args);
    }
    p->mark = start;
}

void invalid_kwarg(Parser *p)
{
    size_t start = p->mark;
    TokenKind kind = parser_kind_at(p, 0);
    if ((kind == TOK_TRUE || kind == TOK_FALSE || kind == TOK_NONE) &&
        parser_kind_at(p, 1) == TOK_EQUAL) {
        parser_fail_range(p, p->tokens[start]->pos,
                          p->tokens[start + 1]->pos, "cannot assign to %s",
                          token_text(kind));
        return;
    }
    name_equals_genexp(p);
    if (kind == TOK_NAME && parser_kind_at(p, 1) == TOK_EQUAL) {
        return;
    }
    const Expr *expr = rule_expression(p);
    const Token *equal = expr == NULL ? NULL : parser_expect(p, TOK_EQUAL);
    if (equal != NULL) {
        parser_fail_range(p, expr->pos, equal->pos,
                          "expression cannot contain assignment, perhaps "
                          "you meant \"==\"?");
    }
    p->mark = start;
}

static bool is_legacy(const Expr *expr)
{
    return expr->kind == EXPR_NAME &&
           (strcmp(expr->as.name.id, "print") == 0 ||
            strcmp(expr->as.name.id, "exec") == 0);
}

void invalid_legacy_expression(Parser *p)
{
    size_t start = p->mark;
    const Expr *name = rule_name(p);
    if (name != NULL && !parser_is(p, TOK_LPAR)) {
        const Expr *rest = rule_star_expressions(p);
        if (rest != NULL && is_legacy(name)) {
            const char *id = name->as.name.id;
            parser_fail_range(p, name->pos, rest->pos,
                              "Missing parentheses in call to '%s'. Did you "
                              "mean %s(...)?",
                              id, id);
        }
    }
    p->mark = start;
}

// CPython compares only as many bytes as the name has.
static bool is_soft_keyword(Parser *p)
{
    const Token *token = parser_peek(p);
    if (token == NULL) {
        return false;
    }
    return strncmp("_", token->start, token->length) == 0 ||
           strncmp("case", token->start, token->length) == 0 ||
           strncmp("match", token->start, token->length) == 0;
}

void invalid_expression(Parser *p)
{
    size_t start = p->mark;
    // A name before a string may be a wrong prefix; soft keywords may well
    // be followed by an expression.
    bool skip = parser_kind_at(p, 0) == TOK_NAME &&
                (parser_kind_at(p, 1) == TOK_STRING || is_soft_keyword(p));
    const Expr *left = skip ? NULL : rule_disjunction(p);
    if (left != NULL) {
        const Expr *right = rule_expression_without_invalid(p);
        if (right != NULL && !is_legacy(left) &&
            p->tokens[p->mark - 1]->level != 0) {
            parser_fail_range(p, left->pos, right->pos,
                              "invalid syntax. Perhaps you forgot a comma?");
            return;
        }
    }
    p->mark = start;
    left = rule_disjunction(p);
    if (left != NULL && parser_expect(p, TOK_IF)) {
        const Expr *test = rule_disjunction(p);
        if (test != NULL && !parser_is(p, TOK_ELSE) &&
            !parser_is(p, TOK_COLON)) {
            parser_fail_range(p, left->pos, test->pos,
                              "expected 'else' after 'if' expression");
        }
    }
    p->mark = start;
}

static bool no_assignment_follows(Parser *p)
{
    return !parser_is(p, TOK_EQUAL) && !parser_is(p, TOK_COLONEQUAL);
}

// Whether a list, tuple, generator or word constant begins here: they have
// messages of their own.
static bool is_display(Parser *p)
{
    size_t start = p->mark;
    bool found = false;
    switch (parser_kind_at(p, 0)) {
    case TOK_TRUE:
    case TOK_FALSE:
    case TOK_NONE:
        return true;
    case TOK_LSQB:
        found = rule_list(p) != NULL;
        break;
    case TOK_LPAR:
        found = rule_tuple(p) != NULL || rule_genexp(p) != NULL;
        break;
    default:
        break;
    }
    p->mark = start;
    return found;
}

static void named_expression_raw(Parser *p)
{
    size_t start = p->mark;
    const Expr *left = rule_expression(p);
    if (left != NULL && parser_expect(p, TOK_COLONEQUAL) &&
        rule_expression(p) != NULL) {
        parser_fail_at(p, left->pos,
                       "cannot use assignment expressions with %s",
                       invalid_expr_name(left));
        return;
    }
    p->mark = start;
    const Expr *name = rule_name(p);
    if (name != NULL && parser_expect(p, TOK_EQUAL)) {
        const Expr *right = rule_bitwise_or(p);
        if (right != NULL && no_assignment_follows(p)) {
            parser_fail_range(p, name->pos, right->pos, MAYBE_EQUAL);
            return;
        }
    }
    p->mark = start;
    if (is_display(p)) {
        return;
    }
    left = rule_bitwise_or(p);
    if (left != NULL && parser_expect(p, TOK_EQUAL) &&
        rule_bitwise_or(p) != NULL && no_assignment_follows(p)) {
        parser_fail_at(p, left->pos,
                       "cannot assign to %s here. Maybe you meant '==' "
                       "instead of '='?",
                       invalid_expr_name(left));
    }
}

void invalid_named_expression(Parser *p)
{
    size_t start = p->mark;
    void *nothing;
    if (!parser_recall(p, MEMO_INVALID_NAMED_EXPRESSION, &nothing)) {
        named_expression_raw(p);
        p->mark = start;
        parser_remember(p, start, MEMO_INVALID_NAMED_EXPRESSION, NULL);
    }
    p->mark = start;
}

void invalid_group(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_LPAR);
    const Expr *starred = rule_starred_expression(p);
    if (starred != NULL && parser_expect(p, TOK_RPAR)) {
        parser_fail_at(p, starred->pos, "cannot use starred expression here");
        return;
    }
    p->mark = start + 1;
    const Token *stars = parser_expect(p, TOK_DOUBLESTAR);
    if (stars != NULL && rule_expression(p) != NULL &&
        parser_expect(p, TOK_RPAR)) {
        parser_fail_at(p, stars->pos,
                       "cannot use double starred expression here");
        return;
    }
    p->mark = start;
}

void invalid_comprehension(Parser *p)
{
    size_t start = p->mark;
    ComprehensionSeq clauses = {0, NULL};
    bool round = parser_is(p, TOK_LPAR);
    if (!round && !parser_is(p, TOK_LSQB) && !parser_is(p, TOK_LBRACE)) {
        return;
    }
    p->mark++;
    const Expr *first = rule_starred_expression(p);
    if (first != NULL && rule_for_if_clauses(p, &clauses)) {
        parser_fail_at(p, first->pos,
                       "iterable unpacking cannot be used in comprehension");
        return;
    }
    p->mark = start + 1;
    first = round ? NULL : rule_star_named_expression(p);
    const Token *comma = first == NULL ? NULL : parser_expect(p, TOK_COMMA);
    if (comma != NULL) {
        ExprSeq rest = {0, NULL};
        size_t middle = p->mark;
        Pos last = comma->pos;
        bool found = rule_star_named_expressions(p, &rest) &&
                     rule_for_if_clauses(p, &clauses);
        if (found) {
            last = rest.items[rest.count - 1]->pos;
        } else {
            p->mark = middle;
            found = rule_for_if_clauses(p, &clauses);
        }
        if (found) {
            parser_fail_range(p, first->pos, last,
                              "did you forget parentheses around the "
                              "comprehension target?");
        }
    }
    p->mark = start;
}

void invalid_dict_comprehension(Parser *p)
{
    size_t start = p->mark;
    ComprehensionSeq clauses = {0, NULL};
    parser_expect(p, TOK_LBRACE);
    const Token *stars = parser_expect(p, TOK_DOUBLESTAR);
    if (stars != NULL && rule_bitwise_or(p) != NULL &&
        rule_for_if_clauses(p, &clauses) && parser_expect(p, TOK_RBRACE)) {
        parser_fail_at(p, stars->pos,
                       "dict unpacking cannot be used in dict "
                       "comprehension");
    }
    p->mark = start;
}

// A key whose colon is followed by nothing or by a starred expression.
static void invalid_value(Parser *p)
{
    size_t start = p->mark;
    const Token *colon = NULL;
    if (rule_expression(p) != NULL) {
        colon = parser_expect(p, TOK_COLON);
    }
    const Token *star = colon == NULL ? NULL : parser_expect(p, TOK_STAR);
    if (star != NULL && rule_bitwise_or(p) != NULL) {
        parser_fail_from(p, star->pos,
                         "cannot use a starred expression in a dictionary "
                         "value");
        return;
    }
    p->mark = start;
    colon = NULL;
    if (rule_expression(p) != NULL) {
        colon = parser_expect(p, TOK_COLON);
    }
    if (colon != NULL &&
        (parser_is(p, TOK_RBRACE) || parser_is(p, TOK_COMMA))) {
        parser_fail_at(p, colon->pos,
                       "expression expected after dictionary key and ':'");
    }
    p->mark = start;
}

static void invalid_kvpair(Parser *p)
{
    size_t start = p->mark;
    const Expr *key = rule_expression(p);
    if (key != NULL && !parser_is(p, TOK_COLON)) {
        Pos pos = key->pos;
        pos.col = pos.end_col - 1;
        pos.end_col = -1;
        parser_fail_at(p, pos, "':' expected after dictionary key");
        return;
    }
    p->mark = start;
    invalid_value(p);
}

void invalid_double_starred_kvpairs(Parser *p)
{
    size_t start = p->mark;
    size_t end = start;
    Expr *key = NULL;
    Expr *value = NULL;
    bool any = false;
    while (rule_double_starred_kvpair(p, &key, &value)) {
        any = true;
        end = p->mark;
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    if (any && parser_expect(p, TOK_COMMA)) {
        invalid_kvpair(p);
    }
    p->mark = start;
    invalid_value(p);
    p->mark = start;
}
