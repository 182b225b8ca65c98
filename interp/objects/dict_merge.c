/* Merging other mappings and pairs into a dict, fromkeys; lists of what is in
 * one. */
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// ----------------------------------------------------------------- merging

// Whether `key` may be put there: 1, 0 leave it, -1 error.
static int
may_merge(Object *dict, Object *key, HashValue hash, int mode)
{
    Object *value;
    if (dict_find((Dict *)dict, key, hash, &value) == SLOT_ERROR) {
        return -1;
    }
    if (value == NULL) {
        return 1;
    }
    if (mode == 0) {
        return 0;
    }
    error_key(key);
    return -1;
}

static int
merge_dict(Object *dict, Object *other, int mode)
{
    if (other == dict || dict_size(other) == 0) {
        return 0;
    }
    if (dict_size(dict) == 0) {
        mode = 1; // no key can be there already
    }
    int done = dict_merge_prepare(dict, other);
    if (done != 0) {
        return done < 0 ? -1 : 0;
    }
    ssize_t entries = ((Dict *)other)->keys->nentries;
    ssize_t position = 0;
    Object *key, *value;
    HashValue hash;
    while (dict_next_hash(other, &position, &key, &value, &hash)) {
        ref_inc(key);
        ref_inc(value);
        int status = mode == 1 ? 1 : may_merge(dict, key, hash, mode);
        if (status > 0) {
            status = dict_set_hash(dict, key, value, hash);
        }
        ref_dec(value);
        ref_dec(key);
        if (status < 0) {
            return -1;
        }
        if (entries != ((Dict *)other)->keys->nentries) {
            error_set_text(EXC(RuntimeError), "dict mutated during update");
            return -1;
        }
    }
    return 0;
}

static int
merge_mapping(Object *dict, Object *other, int mode)
{
    Object *keys = mapping_keys(other);
    Object *iterator = keys == NULL ? NULL : iter_new(keys);
    ref_xdec(keys);
    if (iterator == NULL) {
        return -1;
    }
    int status = 0;
    for (Object *key; status == 0 && (key = iter_next(iterator)) != NULL;) {
        int wanted = 1;
        if (mode != 1) {
            int there = dict_contains(dict, key);
            wanted = there < 0 ? -1 : !there;
            if (there > 0 && mode == 2) {
                error_key(key);
                wanted = -1;
            }
        }
        if (wanted > 0) {
            Object *value = object_getitem(other, key);
            status = value == NULL ? -1 : dict_set(dict, key, value);
            ref_xdec(value);
        } else if (wanted < 0) {
            status = -1;
        }
        ref_dec(key);
    }
    ref_dec(iterator);
    return status < 0 || error_occurred() != NULL ? -1 : 0;
}

int
dict_merge(Object *dict, Object *other, int mode)
{
    // A subclass that iterates in its own way is taken at its word.
    return dict_check(other) && TYPE_OF(other)->iter == dict_type.iter
               ? merge_dict(dict, other, mode)
               : merge_mapping(dict, other, mode);
}

int
dict_update(Object *dict, Object *other)
{
    return dict_merge(dict, other, 1);
}

// One element of an iterable of pairs.
static int
merge_pair(Object *dict, Object *item, ssize_t i, int override)
{
    Object *pair = sequence_fast(item, "");
    if (pair == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError),
                         "cannot convert dictionary update sequence element "
                         "#%zd to a sequence",
                         i);
        }
        return -1;
    }
    ssize_t n = list_check(pair) ? list_size(pair) : tuple_size(pair);
    int status = -1;
    if (n != 2) {
        error_format(EXC(ValueError),
                     "dictionary update sequence element #%zd has length "
                     "%zd; 2 is required",
                     i, n);
    } else {
        Object **items = list_check(pair) ? ((List *)pair)->items
                                          : ((Tuple *)pair)->items;
        Object *key = ref_new(items[0]), *value = ref_new(items[1]);
        status = override ? dict_set(dict, key, value)
                 : dict_set_default(dict, key, value) == NULL ? -1
                                                              : 0;
        ref_dec(key);
        ref_dec(value);
    }
    ref_dec(pair);
    return status;
}

int
dict_merge_pairs(Object *dict, Object *pairs, int override)
{
    Object *iterator = iter_new(pairs);
    if (iterator == NULL) {
        return -1;
    }
    int status = 0;
    Object *item;
    for (ssize_t i = 0; status == 0 && (item = iter_next(iterator)) != NULL;
         i++) {
        status = merge_pair(dict, item, i, override);
        ref_dec(item);
    }
    ref_dec(iterator);
    return status < 0 || error_occurred() != NULL ? -1 : 0;
}

