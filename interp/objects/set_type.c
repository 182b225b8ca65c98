/* The slots of set and frozenset, their iterator and the types. */
#include "gc/alloc.h"
#include "gc/count_text.h"
#include "gc/object_fast.h"
#include "gc/record_edge.h"
#include "gc/weakref.h"
#include "interp/objects/container.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set_core.h"
#include "interp/objects/str.h"

// ------------------------------------------------------------------- slots

static void
slot_dealloc(Object *self)
{
    Set *set = (Set *)self;
    ssize_t used = set->used;
    gc_untrack(self);
    bool exact = TYPE_OF(self)->dealloc == slot_dealloc;
    if (exact && !trash_begin(self)) {
        return;
    }
    if (set->weaklist != NULL) {
        weakref_clear_all(self);
    }
    for (SetEntry *entry = set->table; used > 0; entry++) {
        if (set_entry_is_live(entry)) {
            used--;
            ref_dec(entry->key);
        }
    }
    if (set->table != set->small) {
        mem_free(set->table);
    }
    if (TYPE_OF(self) == &set_type || TYPE_OF(self) == &frozenset_type) {
        object_free_watched(self, sizeof(Set));
    } else {
        container_free(self);
    }
    if (exact) {
        trash_end();
    }
}

static int
slot_traverse(Object *self, VisitProc visit, void *arg)
{
    ssize_t position = 0;
    Object *key;
    while (set_next(self, &position, &key, NULL)) {
        int stop = visit(key, arg);
        if (stop != 0) {
            return stop;
        }
    }
    return 0;
}

static ALWAYS_INLINE void
walk_entries(Object *self, EdgeProc visit, void *arg)
{
    const SetEntry *table = ((Set *)self)->table;
    const SetEntry *end = table + ((Set *)self)->mask + 1;
    for (const SetEntry *entry = table; entry < end; entry++) {
        if (set_entry_is_live(entry)) {
            visit(edge_number(EDGE_ITEM, (size_t)(entry - table)), entry->key,
                  arg);
        }
    }
}

static void
slot_edges(Object *self, EdgeProc visit, void *arg)
{
    RECORD_WALK(walk_entries, self, visit, arg);
}

static int
slot_clear(Object *self)
{
    set_empty((Set *)self);
    return 0;
}

static size_t
slot_size_of(Object *self)
{
    const Set *set = (Set *)self;
    size_t size = (size_t)TYPE_OF(self)->basicsize;
    if (set->table != set->small) {
        size += (size_t)(set->mask + 1) * sizeof(SetEntry);
    }
    return size;
}

static Object *
slot_repr(Object *self)
{
    const char *name = TYPE_OF(self)->name;
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered > 0 ? str_from_format("%s(...)", name) : NULL;
    }
    Object *result = NULL;
    if (set_size(self) == 0) {
        result = str_from_format("%s()", name);
        goto done;
    }
    Object *keys = sequence_list(self);
    Object *text = keys == NULL ? NULL : object_repr(keys);
    ref_xdec(keys);
    Object *inner = text == NULL
                        ? NULL
                        : str_substring(text, 1, str_length(text) - 1);
    ref_xdec(text);
    if (inner != NULL) {
        result = set_check_exact(self)
                     ? str_from_format("{%U}", inner)
                     : str_from_format("%s({%U})", name, inner);
        ref_dec(inner);
    }

done:
    repr_leave(self);
    return result;
}

static uint64_t
shuffle_bits(uint64_t hash)
{
    return ((hash ^ 89869747u) ^ (hash << 16)) * 3644798167u;
}

