/* timsort_core.h - the state of one sort (prefixes: sort_, span_)
 *
 * Keys and values move together: a Span points at keys and, when there is a
 * key function, at the values they belong to.
 */
#ifndef INTERP_OBJECTS_TIMSORT_CORE_H
#define INTERP_OBJECTS_TIMSORT_CORE_H

#include <string.h>

#include "gc/object.h"

#define MOST_RUNS 85
#define TEMPORARY 256
#define MIN_GALLOP 7

typedef struct Span {
    Object **keys, **values; /* values NULL: the keys are the items */
} Span;

typedef struct Run {
    Span base;
    ssize_t length;
    int power; /* of the boundary to the next run */
} Run;

typedef struct Sort Sort;

/* Whether a < b: 1, 0, -1 error. */
typedef int (*LessFunc)(Object *a, Object *b, Sort *sort);

struct Sort {
    ssize_t min_gallop, length;
    Object **first_key;
    Span temporary; /* room for `room` keys (and values) */
    ssize_t room;
    int nruns;
    Run runs[MOST_RUNS];
    LessFunc less;         /* of keys */
    LessFunc element_less; /* of the first elements of keys: tuples */
    RichCompareFunc richcompare;
    Object *local[TEMPORARY];
};

/* Merges runs i and i + 1. -1 with the error of a comparison or MemoryError. */
MUST_CHECK int sort_merge_at(Sort *sort, int i);
void sort_free_temporary(Sort *sort);

/* Looks at all keys and chooses how to compare them. */
void sort_choose_less(Sort *sort, Object **keys, ssize_t n);

static inline void
span_advance(Span *span, ssize_t n)
{
    span->keys += n;
    if (span->values != NULL) {
        span->values += n;
    }
}

/* to[i .. i+n) = from[k .. k+n); they may overlap. */
static inline void
span_move(Span *to, ssize_t i, Span *from, ssize_t k, ssize_t n)
{
    memmove(to->keys + i, from->keys + k, (size_t)n * sizeof(Object *));
    if (to->values != NULL) {
        memmove(to->values + i, from->values + k,
                (size_t)n * sizeof(Object *));
    }
}

/* Moves one item and steps both by `step`. */
static inline void
span_move_one(Span *to, Span *from, int step)
{
    *to->keys = *from->keys;
    to->keys += step;
    from->keys += step;
    if (to->values != NULL) {
        *to->values = *from->values;
        to->values += step;
        from->values += step;
    }
}

#endif
