/* int_layout.h - how an int lies in memory (prefix: int_)
 *
 * As in CPython 3.11: digits of 30 bits, least significant first; the sign of
 * `size` is the sign of the number, its absolute value the number of digits.
 * Zero has size 0. No leading zero digits, ever.
 */
#ifndef INTERP_OBJECTS_INT_LAYOUT_H
#define INTERP_OBJECTS_INT_LAYOUT_H

#include "gc/refcount.h"

#define INT_SHIFT 30
#define INT_BASE ((uint32_t)1 << INT_SHIFT)
#define INT_MASK (INT_BASE - 1)

typedef struct Int {
    VarObject base;
    uint32_t digits[1];
} Int;

extern Type int_type;

#define int_check(o) type_has_feature(TYPE_OF(o), TYPE_INT_SUBCLASS)
#define int_check_exact(o) (TYPE_OF(o) == &int_type)
#define int_size(o) (((VarObject *)(o))->size)

/* Whether it has at most one digit. */
static inline bool
int_is_compact(const void *o)
{
    return (size_t)(int_size(o) + 1) <= 2;
}

/* The value of a compact int. */
static inline ssize_t
int_compact_value(const void *o)
{
    return int_size(o) * (ssize_t)((const Int *)o)->digits[0];
}

/* Whether it has at most two digits. */
static inline bool
int_is_short(const void *o)
{
    return (size_t)(int_size(o) + 2) <= 4;
}

/* The value of such an int, less than 2**60. */
static inline ssize_t
int_short_value(const void *o)
{
    if (LIKELY(int_is_compact(o))) {
        return int_compact_value(o);
    }
    const uint32_t *digits = ((const Int *)o)->digits;
    ssize_t value = (ssize_t)digits[1] << INT_SHIFT | (ssize_t)digits[0];
    return int_size(o) < 0 ? -value : value;
}

/* Bytes of an int of one digit or two. */
#define INT_BLOCK (offsetof(Int, digits) + 2 * sizeof(uint32_t))

/* Gives the memory of an exact int back. */
static inline void
int_free(Object *o)
{
    RECORD_FREE_NUMBER(o);
    if (LIKELY(int_is_short(o))) {
        mem_free_sized(o, INT_BLOCK);
    } else {
        mem_free(o);
    }
}

/* ref_dec of an exact int. */
static ALWAYS_INLINE void
int_dec(Object *o)
{
    RECORD_DECREF(o);
    if (UNLIKELY(--o->refcount == 0)) {
        int_free(o);
    }
}

#endif
