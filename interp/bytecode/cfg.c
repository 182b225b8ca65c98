/* cfg.c - building the graph of basic blocks. */
#include "interp/bytecode/cfg.h"

#include <string.h>

const Pos no_pos = {-1, -1, -1, -1};

void cfg_start(Cfg *cfg, Arena *arena)
{
    memset(cfg, 0, sizeof *cfg);
    cfg->arena = arena;
    cfg->entry = cfg_new_block(cfg);
    cfg->current = cfg->entry;
}

Block *cfg_new_block(Cfg *cfg)
{
    Block *block = arena_alloc(cfg->arena, sizeof *block);
    if (block == NULL) {
        cfg->failed = true;
        return &cfg->spare;
    }
    block->older = cfg->newest;
    cfg->newest = block;
    return block;
}

void cfg_use_block(Cfg *cfg, Block *block)
{
    if (cfg->failed) {
        return;
    }
    cfg->current->next = block;
    cfg->current = block;
}

static int grow_block(Cfg *cfg, Block *block)
{
    int capacity = block->capacity == 0 ? 8 : block->capacity * 2;
    Instr *instrs = arena_alloc(cfg->arena,
                                (size_t)capacity * sizeof *instrs);
    if (instrs == NULL) {
        cfg->failed = true;
        return -1;
    }
    if (block->count > 0) {
        memcpy(instrs, block->instrs, (size_t)block->count * sizeof *instrs);
    }
    block->instrs = instrs;
    block->capacity = capacity;
    return 0;
}

void cfg_append(Cfg *cfg, Block *block, Instr instr)
{
    if (cfg->failed) {
        return;
    }
    if (block->count == block->capacity && grow_block(cfg, block) < 0) {
        return;
    }
    block->instrs[block->count] = instr;
    block->count++;
}

static bool ends_block(const Instr *instr)
{
    return cfg_is_jump(instr) || instr->opcode == OP_RETURN_VALUE ||
           instr->opcode == OP_RAISE_VARARGS || instr->opcode == OP_RERAISE;
}

void cfg_emit(Cfg *cfg, int opcode, int operand, Block *target, Pos pos)
{
    if (cfg->failed) {
        return;
    }
    Instr *last = cfg_last(cfg->current);
    if (last != NULL && ends_block(last)) {
        cfg_use_block(cfg, cfg_new_block(cfg));
    }
    Instr instr = {opcode, operand, target, NULL, pos};
    cfg_append(cfg, cfg->current, instr);
}

void cfg_insert(Cfg *cfg, Block *block, int index, Instr instr)
{
    cfg_append(cfg, block, instr);
    if (cfg->failed) {
        return;
    }
    for (int i = block->count - 1; i > index; i--) {
        block->instrs[i] = block->instrs[i - 1];
    }
    block->instrs[index] = instr;
}

Instr *cfg_last(Block *block)
{
    return block->count == 0 ? NULL : &block->instrs[block->count - 1];
}

bool cfg_is_setup(const Instr *instr)
{
    return instr->opcode == OP_SETUP_FINALLY ||
           instr->opcode == OP_SETUP_CLEANUP ||
           instr->opcode == OP_SETUP_WITH;
}

bool cfg_is_jump(const Instr *instr)
{
    return opcode_is_jump(instr->opcode);
}

bool cfg_is_bare_exit(const Block *block)
{
    if (!block->exits) {
        return false;
    }
    for (int i = 0; i < block->count; i++) {
        if (block->instrs[i].pos.line >= 0) {
            return false;
        }
    }
    return true;
}

static void skip_empty_targets(Instr *instr)
{
    while (instr->target->count == 0 && instr->target->next != NULL) {
        instr->target = instr->target->next;
    }
}

static void normalize_block(Cfg *cfg, Block *block)
{
    for (int i = 0; i < block->count; i++) {
        Instr *instr = &block->instrs[i];
        switch (instr->opcode) {
        case OP_RETURN_VALUE:
        case OP_RAISE_VARARGS:
        case OP_RERAISE:
            block->exits = true;
            block->no_fallthrough = true;
            break;
        case OP_JUMP:
        case OP_JUMP_NO_INTERRUPT:
            block->no_fallthrough = true;
            break;
        default:
            break;
        }
        if (cfg_is_jump(instr)) {
            cfg->broken |= i != block->count - 1;
            skip_empty_targets(instr);
        }
    }
}

void cfg_normalize(Cfg *cfg)
{
    if (cfg->failed) {
        return;
    }
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        normalize_block(cfg, block);
    }
}

// Longer exit blocks are jumped to.
#define MAX_COPIED 4

void cfg_extend_blocks(Cfg *cfg)
{
    for (Block *block = cfg->newest; block != NULL && !cfg->failed;
         block = block->older) {
        Instr *last = cfg_last(block);
        if (last == NULL || last->opcode != OP_JUMP) {
            continue;
        }
        Block *copied = last->target;
        if (!cfg_is_bare_exit(copied) || copied->count > MAX_COPIED) {
            continue;
        }
        last->opcode = OP_NOP;
        for (int i = 0; i < copied->count; i++) {
            cfg_append(cfg, block, copied->instrs[i]);
        }
        block->exits = true;
    }
}
