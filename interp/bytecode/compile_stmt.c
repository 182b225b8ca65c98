/* compile_stmt.c - statements. */
#include <string.h>

#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"
#include "interp/bytecode/fold.h"

void compile_stmts(Compiler *c, StmtSeq stmts)
{
    for (size_t i = 0; i < stmts.count && !c->failed; i++) {
        compile_stmt(c, stmts.items[i]);
    }
}

// --- loops and jumps -------------------------------------------------------

static void compile_if(Compiler *c, Stmt *stmt)
{
    Block *end = new_block(c);
    Block *next = end;
    if (stmt->as.if_.orelse.count > 0) {
        next = new_block(c);
    }
    compile_jump_if(c, stmt->as.if_.test, next, false);
    compile_stmts(c, stmt->as.if_.body);
    if (stmt->as.if_.orelse.count > 0) {
        emit_jump_no_line(c, OP_JUMP, end);
        use_block(c, next);
        compile_stmts(c, stmt->as.if_.orelse);
    }
    use_block(c, end);
}

static void compile_for(Compiler *c, Stmt *stmt)
{
    Block *start = new_block(c);
    Block *body = new_block(c);
    Block *cleanup = new_block(c);
    Block *end = new_block(c);
    frame_block_push(c, BLOCK_FOR, start, end, NULL, NULL);
    compile_expr(c, stmt->as.for_.iter);
    emit_op(c, OP_GET_ITER);
    use_block(c, start);
    emit_jump(c, OP_FOR_ITER, cleanup);
    use_block(c, body);
    compile_expr(c, stmt->as.for_.target);
    compile_stmts(c, stmt->as.for_.body);
    c->unit->pos = no_pos;
    emit_jump(c, OP_JUMP, start);
    use_block(c, cleanup);
    frame_block_pop(c);
    compile_stmts(c, stmt->as.for_.orelse);
    use_block(c, end);
}

static void compile_async_for(Compiler *c, Stmt *stmt)
{
    if (c->unit->kind != UNIT_ASYNC_FUNCTION) {
        compile_error(c, "'async for' outside async function");
        return;
    }
    Block *start = new_block(c);
    Block *except = new_block(c);
    Block *end = new_block(c);
    compile_expr(c, stmt->as.for_.iter);
    emit_op(c, OP_GET_AITER);
    use_block(c, start);
    frame_block_push(c, BLOCK_FOR, start, end, NULL, NULL);
    emit_jump(c, OP_SETUP_FINALLY, except);
    emit_op(c, OP_GET_ANEXT);
    emit_none(c);
    emit_yield_from(c, true);
    emit_op(c, OP_POP_BLOCK);
    compile_expr(c, stmt->as.for_.target);
    compile_stmts(c, stmt->as.for_.body);
    c->unit->pos = no_pos;
    emit_jump(c, OP_JUMP, start);
    frame_block_pop(c);
    use_block(c, except);
    // The loop ends where it takes the next item.
    c->unit->pos = stmt->as.for_.iter->pos;
    emit_op(c, OP_END_ASYNC_FOR);
    compile_stmts(c, stmt->as.for_.orelse);
    use_block(c, end);
}

static void compile_while(Compiler *c, Stmt *stmt)
{
    Block *loop = new_block(c);
    Block *body = new_block(c);
    Block *anchor = new_block(c);
    Block *end = new_block(c);
    use_block(c, loop);
    frame_block_push(c, BLOCK_WHILE, loop, end, NULL, NULL);
    compile_jump_if(c, stmt->as.while_.test, anchor, false);
    use_block(c, body);
    compile_stmts(c, stmt->as.while_.body);
    c->unit->pos = stmt->pos;
    compile_jump_if(c, stmt->as.while_.test, body, true);
    frame_block_pop(c);
    use_block(c, anchor);
    compile_stmts(c, stmt->as.while_.orelse);
    use_block(c, end);
}

