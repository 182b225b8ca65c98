/* iter(sequence), iter(callable, sentinel) and reversed(sequence). */
#include "interp/objects/iterators.h"

#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/iterators_core.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

Object *
iterator_reduce(const char *builtin, Object *o, ssize_t index, Object *empty)
{
    if (empty == NULL) {
        return NULL;
    }
    Object *function = dict_get_text(builtins_dict, builtin);
    Object *args = tuple_pack(1, o != NULL ? o : empty);
    ref_dec(empty);
    Object *state = int_from_ssize(index);
    Object *result = NULL;
    if (args != NULL && state != NULL && function != NULL) {
        result = o == NULL || index == NO_INDEX
                     ? tuple_pack(2, function, args)
                           : tuple_pack(3, function, args, state);
    }
    ref_xdec(args);
    ref_xdec(state);
    return result;
}

int
container_slice_bound(Object *o, ssize_t *out)
{
    if (!number_has_index(o)) {
        error_set_text(EXC(TypeError), "slice indices must be integers or "
                                       "have an __index__ method");
        return 0;
    }
    ssize_t value = number_as_ssize(o, NULL);
    if (value == -1 && error_occurred() != NULL) {
        return 0;
    }
    *out = value;
    return 1;
}

// Whether the pending error means the end of a sequence; clears it then.
static bool
is_end(void)
{
    if (error_matches(EXC(IndexError)) || error_matches(EXC(StopIteration))) {
        error_clear();
        return true;
    }
    return false;
}

// ---------------------------------------------------------- iter(sequence)

typedef struct SequenceIterator {
    Object base;
    ssize_t index;
    Object *sequence; /* owned; NULL when exhausted */
} SequenceIterator;

