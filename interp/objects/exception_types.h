/* exception_types.h - what the files of exceptions share */
#ifndef INTERP_OBJECTS_EXCEPTION_TYPES_H
#define INTERP_OBJECTS_EXCEPTION_TYPES_H

#include "gc/refcount.h"

NEW_REF Object *exception_new(Type *type, Object *args, Object *kwargs);
MUST_CHECK int exception_init(Object *self, Object *args, Object *kwargs);
/* (type, args) or (type, args, state): what pickle takes it apart into. The
 * state may be NULL. */
NEW_REF Object *exception_reduce(Object *self, Object *args, Object *state);

/* Sets an owned field; `value` may be NULL. */
static inline void
exception_store(Object *self, void *field, Object *value)
{
    ref_store(self, field, ref_xnew(value));
}

/* The slots of UnicodeErrors (exception_unicode.c), UnicodeDecodeError begins
 * as UnicodeEncodeError. */
int UnicodeEncodeError_init(Object *self, Object *args, Object *kwargs);
int UnicodeDecodeError_init(Object *self, Object *args, Object *kwargs);
int UnicodeTranslateError_init(Object *self, Object *args, Object *kwargs);
NEW_REF Object *UnicodeEncodeError_str(Object *self);
NEW_REF Object *UnicodeDecodeError_str(Object *self);
NEW_REF Object *UnicodeTranslateError_str(Object *self);
extern FieldDef UnicodeError_own_members[];

#endif
