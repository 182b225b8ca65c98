#include "gc/record_private.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/pages.h"
#include "gc/refcount.h"

uint32_t record_mask;
uint32_t record_not_simple = RECORD_OFF;
uint32_t record_thread_changes;

// ------------------------------------------------------------------ serials

Object **record_static_objects;
size_t record_static_count;
uint32_t record_next_serial;

// Memory of zeros that is there when it is touched; NULL.
static void *
reserve(void *place, size_t size, int flags)
{
    flags |= MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *got = mmap(place, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (got == MAP_FAILED) {
        return NULL;
    }
    if (place != NULL && got != place) { // an old kernel's answer
        munmap(got, size);
        return NULL;
    }
    return got;
}

// What a table has for `size` bytes from `address` on.
static bool
reserve_part(uint32_t *table, uintptr_t address, size_t size)
{
    size_t first = address / RECORD_GRANULE % RECORD_PLACES;
    size_t count = size / RECORD_GRANULE + 1;
    if (count > RECORD_PLACES - first) { // the rest is where the table begins
        size_t rest = count - (RECORD_PLACES - first);
        count -= rest;
        if (!reserve_part(table, 0, rest * RECORD_GRANULE)) {
            return false;
        }
    }
    uintptr_t from = (uintptr_t)(table + first) & ~(PAGE_SIZE - 1);
    uintptr_t end = (uintptr_t)(table + first + count);
    return reserve((void *)from, end - from, MAP_FIXED_NOREPLACE) != NULL;
}

uint32_t *
record_reserve_table(void)
{
    static uintptr_t free_space = 0x0d0000000000;
    const size_t size = RECORD_PLACES * sizeof(uint32_t);
    uint32_t *table = reserve(NULL, size, 0);
    if (table == NULL) {
        // Address space is limited (ulimit -v): only what is looked at, the
        // largest part first, so that without room for it nothing is kept.
        table = (uint32_t *)free_space;
        free_space += size;
        if (!reserve_part(table, mem_region, mem_region_size) ||
            !reserve_part(table, 0, RECORD_GRANULE) ||
            !reserve_part(table, (uintptr_t)STATIC_START,
                          (size_t)(STATIC_STOP - STATIC_START))) {
            return NULL;
        }
    }
    return table;
}

#if MEM_SANITIZER

uint32_t *record_serials;

bool
record_prepare(void)
{
    if (record_serials == NULL) {
        record_serials = record_reserve_table();
    }
    return record_serials != NULL;
}

// Numbers that were born before are no new ones.
static void
empty_serials(void)
{
    (void)madvise(record_serials, RECORD_PLACES * sizeof(uint32_t),
                  MADV_DONTNEED);
}

#else

// The entries of NULL, of the static objects and of the heap.
enum { PARTS = 3 };
static struct Part {
    void *start;
    size_t size;
} parts[PARTS];

// Has memory for the entries of so many bytes from `address` on.
static bool
reserve_serials(struct Part *part, uintptr_t address, size_t size)
{
    uintptr_t from = (uintptr_t)record_entry((const Object *)address);
    uintptr_t end = (uintptr_t)record_entry((const Object *)(address + size));
    struct Part wanted = {(void *)(from & ~(PAGE_SIZE - 1)), 0};
    wanted.size = end + sizeof(uint32_t) - (uintptr_t)wanted.start;
    if (part->start != wanted.start || part->size != wanted.size) {
        if (part->start != NULL) { // the heap was elsewhere
            munmap(part->start, part->size);
        }
        *part = wanted;
        part->start = reserve(part->start, part->size, MAP_FIXED_NOREPLACE);
    }
    return part->start != NULL;
}

bool
record_prepare(void)
{
    return reserve_serials(&parts[0], 0, RECORD_GRANULE) &&
           reserve_serials(&parts[1], (uintptr_t)STATIC_START,
                           (size_t)(STATIC_STOP - STATIC_START)) &&
           reserve_serials(&parts[2], mem_region, mem_region_size);
}

// Numbers that were born before are no new ones.
static void
empty_serials(void)
{
    for (size_t i = 0; i < PARTS; i++) {
        (void)madvise(parts[i].start, parts[i].size, MADV_DONTNEED);
    }
}

#endif

static bool
make_tables(void)
{
    size_t statics = (size_t)(STATIC_STOP - STATIC_START) / RECORD_GRANULE;
    record_static_objects = calloc(statics + 1, sizeof(Object *));
    if (record_static_objects == NULL) {
        return false;
    }
    empty_serials();
    *record_entry(NULL) = RECORD_NULL;
    return record_recount_start();
}

uint32_t
record_peek(const Object *object)
{
    return object == NULL ? 0 : *record_entry(object) & ~RECORD_MARKS;
}

bool
record_is_told(const Object *object)
{
    uint32_t entry = *record_entry(object);
    return entry != 0 && entry < RECORD_MARKS;
}

bool
record_is_described(const Object *object)
{
    uint32_t entry = *record_entry(object);
    return entry != 0 && (entry & RECORD_MARKS) == 0;
}

uint32_t
record_new_serial(void)
{
    return record_next_serial++;
}

// ------------------------------------------------------------------ the ring

static uint64_t own_room[EVENT_ROOM];
static RecordSink sink;
static RecordGiveRoom give_room;
static void *sink_arg;

static uint64_t *record_begin = own_room;
uint64_t *record_at = own_room, *record_end = own_room + EVENT_ROOM;
uint64_t *record_simple_end, *record_packed_end, *record_few_end;
RecordJoint record_birth, record_death;
uint64_t *record_opcode_end, *record_drop_end;

static void
take_room(void)
{
    record_begin = give_room == NULL ? NULL : give_room(sink_arg, &record_end);
    if (record_begin == NULL) {
        record_begin = own_room;
        record_end = own_room + EVENT_ROOM;
    }
    record_at = record_begin;
    record_birth.end = record_death.end = NULL; // there is none
    record_opcode_end = record_drop_end = NULL;
    record_set_ends(); // the room's end is another
    const uint32_t none = RECORD_OFF | RECORD_UNPACKED;
    record_few_end =
        (record_not_simple & none) == 0 ? record_end - RECORD_FEW : NULL;
}

void
record_flush(void)
{
    size_t n = (size_t)(record_at - record_begin);
    if (n > 0) {
        record_at = record_begin;
        sink(sink_arg, record_begin, n);
        take_room();
    }
}

void
record_end_part(void)
{
    record_flush();
    sink(sink_arg, record_begin, 0);
    take_room();
}

static void
turn_off(void)
{
    record_mask = 0;
    record_few_end = NULL;
    record_birth.end = record_death.end = NULL;
    record_complicate(RECORD_OFF);
}

static void
nowhere(void *arg, const uint64_t *words, size_t count)
{
    (void)arg, (void)words, (void)count;
}

void
record_end_early(void)
{
    turn_off();
}

void
record_abandon(void)
{
    turn_off();
    sink = nowhere;
    give_room = NULL;
    take_room();
}

void
record_emit_text(EventKind kind, uint32_t a, uint32_t b, const char *text,
                 size_t length)
{
    // A text longer than there is room for goes out in pieces.
    const size_t most = (EVENT_ROOM - 4) * 8;
    do {
        size_t n = length < most ? length : most;
        size_t words = (n + 7) / 8;
        uint64_t *at = record_room(2 + words);
        at[0] = event_word(kind, a, b);
        at[1] = n;
        if (words > 0) {
            at[1 + words] = 0;
            memcpy(at + 2, text, n);
        }
        text += n;
        length -= n;
    } while (length > 0);
}

void
record_raw_text(EventKind kind, uint32_t a, const char *text, size_t length)
{
    record_emit_text(kind, a, 0, text, length);
}

// ------------------------------------------------------------ start and stop

static void
tracked_seen(Object *object, void *arg)
{
    (void)arg;
    (void)record_serial(object);
}

static void
arena_changed(bool taken, uintptr_t address, size_t size)
{
    record_raw(EVENT_ARENA, 0, taken, address, size);
}

bool
record_start(uint32_t mask, RecordSink to, RecordGiveRoom room, void *arg)
{
    if (!make_tables()) {
        return false;
    }
    sink = to;
    sink_arg = arg;
    give_room = room;
    record_not_simple = room == NULL ? RECORD_UNPACKED : 0;
    take_room();
    record_static_count = 0;
    record_next_serial = RECORD_RUNTIME + 1;
    record_ints.type = record_floats.type = record_complexes.type = NULL;
    record_mask = mask;
    record_raw(EVENT_START, RECORD_RUNTIME, 1, 64, mask);
    // Labels that FRAME_PUSH stands for.
    (void)record_string("function");
    (void)record_string("code");
    // What lives now: all that hangs under the runtime's variables and the
    // collector's lists.
    record_describe_roots();
    gc_visit_generation(-1, tracked_seen, NULL);
    record_settle();
    pages_arena_hook = arena_changed;
    pages_tell_arenas();
    return true;
}

void
record_stop(void)
{
    if (record_mask == 0) {
        return;
    }
    record_flush();
    turn_off();
    pages_arena_hook = NULL;
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordStreamNothing;

#endif
