/* view_arenas.c - the allocator's map: arenas, pools, blocks
 *
 * An arena is 1 MiB and has 64 pools of 16 KiB; a pool has blocks of one
 * size. The recording tells each arena that is taken from the system or given
 * back, and the addresses of objects: which pools hold them, and what size
 * their blocks have. Buffers and the runtime's own memory in other pools are
 * no objects and stay unknown.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/arenas.h"
#include "visualizer/figure.h"
#include "visualizer/view_other.h"

enum { POOL_SHIFT = 14, ARENA_SHIFT = 20, POOLS = 64, LARGEST = 512 };

typedef struct Block {
    uint64_t address;
    uint32_t bytes; /* of the block, as far as it can be told */
    bool program;   /* numbered: the program's own */
} Block;

typedef struct Pool {
    uint64_t page;
    uint32_t block; /* bytes */
    uint32_t objects, program;
} Pool;

typedef struct Map {
    Block *blocks;
    size_t block_count, block_room;
    Pool *pools;
    size_t pool_count, pool_room;
    Arenas arenas; /* taken from the system */
    uint64_t large, large_bytes, objects;
} Map;

// Bytes of the block an object lies in; a list's or dict's buffer lies
// elsewhere.
static uint32_t
block_bytes(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    uint64_t bytes = o->bytes;
    ObjectSort sort = model_sort(model, ref);
    if (sort == SORT_LIST) {
        bytes = 56;
    } else if (sort == SORT_DICT) {
        bytes = 64;
    }
    return bytes > LARGEST ? 0 : (uint32_t)(bytes + 15) / 16 * 16;
}

static int
by_address(const void *x, const void *y)
{
    const Block *a = x, *b = y;
    return a->address < b->address ? -1 : a->address > b->address;
}

static void
read_blocks(Map *map, const Model *model)
{
    for (ModelRef i = 1; i < model->used; i++) {
        const ModelObject *o = &model->objects[i];
        if (o->serial == 0 || o->address == 0 ||
            (o->flags & (OBJECT_STATIC | OBJECT_FRAME | OBJECT_ROOT)) ||
            !(o->flags & OBJECT_KNOWN)) {
            continue;
        }
        map->objects++;
        Block block = {o->address, block_bytes(model, i), o->number != 0};
        if (block.bytes == 0) {
            map->large++;
            map->large_bytes += o->bytes;
            continue;
        }
        map->blocks = vis_grow(map->blocks, map->block_count,
                               &map->block_room, sizeof(Block));
        map->blocks[map->block_count++] = block;
    }
    if (map->block_count > 1) {
        qsort(map->blocks, map->block_count, sizeof(Block), by_address);
    }
}

static void
make_pools(Map *map)
{
    for (size_t i = 0; i < map->block_count; i++) {
        const Block *block = &map->blocks[i];
        uint64_t page = block->address >> POOL_SHIFT;
        if (map->pool_count == 0 ||
            map->pools[map->pool_count - 1].page != page) {
            map->pools = vis_grow(map->pools, map->pool_count,
                                  &map->pool_room, sizeof(Pool));
            map->pools[map->pool_count++] = (Pool){.page = page};
        }
        Pool *pool = &map->pools[map->pool_count - 1];
        pool->objects++;
        pool->program += block->program;
        pool->block = block->bytes > pool->block ? block->bytes : pool->block;
    }
}

static uint64_t
arena_of(const Pool *pool)
{
    return pool->page >> (ARENA_SHIFT - POOL_SHIFT);
}

static uint32_t
capacity(const Pool *pool)
{
    return pool->block > 0 ? (1u << POOL_SHIFT) / pool->block : 1;
}

static void
summary(const Map *map, Text *out)
{
    text_count(out, map->objects);
    text_add(out, " objects in ");
    text_count(out, map->pool_count);
    text_add(out, " pools of ");
    text_count(out, map->arenas.count);
    text_format(out, " %s (",
                plural(map->arenas.count, "arena", "arenas"));
    text_size(out, map->arenas.bytes);
    text_add(out, " from the system); ");
    text_count(out, map->large);
    text_add(out, " larger than 512 bytes, ");
    text_size(out, map->large_bytes);
}

static void
write_text(const OtherView *view, const Map *map, const char *title,
           Text *out)
{
    static const char *const shades[] = {"░", "▒", "▓", "█"};
    text_format(out, "%s\n", title);
    summary(map, out);
    text_add(out, "\n\nPools of the program's objects:\n");
    text_add(out, "  arena pool  block  in use of\n");
    uint64_t first =
        map->arenas.count > 0 ? map->arenas.items[0] >> ARENA_SHIFT : 0;
    for (size_t i = 0; i < map->pool_count; i++) {
        const Pool *pool = &map->pools[i];
        if (pool->program == 0) {
            continue;
        }
        uint32_t full = capacity(pool);
        text_format(out, "  %5llu %4llu  %5u  %6u %4u  ",
                    (unsigned long long)(arena_of(pool) - first),
                    (unsigned long long)(pool->page % POOLS), pool->block,
                    pool->objects, full);
        uint32_t bar = pool->objects * 32 / (full > 0 ? full : 1);
        text_repeat(out, view->utf8 ? shades[3] : "#",
                    bar > 32 ? 32 : bar == 0 ? 1 : (int)bar);
        text_format(out, "  %u of the program\n", pool->program);
    }
}

