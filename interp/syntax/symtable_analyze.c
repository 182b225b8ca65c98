/* symtable_analyze.c - from what scopes say to what names are.
 *
 * Down the tree go the names bound in enclosing functions and those that
 * are declared global; up come the names that were found free.
 */
#include "interp/syntax/symtable.h"

#include <string.h>

typedef struct NameSet {
    const char **names;
    size_t count;
    size_t capacity;
} NameSet;

static size_t find(const NameSet *set, const char *name)
{
    size_t i = 0;
    while (i < set->count && set->names[i] != name) {
        i++;
    }
    return i;
}

static bool contains(const NameSet *set, const char *name)
{
    return find(set, name) < set->count;
}

static void add(Symtable *table, NameSet *set, const char *name)
{
    if (contains(set, name)) {
        return;
    }
    if (set->count == set->capacity) {
        size_t capacity = set->capacity == 0 ? 8 : set->capacity * 2;
        const char **names = arena_alloc(table->arena,
                                         capacity * sizeof *names);
        if (names == NULL) {
            table->failed = true;
            return;
        }
        if (set->count > 0) {
            memcpy(names, set->names, set->count * sizeof *names);
        }
        set->names = names;
        set->capacity = capacity;
    }
    set->names[set->count] = name;
    set->count++;
}

static bool discard(NameSet *set, const char *name)
{
    size_t i = find(set, name);
    if (i == set->count) {
        return false;
    }
    set->count--;
    for (; i < set->count; i++) {
        set->names[i] = set->names[i + 1];
    }
    return true;
}

static void add_all(Symtable *table, NameSet *set, const NameSet *other)
{
    for (size_t i = 0; i < other->count; i++) {
        add(table, set, other->names[i]);
    }
}

static NameSet copy_set(Symtable *table, const NameSet *set)
{
    NameSet copy = {NULL, 0, set->count};
    if (set->count > 0) {
        copy.names = arena_alloc(table->arena,
                                 set->count * sizeof *copy.names);
        if (copy.names == NULL) {
            table->failed = true;
            copy.capacity = 0;
            return copy;
        }
        memcpy(copy.names, set->names, set->count * sizeof *copy.names);
        copy.count = set->count;
    }
    return copy;
}

typedef struct Known {
    NameSet bound; // in enclosing functions
    NameSet globals;
    NameSet free; // result: free in this scope or its children
    bool nested_in_something; // false for the module
} Known;

static void directive_error(Symtable *table, const Scope *scope,
                            const char *format, const char *name)
{
    Pos pos = {0, -1, 0, -1};
    for (const Directive *d = scope->directives; d != NULL; d = d->next) {
        if (d->name == name) {
            pos = d->pos;
        }
    }
    symtable_error(table, pos, format, name);
}

static void analyze_declared(Symtable *table, Scope *scope, Symbol *symbol,
                             Known *known)
{
    const char *name = symbol->name;
    if (symbol->flags & SYM_GLOBAL) {
        if (symbol->flags & SYM_NONLOCAL) {
            directive_error(table, scope,
                            "name '%s' is nonlocal and global", name);
            return;
        }
        symbol->scope = SCOPE_GLOBAL_EXPLICIT;
        add(table, &known->globals, name);
        discard(&known->bound, name);
        return;
    }
    if (!known->nested_in_something) {
        directive_error(table, scope,
                        "nonlocal declaration not allowed at module level",
                        name);
        return;
    }
    if (!contains(&known->bound, name)) {
        directive_error(table, scope, "no binding for nonlocal '%s' found",
                        name);
        return;
    }
    symbol->scope = SCOPE_FREE;
    scope->has_free = true;
    add(table, &known->free, name);
}

