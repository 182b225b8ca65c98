/* The methods and operators of set and frozenset. */
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set_core.h"
#include "interp/objects/str.h"

// -------------------------------------------------------------- operations

static Object *
copy(Object *self)
{
    return set_new_of_base(TYPE_OF(self), self);
}

// Calls `each` for every key of an iterable (a set or a dict: with the hash
// that is known). Stops when it does not answer 0.
typedef int (*EachFunc)(Object *key, HashValue hash, void *arg);

static int
for_each(Object *iterable, EachFunc each, void *arg)
{
    ssize_t position = 0;
    Object *key;
    HashValue hash;
    int status = 0;
    if (set_any_check(iterable)) {
        while (status == 0 && set_next(iterable, &position, &key, &hash)) {
            ref_inc(key);
            status = each(key, hash, arg);
            ref_dec(key);
        }
        return status;
    }
    Object *iterator = iter_new(iterable);
    if (iterator == NULL) {
        return -1;
    }
    while (status == 0 && (key = iter_next(iterator)) != NULL) {
        hash = object_hash(key);
        status = hash == -1 ? -1 : each(key, hash, arg);
        ref_dec(key);
    }
    ref_dec(iterator);
    return status == 0 && error_occurred() != NULL ? -1 : status;
}

// What the callbacks work on.
typedef struct Work {
    Object *result, *other;
} Work;

static int
add_if_in_other(Object *key, HashValue hash, void *arg)
{
    const Work *work = arg;
    int found = set_contains_hash((Set *)work->other, key, hash);
    return found <= 0 ? found
                      : set_add_hash((Set *)work->result, key, hash);
}

static int
add_if_not_in_other(Object *key, HashValue hash, void *arg)
{
    const Work *work = arg;
    int found = set_contains_hash((Set *)work->other, key, hash);
    return found != 0 ? (found < 0 ? -1 : 0)
                      : set_add_hash((Set *)work->result, key, hash);
}

static int
add_if_not_in_dict(Object *key, HashValue hash, void *arg)
{
    const Work *work = arg;
    if (dict_get_hash(work->other, key, hash) != NULL) {
        return 0;
    }
    return error_occurred() != NULL
               ? -1
               : set_add_hash((Set *)work->result, key, hash);
}

static int
discard(Object *key, HashValue hash, void *arg)
{
    const Work *work = arg;
    return set_discard_hash((Set *)work->result, key, hash) < 0 ? -1 : 0;
}

static int
toggle(Object *key, HashValue hash, void *arg)
{
    const Work *work = arg;
    int status = set_discard_hash((Set *)work->result, key, hash);
    return status != 0 ? (status < 0 ? -1 : 0)
                       : set_add_hash((Set *)work->result, key, hash);
}

static int
is_in_other(Object *key, HashValue hash, void *arg)
{
    const Work *work = arg;
    return set_contains_hash((Set *)work->other, key, hash);
}

static int
is_not_in_other(Object *key, HashValue hash, void *arg)
{
    const Work *work = arg;
    int found = set_contains_hash((Set *)work->other, key, hash);
    return found < 0 ? -1 : !found;
}

// `result` if all went well, else NULL.
static Object *
checked(Object *result, int status)
{
    if (status < 0) {
        REF_CLEAR(result);
    }
    return result;
}

static Object *
intersection(Object *self, Object *other)
{
    if (self == other) {
        return copy(self);
    }
    Work work = {set_new_of_base(TYPE_OF(self), NULL), self};
    if (work.result == NULL) {
        return NULL;
    }
    if (set_any_check(other) && set_size(other) > set_size(self)) {
        work.other = other;
        other = self; // walk over the smaller one
    }
    return checked(work.result, for_each(other, add_if_in_other, &work));
}

// Without the keys of `other`, in place.
static int
difference_update(Object *self, Object *other)
{
    if (self == other) {
        set_empty((Set *)self);
        return 0;
    }
    Object *smaller = NULL;
    if (set_any_check(other) && set_size(other) >> 3 > set_size(self)) {
        smaller = intersection(self, other);
        if (smaller == NULL) {
            return -1;
        }
        other = smaller;
    }
    Work work = {self, NULL};
    int status = for_each(other, discard, &work);
    ref_xdec(smaller);
    if (status < 0) {
        return -1;
    }
    // Many deleted entries make searches slow.
    Set *set = (Set *)self;
    return set->fill - set->used <= set->mask / 4 ? 0
                                                  : set_shrink_table(set);
}

