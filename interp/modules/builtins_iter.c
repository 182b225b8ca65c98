/* Built-in functions that iterate. */
#include "interp/modules/builtins_functions.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/iterators.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/generator.h"

// all (stop at what is false) and any (stop at what is true).
static Object *
find_truth(Object *iterable, int wanted)
{
    Object *iterator = iter_new(iterable);
    if (iterator == NULL) {
        return NULL;
    }
    int truth = !wanted;
    for (Object *item; truth == !wanted &&
                       (item = iter_next(iterator)) != NULL;) {
        truth = object_is_true(item);
        ref_dec(item);
    }
    ref_dec(iterator);
    return truth < 0 || error_occurred() != NULL ? NULL : bool_new(truth);
}

static Object *
builtin_all(Object *module UNUSED, Object *iterable)
{
    return find_truth(iterable, 0);
}

static Object *
builtin_any(Object *module UNUSED, Object *iterable)
{
    return find_truth(iterable, 1);
}

static Object *
builtin_iter(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("iter", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 1) {
        return iter_new(args[0]);
    }
    if (!object_is_callable(args[0])) {
        return error_set_text(EXC(TypeError),
                              "iter(v, w): v must be callable");
    }
    return callable_iterator_new(args[0], args[1]);
}

static Object *
builtin_next(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("next", nargs, 1, 2)) {
        return NULL;
    }
    Object *iterator = args[0];
    if (!iter_check(iterator)) {
        return error_format(EXC(TypeError),
                            "'%.200s' object is not an iterator",
                            TYPE_OF(iterator)->name);
    }
    Object *item = TYPE_OF(iterator)->iternext(iterator);
    if (item != NULL) {
        return item;
    }
    if (nargs > 1) {
        if (error_occurred() != NULL) {
            if (!error_matches(EXC(StopIteration))) {
                return NULL;
            }
            error_clear();
        }
        return ref_new(args[1]);
    }
    if (error_occurred() == NULL) {
        error_set_none(EXC(StopIteration));
    }
    return NULL;
}

static Object *
builtin_aiter(Object *module UNUSED, Object *o)
{
    const AsyncSlots *async = TYPE_OF(o)->async;
    if (async == NULL || async->aiter == NULL) {
        return error_format(EXC(TypeError),
                            "'%.200s' object is not an async iterable",
                            TYPE_OF(o)->name);
    }
    Object *iterator = async->aiter(o);
    if (iterator == NULL) {
        return NULL;
    }
    async = TYPE_OF(iterator)->async;
    if (async == NULL || async->anext == NULL) {
        error_format(EXC(TypeError),
                     "aiter() returned not an async iterator of type "
                     "'%.100s'",
                     TYPE_OF(iterator)->name);
        REF_CLEAR(iterator);
    }
    return iterator;
}

static Object *
builtin_anext(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("anext", nargs, 1, 2)) {
        return NULL;
    }
    const AsyncSlots *async = TYPE_OF(args[0])->async;
    if (async == NULL || async->anext == NULL) {
        return error_format(EXC(TypeError),
                            "'%.200s' object is not an async iterator",
                            TYPE_OF(args[0])->name);
    }
    Object *awaitable = async->anext(args[0]);
    return nargs == 1 || awaitable == NULL
               ? awaitable
               : anext_with_default(awaitable, args[1]);
}

// ------------------------------------------------------------- min and max

// One more candidate (stolen): 0, or -1 with an error.
static int
consider(Object *item, Object *key, int op, Object **best, Object **best_key)
{
    Object *value = key == NULL ? ref_new(item) : call_one(key, item);
    if (value == NULL) {
        ref_dec(item);
        return -1;
    }
    int better = *best == NULL
                     ? 1
                     : object_richcompare_bool(value, *best_key, op);
    if (better > 0) {
        Object *old_key = *best_key, *old = *best;
        *best_key = value;
        *best = item;
        ref_xdec(old_key);
        ref_xdec(old);
    } else {
        ref_dec(item);
        ref_dec(value);
    }
    return better < 0 ? -1 : 0;
}

