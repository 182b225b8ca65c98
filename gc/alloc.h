/* alloc.h - the allocator: arenas, pools, size classes (prefix: mem_)
 *
 * Requests of up to 512 bytes come from pools of 16 KiB, each of one size
 * class (16, 32, ... 512 bytes), carved from arenas of 1 MiB, as CPython
 * 3.11's obmalloc does. Larger ones come from spans of the same reserved
 * region. One region of address space is reserved at a fixed address, so
 * that addresses repeat from run to run.
 *
 * Guarded by the GIL. Blocks are aligned to 16 bytes.
 */
#ifndef GC_ALLOC_H
#define GC_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gc/ownership.h"

/* The reserved region; [mem_region, mem_region + mem_region_size). */
extern uintptr_t mem_region;
extern size_t mem_region_size;

/* Reserves the region. False when the system refuses. Idempotent. */
MUST_CHECK bool mem_start(void);

/* Returns everything to the system. No block may be used afterwards. */
void mem_stop(void);

/* `size` bytes, uninitialised; NULL when memory is exhausted (no error is
 * set: the caller knows the words). mem_alloc(0) returns a block. */
void *mem_alloc(size_t size);

/* Frees a block; NULL is ignored. */
void mem_free(void *block);

/* What the functions below look at; alloc.c's else. Blocks of the small
 * classes that were given back last are handed out again first, and their
 * pools need not be looked at: to the pools they are in use. */
typedef struct MemFront {
    void *blocks;
    uint32_t room; /* for so many more; 0 forces the slow path */
} MemFront;

extern MemFront mem_fronts[1 + 512 / 16];

void *mem_alloc_slowly(size_t size);

/* A block for 1 to 512 bytes, when one waits for that; else NULL: ask
 * mem_alloc. */
static ALWAYS_INLINE void *
mem_take_front(size_t size)
{
    MemFront *front = &mem_fronts[(size + 15) >> 4];
    void *block = front->blocks;
    if (LIKELY(block != NULL)) {
        front->blocks = *(void **)block;
        front->room++;
    }
    return block;
}

/* As mem_alloc for a size that is not 0: short where it is known when this is
 * compiled. */
static ALWAYS_INLINE void *
mem_alloc_sized(size_t size)
{
    void *block = LIKELY(size <= 512) ? mem_take_front(size) : NULL;
    return LIKELY(block != NULL) ? block : mem_alloc_slowly(size);
}

/* False: there is no room for it. */
static ALWAYS_INLINE bool
mem_give_front(void *block, MemFront *front)
{
    if (UNLIKELY(front->room == 0)) {
        return false;
    }
    *(void **)block = front->blocks;
    front->blocks = block;
    front->room--;
    return true;
}

/* As mem_free for a block that was asked for with `size` bytes, not 0. */
static ALWAYS_INLINE void
mem_free_sized(void *block, size_t size)
{
    if (size > 512 || !mem_give_front(block, &mem_fronts[(size + 15) >> 4])) {
        mem_free(block);
    }
}

/* As mem_alloc, bytes zero. */
void *mem_alloc_zero(size_t size);

/* Changes a block's size; NULL and the old block untouched on failure. */
MUST_CHECK void *mem_realloc(void *block, size_t size);

/* Bytes usable in a block: what was really allocated for it. */
size_t mem_block_size(const void *block);

/* From now on `allocated` is called for every block that is taken, `freed`
 * before one is given back; NULL, NULL: nobody watches. They must not
 * allocate from here. */
void mem_watch(void (*allocated)(void *block, size_t size),
               void (*freed)(void *block));

/* Gives blocks that are kept for the next request back to their pools, so
 * that empty ones can go back to the system. */
void mem_trim(void);

typedef struct MemStats {
    size_t blocks;        /* live blocks (sys.getallocatedblocks) */
    size_t bytes;         /* live bytes, rounded up to size classes */
    size_t arenas;
    size_t pools;
} MemStats;

void mem_stats(MemStats *out);

/* Ends allocation with NULL once `bytes` are live; 0: no limit. */
void mem_set_limit(size_t bytes);

/* Whether an allocation has failed for that limit. */
bool mem_limit_was_hit(void);

/* Fails the nth allocation from now (0: none), and with `on` every later
 * one too: the tests' switch for "no memory left". */
void mem_fail_after(size_t nth, bool on);

/* Calls `visit` for each pool: start, block size, blocks used, capacity. */
typedef void (*MemPoolVisit)(uintptr_t start, size_t block_size, size_t used,
                             size_t capacity, void *arg);
void mem_visit_pools(MemPoolVisit visit, void *arg);

/* Calls `visit` for runs of `count` blocks of `size` bytes, one behind the
 * other from `start` on, that are in use or have been. */
typedef void (*MemBlocksVisit)(char *start, size_t size, size_t count,
                               void *arg);
void mem_visit_blocks(MemBlocksVisit visit, void *arg);

#endif
