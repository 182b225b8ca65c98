/* constant_pool.c - hashing and comparing constants. */
#include "interp/bytecode/constant_pool.h"

#include <math.h>
#include <string.h>

#include "interp/bytecode/code_unit.h"

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    return hash * 0xff51afd7ed558ccdu;
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    // Eight at a time: instructions and tables of lines are hashed, too.
    const unsigned char *data = bytes;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, data + i, 8);
        hash = (hash ^ word) * 0x9fb21c651e98df25u;
        hash ^= hash >> 32;
    }
    for (; i < length; i++) {
        hash = (hash ^ data[i]) * 1099511628211u;
    }
    return mix(hash, length);
}

static uint64_t hash_double(uint64_t hash, double value)
{
    return hash_bytes(hash, &value, sizeof value);
}

static uint64_t hash_constant(const Constant *constant)
{
    uint64_t hash = mix(14695981039346656037u, (uint64_t)constant->kind);
    switch (constant->kind) {
    case CONST_INT:
        hash = mix(hash, (uint64_t)(constant->as.integer.sign + 1));
        return hash_bytes(hash, constant->as.integer.digits,
                          constant->as.integer.digit_count *
                              sizeof(uint32_t));
    case CONST_FLOAT:
        return hash_double(hash, constant->as.real);
    case CONST_COMPLEX:
        hash = hash_double(hash, constant->as.complex.real);
        return hash_double(hash, constant->as.complex.imag);
    case CONST_STR:
    case CONST_BYTES:
        return hash_bytes(hash, constant->as.text.data,
                          constant->as.text.length);
    case CONST_TUPLE:
        for (size_t i = 0; i < constant->as.tuple.count; i++) {
            hash = mix(hash, hash_constant(constant->as.tuple.items[i]));
        }
        return hash;
    case CONST_FROZENSET:
        for (size_t i = 0; i < constant->as.tuple.count; i++) {
            hash += hash_constant(constant->as.tuple.items[i]);
        }
        return hash;
    case CONST_CODE: {
        const CodeUnit *unit = constant->as.code;
        hash = mix(hash, (uint64_t)unit->firstlineno);
        return mix(hash, unit->code_size);
    }
    default:
        return hash;
    }
}

static bool same_double(double a, double b)
{
    return a == b && signbit(a) == signbit(b);
}

static bool same_bytes(const void *a, size_t a_size, const void *b,
                       size_t b_size)
{
    return a_size == b_size && (a_size == 0 || memcmp(a, b, a_size) == 0);
}

static bool same_items(const Constant *a, const Constant *b)
{
    if (a->as.tuple.count != b->as.tuple.count) {
        return false;
    }
    for (size_t i = 0; i < a->as.tuple.count; i++) {
        if (!pool_same(a->as.tuple.items[i], b->as.tuple.items[i])) {
            return false;
        }
    }
    return true;
}

static bool is_member(const Constant *item, const Constant *set)
{
    for (size_t i = 0; i < set->as.tuple.count; i++) {
        if (pool_same(item, set->as.tuple.items[i])) {
            return true;
        }
    }
    return false;
}

static bool same_set(const Constant *a, const Constant *b)
{
    if (a->as.tuple.count != b->as.tuple.count) {
        return false;
    }
    for (size_t i = 0; i < a->as.tuple.count; i++) {
        if (!is_member(a->as.tuple.items[i], b)) {
            return false;
        }
    }
    return true;
}

// Names are interned in the arena both units come from.
static bool same_names(const char *const *a, size_t a_count,
                       const char *const *b, size_t b_count)
{
    return same_bytes(a, a_count * sizeof *a, b, b_count * sizeof *b);
}

