/* Taking entries out of a dict. */
#include "interp/objects/dict_core.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/error.h"

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
        keys_set_slot(keys, slot, SLOT_DELETED);
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
    dict_changed(dict);
    RECORD_SLOT(dict, dict_value_label(dict, i), NULL);
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
        dict_resize(dict, dict->keys->log2_size, true) < 0) {
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

void
dict_clear(Object *object)
{
    Dict *dict = (Dict *)object;
    DictKeys *keys = dict->keys;
    DictValues *values = dict->values;
    if (keys == &dict_empty_keys) {
        return;
    }
    dict->keys = &dict_empty_keys;
    dict->values = NULL;
    dict->used = 0;
    dict_changed(dict);
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
