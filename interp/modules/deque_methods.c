/* The methods of deque, and its iterators. */
#include "gc/collector.h"
#include "interp/modules/deque.h"
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

#define SELF ((Deque *)self)
#define SIZE(d) ((d)->base.size)

static Object *
m_append(Object *self, Object *item)
{
    return deque_append(SELF, ref_new(item)) < 0 ? NULL : none_new();
}

static Object *
m_append_left(Object *self, Object *item)
{
    return deque_append_left(SELF, ref_new(item)) < 0 ? NULL : none_new();
}

static Object *
m_pop(Object *self, Object *unused)
{
    (void)unused;
    return SIZE(SELF) == 0 ? error_set_text(EXC(IndexError),
                                            "pop from an empty deque")
                           : deque_take_right(SELF);
}

static Object *
m_pop_left(Object *self, Object *unused)
{
    (void)unused;
    return SIZE(SELF) == 0 ? error_set_text(EXC(IndexError),
                                            "pop from an empty deque")
                           : deque_take_left(SELF);
}

static Object *
m_extend(Object *self, Object *iterable)
{
    return deque_extend(self, iterable) < 0 ? NULL : none_new();
}

static Object *
m_extend_left(Object *self, Object *iterable)
{
    Object *copy = iterable == self ? sequence_list(self) : ref_new(iterable);
    Object *iterator = copy == NULL ? NULL : iter_new(copy);
    ref_xdec(copy);
    if (iterator != NULL && SIZE(SELF) == 0) {
        SELF->left_index = DEQUE_BLOCK - 1;
        SELF->right_index = DEQUE_BLOCK - 2;
    }
    Object *item;
    while (iterator != NULL && (item = iter_next(iterator)) != NULL) {
        if (deque_append_left(SELF, item) < 0) {
            break;
        }
    }
    ref_xdec(iterator);
    return error_occurred() != NULL ? NULL : none_new();
}

static Object *
m_clear(Object *self, Object *unused)
{
    (void)unused;
    deque_empty(SELF);
    return none_new();
}

static Object *
m_rotate(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("rotate", nargs, 0, 1)) {
        return NULL;
    }
    ssize_t n = nargs == 0 ? 1 : number_as_argument(args[0]);
    if (n == -1 && error_occurred() != NULL) {
        return NULL;
    }
    deque_rotate(SELF, n);
    return none_new();
}

static Object *
m_reverse(Object *self, Object *unused)
{
    (void)unused;
    ssize_t n = SIZE(SELF);
    for (ssize_t i = 0; i < n / 2; i++) {
        Object **a = deque_at(SELF, i), **b = deque_at(SELF, n - 1 - i);
        Object *t = *a;
        *a = *b;
        *b = t;
    }
    RECORD_TOUCH(self);
    return none_new();
}

// The first place of an item in [start, stop): -1 absent, -2 error.
static ssize_t
find(Object *self, Object *wanted, ssize_t start, ssize_t stop)
{
    size_t state = SELF->state;
    for (ssize_t i = start; i < stop && i < SIZE(SELF); i++) {
        Object *item = ref_new(*deque_at(SELF, i));
        int equal = object_richcompare_bool(item, wanted, CMP_EQ);
        ref_dec(item);
        if (equal < 0) {
            return -2;
        }
        if (state != SELF->state) {
            error_set_text(EXC(RuntimeError),
                           "deque mutated during iteration");
            return -2;
        }
        if (equal) {
            return i;
        }
    }
    return -1;
}

static Object *
m_count(Object *self, Object *wanted)
{
    ssize_t n = 0, at = -1;
    while ((at = find(self, wanted, at + 1, SIZE(SELF))) >= 0) {
        n++;
    }
    return at == -2 ? NULL : int_from_ssize(n);
}

static int
deque_contains(Object *self, Object *wanted)
{
    ssize_t at = find(self, wanted, 0, SIZE(SELF));
    return at == -2 ? -1 : at >= 0;
}

