/* dict_methods.c - dict's slots and methods
 *
 * The dicts themselves are in dict.c, merging in dict_merge.c, the views in
 * dict_views.c.
 */
#include "interp/objects/dict_methods.h"

#include "gc/count_text.h"
#include "gc/object_fast.h"
#include "interp/objects/container.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/type.h"

// ------------------------------------------------------------------- slots

// d.update(...) and d.__init__(...).
static int
update_common(Object *self, Object *args, Object *kwargs, const char *name)
{
    if (!args_check_count(name, tuple_size(args), 0, 1)) {
        return -1;
    }
    if (tuple_size(args) > 0 &&
        dict_update_from(self, tuple_get(args, 0)) < 0) {
        return -1;
    }
    if (kwargs == NULL) {
        return 0;
    }
    ssize_t position = 0;
    Object *key;
    while (dict_next(kwargs, &position, &key, NULL)) {
        if (!str_check(key)) {
            error_set_text(EXC(TypeError), "keywords must be strings");
            return -1;
        }
    }
    return dict_merge(self, kwargs, 1);
}

static void
slot_dealloc(Object *self)
{
    Dict *dict = (Dict *)self;
    gc_untrack(self);
    bool exact = TYPE_OF(self)->dealloc == slot_dealloc;
    if (exact && !trash_begin(self)) {
        return;
    }
    DictKeys *keys = dict->keys;
    DictValues *values = dict->values;
    if (values != NULL) {
        ssize_t n = keys->nentries;
        for (ssize_t i = 0; i < n; i++) {
            ref_xdec(values->values[i]);
        }
        values_free(values);
    }
    if (keys != NULL) {
        keys_release(keys);
    }
    if (TYPE_OF(self) == &dict_type) {
        object_free_watched(self, sizeof(Dict));
    } else {
        container_free(self);
    }
    if (exact) {
        trash_end();
    }
}

static int
slot_traverse(Object *self, VisitProc visit, void *arg)
{
    const Dict *dict = (Dict *)self;
    const DictKeys *keys = dict->keys;
    for (ssize_t i = 0; i < keys->nentries; i++) {
        Object *value, *key = NULL;
        if (keys->kind == KEYS_GENERAL) {
            value = keys_general_entries(keys)[i].value;
            key = value == NULL ? NULL : keys_general_entries(keys)[i].key;
        } else if (dict->values != NULL) {
            value = dict->values->values[i];
        } else {
            value = keys_unicode_entries(keys)[i].value;
        }
        int stop = value == NULL ? 0 : visit(value, arg);
        if (stop == 0 && key != NULL) {
            stop = visit(key, arg);
        }
        if (stop != 0) {
            return stop;
        }
    }
    return 0;
}

static int
slot_clear(Object *self)
{
    dict_clear(self);
    return 0;
}

void
dict_maybe_untrack(Object *self)
{
    if (!dict_check_exact(self) || !gc_is_tracked(self)) {
        return;
    }
    ssize_t position = 0;
    Object *key, *value;
    while (dict_next(self, &position, &key, &value)) {
        if (container_may_be_tracked(value) ||
            container_may_be_tracked(key)) {
            return;
        }
    }
    gc_untrack(self);
}

static size_t
slot_size_of(Object *self)
{
    const Dict *dict = (Dict *)self;
    size_t size = (size_t)TYPE_OF(self)->basicsize;
    if (dict->values != NULL) {
        size += (size_t)keys_shared_size(dict->keys) * sizeof(Object *);
    }
    // Shared keys count as part of the class, the empty ones as nobody's.
    if (dict->keys->refcount == 1 && dict->keys->log2_size > 0) {
        size += keys_size(dict->keys);
    }
    return size;
}

static Object *
slot_repr(Object *self)
{
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered > 0 ? str_from_text("{...}") : NULL;
    }
    StrWriter w;
    strwriter_init(&w);
    int failed = strwriter_char(&w, '{');
    ssize_t position = 0;
    bool first = true;
    Object *key, *value;
    while (failed == 0 && dict_next(self, &position, &key, &value)) {
        ref_inc(key);
        ref_inc(value);
        failed = (!first && strwriter_text(&w, ", ") < 0) ||
                 strwriter_repr(&w, key) < 0 || strwriter_text(&w, ": ") < 0 ||
                 strwriter_repr(&w, value) < 0;
        first = false;
        ref_dec(key);
        ref_dec(value);
    }
    failed = failed || strwriter_char(&w, '}') < 0;
    repr_leave(self);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static ssize_t
slot_length(Object *self)
{
    return dict_size(self);
}

static Object *
slot_subscript(Object *self, Object *key)
{
    HashValue hash = key_hash(key);
    Object *value;
    if (hash == -1 ||
        dict_find((Dict *)self, key, hash, &value) == SLOT_ERROR) {
        return NULL;
    }
    if (value != NULL) {
        return ref_new(value);
    }
    if (!dict_check_exact(self)) {
        Object *missing = lookup_special(self, dn_missing);
        if (missing != NULL) {
            Object *result = call_one(missing, key);
            ref_dec(missing);
            return result;
        }
        if (error_occurred() != NULL) {
            return NULL;
        }
    }
    return error_key(key);
}

