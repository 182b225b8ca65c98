/* Sorting: timsort with CPython 3.11's order of comparisons.
 *
 * Natural runs are found, short ones are extended to `minrun` by binary
 * insertion, and neighbouring runs are merged (timsort_merge.c) in the order
 * that powersort gives (Munro and Wild). See Objects/listsort.txt of CPython
 * for the reasons.
 */
#include "interp/objects/timsort.h"

#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/error.h"
#include "interp/objects/timsort_core.h"

static void
reverse(Object **first, ssize_t n)
{
    for (Object **last = first + n - 1; first < last; first++, last--) {
        Object *item = *first;
        *first = *last;
        *last = item;
    }
}

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
            if (sort_merge_at(sort, sort->nruns - 2) < 0) {
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
        if (sort_merge_at(sort, i) < 0) {
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
        span_advance(&span, length);
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
    sort_free_temporary(sort);
    mem_free(sort);
    return result;
}
