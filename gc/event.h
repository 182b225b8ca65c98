/* event.h - the kinds of event and their shape (the seam)
 *
 * Everything that is shown comes from one stream of events, and this table
 * is its definition. In memory an event is one to three 64-bit words:
 *
 *   word 0   bits 0-7 kind, 8-31 field b, 32-63 field a
 *   word 1   field c (if the kind has it)
 *   word 2   field d (if the kind has it)
 *
 * A kind with a text has c = its length in bytes, and the bytes follow in
 * as many whole words as they need, padded with zeros.
 * On disk see visualizer/trace_format.h; both come from event.def, and from
 * packed.def what stands for several events.
 */
#ifndef GC_EVENT_H
#define GC_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum EventKind {
#define EVENT(kind, group, words, a, b, c, d, doc) EVENT_##kind,
#include "gc/event.def"
#undef EVENT
    EVENT_KIND_COUNT
} EventKind;

enum {
    EVENT_GROUP_META = 1,
    EVENT_GROUP_PROGRAM = 2,
    EVENT_GROUP_MEMORY = 4,
    EVENT_GROUP_EDGES = 8,
    EVENT_GROUP_LIFE = 16,
    EVENT_GROUP_COLLECTOR = 32,
    EVENT_GROUP_THREADS = 64,
    EVENT_GROUP_STEPS = 128,
    EVENT_GROUP_REFS = 256,
    EVENT_GROUP_GCDETAIL = 512
};

#define EVENT_LEVEL_LINE 127u
#define EVENT_LEVEL_BYTECODE (127u | 128u)
#define EVENT_LEVEL_ALL 1023u

typedef struct EventInfo {
    const char *name;
    uint32_t group;
    int words; /* without the text */
    bool has_text;
    const char *a, *b, *c, *d;
    const char *doc;
} EventInfo;

/* One row for each kind. */
extern const EventInfo event_info[EVENT_KIND_COUNT];

/* The group of each kind, apart for speed. */
extern const uint32_t event_group[EVENT_KIND_COUNT];

/* Words: room for any event; longer texts go in pieces. */
enum { EVENT_ROOM = 8192 };

/* The highest b. */
#define EVENT_B_MAX 0xffffffu

static inline EventKind
event_kind(uint64_t word)
{
    return (EventKind)(word & 255);
}

static inline uint32_t
event_a(uint64_t word)
{
    return (uint32_t)(word >> 32);
}

static inline uint32_t
event_b(uint64_t word)
{
    return (uint32_t)(word >> 8) & EVENT_B_MAX;
}

static inline uint64_t
event_word(EventKind kind, uint32_t a, uint32_t b)
{
    return (uint64_t)kind | (uint64_t)(b & EVENT_B_MAX) << 8 |
           (uint64_t)a << 32;
}

/* Packed words stand for events of the table; only the recorder, a writer of
 * traces and their readers see them. PACKED_DEATH: what is told of it, all or a
 * part, is in the lower four bits of the kind (EVENT_DEATH_). */
enum {
#define PACKED(kind, number, words, events, steps, what, doc)                \
    EVENT_PACKED_##kind = (number),
#include "gc/packed.def"
#undef PACKED
};

/* The parts of a death in their order; FREE with flags 0. */
enum {
    EVENT_DEATH_BEGIN = 1,
    EVENT_DEATH_UNTRACK = 2,
    EVENT_DEATH_FREE = 4,
    EVENT_DEATH_END = 8
};

/* Length in words of the event that starts at `words`, its text included. */
static inline size_t
event_length(const uint64_t *words)
{
    const EventInfo *info = &event_info[event_kind(words[0])];
    size_t n = (size_t)info->words;
    if (info->has_text) {
        n += (size_t)((words[1] + 7) / 8);
    }
    return n;
}

/* The value of an INT or FLOAT event as Python writes it. `size` is that of
 * `out`; 32 bytes are enough. */
void event_number_text(EventKind kind, uint64_t bits, char *out,
                       size_t size);

/* The same of a COMPLEX event; 64 bytes are enough. */
void event_complex_text(uint64_t real, uint64_t imaginary, char *out,
                        size_t size);

/* sys.getsizeof of the number of an INT, FLOAT or COMPLEX event, in bytes. */
uint64_t event_number_size(EventKind kind, uint64_t bits);

#endif
