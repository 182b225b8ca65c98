/* list.h - the list type (prefix: list_)
 *
 * A list owns one reference to each item and over-allocates as CPython 3.11
 * does. Changes are told to the recorder by the functions here: one slot at
 * a time where that is possible.
 */
#ifndef INTERP_OBJECTS_LIST_H
#define INTERP_OBJECTS_LIST_H

#include "gc/object.h"

typedef struct List {
    VarObject base;
    Object **items;
    ssize_t allocated; /* items there is room for; -1 while sorting */
} List;

extern Type list_type, list_iterator_type, list_reverse_iterator_type;

typedef struct ListIterator {
    Object base;
    ssize_t index;
    List *list; /* owned; NULL when exhausted */
} ListIterator;

#define list_check(o) type_has_feature(TYPE_OF(o), TYPE_LIST_SUBCLASS)
#define list_check_exact(o) (TYPE_OF(o) == &list_type)
#define list_size(o) (((VarObject *)(o))->size)
#define list_get(o, i) (((List *)(o))->items[i])
/* Fills an item of a new list that nobody else has seen; steals. */
#define list_init_item(o, i, value) (((List *)(o))->items[i] = (value))

/* A list of n items, all NULL: fill every one. */
NEW_REF Object *list_new(ssize_t n);
/* Appends a borrowed object. */
MUST_CHECK int list_append(Object *list, Object *item);
/* As list_append, but takes over the reference (on failure too). */
MUST_CHECK int list_append_steal(Object *list, STEALS Object *item);
MUST_CHECK int list_insert(Object *list, ssize_t where, Object *item);
/* Replaces item i; steals value, on failure too; IndexError. */
MUST_CHECK int list_set(Object *list, ssize_t i, STEALS Object *value);
MUST_CHECK int list_set_slice(Object *list, ssize_t low, ssize_t high,
                              Object *value);
NEW_REF Object *list_get_slice(Object *list, ssize_t low, ssize_t high);
/* list.extend; None or NULL. */
NEW_REF Object *list_extend(Object *list, Object *iterable);
/* list.pop(index). */
NEW_REF Object *list_pop(Object *list, ssize_t index);
MUST_CHECK int list_sort(Object *list, Object *key, int reverse);
MUST_CHECK int list_reverse(Object *list);
NEW_REF Object *list_as_tuple(Object *list);
/* For other containers: what items[0..n) compare to (list and tuple share
 * it). */
NEW_REF Object *items_richcompare(Object **a, ssize_t na, Object **b,
                                  ssize_t nb, int op);

#endif
