/* ast_module.h - trees as Python objects (prefix: ast_)
 *
 * The classes of the module _ast, and the two ways between a tree in an
 * arena and instances of them.
 */
#ifndef INTERP_MODULES_AST_MODULE_H
#define INTERP_MODULES_AST_MODULE_H

#include "gc/refcount.h"
#include "interp/syntax/ast_reflect.h"

struct Mod;

extern Type ast_type;

/* Makes the classes. -1 with an error. */
MUST_CHECK int ast_classes_start(void);

/* The class of a kind of node, of a sort ("expr"), the one instance of a
 * member of an enum sort. Borrowed. */
BORROWED Object *ast_class_of(const AstNode *node);
BORROWED Object *ast_sort_class(AstSort sort);
BORROWED Object *ast_member_object(AstSort sort, int value);

/* The tree as objects. */
NEW_REF Object *ast_to_object(struct Mod *tree);

/* The tree that objects stand for, in `arena`. `mode` as for SourceJob. NULL
 * with TypeError or ValueError. */
struct Mod *ast_from_object(Arena *arena, Object *o, char mode);

/* Whether `o` is an instance of ast.AST. */
bool ast_is_tree(Object *o);

#endif
