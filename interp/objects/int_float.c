/* Ints and doubles. */
#include <float.h>
#include <math.h>

#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/protocol.h"

/* The top 64 bits of |o| with everything below them or'ed into the last
 * one, so that one rounding to 53 bits is right; *exponent: what they are
 * to be shifted by. */
static uint64_t
top_bits(Object *o, ssize_t *exponent)
{
    const Int *number = (Int *)o;
    ssize_t n = int_size(o) < 0 ? -int_size(o) : int_size(o);
    ssize_t bits = (ssize_t)int_num_bits(o);
    if (bits <= 60) {
        uint64_t value = 0;
        for (ssize_t i = n - 1; i >= 0; i--) {
            value = value << INT_SHIFT | number->digits[i];
        }
        *exponent = 0;
        return value;
    }
    ssize_t low = bits - 64 < 0 ? 0 : bits - 64; // the lowest bit taken
    uint64_t value = 0;
    bool sticky = false;
    // The first digit that says so is enough: of a large one that is nearly
    // always the first of those below.
    for (ssize_t i = n - 1; i >= 0 && !sticky; i--) {
        ssize_t place = i * INT_SHIFT - low;
        uint64_t digit = number->digits[i];
        if (place >= 0) {
            value |= digit << place;
        } else if (place > -INT_SHIFT) {
            value |= digit >> -place;
            sticky = (digit & (((uint64_t)1 << -place) - 1)) != 0;
        } else {
            sticky = digit != 0;
        }
    }
    *exponent = low;
    return value | sticky;
}

double
int_frexp(Object *o, ssize_t *exponent)
{
    if (int_size(o) == 0) {
        *exponent = 0;
        return 0.0;
    }
    ssize_t shift;
    int e;
    double mantissa = frexp((double)top_bits(o, &shift), &e);
    *exponent = shift + e;
    return int_size(o) < 0 ? -mantissa : mantissa;
}

double
int_as_double(Object *o)
{
    if (o == NULL || !int_check(o)) {
        error_set_text(EXC(TypeError), "an integer is required");
        return -1.0;
    }
    if (int_is_compact(o)) {
        return (double)int_compact_value(o);
    }
    ssize_t exponent;
    double mantissa = int_frexp(o, &exponent);
    if (exponent > DBL_MAX_EXP) {
        error_set_text(EXC(OverflowError),
                       "int too large to convert to float");
        return -1.0;
    }
    return ldexp(mantissa, (int)exponent);
}

Object *
int_from_double(double value)
{
    if (isinf(value)) {
        error_set_text(EXC(OverflowError),
                       "cannot convert float infinity to integer");
        return NULL;
    }
    if (isnan(value)) {
        error_set_text(EXC(ValueError),
                       "cannot convert float NaN to integer");
        return NULL;
    }
    if (value > -9.2e18 && value < 9.2e18) {
        return int_from_ssize((ssize_t)value);
    }
    int exponent;
    double fraction = frexp(fabs(value), &exponent);
    ssize_t n = (exponent - 1) / INT_SHIFT + 1;
    Int *o = int_alloc(n);
    if (o == NULL) {
        return NULL;
    }
    fraction = ldexp(fraction, (exponent - 1) % INT_SHIFT + 1);
    for (ssize_t i = n - 1; i >= 0; i--) {
        uint32_t digit = (uint32_t)fraction;
        o->digits[i] = digit;
        fraction = ldexp(fraction - digit, INT_SHIFT);
    }
    o->base.size = value < 0 ? -n : n;
    return OBJ(o);
}

/* mantissa * 2**exponent (a sticky last bit) rounded half to even, also
 * where doubles get sparse. */
static double
round_scaled(uint64_t mantissa, ssize_t exponent)
{
    int bits = mantissa == 0 ? 0 : 64 - __builtin_clzll(mantissa);
    ssize_t drop = bits - DBL_MANT_DIG;
    ssize_t least = DBL_MIN_EXP - DBL_MANT_DIG - exponent;
    drop = drop < least ? least : drop;
    if (drop > 63) {
        return 0.0;
    }
    if (drop > 0) {
        uint64_t half = (uint64_t)1 << (drop - 1);
        uint64_t rest = mantissa & (half * 2 - 1);
        mantissa >>= drop;
        if (rest > half || (rest == half && (mantissa & 1) != 0)) {
            mantissa++;
        }
        exponent += drop;
    }
    return ldexp((double)mantissa, (int)exponent);
}

/* |a| << shift (or >>) divided by |b|: 55 bits or more, last one sticky. */
static int
scaled_quotient(Object *a, Object *b, ssize_t shift, uint64_t *out)
{
    int status = -1;
    Object *quotient = NULL;
    Object *rest = NULL;
    Object *x = int_absolute(a);
    Object *y = int_absolute(b);
    if (x == NULL || y == NULL) {
        goto done;
    }
    if (shift > 0) {
        REF_SET(x, int_lshift(x, (size_t)shift));
    } else if (shift < 0) {
        REF_SET(y, int_lshift(y, (size_t)-shift));
    }
    if (x == NULL || y == NULL || int_divmod(x, y, &quotient, &rest) < 0) {
        goto done;
    }
    *out = int_as_u64_mask(quotient) << 1 | (int_size(rest) != 0);
    status = 0;

done:
    ref_xdec(x);
    ref_xdec(y);
    ref_xdec(quotient);
    ref_xdec(rest);
    return status;
}

Object *
int_true_divide(Object *a, Object *b)
{
    if (int_size(b) == 0) {
        error_set_text(EXC(ZeroDivisionError), "division by zero");
        return NULL;
    }
    bool negative = (int_size(a) < 0) != (int_size(b) < 0);
    if (int_size(a) == 0) {
        return float_new(negative ? -0.0 : 0.0);
    }
    ssize_t bits_a = (ssize_t)int_num_bits(a);
    ssize_t bits_b = (ssize_t)int_num_bits(b);
    if (bits_a <= DBL_MANT_DIG && bits_b <= DBL_MANT_DIG) {
        return float_new(int_as_double(a) / int_as_double(b));
    }
    double result = 0.0;
    if (bits_a - bits_b > DBL_MAX_EXP) {
        goto overflow;
    }
    if (bits_a - bits_b >= DBL_MIN_EXP - DBL_MANT_DIG - 1) {
        ssize_t shift = bits_b - bits_a + 57;
        uint64_t mantissa;
        if (scaled_quotient(a, b, shift, &mantissa) < 0) {
            return NULL;
        }
        result = round_scaled(mantissa, -shift - 1);
        if (isinf(result)) {
            goto overflow;
        }
    }
    return float_new(negative ? -result : result);

overflow:
    error_set_text(EXC(OverflowError),
                   "integer division result too large for a float");
    return NULL;
}
