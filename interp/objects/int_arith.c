/* Arithmetic on ints: own loops for short numbers, GMP (int_gmp.c) for
 * multiplication and division of long ones. */
#include "interp/objects/int.h"

#include <limits.h>
#include <string.h>

#include "interp/objects/int_gmp.h"
#include "interp/objects/protocol.h"

/* Above this many digits GMP multiplies. */
#define GMP_DIGITS 35

static ssize_t
digit_count(const void *o)
{
    return int_size(o) < 0 ? -int_size(o) : int_size(o);
}

/* |a| + |b| */
static Object *
add_magnitudes(const Int *a, const Int *b)
{
    ssize_t na = digit_count(a);
    ssize_t nb = digit_count(b);
    if (na < nb) {
        const Int *swap = a;
        a = b;
        b = swap;
        ssize_t n = na;
        na = nb;
        nb = n;
    }
    Int *sum = int_alloc(na + 1);
    if (sum == NULL) {
        return NULL;
    }
    uint32_t carry = 0;
    ssize_t i = 0;
    for (; i < nb; i++) {
        carry += a->digits[i] + b->digits[i];
        sum->digits[i] = carry & INT_MASK;
        carry >>= INT_SHIFT;
    }
    for (; i < na; i++) {
        carry += a->digits[i];
        sum->digits[i] = carry & INT_MASK;
        carry >>= INT_SHIFT;
    }
    sum->digits[na] = carry;
    return int_normalize(OBJ(sum));
}

/* |a| - |b| */
static Object *
subtract_magnitudes(const Int *a, const Int *b)
{
    ssize_t na = digit_count(a);
    ssize_t nb = digit_count(b);
    bool negative = na < nb;
    if (na == nb) {
        ssize_t i = na - 1;
        while (i >= 0 && a->digits[i] == b->digits[i]) {
            i--;
        }
        if (i < 0) {
            return int_from_ssize(0);
        }
        negative = a->digits[i] < b->digits[i];
    }
    if (negative) {
        const Int *swap = a;
        a = b;
        b = swap;
        ssize_t n = na;
        na = nb;
        nb = n;
    }
    Int *difference = int_alloc(na);
    if (difference == NULL) {
        return NULL;
    }
    uint32_t borrow = 0;
    ssize_t i = 0;
    for (; i < nb; i++) {
        borrow = a->digits[i] - b->digits[i] - borrow;
        difference->digits[i] = borrow & INT_MASK;
        borrow = (borrow >> INT_SHIFT) & 1;
    }
    for (; i < na; i++) {
        borrow = a->digits[i] - borrow;
        difference->digits[i] = borrow & INT_MASK;
        borrow = (borrow >> INT_SHIFT) & 1;
    }
    if (negative) {
        difference->base.size = -difference->base.size;
    }
    return int_normalize(OBJ(difference));
}

/* Turns the sign of a result that nobody else has seen; steals. */
static Object *
negate_new(Object *o)
{
    if (o == NULL || o->refcount > 1 || int_is_compact(o)) {
        Object *result = o == NULL ? NULL : int_negative(o);
        ref_xdec(o);
        return result;
    }
    int_size(o) = -int_size(o);
    return o;
}

Object *
int_add(Object *a, Object *b)
{
    if (int_is_short(a) && int_is_short(b)) {
        return int_from_ssize(int_short_value(a) + int_short_value(b));
    }
    const Int *x = (Int *)a;
    const Int *y = (Int *)b;
    if (x->base.size < 0) {
        return y->base.size < 0 ? negate_new(add_magnitudes(x, y))
                                : subtract_magnitudes(y, x);
    }
    return y->base.size < 0 ? subtract_magnitudes(x, y)
                            : add_magnitudes(x, y);
}

Object *
int_subtract(Object *a, Object *b)
{
    if (int_is_short(a) && int_is_short(b)) {
        return int_from_ssize(int_short_value(a) - int_short_value(b));
    }
    const Int *x = (Int *)a;
    const Int *y = (Int *)b;
    if (x->base.size < 0) {
        return y->base.size < 0 ? subtract_magnitudes(y, x)
                                : negate_new(add_magnitudes(x, y));
    }
    return y->base.size < 0 ? add_magnitudes(x, y)
                            : subtract_magnitudes(x, y);
}

