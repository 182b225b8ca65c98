/* type_layout.h - what instances of a class in the making will have (prefix:
 * class_) */
#ifndef INTERP_OBJECTS_TYPE_LAYOUT_H
#define INTERP_OBJECTS_TYPE_LAYOUT_H

#include "gc/refcount.h"

/* A class in the making. */
typedef struct ClassPlan {
    Type *metatype;
    Object *name, *bases, *dict; /* dict: owned copy */
    Type *base;
    Object *slots;  /* tuple of names, owned, or NULL */
    ssize_t nslots;
    bool may_add_dict, may_add_weak, add_dict, add_weak;
} ClassPlan;

/* Decides on fields, dict and weak list, by __slots__ of the body (`dict`) and
 * the bases. -1 with an error. */
MUST_CHECK int class_plan_layout(ClassPlan *plan);
/* Places the slots behind the base's fields, then weak list and dict. */
void class_lay_out(ClassPlan *plan, HeapType *heap);
/* Puts the descriptors of all these into the class's dict. */
MUST_CHECK int class_add_descriptors(ClassPlan *plan, Type *type);

#endif
