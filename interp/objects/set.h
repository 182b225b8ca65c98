/* set.h - set and frozenset (prefix: set_)
 *
 * Open addressing with a first run of linear probes, 8 entries inside the
 * object, as CPython 3.11 (Objects/setobject.c).
 */
#ifndef INTERP_OBJECTS_SET_H
#define INTERP_OBJECTS_SET_H

#include "gc/refcount.h"

typedef struct SetEntry {
    Object *key; /* NULL: free; the dummy: deleted */
    HashValue hash;
} SetEntry;

#define SET_MIN_SIZE 8

typedef struct Set {
    Object base;
    ssize_t fill, used, mask;
    SetEntry *table;
    HashValue hash; /* of a frozenset; -1 */
    ssize_t finger; /* for pop() */
    SetEntry small[SET_MIN_SIZE];
    Object *weaklist;
} Set;

extern Type set_type, frozenset_type, set_iterator_type;

#define set_check_exact(o) (TYPE_OF(o) == &set_type)
#define set_any_check_exact(o)                                               \
    (TYPE_OF(o) == &set_type || TYPE_OF(o) == &frozenset_type)
#define set_size(o) (((Set *)(o))->used)

NEW_REF Object *set_new(Object *iterable);       /* NULL: empty */
NEW_REF Object *frozenset_new(Object *iterable); /* NULL: the empty one */
MUST_CHECK int set_add(Object *set, Object *key);
/* 1 removed, 0 was not there, -1 error. */
MUST_CHECK int set_discard(Object *set, Object *key);
MUST_CHECK int set_contains(Object *set, Object *key);
MUST_CHECK int set_update(Object *set, Object *iterable);
/* Walks the entries: *position starts at 0; borrowed key. */
int set_next(Object *set, ssize_t *position, Object **key, HashValue *hash);

#endif
