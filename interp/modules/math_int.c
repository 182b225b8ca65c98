/* The functions of math that take or give ints: floor, factorial, log ... */
#include <math.h>

#include "interp/modules/math_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// The special method of the type, called; NULL without error when absent.
static Object *
call_special(Object *o, Object *name)
{
    Object *method = lookup_special(o, name);
    Object *result = method == NULL ? NULL : call_none(method);
    ref_xdec(method);
    return result;
}

static Object *
m_floor(Object *self, Object *o)
{
    (void)self;
    if (!float_check_exact(o)) {
        Object *result = call_special(o, dn_floor);
        if (result != NULL || error_occurred() != NULL) {
            return result;
        }
    }
    double x = float_as_double(o);
    return x == -1.0 && error_occurred() != NULL ? NULL
                                                 : int_from_double(floor(x));
}

static Object *
m_ceil(Object *self, Object *o)
{
    (void)self;
    if (!float_check_exact(o)) {
        Object *result = call_special(o, dn_ceil);
        if (result != NULL || error_occurred() != NULL) {
            return result;
        }
    }
    double x = float_as_double(o);
    return x == -1.0 && error_occurred() != NULL ? NULL
                                                 : int_from_double(ceil(x));
}

static Object *
m_trunc(Object *self, Object *o)
{
    (void)self;
    if (float_check_exact(o)) {
        return int_from_double(trunc(float_value(o)));
    }
    Object *result = call_special(o, dn_trunc);
    if (result == NULL && error_occurred() == NULL) {
        error_format(EXC(TypeError),
                     "type %.100s doesn't define __trunc__ method",
                     o->type->name);
    }
    return result;
}

// The product of low, low + 2 ... below high (all odd), by halves.
static Object *
product(ssize_t low, ssize_t high)
{
    if (high - low <= 16) {
        Object *result = int_from_ssize(low);
        for (ssize_t i = low + 1; result != NULL && i < high; i++) {
            Object *n = int_from_ssize(i);
            REF_SET(result, n == NULL ? NULL : int_multiply(result, n));
            ref_xdec(n);
        }
        return result;
    }
    ssize_t middle = low + (high - low) / 2;
    Object *a = product(low, middle), *b = product(middle, high);
    Object *result = a == NULL || b == NULL ? NULL : int_multiply(a, b);
    ref_xdec(a);
    ref_xdec(b);
    return result;
}

static Object *
m_factorial(Object *self, Object *o)
{
    (void)self;
    int overflow;
    Object *n = number_index(o);
    if (n == NULL) {
        return NULL;
    }
    long value = int_as_long_overflow(n, &overflow);
    ref_dec(n);
    if (overflow > 0) {
        return error_format(EXC(OverflowError),
                            "factorial() argument should not exceed %ld",
                            INT64_MAX);
    }
    if (overflow < 0 || value < 0) {
        return error_set_text(EXC(ValueError),
                              "factorial() not defined for negative values");
    }
    return value < 2 ? int_from_long(1) : product(2, value + 1);
}

static Object *
m_gcd(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Object *result = int_from_long(0);
    for (ssize_t i = 0; result != NULL && i < nargs; i++) {
        Object *n = number_index(args[i]);
        REF_SET(result, n == NULL ? NULL : int_gcd(result, n));
        ref_xdec(n);
    }
    return result;
}

static Object *
lcm(Object *a, Object *b)
{
    if (int_sign(a) == 0 || int_sign(b) == 0) {
        return int_from_long(0);
    }
    Object *g = int_gcd(a, b);
    Object *f = g == NULL ? NULL : number_floor_divide(a, g);
    Object *p = f == NULL ? NULL : number_multiply(f, b);
    Object *result = p == NULL ? NULL : int_absolute(p);
    ref_xdec(g);
    ref_xdec(f);
    ref_xdec(p);
    return result;
}

static Object *
m_lcm(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Object *result = int_from_long(1);
    for (ssize_t i = 0; result != NULL && i < nargs; i++) {
        Object *n = number_index(args[i]);
        REF_SET(result, n == NULL ? NULL : lcm(result, n));
        ref_xdec(n);
    }
    return result;
}

static Object *
m_isqrt(Object *self, Object *o)
{
    (void)self;
    Object *n = number_index(o);
    if (n == NULL) {
        return NULL;
    }
    Object *result = int_sign(n) < 0
                         ? error_set_text(EXC(ValueError),
                                          "isqrt() argument must be "
                                          "nonnegative")
                         : int_isqrt(n);
    ref_dec(n);
    return result;
}

// n * (n-1) * ... k factors, divided by k! when `choose`.
static Object *
falling(Object *n, long k, bool choose)
{
    Object *result = int_from_long(1);
    for (long i = 0; result != NULL && i < k; i++) {
        Object *index = int_from_long(i);
        Object *factor = index == NULL ? NULL : number_subtract(n, index);
        REF_SET(result, factor == NULL ? NULL
                                       : number_multiply(result, factor));
        ref_xdec(index);
        ref_xdec(factor);
        if (choose && result != NULL) {
            Object *divisor = int_from_long(i + 1);
            REF_SET(result, divisor == NULL
                                ? NULL
                                : number_floor_divide(result, divisor));
            ref_xdec(divisor);
        }
    }
    return result;
}

