/* set_core.h - what set.c and set_methods.c share (prefix: set_) */
#ifndef INTERP_OBJECTS_SET_CORE_H
#define INTERP_OBJECTS_SET_CORE_H

#include "interp/objects/set.h"
#include "interp/objects/type.h"

extern MethodDef set_methods[], frozenset_methods[];
extern NumberSlots set_number, frozenset_number;

/* What the key of a deleted entry points at; not counted. */
extern Object set_dummy;

#define set_check(o) object_type_check(o, &set_type)
#define set_any_check(o)                                                     \
    (set_any_check_exact(o) || object_type_check(o, &set_type) ||            \
     object_type_check(o, &frozenset_type))

static inline bool
set_entry_is_live(const SetEntry *entry)
{
    return entry->key != NULL && entry->key != &set_dummy;
}

/* A set of exactly `type`; iterable NULL: empty. */
NEW_REF Object *set_new_of_type(Type *type, Object *iterable);
/* The same of set or frozenset, whichever `type` is or comes from. */
NEW_REF Object *set_new_of_base(Type *type, Object *iterable);

/* With the hash known: add 0, -1; discard and contains 1, 0, -1. */
MUST_CHECK int set_add_hash(Set *set, Object *key, HashValue hash);
MUST_CHECK int set_discard_hash(Set *set, Object *key, HashValue hash);
MUST_CHECK int set_contains_hash(Set *set, Object *key, HashValue hash);

/* As set_contains and set_discard, but a set that is not hashable is
 * looked for as if it were a frozenset. */
MUST_CHECK int set_contains_any(Object *set, Object *key);
MUST_CHECK int set_discard_any(Object *set, Object *key);

/* Makes a table for the entries that there are, without deleted ones. */
MUST_CHECK int set_shrink_table(Set *set);

void set_empty(Set *set);

/* Exchanges what two sets hold. */
void set_swap(Set *a, Set *b);

/* Operations of the operators and methods. */
MUST_CHECK int set_is_subset(Object *a, Object *b); /* both are sets */

#endif
