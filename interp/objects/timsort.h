/* timsort.h - sorting arrays of objects */
#ifndef INTERP_OBJECTS_TIMSORT_H
#define INTERP_OBJECTS_TIMSORT_H

#include "gc/object.h"

/* Sorts keys[0..n) and, if not NULL, values[0..n) along with them; stable,
 * compares only with <, in CPython 3.11's order. -1 with the error of a
 * comparison; the arrays are some permutation then. */
MUST_CHECK int timsort(Object **keys, Object **values, ssize_t n);

#endif
