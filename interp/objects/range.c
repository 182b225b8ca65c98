/* The range type: four ints, of any size. */
#include "interp/objects/range.h"

#include "interp/objects/bool.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

/* How many items: (stop - start - 1) // step + 1 and alike. */
static Object *
compute_length(Object *start, Object *stop, Object *step)
{
    bool back = int_sign(step) < 0;
    Object *low = back ? stop : start;
    Object *high = back ? start : stop;
    if (int_compare(low, high) >= 0) {
        return int_from_ssize(0);
    }
    Object *one = int_from_ssize(1);
    Object *result = int_subtract(high, low);
    Object *size = int_absolute(step);
    if (result != NULL) {
        REF_SET(result, int_subtract(result, one));
    }
    if (result != NULL && size != NULL) {
        Object *quotient = NULL;
        int status = int_divmod(result, size, &quotient, NULL);
        REF_SET(result, status < 0 ? NULL : quotient);
    }
    if (result != NULL) {
        REF_SET(result, int_add(result, one));
    }
    ref_dec(one);
    ref_xdec(size);
    if (size == NULL) {
        REF_CLEAR(result);
    }
    return result;
}

/* A range of three ints; steals them, also on failure. */
static Object *
make(Object *start, Object *stop, Object *step)
{
    Object *length = NULL;
    Range *o = NULL;
    if (start == NULL || stop == NULL || step == NULL) {
        goto fail;
    }
    if (int_sign(step) == 0) {
        error_set_text(EXC(ValueError), "range() arg 3 must not be zero");
        goto fail;
    }
    length = compute_length(start, stop, step);
    if (length == NULL || (o = object_new_raw(&range_type, 0)) == NULL) {
        goto fail;
    }
    o->start = start;
    o->stop = stop;
    o->step = step;
    o->length = length;
    return OBJ(o);

fail:
    ref_xdec(start);
    ref_xdec(stop);
    ref_xdec(step);
    ref_xdec(length);
    return NULL;
}

Object *
range_new(Object *start, Object *stop, Object *step)
{
    Object *a = start == NULL ? int_from_ssize(0) : number_index(start);
    Object *b = a == NULL ? NULL : number_index(stop);
    Object *c = b == NULL      ? NULL
                : step == NULL ? int_from_ssize(1)
                               : number_index(step);
    return make(a, b, c);
}

static Object *
from_array(Object *const *args, ssize_t n)
{
    if (!args_check_count("range", n, 1, 3)) {
        return NULL;
    }
    return n == 1 ? range_new(NULL, args[0], NULL)
                  : range_new(args[0], args[1], n > 2 ? args[2] : NULL);
}

static Object *
slot_new(Type *type UNUSED, Object *args, Object *kwargs)
{
    if (!args_no_keywords("range", kwargs)) {
        return NULL;
    }
    return from_array(((Tuple *)args)->items, tuple_size(args));
}

static Object *
slot_vectorcall(Object *type UNUSED, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    if (!args_no_kwnames("range", kwnames)) {
        return NULL;
    }
    return from_array(args, call_nargs(nargsf));
}

static void
slot_dealloc(Object *self)
{
    Range *o = (Range *)self;
    ref_dec(o->start);
    ref_dec(o->stop);
    ref_dec(o->step);
    ref_dec(o->length);
    object_free(self);
}

static Object *
slot_repr(Object *self)
{
    const Range *o = (Range *)self;
    if (int_is_compact(o->step) && int_compact_value(o->step) == 1) {
        return str_from_format("range(%R, %R)", o->start, o->stop);
    }
    return str_from_format("range(%R, %R, %R)", o->start, o->stop, o->step);
}

static void
slot_value_text(Object *self, char *out, size_t size)
{
    const Range *o = (Range *)self;
    snprintf(out, size, "range(%ld, %ld, %ld)",
             (long)int_as_u64_mask(o->start), (long)int_as_u64_mask(o->stop),
             (long)int_as_u64_mask(o->step));
}

static ssize_t
slot_length(Object *self)
{
    return int_as_ssize(((Range *)self)->length);
}

static int
slot_boolean(Object *self)
{
    return int_sign(((Range *)self)->length) != 0;
}

