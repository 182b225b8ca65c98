/* fold_stmt.c - the walk through statements and patterns. */
#include "interp/bytecode/fold_private.h"

#include "interp/bytecode/fold.h"

static void fold_stmts(Folder *folder, StmtSeq stmts);
static void fold_patterns(Folder *folder, PatternSeq seq);

static void fold_pattern(Folder *folder, Pattern *pattern)
{
    if (!fold_enter(folder)) {
        fold_leave(folder);
        return;
    }
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE:
        fold_expr(folder, pattern->as.value.value);
        break;
    case PATTERN_MATCH_SEQUENCE:
        fold_patterns(folder, pattern->as.sequence.patterns);
        break;
    case PATTERN_MATCH_MAPPING:
        fold_seq(folder, pattern->as.mapping.keys);
        fold_patterns(folder, pattern->as.mapping.patterns);
        break;
    case PATTERN_MATCH_CLASS:
        fold_expr(folder, pattern->as.class_.cls);
        fold_patterns(folder, pattern->as.class_.patterns);
        fold_patterns(folder, pattern->as.class_.kwd_patterns);
        break;
    case PATTERN_MATCH_AS:
        if (pattern->as.as_.pattern != NULL) {
            fold_pattern(folder, pattern->as.as_.pattern);
        }
        break;
    case PATTERN_MATCH_OR:
        fold_patterns(folder, pattern->as.or_.patterns);
        break;
    default:
        break;
    }
    fold_leave(folder);
}

static void fold_patterns(Folder *folder, PatternSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        fold_pattern(folder, seq.items[i]);
    }
}

Constant *fold_docstring(StmtSeq body)
{
    if (body.count == 0 || body.items[0]->kind != STMT_EXPR) {
        return NULL;
    }
    const Expr *expr = body.items[0]->as.expr.value;
    if (expr->kind != EXPR_CONSTANT ||
        expr->as.constant.value->kind != CONST_STR) {
        return NULL;
    }
    return expr->as.constant.value;
}

// Folding must not make a docstring of what was none.
static void fold_body(Folder *folder, StmtSeq body)
{
    bool had_docstring = fold_docstring(body) != NULL;
    fold_stmts(folder, body);
    if (had_docstring || fold_docstring(body) == NULL) {
        return;
    }
    Stmt *stmt = body.items[0];
    Expr *joined = arena_alloc(folder->arena, sizeof *joined);
    Expr **items = arena_alloc(folder->arena, sizeof *items);
    if (joined == NULL || items == NULL) {
        return;
    }
    items[0] = stmt->as.expr.value;
    joined->kind = EXPR_JOINED_STR;
    joined->pos = stmt->pos;
    joined->as.joined_str.values.count = 1;
    joined->as.joined_str.values.items = items;
    stmt->as.expr.value = joined;
}

static void fold_match(Folder *folder, Stmt *stmt)
{
    fold_expr(folder, stmt->as.match.subject);
    for (size_t i = 0; i < stmt->as.match.cases.count; i++) {
        MatchCase *match_case = stmt->as.match.cases.items[i];
        fold_pattern(folder, match_case->pattern);
        fold_optional(folder, match_case->guard);
        fold_stmts(folder, match_case->body);
    }
}

static void fold_try(Folder *folder, Stmt *stmt)
{
    fold_stmts(folder, stmt->as.try_.body);
    for (size_t i = 0; i < stmt->as.try_.handlers.count; i++) {
        ExceptHandler *handler = stmt->as.try_.handlers.items[i];
        fold_optional(folder, handler->type);
        fold_stmts(folder, handler->body);
    }
    fold_stmts(folder, stmt->as.try_.orelse);
    fold_stmts(folder, stmt->as.try_.finalbody);
}

static void fold_with(Folder *folder, Stmt *stmt)
{
    for (size_t i = 0; i < stmt->as.with.items.count; i++) {
        fold_expr(folder, stmt->as.with.items.items[i]->context_expr);
        fold_optional(folder, stmt->as.with.items.items[i]->optional_vars);
    }
    fold_stmts(folder, stmt->as.with.body);
}

