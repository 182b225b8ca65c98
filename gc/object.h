/* object.h - the header of every object, and what a type can do
 *
 * An object is a count and a type, 16 bytes, followed by what its type
 * needs. Objects that can form cycles have the collector's two words in
 * front (gc/generation.h); instances of classes with a dict have two more
 * words in front of those, as in CPython 3.11:
 *
 *   [values][dict] [gc next][gc prev] [refcount][type] fields...
 *    managed dict   GcHead             ^ Object *
 *
 * gc/ knows objects only as this header and the slots of their type; it
 * knows no list and no dict. The slots follow CPython's PyTypeObject one
 * for one (same order, same meaning, same rules of ownership), so that a
 * class object has CPython's size: where CPython says tp_repr we say
 * `repr`. See Include/cpython/object.h of CPython 3.11.
 */
#ifndef GC_OBJECT_H
#define GC_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "gc/ownership.h"

typedef struct Type Type;

typedef struct Object {
    ssize_t refcount;
    Type *type;
} Object;

/* An object whose size varies: `size` is its number of items. */
typedef struct VarObject {
    Object base;
    ssize_t size;
} VarObject;

#define OBJ(x) ((Object *)(x))
#define TYPE_OF(x) (OBJ(x)->type)

/* Called once for each reference an object owns; non-zero stops. */
typedef int (*VisitProc)(Object *target, void *arg);

/* What a reference is called in a picture. EDGE_WEAK does not count. */
typedef enum EdgeKind {
    EDGE_INDEX,   /* [number] of a sequence */
    EDGE_ATTR,    /* .text: attribute of an instance */
    EDGE_KEY,     /* key of dict entry `number` */
    EDGE_VALUE,   /* value of dict entry `number` */
    EDGE_ITEM,    /* element of a set, table slot `number` */
    EDGE_FIELD,   /* (text): a field of the type's own layout */
    EDGE_LOCAL,   /* text: a local name of a frame */
    EDGE_STACK,   /* evaluation stack entry `number` of a frame */
    EDGE_CONST,   /* constant `number` of a code object */
    EDGE_TYPE,    /* an instance's reference to its class */
    EDGE_ROOT,    /* text: held by the runtime itself */
    EDGE_NATIVE,  /* text: held by a running native function */
    EDGE_SLOT,    /* .text: a __slots__ member of an instance */
    EDGE_WEAK,    /* the referent of a weak reference; does not count */
    EDGE_KIND_COUNT
} EdgeKind;

/* A label: the kind, and a number or a text that lives as long as the
 * owner does. */
typedef struct EdgeLabel {
    EdgeKind kind;
    uint32_t number;
    const char *text;
} EdgeLabel;

/* Called by a type's `edges` slot once for every reference the object
 * owns, each with its label. `target` is never NULL. */
typedef void (*EdgeProc)(EdgeLabel label, Object *target, void *arg);

static inline EdgeLabel
edge_number(EdgeKind kind, size_t number)
{
    return (EdgeLabel){kind, (uint32_t)number, NULL};
}

static inline EdgeLabel
edge_text(EdgeKind kind, const char *text)
{
    return (EdgeLabel){kind, 0, text};
}

typedef Object *(*UnaryFunc)(Object *);
typedef Object *(*BinaryFunc)(Object *, Object *);
typedef Object *(*TernaryFunc)(Object *, Object *, Object *);
typedef int (*InquiryFunc)(Object *);
typedef ssize_t (*LenFunc)(Object *);
typedef Object *(*SizeArgFunc)(Object *, ssize_t);
typedef int (*SizeObjArgFunc)(Object *, ssize_t, Object *);
typedef int (*ObjObjFunc)(Object *, Object *);
typedef int (*ObjObjArgFunc)(Object *, Object *, Object *);
typedef ssize_t HashValue;
typedef HashValue (*HashFunc)(Object *);
typedef Object *(*RichCompareFunc)(Object *, Object *, int op);
typedef Object *(*VectorcallFunc)(Object *callable, Object *const *args,
                                  size_t nargsf, Object *kwnames);
