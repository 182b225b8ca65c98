/* Sorting: timsort with CPython 3.11's order of comparisons.
 *
 * Natural runs are found, short ones are extended to `minrun` by binary
 * insertion, and neighbouring runs are merged in the order that powersort
 * gives (Munro and Wild). When one side of a merge wins often, the merge
 * "gallops": it looks for the place of the other's next item in growing
 * steps. See Objects/listsort.txt of CPython for the reasons.
 *
 * Keys and values move together: a Span points at keys and, when there is
 * a key function, at the values they belong to.
 */
#include "interp/objects/timsort.h"

#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/error.h"
#include "interp/objects/timsort_core.h"

#define MIN_GALLOP 7

// ------------------------------------------------------------------- spans

static inline void
advance(Span *span, ssize_t n)
{
    span->keys += n;
    if (span->values != NULL) {
        span->values += n;
    }
}

// to[i .. i+n) = from[k .. k+n); they may overlap.
static inline void
move(Span *to, ssize_t i, Span *from, ssize_t k, ssize_t n)
{
    memmove(to->keys + i, from->keys + k, (size_t)n * sizeof(Object *));
    if (to->values != NULL) {
        memmove(to->values + i, from->values + k,
                (size_t)n * sizeof(Object *));
    }
}

// Moves one item and steps both by `step`.
static inline void
move_one(Span *to, Span *from, int step)
{
    *to->keys = *from->keys;
    to->keys += step;
    from->keys += step;
    if (to->values != NULL) {
        *to->values = *from->values;
        to->values += step;
        from->values += step;
    }
}

static void
reverse(Object **first, ssize_t n)
{
    for (Object **last = first + n - 1; first < last; first++, last--) {
        Object *item = *first;
        *first = *last;
        *last = item;
    }
}

// -------------------------------------------------------------------- runs

// Length of the run at `keys`; *descending: strictly falling. -1 error.
static ssize_t
count_run(Sort *sort, Object **keys, ssize_t n, bool *descending)
{
    *descending = false;
    if (n == 1) {
        return 1;
    }
    int less = sort->less(keys[1], keys[0], sort);
    if (less < 0) {
        return -1;
    }
    *descending = less;
    for (ssize_t i = 2; i < n; i++) {
        less = sort->less(keys[i], keys[i - 1], sort);
        if (less < 0) {
            return -1;
        }
        if (less != *descending) {
            return i;
        }
    }
    return n;
}

// Sorts n items of which the first `sorted` are sorted.
static int
insertion_sort(Sort *sort, Span span, ssize_t n, ssize_t sorted)
{
    Object **keys = span.keys;
    for (ssize_t i = sorted == 0 ? 1 : sorted; i < n; i++) {
        ssize_t low = 0, high = i;
        Object *pivot = keys[i];
        do {
            ssize_t middle = low + ((high - low) >> 1);
            int less = sort->less(pivot, keys[middle], sort);
            if (less < 0) {
                return -1;
            }
            if (less) {
                high = middle;
            } else {
                low = middle + 1;
            }
        } while (low < high);
        size_t bytes = (size_t)(i - low) * sizeof(Object *);
        memmove(keys + low + 1, keys + low, bytes);
        keys[low] = pivot;
        if (span.values != NULL) {
            Object *value = span.values[i];
            memmove(span.values + low + 1, span.values + low, bytes);
            span.values[low] = value;
        }
    }
    return 0;
}

// ----------------------------------------------------------------- gallops

// How far to go in steps 1, 3, 7, 15 ... while `less` answers `wanted` for
// (key, a[at]) or (a[at], key). The last place that answered so goes to
// *last_step, the first that did not (or `most`) is returned; -1 error.
static ssize_t
gallop(Sort *sort, Object *key, Object **at, int direction, ssize_t most,
       bool key_first, int wanted, ssize_t *last_step)
{
    ssize_t last = 0, step = 1;
    while (step < most) {
        Object *item = at[direction * step];
        int less = key_first ? sort->less(key, item, sort)
                             : sort->less(item, key, sort);
        if (less < 0) {
            return -1;
        }
        if (less != wanted) {
            break;
        }
        last = step;
        step = (step << 1) + 1;
    }
    *last_step = last;
    return step > most ? most : step;
}