static Object *
min_max(const ArgsSpec *spec, Object *const *args, ssize_t nargs,
        Object *kwnames, int op)
{
    const char *name = spec->function;
    Object *given[2] = {NULL, NULL};
    if (nargs == 0) {
        return error_format(EXC(TypeError),
                            "%s expected at least 1 argument, got 0", name);
    }
    if (kwnames != NULL &&
        !args_parse(spec, args + nargs, 0, kwnames, given)) {
        return NULL;
    }
    Object *key = given[0] == NONE ? NULL : given[0];
    if (nargs > 1 && given[1] != NULL) {
        return error_format(EXC(TypeError),
                            "Cannot specify a default for %s() with multiple "
                            "positional arguments",
                            name);
    }
    Object *best = NULL, *best_key = NULL;
    int status = 0;
    if (nargs > 1) {
        for (ssize_t i = 0; i < nargs && status == 0; i++) {
            status = consider(ref_new(args[i]), key, op, &best, &best_key);
        }
    } else {
        Object *iterator = iter_new(args[0]);
        if (iterator == NULL) {
            return NULL;
        }
        for (Object *item;
             status == 0 && (item = iter_next(iterator)) != NULL;) {
            status = consider(item, key, op, &best, &best_key);
        }
        if (status == 0 && error_occurred() != NULL) {
            status = -1;
        }
        ref_dec(iterator);
    }
    ref_xdec(best_key);
    if (status < 0) {
        ref_xdec(best);
        return NULL;
    }
    if (best != NULL) {
        return best;
    }
    return given[1] != NULL
               ? ref_new(given[1])
               : error_format(EXC(ValueError),
                              "%s() arg is an empty sequence", name);
}

static const char *const min_max_names[] = {"key", "default", NULL};

static Object *
builtin_min(Object *module UNUSED, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    static const ArgsSpec spec = {"min", min_max_names, 0, 0, 2};
    return min_max(&spec, args, nargs, kwnames, CMP_LT);
}

static Object *
builtin_max(Object *module UNUSED, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    static const ArgsSpec spec = {"max", min_max_names, 0, 0, 2};
    return min_max(&spec, args, nargs, kwnames, CMP_GT);
}

// ---------------------------------------------------------- sorted and sum

static Object *
builtin_sorted(Object *module UNUSED, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    if (nargs != 1) {
        return error_format(EXC(TypeError),
                            "sorted expected 1 argument, got %zd", nargs);
    }
    static const char *const names[] = {"key", "reverse", NULL};
    static const ArgsSpec spec = {"sort", names, 0, 0, 2};
    Object *list = sequence_list(args[0]);
    if (list == NULL) {
        return NULL;
    }
    // Keywords are checked after the list has been made, as in CPython.
    Object *given[2];
    int reverse = 0;
    if (!args_parse(&spec, args + nargs, 0, kwnames, given)) {
        goto fail;
    }
    if (given[1] != NULL) {
        reverse = int_as_int(given[1]);
        if (reverse == -1 && error_occurred() != NULL) {
            goto fail;
        }
    }
    if (list_sort(list, given[0], reverse) < 0) {
        goto fail;
    }
    return list;

fail:
    ref_dec(list);
    return NULL;
}

static bool
is_summable(Object *start)
{
    const char *what = NULL;
    if (str_check(start)) {
        what = "strings [use ''.join(seq) instead]";
    } else if (object_type_check(start, &bytes_type)) {
        what = "bytes [use b''.join(seq) instead]";
    } else if (object_type_check(start, &bytearray_type)) {
        what = "bytearray [use b''.join(seq) instead]";
    }
    if (what != NULL) {
        error_format(EXC(TypeError), "sum() can't sum %s", what);
    }
    return what == NULL;
}

// Adds ints to *result (stolen) without making objects as long as they are
// small. Answers the first item that it left alone, NULL at the end.
static Object *
sum_ints(Object *iterator, Object **result)
{
    if (!int_check_exact(*result) || !int_is_short(*result)) {
        return iter_next(iterator);
    }
    ssize_t sum = int_short_value(*result);
    Object *item;
    while ((item = iter_next(iterator)) != NULL) {
        if ((!int_check_exact(item) && !bool_check(item)) ||
            !int_is_short(item)) {
            break;
        }
        ssize_t next;
        if (__builtin_add_overflow(sum, int_short_value(item), &next)) {
            break;
        }
        sum = next;
        ref_dec(item);
    }
    REF_SET(*result, int_from_ssize(sum));
    return item;
}

