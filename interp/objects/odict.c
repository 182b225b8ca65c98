/* odict.c - the list of an OrderedDict, and its slots
 *
 * Methods are in odict_methods.c, iterators and views in odict_iterator.c.
 */
#include "interp/objects/odict.h"

#include <string.h>

#include "gc/weakref.h"
#include "interp/objects/container.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

#define SELF ((OrderedDict *)self)

// ---------------------------------------------------------------- the list

static void
link_last(OrderedDict *self, OrderedNode *node)
{
    node->prev = self->last;
    node->next = NULL;
    if (self->last == NULL) {
        self->first = node;
    } else {
        self->last->next = node;
    }
    self->last = node;
    self->state++;
    self->count++;
}

static void
link_first(OrderedDict *self, OrderedNode *node)
{
    node->prev = NULL;
    node->next = self->first;
    if (self->first == NULL) {
        self->last = node;
    } else {
        self->first->prev = node;
    }
    self->first = node;
    self->state++;
    self->count++;
}

static void
unlink_node(OrderedDict *self, OrderedNode *node)
{
    if (node->prev == NULL) {
        self->first = node->next;
    } else {
        node->prev->next = node->next;
    }
    if (node->next == NULL) {
        self->last = node->prev;
    } else {
        node->next->prev = node->prev;
    }
    self->state++;
    self->count--;
}

static void
free_node(OrderedNode *node)
{
    Object *key = node->key;
    mem_free(node);
    ref_dec(key);
}

// Drops all nodes and the table.
static void
clear_nodes(OrderedDict *self)
{
    OrderedNode *node = self->first;
    self->first = self->last = NULL;
    self->count = 0;
    mem_free(self->nodes);
    self->nodes = NULL;
    self->nodes_size = 0;
    self->nodes_keys = NULL;
    RECORD_TOUCH(self);
    while (node != NULL) {
        OrderedNode *next = node->next;
        free_node(node);
        node = next;
    }
}

bool
odict_unchanged(const OrderedDict *self, uint32_t state, uint32_t count)
{
    if (self->state == state && self->count == count) {
        return true;
    }
    error_set_text(EXC(RuntimeError), "OrderedDict mutated during iteration");
    return false;
}

// --------------------------------------------------------------- the table