static Object *
difference(Object *self, Object *other)
{
    bool is_dict = false;
    ssize_t size;
    if (set_any_check(other)) {
        size = set_size(other);
    } else if (dict_check_exact(other)) {
        size = dict_size(other);
        is_dict = true;
    } else {
        Object *result = copy(self);
        return result == NULL
                   ? NULL
                   : checked(result, difference_update(result, other));
    }
    if (set_size(self) >> 2 > size) {
        // Much bigger: it is faster to copy and take out.
        Object *result = copy(self);
        return result == NULL
                   ? NULL
                   : checked(result, difference_update(result, other));
    }
    Work work = {set_new_of_base(TYPE_OF(self), NULL), other};
    return work.result == NULL
               ? NULL
               : checked(work.result,
                         for_each(self,
                                  is_dict ? add_if_not_in_dict
                                          : add_if_not_in_other,
                                  &work));
}

static int
symmetric_update(Object *self, Object *other)
{
    if (self == other) {
        set_empty((Set *)self);
        return 0;
    }
    Work work = {self, NULL};
    if (dict_check_exact(other)) {
        ssize_t position = 0;
        Object *key;
        HashValue hash;
        int status = 0;
        while (status == 0 &&
               dict_next_hash(other, &position, &key, NULL, &hash)) {
            ref_inc(key);
            status = toggle(key, hash, &work);
            ref_dec(key);
        }
        return status;
    }
    Object *keys = set_any_check(other)
                       ? ref_new(other)
                       : set_new_of_base(TYPE_OF(self), other);
    if (keys == NULL) {
        return -1;
    }
    int status = for_each(keys, toggle, &work);
    ref_dec(keys);
    return status;
}

static Object *
symmetric_difference(Object *self, Object *other)
{
    Object *result = set_new_of_base(TYPE_OF(self), other);
    return result == NULL ? NULL
                          : checked(result, symmetric_update(result, self));
}

// --------------------------------------------------------------- operators

#define NEEDS_SETS(a, b)                                                     \
    if (!set_any_check(a) || !set_any_check(b)) {                            \
        return not_implemented_new();                                        \
    }

static Object *
slot_and(Object *a, Object *b)
{
    NEEDS_SETS(a, b)
    return intersection(a, b);
}

static Object *
slot_or(Object *a, Object *b)
{
    NEEDS_SETS(a, b)
    Object *result = copy(a);
    if (result == NULL || a == b) {
        return result;
    }
    return checked(result, set_update(result, b));
}

static Object *
slot_subtract(Object *a, Object *b)
{
    NEEDS_SETS(a, b)
    return difference(a, b);
}

static Object *
slot_xor(Object *a, Object *b)
{
    NEEDS_SETS(a, b)
    return symmetric_difference(a, b);
}

static Object *
slot_inplace_and(Object *self, Object *other)
{
    NEEDS_SETS(self, other)
    Object *result = intersection(self, other);
    if (result == NULL) {
        return NULL;
    }
    set_swap((Set *)self, (Set *)result);
    ref_dec(result);
    return ref_new(self);
}

static Object *
slot_inplace_or(Object *self, Object *other)
{
    NEEDS_SETS(self, other)
    return set_update(self, other) < 0 ? NULL : ref_new(self);
}

static Object *
slot_inplace_subtract(Object *self, Object *other)
{
    NEEDS_SETS(self, other)
    return difference_update(self, other) < 0 ? NULL : ref_new(self);
}

static Object *
slot_inplace_xor(Object *self, Object *other)
{
    NEEDS_SETS(self, other)
    return symmetric_update(self, other) < 0 ? NULL : ref_new(self);
}

// ----------------------------------------------------------------- methods

static Object *
method_add(Object *self, Object *key)
{
    return set_add(self, key) < 0 ? NULL : none_new();
}

static Object *
method_clear(Object *self, Object *unused UNUSED)
{
    set_empty((Set *)self);
    return none_new();
}

static Object *
method_contains(Object *self, Object *key)
{
    int found = set_contains_any(self, key);
    return found < 0 ? NULL : bool_new(found);
}

