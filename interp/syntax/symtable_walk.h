/* symtable_walk.h - the walk that collects names (prefix: symtable_)
 *
 * Private to the symbol table. Errors stick: once `failed` is set nothing
 * happens any more.
 */
#ifndef INTERP_SYNTAX_SYMTABLE_WALK_H
#define INTERP_SYNTAX_SYMTABLE_WALK_H

#include "interp/syntax/symtable.h"

/* Counts the depth of the tree. Returns false once the walk has failed;
 * leave_depth belongs to every call all the same. */
bool symtable_enter_depth(Symtable *table);
void symtable_leave_depth(Symtable *table);

/* Opens the scope of `node`; on failure there is none. */
void symtable_enter_scope(Symtable *table, ScopeType type, const char *name,
                          const void *node, Pos pos);
void symtable_leave_scope(Symtable *table);

/* SYM_ flags of a name that is still to be mangled; 0 if not known. */
int symtable_flags_of(Symtable *table, const Scope *scope, const char *name);

/* Adds SYM_ flags to a name of the current scope. */
void symtable_add_def(Symtable *table, const char *name, int flag, Pos pos);

/* Notes where a name was declared, for errors found later. */
void symtable_record_directive(Symtable *table, const char *name, Pos pos);

/* Visit expressions; NULL is allowed where marked optional. */
void symtable_visit_expr(Symtable *table, Expr *expr);
void symtable_visit_optional(Symtable *table, Expr *expr);
void symtable_visit_seq(Symtable *table, ExprSeq seq);
void symtable_visit_keywords(Symtable *table, KeywordSeq seq);
void symtable_visit_arguments(Symtable *table, Arguments *args);
void symtable_visit_annotation(Symtable *table, Expr *annotation);
void symtable_visit_annotations(Symtable *table, Stmt *stmt, Arguments *args,
                                Expr *returns);

#endif
