/* What keys(), values() and items() answer. */
#include "interp/objects/container.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define DICT(view) (((DictView *)(view))->dict)

static inline bool
is_set_like(Object *o)
{
    return dict_keys_view_check(o) || dict_items_view_check(o);
}

static inline bool
is_any_set(Object *o)
{
    return object_type_check(o, &set_type) ||
           object_type_check(o, &frozenset_type);
}

Object *
dict_view_new(Object *dict, Type *type)
{
    DictView *view = object_new_raw(type, 0);
    if (view != NULL) {
        view->dict = ref_new(dict);
        gc_track(view);
    }
    return OBJ(view);
}

// ------------------------------------------------------------------- slots

static ssize_t
slot_length(Object *self)
{
    return dict_size(DICT(self));
}

static Object *
slot_repr(Object *self)
{
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered > 0 ? str_from_text("...") : NULL;
    }
    Object *result = NULL;
    Object *list = sequence_list(self);
    if (list != NULL) {
        result = str_from_format("%s(%R)", TYPE_OF(self)->name, list);
        ref_dec(list);
    }
    repr_leave(self);
    return result;
}

static Object *
keys_iter(Object *self)
{
    return dict_iterator_new(DICT(self), &dict_key_iterator_type);
}

static Object *
values_iter(Object *self)
{
    return dict_iterator_new(DICT(self), &dict_value_iterator_type);
}

static Object *
items_iter(Object *self)
{
    return dict_iterator_new(DICT(self), &dict_item_iterator_type);
}

static Object *
keys_reversed(Object *self, Object *unused UNUSED)
{
    return dict_iterator_new(DICT(self), &dict_reverse_key_iterator_type);
}

static Object *
values_reversed(Object *self, Object *unused UNUSED)
{
    return dict_iterator_new(DICT(self), &dict_reverse_value_iterator_type);
}

static Object *
items_reversed(Object *self, Object *unused UNUSED)
{
    return dict_iterator_new(DICT(self), &dict_reverse_item_iterator_type);
}

static int
keys_contains(Object *self, Object *key)
{
    return dict_contains(DICT(self), key);
}

static int
items_contains(Object *self, Object *pair)
{
    if (!tuple_check(pair) || tuple_size(pair) != 2) {
        return 0;
    }
    Object *found = dict_get(DICT(self), tuple_get(pair, 0));
    if (found == NULL) {
        return error_occurred() != NULL ? -1 : 0;
    }
    ref_inc(found);
    int result = object_richcompare_bool(found, tuple_get(pair, 1), CMP_EQ);
    ref_dec(found);
    return result;
}

// Whether all of `a` is in `b`: 1, 0, -1.
static int
all_contained(Object *a, Object *b)
{
    Object *iterator = iter_new(a);
    if (iterator == NULL) {
        return -1;
    }
    int result = 1;
    while (result == 1) {
        Object *item = iter_next(iterator);
        if (item == NULL) {
            result = error_occurred() != NULL ? -1 : 1;
            break;
        }
        result = sequence_contains(b, item);
        ref_dec(item);
    }
    ref_dec(iterator);
    return result;
}

static Object *
slot_richcompare(Object *self, Object *other, int op)
{
    if (!is_any_set(other) && !is_set_like(other)) {
        return not_implemented_new();
    }
    ssize_t mine = object_length(self);
    ssize_t theirs = mine < 0 ? -1 : object_length(other);
    if (theirs < 0) {
        return NULL;
    }
    int result = 0;
    switch (op) {
    case CMP_EQ:
    case CMP_NE:
        result = mine == theirs ? all_contained(self, other) : 0;
        if (op == CMP_NE && result >= 0) {
            result = !result;
        }
        break;
    case CMP_LT:
    case CMP_LE:
        if (op == CMP_LT ? mine < theirs : mine <= theirs) {
            result = all_contained(self, other);
        }
        break;
    default:
        if (op == CMP_GT ? mine > theirs : mine >= theirs) {
            result = all_contained(other, self);
        }
        break;
    }
    return result < 0 ? NULL : bool_new(result);
}

