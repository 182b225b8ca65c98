/* object_reduce.h - object's methods for copy and pickle, and __sizeof__ */
#ifndef INTERP_OBJECTS_OBJECT_REDUCE_H
#define INTERP_OBJECTS_OBJECT_REDUCE_H

#include "gc/refcount.h"

NEW_REF Object *object_method_getstate(Object *self, Object *unused);
NEW_REF Object *object_method_reduce(Object *self, Object *unused);
NEW_REF Object *object_method_reduce_ex(Object *self, Object *protocol);

/* __sizeof__ of the types that have one of their own: what the type's size_of
 * says. (That of object tells basicsize and items.) */
NEW_REF Object *object_method_size_of(Object *self, Object *unused);

#endif
