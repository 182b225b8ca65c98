/* parse_with_try.c - with and try. */
#include "interp/syntax/rules.h"

static WithItem *new_item(Parser *p, Expr *expr, Expr *target)
{
    WithItem *item = parser_alloc(p, sizeof(WithItem));
    if (item != NULL) {
        item->context_expr = expr;
        item->optional_vars = target;
    }
    return item;
}

static WithItem *with_item(Parser *p)
{
    size_t start = p->mark;
    Expr *expr = rule_expression(p);
    size_t middle = p->mark;
    if (expr != NULL && parser_expect(p, TOK_AS)) {
        Expr *target = rule_star_target(p);
        if (target != NULL &&
            (parser_is(p, TOK_COMMA) || parser_is(p, TOK_RPAR) ||
             parser_is(p, TOK_COLON))) {
            return new_item(p, expr, target);
        }
    }
    p->mark = start;
    if (p->explain) {
        invalid_with_item(p);
    }
    if (expr == NULL) {
        return NULL;
    }
    p->mark = middle;
    return new_item(p, expr, NULL);
}

static bool with_items(Parser *p, WithItemSeq *seq)
{
    seq->count = 0;
    size_t end = p->mark;
    WithItem *item = with_item(p);
    while (item != NULL) {
        APPEND(p, seq, item);
        end = p->mark;
        item = parser_expect(p, TOK_COMMA) ? with_item(p) : NULL;
    }
    p->mark = end;
    return seq->count > 0 && !p->failed;
}

static StmtSeq *with_body(Parser *p, WithItemSeq *items)
{
    size_t start = p->mark;
    if (parser_expect(p, TOK_LPAR) && with_items(p, items)) {
        parser_expect(p, TOK_COMMA);
        if (parser_expect(p, TOK_RPAR) && parser_expect(p, TOK_COLON)) {
            StmtSeq *body = rule_block(p);
            if (body != NULL) {
                return body;
            }
        }
    }
    p->mark = start;
    if (with_items(p, items) && parser_expect(p, TOK_COLON)) {
        return rule_block(p);
    }
    return NULL;
}

Stmt *rule_with_stmt(Parser *p)
{
    size_t start = p->mark;
    WithItemSeq items = {0, NULL};
    StmtSeq *body = NULL;
    if (p->explain) {
        invalid_with_stmt_indent(p);
    }
    bool async = parser_expect(p, TOK_ASYNC) != NULL;
    if (parser_expect(p, TOK_WITH)) {
        body = with_body(p, &items);
    }
    if (body == NULL) {
        p->mark = start;
        if (p->explain) {
            invalid_with_stmt(p);
        }
        return NULL;
    }
    Stmt *stmt = parser_stmt(p, async ? STMT_ASYNC_WITH : STMT_WITH, start);
    if (stmt != NULL) {
        stmt->as.with.items = items;
        stmt->as.with.body = *body;
    }
    return stmt;
}

static ExceptHandler *new_handler(Parser *p, size_t start, Expr *type,
                                  const char *name, const StmtSeq *body)
{
    ExceptHandler *handler = parser_alloc(p, sizeof(ExceptHandler));
    if (handler != NULL) {
        handler->pos = parser_pos(p, start);
        handler->type = type;
        handler->name = name;
        handler->body = *body;
    }
    return handler;
}

// expression ['as' NAME] ':' block
static ExceptHandler *typed_handler(Parser *p, size_t start)
{
    Expr *type = rule_expression(p);
    const char *name = NULL;
    if (type == NULL) {
        return NULL;
    }
    size_t middle = p->mark;
    if (parser_expect(p, TOK_AS)) {
        Token *token = parser_expect(p, TOK_NAME);
        if (token == NULL) {
            p->mark = middle;
        } else {
            name = parser_name(p, token);
        }
    }
    StmtSeq *body = parser_expect(p, TOK_COLON) ? rule_block(p) : NULL;
    return body == NULL ? NULL : new_handler(p, start, type, name, body);
}