// Place of `key` in the sorted a[0..n), before (left) or behind (right) the
// items equal to it; `hint` is where to begin. -1 error.
static ssize_t
gallop_to(Sort *sort, Object *key, Object **a, ssize_t n, ssize_t hint,
          bool right)
{
    Object **at = a + hint;
    ssize_t last, step;
    int less = right ? sort->less(key, *at, sort)
                     : sort->less(*at, key, sort);
    if (less < 0) {
        return -1;
    }
    // To the left while key < a (right), or not a < key (left).
    bool backwards = right ? less : !less;
    if (backwards) {
        step = gallop(sort, key, at, -1, hint + 1, right, right, &last);
    } else {
        step = gallop(sort, key, at, 1, n - hint, right, !right, &last);
    }
    if (step < 0) {
        return -1;
    }
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

// ----------------------------------------------------------------- merging

static void
free_temporary(Sort *sort)
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
    free_temporary(sort);
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

// Merges neighbours a and b into place; na <= nb, a's first item belongs
// behind b's first, a's last behind all of b's.
static int
merge_low(Sort *sort, Span a, ssize_t na, Span b, ssize_t nb)
{
    if (need_temporary(sort, na) < 0) {
        return -1;
    }
    move(&sort->temporary, 0, &a, 0, na);
    Span to = a;
    a = sort->temporary;
    int result = -1;
    move_one(&to, &b, 1);
    if (--nb == 0) {
        goto succeed;
    }
    if (na == 1) {
        goto copy_b;
    }
    ssize_t min_gallop = sort->min_gallop;
    for (;;) {
        ssize_t a_count = 0, b_count = 0;
        for (;;) {
            int less = sort->less(b.keys[0], a.keys[0], sort);
            if (less < 0) {
                goto fail;
            }
            if (less) {
                move_one(&to, &b, 1);
                b_count++;
                a_count = 0;
                if (--nb == 0) {
                    goto succeed;
                }
                if (b_count >= min_gallop) {
                    break;
                }
            } else {
                move_one(&to, &a, 1);
                a_count++;
                b_count = 0;
                if (--na == 1) {
                    goto copy_b;
                }
                if (a_count >= min_gallop) {
                    break;
                }
            }
        }
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            sort->min_gallop = min_gallop;
            a_count = GALLOP_RIGHT(b.keys[0], a.keys, na, 0);
            if (a_count < 0) {
                goto fail;
            }
            if (a_count > 0) {
                move(&to, 0, &a, 0, a_count);
                advance(&to, a_count);
                advance(&a, a_count);
                na -= a_count;
                if (na == 1) {
                    goto copy_b;
                }
                if (na == 0) {
                    goto succeed; // comparisons contradict each other
                }
            }
            move_one(&to, &b, 1);
            if (--nb == 0) {
                goto succeed;
            }
            b_count = GALLOP_LEFT(a.keys[0], b.keys, nb, 0);
            if (b_count < 0) {
                goto fail;
            }
            if (b_count > 0) {
                move(&to, 0, &b, 0, b_count);
                advance(&to, b_count);
                advance(&b, b_count);
                nb -= b_count;
                if (nb == 0) {
                    goto succeed;
                }
            }
            move_one(&to, &a, 1);
            if (--na == 1) {
                goto copy_b;
            }
        } while (a_count >= MIN_GALLOP || b_count >= MIN_GALLOP);
        min_gallop++; // leaving this mode costs
        sort->min_gallop = min_gallop;
    }

succeed:
    result = 0;
fail:
    if (na > 0) {
        move(&to, 0, &a, 0, na);
    }
    return result;

copy_b:
    // The last item of a belongs behind all that is left of b.
    move(&to, 0, &b, 0, nb);
    move(&to, nb, &a, 0, 1);
    return 0;
}

// As merge_low, from the right end; na >= nb.
static int
merge_high(Sort *sort, Span a, ssize_t na, Span b, ssize_t nb)
{
    if (need_temporary(sort, nb) < 0) {
        return -1;
    }
    Span to = b;
    advance(&to, nb - 1);
    move(&sort->temporary, 0, &b, 0, nb);
    Span base_a = a, base_b = sort->temporary;
    b = sort->temporary;
    advance(&b, nb - 1);
    advance(&a, na - 1);
    int result = -1;
    move_one(&to, &a, -1);
    if (--na == 0) {
        goto succeed;
    }
    if (nb == 1) {
        goto copy_a;
    }
    ssize_t min_gallop = sort->min_gallop;
    for (;;) {
        ssize_t a_count = 0, b_count = 0;
        for (;;) {
            int less = sort->less(b.keys[0], a.keys[0], sort);
            if (less < 0) {
                goto fail;
            }
            if (less) {
                move_one(&to, &a, -1);
                a_count++;
                b_count = 0;
                if (--na == 0) {
                    goto succeed;
                }
                if (a_count >= min_gallop) {
                    break;
                }
            } else {
                move_one(&to, &b, -1);
                b_count++;
                a_count = 0;
                if (--nb == 1) {
                    goto copy_a;
                }
                if (b_count >= min_gallop) {
                    break;
                }
            }
        }
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            sort->min_gallop = min_gallop;
            ssize_t k = GALLOP_RIGHT(b.keys[0], base_a.keys, na, na - 1);
            if (k < 0) {
                goto fail;
            }
            a_count = na - k;
            if (a_count > 0) {
                advance(&to, -a_count);
                advance(&a, -a_count);
                move(&to, 1, &a, 1, a_count);
                na -= a_count;
                if (na == 0) {
                    goto succeed;
                }
            }
            move_one(&to, &b, -1);
            if (--nb == 1) {
                goto copy_a;
            }
            k = GALLOP_LEFT(a.keys[0], base_b.keys, nb, nb - 1);
            if (k < 0) {
                goto fail;
            }
            b_count = nb - k;
            if (b_count > 0) {
                advance(&to, -b_count);
                advance(&b, -b_count);
                move(&to, 1, &b, 1, b_count);
                nb -= b_count;
                if (nb == 1) {
                    goto copy_a;
                }
                if (nb == 0) {
                    goto succeed; // comparisons contradict each other
                }
            }
            move_one(&to, &a, -1);
            if (--na == 0) {
                goto succeed;
            }
        } while (a_count >= MIN_GALLOP || b_count >= MIN_GALLOP);
        min_gallop++;
        sort->min_gallop = min_gallop;
    }