static void compile_return(Compiler *c, Stmt *stmt)
{
    Expr *value = stmt->as.return_.value;
    bool preserve = value != NULL && value->kind != EXPR_CONSTANT;
    const Scope *scope = c->unit->scope;
    if (scope->type != SCOPE_FUNCTION) {
        compile_error(c, "'return' outside function");
    }
    if (value != NULL && scope->coroutine && scope->generator) {
        compile_error(c, "'return' with value in async generator");
    }
    if (preserve) {
        compile_expr(c, value);
    } else if (value != NULL) {
        c->unit->pos = value->pos;
        emit_op(c, OP_NOP);
    }
    if (value == NULL || value->pos.line != stmt->pos.line) {
        c->unit->pos = stmt->pos;
        emit_op(c, OP_NOP);
    }
    unwind_blocks(c, preserve, NULL);
    if (value == NULL) {
        emit_none(c);
    } else if (!preserve) {
        emit_const(c, value->as.constant.value);
    }
    emit_op(c, OP_RETURN_VALUE);
}

static void compile_loop_exit(Compiler *c, Stmt *stmt)
{
    bool is_break = stmt->kind == STMT_BREAK;
    FrameBlock loop;
    emit_op(c, OP_NOP);
    if (!unwind_blocks(c, false, &loop)) {
        c->unit->pos = stmt->pos;
        compile_error(c, is_break ? "'break' outside loop"
                                  : "'continue' not properly in loop");
        return;
    }
    if (is_break) {
        unwind_block(c, &loop, false);
    }
    emit_jump(c, OP_JUMP, is_break ? loop.exit : loop.start);
}

// --- imports ---------------------------------------------------------------

// import a.b.c as d: takes b from a, c from b.
static void import_as(Compiler *c, const char *name, const char *asname)
{
    const char *dot = strchr(name, '.');
    if (dot == NULL) {
        emit_variable(c, asname, CTX_STORE);
        return;
    }
    while (!c->failed) {
        const char *start = dot + 1;
        size_t length = strcspn(start, ".");
        const char *attr = arena_intern(c->arena, start, length);
        if (attr == NULL) {
            compile_no_memory(c);
            return;
        }
        emit_plain_name(c, OP_IMPORT_FROM, attr);
        if (start[length] == '\0') {
            break;
        }
        dot = start + length;
        emit_arg(c, OP_SWAP, 2);
        emit_op(c, OP_POP_TOP);
    }
    emit_variable(c, asname, CTX_STORE);
    emit_op(c, OP_POP_TOP);
}

static void compile_import(Compiler *c, Stmt *stmt)
{
    for (size_t i = 0; i < stmt->as.import.names.count && !c->failed; i++) {
        const Alias *alias = stmt->as.import.names.items[i];
        emit_int(c, 0);
        emit_none(c);
        emit_name(c, OP_IMPORT_NAME, alias->name);
        if (alias->asname != NULL) {
            import_as(c, alias->name, alias->asname);
            continue;
        }
        const char *top = arena_intern(c->arena, alias->name,
                                       strcspn(alias->name, "."));
        if (top == NULL) {
            compile_no_memory(c);
            return;
        }
        emit_variable(c, top, CTX_STORE);
    }
}

static void compile_import_from(Compiler *c, Stmt *stmt)
{
    AliasSeq aliases = stmt->as.import_from.names;
    const char *module = stmt->as.import_from.module;
    emit_int(c, stmt->as.import_from.level);
    Constant *names = new_tuple(c, aliases.count);
    for (size_t i = 0; names != NULL && i < aliases.count; i++) {
        names->as.tuple.items[i] = new_str(c, aliases.items[i]->name);
    }
    if (stmt->pos.line > c->future_line && module != NULL &&
        strcmp(module, "__future__") == 0) {
        compile_error(c, "from __future__ imports must occur at the "
                         "beginning of the file");
    }
    if (c->failed) {
        return;
    }
    emit_const(c, names);
    emit_name(c, OP_IMPORT_NAME, module == NULL ? "" : module);
    if (aliases.items[0]->name[0] == '*') {
        emit_op(c, OP_IMPORT_STAR);
        return;
    }
    for (size_t i = 0; i < aliases.count; i++) {
        const Alias *alias = aliases.items[i];
        emit_name(c, OP_IMPORT_FROM, alias->name);
        emit_variable(c, alias->asname != NULL ? alias->asname : alias->name,
                      CTX_STORE);
    }
    emit_op(c, OP_POP_TOP);
}

