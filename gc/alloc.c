#include "gc/alloc.h"

#include <string.h>

#include "gc/pages.h"

// Size classes: 1..32 are the pools' (16 to 512 bytes), 33..80 the spans'
// (576 bytes to 32 KiB, eight to a doubling); beyond that whole pages.
#define SMALL_CLASSES 32u
#define SMALL_LIMIT 512u
#define SPAN_CLASSES 48u
#define SPAN_LIMIT (32u * 1024u)
#define CLASSES (1 + SMALL_CLASSES + SPAN_CLASSES)

// A pool: one page of blocks of one class (a span: several pages). The
// header is CPython's 48 bytes.
//
//   [Pool 48 bytes][block][block] ... free blocks are linked through their
//   first word; blocks beyond `fresh` have never been used.
typedef struct Pool {
    uint32_t used, capacity;
    void *free_blocks;
    struct Pool *next, *prev; // pools of the class with room
    uint32_t fresh;           // offset of the first block never used
    uint32_t end;             // offset behind the last block
    uint32_t class_index;
    uint32_t spare;
} Pool;

static Pool pool_lists[CLASSES]; // heads of circular lists
static uint32_t class_sizes[CLASSES];
static size_t pool_count;

#define FRONT_MOST 64u
MemFront mem_fronts[1 + SMALL_CLASSES];
static uint32_t front_most = FRONT_MOST;
// What is not in the pools and spans; the fronts' blocks are.
static size_t taken_blocks, taken_bytes;
static size_t byte_limit = SIZE_MAX; // 0: every allocation is looked at

static size_t user_limit;
static size_t fail_countdown;
static bool fails_on;
static bool started, limit_hit;
static void (*on_alloc)(void *block, size_t size); // mem_watch
static void (*on_free)(void *block);

static uint32_t
span_class(size_t size)
{
    // 512 < size <= 32768; eight classes to a doubling.
    unsigned top = 63u - (unsigned)__builtin_clzl(size - 1); // 9..14
    size_t step = (size_t)1 << (top - 3);
    size_t index = (size - 1 - ((size_t)1 << top)) / step;
    return 1 + SMALL_CLASSES + (top - 9) * 8 + (uint32_t)index;
}

bool
mem_start(void)
{
    if (started) {
        return true;
    }
    if (!pages_start()) {
        return false;
    }
    for (uint32_t i = 0; i < CLASSES; i++) {
        pool_lists[i].next = pool_lists[i].prev = &pool_lists[i];
        if (i <= SMALL_CLASSES) {
            class_sizes[i] = i * 16;
            mem_fronts[i].room = front_most;
        } else {
            uint32_t k = i - 1 - SMALL_CLASSES;
            uint32_t base = 512u << (k / 8);
            class_sizes[i] = base + (k % 8 + 1) * (base / 8);
        }
    }
    started = true;
    return true;
}

static void arm_limit(void);

void
mem_stop(void)
{
    if (!started) {
        return;
    }
    pages_stop();
    taken_blocks = taken_bytes = pool_count = 0;
    memset(mem_fronts, 0, sizeof(mem_fronts));
    user_limit = fail_countdown = 0;
    arm_limit();
    started = false;
}

// Whether an allocation of `size` may go on; the seldom taken path.
static NOINLINE bool
over_limit(size_t size)
{
    if (fail_countdown > 0 && --fail_countdown == 0) {
        fail_countdown = fails_on ? 1 : 0;
        arm_limit();
        return true;
    }
    if (user_limit != 0 && taken_bytes + size > user_limit) {
        limit_hit = true;
        return true;
    }
    return false;
}

bool
mem_limit_was_hit(void)
{
    return limit_hit;
}

static NOINLINE Pool *
new_pool(uint32_t index)
{
    uint32_t size = class_sizes[index];
    uint32_t pages = size <= SMALL_LIMIT ? 1 : size <= 4096 ? 4 : 16;
    uint32_t page = pages_take(pages, (uint8_t)index);
    if (page == 0) {
        return NULL;
    }
    Pool *pool = page_address(page);
    uint32_t room = pages * (uint32_t)PAGE_SIZE - (uint32_t)sizeof(Pool);
    pool->used = 0;
    pool->capacity = room / size;
    pool->free_blocks = NULL;
    pool->class_index = index;
    pool->fresh = (uint32_t)sizeof(Pool);
    pool->end = pool->fresh + pool->capacity * size;
    Pool *head = &pool_lists[index];
    pool->next = head->next;
    pool->prev = head;
    head->next->prev = pool;
    head->next = pool;
    pool_count++;
    return pool;
}

