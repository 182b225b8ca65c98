/* number.h - arithmetic with any object (prefix: number_)
 *
 * Each function behaves as the one of the same name in CPython 3.11's C
 * interface: number_add as PyNumber_Add.
 */
#ifndef INTERP_OBJECTS_NUMBER_H
#define INTERP_OBJECTS_NUMBER_H

#include "gc/refcount.h"

NEW_REF Object *number_add(Object *a, Object *b);
NEW_REF Object *number_subtract(Object *a, Object *b);
NEW_REF Object *number_multiply(Object *a, Object *b);
NEW_REF Object *number_matrix_multiply(Object *a, Object *b);
NEW_REF Object *number_floor_divide(Object *a, Object *b);
NEW_REF Object *number_true_divide(Object *a, Object *b);
NEW_REF Object *number_remainder(Object *a, Object *b);
NEW_REF Object *number_divmod(Object *a, Object *b);
NEW_REF Object *number_power(Object *a, Object *b, Object *modulus);
NEW_REF Object *number_lshift(Object *a, Object *b);
NEW_REF Object *number_rshift(Object *a, Object *b);
NEW_REF Object *number_and(Object *a, Object *b);
NEW_REF Object *number_or(Object *a, Object *b);
NEW_REF Object *number_xor(Object *a, Object *b);
NEW_REF Object *number_inplace_add(Object *a, Object *b);
NEW_REF Object *number_inplace_subtract(Object *a, Object *b);
NEW_REF Object *number_inplace_multiply(Object *a, Object *b);
NEW_REF Object *number_inplace_matrix_multiply(Object *a, Object *b);
NEW_REF Object *number_inplace_floor_divide(Object *a, Object *b);
NEW_REF Object *number_inplace_true_divide(Object *a, Object *b);
NEW_REF Object *number_inplace_remainder(Object *a, Object *b);
NEW_REF Object *number_inplace_power(Object *a, Object *b, Object *modulus);
NEW_REF Object *number_inplace_lshift(Object *a, Object *b);
NEW_REF Object *number_inplace_rshift(Object *a, Object *b);
NEW_REF Object *number_inplace_and(Object *a, Object *b);
NEW_REF Object *number_inplace_or(Object *a, Object *b);
NEW_REF Object *number_inplace_xor(Object *a, Object *b);
NEW_REF Object *number_negative(Object *a);
NEW_REF Object *number_positive(Object *a);
NEW_REF Object *number_absolute(Object *a);
NEW_REF Object *number_invert(Object *a);
NEW_REF Object *number_index(Object *a); /* an exact int */
NEW_REF Object *number_int(Object *a);   /* int(a) */
NEW_REF Object *number_float(Object *a); /* float(a) */
bool number_has_index(Object *a);
/* __index__ as ssize_t; overflow raises `error`, or clips when NULL. -1 may
 * be an error: ask error_occurred. */
ssize_t number_as_ssize(Object *a, Object *error);
/* The same for an argument of a built-in function: overflow raises
 * OverflowError in CPython's words for a C ssize_t. */
ssize_t number_as_argument(Object *a);

#endif
