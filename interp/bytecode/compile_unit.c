/* compile_unit.c - opening a unit, and making its code unit at the end. */
#include <stdio.h>
#include <string.h>

#include "interp/bytecode/assembler.h"
#include "interp/bytecode/compile_unit.h"

// --- opening ---------------------------------------------------------------

static const char *join(Compiler *c, const char *a, const char *b,
                        const char *d)
{
    size_t size = strlen(a) + strlen(b) + strlen(d) + 1;
    char *text = arena_alloc(c->arena, size);
    if (text == NULL) {
        compile_no_memory(c);
        return a;
    }
    snprintf(text, size, "%s%s%s", a, b, d);
    return text;
}

static bool is_global_in(Compiler *c, const Unit *parent, const char *name)
{
    const char *mangled = symtable_mangle(c->arena, parent->private_name,
                                          name);
    const Symbol *symbol =
        mangled == NULL ? NULL : symtable_symbol(parent->scope, mangled);
    return symbol != NULL && symbol->scope == SCOPE_GLOBAL_EXPLICIT;
}

static const char *qualified_name(Compiler *c, const Unit *unit)
{
    const Unit *parent = unit->outer;
    if (parent == NULL || parent->outer == NULL) {
        return unit->name;
    }
    bool named = unit->kind == UNIT_FUNCTION ||
                 unit->kind == UNIT_ASYNC_FUNCTION ||
                 unit->kind == UNIT_CLASS;
    if (named && is_global_in(c, parent, unit->name)) {
        return unit->name;
    }
    bool function = parent->kind == UNIT_FUNCTION ||
                    parent->kind == UNIT_ASYNC_FUNCTION ||
                    parent->kind == UNIT_LAMBDA;
    return join(c, parent->qualname, function ? ".<locals>." : ".",
                unit->name);
}

// Adds the names of one kind in alphabetical order.
static void add_sorted(Compiler *c, PointerMap *map, const Scope *scope,
                       SymbolScope kind, int flag)
{
    const char **names = arena_alloc(c->arena, (scope->names.count + 1) *
                                                   sizeof *names);
    if (names == NULL) {
        compile_no_memory(c);
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < scope->names.count; i++) {
        const Symbol *symbol = &scope->symbols[i];
        if (symbol->scope != kind && !(symbol->flags & flag)) {
            continue;
        }
        size_t at = count;
        while (at > 0 && strcmp(names[at - 1], symbol->name) > 0) {
            names[at] = names[at - 1];
            at--;
        }
        names[at] = symbol->name;
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        if (pointer_map_add(map, c->arena, names[i]) < 0) {
            compile_no_memory(c);
        }
    }
}

static void set_variables(Compiler *c, Unit *unit)
{
    const Scope *scope = unit->scope;
    for (size_t i = 0; i < scope->parameters.count; i++) {
        if (pointer_map_add(&unit->varnames, c->arena,
                            scope->parameters.items[i]) < 0) {
            compile_no_memory(c);
        }
    }
    add_sorted(c, &unit->cellvars, scope, SCOPE_CELL, 0);
    if (scope->needs_class_cell) {
        const char *name = arena_intern(c->arena, "__class__", 9);
        if (name == NULL ||
            pointer_map_add(&unit->cellvars, c->arena, name) < 0) {
            compile_no_memory(c);
        }
    }
    add_sorted(c, &unit->freevars, scope, SCOPE_FREE, SYM_FREE_CLASS);
}

void compile_enter(Compiler *c, const char *name, UnitKind kind,
                   const void *node, int first_line)
{
    Unit *unit = arena_alloc(c->arena, sizeof *unit);
    Scope *scope = symtable_lookup(&c->symtable, node);
    if (unit == NULL || scope == NULL) {
        compile_no_memory(c);
        return;
    }
    c->nesting++;
    unit->outer = c->unit;
    unit->kind = kind;
    unit->scope = scope;
    unit->name = name;
    unit->first_line = first_line;
    unit->private_name = unit->outer == NULL ? NULL
                                             : unit->outer->private_name;
    unit->qualname = qualified_name(c, unit);
    set_variables(c, unit);
    cfg_start(&unit->cfg, c->arena);
    c->unit = unit;
    Pos pos = {first_line, 0, first_line, 0};
    unit->pos = pos;
    if (kind == UNIT_MODULE) {
        unit->pos.line = 0;
    }
    emit_arg(c, OP_RESUME, 0);
    unit->pos.line = first_line;
}

