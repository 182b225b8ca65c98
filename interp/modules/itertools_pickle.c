/* __reduce__ and __setstate__ of itertools' iterators, as CPython 3.11 has
 * them: what copy.copy and pickle see of an iterator that has begun. Those of
 * product, combinations and permutations are in itertools_pickle_choice.c. */
#include "interp/modules/itertools_pickle.h"

#include "interp/modules/itertools.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"

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

Object *
it_reduced(Object *self, STEALS Object *args, STEALS Object *state)
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

Object *
it_reduced_with(Object *self, STEALS Object *args, STEALS Object *state)
{
    if (state == NULL) {
        ref_xdec(args);
        return NULL;
    }
    return it_reduced(self, args, state);
}

int
it_as_index(Object *o, ssize_t *index)
{
    if (!int_check(o)) {
        error_set_text(EXC(TypeError), "an integer is required");
        return -1;
    }
    *index = number_as_ssize(o, EXC(OverflowError));
    return *index == -1 && error_occurred() != NULL ? -1 : 0;
}

ssize_t
it_clip(ssize_t n, ssize_t least, ssize_t most)
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
    return it_reduced_with(o, args,
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
        return it_reduced(o, tuple_new(0), NULL);
    }
    return it_reduced_with(o, tuple_new(0),
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
    if (self->initial != NONE || self->total == NONE) {
        Object *it = chained(self->initial, self->it);
        Object *args = it == NULL ? NULL : tuple_pack(2, it, function);
        ref_xdec(it);
        if (self->initial != NONE || args == NULL) {
            return it_reduced(o, args, ref_new(NONE));
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
    return it_reduced(o, tuple_pack(2, self->it, function),
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
    return it_reduced(o, tuple_pack(2, self->data, self->selectors), NULL);
}

Object *
filterfalse_reduce(Object *o, Object *unused)
{
    (void)unused;
    ShortFilter *self = (ShortFilter *)o;
    return it_reduced(o, tuple_pack(2, self->function, self->it), NULL);
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
    return it_reduced_with(o, tuple_pack(2, self->function, self->it),
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
        return it_reduced(o, tuple_pack(2, self->number, self->step), NULL);
    }
    Object *number = int_from_ssize(self->count);
    Object *args = number == NULL ? NULL : tuple_pack(1, number);
    ref_xdec(number);
    return it_reduced(o, args, NULL);
}

Object *
repeat_reduce(Object *o, Object *unused)
{
    (void)unused;
    Repeat *self = (Repeat *)o;
    if (self->left < 0) {
        return it_reduced(o, tuple_pack(1, self->element), NULL);
    }
    Object *left = int_from_ssize(self->left);
    Object *args = left == NULL ? NULL : tuple_pack(2, self->element, left);
    ref_xdec(left);
    return it_reduced(o, args, NULL);
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
    return it_reduced_with(o, islice_arguments(self),
                           int_from_ssize(self->it == NULL ? 0 : self->count));
}

Object *
islice_setstate(Object *o, Object *state)
{
    return it_as_index(state, &((ISlice *)o)->count) < 0 ? NULL : none_new();
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
    return it_reduced(o, args, ref_new(self->fill));
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
        return it_reduced(o, args, NULL);
    }
    return it_reduced_with(o, args,
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
    return it_reduced(o, tuple_pack(2, self->parent, self->target_key), NULL);
}
