/* __reduce__ and __setstate__ of itertools' iterators, as CPython 3.11 has
 * them: what copy.copy and pickle see of an iterator that has begun. */
#include "gc/alloc.h"
#include "interp/modules/itertools.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/names.h"

bool
it_takes_no_keywords(const char *name, const Type *type, const Type *own,
                     Object *kwargs)
{
    return (type != own && type->init != own->init) ||
           args_no_keywords(name, kwargs);
}

int
it_state_items(Object *state, ssize_t least, ssize_t n, Object **v)
{
    if (!tuple_check(state)) {
        error_set_text(EXC(TypeError), "state is not a tuple");
        return -1;
    }
    ssize_t got = tuple_size(state);
    if (got < least || got > n) {
        ssize_t wanted = got < least ? least : n;
        error_format(EXC(TypeError),
                     "function takes %s %zd argument%s (%zd given)",
                     least == n    ? "exactly"
                     : got < least ? "at least"
                                   : "at most",
                     wanted, wanted == 1 ? "" : "s", got);
        return -1;
    }
    for (ssize_t i = 0; i < n; i++) {
        v[i] = i < got ? tuple_get(state, i) : NULL;
    }
    return 0;
}

int
it_state_type(Object *o, Type *type, int place)
{
    if (TYPE_OF(o) == type || type_is_subtype(TYPE_OF(o), type)) {
        return 0;
    }
    error_format(EXC(TypeError), "argument %d must be %s, not %s", place,
                 type->name, TYPE_OF(o)->name);
    return -1;
}

// (type, args) or (type, args, state); both are given away.
static Object *
reduced(Object *self, STEALS Object *args, STEALS Object *state)
{
    Object *result = NULL;
    if (args != NULL) {
        result = state == NULL
                     ? tuple_pack(2, OBJ(TYPE_OF(self)), args)
                     : tuple_pack(3, OBJ(TYPE_OF(self)), args, state);
    }
    ref_xdec(args);
    ref_xdec(state);
    return result;
}

// Where a state cannot be made there is no result either.
static Object *
reduced_with(Object *self, STEALS Object *args, STEALS Object *state)
{
    if (state == NULL) {
        ref_xdec(args);
        return NULL;
    }
    return reduced(self, args, state);
}

static int
as_index(Object *o, ssize_t *index)
{
    if (!int_check(o)) {
        error_set_text(EXC(TypeError), "an integer is required");
        return -1;
    }
    *index = number_as_ssize(o, EXC(OverflowError));
    return *index == -1 && error_occurred() != NULL ? -1 : 0;
}

static ssize_t
clip(ssize_t n, ssize_t least, ssize_t most)
{
    n = n > most ? most : n;
    return n < least ? least : n;
}

// ---------------------------------------------------- cycle, chain, accumulate

Object *
cycle_reduce(Object *o, Object *unused)
{
    (void)unused;
    Cycle *self = (Cycle *)o;
    Object *it = self->it;
    bool whole = self->first_pass;
    if (it != NULL) {
        ref_inc(it);
    } else {
        // Exhausted: what was saved, from where it has come to.
        it = iter_new(self->saved);
        Object *index = it == NULL ? NULL : int_from_ssize(self->index);
        Object *done = index == NULL ? NULL
                                     : call_method_text(it, "__setstate__",
                                                        &index, 1);
        ref_xdec(index);
        if (done == NULL) {
            ref_xdec(it);
            return NULL;
        }
        ref_dec(done);
        whole = true;
    }
    Object *args = tuple_pack(1, it);
    ref_dec(it);
    return reduced_with(o, args,
                        tuple_pack(2, self->saved, whole ? TRUE : FALSE));
}

Object *
cycle_setstate(Object *o, Object *state)
{
    Cycle *self = (Cycle *)o;
    Object *v[2];
    if (it_state_items(state, 2, 2, v) < 0 ||
        it_state_type(v[0], &list_type, 1) < 0) {
        return NULL;
    }
    ssize_t whole = number_as_ssize(v[1], EXC(OverflowError));
    if (whole == -1 && error_occurred() != NULL) {
        return NULL;
    }
    self->first_pass = whole != 0;
    self->index = 0;
    ref_store(self, &self->saved, ref_new(v[0]));
    return none_new();
}

Object *
chain_reduce(Object *o, Object *unused)
{
    (void)unused;
    Chain *self = (Chain *)o;
    if (self->source == NULL) {
        return reduced(o, tuple_new(0), NULL);
    }
    return reduced_with(o, tuple_new(0),
                        self->active == NULL
                            ? tuple_pack(1, self->source)
                            : tuple_pack(2, self->source, self->active));
}

