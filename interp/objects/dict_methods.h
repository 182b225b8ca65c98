/* dict_methods.h - what dict.c and dict_methods.c share (prefix: dict_) */
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

/* Room for `more` further entries. */
MUST_CHECK int dict_reserve(Object *dict, ssize_t more);

#endif
