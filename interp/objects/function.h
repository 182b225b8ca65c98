/* function.h - Python functions, bound methods and closure cells */
#ifndef INTERP_OBJECTS_FUNCTION_H
#define INTERP_OBJECTS_FUNCTION_H

#include "gc/refcount.h"

typedef struct Function {
    Object base;
    Object *globals, *builtins, *name, *qualname;
    Object *code; /* struct Code */
    Object *defaults;    /* tuple or NULL */
    Object *kwdefaults;  /* dict or NULL */
    Object *closure;     /* tuple of cells or NULL */
    Object *doc, *dict, *weaklist, *module, *annotations;
    VectorcallFunc vectorcall;
    uint32_t version; /* for inline caches; 0: none */
} Function;

typedef struct Method {
    Object base;
    Object *function, *self; /* owned */
    Object *weaklist;
    VectorcallFunc vectorcall;
} Method;

typedef struct Cell {
    Object base;
    Object *value; /* owned, NULL when empty */
} Cell;

extern Type function_type, method_type, cell_type;

/* A function over a code object; `globals` is a dict. */
NEW_REF Object *function_new(Object *code, Object *globals,
                             Object *qualname);
/* A version for inline caches that changes with code and defaults; 0 when
 * numbers have run out. */
uint32_t function_version(Function *function);

/* How errors call a callable: "module.name()", or its str. */
NEW_REF Object *function_display_name(Object *callable);

/* method.c, cell.c */
NEW_REF Object *method_new(Object *function, Object *self);
NEW_REF Object *cell_new(Object *value);

static inline void
cell_set(Object *cell, Object *value)
{
    ref_store(cell, &((Cell *)cell)->value, ref_xnew(value));
}

/* How Python functions are called: filled by interp/vm/call.c at start. */
extern VectorcallFunc function_vectorcall;

/* The builtins of the frame that runs, those of the builtins module when none
 * does; a borrowed dict or other mapping. Filled there, too. */
extern Object *(*function_builtins_now)(void);

#endif
