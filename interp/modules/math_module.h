/* math_module.h - the two halves of the module math */
#ifndef INTERP_MODULES_MATH_MODULE_H
#define INTERP_MODULES_MATH_MODULE_H

#include "gc/object.h"

extern MethodDef math_int_functions[];

#endif