// Exclusive or of all: independent of the order.
static HashValue
frozenset_hash(Object *self)
{
    Set *set = (Set *)self;
    if (set->hash != -1) {
        return set->hash;
    }
    uint64_t hash = 0;
    for (ssize_t i = 0; i <= set->mask; i++) {
        hash ^= shuffle_bits((uint64_t)set->table[i].hash);
    }
    // Take the effect of free and deleted entries out again.
    if (((set->mask + 1 - set->fill) & 1) != 0) {
        hash ^= shuffle_bits(0);
    }
    if (((set->fill - set->used) & 1) != 0) {
        hash ^= shuffle_bits(UINT64_MAX);
    }
    hash ^= ((uint64_t)set->used + 1) * 1927868237u;
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * 69069u + 907133923u;
    set->hash = hash == UINT64_MAX ? 590923713 : (HashValue)hash;
    return set->hash;
}

static ssize_t
slot_length(Object *self)
{
    return set_size(self);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!set_any_check(b)) {
        return not_implemented_new();
    }
    ssize_t na = set_size(a), nb = set_size(b);
    int result = 0;
    switch (op) {
    case CMP_EQ:
    case CMP_NE: {
        HashValue ha = ((Set *)a)->hash, hb = ((Set *)b)->hash;
        if (na == nb && (ha == -1 || hb == -1 || ha == hb)) {
            result = set_is_subset(a, b);
        }
        result = op == CMP_NE && result >= 0 ? !result : result;
        break;
    }
    case CMP_LE:
    case CMP_LT:
        result = op == CMP_LT && na >= nb ? 0 : set_is_subset(a, b);
        break;
    default:
        result = op == CMP_GT && na <= nb ? 0 : set_is_subset(b, a);
        break;
    }
    return result < 0 ? NULL : bool_new(result);
}

// ---------------------------------------------------------------- iterator

typedef struct SetIterator {
    Object base;
    Set *set; /* owned; NULL when exhausted */
    ssize_t used; /* of the set at the beginning; -1 it has changed */
    ssize_t position;
    ssize_t length; /* entries to come */
} SetIterator;

