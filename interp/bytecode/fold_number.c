/* fold_number.c - arithmetic of constant numbers, ints through GMP. */
#include <gmp.h>
#include <math.h>
#include <string.h>

#include "interp/bytecode/fold.h"

// CPython's limits for folded ints.
#define MAX_INT_BITS 128

typedef struct Complex {
    double real;
    double imag;
} Complex;

bool fold_is_int(const Constant *constant)
{
    return constant->kind == CONST_INT || constant->kind == CONST_TRUE ||
           constant->kind == CONST_FALSE;
}

static bool is_bool(const Constant *constant)
{
    return constant->kind == CONST_TRUE || constant->kind == CONST_FALSE;
}

static void load_int(mpz_t z, const Constant *constant)
{
    mpz_init(z);
    if (constant->kind != CONST_INT) {
        mpz_set_ui(z, constant->kind == CONST_TRUE);
        return;
    }
    mpz_import(z, constant->as.integer.digit_count, -1, sizeof(uint32_t), 0,
               2, constant->as.integer.digits);
    if (constant->as.integer.sign < 0) {
        mpz_neg(z, z);
    }
}

static Constant *store_int(Arena *arena, const mpz_t z)
{
    Constant *result = constant_new(arena, CONST_INT);
    size_t count = (mpz_sizeinbase(z, 2) + 29) / 30;
    uint32_t *digits = arena_alloc(arena, count * sizeof *digits);
    if (result == NULL || digits == NULL) {
        return NULL;
    }
    mpz_export(digits, &count, -1, sizeof *digits, 0, 2, z);
    result->as.integer.sign = mpz_sgn(z);
    result->as.integer.digit_count = mpz_sgn(z) == 0 ? 0 : count;
    result->as.integer.digits = digits;
    return result;
}

bool fold_small_int(const Constant *constant, long *value)
{
    if (!fold_is_int(constant)) {
        return false;
    }
    if (is_bool(constant)) {
        *value = constant->kind == CONST_TRUE;
        return true;
    }
    if (constant->as.integer.digit_count > 1) {
        return false;
    }
    *value = constant->as.integer.digit_count == 0
                 ? 0
                 : (long)constant->as.integer.digits[0] *
                       constant->as.integer.sign;
    return true;
}

static Constant *new_bool(Arena *arena, bool value)
{
    return constant_new(arena, value ? CONST_TRUE : CONST_FALSE);
}

static Constant *new_float(Arena *arena, double value)
{
    Constant *result = constant_new(arena, CONST_FLOAT);
    if (result != NULL) {
        result->as.real = value;
    }
    return result;
}

static Constant *new_complex(Arena *arena, Complex value)
{
    Constant *result = constant_new(arena, CONST_COMPLEX);
    if (result != NULL) {
        result->as.complex.real = value.real;
        result->as.complex.imag = value.imag;
    }
    return result;
}

// numerator / denominator, correctly rounded; false when out of range.
static bool divide_ints(const mpz_t numerator, const mpz_t denominator,
                        double *result)
{
    mpz_t q, r;
    mpz_init_set(q, numerator);
    mpz_init(r);
    bool negative = mpz_sgn(numerator) * mpz_sgn(denominator) < 0;
    long shift = (long)mpz_sizeinbase(denominator, 2) -
                 (long)mpz_sizeinbase(numerator, 2) + 60;
    mpz_t divisor;
    mpz_init_set(divisor, denominator);
    mpz_abs(q, q);
    mpz_abs(divisor, divisor);
    if (shift > 0) {
        mpz_mul_2exp(q, q, (mp_bitcnt_t)shift);
    } else {
        mpz_mul_2exp(divisor, divisor, (mp_bitcnt_t)-shift);
    }
    mpz_tdiv_qr(q, r, q, divisor);
    // 60 or 61 bits; the lowest tells that something smaller was lost.
    uint64_t bits = mpz_get_ui(q) | (mpz_sgn(r) != 0);
    mpz_clears(q, r, divisor, NULL);
    if (shift > 100000) {
        *result = 0.0;
        return true;
    }
    *result = ldexp((double)bits, shift < -100000 ? 100000 : (int)-shift);
    if (negative) {
        *result = -*result;
    }
    return isfinite(*result);
}

