/* The slice type. */
#include "interp/objects/slice.h"

#include <limits.h>

#include "gc/object_fast.h"
#include "interp/objects/bool.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

Object *
slice_new(Object *start, Object *stop, Object *step)
{
    Slice *o = object_new_watched(&slice_type, sizeof(Slice), -1);
    if (o != NULL) {
        o->start = ref_new(start == NULL ? NONE : start);
        o->stop = ref_new(stop == NULL ? NONE : stop);
        o->step = ref_new(step == NULL ? NONE : step);
        gc_track(o);
    }
    return OBJ(o);
}

Object *
slice_new_steal(Object *start, Object *stop)
{
    Object *o = slice_new(start, stop, NULL);
    ref_dec(start);
    ref_dec(stop);
    return o;
}

static void
slot_dealloc(Object *self)
{
    Slice *o = (Slice *)self;
    gc_untrack(self);
    if (!trash_begin(self)) {
        return;
    }
    ref_xdec(o->start);
    ref_xdec(o->stop);
    ref_xdec(o->step);
    object_free_watched(self, sizeof(Slice));
    trash_end();
}

int
slice_index(Object *o, ssize_t *out)
{
    if (o == NONE) {
        return 1;
    }
    if (int_check(o) && int_is_compact(o)) {
        *out = int_compact_value(o);
        return 1;
    }
    if (!number_has_index(o)) {
        error_set_text(EXC(TypeError), "slice indices must be integers or "
                                       "None or have an __index__ method");
        return 0;
    }
    ssize_t value = number_as_ssize(o, NULL);
    if (value == -1 && error_occurred() != NULL) {
        return 0;
    }
    *out = value;
    return 1;
}

int
slice_unpack(Object *slice, ssize_t *start, ssize_t *stop, ssize_t *step)
{
    const Slice *s = (Slice *)slice;
    *step = 1;
    if (!slice_index(s->step, step)) {
        return -1;
    }
    if (*step == 0) {
        error_set_text(EXC(ValueError), "slice step cannot be zero");
        return -1;
    }
    // -step must be a number too.
    *step = *step < -SSIZE_MAX ? -SSIZE_MAX : *step;
    *start = *step < 0 ? SSIZE_MAX : 0;
    *stop = *step < 0 ? -SSIZE_MAX - 1 : SSIZE_MAX;
    return slice_index(s->start, start) && slice_index(s->stop, stop) ? 0
                                                                      : -1;
}

ssize_t
slice_adjust(ssize_t length, ssize_t *start, ssize_t *stop, ssize_t step)
{
    ssize_t *bounds[2] = {start, stop};
    for (int i = 0; i < 2; i++) {
        ssize_t value = *bounds[i];
        if (value < 0) {
            value += length;
            if (value < 0) {
                value = step < 0 ? -1 : 0;
            }
        } else if (value >= length) {
            value = step < 0 ? length - 1 : length;
        }
        *bounds[i] = value;
    }
    if (step < 0) {
        return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    }
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

/* --- the type --- */

static Object *
slot_new(Type *type UNUSED, Object *args, Object *kwargs)
{
    if (!args_no_keywords("slice", kwargs)
        || !args_check_count("slice", tuple_size(args), 1, 3)) {
        return NULL;
    }
    if (tuple_size(args) == 1) {
        return slice_new(NULL, tuple_get(args, 0), NULL);
    }
    return slice_new(tuple_get(args, 0), tuple_get(args, 1),
                     tuple_size(args) > 2 ? tuple_get(args, 2) : NULL);
}

static Object *
slot_repr(Object *o)
{
    const Slice *s = (Slice *)o;
    return str_from_format("slice(%R, %R, %R)", s->start, s->stop, s->step);
}

static Object *
as_tuple(const Slice *s)
{
    return tuple_pack(3, s->start, s->stop, s->step);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!slice_check(a) || !slice_check(b)) {
        return not_implemented_new();
    }
    if (a == b) {
        return bool_new(op == CMP_EQ || op == CMP_LE || op == CMP_GE);
    }
    Object *x = as_tuple((Slice *)a);
    Object *y = as_tuple((Slice *)b);
    Object *result = x == NULL || y == NULL ? NULL
                                            : object_richcompare(x, y, op);
    ref_xdec(x);
    ref_xdec(y);
    return result;
}

