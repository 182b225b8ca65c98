/* The module itertools: chain, cycle, accumulate and others that go through
 * one iterator after the other. CPython 3.11: Modules/itertoolsmodule.c. */
#include "interp/modules/itertools.h"
#include "interp/modules/itertools_pickle.h"
#include "interp/modules/modules.h"
#include "interp/objects/container.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/str.h"

// ---------------------------------------------------------------------- cycle

static Object *
cycle_new(Type *type, Object *args, Object *kwargs)
{
    if (!it_takes_no_keywords("cycle", type, &cycle_type, kwargs) ||
        !args_check_count("cycle", tuple_size(args), 1, 1)) {
        return NULL;
    }
    Object *it = iter_new(tuple_get(args, 0));
    Object *saved = it == NULL ? NULL : list_new(0);
    Cycle *self = saved == NULL ? NULL : (Cycle *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(it);
        ref_xdec(saved);
        return NULL;
    }
    ref_store(self, &self->it, it);
    ref_store(self, &self->saved, saved);
    return OBJ(self);
}

static Object *
cycle_next(Object *o)
{
    Cycle *self = (Cycle *)o;
    if (self->it != NULL) {
        Object *item = iter_next(self->it);
        if (item != NULL) {
            if (!self->first_pass && list_append(self->saved, item) < 0) {
                ref_dec(item);
                return NULL;
            }
            return item;
        }
        if (error_occurred() != NULL) {
            return NULL;
        }
        ref_store(self, &self->it, NULL);
    }
    if (list_size(self->saved) == 0) {
        return NULL;
    }
    Object *item = ref_new(list_get(self->saved, self->index));
    if (++self->index >= list_size(self->saved)) {
        self->index = 0;
    }
    return item;
}

static MethodDef cycle_methods[] = {
    IT_REDUCE(cycle),
    IT_SETSTATE(cycle),
    {NULL, NULL, 0, NULL}};
static FieldDef cycle_rows[] = {IT_ROW(Cycle, it), IT_ROW(Cycle, saved),
                                IT_END};
IT_TYPE(cycle_type, "cycle", Cycle, cycle_rows, cycle_next, cycle_new,
        "Return elements from the iterable until it is exhausted. Then "
        "repeat the sequence indefinitely.",
        .methods = cycle_methods);

// ---------------------------------------------------------------------- chain

static Object *
make_chain(Type *type, STEALS Object *source)
{
    Chain *self = source == NULL ? NULL : (Chain *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(source);
        return NULL;
    }
    ref_store(self, &self->source, source);
    return OBJ(self);
}

static Object *
chain_new(Type *type, Object *args, Object *kwargs)
{
    return !it_takes_no_keywords("chain", type, &chain_type, kwargs)
               ? NULL
               : make_chain(type, iter_new(args));
}

static Object *
chain_from_iterable(Object *type, Object *iterable)
{
    return make_chain((Type *)type, iter_new(iterable));
}

static Object *
chain_next(Object *o)
{
    Chain *self = (Chain *)o;
    while (self->source != NULL) {
        if (self->active == NULL) {
            Object *iterable = iter_next(self->source);
            if (iterable == NULL) {
                ref_store(self, &self->source, NULL);
                return NULL;
            }
            Object *it = iter_new(iterable);
            ref_dec(iterable);
            if (it == NULL) {
                ref_store(self, &self->source, NULL);
                return NULL;
            }
            ref_store(self, &self->active, it);
        }
        Object *item = iter_next(self->active);
        if (item != NULL || error_occurred() != NULL) {
            return item;
        }
        ref_store(self, &self->active, NULL);
    }
    return NULL;
}

static MethodDef chain_methods[] = {
    IT_REDUCE(chain),
    IT_SETSTATE(chain),
    {"from_iterable", chain_from_iterable, METH_O | METH_CLASS,
     "Alternative chain() constructor taking a single iterable argument "
     "that evaluates lazily."},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};
static FieldDef chain_rows[] = {IT_ROW(Chain, source), IT_ROW(Chain, active),
                                IT_END};
IT_TYPE(chain_type, "chain", Chain, chain_rows, chain_next, chain_new,
        "chain(*iterables) --> chain object", .methods = chain_methods);

// ----------------------------------------------------------------- accumulate

static Object *
accumulate_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"iterable", "func", "initial", NULL};
    static const ArgsSpec spec = {"accumulate", names, 1, 0, 1};
    Object *v[3];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    Object *it = iter_new(v[0]);
    Accumulate *self = it == NULL ? NULL : (Accumulate *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(it);
        return NULL;
    }
    ref_store(self, &self->it, it);
    ref_store(self, &self->function, v[1] == NONE ? NULL : ref_xnew(v[1]));
    ref_store(self, &self->initial, ref_new(v[2] == NULL ? NONE : v[2]));
    return OBJ(self);
}

