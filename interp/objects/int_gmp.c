/* Arithmetic of ints of many digits, by GMP. */
#include "interp/objects/int_gmp.h"

#include <gmp.h>
#include <limits.h>
#include <string.h>

#include "interp/objects/float.h"
#include "interp/objects/protocol.h"

/* Results above this many bits are refused: GMP would end the process. */
#define BITS_LIMIT ((double)((uint64_t)1 << 36))

// What mpz_import does, in a tenth of its time: the digits of INT_SHIFT bits
// one behind the other in GMP's words.
static void
to_mpz(mpz_t z, Object *o)
{
    ssize_t size = int_size(o);
    size_t n = (size_t)(size < 0 ? -size : size);
    const uint32_t *digits = ((Int *)o)->digits;
    size_t words = n * INT_SHIFT / GMP_NUMB_BITS + 1, used = 0;
    mpz_init2(z, words * GMP_NUMB_BITS);
    mp_limb_t *word = mpz_limbs_write(z, (mp_size_t)words);
    unsigned __int128 bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < n; i++) {
        bits |= (unsigned __int128)digits[i] << have;
        have += INT_SHIFT;
        if (have >= GMP_NUMB_BITS) {
            word[used++] = (mp_limb_t)bits;
            bits >>= GMP_NUMB_BITS;
            have -= GMP_NUMB_BITS;
        }
    }
    word[used++] = (mp_limb_t)bits;
    mpz_limbs_finish(z, size < 0 ? -(mp_size_t)used : (mp_size_t)used);
}

static Object *
from_mpz(const mpz_t z)
{
    size_t n = (mpz_sizeinbase(z, 2) + INT_SHIFT - 1) / INT_SHIFT;
    Int *o = int_alloc((ssize_t)n);
    if (o == NULL) {
        return NULL;
    }
    const mp_limb_t *word = mpz_limbs_read(z);
    size_t words = mpz_size(z), taken = 0;
    unsigned __int128 bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < n; i++) {
        if (have < INT_SHIFT && taken < words) {
            bits |= (unsigned __int128)word[taken++] << have;
            have += GMP_NUMB_BITS;
        }
        o->digits[i] = (uint32_t)bits & INT_MASK;
        bits >>= INT_SHIFT;
        have -= have < INT_SHIFT ? have : INT_SHIFT;
    }
    o->base.size = mpz_sgn(z) < 0 ? -(ssize_t)n : (ssize_t)n;
    return int_normalize(OBJ(o));
}

/* As from_mpz; the number is given back. */
static Object *
take_mpz(mpz_t z)
{
    Object *o = from_mpz(z);
    mpz_clear(z);
    return o;
}

Object *
int_gmp_multiply(Object *a, Object *b)
{
    mpz_t x, y;
    to_mpz(x, a);
    to_mpz(y, b);
    mpz_mul(x, x, y);
    mpz_clear(y);
    return take_mpz(x);
}

int
int_gmp_divmod(Object *a, Object *b, Object **quotient, Object **remainder)
{
    mpz_t x, y, q, r;
    to_mpz(x, a);
    to_mpz(y, b);
    mpz_init(q);
    mpz_init(r);
    mpz_fdiv_qr(q, r, x, y);
    mpz_clear(x);
    mpz_clear(y);
    Object *first = quotient == NULL ? NULL : from_mpz(q);
    Object *second = remainder == NULL ? NULL : from_mpz(r);
    mpz_clear(q);
    mpz_clear(r);
    if ((quotient != NULL && first == NULL)
        || (remainder != NULL && second == NULL)) {
        ref_xdec(first);
        ref_xdec(second);
        return -1;
    }
    if (quotient != NULL) {
        *quotient = first;
    }
    if (remainder != NULL) {
        *remainder = second;
    }
    return 0;
}

Object *
int_gmp_from_text(const char *digits, int base, bool negative)
{
    mpz_t z;
    mpz_init_set_str(z, digits, base);
    if (negative) {
        mpz_neg(z, z);
    }
    return take_mpz(z);
}