static Object *
choose_or_arrange(Object *n, Object *k, bool choose)
{
    Object *result = NULL, *rest = NULL;
    if (int_sign(n) < 0) {
        return error_set_text(EXC(ValueError),
                              "n must be a non-negative integer");
    }
    if (int_sign(k) < 0) {
        return error_set_text(EXC(ValueError),
                              "k must be a non-negative integer");
    }
    rest = number_subtract(n, k);
    if (rest == NULL) {
        return NULL;
    }
    if (int_sign(rest) < 0) {
        result = int_from_long(0);
    } else {
        int overflow;
        bool swap = choose && int_compare(rest, k) < 0;
        long factors = int_as_long_overflow(swap ? rest : k, &overflow);
        result = overflow > 0
                     ? error_format(EXC(OverflowError),
                                    choose ? "min(n - k, k) must not exceed "
                                             "%lld"
                                           : "k must not exceed %lld",
                                    (long long)INT64_MAX)
                     : falling(n, factors, choose);
    }
    ref_dec(rest);
    return result;
}

static Object *
m_comb(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("comb", nargs, 2, 2)) {
        return NULL;
    }
    Object *n = number_index(args[0]);
    Object *k = n == NULL ? NULL : number_index(args[1]);
    Object *result = k == NULL ? NULL : choose_or_arrange(n, k, true);
    ref_xdec(n);
    ref_xdec(k);
    return result;
}

static Object *
m_perm(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("perm", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 1 || args[1] == NONE) {
        return m_factorial(NULL, args[0]);
    }
    Object *n = number_index(args[0]);
    Object *k = n == NULL ? NULL : number_index(args[1]);
    Object *result = k == NULL ? NULL : choose_or_arrange(n, k, false);
    ref_xdec(n);
    ref_xdec(k);
    return result;
}

// --------------------------------------------------------------- logarithms

// The logarithm of a number; ints of any size.
static int
logarithm(Object *o, double (*f)(double), double *out)
{
    if (int_check(o)) {
        if (int_sign(o) <= 0) {
            error_set_text(EXC(ValueError), "math domain error");
            return -1;
        }
        double x = int_as_double(o);
        if (x == -1.0 && error_occurred() != NULL) {
            if (!error_matches(EXC(OverflowError))) {
                return -1;
            }
            error_clear();
            ssize_t e;
            x = int_frexp(o, &e);
            *out = f(x) + f(2.0) * (double)e;
            return 0;
        }
        *out = f(x);
        return 0;
    }
    double x = float_as_double(o);
    if (x == -1.0 && error_occurred() != NULL) {
        return -1;
    }
    if (x <= 0.0) {
        error_set_text(EXC(ValueError), "math domain error");
        return -1;
    }
    *out = f(x);
    return 0;
}

static Object *
m_log(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    double x, base;
    if (nargs < 1 || nargs > 2) {
        return error_format(EXC(TypeError),
                            "math.log requires 1 to 2 arguments");
    }
    if (logarithm(args[0], log, &x) < 0) {
        return NULL;
    }
    if (nargs == 1) {
        return float_new(x);
    }
    if (logarithm(args[1], log, &base) < 0) {
        return NULL;
    }
    return base == 0.0 ? error_set_text(EXC(ZeroDivisionError),
                                        "float division by zero")
                       : float_new(x / base);
}

static Object *
m_log2(Object *self, Object *o)
{
    (void)self;
    double x;
    return logarithm(o, log2, &x) < 0 ? NULL : float_new(x);
}

static Object *
m_log10(Object *self, Object *o)
{
    (void)self;
    double x;
    return logarithm(o, log10, &x) < 0 ? NULL : float_new(x);
}

static Object *
m_prod(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "start", NULL};
    static const ArgsSpec spec = {"prod", names, 1, 1, 1};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *iterator = iter_new(v[0]);
    if (iterator == NULL) {
        return NULL;
    }
    Object *result = v[1] != NULL ? ref_new(v[1]) : int_from_long(1);
    Object *item;
    while (result != NULL && (item = iter_next(iterator)) != NULL) {
        REF_SET(result, number_multiply(result, item));
        ref_dec(item);
    }
    ref_dec(iterator);
    if (error_occurred() != NULL) {
        REF_CLEAR(result);
    }
    return result;
}

MethodDef math_int_functions[] = {
    {"ceil", m_ceil, METH_O, NULL},
    {"comb", METHOD(m_comb), METH_FASTCALL, NULL},
    {"factorial", m_factorial, METH_O, NULL},
    {"floor", m_floor, METH_O, NULL},
    {"gcd", METHOD(m_gcd), METH_FASTCALL, NULL},
    {"isqrt", m_isqrt, METH_O, NULL},
    {"lcm", METHOD(m_lcm), METH_FASTCALL, NULL},
    {"log", METHOD(m_log), METH_FASTCALL, NULL},
    {"log10", m_log10, METH_O, NULL},
    {"log2", m_log2, METH_O, NULL},
    {"perm", METHOD(m_perm), METH_FASTCALL, NULL},
    {"prod", METHOD(m_prod), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"trunc", m_trunc, METH_O, NULL},
    {NULL, NULL, 0, NULL}};
