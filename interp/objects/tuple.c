/* The tuple type. */
#include "interp/objects/tuple.h"

#include <stdarg.h>
#include <string.h>

#include "gc/collector.h"
#include "gc/count_text.h"
#include "gc/object_fast.h"
#include "gc/record_edge.h"
#include "interp/objects/container.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/type.h"

// The one empty tuple. Nobody watches it, but its type promises a head.
static STATIC_OBJECT struct {
    GcHead head;
    VarObject tuple;
} empty_storage = {{0, 0}, {{REFCOUNT_IMMORTAL, &tuple_type}, 0}};
#define EMPTY OBJ(&empty_storage.tuple)

int
tuple_start(void)
{
    gc_tuple_type = &tuple_type;
    gc_untrack_tuple = tuple_maybe_untrack;
    return 0;
}

static inline size_t
size_for(ssize_t n)
{
    return offsetof(Tuple, items) + (size_t)n * sizeof(Object *);
}

// n items, not filled, not yet watched; n > 0.
static inline Tuple *
allocate(ssize_t n)
{
    return LIKELY(n < PTRDIFF_MAX / (ssize_t)sizeof(Object *))
               ? object_new_watched(&tuple_type, size_for(n), n)
               : object_new_raw(&tuple_type, n);
}

Object *
tuple_new(ssize_t n)
{
    if (n == 0) {
        return ref_new(EMPTY);
    }
    if (n < 0) {
        return error_bad_internal();
    }
    Tuple *tuple = allocate(n);
    if (tuple != NULL) {
        memset(tuple->items, 0, (size_t)n * sizeof(Object *));
        gc_track(tuple);
    }
    return OBJ(tuple);
}

Object *
tuple_from_array(Object *const *items, ssize_t n)
{
    if (n == 0) {
        return ref_new(EMPTY);
    }
    Tuple *tuple = allocate(n);
    if (tuple == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < n; i++) {
        tuple->items[i] = ref_new(items[i]);
    }
    gc_track(tuple);
    return OBJ(tuple);
}

Object *
tuple_from_array_steal(Object *const *items, ssize_t n)
{
    if (n == 0) {
        return ref_new(EMPTY);
    }
    Tuple *tuple = allocate(n);
    if (tuple == NULL) {
        for (ssize_t i = 0; i < n; i++) {
            ref_dec(items[i]);
        }
        return NULL;
    }
    memcpy(tuple->items, items, (size_t)n * sizeof(Object *));
    gc_track(tuple);
    return OBJ(tuple);
}

Object *
tuple_pack(ssize_t n, ...)
{
    Object *tuple = tuple_new(n);
    if (tuple == NULL) {
        return NULL;
    }
    va_list list;
    va_start(list, n);
    for (ssize_t i = 0; i < n; i++) {
        tuple_init_item(tuple, i, ref_new(va_arg(list, void *)));
    }
    va_end(list);
    return tuple;
}

Object *
tuple_get_slice(Object *tuple, ssize_t low, ssize_t high)
{
    ssize_t n = tuple_size(tuple);
    low = low < 0 ? 0 : low;
    high = high > n ? n : high;
    high = high < low ? low : high;
    if (low == 0 && high == n && tuple_check_exact(tuple)) {
        return ref_new(tuple);
    }
    return tuple_from_array(((Tuple *)tuple)->items + low, high - low);
}

void
tuple_maybe_untrack(Object *tuple)
{
    if (!tuple_check_exact(tuple) || !gc_is_tracked(tuple)) {
        return;
    }
    for (ssize_t i = 0; i < tuple_size(tuple); i++) {
        Object *item = tuple_get(tuple, i);
        // A tuple that is being filled stays watched.
        if (item == NULL || container_may_be_tracked(item)) {
            return;
        }
    }
    gc_untrack(tuple);
}