static void analyze_name(Symtable *table, Scope *scope, Symbol *symbol,
                         Known *known, NameSet *local)
{
    if (symbol->flags & (SYM_GLOBAL | SYM_NONLOCAL)) {
        analyze_declared(table, scope, symbol, known);
        return;
    }
    if (symbol->flags & SYM_BOUND) {
        symbol->scope = SCOPE_LOCAL;
        add(table, local, symbol->name);
        discard(&known->globals, symbol->name);
        return;
    }
    if (contains(&known->bound, symbol->name)) {
        symbol->scope = SCOPE_FREE;
        scope->has_free = true;
        add(table, &known->free, symbol->name);
        return;
    }
    if (scope->nested && !contains(&known->globals, symbol->name)) {
        scope->has_free = true;
    }
    symbol->scope = SCOPE_GLOBAL_IMPLICIT;
}

// Locals that a child needs become cells.
static void make_cells(Scope *scope, NameSet *free)
{
    for (size_t i = 0; i < scope->names.count; i++) {
        Symbol *symbol = &scope->symbols[i];
        if (symbol->scope == SCOPE_LOCAL && discard(free, symbol->name)) {
            symbol->scope = SCOPE_CELL;
        }
    }
}

// Notes what children need and this scope must pass on.
static void pass_free_names(Symtable *table, Scope *scope,
                            const Known *known, const NameSet *free)
{
    for (size_t i = 0; i < free->count; i++) {
        const char *name = free->names[i];
        Symbol *symbol = symtable_symbol(scope, name);
        if (symbol != NULL) {
            if (scope->type == SCOPE_CLASS &&
                (symbol->flags & (SYM_BOUND | SYM_GLOBAL))) {
                symbol->flags |= SYM_FREE_CLASS;
            }
            continue;
        }
        if (known->nested_in_something && !contains(&known->bound, name)) {
            continue;
        }
        symbol = symtable_add_symbol(table, scope, name);
        if (symbol != NULL) {
            symbol->scope = SCOPE_FREE;
        }
    }
}

static void analyze_scope(Symtable *table, Scope *scope, Known *known);

// Analyses the children and returns the names that are free in them.
static NameSet analyze_children(Symtable *table, Scope *scope,
                                const NameSet *bound, const NameSet *globals)
{
    NameSet all = {NULL, 0, 0};
    for (Scope *child = scope->first_child; child != NULL && !table->failed;
         child = child->next_sibling) {
        Known known = {copy_set(table, bound), copy_set(table, globals),
                       {NULL, 0, 0}, true};
        analyze_scope(table, child, &known);
        add_all(table, &all, &known.free);
        if (child->has_free || child->child_has_free) {
            scope->child_has_free = true;
        }
    }
    return all;
}

static void analyze_scope(Symtable *table, Scope *scope, Known *known)
{
    NameSet local = {NULL, 0, 0};
    NameSet bound = {NULL, 0, 0};
    NameSet globals = {NULL, 0, 0};
    const char *class_name = arena_intern(table->arena, "__class__", 9);
    // A class's own names are not seen by its methods.
    if (scope->type == SCOPE_CLASS) {
        add_all(table, &globals, &known->globals);
        add_all(table, &bound, &known->bound);
    }
    for (size_t i = 0; i < scope->names.count && !table->failed; i++) {
        analyze_name(table, scope, &scope->symbols[i], known, &local);
    }
    if (scope->type == SCOPE_CLASS) {
        add(table, &bound, class_name);
    } else {
        if (scope->type == SCOPE_FUNCTION) {
            add_all(table, &bound, &local);
        }
        add_all(table, &bound, &known->bound);
        add_all(table, &globals, &known->globals);
    }
    if (table->failed) {
        return;
    }
    NameSet free = analyze_children(table, scope, &bound, &globals);
    if (table->failed) {
        return;
    }
    if (scope->type == SCOPE_FUNCTION) {
        make_cells(scope, &free);
    } else if (scope->type == SCOPE_CLASS && discard(&free, class_name)) {
        scope->needs_class_cell = true;
    }
    pass_free_names(table, scope, known, &free);
    add_all(table, &known->free, &free);
}

void symtable_analyze(Symtable *table)
{
    Known known = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}, false};
    analyze_scope(table, table->top, &known);
}