// The entry that has this very key object; SLOT_EMPTY when none has.
static ssize_t
entry_of_node(const DictKeys *keys, const OrderedNode *node)
{
    size_t mask = keys_slots(keys) - 1;
    size_t perturb = (size_t)node->hash;
    size_t i = perturb & mask;
    for (;;) {
        ssize_t slot = keys_slot(keys, i);
        if (slot == SLOT_EMPTY ||
            (slot >= 0 && keys_key(keys, slot) == node->key)) {
            return slot;
        }
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
}

static bool
table_fits(const OrderedDict *self)
{
    return self->nodes_keys == self->dict.keys &&
           self->nodes_size == (ssize_t)keys_slots(self->dict.keys);
}

// Makes the table for the keys the dict has now. -1 with MemoryError.
static int
make_table(OrderedDict *self)
{
    const DictKeys *keys = self->dict.keys;
    size_t size = keys_slots(keys);
    OrderedNode **nodes = mem_alloc_zero(size * sizeof(OrderedNode *));
    if (nodes == NULL) {
        error_no_memory();
        return -1;
    }
    for (OrderedNode *node = self->first; node != NULL; node = node->next) {
        ssize_t i = entry_of_node(keys, node);
        if (i >= 0) {
            nodes[i] = node;
        }
    }
    mem_free(self->nodes);
    self->nodes = nodes;
    self->nodes_size = (ssize_t)size;
    self->nodes_keys = keys;
    return 0;
}

// The entry of `key`, with a table that fits. SLOT_EMPTY, SLOT_ERROR.
static ssize_t
find_entry(OrderedDict *self, Object *key, HashValue hash)
{
    for (;;) {
        if (!table_fits(self) && make_table(self) < 0) {
            return SLOT_ERROR;
        }
        Object *value;
        ssize_t i = dict_find(&self->dict, key, hash, &value);
        if (i < 0 || table_fits(self)) {
            return i;
        }
    }
}

static OrderedNode *
find_node(OrderedDict *self, Object *key, HashValue hash)
{
    if (self->first == NULL) {
        return NULL;
    }
    ssize_t i = find_entry(self, key, hash);
    return i < 0 ? NULL : self->nodes[i];
}

OrderedNode *
odict_find(Object *self, Object *key)
{
    if (SELF->first == NULL) {
        return NULL;
    }
    HashValue hash = key_hash(key);
    return hash == -1 ? NULL : find_node(SELF, key, hash);
}

// A node for a key that the dict has; none when there is one already.
static int
add_node(OrderedDict *self, Object *key, HashValue hash)
{
    ssize_t i = find_entry(self, key, hash);
    if (i < 0) {
        if (i == SLOT_EMPTY) {
            error_key(key);
        }
        return -1;
    }
    if (self->nodes[i] != NULL) {
        return 0;
    }
    OrderedNode *node = mem_alloc(sizeof(OrderedNode));
    if (node == NULL) {
        error_no_memory();
        return -1;
    }
    node->key = ref_new(key);
    node->hash = hash;
    link_last(self, node);
    self->nodes[i] = node;
    RECORD_SLOT(self, edge_number(EDGE_INDEX, self->count - 1), key);
    return 0;
}

// Drops the node of a key. 1; 0 there is none; -1 with an error.
static int
remove_node(OrderedDict *self, Object *key, HashValue hash)
{
    if (self->first == NULL) {
        return 0;
    }
    ssize_t i = find_entry(self, key, hash);
    if (i < 0 || self->nodes[i] == NULL) {
        return i == SLOT_ERROR ? -1 : 0;
    }
    OrderedNode *node = self->nodes[i];
    self->nodes[i] = NULL;
    bool last = node->next == NULL;
    unlink_node(self, node);
    if (last) {
        RECORD_SLOT(self, edge_number(EDGE_INDEX, self->count), NULL);
    } else {
        RECORD_TOUCH(self); // those behind it have other numbers now
    }
    free_node(node);
    return 1;
}

// ----------------------------------------------------------------- changes

int
odict_set_hash(Object *self, Object *key, Object *value, HashValue hash)
{
    if (dict_set_hash(self, key, value, hash) < 0) {
        return -1;
    }
    if (add_node(SELF, key, hash) == 0) {
        return 0;
    }
    PendingError error;
    error_fetch(&error);
    if (dict_delete_hash(self, key, hash) < 0) {
        error_clear();
    }
    error_restore(&error);
    return -1;
}

int
odict_set(Object *self, Object *key, Object *value)
{
    HashValue hash = key_hash(key);
    return hash == -1 ? -1 : odict_set_hash(self, key, value, hash);
}

int
odict_delete(Object *self, Object *key)
{
    HashValue hash = key_hash(key);
    return hash == -1 || remove_node(SELF, key, hash) < 0
               ? -1
               : dict_delete_hash(self, key, hash);
}

Object *
odict_pop_hash(Object *self, Object *key, Object *otherwise, HashValue hash)
{
    int removed = remove_node(SELF, key, hash);
    if (removed < 0) {
        return NULL;
    }
    // What has no node is not there.
    Object *value = removed ? dict_get_hash(self, key, hash) : NULL;
    if (value == NULL) {
        return error_occurred() != NULL ? NULL
               : otherwise != NULL      ? ref_new(otherwise)
                                        : error_key(key);
    }
    ref_inc(value);
    if (dict_delete_hash(self, key, hash) < 0) {
        REF_CLEAR(value);
    }
    return value;
}

void
odict_move(OrderedDict *self, OrderedNode *node, bool last)
{
    if (node == (last ? self->last : self->first)) {
        return;
    }
    unlink_node(self, node);
    if (last) {
        link_last(self, node);
    } else {
        link_first(self, node);
    }
    RECORD_TOUCH(self);
}

void
odict_clear(Object *self)
{
    dict_clear(self);
    clear_nodes(SELF);
}

// ------------------------------------------------------------------- slots

static int
slot_ass_subscript(Object *self, Object *key, Object *value)
{
    return value == NULL ? odict_delete(self, key)
                         : odict_set(self, key, value);
}

static int
slot_init(Object *self, Object *args, Object *kwargs)
{
    if (tuple_size(args) > 1) {
        error_format(EXC(TypeError),
                     "expected at most 1 arguments, got %zd",
                     tuple_size(args));
        return -1;
    }
    return odict_update(self, args, kwargs);
}

static void
slot_dealloc(Object *self)
{
    gc_untrack(self);
    if (!trash_begin(self)) {
        return;
    }
    REF_CLEAR(SELF->attributes);
    if (SELF->weaklist != NULL) {
        weakref_clear_all(self);
    }
    clear_nodes(SELF);
    dict_type.dealloc(self);
    trash_end();
}

static int
slot_traverse(Object *self, VisitProc visit, void *arg)
{
    int stop = 0;
    if (SELF->attributes != NULL) {
        stop = visit(SELF->attributes, arg);
    }
    for (OrderedNode *node = SELF->first; stop == 0 && node != NULL;
         node = node->next) {
        stop = visit(node->key, arg);
    }
    return stop != 0 ? stop : dict_type.traverse(self, visit, arg);
}

static int
slot_clear(Object *self)
{
    ref_store(self, &SELF->attributes, NULL);
    odict_clear(self);
    return 0;
}

static void
slot_edges(Object *self, EdgeProc visit, void *arg)
{
    if (SELF->attributes != NULL) {
        visit(edge_text(EDGE_FIELD, "__dict__"), SELF->attributes, arg);
    }
    size_t i = 0;
    for (OrderedNode *node = SELF->first; node != NULL; node = node->next) {
        visit(edge_number(EDGE_INDEX, i++), node->key, arg);
    }
    dict_type.edges(self, visit, arg);
}

static size_t
slot_size_of(Object *self)
{
    return dict_type.size_of(self) +
           (size_t)SELF->nodes_size * sizeof(OrderedNode *) +
           (size_t)dict_size(self) * sizeof(OrderedNode);
}

// The pairs of an exact OrderedDict, as a list.
static Object *
list_pairs(OrderedDict *self)
{
    Object *pairs = list_new(0);
    uint32_t state = self->state, count = self->count;
    for (OrderedNode *node = self->first; pairs != NULL && node != NULL;
         node = node->next) {
        Object *key = ref_new(node->key);
        Object *value = ref_xnew(dict_get(OBJ(self), key));
        if (value == NULL) {
            error_clear();
            error_key(key);
        }
        Object *pair = value == NULL ? NULL : tuple_pack(2, key, value);
        if (pair == NULL || list_append(pairs, pair) < 0 ||
            !odict_unchanged(self, state, count)) {
            REF_CLEAR(pairs);
        }
        ref_xdec(pair);
        ref_xdec(value);
        ref_dec(key);
    }
    return pairs;
}

static Object *
slot_repr(Object *self)
{
    const char *name = type_short_name(TYPE_OF(self));
    if (dict_size(self) == 0) {
        return str_from_format("%s()", name);
    }
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered > 0 ? str_from_text("...") : NULL;
    }
    Object *pairs;
    if (odict_check_exact(self)) {
        pairs = list_pairs(SELF);
    } else {
        Object *items = call_method(self, nm_items, NULL, 0);
        pairs = items == NULL ? NULL : sequence_list(items);
        ref_xdec(items);
    }
    Object *text =
        pairs == NULL ? NULL : str_from_format("%s(%R)", name, pairs);
    ref_xdec(pairs);
    repr_leave(self);
    return text;
}

