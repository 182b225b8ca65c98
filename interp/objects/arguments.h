/* arguments.h - the arguments of C functions (prefix: args_) */
#ifndef INTERP_OBJECTS_ARGUMENTS_H
#define INTERP_OBJECTS_ARGUMENTS_H

#include "gc/refcount.h"

/* TypeError for the function below. */
void args_wrong_count(const char *name, ssize_t nargs, ssize_t min,
                      ssize_t max);
/* Checks the number of positional arguments: 1, or 0 with TypeError
 * "name expected at least 1 argument, got 0" as CPython's. */
static inline MUST_CHECK int
args_check_count(const char *name, ssize_t nargs, ssize_t min, ssize_t max)
{
    if (LIKELY(nargs >= min && nargs <= max)) {
        return 1;
    }
    args_wrong_count(name, nargs, min, max);
    return 0;
}

/* TypeError "name() takes no keyword arguments" when there are any: 0. */
MUST_CHECK int args_no_keywords(const char *name, Object *kwargs);
MUST_CHECK int args_no_kwnames(const char *name, Object *kwnames);

/* The signature of a C function with keywords: CPython's Argument Clinic in
 * small. `names` lists all parameters, NULL at the end; the first
 * `positional_only` have no keyword (their names are ""), the last
 * `keyword_only` only that. */
typedef struct ArgsSpec {
    const char *function;
    const char *const *names;
    int required; /* of the positional ones */
    int positional_only;
    int keyword_only;
} ArgsSpec;

/* Sorts arguments into out[] in the order of names; absent ones are NULL.
 * Borrowed. 1, or 0 with CPython's TypeError. */
MUST_CHECK int args_parse(const ArgsSpec *spec, Object *const *args,
                          ssize_t nargs, Object *kwnames, Object **out);
/* The same from a tuple and a dict (new, init). */
MUST_CHECK int args_parse_tuple(const ArgsSpec *spec, Object *args,
                                Object *kwargs, Object **out);

#endif
