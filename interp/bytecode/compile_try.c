/* compile_try.c - try, except, except*, finally, with. */
#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"

static void forget_position(Compiler *c)
{
    c->unit->pos = no_pos;
}

static void compile_try_except(Compiler *c, Stmt *stmt);
static void compile_try_groups(Compiler *c, Stmt *stmt);

static void compile_try_finally(Compiler *c, Stmt *stmt)
{
    StmtSeq finalbody = stmt->as.try_.finalbody;
    Block *body = new_block(c);
    Block *end = new_block(c);
    Block *exit = new_block(c);
    emit_jump(c, OP_SETUP_FINALLY, end);
    use_block(c, body);
    frame_block_push(c, BLOCK_FINALLY_TRY, body, end, stmt, NULL);
    if (stmt->as.try_.handlers.count == 0) {
        compile_stmts(c, stmt->as.try_.body);
    } else if (stmt->kind == STMT_TRY_STAR) {
        compile_try_groups(c, stmt);
    } else {
        compile_try_except(c, stmt);
    }
    emit_op_no_line(c, OP_POP_BLOCK);
    frame_block_pop(c);
    compile_stmts(c, finalbody);
    emit_jump_no_line(c, OP_JUMP, exit);

    use_block(c, end);
    frame_block_push(c, BLOCK_FINALLY_END, end, NULL, NULL, NULL);
    forget_position(c);
    Block *cleanup = new_block(c);
    emit_jump(c, OP_SETUP_CLEANUP, cleanup);
    emit_op(c, OP_PUSH_EXC_INFO);
    compile_stmts(c, finalbody);
    frame_block_pop(c);
    emit_arg(c, OP_RERAISE, 0);
    use_block(c, cleanup);
    emit_pop_except_and_reraise(c);
    use_block(c, exit);
}

static void unbind(Compiler *c, const char *name)
{
    if (name != NULL) {
        emit_none(c);
        emit_variable(c, name, CTX_STORE);
        emit_variable(c, name, CTX_DEL);
    }
}

// except E as name: the name goes when the handler ends, however it ends.
static void compile_named_handler(Compiler *c, const ExceptHandler *handler,
                                  Block *end)
{
    Block *cleanup_end = new_block(c);
    Block *cleanup_body = new_block(c);
    emit_variable(c, handler->name, CTX_STORE);
    emit_jump(c, OP_SETUP_CLEANUP, cleanup_end);
    use_block(c, cleanup_body);
    frame_block_push(c, BLOCK_HANDLER_CLEANUP, cleanup_body, NULL, NULL,
                     handler->name);
    compile_stmts(c, handler->body);
    frame_block_pop(c);
    forget_position(c);
    emit_op(c, OP_POP_BLOCK);
    emit_op(c, OP_POP_BLOCK);
    emit_op(c, OP_POP_EXCEPT);
    unbind(c, handler->name);
    emit_jump(c, OP_JUMP, end);
    use_block(c, cleanup_end);
    forget_position(c);
    unbind(c, handler->name);
    emit_arg(c, OP_RERAISE, 1);
}

static void compile_plain_handler(Compiler *c, const ExceptHandler *handler,
                                  Block *end)
{
    Block *cleanup_body = new_block(c);
    emit_op(c, OP_POP_TOP);
    use_block(c, cleanup_body);
    frame_block_push(c, BLOCK_HANDLER_CLEANUP, cleanup_body, NULL, NULL,
                     NULL);
    compile_stmts(c, handler->body);
    frame_block_pop(c);
    forget_position(c);
    emit_op(c, OP_POP_BLOCK);
    emit_op(c, OP_POP_EXCEPT);
    emit_jump(c, OP_JUMP, end);
}

static void compile_handlers(Compiler *c, HandlerSeq handlers, Block *end)
{
    for (size_t i = 0; i < handlers.count && !c->failed; i++) {
        const ExceptHandler *handler = handlers.items[i];
        c->unit->pos = handler->pos;
        if (handler->type == NULL && i + 1 < handlers.count) {
            compile_error(c, "default 'except:' must be last");
            return;
        }
        Block *next = new_block(c);
        if (handler->type != NULL) {
            compile_expr(c, handler->type);
            emit_op(c, OP_CHECK_EXC_MATCH);
            emit_jump(c, OP_POP_JUMP_IF_FALSE, next);
        }
        if (handler->name != NULL) {
            compile_named_handler(c, handler, end);
        } else {
            compile_plain_handler(c, handler, end);
        }
        use_block(c, next);
    }
}