Object *
int_multiply(Object *a, Object *b)
{
    ssize_t short_product;
    if (int_is_short(a) && int_is_short(b) &&
        !__builtin_mul_overflow(int_short_value(a), int_short_value(b),
                                &short_product)) {
        return int_from_ssize(short_product);
    }
    ssize_t na = digit_count(a);
    ssize_t nb = digit_count(b);
    if (na >= GMP_DIGITS && nb >= GMP_DIGITS) {
        return int_gmp_multiply(a, b);
    }
    Int *product = int_alloc(na + nb);
    if (product == NULL) {
        return NULL;
    }
    // The longer one in the inner loop.
    const uint32_t *few = ((Int *)(na < nb ? a : b))->digits;
    const uint32_t *many = ((Int *)(na < nb ? b : a))->digits;
    ssize_t n = na < nb ? nb : na;
    uint32_t *out = product->digits;
    memset(out, 0, (size_t)(na + nb) * sizeof(uint32_t));
    for (ssize_t i = 0; i < na + nb - n; i++, out++) {
        uint64_t factor = few[i];
        uint64_t carry = 0;
        for (ssize_t j = 0; j < n; j++) {
            carry += out[j] + factor * many[j];
            out[j] = (uint32_t)carry & INT_MASK;
            carry >>= INT_SHIFT;
        }
        out[n] = (uint32_t)carry;
    }
    if ((int_size(a) < 0) != (int_size(b) < 0)) {
        product->base.size = -product->base.size;
    }
    return int_normalize(OBJ(product));
}

/* --- division --- */

/* The value of an int of at most two digits. */
static int64_t
two_digits(const Int *o)
{
    int64_t value = 0;
    for (ssize_t i = digit_count(o) - 1; i >= 0; i--) {
        value = value << INT_SHIFT | o->digits[i];
    }
    return o->base.size < 0 ? -value : value;
}

/* Floor division by one digit. */
static int
divide_by_digit(Object *a, Object *b, Object **quotient, Object **remainder)
{
    ssize_t n = digit_count(a);
    uint32_t divisor = ((Int *)b)->digits[0];
    bool negative = (int_size(a) < 0) != (int_size(b) < 0);
    Int *result = NULL;
    if (quotient != NULL && (result = int_alloc(n)) == NULL) {
        return -1;
    }
    uint64_t rest = 0;
    for (ssize_t i = n - 1; i >= 0; i--) {
        rest = rest << INT_SHIFT | ((Int *)a)->digits[i];
        if (result != NULL) {
            result->digits[i] = (uint32_t)(rest / divisor);
        }
        rest %= divisor;
    }
    int64_t signed_rest = int_size(a) < 0 ? -(int64_t)rest : (int64_t)rest;
    if (rest != 0 && negative) {
        signed_rest += int_size(b) < 0 ? -(int64_t)divisor : divisor;
        // Towards minus infinity: one more in magnitude.
        for (ssize_t i = 0; result != NULL && i < n; i++) {
            if (++result->digits[i] <= INT_MASK) {
                break;
            }
            result->digits[i] = 0;
        }
    }
    if (quotient != NULL) {
        result->base.size = negative ? -n : n;
        *quotient = int_normalize(OBJ(result));
    }
    if (remainder != NULL
        && (*remainder = int_from_ssize(signed_rest)) == NULL) {
        if (quotient != NULL) {
            REF_CLEAR(*quotient);
        }
        return -1;
    }
    return 0;
}

