#include "visualizer/arenas.h"

#include <stdlib.h>
#include <string.h>

// Where an address stands or belongs.
static size_t
place_of(const Arenas *arenas, uint64_t address)
{
    size_t low = 0, high = arenas->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (arenas->items[middle] < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool
arenas_hold(const Arenas *arenas, uint64_t address)
{
    size_t at = place_of(arenas, address);
    return at < arenas->count && arenas->items[at] == address;
}

void
arenas_apply(Arenas *arenas, const uint64_t *words)
{
    if (event_kind(words[0]) != EVENT_ARENA) {
        return;
    }
    uint64_t address = words[1], bytes = words[2];
    size_t at = place_of(arenas, address);
    bool known = at < arenas->count && arenas->items[at] == address;
    bool taken = event_b(words[0]) != 0;
    if (taken == known) {
        return;
    }
    if (taken) {
        arenas->items = vis_grow(arenas->items, arenas->count, &arenas->room,
                                 sizeof(uint64_t));
        memmove(&arenas->items[at + 1], &arenas->items[at],
                (arenas->count - at) * sizeof(uint64_t));
        arenas->items[at] = address;
        arenas->count++;
        arenas->bytes += bytes;
    } else {
        arenas->count--;
        memmove(&arenas->items[at], &arenas->items[at + 1],
                (arenas->count - at) * sizeof(uint64_t));
        arenas->bytes -= bytes;
    }
    if (arenas->count > arenas->most) {
        arenas->most = arenas->count;
        arenas->most_bytes = arenas->bytes;
    }
}

void
arenas_read(Arenas *arenas, TraceReader *reader, uint64_t events)
{
    const uint64_t *words;
    trace_reader_rewind(reader);
    for (uint64_t i = 0;
         i < events && (words = trace_reader_next(reader)) != NULL; i++) {
        arenas_apply(arenas, words);
    }
}

void
arenas_free(Arenas *arenas)
{
    free(arenas->items);
    *arenas = (Arenas){0};
}