static Object *
m_index(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t start = 0, stop = SIZE(SELF);
    if (!args_check_count("index", nargs, 1, 3) ||
        (nargs > 1 && !container_slice_bound(args[1], &start)) ||
        (nargs > 2 && !container_slice_bound(args[2], &stop))) {
        return NULL;
    }
    ssize_t n = SIZE(SELF);
    start = start < 0 ? start + n < 0 ? 0 : start + n : start;
    stop = stop < 0 ? stop + n : stop > n ? n : stop;
    ssize_t at = find(self, args[0], start, stop);
    if (at == -1) {
        return error_format(EXC(ValueError), "%R is not in deque", args[0]);
    }
    return at == -2 ? NULL : int_from_ssize(at);
}

static Object *
m_insert(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("insert", nargs, 2, 2)) {
        return NULL;
    }
    ssize_t i = number_as_argument(args[0]);
    ssize_t n = SIZE(SELF);
    if (i == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (SELF->max_length == n) {
        return error_set_text(EXC(IndexError),
                              "deque already at its maximum size");
    }
    if (i >= n) {
        return m_append(self, args[1]);
    }
    if (i <= -n || i == 0) {
        return m_append_left(self, args[1]);
    }
    deque_rotate(SELF, -i);
    int failed = i < 0 ? deque_append(SELF, ref_new(args[1]))
                       : deque_append_left(SELF, ref_new(args[1]));
    deque_rotate(SELF, i);
    return failed < 0 ? NULL : none_new();
}

static void
delete_at(Object *self, ssize_t i)
{
    deque_rotate(SELF, -i);
    Object *item = deque_take_left(SELF);
    deque_rotate(SELF, i);
    ref_dec(item);
}

static Object *
m_remove(Object *self, Object *wanted)
{
    ssize_t n = SIZE(SELF);
    ssize_t at = find(self, wanted, 0, n);
    if (at == -2) {
        if (error_matches(EXC(RuntimeError)) && n != SIZE(SELF)) {
            return error_set_text(EXC(IndexError),
                                  "deque mutated during remove().");
        }
        return NULL;
    }
    if (at < 0) {
        return error_format(EXC(ValueError),
                            "deque.remove(x): x not in deque");
    }
    delete_at(self, at);
    return none_new();
}

static Object *
copy_with_limit(Object *self, Object *items)
{
    if (SELF->max_length < 0) {
        return call_one(OBJ(TYPE_OF(self)), items);
    }
    Object *limit = int_from_ssize(SELF->max_length);
    Object *result = limit == NULL ? NULL
                                   : call_two(OBJ(TYPE_OF(self)), items,
                                              limit);
    ref_xdec(limit);
    return result;
}

Object *
deque_copy(Object *self, Object *unused)
{
    (void)unused;
    Object *result = copy_with_limit(self, self);
    if (result != NULL && !object_type_check(result, &deque_type)) {
        error_format(EXC(TypeError),
                     "%.200s() must return a deque, not %.200s",
                     TYPE_OF(self)->name, TYPE_OF(result)->name);
        REF_CLEAR(result);
    }
    return result;
}

static Object *
m_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *args = NULL, *iterator = iter_new(self);
    Object *state = iterator == NULL
                        ? NULL
                        : call_method_text(self, "__getstate__", NULL, 0);
    if (state == NULL) {
        ref_xdec(iterator);
        return NULL;
    }
    if (SELF->max_length < 0) {
        args = tuple_new(0);
    } else {
        Object *empty = tuple_new(0);
        Object *limit = int_from_ssize(SELF->max_length);
        args = empty == NULL || limit == NULL ? NULL
                                              : tuple_pack(2, empty, limit);
        ref_xdec(empty);
        ref_xdec(limit);
    }
    Object *result = args == NULL
                         ? NULL
                         : tuple_pack(4, TYPE_OF(self), args, state,
                                      iterator);
    ref_dec(state);
    ref_xdec(args);
    ref_dec(iterator);
    return result;
}

// ------------------------------------------------------------------ sequence

static ssize_t
deque_length(Object *self)
{
    return SIZE(SELF);
}

static Object *
deque_item(Object *self, ssize_t i)
{
    if (i < 0 || i >= SIZE(SELF)) {
        return error_set_text(EXC(IndexError), "deque index out of range");
    }
    return ref_new(*deque_at(SELF, i));
}

