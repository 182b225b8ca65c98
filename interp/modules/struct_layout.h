/* struct_layout.h - a compiled format of the module struct (prefix: struct_)
 *
 * A format is compiled to runs of equal items, each with its place in the
 * record.
 */
#ifndef INTERP_MODULES_STRUCT_LAYOUT_H
#define INTERP_MODULES_STRUCT_LAYOUT_H

#include "gc/refcount.h"
#include "interp/modules/struct_format.h"

/* A run of equal items of a format. */
typedef struct StructRun {
    char letter; /* '\0' ends the runs */
    PackOrder order;
    ssize_t offset, count; /* of s and p: count is the length */
} StructRun;

typedef struct Struct {
    Object base;
    ssize_t size;   /* bytes of a whole record */
    ssize_t items;  /* values in it */
    StructRun *runs; /* owned */
    Object *format;  /* bytes; owned; NULL: not initialised */
    Object *weaklist;
} Struct;
_Static_assert(sizeof(Struct) == 56, "CPython's");

extern Type struct_type, unpack_iterator_type;
extern Object *struct_error; /* the class struct.error; a registered root */

/* Compiles a format, str or bytes, into an object that may have had another.
 * -1 with an error. */
MUST_CHECK int struct_compile(Struct *self, Object *format);
/* false with RuntimeError: no format yet. */
bool struct_is_ready(const Struct *self);

/* Packs `items` values into `size` bytes at `place`; -1 with struct.error or
 * another. */
MUST_CHECK int struct_pack_values(const Struct *self, unsigned char *place,
                                  Object *const *values);
/* The tuple of the values that stand there. */
NEW_REF Object *struct_unpack_values(const Struct *self,
                                     const unsigned char *place);

/* A view of a bytes-like object; -1 with TypeError. */
MUST_CHECK int struct_bytes_of(Object *o, BufferView *view);
/* Struct.iter_unpack (struct_iterator.c). */
NEW_REF Object *struct_iter_unpack(Object *self, Object *o);

#endif
