/* call.h - the door from C code into the eval loop */
#ifndef INTERP_VM_CALL_H
#define INTERP_VM_CALL_H

#include "gc/refcount.h"

/* Fills function_vectorcall. */
void call_start(void);

/* Runs a class body's function with `locals` as its namespace; what it
 * returns is the __class__ cell or None. */
NEW_REF Object *eval_class_body(Object *function, Object *locals);

#endif
