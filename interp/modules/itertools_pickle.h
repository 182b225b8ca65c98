/* itertools_pickle.h - how itertools' iterators are copied and pickled
 * (prefix: it_)
 */
#ifndef INTERP_MODULES_ITERTOOLS_PICKLE_H
#define INTERP_MODULES_ITERTOOLS_PICKLE_H

#include "interp/modules/itertools.h"

/* False with TypeError when keywords are given to `own` or to a subclass that
 * does not take them in an __init__ of its own. */
bool it_takes_no_keywords(const char *name, const Type *type,
                          const Type *own, Object *kwargs);

/* Places `n` of v from the tuple `state`, borrowed; at least `least` of them,
 * the others NULL. -1 with the TypeError of CPython's PyArg_ParseTuple. */
MUST_CHECK int it_state_items(Object *state, ssize_t least, ssize_t n,
                              Object **v);

/* -1 with TypeError when argument number `place` is not of that type. */
MUST_CHECK int it_state_type(Object *o, Type *type, int place);

/* (type, args) or (type, args, state); both are given away. it_reduced_with:
 * where a state cannot be made there is no result either. */
NEW_REF Object *it_reduced(Object *self, STEALS Object *args,
                           STEALS Object *state);
NEW_REF Object *it_reduced_with(Object *self, STEALS Object *args,
                                STEALS Object *state);

/* An int as a place; -1 with TypeError or OverflowError. */
MUST_CHECK int it_as_index(Object *o, ssize_t *index);
/* n, but not below `least` or above `most`. */
ssize_t it_clip(ssize_t n, ssize_t least, ssize_t most);

/* __reduce__ and __setstate__, as CPython 3.11's. */
NEW_REF Object *accumulate_reduce(Object *self, Object *unused);
NEW_REF Object *chain_reduce(Object *self, Object *unused);
NEW_REF Object *combinations_reduce(Object *self, Object *unused);
NEW_REF Object *compress_reduce(Object *self, Object *unused);
NEW_REF Object *count_reduce(Object *self, Object *unused);
NEW_REF Object *cycle_reduce(Object *self, Object *unused);
NEW_REF Object *dropwhile_reduce(Object *self, Object *unused);
NEW_REF Object *filterfalse_reduce(Object *self, Object *unused);
NEW_REF Object *groupby_reduce(Object *self, Object *unused);
NEW_REF Object *grouper_reduce(Object *self, Object *unused);
NEW_REF Object *islice_reduce(Object *self, Object *unused);
NEW_REF Object *permutations_reduce(Object *self, Object *unused);
NEW_REF Object *product_reduce(Object *self, Object *unused);
NEW_REF Object *replacement_reduce(Object *self, Object *unused);
NEW_REF Object *repeat_reduce(Object *self, Object *unused);
NEW_REF Object *starmap_reduce(Object *self, Object *unused);
NEW_REF Object *takewhile_reduce(Object *self, Object *unused);
NEW_REF Object *zip_longest_reduce(Object *self, Object *unused);
NEW_REF Object *accumulate_setstate(Object *self, Object *state);
NEW_REF Object *chain_setstate(Object *self, Object *state);
NEW_REF Object *combinations_setstate(Object *self, Object *state);
NEW_REF Object *cycle_setstate(Object *self, Object *state);
NEW_REF Object *dropwhile_setstate(Object *self, Object *state);
NEW_REF Object *groupby_setstate(Object *self, Object *state);
NEW_REF Object *islice_setstate(Object *self, Object *state);
NEW_REF Object *permutations_setstate(Object *self, Object *state);
NEW_REF Object *product_setstate(Object *self, Object *state);
NEW_REF Object *replacement_setstate(Object *self, Object *state);
NEW_REF Object *takewhile_setstate(Object *self, Object *state);
NEW_REF Object *zip_longest_setstate(Object *self, Object *state);

#endif