// --- assignments -----------------------------------------------------------

static void compile_assign(Compiler *c, Stmt *stmt)
{
    ExprSeq targets = stmt->as.assign.targets;
    compile_expr(c, stmt->as.assign.value);
    for (size_t i = 0; i < targets.count; i++) {
        if (i + 1 < targets.count) {
            emit_arg(c, OP_COPY, 1);
        }
        compile_expr(c, targets.items[i]);
    }
}

static void load_aug_target(Compiler *c, Expr *target)
{
    c->unit->pos = target->pos;
    switch (target->kind) {
    case EXPR_ATTRIBUTE:
        compile_expr(c, target->as.attribute.value);
        emit_arg(c, OP_COPY, 1);
        move_to_attribute(c, target);
        emit_name(c, OP_LOAD_ATTR, target->as.attribute.attr);
        break;
    case EXPR_SUBSCRIPT:
        compile_expr(c, target->as.subscript.value);
        compile_expr(c, target->as.subscript.slice);
        emit_arg(c, OP_COPY, 2);
        emit_arg(c, OP_COPY, 2);
        emit_op(c, OP_BINARY_SUBSCR);
        break;
    default:
        emit_variable(c, target->as.name.id, CTX_LOAD);
        break;
    }
}

static void store_aug_target(Compiler *c, Expr *target)
{
    c->unit->pos = target->pos;
    switch (target->kind) {
    case EXPR_ATTRIBUTE:
        move_to_attribute(c, target);
        emit_arg(c, OP_SWAP, 2);
        emit_name(c, OP_STORE_ATTR, target->as.attribute.attr);
        break;
    case EXPR_SUBSCRIPT:
        emit_arg(c, OP_SWAP, 3);
        emit_arg(c, OP_SWAP, 2);
        emit_op(c, OP_STORE_SUBSCR);
        break;
    default:
        emit_variable(c, target->as.name.id, CTX_STORE);
        break;
    }
}

static void compile_aug_assign(Compiler *c, Stmt *stmt)
{
    load_aug_target(c, stmt->as.aug_assign.target);
    if (c->failed) {
        return;
    }
    c->unit->pos = stmt->pos;
    compile_expr(c, stmt->as.aug_assign.value);
    emit_binary(c, stmt->as.aug_assign.op, true);
    if (!c->failed) {
        store_aug_target(c, stmt->as.aug_assign.target);
    }
}

static void evaluate_only(Compiler *c, Expr *expr)
{
    compile_expr(c, expr);
    emit_op(c, OP_POP_TOP);
}

static void evaluate_subscript(Compiler *c, Expr *expr)
{
    if (expr->kind == EXPR_SLICE) {
        Expr *bounds[] = {expr->as.slice.lower, expr->as.slice.upper,
                          expr->as.slice.step};
        for (int i = 0; i < 3; i++) {
            if (bounds[i] != NULL) {
                evaluate_only(c, bounds[i]);
            }
        }
    } else if (expr->kind == EXPR_TUPLE) {
        for (size_t i = 0; i < expr->as.tuple.elts.count; i++) {
            evaluate_subscript(c, expr->as.tuple.elts.items[i]);
        }
    } else {
        evaluate_only(c, expr);
    }
}

// Whether annotations are evaluated here: they are not in functions.
static bool keeps_annotations(const Compiler *c)
{
    return c->unit->kind == UNIT_MODULE || c->unit->kind == UNIT_CLASS;
}

