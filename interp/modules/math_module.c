/* The module math: functions of doubles. Those of ints are in math_int.c. */
#include <errno.h>
#include <float.h>
#include <math.h>

#include "gc/alloc.h"
#include "interp/modules/math_module.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static int
as_double(Object *o, double *out)
{
    *out = float_as_double(o);
    return *out == -1.0 && error_occurred() != NULL ? -1 : 0;
}

static Object *
domain_error(void)
{
    return error_set_text(EXC(ValueError), "math domain error");
}

static Object *
range_error(void)
{
    return error_set_text(EXC(OverflowError), "math range error");
}

// f(x) with CPython's rules: nan from a number is a domain error; infinity
// from a finite number is a range error if `may_overflow`, else a domain
// error.
static Object *
apply(double (*f)(double), Object *arg, bool may_overflow)
{
    double x;
    if (as_double(arg, &x) < 0) {
        return NULL;
    }
    double r = f(x);
    if (isnan(r) && !isnan(x)) {
        return domain_error();
    }
    if (isinf(r) && isfinite(x)) {
        return may_overflow ? range_error() : domain_error();
    }
    return float_new(r);
}

static double
log1p_exact(double x)
{
    return x == 0.0 ? x : log1p(x);
}

static double
gamma_of(double x)
{
    if (x == floor(x) && (x < 0.0 || x == 0.0)) {
        return x == 0.0 ? copysign(INFINITY, x) : NAN;
    }
    return tgamma(x);
}

static double
log_gamma(double x)
{
    int sign;
    if (x == floor(x) && x <= 2.0 && isfinite(x)) {
        return x <= 0.0 ? INFINITY : 0.0;
    }
    return lgamma_r(x, &sign);
}

#define FUNCTION(name, f, overflow)                                          \
    static Object *m_##name(Object *self, Object *x)                         \
    {                                                                        \
        (void)self;                                                          \
        return apply(f, x, overflow);                                        \
    }
FUNCTION(acos, acos, false)
FUNCTION(acosh, acosh, false)
FUNCTION(asin, asin, false)
FUNCTION(asinh, asinh, false)
FUNCTION(atan, atan, false)
FUNCTION(atanh, atanh, false)
FUNCTION(cbrt, cbrt, false)
FUNCTION(cos, cos, false)
FUNCTION(cosh, cosh, true)
FUNCTION(erf, erf, false)
FUNCTION(erfc, erfc, false)
FUNCTION(exp, exp, true)
FUNCTION(exp2, exp2, true)
FUNCTION(expm1, expm1, true)
FUNCTION(fabs, fabs, false)
FUNCTION(log1p, log1p_exact, false)
FUNCTION(sin, sin, false)
FUNCTION(sinh, sinh, true)
FUNCTION(sqrt, sqrt, false)
FUNCTION(tan, tan, false)
FUNCTION(tanh, tanh, false)

static Object *
m_gamma(Object *self, Object *o)
{
    (void)self;
    double x;
    if (as_double(o, &x) < 0) {
        return NULL;
    }
    if (isinf(x) && x < 0) {
        return domain_error();
    }
    double r = gamma_of(x);
    if (x == floor(x) && x <= 0.0 && isfinite(x)) {
        return domain_error();
    }
    return isinf(r) && isfinite(x) ? range_error() : float_new(r);
}

static Object *
m_lgamma(Object *self, Object *o)
{
    (void)self;
    double x;
    if (as_double(o, &x) < 0) {
        return NULL;
    }
    if (isinf(x)) {
        return float_new(INFINITY);
    }
    double r = log_gamma(x);
    if (isinf(r)) {
        return x <= 0.0 ? domain_error() : range_error();
    }
    return float_new(r);
}

// ------------------------------------------------------------ two arguments

static int
two_doubles(const char *name, Object *const *args, ssize_t nargs, double *x,
            double *y)
{
    return !args_check_count(name, nargs, 2, 2) ||
                   as_double(args[0], x) < 0 || as_double(args[1], y) < 0
               ? -1
               : 0;
}

static Object *
m_atan2(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double y, x;
    return two_doubles("atan2", args, nargs, &y, &x) < 0
               ? NULL
               : float_new(atan2(y, x));
}

static Object *
m_copysign(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double x, y;
    return two_doubles("copysign", args, nargs, &x, &y) < 0
               ? NULL
               : float_new(copysign(x, y));
}

