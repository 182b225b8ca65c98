/* builtins_functions.h - the parts of the module builtins */
#ifndef INTERP_MODULES_BUILTINS_FUNCTIONS_H
#define INTERP_MODULES_BUILTINS_FUNCTIONS_H

#include "gc/refcount.h"

/* Each ends with a row of NULLs. */
extern MethodDef builtins_object_functions[]; /* len, getattr, dir ... */
extern MethodDef builtins_number_functions[]; /* abs, round, chr ... */
extern MethodDef builtins_iter_functions[];   /* iter, sum, sorted ... */
extern MethodDef builtins_io_functions[];     /* print, input */
extern MethodDef builtins_class_functions[];  /* __build_class__ */

/* exit, quit, help, copyright, credits, license (site_builtins.c). */
MUST_CHECK int site_builtins_add(Object *module);

#endif
