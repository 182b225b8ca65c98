/* iterators_pickle.h - methods by which iterators are copied and pickled */
#ifndef INTERP_OBJECTS_ITERATORS_PICKLE_H
#define INTERP_OBJECTS_ITERATORS_PICKLE_H

#include "gc/refcount.h"

/* Of iterators that are {Object, index, what they walk through}. */
extern MethodDef indexed_iterator_methods[];

NEW_REF Object *range_iterator_reduce(Object *self, Object *unused);
NEW_REF Object *range_iterator_setstate(Object *self, Object *state);
NEW_REF Object *long_range_reduce(Object *self, Object *unused);
NEW_REF Object *long_range_setstate(Object *self, Object *state);
NEW_REF Object *bytearray_method_reduce(Object *self, Object *unused);
NEW_REF Object *bytearray_method_reduce_ex(Object *self, Object *protocol);

#endif