typedef int (*TraverseFunc)(Object *self, VisitProc visit, void *arg);
typedef void (*EdgesFunc)(Object *self, EdgeProc visit, void *arg);

enum { CMP_LT, CMP_LE, CMP_EQ, CMP_NE, CMP_GT, CMP_GE };

typedef struct AsyncSlots {
    UnaryFunc await, aiter, anext;
    Object *(*send)(Object *, Object *);
} AsyncSlots;

typedef struct NumberSlots {
    BinaryFunc add, subtract, multiply, remainder, divmod;
    TernaryFunc power;
    UnaryFunc negative, positive, absolute;
    InquiryFunc boolean;
    UnaryFunc invert;
    BinaryFunc lshift, rshift, and_, xor_, or_;
    UnaryFunc int_;
    void *reserved;
    UnaryFunc float_;
    BinaryFunc inplace_add, inplace_subtract, inplace_multiply,
        inplace_remainder;
    TernaryFunc inplace_power;
    BinaryFunc inplace_lshift, inplace_rshift, inplace_and, inplace_xor,
        inplace_or;
    BinaryFunc floor_divide, true_divide, inplace_floor_divide,
        inplace_true_divide;
    UnaryFunc index;
    BinaryFunc matrix_multiply, inplace_matrix_multiply;
} NumberSlots;

typedef struct SequenceSlots {
    LenFunc length;
    BinaryFunc concat;
    SizeArgFunc repeat;
    SizeArgFunc item;
    void *was_slice;
    SizeObjArgFunc ass_item;
    void *was_ass_slice;
    ObjObjFunc contains;
    BinaryFunc inplace_concat;
    SizeArgFunc inplace_repeat;
} SequenceSlots;

typedef struct MappingSlots {
    LenFunc length;
    BinaryFunc subscript;
    ObjObjArgFunc ass_subscript; /* value NULL deletes */
} MappingSlots;

/* A view of an object's bytes (PEP 3118, as far as we need it). */
typedef struct BufferView {
    void *buf;
    Object *obj; /* owned by the view */
    ssize_t len;
    ssize_t itemsize;
    int readonly;
    int ndim;
    const char *format;
    ssize_t *shape;
    ssize_t *strides;
    ssize_t *suboffsets;
    void *internal;
    ssize_t shape_storage, stride_storage;
} BufferView;

enum { BUFFER_SIMPLE = 0, BUFFER_WRITABLE = 1, BUFFER_FORMAT = 4 };

typedef struct BufferSlots {
    int (*get)(Object *, BufferView *, int flags);
    void (*release)(Object *, BufferView *);
} BufferSlots;

/* How a C function of a method table is called. */
enum {
    METH_NOARGS = 1,   /* Object *f(Object *self, Object *null) */
    METH_O = 2,        /* Object *f(Object *self, Object *arg) */
    METH_FASTCALL = 4, /* f(self, Object *const *args, size_t nargs) */
    METH_KEYWORDS = 8, /* with FASTCALL: f(self, args, nargs, kwnames) */
    METH_CLASS = 16,
    METH_STATIC = 32,
    METH_COEXIST = 64,
    METH_METHOD = 128, /* with KEYWORDS: the defining class comes first */
    METH_VARARGS = 256 /* f(self, tuple), with KEYWORDS (self, tuple, dict) */
};

typedef Object *(*CFunction)(Object *self, Object *arg);
typedef Object *(*CFastFunction)(Object *self, Object *const *args,
                                 ssize_t nargs);
typedef Object *(*CKeywordFunction)(Object *self, Object *const *args,
                                    ssize_t nargs, Object *kwnames);
typedef Object *(*CVarKeywordFunction)(Object *self, Object *args,
                                       Object *kwargs);

/* Any C function in a method table; goes through void (*)(void) so that
 * compilers do not complain about the cast. */
#define METHOD(function) ((CFunction)(void (*)(void))(function))

typedef struct MethodDef {
    const char *name; /* NULL ends the table */
    CFunction function;
    int flags;
    const char *doc; /* "name($self, x, /)\n--\n\ntext" as in CPython */
} MethodDef;

