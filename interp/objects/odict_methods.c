/* The methods of an OrderedDict. */
#include "interp/objects/container.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/odict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

#define SELF ((OrderedDict *)self)

// ------------------------------------------------------------------ update

// The two items of a pair, new: 1; 0 with an error.
static int
unpack_pair(Object *pair, Object **key, Object **value)
{
    *key = *value = NULL;
    Object *iterator = iter_new(pair);
    if (iterator == NULL) {
        return 0;
    }
    const char *wrong = NULL;
    Object *end = NULL;
    if ((*key = iter_next(iterator)) == NULL) {
        wrong = "need more than 0 values to unpack";
    } else if ((*value = iter_next(iterator)) == NULL) {
        wrong = "need more than 1 value to unpack";
    } else if ((end = iter_next(iterator)) != NULL) {
        wrong = "too many values to unpack (expected 2)";
    }
    ref_xdec(end);
    ref_dec(iterator);
    if (wrong != NULL && error_occurred() == NULL) {
        error_set_text(EXC(ValueError), wrong);
    }
    if (error_occurred() == NULL) {
        return 1;
    }
    REF_CLEAR(*key);
    REF_CLEAR(*value);
    return 0;
}

static int
add_pairs(Object *self, Object *pairs)
{
    Object *iterator = iter_new(pairs);
    if (iterator == NULL) {
        return -1;
    }
    int status = 0;
    for (Object *pair; status == 0 && (pair = iter_next(iterator)) != NULL;) {
        Object *key, *value;
        status = !unpack_pair(pair, &key, &value)
                     ? -1
                     : object_setitem(self, key, value);
        ref_xdec(key);
        ref_xdec(value);
        ref_dec(pair);
    }
    ref_dec(iterator);
    return status < 0 || error_occurred() != NULL ? -1 : 0;
}

// Adds what the keys `keys`, a new reference or NULL with an error, have in
// `other`.
static int
add_keys(Object *self, Object *other, STEALS Object *keys)
{
    Object *iterator = keys == NULL ? NULL : iter_new(keys);
    ref_xdec(keys);
    if (iterator == NULL) {
        return -1;
    }
    int status = 0;
    for (Object *key; status == 0 && (key = iter_next(iterator)) != NULL;) {
        Object *value = object_getitem(other, key);
        status = value == NULL ? -1 : object_setitem(self, key, value);
        ref_xdec(value);
        ref_dec(key);
    }
    ref_dec(iterator);
    return status < 0 || error_occurred() != NULL ? -1 : 0;
}

// Adds the pairs `items`, a new reference or NULL with an error.
static int
add_items(Object *self, STEALS Object *items)
{
    int status = items == NULL ? -1 : add_pairs(self, items);
    ref_xdec(items);
    return status;
}

int
odict_update_from(Object *self, Object *other)
{
    if (dict_check_exact(other)) {
        return add_items(self, dict_items_list(other));
    }
    Object *method;
    int found = object_lookup_attr(other, nm_keys, &method);
    if (found > 0) {
        Object *keys = call_none(method);
        ref_dec(method);
        return add_keys(self, other, keys);
    }
    found = found < 0 ? -1 : object_lookup_attr(other, nm_items, &method);
    if (found > 0) {
        Object *items = call_none(method);
        ref_dec(method);
        return add_items(self, items);
    }
    return found < 0 ? -1 : add_pairs(self, other);
}

int
odict_update(Object *self, Object *args, Object *kwargs)
{
    ssize_t n = tuple_size(args);
    if (n > 1) {
        error_format(EXC(TypeError),
                     "update() takes at most 1 positional argument (%zd "
                     "given)",
                     n);
        return -1;
    }
    if (n == 1 && odict_update_from(self, tuple_get(args, 0)) < 0) {
        return -1;
    }
    return kwargs == NULL || dict_size(kwargs) == 0
               ? 0
               : add_items(self, dict_items_list(kwargs));
}

static Object *
method_update(Object *self, Object *args, Object *kwargs)
{
    return odict_update(self, args, kwargs) < 0 ? NULL : none_new();
}

