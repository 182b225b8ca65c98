/* The iterator of tuple. */
#include "gc/object_fast.h"
#include "interp/objects/container.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

typedef struct TupleIterator {
    Object base;
    ssize_t index;
    Object *tuple; /* owned; NULL when exhausted */
} TupleIterator;

Object *
tuple_iter(Object *self)
{
    TupleIterator *it = object_new_watched(&tuple_iterator_type,
                                           sizeof(TupleIterator), -1);
    if (it != NULL) {
        it->index = 0;
        it->tuple = ref_new(self);
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
iterator_next(Object *self)
{
    TupleIterator *it = (TupleIterator *)self;
    if (it->tuple == NULL) {
        return NULL;
    }
    if (it->index < tuple_size(it->tuple)) {
        return ref_new(tuple_get(it->tuple, it->index++));
    }
    ref_store(it, &it->tuple, NULL);
    return NULL;
}

static Object *
iterator_length_hint(Object *self, Object *unused UNUSED)
{
    const TupleIterator *it = (TupleIterator *)self;
    return int_from_ssize(
        it->tuple == NULL ? 0 : tuple_size(it->tuple) - it->index);
}

static Object *
iterator_reduce_method(Object *self, Object *unused UNUSED)
{
    const TupleIterator *it = (TupleIterator *)self;
    return iterator_reduce("iter", it->tuple, it->index, tuple_new(0));
}

static Object *
iterator_setstate(Object *self, Object *state)
{
    TupleIterator *it = (TupleIterator *)self;
    ssize_t index = int_as_ssize(state);
    if (index == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (it->tuple != NULL) {
        ssize_t n = tuple_size(it->tuple);
        it->index = index < 0 ? 0 : index > n ? n : index;
    }
    return none_new();
}

static void
iterator_dealloc(Object *self)
{
    gc_untrack(self);
    ref_xdec(((TupleIterator *)self)->tuple);
    object_free_watched(self, sizeof(TupleIterator));
}

static MethodDef iterator_methods[] = {
    {"__length_hint__", METHOD(iterator_length_hint), METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", METHOD(iterator_reduce_method), METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", METHOD(iterator_setstate), METH_O,
     "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};

static FieldDef iterator_members[] = {
    {"tuple", FIELD_OBJECT, offsetof(TupleIterator, tuple), FIELD_HIDDEN,
     NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type tuple_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "tuple_iterator",
    .basicsize = sizeof(TupleIterator),
    .dealloc = iterator_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
    .members = iterator_members,
};
