/* dict_keys.h - the tables of dicts (prefixes: dict_, keys_)
 *
 * For dict*.c, instances and the eval loop's inline caches only.
 *
 *   DictKeys  [header 32 bytes][index: 2**log2_size slots][entries]
 *             a slot holds the number of an entry, -1 empty, -2 deleted;
 *             there is room for two thirds as many entries as slots
 *
 * Where the keys are shared the values lie apart: dict_values.h.
 */
#ifndef INTERP_OBJECTS_DICT_KEYS_H
#define INTERP_OBJECTS_DICT_KEYS_H

#include "gc/refcount.h"
#include "interp/objects/dict.h"
#include "interp/objects/dict_values.h"
#include "interp/objects/int.h"
#include "interp/objects/str.h"

enum { KEYS_GENERAL, KEYS_UNICODE, KEYS_SPLIT };
enum { SLOT_EMPTY = -1, SLOT_DELETED = -2, SLOT_ERROR = -3 };

struct DictKeys {
    ssize_t refcount; /* dicts (and a class) that use it */
    uint8_t log2_size;
    uint8_t log2_index_bytes;
    uint8_t kind;
    uint8_t spare;
    uint32_t version; /* 0: none given since the last change */
    ssize_t usable;   /* entries that can still be added */
    ssize_t nentries; /* used ones, deleted ones included */
    char index[];
};

typedef struct GeneralEntry {
    HashValue hash;
    Object *key, *value;
} GeneralEntry;

typedef struct UnicodeEntry {
    Object *key, *value;
} UnicodeEntry;

#define KEYS_MIN_LOG2 3
#define SHARED_KEYS_MAX 30

static inline size_t
keys_slots(const DictKeys *keys)
{
    return (size_t)1 << keys->log2_size;
}

static inline void *
keys_entries(const DictKeys *keys)
{
    return (char *)(uintptr_t)keys->index +
           ((size_t)1 << keys->log2_index_bytes);
}

static inline UnicodeEntry *
keys_unicode_entries(const DictKeys *keys)
{
    return keys_entries(keys);
}

static inline GeneralEntry *
keys_general_entries(const DictKeys *keys)
{
    return keys_entries(keys);
}

static inline Object *
keys_key(const DictKeys *keys, ssize_t i)
{
    return keys->kind == KEYS_GENERAL ? keys_general_entries(keys)[i].key
                                      : keys_unicode_entries(keys)[i].key;
}

static inline ssize_t
keys_slot(const DictKeys *keys, size_t i)
{
    if (keys->log2_size < 8) {
        return ((const int8_t *)keys->index)[i];
    }
    if (keys->log2_size < 16) {
        return ((const int16_t *)keys->index)[i];
    }
    if (keys->log2_size < 32) {
        return ((const int32_t *)keys->index)[i];
    }
    return (ssize_t)((const int64_t *)keys->index)[i];
}

static inline HashValue
key_hash(Object *key)
{
    if (str_check_exact(key)) {
        HashValue hash = ((Str *)key)->hash;
        return hash != -1 ? hash : str_hash(key);
    }
    if (int_check_exact(key) && int_is_short(key)) {
        HashValue value = int_short_value(key); // below the modulus
        return value == -1 ? -2 : value;
    }
    extern HashValue object_hash(Object *);
    return object_hash(key);
}

/* Bytes of a keys object (sys.getsizeof counts them). */
size_t keys_size(const DictKeys *keys);

/* The entry of an exact str in a unicode or split keys object, or
 * SLOT_EMPTY. Never fails. */
ssize_t keys_find_str(const DictKeys *keys, Object *key, HashValue hash);

/* The entry of `key` and its value (borrowed, NULL when absent).
 * SLOT_ERROR with an error of __hash__ or __eq__. */
ssize_t dict_find(Dict *dict, Object *key, HashValue hash, Object **value);

/* A version for the inline caches; 0 when numbers have run out. */
uint32_t keys_version(DictKeys *keys);

void keys_release(DictKeys *keys);

/* Shared keys of a class's instances. The class is their owner in pictures;
 * it is named in the two words in front of them, until it dies. */
DictKeys *keys_new_shared(Type *owner);
void keys_disown(DictKeys *keys);
void keys_free_memory(DictKeys *keys);

static inline Type **
keys_owner(DictKeys *keys)
{
    return (Type **)keys - 2;
}

/* Shared keys that outlived their class and have one user left: that one
 * owns the names. */
static inline bool
keys_orphan(DictKeys *keys)
{
    return keys->kind == KEYS_SPLIT && *keys_owner(keys) == NULL &&
           keys->refcount == 1;
}

/* Tells the recorder that the names in shared keys have changed. */
static inline void
keys_touch_owner(DictKeys *keys)
{
    if (keys->kind == KEYS_SPLIT && *keys_owner(keys) != NULL) {
        RECORD_TOUCH(*keys_owner(keys));
    }
}

/* Number of values an instance array for these keys has room for. */
static inline ssize_t
keys_shared_size(const DictKeys *keys)
{
    return keys->nentries + keys->usable;
}

/* Adds `name` to shared keys; the entry, or SLOT_EMPTY when full. */
ssize_t keys_shared_add(DictKeys *keys, Object *name, HashValue hash);

/* The shared keys of an instance's class. */
static inline DictKeys *
type_cached_keys(Type *type)
{
    return ((HeapType *)type)->cached_keys;
}

/* Visits key and value edges of a dict. */
void dict_edges(Object *dict, EdgeProc visit, void *arg);

#endif
