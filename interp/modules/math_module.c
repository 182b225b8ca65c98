/* The module math: functions of doubles. Those of ints are in math_int.c, those
 * that sum many numbers in math_sum.c. */
#include <math.h>

#include "interp/modules/math_module.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

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
    if (math_as_double(arg, &x) < 0) {
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
    if (math_as_double(o, &x) < 0) {
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
    if (math_as_double(o, &x) < 0) {
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
                   math_as_double(args[0], x) < 0 ||
                   math_as_double(args[1], y) < 0
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
    if (math_as_double(o, &x) < 0) {
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
    if (!args_check_count("ldexp", nargs, 2, 2) ||
        math_as_double(args[0], &x) < 0) {
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
    if (math_as_double(o, &x) < 0) {
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
    if (math_as_double(o, &x) < 0) {
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
        return math_as_double(o, &x) < 0 ? NULL : bool_new((test) != 0);     \
    }
QUESTION(isfinite, isfinite(x))
QUESTION(isinf, isinf(x))
QUESTION(isnan, isnan(x))

static Object *
m_degrees(Object *self, Object *o)
{
    (void)self;
    double x;
    return math_as_double(o, &x) < 0 ? NULL : float_new(x * (180.0 / M_PI));
}

static Object *
m_radians(Object *self, Object *o)
{
    (void)self;
    double x;
    return math_as_double(o, &x) < 0 ? NULL : float_new(x * (M_PI / 180.0));
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
        math_as_double(v[0], &a) < 0 || math_as_double(v[1], &b) < 0 ||
        (v[2] != NULL && math_as_double(v[2], &rel) < 0) ||
        (v[3] != NULL && math_as_double(v[3], &absolute) < 0)) {
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

static MethodDef functions[] = {
#define ONE(name) {#name, m_##name, METH_O, NULL}
#define MANY(name) {#name, METHOD(m_##name), METH_FASTCALL, NULL}
    ONE(acos), ONE(acosh), ONE(asin), ONE(asinh), ONE(atan), MANY(atan2),
    ONE(atanh), ONE(cbrt), MANY(copysign), ONE(cos), ONE(cosh),
    ONE(degrees),
    {"dist", METHOD(math_dist), METH_FASTCALL, NULL},
    ONE(erf), ONE(erfc), ONE(exp), ONE(exp2), ONE(expm1), ONE(fabs),
    MANY(fmod), ONE(frexp),
    {"fsum", math_fsum, METH_O, NULL},
    ONE(gamma),
    {"hypot", METHOD(math_hypot), METH_FASTCALL, NULL},
    ONE(isfinite), ONE(isinf), ONE(isnan), MANY(ldexp), ONE(lgamma),
    ONE(log1p), ONE(modf), MANY(nextafter), MANY(pow), ONE(radians),
    MANY(remainder), ONE(sin), ONE(sinh), ONE(sqrt), ONE(tan), ONE(tanh),
    ONE(ulp),
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