static Object *
method_copy(Object *self, Object *unused UNUSED)
{
    return TYPE_OF(self) == &frozenset_type ? ref_new(self) : copy(self);
}

static Object *
method_discard(Object *self, Object *key)
{
    return set_discard_any(self, key) < 0 ? NULL : none_new();
}

static Object *
method_remove(Object *self, Object *key)
{
    int found = set_discard_any(self, key);
    if (found == 0) {
        return error_key(key);
    }
    return found < 0 ? NULL : none_new();
}

static Object *
method_pop(Object *self, Object *unused UNUSED)
{
    Set *set = (Set *)self;
    if (set->used == 0) {
        return error_set_text(EXC(KeyError), "pop from an empty set");
    }
    // Begins where the last one ended, so that emptying a set is fast.
    ssize_t i = set->finger & set->mask;
    while (!set_entry_is_live(&set->table[i])) {
        i = i == set->mask ? 0 : i + 1;
    }
    Object *key = set->table[i].key;
    set->table[i] = (SetEntry){&set_dummy, -1};
    set->used--;
    set->finger = i + 1;
    RECORD_SLOT(set, edge_number(EDGE_ITEM, (size_t)i), NULL);
    return key;
}

static Object *
method_update(Object *self, Object *const *args, ssize_t nargs)
{
    for (ssize_t i = 0; i < nargs; i++) {
        if (set_update(self, args[i]) < 0) {
            return NULL;
        }
    }
    return none_new();
}

static Object *
method_union(Object *self, Object *const *args, ssize_t nargs)
{
    Object *result = copy(self);
    for (ssize_t i = 0; result != NULL && i < nargs; i++) {
        if (args[i] != self && set_update(result, args[i]) < 0) {
            REF_CLEAR(result);
        }
    }
    return result;
}

static Object *
method_intersection(Object *self, Object *const *args, ssize_t nargs)
{
    if (nargs == 0) {
        return copy(self);
    }
    Object *result = ref_new(self);
    for (ssize_t i = 0; result != NULL && i < nargs; i++) {
        Object *next = intersection(result, args[i]);
        REF_SET(result, next);
    }
    return result;
}

static Object *
method_intersection_update(Object *self, Object *const *args, ssize_t nargs)
{
    Object *result = method_intersection(self, args, nargs);
    if (result == NULL) {
        return NULL;
    }
    set_swap((Set *)self, (Set *)result);
    ref_dec(result);
    return none_new();
}

static Object *
method_difference(Object *self, Object *const *args, ssize_t nargs)
{
    Object *result = nargs == 0 ? copy(self) : difference(self, args[0]);
    for (ssize_t i = 1; result != NULL && i < nargs; i++) {
        if (difference_update(result, args[i]) < 0) {
            REF_CLEAR(result);
        }
    }
    return result;
}

static Object *
method_difference_update(Object *self, Object *const *args, ssize_t nargs)
{
    for (ssize_t i = 0; i < nargs; i++) {
        if (difference_update(self, args[i]) < 0) {
            return NULL;
        }
    }
    return none_new();
}

static Object *
method_symmetric_update(Object *self, Object *other)
{
    return symmetric_update(self, other) < 0 ? NULL : none_new();
}

static Object *
method_isdisjoint(Object *self, Object *other)
{
    if (self == other) {
        return bool_new(set_size(self) == 0);
    }
    if (set_any_check_exact(other) && set_size(other) > set_size(self)) {
        Object *swap = self;
        self = other;
        other = swap;
    }
    Work work = {NULL, self};
    int found = for_each(other, is_in_other, &work);
    return found < 0 ? NULL : bool_new(!found);
}

static Object *
method_issubset(Object *self, Object *other)
{
    if (!set_any_check(other)) {
        Object *common = intersection(self, other);
        if (common == NULL) {
            return NULL;
        }
        bool all = set_size(common) == set_size(self);
        ref_dec(common);
        return bool_new(all);
    }
    int result = set_is_subset(self, other);
    return result < 0 ? NULL : bool_new(result);
}

static Object *
method_issuperset(Object *self, Object *other)
{
    if (set_any_check(other)) {
        int result = set_is_subset(other, self);
        return result < 0 ? NULL : bool_new(result);
    }
    Work work = {NULL, self};
    int missing = for_each(other, is_not_in_other, &work);
    return missing < 0 ? NULL : bool_new(!missing);
}