static void compile_try_except(Compiler *c, Stmt *stmt)
{
    Block *body = new_block(c);
    Block *except = new_block(c);
    Block *end = new_block(c);
    Block *cleanup = new_block(c);
    emit_jump(c, OP_SETUP_FINALLY, except);
    use_block(c, body);
    frame_block_push(c, BLOCK_TRY_EXCEPT, body, NULL, NULL, NULL);
    compile_stmts(c, stmt->as.try_.body);
    frame_block_pop(c);
    emit_op_no_line(c, OP_POP_BLOCK);
    compile_stmts(c, stmt->as.try_.orelse);
    emit_jump_no_line(c, OP_JUMP, end);

    use_block(c, except);
    forget_position(c);
    emit_jump(c, OP_SETUP_CLEANUP, cleanup);
    emit_op(c, OP_PUSH_EXC_INFO);
    frame_block_push(c, BLOCK_HANDLER, NULL, NULL, NULL, NULL);
    compile_handlers(c, stmt->as.try_.handlers, end);
    frame_block_pop(c);
    forget_position(c);
    emit_arg(c, OP_RERAISE, 0);
    use_block(c, cleanup);
    emit_pop_except_and_reraise(c);
    use_block(c, end);
}

void compile_try(Compiler *c, Stmt *stmt)
{
    if (stmt->as.try_.finalbody.count > 0) {
        compile_try_finally(c, stmt);
    } else {
        compile_try_except(c, stmt);
    }
}

// --- except* ---------------------------------------------------------------
//
// While the handlers run the stack holds, from the bottom:
//     previous exception, original group, list of what was raised, rest

static void compile_group_body(Compiler *c, const ExceptHandler *handler,
                               Block *next, Block *next_with_error)
{
    Block *cleanup_end = new_block(c);
    Block *cleanup_body = new_block(c);
    if (handler->name != NULL) {
        emit_variable(c, handler->name, CTX_STORE);
    } else {
        emit_op(c, OP_POP_TOP);
    }
    emit_jump(c, OP_SETUP_CLEANUP, cleanup_end);
    use_block(c, cleanup_body);
    frame_block_push(c, BLOCK_HANDLER_CLEANUP, cleanup_body, NULL, NULL,
                     handler->name);
    compile_stmts(c, handler->body);
    frame_block_pop(c);
    forget_position(c);
    emit_op(c, OP_POP_BLOCK);
    unbind(c, handler->name);
    emit_jump(c, OP_JUMP, next);
    use_block(c, cleanup_end);
    forget_position(c);
    unbind(c, handler->name);
    emit_arg(c, OP_LIST_APPEND, 3);
    emit_op(c, OP_POP_TOP); // f_lasti
    emit_jump(c, OP_JUMP, next_with_error);
}

static void compile_group_handlers(Compiler *c, HandlerSeq handlers,
                                   Block *reraise_star)
{
    for (size_t i = 0; i < handlers.count && !c->failed; i++) {
        const ExceptHandler *handler = handlers.items[i];
        c->unit->pos = handler->pos;
        Block *next = new_block(c);
        Block *next_with_error = new_block(c);
        Block *no_match = new_block(c);
        if (i == 0) {
            emit_arg(c, OP_COPY, 1);
            emit_arg(c, OP_BUILD_LIST, 0);
            emit_arg(c, OP_SWAP, 2);
        }
        if (handler->type != NULL) {
            compile_expr(c, handler->type);
            emit_op(c, OP_CHECK_EG_MATCH);
            emit_arg(c, OP_COPY, 1);
            emit_jump(c, OP_POP_JUMP_IF_NONE, no_match);
        }
        compile_group_body(c, handler, next, next_with_error);
        use_block(c, next);
        emit_op(c, OP_NOP);
        emit_jump(c, OP_JUMP, next_with_error);
        use_block(c, no_match);
        emit_op(c, OP_POP_TOP);
        use_block(c, next_with_error);
        if (i + 1 == handlers.count) {
            emit_arg(c, OP_LIST_APPEND, 1);
            emit_jump(c, OP_JUMP, reraise_star);
        }
    }
}

static void compile_try_groups(Compiler *c, Stmt *stmt)
{
    Block *body = new_block(c);
    Block *except = new_block(c);
    Block *orelse = new_block(c);
    Block *end = new_block(c);
    Block *cleanup = new_block(c);
    Block *reraise_star = new_block(c);
    emit_jump(c, OP_SETUP_FINALLY, except);
    use_block(c, body);
    frame_block_push(c, BLOCK_TRY_EXCEPT, body, NULL, NULL, NULL);
    compile_stmts(c, stmt->as.try_.body);
    frame_block_pop(c);
    emit_op_no_line(c, OP_POP_BLOCK);
    emit_jump_no_line(c, OP_JUMP, orelse);

    use_block(c, except);
    forget_position(c);
    emit_jump(c, OP_SETUP_CLEANUP, cleanup);
    emit_op(c, OP_PUSH_EXC_INFO);
    frame_block_push(c, BLOCK_GROUP_HANDLER, NULL, NULL, NULL, NULL);
    compile_group_handlers(c, stmt->as.try_.handlers, reraise_star);
    frame_block_pop(c);

    Block *reraise = new_block(c);
    use_block(c, reraise_star);
    emit_op(c, OP_PREP_RERAISE_STAR);
    emit_arg(c, OP_COPY, 1);
    emit_jump(c, OP_POP_JUMP_IF_NOT_NONE, reraise);
    emit_op(c, OP_POP_TOP);
    emit_op(c, OP_POP_BLOCK);
    emit_op(c, OP_POP_EXCEPT);
    emit_jump(c, OP_JUMP, end);
    use_block(c, reraise);
    emit_op(c, OP_POP_BLOCK);
    emit_arg(c, OP_SWAP, 2);
    emit_op(c, OP_POP_EXCEPT);
    emit_arg(c, OP_RERAISE, 0);
    use_block(c, cleanup);
    emit_pop_except_and_reraise(c);
    use_block(c, orelse);
    compile_stmts(c, stmt->as.try_.orelse);
    use_block(c, end);
}