/* A field of a fixed layout. Rows of kind FIELD_OBJECT are references
 * that the object owns: traverse, clear, dealloc and the labelled edges
 * are made from them (object_fields_*). */
typedef enum FieldKind {
    FIELD_OBJECT,    /* owned reference, reads as None when NULL */
    FIELD_OBJECT_EX, /* owned reference, AttributeError when NULL */
    FIELD_BORROWED,  /* reference that is not counted */
    FIELD_INT,
    FIELD_UINT,
    FIELD_SSIZE,
    FIELD_BOOL,
    FIELD_BYTE,
    FIELD_DOUBLE,
    FIELD_CSTRING
} FieldKind;

enum {
    FIELD_READONLY = 1,
    FIELD_HIDDEN = 2, /* owned, but no attribute of that name exists */
    FIELD_NO_CLEAR = 4, /* cannot take part in a cycle, keep in `clear` */
    FIELD_FLAG_BITS = 8 /* above them the recorder puts the number of the
                           name; 0: not numbered yet */
};

typedef struct FieldDef {
    const char *name; /* NULL ends the table */
    FieldKind kind;
    ssize_t offset;
    int flags;
    const char *doc;
} FieldDef;

typedef struct GetSetDef {
    const char *name; /* NULL ends the table */
    Object *(*get)(Object *self, void *closure);
    int (*set)(Object *self, Object *value, void *closure);
    const char *doc;
    void *closure;
} GetSetDef;

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

/* Static objects sit in one section of the program, so that the recorder
 * can number them; see object_id. */
#if RECORDING
#define STATIC_OBJECT __attribute__((section("pyobjects_rec"), aligned(16)))
#define STATIC_START __start_pyobjects_rec
#define STATIC_STOP __stop_pyobjects_rec
#else
#define STATIC_OBJECT __attribute__((section("pyobjects"), aligned(16)))
#define STATIC_START __start_pyobjects
#define STATIC_STOP __stop_pyobjects
#endif
extern char STATIC_START[], STATIC_STOP[];

#define OBJECT_HEAD_INIT(type_pointer) {1, (type_pointer)}
#define TYPE_HEAD_INIT .base_object = {{1, &type_type}, 0}

extern Type type_type;   /* interp/objects/type.c; named here only so that
                            static types can point at it */

/* Allocates an instance of `type` with `nitems` items (count 1, fields
 * zero). Tracks it at once when it is a class instance's generic
 * allocation (type->alloc); here it stays untracked. A heap type gets one
 * reference. NULL with MemoryError pending when memory is exhausted; may
 * start a collection first, as in CPython. */
NEW_REF void *object_new(Type *type, ssize_t nitems);

/* Like object_new but fields after the header are left as they are: for
 * types that fill every field themselves. */
NEW_REF void *object_new_raw(Type *type, ssize_t nitems);

/* Changes the number of items of a not yet shared, untracked variable-size
 * object (count 1). Returns the object, moved or not; on failure NULL with
 * MemoryError and the old object untouched. */
MUST_CHECK void *object_resize(void *object, ssize_t nitems);

/* Gives the memory of a dead object back. The last thing its dealloc does;
 * does not touch the type's count. */
void object_free(void *object);

/* Bytes from the start of the allocation to the object: 0, 16 or 32. */
static inline size_t
object_prefix_size(const Type *type)
{
    return (type_has_feature(type, TYPE_HAVE_GC) ? 16 : 0) +
           (type_has_feature(type, TYPE_MANAGED_DICT) ? 16 : 0);
}

/* What id() answers: the address for objects of the heap, a fixed small
 * number for static ones, so that two runs agree. */
uintptr_t object_id(const Object *object);

/* Default traverse, clear and edges for fixed layouts: the FIELD_OBJECT
 * rows of the type and of its bases. */
int object_fields_traverse(Object *self, VisitProc visit, void *arg);
int object_fields_clear(Object *self);
void object_fields_edges(Object *self, EdgeProc visit, void *arg);

/* Every reference that `self` owns, its type included when that counts. */
void object_edges(Object *self, EdgeProc visit, void *arg);

/* Set by interp/ at start: sets MemoryError pending. */
extern void (*object_no_memory)(void);

#endif
