/* The module cmath. The formulas are Kahan's ("Branch cuts for complex
 * elementary functions", 1987), in the order of operations of CPython 3.11,
 * so that results agree to the last bit; infinities and nans follow C's
 * Annex G, which is the C library's. */
#include <complex.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/complex.h"
#include "interp/objects/float.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

typedef ComplexValue Z;

#define LARGE (DBL_MAX / 4.0)
#define SQRT_LARGE sqrt(LARGE)
#define LOG_LARGE log(LARGE)
#define SQRT_MIN sqrt(DBL_MIN)

static bool
is_finite(Z z)
{
    return isfinite(z.real) && isfinite(z.imag);
}

static double complex
to_c(Z z)
{
    // Not real + imag * I, which loses infinities; CMPLX is not everywhere.
    double complex c;
    _Static_assert(sizeof(c) == sizeof(z), "a complex is its two parts");
    memcpy(&c, &z, sizeof(c));
    return c;
}

static Z
from_c(double complex c)
{
    return (Z){creal(c), cimag(c)};
}

static Z
z_sqrt(Z z)
{
    if (!is_finite(z)) {
        return from_c(csqrt(to_c(z)));
    }
    if (z.real == 0.0 && z.imag == 0.0) {
        return (Z){0.0, z.imag};
    }
    double ax = fabs(z.real), ay = fabs(z.imag), s;
    if (ax < DBL_MIN && ay < DBL_MIN && (ax > 0.0 || ay > 0.0)) {
        // Both are subnormal: scale up, by an even power of two.
        ax = ldexp(ax, 53);
        s = ldexp(sqrt(ax + hypot(ax, ldexp(ay, 53))), -27);
    } else {
        ax /= 8.0;
        s = 2.0 * sqrt(ax + hypot(ax, ay / 8.0));
    }
    double d = ay / (2.0 * s);
    return z.real >= 0.0 ? (Z){s, copysign(d, z.imag)}
                         : (Z){d, copysign(s, z.imag)};
}

static Z
z_asinh(Z z)
{
    if (!is_finite(z)) {
        return from_c(casinh(to_c(z)));
    }
    if (fabs(z.real) > LARGE || fabs(z.imag) > LARGE) {
        double size = log(hypot(z.real / 2.0, z.imag / 2.0)) + M_LN2 * 2.0;
        return (Z){z.imag >= 0.0 ? copysign(size, z.real)
                                 : -copysign(size, -z.real),
                   atan2(z.imag, fabs(z.real))};
    }
    Z a = z_sqrt((Z){1.0 + z.imag, -z.real});
    Z b = z_sqrt((Z){1.0 - z.imag, z.real});
    return (Z){asinh(a.real * b.imag - b.real * a.imag),
               atan2(z.imag, a.real * b.real - a.imag * b.imag)};
}

static Z
z_asin(Z z)
{
    Z r = z_asinh((Z){-z.imag, z.real});
    return (Z){r.imag, -r.real};
}

static Z
z_acos(Z z)
{
    if (!is_finite(z)) {
        return from_c(cacos(to_c(z)));
    }
    if (fabs(z.real) > LARGE || fabs(z.imag) > LARGE) {
        double size = log(hypot(z.real / 2.0, z.imag / 2.0)) + M_LN2 * 2.0;
        return (Z){atan2(fabs(z.imag), z.real),
                   z.real < 0.0 ? -copysign(size, z.imag)
                                : copysign(size, -z.imag)};
    }
    Z a = z_sqrt((Z){1.0 - z.real, -z.imag});
    Z b = z_sqrt((Z){1.0 + z.real, z.imag});
    return (Z){2.0 * atan2(a.real, b.real),
               asinh(b.real * a.imag - b.imag * a.real)};
}

static Z
z_acosh(Z z)
{
    if (!is_finite(z)) {
        return from_c(cacosh(to_c(z)));
    }
    if (fabs(z.real) > LARGE || fabs(z.imag) > LARGE) {
        return (Z){log(hypot(z.real / 2.0, z.imag / 2.0)) + M_LN2 * 2.0,
                   atan2(z.imag, z.real)};
    }
    Z a = z_sqrt((Z){z.real - 1.0, z.imag});
    Z b = z_sqrt((Z){z.real + 1.0, z.imag});
    return (Z){asinh(a.real * b.real + a.imag * b.imag),
               2.0 * atan2(a.imag, b.real)};
}

