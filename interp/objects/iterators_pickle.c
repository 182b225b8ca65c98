/* __reduce__ and __setstate__ of iterators over strings, bytes and ranges.
 *
 * The iterators of str, bytes and bytearray have one layout: an index and
 * what is walked through, NULL when it is exhausted. */
#include "interp/objects/iterators_pickle.h"

#include "interp/objects/bytes.h"
#include "interp/objects/container.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/range.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

typedef struct IndexedIterator {
    Object base;
    ssize_t index;
    Object *of;
} IndexedIterator;

#define SELF ((IndexedIterator *)self)

static Object *
indexed_reduce(Object *self, Object *unused)
{
    (void)unused;
    bool text = TYPE_OF(self) == &str_iterator_type ||
                TYPE_OF(self) == &str_ascii_iterator_type;
    return iterator_reduce("iter", SELF->of, SELF->index,
                           text ? str_from_text("") : tuple_new(0));
}

static Object *
indexed_setstate(Object *self, Object *state)
{
    ssize_t index = number_as_ssize(state, EXC(OverflowError));
    if (index == -1 && error_occurred()) {
        return NULL;
    }
    if (SELF->of != NULL) {
        ssize_t n = object_length(SELF->of);
        SELF->index = index < 0 ? 0 : index > n ? n : index;
    }
    return none_new();
}

static Object *
indexed_length_hint(Object *self, Object *unused)
{
    (void)unused;
    ssize_t n = SELF->of == NULL ? 0 : object_length(SELF->of) - SELF->index;
    return int_from_ssize(n < 0 ? 0 : n);
}

MethodDef indexed_iterator_methods[] = {
    {"__length_hint__", indexed_length_hint, METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", indexed_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", indexed_setstate, METH_O,
     "Set state information for unpickling."},
    {NULL, NULL, 0, NULL}};

// --------------------------------------------------------------------- ranges

Object *
range_iterator_reduce(Object *self, Object *unused)
{
    (void)unused;
    const RangeIterator *it = (RangeIterator *)self;
    Object *bounds[3] = {int_from_long(it->start),
                         int_from_long(it->start + it->length * it->step),
                         int_from_long(it->step)};
    Object *range = bounds[0] == NULL || bounds[1] == NULL ||
                            bounds[2] == NULL
                        ? NULL
                        : call_vector(OBJ(&range_type), bounds, 3, NULL);
    for (int i = 0; i < 3; i++) {
        ref_xdec(bounds[i]);
    }
    Object *result = range == NULL ? NULL
                                   : iterator_reduce("iter", range, it->index,
                                                     tuple_new(0));
    ref_xdec(range);
    return result;
}

Object *
range_iterator_setstate(Object *self, Object *state)
{
    RangeIterator *it = (RangeIterator *)self;
    long index = int_as_long(state);
    if (index == -1 && error_occurred()) {
        return NULL;
    }
    it->index = index < 0 ? 0 : index > it->length ? it->length : index;
    return none_new();
}

// The range that it walks through, and how far it has come.
Object *
long_range_reduce(Object *self, Object *unused)
{
    (void)unused;
    LongRangeIterator *it = (LongRangeIterator *)self;
    Object *way = number_multiply(it->length, it->step);
    Object *stop = way == NULL ? NULL : number_add(it->start, way);
    Object *range = stop == NULL
                        ? NULL
                        : call_vector(OBJ(&range_type),
                                      (Object *[]){it->start, stop, it->step},
                                      3, NULL);
    Object *iter = range == NULL ? NULL
                                 : iterator_reduce("iter", range, 0,
                                                   tuple_new(0));
    ref_xdec(way);
    ref_xdec(stop);
    ref_xdec(range);
    Object *result = iter == NULL
                         ? NULL
                         : tuple_pack(3, tuple_get(iter, 0),
                                      tuple_get(iter, 1), it->index);
    ref_xdec(iter);
    return result;
}

// As CPython's, the index is brought into the range.
Object *
long_range_setstate(Object *self, Object *state)
{
    LongRangeIterator *it = (LongRangeIterator *)self;
    Object *zero = int_from_long(0);
    int below = zero == NULL ? -1
                             : object_richcompare_bool(state, zero, CMP_LT);
    int above = below != 0 ? 0
                           : object_richcompare_bool(it->length, state,
                                                     CMP_LT);
    if (below >= 0 && above >= 0) {
        Object *index = below > 0 ? zero : above > 0 ? it->length : state;
        ref_store(it, &it->index, ref_new(index));
    }
    ref_xdec(zero);
    return below < 0 || above < 0 ? NULL : none_new();
}

// ------------------------------------------------------------------ bytearray

Object *
bytearray_method_reduce_ex(Object *self, Object *protocol)
{
    long number = int_as_long(protocol);
    if (number == -1 && error_occurred()) {
        return NULL;
    }
    const char *data = bytearray_data(self);
    ssize_t n = bytearray_size(self);
    Object *state = call_method_text(self, "__getstate__", NULL, 0);
    Object *args = NULL;
    if (state != NULL && number < 3) {
        Object *text = str_from_latin1(data, n);
        Object *encoding = str_from_text("latin-1");
        args = text == NULL || encoding == NULL
                   ? NULL
                   : tuple_pack(2, text, encoding);
        ref_xdec(text);
        ref_xdec(encoding);
    } else if (state != NULL) {
        Object *bytes = bytes_new(data, n);
        args = bytes == NULL ? NULL : tuple_pack(1, bytes);
        ref_xdec(bytes);
    }
    Object *result = args == NULL ? NULL
                                  : tuple_pack(3, TYPE_OF(self), args, state);
    ref_xdec(args);
    ref_xdec(state);
    return result;
}

Object *
bytearray_method_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *two = int_from_long(2);
    Object *result = two == NULL ? NULL
                                 : bytearray_method_reduce_ex(self, two);
    ref_xdec(two);
    return result;
}
