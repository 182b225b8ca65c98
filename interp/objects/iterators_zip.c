/* enumerate and zip.
 *
 * They give the same tuple again and again as long as nobody keeps it.
 */
#include "interp/objects/container.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/iterators.h"
#include "interp/objects/iterators_core.h"
#include "interp/objects/str.h"

// Puts an item into a tuple that is used again; steals.
static inline void
put(Object *tuple, ssize_t i, Object *item)
{
    Object *old = tuple_get(tuple, i);
    tuple_init_item(tuple, i, item);
    RECORD_TOUCH(tuple);
    ref_dec(old);
}

// The collector may have untracked it while it held plain values.
static inline Object *
watched(Object *tuple)
{
    if (!gc_is_tracked(tuple)) {
        gc_track(tuple);
    }
    return tuple;
}

// --------------------------------------------------------------- enumerate

typedef struct Enumerate {
    Object base;
    ssize_t index;     /* PTRDIFF_MAX: see big_index */
    Object *iterator;  /* owned */
    Object *result;    /* owned */
    Object *big_index; /* owned or NULL */
    Object *one;       /* CPython's; unused */
} Enumerate;

static Object *
enumerate_from(Type *type, Object *iterable, Object *start)
{
    Enumerate *it = (Enumerate *)type->alloc(type, 0);
    if (it == NULL) {
        return NULL;
    }
    if (start != NULL) {
        start = number_index(start);
        if (start == NULL) {
            goto fail;
        }
        it->index = int_as_ssize(start);
        if (it->index == -1 && error_occurred() != NULL) {
            error_clear();
            it->index = PTRDIFF_MAX;
            it->big_index = start;
        } else {
            ref_dec(start);
        }
    }
    it->iterator = iter_new(iterable);
    if (it->iterator == NULL) {
        goto fail;
    }
    it->result = tuple_pack(2, NONE, NONE);
    RECORD_TOUCH(it); // iter() may have run Python code
    if (it->result == NULL) {
        goto fail;
    }
    return OBJ(it);

fail:
    ref_dec(it);
    return NULL;
}

static const char *const enumerate_names[] = {"iterable", "start", NULL};
static const ArgsSpec enumerate_spec = {"enumerate", enumerate_names, 1, 0,
                                        0};

static Object *
enumerate_slot_new(Type *type, Object *args, Object *kwargs)
{
    Object *given[2];
    if (!args_parse_tuple(&enumerate_spec, args, kwargs, given)) {
        return NULL;
    }
    return enumerate_from(type, given[0], given[1]);
}

static Object *
enumerate_bad_keyword(Object *name)
{
    return error_format(EXC(TypeError),
                        "'%.200S' is an invalid keyword argument for "
                        "enumerate()",
                        name);
}

static Object *
enumerate_vectorcall(Object *type, Object *const *args, size_t nargsf,
                     Object *kwnames)
{
    ssize_t nargs = call_nargs(nargsf);
    ssize_t nkeywords = kwnames == NULL ? 0 : tuple_size(kwnames);
    Object *given[2] = {nargs > 0 ? args[0] : NULL,
                        nargs > 1 ? args[1] : NULL};
    if (nargs == 0 && nkeywords == 0) {
        return error_set_text(EXC(TypeError),
                              "enumerate() missing required argument "
                              "'iterable'");
    }
    if (nargs + nkeywords > 2) {
        return error_format(EXC(TypeError),
                            "enumerate() takes at most %d arguments (%zd "
                            "given)",
                            2, nargs + nkeywords);
    }
    for (ssize_t i = 0; i < nkeywords; i++) {
        Object *name = tuple_get(kwnames, i);
        int which = str_equal_text(name, "iterable") ? 0
                    : str_equal_text(name, "start")  ? 1
                                                     : -1;
        if (which < 0 || given[which] != NULL) {
            return enumerate_bad_keyword(name);
        }
        given[which] = args[nargs + i];
    }
    if (given[0] == NULL) {
        return nkeywords == 1
                   ? enumerate_bad_keyword(tuple_get(kwnames, 0))
                   : error_set_text(EXC(TypeError),
                                    "enumerate() missing required argument "
                                    "'iterable'");
    }
    return enumerate_from((Type *)type, given[0], given[1]);
}

