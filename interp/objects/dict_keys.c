/* The tables of dicts: made, freed, and looked up in.
 *
 * The lookup is written out for what most keys are, strings among strings and
 * short ints; for the others Python's == is asked. */
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/dict_core.h"
#include "interp/objects/protocol.h"

static uint32_t next_keys_version = 2; // guarded by the GIL

DictKeys dict_empty_keys = {
    .refcount = 1, .log2_index_bytes = 3, .kind = KEYS_UNICODE, .version = 1,
    .index = {-1, -1, -1, -1, -1, -1, -1, -1},
};

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
           (size_t)keys_room(keys_slots(keys)) * entry_size(keys);
}

DictKeys *
keys_new(unsigned log2_size, bool unicode)
{
    unsigned log2_bytes = log2_size < 8    ? log2_size
                          : log2_size < 16 ? log2_size + 1
                          : log2_size < 32 ? log2_size + 2
                                           : log2_size + 3;
    size_t usable = (size_t)keys_room((size_t)1 << log2_size);
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
    if (keys == &dict_empty_keys || --keys->refcount > 0) {
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
