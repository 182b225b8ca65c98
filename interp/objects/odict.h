/* odict.h - collections.OrderedDict (prefix: odict_)
 *
 * A dict whose order is a doubly linked list of nodes of its own, so that a
 * key can be moved without being taken out. The dict owns keys and values as
 * any dict does; each node owns its key once more. A table beside the dict's
 * keys has the node of each of their entries; it is made anew when the keys
 * have been. CPython 3.11: Objects/odictobject.c, which has the same sizes.
 *
 * Whoever changes the dict behind the list's back (dict.__setitem__(od, k,
 * v)) gets what CPython gives: entries without a node, nodes without an
 * entry.
 */
#ifndef INTERP_OBJECTS_ODICT_H
#define INTERP_OBJECTS_ODICT_H

#include "interp/objects/dict.h"

typedef struct OrderedNode {
    Object *key; /* owned */
    HashValue hash;
    struct OrderedNode *next, *prev;
} OrderedNode;

typedef struct OrderedDict {
    Dict dict;
    OrderedNode *first, *last;
    OrderedNode **nodes;   /* by entry of `nodes_keys`; NULL: not made */
    ssize_t nodes_size;    /* slots of `nodes_keys` */
    const DictKeys *nodes_keys; /* what `nodes` belongs to; borrowed */
    uint32_t state;        /* changes with each change of the list */
    uint32_t count;        /* nodes in the list */
    Object *attributes;    /* owned or NULL: __dict__ */
    Object *weaklist;
} OrderedDict;

extern Type odict_type, odict_iterator_type, odict_keys_type,
    odict_values_type, odict_items_type;

#define odict_check(o) object_type_check(o, &odict_type)
#define odict_check_exact(o) (TYPE_OF(o) == &odict_type)

/* The node of `key`, borrowed. NULL without error when absent, NULL with the
 * error of __hash__ or __eq__, or MemoryError, pending. */
BORROWED OrderedNode *odict_find(Object *self, Object *key);

/* od[key] = value, a new key at the end. Takes its own references. */
MUST_CHECK int odict_set(Object *self, Object *key, Object *value);
MUST_CHECK int odict_set_hash(Object *self, Object *key, Object *value,
                              HashValue hash);

/* del od[key]: -1 with KeyError when absent. */
MUST_CHECK int odict_delete(Object *self, Object *key);

/* Takes the key out: its value. NULL with KeyError when it is absent and
 * `otherwise` is NULL, else a new reference to that. */
NEW_REF Object *odict_pop_hash(Object *self, Object *key, Object *otherwise,
                               HashValue hash);

/* Puts a node of the list at its end, or its beginning. */
void odict_move(OrderedDict *self, OrderedNode *node, bool last);

void odict_clear(Object *self);

/* Whether the list is as it was when its state and count were these: so long
 * its nodes live. If not, false with RuntimeError. */
MUST_CHECK bool odict_unchanged(const OrderedDict *self, uint32_t state,
                                uint32_t count);

/* self.update(other): a mapping, an object with items(), or pairs; each goes
 * in by self[key] = value, which a subclass may have redefined. */
MUST_CHECK int odict_update_from(Object *self, Object *other);

/* The same with the arguments of update() or __init__(). */
MUST_CHECK int odict_update(Object *self, Object *args, Object *kwargs);

/* An iterator over the keys in the order of the list. */
NEW_REF Object *odict_iter(Object *self);
NEW_REF Object *odict_reversed(Object *self, Object *unused);

extern MethodDef odict_methods[];

#endif