static Object *
m_remainder(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double x, y;
    if (two_doubles("remainder", args, nargs, &x, &y) < 0) {
        return NULL;
    }
    if (!isnan(x) && !isnan(y) && (isinf(x) || y == 0.0)) {
        return domain_error();
    }
    return float_new(remainder(x, y));
}

static Object *
m_fmod(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double x, y;
    if (two_doubles("fmod", args, nargs, &x, &y) < 0) {
        return NULL;
    }
    if (isinf(y) && isfinite(x)) {
        return float_new(x);
    }
    double r = fmod(x, y);
    return isnan(r) && !isnan(x) && !isnan(y) ? domain_error()
                                              : float_new(r);
}

static Object *
m_pow(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double x, y;
    if (two_doubles("pow", args, nargs, &x, &y) < 0) {
        return NULL;
    }
    double r = pow(x, y);
    if (isfinite(x) && isfinite(y)) {
        if (isnan(r) || (isinf(r) && x == 0.0)) {
            return domain_error();
        }
        if (isinf(r)) {
            return range_error();
        }
    }
    return float_new(r);
}

static Object *
m_nextafter(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double x, y;
    return two_doubles("nextafter", args, nargs, &x, &y) < 0
               ? NULL
               : float_new(nextafter(x, y));
}

static Object *
m_ulp(Object *self, Object *o)
{
    (void)self;
    double x;
    if (as_double(o, &x) < 0) {
        return NULL;
    }
    if (isnan(x)) {
        return float_new(x);
    }
    x = fabs(x);
    if (isinf(x)) {
        return float_new(x);
    }
    double up = nextafter(x, INFINITY);
    return float_new(isinf(up) ? x - nextafter(x, -INFINITY) : up - x);
}

static Object *
m_ldexp(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double x;
    if (!args_check_count("ldexp", nargs, 2, 2) || as_double(args[0], &x) < 0) {
        return NULL;
    }
    if (!int_check(args[1])) {
        return error_set_text(EXC(TypeError),
                              "Expected an int as second argument to "
                              "ldexp.");
    }
    int overflow;
    long e = int_as_long_overflow(args[1], &overflow);
    e = overflow > 0 ? 100000 : overflow < 0 ? -100000 : e;
    if (x == 0.0 || !isfinite(x)) {
        return float_new(x);
    }
    if (e > 100000) {
        return range_error();
    }
    double r = e < -100000 ? copysign(0.0, x) : ldexp(x, (int)e);
    return isinf(r) ? range_error() : float_new(r);
}

static Object *
pair_of_doubles(double a, double b)
{
    Object *x = float_new(a), *y = float_new(b);
    Object *result = x == NULL || y == NULL ? NULL : tuple_pack(2, x, y);
    ref_xdec(x);
    ref_xdec(y);
    return result;
}

static Object *
m_frexp(Object *self, Object *o)
{
    (void)self;
    double x;
    int e = 0;
    if (as_double(o, &x) < 0) {
        return NULL;
    }
    Object *m = float_new(isfinite(x) ? frexp(x, &e) : x);
    Object *n = int_from_long(e);
    Object *result = m == NULL || n == NULL ? NULL : tuple_pack(2, m, n);
    ref_xdec(m);
    ref_xdec(n);
    return result;
}

static Object *
m_modf(Object *self, Object *o)
{
    (void)self;
    double x, whole;
    if (as_double(o, &x) < 0) {
        return NULL;
    }
    if (isinf(x)) {
        return pair_of_doubles(copysign(0.0, x), x);
    }
    double part = modf(x, &whole);
    return pair_of_doubles(part, whole);
}

// ---------------------------------------------------------------- questions

#define QUESTION(name, test)                                                 \
    static Object *m_##name(Object *self, Object *o)                         \
    {                                                                        \
        (void)self;                                                          \
        double x;                                                            \
        return as_double(o, &x) < 0 ? NULL : bool_new((test) != 0);          \
    }
QUESTION(isfinite, isfinite(x))
QUESTION(isinf, isinf(x))
QUESTION(isnan, isnan(x))

static Object *
m_degrees(Object *self, Object *o)
{
    (void)self;
    double x;
    return as_double(o, &x) < 0 ? NULL : float_new(x * (180.0 / M_PI));
}