static Z
z_atanh(Z z)
{
    if (!is_finite(z)) {
        return from_c(catanh(to_c(z)));
    }
    if (signbit(z.real)) {
        Z r = z_atanh((Z){-z.real, -z.imag});
        return (Z){-r.real, -r.imag};
    }
    double ay = fabs(z.imag);
    if (z.real > SQRT_LARGE || ay > SQRT_LARGE) {
        double h = hypot(z.real / 2.0, z.imag / 2.0);
        return (Z){z.real / 4.0 / h / h, -copysign(M_PI_2, -z.imag)};
    }
    if (z.real == 1.0 && ay < SQRT_MIN) {
        if (ay == 0.0) {
            return (Z){INFINITY, z.imag};
        }
        return (Z){-log(sqrt(ay) / sqrt(hypot(ay, 2.0))),
                   copysign(atan2(2.0, -ay) / 2, z.imag)};
    }
    return (Z){log1p(4.0 * z.real / ((1 - z.real) * (1 - z.real) + ay * ay)) /
                   4.0,
               -atan2(-2.0 * z.imag,
                      (1 - z.real) * (1 + z.real) - ay * ay) / 2.0};
}

static Z
z_atan(Z z)
{
    Z r = z_atanh((Z){-z.imag, z.real});
    return (Z){r.imag, -r.real};
}

static Z
z_cosh(Z z)
{
    if (!is_finite(z)) {
        return from_c(ccosh(to_c(z)));
    }
    if (fabs(z.real) > LOG_LARGE) {
        double x = z.real - copysign(1.0, z.real);
        return (Z){cos(z.imag) * cosh(x) * M_E, sin(z.imag) * sinh(x) * M_E};
    }
    return (Z){cos(z.imag) * cosh(z.real), sin(z.imag) * sinh(z.real)};
}

static Z
z_sinh(Z z)
{
    if (!is_finite(z)) {
        return from_c(csinh(to_c(z)));
    }
    if (fabs(z.real) > LOG_LARGE) {
        double x = z.real - copysign(1.0, z.real);
        return (Z){cos(z.imag) * sinh(x) * M_E, sin(z.imag) * cosh(x) * M_E};
    }
    return (Z){cos(z.imag) * sinh(z.real), sin(z.imag) * cosh(z.real)};
}

static Z
z_tanh(Z z)
{
    if (!is_finite(z)) {
        return from_c(ctanh(to_c(z)));
    }
    if (fabs(z.real) > LOG_LARGE) {
        return (Z){copysign(1.0, z.real), 4.0 * sin(z.imag) * cos(z.imag) *
                                              exp(-2.0 * fabs(z.real))};
    }
    double tx = tanh(z.real), ty = tan(z.imag), cx = 1.0 / cosh(z.real);
    double product = tx * ty, below = 1.0 + product * product;
    return (Z){tx * (1.0 + ty * ty) / below, ((ty / below) * cx) * cx};
}

static Z
z_cos(Z z)
{
    return z_cosh((Z){-z.imag, z.real});
}

static Z
z_sin(Z z)
{
    Z r = z_sinh((Z){-z.imag, z.real});
    return (Z){r.imag, -r.real};
}

static Z
z_tan(Z z)
{
    Z r = z_tanh((Z){-z.imag, z.real});
    return (Z){r.imag, -r.real};
}

static Z
z_exp(Z z)
{
    if (!is_finite(z)) {
        return from_c(cexp(to_c(z)));
    }
    if (z.real > LOG_LARGE) {
        double l = exp(z.real - 1.0);
        return (Z){l * cos(z.imag) * M_E, l * sin(z.imag) * M_E};
    }
    double l = exp(z.real);
    return (Z){l * cos(z.imag), l * sin(z.imag)};
}

static Z
z_log(Z z)
{
    if (!is_finite(z)) {
        return from_c(clog(to_c(z)));
    }
    double ax = fabs(z.real), ay = fabs(z.imag), size;
    if (ax > LARGE || ay > LARGE) {
        size = log(hypot(ax / 2.0, ay / 2.0)) + M_LN2;
    } else if (ax < DBL_MIN && ay < DBL_MIN) {
        size = ax > 0.0 || ay > 0.0
                   ? log(hypot(ldexp(ax, DBL_MANT_DIG),
                               ldexp(ay, DBL_MANT_DIG))) -
                         DBL_MANT_DIG * M_LN2
                   : -INFINITY;
    } else {
        double h = hypot(ax, ay);
        if (h >= 0.71 && h <= 1.73) {
            double high = ax > ay ? ax : ay, low = ax > ay ? ay : ax;
            size = log1p((high - 1) * (high + 1) + low * low) / 2.0;
        } else {
            size = log(h);
        }
    }
    return (Z){size, atan2(z.imag, z.real)};
}

