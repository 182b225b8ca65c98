/* int_gmp.h - what GMP does for ints (prefix: int_gmp_)
 *
 * Numbers are copied to GMP's form and back. GMP allocates with malloc;
 * what it holds is given back before each function returns.
 */
#ifndef INTERP_OBJECTS_INT_GMP_H
#define INTERP_OBJECTS_INT_GMP_H

#include "interp/objects/int.h"

NEW_REF Object *int_gmp_multiply(Object *a, Object *b);
/* Floor division, b not zero. */
MUST_CHECK int int_gmp_divmod(Object *a, Object *b, Object **quotient,
                              Object **remainder);
/* n decimal-like digits in a base of 2 to 36, no sign; all valid. */
NEW_REF Object *int_gmp_from_text(const char *digits, int base,
                                  bool negative);
/* The digits of |o|, with malloc; length in *n. */
char *int_gmp_to_text(Object *o, int base, size_t *n);

#endif