// --- closing ---------------------------------------------------------------

static int code_flags(const Compiler *c, const Unit *unit)
{
    const Scope *scope = unit->scope;
    int flags = c->flags;
    if (scope->type != SCOPE_FUNCTION) {
        return flags;
    }
    flags |= CODE_NEWLOCALS | CODE_OPTIMIZED;
    flags |= scope->nested ? CODE_NESTED : 0;
    if (scope->generator) {
        flags |= scope->coroutine ? CODE_ASYNC_GENERATOR : CODE_GENERATOR;
    } else if (scope->coroutine) {
        flags |= CODE_COROUTINE;
    }
    flags |= scope->varargs ? CODE_VARARGS : 0;
    flags |= scope->varkeywords ? CODE_VARKEYWORDS : 0;
    return flags;
}

// Where the cells and free variables stand in localsplus: behind the
// locals, but for parameters that are cells, which stay where they are.
static int *place_cells(Compiler *c, const Unit *unit, int *dropped)
{
    int nlocals = (int)unit->varnames.count;
    size_t count = unit->cellvars.count + unit->freevars.count;
    int *places = arena_alloc(c->arena, (count + 1) * sizeof *places);
    if (places == NULL) {
        compile_no_memory(c);
        return NULL;
    }
    *dropped = 0;
    for (size_t i = 0; i < count; i++) {
        int local = i < unit->cellvars.count
                        ? pointer_map_find(&unit->varnames,
                                           unit->cellvars.items[i])
                        : -1;
        if (local >= 0) {
            places[i] = local;
            (*dropped)++;
        } else {
            places[i] = nlocals + (int)i - *dropped;
        }
    }
    return places;
}

static void insert(Cfg *cfg, int index, int opcode, int operand, Pos pos)
{
    Instr instr = {opcode, operand, NULL, NULL, pos};
    cfg_insert(cfg, cfg->entry, index, instr);
}

// What runs before RESUME: cells are made in the order of their places.
static void insert_prologue(Unit *unit, const int *places, int flags)
{
    Cfg *cfg = &unit->cfg;
    if (flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) {
        Pos pos = {unit->first_line, -1, unit->first_line, -1};
        insert(cfg, 0, OP_RETURN_GENERATOR, 0, pos);
        insert(cfg, 1, OP_POP_TOP, 0, no_pos);
    }
    int ncells = (int)unit->cellvars.count;
    int previous = -1;
    for (int n = 0; n < ncells; n++) {
        int least = -1;
        for (int i = 0; i < ncells; i++) {
            if (places[i] > previous &&
                (least < 0 || places[i] < places[least])) {
                least = i;
            }
        }
        insert(cfg, n, OP_MAKE_CELL, least, no_pos);
        previous = places[least];
    }
    if (unit->freevars.count > 0) {
        insert(cfg, 0, OP_COPY_FREE_VARS, (int)unit->freevars.count, no_pos);
    }
}

static void fix_cell_operands(Cfg *cfg, const int *places)
{
    for (Block *block = cfg->newest; block != NULL; block = block->older) {
        for (int i = 0; i < block->count; i++) {
            Instr *instr = &block->instrs[i];
            if (opcode_operand(instr->opcode) == OPERAND_FREE) {
                instr->operand = places[instr->operand];
            }
        }
    }
}