// The number of the next item, beyond what a ssize_t holds.
static Object *
enumerate_big_index(Enumerate *it)
{
    if (it->big_index == NULL) {
        it->big_index = int_from_ssize(PTRDIFF_MAX);
        if (it->big_index == NULL) {
            return NULL;
        }
    }
    Object *index = it->big_index;
    Object *one = int_from_ssize(1);
    Object *next = int_add(index, one);
    ref_dec(one);
    if (next == NULL) {
        return NULL;
    }
    it->big_index = next; // the old one goes to the caller
    RECORD_TOUCH(it);
    return index;
}

static Object *
enumerate_next(Object *self)
{
    Enumerate *it = (Enumerate *)self;
    Object *item = TYPE_OF(it->iterator)->iternext(it->iterator);
    if (item == NULL) {
        return NULL;
    }
    Object *index = it->index == PTRDIFF_MAX ? enumerate_big_index(it)
                                             : int_from_ssize(it->index++);
    if (index == NULL) {
        ref_dec(item);
        return NULL;
    }
    Object *result = it->result;
    if (result->refcount != 1) {
        Object *pair[2] = {index, item};
        return tuple_from_array_steal(pair, 2);
    }
    ref_inc(result);
    Object *old_index = tuple_get(result, 0), *old = tuple_get(result, 1);
    tuple_init_item(result, 0, index);
    tuple_init_item(result, 1, item);
    RECORD_TOUCH(result);
    ref_dec(old_index);
    ref_dec(old);
    return watched(result);
}

static Object *
enumerate_reduce(Object *self, Object *unused UNUSED)
{
    const Enumerate *it = (Enumerate *)self;
    Object *index = it->big_index != NULL ? ref_new(it->big_index)
                                          : int_from_ssize(it->index);
    Object *args = index == NULL ? NULL
                                 : tuple_pack(2, it->iterator, index);
    Object *result = args == NULL ? NULL
                                  : tuple_pack(2, TYPE_OF(self), args);
    ref_xdec(index);
    ref_xdec(args);
    return result;
}

static MethodDef enumerate_methods[] = {
    {"__reduce__", METHOD(enumerate_reduce), METH_NOARGS,
     "Return state information for pickling."},
    {"__class_getitem__", METHOD(generic_alias_new), METH_O | METH_CLASS,
     "See PEP 585"},
    METHODS_END,
};

static FieldDef enumerate_members[] = {
    OWNED(Enumerate, iterator), OWNED(Enumerate, result),
    OWNED(Enumerate, big_index), MEMBERS_END};

// --------------------------------------------------------------------- zip

typedef struct Zip {
    Object base;
    ssize_t n;
    Object *iterators; /* owned tuple */
    Object *result;    /* owned tuple */
    int strict;
} Zip;

Object *
iterators_of(Object *const *args, ssize_t n)
{
    Object *iterators = tuple_new(n);
    for (ssize_t i = 0; iterators != NULL && i < n; i++) {
        Object *iterator = iter_new(args[i]);
        if (iterator == NULL) {
            REF_CLEAR(iterators);
        } else {
            tuple_init_item(iterators, i, iterator);
        }
    }
    return iterators;
}

