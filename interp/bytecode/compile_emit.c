/* compile_emit.c - instructions, constants, names, variables. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "interp/bytecode/compile_unit.h"

void compile_no_memory(Compiler *c)
{
    if (!c->failed) {
        c->failed = true;
        c->error->kind = SYNTAX_NO_MEMORY;
    }
}

void compile_error(Compiler *c, const char *format, ...)
{
    if (c->failed) {
        return;
    }
    c->failed = true;
    const Pos *pos = &c->unit->pos;
    va_list args;
    va_start(args, format);
    c->error->kind = SYNTAX_ERROR;
    c->error->msg = syntax_format(c->arena, format, args);
    va_end(args);
    if (c->error->msg == NULL) {
        c->error->kind = SYNTAX_NO_MEMORY;
    }
    c->error->lineno = pos->line;
    c->error->offset = pos->col + 1;
    c->error->end_lineno = pos->end_line;
    c->error->end_offset = pos->end_col + 1;
}

void compile_warn(Compiler *c, const char *format, ...)
{
    if (c->failed) {
        return;
    }
    const Pos *pos = &c->unit->pos;
    SyntaxError warning = {.kind = SYNTAX_ERROR,
                           .lineno = pos->line,
                           .offset = pos->col + 1,
                           .end_lineno = pos->end_line,
                           .end_offset = pos->end_col + 1};
    va_list args;
    va_start(args, format);
    warning.msg = syntax_format(c->arena, format, args);
    va_end(args);
    if (warning.msg == NULL ||
        !syntax_warn(c->warnings, c->arena, false, &warning)) {
        compile_no_memory(c);
    }
}

Block *new_block(Compiler *c)
{
    return cfg_new_block(&c->unit->cfg);
}

void use_block(Compiler *c, Block *block)
{
    cfg_use_block(&c->unit->cfg, block);
}

static void emit(Compiler *c, int opcode, int operand, Block *target,
                 Pos pos)
{
    if (!c->failed) {
        cfg_emit(&c->unit->cfg, opcode, operand, target, pos);
    }
}

void emit_op(Compiler *c, int opcode)
{
    emit(c, opcode, 0, NULL, c->unit->pos);
}

void emit_arg(Compiler *c, int opcode, int operand)
{
    emit(c, opcode, operand, NULL, c->unit->pos);
}

void emit_jump(Compiler *c, int opcode, Block *target)
{
    emit(c, opcode, 0, target, c->unit->pos);
}

void emit_op_no_line(Compiler *c, int opcode)
{
    emit(c, opcode, 0, NULL, no_pos);
}

void emit_jump_no_line(Compiler *c, int opcode, Block *target)
{
    emit(c, opcode, 0, target, no_pos);
}

int add_const(Compiler *c, Constant *constant)
{
    if (c->failed || constant == NULL) {
        compile_no_memory(c);
        return 0;
    }
    Constant *pooled = pool_intern(&c->pool, constant);
    size_t before = c->unit->const_index.count;
    int index = pooled == NULL ? -1
                               : pointer_map_add(&c->unit->const_index,
                                                 c->arena, pooled);
    if (index < 0) {
        compile_no_memory(c);
        return 0;
    }
    if (c->unit->const_index.count > before &&
        constant_list_append(&c->unit->consts, c->arena, pooled) < 0) {
        compile_no_memory(c);
    }
    return index;
}

void emit_const(Compiler *c, Constant *constant)
{
    if (!c->failed) {
        emit_arg(c, OP_LOAD_CONST, add_const(c, constant));
    }
}

void emit_none(Compiler *c)
{
    emit_const(c, constant_new(c->arena, CONST_NONE));
}

void emit_int(Compiler *c, int value)
{
    char digits[16];
    int length = snprintf(digits, sizeof digits, "%d", value);
    emit_const(c, constant_int(c->arena, digits, (size_t)length, 10));
}

Constant *new_str(Compiler *c, const char *text)
{
    Constant *constant =
        text == NULL ? NULL
                     : constant_text(c->arena, CONST_STR, text, strlen(text));
    if (constant == NULL) {
        compile_no_memory(c);
    }
    return constant;
}

void emit_text(Compiler *c, const char *text)
{
    emit_const(c, new_str(c, text));
}

Constant *new_tuple(Compiler *c, size_t count)
{
    Constant *tuple = constant_new(c->arena, CONST_TUPLE);
    Constant **items = arena_alloc(c->arena, (count + 1) * sizeof *items);
    if (tuple == NULL || items == NULL) {
        compile_no_memory(c);
        return NULL;
    }
    tuple->as.tuple.count = count;
    tuple->as.tuple.items = items;
    return tuple;
}

const char *mangle(Compiler *c, const char *name)
{
    const char *mangled = symtable_mangle(c->arena, c->unit->private_name,
                                          name);
    if (mangled == NULL) {
        compile_no_memory(c);
        return name;
    }
    return mangled;
}

static int add_name(Compiler *c, PointerMap *map, const char *name)
{
    int index = pointer_map_add(map, c->arena, name);
    if (index < 0) {
        compile_no_memory(c);
        return 0;
    }
    return index;
}

void emit_plain_name(Compiler *c, int opcode, const char *name)
{
    if (c->failed) {
        return;
    }
    name = arena_intern(c->arena, name, strlen(name));
    if (name == NULL) {
        compile_no_memory(c);
        return;
    }
    emit_arg(c, opcode, add_name(c, &c->unit->names, name));
}

void emit_name(Compiler *c, int opcode, const char *name)
{
    if (!c->failed) {
        emit_plain_name(c, opcode, mangle(c, name));
    }
}

bool is_forbidden(Compiler *c, const char *name, ExprContext context)
{
    if (context == CTX_LOAD || strcmp(name, "__debug__") != 0) {
        return false;
    }
    compile_error(c, context == CTX_STORE ? "cannot assign to __debug__"
                                          : "cannot delete __debug__");
    return true;
}

typedef struct VariableOps {
    int load;
    int store;
    int del;
} VariableOps;

static const VariableOps name_ops = {OP_LOAD_NAME, OP_STORE_NAME,
                                     OP_DELETE_NAME};
static const VariableOps fast_ops = {OP_LOAD_FAST, OP_STORE_FAST,
                                     OP_DELETE_FAST};
static const VariableOps global_ops = {OP_LOAD_GLOBAL, OP_STORE_GLOBAL,
                                       OP_DELETE_GLOBAL};
static const VariableOps deref_ops = {OP_LOAD_DEREF, OP_STORE_DEREF,
                                      OP_DELETE_DEREF};
static const VariableOps class_deref_ops = {
    OP_LOAD_CLASSDEREF, OP_STORE_DEREF, OP_DELETE_DEREF};

static int deref_index(Unit *unit, SymbolScope scope, const char *name)
{
    return scope == SCOPE_CELL ? pointer_map_find(&unit->cellvars, name)
                               : pointer_map_find(&unit->freevars, name) +
                                     (int)unit->cellvars.count;
}

void emit_variable(Compiler *c, const char *name, ExprContext context)
{
    if (c->failed || is_forbidden(c, name, context)) {
        return;
    }
    Unit *unit = c->unit;
    name = arena_intern(c->arena, name, strlen(name));
    name = name == NULL ? NULL : mangle(c, name);
    if (name == NULL) {
        compile_no_memory(c);
        return;
    }
    const Symbol *symbol = symtable_symbol(unit->scope, name);
    SymbolScope scope = symbol == NULL ? SCOPE_UNKNOWN : symbol->scope;
    bool function = unit->scope->type == SCOPE_FUNCTION;
    const VariableOps *ops = &name_ops;
    PointerMap *map = &unit->names;
    int index = -1;
    if (scope == SCOPE_FREE || scope == SCOPE_CELL) {
        ops = unit->scope->type == SCOPE_CLASS ? &class_deref_ops
                                               : &deref_ops;
        index = deref_index(unit, scope, name);
    } else if (scope == SCOPE_LOCAL && function) {
        ops = &fast_ops;
        map = &unit->varnames;
    } else if (scope == SCOPE_GLOBAL_EXPLICIT ||
               (scope == SCOPE_GLOBAL_IMPLICIT && function)) {
        ops = &global_ops;
    }
    if (index < 0) {
        index = add_name(c, map, name);
    }
    int opcode = context == CTX_LOAD    ? ops->load
                 : context == CTX_STORE ? ops->store
                                        : ops->del;
    emit_arg(c, opcode, opcode == OP_LOAD_GLOBAL ? index << 1 : index);
}

void emit_compare(Compiler *c, CompareOperator op)
{
    switch (op) {
    case CMP_EQ:
        emit_arg(c, OP_COMPARE_OP, COMPARE_EQ);
        break;
    case CMP_NOT_EQ:
        emit_arg(c, OP_COMPARE_OP, COMPARE_NE);
        break;
    case CMP_LT:
        emit_arg(c, OP_COMPARE_OP, COMPARE_LT);
        break;
    case CMP_LT_E:
        emit_arg(c, OP_COMPARE_OP, COMPARE_LE);
        break;
    case CMP_GT:
        emit_arg(c, OP_COMPARE_OP, COMPARE_GT);
        break;
    case CMP_GT_E:
        emit_arg(c, OP_COMPARE_OP, COMPARE_GE);
        break;
    case CMP_IS:
    case CMP_IS_NOT:
        emit_arg(c, OP_IS_OP, op == CMP_IS_NOT);
        break;
    case CMP_IN:
    case CMP_NOT_IN:
        emit_arg(c, OP_CONTAINS_OP, op == CMP_NOT_IN);
        break;
    }
}

void emit_binary(Compiler *c, Operator op, bool in_place)
{
    static const BinaryOp operands[] = {
        [BIN_ADD] = BINARY_ADD,
        [BIN_SUB] = BINARY_SUBTRACT,
        [BIN_MULT] = BINARY_MULTIPLY,
        [BIN_MAT_MULT] = BINARY_MATRIX_MULTIPLY,
        [BIN_DIV] = BINARY_TRUE_DIVIDE,
        [BIN_MOD] = BINARY_REMAINDER,
        [BIN_POW] = BINARY_POWER,
        [BIN_LSHIFT] = BINARY_LSHIFT,
        [BIN_RSHIFT] = BINARY_RSHIFT,
        [BIN_BIT_OR] = BINARY_OR,
        [BIN_BIT_XOR] = BINARY_XOR,
        [BIN_BIT_AND] = BINARY_AND,
        [BIN_FLOOR_DIV] = BINARY_FLOOR_DIVIDE,
    };
    int operand = (int)operands[op] + (in_place ? (int)BINARY_INPLACE : 0);
    emit_arg(c, OP_BINARY_OP, operand);
}

void emit_call(Compiler *c, int argc)
{
    emit_arg(c, OP_PRECALL, argc);
    emit_arg(c, OP_CALL, argc);
}

void emit_yield_from(Compiler *c, bool is_await)
{
    Block *start = new_block(c);
    Block *resume = new_block(c);
    Block *exit = new_block(c);
    use_block(c, start);
    emit_jump(c, OP_SEND, exit);
    use_block(c, resume);
    emit_op(c, OP_YIELD_VALUE);
    emit_arg(c, OP_RESUME, is_await ? 3 : 2);
    emit_jump(c, OP_JUMP_NO_INTERRUPT, start);
    use_block(c, exit);
}

void emit_yield(Compiler *c)
{
    if (c->unit->scope->generator && c->unit->scope->coroutine) {
        emit_op(c, OP_ASYNC_GEN_WRAP);
    }
    emit_op(c, OP_YIELD_VALUE);
    emit_arg(c, OP_RESUME, 1);
}

void emit_pop_except_and_reraise(Compiler *c)
{
    emit_arg(c, OP_COPY, 3);
    emit_op(c, OP_POP_EXCEPT);
    emit_arg(c, OP_RERAISE, 1);
}

static int closure_index(Compiler *c, const char *name)
{
    Unit *unit = c->unit;
    if (unit->kind == UNIT_CLASS && strcmp(name, "__class__") == 0) {
        return pointer_map_find(&unit->cellvars, name);
    }
    const Symbol *symbol = symtable_symbol(unit->scope, name);
    return deref_index(unit,
                       symbol == NULL ? SCOPE_UNKNOWN : symbol->scope, name);
}

void emit_closure(Compiler *c, CodeUnit *code, int flags)
{
    if (c->failed || code == NULL) {
        compile_no_memory(c);
        return;
    }
    int count = 0;
    for (size_t i = 0; i < code->nlocalsplus; i++) {
        if (code->localsplus_kinds[i] & LOCAL_FREE) {
            int index = closure_index(c, code->localsplus_names[i]);
            emit_arg(c, OP_LOAD_CLOSURE, index);
            count++;
        }
    }
    if (count > 0) {
        flags |= 0x08;
        emit_arg(c, OP_BUILD_TUPLE, count);
    }
    Constant *constant = constant_new(c->arena, CONST_CODE);
    if (constant == NULL) {
        compile_no_memory(c);
        return;
    }
    constant->as.code = code;
    emit_const(c, constant);
    emit_arg(c, OP_MAKE_FUNCTION, flags);
}

void frame_block_push(Compiler *c, FrameBlockKind kind, Block *start,
                      Block *exit, const Stmt *stmt, const char *name)
{
    Unit *unit = c->unit;
    if (unit->block_count >= MAX_FRAME_BLOCKS) {
        compile_error(c, "too many statically nested blocks");
        return;
    }
    FrameBlock block = {kind, start, exit, stmt, name};
    unit->blocks[unit->block_count] = block;
    unit->block_count++;
}

void frame_block_pop(Compiler *c)
{
    if (c->unit->block_count > 0) {
        c->unit->block_count--;
    }
}
