/* pointer_map.h - pointers in the order they were added (prefix:
 * pointer_map_)
 *
 * For what is unique by address: interned names, tree nodes, pooled
 * constants. Starts zeroed; lives in an arena.
 */
#ifndef INTERP_SYNTAX_POINTER_MAP_H
#define INTERP_SYNTAX_POINTER_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "interp/syntax/arena.h"

typedef struct PointerMap {
    const void **items;
    size_t count;
    size_t capacity;
    uint32_t *slots; // index + 1, 0 for none
    size_t slot_count;
} PointerMap;

/* Index of `item`; -1 if it is not there. */
int pointer_map_find(const PointerMap *map, const void *item);

/* Index of `item`, which is added if it is not there yet; -1 when memory is
 * short. */
int pointer_map_add(PointerMap *map, Arena *arena, const void *item);

#endif