static Object *
accumulate_next(Object *o)
{
    Accumulate *self = (Accumulate *)o;
    if (self->initial != NONE) {
        Object *initial = self->initial;
        self->initial = none_new();
        ref_store(self, &self->total, ref_new(initial));
        return initial;
    }
    Object *value = iter_next(self->it);
    if (value == NULL) {
        return NULL;
    }
    if (self->total == NULL) {
        ref_store(self, &self->total, ref_new(value));
        return value;
    }
    Object *total = self->function == NULL
                        ? number_add(self->total, value)
                        : call_two(self->function, self->total, value);
    ref_dec(value);
    if (total == NULL) {
        return NULL;
    }
    ref_inc(total);
    ref_store(self, &self->total, total);
    return total;
}

static MethodDef accumulate_methods[] = {
    IT_REDUCE(accumulate),
    IT_SETSTATE(accumulate),
    {NULL, NULL, 0, NULL}};
static FieldDef accumulate_rows[] = {
    IT_ROW(Accumulate, function), IT_ROW(Accumulate, it),
    IT_ROW(Accumulate, total), IT_ROW(Accumulate, initial), IT_END};
IT_TYPE(accumulate_type, "accumulate", Accumulate, accumulate_rows,
        accumulate_next, accumulate_new,
        "Return series of accumulated sums.",
        .methods = accumulate_methods);

// ------------------------------------------- a function and an iterable

static Object *
make_filter(const char *name, Type *type, const Type *own, Object *args,
            Object *kwargs)
{
    if (!it_takes_no_keywords(name, type, own, kwargs) ||
        !args_check_count(name, tuple_size(args), 2, 2)) {
        return NULL;
    }
    Object *it = iter_new(tuple_get(args, 1));
    ShortFilter *self = it == NULL ? NULL
                                   : (ShortFilter *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(it);
        return NULL;
    }
    ref_store(self, &self->function, ref_new(tuple_get(args, 0)));
    ref_store(self, &self->it, it);
    return OBJ(self);
}

#define FILTER_NEW(name)                                                     \
    static Object *name##_new(Type *type, Object *args, Object *kwargs)      \
    {                                                                        \
        return make_filter(#name, type, &name##_type, args, kwargs);           \
    }
FILTER_NEW(dropwhile)
FILTER_NEW(takewhile)
FILTER_NEW(filterfalse)
FILTER_NEW(starmap)

// Whether the function says yes to an item; -1 error.
static int
ask(Object *function, Object *item)
{
    Object *answer = call_one(function, item);
    int truth = answer == NULL ? -1 : object_is_true(answer);
    ref_xdec(answer);
    return truth;
}

static Object *
dropwhile_next(Object *o)
{
    Filter *self = (Filter *)o;
    Object *item;
    while ((item = iter_next(self->it)) != NULL) {
        if (self->state) {
            return item;
        }
        int truth = ask(self->function, item);
        if (truth == 0) {
            self->state = 1;
            return item;
        }
        ref_dec(item);
        if (truth < 0) {
            break;
        }
    }
    return NULL;
}

static Object *
takewhile_next(Object *o)
{
    Filter *self = (Filter *)o;
    Object *item = self->state ? NULL : iter_next(self->it);
    if (item == NULL) {
        return NULL;
    }
    int truth = ask(self->function, item);
    if (truth > 0) {
        return item;
    }
    ref_dec(item);
    if (truth == 0) {
        self->state = 1;
    }
    return NULL;
}

static Object *
filterfalse_next(Object *o)
{
    ShortFilter *self = (ShortFilter *)o;
    Object *item;
    while ((item = iter_next(self->it)) != NULL) {
        int truth = self->function == NONE ? object_is_true(item)
                                           : ask(self->function, item);
        if (truth == 0) {
            return item;
        }
        ref_dec(item);
        if (truth < 0) {
            break;
        }
    }
    return NULL;
}

static Object *
starmap_next(Object *o)
{
    ShortFilter *self = (ShortFilter *)o;
    Object *args = iter_next(self->it);
    if (args != NULL && !tuple_check_exact(args)) {
        REF_SET(args, sequence_tuple(args));
    }
    if (args == NULL) {
        return NULL;
    }
    Object *result = call_object(self->function, args, NULL);
    ref_dec(args);
    return result;
}

static MethodDef dropwhile_methods[] = {
    IT_REDUCE(dropwhile),
    IT_SETSTATE(dropwhile),
    {NULL, NULL, 0, NULL}};
static MethodDef takewhile_methods[] = {
    IT_REDUCE(takewhile),
    IT_SETSTATE(takewhile),
    {NULL, NULL, 0, NULL}};
static MethodDef filterfalse_methods[] = {
    IT_REDUCE(filterfalse),
    {NULL, NULL, 0, NULL}};
static MethodDef starmap_methods[] = {
    IT_REDUCE(starmap),
    {NULL, NULL, 0, NULL}};
static FieldDef filter_rows[] = {IT_ROW(Filter, it),
                                 IT_ROW(Filter, function), IT_END};
IT_TYPE(dropwhile_type, "dropwhile", Filter, filter_rows, dropwhile_next,
        dropwhile_new, "Drop items from the iterable while predicate(item) "
                       "is true.",
        .methods = dropwhile_methods);
IT_TYPE(takewhile_type, "takewhile", Filter, filter_rows, takewhile_next,
        takewhile_new, "Return successive entries from an iterable as long "
                       "as the predicate evaluates to true for each entry.",
        .methods = takewhile_methods);
IT_TYPE(filterfalse_type, "filterfalse", ShortFilter, filter_rows,
        filterfalse_next, filterfalse_new,
        "Return those items of iterable for which function(item) is false.",
        .methods = filterfalse_methods);
IT_TYPE(starmap_type, "starmap", ShortFilter, filter_rows, starmap_next,
        starmap_new, "Return an iterator whose values are returned from the "
                     "function evaluated with an argument tuple taken from "
                     "the given sequence.",
        .methods = starmap_methods);

// ------------------------------------------------------------------- compress

static Object *
compress_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"data", "selectors", NULL};
    static const ArgsSpec spec = {"compress", names, 2, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    Object *data = iter_new(v[0]);
    Object *selectors = data == NULL ? NULL : iter_new(v[1]);
    Compress *self = selectors == NULL ? NULL
                                       : (Compress *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(data);
        ref_xdec(selectors);
        return NULL;
    }
    ref_store(self, &self->data, data);
    ref_store(self, &self->selectors, selectors);
    return OBJ(self);
}

