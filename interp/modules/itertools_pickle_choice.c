/* __reduce__ and __setstate__ of product, combinations and permutations. */
#include "interp/modules/itertools_pickle.h"

#include "interp/modules/itertools.h"
#include "interp/objects/int.h"

static Object *
tuple_of_indices(const ssize_t *indices, ssize_t n)
{
    Object *tuple = tuple_new(n);
    for (ssize_t i = 0; tuple != NULL && i < n; i++) {
        Object *index = int_from_ssize(indices[i]);
        if (index == NULL) {
            REF_CLEAR(tuple);
        } else {
            tuple_init_item(tuple, i, index);
        }
    }
    return tuple;
}

// (pool, size), the pool empty when there is nothing left.
static Object *
pool_and_size(Chooser *self)
{
    Object *pool = self->stopped ? tuple_new(0) : ref_new(self->pool);
    Object *size = int_from_ssize(self->size);
    Object *args = pool == NULL || size == NULL ? NULL
                                                : tuple_pack(2, pool, size);
    ref_xdec(pool);
    ref_xdec(size);
    return args;
}

Object *
combinations_reduce(Object *o, Object *unused)
{
    (void)unused;
    Chooser *self = (Chooser *)o;
    // Before the first tuple the pool itself, even if it is too small.
    int stopped = self->stopped;
    self->stopped = stopped && self->result != NULL;
    Object *args = pool_and_size(self);
    self->stopped = stopped;
    return self->result == NULL || stopped
               ? it_reduced(o, args, NULL)
               : it_reduced_with(o, args,
                                 tuple_of_indices(self->indices, self->size));
}

Object *
replacement_reduce(Object *o, Object *unused)
{
    return combinations_reduce(o, unused);
}

Object *
permutations_reduce(Object *o, Object *unused)
{
    Chooser *self = (Chooser *)o;
    if (self->result == NULL || self->stopped) {
        return combinations_reduce(o, unused);
    }
    Object *indices = tuple_of_indices(self->indices, tuple_size(self->pool));
    Object *cycles = tuple_of_indices(((Permutations *)o)->cycles,
                                      self->size);
    Object *state = indices == NULL || cycles == NULL
                        ? NULL
                        : tuple_pack(2, indices, cycles);
    ref_xdec(indices);
    ref_xdec(cycles);
    return it_reduced_with(o, pool_and_size(self), state);
}

Object *
product_reduce(Object *o, Object *unused)
{
    (void)unused;
    Chooser *self = (Chooser *)o;
    if (self->stopped) {
        Object *empty = tuple_new(0);
        Object *args = empty == NULL ? NULL : tuple_pack(1, empty);
        ref_xdec(empty);
        return it_reduced(o, args, NULL);
    }
    return self->result == NULL
               ? it_reduced(o, ref_new(self->pool), NULL)
               : it_reduced_with(o, ref_new(self->pool),
                                 tuple_of_indices(self->indices,
                                                  it_chosen(self)));
}

static int
invalid_arguments(void)
{
    error_set_text(EXC(ValueError), "invalid arguments");
    return -1;
}

// The highest index that may stand at place i.
typedef ssize_t HighestIndex(const Chooser *self, ssize_t i);

static int
set_indices(Chooser *self, Object *state, ssize_t n, HighestIndex *highest)
{
    if (!tuple_check(state) || tuple_size(state) != n) {
        return invalid_arguments();
    }
    for (ssize_t i = 0; i < n; i++) {
        ssize_t index;
        if (it_as_index(tuple_get(state, i), &index) < 0) {
            return -1;
        }
        self->indices[i] = it_clip(index, 0, highest(self, i));
    }
    return 0;
}

// The tuple that was given last.
static Object *
set_result(Chooser *self)
{
    Object *result = it_choice(self);
    if (result == NULL) {
        return NULL;
    }
    ref_store(self, &self->result, result);
    return none_new();
}

static ssize_t
highest_combination(const Chooser *self, ssize_t i)
{
    return i + tuple_size(self->pool) - self->size;
}

static ssize_t
highest_in_pool(const Chooser *self, ssize_t i)
{
    (void)i;
    return tuple_size(self->pool) - 1;
}

static ssize_t
highest_in_own_pool(const Chooser *self, ssize_t i)
{
    return tuple_size(tuple_get(self->pool, i)) - 1;
}

Object *
combinations_setstate(Object *o, Object *state)
{
    Chooser *self = (Chooser *)o;
    if (self->size > tuple_size(self->pool)) {
        return invalid_arguments(), NULL;
    }
    return set_indices(self, state, self->size, highest_combination) < 0
               ? NULL
               : set_result(self);
}

Object *
replacement_setstate(Object *o, Object *state)
{
    Chooser *self = (Chooser *)o;
    if (self->size > 0 && tuple_size(self->pool) == 0) {
        return invalid_arguments(), NULL;
    }
    return set_indices(self, state, self->size, highest_in_pool) < 0
               ? NULL
               : set_result(self);
}

Object *
permutations_setstate(Object *o, Object *state)
{
    Chooser *self = (Chooser *)o;
    ssize_t n = tuple_size(self->pool);
    Object *v[2];
    if (it_state_items(state, 2, 2, v) < 0 ||
        it_state_type(v[0], &tuple_type, 1) < 0 ||
        it_state_type(v[1], &tuple_type, 2) < 0) {
        return NULL;
    }
    if (tuple_size(v[1]) != self->size || self->size > n) {
        return invalid_arguments(), NULL;
    }
    if (set_indices(self, v[0], n, highest_in_pool) < 0) {
        return NULL;
    }
    for (ssize_t i = 0; i < self->size; i++) {
        ssize_t index;
        if (it_as_index(tuple_get(v[1], i), &index) < 0) {
            return NULL;
        }
        ((Permutations *)o)->cycles[i] = it_clip(index, 1, n - i);
    }
    return set_result(self);
}

Object *
product_setstate(Object *o, Object *state)
{
    Chooser *self = (Chooser *)o;
    ssize_t n = it_chosen(self);
    for (ssize_t i = 0; i < n; i++) {
        if (tuple_size(tuple_get(self->pool, i)) == 0) {
            self->stopped = 1;
            return none_new();
        }
    }
    return set_indices(self, state, n, highest_in_own_pool) < 0
               ? NULL
               : set_result(self);
}