// ------------------------------------------------------------------- functions

static int
read_number(Object *o, Z *z)
{
    *z = complex_as_value(o);
    return z->real == -1.0 && error_occurred() ? -1 : 0;
}

static bool
has_nan(Z z)
{
    return isnan(z.real) || isnan(z.imag);
}

// A pole or an undefined point is a ValueError; a finite argument with an
// infinite result an OverflowError.
static Object *
answer(Z z, Z r, bool wrong)
{
    if (wrong || (has_nan(r) && !has_nan(z) && is_finite(z))) {
        return error_set_text(EXC(ValueError), "math domain error");
    }
    if (is_finite(z) && !is_finite(r)) {
        return error_set_text(EXC(OverflowError), "math range error");
    }
    return complex_new(r.real, r.imag);
}

#define FUNCTION(name, wrong)                                                \
    static Object *m_##name(Object *self, Object *o)                         \
    {                                                                        \
        (void)self;                                                          \
        Z z;                                                                 \
        return read_number(o, &z) < 0 ? NULL                                 \
                                      : answer(z, z_##name(z), wrong);       \
    }
FUNCTION(sqrt, false)
FUNCTION(acos, false)
FUNCTION(acosh, false)
FUNCTION(asin, false)
FUNCTION(asinh, false)
FUNCTION(atan, z.real == 0.0 && fabs(z.imag) == 1.0)
FUNCTION(atanh, z.imag == 0.0 && fabs(z.real) == 1.0)
FUNCTION(cosh, isinf(z.imag) && !isnan(z.real))
FUNCTION(sinh, isinf(z.imag) && !isnan(z.real))
FUNCTION(tanh, isinf(z.imag) && isfinite(z.real))
FUNCTION(cos, isinf(z.real) && !isnan(z.imag))
FUNCTION(sin, isinf(z.real) && !isnan(z.imag))
FUNCTION(tan, isinf(z.real) && isfinite(z.imag))
FUNCTION(exp, isinf(z.imag) && !isnan(z.real) &&
                  !(isinf(z.real) && z.real < 0))
#undef FUNCTION

static Z
divide(Z a, Z b)
{
    // By the larger part of the divisor.
    if (fabs(b.real) >= fabs(b.imag)) {
        double ratio = b.imag / b.real, below = b.real + b.imag * ratio;
        return (Z){(a.real + a.imag * ratio) / below,
                   (a.imag - a.real * ratio) / below};
    }
    double ratio = b.real / b.imag, below = b.real * ratio + b.imag;
    return (Z){(a.real * ratio + a.imag) / below,
               (a.imag * ratio - a.real) / below};
}

static Object *
m_log(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Z z, base;
    if (!args_check_count("log", nargs, 1, 2) ||
        read_number(args[0], &z) < 0) {
        return NULL;
    }
    Z r = z_log(z);
    bool wrong = z.real == 0.0 && z.imag == 0.0;
    if (nargs == 2) {
        if (read_number(args[1], &base) < 0) {
            return NULL;
        }
        wrong = wrong || (base.real == 0.0 && base.imag == 0.0);
        Z below = z_log(base);
        if (below.real == 0.0 && below.imag == 0.0) {
            return error_set_text(EXC(ValueError), "math domain error");
        }
        r = divide(r, below);
    }
    return answer(z, r, wrong);
}

static Object *
m_log10(Object *self, Object *o)
{
    (void)self;
    Z z;
    if (read_number(o, &z) < 0) {
        return NULL;
    }
    Z r = z_log(z);
    r = (Z){r.real / M_LN10, r.imag / M_LN10};
    return answer(z, r, z.real == 0.0 && z.imag == 0.0);
}

static Object *
m_phase(Object *self, Object *o)
{
    (void)self;
    Z z;
    return read_number(o, &z) < 0 ? NULL
                                  : float_new(atan2(z.imag, z.real));
}

static Object *
m_polar(Object *self, Object *o)
{
    (void)self;
    Z z;
    if (read_number(o, &z) < 0) {
        return NULL;
    }
    double size = hypot(z.real, z.imag);
    if (isinf(size) && is_finite(z)) {
        return error_set_text(EXC(OverflowError), "math range error");
    }
    Object *r = float_new(size), *phi = float_new(atan2(z.imag, z.real));
    Object *pair = r == NULL || phi == NULL ? NULL : tuple_pack(2, r, phi);
    ref_xdec(r);
    ref_xdec(phi);
    return pair;
}

static Object *
m_rect(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("rect", nargs, 2, 2)) {
        return NULL;
    }
    double r = float_as_double(args[0]);
    double phi = error_occurred() ? 0.0 : float_as_double(args[1]);
    if (error_occurred()) {
        return NULL;
    }
    if (isinf(phi) && r != 0.0 && !isnan(r)) {
        return error_set_text(EXC(ValueError), "math domain error");
    }
    if (phi == 0.0 || r == 0.0) {
        return phi == 0.0 ? complex_new(r, r * phi) : complex_new(0.0, 0.0);
    }
    if (isinf(r) && isfinite(phi)) {
        return complex_new(copysign(INFINITY, cos(phi)) * copysign(1.0, r),
                           copysign(INFINITY, sin(phi)) * copysign(1.0, r));
    }
    return complex_new(r * cos(phi), r * sin(phi));
}

