/* Comparing the keys of a sort: without dispatch where all are alike. */
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/timsort_core.h"
#include "interp/objects/tuple.h"

static int
less_safe(Object *a, Object *b, Sort *sort UNUSED)
{
    return object_richcompare_bool(a, b, CMP_LT);
}

// All keys have the same type.
static int
less_same_type(Object *a, Object *b, Sort *sort)
{
    if (TYPE_OF(a)->richcompare != sort->richcompare) {
        return object_richcompare_bool(a, b, CMP_LT); // it has changed
    }
    Object *answer = sort->richcompare(a, b, CMP_LT);
    if (answer == NOT_IMPLEMENTED) {
        ref_dec(answer);
        return object_richcompare_bool(a, b, CMP_LT);
    }
    if (answer == NULL) {
        return -1;
    }
    int result = bool_check(answer) ? answer == TRUE : object_is_true(answer);
    ref_dec(answer);
    return result;
}

static int
less_latin(Object *a, Object *b, Sort *sort UNUSED)
{
    ssize_t na = str_length(a), nb = str_length(b);
    int order = memcmp(str_data(a), str_data(b),
                       (size_t)(na < nb ? na : nb));
    return order != 0 ? order < 0 : na < nb;
}

static int
less_short_int(Object *a, Object *b, Sort *sort UNUSED)
{
    return int_short_value(a) < int_short_value(b);
}

static int
less_float(Object *a, Object *b, Sort *sort UNUSED)
{
    return ((Float *)a)->value < ((Float *)b)->value;
}

static int
less_tuple(Object *a, Object *b, Sort *sort)
{
    ssize_t na = tuple_size(a), nb = tuple_size(b), i = 0;
    for (; i < na && i < nb; i++) {
        int equal = object_richcompare_bool(tuple_get(a, i), tuple_get(b, i),
                                            CMP_EQ);
        if (equal < 0) {
            return -1;
        }
        if (!equal) {
            break;
        }
    }
    if (i >= na || i >= nb) {
        return na < nb;
    }
    if (i == 0) {
        return sort->element_less(tuple_get(a, 0), tuple_get(b, 0), sort);
    }
    return object_richcompare_bool(tuple_get(a, i), tuple_get(b, i), CMP_LT);
}

// One look at all keys: when they have one type, comparing them needs no
// dispatch, and for str, int and float no call either.
void
sort_choose_less(Sort *sort, Object **keys, ssize_t n)
{
    bool tuples = tuple_check_exact(keys[0]) && tuple_size(keys[0]) > 0;
    Type *type = TYPE_OF(tuples ? tuple_get(keys[0], 0) : keys[0]);
    bool same = true, latin = true, short_ints = true;
    for (ssize_t i = 0; i < n; i++) {
        Object *key = keys[i];
        if (tuples) {
            if (!tuple_check_exact(key) || tuple_size(key) == 0) {
                tuples = same = false;
                break;
            }
            key = tuple_get(key, 0);
        }
        if (TYPE_OF(key) != type) {
            same = false;
            if (!tuples) {
                break;
            }
        }
        if (same && type == &int_type && !int_is_short(key)) {
            short_ints = false;
        } else if (same && type == &str_type && str_kind(key) != 1) {
            latin = false;
        }
    }
    sort->less = less_safe;
    if (same) {
        if (type == &str_type && latin) {
            sort->less = less_latin;
        } else if (type == &int_type && short_ints) {
            sort->less = less_short_int;
        } else if (type == &float_type) {
            sort->less = less_float;
        } else if ((sort->richcompare = type->richcompare) != NULL) {
            sort->less = less_same_type;
        }
    }
    if (tuples) {
        // Tuples inside tuples are compared the ordinary way.
        sort->element_less = type == &tuple_type ? less_safe : sort->less;
        sort->less = less_tuple;
    }
}
