/* range.h - the range type and its iterators (prefix: range_) */
#ifndef INTERP_OBJECTS_RANGE_H
#define INTERP_OBJECTS_RANGE_H

#include "gc/refcount.h"

typedef struct Range {
    Object base;
    Object *start, *stop, *step, *length; /* owned ints */
} Range;

/* Used when everything fits in a long. */
typedef struct RangeIterator {
    Object base;
    long index, start, step, length;
} RangeIterator;

/* Used when a number is too large for a long. */
typedef struct LongRangeIterator {
    Object base;
    Object *index, *start, *step, *length; /* owned */
} LongRangeIterator;

extern Type range_type, range_iterator_type, long_range_iterator_type;

#define range_check(o) (TYPE_OF(o) == &range_type)

NEW_REF Object *range_new(Object *start, Object *stop, Object *step);

/* start + i * step, not checked. */
NEW_REF Object *range_nth(const Range *o, Object *i);

/* iter(o), reversed(o): range_iterator.c. */
NEW_REF Object *range_iter(Object *self);
NEW_REF Object *range_reversed(Object *self, Object *unused);

/* FOR_ITER on an exact range iterator: false at the end, else the next
 * value in *out. */
static inline bool
range_iterator_next_value(RangeIterator *it, long *out)
{
    if (it->index >= it->length) {
        return false;
    }
    *out = (long)((unsigned long)it->start
                  + (unsigned long)it->index * (unsigned long)it->step);
    it->index++;
    return true;
}

#endif
