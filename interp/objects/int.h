/* int.h - the int type (prefix: int_)
 *
 * How an int lies in memory: int_layout.h. The ints from -5 to 256 exist once
 * and for all (after int_start).
 */
#ifndef INTERP_OBJECTS_INT_H
#define INTERP_OBJECTS_INT_H

#include "interp/objects/int_layout.h"

#define INT_SMALL_MIN (-5)
#define INT_SMALL_MAX 256
#define INT_MAX_STR_DIGITS 4300
#define INT_MAX_STR_DIGITS_LOW 640 /* smallest limit that may be set */

/* The ints -5..256, in order; filled by int_start. */
extern Int *int_small[INT_SMALL_MAX - INT_SMALL_MIN + 1];

/* Makes the small ints. */
MUST_CHECK int int_start(void);
/* Frees them, at the very end. */
void int_stop(void);

NEW_REF Object *int_from_i64_slow(int64_t value);

static inline NEW_REF Object *
int_from_ssize(ssize_t value)
{
    if ((size_t)value - (size_t)INT_SMALL_MIN
        <= (size_t)(INT_SMALL_MAX - INT_SMALL_MIN)) {
        return (Object *)ref_new(int_small[value - INT_SMALL_MIN]);
    }
    return int_from_i64_slow(value);
}

static inline NEW_REF Object *
int_from_long(long value)
{
    return int_from_ssize(value);
}

NEW_REF Object *int_from_size(size_t value);
NEW_REF Object *int_from_u64(uint64_t value);
/* Cut towards zero; OverflowError, ValueError for infinity and nan. */
NEW_REF Object *int_from_double(double value);
/* From n digits of 30 bits, least significant first (leading zeros are
 * dropped): for constants. */
NEW_REF Object *int_from_digits(const uint32_t *digits, ssize_t n,
                                bool negative);
/* As int(text, base). A text with a NUL or rubbish: ValueError. With `end`
 * NULL the whole text must be the number. */
NEW_REF Object *int_from_text(const char *text, const char **end, int base);
/* As int(str object, base). */
NEW_REF Object *int_from_str(Object *str, int base);
/* The same from n bytes (int(b"12")); `shown` is named in the error. */
NEW_REF Object *int_from_text_bytes(const char *text, ssize_t n, int base,
                                    Object *shown);
/* Little or big endian bytes. */
NEW_REF Object *int_from_bytes(const uint8_t *bytes, size_t n, bool little,
                               bool is_signed);
/* Fills n bytes; -1 with OverflowError. */
MUST_CHECK int int_as_bytes(Object *o, uint8_t *bytes, size_t n, bool little,
                            bool is_signed);

/* These call __index__ where CPython does; -1 may be an error: ask
 * error_occurred. */
long int_as_long(Object *o);
int int_as_int(Object *o);
/* *overflow is -1, 0 or 1; no error is set for overflow. */
long int_as_long_overflow(Object *o, int *overflow);
ssize_t int_as_ssize(Object *o);
size_t int_as_size(Object *o);
uint64_t int_as_u64(Object *o);
uint64_t int_as_u64_mask(Object *o);
/* -1.0 may be an error (OverflowError "int too large to convert to
 * float"). Rounds half to even. */
double int_as_double(Object *o);
/* o == m * 2**e with 0.5 <= |m| < 1. */
double int_frexp(Object *o, ssize_t *exponent);
/* Whether *a is less, equal, greater: -1, 0, 1. Both are ints. */
int int_compare(Object *a, Object *b);
int int_sign(Object *o);
/* Bits of the absolute value. */
size_t int_num_bits(Object *o);
bool int_is_even(Object *o);

/* A copy that is an exact int (the same object when it is one). */
NEW_REF Object *int_copy_exact(Object *o);
/* Takes off leading zero digits; steals and returns `o`, a small int
 * instead where there is one. */
NEW_REF Object *int_normalize(STEALS Object *o);
/* An int of n digits, not filled. */
NEW_REF Int *int_alloc(ssize_t ndigits);

/* Arithmetic on two ints (int_arith.c, int_gmp.c). */
NEW_REF Object *int_add(Object *a, Object *b);
NEW_REF Object *int_subtract(Object *a, Object *b);
NEW_REF Object *int_multiply(Object *a, Object *b);
/* Floor division; either result may be asked for with NULL. */
MUST_CHECK int int_divmod(Object *a, Object *b, Object **quotient,
                          Object **remainder);
/* Rounds half to even; the remainder belongs to that quotient. */
MUST_CHECK int int_divmod_near(Object *a, Object *b, Object **quotient,
                               Object **remainder);
NEW_REF Object *int_true_divide(Object *a, Object *b);
/* `modulus` may be NULL or None. */
NEW_REF Object *int_power(Object *a, Object *b, Object *modulus);
NEW_REF Object *int_lshift(Object *a, size_t bits);
NEW_REF Object *int_rshift(Object *a, size_t bits);
NEW_REF Object *int_bitwise(Object *a, char op, Object *b);
NEW_REF Object *int_negative(Object *a);
NEW_REF Object *int_absolute(Object *a);
NEW_REF Object *int_invert(Object *a);
/* o rounded to a multiple of 10 ** -ndigits, half to even. */
NEW_REF Object *int_round(Object *o, Object *ndigits);
NEW_REF Object *int_gcd(Object *a, Object *b);
/* The largest r with r * r <= a; a >= 0. */
NEW_REF Object *int_isqrt(Object *a);
HashValue int_hash(Object *o);

/* Digits in base 2, 8, 10 or 16; `prefix`: 0x and so on. A new C text from
 * mem_alloc, length in *length. NULL with the error of the digit limit. */
char *int_to_text(Object *o, int base, bool prefix, size_t *length);
/* As int_to_text for an ssize_t-sized number of digits, into a local
 * buffer of at least 24 bytes; answers the length. */
size_t int_small_to_text(int64_t value, char *out);
NEW_REF Object *int_to_str(Object *o, int base, bool prefix);

/* sys.set_int_max_str_digits; 0: no limit. */
extern int int_max_str_digits;

/* Both must be exact and compact. */
static inline NEW_REF Object *
int_add_fast(Object *a, Object *b)
{
    return int_from_ssize(int_compact_value(a) + int_compact_value(b));
}

static inline NEW_REF Object *
int_subtract_fast(Object *a, Object *b)
{
    return int_from_ssize(int_compact_value(a) - int_compact_value(b));
}

static inline NEW_REF Object *
int_multiply_fast(Object *a, Object *b)
{
    return int_from_ssize(int_compact_value(a) * int_compact_value(b));
}

#endif