static bool to_double(const Constant *constant, double *result)
{
    if (constant->kind == CONST_FLOAT) {
        *result = constant->as.real;
        return true;
    }
    mpz_t z, one;
    load_int(z, constant);
    mpz_init_set_ui(one, 1);
    bool fits = divide_ints(z, one, result);
    if (mpz_sgn(z) == 0) {
        *result = 0.0;
        fits = true;
    }
    mpz_clears(z, one, NULL);
    return fits;
}

static bool to_complex(const Constant *constant, Complex *result)
{
    if (constant->kind == CONST_COMPLEX) {
        result->real = constant->as.complex.real;
        result->imag = constant->as.complex.imag;
        return true;
    }
    result->imag = 0.0;
    return to_double(constant, &result->real);
}

static Complex complex_multiply(Complex a, Complex b)
{
    Complex result = {a.real * b.real - a.imag * b.imag,
                      a.real * b.imag + a.imag * b.real};
    return result;
}

static bool complex_divide(Complex a, Complex b, Complex *result)
{
    double real = fabs(b.real);
    double imag = fabs(b.imag);
    if (real >= imag) {
        if (real == 0.0) {
            return false;
        }
        double ratio = b.imag / b.real;
        double divisor = b.real + b.imag * ratio;
        result->real = (a.real + a.imag * ratio) / divisor;
        result->imag = (a.imag - a.real * ratio) / divisor;
    } else if (imag >= real) {
        double ratio = b.real / b.imag;
        double divisor = b.real * ratio + b.imag;
        result->real = (a.real * ratio + a.imag) / divisor;
        result->imag = (a.imag * ratio - a.real) / divisor;
    } else {
        result->real = result->imag = NAN;
    }
    return true;
}

static Complex complex_power_unsigned(Complex x, long n)
{
    Complex result = {1.0, 0.0};
    for (long mask = 1; mask > 0 && n >= mask; mask <<= 1) {
        if (n & mask) {
            result = complex_multiply(result, x);
        }
        x = complex_multiply(x, x);
    }
    return result;
}

static bool complex_power(Complex a, Complex b, Complex *result)
{
    Complex one = {1.0, 0.0};
    if (b.imag == 0.0 && b.real == floor(b.real) && fabs(b.real) <= 100.0) {
        long n = (long)b.real;
        if (n > 0) {
            *result = complex_power_unsigned(a, n);
            return true;
        }
        return complex_divide(one, complex_power_unsigned(a, -n), result);
    }
    if (a.real == 0.0 && a.imag == 0.0) {
        result->real = result->imag = 0.0;
        return b.imag == 0.0 && b.real >= 0.0;
    }
    double size = hypot(a.real, a.imag);
    double length = pow(size, b.real);
    double angle = atan2(a.imag, a.real);
    double phase = angle * b.real;
    if (b.imag != 0.0) {
        length *= exp(-angle * b.imag);
        phase += b.imag * log(size);
    }
    result->real = length * cos(phase);
    result->imag = length * sin(phase);
    return true;
}

static Constant *complex_binary(Arena *arena, Operator op, Complex a,
                                Complex b)
{
    Complex result = {0.0, 0.0};
    switch (op) {
    case BIN_ADD:
        result.real = a.real + b.real;
        result.imag = a.imag + b.imag;
        break;
    case BIN_SUB:
        result.real = a.real - b.real;
        result.imag = a.imag - b.imag;
        break;
    case BIN_MULT:
        result = complex_multiply(a, b);
        break;
    case BIN_DIV:
        if (!complex_divide(a, b, &result)) {
            return NULL;
        }
        break;
    case BIN_POW:
        if (!complex_power(a, b, &result) || isinf(result.real) ||
            isinf(result.imag)) {
            return NULL;
        }
        break;
    default:
        return NULL;
    }
    return new_complex(arena, result);
}

