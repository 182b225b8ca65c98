/* math_module.h - what the files of the module math share (prefix: math_) */
#ifndef INTERP_MODULES_MATH_MODULE_H
#define INTERP_MODULES_MATH_MODULE_H

#include "gc/object.h"
#include "interp/objects/error.h"
#include "interp/objects/float.h"

extern MethodDef math_int_functions[]; /* math_int.c */

/* A number as a double; -1 with TypeError. */
static inline int
math_as_double(Object *o, double *out)
{
    *out = float_as_double(o);
    return *out == -1.0 && error_occurred() != NULL ? -1 : 0;
}

/* math_sum.c */
NEW_REF Object *math_fsum(Object *self, Object *sequence);
NEW_REF Object *math_hypot(Object *self, Object *const *args,
                           ssize_t nargs);
NEW_REF Object *math_dist(Object *self, Object *const *args, ssize_t nargs);

#endif
