/* generator_core.h - what generators, coroutines and async generators share
 *
 * Only for generator*.c, coroutine.c and async_generator.c.
 */
#ifndef INTERP_VM_GENERATOR_CORE_H
#define INTERP_VM_GENERATOR_CORE_H

#include "interp/vm/generator.h"

/* Goes on with `value` (NULL: None): 1 yielded, 0 returned, -1 error; the
 * value, new, in *result. */
int generator_resume(Generator *gen, Object *value, Object **result);

/* Goes on by raising the pending exception where it stands; same result. */
int generator_resume_raising(Generator *gen, Object **result);

/* What throw() is given, borrowed; the last two may be NULL. */
typedef struct Thrown {
    Object *type, *value, *traceback;
} Thrown;

static inline Thrown
thrown_of(Object *const *args, ssize_t nargs)
{
    return (Thrown){args[0], nargs > 1 ? args[1] : NULL,
                    nargs > 2 ? args[2] : NULL};
}

/* Raises an exception where it stands, or in what it waits for; same result.
 * `close_inner`: GeneratorExit also closes what it waits for. */
int generator_raise(Generator *gen, const Thrown *thrown, bool close_inner,
                    Object **result);

/* What a suspended generator waits for in `yield from` or await, or NULL. */
NEW_REF Object *generator_awaited(Generator *gen);

/* Sets StopIteration with a value (borrowed), as `return value` does. */
void generator_stop(Object *value);
/* Takes the pending StopIteration: its value. */
NEW_REF Object *generator_take_stop_value(void);
/* What send() and throw() return for a result of generator_resume. */
NEW_REF Object *generator_finish_send(int status, STEALS Object *result);

/* "generator", "coroutine" or "async generator". */
const char *generator_kind(Generator *gen);

/* Who made a coroutine: (file, line, name) of at most `depth` frames, the
 * innermost first. NULL with an error. */
NEW_REF Object *coroutine_origin(Frame *frame, int depth);

/* close() without what it returns: -1 with an error. */
MUST_CHECK int generator_end(Generator *gen);

/* Methods, slots and getters. */
NEW_REF Object *generator_next(Object *self);
NEW_REF Object *generator_send(Object *self, Object *value);
NEW_REF Object *generator_throw(Object *self, Object *const *args,
                                ssize_t nargs);
NEW_REF Object *generator_close(Object *self, Object *unused);
void generator_dealloc(Object *self);
void generator_finalize(Object *self);
int generator_traverse(Object *self, VisitProc visit, void *arg);
void generator_edges(Object *self, EdgeProc visit, void *arg);
size_t generator_size_of(Object *self);
NEW_REF Object *generator_repr(Object *self);
NEW_REF Object *generator_get_frame(Object *self, void *closure);
NEW_REF Object *generator_get_code(Object *self, void *closure);
NEW_REF Object *generator_get_running(Object *self, void *closure);
NEW_REF Object *generator_get_suspended(Object *self, void *closure);
NEW_REF Object *generator_get_yield_from(Object *self, void *closure);
NEW_REF Object *generator_get_text(Object *self, void *offset);
int generator_set_text(Object *self, Object *value, void *offset);

#define GENERATOR_NAME_ROWS(kind)                                            \
    {"__name__", generator_get_text, generator_set_text,                     \
     "name of the " kind, (void *)offsetof(Generator, name)},                \
    {"__qualname__", generator_get_text, generator_set_text,                 \
     "qualified name of the " kind, (void *)offsetof(Generator, qualname)}

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