static void float_divmod(double a, double b, double *quotient, double *rest)
{
    *rest = fmod(a, b);
    double q = (a - *rest) / b;
    if (*rest != 0.0) {
        if ((b < 0) != (*rest < 0)) {
            *rest += b;
            q -= 1.0;
        }
    } else {
        *rest = copysign(0.0, b);
    }
    if (q != 0.0) {
        *quotient = floor(q);
        if (q - *quotient > 0.5) {
            *quotient += 1.0;
        }
    } else {
        *quotient = copysign(0.0, a / b);
    }
}

static Constant *float_power(Arena *arena, double a, double b)
{
    if (a == 0.0 && b < 0.0) {
        return NULL;
    }
    if (a < 0.0 && isfinite(a) && isfinite(b) && b != floor(b)) {
        Complex base = {a, 0.0};
        Complex exponent = {b, 0.0};
        return complex_binary(arena, BIN_POW, base, exponent);
    }
    double result = pow(a, b);
    if (isinf(result) && isfinite(a) && isfinite(b)) {
        return NULL;
    }
    return new_float(arena, result);
}

static Constant *float_binary(Arena *arena, Operator op, double a, double b)
{
    double quotient, rest;
    switch (op) {
    case BIN_ADD:
        return new_float(arena, a + b);
    case BIN_SUB:
        return new_float(arena, a - b);
    case BIN_MULT:
        return new_float(arena, a * b);
    case BIN_DIV:
        return b == 0.0 ? NULL : new_float(arena, a / b);
    case BIN_FLOOR_DIV:
    case BIN_MOD:
        if (b == 0.0) {
            return NULL;
        }
        float_divmod(a, b, &quotient, &rest);
        return new_float(arena, op == BIN_MOD ? rest : quotient);
    case BIN_POW:
        return float_power(arena, a, b);
    default:
        return NULL;
    }
}

static size_t bit_count(const mpz_t z)
{
    return mpz_sgn(z) == 0 ? 0 : mpz_sizeinbase(z, 2);
}

// Whether CPython would refuse to fold because the result may be large.
static bool is_too_large(Operator op, const mpz_t a, const mpz_t b)
{
    if (mpz_sgn(a) == 0 || mpz_sgn(b) == 0) {
        return false;
    }
    size_t a_bits = bit_count(a);
    if (op == BIN_MULT) {
        return a_bits + bit_count(b) > MAX_INT_BITS;
    }
    if (op == BIN_POW && mpz_sgn(b) > 0) {
        return !mpz_fits_ulong_p(b) ||
               a_bits > MAX_INT_BITS / mpz_get_ui(b);
    }
    if (op == BIN_LSHIFT) {
        return mpz_sgn(b) < 0 || mpz_cmp_ui(b, MAX_INT_BITS) > 0 ||
               a_bits > MAX_INT_BITS - mpz_get_ui(b);
    }
    return false;
}

// The operations whose result is an int; false if there is none.
static bool int_operation(Operator op, mpz_t z, const mpz_t a, const mpz_t b)
{
    switch (op) {
    case BIN_ADD:
        mpz_add(z, a, b);
        return true;
    case BIN_SUB:
        mpz_sub(z, a, b);
        return true;
    case BIN_MULT:
        mpz_mul(z, a, b);
        return true;
    case BIN_FLOOR_DIV:
    case BIN_MOD:
        if (mpz_sgn(b) == 0) {
            return false;
        }
        (op == BIN_MOD ? mpz_fdiv_r : mpz_fdiv_q)(z, a, b);
        return true;
    case BIN_POW:
        if (mpz_fits_ulong_p(b)) {
            mpz_pow_ui(z, a, mpz_get_ui(b));
            return true;
        }
        mpz_set_ui(z, 0); // 0 ** huge; other bases were too large
        return mpz_sgn(a) == 0;
    case BIN_LSHIFT:
        if (mpz_sgn(b) < 0) {
            return false;
        }
        mpz_mul_2exp(z, a, mpz_sgn(a) == 0 ? 0 : mpz_get_ui(b));
        return true;
    case BIN_RSHIFT:
        if (mpz_sgn(b) < 0) {
            return false;
        }
        mpz_fdiv_q_2exp(z, a, mpz_fits_ulong_p(b) ? mpz_get_ui(b)
                                                  : bit_count(a) + 1);
        return true;
    case BIN_BIT_AND:
        mpz_and(z, a, b);
        return true;
    case BIN_BIT_OR:
        mpz_ior(z, a, b);
        return true;
    case BIN_BIT_XOR:
        mpz_xor(z, a, b);
        return true;
    default:
        return false;
    }
}

