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
 * On disk see visualizer/trace_format.h; both come from event.def.
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

/* Shorter words for the commonest events of all, between the recorder and a
 * writer of traces (RuntimeOptions.give_room): one word, or two, for events of
 * the table. Nobody else sees them. They are at the end of the kinds. Where
 * something does not fit, the events are there as they are. */
enum {
    /* What is told of a death, all of it or a part, by the lower four bits
     * (EVENT_DEATH_); a: object. */
    EVENT_PACKED_DEATH = 0xe0,
    /* NEW; a: object, b: flags, and the type above three bits. Word 1: the
     * address / 16. */
    EVENT_PACKED_NEW = 0xf0,
    /* The same, and TRACK. */
    EVENT_PACKED_NEW_TRACKED,
    /* DESCRIBE; a: object; b: flags, above them 6 bits of count, 14 of bytes.
     */
    EVENT_PACKED_DESCRIBE,
    /* VALUE of an object, a: "1 item" or "b items". */
    EVENT_PACKED_COUNT,
    /* EDGE; a: target, b: the number above four bits of the label's kind. */
    EVENT_PACKED_EDGE,
    /* SLOT and such an EDGE. Word 1: owner. */
    EVENT_PACKED_SLOT,
    /* SLOT and EDGE; a: target, b: label kind. Word 1: owner, and below it 32
     * bits of the number. */
    EVENT_PACKED_ITEM,
    /* OPCODE of the frame below; a: the clock's difference to the last LINE. */
    EVENT_PACKED_OPCODE,
    /* FRAME_PUSH of a function's frame; a: frame, b: number of the code's
     * name. Word 1: the function, and below it 32 bits of the code. */
    EVENT_PACKED_PUSH,

    /* LINE and SETTLED; a: the clock's difference to the last LINE, b: line.
     * The frame is that of the last LINE, FRAME_PUSH, PACKED_PUSH,
     * PACKED_FRAME or PACKED_POP, no FRAME_POP since. */
    EVENT_PACKED_LINE = 250,
    /* SLOT of that frame and EDGE; a: target, b: number of its name. */
    EVENT_PACKED_LOCAL,
    /* The same of its evaluation stack; b: which entry. */
    EVENT_PACKED_STACK,
    /* No event: a is the frame that packed words refer to. */
    EVENT_PACKED_FRAME,
    /* FRAME_POP of that frame; b: why. a: the frame that called it, which
     * packed words refer to from then on. */
    EVENT_PACKED_POP
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
