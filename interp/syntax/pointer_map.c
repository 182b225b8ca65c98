/* pointer_map.c - open addressing over pointers. */
#include "interp/syntax/pointer_map.h"

static size_t hash_pointer(const void *item)
{
    uint64_t bits = (uint64_t)(uintptr_t)item;
    return (size_t)((bits >> 4) * 0x9e3779b97f4a7c15u >> 20);
}

int pointer_map_find(const PointerMap *map, const void *item)
{
    if (map->slot_count == 0) {
        return -1;
    }
    size_t mask = map->slot_count - 1;
    for (size_t i = hash_pointer(item) & mask; map->slots[i] != 0;
         i = (i + 1) & mask) {
        if (map->items[map->slots[i] - 1] == item) {
            return (int)map->slots[i] - 1;
        }
    }
    return -1;
}

static void put_slot(PointerMap *map, const void *item, uint32_t value)
{
    size_t mask = map->slot_count - 1;
    size_t i = hash_pointer(item) & mask;
    while (map->slots[i] != 0) {
        i = (i + 1) & mask;
    }
    map->slots[i] = value;
}

static int grow_map(PointerMap *map, Arena *arena)
{
    size_t capacity = map->capacity == 0 ? 8 : map->capacity * 2;
    const void **items = arena_alloc(arena, capacity * sizeof(void *));
    uint32_t *slots = arena_alloc(arena, capacity * 2 * sizeof(uint32_t));
    if (items == NULL || slots == NULL) {
        return -1;
    }
    map->slots = slots;
    map->slot_count = capacity * 2;
    for (size_t i = 0; i < map->count; i++) {
        items[i] = map->items[i];
        put_slot(map, items[i], (uint32_t)i + 1);
    }
    map->items = items;
    map->capacity = capacity;
    return 0;
}

int pointer_map_add(PointerMap *map, Arena *arena, const void *item)
{
    int index = pointer_map_find(map, item);
    if (index >= 0) {
        return index;
    }
    if (map->count == map->capacity && grow_map(map, arena) < 0) {
        return -1;
    }
    map->items[map->count] = item;
    map->count++;
    put_slot(map, item, (uint32_t)map->count);
    return (int)map->count - 1;
}