static Object *
method_size_of(Object *self, Object *unused UNUSED)
{
    return int_from_size(set_type.size_of(self));
}

static Object *
method_reduce(Object *self, Object *unused UNUSED)
{
    Object *keys = sequence_list(self);
    Object *args = keys == NULL ? NULL : tuple_from_array_steal(&keys, 1);
    Object *state = args == NULL ? NULL
                                 : call_method(self, dn_getstate, NULL, 0);
    Object *result = state == NULL
                         ? NULL
                         : tuple_pack(3, TYPE_OF(self), args, state);
    ref_xdec(args);
    ref_xdec(state);
    return result;
}

#define SHARED_METHODS                                                       \
    {"__contains__", METHOD(method_contains), METH_O | METH_COEXIST,         \
     "x.__contains__(y) <==> y in x."},                                      \
        {"copy", METHOD(method_copy), METH_NOARGS,                           \
         "Return a shallow copy of a set."},                                 \
        {"difference", METHOD(method_difference), METH_FASTCALL,             \
         "Return the elements that are in this set but not the others, as "  \
         "a new set."},                                                      \
        {"intersection", METHOD(method_intersection), METH_FASTCALL,         \
         "Return the elements that are in all the sets, as a new set."},     \
        {"isdisjoint", METHOD(method_isdisjoint), METH_O,                    \
         "Return True if two sets have a null intersection."},               \
        {"issubset", METHOD(method_issubset), METH_O,                        \
         "Report whether another set contains this set."},                   \
        {"issuperset", METHOD(method_issuperset), METH_O,                    \
         "Report whether this set contains another set."},                   \
        {"__reduce__", METHOD(method_reduce), METH_NOARGS,                   \
         "Return state information for pickling."},                          \
        {"__sizeof__", METHOD(method_size_of), METH_NOARGS,                  \
         "S.__sizeof__() -> size of S in memory, in bytes"},                 \
        {"symmetric_difference", METHOD(symmetric_difference), METH_O,       \
         "Return the elements that are in exactly one of the two sets, as "  \
         "a new set."},                                                      \
        {"union", METHOD(method_union), METH_FASTCALL,                       \
         "Return the elements that are in any of the sets, as a new set."},  \
        {"__class_getitem__", METHOD(generic_alias_new),                     \
         METH_O | METH_CLASS, "See PEP 585"},                                \
    {                                                                        \
        NULL, NULL, 0, NULL                                                  \
    }

MethodDef set_methods[] = {
    {"add", METHOD(method_add), METH_O,
     "Add an element to a set.\n\n"
     "This has no effect if the element is already present."},
    {"clear", METHOD(method_clear), METH_NOARGS,
     "Remove all elements from this set."},
    {"discard", METHOD(method_discard), METH_O,
     "Remove an element from a set if it is a member."},
    {"difference_update", METHOD(method_difference_update), METH_FASTCALL,
     "Remove all elements of the other sets from this set."},
    {"intersection_update", METHOD(method_intersection_update),
     METH_FASTCALL, "Keep only the elements that are in all the sets."},
    {"pop", METHOD(method_pop), METH_NOARGS,
     "Remove and return an arbitrary set element.\n\n"
     "Raises KeyError if the set is empty."},
    {"remove", METHOD(method_remove), METH_O,
     "Remove an element from a set; it must be a member.\n\n"
     "If the element is not a member, raise a KeyError."},
    {"symmetric_difference_update", METHOD(method_symmetric_update), METH_O,
     "Keep the elements that are in exactly one of the two sets."},
    {"update", METHOD(method_update), METH_FASTCALL,
     "Add the elements of the others to this set."},
    SHARED_METHODS,
};

MethodDef frozenset_methods[] = {SHARED_METHODS};

NumberSlots set_number = {
    .subtract = slot_subtract,
    .and_ = slot_and,
    .xor_ = slot_xor,
    .or_ = slot_or,
    .inplace_subtract = slot_inplace_subtract,
    .inplace_and = slot_inplace_and,
    .inplace_xor = slot_inplace_xor,
    .inplace_or = slot_inplace_or,
};

NumberSlots frozenset_number = {
    .subtract = slot_subtract,
    .and_ = slot_and,
    .xor_ = slot_xor,
    .or_ = slot_or,
};