#define QUESTION(name, test)                                                 \
    static Object *m_##name(Object *self, Object *o)                         \
    {                                                                        \
        (void)self;                                                          \
        Z z;                                                                 \
        return read_number(o, &z) < 0 ? NULL : bool_new(test);               \
    }
QUESTION(isfinite, is_finite(z))
QUESTION(isnan, has_nan(z))
QUESTION(isinf, isinf(z.real) || isinf(z.imag))
#undef QUESTION

static Object *
m_isclose(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    static const ArgsSpec spec = {"isclose", names, 2, 0, 2};
    Object *v[4];
    Z a, b;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        read_number(v[0], &a) < 0 || read_number(v[1], &b) < 0) {
        return NULL;
    }
    double relative = v[2] == NULL ? 1e-9 : float_as_double(v[2]);
    double absolute = v[3] == NULL ? 0.0 : float_as_double(v[3]);
    if (error_occurred()) {
        return NULL;
    }
    if (relative < 0.0 || absolute < 0.0) {
        return error_set_text(EXC(ValueError),
                              "tolerances must be non-negative");
    }
    if (a.real == b.real && a.imag == b.imag) {
        return bool_new(true);
    }
    if (isinf(a.real) || isinf(a.imag) || isinf(b.real) || isinf(b.imag)) {
        return bool_new(false);
    }
    double apart = hypot(a.real - b.real, a.imag - b.imag);
    return bool_new(apart <= relative * hypot(b.real, b.imag) ||
                    apart <= relative * hypot(a.real, a.imag) ||
                    apart <= absolute);
}

static MethodDef functions[] = {
#define ONE(name) {#name, m_##name, METH_O, NULL}
    ONE(acos), ONE(acosh), ONE(asin), ONE(asinh), ONE(atan), ONE(atanh),
    ONE(cos), ONE(cosh), ONE(exp), ONE(isfinite), ONE(isinf), ONE(isnan),
    ONE(log10), ONE(phase), ONE(polar), ONE(sin), ONE(sinh), ONE(sqrt),
    ONE(tan), ONE(tanh),
#undef ONE
    {"log", METHOD(m_log), METH_FASTCALL, NULL},
    {"rect", METHOD(m_rect), METH_FASTCALL, NULL},
    {"isclose", METHOD(m_isclose), METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
cmath_module_new(void)
{
    Object *m = module_new("cmath");
    double nan = fabs((double)NAN);
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add(m, "pi", float_new(M_PI)) < 0 ||
        module_add(m, "e", float_new(M_E)) < 0 ||
        module_add(m, "tau", float_new(2.0 * M_PI)) < 0 ||
        module_add(m, "inf", float_new(INFINITY)) < 0 ||
        module_add(m, "nan", float_new(nan)) < 0 ||
        module_add(m, "infj", complex_new(0.0, INFINITY)) < 0 ||
        module_add(m, "nanj", complex_new(0.0, nan)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
