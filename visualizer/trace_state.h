/* trace_state.h - what both ends of the encoding remember, and how each
 * event changes it
 *
 * Only for trace_encode.c and trace_decode.c. An event is written with the
 * state before it; then codec_note makes the state after it, at both ends
 * from the same event.
 */
#ifndef VISUALIZER_TRACE_STATE_H
#define VISUALIZER_TRACE_STATE_H

#include "visualizer/trace_format.h"
#include "visualizer/varint.h"

/* How a field is written. */
typedef enum FieldForm {
    FORM_NONE,
    FORM_NUMBER,
    FORM_OBJECT,  /* place among the recent ones, or difference */
    FORM_BIRTH,   /* a new serial: difference to the last new one */
    FORM_PLACE,   /* address of a new object: difference to the expected */
    FORM_ADDRESS, /* difference to the last one */
    FORM_CLOCK,   /* difference to the last one */
    FORM_SIGNED,
    FORM_BITS,  /* 8 bytes as they are */
    FORM_CALLED /* a string below, an object above */
} FieldForm;

/* Forms of the fields a, b, c, d of every kind. */
extern uint8_t codec_forms[EVENT_KIND_COUNT][4];

/* First bytes. Those below SHORT_INCREF are kinds, and their fields follow.
 * From there on the high nibble says what it is; the low one and the second
 * byte are the object's name (codec_name). 0xf0 and above stand
 * alone. docs/trace-format.md has the table. */
enum {
    SHORT_INCREF = 0x40,
    SHORT_DECREF = 0x50,
    SHORT_SLOT = 0x60,
    SHORT_EDGE_NEXT = 0x70, /* same label kind, number + 1 */
    SHORT_EDGE = 0x80,      /* third byte: the label's place */
    SHORT_FREE = 0x90,
    SHORT_DEALLOC_BEGIN = 0xa0,
    SHORT_DEALLOC_END = 0xb0,
    SHORT_OWN_SLOT = 0xc0, /* SLOT of the running frame, EDGE */
    SHORT_SLOT_EDGE = 0xd0,
    SHORT_FREE_LEAF = 0xe0, /* FREE with flags 1 */
    SHORT_LINE = 0xf0,      /* of the running frame, and SETTLED */
    SHORT_LINE_OF = 0xf1,   /* of another one, and SETTLED */
    SHORT_OPCODE = 0xf2,    /* of the running frame, clock + 1 */
    SHORT_PUSH = 0xf3,      /* FRAME_PUSH as the last one of this code */
    SHORT_POP = 0xf4,       /* FRAME_POP of the running frame */
    SHORT_INT = 0xf5,       /* INT of the type of the last one */
    SHORT_FLOAT = 0xf6
};

_Static_assert((int)EVENT_KIND_COUNT <= (int)SHORT_INCREF,
               "no room for a kind");

static inline uint32_t
codec_place(uint32_t serial)
{
    return (uint32_t)((uint64_t)(serial * 2654435761u) * CODEC_RECENT >> 32);
}

_Static_assert((int)CODEC_RECENT + (int)CODEC_YOUNG == 4096, "12 bits");

/* A young object is named by its age, which is the same each time around a
 * loop: so the bytes are, and compress well. Another one is named by its
 * place in the table. `*name` has 12 bits; false: it is in neither. */
static inline bool
codec_name(const TraceCodec *codec, uint32_t serial, uint32_t *name)
{
    uint32_t age = codec->last_birth - serial;
    if (age < CODEC_YOUNG) {
        *name = CODEC_RECENT + age;
        return true;
    }
    return codec->recent[*name = codec_place(serial)] == serial;
}

static inline uint32_t
codec_named(const TraceCodec *codec, uint32_t name)
{
    return name < CODEC_RECENT ? codec->recent[name]
                               : codec->last_birth - (name - CODEC_RECENT);
}

static inline uint32_t
codec_label(uint32_t kind, uint64_t number)
{
    uint32_t low = (uint32_t)number ^ (uint32_t)(number >> 32);
    return ((low * 8 + kind) * 2654435761u) >> 24;
}

static inline uint32_t *
codec_frame(TraceCodec *codec)
{
    return &codec->frames[codec->depth % CODEC_FRAMES];
}

static inline TraceCall *
codec_call(TraceCodec *codec, uint32_t code)
{
    return &codec->calls[codec_place(code) % CODEC_CALLS];
}

/* The heaps of numbers; the other types share the rest. */
enum { CODEC_INTS, CODEC_FLOATS };

