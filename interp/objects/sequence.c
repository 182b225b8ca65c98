/* Items, sequences, mappings and iteration of any object: that part of
 * protocol.h. */
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/iterators.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// -------------------------------------------------------------------- items

static bool
class_getitem(Object *o, Object *key, Object **result)
{
    if (!type_check(o)) {
        return false;
    }
    if (o == OBJ(&type_type)) {
        // type[int] as an annotation.
        *result = generic_alias_new(o, key);
        return true;
    }
    Object *method;
    if (object_lookup_attr(o, dn_class_getitem, &method) < 0) {
        *result = NULL;
        return true;
    }
    if (method == NULL || method == NONE) {
        ref_xdec(method);
        error_format(EXC(TypeError), "type '%.200s' is not subscriptable",
                     ((Type *)o)->name);
        *result = NULL;
        return true;
    }
    *result = call_one(method, key);
    ref_dec(method);
    return true;
}

Object *
object_getitem(Object *o, Object *key)
{
    Type *type = o->type;
    if (type->mapping != NULL && type->mapping->subscript != NULL) {
        return type->mapping->subscript(o, key);
    }
    if (type->sequence != NULL && type->sequence->item != NULL) {
        if (!number_has_index(key)) {
            return error_format(EXC(TypeError),
                                "sequence index must be integer, not "
                                "'%.200s'", key->type->name);
        }
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        return i == -1 && error_occurred() ? NULL : sequence_getitem(o, i);
    }
    Object *result;
    if (class_getitem(o, key, &result)) {
        return result;
    }
    return error_format(EXC(TypeError),
                        "'%.200s' object is not subscriptable", type->name);
}

static int
assign_item(Object *o, Object *key, Object *value, const char *what)
{
    Type *type = o->type;
    if (type->mapping != NULL && type->mapping->ass_subscript != NULL) {
        return type->mapping->ass_subscript(o, key, value);
    }
    if (type->sequence != NULL) {
        if (number_has_index(key)) {
            ssize_t i = number_as_ssize(key, EXC(IndexError));
            return i == -1 && error_occurred()
                       ? -1
                       : sequence_setitem(o, i, value);
        }
        if (type->sequence->ass_item != NULL) {
            error_format(EXC(TypeError),
                         "sequence index must be integer, not '%.200s'",
                         key->type->name);
            return -1;
        }
    }
    error_format(EXC(TypeError), "'%.200s' object %s", type->name, what);
    return -1;
}

int
object_setitem(Object *o, Object *key, Object *value)
{
    return assign_item(o, key, value, "does not support item assignment");
}

int
object_delitem(Object *o, Object *key)
{
    return assign_item(o, key, NULL, "does not support item deletion");
}

// Adds the length to a negative index when the type has one.
static int
adjust_index(Object *o, ssize_t *i)
{
    SequenceSlots *slots = o->type->sequence;
    if (*i < 0 && slots->length != NULL) {
        ssize_t n = slots->length(o);
        if (n < 0) {
            return -1;
        }
        *i += n;
    }
    return 0;
}

Object *
sequence_getitem(Object *o, ssize_t i)
{
    SequenceSlots *slots = o->type->sequence;
    if (slots != NULL && slots->item != NULL) {
        return adjust_index(o, &i) < 0 ? NULL : slots->item(o, i);
    }
    const char *message = o->type->mapping != NULL
                              ? "%.200s is not a sequence"
                              : "'%.200s' object does not support indexing";
    return error_format(EXC(TypeError), message, o->type->name);
}

int
sequence_setitem(Object *o, ssize_t i, Object *value)
{
    SequenceSlots *slots = o->type->sequence;
    if (slots != NULL && slots->ass_item != NULL) {
        return adjust_index(o, &i) < 0 ? -1 : slots->ass_item(o, i, value);
    }
    error_format(EXC(TypeError),
                 value == NULL
                     ? "'%.200s' object doesn't support item deletion"
                     : "'%.200s' object does not support item assignment",
                 o->type->name);
    return -1;
}

// ---------------------------------------------------------------- sequences

bool
sequence_check(Object *o)
{
    return !dict_check(o) && o->type->sequence != NULL &&
           o->type->sequence->item != NULL;
}

bool
mapping_check(Object *o)
{
    return o->type->mapping != NULL && o->type->mapping->subscript != NULL;
}

