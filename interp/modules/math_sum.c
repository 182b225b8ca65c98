/* Functions of math that sum many numbers: fsum, hypot, dist. */
#include "interp/modules/math_module.h"

#include <float.h>
#include <math.h>

#include "gc/alloc.h"
#include "interp/objects/float.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

// Shewchuk's sum: the partial sums, of rising size, never lose a bit.
typedef struct Partials {
    double local[32], *p; // p: local, or owned
    ssize_t n, room;
    double special, infinities; // of what is not finite
} Partials;

static int
append_partial(Partials *s, double x)
{
    if (s->n >= s->room) {
        double *larger = mem_alloc((size_t)s->room * 2 * sizeof(double));
        if (larger == NULL) {
            error_no_memory();
            return -1;
        }
        for (ssize_t k = 0; k < s->n; k++) {
            larger[k] = s->p[k];
        }
        if (s->p != s->local) {
            mem_free(s->p);
        }
        s->p = larger;
        s->room *= 2;
    }
    s->p[s->n++] = x;
    return 0;
}

// Adds x to the partial sums from the smallest on; what is left of each stays.
// Returns the largest part, which is not yet among them.
static double
add_exactly(Partials *s, double x)
{
    ssize_t kept = 0;
    for (ssize_t j = 0; j < s->n; j++) {
        double y = s->p[j];
        if (fabs(x) < fabs(y)) {
            double t = x;
            x = y;
            y = t;
        }
        volatile double high = x + y;
        volatile double back = high - x;
        volatile double low = y - back;
        if (low != 0.0) {
            s->p[kept++] = low;
        }
        x = high;
    }
    s->n = kept;
    return x;
}

static int
add_number(Partials *s, double number)
{
    double x = add_exactly(s, number);
    if (x == 0.0) {
        return 0;
    }
    if (isfinite(x)) {
        return append_partial(s, x);
    }
    if (isfinite(number)) {
        error_set_text(EXC(OverflowError), "intermediate overflow in fsum");
        return -1;
    }
    if (isinf(number)) {
        s->infinities += number;
    }
    s->special += number;
    s->n = 0;
    return 0;
}

// The sum of the partial sums, rounded once.
static double
rounded_sum(const Partials *s)
{
    const double *p = s->p;
    ssize_t n = s->n;
    double high = 0.0, low = 0.0;
    if (n == 0) {
        return high;
    }
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
    return high;
}

static int
add_all(Partials *s, Object *iterator)
{
    Object *item;
    while ((item = iter_next(iterator)) != NULL) {
        double x;
        int failed = math_as_double(item, &x);
        ref_dec(item);
        if (failed < 0 || add_number(s, x) < 0) {
            return -1;
        }
    }
    return error_occurred() != NULL ? -1 : 0;
}

Object *
math_fsum(Object *self, Object *sequence)
{
    (void)self;
    Object *iterator = iter_new(sequence);
    if (iterator == NULL) {
        return NULL;
    }
    Partials s = {.room = 32};
    s.p = s.local;
    Object *result = NULL;
    if (add_all(&s, iterator) == 0) {
        result = s.special == 0.0 ? float_new(rounded_sum(&s))
                 : isnan(s.infinities)
                     ? error_set_text(EXC(ValueError), "-inf + inf in fsum")
                     : float_new(s.special);
    }
    if (s.p != s.local) {
        mem_free(s.p);
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

Object *
math_hypot(Object *self, Object *const *args, ssize_t nargs)
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
        if (math_as_double(args[i], &v[i]) < 0) {
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

Object *
math_dist(Object *self, Object *const *args, ssize_t nargs)
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
        if (math_as_double(tuple_get(p, i), &a) < 0 ||
            math_as_double(tuple_get(q, i), &b) < 0) {
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
