#include "gc/pages.h"

#include <string.h>
#include <sys/mman.h>

#include "gc/alloc.h"
#include "gc/object.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>
#endif

#if MEM_SANITIZER == 2
#define REGION_HINT 0x7e8000000000u
#elif MEM_SANITIZER == 1
#define REGION_HINT 0x200000000000u
#else
// valgrind ends at 16 TiB; see keep_clear.
#define REGION_HINT 0x0c0004000000u
#endif

#define EXACT_BINS 64u
#define MAX_PAGES (1u << 22) // 64 GiB
#define MIN_PAGES (1u << 10) // 16 MiB

uintptr_t mem_region;
size_t mem_region_size;
PageInfo *page_info;
uint32_t pages_top;
void (*pages_arena_hook)(bool taken, uintptr_t address, size_t size);

static uint32_t page_limit;              // pages in the region
static uint32_t bins[EXACT_BINS + 1];    // the last one: longer runs
static uint16_t *arena_used;             // used pages of each arena
static size_t arenas;

static void *
reserve(uintptr_t hint, size_t size)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
#ifdef MAP_FIXED_NOREPLACE
    if (hint != 0) {
        flags |= MAP_FIXED_NOREPLACE;
    }
#endif
    void *place = mmap((void *)hint, size, PROT_READ | PROT_WRITE, flags,
                       -1, 0);
    return place == MAP_FAILED ? NULL : place;
}

#if defined(__SANITIZE_ADDRESS__)
// What objects refer to outside of the region has not leaked.
static void
tell_leak_checker(void)
{
    if (mem_region != 0) {
        __lsan_register_root_region((void *)mem_region,
                                    (size_t)pages_top * PAGE_SIZE);
    }
}
#endif

// The recorder tells objects apart by bits 4 to 35 of their addresses
// (record.h). Of `size` bytes from *start on keeps the larger part that has
// none of these bytes'; returns its size.
static size_t
keep_clear(uintptr_t *start, size_t size, uintptr_t of, size_t length)
{
    const size_t round = (size_t)1 << 36;
    size_t before = (of - *start) % round, behind = before + length;
    if (behind > round) { // it begins within them
        *start += behind - round;
        return keep_clear(start, size - (behind - round), of, length);
    }
    if (before >= size) {
        return size;
    }
    if (behind >= size || before > size - behind) {
        return before;
    }
    *start += behind;
    return size - behind;
}

