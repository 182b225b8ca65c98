/* product, combinations, combinations_with_replacement, permutations. */
#include "gc/alloc.h"
#define IT_DEALLOC chooser_dealloc
#include "interp/modules/itertools.h"
#include "interp/modules/itertools_pickle.h"
#include "interp/objects/int.h"

static Object *
item_at(Chooser *self, ssize_t i)
{
    Object *pool = it_is_product(self) ? tuple_get(self->pool, i)
                                       : self->pool;
    return tuple_get(pool, self->indices[i]);
}

Object *
it_choice(Chooser *self)
{
    ssize_t n = it_chosen(self);
    Object *result = tuple_new(n);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        tuple_init_item(result, i, ref_new(item_at(self, i)));
    }
    return result;
}

static Object *
give(Chooser *self)
{
    Object *result = self->result;
    if (result == NULL || result->refcount > 1) {
        result = it_choice(self);
        if (result == NULL) {
            self->stopped = 1;
            return NULL;
        }
        ref_store(self, &self->result, result);
    } else {
        ssize_t n = it_chosen(self);
        for (ssize_t i = 0; i < n; i++) {
            Object *item = item_at(self, i);
            if (tuple_get(result, i) != item) {
                ref_store(result, &tuple_get(result, i), ref_new(item));
            }
        }
        if (n > 0 && !gc_is_tracked(result)) {
            gc_track(result);
        }
    }
    return ref_new(result);
}

static void
chooser_dealloc(Object *o)
{
    Chooser *self = (Chooser *)o;
    mem_free(self->indices);
    if (type_is_subtype(TYPE_OF(o), &permutations_type)) {
        mem_free(((Permutations *)o)->cycles);
    }
    type_generic_dealloc(o);
}

static ssize_t *
new_indices(ssize_t n)
{
    ssize_t *indices = mem_alloc_zero((size_t)(n + 1) * sizeof(ssize_t));
    if (indices == NULL) {
        error_no_memory();
    }
    return indices;
}

static Chooser *
make(Type *type, STEALS Object *pool, ssize_t nindices, ssize_t size)
{
    ssize_t *indices = pool == NULL ? NULL : new_indices(nindices);
    Chooser *self = indices == NULL ? NULL : (Chooser *)type->alloc(type, 0);
    if (self == NULL) {
        mem_free(indices);
        ref_xdec(pool);
        return NULL;
    }
    ref_store(self, &self->pool, pool);
    self->indices = indices;
    if (!it_is_product(self)) {
        self->size = size;
    }
    return self;
}

static size_t
chooser_size_of(Object *o)
{
    Chooser *self = (Chooser *)o;
    ssize_t indices = it_chosen(self);
    if (type_is_subtype(TYPE_OF(o), &permutations_type)) {
        indices += tuple_size(self->pool); // and the cycles
    }
    return (size_t)TYPE_OF(o)->basicsize + (size_t)indices * sizeof(ssize_t);
}

static Object *
chooser_sizeof(Object *o, Object *unused)
{
    (void)unused;
    return int_from_size(chooser_size_of(o));
}

#define CHOOSER_METHODS(name)                                                \
    static MethodDef name##_methods[] = {                                    \
        {"__sizeof__", chooser_sizeof, METH_NOARGS,                          \
         "Returns size in memory, in bytes."},                               \
        IT_REDUCE(name),                                                     \
        IT_SETSTATE(name),                                                   \
        {NULL, NULL, 0, NULL}};
CHOOSER_METHODS(product)
CHOOSER_METHODS(combinations)
CHOOSER_METHODS(replacement)
CHOOSER_METHODS(permutations)
static FieldDef chooser_rows[] = {IT_ROW(Chooser, pool),
                                  IT_ROW(Chooser, result), IT_END};
#define CHOOSER_SLOTS(name)                                                  \
    .methods = name##_methods, .size_of = chooser_size_of

// -------------------------------------------------------------------- product