int
int_divmod(Object *a, Object *b, Object **quotient, Object **remainder)
{
    ssize_t na = digit_count(a);
    ssize_t nb = digit_count(b);
    if (nb == 0) {
        error_set_text(EXC(ZeroDivisionError),
                       "integer division or modulo by zero");
        return -1;
    }
    if (na > 2 && nb == 1 && (na > 3 || quotient == NULL)) {
        return divide_by_digit(a, b, quotient, remainder);
    }
    if (na > 2 || nb > 2) {
        return int_gmp_divmod(a, b, quotient, remainder);
    }
    int64_t x = two_digits((Int *)a);
    int64_t y = two_digits((Int *)b);
    int64_t q, r;
    if (((uint64_t)x | (uint64_t)y) <= UINT32_MAX) {
        q = (uint32_t)x / (uint32_t)y; // several times as fast
        r = (uint32_t)x % (uint32_t)y;
    } else {
        q = x / y;
        r = x % y;
    }
    if (r != 0 && (r < 0) != (y < 0)) {
        q--;
        r += y;
    }
    if (quotient != NULL && (*quotient = int_from_ssize(q)) == NULL) {
        return -1;
    }
    if (remainder != NULL && (*remainder = int_from_ssize(r)) == NULL) {
        if (quotient != NULL) {
            REF_CLEAR(*quotient);
        }
        return -1;
    }
    return 0;
}

int
int_divmod_near(Object *a, Object *b, Object **quotient, Object **remainder)
{
    Object *q = NULL;
    Object *r = NULL;
    Object *twice = NULL;
    Object *one = int_from_ssize(1);
    if (int_divmod(a, b, &q, &r) < 0) {
        goto fail;
    }
    if ((twice = int_lshift(r, 1)) == NULL) {
        goto fail;
    }
    // r has b's sign, 2r > b in magnitude: the next quotient is nearer.
    int order = int_compare(twice, b);
    if (int_size(b) < 0) {
        order = -order;
    }
    if (order > 0 || (order == 0 && !int_is_even(q))) {
        REF_SET(q, int_add(q, one));
        REF_SET(r, int_subtract(r, b));
        if (q == NULL || r == NULL) {
            goto fail;
        }
    }
    ref_dec(twice);
    ref_dec(one);
    if (quotient != NULL) {
        *quotient = q;
    } else {
        ref_dec(q);
    }
    if (remainder != NULL) {
        *remainder = r;
    } else {
        ref_dec(r);
    }
    return 0;

fail:
    ref_xdec(q);
    ref_xdec(r);
    ref_xdec(twice);
    ref_xdec(one);
    return -1;
}

/* --- shifts --- */

Object *
int_lshift(Object *a, size_t bits)
{
    ssize_t n = digit_count(a);
    if (n == 0) {
        return int_from_ssize(0);
    }
    ssize_t words = (ssize_t)(bits / INT_SHIFT);
    int rest = (int)(bits % INT_SHIFT);
    if (words > SSIZE_MAX / 8 - n) {
        error_set_text(EXC(OverflowError), "too many digits in integer");
        return NULL;
    }
    Int *result = int_alloc(words + n + 1);
    if (result == NULL) {
        return NULL;
    }
    memset(result->digits, 0, (size_t)words * sizeof(uint32_t));
    uint64_t carry = 0;
    for (ssize_t i = 0; i < n; i++) {
        carry |= (uint64_t)((Int *)a)->digits[i] << rest;
        result->digits[words + i] = (uint32_t)(carry & INT_MASK);
        carry >>= INT_SHIFT;
    }
    result->digits[words + n] = (uint32_t)carry;
    if (int_size(a) < 0) {
        result->base.size = -result->base.size;
    }
    return int_normalize(OBJ(result));
}

Object *
int_rshift(Object *a, size_t bits)
{
    if (int_is_compact(a)) {
        return int_from_ssize(int_compact_value(a) >> (bits > 62 ? 62 : bits));
    }
    ssize_t n = digit_count(a);
    bool negative = int_size(a) < 0;
    ssize_t words = (ssize_t)(bits / INT_SHIFT);
    int rest = (int)(bits % INT_SHIFT);
    if (words >= n) {
        return int_from_ssize(negative ? -1 : 0);
    }
    const uint32_t *digits = ((Int *)a)->digits;
    // Towards minus infinity: bits lost from a negative number count.
    bool lost = (digits[words] & (((uint32_t)1 << rest) - 1)) != 0;
    for (ssize_t i = 0; i < words && !lost; i++) {
        lost = digits[i] != 0;
    }
    Int *result = int_alloc(n - words + 1);
    if (result == NULL) {
        return NULL;
    }
    uint32_t carry = negative && lost;
    for (ssize_t i = words; i < n; i++) {
        uint64_t pair = digits[i];
        if (i + 1 < n) {
            pair |= (uint64_t)digits[i + 1] << INT_SHIFT;
        }
        carry += (uint32_t)((pair >> rest) & INT_MASK);
        result->digits[i - words] = carry & INT_MASK;
        carry >>= INT_SHIFT;
    }
    result->digits[n - words] = carry;
    if (negative) {
        result->base.size = -result->base.size;
    }
    return int_normalize(OBJ(result));
}