static void fold_definition(Folder *folder, Stmt *stmt)
{
    if (stmt->kind == STMT_CLASS_DEF) {
        fold_seq(folder, stmt->as.class_def.bases);
        fold_keywords(folder, stmt->as.class_def.keywords);
        fold_body(folder, stmt->as.class_def.body);
        fold_seq(folder, stmt->as.class_def.decorator_list);
        return;
    }
    fold_arguments(folder, stmt->as.function_def.args);
    fold_body(folder, stmt->as.function_def.body);
    fold_seq(folder, stmt->as.function_def.decorator_list);
    if (!folder->future_annotations) {
        fold_optional(folder, stmt->as.function_def.returns);
    }
}

static void fold_block_stmt(Folder *folder, Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
    case STMT_CLASS_DEF:
        fold_definition(folder, stmt);
        break;
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        fold_expr(folder, stmt->as.for_.target);
        fold_expr(folder, stmt->as.for_.iter);
        fold_stmts(folder, stmt->as.for_.body);
        fold_stmts(folder, stmt->as.for_.orelse);
        if (stmt->kind == STMT_FOR) {
            fold_iterable(folder, stmt->as.for_.iter);
        }
        break;
    case STMT_WHILE:
        fold_expr(folder, stmt->as.while_.test);
        fold_stmts(folder, stmt->as.while_.body);
        fold_stmts(folder, stmt->as.while_.orelse);
        break;
    case STMT_IF:
        fold_expr(folder, stmt->as.if_.test);
        fold_stmts(folder, stmt->as.if_.body);
        fold_stmts(folder, stmt->as.if_.orelse);
        break;
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        fold_with(folder, stmt);
        break;
    case STMT_MATCH:
        fold_match(folder, stmt);
        break;
    case STMT_TRY:
    case STMT_TRY_STAR:
        fold_try(folder, stmt);
        break;
    default:
        break;
    }
}

static void fold_stmt(Folder *folder, Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_RETURN:
        fold_optional(folder, stmt->as.return_.value);
        break;
    case STMT_DELETE:
        fold_seq(folder, stmt->as.delete.targets);
        break;
    case STMT_ASSIGN:
        fold_seq(folder, stmt->as.assign.targets);
        fold_expr(folder, stmt->as.assign.value);
        break;
    case STMT_AUG_ASSIGN:
        fold_expr(folder, stmt->as.aug_assign.target);
        fold_expr(folder, stmt->as.aug_assign.value);
        break;
    case STMT_ANN_ASSIGN:
        fold_expr(folder, stmt->as.ann_assign.target);
        if (!folder->future_annotations) {
            fold_expr(folder, stmt->as.ann_assign.annotation);
        }
        fold_optional(folder, stmt->as.ann_assign.value);
        break;
    case STMT_RAISE:
        fold_optional(folder, stmt->as.raise.exc);
        fold_optional(folder, stmt->as.raise.cause);
        break;
    case STMT_ASSERT:
        fold_expr(folder, stmt->as.assert_.test);
        fold_optional(folder, stmt->as.assert_.msg);
        break;
    case STMT_EXPR:
        fold_expr(folder, stmt->as.expr.value);
        break;
    default:
        fold_block_stmt(folder, stmt);
        break;
    }
}

static void fold_stmts(Folder *folder, StmtSeq stmts)
{
    for (size_t i = 0; i < stmts.count; i++) {
        if (fold_enter(folder)) {
            fold_stmt(folder, stmts.items[i]);
        }
        fold_leave(folder);
    }
}

void fold_module(Folder *folder, Mod *mod)
{
    switch (mod->kind) {
    case MOD_MODULE:
        fold_body(folder, mod->body);
        break;
    case MOD_INTERACTIVE:
        fold_stmts(folder, mod->body);
        break;
    case MOD_EXPRESSION:
        fold_expr(folder, mod->expression);
        break;
    }
}