static int
deque_set_item(Object *self, ssize_t i, Object *value)
{
    if (i < 0 || i >= SIZE(SELF)) {
        error_set_text(EXC(IndexError), "deque index out of range");
        return -1;
    }
    if (value == NULL) {
        delete_at(self, i);
        return 0;
    }
    ref_store(self, deque_at(SELF, i), ref_new(value));
    return 0;
}

static Object *
deque_concat(Object *self, Object *other)
{
    if (!object_type_check(other, &deque_type)) {
        return error_format(EXC(TypeError),
                            "can only concatenate deque (not \"%.200s\") to "
                            "deque", other->type->name);
    }
    Object *result = deque_copy(self, NULL);
    if (result != NULL && deque_extend(result, other) < 0) {
        REF_CLEAR(result);
    }
    return result;
}

static Object *
deque_inplace_concat(Object *self, Object *other)
{
    return deque_extend(self, other) < 0 ? NULL : ref_new(self);
}

static Object *
deque_inplace_repeat(Object *self, ssize_t n)
{
    ssize_t size = SIZE(SELF);
    if (n <= 0) {
        deque_empty(SELF);
    }
    if (size == 0 || n <= 1) {
        return ref_new(self);
    }
    Object *items = sequence_list(self);
    for (ssize_t i = 1; items != NULL && i < n; i++) {
        if (deque_extend(self, items) < 0) {
            REF_CLEAR(items);
        }
    }
    if (items == NULL) {
        return NULL;
    }
    ref_dec(items);
    return ref_new(self);
}

static Object *
deque_repeat(Object *self, ssize_t n)
{
    Object *copy = deque_copy(self, NULL);
    if (copy == NULL) {
        return NULL;
    }
    Object *result = deque_inplace_repeat(copy, n);
    ref_dec(copy);
    return result;
}

SequenceSlots deque_sequence = {
    .length = deque_length,
    .concat = deque_concat,
    .repeat = deque_repeat,
    .item = deque_item,
    .ass_item = deque_set_item,
    .contains = deque_contains,
    .inplace_concat = deque_inplace_concat,
    .inplace_repeat = deque_inplace_repeat,
};

// ----------------------------------------------------------------- iterators

typedef struct DequeIterator {
    Object base;
    DequeBlock *block;
    ssize_t index;
    Deque *deque; /* owned */
    size_t state;
    ssize_t left; /* items to come */
} DequeIterator;

#define IT ((DequeIterator *)self)

static Object *
make_iterator(Object *deque, Type *type)
{
    DequeIterator *it = object_new(type, 0);
    if (it == NULL) {
        return NULL;
    }
    Deque *d = (Deque *)deque;
    bool forward = type == &deque_iterator_type;
    it->block = forward ? d->left : d->right;
    it->index = forward ? d->left_index : d->right_index;
    it->deque = ref_new(d);
    it->state = d->state;
    it->left = SIZE(d);
    RECORD_TOUCH(it);
    gc_track(it);
    return OBJ(it);
}

Object *
deque_iter(Object *self)
{
    return make_iterator(self, &deque_iterator_type);
}

static Object *
m_reversed(Object *self, Object *unused)
{
    (void)unused;
    return make_iterator(self, &deque_reverse_iterator_type);
}

static Object *
iterator_step(Object *self, bool forward)
{
    if (IT->deque->state != IT->state) {
        IT->left = 0;
        return error_set_text(EXC(RuntimeError),
                              "deque mutated during iteration");
    }
    if (IT->left == 0) {
        return NULL;
    }
    Object *item = IT->block->items[IT->index];
    IT->left--;
    IT->index += forward ? 1 : -1;
    if (IT->left > 0 && (IT->index == DEQUE_BLOCK || IT->index < 0)) {
        IT->block = forward ? IT->block->right : IT->block->left;
        IT->index = forward ? 0 : DEQUE_BLOCK - 1;
    }
    return ref_new(item);
}

static Object *
iterator_next(Object *self)
{
    return iterator_step(self, true);
}

static Object *
iterator_previous(Object *self)
{
    return iterator_step(self, false);
}

static Object *
iterator_hint(Object *self, Object *unused)
{
    (void)unused;
    return int_from_ssize(IT->left);
}