// ---------------------------------------------------------- set operations

static Object *
to_set(Object *self)
{
    // A set is made faster from the dict itself.
    if (dict_keys_view_check(self) && dict_check_exact(DICT(self))) {
        self = DICT(self);
    }
    return set_new(self);
}

// set(self), then its method `name` with other.
static Object *
set_and_call(Object *self, Object *other, const char *name)
{
    Object *result = to_set(self);
    if (result == NULL) {
        return NULL;
    }
    Object *args[2] = {result, other};
    Object *none = call_method_text(result, name, args + 1, 1);
    if (none == NULL) {
        ref_dec(result);
        return NULL;
    }
    ref_dec(none);
    return result;
}

static Object *
slot_subtract(Object *self, Object *other)
{
    return set_and_call(self, other, "difference_update");
}

static int
view_contains(Object *view, Object *item)
{
    return dict_keys_view_check(view) ? keys_contains(view, item)
                                      : items_contains(view, item);
}

static Object *
slot_and(Object *self, Object *other)
{
    if (!is_set_like(self)) {
        Object *swap = self;
        self = other;
        other = swap;
    }
    ssize_t n = slot_length(self);
    if (set_check_exact(other) && n <= set_size(other)) {
        return call_method_text(other, "intersection", &self, 1);
    }
    if (is_set_like(other) && slot_length(other) > n) {
        Object *swap = self;
        self = other;
        other = swap;
    }
    Object *result = set_new(NULL);
    Object *iterator = result == NULL ? NULL : iter_new(other);
    if (iterator == NULL) {
        ref_xdec(result);
        return NULL;
    }
    int status = 0;
    for (Object *item; status == 0 && (item = iter_next(iterator)) != NULL;) {
        status = view_contains(self, item);
        if (status > 0) {
            status = set_add(result, item);
        }
        ref_dec(item);
    }
    ref_dec(iterator);
    if (status < 0 || error_occurred() != NULL) {
        REF_CLEAR(result);
    }
    return result;
}

static Object *
slot_or(Object *self, Object *other)
{
    Object *result = to_set(self);
    if (result != NULL && set_update(result, other) < 0) {
        REF_CLEAR(result);
    }
    return result;
}

// One item of the smaller dict: in both, or only there.
static int
xor_item(Object *rest, Object *result, Object *key, Object *value,
         HashValue hash)
{
    Object *other = dict_get_hash(rest, key, hash);
    if (other == NULL && error_occurred() != NULL) {
        return -1;
    }
    if (other != NULL) {
        ref_inc(other);
        int equal = object_richcompare_bool(other, value, CMP_EQ);
        ref_dec(other);
        if (equal != 0) {
            return equal < 0 ? -1 : dict_delete(rest, key);
        }
    }
    Object *pair = tuple_pack(2, key, value);
    int status = pair == NULL ? -1 : set_add(result, pair);
    ref_xdec(pair);
    return status;
}

static Object *
items_xor(Object *a, Object *b)
{
    if (dict_size(a) > dict_size(b)) {
        Object *swap = a;
        a = b;
        b = swap;
    }
    Object *rest = dict_copy(a);
    Object *result = rest == NULL ? NULL : set_new(NULL);
    int status = result == NULL ? -1 : 0;
    ssize_t position = 0;
    Object *key, *value;
    HashValue hash;
    while (status == 0 && dict_next_hash(b, &position, &key, &value, &hash)) {
        ref_inc(key);
        ref_inc(value);
        status = xor_item(rest, result, key, value, hash);
        ref_dec(key);
        ref_dec(value);
    }
    if (status == 0) {
        Object *pairs = dict_view_new(rest, &dict_items_type);
        status = pairs == NULL ? -1 : set_update(result, pairs);
        ref_xdec(pairs);
    }
    ref_xdec(rest);
    if (status < 0) {
        REF_CLEAR(result);
    }
    return result;
}