ExceptHandler *rule_except_block(Parser *p)
{
    size_t start = p->mark;
    if (!parser_is(p, TOK_EXCEPT)) {
        return NULL;
    }
    if (p->explain) {
        invalid_except_stmt_indent(p);
    }
    parser_expect(p, TOK_EXCEPT);
    ExceptHandler *handler = typed_handler(p, start);
    if (handler != NULL) {
        return handler;
    }
    p->mark = start + 1;
    if (parser_expect(p, TOK_COLON)) {
        StmtSeq *body = rule_block(p);
        if (body != NULL) {
            return new_handler(p, start, NULL, NULL, body);
        }
    }
    p->mark = start;
    if (p->explain) {
        invalid_except_stmt(p);
    }
    return NULL;
}

ExceptHandler *rule_except_star_block(Parser *p)
{
    size_t start = p->mark;
    if (!parser_is(p, TOK_EXCEPT)) {
        return NULL;
    }
    if (p->explain) {
        invalid_except_star_stmt_indent(p);
    }
    parser_expect(p, TOK_EXCEPT);
    if (parser_expect(p, TOK_STAR)) {
        ExceptHandler *handler = typed_handler(p, start);
        if (handler != NULL) {
            return handler;
        }
    }
    p->mark = start;
    if (p->explain) {
        invalid_except_stmt(p);
    }
    return NULL;
}

static bool finally_block(Parser *p, StmtSeq *seq)
{
    size_t start = p->mark;
    if (!parser_is(p, TOK_FINALLY)) {
        return false;
    }
    if (p->explain) {
        invalid_finally_stmt(p);
    }
    parser_expect(p, TOK_FINALLY);
    StmtSeq *body = parser_force(p, TOK_COLON) ? rule_block(p) : NULL;
    if (body == NULL) {
        p->mark = start;
        return false;
    }
    *seq = *body;
    return true;
}

static bool handlers(Parser *p, ExceptHandler *(*rule)(Parser *),
                     HandlerSeq *seq)
{
    ExceptHandler *handler;
    while ((handler = rule(p)) != NULL) {
        APPEND(p, seq, handler);
    }
    return seq->count > 0 && !p->failed;
}

static Stmt *new_try(Parser *p, size_t start, StmtKind kind,
                     const StmtSeq *body, HandlerSeq list)
{
    StmtSeq orelse = {0, NULL};
    StmtSeq finalbody = {0, NULL};
    if (list.count > 0) {
        rule_else_block(p, &orelse);
    }
    finally_block(p, &finalbody);
    Stmt *stmt = parser_stmt(p, kind, start);
    if (stmt != NULL) {
        stmt->as.try_.body = *body;
        stmt->as.try_.handlers = list;
        stmt->as.try_.orelse = orelse;
        stmt->as.try_.finalbody = finalbody;
    }
    return stmt;
}

Stmt *rule_try_stmt(Parser *p)
{
    size_t start = p->mark;
    if (p->explain) {
        invalid_try_stmt(p);
    }
    parser_expect(p, TOK_TRY);
    StmtSeq *body = parser_force(p, TOK_COLON) ? rule_block(p) : NULL;
    if (body == NULL) {
        p->mark = start;
        return NULL;
    }
    size_t middle = p->mark;
    StmtSeq finalbody = {0, NULL};
    HandlerSeq list = {0, NULL};
    if (finally_block(p, &finalbody)) {
        p->mark = middle;
        return new_try(p, start, STMT_TRY, body, list);
    }
    if (handlers(p, rule_except_block, &list)) {
        return new_try(p, start, STMT_TRY, body, list);
    }
    if (handlers(p, rule_except_star_block, &list)) {
        return new_try(p, start, STMT_TRY_STAR, body, list);
    }
    p->mark = start;
    return NULL;
}
