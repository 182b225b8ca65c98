/* generic_alias.h - list[int] and int | None (prefix: generic_alias_,
 * union_type_) */
#ifndef INTERP_OBJECTS_GENERIC_ALIAS_H
#define INTERP_OBJECTS_GENERIC_ALIAS_H

#include "interp/objects/strwriter.h"

extern Type generic_alias_type, generic_alias_iterator_type, union_type;

/* list[int] and alike: types.GenericAlias. */
NEW_REF Object *generic_alias_new(Object *origin, Object *args);

/* a | b for types, aliases, unions and None; NotImplemented otherwise. */
NEW_REF Object *union_type_or(Object *a, Object *b);

/* What both share. */
MUST_CHECK int generic_alias_write(StrWriter *w, Object *o);
/* The type variables among the arguments and in them, a tuple. */
NEW_REF Object *generic_alias_parameters(Object *args);
/* The arguments with `item` (a tuple of several) in the place of the
 * variables; TypeError when their number is wrong. */
NEW_REF Object *generic_alias_substitute(Object *self, Object *args,
                                         Object *parameters, Object *item);

#endif
