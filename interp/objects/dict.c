#include "interp/objects/dict.h"

#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/object_fast.h"
#include "gc/record_edge.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

uint64_t dict_next_version = 1;
static uint32_t next_keys_version = 2; // guarded by the GIL

// What every empty dict starts with: one slot, no room.
// The fields of DictKeys, with the one slot of the index.
static struct {
    ssize_t refcount;
    uint8_t log2_size, log2_index_bytes, kind, spare;
    uint32_t version;
    ssize_t usable, nentries;
    int8_t index[8];
} empty_keys_storage = {
    .refcount = 1, .log2_index_bytes = 3, .kind = KEYS_UNICODE, .version = 1,
    .index = {-1, -1, -1, -1, -1, -1, -1, -1},
};
_Static_assert(offsetof(DictKeys, index) == sizeof(DictKeys),
               "the index follows the fields");
#define EMPTY_KEYS ((DictKeys *)&empty_keys_storage)

// -------------------------------------------------------------------- keys

static inline ssize_t
usable_fraction(size_t slots)
{
    return (ssize_t)(slots * 2 / 3);
}

static unsigned
log2_for(ssize_t minimum)
{
    size_t n = ((size_t)minimum | 8) - 1;
    return (unsigned)(64 - __builtin_clzl(n | 7));
}

static unsigned
log2_for_entries(ssize_t n)
{
    return log2_for((n * 3 + 1) / 2);
}

static inline size_t
entry_size(const DictKeys *keys)
{
    return keys->kind == KEYS_GENERAL ? sizeof(GeneralEntry)
                                      : sizeof(UnicodeEntry);
}

size_t
keys_size(const DictKeys *keys)
{
    return sizeof(DictKeys) + ((size_t)1 << keys->log2_index_bytes) +
           (size_t)usable_fraction(keys_slots(keys)) * entry_size(keys);
}

static inline void
set_slot(DictKeys *keys, size_t i, ssize_t value)
{
    if (keys->log2_size < 8) {
        ((int8_t *)keys->index)[i] = (int8_t)value;
    } else if (keys->log2_size < 16) {
        ((int16_t *)keys->index)[i] = (int16_t)value;
    } else if (keys->log2_size < 32) {
        ((int32_t *)keys->index)[i] = (int32_t)value;
    } else {
        ((int64_t *)keys->index)[i] = value;
    }
}

static DictKeys *
keys_new(unsigned log2_size, bool unicode)
{
    unsigned log2_bytes = log2_size < 8    ? log2_size
                          : log2_size < 16 ? log2_size + 1
                          : log2_size < 32 ? log2_size + 2
                                           : log2_size + 3;
    size_t usable = (size_t)usable_fraction((size_t)1 << log2_size);
    size_t entry = unicode ? sizeof(UnicodeEntry) : sizeof(GeneralEntry);
    size_t index = (size_t)1 << log2_bytes;
    DictKeys *keys = mem_alloc(sizeof(DictKeys) + index + usable * entry);
    if (keys == NULL) {
        error_no_memory();
        return NULL;
    }
    keys->refcount = 1;
    keys->log2_size = (uint8_t)log2_size;
    keys->log2_index_bytes = (uint8_t)log2_bytes;
    keys->kind = unicode ? KEYS_UNICODE : KEYS_GENERAL;
    keys->spare = 0;
    keys->version = 0;
    keys->usable = (ssize_t)usable;
    keys->nentries = 0;
    if (log2_size == KEYS_MIN_LOG2) {
        memset(keys->index, 0xff, 1 << KEYS_MIN_LOG2); // one store
    } else {
        memset(keys->index, 0xff, index);
    }
    memset(keys->index + index, 0, usable * entry);
    return keys;
}

void
keys_release(DictKeys *keys)
{
    if (keys == EMPTY_KEYS || --keys->refcount > 0) {
        return;
    }
    for (ssize_t i = 0; i < keys->nentries; i++) {
        if (keys->kind == KEYS_GENERAL) {
            ref_xdec(keys_general_entries(keys)[i].key);
            ref_xdec(keys_general_entries(keys)[i].value);
        } else {
            ref_xdec(keys_unicode_entries(keys)[i].key);
            ref_xdec(keys_unicode_entries(keys)[i].value);
        }
    }
    keys_free_memory(keys);
}