// As CPython compares code objects: the qualified name does not count.
static bool same_unit(const CodeUnit *a, const CodeUnit *b)
{
    if (strcmp(a->name, b->name) != 0 || a->argcount != b->argcount ||
        a->posonlyargcount != b->posonlyargcount ||
        a->kwonlyargcount != b->kwonlyargcount || a->flags != b->flags ||
        a->firstlineno != b->firstlineno || a->nconsts != b->nconsts) {
        return false;
    }
    if (!same_bytes(a->code, a->code_size, b->code, b->code_size) ||
        !same_bytes(a->linetable, a->linetable_size, b->linetable,
                    b->linetable_size) ||
        !same_bytes(a->exceptiontable, a->exceptiontable_size,
                    b->exceptiontable, b->exceptiontable_size) ||
        !same_names(a->names, a->nnames, b->names, b->nnames) ||
        !same_names(a->localsplus_names, a->nlocalsplus, b->localsplus_names,
                    b->nlocalsplus)) {
        return false;
    }
    for (size_t i = 0; i < a->nconsts; i++) {
        if (!pool_same(a->consts[i], b->consts[i])) {
            return false;
        }
    }
    return true;
}

bool pool_same(const Constant *a, const Constant *b)
{
    if (a == b) {
        return true;
    }
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case CONST_INT:
        return a->as.integer.sign == b->as.integer.sign &&
               same_bytes(a->as.integer.digits,
                          a->as.integer.digit_count * sizeof(uint32_t),
                          b->as.integer.digits,
                          b->as.integer.digit_count * sizeof(uint32_t));
    case CONST_FLOAT:
        return same_double(a->as.real, b->as.real);
    case CONST_COMPLEX:
        return same_double(a->as.complex.real, b->as.complex.real) &&
               same_double(a->as.complex.imag, b->as.complex.imag);
    case CONST_STR:
    case CONST_BYTES:
        return same_bytes(a->as.text.data, a->as.text.length,
                          b->as.text.data, b->as.text.length);
    case CONST_TUPLE:
        return same_items(a, b);
    case CONST_FROZENSET:
        return same_set(a, b);
    case CONST_CODE:
        return same_unit(a->as.code, b->as.code);
    default:
        return true;
    }
}

static PoolSlot *find_slot(ConstantPool *pool, const Constant *constant,
                           uint64_t hash)
{
    size_t mask = pool->slot_count - 1;
    size_t i = (size_t)hash & mask;
    while (pool->slots[i].constant != NULL &&
           (pool->slots[i].hash != hash ||
            !pool_same(pool->slots[i].constant, constant))) {
        i = (i + 1) & mask;
    }
    return &pool->slots[i];
}

static int grow_pool(ConstantPool *pool)
{
    ConstantPool larger = *pool;
    larger.slot_count = pool->slot_count == 0 ? 64 : pool->slot_count * 2;
    larger.slots = arena_alloc(pool->arena,
                               larger.slot_count * sizeof(PoolSlot));
    if (larger.slots == NULL) {
        return -1;
    }
    for (size_t i = 0; i < pool->slot_count; i++) {
        PoolSlot slot = pool->slots[i];
        if (slot.constant != NULL) {
            *find_slot(&larger, slot.constant, slot.hash) = slot;
        }
    }
    *pool = larger;
    return 0;
}

Constant *pool_merge(ConstantPool *pool, Constant *constant)
{
    if (pool->used * 2 >= pool->slot_count && grow_pool(pool) < 0) {
        return NULL;
    }
    uint64_t hash = hash_constant(constant);
    PoolSlot *slot = find_slot(pool, constant, hash);
    if (slot->constant == NULL) {
        slot->constant = constant;
        slot->hash = hash;
        pool->used++;
    }
    return slot->constant;
}

Constant *pool_intern(ConstantPool *pool, Constant *constant)
{
    size_t used = pool->used;
    Constant *same = pool_merge(pool, constant);
    if (same == NULL || pool->used == used) {
        return same;
    }
    if (constant->kind == CONST_TUPLE || constant->kind == CONST_FROZENSET) {
        for (size_t i = 0; i < constant->as.tuple.count; i++) {
            Constant *item = pool_intern(pool, constant->as.tuple.items[i]);
            if (item == NULL) {
                return NULL;
            }
            constant->as.tuple.items[i] = item;
        }
    }
    return constant;
}

int constant_list_append(ConstantList *list, Arena *arena,
                         Constant *constant)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        Constant **items = arena_alloc(arena, capacity * sizeof *items);
        if (items == NULL) {
            return -1;
        }
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof *items);
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count] = constant;
    list->count++;
    return 0;
}
