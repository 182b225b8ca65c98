#include "interp/modules/tracemalloc_table.h"

#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/vm/frame.h"

enum { STACK_LISTS = 4096, NAME_LISTS = 256 };

typedef struct Name {
    struct Name *next;
    char text[];
} Name;

static bool on;
static unsigned frame_limit = 1;
static Trace *table;
static size_t room, used; // room: a power of two
static size_t bytes_now, bytes_peak, overhead;
static TraceStack *stacks[STACK_LISTS];
static Name *names[NAME_LISTS];

// ------------------------------------------------------------------ the table

static size_t
place_of(const void *block)
{
    uint64_t x = (uintptr_t)block >> 4;
    return (size_t)(x * 0x9e3779b97f4a7c15U >> 20) & (room - 1);
}

static Trace *
find(const void *block)
{
    for (size_t i = place_of(block); table[i].block != NULL;
         i = (i + 1) & (room - 1)) {
        if (table[i].block == block) {
            return &table[i];
        }
    }
    return NULL;
}

static void
put(Trace trace)
{
    size_t i = place_of(trace.block);
    while (table[i].block != NULL) {
        i = (i + 1) & (room - 1);
    }
    table[i] = trace;
    used++;
}

static bool
grow(void)
{
    size_t old_room = room;
    Trace *old = table;
    Trace *larger = calloc(room == 0 ? 4096 : room * 2, sizeof(Trace));
    if (larger == NULL) {
        return false;
    }
    room = room == 0 ? 4096 : room * 2;
    overhead += (room - old_room) * sizeof(Trace);
    table = larger;
    used = 0;
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].block != NULL) {
            put(old[i]);
        }
    }
    free(old);
    return true;
}

// Takes an entry out; those behind it move up.
static void
take_out(Trace *entry)
{
    size_t hole = (size_t)(entry - table);
    bytes_now -= entry->size;
    used--;
    for (size_t i = (hole + 1) & (room - 1); table[i].block != NULL;
         i = (i + 1) & (room - 1)) {
        size_t home = place_of(table[i].block);
        if (((i - home) & (room - 1)) >= ((i - hole) & (room - 1))) {
            table[hole] = table[i];
            hole = i;
        }
    }
    table[hole].block = NULL;
}

// --------------------------------------------------------------- who ran then

static uint64_t
mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 0x100000001b3U;
}

static const char *
intern(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (const char *c = text; *c != '\0'; c++) {
        hash = mix(hash, (unsigned char)*c);
    }
    Name **list = &names[hash % NAME_LISTS];
    for (Name *n = *list; n != NULL; n = n->next) {
        if (strcmp(n->text, text) == 0) {
            return n->text;
        }
    }
    size_t length = strlen(text);
    Name *n = malloc(sizeof(Name) + length + 1);
    if (n == NULL) {
        return "<unknown>";
    }
    memcpy(n->text, text, length + 1);
    n->next = *list;
    *list = n;
    overhead += sizeof(Name) + length + 1;
    return n->text;
}

// The name of a code object's file. Asking for UTF-8 could allocate: only
// what is ASCII is read directly, the rest byte by byte.
static const char *
file_name(const Code *code)
{
    Object *name = code->filename;
    char text[1024];
    size_t n = 0;
    if (str_is_ascii(name)) {
        return intern(str_data(name));
    }
    for (ssize_t i = 0; i < str_length(name) && n < sizeof(text) - 5; i++) {
        uint32_t c = str_char(name, i);
        if (c < 0x80) {
            text[n++] = (char)c;
        } else {
            int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
            static const unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};
            text[n++] = (char)(first[more] | c >> (6 * more));
            while (more-- > 0) {
                text[n++] = (char)(0x80 | (c >> (6 * more) & 63));
            }
        }
    }
    text[n] = '\0';
    return intern(text);
}

