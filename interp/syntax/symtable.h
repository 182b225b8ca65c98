/* symtable.h - which name is local, global, free or a cell (prefix:
 * symtable_)
 *
 * One Scope for the module, each function, lambda, comprehension and class,
 * found by its node. Built after the constants were folded, as CPython does.
 * Names are mangled (`__x` in class C is `_C__x`) and interned in the arena.
 */
#ifndef INTERP_SYNTAX_SYMTABLE_H
#define INTERP_SYNTAX_SYMTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "interp/syntax/arena.h"
#include "interp/syntax/ast.h"
#include "interp/syntax/pointer_map.h"
#include "interp/syntax/syntax_error.h"

// What is known of a symbol from its own scope's text.
#define SYM_GLOBAL 0x001     // global statement
#define SYM_LOCAL 0x002      // assigned
#define SYM_PARAM 0x004      // parameter
#define SYM_NONLOCAL 0x008   // nonlocal statement
#define SYM_USE 0x010        // read
#define SYM_FREE_CLASS 0x040 // class: bound here and free in a method
#define SYM_IMPORT 0x080     // bound by import
#define SYM_ANNOTATED 0x100  // x: int
#define SYM_COMP_ITER 0x200  // iteration variable of a comprehension
#define SYM_BOUND (SYM_LOCAL | SYM_PARAM | SYM_IMPORT)

// What the analysis made of it.
typedef enum SymbolScope {
    SCOPE_UNKNOWN,
    SCOPE_LOCAL,
    SCOPE_GLOBAL_EXPLICIT,
    SCOPE_GLOBAL_IMPLICIT,
    SCOPE_FREE,
    SCOPE_CELL
} SymbolScope;

typedef enum ScopeType {
    SCOPE_FUNCTION,
    SCOPE_CLASS,
    SCOPE_MODULE,
    SCOPE_ANNOTATION
} ScopeType;

typedef struct Symbol {
    const char *name;
    int flags;
    SymbolScope scope;
} Symbol;

// A name in a global or nonlocal statement, for error messages.
typedef struct Directive {
    struct Directive *next;
    const char *name;
    Pos pos;
} Directive;

typedef struct Scope {
    ScopeType type;
    const char *name;
    Pos pos;
    PointerMap names; // index -> symbols
    Symbol *symbols;
    size_t symbol_capacity;
    PointerMap parameters; // mangled names in order
    struct Scope *first_child;
    struct Scope *last_child;
    struct Scope *next_sibling;
    struct Scope *parent; // the scope that encloses it in the text
    Directive *directives;
    ExprKind comprehension;  // meaningful if is_comprehension
    int iter_expr_depth;     // > 0 inside a comprehension's iterable
    bool is_comprehension;
    bool in_iter_target;
    bool nested;             // inside a function
    bool has_free;           // itself
    bool child_has_free;
    bool generator;
    bool coroutine;
    bool varargs;
    bool varkeywords;
    bool returns_value;
    bool needs_class_cell;   // class: a method uses __class__ or super
} Scope;

typedef struct Symtable {
    Arena *arena;
    Scope *top;
    Scope *current;
    const char *private_name; // innermost class, for mangling
    bool future_annotations;
    int depth;
    int depth_limit;
    bool failed; // memory, or `error` is set
    SyntaxError *error;
    PointerMap nodes;
    Scope **scopes; // by index in `nodes`
    size_t scope_capacity;
} Symtable;

/* Builds the table of the tree; arena, future_annotations, depth_limit and
 * error must be set, all else zero. Returns -1 with `error` set. */
int symtable_build(Symtable *table, Mod *mod);

/* The scope of a node (the Mod, Stmt or Expr that opens it); NULL if there
 * is none. */
Scope *symtable_lookup(const Symtable *table, const void *node);

/* Symbol of a mangled name; NULL if the scope does not know it. */
Symbol *symtable_symbol(const Scope *scope, const char *name);

/* `name` as it is called inside class `private_name` (NULL: no class).
 * NULL when memory is short. */
const char *symtable_mangle(Arena *arena, const char *private_name,
                            const char *name);

/* --- between the files of the symbol table ----------------------------- */

/* Sets the error, unless there is one already. */
void symtable_error(Symtable *table, Pos pos, const char *format, ...);

/* Symbol of the name, added without flags if need be; NULL when memory is
 * short. */
Symbol *symtable_add_symbol(Symtable *table, Scope *scope, const char *name);

/* Decides the scope of every symbol. */
void symtable_analyze(Symtable *table);

#endif