bool
pages_start(void)
{
    if (mem_region != 0) {
        return true;
    }
#if defined(__SANITIZE_ADDRESS__)
    atexit(tell_leak_checker);
#endif
    // A smaller region, or one somewhere else, still works: only the
    // promise that addresses repeat from run to run is lost.
    uint32_t n = MAX_PAGES;
    void *place = reserve(REGION_HINT, (size_t)n * PAGE_SIZE);
    while (place == NULL && n >= MIN_PAGES) {
        place = reserve(0, (size_t)n * PAGE_SIZE);
        n = place == NULL ? n / 2 : n;
    }
    if (place != NULL && n < MAX_PAGES) {
        // Address space is limited (ulimit -v), and not for us alone.
        n /= 2;
        munmap((char *)place + (size_t)n * PAGE_SIZE, (size_t)n * PAGE_SIZE);
    }
    if (place == NULL) {
        return false;
    }
    uintptr_t start = (uintptr_t)place;
    size_t kept = keep_clear(&start, (size_t)n * PAGE_SIZE, 0, PAGE_SIZE);
    kept = keep_clear(&start, kept, (uintptr_t)STATIC_START,
                      (size_t)(STATIC_STOP - STATIC_START));
    mem_region = (start + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
    n = (uint32_t)(kept / PAGE_SIZE);
    page_limit = n - 1;
    mem_region_size = (size_t)page_limit * PAGE_SIZE;
    page_info = reserve(0, (size_t)n * sizeof(PageInfo));
    arena_used = reserve(0, (size_t)n / ARENA_PAGES * 2 + 4096);
    if (page_info == NULL || arena_used == NULL) {
        munmap((void *)mem_region, mem_region_size);
        mem_region = 0;
        return false;
    }
    pages_top = ARENA_PAGES; // page 0 must not exist: 0 means none
    return true;
}

void
pages_stop(void)
{
    if (mem_region == 0) {
        return;
    }
    size_t n = (size_t)page_limit + 1;
    munmap((void *)mem_region, mem_region_size);
    munmap(page_info, n * sizeof(PageInfo));
    munmap(arena_used, n / ARENA_PAGES * 2 + 4096);
    memset(bins, 0, sizeof(bins));
    mem_region = 0;
    arenas = 0;
}

size_t
pages_arenas(void)
{
    return arenas;
}

void
pages_tell_arenas(void)
{
    for (uint32_t page = 0; page < pages_top; page += ARENA_PAGES) {
        if (arena_used[page / ARENA_PAGES] > 0) {
            pages_arena_hook(true, (uintptr_t)page_address(page),
                             ARENA_PAGES * PAGE_SIZE);
        }
    }
}

static uint32_t *
bin_of(uint32_t n)
{
    return &bins[n < EXACT_BINS ? n : EXACT_BINS];
}

static void
bin_add(uint32_t page, uint32_t n)
{
    uint32_t *bin = bin_of(n);
    PageInfo *info = &page_info[page];
    info->kind = PAGE_FREE;
    info->run = n;
    page_info[page + n - 1].run = n;
    page_info[page + n - 1].kind = PAGE_FREE;
    page_info[page + n - 1].first = page;
    info->first = page;
    info->prev = 0;
    info->next = *bin;
    if (*bin != 0) {
        page_info[*bin].prev = page;
    }
    *bin = page;
}

static void
bin_remove(uint32_t page)
{
    PageInfo *info = &page_info[page];
    if (info->prev != 0) {
        page_info[info->prev].next = info->next;
    } else {
        *bin_of(info->run) = info->next;
    }
    if (info->next != 0) {
        page_info[info->next].prev = info->prev;
    }
}

// Counts used pages by arena, so that an empty one goes back to the system.
static void
count_pages(uint32_t page, uint32_t n, bool used)
{
    while (n > 0) {
        uint32_t arena = page / ARENA_PAGES;
        uint32_t here = ARENA_PAGES - page % ARENA_PAGES;
        here = here < n ? here : n;
        if (used) {
            if (arena_used[arena] == 0) {
                arenas++;
                if (pages_arena_hook != NULL) {
                    pages_arena_hook(true,
                                     (uintptr_t)page_address(
                                         arena * ARENA_PAGES),
                                     ARENA_PAGES * PAGE_SIZE);
                }
            }
            arena_used[arena] = (uint16_t)(arena_used[arena] + here);
        } else {
            arena_used[arena] = (uint16_t)(arena_used[arena] - here);
            if (arena_used[arena] == 0) {
                void *start = page_address(arena * ARENA_PAGES);
                madvise(start, ARENA_PAGES * PAGE_SIZE, MADV_DONTNEED);
                arenas--;
                if (pages_arena_hook != NULL) {
                    pages_arena_hook(false, (uintptr_t)start,
                                     ARENA_PAGES * PAGE_SIZE);
                }
            }
        }
        page += here;
        n -= here;
    }
}

static uint32_t
find_run(uint32_t n)
{
    for (uint32_t i = n; i < EXACT_BINS; i++) {
        if (bins[i] != 0) {
            return bins[i];
        }
    }
    for (uint32_t page = bins[EXACT_BINS]; page != 0;
         page = page_info[page].next) {
        if (page_info[page].run >= n) {
            return page;
        }
    }
    return 0;
}

static void
mark_used(uint32_t page, uint32_t n, uint8_t kind)
{
    page_info[page].run = n;
    for (uint32_t i = 0; i < n; i++) {
        page_info[page + i].kind = kind;
        page_info[page + i].first = page;
    }
    count_pages(page, n, true);
}

uint32_t
pages_take(uint32_t n, uint8_t kind)
{
    uint32_t page = find_run(n);
    if (page == 0) {
        uint32_t grow = (n + ARENA_PAGES - 1) / ARENA_PAGES * ARENA_PAGES;
        if (grow < n || grow > page_limit - pages_top) {
            return 0;
        }
        page = pages_top;
        pages_top += grow;
        bin_add(page, grow);
    }
    uint32_t have = page_info[page].run;
    bin_remove(page);
    if (have > n) {
        bin_add(page + n, have - n);
    }
    mark_used(page, n, kind);
    return page;
}

void
pages_give(uint32_t page)
{
    uint32_t n = page_info[page].run;
    uint32_t count_from = page, count = n;
    uint32_t next = page + n;
    for (uint32_t i = 0; i < n; i++) {
        page_info[page + i].kind = PAGE_FREE;
    }
    if (next < pages_top && page_info[next].kind == PAGE_FREE &&
        page_info[next].run != 0) {
        bin_remove(next);
        n += page_info[next].run;
    }
    if (page > ARENA_PAGES && page_info[page - 1].kind == PAGE_FREE &&
        page_info[page - 1].run != 0) {
        uint32_t before = page_info[page - 1].first;
        bin_remove(before);
        n += page - before;
        page = before;
    }
    bin_add(page, n);
    count_pages(count_from, count, false);
}

bool
pages_resize(uint32_t page, uint32_t n)
{
    uint32_t have = page_info[page].run;
    uint8_t kind = page_info[page].kind;
    if (n < have) {
        page_info[page].run = n;
        page_info[page + n].run = have - n;
        pages_give(page + n);
        return true;
    }
    uint32_t next = page + have;
    uint32_t more = n - have;
    if (more == 0) {
        return true;
    }
    if (next >= pages_top || page_info[next].kind != PAGE_FREE ||
        page_info[next].run < more) {
        return false;
    }
    uint32_t free_run = page_info[next].run;
    bin_remove(next);
    if (free_run > more) {
        bin_add(next + more, free_run - more);
    }
    page_info[page].run = n;
    for (uint32_t i = have; i < n; i++) {
        page_info[page + i].kind = kind;
        page_info[page + i].first = page;
    }
    count_pages(next, more, true);
    return true;
}

uint32_t
pages_move(uint32_t page, uint32_t n)
{
    uint32_t have = page_info[page].run;
    uint32_t to = pages_take(n, page_info[page].kind);
    if (to == 0) {
        return 0;
    }
    uint32_t keep = have < n ? have : n;
    void *moved = mremap(page_address(page), keep * PAGE_SIZE,
                         keep * PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
                         page_address(to));
    if (moved == MAP_FAILED) {
        memcpy(page_address(to), page_address(page), keep * PAGE_SIZE);
    } else {
        // The place left behind must be memory again.
        void *hole = mmap(page_address(page), keep * PAGE_SIZE,
                          PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
                              MAP_FIXED, -1, 0);
        if (hole == MAP_FAILED) {
            return 0;
        }
    }
    pages_give(page);
    return to;
}
