/* compile_tree.h - statements and expressions, each compiled by one function
 * (prefix: compile_)
 *
 * Private to the compile_*.c files, as compile_unit.h is.
 */
#ifndef INTERP_BYTECODE_COMPILE_TREE_H
#define INTERP_BYTECODE_COMPILE_TREE_H

#include "interp/bytecode/compile_unit.h"

void compile_body(Compiler *c, StmtSeq body);
void compile_stmts(Compiler *c, StmtSeq stmts);
void compile_stmt(Compiler *c, Stmt *stmt);
void compile_try(Compiler *c, Stmt *stmt);
void compile_try_star(Compiler *c, Stmt *stmt);
void compile_with(Compiler *c, Stmt *stmt, size_t index);
void compile_async_with(Compiler *c, Stmt *stmt, size_t index);
void compile_match(Compiler *c, Stmt *stmt);
void compile_function(Compiler *c, Stmt *stmt);
void compile_class(Compiler *c, Stmt *stmt);
void compile_lambda(Compiler *c, Expr *expr);

void compile_expr(Compiler *c, Expr *expr);
void compile_exprs(Compiler *c, ExprSeq seq);
void compile_call(Compiler *c, Expr *expr);
void compile_comprehension(Compiler *c, Expr *expr);

/* An expression as the text of a `from __future__ import annotations`
 * annotation. */
void compile_annotation_text(Compiler *c, Expr *expr);

/* Calls what is on the stack; `pushed` arguments are there already. */
void compile_call_args(Compiler *c, int pushed, ExprSeq args,
                       KeywordSeq keywords);

/* The opcodes that make a display: at once, by item, by iterable. */
typedef struct DisplayOps {
    int build, add, extend;
} DisplayOps;
extern const DisplayOps display_list, display_set;

/* A display of elts, `pushed` of which are on the stack already; `tuple`: the
 * list becomes one (compile_display.c). */
void compile_display(Compiler *c, ExprSeq elts, int pushed,
                     const DisplayOps *ops, bool tuple);
/* A list or a tuple, read or assigned to; a dict. */
void compile_sequence(Compiler *c, ExprSeq elts, ExprContext context,
                      bool tuple);
void compile_dict(Compiler *c, Expr *expr);

/* Jumps to `target` if the truth value of `expr` is `condition`. */
void compile_jump_if(Compiler *c, Expr *expr, Block *target, bool condition);

/* Warnings about literals (compile_check.c). */
void check_comparison(Compiler *c, const Expr *expr);
void check_callee(Compiler *c, const Expr *func);
void check_subscript(Compiler *c, const Expr *value, const Expr *slice);

/* Moves the position's start to the attribute's name, if that stands on
 * another line than the start. */
void move_to_attribute(Compiler *c, const Expr *attribute);

#endif
