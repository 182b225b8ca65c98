/* compile_unwind.c - what break, continue and return do on their way out. */
#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"

static void swap_if(Compiler *c, bool preserve)
{
    if (preserve) {
        emit_arg(c, OP_SWAP, 2);
    }
}

static void unwind_finally_try(Compiler *c, const FrameBlock *block,
                               bool preserve)
{
    emit_op(c, OP_POP_BLOCK);
    if (preserve) {
        frame_block_push(c, BLOCK_POP_VALUE, NULL, NULL, NULL, NULL);
    }
    compile_stmts(c, block->stmt->as.try_.finalbody);
    if (preserve) {
        frame_block_pop(c);
    }
    // The rest happens after the finally block, on no line of its own.
    c->unit->pos = no_pos;
}

static void unwind_with(Compiler *c, const FrameBlock *block, bool preserve)
{
    c->unit->pos = block->stmt->pos;
    emit_op(c, OP_POP_BLOCK);
    swap_if(c, preserve);
    emit_none(c);
    emit_none(c);
    emit_none(c);
    emit_call(c, 2);
    if (block->kind == BLOCK_ASYNC_WITH) {
        emit_arg(c, OP_GET_AWAITABLE, 2);
        emit_none(c);
        emit_yield_from(c, true);
    }
    emit_op(c, OP_POP_TOP);
    c->unit->pos = no_pos;
}

static void unwind_handler(Compiler *c, const FrameBlock *block,
                           bool preserve)
{
    if (block->name != NULL) {
        emit_op(c, OP_POP_BLOCK);
    }
    swap_if(c, preserve);
    emit_op(c, OP_POP_BLOCK);
    emit_op(c, OP_POP_EXCEPT);
    if (block->name != NULL) {
        emit_none(c);
        emit_variable(c, block->name, CTX_STORE);
        emit_variable(c, block->name, CTX_DEL);
    }
}

void unwind_block(Compiler *c, const FrameBlock *block, bool preserve)
{
    switch (block->kind) {
    case BLOCK_WHILE:
    case BLOCK_HANDLER:
    case BLOCK_GROUP_HANDLER:
    case BLOCK_ASYNC_COMPREHENSION:
        break;
    case BLOCK_FOR:
    case BLOCK_POP_VALUE:
        swap_if(c, preserve);
        emit_op(c, OP_POP_TOP);
        break;
    case BLOCK_TRY_EXCEPT:
        emit_op(c, OP_POP_BLOCK);
        break;
    case BLOCK_FINALLY_TRY:
        unwind_finally_try(c, block, preserve);
        break;
    case BLOCK_FINALLY_END:
        swap_if(c, preserve);
        emit_op(c, OP_POP_TOP);
        swap_if(c, preserve);
        emit_op(c, OP_POP_BLOCK);
        emit_op(c, OP_POP_EXCEPT);
        break;
    case BLOCK_WITH:
    case BLOCK_ASYNC_WITH:
        unwind_with(c, block, preserve);
        break;
    case BLOCK_HANDLER_CLEANUP:
        unwind_handler(c, block, preserve);
        break;
    }
}

bool unwind_blocks(Compiler *c, bool preserve, FrameBlock *loop)
{
    Unit *unit = c->unit;
    if (unit->block_count == 0 || c->failed) {
        return false;
    }
    FrameBlock top = unit->blocks[unit->block_count - 1];
    if (top.kind == BLOCK_GROUP_HANDLER) {
        compile_error(c, "'break', 'continue' and 'return' cannot appear in "
                         "an except* block");
        return false;
    }
    if (loop != NULL &&
        (top.kind == BLOCK_WHILE || top.kind == BLOCK_FOR)) {
        *loop = top;
        return true;
    }
    unit->block_count--;
    unwind_block(c, &top, preserve);
    bool found = unwind_blocks(c, preserve, loop);
    unit->blocks[unit->block_count] = top;
    unit->block_count++;
    return found;
}
