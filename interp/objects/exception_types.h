/* exception_types.h - what exception.c and exception_types.c share */
#ifndef INTERP_OBJECTS_EXCEPTION_TYPES_H
#define INTERP_OBJECTS_EXCEPTION_TYPES_H

#include "gc/object.h"

NEW_REF Object *exception_new(Type *type, Object *args, Object *kwargs);
MUST_CHECK int exception_init(Object *self, Object *args, Object *kwargs);
/* (type, args) or (type, args, state): what pickle takes it apart into. The
 * state may be NULL. */
NEW_REF Object *exception_reduce(Object *self, Object *args, Object *state);

#endif
