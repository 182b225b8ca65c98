/* list_private.h - what list*.c share (prefix: list_) */
#ifndef INTERP_OBJECTS_LIST_PRIVATE_H
#define INTERP_OBJECTS_LIST_PRIVATE_H

#include "interp/objects/list.h"

extern MethodDef list_methods[];

/* Changes the number of items, with room for more where CPython makes it;
 * new items are not filled. -1 with MemoryError. */
MUST_CHECK int list_resize(List *list, ssize_t n);

/* Drops all items and the memory they were in. */
void list_empty(List *list);

/* Does list.extend(iterable). */
MUST_CHECK int list_extend_with(List *list, Object *iterable);

/* list * count. */
NEW_REF Object *list_repeat(Object *self, ssize_t count);
NEW_REF Object *list_repeat_in_place(Object *self, ssize_t count);

/* list[key], list[key] = value, del list[key] (value NULL). */
NEW_REF Object *list_subscript(Object *self, Object *key);
MUST_CHECK int list_set_subscript(Object *self, Object *key, Object *value);

NEW_REF Object *list_iter(Object *self);
NEW_REF Object *list_iter_reversed(Object *self, Object *unused);

/* Visits what a sort that is under way holds of this list. */
void list_sort_edges(List *list, EdgeProc visit, void *arg);

#endif
