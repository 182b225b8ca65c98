/* compile.h - from a syntax tree to code units (prefix: compile_) */
#ifndef INTERP_BYTECODE_COMPILE_H
#define INTERP_BYTECODE_COMPILE_H

#include "interp/bytecode/code_unit.h"
#include "interp/syntax/arena.h"
#include "interp/syntax/ast.h"
#include "interp/syntax/syntax_error.h"

typedef struct CompileOptions {
    const char *filename;
    int flags;    // CODE_FUTURE_ bits inherited from the caller's code
    int optimize; // 0, 1 (no asserts) or 2 (no docstrings either)
} CompileOptions;

/* Compiles the tree, whose ModKind says whether it is a module, one
 * interactive statement or an expression. The tree is changed: constants are
 * folded in it. The unit lives in the arena.
 *
 * Returns -1 with `error` set on failure. The error's offset counts bytes,
 * and `text` is not set, as the source is not at hand here; so it is with
 * the warnings, which are put behind those that `warnings` has, on failure
 * too. */
int compile_module(Arena *arena, Mod *mod, const CompileOptions *options,
                   CodeUnit **unit, SyntaxWarnings *warnings,
                   SyntaxError *error);

#endif
