/* timsort_core.h - the state of one sort (prefix: sort_) */
#ifndef INTERP_OBJECTS_TIMSORT_CORE_H
#define INTERP_OBJECTS_TIMSORT_CORE_H

#include "gc/object.h"

#define MOST_RUNS 85
#define TEMPORARY 256

typedef struct Span {
    Object **keys, **values; /* values NULL: the keys are the items */
} Span;

typedef struct Run {
    Span base;
    ssize_t length;
    int power; /* of the boundary to the next run */
} Run;

typedef struct Sort Sort;

// Whether a < b: 1, 0, -1 error.
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

/* Looks at all keys and chooses how to compare them. */
void sort_choose_less(Sort *sort, Object **keys, ssize_t n);

#endif
