/* slots.h - the functions that a type may have for its objects
 *
 * As in CPython 3.11 one for one: same order, same meaning, same rules of
 * ownership; see Include/cpython/object.h.
 */
#ifndef GC_SLOTS_H
#define GC_SLOTS_H

#include "gc/edge.h"

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
} BufferView;

enum { BUFFER_SIMPLE = 0, BUFFER_WRITABLE = 1, BUFFER_FORMAT = 4 };

typedef struct BufferSlots {
    int (*get)(Object *, BufferView *, int flags);
    void (*release)(Object *, BufferView *);
} BufferSlots;

#endif