static int
slot_ass_subscript(Object *self, Object *key, Object *value)
{
    return value == NULL ? dict_delete(self, key)
                         : dict_set(self, key, value);
}

static int
equal_dicts(Dict *a, Dict *b)
{
    if (a->used != b->used) {
        return 0;
    }
    ssize_t position = 0;
    Object *key, *value;
    HashValue hash;
    while (dict_next_hash(OBJ(a), &position, &key, &value, &hash)) {
        ref_inc(value);
        ref_inc(key);
        Object *other;
        ssize_t i = dict_find(b, key, hash, &other);
        int equal = i == SLOT_ERROR ? -1 : 0;
        if (other != NULL && equal == 0) {
            ref_inc(other);
            equal = object_richcompare_bool(value, other, CMP_EQ);
            ref_dec(other);
        }
        ref_dec(key);
        ref_dec(value);
        if (equal <= 0) {
            return equal;
        }
    }
    return 1;
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!dict_check(a) || !dict_check(b) || (op != CMP_EQ && op != CMP_NE)) {
        return not_implemented_new();
    }
    int equal = equal_dicts((Dict *)a, (Dict *)b);
    return equal < 0 ? NULL : bool_new(equal == (op == CMP_EQ));
}

static Object *
slot_or(Object *a, Object *b)
{
    if (!dict_check(a) || !dict_check(b)) {
        return not_implemented_new();
    }
    Object *result = dict_copy(a);
    if (result != NULL && dict_update_from(result, b) < 0) {
        REF_CLEAR(result);
    }
    return result;
}

static Object *
slot_inplace_or(Object *self, Object *other)
{
    return dict_update_from(self, other) < 0 ? NULL : ref_new(self);
}

static Object *
slot_iter(Object *self)
{
    return dict_iterator_new(self, &dict_key_iterator_type);
}

static int
slot_init(Object *self, Object *args, Object *kwargs)
{
    return update_common(self, args, kwargs, "dict");
}

static Object *
slot_new(Type *type, Object *args UNUSED, Object *kwargs UNUSED)
{
    return dict_new_of_type(type);
}

static Object *
slot_vectorcall(Object *type, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    ssize_t nargs = call_nargs(nargsf);
    if (!args_check_count("dict", nargs, 0, 1)) {
        return NULL;
    }
    Object *self = dict_new_of_type((Type *)type);
    if (self == NULL) {
        return NULL;
    }
    if (nargs > 0 && dict_update_from(self, args[0]) < 0) {
        goto fail;
    }
    for (ssize_t i = 0; kwnames != NULL && i < tuple_size(kwnames); i++) {
        if (dict_set(self, tuple_get(kwnames, i), args[nargs + i]) < 0) {
            goto fail;
        }
    }
    return self;

fail:
    ref_dec(self);
    return NULL;
}

// ----------------------------------------------------------------- methods

static Object *
method_contains(Object *self, Object *key)
{
    int found = dict_contains(self, key);
    return found < 0 ? NULL : bool_new(found);
}

static Object *
method_get(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("get", nargs, 1, 2)) {
        return NULL;
    }
    HashValue hash = key_hash(args[0]);
    Object *value;
    if (hash == -1 ||
        dict_find((Dict *)self, args[0], hash, &value) == SLOT_ERROR) {
        return NULL;
    }
    return ref_new(value != NULL ? value : nargs > 1 ? args[1] : NONE);
}

static Object *
method_setdefault(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("setdefault", nargs, 1, 2)) {
        return NULL;
    }
    return ref_xnew(
        dict_set_default(self, args[0], nargs > 1 ? args[1] : NONE));
}

static Object *
method_pop(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("pop", nargs, 1, 2)) {
        return NULL;
    }
    return dict_pop(self, args[0], nargs > 1 ? args[1] : NULL);
}

static Object *
method_popitem(Object *self, Object *unused UNUSED)
{
    // The tuple first: its allocation may run code that changes the dict.
    Object *pair = tuple_new(2);
    if (pair == NULL) {
        return NULL;
    }
    if (dict_size(self) == 0) {
        ref_dec(pair);
        return error_set_text(EXC(KeyError),
                              "popitem(): dictionary is empty");
    }
    Object *key;
    Object *value = dict_pop_last(self, &key);
    if (value == NULL) {
        ref_dec(pair);
        return NULL;
    }
    tuple_init_item(pair, 0, key);
    tuple_init_item(pair, 1, value);
    return pair;
}

static Object *
method_keys(Object *self, Object *unused UNUSED)
{
    return dict_view_new(self, &dict_keys_type);
}

static Object *
method_values(Object *self, Object *unused UNUSED)
{
    return dict_view_new(self, &dict_values_type);
}

static Object *
method_items(Object *self, Object *unused UNUSED)
{
    return dict_view_new(self, &dict_items_type);
}

