/* Merging two neighbouring runs of a sort.
 *
 * When one side wins often, the merge "gallops": it looks for the place of the
 * other's next item in growing steps.
 */
#include "gc/alloc.h"
#include "interp/objects/error.h"
#include "interp/objects/timsort_core.h"

// ----------------------------------------------------------------- gallops

// The first of the steps 1, 3, 7, 15 ... away from *at that goes beyond the
// place of `key`, or beyond `most`; -1 error. Items equal to the key are before
// that place (right) or behind it.
static ssize_t
gallop(Sort *sort, Object *key, Object **at, int direction, ssize_t most,
       bool right)
{
    bool wanted = direction < 0 ? right : !right;
    ssize_t step = 1;
    while (step < most) {
        Object *item = at[direction * step];
        int less = right ? sort->less(key, item, sort)
                         : sort->less(item, key, sort);
        if (less < 0) {
            return -1;
        }
        if (less != wanted) {
            break;
        }
        step = (step << 1) + 1;
    }
    return step;
}

// Place of `key` in the sorted a[0..n), before (left) or behind (right) the
// items equal to it; `hint` is where to begin. -1 error.
static ssize_t
gallop_to(Sort *sort, Object *key, Object **a, ssize_t n, ssize_t hint,
          bool right)
{
    Object **at = a + hint;
    int less = right ? sort->less(key, *at, sort)
                     : sort->less(*at, key, sort);
    if (less < 0) {
        return -1;
    }
    // To the left while key < a (right), or not a < key (left).
    bool backwards = right ? less : !less;
    ssize_t most = backwards ? hint + 1 : n - hint;
    ssize_t step = gallop(sort, key, at, backwards ? -1 : 1, most, right);
    if (step < 0) {
        return -1;
    }
    ssize_t last = step >> 1; // the step before
    step = step > most ? most : step;
    ssize_t low = backwards ? hint - step : hint + last;
    ssize_t high = backwards ? hint - last : hint + step;
    low++;
    while (low < high) {
        ssize_t middle = low + ((high - low) >> 1);
        less = right ? sort->less(key, a[middle], sort)
                     : sort->less(a[middle], key, sort);
        if (less < 0) {
            return -1;
        }
        if (right ? !less : less) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return high;
}

#define GALLOP_LEFT(key, a, n, hint) gallop_to(sort, key, a, n, hint, false)
#define GALLOP_RIGHT(key, a, n, hint) gallop_to(sort, key, a, n, hint, true)

// --------------------------------------------------------- the room beside

void
sort_free_temporary(Sort *sort)
{
    if (sort->temporary.keys != sort->local) {
        mem_free(sort->temporary.keys);
    }
}

static int
need_temporary(Sort *sort, ssize_t n)
{
    if (n <= sort->room) {
        return 0;
    }
    bool values = sort->temporary.values != NULL;
    sort_free_temporary(sort);
    sort->temporary.keys = NULL;
    Object **block = n > PTRDIFF_MAX / 32
                         ? NULL
                         : mem_alloc((size_t)n * sizeof(Object *) *
                                     (values ? 2 : 1));
    if (block == NULL) {
        sort->temporary.keys = sort->local;
        error_no_memory();
        return -1;
    }
    sort->temporary.keys = block;
    sort->temporary.values = values ? block + n : NULL;
    sort->room = n;
    return 0;
}

// ----------------------------------------------------------------- merging

// What is left of the runs a and b; `to` is where the next item goes. The
// steps below are inlined, so that it lives in registers.
typedef struct Merge {
    Span a, b, to;
    ssize_t na, nb;
} Merge;

typedef enum Outcome {
    MERGE_ON,   // both have items left
    MERGE_DONE, // the run in its own place is used up, or both
    MERGE_LAST, // one item of the run beside is left, behind all others
    MERGE_FAILED
} Outcome;

// From the left, a beside: item by item, until one run wins often.
static ALWAYS_INLINE Outcome
low_step(Sort *sort, Merge *m)
{
    ssize_t a_count = 0, b_count = 0, min_gallop = sort->min_gallop;
    for (;;) {
        int less = sort->less(m->b.keys[0], m->a.keys[0], sort);
        if (less < 0) {
            return MERGE_FAILED;
        }
        if (less) {
            span_move_one(&m->to, &m->b, 1);
            b_count++;
            a_count = 0;
            if (--m->nb == 0) {
                return MERGE_DONE;
            }
            if (b_count >= min_gallop) {
                return MERGE_ON;
            }
        } else {
            span_move_one(&m->to, &m->a, 1);
            a_count++;
            b_count = 0;
            if (--m->na == 1) {
                return MERGE_LAST;
            }
            if (a_count >= min_gallop) {
                return MERGE_ON;
            }
        }
    }
}

// In gallops, until they no longer pay.
static ALWAYS_INLINE Outcome
low_gallop(Sort *sort, Merge *m)
{
    ssize_t a_count, b_count;
    sort->min_gallop++;
    do {
        sort->min_gallop -= sort->min_gallop > 1;
        a_count = GALLOP_RIGHT(m->b.keys[0], m->a.keys, m->na, 0);
        if (a_count < 0) {
            return MERGE_FAILED;
        }
        if (a_count > 0) {
            span_move(&m->to, 0, &m->a, 0, a_count);
            span_advance(&m->to, a_count);
            span_advance(&m->a, a_count);
            m->na -= a_count;
            if (m->na <= 1) {
                // None: comparisons contradict each other.
                return m->na == 1 ? MERGE_LAST : MERGE_DONE;
            }
        }
        span_move_one(&m->to, &m->b, 1);
        if (--m->nb == 0) {
            return MERGE_DONE;
        }
        b_count = GALLOP_LEFT(m->a.keys[0], m->b.keys, m->nb, 0);
        if (b_count < 0) {
            return MERGE_FAILED;
        }
        if (b_count > 0) {
            span_move(&m->to, 0, &m->b, 0, b_count);
            span_advance(&m->to, b_count);
            span_advance(&m->b, b_count);
            m->nb -= b_count;
            if (m->nb == 0) {
                return MERGE_DONE;
            }
        }
        span_move_one(&m->to, &m->a, 1);
        if (--m->na == 1) {
            return MERGE_LAST;
        }
    } while (a_count >= MIN_GALLOP || b_count >= MIN_GALLOP);
    sort->min_gallop++; // leaving this mode costs
    return MERGE_ON;
}

// Merges neighbours a and b into place; na <= nb, a's first item belongs
// behind b's first, a's last behind all of b's.
static int
merge_low(Sort *sort, Span a, ssize_t na, Span b, ssize_t nb)
{
    if (need_temporary(sort, na) < 0) {
        return -1;
    }
    span_move(&sort->temporary, 0, &a, 0, na);
    Merge m = {sort->temporary, b, a, na, nb};
    span_move_one(&m.to, &m.b, 1);
    Outcome outcome = --m.nb == 0 ? MERGE_DONE
                      : na == 1   ? MERGE_LAST
                                  : MERGE_ON;
    while (outcome == MERGE_ON) {
        outcome = low_step(sort, &m);
        if (outcome == MERGE_ON) {
            outcome = low_gallop(sort, &m);
        }
    }
    if (outcome == MERGE_LAST) {
        // The last item of a belongs behind all that is left of b.
        span_move(&m.to, 0, &m.b, 0, m.nb);
        span_move(&m.to, m.nb, &m.a, 0, 1);
        return 0;
    }
    if (m.na > 0) {
        span_move(&m.to, 0, &m.a, 0, m.na);
    }
    return outcome == MERGE_DONE ? 0 : -1;
}

// As low_step, from the right, b beside.
static ALWAYS_INLINE Outcome
high_step(Sort *sort, Merge *m)
{
    ssize_t a_count = 0, b_count = 0, min_gallop = sort->min_gallop;
    for (;;) {
        int less = sort->less(m->b.keys[0], m->a.keys[0], sort);
        if (less < 0) {
            return MERGE_FAILED;
        }
        if (less) {
            span_move_one(&m->to, &m->a, -1);
            a_count++;
            b_count = 0;
            if (--m->na == 0) {
                return MERGE_DONE;
            }
            if (a_count >= min_gallop) {
                return MERGE_ON;
            }
        } else {
            span_move_one(&m->to, &m->b, -1);
            b_count++;
            a_count = 0;
            if (--m->nb == 1) {
                return MERGE_LAST;
            }
            if (b_count >= min_gallop) {
                return MERGE_ON;
            }
        }
    }
}

// As low_gallop; `a` and `b` are where the runs begin.
static ALWAYS_INLINE Outcome
high_gallop(Sort *sort, Merge *m, Object **a, Object **b)
{
    ssize_t a_count, b_count;
    sort->min_gallop++;
    do {
        sort->min_gallop -= sort->min_gallop > 1;
        ssize_t k = GALLOP_RIGHT(m->b.keys[0], a, m->na, m->na - 1);
        if (k < 0) {
            return MERGE_FAILED;
        }
        a_count = m->na - k;
        if (a_count > 0) {
            span_advance(&m->to, -a_count);
            span_advance(&m->a, -a_count);
            span_move(&m->to, 1, &m->a, 1, a_count);
            m->na -= a_count;
            if (m->na == 0) {
                return MERGE_DONE;
            }
        }
        span_move_one(&m->to, &m->b, -1);
        if (--m->nb == 1) {
            return MERGE_LAST;
        }
        k = GALLOP_LEFT(m->a.keys[0], b, m->nb, m->nb - 1);
        if (k < 0) {
            return MERGE_FAILED;
        }
        b_count = m->nb - k;
        if (b_count > 0) {
            span_advance(&m->to, -b_count);
            span_advance(&m->b, -b_count);
            span_move(&m->to, 1, &m->b, 1, b_count);
            m->nb -= b_count;
            if (m->nb <= 1) {
                // None: comparisons contradict each other.
                return m->nb == 1 ? MERGE_LAST : MERGE_DONE;
            }
        }
        span_move_one(&m->to, &m->a, -1);
        if (--m->na == 0) {
            return MERGE_DONE;
        }
    } while (a_count >= MIN_GALLOP || b_count >= MIN_GALLOP);
    sort->min_gallop++; // leaving this mode costs
    return MERGE_ON;
}

// As merge_low, from the right end; na >= nb.
static int
merge_high(Sort *sort, Span a, ssize_t na, Span b, ssize_t nb)
{
    if (need_temporary(sort, nb) < 0) {
        return -1;
    }
    Span base_b = sort->temporary;
    span_move(&sort->temporary, 0, &b, 0, nb);
    Merge m = {a, base_b, b, na, nb};
    span_advance(&m.to, nb - 1);
    span_advance(&m.b, nb - 1);
    span_advance(&m.a, na - 1);
    span_move_one(&m.to, &m.a, -1);
    Outcome outcome = --m.na == 0 ? MERGE_DONE
                      : nb == 1   ? MERGE_LAST
                                  : MERGE_ON;
    while (outcome == MERGE_ON) {
        outcome = high_step(sort, &m);
        if (outcome == MERGE_ON) {
            outcome = high_gallop(sort, &m, a.keys, base_b.keys);
        }
    }
    if (outcome == MERGE_LAST) {
        // The first item of b belongs before all that is left of a.
        span_move(&m.to, 1 - m.na, &m.a, 1 - m.na, m.na);
        span_advance(&m.to, -m.na);
        span_move(&m.to, 0, &m.b, 0, 1);
        return 0;
    }
    if (m.nb > 0) {
        span_move(&m.to, -(m.nb - 1), &base_b, 0, m.nb);
    }
    return outcome == MERGE_DONE ? 0 : -1;
}

int
sort_merge_at(Sort *sort, int i)
{
    Run *runs = sort->runs;
    Span a = runs[i].base, b = runs[i + 1].base;
    ssize_t na = runs[i].length, nb = runs[i + 1].length;
    runs[i].length = na + nb;
    if (i == sort->nruns - 3) {
        runs[i + 1] = runs[i + 2];
    }
    sort->nruns--;
    // What of a is in place already, at its beginning?
    ssize_t k = GALLOP_RIGHT(*b.keys, a.keys, na, 0);
    if (k < 0) {
        return -1;
    }
    span_advance(&a, k);
    na -= k;
    if (na == 0) {
        return 0;
    }
    // And what of b, at its end?
    nb = GALLOP_LEFT(a.keys[na - 1], b.keys, nb, nb - 1);
    if (nb <= 0) {
        return (int)nb;
    }
    return na <= nb ? merge_low(sort, a, na, b, nb)
                    : merge_high(sort, a, na, b, nb);
}