succeed:
    result = 0;
fail:
    if (nb > 0) {
        move(&to, -(nb - 1), &base_b, 0, nb);
    }
    return result;

copy_a:
    // The first item of b belongs before all that is left of a.
    move(&to, 1 - na, &a, 1 - na, na);
    advance(&to, -na);
    move(&to, 0, &b, 0, 1);
    return 0;
}

// Merges runs i and i + 1.
static int
merge_at(Sort *sort, int i)
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
    advance(&a, k);
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

// Depth in a perfectly balanced tree of the boundary between the runs
// [start, start + n1) and [start + n1, start + n1 + n2).
static int
boundary_power(ssize_t start, ssize_t n1, ssize_t n2, ssize_t n)
{
    int power = 0;
    ssize_t a = 2 * start + n1, b = a + n1 + n2; // twice the middles
    for (;;) {
        power++;
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

static int
add_run(Sort *sort, Span base, ssize_t length)
{
    Run *runs = sort->runs;
    if (sort->nruns > 0) {
        Run *last = &runs[sort->nruns - 1];
        int power = boundary_power(last->base.keys - sort->first_key,
                                   last->length, length, sort->length);
        while (sort->nruns > 1 && runs[sort->nruns - 2].power > power) {
            if (merge_at(sort, sort->nruns - 2) < 0) {
                return -1;
            }
        }
        runs[sort->nruns - 1].power = power;
    }
    runs[sort->nruns++] = (Run){base, length, 0};
    return 0;
}

static int
merge_all(Sort *sort)
{
    Run *runs = sort->runs;
    while (sort->nruns > 1) {
        int i = sort->nruns - 2;
        if (i > 0 && runs[i - 1].length < runs[i + 1].length) {
            i--;
        }
        if (merge_at(sort, i) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
sort_span(Sort *sort, Span span, ssize_t n)
{
    sort->min_gallop = MIN_GALLOP;
    sort->length = n;
    sort->first_key = span.keys;
    ssize_t minrun = n, odd = 0;
    for (; minrun >= 64; minrun >>= 1) {
        odd |= minrun & 1;
    }
    minrun += odd;
    while (n > 0) {
        bool descending;
        ssize_t length = count_run(sort, span.keys, n, &descending);
        if (length < 0) {
            return -1;
        }
        if (descending) {
            reverse(span.keys, length);
            if (span.values != NULL) {
                reverse(span.values, length);
            }
        }
        if (length < minrun) {
            ssize_t force = n < minrun ? n : minrun;
            if (insertion_sort(sort, span, force, length) < 0) {
                return -1;
            }
            length = force;
        }
        if (add_run(sort, span, length) < 0) {
            return -1;
        }
        advance(&span, length);
        n -= length;
    }
    return merge_all(sort);
}

int
timsort(Object **keys, Object **values, ssize_t n)
{
    if (n < 2) {
        return 0;
    }
    Sort *sort = mem_alloc(sizeof(Sort));
    if (sort == NULL) {
        error_no_memory();
        return -1;
    }
    sort->nruns = 0;
    sort->room = values == NULL ? TEMPORARY : TEMPORARY / 2;
    sort->temporary.keys = sort->local;
    sort->temporary.values = values == NULL ? NULL
                                            : sort->local + TEMPORARY / 2;
    sort_choose_less(sort, keys, n);
    int result = sort_span(sort, (Span){keys, values}, n);
    free_temporary(sort);
    mem_free(sort);
    return result;
}
