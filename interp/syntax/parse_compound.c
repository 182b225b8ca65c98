/* parse_compound.c - if, while, for, def, class. */
#include "interp/syntax/rules.h"

// condition ':' block
static bool test_and_block(Parser *p, Expr **test, StmtSeq **body)
{
    *test = rule_named_expression(p);
    if (*test == NULL || !parser_expect(p, TOK_COLON)) {
        return false;
    }
    *body = rule_block(p);
    return *body != NULL;
}

bool rule_else_block(Parser *p, StmtSeq *seq)
{
    size_t start = p->mark;
    if (!parser_is(p, TOK_ELSE)) {
        return false;
    }
    if (p->explain) {
        invalid_else_stmt(p);
    }
    parser_expect(p, TOK_ELSE);
    if (parser_force(p, TOK_COLON)) {
        StmtSeq *block = rule_block(p);
        if (block != NULL) {
            *seq = *block;
            return true;
        }
    }
    p->mark = start;
    return false;
}

// if and elif
static Stmt *if_stmt(Parser *p, TokenKind keyword)
{
    size_t start = p->mark;
    Expr *test = NULL;
    StmtSeq *body = NULL;
    StmtSeq orelse = {0, NULL};
    Stmt *stmt = NULL;
    if (!parser_is(p, keyword)) {
        return NULL;
    }
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (p->explain) {
        invalid_test_stmt(p, keyword);
    }
    if (parser_expect(p, keyword) && test_and_block(p, &test, &body)) {
        Stmt *elif = if_stmt(p, TOK_ELIF);
        if (elif != NULL) {
            APPEND(p, &orelse, elif);
        } else {
            rule_else_block(p, &orelse);
        }
        stmt = parser_stmt(p, STMT_IF, start);
        if (stmt != NULL) {
            stmt->as.if_.test = test;
            stmt->as.if_.body = *body;
            stmt->as.if_.orelse = orelse;
        }
    }
    if (stmt == NULL) {
        p->mark = start;
    }
    parser_leave(p, 1);
    return stmt;
}

static Stmt *while_stmt(Parser *p)
{
    size_t start = p->mark;
    Expr *test = NULL;
    StmtSeq *body = NULL;
    StmtSeq orelse = {0, NULL};
    if (p->explain) {
        invalid_test_stmt(p, TOK_WHILE);
    }
    if (!parser_expect(p, TOK_WHILE) || !test_and_block(p, &test, &body)) {
        p->mark = start;
        return NULL;
    }
    rule_else_block(p, &orelse);
    Stmt *stmt = parser_stmt(p, STMT_WHILE, start);
    if (stmt != NULL) {
        stmt->as.while_.test = test;
        stmt->as.while_.body = *body;
        stmt->as.while_.orelse = orelse;
    }
    return stmt;
}

static Stmt *for_stmt_raw(Parser *p, bool *cut)
{
    size_t start = p->mark;
    bool async = parser_expect(p, TOK_ASYNC) != NULL;
    Expr *target = NULL;
    if (parser_expect(p, TOK_FOR)) {
        target = rule_star_targets(p);
    }
    if (target == NULL || !parser_expect(p, TOK_IN)) {
        return NULL;
    }
    *cut = true;
    Expr *iter = rule_star_expressions(p);
    if (iter == NULL || !parser_expect(p, TOK_COLON)) {
        return NULL;
    }
    StmtSeq *body = rule_block(p);
    if (body == NULL) {
        return NULL;
    }
    StmtSeq orelse = {0, NULL};
    rule_else_block(p, &orelse);
    Stmt *stmt =
        parser_stmt(p, async ? STMT_ASYNC_FOR : STMT_FOR, start);
    if (stmt != NULL) {
        stmt->as.for_.target = target;
        stmt->as.for_.iter = iter;
        stmt->as.for_.body = *body;
        stmt->as.for_.orelse = orelse;
    }
    return stmt;
}

static Stmt *for_stmt(Parser *p)
{
    size_t start = p->mark;
    bool cut = false;
    if (p->explain) {
        invalid_for_stmt(p);
    }
    Stmt *stmt = for_stmt_raw(p, &cut);
    if (stmt == NULL) {
        p->mark = start;
        if (p->explain && !cut) {
            invalid_for_target(p);
        }
    }
    return stmt;
}

static bool decorators(Parser *p, ExprSeq *seq)
{
    size_t start = p->mark;
    while (parser_expect(p, TOK_AT)) {
        Expr *expr = rule_named_expression(p);
        if (expr == NULL || !parser_expect(p, TOK_NEWLINE)) {
            p->mark = start;
            break;
        }
        APPEND(p, seq, expr);
        start = p->mark;
    }
    return seq->count > 0 && !p->failed;
}