static Object *
m_radians(Object *self, Object *o)
{
    (void)self;
    double x;
    return as_double(o, &x) < 0 ? NULL : float_new(x * (M_PI / 180.0));
}

static Object *
m_isclose(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    static const ArgsSpec spec = {"isclose", names, 2, 0, 2};
    Object *v[4];
    double a, b, rel = 1e-9, absolute = 0.0;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        as_double(v[0], &a) < 0 || as_double(v[1], &b) < 0 ||
        (v[2] != NULL && as_double(v[2], &rel) < 0) ||
        (v[3] != NULL && as_double(v[3], &absolute) < 0)) {
        return NULL;
    }
    if (rel < 0.0 || absolute < 0.0) {
        return error_set_text(EXC(ValueError),
                              "tolerances must be non-negative");
    }
    if (a == b) {
        return bool_new(true);
    }
    if (isinf(a) || isinf(b)) {
        return bool_new(false);
    }
    double diff = fabs(b - a);
    return bool_new(diff <= fabs(rel * b) || diff <= fabs(rel * a) ||
                    diff <= absolute);
}

// ---------------------------------------------------------------- sequences

// Shewchuk's sum: the partial sums never lose a bit.
static Object *
m_fsum(Object *self, Object *sequence)
{
    (void)self;
    Object *iterator = iter_new(sequence);
    if (iterator == NULL) {
        return NULL;
    }
    double local[32], *p = local;
    ssize_t n = 0, room = 32;
    double special = 0.0, infinities = 0.0;
    Object *item, *result = NULL;
    while ((item = iter_next(iterator)) != NULL) {
        double x;
        int failed = as_double(item, &x);
        ref_dec(item);
        if (failed < 0) {
            goto done;
        }
        double original = x;
        ssize_t i = 0;
        for (ssize_t j = 0; j < n; j++) {
            double y = p[j];
            if (fabs(x) < fabs(y)) {
                double t = x;
                x = y;
                y = t;
            }
            volatile double high = x + y;
            volatile double back = high - x;
            volatile double low = y - back;
            if (low != 0.0) {
                p[i++] = low;
            }
            x = high;
        }
        n = i;
        if (x != 0.0) {
            if (!isfinite(x)) {
                if (isfinite(original)) {
                    error_set_text(EXC(OverflowError),
                                   "intermediate overflow in fsum");
                    goto done;
                }
                if (isinf(original)) {
                    infinities += original;
                }
                special += original;
                n = 0;
                continue;
            }
            if (n >= room) {
                double *larger = mem_alloc((size_t)room * 2 *
                                           sizeof(double));
                if (larger == NULL) {
                    error_no_memory();
                    goto done;
                }
                for (ssize_t k = 0; k < n; k++) {
                    larger[k] = p[k];
                }
                if (p != local) {
                    mem_free(p);
                }
                p = larger;
                room *= 2;
            }
            p[n++] = x;
        }
    }
    if (error_occurred() != NULL) {
        goto done;
    }
    if (special != 0.0) {
        result = isnan(infinities)
                     ? error_set_text(EXC(ValueError), "-inf + inf in fsum")
                     : float_new(special);
        goto done;
    }
    double high = 0.0, low = 0.0;
    if (n > 0) {
        high = p[--n];
        while (n > 0) {
            double x = high, y = p[--n];
            volatile double sum = x + y;
            volatile double back = sum - x;
            high = sum;
            low = y - back;
            if (low != 0.0) {
                break;
            }
        }
        // Round half to even: look at what is left.
        if (n > 0 && ((low < 0.0 && p[n - 1] < 0.0) ||
                      (low > 0.0 && p[n - 1] > 0.0))) {
            double y = low * 2.0;
            volatile double x = high + y;
            volatile double back = x - high;
            if (y == back) {
                high = x;
            }
        }
    }
    result = float_new(high);
done:
    if (p != local) {
        mem_free(p);
    }
    ref_dec(iterator);
    return result;
}