/* --- bits --- */

/* Digit i of the endless two's complement; *carry starts as 1. */
static uint32_t
complement_digit(const Int *o, ssize_t i, uint32_t *carry)
{
    uint32_t digit = i < digit_count(o) ? o->digits[i] : 0;
    if (o->base.size >= 0) {
        return digit;
    }
    *carry += digit ^ INT_MASK;
    digit = *carry & INT_MASK;
    *carry >>= INT_SHIFT;
    return digit;
}

Object *
int_bitwise(Object *a, char op, Object *b)
{
    if (int_is_compact(a) && int_is_compact(b)) {
        ssize_t x = int_compact_value(a);
        ssize_t y = int_compact_value(b);
        return int_from_ssize(op == '&' ? (x & y)
                              : op == '|' ? (x | y) : (x ^ y));
    }
    bool na = int_size(a) < 0;
    bool nb = int_size(b) < 0;
    bool negative = op == '&' ? na && nb : op == '|' ? na || nb : na != nb;
    ssize_t n = digit_count(a);
    n = (n < digit_count(b) ? digit_count(b) : n) + 1;
    Int *result = int_alloc(n);
    if (result == NULL) {
        return NULL;
    }
    uint32_t carry_a = 1;
    uint32_t carry_b = 1;
    uint32_t carry = 1;
    for (ssize_t i = 0; i < n; i++) {
        uint32_t x = complement_digit((Int *)a, i, &carry_a);
        uint32_t y = complement_digit((Int *)b, i, &carry_b);
        uint32_t z = op == '&' ? (x & y) : op == '|' ? (x | y) : (x ^ y);
        if (negative) {
            carry += z ^ INT_MASK;
            z = carry & INT_MASK;
            carry >>= INT_SHIFT;
        }
        result->digits[i] = z;
    }
    result->base.size = negative ? -n : n;
    return int_normalize(OBJ(result));
}

Object *
int_negative(Object *a)
{
    if (int_is_compact(a)) {
        return int_from_ssize(-int_compact_value(a));
    }
    return int_from_digits(((Int *)a)->digits, digit_count(a),
                           int_size(a) > 0);
}

Object *
int_absolute(Object *a)
{
    return int_size(a) < 0 ? int_negative(a) : int_copy_exact(a);
}

Object *
int_invert(Object *a)
{
    if (int_is_compact(a)) {
        return int_from_ssize(~int_compact_value(a));
    }
    Object *one = int_from_ssize(1);
    Object *sum = int_add(a, one);
    ref_dec(one);
    return negate_new(sum);
}

Object *
int_round(Object *o, Object *ndigits)
{
    Object *result = NULL;
    Object *ten = NULL;
    Object *rest = NULL;
    Object *places = number_index(ndigits);
    if (places == NULL) {
        return NULL;
    }
    if (int_size(places) >= 0) {
        ref_dec(places);
        return int_copy_exact(o);
    }
    REF_SET(places, int_negative(places));
    ten = int_from_ssize(10);
    if (places == NULL) {
        goto done;
    }
    REF_SET(ten, int_power(ten, places, NULL));
    if (ten != NULL && int_divmod_near(o, ten, NULL, &rest) == 0) {
        result = int_subtract(o, rest);
    }

done:
    ref_xdec(places);
    ref_xdec(ten);
    ref_xdec(rest);
    return result;
}
