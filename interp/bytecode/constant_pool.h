/* constant_pool.h - equal constants are one (prefix: pool_)
 *
 * Two constants are the same if type and value are: 1, 1.0 and True differ,
 * and so do 0.0 and -0.0. A NaN is only the same as itself; code units
 * are the same if all that runs is.
 */
#ifndef INTERP_BYTECODE_CONSTANT_POOL_H
#define INTERP_BYTECODE_CONSTANT_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interp/syntax/arena.h"
#include "interp/syntax/constant.h"
#include "interp/syntax/pointer_map.h"

typedef struct PoolSlot {
    Constant *constant; // NULL: free
    uint64_t hash;
} PoolSlot;

typedef struct ConstantPool {
    Arena *arena;
    PoolSlot *slots;
    size_t slot_count; // a power of two, or 0
    size_t used;
} ConstantPool;

typedef struct ConstantList {
    Constant **items;
    size_t count;
    size_t capacity;
} ConstantList;

/* Whether both are the same constant, in the sense above. */
bool pool_same(const Constant *a, const Constant *b);

/* The pool's own constant that is the same as `constant`, which becomes it
 * if there is none yet. NULL when memory is short. */
Constant *pool_intern(ConstantPool *pool, Constant *constant);

/* The same, but what stands in a tuple or frozenset is left as it is. */
Constant *pool_merge(ConstantPool *pool, Constant *constant);

/* Appends to the list; -1 when memory is short. */
int constant_list_append(ConstantList *list, Arena *arena,
                         Constant *constant);

#endif