static bool
is_iterator(Object *o)
{
    return o == NULL || TYPE_OF(o)->iternext != NULL;
}

Object *
chain_setstate(Object *o, Object *state)
{
    Chain *self = (Chain *)o;
    Object *v[2];
    if (it_state_items(state, 1, 2, v) < 0) {
        return NULL;
    }
    if (!is_iterator(v[0]) || !is_iterator(v[1])) {
        return error_set_text(EXC(TypeError), "Arguments must be iterators.");
    }
    ref_store(self, &self->source, ref_new(v[0]));
    ref_store(self, &self->active, ref_xnew(v[1]));
    return none_new();
}

// What is left with `first` in front of it.
static Object *
chained(Object *first, Object *it)
{
    Object *head = tuple_pack(1, first);
    Object *parts[2] = {head, it};
    Object *chain = head == NULL ? NULL
                                 : call_vector(OBJ(&chain_type), parts, 2,
                                               NULL);
    ref_xdec(head);
    return chain;
}

Object *
accumulate_reduce(Object *o, Object *unused)
{
    (void)unused;
    Accumulate *self = (Accumulate *)o;
    Object *function = self->function == NULL ? NONE : self->function;
    if (self->initial != NULL || self->total == NONE) {
        Object *first = self->initial != NULL ? self->initial : NONE;
        Object *it = chained(first, self->it);
        Object *args = it == NULL ? NULL : tuple_pack(2, it, function);
        ref_xdec(it);
        if (self->initial != NULL || args == NULL) {
            return reduced(o, args, ref_new(NONE));
        }
        // A total of None would be taken for none: give it, and skip it.
        Object *again = call_object(OBJ(TYPE_OF(o)), args, NULL);
        REF_SET(args, NULL);
        Object *one = int_from_long(1);
        args = again == NULL || one == NULL
                   ? NULL
                   : tuple_pack(3, again, one, NONE);
        Object *result = args == NULL
                             ? NULL
                             : tuple_pack(2, OBJ(&islice_type), args);
        ref_xdec(again);
        ref_xdec(one);
        ref_xdec(args);
        return result;
    }
    return reduced(o, tuple_pack(2, self->it, function),
                   ref_new(self->total == NULL ? NONE : self->total));
}

Object *
accumulate_setstate(Object *o, Object *state)
{
    Accumulate *self = (Accumulate *)o;
    ref_store(self, &self->total, ref_new(state));
    return none_new();
}

// ------------------------------------------------- a function and an iterable

Object *
compress_reduce(Object *o, Object *unused)
{
    (void)unused;
    Compress *self = (Compress *)o;
    return reduced(o, tuple_pack(2, self->data, self->selectors), NULL);
}

Object *
filterfalse_reduce(Object *o, Object *unused)
{
    (void)unused;
    ShortFilter *self = (ShortFilter *)o;
    return reduced(o, tuple_pack(2, self->function, self->it), NULL);
}

Object *
starmap_reduce(Object *o, Object *unused)
{
    return filterfalse_reduce(o, unused);
}

Object *
dropwhile_reduce(Object *o, Object *unused)
{
    (void)unused;
    Filter *self = (Filter *)o;
    return reduced_with(o, tuple_pack(2, self->function, self->it),
                        int_from_long(self->state));
}

Object *
takewhile_reduce(Object *o, Object *unused)
{
    return dropwhile_reduce(o, unused);
}

Object *
dropwhile_setstate(Object *o, Object *state)
{
    int truth = object_is_true(state);
    if (truth < 0) {
        return NULL;
    }
    ((Filter *)o)->state = truth;
    return none_new();
}

Object *
takewhile_setstate(Object *o, Object *state)
{
    return dropwhile_setstate(o, state);
}

// ------------------------------------------------------ count, repeat, islice

Object *
count_reduce(Object *o, Object *unused)
{
    (void)unused;
    Count *self = (Count *)o;
    if (self->number != NULL) {
        return reduced(o, tuple_pack(2, self->number, self->step), NULL);
    }
    Object *number = int_from_ssize(self->count);
    Object *args = number == NULL ? NULL : tuple_pack(1, number);
    ref_xdec(number);
    return reduced(o, args, NULL);
}

Object *
repeat_reduce(Object *o, Object *unused)
{
    (void)unused;
    Repeat *self = (Repeat *)o;
    if (self->left < 0) {
        return reduced(o, tuple_pack(1, self->element), NULL);
    }
    Object *left = int_from_ssize(self->left);
    Object *args = left == NULL ? NULL : tuple_pack(2, self->element, left);
    ref_xdec(left);
    return reduced(o, args, NULL);
}