Object *
sequence_iterator_new(Object *sequence)
{
    if (!sequence_check(sequence)) {
        return error_bad_internal();
    }
    SequenceIterator *it = object_new_raw(&sequence_iterator_type, 0);
    if (it != NULL) {
        it->index = 0;
        it->sequence = ref_new(sequence);
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
sequence_next(Object *self)
{
    SequenceIterator *it = (SequenceIterator *)self;
    if (it->sequence == NULL) {
        return NULL;
    }
    if (it->index == PTRDIFF_MAX) {
        return error_set_text(EXC(OverflowError), "iter index too large");
    }
    Object *item = sequence_getitem(it->sequence, it->index);
    if (item != NULL) {
        it->index++;
        return item;
    }
    if (is_end() && it->sequence != NULL) {
        ref_store(it, &it->sequence, NULL);
    }
    return NULL;
}

static bool
has_length(Object *o)
{
    const Type *type = TYPE_OF(o);
    return (type->sequence != NULL && type->sequence->length != NULL) ||
           (type->mapping != NULL && type->mapping->length != NULL);
}

static Object *
sequence_length_hint(Object *self, Object *unused UNUSED)
{
    const SequenceIterator *it = (SequenceIterator *)self;
    if (it->sequence == NULL) {
        return int_from_ssize(0);
    }
    if (!has_length(it->sequence)) {
        return not_implemented_new();
    }
    ssize_t n = object_length(it->sequence);
    if (n < 0) {
        return NULL;
    }
    return int_from_ssize(n > it->index ? n - it->index : 0);
}

static Object *
sequence_reduce(Object *self, Object *unused UNUSED)
{
    const SequenceIterator *it = (SequenceIterator *)self;
    return iterator_reduce("iter", it->sequence, it->index, tuple_new(0));
}

static Object *
sequence_setstate(Object *self, Object *state)
{
    SequenceIterator *it = (SequenceIterator *)self;
    ssize_t index = int_as_ssize(state);
    if (index == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (it->sequence != NULL) {
        it->index = index < 0 ? 0 : index;
    }
    return none_new();
}

static MethodDef sequence_methods[] = {
    {"__length_hint__", METHOD(sequence_length_hint), METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", METHOD(sequence_reduce), METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", METHOD(sequence_setstate), METH_O,
     "Set state information for unpickling."},
    METHODS_END,
};

static FieldDef sequence_members[] = {OWNED(SequenceIterator, sequence),
                                      MEMBERS_END};

STATIC_OBJECT Type sequence_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "iterator",
    .basicsize = sizeof(SequenceIterator),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = sequence_next,
    .methods = sequence_methods,
    .members = sequence_members,
};

// ------------------------------------------------ iter(callable, sentinel)

typedef struct CallableIterator {
    Object base;
    Object *callable, *sentinel; /* owned; NULL when exhausted */
} CallableIterator;

Object *
callable_iterator_new(Object *callable, Object *sentinel)
{
    CallableIterator *it = object_new_raw(&callable_iterator_type, 0);
    if (it != NULL) {
        it->callable = ref_new(callable);
        it->sentinel = ref_new(sentinel);
        gc_track(it);
    }
    return OBJ(it);
}

static void
callable_finish(CallableIterator *it)
{
    if (it->callable != NULL) {
        ref_store(it, &it->callable, NULL);
    }
    if (it->sentinel != NULL) {
        ref_store(it, &it->sentinel, NULL);
    }
}

static Object *
callable_next(Object *self)
{
    CallableIterator *it = (CallableIterator *)self;
    if (it->callable == NULL) {
        return NULL;
    }
    Object *result = call_none(it->callable);
    if (result == NULL) {
        if (error_matches(EXC(StopIteration))) {
            error_clear();
            callable_finish(it);
        }
        return NULL;
    }
    if (it->sentinel == NULL) {
        ref_dec(result); // the call itself used this iterator up
        return NULL;
    }
    int equal = object_richcompare_bool(it->sentinel, result, CMP_EQ);
    if (equal == 0) {
        return result;
    }
    if (equal > 0) {
        callable_finish(it);
    }
    ref_dec(result);
    return NULL;
}

static Object *
callable_reduce(Object *self, Object *unused UNUSED)
{
    const CallableIterator *it = (CallableIterator *)self;
    Object *function = dict_get_text(builtins_dict, "iter");
    Object *args = it->callable == NULL
                       ? tuple_new(0)
                       : tuple_pack(2, it->callable, it->sentinel);
    if (it->callable == NULL && args != NULL) {
        args = tuple_from_array_steal(&args, 1);
    }
    Object *result = args == NULL || function == NULL
                         ? NULL
                         : tuple_pack(2, function, args);
    ref_xdec(args);
    return result;
}

static MethodDef callable_methods[] = {
    {"__reduce__", METHOD(callable_reduce), METH_NOARGS,
     "Return state information for pickling."},
    METHODS_END,
};

static FieldDef callable_members[] = {OWNED(CallableIterator, callable),
                                      OWNED(CallableIterator, sentinel),
                                      MEMBERS_END};

STATIC_OBJECT Type callable_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "callable_iterator",
    .basicsize = sizeof(CallableIterator),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = callable_next,
    .methods = callable_methods,
    .members = callable_members,
};

// ---------------------------------------------------------------- reversed

typedef struct Reversed {
    Object base;
    ssize_t index;
    Object *sequence; /* owned; NULL when exhausted */
} Reversed;

static Object *
reversed_from(Type *type, Object *sequence)
{
    Object *method = lookup_special(sequence, dn_reversed);
    if (method != NULL && method != NONE) {
        Object *result = call_none(method);
        ref_dec(method);
        return result;
    }
    bool forbidden = method == NONE;
    ref_xdec(method);
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (forbidden || !sequence_check(sequence)) {
        return error_format(EXC(TypeError),
                            "'%.200s' object is not reversible",
                            TYPE_OF(sequence)->name);
    }
    ssize_t n = object_length(sequence);
    if (n == -1) {
        return NULL;
    }
    Reversed *it = (Reversed *)type->alloc(type, 0);
    if (it != NULL) {
        it->index = n - 1;
        it->sequence = ref_new(sequence);
    }
    return OBJ(it);
}

static Object *
reversed_slot_new(Type *type, Object *args, Object *kwargs)
{
    if (((type == &reversed_type || type->init == reversed_type.init) &&
         !args_no_keywords("reversed", kwargs)) ||
        !args_check_count("reversed", tuple_size(args), 1, 1)) {
        return NULL;
    }
    return reversed_from(type, tuple_get(args, 0));
}

static Object *
reversed_vectorcall(Object *type, Object *const *args, size_t nargsf,
                    Object *kwnames)
{
    if (!args_no_kwnames("reversed", kwnames) ||
        !args_check_count("reversed", call_nargs(nargsf), 1, 1)) {
        return NULL;
    }
    return reversed_from((Type *)type, args[0]);
}

static Object *
reversed_next(Object *self)
{
    Reversed *it = (Reversed *)self;
    if (it->index >= 0) {
        Object *item = sequence_getitem(it->sequence, it->index);
        if (item != NULL) {
            it->index--;
            return item;
        }
        (void)is_end();
    }
    it->index = -1;
    if (it->sequence != NULL) {
        ref_store(it, &it->sequence, NULL);
    }
    return NULL;
}

static Object *
reversed_length_hint(Object *self, Object *unused UNUSED)
{
    const Reversed *it = (Reversed *)self;
    if (it->sequence == NULL) {
        return int_from_ssize(0);
    }
    ssize_t n = object_length(it->sequence);
    if (n < 0) {
        return NULL;
    }
    return int_from_ssize(n < it->index + 1 ? 0 : it->index + 1);
}

static Object *
reversed_reduce(Object *self, Object *unused UNUSED)
{
    const Reversed *it = (Reversed *)self;
    Object *empty = tuple_new(0);
    Object *args = it->sequence == NULL ? tuple_pack(1, empty)
                                        : tuple_pack(1, it->sequence);
    ref_dec(empty);
    Object *index = int_from_ssize(it->index);
    Object *result = NULL;
    if (args != NULL && index != NULL) {
        result = it->sequence == NULL
                     ? tuple_pack(2, TYPE_OF(self), args)
                     : tuple_pack(3, TYPE_OF(self), args, index);
    }
    ref_xdec(args);
    ref_xdec(index);
    return result;
}

static Object *
reversed_setstate(Object *self, Object *state)
{
    Reversed *it = (Reversed *)self;
    ssize_t index = int_as_ssize(state);
    if (index == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (it->sequence != NULL) {
        ssize_t n = object_length(it->sequence);
        if (n < 0) {
            return NULL;
        }
        it->index = index < -1 ? -1 : index > n - 1 ? n - 1 : index;
    }
    return none_new();
}

static MethodDef reversed_methods[] = {
    {"__length_hint__", METHOD(reversed_length_hint), METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", METHOD(reversed_reduce), METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", METHOD(reversed_setstate), METH_O,
     "Set state information for unpickling."},
    METHODS_END,
};

static FieldDef reversed_members[] = {OWNED(Reversed, sequence),
                                      MEMBERS_END};

STATIC_OBJECT Type reversed_type = {
    TYPE_HEAD_INIT,
    .name = "reversed",
    .basicsize = sizeof(Reversed),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "reversed(sequence, /)\n--\n\n"
           "Return a reverse iterator over the values of the given sequence.",
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = reversed_next,
    .methods = reversed_methods,
    .members = reversed_members,
    .new_ = reversed_slot_new,
    .vectorcall = reversed_vectorcall,
};
