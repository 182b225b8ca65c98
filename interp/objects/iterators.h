/* iterators.h - iterators over other iterables */
#ifndef INTERP_OBJECTS_ITERATORS_H
#define INTERP_OBJECTS_ITERATORS_H

#include "gc/refcount.h"

extern Type sequence_iterator_type, callable_iterator_type, enumerate_type,
    reversed_type, zip_type, map_type, filter_type;

/* Iterates with o[0], o[1], ... until IndexError. */
NEW_REF Object *sequence_iterator_new(Object *sequence);

/* Calls until the result equals the sentinel. */
NEW_REF Object *callable_iterator_new(Object *callable, Object *sentinel);

#endif
