/* generator_core.h - what generators, coroutines and async generators share
 *
 * Only for generator.c and async_generator.c.
 */
#ifndef INTERP_VM_GENERATOR_CORE_H
#define INTERP_VM_GENERATOR_CORE_H

#include "interp/vm/generator.h"

/* Goes on with `value` (NULL: None): 1 yielded, 0 returned, -1 error; the
 * value, new, in *result. */
int generator_resume(Generator *gen, Object *value, Object **result);

/* Raises an exception where it stands (the arguments are throw()'s,
 * borrowed); same result. `close_inner`: GeneratorExit also closes what it
 * waits for. */
int generator_raise(Generator *gen, Object *type, Object *value,
                    Object *traceback, bool close_inner, Object **result);

/* Sets StopIteration with a value (borrowed), as `return value` does. */
void generator_stop(Object *value);

/* Slots and getters. */
void generator_dealloc(Object *self);
void generator_finalize(Object *self);
int generator_traverse(Object *self, VisitProc visit, void *arg);
void generator_edges(Object *self, EdgeProc visit, void *arg);
size_t generator_size_of(Object *self);
NEW_REF Object *generator_repr(Object *self);
NEW_REF Object *generator_get_frame(Object *self, void *closure);
NEW_REF Object *generator_get_code(Object *self, void *closure);
NEW_REF Object *generator_get_suspended(Object *self, void *closure);
NEW_REF Object *generator_get_yield_from(Object *self, void *closure);
NEW_REF Object *generator_get_text(Object *self, void *offset);
int generator_set_text(Object *self, Object *value, void *offset);

#define GENERATOR_NAME_ROWS                                                  \
    {"__name__", generator_get_text, generator_set_text,                     \
     "name of the generator", (void *)offsetof(Generator, name)},            \
    {"__qualname__", generator_get_text, generator_set_text,                 \
     "qualified name of the generator",                                      \
     (void *)offsetof(Generator, qualname)}

#define GENERATOR_COMMON(type_name, methods_table, getset_table)             \
    TYPE_HEAD_INIT, .name = type_name,                                       \
    .basicsize = offsetof(Generator, frame) + sizeof(Frame),                 \
    .itemsize = sizeof(Object *), .dealloc = generator_dealloc,              \
    .edges = generator_edges, .getattro = object_generic_getattr,            \
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC, .traverse = generator_traverse,    \
    .weaklist_offset = offsetof(Generator, weaklist),                        \
    .methods = methods_table, .getset = getset_table,                        \
    .finalize = generator_finalize, .size_of = generator_size_of

#endif
