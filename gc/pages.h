/* pages.h - runs of 16 KiB pages inside the reserved region
 * (prefix: pages_)
 *
 * The layer under gc/alloc: hands out and takes back runs of whole pages,
 * joins free neighbours, asks the system for memory an arena (1 MiB, 64
 * pages) at a time and gives back arenas that became empty.
 */
#ifndef GC_PAGES_H
#define GC_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gc/alloc.h"
#include "gc/ownership.h"

/* Whether a sanitizer has most of the address space for itself: 1
 * AddressSanitizer, 2 ThreadSanitizer. */
#if defined(__SANITIZE_ADDRESS__)
#define MEM_SANITIZER 1
#elif defined(__SANITIZE_THREAD__)
#define MEM_SANITIZER 2
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEM_SANITIZER 1
#elif __has_feature(thread_sanitizer)
#define MEM_SANITIZER 2
#endif
#endif
#ifndef MEM_SANITIZER
#define MEM_SANITIZER 0
#endif

#define PAGE_SIZE ((size_t)16 * 1024)
#define PAGE_SHIFT 14
#define ARENA_PAGES 64u

/* What a page is used for: its size class, or one of these. */
enum { PAGE_FREE = 0, PAGE_LARGE = 255 };

typedef struct PageInfo {
    uint32_t run;      /* pages in the run; valid in its first page, and in
                          the last page of a free one */
    uint32_t next, prev; /* free list links (page numbers; 0: none) */
    uint32_t bytes;    /* PAGE_LARGE: bytes in use, in units of 16 */
    uint32_t first;    /* used run: number of its first page */
    uint8_t kind;
} PageInfo;

/* One row for each page; row 0 is never used. */
extern PageInfo *page_info;

/* Pages below this one have been in use at some time. */
extern uint32_t pages_top;

MUST_CHECK bool pages_start(void);
void pages_stop(void);

/* A run of n pages, its number; 0 when the region or memory is full. */
uint32_t pages_take(uint32_t n, uint8_t kind);
void pages_give(uint32_t page);

/* Grows or shrinks a run in place. False when it cannot grow there. */
bool pages_resize(uint32_t page, uint32_t n);

/* Moves the contents of a run to a new run of n pages by remapping.
 * Returns its number, 0 on failure (the old run is untouched). */
uint32_t pages_move(uint32_t page, uint32_t n);

size_t pages_arenas(void);

static inline void *
page_address(uint32_t page)
{
    return (void *)(mem_region + ((uintptr_t)page << PAGE_SHIFT));
}

static inline uint32_t
page_of(const void *address)
{
    return (uint32_t)(((uintptr_t)address - mem_region) >> PAGE_SHIFT);
}

/* Called when an arena is taken (true) or returned; NULL: nobody. */
extern void (*pages_arena_hook)(bool taken, uintptr_t address, size_t size);
/* Calls it for each arena that is taken now. */
void pages_tell_arenas(void);

#endif