Object *
sequence_concat(Object *a, Object *b)
{
    SequenceSlots *slots = a->type->sequence;
    if (slots != NULL && slots->concat != NULL) {
        return slots->concat(a, b);
    }
    if (sequence_check(a) && sequence_check(b)) {
        return number_add(a, b);
    }
    return error_format(EXC(TypeError),
                        "'%.200s' object can't be concatenated",
                        a->type->name);
}

Object *
sequence_repeat(Object *a, ssize_t n)
{
    SequenceSlots *slots = a->type->sequence;
    if (slots != NULL && slots->repeat != NULL) {
        return slots->repeat(a, n);
    }
    return error_format(EXC(TypeError), "'%.200s' object can't be repeated",
                        a->type->name);
}

int
sequence_iter_contains(Object *o, Object *item)
{
    Object *iterator = iter_new(o);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError),
                         "argument of type '%.200s' is not iterable",
                         o->type->name);
        }
        return -1;
    }
    Object *at;
    int found = 0;
    while (found == 0 && (at = iter_next(iterator)) != NULL) {
        found = object_richcompare_bool(at, item, CMP_EQ);
        ref_dec(at);
    }
    ref_dec(iterator);
    return found == 0 && error_occurred() ? -1 : found;
}

int
sequence_contains(Object *o, Object *item)
{
    SequenceSlots *slots = o->type->sequence;
    if (slots != NULL && slots->contains != NULL) {
        return slots->contains(o, item);
    }
    return sequence_iter_contains(o, item);
}

Object *
sequence_list(Object *o)
{
    Object *list = list_new(0);
    if (list != NULL) {
        Object *none = list_extend(list, o);
        if (none == NULL) {
            REF_CLEAR(list);
        } else {
            ref_dec(none);
        }
    }
    return list;
}

Object *
sequence_tuple(Object *o)
{
    if (tuple_check_exact(o)) {
        return ref_new(o);
    }
    if (list_check_exact(o)) {
        return list_as_tuple(o);
    }
    Object *list = sequence_list(o);
    if (list == NULL) {
        return NULL;
    }
    Object *tuple = list_as_tuple(list);
    ref_dec(list);
    return tuple;
}

Object *
sequence_fast(Object *o, const char *message)
{
    if (list_check_exact(o) || tuple_check_exact(o)) {
        return ref_new(o);
    }
    Object *iterator = iter_new(o);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_set_text(EXC(TypeError), message);
        }
        return NULL;
    }
    Object *list = sequence_list(iterator);
    ref_dec(iterator);
    return list;
}

static Object *
mapping_list(Object *o, Object *(*exact)(Object *), Object *method)
{
    if (dict_check_exact(o)) {
        return exact(o);
    }
    Object *view = call_method(o, method, NULL, 0);
    if (view == NULL) {
        return NULL;
    }
    Object *iterator = iter_new(view);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError),
                         "%.200s.%U() returned a non-iterable (type %.200s)",
                         o->type->name, method, view->type->name);
        }
        ref_dec(view);
        return NULL;
    }
    ref_dec(view);
    Object *list = sequence_list(iterator);
    ref_dec(iterator);
    return list;
}

Object *
mapping_keys(Object *o)
{
    return mapping_list(o, dict_keys_list, nm_keys);
}

Object *
mapping_values(Object *o)
{
    return mapping_list(o, dict_values_list, nm_values);
}

Object *
mapping_items(Object *o)
{
    return mapping_list(o, dict_items_list, nm_items);
}

// ---------------------------------------------------------------- iteration

Object *
iter_new(Object *o)
{
    UnaryFunc iter = o->type->iter;
    if (iter == NULL) {
        if (sequence_check(o)) {
            return sequence_iterator_new(o);
        }
        return error_format(EXC(TypeError),
                            "'%.200s' object is not iterable",
                            o->type->name);
    }
    Object *result = iter(o);
    if (result != NULL && !iter_check(result)) {
        error_format(EXC(TypeError),
                     "iter() returned non-iterator of type '%.100s'",
                     result->type->name);
        REF_CLEAR(result);
    }
    return result;
}

bool
iter_check(Object *o)
{
    return o->type->iternext != NULL &&
           o->type->iternext != iter_next_missing;
}

Object *
iter_next_missing(Object *o)
{
    return error_format(EXC(TypeError), "'%.200s' object is not iterable",
                        o->type->name);
}

Object *
iter_next(Object *iterator)
{
    Object *item = iterator->type->iternext(iterator);
    if (item == NULL && error_occurred() &&
        error_matches(EXC(StopIteration))) {
        error_clear();
    }
    return item;
}