char *
int_gmp_to_text(Object *o, int base, size_t *n)
{
    mpz_t z;
    to_mpz(z, o);
    mpz_abs(z, z);
    char *text = mpz_get_str(NULL, base, z);
    mpz_clear(z);
    *n = strlen(text);
    return text;
}

/* a ** b mod c, c not 0; a result of c's sign, as CPython's. */
static Object *
power_modulo(Object *a, Object *b, Object *c)
{
    mpz_t x, y, z;
    to_mpz(x, a);
    to_mpz(y, b);
    to_mpz(z, c);
    bool negative = mpz_sgn(z) < 0;
    mpz_abs(z, z);
    Object *result = NULL;
    if (mpz_cmp_ui(z, 1) == 0) {
        result = int_from_ssize(0);
        goto done;
    }
    if (mpz_sgn(y) < 0) {
        if (mpz_invert(x, x, z) == 0) {
            error_set_text(EXC(ValueError), "base is not invertible for the "
                                            "given modulus");
            goto done;
        }
        mpz_neg(y, y);
    }
    mpz_powm(x, x, y, z);
    if (negative && mpz_sgn(x) != 0) {
        mpz_sub(x, x, z);
    }
    result = from_mpz(x);

done:
    mpz_clear(x);
    mpz_clear(y);
    mpz_clear(z);
    return result;
}

/* a ** b for small results; false when it does not fit. */
static bool
power_small(ssize_t base, ssize_t exponent, ssize_t *out)
{
    ssize_t result = 1;
    while (exponent > 0) {
        if ((exponent & 1) != 0
            && __builtin_mul_overflow(result, base, &result)) {
            return false;
        }
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) {
            return false;
        }
    }
    *out = result;
    return true;
}

Object *
int_power(Object *a, Object *b, Object *modulus)
{
    if (modulus != NULL && modulus != NONE) {
        if (int_size(modulus) == 0) {
            error_set_text(EXC(ValueError),
                           "pow() 3rd argument cannot be 0");
            return NULL;
        }
        return power_modulo(a, b, modulus);
    }
    if (int_size(b) < 0) {
        return float_power(a, b, NONE);
    }
    ssize_t small;
    if (int_is_compact(a) && int_is_compact(b)
        && power_small(int_compact_value(a), int_compact_value(b), &small)) {
        return int_from_ssize(small);
    }
    if (int_is_compact(a) && int_compact_value(a) >= -1
        && int_compact_value(a) <= 1) {
        bool one = int_compact_value(a) == 1 || int_is_even(b);
        return int_from_ssize(int_size(a) == 0 ? 0 : one ? 1 : -1);
    }
    uint64_t exponent = int_is_compact(b) ? (uint64_t)int_compact_value(b)
                        : int_num_bits(b) <= 60 ? int_as_u64(b)
                                                : UINT64_MAX;
    if ((double)(int_num_bits(a) - 1) * (double)exponent > BITS_LIMIT) {
        return error_no_memory();
    }
    mpz_t x;
    to_mpz(x, a);
    mpz_pow_ui(x, x, exponent);
    return take_mpz(x);
}

Object *
int_gcd(Object *a, Object *b)
{
    if (int_is_compact(a) && int_is_compact(b)) {
        ssize_t x = int_size(a) < 0 ? -int_compact_value(a)
                                    : int_compact_value(a);
        ssize_t y = int_size(b) < 0 ? -int_compact_value(b)
                                    : int_compact_value(b);
        while (y != 0) {
            ssize_t rest = x % y;
            x = y;
            y = rest;
        }
        return int_from_ssize(x);
    }
    mpz_t x, y;
    to_mpz(x, a);
    to_mpz(y, b);
    mpz_gcd(x, x, y);
    mpz_clear(y);
    return take_mpz(x);
}

Object *
int_isqrt(Object *a)
{
    mpz_t x;
    to_mpz(x, a);
    mpz_sqrt(x, x);
    return take_mpz(x);
}
