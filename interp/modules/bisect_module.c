/* The module _bisect. CPython 3.11: Modules/_bisectmodule.c. */
#include "interp/modules/modules.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

typedef struct Search {
    Object *list, *item, *key; /* borrowed; key may be NULL */
    ssize_t low, high;
} Search;

static int
read_arguments(const char *function, Object *const *args, ssize_t nargs,
               Object *kwnames, Search *s)
{
    static const char *const names[] = {"a", "x", "lo", "hi", "key", NULL};
    ArgsSpec spec = {function, names, 2, 0, 1};
    Object *v[5];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return -1;
    }
    s->list = v[0];
    s->item = v[1];
    s->key = v[4] == NONE ? NULL : v[4];
    s->low = v[2] == NULL ? 0 : number_as_argument(v[2]);
    s->high = -1;
    if (error_occurred() == NULL && v[3] != NULL && v[3] != NONE) {
        s->high = number_as_ssize(v[3], EXC(OverflowError));
    }
    return error_occurred() != NULL ? -1 : 0;
}

// The place of `item` among the keys in [low, high), behind its equals if
// `right`: -1 with an error.
static ssize_t
find(const Search *s, Object *item, bool right)
{
    ssize_t low = s->low, high = s->high;
    if (low < 0) {
        error_set_text(EXC(ValueError), "lo must be non-negative");
        return -1;
    }
    if (high == -1) {
        high = object_length(s->list);
        if (high < 0) {
            return -1;
        }
    }
    while (low < high) {
        ssize_t middle = (ssize_t)(((size_t)low + (size_t)high) / 2);
        Object *value = sequence_getitem(s->list, middle);
        if (value != NULL && s->key != NULL) {
            REF_SET(value, call_one(s->key, value));
        }
        int less = value == NULL ? -1
                   : right ? object_richcompare_bool(item, value, CMP_LT)
                           : object_richcompare_bool(value, item, CMP_LT);
        ref_xdec(value);
        if (less < 0) {
            return -1;
        }
        if ((less != 0) == right) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static Object *
bisect(const char *function, Object *const *args, ssize_t nargs,
       Object *kwnames, bool right)
{
    Search s;
    if (read_arguments(function, args, nargs, kwnames, &s) < 0) {
        return NULL;
    }
    ssize_t at = find(&s, s.item, right);
    return at < 0 ? NULL : int_from_ssize(at);
}

static Object *
insort(const char *function, Object *const *args, ssize_t nargs,
       Object *kwnames, bool right)
{
    Search s;
    if (read_arguments(function, args, nargs, kwnames, &s) < 0) {
        return NULL;
    }
    Object *key = s.key == NULL ? ref_new(s.item) : call_one(s.key, s.item);
    ssize_t at = key == NULL ? -1 : find(&s, key, right);
    ref_xdec(key);
    if (at < 0) {
        return NULL;
    }
    if (list_check_exact(s.list)) {
        return list_insert(s.list, at, s.item) < 0 ? NULL : none_new();
    }
    Object *index = int_from_ssize(at);
    Object *pair[] = {index, s.item};
    Object *result = index == NULL
                         ? NULL
                         : call_method_text(s.list, "insert", pair, 2);
    ref_xdec(index);
    if (result == NULL) {
        return NULL;
    }
    ref_dec(result);
    return none_new();
}

#define SEARCH(name, kind, right)                                            \
    static Object *m_##name(Object *module, Object *const *args,             \
                            ssize_t nargs, Object *kwnames)                  \
    {                                                                        \
        (void)module;                                                        \
        return kind(#name, args, nargs, kwnames, right);                     \
    }
SEARCH(bisect_right, bisect, true)
SEARCH(bisect_left, bisect, false)
SEARCH(insort_right, insort, true)
SEARCH(insort_left, insort, false)

#define FUNCTION(name, text)                                                 \
    {#name, METHOD(m_##name), METH_FASTCALL | METH_KEYWORDS,                 \
     #name "($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\n" text}
static MethodDef functions[] = {
    FUNCTION(bisect_right,
             "Return the index where to insert item x in list a, assuming a "
             "is sorted.\n\nThe return value i is such that all e in a[:i] "
             "have e <= x, and all e in\na[i:] have e > x.  So if x already "
             "appears in the list, i points just\nbeyond the rightmost x "
             "already there\n\nOptional args lo (default 0) and hi (default "
             "len(a)) bound the\nslice of a to be searched."),
    FUNCTION(bisect_left,
             "Return the index where to insert item x in list a, assuming a "
             "is sorted.\n\nThe return value i is such that all e in a[:i] "
             "have e < x, and all e in\na[i:] have e >= x.  So if x already "
             "appears in the list, i points just\nbefore the leftmost x "
             "already there.\n\nOptional args lo (default 0) and hi (default "
             "len(a)) bound the\nslice of a to be searched."),
    FUNCTION(insort_right,
             "Insert item x in list a, and keep it sorted assuming a is "
             "sorted.\n\nIf x is already in a, insert it to the right of the "
             "rightmost x.\n\nOptional args lo (default 0) and hi (default "
             "len(a)) bound the\nslice of a to be searched."),
    FUNCTION(insort_left,
             "Insert item x in list a, and keep it sorted assuming a is "
             "sorted.\n\nIf x is already in a, insert it to the left of the "
             "leftmost x.\n\nOptional args lo (default 0) and hi (default "
             "len(a)) bound the\nslice of a to be searched."),
    {NULL, NULL, 0, NULL}};

Object *
bisect_module_new(void)
{
    Object *m = module_new("_bisect");
    if (m != NULL &&
        (module_add_functions(m, functions) < 0 ||
         module_add_text(m, "__doc__",
                         "Bisection algorithms.\n\nThis module provides "
                         "support for maintaining a list in sorted order "
                         "without\nhaving to sort the list after each "
                         "insertion. For long lists of items with\nexpensive "
                         "comparison operations, this can be an improvement "
                         "over the more\ncommon approach.\n") < 0)) {
        REF_CLEAR(m);
    }
    return m;
}
