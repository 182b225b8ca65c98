/* cfg_optimize.c - the optimiser over basic blocks. */
#include "interp/bytecode/cfg.h"

#include "interp/bytecode/fold.h"
#include "interp/bytecode/cfg_swaps.h"

// Makes a jump to a jump go to the latter's target, unless a line would be
// lost or nothing would change.
static bool thread_jump(Instr *instr, const Instr *target, int opcode)
{
    if (instr->pos.line != target->pos.line ||
        instr->target == target->target) {
        return false;
    }
    instr->target = target->target;
    instr->opcode = opcode;
    return true;
}

static bool is_conditional(int opcode, bool *jumps_if_true)
{
    *jumps_if_true = opcode == OP_POP_JUMP_IF_TRUE ||
                     opcode == OP_JUMP_IF_TRUE_OR_POP;
    return *jumps_if_true || opcode == OP_POP_JUMP_IF_FALSE ||
           opcode == OP_JUMP_IF_FALSE_OR_POP;
}

// LOAD_CONST and a conditional jump, or `is None` and one.
static void optimize_constant(Block *block, int i, const Constant *constant)
{
    Instr *instr = &block->instrs[i];
    Instr *next = &block->instrs[i + 1];
    bool jumps_if_true;
    if (is_conditional(next->opcode, &jumps_if_true)) {
        bool pops = next->opcode == OP_POP_JUMP_IF_FALSE ||
                    next->opcode == OP_POP_JUMP_IF_TRUE;
        bool jumps = fold_is_true(constant) == jumps_if_true;
        if (pops || !jumps) {
            instr->opcode = OP_NOP;
        }
        next->opcode = jumps ? OP_JUMP : OP_NOP;
        if (jumps) {
            block->no_fallthrough = true;
        }
    } else if (next->opcode == OP_IS_OP && constant->kind == CONST_NONE &&
               i + 2 < block->count) {
        Instr *jump = &block->instrs[i + 2];
        if (jump->opcode != OP_POP_JUMP_IF_FALSE &&
            jump->opcode != OP_POP_JUMP_IF_TRUE) {
            return;
        }
        bool negated = next->operand == 1;
        instr->opcode = OP_NOP;
        next->opcode = OP_NOP;
        jump->opcode = negated != (jump->opcode == OP_POP_JUMP_IF_FALSE)
                           ? OP_POP_JUMP_IF_NOT_NONE
                           : OP_POP_JUMP_IF_NONE;
    }
}

static void fold_tuple(Cfg *cfg, ConstantPool *pool, ConstantList *consts,
                       Instr *first, int n)
{
    for (int i = 0; i < n; i++) {
        if (first[i].opcode != OP_LOAD_CONST &&
            first[i].opcode != OP_KW_NAMES) {
            return;
        }
    }
    Constant *tuple = constant_new(cfg->arena, CONST_TUPLE);
    Constant **items = arena_alloc(cfg->arena, (size_t)n * sizeof *items);
    if (tuple == NULL || items == NULL) {
        cfg->failed = true;
        return;
    }
    for (int i = 0; i < n; i++) {
        items[i] = consts->items[first[i].operand];
    }
    tuple->as.tuple.count = (size_t)n;
    tuple->as.tuple.items = items;
    tuple = pool_intern(pool, tuple);
    if (tuple == NULL) {
        cfg->failed = true;
        return;
    }
    size_t index = 0;
    while (index < consts->count && consts->items[index] != tuple) {
        index++;
    }
    if (index == consts->count &&
        constant_list_append(consts, cfg->arena, tuple) < 0) {
        cfg->failed = true;
        return;
    }
    for (int i = 0; i < n; i++) {
        first[i].opcode = OP_NOP;
    }
    first[n].opcode = OP_LOAD_CONST;
    first[n].operand = (int)index;
}

// BUILD_TUPLE n, UNPACK_SEQUENCE n swaps in place if n is small.
static bool unpack_built_tuple(Block *block, int i)
{
    Instr *instr = &block->instrs[i];
    if (i + 1 >= block->count) {
        return false;
    }
    Instr *next = &block->instrs[i + 1];
    if (next->opcode != OP_UNPACK_SEQUENCE ||
        next->operand != instr->operand || instr->operand < 1 ||
        instr->operand > 3) {
        return false;
    }
    next->opcode = instr->operand == 1 ? OP_NOP : OP_SWAP;
    instr->opcode = OP_NOP;
    return true;
}

// JUMP_IF_x_OR_POP to another conditional jump. Returns whether the
// instruction changed and must be looked at again.
static bool thread_or_pop(Instr *instr, const Instr *target, bool if_true)
{
    int same = if_true ? OP_JUMP_IF_TRUE_OR_POP : OP_JUMP_IF_FALSE_OR_POP;
    int same_pop = if_true ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE;
    int opposite = if_true ? OP_JUMP_IF_FALSE_OR_POP : OP_JUMP_IF_TRUE_OR_POP;
    int opposite_pop = if_true ? OP_POP_JUMP_IF_FALSE : OP_POP_JUMP_IF_TRUE;
    if (target->opcode == same_pop) {
        return thread_jump(instr, target, same_pop);
    }
    if (target->opcode == OP_JUMP || target->opcode == same) {
        return thread_jump(instr, target, same);
    }
    if ((target->opcode == opposite || target->opcode == opposite_pop) &&
        instr->pos.line == target->pos.line) {
        // The second test fails for certain: go on behind it.
        instr->opcode = same_pop;
        instr->target = instr->target->next;
        return true;
    }
    return false;
}

