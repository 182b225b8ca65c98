/* ctypes_struct.h - structures and unions: what their files share (prefix: c_)
 */
#ifndef INTERP_MODULES_CTYPES_STRUCT_H
#define INTERP_MODULES_CTYPES_STRUCT_H

#include "interp/modules/ctypes_module.h"

/* A field: where in the bytes, of which type. */
typedef struct CField {
    Object base;
    ssize_t offset, size, index; /* size: with C_BITS and C_LOW */
    bool anonymous;              /* its fields are the whole's, too */
    Object *proto;               /* owned */
    const CCode *code;           /* NULL: the type's own */
} CField;

/* Lays out the fields of a class, a sequence of (name, type[, bits]), behind
 * those of its base: `_fields_ = ...` (ctypes_layout.c). -1 with an error. */
MUST_CHECK int c_set_fields(Object *type, Object *fields);

/* Makes the fields of the parts that `_anonymous_` names fields of the whole
 * (ctypes_struct.c). */
MUST_CHECK int c_lift_fields(Object *type);

#endif
