/* itertools.h - what the files of the module itertools share */
#ifndef INTERP_MODULES_ITERTOOLS_H
#define INTERP_MODULES_ITERTOOLS_H

#include "gc/collector.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

/* A row of the references that a layout owns. */
#define IT_ROW(layout, field)                                                \
    {#field, FIELD_OBJECT, offsetof(layout, field),                          \
     FIELD_READONLY | FIELD_HIDDEN, NULL}
#define IT_END {NULL, 0, 0, 0, NULL}

#ifndef IT_DEALLOC
#define IT_DEALLOC type_generic_dealloc
#endif

/* The row of a method table by which copy and pickle take an iterator apart,
 * and the one that puts its state back. */
#define IT_REDUCE(name)                                                      \
    {"__reduce__", name##_reduce, METH_NOARGS,                               \
     "Return state information for pickling."}
#define IT_SETSTATE(name)                                                    \
    {"__setstate__", name##_setstate, METH_O,                                \
     "Set state information for unpickling."}

/* An iterator type with fixed layout; `...`: further slots. */
#define IT_TYPE(variable, type_name, layout, rows, next, make, text, ...)    \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = "itertools." type_name,                                      \
        .basicsize = sizeof(layout),                                         \
        .dealloc = IT_DEALLOC,                                               \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,                \
        .doc = text,                                                         \
        .iter = object_self,                                                 \
        .iternext = next,                                                    \
        .members = rows,                                                     \
        .alloc = type_generic_alloc,                                         \
        .new_ = make,                                                        \
        __VA_ARGS__}

/* The layouts: what makes them, and what pickles them, knows them. */
typedef struct Cycle {
    Object base;
    Object *it, *saved;
    ssize_t index;
    int first_pass;
} Cycle;

typedef struct Chain {
    Object base;
    Object *source, *active;
} Chain;

typedef struct Accumulate {
    Object base;
    Object *total, *it, *function, *initial;
} Accumulate;

/* dropwhile and takewhile */
typedef struct Filter {
    Object base;
    Object *function, *it;
    long state;
} Filter;

/* filterfalse and starmap have no state: CPython's size. */
typedef struct ShortFilter {
    Object base;
    Object *function, *it;
} ShortFilter;

typedef struct Compress {
    Object base;
    Object *data, *selectors;
} Compress;

typedef struct Count {
    Object base;
    ssize_t count; /* SSIZE_MAX: `number` is used */
    Object *number, *step;
} Count;

typedef struct Repeat {
    Object base;
    Object *element;
    ssize_t left; /* -1: for ever */
} Repeat;

typedef struct ISlice {
    Object base;
    Object *it;
    ssize_t next, stop, step, count;
} ISlice;

typedef struct ZipLongest {
    Object base;
    ssize_t size, active;
    Object *iterators, *result, *fill;
} ZipLongest;

typedef struct GroupBy {
    Object base;
    Object *it, *key_function, *target_key, *current_key, *current_value;
    const void *current_grouper; /* borrowed: only compared */
} GroupBy;

typedef struct Grouper {
    Object base;
    Object *parent, *target_key;
} Grouper;

/* product, combinations, permutations: the tuple to hand out is the last one
 * again when nobody else has it. */
typedef struct Chooser {
    Object base;
    Object *pool; /* tuple: of items, or of pools (product) */
    ssize_t *indices; /* owned */
    Object *result;   /* the tuple given last; NULL at first */
    int stopped;
    ssize_t size; /* not of a product: it_chosen */
} Chooser;

/* A product chooses from as many pools as it has. */
typedef struct Product {
    unsigned char start[offsetof(Chooser, size)]; /* of a Chooser */
} Product;

/* CPython's permutations have one array more. */
typedef struct Permutations {
    Chooser chooser;
    ssize_t *cycles; /* owned */
} Permutations;

extern Type count_type, cycle_type, repeat_type, chain_type, accumulate_type,
    compress_type, dropwhile_type, takewhile_type, filterfalse_type,
    starmap_type, islice_type, zip_longest_type, groupby_type, grouper_type,
    tee_type, tee_data_type, product_type, combinations_type,
    combinations_replacement_type, permutations_type, pairwise_type;

static inline bool
it_is_product(const Chooser *self)
{
    return TYPE_OF(self) == &product_type ||
           type_is_subtype(TYPE_OF(self), &product_type);
}

/* So many items are in each tuple. */
static inline ssize_t
it_chosen(const Chooser *self)
{
    return it_is_product(self) ? tuple_size(self->pool) : self->size;
}

NEW_REF Object *itertools_tee(Object *self, Object *const *args,
                              ssize_t nargs);

/* The tuple for what stands at the indices, as `next` gives it; NULL with
 * MemoryError. */
NEW_REF Object *it_choice(Chooser *self);

#endif