int
tuple_resize(Object **place, ssize_t n)
{
    Object *tuple = *place;
    ssize_t old = tuple_size(tuple);
    if (old == n) {
        return 0;
    }
    if (old == 0 || n == 0) {
        *place = tuple_new(n);
        ref_dec(tuple);
        return *place == NULL ? -1 : 0;
    }
    gc_untrack(tuple);
    for (ssize_t i = n; i < old; i++) {
        REF_CLEAR(tuple_get(tuple, i));
    }
    Tuple *moved = object_resize(tuple, n);
    if (moved == NULL) {
        ref_dec(tuple);
        *place = NULL;
        return -1;
    }
    for (ssize_t i = old; i < n; i++) {
        moved->items[i] = NULL;
    }
    *place = OBJ(moved);
    gc_track(moved);
    RECORD_TOUCH(moved);
    return 0;
}

// ------------------------------------------------------------------- slots

static void
slot_dealloc(Object *self)
{
    if (self == EMPTY) {
        self->refcount = REFCOUNT_IMMORTAL; // was given back too often
        return;
    }
    gc_untrack(self);
    bool exact = TYPE_OF(self)->dealloc == slot_dealloc;
    if (exact && !trash_begin(self)) {
        return;
    }
    for (ssize_t i = tuple_size(self); --i >= 0;) {
        ref_xdec(tuple_get(self, i));
    }
    if (TYPE_OF(self) == &tuple_type) {
        object_free_watched(self, size_for(tuple_size(self)));
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
    for (ssize_t i = tuple_size(self); --i >= 0;) {
        Object *item = tuple_get(self, i);
        int stop = item != NULL ? visit(item, arg) : 0;
        if (stop != 0) {
            return stop;
        }
    }
    return 0;
}

static ALWAYS_INLINE void
walk_items(Object *self, EdgeProc visit, void *arg)
{
    for (ssize_t i = 0; i < tuple_size(self); i++) {
        if (tuple_get(self, i) != NULL) {
            visit(edge_number(EDGE_INDEX, (size_t)i), tuple_get(self, i),
                  arg);
        }
    }
}

static void
slot_edges(Object *self, EdgeProc visit, void *arg)
{
    RECORD_WALK_ITEMS(walk_items, self, ((Tuple *)self)->items,
                      tuple_size(self), visit, arg);
}

static Object *
slot_repr(Object *self)
{
    ssize_t n = tuple_size(self);
    if (n == 0) {
        return str_from_text("()");
    }
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered > 0 ? str_from_text("(...)") : NULL;
    }
    StrWriter w;
    strwriter_init(&w);
    int failed = strwriter_char(&w, '(');
    for (ssize_t i = 0; i < n && failed == 0; i++) {
        failed = (i > 0 && strwriter_text(&w, ", ") < 0) ||
                 strwriter_repr(&w, tuple_get(self, i)) < 0;
    }
    failed = failed || strwriter_text(&w, n == 1 ? ",)" : ")") < 0;
    repr_leave(self);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

// The hash of 3.8 and later: xxHash without its final avalanche.
static HashValue
slot_hash(Object *self)
{
    const uint64_t prime1 = 11400714785074694791u;
    const uint64_t prime2 = 14029467366897019727u;
    const uint64_t prime5 = 2870177450012600261u;
    uint64_t sum = prime5;
    ssize_t n = tuple_size(self);
    for (ssize_t i = 0; i < n; i++) {
        HashValue lane = object_hash(tuple_get(self, i));
        if (lane == -1) {
            return -1;
        }
        sum += (uint64_t)lane * prime2;
        sum = (sum << 31 | sum >> 33) * prime1;
    }
    sum += (uint64_t)n ^ (prime5 ^ 3527539u);
    return sum == UINT64_MAX ? 1546275796 : (HashValue)sum;
}

static ssize_t
slot_length(Object *self)
{
    return tuple_size(self);
}

static int
slot_contains(Object *self, Object *value)
{
    int result = 0;
    for (ssize_t i = 0; i < tuple_size(self) && result == 0; i++) {
        result = object_richcompare_bool(tuple_get(self, i), value, CMP_EQ);
    }
    return result;
}

static Object *
slot_item(Object *self, ssize_t i)
{
    if (i < 0 || i >= tuple_size(self)) {
        return error_set_text(EXC(IndexError), "tuple index out of range");
    }
    return ref_new(tuple_get(self, i));
}

static Object *
slot_concat(Object *a, Object *b)
{
    if (tuple_size(a) == 0 && tuple_check_exact(b)) {
        return ref_new(b);
    }
    if (!tuple_check(b)) {
        return error_format(EXC(TypeError),
                            "can only concatenate tuple (not \"%.200s\") to "
                            "tuple",
                            TYPE_OF(b)->name);
    }
    ssize_t na = tuple_size(a), nb = tuple_size(b);
    if (nb == 0 && tuple_check_exact(a)) {
        return ref_new(a);
    }
    if (na > PTRDIFF_MAX - nb) {
        return error_no_memory();
    }
    Object *result = tuple_new(na + nb);
    if (result == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < na; i++) {
        tuple_init_item(result, i, ref_new(tuple_get(a, i)));
    }
    for (ssize_t i = 0; i < nb; i++) {
        tuple_init_item(result, na + i, ref_new(tuple_get(b, i)));
    }
    return result;
}

static Object *
slot_repeat(Object *self, ssize_t count)
{
    ssize_t n = tuple_size(self);
    if ((n == 0 || count == 1) && tuple_check_exact(self)) {
        return ref_new(self);
    }
    if (n == 0 || count <= 0) {
        return tuple_new(0);
    }
    if (n > PTRDIFF_MAX / (ssize_t)sizeof(Object *) / count) {
        return error_no_memory();
    }
    Object *result = tuple_new(n * count);
    if (result == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < n * count; i++) {
        tuple_init_item(result, i, ref_new(tuple_get(self, i % n)));
    }
    return result;
}

static Object *
slot_subscript(Object *self, Object *key)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred() != NULL) {
            return NULL;
        }
        return slot_item(self, i < 0 ? i + tuple_size(self) : i);
    }
    if (!slice_check(key)) {
        return error_format(EXC(TypeError),
                            "tuple indices must be integers or slices, not "
                            "%.200s",
                            TYPE_OF(key)->name);
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(tuple_size(self), &start, &stop, step);
    if (n <= 0) {
        return tuple_new(0);
    }
    if (start == 0 && step == 1 && n == tuple_size(self) &&
        tuple_check_exact(self)) {
        return ref_new(self);
    }
    Object *result = tuple_new(n);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        tuple_init_item(result, i,
                        ref_new(tuple_get(self, start + i * step)));
    }
    return result;
}

