/* dict_methods.h - what the dict type's methods, its views and its iterators
 * share with dict.c and its neighbours (prefix: dict_) */
#ifndef INTERP_OBJECTS_DICT_METHODS_H
#define INTERP_OBJECTS_DICT_METHODS_H

#include "interp/objects/dict.h"

/* An empty instance of dict or a subclass (type->new_). */
NEW_REF Object *dict_new_of_type(Type *type);

/* With room for n entries whose keys are all exact str, if `unicode`. */
NEW_REF Object *dict_new_sized_kind(ssize_t n, bool unicode);

/* As dict_set, but takes over both references, on failure too. */
MUST_CHECK int dict_set_steal(Object *dict, STEALS Object *key,
                              STEALS Object *value);

/* Removes the last entry of a dict that is not empty (popitem): its value,
 * and its key in *key, both new. */
NEW_REF Object *dict_pop_last(Object *dict, Object **key);

/* Gives a dict without entries a table for n of them. */
MUST_CHECK int dict_reserve(Object *dict, ssize_t n, bool unicode);

/* Makes room for the entries of another dict, which is not empty. 1: they
 * are there already, all at once; 0; -1 with MemoryError. */
MUST_CHECK int dict_merge_prepare(Object *dict, Object *other);

/* dict_merge.c.
 * type.fromkeys(keys, value): what the class makes when called, filled. */
NEW_REF Object *dict_fromkeys(Object *type, Object *keys, Object *value);

/* d.update(arg): a dict, an object with keys(), or pairs. */
MUST_CHECK int dict_update_from(Object *dict, Object *arg);

/* Stops watching a dict that holds nothing that can be in a cycle. */
void dict_maybe_untrack(Object *dict);

/* dict_views.c, dict_iterators.c */
typedef struct DictView {
    Object base;
    Object *dict; /* owned */
} DictView;

extern Type dict_reverse_key_iterator_type, dict_reverse_value_iterator_type,
    dict_reverse_item_iterator_type;

/* An iterator of one of the six types. */
NEW_REF Object *dict_iterator_new(Object *dict, Type *type);

NEW_REF Object *dict_view_new(Object *dict, Type *type);

#define dict_keys_view_check(o) type_is_subtype(TYPE_OF(o), &dict_keys_type)
#define dict_items_view_check(o) type_is_subtype(TYPE_OF(o), &dict_items_type)

#endif
