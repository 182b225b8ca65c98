/* module.h - module objects (prefix: module_) */
#ifndef INTERP_OBJECTS_MODULE_H
#define INTERP_OBJECTS_MODULE_H

#include "gc/refcount.h"

typedef struct Module {
    Object base;
    Object *dict; /* owned */
    void *def, *state; /* CPython's; unused */
    Object *weaklist;
    Object *name; /* owned */
} Module;

extern Type module_type;

/* A module with __name__ and the other five names set. */
NEW_REF Object *module_new(const char *name);
NEW_REF Object *module_new_object(Object *name);
#define module_dict(o) (((Module *)(o))->dict)

/* Adds the C functions of a table, bound to the module. */
MUST_CHECK int module_add_functions(Object *module, MethodDef *functions);
/* Sets an attribute; the reference is taken over, also on failure. */
MUST_CHECK int module_add(Object *module, const char *name,
                          STEALS Object *value);
MUST_CHECK int module_add_int(Object *module, const char *name, long value);
MUST_CHECK int module_add_text(Object *module, const char *name,
                               const char *value);

/* A new exception class of a native module: `module` is what its __module__
 * says, `base` its only base. NULL with an exception. */
NEW_REF Object *module_exception(const char *module, const char *name,
                                 Object *base);

/* The dict of the module builtins; borrowed from the module, which lives as
 * long as the runtime (runtime.c). */
extern Object *builtins_dict;

/* Clears the names of a module at shutdown, in CPython's order: first those
 * that begin with one underscore, then all but __builtins__. */
void module_clear_dict(Object *dict);

#endif