static Object *
method_update(Object *self, Object *args, Object *kwargs)
{
    return update_common(self, args, kwargs, "update") < 0 ? NULL
                                                           : none_new();
}

static Object *
method_clear(Object *self, Object *unused UNUSED)
{
    dict_clear(self);
    return none_new();
}

static Object *
method_copy(Object *self, Object *unused UNUSED)
{
    return dict_copy(self);
}

static Object *
method_reversed(Object *self, Object *unused UNUSED)
{
    return dict_iterator_new(self, &dict_reverse_key_iterator_type);
}

static Object *
method_size_of(Object *self, Object *unused UNUSED)
{
    return int_from_size(slot_size_of(self));
}

static Object *
method_fromkeys(Object *type, Object *const *args, ssize_t nargs)
{
    return args_check_count("fromkeys", nargs, 1, 2)
               ? dict_fromkeys(type, args[0], nargs > 1 ? args[1] : NONE)
               : NULL;
}

static MethodDef methods[] = {
    {"__contains__", METHOD(method_contains), METH_O | METH_COEXIST,
     "__contains__($self, key, /)\n--\n\n"
     "True if the dictionary has the specified key, else False."},
    {"__getitem__", METHOD(slot_subscript), METH_O | METH_COEXIST,
     "x.__getitem__(y) <==> x[y]"},
    {"__sizeof__", METHOD(method_size_of), METH_NOARGS,
     "D.__sizeof__() -> size of D in memory, in bytes"},
    {"get", METHOD(method_get), METH_FASTCALL,
     "get($self, key, default=None, /)\n--\n\n"
     "Return the value for key if key is in the dictionary, else default."},
    {"setdefault", METHOD(method_setdefault), METH_FASTCALL,
     "setdefault($self, key, default=None, /)\n--\n\n"
     "Insert key with a value of default if key is not in the dictionary."
     "\n\nReturn the value for key if key is in the dictionary, else "
     "default."},
    {"pop", METHOD(method_pop), METH_FASTCALL,
     "D.pop(k[,d]) -> v, remove specified key and return the corresponding "
     "value.\n\nWithout d a missing key raises KeyError."},
    {"popitem", METHOD(method_popitem), METH_NOARGS,
     "popitem($self, /)\n--\n\n"
     "Remove and return the (key, value) pair that was inserted last.\n\n"
     "Raises KeyError if the dict is empty."},
    {"keys", METHOD(method_keys), METH_NOARGS,
     "D.keys() -> a set-like object providing a view on D's keys"},
    {"items", METHOD(method_items), METH_NOARGS,
     "D.items() -> a set-like object providing a view on D's items"},
    {"values", METHOD(method_values), METH_NOARGS,
     "D.values() -> an object providing a view on D's values"},
    {"update", METHOD(method_update), METH_VARARGS | METH_KEYWORDS,
     "D.update([E, ]**F) -> None.  Update D from mapping or pairs E and F."},
    {"fromkeys", METHOD(method_fromkeys), METH_FASTCALL | METH_CLASS,
     "fromkeys($type, iterable, value=None, /)\n--\n\n"
     "Create a new dictionary with keys from iterable and values set to "
     "value."},
    {"clear", METHOD(method_clear), METH_NOARGS,
     "D.clear() -> None.  Remove all items from D."},
    {"copy", METHOD(method_copy), METH_NOARGS,
     "D.copy() -> a shallow copy of D"},
    {"__reversed__", METHOD(method_reversed), METH_NOARGS,
     "__reversed__($self, /)\n--\n\n"
     "Return a reverse iterator over the dict keys."},
    {"__class_getitem__", METHOD(generic_alias_new), METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL},
};

static NumberSlots dict_number = {
    .or_ = slot_or,
    .inplace_or = slot_inplace_or,
};

static SequenceSlots dict_sequence = {
    .contains = dict_contains,
};

static MappingSlots dict_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
    .ass_subscript = slot_ass_subscript,
};

COUNT_TEXT_FITS(Dict, used, 0);

STATIC_OBJECT Type dict_type = {
    TYPE_HEAD_INIT,
    .name = "dict",
    .basicsize = sizeof(Dict),
    .dealloc = slot_dealloc,
    .edges = dict_edges,
    .value_text = count_text_first,
    .repr = slot_repr,
    .number = &dict_number,
    .sequence = &dict_sequence,
    .mapping = &dict_mapping,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE |
             TYPE_DICT_SUBCLASS | TYPE_MATCH_SELF | TYPE_MAPPING,
    .doc = "dict() -> new empty dictionary\n"
           "dict(mapping) -> new dictionary initialized from a mapping\n"
           "dict(iterable) -> new dictionary initialized from pairs\n"
           "dict(**kwargs) -> new dictionary with the name=value pairs",
    .traverse = slot_traverse,
    .clear = slot_clear,
    .richcompare = slot_richcompare,
    .iter = slot_iter,
    .methods = methods,
    .init = slot_init,
    .new_ = slot_new,
    .size_of = slot_size_of,
    .vectorcall = slot_vectorcall,
};
