/* invalid_compound.c - missing colons and blocks. */
#include "interp/syntax/rules.h"

static void fail_colon(Parser *p)
{
    parser_fail(p, SYNTAX_ERROR, "expected ':'");
}

// NEWLINE without INDENT behind the colon of the statement at `keyword`.
static void check_indent(Parser *p, const Token *keyword, const char *what)
{
    if (keyword != NULL && parser_expect(p, TOK_COLON) &&
        parser_expect(p, TOK_NEWLINE) && !parser_is(p, TOK_INDENT)) {
        parser_fail(p, SYNTAX_INDENTATION,
                    "expected an indented block after %s on line %d", what,
                    keyword->pos.line);
    }
}

static void check_newline_or_indent(Parser *p, const Token *keyword,
                                    const char *what)
{
    if (parser_expect(p, TOK_NEWLINE)) {
        fail_colon(p);
        return;
    }
    check_indent(p, keyword, what);
}

void invalid_test_stmt(Parser *p, TokenKind keyword)
{
    size_t start = p->mark;
    const Token *token = parser_expect(p, keyword);
    if (token != NULL && rule_named_expression(p) != NULL) {
        check_newline_or_indent(p, token,
                                keyword == TOK_IF     ? "'if' statement"
                                : keyword == TOK_ELIF ? "'elif' statement"
                                                      : "'while' statement");
    }
    p->mark = start;
}

void invalid_else_stmt(Parser *p)
{
    size_t start = p->mark;
    check_indent(p, parser_expect(p, TOK_ELSE), "'else' statement");
    p->mark = start;
}

void invalid_finally_stmt(Parser *p)
{
    size_t start = p->mark;
    check_indent(p, parser_expect(p, TOK_FINALLY), "'finally' statement");
    p->mark = start;
}

void invalid_for_stmt(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_ASYNC);
    const Token *token = parser_expect(p, TOK_FOR);
    if (token != NULL && rule_star_targets(p) != NULL &&
        parser_expect(p, TOK_IN) && rule_star_expressions(p) != NULL) {
        check_newline_or_indent(p, token, "'for' statement");
    }
    p->mark = start;
}

void invalid_def_raw(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_ASYNC);
    const Token *token = parser_expect(p, TOK_DEF);
    if (token != NULL && parser_expect(p, TOK_NAME) &&
        parser_expect(p, TOK_LPAR)) {
        rule_params(p, false);
        if (parser_expect(p, TOK_RPAR)) {
            size_t middle = p->mark;
            if (!parser_expect(p, TOK_RARROW) || rule_expression(p) == NULL) {
                p->mark = middle;
            }
            check_indent(p, token, "function definition");
        }
    }
    p->mark = start;
}

void invalid_class_def_raw(Parser *p)
{
    size_t start = p->mark;
    const Token *token = parser_expect(p, TOK_CLASS);
    if (token != NULL && parser_expect(p, TOK_NAME)) {
        size_t middle = p->mark;
        if (parser_expect(p, TOK_LPAR)) {
            rule_arguments(p);
            if (!parser_expect(p, TOK_RPAR)) {
                p->mark = middle;
            }
        }
        check_newline_or_indent(p, token, "class definition");
    }
    p->mark = start;
}

// ','.(rule ['as' star_target])+
static bool skip_items(Parser *p, Expr *(*rule)(Parser *))
{
    bool any = false;
    size_t end = p->mark;
    while (rule(p) != NULL) {
        any = true;
        end = p->mark;
        if (!parser_expect(p, TOK_AS) || rule_star_target(p) == NULL) {
            p->mark = end;
        }
        end = p->mark;
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    return any && !p->failed;
}

static bool skip_bracketed_items(Parser *p)
{
    if (!parser_expect(p, TOK_LPAR) || !skip_items(p, rule_expressions)) {
        return false;
    }
    parser_expect(p, TOK_COMMA);
    return parser_expect(p, TOK_RPAR) != NULL;
}

void invalid_with_stmt(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_ASYNC);
    if (parser_expect(p, TOK_WITH)) {
        size_t middle = p->mark;
        if (skip_items(p, rule_expression) && parser_expect(p, TOK_NEWLINE)) {
            fail_colon(p);
        }
        p->mark = middle;
        if (skip_bracketed_items(p) && parser_expect(p, TOK_NEWLINE)) {
            fail_colon(p);
        }
    }
    p->mark = start;
}

void invalid_with_stmt_indent(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_ASYNC);
    const Token *token = parser_expect(p, TOK_WITH);
    if (token != NULL) {
        size_t middle = p->mark;
        if (skip_items(p, rule_expression)) {
            check_indent(p, token, "'with' statement");
        }
        p->mark = middle;
        if (skip_bracketed_items(p)) {
            check_indent(p, token, "'with' statement");
        }
    }
    p->mark = start;
}