static Object *
product_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"repeat", NULL};
    static const ArgsSpec spec = {"product", names, 0, 0, 1};
    Object *v[1] = {NULL};
    ssize_t repeat = 1;
    if (kwargs != NULL) {
        Object *empty = tuple_new(0);
        int good = empty == NULL ? 0
                                 : args_parse_tuple(&spec, empty, kwargs, v);
        ref_xdec(empty);
        if (!good) {
            return NULL;
        }
    }
    if (v[0] != NULL) {
        repeat = number_as_argument(v[0]);
        if (repeat < 0) {
            return error_occurred() != NULL
                       ? NULL
                       : error_set_text(EXC(ValueError),
                                        "repeat argument cannot be negative");
        }
    }
    ssize_t nargs = repeat == 0 ? 0 : tuple_size(args);
    ssize_t n = nargs * repeat;
    Object *pools = tuple_new(n);
    for (ssize_t i = 0; pools != NULL && i < n; i++) {
        Object *pool = i < nargs ? sequence_tuple(tuple_get(args, i))
                                 : ref_new(tuple_get(pools, i - nargs));
        if (pool == NULL) {
            REF_CLEAR(pools);
        } else {
            tuple_init_item(pools, i, pool);
        }
    }
    return OBJ(make(type, pools, n, n));
}

static Object *
product_next(Object *o)
{
    Chooser *self = (Chooser *)o;
    if (self->stopped) {
        return NULL;
    }
    if (self->result == NULL) {
        for (ssize_t i = 0; i < tuple_size(self->pool); i++) {
            if (tuple_size(tuple_get(self->pool, i)) == 0) {
                self->stopped = 1;
                return NULL;
            }
        }
        return give(self);
    }
    ssize_t i = tuple_size(self->pool) - 1;
    for (; i >= 0; i--) {
        if (++self->indices[i] < tuple_size(tuple_get(self->pool, i))) {
            break;
        }
        self->indices[i] = 0;
    }
    if (i < 0) {
        self->stopped = 1;
        return NULL;
    }
    return give(self);
}

IT_TYPE(product_type, "product", Product, chooser_rows, product_next,
        product_new, "product(*iterables, repeat=1) --> product object",
        CHOOSER_SLOTS(product));

// --------------------------------------------------------------- combinations

