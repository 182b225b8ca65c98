/* iterators_core.h - what the files of iterators share (prefix: iterators_) */
#ifndef INTERP_OBJECTS_ITERATORS_CORE_H
#define INTERP_OBJECTS_ITERATORS_CORE_H

#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

/* The ends of tables, and the row of an owned reference. */
#define METHODS_END {NULL, NULL, 0, NULL}
#define MEMBERS_END {NULL, FIELD_INT, 0, 0, NULL}
#define OWNED(type, field)                                                   \
    {#field, FIELD_OBJECT, offsetof(type, field), FIELD_HIDDEN, NULL}

/* The slots of a type whose functions and tables are named after it. */
#define ITERATOR_TYPE(prefix, Struct)                                        \
    TYPE_HEAD_INIT,                                                          \
    .name = #prefix,                                                         \
    .basicsize = sizeof(Struct),                                             \
    .dealloc = type_generic_dealloc,                                         \
    .getattro = object_generic_getattr,                                      \
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,                    \
    .traverse = object_fields_traverse,                                      \
    .iter = object_self,                                                     \
    .iternext = prefix##_next,                                               \
    .methods = prefix##_methods,                                             \
    .members = prefix##_members,                                             \
    .new_ = prefix##_slot_new

/* A tuple of iter(args[i]); NULL with an error. */
NEW_REF Object *iterators_of(Object *const *args, ssize_t n);

#endif
