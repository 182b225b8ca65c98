/* bool.h - the bool type (prefix: bool_) */
#ifndef INTERP_OBJECTS_BOOL_H
#define INTERP_OBJECTS_BOOL_H

#include "interp/objects/int.h"

extern Type bool_type;
extern Int true_object, false_object;

#define TRUE OBJ(&true_object)
#define FALSE OBJ(&false_object)
#define bool_check(o) (TYPE_OF(o) == &bool_type)

static inline NEW_REF Object *
bool_new(bool value)
{
    return (Object *)ref_new(value ? TRUE : FALSE);
}

#endif