// (it, next, stop, step), or an empty iterator when there is nothing left.
static Object *
islice_arguments(ISlice *self)
{
    if (self->it == NULL) {
        Object *empty = list_new(0);
        Object *it = empty == NULL ? NULL : iter_new(empty);
        Object *zero = int_from_long(0);
        Object *args = it == NULL || zero == NULL ? NULL
                                                  : tuple_pack(2, it, zero);
        ref_xdec(empty);
        ref_xdec(it);
        ref_xdec(zero);
        return args;
    }
    Object *next = int_from_ssize(self->next);
    Object *stop = self->stop == -1 ? none_new() : int_from_ssize(self->stop);
    Object *step = int_from_ssize(self->step);
    Object *args = next == NULL || stop == NULL || step == NULL
                       ? NULL
                       : tuple_pack(4, self->it, next, stop, step);
    ref_xdec(next);
    ref_xdec(stop);
    ref_xdec(step);
    return args;
}

Object *
islice_reduce(Object *o, Object *unused)
{
    (void)unused;
    ISlice *self = (ISlice *)o;
    return reduced_with(o, islice_arguments(self),
                        int_from_ssize(self->it == NULL ? 0 : self->count));
}

Object *
islice_setstate(Object *o, Object *state)
{
    return as_index(state, &((ISlice *)o)->count) < 0 ? NULL : none_new();
}

// ------------------------------------------------------- zip_longest, groupby

Object *
zip_longest_reduce(Object *o, Object *unused)
{
    (void)unused;
    ZipLongest *self = (ZipLongest *)o;
    Object *args = tuple_new(self->size);
    for (ssize_t i = 0; args != NULL && i < self->size; i++) {
        Object *it = tuple_get(self->iterators, i);
        it = it != NULL ? ref_new(it) : tuple_new(0);
        if (it == NULL) {
            REF_CLEAR(args);
        } else {
            tuple_init_item(args, i, it);
        }
    }
    return reduced(o, args, ref_new(self->fill));
}

Object *
zip_longest_setstate(Object *o, Object *state)
{
    ZipLongest *self = (ZipLongest *)o;
    ref_store(self, &self->fill, ref_new(state));
    return none_new();
}

Object *
groupby_reduce(Object *o, Object *unused)
{
    (void)unused;
    GroupBy *self = (GroupBy *)o;
    Object *args = tuple_pack(2, self->it, self->key_function);
    if (self->target_key == NULL || self->current_key == NULL ||
        self->current_value == NULL) {
        return reduced(o, args, NULL);
    }
    return reduced_with(o, args,
                        tuple_pack(3, self->current_key, self->current_value,
                                   self->target_key));
}

Object *
groupby_setstate(Object *o, Object *state)
{
    GroupBy *self = (GroupBy *)o;
    Object *v[3];
    if (it_state_items(state, 3, 3, v) < 0) {
        return NULL;
    }
    ref_store(self, &self->current_key, ref_new(v[0]));
    ref_store(self, &self->current_value, ref_new(v[1]));
    ref_store(self, &self->target_key, ref_new(v[2]));
    return none_new();
}

Object *
grouper_reduce(Object *o, Object *unused)
{
    (void)unused;
    Grouper *self = (Grouper *)o;
    if (((GroupBy *)self->parent)->current_grouper != self) {
        return iterator_reduce("iter", NULL, 0, tuple_new(0));
    }
    return reduced(o, tuple_pack(2, self->parent, self->target_key), NULL);
}

// ------------------------------------- product, combinations and permutations

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
               ? reduced(o, args, NULL)
               : reduced_with(o, args,
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
    return reduced_with(o, pool_and_size(self), state);
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
        return reduced(o, args, NULL);
    }
    return self->result == NULL
               ? reduced(o, ref_new(self->pool), NULL)
               : reduced_with(o, ref_new(self->pool),
                              tuple_of_indices(self->indices, self->size));
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
        if (as_index(tuple_get(state, i), &index) < 0) {
            return -1;
        }
        self->indices[i] = clip(index, 0, highest(self, i));
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
        if (as_index(tuple_get(v[1], i), &index) < 0) {
            return NULL;
        }
        ((Permutations *)o)->cycles[i] = clip(index, 1, n - i);
    }
    return set_result(self);
}

Object *
product_setstate(Object *o, Object *state)
{
    Chooser *self = (Chooser *)o;
    for (ssize_t i = 0; i < self->size; i++) {
        if (tuple_size(tuple_get(self->pool, i)) == 0) {
            self->stopped = 1;
            return none_new();
        }
    }
    return set_indices(self, state, self->size, highest_in_own_pool) < 0
               ? NULL
               : set_result(self);
}