/* Objects of one kind are likely to follow each other in memory. */
static inline uint32_t
codec_heap(EventKind kind, uint32_t type)
{
    return kind == EVENT_INT     ? CODEC_INTS
           : kind == EVENT_FLOAT ? CODEC_FLOATS
                                 : 2 + codec_place(type) % (CODEC_HEAPS - 2);
}

/* Where the next object of a heap will be: where the last one died, or
 * behind the last one. */
static inline uint64_t
codec_expected(const TraceCodec *codec, uint32_t heap)
{
    const TraceHeap *h = &codec->heaps[heap];
    return h->freed > 0 ? h->places[h->freed % CODEC_FREED]
                        : h->last + h->step;
}

static inline void
codec_note_birth(TraceCodec *codec, uint32_t heap, uint32_t serial,
                 uint64_t address)
{
    TraceHeap *h = &codec->heaps[heap];
    uint32_t place = codec_place(serial);
    if (h->freed == 0) {
        h->step = address - h->last;
    } else if (h->places[h->freed % CODEC_FREED] == address) {
        h->freed--;
    }
    h->last = address;
    codec->recent[place] = serial;
    codec->addresses[place] = address;
    codec->heap_of[place] = (uint8_t)heap;
    codec->last_birth = serial;
}

static inline void
codec_note_free(TraceCodec *codec, uint32_t serial)
{
    uint32_t place = codec_place(serial);
    if (codec->recent[place] == serial && codec->addresses[place] != 0) {
        TraceHeap *h = &codec->heaps[codec->heap_of[place]];
        h->freed = h->freed == 255 ? 255 : h->freed + 1;
        h->places[h->freed % CODEC_FREED] = codec->addresses[place];
    }
}

static inline void
codec_note_line(TraceCodec *codec, uint32_t frame, uint32_t line,
                uint64_t clock)
{
    *codec_frame(codec) = codec->told_frame = frame;
    codec->line = line;
    codec->clock = codec->told_clock = clock;
}

static inline void
codec_note_edge(TraceCodec *codec, uint32_t kind, uint64_t number)
{
    TraceLabel *label = &codec->labels[codec_label(kind, number)];
    label->kind = kind;
    label->number = number;
    codec->edge_kind = kind;
    codec->edge_number = number;
}

/* A new serial without an address. */
static inline void
codec_note_serial(TraceCodec *codec, uint32_t serial)
{
    uint32_t place = codec_place(serial);
    codec->recent[place] = serial;
    codec->addresses[place] = 0;
    if (serial > codec->last_birth) {
        codec->last_birth = serial;
    }
}

static inline void
codec_note_push(TraceCodec *codec, uint32_t frame, uint32_t flags,
                uint64_t code, uint64_t function)
{
    codec->depth++;
    *codec_frame(codec) = codec->told_frame = frame;
    *codec_call(codec, (uint32_t)code) =
        (TraceCall){(uint32_t)code, flags, function};
    codec_note_serial(codec, frame);
}

static inline void
codec_note_pop(TraceCodec *codec)
{
    codec->depth--;
    codec->told_frame = 0;
}

static inline void
codec_note_number(TraceCodec *codec, EventKind kind, uint32_t serial,
                  uint32_t type, uint64_t address)
{
    if (kind == EVENT_INT) {
        codec->int_type = type;
        codec_note_birth(codec, CODEC_INTS, serial, address);
    } else {
        codec->float_type = type;
        codec_note_birth(codec, CODEC_FLOATS, serial, address);
    }
}

/* The state after an event. */
static inline void
codec_note(TraceCodec *codec, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    uint32_t a = event_a(words[0]), b = event_b(words[0]);
    switch (kind) {
    case EVENT_LINE:
        codec_note_line(codec, a, b, words[1]);
        break;
    case EVENT_OPCODE:
        *codec_frame(codec) = a;
        codec->clock = words[1];
        break;
    case EVENT_FRAME_PUSH:
        codec_note_push(codec, a, b, words[1], words[2]);
        break;
    case EVENT_FRAME_POP:
        codec_note_pop(codec);
        break;
    case EVENT_EDGE:
        codec_note_edge(codec, b, words[1]);
        break;
    case EVENT_NEW:
        codec_note_birth(codec, codec_heap(kind, (uint32_t)words[1]), a,
                         words[2]);
        break;
    case EVENT_INT:
    case EVENT_FLOAT:
        codec_note_number(codec, kind, a, b, words[2]);
        break;
    case EVENT_COMPLEX:
        codec_note_serial(codec, a);
        break;
    case EVENT_FREE:
        codec_note_free(codec, a);
        break;
    default:
        break;
    }
}

#endif
