/* dict_core.h - what the files of dict share and nobody else needs (prefixes:
 * dict_, keys_)
 *
 * dict_keys.c has the tables, dict_resize.c exchanges a dict's for another,
 * dict_remove.c takes entries out; all else that dict.h promises is in dict.c,
 * dict_merge.c and dict_methods.c.
 */
#ifndef INTERP_OBJECTS_DICT_CORE_H
#define INTERP_OBJECTS_DICT_CORE_H

#include "gc/record_edge.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/str.h"

/* What every empty dict starts with: one slot, no room. Never freed. */
extern DictKeys dict_empty_keys;

/* The number that dict->version takes next. */
extern uint64_t dict_next_version;

/* To be called after every change of a dict. */
static inline void
dict_changed(Dict *dict)
{
    dict->version = dict_next_version++;
}

/* A dict with this table (and values, if it is shared), whose reference it
 * takes over, on failure too. */
NEW_REF Object *dict_from_keys(DictKeys *keys, DictValues *values,
                               ssize_t used);

/* Moves the entries into a new table of 2**log2_size slots, without the
 * deleted ones; a split dict becomes a combined one. `unicode`: for keys that
 * are exact str, if the old ones are. -1 with MemoryError. */
MUST_CHECK int dict_resize(Dict *dict, unsigned log2_size, bool unicode);

/* Entries that a table of so many slots has room for. */
static inline ssize_t
keys_room(size_t slots)
{
    return (ssize_t)(slots * 2 / 3);
}

/* The size of the smallest table of `minimum` slots, as a power of two. */
static inline unsigned
keys_log2_for(ssize_t minimum)
{
    size_t n = ((size_t)minimum | 8) - 1;
    return (unsigned)(64 - __builtin_clzl(n | 7));
}

/* The same for n entries. */
static inline unsigned
keys_log2_for_entries(ssize_t n)
{
    return keys_log2_for((n * 3 + 1) / 2);
}

/* An empty table; NULL with MemoryError. */
DictKeys *keys_new(unsigned log2_size, bool unicode);

/* Makes the slot name an entry, or SLOT_DELETED. */
static inline void
keys_set_slot(DictKeys *keys, size_t i, ssize_t value)
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

/* The slot where an entry of this hash comes to be. */
static inline size_t
keys_free_slot(DictKeys *keys, HashValue hash)
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

/* What the value of entry i is called: in a dict that shares its keys, by
 * its key (which the class owns), else by its number. */
static inline EdgeLabel
dict_value_label(Dict *dict, ssize_t i)
{
    if (dict->values != NULL) {
        return edge_text(EDGE_ATTR,
                         str_label(keys_unicode_entries(dict->keys)[i].key));
    }
    return edge_number(EDGE_VALUE, (size_t)i);
}

#endif