static void skip_as(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_AS) || !parser_expect(p, TOK_NAME)) {
        p->mark = start;
    }
}

#define MSG_BOTH                                                               \
    "cannot have both 'except' and 'except*' on the same 'try'"

static void skip_blocks(Parser *p)
{
    while (rule_block(p) != NULL) {
    }
}

// An except* behind the handlers without a star.
static void check_star_after_plain(Parser *p)
{
    bool any = false;
    skip_blocks(p);
    while (rule_except_block(p) != NULL) {
        any = true;
    }
    const Token *except = any ? parser_expect(p, TOK_EXCEPT) : NULL;
    const Token *star = except == NULL ? NULL : parser_expect(p, TOK_STAR);
    if (star != NULL && rule_expression(p) != NULL) {
        skip_as(p);
        if (parser_expect(p, TOK_COLON)) {
            parser_fail_range(p, except->pos, star->pos, MSG_BOTH);
        }
    }
}

static void check_plain_after_star(Parser *p)
{
    bool any = false;
    skip_blocks(p);
    while (rule_except_star_block(p) != NULL) {
        any = true;
    }
    const Token *except = any ? parser_expect(p, TOK_EXCEPT) : NULL;
    if (except != NULL) {
        if (rule_expression(p) != NULL) {
            skip_as(p);
        }
        if (parser_expect(p, TOK_COLON)) {
            parser_fail_at(p, except->pos, MSG_BOTH);
        }
    }
}

void invalid_try_stmt(Parser *p)
{
    size_t start = p->mark;
    check_indent(p, parser_expect(p, TOK_TRY), "'try' statement");
    p->mark = start;
    if (!parser_expect(p, TOK_TRY) || !parser_expect(p, TOK_COLON)) {
        p->mark = start;
        return;
    }
    size_t middle = p->mark;
    if (rule_block(p) != NULL && !parser_is(p, TOK_EXCEPT) &&
        !parser_is(p, TOK_FINALLY)) {
        parser_fail(p, SYNTAX_ERROR,
                    "expected 'except' or 'finally' block");
    }
    p->mark = middle;
    check_star_after_plain(p);
    p->mark = middle;
    check_plain_after_star(p);
    p->mark = start;
}

// expression ',' expressions ['as' NAME ] ':' behind except
static void check_several_types(Parser *p)
{
    const Expr *first = rule_expression(p);
    if (first != NULL && parser_expect(p, TOK_COMMA) &&
        rule_expressions(p) != NULL) {
        skip_as(p);
        if (parser_expect(p, TOK_COLON)) {
            parser_fail_from(p, first->pos,
                             "multiple exception types must be "
                             "parenthesized");
        }
    }
}

void invalid_except_stmt(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_EXCEPT)) {
        return;
    }
    bool star = parser_expect(p, TOK_STAR) != NULL;
    size_t middle = p->mark;
    check_several_types(p);
    p->mark = middle;
    if (rule_expression(p) != NULL) {
        skip_as(p);
        if (parser_expect(p, TOK_NEWLINE)) {
            fail_colon(p);
        }
    }
    p->mark = middle;
    if (!star && parser_expect(p, TOK_NEWLINE)) {
        fail_colon(p);
    } else if (star && (parser_expect(p, TOK_NEWLINE) ||
                        parser_expect(p, TOK_COLON))) {
        parser_fail(p, SYNTAX_ERROR,
                    "expected one or more exception types");
    }
    p->mark = start;
}

void invalid_except_stmt_indent(Parser *p)
{
    size_t start = p->mark;
    const Token *token = parser_expect(p, TOK_EXCEPT);
    if (token != NULL && rule_expression(p) != NULL) {
        skip_as(p);
        check_indent(p, token, "'except' statement");
    }
    p->mark = start + 1;
    check_indent(p, token, "'except' statement");
    p->mark = start;
}

void invalid_except_star_stmt_indent(Parser *p)
{
    size_t start = p->mark;
    const Token *token = parser_expect(p, TOK_EXCEPT);
    if (token != NULL && parser_expect(p, TOK_STAR) &&
        rule_expression(p) != NULL) {
        skip_as(p);
        check_indent(p, token, "'except*' statement");
    }
    p->mark = start;
}

void invalid_match_stmt(Parser *p)
{
    size_t start = p->mark;
    const Token *token = parser_expect_soft(p, "match");
    if (token != NULL && rule_subject_expr(p) != NULL) {
        check_newline_or_indent(p, token, "'match' statement");
    }
    p->mark = start;
}

void invalid_case_block(Parser *p)
{
    size_t start = p->mark;
    const Token *token = parser_expect_soft(p, "case");
    if (token != NULL && rule_patterns(p) != NULL) {
        Expr *guard = NULL;
        rule_guard(p, &guard);
        check_newline_or_indent(p, token, "'case' statement");
    }
    p->mark = start;
}