static int
pool_and_count(const char *name, Object *args, Object *kwargs,
               bool may_be_none, Object **pool, ssize_t *r)
{
    static const char *const names[] = {"iterable", "r", NULL};
    ArgsSpec spec = {name, names, may_be_none ? 1 : 2, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    *r = -1;
    if (v[1] != NULL && (v[1] != NONE || !may_be_none)) {
        if (may_be_none && !int_check(v[1])) {
            error_set_text(EXC(TypeError), "Expected int as r");
            return -1;
        }
        *r = number_as_argument(v[1]);
        if (*r < 0) {
            if (error_occurred() == NULL) {
                error_set_text(EXC(ValueError), "r must be non-negative");
            }
            return -1;
        }
    }
    *pool = sequence_tuple(v[0]);
    return *pool == NULL ? -1 : 0;
}

static Object *
combinations_new(Type *type, Object *args, Object *kwargs)
{
    Object *pool;
    ssize_t r;
    if (pool_and_count("combinations", args, kwargs, false, &pool, &r) < 0) {
        return NULL;
    }
    ssize_t n = tuple_size(pool);
    Chooser *self = make(type, pool, r, r);
    for (ssize_t i = 0; self != NULL && i < r; i++) {
        self->indices[i] = i;
    }
    if (self != NULL) {
        self->stopped = r > n;
    }
    return OBJ(self);
}

static Object *
combinations_next(Object *o)
{
    Chooser *self = (Chooser *)o;
    if (self->stopped) {
        return NULL;
    }
    if (self->result == NULL) {
        return give(self);
    }
    ssize_t n = tuple_size(self->pool), r = self->size, i = r - 1;
    while (i >= 0 && self->indices[i] == i + n - r) {
        i--;
    }
    if (i < 0) {
        self->stopped = 1;
        return NULL;
    }
    self->indices[i]++;
    for (ssize_t j = i + 1; j < r; j++) {
        self->indices[j] = self->indices[j - 1] + 1;
    }
    return give(self);
}

IT_TYPE(combinations_type, "combinations", Chooser, chooser_rows,
        combinations_next, combinations_new,
        "Return successive r-length combinations of elements in the "
        "iterable.", CHOOSER_SLOTS(combinations));

static Object *
replacement_new(Type *type, Object *args, Object *kwargs)
{
    Object *pool;
    ssize_t r;
    if (pool_and_count("combinations_with_replacement", args, kwargs, false,
                       &pool, &r) < 0) {
        return NULL;
    }
    ssize_t n = tuple_size(pool);
    Chooser *self = make(type, pool, r, r);
    if (self != NULL) {
        self->stopped = n == 0 && r > 0;
    }
    return OBJ(self);
}

static Object *
replacement_next(Object *o)
{
    Chooser *self = (Chooser *)o;
    if (self->stopped) {
        return NULL;
    }
    if (self->result == NULL) {
        return give(self);
    }
    ssize_t n = tuple_size(self->pool), i = self->size - 1;
    while (i >= 0 && self->indices[i] == n - 1) {
        i--;
    }
    if (i < 0) {
        self->stopped = 1;
        return NULL;
    }
    ssize_t value = self->indices[i] + 1;
    for (; i < self->size; i++) {
        self->indices[i] = value;
    }
    return give(self);
}

IT_TYPE(combinations_replacement_type, "combinations_with_replacement",
        Chooser, chooser_rows, replacement_next, replacement_new,
        "Return successive r-length combinations of elements in the iterable "
        "allowing individual elements to have successive repeats.",
        CHOOSER_SLOTS(replacement));

// --------------------------------------------------------------- permutations

static Object *
permutations_new(Type *type, Object *args, Object *kwargs)
{
    Object *pool;
    ssize_t r;
    if (pool_and_count("permutations", args, kwargs, true, &pool, &r) < 0) {
        return NULL;
    }
    ssize_t n = tuple_size(pool);
    r = r < 0 ? n : r;
    Chooser *self = make(type, pool, n, r);
    if (self == NULL) {
        return NULL;
    }
    ssize_t *cycles = new_indices(r);
    if (cycles == NULL) {
        ref_dec(self);
        return NULL;
    }
    ((Permutations *)self)->cycles = cycles;
    for (ssize_t i = 0; i < n; i++) {
        self->indices[i] = i;
    }
    for (ssize_t i = 0; i < r; i++) {
        cycles[i] = n - i;
    }
    self->stopped = r > n;
    return OBJ(self);
}

static Object *
permutations_next(Object *o)
{
    Chooser *self = (Chooser *)o;
    if (self->stopped) {
        return NULL;
    }
    ssize_t n = tuple_size(self->pool);
    if (self->result == NULL) {
        return give(self);
    }
    ssize_t *indices = self->indices;
    ssize_t *cycles = ((Permutations *)self)->cycles;
    for (ssize_t i = self->size - 1; n > 0 && i >= 0; i--) {
        if (--cycles[i] == 0) {
            // Rotate indices[i:] to the left.
            ssize_t first = indices[i];
            for (ssize_t j = i; j < n - 1; j++) {
                indices[j] = indices[j + 1];
            }
            indices[n - 1] = first;
            cycles[i] = n - i;
        } else {
            ssize_t j = n - cycles[i], t = indices[i];
            indices[i] = indices[j];
            indices[j] = t;
            return give(self);
        }
    }
    self->stopped = 1;
    return NULL;
}

IT_TYPE(permutations_type, "permutations", Permutations, chooser_rows,
        permutations_next, permutations_new,
        "Return successive r-length permutations of elements in the "
        "iterable.", CHOOSER_SLOTS(permutations));
