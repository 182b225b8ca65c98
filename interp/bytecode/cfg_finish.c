/* cfg_finish.c - positions, stack depth, exception handlers and jumps. */
#include "interp/bytecode/cfg.h"

#include <limits.h>

static Block *copy_block(Cfg *cfg, const Block *block)
{
    Block *copy = cfg_new_block(cfg);
    for (int i = 0; i < block->count; i++) {
        cfg_append(cfg, copy, block->instrs[i]);
    }
    copy->exits = block->exits;
    copy->no_fallthrough = true;
    return copy;
}

void cfg_duplicate_exits(Cfg *cfg)
{
    for (Block *block = cfg->newest; block != NULL && !cfg->failed;
         block = block->older) {
        Instr *last = cfg_last(block);
        if (last == NULL || !cfg_is_jump(last)) {
            continue;
        }
        Block *target = last->target;
        if (!cfg_is_bare_exit(target) || target->predecessors <= 1) {
            continue;
        }
        Block *copy = copy_block(cfg, target);
        if (cfg->failed) {
            return;
        }
        copy->instrs[0].pos = last->pos;
        last->target = copy;
        target->predecessors--;
        copy->predecessors = 1;
        copy->next = target->next;
        target->next = copy;
    }
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        while (block->next != NULL && block->next->count == 0) {
            block->next = block->next->next;
        }
    }
    // What is left is reached by falling through only.
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        if (!block->no_fallthrough && block->next != NULL &&
            block->count > 0 && cfg_is_bare_exit(block->next)) {
            block->next->instrs[0].pos = cfg_last(block)->pos;
        }
    }
}

static void give_position(Block *block, Pos pos)
{
    if (block->predecessors == 1 && block->count > 0 &&
        block->instrs[0].pos.line < 0) {
        block->instrs[0].pos = pos;
    }
}

static void guarantee_exit_lines(Cfg *cfg, int line)
{
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        const Instr *last = cfg_last(block);
        if (last == NULL) {
            continue;
        }
        if (last->pos.line >= 0) {
            line = last->pos.line;
        } else if (last->opcode == OP_RETURN_VALUE) {
            for (int i = 0; i < block->count; i++) {
                block->instrs[i].pos.line = line;
            }
        }
    }
}

void cfg_propagate_positions(Cfg *cfg, int first_line)
{
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        if (block->count == 0) {
            continue;
        }
        Pos pos = no_pos;
        for (int i = 0; i < block->count; i++) {
            if (block->instrs[i].pos.line < 0) {
                block->instrs[i].pos = pos;
            } else {
                pos = block->instrs[i].pos;
            }
        }
        if (!block->no_fallthrough && block->next != NULL) {
            give_position(block->next, pos);
        }
        if (cfg_is_jump(cfg_last(block))) {
            give_position(cfg_last(block)->target, pos);
        }
    }
    guarantee_exit_lines(cfg, first_line);
}

static Block **block_stack(Cfg *cfg)
{
    size_t n = 1;
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        n++;
    }
    Block **stack = arena_alloc(cfg->arena, n * sizeof *stack);
    if (stack == NULL) {
        cfg->failed = true;
    }
    return stack;
}

typedef struct DepthWalk {
    Block **top;
    int deepest;
    bool broken;
} DepthWalk;

static void push_depth(DepthWalk *walk, Block *block, int depth)
{
    if (block->start_depth == INT_MIN && depth >= 0) {
        block->start_depth = depth;
        *walk->top = block;
        walk->top++;
    } else if (block->start_depth != depth) {
        walk->broken = true;
    }
    if (depth > walk->deepest) {
        walk->deepest = depth;
    }
}

static void walk_block(DepthWalk *walk, Block *block)
{
    int depth = block->start_depth;
    for (int i = 0; i < block->count; i++) {
        const Instr *instr = &block->instrs[i];
        int after = depth + opcode_stack_effect(instr->opcode,
                                                instr->operand, 0);
        if (after < 0) {
            walk->broken = true;
        }
        if (after > walk->deepest) {
            walk->deepest = after;
        }
        if (cfg_is_jump(instr) || cfg_is_setup(instr)) {
            int effect = opcode_stack_effect(instr->opcode, instr->operand,
                                             1);
            push_depth(walk, instr->target, depth + effect);
        }
        depth = after;
    }
    if (!block->no_fallthrough && block->next != NULL) {
        push_depth(walk, block->next, depth);
    }
}

int cfg_stack_depth(Cfg *cfg, bool is_generator)
{
    if (cfg->failed) {
        return -1;
    }
    Block **stack = block_stack(cfg);
    if (stack == NULL) {
        return -1;
    }
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        block->start_depth = INT_MIN;
    }
    DepthWalk walk = {stack, 0, false};
    // A generator starts with what RETURN_GENERATOR is said to leave.
    push_depth(&walk, cfg->entry, is_generator ? 1 : 0);
    while (walk.top > stack && !walk.broken) {
        walk.top--;
        walk_block(&walk, *walk.top);
    }
    cfg->broken |= walk.broken;
    return walk.broken ? -1 : walk.deepest;
}

// At most so many blocks may nest (20), and handlers of handlers.
#define MAX_HANDLERS 24