// ------------------------------------------------------------------ others

static Object *
method_fromkeys(Object *type, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    static const char *const names[] = {"iterable", "value", NULL};
    static const ArgsSpec spec = {"fromkeys", names, 1, 0, 0};
    Object *v[2];
    return args_parse(&spec, args, nargs, kwnames, v)
               ? dict_fromkeys(type, v[0], v[1] == NULL ? NONE : v[1])
               : NULL;
}

static Object *
method_size_of(Object *self, Object *unused UNUSED)
{
    return int_from_size(odict_type.size_of(self));
}

static Object *
method_reduce(Object *self, Object *unused UNUSED)
{
    Object *state = object_method_getstate(self, NULL);
    Object *args = tuple_new(0);
    Object *items = state == NULL || args == NULL
                        ? NULL
                        : call_method(self, nm_items, NULL, 0);
    Object *iterator = items == NULL ? NULL : iter_new(items);
    Object *result = iterator == NULL ? NULL
                                      : tuple_pack(5, TYPE_OF(self), args,
                                                   state, NONE, iterator);
    ref_xdec(state);
    ref_xdec(args);
    ref_xdec(items);
    ref_xdec(iterator);
    return result;
}

static Object *
method_setdefault(Object *self, Object *const *args, ssize_t nargs,
                  Object *kwnames)
{
    static const char *const names[] = {"key", "default", NULL};
    static const ArgsSpec spec = {"setdefault", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *key = v[0], *otherwise = v[1] == NULL ? NONE : v[1];
    if (odict_check_exact(self)) {
        Object *value = dict_get(self, key);
        if (value != NULL) {
            return ref_new(value);
        }
        return error_occurred() != NULL ||
                       odict_set(self, key, otherwise) < 0
                   ? NULL
                   : ref_new(otherwise);
    }
    int there = sequence_contains(self, key);
    if (there > 0) {
        return object_getitem(self, key);
    }
    return there < 0 || object_setitem(self, key, otherwise) < 0
               ? NULL
               : ref_new(otherwise);
}

static Object *
method_pop(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"key", "default", NULL};
    static const ArgsSpec spec = {"pop", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    HashValue hash = key_hash(v[0]);
    return hash == -1 ? NULL : odict_pop_hash(self, v[0], v[1], hash);
}

// The argument `last`: 1, 0, -1 with the error of __bool__.
static int
parse_last(Object *last)
{
    return last == NULL ? 1 : object_is_true(last);
}

static Object *
method_popitem(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    static const char *const names[] = {"last", NULL};
    static const ArgsSpec spec = {"popitem", names, 0, 0, 0};
    Object *v[1];
    int last = args_parse(&spec, args, nargs, kwnames, v) ? parse_last(v[0])
                                                          : -1;
    if (last < 0) {
        return NULL;
    }
    const OrderedNode *node = last ? SELF->last : SELF->first;
    if (node == NULL) {
        return error_set_text(EXC(KeyError), "dictionary is empty");
    }
    Object *key = ref_new(node->key);
    Object *value = odict_pop_hash(self, key, NULL, node->hash);
    Object *pair = value == NULL ? NULL : tuple_pack(2, key, value);
    ref_xdec(value);
    ref_dec(key);
    return pair;
}

static Object *
method_move_to_end(Object *self, Object *const *args, ssize_t nargs,
                   Object *kwnames)
{
    static const char *const names[] = {"key", "last", NULL};
    static const ArgsSpec spec = {"move_to_end", names, 1, 0, 0};
    Object *v[2];
    int last = args_parse(&spec, args, nargs, kwnames, v) ? parse_last(v[1])
                                                          : -1;
    if (last < 0) {
        return NULL;
    }
    OrderedNode *node = last ? SELF->last : SELF->first;
    if (node == NULL || node->key != v[0]) {
        node = odict_find(self, v[0]);
    }
    if (node == NULL) {
        return error_occurred() != NULL ? NULL : error_key(v[0]);
    }
    odict_move(SELF, node, last);
    return none_new();
}

// Puts what one node stands for into `copy`.
static int
copy_node(Object *self, Object *copy, Object *key, HashValue hash)
{
    bool exact = odict_check_exact(self);
    Object *value = exact ? ref_xnew(dict_get(self, key))
                          : object_getitem(self, key);
    if (value == NULL) {
        if (error_occurred() == NULL) {
            error_key(key);
        }
        return -1;
    }
    int status = exact ? odict_set_hash(copy, key, value, hash)
                       : object_setitem(copy, key, value);
    ref_dec(value);
    return status;
}

static Object *
method_copy(Object *self, Object *unused UNUSED)
{
    Object *copy = call_none(OBJ(TYPE_OF(self)));
    uint32_t state = SELF->state, count = SELF->count;
    for (OrderedNode *node = SELF->first; copy != NULL && node != NULL;
         node = node->next) {
        Object *key = ref_new(node->key);
        if (copy_node(self, copy, key, node->hash) < 0 ||
            !odict_unchanged(SELF, state, count)) {
            REF_CLEAR(copy);
        }
        ref_dec(key);
    }
    return copy;
}

static Object *
method_clear(Object *self, Object *unused UNUSED)
{
    odict_clear(self);
    return none_new();
}

static Object *
method_keys(Object *self, Object *unused UNUSED)
{
    return dict_view_new(self, &odict_keys_type);
}

static Object *
method_values(Object *self, Object *unused UNUSED)
{
    return dict_view_new(self, &odict_values_type);
}

static Object *
method_items(Object *self, Object *unused UNUSED)
{
    return dict_view_new(self, &odict_items_type);
}

MethodDef odict_methods[] = {
    {"fromkeys", METHOD(method_fromkeys),
     METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "fromkeys($type, /, iterable, value=None)\n--\n\n"
     "Create a new ordered dictionary with keys from iterable and values "
     "set to value."},
    {"__sizeof__", METHOD(method_size_of), METH_NOARGS, NULL},
    {"__reduce__", METHOD(method_reduce), METH_NOARGS,
     "Return state information for pickling"},
    {"setdefault", METHOD(method_setdefault), METH_FASTCALL | METH_KEYWORDS,
     "setdefault($self, /, key, default=None)\n--\n\n"
     "Insert key with a value of default if key is not in the dictionary."
     "\n\nReturn the value for key if key is in the dictionary, else "
     "default."},
    {"pop", METHOD(method_pop), METH_FASTCALL | METH_KEYWORDS,
     "pop($self, /, key, default=<unrepresentable>)\n--\n\n"
     "od.pop(key[,default]) -> v, remove specified key and return the "
     "corresponding value.\n\nIf the key is not found, return the default "
     "if given; otherwise,\nraise a KeyError."},
    {"popitem", METHOD(method_popitem), METH_FASTCALL | METH_KEYWORDS,
     "popitem($self, /, last=True)\n--\n\n"
     "Remove and return a (key, value) pair from the dictionary.\n\nPairs "
     "are returned in LIFO order if last is true or FIFO order if false."},
    {"keys", METHOD(method_keys), METH_NOARGS, NULL},
    {"values", METHOD(method_values), METH_NOARGS, NULL},
    {"items", METHOD(method_items), METH_NOARGS, NULL},
    {"update", METHOD(method_update), METH_VARARGS | METH_KEYWORDS, NULL},
    {"clear", METHOD(method_clear), METH_NOARGS,
     "od.clear() -> None.  Remove all items from od."},
    {"copy", METHOD(method_copy), METH_NOARGS,
     "od.copy() -> a shallow copy of od"},
    {"__reversed__", METHOD(odict_reversed), METH_NOARGS,
     "od.__reversed__() <==> reversed(od)"},
    {"move_to_end", METHOD(method_move_to_end),
     METH_FASTCALL | METH_KEYWORDS,
     "move_to_end($self, /, key, last=True)\n--\n\n"
     "Move an existing element to the end (or beginning if last is "
     "false).\n\nRaise KeyError if the element does not exist."},
    {NULL, NULL, 0, NULL},
};
