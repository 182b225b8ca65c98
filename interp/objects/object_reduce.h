/* object_reduce.h - object's methods for copy and pickle */
#ifndef INTERP_OBJECTS_OBJECT_REDUCE_H
#define INTERP_OBJECTS_OBJECT_REDUCE_H

#include "gc/refcount.h"

NEW_REF Object *object_method_getstate(Object *self, Object *unused);
NEW_REF Object *object_method_reduce(Object *self, Object *unused);
NEW_REF Object *object_method_reduce_ex(Object *self, Object *protocol);

#endif
