/* arenas.h - which arenas the allocator holds (prefix: arenas_)
 *
 * Kept from ARENA events alone: those taken before recording began are told
 * at its start.
 */
#ifndef VISUALIZER_ARENAS_H
#define VISUALIZER_ARENAS_H

#include "visualizer/trace_reader.h"

typedef struct Arenas {
    uint64_t *items; /* addresses, ascending */
    size_t count, room, most;
    uint64_t bytes, most_bytes; /* now, and at the most */
} Arenas;

/* Follows an event; all but ARENA are ignored. */
void arenas_apply(Arenas *arenas, const uint64_t *words);
/* Reads a recording from its beginning up to its n-th event. */
void arenas_read(Arenas *arenas, TraceReader *reader, uint64_t events);
bool arenas_hold(const Arenas *arenas, uint64_t address);
void arenas_free(Arenas *arenas);

#endif