static void set_localsplus(Compiler *c, const Unit *unit, const int *places,
                           int dropped, CodeUnit *code)
{
    size_t ncells = unit->cellvars.count;
    size_t count = unit->varnames.count + ncells + unit->freevars.count -
                   (size_t)dropped;
    const char **names = arena_alloc(c->arena, (count + 1) * sizeof *names);
    uint8_t *kinds = arena_alloc(c->arena, count + 1);
    if (names == NULL || kinds == NULL) {
        compile_no_memory(c);
        return;
    }
    for (size_t i = 0; i < unit->varnames.count; i++) {
        names[i] = unit->varnames.items[i];
        kinds[i] = LOCAL_FAST;
    }
    for (size_t i = 0; i < ncells; i++) {
        names[places[i]] = unit->cellvars.items[i];
        kinds[places[i]] |= LOCAL_CELL;
    }
    for (size_t i = 0; i < unit->freevars.count; i++) {
        names[places[ncells + i]] = unit->freevars.items[i];
        kinds[places[ncells + i]] = LOCAL_FREE;
    }
    code->localsplus_names = names;
    code->localsplus_kinds = kinds;
    code->nlocalsplus = count;
}

// Constants behind the last one used go; the first is kept for a docstring.
static void trim_consts(Cfg *cfg, ConstantList *consts)
{
    size_t needed = 1;
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->count; i++) {
            const Instr *instr = &block->instrs[i];
            if ((instr->opcode == OP_LOAD_CONST ||
                 instr->opcode == OP_KW_NAMES) &&
                (size_t)instr->operand + 1 > needed) {
                needed = (size_t)instr->operand + 1;
            }
        }
    }
    if (consts->count > needed) {
        consts->count = needed;
    }
}

static void finish_graph(Compiler *c, Unit *unit, CodeUnit *code)
{
    Cfg *cfg = &unit->cfg;
    bool generator = unit->scope->generator || unit->scope->coroutine;
    cfg_optimize(cfg, &c->pool, &unit->consts);
    cfg_duplicate_exits(cfg);
    trim_consts(cfg, &unit->consts);
    cfg_propagate_positions(cfg, unit->first_line);
    code->stacksize = cfg_stack_depth(cfg, generator);
    cfg_label_handlers(cfg);
    cfg_resolve_jumps(cfg);
}

static void set_code(Compiler *c, Unit *unit, CodeUnit *code)
{
    Cfg *cfg = &unit->cfg;
    cfg_normalize(cfg);
    cfg_extend_blocks(cfg);
    int dropped;
    int *places = place_cells(c, unit, &dropped);
    if (places == NULL || cfg->failed) {
        compile_no_memory(c);
        return;
    }
    code->filename = c->filename;
    code->name = unit->name;
    code->qualname = unit->qualname;
    code->flags = code_flags(c, unit);
    code->firstlineno = unit->first_line;
    code->argcount = unit->posonlyargcount + unit->argcount;
    code->posonlyargcount = unit->posonlyargcount;
    code->kwonlyargcount = unit->kwonlyargcount;
    insert_prologue(unit, places, code->flags);
    fix_cell_operands(cfg, places);
    set_localsplus(c, unit, places, dropped, code);
    finish_graph(c, unit, code);
    code->consts = unit->consts.items;
    code->nconsts = unit->consts.count;
    code->names = (const char **)unit->names.items;
    code->nnames = unit->names.count;
    if (cfg->broken && !cfg->failed) {
        compile_error(c, "internal error: malformed control flow graph");
    } else if (cfg->failed || asm_write(cfg, code) < 0) {
        compile_no_memory(c);
    }
}

CodeUnit *compile_leave(Compiler *c, bool add_none)
{
    Unit *unit = c->unit;
    CodeUnit *code = NULL;
    if (!c->failed) {
        const Instr *last = cfg_last(unit->cfg.current);
        if (last == NULL || last->opcode != OP_RETURN_VALUE) {
            unit->pos = no_pos;
            if (add_none) {
                emit_none(c);
            }
            emit_op(c, OP_RETURN_VALUE);
        }
        code = arena_alloc(c->arena, sizeof *code);
        if (code == NULL || unit->cfg.failed) {
            compile_no_memory(c);
        } else {
            set_code(c, unit, code);
        }
    }
    c->unit = unit->outer;
    c->nesting--;
    return c->failed ? NULL : code;
}
