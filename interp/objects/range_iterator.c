/* Iterators of ranges: with numbers of the machine, and with ints of any size
 * where those do not fit. */
#include "interp/objects/int.h"
#include "interp/objects/iterators_pickle.h"
#include "interp/objects/protocol.h"
#include "interp/objects/range.h"

/* Iterates over `length` numbers from start on; borrows. */
static Object *
iterate(Object *start, Object *step, Object *length)
{
    int over[4];
    long first = int_as_long_overflow(start, &over[0]);
    long by = int_as_long_overflow(step, &over[1]);
    long n = int_as_long_overflow(length, &over[2]);
    long last;
    over[3] = over[0] == 0 && over[1] == 0 && over[2] == 0
              && (__builtin_mul_overflow(by, n, &last)
                  || __builtin_add_overflow(last, first, &last));
    if (over[0] == 0 && over[1] == 0 && over[2] == 0 && over[3] == 0) {
        RangeIterator *it = object_new_raw(&range_iterator_type, 0);
        if (it != NULL) {
            it->index = 0;
            it->start = first;
            it->step = by;
            it->length = n;
        }
        return OBJ(it);
    }
    LongRangeIterator *it = object_new_raw(&long_range_iterator_type, 0);
    if (it != NULL) {
        it->index = int_from_ssize(0);
        it->start = ref_new(start);
        it->step = ref_new(step);
        it->length = ref_new(length);
    }
    return OBJ(it);
}

Object *
range_iter(Object *self)
{
    const Range *o = (Range *)self;
    return iterate(o->start, o->step, o->length);
}

Object *
range_reversed(Object *self, Object *unused UNUSED)
{
    const Range *o = (Range *)self;
    Object *one = int_from_ssize(1);
    Object *last = int_subtract(o->length, one);
    Object *step = int_negative(o->step);
    Object *result = NULL;
    if (last != NULL) {
        REF_SET(last, range_nth(o, last));
    }
    if (last != NULL && step != NULL) {
        result = iterate(last, step, o->length);
    }
    ref_dec(one);
    ref_xdec(last);
    ref_xdec(step);
    return result;
}

static Object *
iterator_next(Object *self)
{
    long value;
    return range_iterator_next_value((RangeIterator *)self, &value)
               ? int_from_long(value)
               : NULL;
}

static Object *
iterator_length_hint(Object *self, Object *unused UNUSED)
{
    const RangeIterator *it = (RangeIterator *)self;
    return int_from_ssize(it->length - it->index);
}

static void
iterator_dealloc(Object *self)
{
    object_free(self);
}

static Object *
long_iterator_next(Object *self)
{
    LongRangeIterator *it = (LongRangeIterator *)self;
    if (int_compare(it->index, it->length) >= 0) {
        return NULL;
    }
    Object *one = int_from_ssize(1);
    Object *next = int_add(it->index, one);
    Object *value = int_multiply(it->index, it->step);
    ref_dec(one);
    if (value != NULL) {
        REF_SET(value, int_add(it->start, value));
    }
    if (next == NULL || value == NULL) {
        ref_xdec(next);
        ref_xdec(value);
        return NULL;
    }
    ref_store(it, &it->index, next);
    return value;
}

static Object *
long_iterator_length_hint(Object *self, Object *unused UNUSED)
{
    const LongRangeIterator *it = (LongRangeIterator *)self;
    return int_subtract(it->length, it->index);
}

static void
long_iterator_dealloc(Object *self)
{
    LongRangeIterator *it = (LongRangeIterator *)self;
    ref_dec(it->index);
    ref_dec(it->start);
    ref_dec(it->step);
    ref_dec(it->length);
    object_free(self);
}

static MethodDef iterator_methods[] = {
    {"__length_hint__", METHOD(iterator_length_hint), METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", range_iterator_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", range_iterator_setstate, METH_O,
     "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};

STATIC_OBJECT Type range_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "range_iterator",
    .basicsize = sizeof(RangeIterator),
    .dealloc = iterator_dealloc,
    .flags = TYPE_DEFAULT,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
};

static MethodDef long_iterator_methods[] = {
    {"__length_hint__", METHOD(long_iterator_length_hint), METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", long_range_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", long_range_setstate, METH_O,
     "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};

#define LONG_FIELD(name)                                                     \
    {#name, FIELD_OBJECT, offsetof(LongRangeIterator, name), FIELD_HIDDEN,   \
     NULL}

static FieldDef long_iterator_members[] = {
    LONG_FIELD(index), LONG_FIELD(start), LONG_FIELD(step),
    LONG_FIELD(length), {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type long_range_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "longrange_iterator",
    .basicsize = sizeof(LongRangeIterator),
    .dealloc = long_iterator_dealloc,
    .flags = TYPE_DEFAULT,
    .iter = object_self,
    .iternext = long_iterator_next,
    .methods = long_iterator_methods,
    .members = long_iterator_members,
};
