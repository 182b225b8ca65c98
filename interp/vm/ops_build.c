/* Instruction bodies that build containers and strings, and unpack them. */
#include "gc/record.h"
#include "interp/objects/dict.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/exception.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/vm/ops.h"

Object *
ops_empty_string(void)
{
    static Object *empty;
    if (empty == NULL) {
        empty = str_new(0, 0);
        ref_root(&empty, "the empty str");
    }
    return empty;
}

Object *
ops_build_set(Object *const *items, int n)
{
    Object *set = set_new(NULL);
    for (int i = 0; set != NULL && i < n; i++) {
        if (set_add(set, items[i]) < 0) {
            REF_CLEAR(set);
        }
    }
    return set;
}

Object *
ops_build_map(Object *const *pairs, int n)
{
    bool unicode = n > 0 && str_check_exact(pairs[0]);
    Object *map = dict_new_sized_kind(n, unicode);
    for (int i = 0; map != NULL && i < n; i++) {
        if (dict_set(map, pairs[2 * i], pairs[2 * i + 1]) < 0) {
            REF_CLEAR(map);
        }
    }
    return map;
}

Object *
ops_build_const_key_map(Object *const *values, Object *keys, int n)
{
    bool unicode = n > 0 && str_check_exact(tuple_get(keys, 0));
    Object *map = dict_new_sized_kind(n, unicode);
    for (int i = 0; map != NULL && i < n; i++) {
        if (dict_set(map, tuple_get(keys, i), values[i]) < 0) {
            REF_CLEAR(map);
        }
    }
    return map;
}

Object *
ops_format_value(Object *value, Object *spec, int conversion)
{
    Object *converted = value;
    if (conversion != 0) {
        converted = conversion == 1   ? object_str(value)
                    : conversion == 2 ? object_repr(value)
                                      : object_ascii(value);
        if (converted == NULL) {
            return NULL;
        }
    } else {
        ref_inc(converted);
    }
    if (str_check_exact(converted) && spec == NULL) {
        return converted;
    }
    Object *result = object_format(converted, spec);
    ref_dec(converted);
    return result;
}

int
ops_list_extend(Object *list, Object *iterable)
{
    Object *none = list_extend(list, iterable);
    if (none == NULL) {
        if (error_matches(EXC(TypeError)) && iterable->type->iter == NULL &&
            !sequence_check(iterable)) {
            error_clear();
            error_format(EXC(TypeError),
                         "Value after * must be an iterable, not %.200s",
                         iterable->type->name);
        }
        return -1;
    }
    ref_dec(none);
    return 0;
}

int
ops_dict_update(Object *dict, Object *other)
{
    int result = dict_update(dict, other);
    if (result < 0 && error_matches(EXC(AttributeError))) {
        error_format(EXC(TypeError), "'%.200s' object is not a mapping",
                     other->type->name);
    }
    return result;
}

int
ops_dict_merge(Object *dict, Object *other, Object *callable)
{
    if (dict_merge(dict, other, 2) == 0) {
        return 0;
    }
    if (error_matches(EXC(AttributeError))) {
        error_clear();
        Object *name = function_display_name(callable);
        if (name != NULL) {
            error_format(EXC(TypeError),
                         "%U argument after ** must be a mapping, not "
                         "%.200s", name, other->type->name);
            ref_dec(name);
        }
    } else if (error_matches(EXC(KeyError))) {
        PendingError error;
        error_fetch(&error);
        error_normalize(&error);
        Object *args = ((BaseExceptionObject *)error.value)->args;
        if (tuple_size(args) == 1) {
            Object *key = tuple_get(args, 0);
            Object *name = function_display_name(callable);
            if (name != NULL) {
                error_format(EXC(TypeError),
                             "%U got multiple values for keyword argument "
                             "'%S'", name, key);
            }
            ref_xdec(name);
            ref_dec(error.type);
            ref_xdec(error.value);
            ref_xdec(error.traceback);
        } else {
            error_restore(&error);
        }
    }
    return -1;
}

static void
report_not_iterable(Object *sequence)
{
    if (error_matches(EXC(TypeError)) && sequence->type->iter == NULL &&
        !sequence_check(sequence)) {
        error_clear();
        error_format(EXC(TypeError),
                     "cannot unpack non-iterable %.200s object",
                     sequence->type->name);
    }
}

static void
report_too_few(int before, int after, ssize_t got)
{
    if (after == -1) {
        error_format(EXC(ValueError),
                     "not enough values to unpack (expected %d, got %zd)",
                     before, got);
    } else {
        error_format(EXC(ValueError),
                     "not enough values to unpack (expected at least %d, got "
                     "%zd)", before + after, got);
    }
}

// Without a star there must be no further item.
static int
unpack_end(Object *iterator, int before)
{
    Object *more = iter_next(iterator);
    if (more == NULL) {
        return error_occurred() ? -1 : 0;
    }
    ref_dec(more);
    error_format(EXC(ValueError),
                 "too many values to unpack (expected %d)", before);
    return -1;
}

// What is left goes into a list for the star, its last `after` items behind
// that.
static int
unpack_star(Object *iterator, int before, int after, Object **store)
{
    Object *list = sequence_list(iterator);
    if (list == NULL) {
        return -1;
    }
    ssize_t n = list_size(list);
    if (n < after) {
        report_too_few(before, after, before + n);
        ref_dec(list);
        return -1;
    }
    *store-- = list;
    for (ssize_t i = n - after; i < n; i++) {
        *store-- = list_get(list, i); // the list's reference moves
    }
    ((VarObject *)list)->size = n - after;
    RECORD_TOUCH(list);
    return 0;
}

int
ops_unpack(Thread *thread, Object *sequence, int before, int after,
           Object **top)
{
    (void)thread;
    // Items are stored from `top` downwards; what has been stored is
    // dropped again on failure. The sequence itself stays below.
    Object **store = top;
    Object *iterator = iter_new(sequence);
    if (iterator == NULL) {
        report_not_iterable(sequence);
        return -1;
    }
    for (int got = 0; got < before; got++) {
        Object *item = iter_next(iterator);
        if (item == NULL) {
            if (!error_occurred()) {
                report_too_few(before, after, got);
            }
            goto fail;
        }
        *store-- = item;
    }
    if ((after == -1 ? unpack_end(iterator, before)
                     : unpack_star(iterator, before, after, store)) < 0) {
        goto fail;
    }
    ref_dec(iterator);
    return 0;

fail:
    for (store++; store <= top; store++) {
        ref_dec(*store);
    }
    ref_dec(iterator);
    return -1;
}
