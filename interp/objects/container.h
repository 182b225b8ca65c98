/* container.h - what the built-in containers share (prefix: container_) */
#ifndef INTERP_OBJECTS_CONTAINER_H
#define INTERP_OBJECTS_CONTAINER_H

#include "gc/collector.h"
#include "gc/refcount.h"
#include "interp/objects/bool.h"
#include "interp/objects/tuple.h"

/* The last step of a dealloc: gives the memory back, and the instance's
 * reference to a class made at run time. */
static inline void
container_free(Object *self)
{
    Type *type = TYPE_OF(self);
    object_free(self);
    if (type_is_held(type)) {
        ref_dec(type);
    }
}

/* Whether a container that holds `o` has to be watched because of it. */
static inline bool
container_may_be_tracked(Object *o)
{
    return gc_is_container(o) && (!tuple_check_exact(o) || gc_is_tracked(o));
}

/* Whether a `op` b for the lengths of two containers. */
static inline bool
container_compare_sizes(ssize_t a, ssize_t b, int op)
{
    switch (op) {
    case CMP_LT:
        return a < b;
    case CMP_LE:
        return a <= b;
    case CMP_EQ:
        return a == b;
    case CMP_NE:
        return a != b;
    case CMP_GT:
        return a > b;
    default:
        return a >= b;
    }
}

#define NO_INDEX PTRDIFF_MIN

/* What __reduce__ of an iterator answers: the function `builtin`, its
 * arguments (`o`) and the state `index`, unless it is NO_INDEX. `o` NULL: the
 * iterator is exhausted; an empty tuple or list (`empty`) stands for it. */
NEW_REF Object *iterator_reduce(const char *builtin, Object *o,
                                ssize_t index, STEALS Object *empty);

/* A bound that index() takes: a number, None is none. 1, or 0 with
 * TypeError. */
MUST_CHECK int container_slice_bound(Object *o, ssize_t *out);

#endif
