/* The iterator of an OrderedDict and its three views. */
#include "interp/objects/container.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/odict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

enum { ITER_KEYS = 1, ITER_VALUES = 2, ITER_ITEMS = 3, ITER_REVERSED = 4 };

typedef struct OrderedIterator {
    Object base;
    int kind;
    OrderedDict *of; /* owned; NULL when exhausted */
    ssize_t size;    /* of the dict at the beginning; -1 it has changed */
    size_t state;    /* of the list at the beginning */
    Object *result;  /* owned; items: the tuple, used again if nobody holds
                        it, else NULL */
    Object *current; /* owned; the key that comes next, NULL at the end */
} OrderedIterator;

#define SELF ((OrderedIterator *)self)

static Object *
new_iterator(Object *self, int kind)
{
    OrderedDict *of = (OrderedDict *)self;
    OrderedIterator *it = object_new_raw(&odict_iterator_type, 0);
    if (it == NULL) {
        return NULL;
    }
    OrderedNode *node = kind & ITER_REVERSED ? of->last : of->first;
    it->kind = kind;
    it->of = ref_new(of);
    it->size = dict_size(of);
    it->state = of->state;
    it->current = node == NULL ? NULL : ref_new(node->key);
    it->result = NULL;
    if ((kind & ITER_ITEMS) == ITER_ITEMS) {
        it->result = tuple_pack(2, NONE, NONE);
        if (it->result == NULL) {
            ref_xdec(it->current);
            ref_dec(of);
            object_free(it);
            return NULL;
        }
    }
    gc_track(it);
    return OBJ(it);
}

// The key whose turn it is, new; NULL at the end, and with an error.
static Object *
next_key(OrderedIterator *it)
{
    OrderedDict *of = it->of;
    if (of == NULL) {
        return NULL;
    }
    if (it->current == NULL || it->state != of->state) {
        if (it->current != NULL) {
            error_set_text(EXC(RuntimeError),
                           "OrderedDict mutated during iteration");
        }
        ref_store(it, &it->of, NULL);
        return NULL;
    }
    if (it->size != dict_size(of)) {
        error_set_text(EXC(RuntimeError),
                       "OrderedDict changed size during iteration");
        it->size = -1; // and stays so
        return NULL;
    }
    // Held: the key's __eq__ may use the iterator up.
    Object *key = ref_new(it->current);
    ref_inc(of);
    OrderedNode *node = odict_find(OBJ(of), key);
    if (node == NULL) {
        if (error_occurred() == NULL) {
            error_key(key);
        }
        REF_CLEAR(key);
    } else {
        node = it->kind & ITER_REVERSED ? node->prev : node->next;
    }
    ref_store(it, &it->current, node == NULL ? NULL : ref_new(node->key));
    ref_dec(of);
    return key;
}

// (key, value), in the tuple of the last call if nobody else has it. Takes
// over both references.
static Object *
make_pair(OrderedIterator *it, STEALS Object *key, STEALS Object *value)
{
    Object *pair = it->result;
    if (pair->refcount != 1) {
        pair = tuple_pack(2, key, value);
        ref_dec(key);
        ref_dec(value);
        return pair;
    }
    Object *old_key = tuple_get(pair, 0), *old_value = tuple_get(pair, 1);
    ref_inc(pair);
    tuple_init_item(pair, 0, key);
    tuple_init_item(pair, 1, value);
    RECORD_TOUCH(pair);
    ref_dec(old_key);
    ref_dec(old_value);
    // The collector may have untracked it while it held plain values.
    if (!gc_is_tracked(pair)) {
        gc_track(pair);
    }
    return pair;
}

static Object *
iterator_next(Object *self)
{
    Object *key = next_key(SELF);
    if (key == NULL || !(SELF->kind & ITER_VALUES)) {
        return key;
    }
    Object *of = ref_xnew(SELF->of); // __eq__ may have used it up
    Object *value = of == NULL ? NULL : ref_xnew(dict_get(of, key));
    ref_xdec(of);
    if (value == NULL) {
        error_clear();
        error_key(key);
        ref_dec(key);
        ref_store(self, &SELF->current, NULL);
        ref_store(self, &SELF->of, NULL);
        return NULL;
    }
    if (SELF->kind & ITER_KEYS) {
        return make_pair(SELF, key, value);
    }
    ref_dec(key);
    return value;
}

static Object *
iterator_reduce_method(Object *self, Object *unused UNUSED)
{
    // A copy is used up: the original stays where it is.
    OrderedIterator *copy = object_new_raw(&odict_iterator_type, 0);
    if (copy == NULL) {
        return NULL;
    }
    copy->kind = SELF->kind;
    copy->of = ref_xnew(SELF->of);
    copy->size = SELF->size;
    copy->state = SELF->state;
    copy->current = ref_xnew(SELF->current);
    copy->result = SELF->result == NULL ? NULL : tuple_pack(2, NONE, NONE);
    gc_track(copy);
    Object *list = SELF->result != NULL && copy->result == NULL
                       ? NULL
                       : sequence_list(OBJ(copy));
    ref_dec(copy);
    return list == NULL ? NULL : iterator_reduce("iter", NULL, 0, list);
}

static MethodDef iterator_methods[] = {
    {"__reduce__", METHOD(iterator_reduce_method), METH_NOARGS,
     "Return state information for pickling"},
    {NULL, NULL, 0, NULL},
};

static FieldDef iterator_members[] = {
    {"odict", FIELD_OBJECT, offsetof(OrderedIterator, of), FIELD_HIDDEN,
     NULL},
    {"result", FIELD_OBJECT, offsetof(OrderedIterator, result), FIELD_HIDDEN,
     NULL},
    {"current", FIELD_OBJECT, offsetof(OrderedIterator, current),
     FIELD_HIDDEN, NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type odict_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "odict_iterator",
    .basicsize = sizeof(OrderedIterator),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
    .members = iterator_members,
};

Object *
odict_iter(Object *self)
{
    return new_iterator(self, ITER_KEYS);
}

Object *
odict_reversed(Object *self, Object *unused UNUSED)
{
    return new_iterator(self, ITER_KEYS | ITER_REVERSED);
}

// ------------------------------------------------------------------- views

#define VIEW(which, kind)                                                    \
    static Object *which##_iter(Object *self)                                \
    {                                                                        \
        return new_iterator(((DictView *)self)->dict, kind);                 \
    }                                                                        \
                                                                             \
    static Object *which##_reversed(Object *self, Object *unused UNUSED)     \
    {                                                                        \
        return new_iterator(((DictView *)self)->dict, kind | ITER_REVERSED); \
    }                                                                        \
                                                                             \
    static MethodDef which##_methods[] = {                                   \
        {"__reversed__", METHOD(which##_reversed), METH_NOARGS, NULL},       \
        {NULL, NULL, 0, NULL},                                               \
    };                                                                       \
                                                                             \
    STATIC_OBJECT Type odict_##which##_type = {                              \
        TYPE_HEAD_INIT,                                                      \
        .name = "odict_" #which,                                             \
        .basicsize = sizeof(DictView),                                       \
        .dealloc = type_generic_dealloc,                                     \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC,                                \
        .traverse = object_fields_traverse,                                  \
        .iter = which##_iter,                                                \
        .methods = which##_methods,                                          \
        .base = &dict_##which##_type,                                        \
    }

VIEW(keys, ITER_KEYS);
VIEW(values, ITER_VALUES);
VIEW(items, ITER_ITEMS);