static Object *
compress_next(Object *o)
{
    Compress *self = (Compress *)o;
    for (;;) {
        Object *item = iter_next(self->data);
        if (item == NULL) {
            return NULL;
        }
        Object *selector = iter_next(self->selectors);
        int truth = selector == NULL ? -1 : object_is_true(selector);
        ref_xdec(selector);
        if (truth > 0) {
            return item;
        }
        ref_dec(item);
        if (truth < 0) {
            return NULL;
        }
    }
}

static MethodDef compress_methods[] = {
    IT_REDUCE(compress),
    {NULL, NULL, 0, NULL}};
static FieldDef compress_rows[] = {IT_ROW(Compress, data),
                                   IT_ROW(Compress, selectors), IT_END};
IT_TYPE(compress_type, "compress", Compress, compress_rows, compress_next,
        compress_new, "Return data elements corresponding to true selector "
                      "elements.",
        .methods = compress_methods);

// ------------------------------------------------------------------- pairwise

typedef struct Pairwise {
    Object base;
    Object *it, *old;
} Pairwise;

static Object *
pairwise_new(Type *type, Object *args, Object *kwargs)
{
    if (!it_takes_no_keywords("pairwise", type, &pairwise_type, kwargs) ||
        !args_check_count("pairwise", tuple_size(args), 1, 1)) {
        return NULL;
    }
    Object *it = iter_new(tuple_get(args, 0));
    Pairwise *self = it == NULL ? NULL : (Pairwise *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(it);
        return NULL;
    }
    ref_store(self, &self->it, it);
    return OBJ(self);
}

static Object *
pairwise_next(Object *o)
{
    Pairwise *self = (Pairwise *)o;
    if (self->it == NULL) {
        return NULL;
    }
    if (self->old == NULL) {
        ref_store(self, &self->old, iter_next(self->it));
        if (self->old == NULL) {
            ref_store(self, &self->it, NULL);
            return NULL;
        }
    }
    Object *item = self->it == NULL ? NULL : iter_next(self->it);
    if (item == NULL) {
        ref_store(self, &self->it, NULL);
        ref_store(self, &self->old, NULL);
        return NULL;
    }
    Object *pair = tuple_pack(2, self->old, item);
    ref_store(self, &self->old, item);
    return pair;
}

static FieldDef pairwise_rows[] = {IT_ROW(Pairwise, it),
                                   IT_ROW(Pairwise, old), IT_END};
IT_TYPE(pairwise_type, "pairwise", Pairwise, pairwise_rows, pairwise_next,
        pairwise_new, "Return an iterator of overlapping pairs taken from "
                      "the input iterator.");

// --------------------------------------------------------------------- module

static MethodDef functions[] = {
    {"tee", METHOD(itertools_tee), METH_FASTCALL,
     "tee($module, iterable, n=2, /)\n--\n\nReturns a tuple of n independent "
     "iterators."},
    {NULL, NULL, 0, NULL}};

Object *
itertools_module_new(void)
{
    static Type *const types[] = {
        &accumulate_type, &combinations_type, &combinations_replacement_type,
        &cycle_type, &dropwhile_type, &takewhile_type, &islice_type,
        &starmap_type, &chain_type, &compress_type, &filterfalse_type,
        &count_type, &zip_longest_type, &pairwise_type, &permutations_type,
        &product_type, &repeat_type, &groupby_type, &grouper_type, &tee_type,
        &tee_data_type};
    Object *m = module_new("itertools");
    if (m == NULL || module_add_functions(m, functions) < 0) {
        ref_xdec(m);
        return NULL;
    }
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (type_ready(types[i]) < 0 ||
            module_add(m, type_short_name(types[i]), ref_new(types[i])) < 0) {
            ref_dec(m);
            return NULL;
        }
    }
    return m;
}