static Object *
zip_slot_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"strict", NULL};
    static const ArgsSpec spec = {"zip", names, 0, 0, 1};
    int strict = 0;
    if (kwargs != NULL) {
        Object *empty = tuple_new(0), *given = NULL;
        int good = args_parse_tuple(&spec, empty, kwargs, &given);
        ref_dec(empty);
        if (good && given != NULL) {
            strict = object_is_true(given);
        }
        if (!good || strict < 0) {
            return NULL;
        }
    }
    ssize_t n = tuple_size(args);
    Object *iterators = iterators_of(((Tuple *)args)->items, n);
    if (iterators == NULL) {
        return NULL;
    }
    Object *result = tuple_new(n);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        tuple_init_item(result, i, none_new());
    }
    Zip *it = result == NULL ? NULL : (Zip *)type->alloc(type, 0);
    if (it == NULL) {
        ref_xdec(result);
        ref_dec(iterators);
        return NULL;
    }
    it->n = n;
    it->iterators = iterators;
    it->result = result;
    it->strict = strict;
    return OBJ(it);
}

// Whether iterator i gave an error, StopIteration aside.
static bool
real_error(void)
{
    if (error_occurred() == NULL) {
        return false;
    }
    if (!error_matches(EXC(StopIteration))) {
        return true;
    }
    error_clear();
    return false;
}

// Iterator i of a strict zip has ended first: so must have the others.
static Object *
zip_check_ends(Zip *it, ssize_t i)
{
    const char *how = "shorter";
    if (real_error()) {
        return NULL;
    }
    if (i == 0) {
        for (i = 1; i < it->n; i++) {
            Object *iterator = tuple_get(it->iterators, i);
            Object *item = TYPE_OF(iterator)->iternext(iterator);
            if (item != NULL) {
                ref_dec(item);
                how = "longer";
                break;
            }
            if (real_error()) {
                return NULL;
            }
        }
        if (i >= it->n) {
            return NULL;
        }
    }
    return error_format(EXC(ValueError),
                        "zip() argument %zd is %s than argument%s%zd", i + 1,
                        how, i == 1 ? " " : "s 1-", i);
}

static Object *
zip_next(Object *self)
{
    Zip *it = (Zip *)self;
    if (it->n == 0) {
        return NULL;
    }
    bool again = it->result->refcount == 1;
    Object *result = again ? ref_new(it->result) : tuple_new(it->n);
    if (result == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < it->n; i++) {
        Object *iterator = tuple_get(it->iterators, i);
        Object *item = TYPE_OF(iterator)->iternext(iterator);
        if (item == NULL) {
            ref_dec(result);
            return it->strict ? zip_check_ends(it, i) : NULL;
        }
        if (again) {
            put(result, i, item);
        } else {
            tuple_init_item(result, i, item);
        }
    }
    return again ? watched(result) : result;
}

static Object *
zip_reduce(Object *self, Object *unused UNUSED)
{
    const Zip *it = (Zip *)self;
    return it->strict
               ? tuple_pack(3, TYPE_OF(self), it->iterators, TRUE)
               : tuple_pack(2, TYPE_OF(self), it->iterators);
}

static Object *
zip_setstate(Object *self, Object *state)
{
    int strict = object_is_true(state);
    if (strict < 0) {
        return NULL;
    }
    ((Zip *)self)->strict = strict;
    return none_new();
}

static MethodDef zip_methods[] = {
    {"__reduce__", METHOD(zip_reduce), METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", METHOD(zip_setstate), METH_O,
     "Set state information for unpickling."},
    METHODS_END,
};

static FieldDef zip_members[] = {OWNED(Zip, iterators), OWNED(Zip, result),
                                 MEMBERS_END};

STATIC_OBJECT Type enumerate_type = {
    ITERATOR_TYPE(enumerate, Enumerate),
    .doc = "enumerate(iterable, start=0)\n--\n\n"
           "Return an enumerate object: pairs of a count (from start) and a "
           "value of iterable.",
    .vectorcall = enumerate_vectorcall,
};

STATIC_OBJECT Type zip_type = {
    ITERATOR_TYPE(zip, Zip),
    .doc = "zip(*iterables, strict=False) --> Yield tuples until an input is "
           "exhausted.\n\n"
           "If strict is true, inputs of different lengths are a ValueError.",
};