static void annotate_name(Compiler *c, Stmt *stmt)
{
    Expr *annotation = stmt->as.ann_assign.annotation;
    const char *name = stmt->as.ann_assign.target->as.name.id;
    if (is_forbidden(c, name, CTX_STORE) || !stmt->as.ann_assign.simple ||
        !keeps_annotations(c)) {
        return;
    }
    if (c->symtable.future_annotations) {
        compile_annotation_text(c, annotation);
    } else {
        compile_expr(c, annotation);
    }
    emit_name(c, OP_LOAD_NAME, "__annotations__");
    emit_text(c, mangle(c, name));
    emit_op(c, OP_STORE_SUBSCR);
}

static void compile_ann_assign(Compiler *c, Stmt *stmt)
{
    Expr *target = stmt->as.ann_assign.target;
    bool bare = stmt->as.ann_assign.value == NULL;
    if (!bare) {
        compile_expr(c, stmt->as.ann_assign.value);
        compile_expr(c, target);
    }
    if (c->failed) {
        return;
    }
    if (target->kind == EXPR_NAME) {
        annotate_name(c, stmt);
    } else if (target->kind == EXPR_ATTRIBUTE) {
        if (!is_forbidden(c, target->as.attribute.attr, CTX_STORE) && bare) {
            evaluate_only(c, target->as.attribute.value);
        }
    } else if (target->kind == EXPR_SUBSCRIPT && bare) {
        evaluate_only(c, target->as.subscript.value);
        evaluate_subscript(c, target->as.subscript.slice);
    }
    if (!stmt->as.ann_assign.simple && !c->symtable.future_annotations &&
        keeps_annotations(c)) {
        evaluate_only(c, stmt->as.ann_assign.annotation);
    }
}

// --- simple statements -----------------------------------------------------

static void compile_assert(Compiler *c, Stmt *stmt)
{
    Expr *test = stmt->as.assert_.test;
    bool tuple =
        (test->kind == EXPR_TUPLE && test->as.tuple.elts.count > 0) ||
        (test->kind == EXPR_CONSTANT &&
         test->as.constant.value->kind == CONST_TUPLE &&
         test->as.constant.value->as.tuple.count > 0);
    if (tuple) {
        compile_warn(c, "assertion is always true, perhaps remove "
                        "parentheses?");
    }
    if (c->optimize > 0) {
        return;
    }
    Block *end = new_block(c);
    compile_jump_if(c, test, end, true);
    emit_op(c, OP_LOAD_ASSERTION_ERROR);
    if (stmt->as.assert_.msg != NULL) {
        compile_expr(c, stmt->as.assert_.msg);
        emit_call(c, 0);
    }
    emit_arg(c, OP_RAISE_VARARGS, 1);
    use_block(c, end);
}

static void compile_raise(Compiler *c, Stmt *stmt)
{
    int n = 0;
    if (stmt->as.raise.exc != NULL) {
        compile_expr(c, stmt->as.raise.exc);
        n++;
        if (stmt->as.raise.cause != NULL) {
            compile_expr(c, stmt->as.raise.cause);
            n++;
        }
    }
    emit_arg(c, OP_RAISE_VARARGS, n);
}

static void compile_expr_stmt(Compiler *c, Stmt *stmt)
{
    Expr *value = stmt->as.expr.value;
    if (c->interactive && c->nesting <= 1) {
        compile_expr(c, value);
        emit_op(c, OP_PRINT_EXPR);
        return;
    }
    if (value->kind == EXPR_CONSTANT) {
        emit_op(c, OP_NOP);
        return;
    }
    compile_expr(c, value);
    c->unit->pos = no_pos;
    emit_op(c, OP_POP_TOP);
}

