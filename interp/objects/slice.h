/* slice.h - the slice type (prefix: slice_) */
#ifndef INTERP_OBJECTS_SLICE_H
#define INTERP_OBJECTS_SLICE_H

#include "gc/refcount.h"

typedef struct Slice {
    Object base;
    Object *start, *stop, *step; /* owned, never NULL */
} Slice;

extern Type slice_type;

#define slice_check(o) (TYPE_OF(o) == &slice_type)

/* NULL stands for None. */
NEW_REF Object *slice_new(Object *start, Object *stop, Object *step);
/* As slice_new, but takes over two references (BUILD_SLICE). */
NEW_REF Object *slice_new_steal(STEALS Object *start, STEALS Object *stop);
/* Reads the three as numbers; huge ones are clipped. -1 with an error. */
MUST_CHECK int slice_unpack(Object *slice, ssize_t *start, ssize_t *stop,
                            ssize_t *step);
/* Fits start and stop to a sequence; answers how many items. */
ssize_t slice_adjust(ssize_t length, ssize_t *start, ssize_t *stop,
                     ssize_t step);
/* Reads one bound of a slice: None leaves *out alone. 1, or 0 with
 * TypeError (CPython's _PyEval_SliceIndex). */
MUST_CHECK int slice_index(Object *o, ssize_t *out);

#endif