static inline void
unlink_pool(Pool *pool)
{
    pool->prev->next = pool->next;
    pool->next->prev = pool->prev;
}

static inline void *
take_block(uint32_t index)
{
    uint32_t size = class_sizes[index];
    if (UNLIKELY(taken_bytes + size > byte_limit) && over_limit(size)) {
        return NULL;
    }
    Pool *pool = pool_lists[index].next;
    if (UNLIKELY(pool == &pool_lists[index])) {
        pool = new_pool(index);
        if (pool == NULL) {
            return NULL;
        }
    }
    void *block = pool->free_blocks;
    if (block != NULL) {
        pool->free_blocks = *(void **)block;
    } else {
        block = (char *)pool + pool->fresh;
        pool->fresh += size;
    }
    if (UNLIKELY(++pool->used == pool->capacity)) {
        unlink_pool(pool);
    }
    taken_blocks++;
    taken_bytes += size;
    return block;
}

static NOINLINE void *
take_large(size_t size)
{
    if (size > mem_region_size) {
        return NULL;
    }
    if (taken_bytes + size > byte_limit && over_limit(size)) {
        return NULL;
    }
    uint32_t n = (uint32_t)((size + PAGE_SIZE - 1) >> PAGE_SHIFT);
    uint32_t page = pages_take(n, PAGE_LARGE);
    if (page == 0) {
        return NULL;
    }
    page_info[page].bytes = (uint32_t)((size + 15) / 16);
    taken_blocks++;
    taken_bytes += (size_t)page_info[page].bytes * 16;
    return page_address(page);
}

NOINLINE void *
mem_alloc_slowly(size_t size)
{
    void *block = size == 0             ? take_block(1)
                  : size <= SMALL_LIMIT ? take_block((uint32_t)(size + 15) >> 4)
                  : size <= SPAN_LIMIT ? take_block(span_class(size))
                                       : take_large(size);
    if (UNLIKELY(on_alloc != NULL) && block != NULL) {
        on_alloc(block, size);
    }
    return block;
}

void *
mem_alloc(size_t size)
{
    return LIKELY(size != 0) ? mem_alloc_sized(size) : mem_alloc_slowly(0);
}

void *
mem_alloc_zero(size_t size)
{
    void *block = mem_alloc(size);
    if (block != NULL) {
        memset(block, 0, size);
    }
    return block;
}

static inline Pool *
pool_of(const void *block)
{
    uint32_t page = page_of(block);
    return page_address(page_info[page].first);
}

size_t
mem_block_size(const void *block)
{
    uint32_t page = page_of(block);
    uint8_t kind = page_info[page].kind;
    if (kind == PAGE_LARGE) {
        return (size_t)page_info[page].bytes * 16;
    }
    return class_sizes[kind];
}

static NOINLINE void
free_large(uint32_t page)
{
    taken_blocks--;
    taken_bytes -= (size_t)page_info[page].bytes * 16;
    pages_give(page);
}

static NOINLINE void
free_pool(Pool *pool)
{
    unlink_pool(pool);
    pool_count--;
    pages_give(page_of(pool));
}

static void
give_to_pool(void *block, uint32_t kind)
{
    Pool *pool = pool_of(block);
    *(void **)block = pool->free_blocks;
    pool->free_blocks = block;
    if (UNLIKELY(pool->used == pool->capacity)) {
        // It was full and in no list.
        Pool *head = &pool_lists[kind];
        pool->next = head->next;
        pool->prev = head;
        head->next->prev = pool;
        head->next = pool;
    }
    if (UNLIKELY(--pool->used == 0) &&
        (pool->next != &pool_lists[kind] || pool->prev != &pool_lists[kind])) {
        // Keep one empty pool of a class: a block taken and freed in turn
        // must not cost a page each time.
        free_pool(pool);
    }
}

static NOINLINE void
free_slowly(void *block, uint32_t kind)
{
    if (UNLIKELY(on_free != NULL)) {
        on_free(block);
    }
    if (kind == PAGE_LARGE) {
        free_large(page_of(block));
        return;
    }
    taken_blocks--;
    taken_bytes -= class_sizes[kind];
    give_to_pool(block, kind);
}

void
mem_free(void *block)
{
    if (block == NULL) {
        return;
    }
    uint32_t kind = page_info[page_of(block)].kind;
    if (UNLIKELY(kind > SMALL_CLASSES ||
                 !mem_give_front(block, &mem_fronts[kind]))) {
        free_slowly(block, kind);
    }
}

void
mem_trim(void)
{
    for (uint32_t i = 1; i <= SMALL_CLASSES; i++) {
        void *block = mem_fronts[i].blocks;
        mem_fronts[i].blocks = NULL;
        mem_fronts[i].room = front_most;
        while (block != NULL) {
            void *next = *(void **)block;
            give_to_pool(block, i);
            block = next;
        }
    }
}

