/* cfg_swaps.c - runs of SWAPs as permutations. */
#include "interp/bytecode/cfg_swaps.h"

#define PLACED (-1)

// Length of the run at `index`; `depth` is the deepest item it moves, and
// `many` tells that there is more than one SWAP.
static int measure_run(const Block *block, int index, int *depth, bool *many)
{
    const Instr *run = &block->instrs[index];
    int limit = block->count - index;
    int length = 1;
    *depth = run[0].operand;
    *many = false;
    for (; length < limit; length++) {
        if (run[length].opcode == OP_SWAP) {
            *many = true;
            if (run[length].operand > *depth) {
                *depth = run[length].operand;
            }
        } else if (run[length].opcode != OP_NOP) {
            break;
        }
    }
    return length;
}

// Writes SWAPs for the permutation from the run's end towards its start,
// cycle by cycle; all that can swap is the top, so each cycle takes it in.
static int write_cycles(Instr *run, int last, int *stack, int depth)
{
    for (int i = 0; i < depth; i++) {
        if (stack[i] == PLACED || stack[i] == i) {
            continue;
        }
        int j = i;
        for (;;) {
            if (j != 0) {
                run[last].opcode = OP_SWAP;
                run[last].operand = j + 1;
                last--;
            }
            if (stack[j] == PLACED) {
                break;
            }
            int next = stack[j];
            stack[j] = PLACED;
            j = next;
        }
    }
    return last;
}

static int shorten_run(Cfg *cfg, Block *block, int index)
{
    int depth;
    bool many;
    int length = measure_run(block, index, &depth, &many);
    if (!many) {
        return index;
    }
    Instr *run = &block->instrs[index];
    int *stack = arena_alloc(cfg->arena, (size_t)depth * sizeof *stack);
    if (stack == NULL) {
        cfg->failed = true;
        return index;
    }
    for (int i = 0; i < depth; i++) {
        stack[i] = i;
    }
    for (int i = 0; i < length; i++) {
        if (run[i].opcode == OP_SWAP) {
            int top = stack[0];
            stack[0] = stack[run[i].operand - 1];
            stack[run[i].operand - 1] = top;
        }
    }
    int last = write_cycles(run, length - 1, stack, depth);
    for (; last >= 0; last--) {
        run[last].opcode = OP_NOP;
    }
    return index + length - 1;
}

static bool is_swappable(const Instr *instr)
{
    return instr->opcode == OP_STORE_FAST || instr->opcode == OP_POP_TOP;
}

// The next instruction behind `i` that only takes the top away; -1 if
// something else comes first, or another line than `line` (if not < 0).
static int next_swappable(const Block *block, int i, int line)
{
    for (i++; i < block->count; i++) {
        const Instr *instr = &block->instrs[i];
        if (line >= 0 && instr->pos.line != line) {
            return -1;
        }
        if (instr->opcode == OP_NOP) {
            continue;
        }
        return is_swappable(instr) ? i : -1;
    }
    return -1;
}

static int stored_local(const Instr *instr)
{
    return instr->opcode == OP_STORE_FAST ? instr->operand : -1;
}

// The stores at j and k may change places unless both, or one in between,
// write the same local.
static bool may_exchange(const Block *block, int j, int k)
{
    int first = stored_local(&block->instrs[j]);
    int second = stored_local(&block->instrs[k]);
    if (first < 0 && second < 0) {
        return true;
    }
    if (first == second) {
        return false;
    }
    for (int i = j + 1; i < k; i++) {
        int local = stored_local(&block->instrs[i]);
        if (local >= 0 && (local == first || local == second)) {
            return false;
        }
    }
    return true;
}

static void apply_swaps(Block *block, int i)
{
    for (; i >= 0; i--) {
        Instr *swap = &block->instrs[i];
        if (swap->opcode != OP_SWAP) {
            if (swap->opcode == OP_NOP || is_swappable(swap)) {
                continue;
            }
            return;
        }
        int j = next_swappable(block, i, -1);
        if (j < 0) {
            return;
        }
        int k = j;
        int line = block->instrs[j].pos.line;
        for (int n = swap->operand - 1; n > 0; n--) {
            k = next_swappable(block, k, line);
            if (k < 0) {
                return;
            }
        }
        if (!may_exchange(block, j, k)) {
            return;
        }
        swap->opcode = OP_NOP;
        Instr first = block->instrs[j];
        block->instrs[j] = block->instrs[k];
        block->instrs[k] = first;
    }
}

int cfg_optimize_swap(Cfg *cfg, Block *block, int index)
{
    if (block->instrs[index].operand == 1) {
        block->instrs[index].opcode = OP_NOP;
        return index;
    }
    index = shorten_run(cfg, block, index);
    if (!cfg->failed) {
        apply_swaps(block, index);
    }
    return index;
}