static void
put_pool(const Pool *pool, double x, double y, double cell, Text *out)
{
    uint32_t full = capacity(pool);
    double share = full > 0 ? (double)pool->objects / full : 0;
    share = share > 1 ? 1 : share;
    char digits[16];
    figure_box(out, pool->program > 0 ? "box" : "strip", x, y, cell, cell, 2);
    figure_box(out, pool->program > 0 ? "gen0" : "idlehead", x,
               y + cell * (1 - share), cell, cell * share, 2);
    figure_box(out, "rule", x, y, cell, cell, 2);
    snprintf(digits, sizeof(digits), "%u", pool->block);
    figure_text(out,
                pool->program > 0 ? "gent"
                : share > 0.5     ? "scopel"
                                  : "small",
                'm', x + cell / 2,
                y + cell / 2 + 4, digits);
}

// The blocks of the pool that has most of the program's objects.
static double
put_blocks(const Map *map, double y, Text *out)
{
    enum { COLUMNS = 64 };
    const Pool *best = NULL;
    for (size_t i = 0; i < map->pool_count; i++) {
        if (best == NULL || map->pools[i].program > best->program) {
            best = &map->pools[i];
        }
    }
    if (best == NULL || best->block == 0) {
        return y;
    }
    uint32_t full = capacity(best);
    Text text = {0};
    text_format(&text, "The pool with most of the program's objects: %u "
                       "blocks of %u bytes",
                full, best->block);
    figure_text(out, "type", 's', 20, y + 22, text.bytes);
    text_free(&text);
    y += 34;
    for (uint32_t i = 0; i < full; i++) {
        figure_box(out, "rule", 20 + i % COLUMNS * 12.0,
                   y + i / COLUMNS * 12.0, 11, 11, 1);
    }
    for (size_t i = 0; i < map->block_count; i++) {
        const Block *block = &map->blocks[i];
        if (block->address >> POOL_SHIFT != best->page) {
            continue;
        }
        uint32_t at = (uint32_t)(block->address &
                                 ((1u << POOL_SHIFT) - 1)) /
                      best->block;
        if (at < full) {
            figure_box(out, block->program ? "gen0" : "idlehead",
                       20 + at % COLUMNS * 12.0, y + at / COLUMNS * 12.0, 11,
                       11, 1);
        }
    }
    return y + (full / COLUMNS + 1) * 12.0;
}

static void
write_figure(const OtherView *view, const Map *map, const char *title,
             Text *out)
{
    enum { CELL = 30, COLUMNS = 32, SHOWN = 8 };
    Text text = {0};
    double y = 74;
    size_t i = 0, shown = map->arenas.count < SHOWN ? map->arenas.count
                                                   : SHOWN;
    view_figure(view, title, out);
    summary(map, &text);
    figure_text(out, "label", 's', 20, 56, text.bytes);
    for (size_t k = 0; k < shown; k++) {
        uint64_t arena = map->arenas.items[k] >> ARENA_SHIFT;
        text_clear(&text);
        text_format(&text, "arena at 0x%llx",
                    (unsigned long long)(arena << ARENA_SHIFT));
        figure_text(out, "dim", 's', 20, y + 12, text.bytes);
        y += 18;
        figure_box(out, "box", 18, y - 2, COLUMNS * CELL + 4, 2 * CELL + 4,
                   3);
        while (i < map->pool_count && arena_of(&map->pools[i]) < arena) {
            i++;
        }
        for (; i < map->pool_count && arena_of(&map->pools[i]) == arena;
             i++) {
            uint64_t n = map->pools[i].page % POOLS;
            put_pool(&map->pools[i], 20 + (double)(n % COLUMNS) * CELL,
                     y + (double)(n / COLUMNS) * CELL, CELL - 2, out);
        }
        y += 2 * CELL + 14;
    }
    if (shown < map->arenas.count) {
        text_clear(&text);
        text_add(&text, "... and ");
        text_count(&text, map->arenas.count - shown);
        text_add(&text, " more arenas");
        figure_text(out, "dim", 's', 20, y + 12, text.bytes);
        y += 18;
    }
    y = put_blocks(map, y, out) + 26;
    figure_box(out, "gen0", 20, y - 10, 14, 12, 2);
    figure_text(out, "legend", 's', 40, y,
                "has objects of the program; the number: bytes of a block; "
                "height: how full, as far as objects go");
    figure_box(out, "idlehead", 20, y + 8, 14, 12, 2);
    figure_text(out, "legend", 's', 40, y + 18,
                "objects of the runtime only; empty squares: buffers, the "
                "runtime's own memory, or free");
    figure_size(out, COLUMNS * CELL + 40, y + 34);
    text_free(&text);
}

bool
view_arenas(const OtherView *view, Text *out, Text *error)
{
    Model model;
    Map map = {0};
    Text title = {0};
    if (moment_find(view->reader, &view->options->moment, &model, error)) {
        read_blocks(&map, &model);
        make_pools(&map);
        arenas_read(&map.arenas, view->reader, model.events);
        moment_title(&model, &view->options->moment, &title);
        text_add(&title, ": arenas, pools, blocks");
        if (view->form == NULL) {
            write_text(view, &map, title.bytes, out);
        } else {
            write_figure(view, &map, title.bytes, out);
        }
    }
    model_free(&model);
    free(map.blocks);
    free(map.pools);
    arenas_free(&map.arenas);
    text_free(&title);
    return error->length == 0;
}