static bool optimize_jump(Instr *instr)
{
    while (instr->target->count == 0 && instr->target->next != NULL) {
        instr->target = instr->target->next;
    }
    if (instr->target->count == 0) {
        return false;
    }
    const Instr *target = &instr->target->instrs[0];
    switch (instr->opcode) {
    case OP_JUMP_IF_FALSE_OR_POP:
        return thread_or_pop(instr, target, false);
    case OP_JUMP_IF_TRUE_OR_POP:
        return thread_or_pop(instr, target, true);
    case OP_JUMP:
    case OP_POP_JUMP_IF_FALSE:
    case OP_POP_JUMP_IF_TRUE:
    case OP_POP_JUMP_IF_NONE:
    case OP_POP_JUMP_IF_NOT_NONE:
        return target->opcode == OP_JUMP &&
               thread_jump(instr, target, instr->opcode);
    default:
        return false;
    }
}

static void optimize_block(Cfg *cfg, Block *block, ConstantPool *pool,
                           ConstantList *consts)
{
    for (int i = 0; i < block->count && !cfg->failed; i++) {
        Instr *instr = &block->instrs[i];
        if (instr->target != NULL &&
            (cfg_is_jump(instr) || cfg_is_setup(instr))) {
            i -= optimize_jump(instr);
            continue;
        }
        switch (instr->opcode) {
        case OP_LOAD_CONST:
            if (i + 1 < block->count) {
                optimize_constant(block, i,
                                  consts->items[instr->operand]);
            }
            break;
        case OP_BUILD_TUPLE:
            if (!unpack_built_tuple(block, i) && i >= instr->operand) {
                fold_tuple(cfg, pool, consts, instr - instr->operand,
                           instr->operand);
            }
            break;
        case OP_PUSH_NULL:
            // LOAD_GLOBAL can push the NULL as well.
            if (i + 1 < block->count && instr[1].opcode == OP_LOAD_GLOBAL) {
                instr->opcode = OP_NOP;
                instr[1].operand |= 1;
            }
            break;
        case OP_SWAP:
            i = cfg_optimize_swap(cfg, block, i);
            break;
        default:
            break;
        }
    }
}

void cfg_clean_block(Block *block)
{
    int kept = 0;
    int line = -1; // of the instruction before
    for (int i = 0; i < block->count; i++) {
        Instr *instr = &block->instrs[i];
        int own = instr->pos.line;
        if (instr->opcode == OP_NOP) {
            instr->operand = 0;
            if (own < 0 || own == line) {
                continue;
            }
            if (i < block->count - 1) {
                int next = block->instrs[i + 1].pos.line;
                if (next == own) {
                    continue;
                }
                if (next < 0) {
                    block->instrs[i + 1].pos = instr->pos;
                    continue;
                }
            } else {
                Block *next = block->next;
                while (next != NULL && next->count == 0) {
                    next = next->next;
                }
                if (next != NULL && next->instrs[0].pos.line == own) {
                    continue;
                }
            }
        }
        block->instrs[kept] = *instr;
        kept++;
        line = own;
    }
    block->count = kept;
}

static void reach(Block *block, Block ***top)
{
    if (block->predecessors == 0) {
        **top = block;
        (*top)++;
    }
    block->predecessors++;
}

static void count_predecessors(Cfg *cfg)
{
    size_t n = 1;
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        n++;
    }
    Block **stack = arena_alloc(cfg->arena, n * sizeof *stack);
    if (stack == NULL) {
        cfg->failed = true;
        return;
    }
    Block **top = stack;
    reach(cfg->entry, &top);
    while (top > stack) {
        top--;
        Block *block = *top;
        if (block->next != NULL && !block->no_fallthrough) {
            reach(block->next, &top);
        }
        for (int i = 0; i < block->count; i++) {
            Instr *instr = &block->instrs[i];
            if (cfg_is_jump(instr) || cfg_is_setup(instr)) {
                reach(instr->target, &top);
            }
        }
    }
}

static void remove_empty_blocks(Cfg *cfg)
{
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        Block *next = block->next;
        while (next != NULL && next->count == 0 && next->next != NULL) {
            next = next->next;
        }
        block->next = next;
    }
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->count; i++) {
            Instr *instr = &block->instrs[i];
            if (cfg_is_jump(instr) || cfg_is_setup(instr)) {
                while (instr->target->count == 0 &&
                       instr->target->next != NULL) {
                    instr->target = instr->target->next;
                }
            }
        }
    }
}

static void remove_dead_code(Cfg *cfg)
{
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        if (block->predecessors == 0) {
            block->count = 0;
            block->no_fallthrough = false;
        }
    }
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        cfg_clean_block(block);
    }
}

void cfg_optimize(Cfg *cfg, ConstantPool *pool, ConstantList *consts)
{
    for (Block *block = cfg->entry; block != NULL && !cfg->failed;
         block = block->next) {
        optimize_block(cfg, block, pool, consts);
        cfg_clean_block(block);
    }
    cfg_extend_blocks(cfg);
    if (!cfg->failed) {
        count_predecessors(cfg);
    }
    if (cfg->failed) {
        return;
    }
    remove_dead_code(cfg);
    remove_empty_blocks(cfg);
    // A jump to the block that follows anyway is needless.
    bool removed = false;
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        Instr *last = cfg_last(block);
        if (last != NULL &&
            (last->opcode == OP_JUMP ||
             last->opcode == OP_JUMP_NO_INTERRUPT) &&
            last->target == block->next) {
            block->no_fallthrough = false;
            last->opcode = OP_NOP;
            removed = true;
        }
    }
    if (removed) {
        remove_empty_blocks(cfg);
    }
}
