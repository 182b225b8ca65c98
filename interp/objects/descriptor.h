/* descriptor.h - what a class's dict holds for things written in C
 *
 * CPython 3.11: Objects/descrobject.c. Constructors take a borrowed type
 * and a table row that must live as long as the type.
 */
#ifndef INTERP_OBJECTS_DESCRIPTOR_H
#define INTERP_OBJECTS_DESCRIPTOR_H

#include "gc/refcount.h"

typedef struct Descriptor {
    Object base;
    Type *owner;       /* owned */
    Object *name;      /* owned, interned */
    Object *qualname;  /* owned or NULL */
} Descriptor;

typedef struct MethodDescriptor {
    Descriptor head;
    MethodDef *method;
    VectorcallFunc vectorcall;
} MethodDescriptor;

typedef struct MemberDescriptor {
    Descriptor head;
    FieldDef *member;
} MemberDescriptor;

typedef struct GetSetDescriptor {
    Descriptor head;
    GetSetDef *getset;
} GetSetDescriptor;

/* A row of the table that maps __x__ names to slots (type_slots.c). */
typedef Object *(*WrapperFunc)(Object *self, Object *args, void *wrapped,
                               Object *kwargs);
typedef struct SlotDef {
    const char *name;
    size_t offset;       /* in HeapType */
    void (*function)(void); /* the slot that calls the Python method */
    WrapperFunc wrapper; /* calls the C slot from Python */
    const char *doc;
    bool keywords;
    Object *name_object;
} SlotDef;

typedef struct WrapperDescriptor {
    Descriptor head;
    SlotDef *slot;
    void *wrapped; /* the C function */
} WrapperDescriptor;

/* __reduce__ of callables made in C and of bound methods. */
extern MethodDef callable_methods[];

typedef struct CFunctionObject {
    Object base;
    MethodDef *method;
    Object *self;   /* owned or NULL */
    Object *module; /* owned or NULL: its __module__ */
    Object *weaklist;
    VectorcallFunc vectorcall;
} CFunctionObject;

typedef struct PropertyObject {
    Object base;
    Object *get, *set, *del, *doc, *name;
    int getter_doc;
} PropertyObject;

typedef struct ClassMethodObject {
    Object base;
    Object *callable, *dict;
} ClassMethodObject; /* staticmethod has the same layout */

extern Type method_descriptor_type, classmethod_descriptor_type,
    member_descriptor_type, getset_descriptor_type, wrapper_descriptor_type,
    method_wrapper_type, cfunction_type, property_type, classmethod_type,
    staticmethod_type;

NEW_REF Object *method_descriptor_new(Type *type, MethodDef *method);
NEW_REF Object *classmethod_descriptor_new(Type *type, MethodDef *method);
NEW_REF Object *member_descriptor_new(Type *type, FieldDef *member);
NEW_REF Object *getset_descriptor_new(Type *type, GetSetDef *getset);
NEW_REF Object *wrapper_descriptor_new(Type *type, SlotDef *slot,
                                       void *wrapped);
/* A C function bound to `self` (may be NULL). */
NEW_REF Object *cfunction_new(MethodDef *method, Object *self,
                              Object *module);
NEW_REF Object *staticmethod_new(Object *callable);
NEW_REF Object *classmethod_new(Object *callable);

/* Reads and writes a field by its row (members of fixed layouts, __slots__;
 * field.c).
 * get: new, NULL with AttributeError; set: value NULL deletes. */
NEW_REF Object *field_get(Object *o, const FieldDef *row);
MUST_CHECK int field_set(Object *o, const FieldDef *row, Object *value);

/* The part of a doc text that is prose, as C text; the same as __doc__, and
 * the "($self...)" line in front of it as __text_signature__ (doc_text.c).
 * None where there is none; `name` may have its module before it. */
const char *doc_prose(const char *name, const char *doc);
NEW_REF Object *doc_body(const char *name, const char *doc);
NEW_REF Object *doc_signature(const char *name, const char *doc);

/* The call slot of types whose objects have a vectorcall pointer. */
NEW_REF Object *call_vectorcall_slot(Object *callable, Object *args,
                                     Object *kwargs);

/* Puts __new__ into a static type's dict. */
MUST_CHECK int type_set_new_wrapper(Type *type);

/* Calls a C function of any calling convention with a vector. */
NEW_REF Object *method_call_vector(MethodDef *method, Object *self,
                                   Object *const *args, ssize_t nargs,
                                   Object *kwnames, const char *type_name);

#endif