Object *
items_richcompare(Object **a, ssize_t na, Object **b, ssize_t nb, int op)
{
    ssize_t i = 0;
    for (; i < na && i < nb; i++) {
        int equal = object_richcompare_bool(a[i], b[i], CMP_EQ);
        if (equal < 0) {
            return NULL;
        }
        if (!equal) {
            break;
        }
    }
    if (i >= na || i >= nb) {
        return bool_new(container_compare_sizes(na, nb, op));
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_new(op == CMP_NE);
    }
    return object_richcompare(a[i], b[i], op);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!tuple_check(a) || !tuple_check(b)) {
        return not_implemented_new();
    }
    // No shortcut for different lengths: CPython has none here either.
    return items_richcompare(((Tuple *)a)->items, tuple_size(a),
                             ((Tuple *)b)->items, tuple_size(b), op);
}

// ----------------------------------------------------------------- methods

static Object *
method_index(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t start = 0, stop = PTRDIFF_MAX;
    if (!args_check_count("index", nargs, 1, 3) ||
        (nargs > 1 && !container_slice_bound(args[1], &start)) ||
        (nargs > 2 && !container_slice_bound(args[2], &stop))) {
        return NULL;
    }
    ssize_t n = tuple_size(self);
    start = start < 0 ? (start + n < 0 ? 0 : start + n) : start;
    stop = stop < 0 ? stop + n : stop > n ? n : stop;
    for (ssize_t i = start; i < stop; i++) {
        int equal = object_richcompare_bool(tuple_get(self, i), args[0],
                                            CMP_EQ);
        if (equal != 0) {
            return equal > 0 ? int_from_ssize(i) : NULL;
        }
    }
    return error_set_text(EXC(ValueError), "tuple.index(x): x not in tuple");
}

