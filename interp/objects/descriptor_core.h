/* descriptor_core.h - what descriptor.c and slot_wrapper.c share (prefix:
 * descriptor_) */
#ifndef INTERP_OBJECTS_DESCRIPTOR_CORE_H
#define INTERP_OBJECTS_DESCRIPTOR_CORE_H

#include "interp/objects/descriptor.h"
#include "interp/objects/type.h"

/* A descriptor of the type `kind` with the head filled: new, NULL with an
 * error. */
void *descriptor_new(Type *kind, Type *owner, const char *name);

/* Whether `o` is an instance of the descriptor's class; TypeError if not. */
bool descriptor_check_owner(Descriptor *d, Object *o);

/* "<KIND 'name' of 'type' objects>" */
NEW_REF Object *descriptor_repr_as(Object *self, const char *kind);
void descriptor_value_text(Object *self, char *out, size_t size);

extern FieldDef descriptor_members[];
/* Of descriptors that can be called; they have a signature. */
extern GetSetDef descriptor_callable_getset[];

/* The slots of a descriptor type that are alike in all; the others and the
 * closing brace follow it. */
#define DESCRIPTOR(variable, type_name, struct_name, show)                   \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(struct_name),                                    \
        .dealloc = type_generic_dealloc,                                     \
        .value_text = descriptor_value_text,                                 \
        .repr = show,                                                        \
        .getattro = object_generic_getattr,                                  \
        .members = descriptor_members,

#endif
