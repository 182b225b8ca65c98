/* The arguments of C functions: counted, and sorted by their names. */
#include "interp/objects/arguments.h"

#include "interp/objects/dict.h"
#include "interp/objects/error.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

void
args_wrong_count(const char *name, ssize_t nargs, ssize_t min, ssize_t max)
{
    ssize_t limit = nargs < min ? min : max;
    const char *bound = min == max    ? ""
                        : nargs < min ? "at least "
                                      : "at most ";
    if (name[0] != '\0') {
        error_format(EXC(TypeError),
                     "%.200s expected %s%zd argument%s, got %zd", name, bound,
                     limit, limit == 1 ? "" : "s", nargs);
    } else {
        error_format(EXC(TypeError),
                     "unpacked tuple should have %s%zd element%s, but has "
                     "%zd", bound, limit, limit == 1 ? "" : "s", nargs);
    }
}

int
args_no_keywords(const char *name, Object *kwargs)
{
    if (kwargs == NULL || dict_size(kwargs) == 0) {
        return 1;
    }
    error_format(EXC(TypeError), "%.200s() takes no keyword arguments", name);
    return 0;
}

int
args_no_kwnames(const char *name, Object *kwnames)
{
    if (kwnames == NULL || tuple_size(kwnames) == 0) {
        return 1;
    }
    error_format(EXC(TypeError), "%.200s() takes no keyword arguments", name);
    return 0;
}

typedef struct Keywords {
    Object *kwnames, *kwargs; /* one of them, or none */
    Object *const *values;
} Keywords;

static ssize_t
keyword_count(const Keywords *k)
{
    return k->kwnames != NULL  ? tuple_size(k->kwnames)
           : k->kwargs != NULL ? dict_size(k->kwargs)
                               : 0;
}

// The value of the keyword, borrowed; NULL absent.
static Object *
keyword_value(const Keywords *k, const char *name)
{
    if (k->kwnames != NULL) {
        for (ssize_t i = 0; i < tuple_size(k->kwnames); i++) {
            if (str_equal_text(tuple_get(k->kwnames, i), name)) {
                return k->values[i];
            }
        }
        return NULL;
    }
    return k->kwargs == NULL ? NULL : dict_get_text(k->kwargs, name);
}

static int
unknown_keyword(const ArgsSpec *spec, const Keywords *k, int total)
{
    ssize_t position = 0;
    for (ssize_t i = 0; i < keyword_count(k); i++) {
        Object *name;
        if (k->kwnames != NULL) {
            name = tuple_get(k->kwnames, i);
        } else {
            (void)dict_next(k->kwargs, &position, &name, NULL);
        }
        if (!str_check(name)) {
            error_set_text(EXC(TypeError), "keywords must be strings");
            return 0;
        }
        bool known = false;
        for (int p = spec->positional_only; p < total && !known; p++) {
            known = str_equal_text(name, spec->names[p]);
        }
        if (!known) {
            error_format(EXC(TypeError),
                         "'%U' is an invalid keyword argument for %.200s%s",
                         name, spec->function, "()");
            return 0;
        }
    }
    return 1;
}

// TypeError when there are more arguments than parameters, or too few where
// none has a name.
static bool
check_counts(const ArgsSpec *spec, int total, ssize_t nargs,
             ssize_t nkeywords)
{
    int positional = total - spec->keyword_only;
    if (nargs + nkeywords > total) {
        error_format(EXC(TypeError),
                     "%.200s%s takes %s %d %sargument%s (%zd given)",
                     spec->function, "()",
                     spec->required < total ? "at most" : "exactly", total,
                     nargs == 0 ? "keyword " : "", total == 1 ? "" : "s",
                     nargs + nkeywords);
        return false;
    }
    if (nargs > positional && positional == 0) {
        error_format(EXC(TypeError), "%.200s%s takes no positional arguments",
                     spec->function, "()");
        return false;
    }
    if (nargs > positional) {
        error_format(EXC(TypeError),
                     "%.200s%s takes %s %d positional argument%s (%zd given)",
                     spec->function, "()",
                     spec->required < positional ? "at most" : "exactly",
                     positional, positional == 1 ? "" : "s", nargs);
        return false;
    }
    if (nargs < spec->positional_only && nargs < spec->required) {
        int least = spec->required < spec->positional_only
                        ? spec->required
                        : spec->positional_only;
        error_format(EXC(TypeError),
                     "%.200s%s takes %s %d positional argument%s (%zd given)",
                     spec->function, "()",
                     spec->required < positional ? "at least" : "exactly",
                     least, least == 1 ? "" : "s", nargs);
        return false;
    }
    return true;
}

static int
missing(const ArgsSpec *spec, int i)
{
    error_format(EXC(TypeError),
                 "%.200s%s missing required argument '%s' (pos %d)",
                 spec->function, "()", spec->names[i], i + 1);
    return 0;
}

// Puts the arguments by keyword among the others.
static int
sort_keywords(const ArgsSpec *spec, const Keywords *k, int total,
              Object **out)
{
    ssize_t used = 0;
    for (int i = spec->positional_only; i < total; i++) {
        Object *value = keyword_value(k, spec->names[i]);
        if (value == NULL) {
            if (i < spec->required && out[i] == NULL) {
                return missing(spec, i);
            }
            continue;
        }
        if (out[i] != NULL) {
            error_format(EXC(TypeError),
                         "argument for %.200s%s given by name ('%s') and "
                         "position (%d)", spec->function, "()",
                         spec->names[i], i + 1);
            return 0;
        }
        out[i] = value;
        used++;
    }
    return used == keyword_count(k) ? 1 : unknown_keyword(spec, k, total);
}

static int
parse(const ArgsSpec *spec, Object *const *args, ssize_t nargs,
      const Keywords *k, Object **out)
{
    int total = 0;
    while (spec->names[total] != NULL) {
        total++;
    }
    ssize_t nkeywords = keyword_count(k);
    if (!check_counts(spec, total, nargs, nkeywords)) {
        return 0;
    }
    for (int i = 0; i < total; i++) {
        out[i] = i < nargs ? args[i] : NULL;
    }
    if (nkeywords != 0) {
        return sort_keywords(spec, k, total, out);
    }
    return nargs < spec->required ? missing(spec, (int)nargs) : 1;
}

int
args_parse(const ArgsSpec *spec, Object *const *args, ssize_t nargs,
           Object *kwnames, Object **out)
{
    Keywords k = {kwnames, NULL, args + nargs};
    return parse(spec, args, nargs, &k, out);
}

int
args_parse_tuple(const ArgsSpec *spec, Object *args, Object *kwargs,
                 Object **out)
{
    Keywords k = {NULL, kwargs, NULL};
    return parse(spec, ((Tuple *)args)->items, tuple_size(args), &k, out);
}
