/* cfg.h - basic blocks of one code unit while it is compiled (prefix: cfg_)
 *
 * The compiler emits instructions into the current block; a jump names its
 * target block. A block ends with its first jump or exit: the next
 * instruction then opens a new block by itself. `next` is the order of the
 * code, `older` the order of creation (some passes must go by it).
 *
 * Everything lives in the arena. When memory is short, `failed` is set, and
 * the functions here do nothing any more; callers look at it once, at the
 * end. They never return NULL.
 */
#ifndef INTERP_BYTECODE_CFG_H
#define INTERP_BYTECODE_CFG_H

#include <stdbool.h>
#include <stdint.h>

#include "interp/bytecode/constant_pool.h"
#include "interp/bytecode/opcode.h"
#include "interp/syntax/arena.h"
#include "interp/syntax/ast.h"

typedef struct Block Block;

typedef struct Instr {
    int opcode;
    int operand;
    Block *target;  // of jumps and SETUP_ pseudo instructions
    Block *handler; // where exceptions go; set by cfg_label_handlers
    Pos pos;        // line -1: none
} Instr;

struct Block {
    Block *older;
    Block *next;
    Instr *instrs;
    int count;
    int capacity;
    int predecessors;
    int start_depth;
    int offset;          // in instructions, caches included
    bool exits;          // ends with return or raise
    bool no_fallthrough; // never runs on into `next`
    bool keeps_lasti;    // a handler that finds f_lasti below the exception
    bool visited;
    struct HandlerStack *handlers;
};

typedef struct Cfg {
    Arena *arena;
    Block *newest;
    Block *entry;
    Block *current;
    Block spare; // stands in for blocks that memory was too short for
    bool failed;
    bool broken; // an invariant does not hold: our mistake
} Cfg;

extern const Pos no_pos;

/* Makes an empty graph of one empty block. */
void cfg_start(Cfg *cfg, Arena *arena);

/* A new block, in no place yet. */
Block *cfg_new_block(Cfg *cfg);

/* Puts `block` behind the current one and makes it current. */
void cfg_use_block(Cfg *cfg, Block *block);

/* Appends an instruction to the current block (`target` NULL if none). */
void cfg_emit(Cfg *cfg, int opcode, int operand, Block *target, Pos pos);

/* Inserts an instruction before the `index`-th of `block`. */
void cfg_insert(Cfg *cfg, Block *block, int index, Instr instr);

/* Appends a copy of the instruction. */
void cfg_append(Cfg *cfg, Block *block, Instr instr);

/* The last instruction of the block, NULL if it is empty. */
Instr *cfg_last(Block *block);

/* Whether the instruction names a handler (SETUP_ pseudo instructions). */
bool cfg_is_setup(const Instr *instr);

/* Whether the instruction is a jump, real or pseudo. */
bool cfg_is_jump(const Instr *instr);

/* Whether the block exits and no instruction in it has a line. */
bool cfg_is_bare_exit(const Block *block);

/* Marks blocks that exit or do not fall through; jumps skip empty blocks.
 * To be called when all code is emitted. */
void cfg_normalize(Cfg *cfg);

/* The optimiser (cfg_optimize.c): folds constant tuples and jumps on
 * constants, threads jumps, removes dead and needless code. */
void cfg_optimize(Cfg *cfg, ConstantPool *pool, ConstantList *consts);

/* Replaces jumps to small exit blocks without a line by copies of these. */
void cfg_extend_blocks(Cfg *cfg);

/* Removes NOPs that no line needs. */
void cfg_clean_block(Block *block);

/* Gives exit blocks without a line the line they are reached from, copying
 * those that are reached from several places. */
void cfg_duplicate_exits(Cfg *cfg);

/* Hands positions on to instructions without one. */
void cfg_propagate_positions(Cfg *cfg, int first_line);

/* The deepest stack; sets start_depth. -1 if broken or failed. */
int cfg_stack_depth(Cfg *cfg, bool is_generator);

/* Sets `handler` of every instruction and removes the pseudo instructions
 * that told it. */
void cfg_label_handlers(Cfg *cfg);

/* Chooses real jumps for pseudo jumps, sets offsets and jump operands. */
void cfg_resolve_jumps(Cfg *cfg);

/* Size of the instruction with EXTENDED_ARGs and caches, in 16-bit units. */
int cfg_instr_size(const Instr *instr);

#endif
