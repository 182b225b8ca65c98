/* dict_values.h - values apart from their keys: of instances, and of dicts that
 * were made for one (prefixes: values_, instance_)
 *
 *   DictValues  [order bytes ... count, prefix][values]
 *
 * Value i belongs to entry i of the class's shared keys. An instance of an
 * ordinary class has two words in front of its collector header: its values
 * array while nobody asked for __dict__, then the dict.
 */
#ifndef INTERP_OBJECTS_DICT_VALUES_H
#define INTERP_OBJECTS_DICT_VALUES_H

#include "interp/objects/dict.h"

struct DictValues {
    Object *values[1];
};

/* Order of insertion of an instance's values. */
static inline uint8_t *
values_prefix(DictValues *values)
{
    return (uint8_t *)values;
}

static inline size_t
values_count(DictValues *values)
{
    return values_prefix(values)[-2];
}

static inline size_t
values_order(DictValues *values, size_t i)
{
    return values_prefix(values)[-3 - (ssize_t)i];
}

static inline void
values_append_order(DictValues *values, ssize_t entry)
{
    size_t n = values_count(values);
    values_prefix(values)[-3 - (ssize_t)n] = (uint8_t)entry;
    values_prefix(values)[-2] = (uint8_t)(n + 1);
}

/* NULL without memory (no error set). */
DictValues *values_new(ssize_t size);
void values_free(DictValues *values);

/* The words in front of an instance. */
static inline DictValues **
instance_values(void *o)
{
    return (DictValues **)o - 4;
}

static inline Object **
instance_dict(void *o)
{
    return (Object **)o - 3;
}

/* Gives a fresh instance its values array. -1 with MemoryError. */
MUST_CHECK int instance_init_values(Object *o, Type *type);
/* Reads, writes (value NULL: deletes) an attribute of the values array.
 * get: borrowed, NULL absent. set: 0, -1 with error. */
BORROWED Object *instance_get(Object *o, DictValues *values, Object *name);
MUST_CHECK int instance_set(Object *o, DictValues *values, Object *name,
                            Object *value);
/* __dict__ of an object with managed dict: made when first asked for.
 * Borrowed. */
BORROWED Object *instance_dict_get(Object *o);
/* Drops values and dict of a dying instance; visits, clears them. */
void instance_free_attributes(Object *o);
int instance_visit_attributes(Object *o, VisitProc visit, void *arg);
void instance_edges_attributes(Object *o, EdgeProc visit, void *arg);
void instance_clear_attributes(Object *o);

#endif
