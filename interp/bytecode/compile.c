/* compile.c - the compiler's entry, and the __future__ statements. */
#include "interp/bytecode/compile.h"

#include <stdarg.h>
#include <string.h>

#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"
#include "interp/bytecode/fold.h"

// CPython allows three levels for each of the 1000 Python frames.
#define DEPTH_LIMIT 2990

typedef struct Feature {
    const char *name;
    int flag;
} Feature;

// Those that are the rule by now have no flag.
static const Feature features[] = {
    {"nested_scopes", 0},
    {"generators", 0},
    {"division", 0},
    {"absolute_import", 0},
    {"with_statement", 0},
    {"print_function", 0},
    {"unicode_literals", 0},
    {"barry_as_FLUFL", CODE_FUTURE_BARRY_AS_BDFL},
    {"generator_stop", 0},
    {"annotations", CODE_FUTURE_ANNOTATIONS},
};

static void future_error(Compiler *c, const Stmt *stmt, int column,
                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    c->failed = true;
    c->error->kind = SYNTAX_ERROR;
    c->error->msg = syntax_format(c->arena, format, args);
    va_end(args);
    if (c->error->msg == NULL) {
        c->error->kind = SYNTAX_NO_MEMORY;
    }
    c->error->lineno = stmt->pos.line;
    c->error->offset = column;
    c->error->end_lineno = stmt->pos.line;
    c->error->end_offset = -2; // Told as None, as CPython does.
}

static void take_feature(Compiler *c, const Stmt *stmt, const char *name)
{
    size_t n = sizeof features / sizeof features[0];
    for (size_t i = 0; i < n; i++) {
        if (strcmp(features[i].name, name) == 0) {
            c->flags |= features[i].flag;
            return;
        }
    }
    if (strcmp(name, "braces") == 0) {
        future_error(c, stmt, stmt->pos.col + 1, "not a chance");
    } else {
        future_error(c, stmt, stmt->pos.col + 1,
                     "future feature %.100s is not defined", name);
    }
}

static bool is_future_import(const Stmt *stmt)
{
    return stmt->kind == STMT_IMPORT_FROM &&
           stmt->as.import_from.module != NULL &&
           strcmp(stmt->as.import_from.module, "__future__") == 0;
}

static bool is_string_stmt(const Stmt *stmt)
{
    return stmt->kind == STMT_EXPR &&
           stmt->as.expr.value->kind == EXPR_CONSTANT &&
           stmt->as.expr.value->as.constant.value->kind == CONST_STR;
}

// Future statements may only follow the docstring and each other.
static void find_features(Compiler *c, const Mod *mod)
{
    bool done = false;
    int line = 0;
    if (mod->kind == MOD_EXPRESSION) {
        return;
    }
    for (size_t i = 0; i < mod->body.count && !c->failed; i++) {
        const Stmt *stmt = mod->body.items[i];
        if (done && stmt->pos.line > line) {
            return;
        }
        line = stmt->pos.line;
        if (!is_future_import(stmt)) {
            done = done || i > 0 || !is_string_stmt(stmt);
            continue;
        }
        if (done) {
            future_error(c, stmt, stmt->pos.col,
                         "from __future__ imports must occur at the "
                         "beginning of the file");
            return;
        }
        AliasSeq names = stmt->as.import_from.names;
        for (size_t j = 0; j < names.count && !c->failed; j++) {
            take_feature(c, stmt, names.items[j]->name);
        }
        c->future_line = stmt->pos.line;
    }
}

static void fold_constants(Compiler *c, Mod *mod)
{
    Folder folder = {
        .arena = c->arena,
        .optimize = c->optimize,
        .future_annotations = (c->flags & CODE_FUTURE_ANNOTATIONS) != 0,
        .depth_limit = DEPTH_LIMIT,
    };
    fold_module(&folder, mod);
    if (folder.too_deep) {
        c->failed = true;
        c->error->kind = SYNTAX_RECURSION;
        c->error->msg =
            "maximum recursion depth exceeded during compilation";
    } else if (arena_failed(c->arena)) {
        compile_no_memory(c);
    }
}

static void build_symbols(Compiler *c, Mod *mod)
{
    c->symtable.arena = c->arena;
    c->symtable.error = c->error;
    c->symtable.depth_limit = DEPTH_LIMIT;
    c->symtable.future_annotations =
        (c->flags & CODE_FUTURE_ANNOTATIONS) != 0;
    if (symtable_build(&c->symtable, mod) < 0) {
        c->failed = true;
    }
}

static CodeUnit *compile_mod(Compiler *c, Mod *mod)
{
    compile_enter(c, "<module>", UNIT_MODULE, mod, 1);
    if (c->failed) {
        return NULL;
    }
    if (mod->kind == MOD_EXPRESSION) {
        compile_expr(c, mod->expression);
    } else {
        c->interactive = mod->kind == MOD_INTERACTIVE;
        compile_body(c, mod->body);
    }
    return compile_leave(c, mod->kind != MOD_EXPRESSION);
}

int compile_module(Arena *arena, Mod *mod, const CompileOptions *options,
                   CodeUnit **unit, SyntaxWarnings *warnings,
                   SyntaxError *error)
{
    memset(error, 0, sizeof *error);
    *unit = NULL;
    Compiler *c = arena_alloc(arena, sizeof *c);
    if (c == NULL) {
        error->kind = SYNTAX_NO_MEMORY;
        return -1;
    }
    c->arena = arena;
    c->pool.arena = arena;
    c->filename = options->filename;
    c->optimize = options->optimize;
    c->flags = options->flags & CODE_FUTURE_MASK;
    c->future_line = -1;
    c->error = error;
    c->warnings = warnings;
    find_features(c, mod);
    if (!c->failed) {
        fold_constants(c, mod);
    }
    if (!c->failed) {
        build_symbols(c, mod);
    }
    if (!c->failed) {
        *unit = compile_mod(c, mod);
    }
    if (*unit == NULL && error->kind == SYNTAX_OK) {
        error->kind = SYNTAX_NO_MEMORY;
    }
    return *unit == NULL ? -1 : 0;
}