static Object *
slot_xor(Object *self, Object *other)
{
    if (dict_items_view_check(self) && dict_items_view_check(other)) {
        return items_xor(DICT(self), DICT(other));
    }
    return set_and_call(self, other, "symmetric_difference_update");
}

static Object *
method_isdisjoint(Object *self, Object *other)
{
    if (self == other) {
        return bool_new(slot_length(self) == 0);
    }
    if (set_any_check_exact(other) || is_set_like(other)) {
        ssize_t n = object_length(other);
        if (n < 0) {
            return NULL;
        }
        if (n > slot_length(self)) {
            Object *swap = self;
            self = other;
            other = swap;
        }
    }
    Object *iterator = iter_new(other);
    if (iterator == NULL) {
        return NULL;
    }
    int found = 0;
    for (Object *item; found == 0 && (item = iter_next(iterator)) != NULL;) {
        found = sequence_contains(self, item);
        ref_dec(item);
    }
    ref_dec(iterator);
    return found < 0 || error_occurred() != NULL ? NULL : bool_new(!found);
}

static Object *
get_mapping(Object *self, void *closure UNUSED)
{
    return mapping_proxy_new(DICT(self));
}

// --------------------------------------------------------------- the types

static FieldDef members[] = {
    {"dict", FIELD_OBJECT, offsetof(DictView, dict), FIELD_HIDDEN, NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

static GetSetDef getset[] = {
    {"mapping", get_mapping, NULL, "dictionary that this view refers to",
     NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define ISDISJOINT                                                           \
    {"isdisjoint", METHOD(method_isdisjoint), METH_O,                        \
     "Return True if the view and the given iterable have a null "           \
     "intersection."}
#define REVERSED(function)                                                   \
    {"__reversed__", METHOD(function), METH_NOARGS,                          \
     "Return a reverse iterator over the view."}

static MethodDef keys_methods[] = {
    ISDISJOINT, REVERSED(keys_reversed), {NULL, NULL, 0, NULL}};
static MethodDef values_methods[] = {REVERSED(values_reversed),
                                     {NULL, NULL, 0, NULL}};
static MethodDef items_methods[] = {
    ISDISJOINT, REVERSED(items_reversed), {NULL, NULL, 0, NULL}};

static SequenceSlots keys_sequence = {.length = slot_length,
                                      .contains = keys_contains};
static SequenceSlots values_sequence = {.length = slot_length};
static SequenceSlots items_sequence = {.length = slot_length,
                                       .contains = items_contains};

static NumberSlots set_number = {
    .subtract = slot_subtract,
    .and_ = slot_and,
    .xor_ = slot_xor,
    .or_ = slot_or,
};

#define VIEW_COMMON                                                          \
    TYPE_HEAD_INIT,                                                          \
    .basicsize = sizeof(DictView),                                           \
    .dealloc = type_generic_dealloc,                                         \
    .repr = slot_repr,                                                       \
    .getattro = object_generic_getattr,                                      \
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,                                    \
    .traverse = object_fields_traverse,                                      \
    .members = members,                                                      \
    .getset = getset

STATIC_OBJECT Type dict_keys_type = {
    VIEW_COMMON,
    .name = "dict_keys",
    .number = &set_number,
    .sequence = &keys_sequence,
    .richcompare = slot_richcompare,
    .iter = keys_iter,
    .methods = keys_methods,
};

STATIC_OBJECT Type dict_values_type = {
    VIEW_COMMON,
    .name = "dict_values",
    .sequence = &values_sequence,
    .iter = values_iter,
    .methods = values_methods,
};

STATIC_OBJECT Type dict_items_type = {
    VIEW_COMMON,
    .name = "dict_items",
    .number = &set_number,
    .sequence = &items_sequence,
    .richcompare = slot_richcompare,
    .iter = items_iter,
    .methods = items_methods,
};