// sqrt of a sum of squares without overflow, with CPython's exactness: the
// squares are split and summed with their errors, then one Newton step.
static double
norm(ssize_t n, double *v, double max, bool has_nan)
{
    if (isinf(max)) {
        return max;
    }
    if (has_nan) {
        return NAN;
    }
    if (max == 0.0 || n <= 1) {
        return max;
    }
    int e;
    (void)frexp(max, &e);
    if (e < -1023) {
        for (ssize_t i = 0; i < n; i++) {
            v[i] /= DBL_MIN;
        }
        return DBL_MIN * norm(n, v, max / DBL_MIN, has_nan);
    }
    double scale = ldexp(1.0, -e), sum = 1.0, frac1 = 0.0, frac2 = 0.0;
    for (ssize_t i = 0; i < n; i++) {
        double x = v[i] * scale;
        double high = x * x, low = fma(x, x, -high);
        double old = sum;
        sum += high;
        frac1 += (old - sum) + high;
        frac2 += low;
    }
    double h = sqrt(sum - 1.0 + (frac1 + frac2));
    double x = h, high = -x * x, low = fma(-x, x, -high), old = sum;
    sum += high;
    frac1 += (old - sum) + high;
    frac2 += low;
    x = sum - 1.0 + (frac1 + frac2);
    return (h + x / (2.0 * h)) / scale;
}

static Object *
m_hypot(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double local[16];
    double *v = nargs <= 16 ? local
                            : mem_alloc((size_t)nargs * sizeof(double));
    if (v == NULL) {
        return error_no_memory();
    }
    double max = 0.0;
    bool has_nan = false;
    Object *result = NULL;
    for (ssize_t i = 0; i < nargs; i++) {
        if (as_double(args[i], &v[i]) < 0) {
            goto done;
        }
        v[i] = fabs(v[i]);
        has_nan |= isnan(v[i]) != 0;
        max = v[i] > max ? v[i] : max;
    }
    result = float_new(norm(nargs, v, max, has_nan));
done:
    if (v != local) {
        mem_free(v);
    }
    return result;
}

static Object *
m_dist(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("dist", nargs, 2, 2)) {
        return NULL;
    }
    Object *p = sequence_tuple(args[0]);
    Object *q = p == NULL ? NULL : sequence_tuple(args[1]);
    Object *result = NULL;
    double *v = NULL, max = 0.0;
    bool has_nan = false;
    if (q == NULL) {
        goto done;
    }
    ssize_t n = tuple_size(p);
    if (n != tuple_size(q)) {
        error_set_text(EXC(ValueError), "both points must have the same "
                                        "number of dimensions");
        goto done;
    }
    v = mem_alloc((size_t)n * sizeof(double));
    if (v == NULL) {
        error_no_memory();
        goto done;
    }
    for (ssize_t i = 0; i < n; i++) {
        double a, b;
        if (as_double(tuple_get(p, i), &a) < 0 ||
            as_double(tuple_get(q, i), &b) < 0) {
            goto done;
        }
        v[i] = fabs(a - b);
        has_nan |= isnan(v[i]) != 0;
        max = v[i] > max ? v[i] : max;
    }
    result = float_new(norm(n, v, max, has_nan));
done:
    mem_free(v);
    ref_xdec(p);
    ref_xdec(q);
    return result;
}

static MethodDef functions[] = {
#define ONE(name) {#name, m_##name, METH_O, NULL}
#define MANY(name) {#name, METHOD(m_##name), METH_FASTCALL, NULL}
    ONE(acos), ONE(acosh), ONE(asin), ONE(asinh), ONE(atan), MANY(atan2),
    ONE(atanh), ONE(cbrt), MANY(copysign), ONE(cos), ONE(cosh),
    ONE(degrees), MANY(dist), ONE(erf), ONE(erfc), ONE(exp), ONE(exp2),
    ONE(expm1), ONE(fabs), MANY(fmod), ONE(frexp), ONE(fsum), ONE(gamma),
    MANY(hypot), ONE(isfinite), ONE(isinf), ONE(isnan), MANY(ldexp),
    ONE(lgamma), ONE(log1p), ONE(modf), MANY(nextafter), MANY(pow),
    ONE(radians), MANY(remainder), ONE(sin), ONE(sinh), ONE(sqrt), ONE(tan),
    ONE(tanh), ONE(ulp),
    {"isclose", METHOD(m_isclose), METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
math_module_new(void)
{
    Object *m = module_new("math");
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add_functions(m, math_int_functions) < 0 ||
        module_add(m, "pi", float_new(M_PI)) < 0 ||
        module_add(m, "e", float_new(M_E)) < 0 ||
        module_add(m, "tau", float_new(2.0 * M_PI)) < 0 ||
        module_add(m, "inf", float_new(INFINITY)) < 0 ||
        module_add(m, "nan", float_new((double)NAN)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