uint32_t
keys_version(DictKeys *keys)
{
    if (keys->version == 0 && next_keys_version != 0) {
        keys->version = next_keys_version++;
    }
    return keys->version;
}

// Inlined for an index of bytes and for the wider ones.
static ALWAYS_INLINE ssize_t
find_str(const DictKeys *keys, Object *key, HashValue hash, bool bytes)
{
    UnicodeEntry *entries = keys_unicode_entries(keys);
    size_t mask = keys_slots(keys) - 1;
    size_t perturb = (size_t)hash;
    size_t i = perturb & mask;
    for (;;) {
        ssize_t slot = bytes ? ((const int8_t *)keys->index)[i]
                             : keys_slot(keys, i);
        if (slot >= 0) {
            Object *found = entries[slot].key;
            if (found == key || (((Str *)found)->hash == hash &&
                                 str_equal(found, key))) {
                return slot;
            }
        } else if (slot == SLOT_EMPTY) {
            return SLOT_EMPTY;
        }
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
}

ssize_t
keys_find_str(const DictKeys *keys, Object *key, HashValue hash)
{
    return LIKELY(keys->log2_size < 8) ? find_str(keys, key, hash, true)
                                       : find_str(keys, key, hash, false);
}

// Lookup with Python's ==, which may run code that changes the dict; then
// the search starts again (*changed).
static ssize_t
find_general(Dict *dict, DictKeys *keys, Object *key, HashValue hash,
             bool *changed)
{
    size_t mask = keys_slots(keys) - 1;
    size_t perturb = (size_t)hash;
    size_t i = perturb & mask;
    bool general = keys->kind == KEYS_GENERAL;
    for (;;) {
        ssize_t slot = keys_slot(keys, i);
        if (slot >= 0) {
            Object *found = keys_key(keys, slot);
            if (found == key) {
                return slot;
            }
            HashValue found_hash =
                general ? keys_general_entries(keys)[slot].hash
                        : ((Str *)found)->hash;
            if (found_hash == hash) {
                ref_inc(found);
                int equal = object_richcompare_bool(found, key, CMP_EQ);
                ref_dec(found);
                if (equal < 0) {
                    return SLOT_ERROR;
                }
                if (dict->keys != keys || keys_key(keys, slot) != found) {
                    *changed = true;
                    return SLOT_EMPTY;
                }
                if (equal > 0) {
                    return slot;
                }
            }
        } else if (slot == SLOT_EMPTY) {
            return SLOT_EMPTY;
        }
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
}

// The entry of a short int, SLOT_EMPTY, or SLOT_ERROR: one of the same hash is
// of another kind, == must be asked.
static inline ssize_t
find_int(const DictKeys *keys, Object *key, HashValue hash)
{
    GeneralEntry *entries = keys_general_entries(keys);
    size_t mask = keys_slots(keys) - 1;
    size_t perturb = (size_t)hash;
    size_t i = perturb & mask;
    for (;;) {
        ssize_t slot = keys_slot(keys, i);
        if (slot >= 0) {
            Object *found = entries[slot].key;
            if (found == key) {
                return slot;
            }
            if (entries[slot].hash == hash) {
                if (found == NULL || !int_check_exact(found)) {
                    return SLOT_ERROR;
                }
                if (int_size(found) == int_size(key) &&
                    int_short_value(found) == int_short_value(key)) {
                    return slot;
                }
            }
        } else if (slot == SLOT_EMPTY) {
            return SLOT_EMPTY;
        }
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
}

// What is no str among strs.
static NOINLINE ssize_t
find_other(Dict *dict, Object *key, HashValue hash, Object **value)
{
    if (dict->keys->kind == KEYS_GENERAL && int_check_exact(key) &&
        int_is_short(key)) {
        ssize_t i = find_int(dict->keys, key, hash);
        if (i != SLOT_ERROR) {
            *value = i < 0 ? NULL : keys_general_entries(dict->keys)[i].value;
            return i;
        }
    }
    for (;;) {
        DictKeys *keys = dict->keys;
        ssize_t i;
        if (keys->kind != KEYS_GENERAL && str_check_exact(key)) {
            i = keys_find_str(keys, key, hash);
        } else {
            bool changed = false;
            i = find_general(dict, keys, key, hash, &changed);
            if (changed) {
                continue;
            }
        }
        if (i < 0) {
            *value = NULL;
        } else if (keys->kind == KEYS_GENERAL) {
            *value = keys_general_entries(keys)[i].value;
        } else if (dict->values != NULL) {
            *value = dict->values->values[i];
        } else {
            *value = keys_unicode_entries(keys)[i].value;
        }
        return i;
    }
}

ssize_t
dict_find(Dict *dict, Object *key, HashValue hash, Object **value)
{
    const DictKeys *keys = dict->keys;
    if (LIKELY(keys->kind == KEYS_UNICODE && str_check_exact(key))) {
        ssize_t i = LIKELY(keys->log2_size < 8)
                        ? find_str(keys, key, hash, true)
                        : find_str(keys, key, hash, false);
        *value = i < 0 ? NULL : keys_unicode_entries(keys)[i].value;
        return i;
    }
    return find_other(dict, key, hash, value);
}

static size_t
find_empty_slot(DictKeys *keys, HashValue hash)
{
    size_t mask = keys_slots(keys) - 1;
    size_t perturb = (size_t)hash;
    size_t i = perturb & mask;
    while (keys_slot(keys, i) >= 0) {
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
    return i;
}

static void
build_index(DictKeys *keys)
{
    size_t mask = keys_slots(keys) - 1;
    for (ssize_t n = 0; n < keys->nentries; n++) {
        HashValue hash = keys->kind == KEYS_GENERAL
                             ? keys_general_entries(keys)[n].hash
                             : ((Str *)keys_unicode_entries(keys)[n].key)
                                   ->hash;
        size_t perturb = (size_t)hash;
        size_t i = perturb & mask;
        while (keys_slot(keys, i) != SLOT_EMPTY) {
            perturb >>= 5;
            i = (i * 5 + perturb + 1) & mask;
        }
        set_slot(keys, i, n);
    }
}

// Moves the entries into a new table of 2**log2 slots, without the deleted
// ones; a split dict becomes a combined one.
static int
resize(Dict *dict, unsigned log2_size, bool unicode)
{
    DictKeys *old = dict->keys;
    DictValues *values = dict->values;
    if (old->kind == KEYS_GENERAL) {
        unicode = false;
    }
    DictKeys *keys = keys_new(log2_size, unicode);
    if (keys == NULL) {
        return -1;
    }
    ssize_t n = 0;
    ssize_t total = values != NULL ? dict->used : old->nentries;
    for (ssize_t k = 0; k < total; k++) {
        Object *key, *value;
        HashValue hash;
        if (old->kind == KEYS_GENERAL) {
            GeneralEntry *entry = &keys_general_entries(old)[k];
            key = entry->key;
            value = entry->value;
            hash = entry->hash;
        } else {
            ssize_t i = k;
            if (values != NULL) {
                i = (ssize_t)values_order(values, (size_t)k);
            }
            UnicodeEntry *entry = &keys_unicode_entries(old)[i];
            key = entry->key;
            value = values != NULL ? values->values[i] : entry->value;
            hash = key != NULL ? ((Str *)key)->hash : 0;
        }
        if (value == NULL) {
            continue;
        }
        if (values != NULL) {
            ref_inc(key); // the shared keys keep theirs
        }
        if (unicode) {
            keys_unicode_entries(keys)[n] = (UnicodeEntry){key, value};
        } else {
            keys_general_entries(keys)[n] = (GeneralEntry){hash, key, value};
        }
        n++;
    }
    keys->nentries = n;
    keys->usable -= n;
    build_index(keys);
    dict->keys = keys;
    dict->values = NULL;
    if (values != NULL) {
        values_free(values);
        keys_release(old);
    } else if (old != EMPTY_KEYS) {
        mem_free(old); // its references moved
    }
    RECORD_TOUCH(dict);
    return 0;
}

static int
grow(Dict *dict, bool unicode)
{
    return resize(dict, log2_for(dict->used * 3), unicode);
}

// ------------------------------------------------------------------- dicts

static inline void
changed(Dict *dict)
{
    dict->version = dict_next_version++;
}

static inline bool
may_be_tracked(Object *o)
{
    return gc_is_container(o) &&
           (!tuple_check_exact(o) || gc_is_tracked(o));
}

static inline void
maintain_tracking(Dict *dict, Object *key, Object *value)
{
    if (!gc_is_tracked(dict) &&
        (may_be_tracked(key) || may_be_tracked(value))) {
        gc_track(dict);
    }
}

static Object *
dict_from_keys(DictKeys *keys, DictValues *values, ssize_t used)
{
    Dict *dict = object_new_watched(&dict_type, sizeof(Dict), -1);
    if (dict == NULL) {
        keys_release(keys);
        return NULL;
    }
    dict->used = used;
    dict->keys = keys;
    dict->values = values;
    changed(dict);
    return OBJ(dict);
}

Object *
dict_new(void)
{
    return dict_from_keys(EMPTY_KEYS, NULL, 0);
}

Object *
dict_new_sized_kind(ssize_t n, bool unicode)
{
    if (n <= usable_fraction(8)) {
        return dict_new();
    }
    unsigned log2_size = n > 87381 ? 17 : log2_for_entries(n);
    DictKeys *keys = keys_new(log2_size, unicode);
    return keys == NULL ? NULL : dict_from_keys(keys, NULL, 0);
}

Object *
dict_new_sized(ssize_t n)
{
    return dict_new_sized_kind(n, false);
}

Object *
dict_new_of_type(Type *type)
{
    Dict *dict = (Dict *)type->alloc(type, 0);
    if (dict != NULL) {
        dict->keys = EMPTY_KEYS;
        dict->values = NULL;
        dict->used = 0;
        changed(dict);
        if (type == &dict_type) {
            gc_untrack(dict); // watched once it holds a container
        }
    }
    return OBJ(dict);
}

// What the value of entry i is called: in a dict that shares its keys, by
// its key (which the class owns), else by its number.
static UNUSED EdgeLabel
value_label(Dict *dict, ssize_t i)
{
    if (dict->values != NULL) {
        return edge_text(EDGE_ATTR,
                         str_label(keys_unicode_entries(dict->keys)[i].key));
    }
    return edge_number(EDGE_VALUE, (size_t)i);
}

// Tells the recorder of a new entry.
static inline void
tell_entry(Dict *dict, ssize_t n, Object *value)
{
    (void)dict, (void)n, (void)value;
    if (RECORD_ON()) {
        if (dict->values != NULL) {
            keys_touch_owner(dict->keys);
        } else {
            RECORD_SLOT(dict, edge_number(EDGE_KEY, (size_t)n),
                        keys_key(dict->keys, n));
        }
        RECORD_SLOT(dict, value_label(dict, n), value);
    }
}

static ALWAYS_INLINE void
walk_entries(Object *object, EdgeProc visit, void *arg)
{
    Dict *dict = (Dict *)object;
    DictKeys *keys = dict->keys;
    bool split = dict->values != NULL;
    if (!split && keys->kind != KEYS_GENERAL) { // most are
        const UnicodeEntry *entries = keys_unicode_entries(keys);
        for (ssize_t i = 0, n = keys->nentries; i < n; i++) {
            if (entries[i].key != NULL) {
                visit(edge_number(EDGE_KEY, (size_t)i), entries[i].key, arg);
            }
            if (entries[i].value != NULL) {
                visit(edge_number(EDGE_VALUE, (size_t)i), entries[i].value,
                      arg);
            }
        }
        return;
    }
    for (ssize_t i = 0; i < keys->nentries; i++) {
        Object *key = keys_key(keys, i);
        Object *value = split ? dict->values->values[i]
                        : keys->kind == KEYS_GENERAL
                            ? keys_general_entries(keys)[i].value
                            : keys_unicode_entries(keys)[i].value;
        if (key != NULL && (!split || keys_orphan(keys))) {
            visit(edge_number(EDGE_KEY, (size_t)i), key, arg);
        }
        if (value != NULL) {
            visit(value_label(dict, i), value, arg);
        }
    }
}

void
dict_edges(Object *dict, EdgeProc visit, void *arg)
{
    RECORD_WALK(walk_entries, dict, visit, arg);
}

// The first entry of a dict. Steals key and value.
static int
append_first(Dict *dict, Object *key, Object *value, HashValue hash)
{
    bool unicode = str_check_exact(key);
    DictKeys *keys = keys_new(KEYS_MIN_LOG2, unicode);
    if (keys == NULL) {
        return -1;
    }
    keys->index[(size_t)hash & ((1 << KEYS_MIN_LOG2) - 1)] = 0;
    if (unicode) {
        *keys_unicode_entries(keys) = (UnicodeEntry){key, value};
    } else {
        *keys_general_entries(keys) = (GeneralEntry){hash, key, value};
    }
    keys->nentries = 1;
    keys->usable--;
    dict->keys = keys;
    dict->used = 1;
    changed(dict);
    RECORD_TOUCH(dict);
    tell_entry(dict, 0, value);
    return 0;
}

// Puts a new entry behind the others, not the first one. Steals key and
// value.
static int
append_entry(Dict *dict, Object *key, Object *value, HashValue hash)
{
    DictKeys *keys = dict->keys;
    if (keys->usable <= 0) {
        if (grow(dict, keys->kind != KEYS_GENERAL) < 0) {
            return -1;
        }
        keys = dict->keys;
    }
    keys->version = 0;
    ssize_t n = keys->nentries;
    set_slot(keys, find_empty_slot(keys, hash), n);
    if (keys->kind == KEYS_GENERAL) {
        keys_general_entries(keys)[n] = (GeneralEntry){hash, key, value};
    } else {
        keys_unicode_entries(keys)[n].key = key;
        if (dict->values != NULL) {
            dict->values->values[n] = value;
            values_append_order(dict->values, n);
        } else {
            keys_unicode_entries(keys)[n].value = value;
        }
    }
    keys->nentries = n + 1;
    keys->usable--;
    dict->used++;
    changed(dict);
    tell_entry(dict, n, value);
    return 0;
}

static void
replace_value(Dict *dict, ssize_t i, Object *value, Object *old)
{
    if (dict->values != NULL) {
        dict->values->values[i] = value;
        if (old == NULL) {
            values_append_order(dict->values, i);
            dict->used++;
        }
    } else if (dict->keys->kind == KEYS_GENERAL) {
        keys_general_entries(dict->keys)[i].value = value;
    } else {
        keys_unicode_entries(dict->keys)[i].value = value;
    }
    changed(dict);
    RECORD_SLOT(dict, value_label(dict, i), value);
    ref_xdec(old);
}

// Steals key and value, also on failure.
static int
insert(Dict *dict, Object *key, Object *value, HashValue hash)
{
    Object *old;
    if (dict->keys == EMPTY_KEYS) {
        maintain_tracking(dict, key, value);
        if (append_first(dict, key, value, hash) < 0) {
            goto fail;
        }
        return 0;
    }
    if (dict->keys->kind != KEYS_GENERAL && !str_check_exact(key) &&
        grow(dict, false) < 0) {
        goto fail;
    }
    ssize_t i = dict_find(dict, key, hash, &old);
    if (i == SLOT_ERROR) {
        goto fail;
    }
    maintain_tracking(dict, key, value);
    if (i == SLOT_EMPTY) {
        if (dict->values != NULL && dict->keys->refcount > 1 &&
            dict->keys->usable > 0) {
            // Shared keys grow for all instances of the class.
            dict->keys->version = 0;
        }
        if (append_entry(dict, key, value, hash) < 0) {
            goto fail;
        }
        return 0;
    }
    if (old != value) {
        replace_value(dict, i, value, old);
    } else {
        ref_dec(value);
    }
    ref_dec(key);
    return 0;

fail:
    ref_dec(value);
    ref_dec(key);
    return -1;
}

int
dict_set_hash(Object *dict, Object *key, Object *value, HashValue hash)
{
    ref_inc(key);
    ref_inc(value);
    return insert((Dict *)dict, key, value, hash);
}

int
dict_set_steal(Object *dict, Object *key, Object *value)
{
    HashValue hash = key_hash(key);
    if (hash == -1) {
        ref_dec(key);
        ref_dec(value);
        return -1;
    }
    return insert((Dict *)dict, key, value, hash);
}

int
dict_set(Object *dict, Object *key, Object *value)
{
    HashValue hash = key_hash(key);
    return hash == -1 ? -1 : dict_set_hash(dict, key, value, hash);
}

int
dict_set_text(Object *dict, const char *text, Object *value)
{
    Object *key = str_intern_text(text);
    if (key == NULL) {
        return -1;
    }
    int result = dict_set(dict, key, value);
    ref_dec(key);
    return result;
}

Object *
dict_get_hash(Object *dict, Object *key, HashValue hash)
{
    Object *value;
    if (dict_find((Dict *)dict, key, hash, &value) == SLOT_ERROR) {
        return NULL;
    }
    return value;
}

Object *
dict_get(Object *dict, Object *key)
{
    HashValue hash = key_hash(key);
    return hash == -1 ? NULL : dict_get_hash(dict, key, hash);
}

Object *
dict_get_text(Object *dict, const char *text)
{
    Object *key = str_from_text(text);
    if (key == NULL) {
        return NULL;
    }
    Object *value = dict_get(dict, key);
    ref_dec(key);
    return value;
}

int
dict_contains(Object *dict, Object *key)
{
    HashValue hash = key_hash(key);
    if (hash == -1) {
        return -1;
    }
    Object *value;
    ssize_t i = dict_find((Dict *)dict, key, hash, &value);
    return i == SLOT_ERROR ? -1 : i != SLOT_EMPTY && value != NULL;
}

// Takes entry i out; its value goes to the caller.
static Object *
remove_entry(Dict *dict, ssize_t i, HashValue hash, Object *value)
{
    DictKeys *keys = dict->keys;
    Object *key = NULL;
    if (dict->values != NULL) {
        DictValues *values = dict->values;
        values->values[i] = NULL;
        size_t n = values_count(values), k = 0;
        while (values_order(values, k) != (size_t)i) {
            k++;
        }
        for (; k + 1 < n; k++) {
            values_prefix(values)[-3 - (ssize_t)k] =
                (uint8_t)values_order(values, k + 1);
        }
        values_prefix(values)[-2] = (uint8_t)(n - 1);
    } else {
        size_t mask = keys_slots(keys) - 1;
        size_t perturb = (size_t)hash;
        size_t slot = perturb & mask;
        while (keys_slot(keys, slot) != i) {
            perturb >>= 5;
            slot = (slot * 5 + perturb + 1) & mask;
        }
        keys->version = 0;
        set_slot(keys, slot, SLOT_DELETED);
        if (keys->kind == KEYS_GENERAL) {
            GeneralEntry *entry = &keys_general_entries(keys)[i];
            key = entry->key;
            *entry = (GeneralEntry){0, NULL, NULL};
        } else {
            UnicodeEntry *entry = &keys_unicode_entries(keys)[i];
            key = entry->key;
            *entry = (UnicodeEntry){NULL, NULL};
        }
    }
    dict->used--;
    changed(dict);
    RECORD_SLOT(dict, value_label(dict, i), NULL);
    if (key != NULL) {
        RECORD_SLOT(dict, edge_number(EDGE_KEY, (size_t)i), NULL);
        ref_dec(key);
    }
    return value;
}

// The value with the dict's reference, NULL absent (no error) or error.
static Object *
take_hash(Object *dict, Object *key, HashValue hash, bool *failed)
{
    *failed = true;
    Object *value;
    ssize_t i = dict_find((Dict *)dict, key, hash, &value);
    if (i == SLOT_ERROR) {
        return NULL;
    }
    *failed = false;
    if (i == SLOT_EMPTY || value == NULL) {
        return NULL;
    }
    return remove_entry((Dict *)dict, i, hash, value);
}

static Object *
take(Object *dict, Object *key, bool *failed)
{
    HashValue hash = key_hash(key);
    *failed = true;
    return hash == -1 ? NULL : take_hash(dict, key, hash, failed);
}

int
dict_delete(Object *dict, Object *key)
{
    HashValue hash = key_hash(key);
    return hash == -1 ? -1 : dict_delete_hash(dict, key, hash);
}

int
dict_delete_hash(Object *dict, Object *key, HashValue hash)
{
    bool failed;
    Object *value = take_hash(dict, key, hash, &failed);
    if (value == NULL) {
        if (!failed) {
            error_key(key);
        }
        return -1;
    }
    ref_dec(value);
    return 0;
}

int
dict_delete_text(Object *dict, const char *text)
{
    Object *key = str_from_text(text);
    if (key == NULL) {
        return -1;
    }
    int result = dict_delete(dict, key);
    ref_dec(key);
    return result;
}

Object *
dict_pop(Object *dict, Object *key, Object *otherwise)
{
    bool failed;
    Object *value = NULL;
    if (dict_size(dict) == 0) {
        // CPython does not hash the key of an empty dict.
        failed = false;
    } else {
        value = take(dict, key, &failed);
    }
    if (value != NULL || failed) {
        return value;
    }
    if (otherwise != NULL) {
        return ref_new(otherwise);
    }
    return error_key(key);
}

Object *
dict_pop_last(Object *dict_object, Object **key_out)
{
    Dict *dict = (Dict *)dict_object;
    if (dict->values != NULL &&
        resize(dict, dict->keys->log2_size, true) < 0) {
        return NULL;
    }
    DictKeys *keys = dict->keys;
    ssize_t i = keys->nentries - 1;
    while (i >= 0 && keys_key(keys, i) == NULL) {
        i--;
    }
    keys->nentries = i + 1;
    Object *key = ref_new(keys_key(keys, i));
    HashValue hash;
    Object *value;
    if (keys->kind == KEYS_GENERAL) {
        hash = keys_general_entries(keys)[i].hash;
        value = keys_general_entries(keys)[i].value;
    } else {
        hash = ((Str *)key)->hash;
        value = keys_unicode_entries(keys)[i].value;
    }
    value = remove_entry(dict, i, hash, value);
    keys->nentries = i;
    *key_out = key;
    return value;
}

Object *
dict_set_default(Object *dict, Object *key, Object *otherwise)
{
    HashValue hash = key_hash(key);
    if (hash == -1) {
        return NULL;
    }
    Object *value;
    ssize_t i = dict_find((Dict *)dict, key, hash, &value);
    if (i == SLOT_ERROR) {
        return NULL;
    }
    if (value != NULL) {
        return value;
    }
    return dict_set_hash(dict, key, otherwise, hash) < 0 ? NULL : otherwise;
}

void
dict_clear(Object *object)
{
    Dict *dict = (Dict *)object;
    DictKeys *keys = dict->keys;
    DictValues *values = dict->values;
    if (keys == EMPTY_KEYS) {
        return;
    }
    dict->keys = EMPTY_KEYS;
    dict->values = NULL;
    dict->used = 0;
    changed(dict);
    RECORD_TOUCH(dict);
    if (values != NULL) {
        ssize_t n = keys->nentries;
        for (ssize_t i = 0; i < n; i++) {
            ref_xdec(values->values[i]);
        }
        values_free(values);
    }
    keys_release(keys);
}

int
dict_next_hash(Object *object, ssize_t *position, Object **key,
               Object **value, HashValue *hash)
{
    Dict *dict = (Dict *)object;
    DictKeys *keys = dict->keys;
    ssize_t i = *position;
    Object *k, *v;
    HashValue h;
    if (dict->values != NULL) {
        if (i < 0 || i >= dict->used) {
            return 0;
        }
        size_t entry = values_order(dict->values, (size_t)i);
        k = keys_unicode_entries(keys)[entry].key;
        v = dict->values->values[entry];
        h = ((Str *)k)->hash;
    } else if (keys->kind == KEYS_GENERAL) {
        GeneralEntry *entries = keys_general_entries(keys);
        while (i < keys->nentries && entries[i].value == NULL) {
            i++;
        }
        if (i >= keys->nentries) {
            return 0;
        }
        k = entries[i].key;
        v = entries[i].value;
        h = entries[i].hash;
    } else {
        UnicodeEntry *entries = keys_unicode_entries(keys);
        while (i < keys->nentries && entries[i].value == NULL) {
            i++;
        }
        if (i >= keys->nentries) {
            return 0;
        }
        k = entries[i].key;
        v = entries[i].value;
        h = ((Str *)k)->hash;
    }
    *position = i + 1;
    if (key != NULL) {
        *key = k;
    }
    if (value != NULL) {
        *value = v;
    }
    if (hash != NULL) {
        *hash = h;
    }
    return 1;
}

int
dict_next(Object *dict, ssize_t *position, Object **key, Object **value)
{
    return dict_next_hash(dict, position, key, value, NULL);
}

// A copy of a combined table, holes included.
static DictKeys *
clone_keys(const DictKeys *from)
{
    size_t size = keys_size(from);
    DictKeys *keys = mem_alloc(size);
    if (keys == NULL) {
        error_no_memory();
        return NULL;
    }
    memcpy(keys, from, size);
    keys->refcount = 1;
    keys->version = 0;
    for (ssize_t i = 0; i < keys->nentries; i++) {
        if (keys->kind == KEYS_GENERAL) {
            ref_xinc(keys_general_entries(keys)[i].key);
            ref_xinc(keys_general_entries(keys)[i].value);
        } else {
            ref_xinc(keys_unicode_entries(keys)[i].key);
            ref_xinc(keys_unicode_entries(keys)[i].value);
        }
    }
    return keys;
}

Object *
dict_copy(Object *object)
{
    Dict *dict = (Dict *)object;
    if (dict->used == 0) {
        return dict_new();
    }
    if (dict->values != NULL) {
        // A split dict's copy shares the keys, too.
        ssize_t size = keys_shared_size(dict->keys);
        DictValues *values = values_new(size);
        if (values == NULL) {
            return error_no_memory();
        }
        for (size_t i = 0; i < values_count(dict->values); i++) {
            values_append_order(values, (ssize_t)values_order(dict->values,
                                                              i));
        }
        for (ssize_t i = 0; i < size; i++) {
            values->values[i] = ref_xnew(dict->values->values[i]);
        }
        dict->keys->refcount++;
        Object *copy = dict_from_keys(dict->keys, values, dict->used);
        if (copy != NULL && gc_is_tracked(dict)) {
            gc_track(copy);
        }
        return copy;
    }
    if (dict->used >= dict->keys->nentries * 2 / 3) {
        // Few holes: the table is copied as it is.
        DictKeys *keys = clone_keys(dict->keys);
        if (keys == NULL) {
            return NULL;
        }
        Object *copy = dict_from_keys(keys, NULL, dict->used);
        if (copy != NULL && gc_is_tracked(dict)) {
            gc_track(copy);
        }
        return copy;
    }
    Object *copy = dict_new();
    if (copy != NULL && dict_merge(copy, object, 1) < 0) {
        ref_dec(copy);
        return NULL;
    }
    return copy;
}

int
dict_merge_prepare(Object *object, Object *other_object)
{
    Dict *dict = (Dict *)object;
    Dict *other = (Dict *)other_object;
    DictKeys *from = other->keys;
    size_t slots = keys_slots(from);
    if (dict->keys == EMPTY_KEYS && other->values == NULL &&
        other->used == from->nentries &&
        (from->log2_size == KEYS_MIN_LOG2 ||
         usable_fraction(slots / 2) < other->used)) {
        // Nothing here yet, no holes there, and not too big a table.
        DictKeys *keys = clone_keys(from);
        if (keys == NULL) {
            return -1;
        }
        dict->keys = keys;
        dict->used = other->used;
        changed(dict);
        if (gc_is_tracked(other) && !gc_is_tracked(dict)) {
            gc_track(dict);
        }
        RECORD_TOUCH(dict);
        return 1;
    }
    if (usable_fraction(keys_slots(dict->keys)) < other->used) {
        // As if no key were in both.
        return resize(dict, log2_for_entries(dict->used + other->used),
                      from->kind != KEYS_GENERAL);
    }
    return 0;
}

int
dict_reserve(Object *object, ssize_t n, bool unicode)
{
    return resize((Dict *)object, log2_for_entries(n), unicode);
}
