/* film_memory.h - the memory that goes with a film (prefix: film_) */
#ifndef VISUALIZER_DRAW_FILM_MEMORY_H
#define VISUALIZER_DRAW_FILM_MEMORY_H

#include "visualizer/draw/film.h"

typedef struct FilmMemory {
    void **items;
    size_t count, room;
    uint32_t *slots; /* serial to object: open addressing */
    size_t slot_count;
} FilmMemory;

/* Gives memory to the film, which frees it; returns it. */
void *film_keep(Film *film, void *memory);

#endif