typedef struct HandlerStack {
    int depth;
    Block *handlers[MAX_HANDLERS];
} HandlerStack;

static Block *innermost(const HandlerStack *stack)
{
    return stack->depth == 0 ? NULL : stack->handlers[stack->depth - 1];
}

static void pass_handlers(Cfg *cfg, Block *block, const HandlerStack *stack,
                          Block ***top)
{
    if (block->visited) {
        return;
    }
    block->handlers = arena_alloc(cfg->arena, sizeof *stack);
    if (block->handlers == NULL) {
        cfg->failed = true;
        return;
    }
    *block->handlers = *stack;
    block->visited = true;
    **top = block;
    (*top)++;
}

static void label_block(Cfg *cfg, Block *block, Block ***top)
{
    HandlerStack stack = *block->handlers;
    for (int i = 0; i < block->count && !cfg->failed; i++) {
        Instr *instr = &block->instrs[i];
        // What opens and closes a block is covered by no handler itself.
        if (cfg_is_setup(instr)) {
            pass_handlers(cfg, instr->target, &stack, top);
            if (instr->opcode != OP_SETUP_FINALLY) {
                instr->target->keeps_lasti = true;
            }
            if (stack.depth == MAX_HANDLERS) {
                cfg->broken = true;
                return;
            }
            stack.handlers[stack.depth] = instr->target;
            stack.depth++;
            instr->opcode = OP_NOP;
        } else if (instr->opcode == OP_POP_BLOCK) {
            if (stack.depth == 0) {
                cfg->broken = true;
                return;
            }
            stack.depth--;
            instr->opcode = OP_NOP;
        } else {
            instr->handler = innermost(&stack);
            if (cfg_is_jump(instr)) {
                pass_handlers(cfg, instr->target, &stack, top);
            }
        }
    }
    if (!block->no_fallthrough && block->next != NULL) {
        pass_handlers(cfg, block->next, &stack, top);
    }
}

void cfg_label_handlers(Cfg *cfg)
{
    if (cfg->failed) {
        return;
    }
    Block **stack = block_stack(cfg);
    if (stack == NULL) {
        return;
    }
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        block->visited = false;
    }
    Block **top = stack;
    HandlerStack none = {0};
    pass_handlers(cfg, cfg->entry, &none, &top);
    while (top > stack && !cfg->failed && !cfg->broken) {
        top--;
        label_block(cfg, *top, &top);
    }
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        cfg_clean_block(block);
    }
}

static int real_jump(int opcode, bool forward)
{
    switch (opcode) {
    case OP_JUMP:
        return forward ? OP_JUMP_FORWARD : OP_JUMP_BACKWARD;
    case OP_JUMP_NO_INTERRUPT:
        return forward ? OP_JUMP_FORWARD : OP_JUMP_BACKWARD_NO_INTERRUPT;
    case OP_POP_JUMP_IF_FALSE:
        return forward ? OP_POP_JUMP_FORWARD_IF_FALSE
                       : OP_POP_JUMP_BACKWARD_IF_FALSE;
    case OP_POP_JUMP_IF_TRUE:
        return forward ? OP_POP_JUMP_FORWARD_IF_TRUE
                       : OP_POP_JUMP_BACKWARD_IF_TRUE;
    case OP_POP_JUMP_IF_NONE:
        return forward ? OP_POP_JUMP_FORWARD_IF_NONE
                       : OP_POP_JUMP_BACKWARD_IF_NONE;
    case OP_POP_JUMP_IF_NOT_NONE:
        return forward ? OP_POP_JUMP_FORWARD_IF_NOT_NONE
                       : OP_POP_JUMP_BACKWARD_IF_NOT_NONE;
    default:
        return opcode;
    }
}

static void choose_jumps(Cfg *cfg)
{
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        block->visited = false;
    }
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        block->visited = true;
        Instr *last = cfg_last(block);
        if (last != NULL && cfg_is_jump(last)) {
            last->opcode = real_jump(last->opcode, !last->target->visited);
        }
    }
}

static int extended_args(int operand)
{
    return (operand > 0xFF) + (operand > 0xFFFF) + (operand > 0xFFFFFF);
}

int cfg_instr_size(const Instr *instr)
{
    return extended_args(instr->operand) + 1 + opcode_caches(instr->opcode);
}

static void set_offsets(Cfg *cfg)
{
    int offset = 0;
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        block->offset = offset;
        for (int i = 0; i < block->count; i++) {
            offset += cfg_instr_size(&block->instrs[i]);
        }
    }
}

// Sets jump operands; whether any of them changed its instruction's size.
static bool set_operands(Cfg *cfg)
{
    bool changed = false;
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        int offset = block->offset;
        for (int i = 0; i < block->count; i++) {
            Instr *instr = &block->instrs[i];
            int size = cfg_instr_size(instr);
            offset += size;
            if (cfg_is_jump(instr)) {
                int distance = instr->target->offset - offset;
                instr->operand = distance < 0 ? -distance : distance;
                changed |= cfg_instr_size(instr) != size;
            }
        }
    }
    return changed;
}

void cfg_resolve_jumps(Cfg *cfg)
{
    if (cfg->failed) {
        return;
    }
    choose_jumps(cfg);
    do {
        set_offsets(cfg);
    } while (set_operands(cfg));
}