static Object *
slot_iter(Object *self)
{
    SetIterator *it = object_new_raw(&set_iterator_type, 0);
    if (it != NULL) {
        it->set = ref_new(self);
        it->used = it->length = set_size(self);
        it->position = 0;
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
iterator_next(Object *self)
{
    SetIterator *it = (SetIterator *)self;
    if (it->set == NULL) {
        return NULL;
    }
    if (it->used != it->set->used) {
        it->used = -1; // and stays so
        return error_set_text(EXC(RuntimeError),
                              "Set changed size during iteration");
    }
    Object *key;
    if (set_next(OBJ(it->set), &it->position, &key, NULL)) {
        it->length--;
        return ref_new(key);
    }
    ref_store(it, &it->set, NULL);
    return NULL;
}

static Object *
iterator_length_hint(Object *self, Object *unused UNUSED)
{
    const SetIterator *it = (SetIterator *)self;
    return int_from_ssize(
        it->set != NULL && it->used == it->set->used ? it->length : 0);
}

static Object *
iterator_reduce_method(Object *self, Object *unused UNUSED)
{
    const SetIterator *it = (SetIterator *)self;
    Object *list = list_new(0);
    ssize_t position = it->position;
    Object *key;
    while (list != NULL && it->set != NULL &&
           set_next(OBJ(it->set), &position, &key, NULL)) {
        if (list_append(list, key) < 0) {
            REF_CLEAR(list);
        }
    }
    return list == NULL ? NULL : iterator_reduce("iter", NULL, 0, list);
}

static MethodDef iterator_methods[] = {
    {"__length_hint__", METHOD(iterator_length_hint), METH_NOARGS,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", METHOD(iterator_reduce_method), METH_NOARGS,
     "Return state information for pickling."},
    {NULL, NULL, 0, NULL},
};

static FieldDef iterator_members[] = {
    {"set", FIELD_OBJECT, offsetof(SetIterator, set), FIELD_HIDDEN, NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type set_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "set_iterator",
    .basicsize = sizeof(SetIterator),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
    .members = iterator_members,
};

// --------------------------------------------------------------- the types

static int
set_init(Object *self, Object *args, Object *kwargs)
{
    if (!args_no_keywords("set", kwargs) ||
        !args_check_count(TYPE_OF(self)->name, tuple_size(args), 0, 1)) {
        return -1;
    }
    Set *set = (Set *)self;
    if (set->fill > 0) {
        set_empty(set);
    }
    set->hash = -1;
    return tuple_size(args) > 0 ? set_update(self, tuple_get(args, 0)) : 0;
}

static Object *
set_slot_new(Type *type, Object *args UNUSED, Object *kwargs UNUSED)
{
    return set_new_of_type(type, NULL);
}

static Object *
set_vectorcall(Object *type, Object *const *args, size_t nargsf,
               Object *kwnames)
{
    ssize_t nargs = call_nargs(nargsf);
    if (!args_no_kwnames("set", kwnames) ||
        !args_check_count("set", nargs, 0, 1)) {
        return NULL;
    }
    return set_new_of_type((Type *)type, nargs > 0 ? args[0] : NULL);
}

static Object *
make_frozenset(Type *type, Object *iterable)
{
    if (type == &frozenset_type && iterable != NULL &&
        TYPE_OF(iterable) == &frozenset_type) {
        return ref_new(iterable);
    }
    return set_new_of_type(type, iterable);
}

static Object *
frozenset_slot_new(Type *type, Object *args, Object *kwargs)
{
    if (((type == &frozenset_type || type->init == frozenset_type.init) &&
         !args_no_keywords("frozenset", kwargs)) ||
        !args_check_count(type->name, tuple_size(args), 0, 1)) {
        return NULL;
    }
    return make_frozenset(type,
                          tuple_size(args) > 0 ? tuple_get(args, 0) : NULL);
}

static Object *
frozenset_vectorcall(Object *type, Object *const *args, size_t nargsf,
                     Object *kwnames)
{
    ssize_t nargs = call_nargs(nargsf);
    if (!args_no_kwnames("frozenset", kwnames) ||
        !args_check_count("frozenset", nargs, 0, 1)) {
        return NULL;
    }
    return make_frozenset((Type *)type, nargs > 0 ? args[0] : NULL);
}

static SequenceSlots set_sequence = {
    .length = slot_length,
    .contains = set_contains_any,
};

COUNT_TEXT_FITS(Set, used, 1);

#define SET_COMMON                                                           \
    TYPE_HEAD_INIT,                                                          \
    .basicsize = sizeof(Set),                                                \
    .dealloc = slot_dealloc,                                                 \
    .edges = slot_edges,                                                     \
    .value_text = count_text_second,                                           \
    .repr = slot_repr,                                                       \
    .sequence = &set_sequence,                                               \
    .getattro = object_generic_getattr,                                      \
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE | TYPE_MATCH_SELF,  \
    .traverse = slot_traverse,                                               \
    .clear = slot_clear,                                                     \
    .richcompare = slot_richcompare,                                         \
    .weaklist_offset = offsetof(Set, weaklist),                              \
    .iter = slot_iter,                                                       \
    .size_of = slot_size_of

STATIC_OBJECT Type set_type = {
    SET_COMMON,
    .name = "set",
    .number = &set_number,
    .hash = hash_not_implemented,
    .doc = "set() -> new empty set object\n"
           "set(iterable) -> new set object\n\n"
           "Build an unordered collection of unique elements.",
    .methods = set_methods,
    .init = set_init,
    .new_ = set_slot_new,
    .vectorcall = set_vectorcall,
};

STATIC_OBJECT Type frozenset_type = {
    SET_COMMON,
    .name = "frozenset",
    .number = &frozenset_number,
    .hash = frozenset_hash,
    .doc = "frozenset() -> empty frozenset object\n"
           "frozenset(iterable) -> frozenset object\n\n"
           "Build an immutable unordered collection of unique elements.",
    .methods = frozenset_methods,
    .new_ = frozenset_slot_new,
    .vectorcall = frozenset_vectorcall,
};
