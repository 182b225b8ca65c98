/* dict.h - the dict type (prefix: dict_)
 *
 * Ordered and compact, as CPython 3.11's: a hash index of 1, 2, 4 or 8 bytes
 * a slot in front of an array of entries in order of insertion. A keys
 * object whose keys are all exact str has entries of 16 bytes (no hash).
 * The dicts of a class's instances share one keys object and own only an
 * array of values (PEP 412).
 */
#ifndef INTERP_OBJECTS_DICT_H
#define INTERP_OBJECTS_DICT_H

#include "gc/object.h"

typedef struct DictKeys DictKeys;
typedef struct DictValues DictValues;

typedef struct Dict {
    Object base;
    ssize_t used;
    uint64_t version; /* changes with every change (LOAD_GLOBAL) */
    DictKeys *keys;
    DictValues *values; /* NULL: combined table */
} Dict;

extern Type dict_type, dict_keys_type, dict_values_type, dict_items_type;
extern Type dict_key_iterator_type, dict_value_iterator_type,
    dict_item_iterator_type;
extern Type mapping_proxy_type;

#define dict_check(o) type_has_feature(TYPE_OF(o), TYPE_DICT_SUBCLASS)
#define dict_check_exact(o) (TYPE_OF(o) == &dict_type)
#define dict_size(o) (((Dict *)(o))->used)

NEW_REF Object *dict_new(void);
/* A dict with room for n items at once. */
NEW_REF Object *dict_new_sized(ssize_t n);
/* The value, borrowed; NULL without error when absent, NULL with the error
 * of __hash__ or __eq__ pending. */
BORROWED Object *dict_get(Object *dict, Object *key);
BORROWED Object *dict_get_hash(Object *dict, Object *key, HashValue hash);
BORROWED Object *dict_get_text(Object *dict, const char *key);
/* Takes its own references to key and value. */
MUST_CHECK int dict_set(Object *dict, Object *key, Object *value);
MUST_CHECK int dict_set_hash(Object *dict, Object *key, Object *value,
                             HashValue hash);
MUST_CHECK int dict_set_text(Object *dict, const char *key, Object *value);
/* -1 with KeyError when absent. */
MUST_CHECK int dict_delete(Object *dict, Object *key);
MUST_CHECK int dict_delete_hash(Object *dict, Object *key, HashValue hash);
MUST_CHECK int dict_delete_text(Object *dict, const char *key);
MUST_CHECK int dict_contains(Object *dict, Object *key);
/* The value there, else `otherwise`, which is put there. Borrowed. */
BORROWED Object *dict_set_default(Object *dict, Object *key,
                                  Object *otherwise);
/* Removes; new reference; NULL without error when absent and `otherwise`
 * is NULL... with KeyError pending then. */
NEW_REF Object *dict_pop(Object *dict, Object *key, Object *otherwise);
void dict_clear(Object *dict);
NEW_REF Object *dict_copy(Object *dict);
/* Walks the items in order: *position starts at 0; 0 at the end. Borrowed.
 * The dict must not change size meanwhile. */
int dict_next(Object *dict, ssize_t *position, Object **key, Object **value);
int dict_next_hash(Object *dict, ssize_t *position, Object **key,
                   Object **value, HashValue *hash);
/* d.update(other): mode 0 keep, 1 override, 2 KeyError on a double key. */
MUST_CHECK int dict_merge(Object *dict, Object *other, int mode);
MUST_CHECK int dict_update(Object *dict, Object *other);
MUST_CHECK int dict_merge_pairs(Object *dict, Object *pairs, int override);
NEW_REF Object *dict_keys_list(Object *dict);
NEW_REF Object *dict_values_list(Object *dict);
NEW_REF Object *dict_items_list(Object *dict);
/* A read-only view of a mapping (types.MappingProxyType). */
NEW_REF Object *mapping_proxy_new(Object *mapping);

#endif