// Whether two lists have equal keys in the same order: 1, 0, -1.
static int
equal_order(OrderedDict *a, OrderedDict *b)
{
    uint32_t states[2] = {a->state, b->state};
    uint32_t counts[2] = {a->count, b->count};
    const OrderedNode *x = a->first, *y = b->first;
    for (; x != NULL && y != NULL; x = x->next, y = y->next) {
        Object *left = ref_new(x->key), *right = ref_new(y->key);
        int equal = object_richcompare_bool(left, right, CMP_EQ);
        ref_dec(left);
        ref_dec(right);
        if (equal <= 0) {
            return equal;
        }
        if (!odict_unchanged(a, states[0], counts[0]) ||
            !odict_unchanged(b, states[1], counts[1])) {
            return -1;
        }
    }
    return x == NULL && y == NULL;
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!odict_check(a) || !dict_check(b) || (op != CMP_EQ && op != CMP_NE)) {
        return not_implemented_new();
    }
    Object *same = dict_type.richcompare(a, b, CMP_EQ);
    if (same == NULL) {
        return NULL;
    }
    int equal = object_is_true(same);
    ref_dec(same);
    if (equal > 0 && odict_check(b)) {
        equal = equal_order((OrderedDict *)a, (OrderedDict *)b);
    }
    return equal < 0 ? NULL : bool_new(equal == (op == CMP_EQ));
}

static Object *
slot_or(Object *a, Object *b)
{
    Object *self = odict_check(a) ? a : b;
    if (!dict_check(self == a ? b : a)) {
        return not_implemented_new();
    }
    Object *result = call_one(OBJ(TYPE_OF(self)), a);
    if (result != NULL && odict_update_from(result, b) < 0) {
        REF_CLEAR(result);
    }
    return result;
}

static Object *
slot_inplace_or(Object *self, Object *other)
{
    return odict_update_from(self, other) < 0 ? NULL : ref_new(self);
}

// ---------------------------------------------------------------- the type

static GetSetDef getset[] = {
    {"__dict__", object_generic_get_dict, object_generic_set_dict, NULL,
     NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static NumberSlots number = {.or_ = slot_or, .inplace_or = slot_inplace_or};

static MappingSlots mapping = {.ass_subscript = slot_ass_subscript};

STATIC_OBJECT Type odict_type = {
    TYPE_HEAD_INIT,
    .name = "collections.OrderedDict",
    .basicsize = sizeof(OrderedDict),
    .dealloc = slot_dealloc,
    .edges = slot_edges,
    .repr = slot_repr,
    .number = &number,
    .mapping = &mapping,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC,
    .doc = "Dictionary that remembers insertion order",
    .traverse = slot_traverse,
    .clear = slot_clear,
    .richcompare = slot_richcompare,
    .weaklist_offset = offsetof(OrderedDict, weaklist),
    .iter = odict_iter,
    .methods = odict_methods,
    .getset = getset,
    .base = &dict_type,
    .dict_offset = offsetof(OrderedDict, attributes),
    .init = slot_init,
    .alloc = type_generic_alloc,
    .size_of = slot_size_of,
};