// The same for floats, and ints among them.
static Object *
sum_floats(Object *iterator, Object **result, Object *item)
{
    if (TYPE_OF(*result) != &float_type) {
        return item;
    }
    double sum = ((Float *)*result)->value;
    while (item != NULL) {
        if (TYPE_OF(item) == &float_type) {
            sum += ((Float *)item)->value;
        } else if (int_check_exact(item) && int_is_compact(item)) {
            sum += (double)int_compact_value(item);
        } else {
            break;
        }
        ref_dec(item);
        item = iter_next(iterator);
    }
    REF_SET(*result, float_new(sum));
    return item;
}

static Object *
builtin_sum(Object *module UNUSED, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    static const char *const names[] = {"", "start", NULL};
    static const ArgsSpec spec = {"sum", names, 1, 1, 0};
    Object *given[2];
    if (!args_parse(&spec, args, nargs, kwnames, given)) {
        return NULL;
    }
    Object *iterator = iter_new(given[0]);
    if (iterator == NULL) {
        return NULL;
    }
    Object *result = NULL;
    if (given[1] != NULL && !is_summable(given[1])) {
        goto done;
    }
    result = given[1] == NULL ? int_from_ssize(0) : ref_new(given[1]);
    Object *item = sum_ints(iterator, &result);
    while (item != NULL && result != NULL) {
        item = sum_floats(iterator, &result, item);
        if (item == NULL || result == NULL) {
            break;
        }
        Object *sum = number_add(result, item);
        ref_dec(item);
        REF_SET(result, sum);
        item = result == NULL ? NULL : iter_next(iterator);
    }
    ref_xdec(item);
    if (error_occurred() != NULL) {
        REF_CLEAR(result);
    }

done:
    ref_dec(iterator);
    return result;
}

MethodDef builtins_iter_functions[] = {
    {"aiter", METHOD(builtin_aiter), METH_O,
     "aiter($module, async_iterable, /)\n--\n\n"
     "Return an AsyncIterator for an AsyncIterable object."},
    {"all", METHOD(builtin_all), METH_O,
     "all($module, iterable, /)\n--\n\n"
     "Return True if bool(x) is True for all values x in the iterable."},
    {"anext", METHOD(builtin_anext), METH_FASTCALL,
     "Return the next item from the async iterator."},
    {"any", METHOD(builtin_any), METH_O,
     "any($module, iterable, /)\n--\n\n"
     "Return True if bool(x) is True for any x in the iterable."},
    {"iter", METHOD(builtin_iter), METH_FASTCALL,
     "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\n"
     "Get an iterator from an object."},
    {"max", METHOD(builtin_max), METH_FASTCALL | METH_KEYWORDS,
     "max(iterable, *[, default=obj, key=func]) -> value\n"
     "max(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "Return the biggest item or argument."},
    {"min", METHOD(builtin_min), METH_FASTCALL | METH_KEYWORDS,
     "min(iterable, *[, default=obj, key=func]) -> value\n"
     "min(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "Return the smallest item or argument."},
    {"next", METHOD(builtin_next), METH_FASTCALL,
     "next(iterator[, default])\n\n"
     "Return the next item from the iterator; default at its end."},
    {"sorted", METHOD(builtin_sorted), METH_FASTCALL | METH_KEYWORDS,
     "sorted($module, iterable, /, *, key=None, reverse=False)\n--\n\n"
     "Return a new list with all items from the iterable in ascending "
     "order."},
    {"sum", METHOD(builtin_sum), METH_FASTCALL | METH_KEYWORDS,
     "sum($module, iterable, /, start=0)\n--\n\n"
     "Return the sum of a 'start' value plus an iterable of numbers."},
    {NULL, NULL, 0, NULL},
};
