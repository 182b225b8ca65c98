/* compile_unit.h - the compiler's state and its emitters (prefixes: compile_,
 * emit_, frame_block_)
 *
 * Private to the compile_*.c files. The compiler goes over the tree once and
 * emits into the current unit's graph of blocks. It does what CPython 3.11's
 * does, instruction for instruction and position for position.
 *
 * Errors stick: after the first, `failed` is set and everything here does
 * nothing, so callers need not look. `unit->pos` is the position that
 * emitted instructions get; statements set it, expressions set it and put it
 * back.
 */
#ifndef INTERP_BYTECODE_COMPILE_UNIT_H
#define INTERP_BYTECODE_COMPILE_UNIT_H

#include "interp/bytecode/cfg.h"
#include "interp/bytecode/code_unit.h"
#include "interp/bytecode/compile.h"
#include "interp/syntax/symtable.h"

// At most so many blocks nest in a function.
#define MAX_FRAME_BLOCKS 20

// No more than about so many items are left on the stack for a display or
// a call; longer ones are built bit by bit.
#define STACK_GUIDELINE 30

typedef enum UnitKind {
    UNIT_MODULE,
    UNIT_CLASS,
    UNIT_FUNCTION,
    UNIT_ASYNC_FUNCTION,
    UNIT_LAMBDA,
    UNIT_COMPREHENSION
} UnitKind;

typedef enum FrameBlockKind {
    BLOCK_WHILE,
    BLOCK_FOR,
    BLOCK_TRY_EXCEPT,
    BLOCK_FINALLY_TRY,
    BLOCK_FINALLY_END,
    BLOCK_WITH,
    BLOCK_ASYNC_WITH,
    BLOCK_HANDLER_CLEANUP,
    BLOCK_POP_VALUE,
    BLOCK_HANDLER,
    BLOCK_GROUP_HANDLER,
    BLOCK_ASYNC_COMPREHENSION
} FrameBlockKind;

// What break, continue and return must leave on their way out.
typedef struct FrameBlock {
    FrameBlockKind kind;
    Block *start;
    Block *exit;
    const Stmt *stmt;       // BLOCK_FINALLY_TRY, BLOCK_WITH, _ASYNC_WITH
    const char *name;       // BLOCK_HANDLER_CLEANUP: `as` name or NULL
} FrameBlock;

typedef struct Unit {
    struct Unit *outer;
    UnitKind kind;
    Scope *scope;
    const char *name;
    const char *qualname;
    const char *private_name; // for mangling
    int argcount;
    int posonlyargcount;
    int kwonlyargcount;
    int first_line;
    Cfg cfg;
    ConstantList consts;
    PointerMap const_index;
    PointerMap names;
    PointerMap varnames;
    PointerMap cellvars;
    PointerMap freevars;
    Pos pos;
    FrameBlock blocks[MAX_FRAME_BLOCKS];
    int block_count;
} Unit;

typedef struct Compiler {
    Arena *arena;
    Symtable symtable;
    ConstantPool pool;
    Unit *unit;
    const char *filename;
    int optimize;
    int flags;       // CODE_FUTURE_ bits
    int future_line; // line of the last future statement, -1 if none
    int nesting;     // units entered
    bool interactive;
    bool failed;
    SyntaxError *error;
    SyntaxWarnings *warnings;
} Compiler;

/* --- errors ------------------------------------------------------------ */

/* Reports a SyntaxError at the current position. */
void compile_error(Compiler *c, const char *format, ...);

/* Notes a SyntaxWarning at the current position. */
void compile_warn(Compiler *c, const char *format, ...);

/* Notes that memory is short. */
void compile_no_memory(Compiler *c);

/* --- units (compile_unit.c) -------------------------------------------- */

/* Opens a unit for the scope of `node`. */
void compile_enter(Compiler *c, const char *name, UnitKind kind,
                   const void *node, int first_line);

/* Ends the current unit: all code that runs off its end returns None (or,
 * without `add_none`, what is on the stack). Goes back to the outer unit.
 * NULL after a failure. */
CodeUnit *compile_leave(Compiler *c, bool add_none);

/* --- emitting (compile_emit.c) ------------------------------------------ */

Block *new_block(Compiler *c);
void use_block(Compiler *c, Block *block);

void emit_op(Compiler *c, int opcode);
void emit_arg(Compiler *c, int opcode, int operand);
void emit_jump(Compiler *c, int opcode, Block *target);

/* The same without a position. */
void emit_op_no_line(Compiler *c, int opcode);
void emit_jump_no_line(Compiler *c, int opcode, Block *target);

/* Index of the constant in the unit; adds it. */
int add_const(Compiler *c, Constant *constant);
void emit_const(Compiler *c, Constant *constant);
void emit_none(Compiler *c);
void emit_int(Compiler *c, int value);
void emit_text(Compiler *c, const char *text);

/* An instruction on co_names; `emit_name` mangles first. */
void emit_name(Compiler *c, int opcode, const char *name);
void emit_plain_name(Compiler *c, int opcode, const char *name);

/* Reads, sets or deletes a variable, wherever it lives. */
void emit_variable(Compiler *c, const char *name, ExprContext context);

/* Reports an assignment to __debug__; whether it did. */
bool is_forbidden(Compiler *c, const char *name, ExprContext context);

const char *mangle(Compiler *c, const char *name);

/* A tuple constant of `count` items, to be filled in; NULL after failure. */
Constant *new_tuple(Compiler *c, size_t count);
Constant *new_str(Compiler *c, const char *text);

void emit_compare(Compiler *c, CompareOperator op);
void emit_binary(Compiler *c, Operator op, bool in_place);
void emit_call(Compiler *c, int argc);
void emit_yield_from(Compiler *c, bool is_await);
void emit_yield(Compiler *c);
void emit_pop_except_and_reraise(Compiler *c);

/* Pushes a function of the code; `flags` as of MAKE_FUNCTION. */
void emit_closure(Compiler *c, CodeUnit *code, int flags);

/* --- frame blocks (compile_emit.c, compile_unwind.c) --------------------- */

void frame_block_push(Compiler *c, FrameBlockKind kind, Block *start,
                      Block *exit, const Stmt *stmt, const char *name);
void frame_block_pop(Compiler *c);

/* Leaves the innermost blocks: all of them, or up to a loop, which is then
 * returned (a copy in *loop) with true. `preserve`: the top of the stack is
 * kept. */
bool unwind_blocks(Compiler *c, bool preserve, FrameBlock *loop);
void unwind_block(Compiler *c, const FrameBlock *block, bool preserve);

#endif