/* A bound as an int fitted to [low, high]; `otherwise` when None. New. */
static Object *
fit(Object *bound, Object *length, Object *low, Object *high,
    Object *otherwise)
{
    if (bound == NONE) {
        return ref_new(otherwise);
    }
    if (!number_has_index(bound)) {
        return error_set_text(EXC(TypeError),
                              "slice indices must be integers or None or "
                              "have an __index__ method");
    }
    Object *value = number_index(bound);
    if (value == NULL) {
        return NULL;
    }
    if (int_sign(value) < 0) {
        REF_SET(value, int_add(value, length));
        if (value != NULL && int_compare(value, low) < 0) {
            REF_SET(value, ref_new(low));
        }
    } else if (int_compare(value, high) > 0) {
        REF_SET(value, ref_new(high));
    }
    return value;
}

static Object *
method_indices(Object *self, Object *length_object)
{
    const Slice *s = (Slice *)self;
    Object *parts[3] = {NULL, NULL, NULL};
    Object *low = NULL;
    Object *high = NULL;
    Object *minus = int_from_ssize(-1);
    Object *length = number_index(length_object);
    if (length == NULL) {
        goto done;
    }
    if (int_sign(length) < 0) {
        error_set_text(EXC(ValueError), "length should not be negative");
        goto done;
    }
    parts[2] = s->step == NONE ? int_from_ssize(1)
               : number_has_index(s->step)
                   ? number_index(s->step)
                   : error_set_text(EXC(TypeError),
                                    "slice indices must be integers or None "
                                    "or have an __index__ method");
    if (parts[2] == NULL) {
        goto done;
    }
    if (int_sign(parts[2]) == 0) {
        error_set_text(EXC(ValueError), "slice step cannot be zero");
        goto done;
    }
    bool back = int_sign(parts[2]) < 0;
    low = int_from_ssize(back ? -1 : 0);
    high = back ? int_add(length, minus) : ref_new(length);
    if (high == NULL) {
        goto done;
    }
    parts[0] = fit(s->start, length, low, high, back ? high : low);
    if (parts[0] != NULL) {
        parts[1] = fit(s->stop, length, low, high, back ? low : high);
    }

done:
    ref_dec(minus);
    ref_xdec(length);
    ref_xdec(low);
    ref_xdec(high);
    if (parts[0] == NULL || parts[1] == NULL || parts[2] == NULL) {
        for (int i = 0; i < 3; i++) {
            ref_xdec(parts[i]);
        }
        return NULL;
    }
    return tuple_from_array_steal(parts, 3);
}

static Object *
method_reduce(Object *self, Object *unused UNUSED)
{
    Object *parts[2] = {ref_new(TYPE_OF(self)), as_tuple((Slice *)self)};
    if (parts[1] == NULL) {
        ref_dec(parts[0]);
        return NULL;
    }
    return tuple_from_array_steal(parts, 2);
}

static MethodDef slice_methods[] = {
    {"indices", METHOD(method_indices), METH_O,
     "S.indices(len) -> (start, stop, stride)"},
    {"__reduce__", METHOD(method_reduce), METH_NOARGS,
     "Return state information for pickling."},
    {NULL, NULL, 0, NULL},
};

static FieldDef slice_members[] = {
    {"start", FIELD_OBJECT, offsetof(Slice, start), FIELD_READONLY, NULL},
    {"stop", FIELD_OBJECT, offsetof(Slice, stop), FIELD_READONLY, NULL},
    {"step", FIELD_OBJECT, offsetof(Slice, step), FIELD_READONLY, NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type slice_type = {
    TYPE_HEAD_INIT,
    .name = "slice",
    .basicsize = sizeof(Slice),
    .dealloc = slot_dealloc,
    .repr = slot_repr,
    .hash = hash_not_implemented,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "slice(stop)\nslice(start, stop[, step])\n\n"
           "Create a slice object, as a[0:10:2] does.",
    .traverse = object_fields_traverse,
    .richcompare = slot_richcompare,
    .methods = slice_methods,
    .members = slice_members,
    .new_ = slot_new,
};