static Object *
method_count(Object *self, Object *value)
{
    ssize_t count = 0;
    for (ssize_t i = 0; i < tuple_size(self); i++) {
        int equal = object_richcompare_bool(tuple_get(self, i), value,
                                            CMP_EQ);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return int_from_ssize(count);
}

static Object *
method_getnewargs(Object *self, Object *unused UNUSED)
{
    Object *plain = tuple_from_array(((Tuple *)self)->items,
                                     tuple_size(self));
    return plain == NULL ? NULL : tuple_from_array_steal(&plain, 1);
}

static MethodDef tuple_methods[] = {
    {"__getnewargs__", METHOD(method_getnewargs), METH_NOARGS,
     "__getnewargs__($self, /)\n--\n\n"},
    {"index", METHOD(method_index), METH_FASTCALL,
     "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\n"
     "Return first index of value.\n\n"
     "Raises ValueError if the value is not present."},
    {"count", METHOD(method_count), METH_O,
     "count($self, value, /)\n--\n\n"
     "Return number of occurrences of value."},
    {"__class_getitem__", METHOD(generic_alias_new), METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL},
};

static Object *
new_from(Type *type, Object *iterable)
{
    Object *plain = iterable == NULL ? tuple_new(0)
                                     : sequence_tuple(iterable);
    if (plain == NULL || type == &tuple_type) {
        return plain;
    }
    ssize_t n = tuple_size(plain);
    Object *result = type->alloc(type, n);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        tuple_init_item(result, i, ref_new(tuple_get(plain, i)));
    }
    ref_dec(plain);
    return result;
}

static Object *
slot_new(Type *type, Object *args, Object *kwargs)
{
    if (((type == &tuple_type || type->init == tuple_type.init) &&
         !args_no_keywords("tuple", kwargs)) ||
        !args_check_count("tuple", tuple_size(args), 0, 1)) {
        return NULL;
    }
    return new_from(type, tuple_size(args) > 0 ? tuple_get(args, 0) : NULL);
}

static Object *
slot_vectorcall(Object *type, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    ssize_t nargs = call_nargs(nargsf);
    if (!args_no_kwnames("tuple", kwnames) ||
        !args_check_count("tuple", nargs, 0, 1)) {
        return NULL;
    }
    return new_from((Type *)type, nargs > 0 ? args[0] : NULL);
}

// ---------------------------------------------------------------- the type

static SequenceSlots tuple_sequence = {
    .length = slot_length,
    .concat = slot_concat,
    .repeat = slot_repeat,
    .item = slot_item,
    .contains = slot_contains,
};

static MappingSlots tuple_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
};

COUNT_TEXT_FITS(Tuple, base.size, 0);

STATIC_OBJECT Type tuple_type = {
    TYPE_HEAD_INIT,
    .name = "tuple",
    .basicsize = sizeof(Tuple) - sizeof(Object *),
    .itemsize = sizeof(Object *),
    .dealloc = slot_dealloc,
    .edges = slot_edges,
    .value_text = count_text_first,
    .repr = slot_repr,
    .sequence = &tuple_sequence,
    .mapping = &tuple_mapping,
    .hash = slot_hash,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE |
             TYPE_TUPLE_SUBCLASS | TYPE_MATCH_SELF | TYPE_SEQUENCE,
    .doc = "tuple(iterable=(), /)\n--\n\n"
           "Built-in immutable sequence.\n\n"
           "If no argument is given, the constructor returns an empty tuple."
           "\nIf iterable is specified the tuple is initialized from "
           "iterable's items.\n\n"
           "If the argument is a tuple, the return value is the same object.",
    .traverse = slot_traverse,
    .richcompare = slot_richcompare,
    .iter = tuple_iter,
    .methods = tuple_methods,
    .new_ = slot_new,
    .vectorcall = slot_vectorcall,
};
