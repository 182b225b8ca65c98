/* The table of sets and frozensets: lookups, changes, whole sets. */
#include "interp/objects/set.h"

#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set_core.h"
#include "interp/objects/str.h"

#define LINEAR_PROBES 9

STATIC_OBJECT Object set_dummy = OBJECT_HEAD_INIT(&object_type);

// ------------------------------------------------------------------- table

// How many entries behind slot i are looked at before jumping.
static inline size_t
probes_at(size_t i, size_t mask)
{
    return i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
}

static inline bool
is_short_int(Object *o)
{
    return int_check_exact(o) && int_is_short(o);
}

// The entry of `key`, or the free one that ends the search; with `reuse`,
// the last deleted entry on the way if there is one. NULL with an error.
static SetEntry *
find(Set *set, Object *key, HashValue hash, SetEntry **reuse)
{
restart:;
    size_t mask = (size_t)set->mask;
    size_t i = (size_t)hash & mask, perturb = (size_t)hash;
    SetEntry *deleted = NULL;
    for (;;) {
        SetEntry *entry = &set->table[i];
        for (size_t probes = probes_at(i, mask) + 1; probes > 0;
             probes--, entry++) {
            if (entry->hash == 0 && entry->key == NULL) {
                if (reuse != NULL) {
                    *reuse = deleted;
                }
                return entry;
            }
            if (entry->hash == hash) {
                Object *found = entry->key;
                if (found == key || (str_check_exact(found) &&
                                     str_check_exact(key) &&
                                     str_equal(found, key))) {
                    return entry;
                }
                if (is_short_int(found) && is_short_int(key) &&
                    int_short_value(found) == int_short_value(key)) {
                    return entry;
                }
                SetEntry *table = set->table;
                ref_inc(found);
                int equal = object_richcompare_bool(found, key, CMP_EQ);
                ref_dec(found);
                if (equal < 0) {
                    return NULL;
                }
                if (table != set->table || entry->key != found) {
                    goto restart; // the comparison changed the set
                }
                if (equal > 0) {
                    return entry;
                }
                mask = (size_t)set->mask;
            } else if (entry->hash == -1) {
                deleted = entry;
            }
        }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

// Puts a key that is not there into a table without deleted entries.
static void
insert_clean(SetEntry *table, size_t mask, Object *key, HashValue hash)
{
    size_t i = (size_t)hash & mask, perturb = (size_t)hash;
    for (;;) {
        SetEntry *entry = &table[i];
        for (size_t probes = probes_at(i, mask) + 1; probes > 0;
             probes--, entry++) {
            if (entry->key == NULL) {
                *entry = (SetEntry){key, hash};
                return;
            }
        }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

// A new table with more than `minimum` slots.
static int
resize(Set *set, size_t minimum)
{
    size_t size = SET_MIN_SIZE;
    while (size <= minimum) {
        size <<= 1;
    }
    SetEntry *old = set->table, *table;
    SetEntry copy[SET_MIN_SIZE];
    SetEntry *memory = old == set->small ? NULL : old;
    if (size == SET_MIN_SIZE) {
        table = set->small;
        if (table == old) {
            if (set->fill == set->used) {
                return 0; // no deleted entries to get rid of
            }
            memcpy(copy, old, sizeof(copy));
            old = copy;
        }
    } else {
        table = size > PTRDIFF_MAX / sizeof(SetEntry)
                    ? NULL
                    : mem_alloc(size * sizeof(SetEntry));
        if (table == NULL) {
            error_no_memory();
            return -1;
        }
    }
    memset(table, 0, size * sizeof(SetEntry));
    size_t old_mask = (size_t)set->mask;
    set->mask = (ssize_t)size - 1;
    set->table = table;
    for (SetEntry *entry = old; entry <= old + old_mask; entry++) {
        if (set_entry_is_live(entry)) {
            insert_clean(table, size - 1, entry->key, entry->hash);
        }
    }
    set->fill = set->used;
    RECORD_TOUCH(set);
    mem_free(memory);
    return 0;
}

int
set_shrink_table(Set *set)
{
    return resize(set, (size_t)(set->used > 50000 ? set->used * 2
                                                  : set->used * 4));
}

static void
reset(Set *set)
{
    memset(set->small, 0, sizeof(set->small));
    set->fill = set->used = 0;
    set->mask = SET_MIN_SIZE - 1;
    set->table = set->small;
    set->hash = -1;
}

void
set_empty(Set *set)
{
    SetEntry copy[SET_MIN_SIZE];
    SetEntry *table = set->table;
    ssize_t used = set->used;
    bool own = table != set->small;
    if (!own) {
        if (set->fill == 0) {
            return;
        }
        memcpy(copy, table, sizeof(copy));
        table = copy;
    }
    reset(set);
    RECORD_TOUCH(set);
    for (SetEntry *entry = table; used > 0; entry++) {
        if (set_entry_is_live(entry)) {
            used--;
            ref_dec(entry->key);
        }
    }
    if (own) {
        mem_free(table);
    }
}

// ----------------------------------------------------------------- entries

int
set_add_hash(Set *set, Object *key, HashValue hash)
{
    // Counted first: comparing may drop the caller's reference.
    ref_inc(key);
    SetEntry *deleted = NULL;
    SetEntry *entry = find(set, key, hash, &deleted);
    if (entry == NULL) {
        ref_dec(key);
        return -1;
    }
    if (entry->key != NULL) {
        ref_dec(key); // an equal one is there
        return 0;
    }
    if (deleted != NULL) {
        entry = deleted;
    } else {
        set->fill++;
    }
    set->used++;
    *entry = (SetEntry){key, hash};
    RECORD_SLOT(set, edge_number(EDGE_ITEM, (size_t)(entry - set->table)),
                key);
    if (deleted != NULL ||
        (size_t)set->fill * 5 < (size_t)set->mask * 3) {
        return 0;
    }
    return set_shrink_table(set);
}

int
set_contains_hash(Set *set, Object *key, HashValue hash)
{
    SetEntry *entry = find(set, key, hash, NULL);
    return entry == NULL ? -1 : entry->key != NULL;
}

int
set_discard_hash(Set *set, Object *key, HashValue hash)
{
    SetEntry *entry = find(set, key, hash, NULL);
    if (entry == NULL) {
        return -1;
    }
    if (entry->key == NULL) {
        return 0;
    }
    Object *old = entry->key;
    *entry = (SetEntry){&set_dummy, -1};
    set->used--;
    RECORD_SLOT(set, edge_number(EDGE_ITEM, (size_t)(entry - set->table)),
                NULL);
    ref_dec(old);
    return 1;
}

int
set_add(Object *set, Object *key)
{
    HashValue hash = key_hash(key);
    return hash == -1 ? -1 : set_add_hash((Set *)set, key, hash);
}

int
set_contains(Object *set, Object *key)
{
    HashValue hash = key_hash(key);
    return hash == -1 ? -1 : set_contains_hash((Set *)set, key, hash);
}

int
set_discard(Object *set, Object *key)
{
    HashValue hash = key_hash(key);
    return hash == -1 ? -1 : set_discard_hash((Set *)set, key, hash);
}

// `key` is an unhashable set: the frozenset to look for instead, or NULL
// with the error as it was.
static Object *
frozen_key(Object *key)
{
    if (!set_check(key) || !error_matches(EXC(TypeError))) {
        return NULL;
    }
    error_clear();
    return set_new_of_type(&frozenset_type, key);
}

int
set_contains_any(Object *set, Object *key)
{
    int result = set_contains(set, key);
    if (result < 0) {
        Object *frozen = frozen_key(key);
        if (frozen != NULL) {
            result = set_contains(set, frozen);
            ref_dec(frozen);
        }
    }
    return result;
}

int
set_discard_any(Object *set, Object *key)
{
    int result = set_discard(set, key);
    if (result < 0) {
        Object *frozen = frozen_key(key);
        if (frozen != NULL) {
            result = set_discard(set, frozen);
            ref_dec(frozen);
        }
    }
    return result;
}

int
set_next(Object *self, ssize_t *position, Object **key, HashValue *hash)
{
    const Set *set = (Set *)self;
    ssize_t i = *position;
    while (i <= set->mask && !set_entry_is_live(&set->table[i])) {
        i++;
    }
    *position = i + 1;
    if (i > set->mask) {
        return 0;
    }
    *key = set->table[i].key;
    if (hash != NULL) {
        *hash = set->table[i].hash;
    }
    return 1;
}

// ------------------------------------------------------------------ update

static int
merge(Set *set, Set *other)
{
    if (set == other || other->used == 0) {
        return 0;
    }
    if ((size_t)(set->fill + other->used) * 5 >= (size_t)set->mask * 3 &&
        resize(set, (size_t)(set->used + other->used) * 2) < 0) {
        return -1;
    }
    if (set->fill > 0) {
        for (ssize_t i = 0; i <= other->mask; i++) {
            // Adding may compare, and that may change the other one.
            SetEntry *entry = &other->table[i];
            if (set_entry_is_live(entry) &&
                set_add_hash(set, entry->key, entry->hash) < 0) {
                return -1;
            }
        }
        return 0;
    }
    bool same = set->mask == other->mask && other->fill == other->used;
    for (ssize_t i = 0; i <= other->mask; i++) {
        SetEntry *entry = &other->table[i];
        if (!set_entry_is_live(entry)) {
            continue;
        }
        ref_inc(entry->key);
        if (same) {
            set->table[i] = *entry; // the very same places
        } else {
            insert_clean(set->table, (size_t)set->mask, entry->key,
                         entry->hash);
        }
    }
    set->fill = set->used = other->used;
    RECORD_TOUCH(set);
    return 0;
}

static int
merge_dict(Set *set, Object *dict)
{
    size_t n = (size_t)dict_size(dict);
    if (((size_t)set->fill + n) * 5 >= (size_t)set->mask * 3 &&
        resize(set, ((size_t)set->used + n) * 2) < 0) {
        return -1;
    }
    ssize_t position = 0;
    Object *key;
    HashValue hash;
    while (dict_next_hash(dict, &position, &key, NULL, &hash)) {
        if (set_add_hash(set, key, hash) < 0) {
            return -1;
        }
    }
    return 0;
}

int
set_update(Object *self, Object *iterable)
{
    if (set_any_check(iterable)) {
        return merge((Set *)self, (Set *)iterable);
    }
    if (dict_check_exact(iterable)) {
        return merge_dict((Set *)self, iterable);
    }
    Object *iterator = iter_new(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int status = 0;
    for (Object *key; status == 0 && (key = iter_next(iterator)) != NULL;) {
        status = set_add(self, key);
        ref_dec(key);
    }
    ref_dec(iterator);
    return status < 0 || error_occurred() != NULL ? -1 : 0;
}

// ------------------------------------------------------------------ making

Object *
set_new_of_type(Type *type, Object *iterable)
{
    Set *set = (Set *)type->alloc(type, 0);
    if (set == NULL) {
        return NULL;
    }
    reset(set);
    set->finger = 0;
    set->weaklist = NULL;
    if (iterable != NULL && set_update(OBJ(set), iterable) < 0) {
        ref_dec(set);
        return NULL;
    }
    return OBJ(set);
}

Object *
set_new_of_base(Type *type, Object *iterable)
{
    if (type != &set_type && type != &frozenset_type) {
        type = type_is_subtype(type, &set_type) ? &set_type
                                                : &frozenset_type;
    }
    return set_new_of_type(type, iterable);
}

Object *
set_new(Object *iterable)
{
    return set_new_of_type(&set_type, iterable);
}

Object *
frozenset_new(Object *iterable)
{
    return set_new_of_type(&frozenset_type, iterable);
}

void
set_swap(Set *a, Set *b)
{
    Set copy = *a;
    bool a_small = a->table == a->small, b_small = b->table == b->small;
    a->fill = b->fill;
    a->used = b->used;
    a->mask = b->mask;
    a->table = b_small ? a->small : b->table;
    b->fill = copy.fill;
    b->used = copy.used;
    b->mask = copy.mask;
    b->table = a_small ? b->small : copy.table;
    memcpy(a->small, b->small, sizeof(copy.small));
    memcpy(b->small, copy.small, sizeof(copy.small));
    bool frozen = type_is_subtype(TYPE_OF(a), &frozenset_type) &&
                  type_is_subtype(TYPE_OF(b), &frozenset_type);
    a->hash = frozen ? b->hash : -1;
    b->hash = frozen ? copy.hash : -1;
    RECORD_TOUCH(a);
    RECORD_TOUCH(b);
}

int
set_is_subset(Object *a, Object *b)
{
    if (set_size(a) > set_size(b)) {
        return 0;
    }
    ssize_t position = 0;
    Object *key;
    HashValue hash;
    while (set_next(a, &position, &key, &hash)) {
        ref_inc(key);
        int found = set_contains_hash((Set *)b, key, hash);
        ref_dec(key);
        if (found <= 0) {
            return found;
        }
    }
    return 1;
}
