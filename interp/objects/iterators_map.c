/* map and filter. */
#include "interp/objects/bool.h"
#include "interp/objects/iterators.h"
#include "interp/objects/iterators_core.h"
#include "interp/objects/tuple.h"

// --------------------------------------------------------------------- map

typedef struct Map {
    Object base;
    Object *iterators; /* owned tuple */
    Object *function;  /* owned */
} Map;

static Object *
map_from(Type *type, Object *const *args, ssize_t nargs)
{
    if (nargs < 2) {
        return error_set_text(EXC(TypeError),
                              "map() must have at least two arguments.");
    }
    Object *iterators = iterators_of(args + 1, nargs - 1);
    Map *it = iterators == NULL ? NULL : (Map *)type->alloc(type, 0);
    if (it == NULL) {
        ref_xdec(iterators);
        return NULL;
    }
    it->iterators = iterators;
    it->function = ref_new(args[0]);
    return OBJ(it);
}

static Object *
map_slot_new(Type *type, Object *args, Object *kwargs)
{
    if ((type == &map_type || type->init == map_type.init) &&
        !args_no_keywords("map", kwargs)) {
        return NULL;
    }
    return map_from(type, ((Tuple *)args)->items, tuple_size(args));
}

static Object *
map_vectorcall(Object *type, Object *const *args, size_t nargsf,
               Object *kwnames)
{
    return args_no_kwnames("map", kwnames)
               ? map_from((Type *)type, args, call_nargs(nargsf))
               : NULL;
}

static Object *
map_next(Object *self)
{
    const Map *it = (Map *)self;
    ssize_t n = tuple_size(it->iterators), have = 0;
    Object *few[8];
    // Many arguments go through a tuple.
    Object *many = n > 8 ? tuple_new(n) : NULL;
    Object **items = n > 8 ? many == NULL ? NULL : ((Tuple *)many)->items
                           : few;
    if (items == NULL) {
        return NULL;
    }
    Object *result = NULL;
    for (; have < n; have++) {
        Object *iterator = tuple_get(it->iterators, have);
        items[have] = TYPE_OF(iterator)->iternext(iterator);
        if (items[have] == NULL) {
            goto done;
        }
    }
    result = call_vector(it->function, items, (size_t)n, NULL);

done:
    if (many != NULL) {
        ref_dec(many);
        return result;
    }
    for (ssize_t i = 0; i < have; i++) {
        ref_dec(items[i]);
    }
    return result;
}

static Object *
map_reduce(Object *self, Object *unused UNUSED)
{
    const Map *it = (Map *)self;
    ssize_t n = tuple_size(it->iterators);
    Object *args = tuple_new(n + 1);
    if (args == NULL) {
        return NULL;
    }
    tuple_init_item(args, 0, ref_new(it->function));
    for (ssize_t i = 0; i < n; i++) {
        tuple_init_item(args, i + 1, ref_new(tuple_get(it->iterators, i)));
    }
    Object *result = tuple_pack(2, TYPE_OF(self), args);
    ref_dec(args);
    return result;
}

static MethodDef map_methods[] = {
    {"__reduce__", METHOD(map_reduce), METH_NOARGS,
     "Return state information for pickling."},
    METHODS_END,
};

static FieldDef map_members[] = {OWNED(Map, iterators), OWNED(Map, function),
                                 MEMBERS_END};

STATIC_OBJECT Type map_type = {
    ITERATOR_TYPE(map, Map),
    .doc = "map(func, *iterables) --> map object\n\n"
           "Make an iterator that computes the function using arguments from "
           "each of\nthe iterables. Stops when the shortest is exhausted.",
    .vectorcall = map_vectorcall,
};

// ------------------------------------------------------------------ filter

typedef struct Filter {
    Object base;
    Object *function, *iterator; /* owned */
} Filter;

static Object *
filter_from(Type *type, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("filter", nargs, 2, 2)) {
        return NULL;
    }
    Object *iterator = iter_new(args[1]);
    Filter *it = iterator == NULL ? NULL : (Filter *)type->alloc(type, 0);
    if (it == NULL) {
        ref_xdec(iterator);
        return NULL;
    }
    it->function = ref_new(args[0]);
    it->iterator = iterator;
    return OBJ(it);
}

static Object *
filter_slot_new(Type *type, Object *args, Object *kwargs)
{
    if ((type == &filter_type || type->init == filter_type.init) &&
        !args_no_keywords("filter", kwargs)) {
        return NULL;
    }
    return filter_from(type, ((Tuple *)args)->items, tuple_size(args));
}

static Object *
filter_vectorcall(Object *type, Object *const *args, size_t nargsf,
                  Object *kwnames)
{
    return args_no_kwnames("filter", kwnames)
               ? filter_from((Type *)type, args, call_nargs(nargsf))
               : NULL;
}

static Object *
filter_next(Object *self)
{
    const Filter *it = (Filter *)self;
    Object *iterator = it->iterator;
    bool plain = it->function == NONE || it->function == OBJ(&bool_type);
    for (;;) {
        Object *item = TYPE_OF(iterator)->iternext(iterator);
        if (item == NULL) {
            return NULL;
        }
        int wanted = -1;
        if (plain) {
            wanted = object_is_true(item);
        } else {
            Object *answer = call_one(it->function, item);
            if (answer != NULL) {
                wanted = object_is_true(answer);
                ref_dec(answer);
            }
        }
        if (wanted > 0) {
            return item;
        }
        ref_dec(item);
        if (wanted < 0) {
            return NULL;
        }
    }
}

static Object *
filter_reduce(Object *self, Object *unused UNUSED)
{
    const Filter *it = (Filter *)self;
    Object *args = tuple_pack(2, it->function, it->iterator);
    Object *result = args == NULL ? NULL
                                  : tuple_pack(2, TYPE_OF(self), args);
    ref_xdec(args);
    return result;
}

static MethodDef filter_methods[] = {
    {"__reduce__", METHOD(filter_reduce), METH_NOARGS,
     "Return state information for pickling."},
    METHODS_END,
};

static FieldDef filter_members[] = {OWNED(Filter, iterator),
                                    OWNED(Filter, function), MEMBERS_END};

STATIC_OBJECT Type filter_type = {
    ITERATOR_TYPE(filter, Filter),
    .doc = "filter(function or None, iterable) --> filter object\n\n"
           "Return an iterator yielding those items of iterable for which "
           "function(item)\nis true. If function is None, return the items "
           "that are true.",
    .vectorcall = filter_vectorcall,
};