static const TraceStack *
current_stack(void)
{
    TraceFrame frames[64];
    TraceFrame *list = frames;
    unsigned count = 0, total = 0;
    if (frame_limit > 64) {
        list = malloc(frame_limit * sizeof(TraceFrame));
        if (list == NULL) {
            return NULL;
        }
    }
    Frame *frame = thread_current == NULL ? NULL : thread_current->frame;
    for (; frame != NULL; frame = frame->previous) {
        if (frame_is_incomplete(frame)) {
            continue;
        }
        if (count < frame_limit) {
            list[count++] = (TraceFrame){file_name(frame->code),
                                         (unsigned)frame_line(frame)};
        }
        total++;
    }
    if (count == 0) {
        list[count++] = (TraceFrame){intern("<unknown>"), 0};
        total = 1;
    }
    uint64_t hash = total;
    for (unsigned i = 0; i < count; i++) {
        hash = mix(mix(hash, (uintptr_t)list[i].file), list[i].line);
    }
    TraceStack **chain = &stacks[hash % STACK_LISTS];
    TraceStack *s = *chain;
    while (s != NULL && (s->hash != hash || s->count != count ||
                         memcmp(s->frames, list,
                                count * sizeof(*list)) != 0)) {
        s = s->next;
    }
    if (s == NULL) {
        size_t size = sizeof(TraceStack) + count * sizeof(TraceFrame);
        s = calloc(1, size);
        if (s != NULL) {
            *s = (TraceStack){*chain, hash, count, total};
            memcpy(s->frames, list, count * sizeof(*list));
            *chain = s;
            overhead += size;
        }
    }
    if (list != frames) {
        free(list);
    }
    return s;
}

// ------------------------------------------------------------------- the hooks

static void
on_alloc(void *block, size_t size)
{
    if ((used + 1) * 3 > room * 2 && !grow()) {
        return;
    }
    const TraceStack *stack = current_stack();
    if (stack == NULL) {
        return;
    }
    put((Trace){block, size, stack});
    bytes_now += size;
    if (bytes_now > bytes_peak) {
        bytes_peak = bytes_now;
    }
}

static void
on_free(void *block)
{
    Trace *entry = room == 0 ? NULL : find(block);
    if (entry != NULL) {
        take_out(entry);
    }
}

void
trace_start(unsigned frames)
{
    if (!on) {
        on = true;
        frame_limit = frames;
        mem_watch(on_alloc, on_free);
    }
}

void
trace_clear(void)
{
    free(table);
    table = NULL;
    room = used = bytes_now = bytes_peak = 0;
    for (int i = 0; i < STACK_LISTS; i++) {
        for (TraceStack *s = stacks[i], *next; s != NULL; s = next) {
            next = s->next;
            free(s);
        }
        stacks[i] = NULL;
    }
    overhead = 0;
}

void
trace_stop(void)
{
    on = false;
    mem_watch(NULL, NULL);
    trace_clear();
}

bool
trace_is_on(void)
{
    return on;
}

unsigned
trace_frame_limit(void)
{
    return frame_limit;
}

void
trace_memory(size_t *current, size_t *peak)
{
    *current = bytes_now;
    *peak = bytes_peak;
}

void
trace_reset_peak(void)
{
    bytes_peak = bytes_now;
}

size_t
trace_overhead(void)
{
    return overhead;
}

const Trace *
trace_find(const void *block)
{
    return room == 0 ? NULL : find(block);
}

static int
compare_blocks(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const Trace *)a)->block;
    uintptr_t y = (uintptr_t)((const Trace *)b)->block;
    return x < y ? -1 : x > y;
}

Trace *
trace_copy(size_t *count)
{
    Trace *copy = malloc((used + 1) * sizeof(Trace));
    *count = 0;
    for (size_t i = 0; copy != NULL && i < room; i++) {
        if (table[i].block != NULL) {
            copy[(*count)++] = table[i];
        }
    }
    if (copy != NULL) {
        qsort(copy, *count, sizeof(Trace), compare_blocks);
    }
    return copy;
}