// (type, (deque, how many were given))
static Object *
deque_iterator_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *given = int_from_ssize(SIZE(IT->deque) - IT->left);
    Object *args = given == NULL ? NULL : tuple_pack(2, IT->deque, given);
    Object *result = args == NULL ? NULL
                                  : tuple_pack(2, TYPE_OF(self), args);
    ref_xdec(given);
    ref_xdec(args);
    return result;
}

// An iterator over a deque that has given `index` items already.
static Object *
iterator_make(Type *type, Object *args, Object *kwargs)
{
    ssize_t n = tuple_size(args), index = 0;
    if (!args_no_keywords(type_short_name(type), kwargs) ||
        !args_check_count(type_short_name(type), n, 1, 2)) {
        return NULL;
    }
    Object *deque = tuple_get(args, 0);
    if (!object_type_check(deque, &deque_type)) {
        return error_format(EXC(TypeError),
                            "argument 1 must be collections.deque, not %s",
                            TYPE_OF(deque)->name);
    }
    if (n == 2) {
        index = number_as_ssize(tuple_get(args, 1), EXC(IndexError));
        if (index == -1 && error_occurred() != NULL) {
            return NULL;
        }
    }
    Object *it = make_iterator(deque, type);
    for (ssize_t i = 0; it != NULL && i < index; i++) {
        Object *item = iterator_step(it, type == &deque_iterator_type);
        if (item == NULL) {
            break;
        }
        ref_dec(item);
    }
    return it;
}

static MethodDef iterator_methods[] = {
    {"__length_hint__", iterator_hint, METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", deque_iterator_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {NULL, NULL, 0, NULL}};

static FieldDef iterator_members[] = {
    {"deque", FIELD_OBJECT, offsetof(DequeIterator, deque),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_CLEAR, NULL},
    {NULL, 0, 0, 0, NULL}};

#define ITERATOR_TYPE(variable, type_name, next)                             \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(DequeIterator),                                  \
        .dealloc = type_generic_dealloc,                                     \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC,                                \
        .iter = object_self,                                                 \
        .iternext = next,                                                    \
        .methods = iterator_methods,                                         \
        .members = iterator_members,                                         \
        .new_ = iterator_make,                                               \
    }
ITERATOR_TYPE(deque_iterator_type, "_collections._deque_iterator",
              iterator_next);
ITERATOR_TYPE(deque_reverse_iterator_type,
              "_collections._deque_reverse_iterator", iterator_previous);

MethodDef deque_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "D.__sizeof__() -- size of D in memory, in bytes"},
    {"append", m_append, METH_O,
     "Add an element to the right side of the deque."},
    {"appendleft", m_append_left, METH_O,
     "Add an element to the left side of the deque."},
    {"clear", m_clear, METH_NOARGS, "Remove all elements from the deque."},
    {"__copy__", deque_copy, METH_NOARGS,
     "Return a shallow copy of a deque."},
    {"copy", deque_copy, METH_NOARGS, "Return a shallow copy of a deque."},
    {"count", m_count, METH_O,
     "D.count(value) -- return number of occurrences of value"},
    {"extend", m_extend, METH_O,
     "Extend the right side of the deque with elements from the iterable"},
    {"extendleft", m_extend_left, METH_O,
     "Extend the left side of the deque with elements from the iterable"},
    {"index", METHOD(m_index), METH_FASTCALL,
     "D.index(value, [start, [stop]]) -- return first index of value.\n"
     "Raises ValueError if the value is not present."},
    {"insert", METHOD(m_insert), METH_FASTCALL,
     "D.insert(index, object) -- insert object before index"},
    {"pop", m_pop, METH_NOARGS, "Remove and return the rightmost element."},
    {"popleft", m_pop_left, METH_NOARGS,
     "Remove and return the leftmost element."},
    {"__reduce__", m_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {"remove", m_remove, METH_O,
     "D.remove(value) -- remove first occurrence of value."},
    {"__reversed__", m_reversed, METH_NOARGS,
     "D.__reversed__() -- return a reverse iterator over the deque"},
    {"reverse", m_reverse, METH_NOARGS,
     "D.reverse() -- reverse *IN PLACE*"},
    {"rotate", METHOD(m_rotate), METH_FASTCALL,
     "Rotate the deque n steps to the right (default n=1).  If n is "
     "negative, rotates left."},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};
