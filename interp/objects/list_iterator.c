/* The iterators of list, forwards and backwards. */
#include "gc/object_fast.h"
#include "interp/objects/container.h"
#include "interp/objects/list_private.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

static Object *
iterator_new(Type *type, Object *list, ssize_t index)
{
    ListIterator *it = object_new_watched(type, sizeof(ListIterator), -1);
    if (it != NULL) {
        it->index = index;
        it->list = ref_new(list);
        gc_track(it);
    }
    return OBJ(it);
}

Object *
list_iter(Object *self)
{
    return iterator_new(&list_iterator_type, self, 0);
}

Object *
list_iter_reversed(Object *self, Object *unused UNUSED)
{
    return iterator_new(&list_reverse_iterator_type, self,
                        list_size(self) - 1);
}

static Object *
next(Object *self)
{
    ListIterator *it = (ListIterator *)self;
    if (it->list == NULL) {
        return NULL;
    }
    if (it->index < list_size(it->list)) {
        return ref_new(it->list->items[it->index++]);
    }
    ref_store(it, &it->list, NULL);
    return NULL;
}

static Object *
previous(Object *self)
{
    ListIterator *it = (ListIterator *)self;
    if (it->list == NULL) {
        return NULL;
    }
    if (it->index >= 0 && it->index < list_size(it->list)) {
        return ref_new(it->list->items[it->index--]);
    }
    it->index = -1;
    ref_store(it, &it->list, NULL);
    return NULL;
}

static Object *
length_hint(Object *self, Object *unused UNUSED)
{
    const ListIterator *it = (ListIterator *)self;
    ssize_t n = it->list == NULL ? 0 : list_size(it->list) - it->index;
    return int_from_ssize(n < 0 ? 0 : n);
}

static Object *
reverse_length_hint(Object *self, Object *unused UNUSED)
{
    const ListIterator *it = (ListIterator *)self;
    ssize_t n = it->index + 1;
    return int_from_ssize(it->list == NULL || list_size(it->list) < n ? 0
                                                                      : n);
}

static Object *
reduce(Object *self, Object *unused UNUSED)
{
    const ListIterator *it = (ListIterator *)self;
    return iterator_reduce("iter", OBJ(it->list), it->index, list_new(0));
}

static Object *
reverse_reduce(Object *self, Object *unused UNUSED)
{
    const ListIterator *it = (ListIterator *)self;
    return it->list != NULL
               ? iterator_reduce("reversed", OBJ(it->list), it->index,
                                 list_new(0))
               : iterator_reduce("iter", NULL, 0, list_new(0));
}

static Object *
set_state(Object *self, Object *state)
{
    ListIterator *it = (ListIterator *)self;
    ssize_t index = int_as_ssize(state);
    if (index == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (it->list != NULL) {
        ssize_t n = list_size(it->list);
        it->index = index < 0 ? 0 : index > n ? n : index;
    }
    return none_new();
}

static Object *
reverse_set_state(Object *self, Object *state)
{
    ListIterator *it = (ListIterator *)self;
    ssize_t index = int_as_ssize(state);
    if (index == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (it->list != NULL) {
        ssize_t last = list_size(it->list) - 1;
        it->index = index < -1 ? -1 : index > last ? last : index;
    }
    return none_new();
}

static void
iterator_dealloc(Object *self)
{
    gc_untrack(self);
    ref_xdec(((ListIterator *)self)->list);
    object_free_watched(self, sizeof(ListIterator));
}

#define ITERATOR_METHODS(length_hint, reduce, set_state)                     \
    {                                                                        \
        {"__length_hint__", METHOD(length_hint), METH_NOARGS,                \
         "Private method returning an estimate of len(list(it))."},          \
            {"__reduce__", METHOD(reduce), METH_NOARGS,                      \
             "Return state information for pickling."},                      \
            {"__setstate__", METHOD(set_state), METH_O,                      \
             "Set state information for unpickling."},                       \
        {                                                                    \
            NULL, NULL, 0, NULL                                              \
        }                                                                    \
    }

static MethodDef methods[] = ITERATOR_METHODS(length_hint, reduce, set_state);
static MethodDef reverse_methods[] = ITERATOR_METHODS(
    reverse_length_hint, reverse_reduce, reverse_set_state);

static FieldDef members[] = {
    {"list", FIELD_OBJECT, offsetof(ListIterator, list), FIELD_HIDDEN, NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type list_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "list_iterator",
    .basicsize = sizeof(ListIterator),
    .dealloc = iterator_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = next,
    .methods = methods,
    .members = members,
};

STATIC_OBJECT Type list_reverse_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "list_reverseiterator",
    .basicsize = sizeof(ListIterator),
    .dealloc = iterator_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = previous,
    .methods = reverse_methods,
    .members = members,
};
