/* Shared keys, and the attributes of instances that live in front of them
 * (PEP 412; CPython 3.11 Objects/dictobject.c, "inline values"). */
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/protocol.h"

#define SHARED_LOG2 6

DictKeys *
keys_new_shared(Type *owner)
{
    size_t slots = (size_t)1 << SHARED_LOG2;
    size_t entries = slots * 2 / 3;
    size_t size = 16 + sizeof(DictKeys) + slots +
                  entries * sizeof(UnicodeEntry);
    char *block = mem_alloc_zero(size);
    if (block == NULL) {
        return NULL;
    }
    DictKeys *keys = (DictKeys *)(block + 16);
    keys->refcount = 1;
    keys->log2_size = SHARED_LOG2;
    keys->log2_index_bytes = SHARED_LOG2;
    keys->kind = KEYS_SPLIT;
    keys->usable = SHARED_KEYS_MAX;
    memset(keys->index, 0xff, slots);
    *keys_owner(keys) = owner;
    return keys;
}

void
keys_disown(DictKeys *keys)
{
    *keys_owner(keys) = NULL;
}

void
keys_free_memory(DictKeys *keys)
{
    mem_free(keys->kind == KEYS_SPLIT ? (char *)keys - 16 : (char *)keys);
}

ssize_t
keys_shared_add(DictKeys *keys, Object *name, HashValue hash)
{
    ssize_t i = keys_find_str(keys, name, hash);
    if (i != SLOT_EMPTY || keys->usable <= 0) {
        return i;
    }
    i = keys->nentries;
    size_t mask = keys_slots(keys) - 1;
    size_t perturb = (size_t)hash;
    size_t slot = perturb & mask;
    while (keys_slot(keys, slot) >= 0) {
        perturb >>= 5;
        slot = (slot * 5 + perturb + 1) & mask;
    }
    keys->version = 0;
    ((int8_t *)keys->index)[slot] = (int8_t)i;
    keys_unicode_entries(keys)[i].key = ref_new(name);
    keys->nentries++;
    keys->usable--;
    keys_touch_owner(keys);
    return i;
}

DictValues *
values_new(ssize_t size)
{
    // [order bytes][count][prefix length] values...
    size_t prefix = ((size_t)size + 2 + 7) & ~(size_t)7;
    uint8_t *block = mem_alloc_zero(prefix + (size_t)size * sizeof(Object *));
    if (block == NULL) {
        return NULL;
    }
    block[prefix - 1] = (uint8_t)prefix;
    return (DictValues *)(block + prefix);
}

void
values_free(DictValues *values)
{
    mem_free(values_prefix(values) - values_prefix(values)[-1]);
}

int
instance_init_values(Object *o, Type *type)
{
    DictKeys *keys = type_cached_keys(type);
    if (keys == NULL) {
        return 0;
    }
    // Each new instance makes the room for names a little smaller, so that
    // classes whose instances have few of them do not waste it.
    if (keys->usable > 1) {
        keys->usable--;
    }
    DictValues *values = values_new(keys_shared_size(keys));
    if (values == NULL) {
        error_no_memory();
        return -1;
    }
    *instance_values(o) = values;
    return 0;
}

Object *
instance_get(Object *o, DictValues *values, Object *name)
{
    DictKeys *keys = type_cached_keys(o->type);
    ssize_t i = keys_find_str(keys, name, key_hash(name));
    return i == SLOT_EMPTY ? NULL : values->values[i];
}

static void
forget_order(DictValues *values, ssize_t entry)
{
    uint8_t *prefix = values_prefix(values);
    size_t n = values_count(values), k = 0;
    while (k < n && values_order(values, k) != (size_t)entry) {
        k++;
    }
    for (; k + 1 < n; k++) {
        prefix[-3 - (ssize_t)k] = (uint8_t)values_order(values, k + 1);
    }
    prefix[-2] = (uint8_t)(n - 1);
}

