/* The table of a dict exchanged for another one: with more room, or a copy of
 * another dict's. */
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/objects/dict_core.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/error.h"

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
        keys_set_slot(keys, i, n);
    }
}

int
dict_resize(Dict *dict, unsigned log2_size, bool unicode)
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
    } else if (old != &dict_empty_keys) {
        mem_free(old); // its references moved
    }
    RECORD_TOUCH(dict);
    return 0;
}

int
dict_reserve(Object *object, ssize_t n, bool unicode)
{
    return dict_resize((Dict *)object, keys_log2_for_entries(n), unicode);
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
    if (dict->keys == &dict_empty_keys && other->values == NULL &&
        other->used == from->nentries &&
        (from->log2_size == KEYS_MIN_LOG2 ||
         keys_room(slots / 2) < other->used)) {
        // Nothing here yet, no holes there, and not too big a table.
        DictKeys *keys = clone_keys(from);
        if (keys == NULL) {
            return -1;
        }
        dict->keys = keys;
        dict->used = other->used;
        dict_changed(dict);
        if (gc_is_tracked(other) && !gc_is_tracked(dict)) {
            gc_track(dict);
        }
        RECORD_TOUCH(dict);
        return 1;
    }
    if (keys_room(keys_slots(dict->keys)) < other->used) {
        // As if no key were in both.
        unsigned log2_size = keys_log2_for_entries(dict->used + other->used);
        return dict_resize(dict, log2_size, from->kind != KEYS_GENERAL);
    }
    return 0;
}