int
dict_update_from(Object *dict, Object *arg)
{
    if (dict_check_exact(arg)) {
        return dict_merge(dict, arg, 1);
    }
    Object *keys;
    int found = object_lookup_attr(arg, nm_keys, &keys);
    if (found < 0) {
        return -1;
    }
    ref_xdec(keys);
    return found ? dict_merge(dict, arg, 1) : dict_merge_pairs(dict, arg, 1);
}

// dict.fromkeys into a new, empty, exact dict from a dict or a set: 1 done,
// 0 not one of these, -1 error.
static int
from_known(Object *dict, Object *keys, Object *value)
{
    ssize_t position = 0;
    Object *key;
    HashValue hash;
    if (dict_check_exact(keys)) {
        bool unicode = ((Dict *)keys)->keys->kind != KEYS_GENERAL;
        if (dict_reserve(dict, dict_size(keys), unicode) < 0) {
            return -1;
        }
        while (dict_next_hash(keys, &position, &key, NULL, &hash)) {
            if (dict_set_hash(dict, key, value, hash) < 0) {
                return -1;
            }
        }
        return 1;
    }
    if (set_any_check_exact(keys)) {
        if (dict_reserve(dict, set_size(keys), false) < 0) {
            return -1;
        }
        while (set_next(keys, &position, &key, &hash)) {
            if (dict_set_hash(dict, key, value, hash) < 0) {
                return -1;
            }
        }
        return 1;
    }
    return 0;
}

Object *
dict_fromkeys(Object *type, Object *keys, Object *value)
{
    Object *dict = call_none(type);
    if (dict == NULL) {
        return NULL;
    }
    bool exact = dict_check_exact(dict);
    if (exact && dict_size(dict) == 0) {
        int done = from_known(dict, keys, value);
        if (done != 0) {
            if (done < 0) {
                REF_CLEAR(dict);
            }
            return dict;
        }
    }
    Object *iterator = iter_new(keys);
    if (iterator == NULL) {
        ref_dec(dict);
        return NULL;
    }
    int status = 0;
    for (Object *key; status == 0 && (key = iter_next(iterator)) != NULL;) {
        status = exact ? dict_set(dict, key, value)
                       : object_setitem(dict, key, value);
        ref_dec(key);
    }
    ref_dec(iterator);
    if (status < 0 || error_occurred() != NULL) {
        REF_CLEAR(dict);
    }
    return dict;
}

// ------------------------------------------------------------------- lists

Object *
dict_keys_list(Object *dict)
{
    for (;;) {
        ssize_t n = dict_size(dict), i = 0, position = 0;
        Object *list = list_new(n);
        if (list == NULL || n == dict_size(dict)) {
            Object *key;
            while (list != NULL && dict_next(dict, &position, &key, NULL)) {
                list_init_item(list, i++, ref_new(key));
            }
            return list;
        }
        ref_dec(list); // the allocation ran code that changed the dict
    }
}

Object *
dict_values_list(Object *dict)
{
    for (;;) {
        ssize_t n = dict_size(dict), i = 0, position = 0;
        Object *list = list_new(n);
        if (list == NULL || n == dict_size(dict)) {
            Object *value;
            while (list != NULL &&
                   dict_next(dict, &position, NULL, &value)) {
                list_init_item(list, i++, ref_new(value));
            }
            return list;
        }
        ref_dec(list);
    }
}

Object *
dict_items_list(Object *dict)
{
    for (;;) {
        // All the tuples first, then nothing can change the dict.
        ssize_t n = dict_size(dict), i = 0, position = 0;
        Object *list = list_new(n);
        for (ssize_t k = 0; list != NULL && k < n; k++) {
            Object *pair = tuple_new(2);
            if (pair == NULL) {
                REF_CLEAR(list);
            } else {
                list_init_item(list, k, pair);
            }
        }
        if (list == NULL || n == dict_size(dict)) {
            Object *key, *value;
            while (list != NULL && dict_next(dict, &position, &key, &value)) {
                Object *pair = list_get(list, i++);
                tuple_init_item(pair, 0, ref_new(key));
                tuple_init_item(pair, 1, ref_new(value));
            }
            return list;
        }
        ref_dec(list);
    }
}
