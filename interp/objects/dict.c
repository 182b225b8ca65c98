/* Dicts: made, asked, and given entries. */
#include "interp/objects/dict.h"

#include "gc/collector.h"
#include "gc/object_fast.h"
#include "interp/objects/dict_core.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/tuple.h"

uint64_t dict_next_version = 1;

static int
grow(Dict *dict, bool unicode)
{
    return dict_resize(dict, keys_log2_for(dict->used * 3), unicode);
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

Object *
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
    dict_changed(dict);
    return OBJ(dict);
}

Object *
dict_new(void)
{
    return dict_from_keys(&dict_empty_keys, NULL, 0);
}

Object *
dict_new_sized_kind(ssize_t n, bool unicode)
{
    if (n <= keys_room(8)) {
        return dict_new();
    }
    unsigned log2_size = n > 87381 ? 17 : keys_log2_for_entries(n);
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
        dict->keys = &dict_empty_keys;
        dict->values = NULL;
        dict->used = 0;
        dict_changed(dict);
        if (type == &dict_type) {
            gc_untrack(dict); // watched once it holds a container
        }
    }
    return OBJ(dict);
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
        RECORD_SLOT(dict, dict_value_label(dict, n), value);
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
            visit(dict_value_label(dict, i), value, arg);
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
    dict_changed(dict);
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
    keys_set_slot(keys, keys_free_slot(keys, hash), n);
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
    dict_changed(dict);
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
    dict_changed(dict);
    RECORD_SLOT(dict, dict_value_label(dict, i), value);
    ref_xdec(old);
}

// Steals key and value, also on failure. With `present` a value that is
// there stays: *present is then that value, borrowed, and else left alone.
static ALWAYS_INLINE int
insert_or_find(Dict *dict, Object *key, Object *value, HashValue hash,
               Object **present)
{
    Object *old;
    if (dict->keys == &dict_empty_keys) {
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
    if (present != NULL && old != NULL) {
        *present = old;
        ref_dec(value);
        ref_dec(key);
        return 0;
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

// Steals key and value, also on failure.
static int
insert(Dict *dict, Object *key, Object *value, HashValue hash)
{
    return insert_or_find(dict, key, value, hash, NULL);
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

Object *
dict_set_default(Object *dict, Object *key, Object *otherwise)
{
    HashValue hash = key_hash(key);
    if (hash == -1) {
        return NULL;
    }
    // One search: an __eq__ of the keys is called once.
    Object *present = NULL;
    if (insert_or_find((Dict *)dict, ref_new(key), ref_new(otherwise), hash,
                       &present) < 0) {
        return NULL;
    }
    return present != NULL ? present : otherwise;
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
