/* tuple.h - the tuple type (prefix: tuple_) */
#ifndef INTERP_OBJECTS_TUPLE_H
#define INTERP_OBJECTS_TUPLE_H

#include "gc/object.h"

typedef struct Tuple {
    VarObject base;
    Object *items[1];
} Tuple;

extern Type tuple_type, tuple_iterator_type;

#define tuple_check(o) type_has_feature(TYPE_OF(o), TYPE_TUPLE_SUBCLASS)
#define tuple_check_exact(o) (TYPE_OF(o) == &tuple_type)
#define tuple_size(o) (((VarObject *)(o))->size)
/* Borrowed item without a check. */
#define tuple_get(o, i) (((Tuple *)(o))->items[i])
/* Fills an item of a tuple that nobody else has seen yet; steals. A step may
 * lie between two items when making one runs Python code: so the recorder is
 * told. */
#define tuple_init_item(o, i, value)                                         \
    ((void)(((Tuple *)(o))->items[i] = (value)), RECORD_TOUCH(o))

/* A tuple of n items, all NULL: fill every one before anybody sees it.
 * tuple_new(0) is the one empty tuple. Tracked by the collector. */
NEW_REF Object *tuple_new(ssize_t n);

/* A tuple of n borrowed objects. */
NEW_REF Object *tuple_pack(ssize_t n, ...);
NEW_REF Object *tuple_from_array(Object *const *items, ssize_t n);
/* The same, stealing the items, also on failure. */
NEW_REF Object *tuple_from_array_steal(Object *const *items, ssize_t n);

NEW_REF Object *tuple_get_slice(Object *tuple, ssize_t low, ssize_t high);

/* Stops watching the tuple if nothing in it can be in a cycle. */
void tuple_maybe_untrack(Object *tuple);

/* Shrinks a new tuple; *tuple may move. -1 with MemoryError. */
MUST_CHECK int tuple_resize(Object **tuple, ssize_t n);

/* iter(tuple). */
NEW_REF Object *tuple_iter(Object *tuple);

/* Makes the empty tuple; 0, or -1 without memory. */
MUST_CHECK int tuple_start(void);

#endif