static void compile_block_stmt(Compiler *c, Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        compile_function(c, stmt);
        break;
    case STMT_CLASS_DEF:
        compile_class(c, stmt);
        break;
    case STMT_FOR:
        compile_for(c, stmt);
        break;
    case STMT_ASYNC_FOR:
        compile_async_for(c, stmt);
        break;
    case STMT_WHILE:
        compile_while(c, stmt);
        break;
    case STMT_IF:
        compile_if(c, stmt);
        break;
    case STMT_WITH:
        compile_with(c, stmt, 0);
        break;
    case STMT_ASYNC_WITH:
        compile_async_with(c, stmt, 0);
        break;
    case STMT_MATCH:
        compile_match(c, stmt);
        break;
    case STMT_TRY:
        compile_try(c, stmt);
        break;
    case STMT_TRY_STAR:
        compile_try_star(c, stmt);
        break;
    default:
        break;
    }
}

void compile_stmt(Compiler *c, Stmt *stmt)
{
    c->unit->pos = stmt->pos;
    switch (stmt->kind) {
    case STMT_RETURN:
        compile_return(c, stmt);
        break;
    case STMT_DELETE:
        compile_exprs(c, stmt->as.delete.targets);
        break;
    case STMT_ASSIGN:
        compile_assign(c, stmt);
        break;
    case STMT_AUG_ASSIGN:
        compile_aug_assign(c, stmt);
        break;
    case STMT_ANN_ASSIGN:
        compile_ann_assign(c, stmt);
        break;
    case STMT_RAISE:
        compile_raise(c, stmt);
        break;
    case STMT_ASSERT:
        compile_assert(c, stmt);
        break;
    case STMT_IMPORT:
        compile_import(c, stmt);
        break;
    case STMT_IMPORT_FROM:
        compile_import_from(c, stmt);
        break;
    case STMT_EXPR:
        compile_expr_stmt(c, stmt);
        break;
    case STMT_PASS:
        emit_op(c, OP_NOP);
        break;
    case STMT_BREAK:
    case STMT_CONTINUE:
        compile_loop_exit(c, stmt);
        break;
    default:
        compile_block_stmt(c, stmt);
        break;
    }
}

// --- bodies ----------------------------------------------------------------

static bool has_annotation(StmtSeq stmts);

static bool block_has_annotation(const Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_ANN_ASSIGN:
        return true;
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        return has_annotation(stmt->as.for_.body) ||
               has_annotation(stmt->as.for_.orelse);
    case STMT_WHILE:
        return has_annotation(stmt->as.while_.body) ||
               has_annotation(stmt->as.while_.orelse);
    case STMT_IF:
        return has_annotation(stmt->as.if_.body) ||
               has_annotation(stmt->as.if_.orelse);
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        return has_annotation(stmt->as.with.body);
    case STMT_TRY:
    case STMT_TRY_STAR:
        for (size_t i = 0; i < stmt->as.try_.handlers.count; i++) {
            if (has_annotation(stmt->as.try_.handlers.items[i]->body)) {
                return true;
            }
        }
        return has_annotation(stmt->as.try_.body) ||
               has_annotation(stmt->as.try_.finalbody) ||
               has_annotation(stmt->as.try_.orelse);
    default:
        return false;
    }
}

static bool has_annotation(StmtSeq stmts)
{
    for (size_t i = 0; i < stmts.count; i++) {
        if (block_has_annotation(stmts.items[i])) {
            return true;
        }
    }
    return false;
}

void compile_body(Compiler *c, StmtSeq body)
{
    if (c->unit->kind == UNIT_MODULE && body.count > 0 && !c->interactive) {
        c->unit->pos = body.items[0]->pos;
    }
    if (has_annotation(body)) {
        emit_op(c, OP_SETUP_ANNOTATIONS);
    }
    size_t first = 0;
    if (c->interactive && c->unit->kind == UNIT_MODULE) {
        compile_stmts(c, body);
        return;
    }
    if (c->optimize < 2 && fold_docstring(body) != NULL) {
        compile_expr(c, body.items[0]->as.expr.value);
        c->unit->pos = no_pos;
        emit_variable(c, "__doc__", CTX_STORE);
        first = 1;
    }
    for (size_t i = first; i < body.count && !c->failed; i++) {
        compile_stmt(c, body.items[i]);
    }
}
