/* The six iterators of dicts: keys, values, items, forwards and back. */
#include "interp/objects/container.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

typedef struct DictIterator {
    Object base;
    Dict *dict;     /* owned; NULL when exhausted */
    ssize_t used;   /* of the dict at the beginning; -1 it has changed */
    ssize_t position;
    Object *result; /* owned; items: the tuple, used again if nobody holds
                       it, else NULL */
    ssize_t length; /* entries to come */
} DictIterator;

Object *
dict_iterator_new(Object *self, Type *type)
{
    Dict *dict = (Dict *)self;
    DictIterator *it = object_new_raw(type, 0);
    if (it == NULL) {
        return NULL;
    }
    it->dict = ref_new(dict);
    it->used = it->length = dict->used;
    it->position = 0;
    it->result = NULL;
    if (type == &dict_reverse_key_iterator_type ||
        type == &dict_reverse_value_iterator_type ||
        type == &dict_reverse_item_iterator_type) {
        it->position = (dict->values != NULL ? dict->used
                                             : dict->keys->nentries) -
                       1;
    }
    if (type == &dict_item_iterator_type ||
        type == &dict_reverse_item_iterator_type) {
        it->result = tuple_pack(2, NONE, NONE);
        if (it->result == NULL) {
            ref_dec(it->dict);
            object_free(it);
            return NULL;
        }
    }
    gc_track(it);
    return OBJ(it);
}

static int
finish(DictIterator *it)
{
    ref_store(it, &it->dict, NULL);
    return 0;
}

// Whether the dict is as it was: 1; 0 exhausted before; -1 error.
static int
check(DictIterator *it)
{
    if (it->dict == NULL) {
        return 0;
    }
    if (it->used != it->dict->used) {
        error_set_text(EXC(RuntimeError),
                       "dictionary changed size during iteration");
        it->used = -1; // and stays so
        return -1;
    }
    return 1;
}

// The next entry, borrowed: 1, or 0 at the end and with an error.
static int
forward(DictIterator *it, Object **key, Object **value)
{
    if (check(it) <= 0) {
        return 0;
    }
    if (!dict_next(OBJ(it->dict), &it->position, key, value)) {
        return finish(it);
    }
    if (it->length == 0) {
        // There should be no more.
        error_set_text(EXC(RuntimeError),
                       "dictionary keys changed during iteration");
        return finish(it);
    }
    it->length--;
    return 1;
}

static int
backward(DictIterator *it, Object **key, Object **value)
{
    if (check(it) <= 0) {
        return 0;
    }
    Dict *dict = it->dict;
    ssize_t i = it->position;
    if (dict->values == NULL) {
        while (i >= 0 && keys_key(dict->keys, i) == NULL) {
            i--;
        }
    }
    if (i < 0) {
        return finish(it);
    }
    ssize_t position = i;
    if (!dict_next(OBJ(dict), &position, key, value)) {
        return finish(it);
    }
    it->position = i - 1;
    it->length--;
    return 1;
}

// The pair, in the tuple of the last call if nobody else has it.
static Object *
make_pair(DictIterator *it, Object *key, Object *value)
{
    Object *pair = it->result;
    if (pair->refcount != 1) {
        return tuple_pack(2, key, value);
    }
    Object *old_key = tuple_get(pair, 0), *old_value = tuple_get(pair, 1);
    ref_inc(pair);
    tuple_init_item(pair, 0, ref_new(key));
    tuple_init_item(pair, 1, ref_new(value));
    RECORD_TOUCH(pair);
    ref_dec(old_key);
    ref_dec(old_value);
    // The collector may have untracked it while it held plain values.
    if (!gc_is_tracked(pair)) {
        gc_track(pair);
    }
    return pair;
}

#define NEXT(name, step, result)                                             \
    static Object *name(Object *self)                                        \
    {                                                                        \
        DictIterator *it = (DictIterator *)self;                             \
        Object *key, *value;                                                 \
        return step(it, &key, &value) ? (Object *)(result) : NULL;           \
    }

NEXT(next_key, forward, ref_new(key))
NEXT(next_value, forward, ref_new(value))
NEXT(next_item, forward, make_pair(it, key, value))
NEXT(previous_key, backward, ref_new(key))
NEXT(previous_value, backward, ref_new(value))
NEXT(previous_item, backward, make_pair(it, key, value))

static Object *
length_hint(Object *self, Object *unused UNUSED)
{
    const DictIterator *it = (DictIterator *)self;
    return int_from_ssize(
        it->dict != NULL && it->used == it->dict->used ? it->length : 0);
}

static Object *
reduce(Object *self, Object *unused UNUSED)
{
    // A copy is used up: the original stays where it is.
    const DictIterator *it = (DictIterator *)self;
    DictIterator *copy = object_new_raw(TYPE_OF(self), 0);
    if (copy == NULL) {
        return NULL;
    }
    copy->dict = ref_xnew(it->dict);
    copy->used = it->used;
    copy->position = it->position;
    copy->length = it->length;
    copy->result = it->result == NULL ? NULL : tuple_pack(2, NONE, NONE);
    gc_track(copy);
    Object *list = it->result != NULL && copy->result == NULL
                       ? NULL
                       : sequence_list(OBJ(copy));
    ref_dec(copy);
    return list == NULL ? NULL : iterator_reduce("iter", NULL, 0, list);
}

static MethodDef methods[] = {
    {"__length_hint__", METHOD(length_hint), METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", METHOD(reduce), METH_NOARGS,
     "Return state information for pickling."},
    {NULL, NULL, 0, NULL},
};

static FieldDef members[] = {
    {"dict", FIELD_OBJECT, offsetof(DictIterator, dict), FIELD_HIDDEN, NULL},
    {"result", FIELD_OBJECT, offsetof(DictIterator, result), FIELD_HIDDEN,
     NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

#define ITERATOR_TYPE(variable, text, next)                                  \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = text,                                                        \
        .basicsize = sizeof(DictIterator),                                   \
        .dealloc = type_generic_dealloc,                                     \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC,                                \
        .traverse = object_fields_traverse,                                  \
        .iter = object_self,                                                 \
        .iternext = next,                                                    \
        .methods = methods,                                                  \
        .members = members,                                                  \
    }

ITERATOR_TYPE(dict_key_iterator_type, "dict_keyiterator", next_key);
ITERATOR_TYPE(dict_value_iterator_type, "dict_valueiterator", next_value);
ITERATOR_TYPE(dict_item_iterator_type, "dict_itemiterator", next_item);
ITERATOR_TYPE(dict_reverse_key_iterator_type, "dict_reversekeyiterator",
              previous_key);
ITERATOR_TYPE(dict_reverse_value_iterator_type, "dict_reversevalueiterator",
              previous_value);
ITERATOR_TYPE(dict_reverse_item_iterator_type, "dict_reverseitemiterator",
              previous_item);
