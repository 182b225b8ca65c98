/* arena.h - the bump allocator a syntax tree lives in (prefix: arena_)
 *
 * Everything the parser makes (nodes, sequences, names, constants, errors)
 * is taken from one arena and released with it. Memory is zeroed. Names are
 * interned: within one arena equal names are the same pointer.
 */
#ifndef INTERP_SYNTAX_ARENA_H
#define INTERP_SYNTAX_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;

/* A new, empty arena; NULL when memory is short. */
Arena *arena_new(void);

/* Releases the arena and all that was taken from it. NULL is allowed. */
void arena_free(Arena *arena);

/* `size` zeroed bytes, aligned for any type; NULL when memory is short, and
 * then arena_failed() is true ever after. */
void *arena_alloc(Arena *arena, size_t size);

/* A copy of `length` bytes with a NUL behind them; NULL when memory is
 * short. */
char *arena_copy(Arena *arena, const char *bytes, size_t length);

/* The one copy of this name in the arena, NUL-terminated; NULL when memory
 * is short. */
const char *arena_intern(Arena *arena, const char *bytes, size_t length);

/* Whether an allocation from this arena has ever failed. */
bool arena_failed(const Arena *arena);

#endif