// The dict of an instance whose values array is full or wanted as a dict;
// the array moves into it.
static Object *
make_dict(Object *o)
{
    DictValues *values = *instance_values(o);
    Dict *dict = (Dict *)dict_new();
    if (dict == NULL) {
        return NULL;
    }
    if (values != NULL) {
        DictKeys *keys = type_cached_keys(o->type);
        keys->refcount++;
        dict->keys = keys;
        dict->values = values;
        bool track = false;
        for (size_t i = 0; i < values_count(values); i++) {
            Object *value = values->values[values_order(values, i)];
            dict->used++;
            track = track || gc_is_container(value);
        }
        *instance_values(o) = NULL;
        if (track) {
            gc_track(dict);
        }
    }
    *instance_dict(o) = OBJ(dict);
    RECORD_TOUCH(o);
    RECORD_TOUCH(dict);
    return OBJ(dict);
}

Object *
instance_dict_get(Object *o)
{
    Object *dict = *instance_dict(o);
    return dict != NULL ? dict : make_dict(o);
}

int
instance_set(Object *o, DictValues *values, Object *name, Object *value)
{
    DictKeys *keys = type_cached_keys(o->type);
    ssize_t i = SLOT_EMPTY;
    if (str_check_exact(name)) {
        HashValue hash = key_hash(name);
        i = value != NULL ? keys_shared_add(keys, name, hash)
                          : keys_find_str(keys, name, hash);
    }
    if (i == SLOT_EMPTY) {
        if (value == NULL) {
            return 1; // absent
        }
        Object *dict = make_dict(o);
        return dict == NULL ? -1 : dict_set(dict, name, value);
    }
    Object *old = values->values[i];
    if (old == NULL && value == NULL) {
        return 1;
    }
    values->values[i] = ref_xnew(value);
    if (old == NULL) {
        values_append_order(values, i);
    } else if (value == NULL) {
        forget_order(values, i);
    }
    RECORD_SLOT(o, edge_text(EDGE_ATTR, str_label(name)), value);
    ref_xdec(old);
    return 0;
}

void
instance_free_attributes(Object *o)
{
    DictValues **place = instance_values(o);
    DictValues *values = *place;
    if (values != NULL) {
        // The names may grow while an attribute dies: the array's own size
        // counts, which its order bytes tell.
        *place = NULL;
        size_t n = values_count(values);
        for (size_t i = 0; i < n; i++) {
            ref_xdec(values->values[values_order(values, i)]);
        }
        values_free(values);
    }
    REF_CLEAR(*instance_dict(o));
}

int
instance_visit_attributes(Object *o, VisitProc visit, void *arg)
{
    DictValues *values = *instance_values(o);
    if (values != NULL) {
        size_t n = values_count(values);
        for (size_t i = 0; i < n; i++) {
            int stop = visit(values->values[values_order(values, i)], arg);
            if (stop != 0) {
                return stop;
            }
        }
    }
    Object *dict = *instance_dict(o);
    return dict != NULL ? visit(dict, arg) : 0;
}

void
instance_edges_attributes(Object *o, EdgeProc visit, void *arg)
{
    DictValues *values = *instance_values(o);
    if (values != NULL) {
        UnicodeEntry *entries =
            keys_unicode_entries(type_cached_keys(o->type));
        size_t n = values_count(values);
        for (size_t i = 0; i < n; i++) {
            size_t k = values_order(values, i);
            visit(edge_text(EDGE_ATTR, str_label(entries[k].key)),
                  values->values[k], arg);
        }
    }
    Object *dict = *instance_dict(o);
    if (dict != NULL) {
        visit(edge_text(EDGE_FIELD, "__dict__"), dict, arg);
    }
}

void
instance_clear_attributes(Object *o)
{
    DictValues *values = *instance_values(o);
    if (values != NULL) {
        size_t n = values_count(values);
        uint8_t order[SHARED_KEYS_MAX + 2];
        for (size_t i = 0; i < n; i++) {
            order[i] = (uint8_t)values_order(values, i);
        }
        values_prefix(values)[-2] = 0;
        RECORD_TOUCH(o);
        Object *dead[SHARED_KEYS_MAX + 2];
        for (size_t i = 0; i < n; i++) {
            dead[i] = values->values[order[i]];
            values->values[order[i]] = NULL;
        }
        for (size_t i = 0; i < n; i++) {
            ref_dec(dead[i]);
        }
    }
    if (*instance_dict(o) != NULL) {
        RECORD_TOUCH(o);
        REF_CLEAR(*instance_dict(o));
    }
}