/* start + i * step, i an int. */
Object *
range_nth(const Range *o, Object *i)
{
    Object *product = int_multiply(i, o->step);
    if (product != NULL) {
        REF_SET(product, int_add(o->start, product));
    }
    return product;
}

/* Item i, which is an int and may be negative. */
static Object *
item_at(const Range *o, Object *i)
{
    Object *place = int_sign(i) < 0 ? int_add(i, o->length) : ref_new(i);
    Object *result = NULL;
    if (place == NULL) {
        return NULL;
    }
    if (int_sign(place) < 0 || int_compare(place, o->length) >= 0) {
        error_set_text(EXC(IndexError), "range object index out of range");
    } else {
        result = range_nth(o, place);
    }
    ref_dec(place);
    return result;
}

static Object *
slot_item(Object *self, ssize_t i)
{
    Object *index = int_from_ssize(i);
    Object *result = index == NULL ? NULL : item_at((Range *)self, index);
    ref_xdec(index);
    return result;
}

static Object *
slice_of(const Range *o, Object *slice)
{
    Object *step = NULL;
    Object *low = NULL;
    Object *high = NULL;
    Object *bounds = call_method_text(slice, "indices", &o->length, 1);
    if (bounds == NULL) {
        return NULL;
    }
    step = int_multiply(o->step, tuple_get(bounds, 2));
    low = range_nth(o, tuple_get(bounds, 0));
    high = range_nth(o, tuple_get(bounds, 1));
    ref_dec(bounds);
    return make(low, high, step);
}

static Object *
slot_subscript(Object *self, Object *key)
{
    if (number_has_index(key)) {
        Object *index = number_index(key);
        Object *result = index == NULL ? NULL
                                       : item_at((Range *)self, index);
        ref_xdec(index);
        return result;
    }
    if (slice_check(key)) {
        return slice_of((Range *)self, key);
    }
    return error_format(EXC(TypeError),
                        "range indices must be integers or slices, not "
                        "%.200s",
                        TYPE_OF(key)->name);
}

/* Where an int is in the range: new, or NULL without an error. */
static Object *
place_of(const Range *o, Object *value)
{
    bool back = int_sign(o->step) < 0;
    bool inside = back ? int_compare(value, o->start) <= 0
                             && int_compare(value, o->stop) > 0
                       : int_compare(value, o->start) >= 0
                             && int_compare(value, o->stop) < 0;
    if (!inside) {
        return NULL;
    }
    Object *offset = int_subtract(value, o->start);
    Object *quotient = NULL;
    Object *rest = NULL;
    if (offset == NULL
        || int_divmod(offset, o->step, &quotient, &rest) < 0) {
        ref_xdec(offset);
        return NULL;
    }
    ref_dec(offset);
    bool hit = int_sign(rest) == 0;
    ref_dec(rest);
    if (!hit) {
        REF_CLEAR(quotient);
    }
    return quotient;
}

static bool
plain_int(Object *o)
{
    return int_check_exact(o) || bool_check(o);
}

/* Compares item by item, for values that are no ints: the place, -1
 * absent, -2 error; counts them all when `count` is not NULL. */
static ssize_t
walk(Object *self, Object *value, ssize_t *count)
{
    Object *iterator = iter_new(self);
    Object *item;
    ssize_t found = -1;
    if (iterator == NULL) {
        return -2;
    }
    for (ssize_t i = 0; (item = iter_next(iterator)) != NULL; i++) {
        int equal = object_richcompare_bool(item, value, CMP_EQ);
        ref_dec(item);
        if (equal < 0 || (equal > 0 && count == NULL)) {
            found = equal < 0 ? -2 : i;
            break;
        }
        if (count != NULL) {
            *count += equal;
        }
    }
    ref_dec(iterator);
    return found == -1 && error_occurred() != NULL ? -2 : found;
}

static int
slot_contains(Object *self, Object *value)
{
    if (!plain_int(value)) {
        ssize_t place = walk(self, value, NULL);
        return place == -2 ? -1 : place >= 0;
    }
    Object *place = place_of((Range *)self, value);
    ref_xdec(place);
    return place != NULL ? 1 : error_occurred() != NULL ? -1 : 0;
}