void compile_try_star(Compiler *c, Stmt *stmt)
{
    if (stmt->as.try_.finalbody.count > 0) {
        compile_try_finally(c, stmt);
    } else {
        compile_try_groups(c, stmt);
    }
}

// --- with ------------------------------------------------------------------

static void call_exit_with_nones(Compiler *c)
{
    emit_none(c);
    emit_none(c);
    emit_none(c);
    emit_call(c, 2);
}

static void await_exit(Compiler *c)
{
    emit_arg(c, OP_GET_AWAITABLE, 2);
    emit_none(c);
    emit_yield_from(c, true);
}

// __exit__'s answer is on the stack: true swallows the exception.
static void finish_with(Compiler *c, Block *cleanup)
{
    Block *suppress = new_block(c);
    forget_position(c);
    emit_jump(c, OP_POP_JUMP_IF_TRUE, suppress);
    emit_arg(c, OP_RERAISE, 2);
    use_block(c, cleanup);
    emit_pop_except_and_reraise(c);
    use_block(c, suppress);
    emit_op(c, OP_POP_TOP);
    emit_op(c, OP_POP_BLOCK);
    emit_op(c, OP_POP_EXCEPT);
    emit_op(c, OP_POP_TOP);
    emit_op(c, OP_POP_TOP);
}

static void bind_item(Compiler *c, const WithItem *item)
{
    if (item->optional_vars != NULL) {
        compile_expr(c, item->optional_vars);
    } else {
        emit_op(c, OP_POP_TOP);
    }
}

void compile_with(Compiler *c, Stmt *stmt, size_t index)
{
    const WithItem *item = stmt->as.with.items.items[index];
    Block *block = new_block(c);
    Block *final = new_block(c);
    Block *exit = new_block(c);
    Block *cleanup = new_block(c);
    compile_expr(c, item->context_expr);
    emit_op(c, OP_BEFORE_WITH);
    emit_jump(c, OP_SETUP_WITH, final);
    use_block(c, block);
    frame_block_push(c, BLOCK_WITH, block, final, stmt, NULL);
    bind_item(c, item);
    if (index + 1 == stmt->as.with.items.count) {
        compile_stmts(c, stmt->as.with.body);
    } else if (!c->failed) {
        compile_with(c, stmt, index + 1);
    }
    forget_position(c);
    emit_op(c, OP_POP_BLOCK);
    frame_block_pop(c);

    c->unit->pos = stmt->pos;
    call_exit_with_nones(c);
    emit_op(c, OP_POP_TOP);
    emit_jump(c, OP_JUMP, exit);
    use_block(c, final);
    emit_jump(c, OP_SETUP_CLEANUP, cleanup);
    emit_op(c, OP_PUSH_EXC_INFO);
    emit_op(c, OP_WITH_EXCEPT_START);
    finish_with(c, cleanup);
    use_block(c, exit);
}

void compile_async_with(Compiler *c, Stmt *stmt, size_t index)
{
    if (c->unit->kind != UNIT_ASYNC_FUNCTION) {
        compile_error(c, "'async with' outside async function");
        return;
    }
    const WithItem *item = stmt->as.with.items.items[index];
    Block *block = new_block(c);
    Block *final = new_block(c);
    Block *exit = new_block(c);
    Block *cleanup = new_block(c);
    compile_expr(c, item->context_expr);
    emit_op(c, OP_BEFORE_ASYNC_WITH);
    emit_arg(c, OP_GET_AWAITABLE, 1);
    emit_none(c);
    emit_yield_from(c, true);
    emit_jump(c, OP_SETUP_WITH, final);
    use_block(c, block);
    frame_block_push(c, BLOCK_ASYNC_WITH, block, final, stmt, NULL);
    bind_item(c, item);
    if (index + 1 == stmt->as.with.items.count) {
        compile_stmts(c, stmt->as.with.body);
    } else if (!c->failed) {
        compile_async_with(c, stmt, index + 1);
    }
    frame_block_pop(c);
    emit_op(c, OP_POP_BLOCK);

    c->unit->pos = stmt->pos;
    call_exit_with_nones(c);
    await_exit(c);
    emit_op(c, OP_POP_TOP);
    emit_jump(c, OP_JUMP, exit);
    use_block(c, final);
    emit_jump(c, OP_SETUP_CLEANUP, cleanup);
    emit_op(c, OP_PUSH_EXC_INFO);
    emit_op(c, OP_WITH_EXCEPT_START);
    await_exit(c);
    finish_with(c, cleanup);
    use_block(c, exit);
}
