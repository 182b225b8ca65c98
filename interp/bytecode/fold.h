/* fold.h - constant folding on the syntax tree (prefix: fold_)
 *
 * Replaces expressions of constants by their value where CPython 3.11 does,
 * within its limits of size: a fold never makes code that is much larger
 * than its source. What would raise is left for the run.
 */
#ifndef INTERP_BYTECODE_FOLD_H
#define INTERP_BYTECODE_FOLD_H

#include <stdbool.h>

#include "interp/syntax/arena.h"
#include "interp/syntax/ast.h"

typedef struct Folder {
    Arena *arena;
    int optimize;            // 0, 1 (-O), 2 (-OO)
    bool future_annotations; // annotations are kept as text
    int depth;
    int depth_limit;
    bool too_deep;
} Folder;

/* Folds in the whole tree. Sets folder->too_deep (and stops) when the tree
 * is nested deeper than depth_limit; allocation failure shows in the
 * arena. */
void fold_module(Folder *folder, Mod *mod);

/* Folds in one expression. */
void fold_expr(Folder *folder, Expr *expr);

/* The truth value of a constant. */
bool fold_is_true(const Constant *constant);

/* The value of an operation on constants; NULL if it cannot be folded (or
 * memory is short). fold_constant.c */
Constant *fold_unary(Arena *arena, UnaryOperator op, const Constant *value);
Constant *fold_binary(Arena *arena, Operator op, const Constant *lhs,
                      const Constant *rhs);
Constant *fold_subscript(Arena *arena, const Constant *container,
                         const Constant *index);

/* The same for numbers only. fold_number.c */
Constant *fold_number_unary(Arena *arena, UnaryOperator op,
                            const Constant *value);
Constant *fold_number_binary(Arena *arena, Operator op, const Constant *lhs,
                             const Constant *rhs);

/* Makes the tuple constant a frozenset: of equal items the first one stays.
 * NULL is passed through. */
Constant *fold_frozenset(Constant *tuple);

/* Whether the constant is an int or a bool; its value if it fits 32 bits:
 * then returns true and sets `value`. */
bool fold_is_int(const Constant *constant);
bool fold_small_int(const Constant *constant, long *value);

/* Whether two constants are equal to Python: 1, 1.0 and True are. */
bool fold_constants_equal(const Constant *a, const Constant *b);

/* Whether two numbers (of any kind) are equal to Python. */
bool fold_numbers_equal(const Constant *a, const Constant *b);

/* Turns `"..." % (a, b)` into an f-string where the formats are simple;
 * whether it did. fold_format.c */
bool fold_format(Arena *arena, Expr *expr, const Constant *format,
                 ExprSeq items);

/* The docstring a body begins with, or NULL. */
Constant *fold_docstring(StmtSeq body);

#endif