static Object *
method_index(Object *self, Object *value)
{
    if (!plain_int(value)) {
        ssize_t place = walk(self, value, NULL);
        if (place == -1) {
            error_set_text(EXC(ValueError),
                           "sequence.index(x): x not in sequence");
        }
        return place < 0 ? NULL : int_from_ssize(place);
    }
    Object *place = place_of((Range *)self, value);
    if (place == NULL && error_occurred() == NULL) {
        return error_format(EXC(ValueError), "%R is not in range", value);
    }
    return place;
}

static Object *
method_count(Object *self, Object *value)
{
    if (plain_int(value)) {
        int found = slot_contains(self, value);
        return found < 0 ? NULL : int_from_ssize(found);
    }
    ssize_t count = 0;
    return walk(self, value, &count) == -2 ? NULL : int_from_ssize(count);
}

/* (length, first or None, step or None): what equal ranges share. */
static Object *
identity(const Range *o)
{
    bool empty = int_sign(o->length) == 0;
    bool single = int_is_compact(o->length)
                  && int_compact_value(o->length) == 1;
    return tuple_pack(3, o->length, empty ? NONE : o->start,
                      empty || single ? NONE : o->step);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!range_check(b) || (op != CMP_EQ && op != CMP_NE)) {
        return not_implemented_new();
    }
    Object *x = identity((Range *)a);
    Object *y = identity((Range *)b);
    Object *result = x == NULL || y == NULL ? NULL
                                            : object_richcompare(x, y, op);
    ref_xdec(x);
    ref_xdec(y);
    return result;
}

static HashValue
slot_hash(Object *self)
{
    Object *key = identity((Range *)self);
    HashValue hash = key == NULL ? -1 : object_hash(key);
    ref_xdec(key);
    return hash;
}

static Object *
method_reduce(Object *self, Object *unused UNUSED)
{
    const Range *o = (Range *)self;
    Object *parts[2]
        = {ref_new(TYPE_OF(self)), tuple_pack(3, o->start, o->stop, o->step)};
    if (parts[1] == NULL) {
        ref_dec(parts[0]);
        return NULL;
    }
    return tuple_from_array_steal(parts, 2);
}

static MethodDef range_methods[] = {
    {"__reversed__", METHOD(range_reversed), METH_NOARGS,
     "Return a reverse iterator."},
    {"__reduce__", METHOD(method_reduce), METH_NOARGS, NULL},
    {"count", METHOD(method_count), METH_O,
     "rangeobject.count(value) -> integer"},
    {"index", METHOD(method_index), METH_O,
     "rangeobject.index(value) -> integer"},
    {NULL, NULL, 0, NULL},
};

static FieldDef range_members[] = {
    {"start", FIELD_OBJECT, offsetof(Range, start), FIELD_READONLY, NULL},
    {"stop", FIELD_OBJECT, offsetof(Range, stop), FIELD_READONLY, NULL},
    {"step", FIELD_OBJECT, offsetof(Range, step), FIELD_READONLY, NULL},
    {"length", FIELD_OBJECT, offsetof(Range, length), FIELD_HIDDEN, NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

static NumberSlots range_number = {.boolean = slot_boolean};

static SequenceSlots range_sequence = {
    .length = slot_length,
    .item = slot_item,
    .contains = slot_contains,
};

static MappingSlots range_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
};

STATIC_OBJECT Type range_type = {
    TYPE_HEAD_INIT,
    .name = "range",
    .basicsize = sizeof(Range),
    .dealloc = slot_dealloc,
    .value_text = slot_value_text,
    .repr = slot_repr,
    .number = &range_number,
    .sequence = &range_sequence,
    .mapping = &range_mapping,
    .hash = slot_hash,
    .flags = TYPE_DEFAULT | TYPE_SEQUENCE,
    .doc = "range(stop) -> range object\n"
           "range(start, stop[, step]) -> range object\n\n"
           "The numbers from start to stop, which is left out, by step.",
    .richcompare = slot_richcompare,
    .iter = range_iter,
    .methods = range_methods,
    .members = range_members,
    .new_ = slot_new,
    .vectorcall = slot_vectorcall,
};