static Stmt *function_def_raw(Parser *p)
{
    size_t start = p->mark;
    if (p->explain) {
        invalid_def_raw(p);
    }
    bool async = parser_expect(p, TOK_ASYNC) != NULL;
    Token *name = NULL;
    if (parser_expect(p, TOK_DEF)) {
        name = parser_expect(p, TOK_NAME);
    }
    if (name == NULL || !parser_force(p, TOK_LPAR)) {
        p->mark = start;
        return NULL;
    }
    Arguments *args = rule_params(p, false);
    Expr *returns = NULL;
    StmtSeq *body = NULL;
    if (parser_expect(p, TOK_RPAR)) {
        size_t middle = p->mark;
        if (parser_expect(p, TOK_RARROW)) {
            returns = rule_expression(p);
            if (returns == NULL) {
                p->mark = middle;
            }
        }
        if (parser_force(p, TOK_COLON)) {
            body = rule_block(p);
        }
    }
    if (body == NULL) {
        p->mark = start;
        return NULL;
    }
    Stmt *stmt = parser_stmt(
        p, async ? STMT_ASYNC_FUNCTION_DEF : STMT_FUNCTION_DEF, start);
    if (stmt != NULL) {
        stmt->as.function_def.name = parser_name(p, name);
        stmt->as.function_def.args =
            args != NULL ? args : parser_alloc(p, sizeof(Arguments));
        stmt->as.function_def.body = *body;
        stmt->as.function_def.returns = returns;
    }
    return stmt;
}

static Stmt *function_def(Parser *p)
{
    size_t start = p->mark;
    ExprSeq list = {0, NULL};
    decorators(p, &list);
    Stmt *stmt = function_def_raw(p);
    if (stmt == NULL) {
        p->mark = start;
        return NULL;
    }
    stmt->as.function_def.decorator_list = list;
    return stmt;
}

static Stmt *class_def_raw(Parser *p)
{
    size_t start = p->mark;
    if (p->explain) {
        invalid_class_def_raw(p);
    }
    Token *name = NULL;
    if (parser_expect(p, TOK_CLASS)) {
        name = parser_expect(p, TOK_NAME);
    }
    if (name == NULL) {
        p->mark = start;
        return NULL;
    }
    size_t middle = p->mark;
    Expr *args = NULL;
    if (parser_expect(p, TOK_LPAR)) {
        args = rule_arguments(p);
        if (!parser_expect(p, TOK_RPAR)) {
            args = NULL;
            p->mark = middle;
        }
    }
    StmtSeq *body = parser_expect(p, TOK_COLON) ? rule_block(p) : NULL;
    if (body == NULL) {
        p->mark = start;
        return NULL;
    }
    Stmt *stmt = parser_stmt(p, STMT_CLASS_DEF, start);
    if (stmt != NULL) {
        stmt->as.class_def.name = parser_name(p, name);
        stmt->as.class_def.body = *body;
        if (args != NULL) {
            stmt->as.class_def.bases = args->as.call.args;
            stmt->as.class_def.keywords = args->as.call.keywords;
        }
    }
    return stmt;
}

static Stmt *class_def(Parser *p)
{
    size_t start = p->mark;
    ExprSeq list = {0, NULL};
    decorators(p, &list);
    Stmt *stmt = class_def_raw(p);
    if (stmt == NULL) {
        p->mark = start;
        return NULL;
    }
    stmt->as.class_def.decorator_list = list;
    return stmt;
}

static Stmt *async_stmt(Parser *p)
{
    Stmt *stmt = function_def(p);
    if (stmt == NULL) {
        stmt = rule_with_stmt(p);
    }
    if (stmt == NULL) {
        stmt = for_stmt(p);
    }
    return stmt;
}

static Stmt *decorated(Parser *p)
{
    Stmt *stmt = function_def(p);
    return stmt != NULL ? stmt : class_def(p);
}

static Stmt *compound_stmt_raw(Parser *p)
{
    switch (parser_kind_at(p, 0)) {
    case TOK_DEF:
        return function_def(p);
    case TOK_AT:
        return decorated(p);
    case TOK_ASYNC:
        return async_stmt(p);
    case TOK_IF:
        return if_stmt(p, TOK_IF);
    case TOK_CLASS:
        return class_def(p);
    case TOK_WITH:
        return rule_with_stmt(p);
    case TOK_FOR:
        return for_stmt(p);
    case TOK_TRY:
        return rule_try_stmt(p);
    case TOK_WHILE:
        return while_stmt(p);
    case TOK_NAME:
        return rule_match_stmt(p);
    default:
        return NULL;
    }
}

Stmt *rule_compound_stmt(Parser *p)
{
    size_t start = p->mark;
    Stmt *stmt = NULL;
    if (parser_enter(p, 3)) {
        stmt = compound_stmt_raw(p);
    }
    parser_leave(p, 3);
    if (stmt == NULL) {
        p->mark = start;
    }
    return stmt;
}