// A block has another size now, or stands elsewhere.
static void *
tell_resized(void *old, void *block, size_t size)
{
    if (UNLIKELY(on_alloc != NULL) && block != NULL) {
        on_free(old);
        on_alloc(block, size);
    }
    return block;
}

static void *
resize_large(void *block, size_t size)
{
    uint32_t page = page_of(block);
    size_t old = (size_t)page_info[page].bytes * 16;
    if (size > mem_region_size ||
        (size > old && taken_bytes + (size - old) > byte_limit &&
         over_limit(size - old))) {
        return NULL;
    }
    uint32_t n = (uint32_t)((size + PAGE_SIZE - 1) >> PAGE_SHIFT);
    if (!pages_resize(page, n)) {
        page = pages_move(page, n);
        if (page == 0) {
            return NULL;
        }
    }
    page_info[page].bytes = (uint32_t)((size + 15) / 16);
    taken_bytes = taken_bytes - old + (size_t)page_info[page].bytes * 16;
    return page_address(page);
}

void *
mem_realloc(void *block, size_t size)
{
    if (block == NULL) {
        return mem_alloc(size);
    }
    size_t have = mem_block_size(block);
    if (have > SPAN_LIMIT && size > SPAN_LIMIT) {
        return tell_resized(block, resize_large(block, size), size);
    }
    // A small block always is of the class of its size (mem_free_sized). As
    // CPython: a larger one that shrinks by less than a quarter stays.
    bool stays = have <= SMALL_LIMIT
                     ? size <= have && size + 16 > have
                     : size <= have && 4 * size > 3 * have &&
                           size > SMALL_LIMIT;
    if (stays) {
        return tell_resized(block, block, size);
    }
    void *moved = mem_alloc(size);
    if (moved == NULL) {
        return NULL;
    }
    memcpy(moved, block, size < have ? size : have);
    mem_free(block);
    return moved;
}

void
mem_stats(MemStats *out)
{
    *out = (MemStats){.blocks = taken_blocks,
                      .bytes = taken_bytes,
                      .arenas = pages_arenas(),
                      .pools = pool_count};
    for (uint32_t i = 1; i <= SMALL_CLASSES; i++) {
        size_t waiting = front_most - mem_fronts[i].room;
        out->blocks -= waiting;
        out->bytes -= waiting * class_sizes[i];
    }
}

static void
arm_limit(void)
{
    bool watched = fail_countdown != 0 || on_alloc != NULL;
    size_t limit = user_limit != 0 ? user_limit : SIZE_MAX;
    byte_limit = watched ? 0 : limit;
    // No block may come or go unseen.
    front_most = watched || user_limit != 0 ? 0 : FRONT_MOST;
    mem_trim();
}

void
mem_watch(void (*allocated)(void *block, size_t size),
          void (*freed)(void *block))
{
    on_alloc = allocated;
    on_free = freed;
    arm_limit();
}

void
mem_set_limit(size_t bytes)
{
    user_limit = bytes;
    arm_limit();
}

void
mem_fail_after(size_t nth, bool on)
{
    fail_countdown = nth;
    fails_on = on;
    arm_limit();
}

void
mem_visit_pools(MemPoolVisit visit, void *arg)
{
    mem_trim();
    for (uint32_t page = ARENA_PAGES; page < pages_top;) {
        PageInfo *info = &page_info[page];
        uint32_t n = info->run == 0 ? 1 : info->run;
        if (info->kind == PAGE_LARGE) {
            visit((uintptr_t)page_address(page), (size_t)info->bytes * 16, 1,
                  1, arg);
        } else if (info->kind != PAGE_FREE) {
            Pool *pool = page_address(page);
            visit((uintptr_t)pool, class_sizes[info->kind], pool->used,
                  pool->capacity, arg);
        }
        page += n;
    }
}

void
mem_visit_blocks(MemBlocksVisit visit, void *arg)
{
    for (uint32_t page = ARENA_PAGES; page < pages_top;) {
        PageInfo *info = &page_info[page];
        if (info->kind == PAGE_LARGE) {
            visit(page_address(page), (size_t)info->bytes * 16, 1, arg);
        } else if (info->kind != PAGE_FREE) {
            Pool *pool = page_address(page);
            size_t size = class_sizes[info->kind];
            visit((char *)pool + sizeof(Pool), size,
                  (pool->fresh - sizeof(Pool)) / size, arg);
        }
        page += info->run == 0 ? 1 : info->run;
    }
}
