/* type.h - what a type is: its slots, its tables, its flags (prefix: type_)
 *
 * The slots follow CPython's PyTypeObject one for one (same order, same
 * meaning, same rules of ownership), so that a class object has CPython's
 * size: where CPython says tp_repr we say `repr`. See
 * Include/cpython/object.h of CPython 3.11.
 */
#ifndef GC_TYPE_H
#define GC_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gc/slots.h"
#include "gc/type_rows.h"

struct Type {
    VarObject base_object;
    const char *name; /* "module.name" for static types, as CPython */
    ssize_t basicsize, itemsize;
    void (*dealloc)(Object *);
    ssize_t vectorcall_offset;
    EdgesFunc edges;      /* every owned reference, labelled; NULL: the
                             rows of `members`, then the type */
    /* Writes a short value for pictures ("300", "'abc'", "f(x)"), at most
     * `size` bytes with the NUL; must not allocate, run Python code or
     * touch counts. NULL: no value. */
    void (*value_text)(Object *self, char *out, size_t size);
    AsyncSlots *async;
    UnaryFunc repr;
    NumberSlots *number;
    SequenceSlots *sequence;
    MappingSlots *mapping;
    HashFunc hash;
    TernaryFunc call;
    UnaryFunc str;
    BinaryFunc getattro;
    ObjObjArgFunc setattro;
    BufferSlots *buffer;
    unsigned long flags;
    const char *doc;
    TraverseFunc traverse;
    InquiryFunc clear;
    RichCompareFunc richcompare;
    ssize_t weaklist_offset;
    UnaryFunc iter;
    UnaryFunc iternext; /* NULL without an error pending: exhausted */
    MethodDef *methods;
    FieldDef *members;
    GetSetDef *getset;
    Type *base;
    Object *dict;
    TernaryFunc descr_get;
    ObjObjArgFunc descr_set;
    ssize_t dict_offset;
    ObjObjArgFunc init;
    Object *(*alloc)(Type *, ssize_t);
    Object *(*new_)(Type *, Object *args, Object *kwargs);
    /* The value of a plain number in 64 bits: 1 an int, whose size is -1, 0
     * or 1 times the 32 bits behind that where it has no more of them; 2 a
     * double, which every object of the type has behind its header; 3: two
     * doubles, in twice as many; 0: it has no room there. Not inherited.
     * NULL: no number. It has the place of CPython's tp_free, so that a class
     * is as large as there. */
    int (*raw_value)(Object *self, uint64_t bits[2]);
    /* Bytes of the object itself and of the buffers it alone owns, without
     * the words in front of it; NULL: basicsize + size * itemsize. What
     * __sizeof__ answers, so it is CPython 3.11's figure. */
    size_t (*size_of)(Object *);
    Object *bases; /* tuple */
    Object *mro;   /* tuple; NULL until ready */
    void *own;     /* FieldDef rows of the references a base layout owns */
    Object *subclasses; /* dict of weak references */
    Object *weaklist;
    void (*del)(Object *);
    unsigned int version_tag;
    unsigned int static_index; /* 1.. for static types; makes id() stable */
    void (*finalize)(Object *);
    VectorcallFunc vectorcall;
};

/* A class made at run time: the slot suites are part of it. */
typedef struct HeapType {
    Type type;
    AsyncSlots async;
    NumberSlots number;
    MappingSlots mapping;
    SequenceSlots sequence;
    BufferSlots buffer;
    Object *name, *slots, *qualname;
    struct DictKeys *cached_keys; /* shared keys of its instances */
    Object *module;
    char *utf8_name; /* owned copy behind type.name */
    /* What the specialised instructions remember of this class. */
    Object *getitem;
    /* __slots__ members: FieldDef rows, in the tail of the class. */
} HeapType;

/* Flags: CPython's bits where CPython has them. */
#define TYPE_SEQUENCE (1UL << 5)
#define TYPE_MAPPING (1UL << 6)
#define TYPE_DISALLOW_INSTANTIATION (1UL << 7)
#define TYPE_IMMUTABLE (1UL << 8)
#define TYPE_HEAP (1UL << 9)
#define TYPE_BASETYPE (1UL << 10) /* may be subclassed */
#define TYPE_VECTORCALL (1UL << 11)
#define TYPE_READY (1UL << 12)
#define TYPE_READYING (1UL << 13)
#define TYPE_HAVE_GC (1UL << 14)
#define TYPE_METHOD_DESCRIPTOR (1UL << 17)
#define TYPE_VALID_VERSION (1UL << 19)
#define TYPE_ABSTRACT (1UL << 20)
#define TYPE_MATCH_SELF (1UL << 22)
#define TYPE_MANAGED_DICT (1UL << 4)
/* A static class that its instances hold as those of a class made at run time
 * do: in CPython it is one. Not CPython's bit; __flags__ tells TYPE_HEAP. */
#define TYPE_HELD (1UL << 3)
#define TYPE_INT_SUBCLASS (1UL << 24)
#define TYPE_LIST_SUBCLASS (1UL << 25)
#define TYPE_TUPLE_SUBCLASS (1UL << 26)
#define TYPE_BYTES_SUBCLASS (1UL << 27)
#define TYPE_STR_SUBCLASS (1UL << 28)
#define TYPE_DICT_SUBCLASS (1UL << 29)
#define TYPE_EXC_SUBCLASS (1UL << 30)
#define TYPE_TYPE_SUBCLASS (1UL << 31)
#define TYPE_DEFAULT 0UL

static inline bool
type_has_feature(const Type *type, unsigned long flag)
{
    return (type->flags & flag) != 0;
}

/* Whether each instance owns a reference to its class. */
static inline bool
type_is_held(const Type *type)
{
    return type_has_feature(type, TYPE_HEAP | TYPE_HELD);
}

#endif