static Constant *int_binary(Arena *arena, Operator op, const Constant *lhs,
                            const Constant *rhs)
{
    Constant *result = NULL;
    double quotient;
    mpz_t a, b, z;
    load_int(a, lhs);
    load_int(b, rhs);
    mpz_init(z);
    if (is_too_large(op, a, b)) {
        goto done;
    }
    if (op == BIN_DIV) {
        if (mpz_sgn(b) != 0) {
            if (mpz_sgn(a) == 0) {
                result = new_float(arena, mpz_sgn(b) < 0 ? -0.0 : 0.0);
            } else if (divide_ints(a, b, &quotient)) {
                result = new_float(arena, quotient);
            }
        }
    } else if (op == BIN_POW && mpz_sgn(b) < 0) {
        double x, y;
        if (to_double(lhs, &x) && to_double(rhs, &y)) {
            result = float_power(arena, x, y);
        }
    } else if (int_operation(op, z, a, b)) {
        bool stays_bool = is_bool(lhs) && is_bool(rhs) &&
                          (op == BIN_BIT_AND || op == BIN_BIT_OR ||
                           op == BIN_BIT_XOR);
        result = stays_bool ? new_bool(arena, mpz_sgn(z) != 0)
                            : store_int(arena, z);
    }
done:
    mpz_clears(a, b, z, NULL);
    return result;
}

static bool is_number(const Constant *constant)
{
    return fold_is_int(constant) || constant->kind == CONST_FLOAT ||
           constant->kind == CONST_COMPLEX;
}

Constant *fold_number_binary(Arena *arena, Operator op, const Constant *lhs,
                             const Constant *rhs)
{
    if (!is_number(lhs) || !is_number(rhs)) {
        return NULL;
    }
    if (fold_is_int(lhs) && fold_is_int(rhs)) {
        return int_binary(arena, op, lhs, rhs);
    }
    if (lhs->kind == CONST_COMPLEX || rhs->kind == CONST_COMPLEX) {
        Complex a, b;
        if (!to_complex(lhs, &a) || !to_complex(rhs, &b)) {
            return NULL;
        }
        return complex_binary(arena, op, a, b);
    }
    double a, b;
    if (!to_double(lhs, &a) || !to_double(rhs, &b)) {
        return NULL;
    }
    return float_binary(arena, op, a, b);
}

static Constant *int_unary(Arena *arena, UnaryOperator op,
                           const Constant *value)
{
    mpz_t z;
    load_int(z, value);
    if (op == UNARY_INVERT) {
        mpz_com(z, z);
    } else if (op == UNARY_MINUS) {
        mpz_neg(z, z);
    }
    Constant *result = store_int(arena, z);
    mpz_clear(z);
    return result;
}

Constant *fold_number_unary(Arena *arena, UnaryOperator op,
                            const Constant *value)
{
    if (fold_is_int(value)) {
        return int_unary(arena, op, value);
    }
    if (op == UNARY_INVERT) {
        return NULL;
    }
    bool negate = op == UNARY_MINUS;
    if (value->kind == CONST_FLOAT) {
        return new_float(arena, negate ? -value->as.real : value->as.real);
    }
    if (value->kind == CONST_COMPLEX) {
        Complex z = {value->as.complex.real, value->as.complex.imag};
        if (negate) {
            z.real = -z.real;
            z.imag = -z.imag;
        }
        return new_complex(arena, z);
    }
    return NULL;
}

bool fold_numbers_equal(const Constant *a, const Constant *b)
{
    if (!is_number(a) || !is_number(b)) {
        return false;
    }
    if (fold_is_int(a) && fold_is_int(b)) {
        mpz_t x, y;
        load_int(x, a);
        load_int(y, b);
        bool equal = mpz_cmp(x, y) == 0;
        mpz_clears(x, y, NULL);
        return equal;
    }
    Complex x, y;
    return to_complex(a, &x) && to_complex(b, &y) && x.real == y.real &&
           x.imag == y.imag;
}
