/* trace_state.h - what both ends of the encoding foresee, and how each unit
 * changes it
 *
 * Only for trace_unit.c, trace_encode.c and trace_decode.c. A program's loops make the same
 * events each time around, in which a few fields differ. So the hash of the
 * units before it leads to the place of a unit, with two nodes that say what
 * came there (a finite context method: Sazeides and Smith, The Predictability
 * of Data Values, 1997); and a node knows the one that came behind it, so that
 * nothing is hashed where all comes as foreseen. A mark says how many units did,
 * and of the next one how it differs; the fields that do are written. Then
 * codec_note makes the state behind the unit, at both ends the same.
 */
#ifndef VISUALIZER_TRACE_STATE_H
#define VISUALIZER_TRACE_STATE_H

#include <string.h>

#include "gc/ownership.h"
#include "visualizer/trace_format.h"
#include "visualizer/varint.h"

/* The form of a unit: its words without the text, 0 if there is no such kind,
 * and what is particular of it. */
enum {
    UNIT_WORDS = 3,
    UNIT_TEXT = 4,   /* c bytes of it follow */
    UNIT_BIRTH = 8,  /* a is a new serial */
    UNIT_CLOCK = 16, /* c is the clock */
    UNIT_LINE = 32,  /* b is the line that runs now */
    UNIT_FRAME = 64, /* a is the frame that packed words refer to */
    UNIT_STEP = 128, /* a packed line: a is the clock's difference */
    UNIT_RAW = 256,  /* c is a pattern of bits */
    UNIT_NOTED = UNIT_BIRTH | UNIT_CLOCK | UNIT_LINE | UNIT_FRAME
};

/* By the first byte of a unit. */
extern uint16_t codec_forms[256];

/* The gain of a unit: the events that it stands for, above them the steps, and
 * what it adds to the clock: one number, of which GAIN_SUM can be added up. The
 * highest bit: more is to be done for the unit. */
enum {
    GAIN_STEPS = 16,
    GAIN_CLOCK = 32,
    GAIN_CLOCK_MAX = 1 << 18, /* is not reached by what is added to it */
    GAIN_SUM = 1 << 13
};
#define GAIN_MORE ((uint64_t)1 << 63)

/* By the first byte of a unit, without the clock. */
extern uint64_t codec_gains[256];

/* Fills it. */
void codec_make_forms(void);

/* A mark: so many units as foreseen, then, if there are bits, one with: */
enum {
    MARK_OTHER = 1, /* the other one of the place comes */
    MARK_START = 2, /* a new one: kind and b are written: b << 8 | kind */
    MARK_A = 4,     /* a is written, c, d: though they were foreseen */
    MARK_C = 8,
    MARK_D = 16,
    MARK_BITS = 31,

    MARK_RUN = 255, /* the longest run */
    MARK_BYTES = 2
};

/* Numbers: the lower two bits of the first byte say how many follow, up to
 * three; or 3, and the others how many. */
static ALWAYS_INLINE uint8_t *
number_put(uint8_t *at, uint64_t n)
{
    // How many follow the first byte, by the place of the highest bit; 3: more.
    static const uint8_t follow[64] = {
        0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
    const size_t few = follow[63 ^ __builtin_clzll(n | 1)];
    if (LIKELY(few < 3)) {
        uint32_t bytes = (uint32_t)n << 2 | (uint32_t)few;
        memcpy(at, &bytes, 4);
        return at + 1 + few;
    }
    unsigned more = (unsigned)(71 - __builtin_clzll(n)) / 8;
    *at++ = (uint8_t)(more << 2 | 3);
    memcpy(at, &n, 8);
    return at + more;
}

static ALWAYS_INLINE bool
number_get(const uint8_t **at, const uint8_t *end, uint64_t *n)
{
    const uint8_t *s = *at;
    if (UNLIKELY(s >= end)) {
        return false;
    }
    unsigned more = *s & 3;
    uint64_t value = *s >> 2;
    unsigned shift = 6;
    if (more == 3) {
        more = *s >> 2;
        value = shift = 0;
    }
    if (UNLIKELY(more > 8 || more > (size_t)(end - s - 1))) {
        return false;
    }
    for (unsigned i = 0; i < more; i++) {
        value |= (uint64_t)(*++s) << (shift + 8 * i);
    }
    *at = s + 1;
    *n = value;
    return true;
}

/* a as a number: the young by their age, if it is below. */
enum { CODEC_YOUNG = 0x1000, CODEC_UNBORN = 8 };

static ALWAYS_INLINE uint64_t
number_of_a(uint32_t a, uint32_t births)
{
    uint32_t age = births + CODEC_UNBORN - a;
    return age < CODEC_YOUNG ? (uint64_t)age << 1 : (uint64_t)a << 1 | 1;
}

static ALWAYS_INLINE uint32_t
number_as_a(uint64_t n, uint32_t births)
{
    uint32_t half = (uint32_t)(n >> 1);
    return (n & 1) != 0 ? half : births + CODEC_UNBORN - half;
}

/* How a node foresees a, c and d. */
enum {
    WAY_SAME = 0, /* a: the number */
    WAY_AGE = 1,  /* a: so many serials ago */
    WAY_STEP = 0, /* c, d: the difference as last time */
    WAY_BACK = 1, /* d: what was before the last one */
    WAY_TOLD = 2, /* not: it is written */
    WAY_NEW = 3   /* not: it is written for the first time */
};

/* No first word. */
#define CODEC_NEVER 0xffu

static ALWAYS_INLINE TraceNode *
codec_node(TraceCodec *codec, uint32_t place)
{
    return (TraceNode *)((char *)codec->nodes + place);
}

/* Forgets all but what packed words refer to. */
void codec_begin(TraceCodec *codec, TraceTold told);

/* Where a node is. */
static ALWAYS_INLINE uint32_t
codec_where(const TraceCodec *codec, const TraceNode *node)
{
    return (uint32_t)((const char *)node - (const char *)codec->nodes);
}

/* The two nodes of a place are beside each other. */
static ALWAYS_INLINE TraceNode *
codec_other(TraceCodec *codec, const TraceNode *node)
{
    _Static_assert((sizeof(TraceNode) & (sizeof(TraceNode) - 1)) == 0,
                   "a bit says which of the two");
    return codec_node(codec, codec_where(codec, node) ^ sizeof(TraceNode));
}

/* Turns to `node`, which came behind `before`. */
static ALWAYS_INLINE void
codec_turn(TraceCodec *codec, TraceNode *before, TraceNode *node)
{
    codec_other(codec, node)->recent = 0;
    node->recent = 1;
    before->next = codec_where(codec, node);
}

/* The first of the two nodes of a place. They are made when the block comes to
 * it, beside the last ones: most blocks need few, and all are a megabyte. */
static inline TraceNode *
codec_enter(TraceCodec *codec, uint32_t place)
{
    uint16_t *number = &codec->place_number[place];
    bool fresh = *number == 0;
    if (fresh) {
        *number = (uint16_t)++codec->places;
    }
    TraceNode *node = &codec->nodes[2 * (*number - 1)];
    if (fresh) {
        node[0] = node[1] =
            (TraceNode){.word = CODEC_NEVER, .first = CODEC_NEVER};
    }
    return node;
}

/* A new unit at the place of `node`: returns its node. */
static inline TraceNode *
codec_start(TraceCodec *codec, TraceNode *node, uint32_t start)
{
    unsigned kind = start & 255;
    node = node->recent != 0 ? codec_other(codec, node) : node;
    uint32_t history = node->history;
    // The last four or so count, the youngest most; of counts they are many.
    uint32_t shift = kind == EVENT_INCREF || kind == EVENT_DECREF ? 0 : 7;
    uint32_t behind = (history << shift) + start * 2654435761u;
    *node = (TraceNode){.word = CODEC_NEVER,
                        .gain = codec_gains[kind],
                        .first = start,
                        .c = codec->last_c[kind],
                        .d = codec->last_d[kind],
                        .history = history,
                        .way_a = WAY_NEW,
                        .way_c = WAY_NEW,
                        .way_d = WAY_NEW};
    TraceNode *next = codec_enter(codec, behind >> (33 - CODEC_NODE_BITS));
    next[0].history = next[1].history = behind;
    node->next = codec_where(codec, next);
    return node;
}

/* The first word was told, the highest serial being `births` before. */
static ALWAYS_INLINE void
codec_told_a(TraceNode *node, uint64_t first, uint32_t births)
{
    uint32_t age = births - event_a(first);
    bool fresh = node->way_a == WAY_NEW;
    if (fresh ? age + CODEC_UNBORN >= CODEC_YOUNG : first == node->first) {
        node->word = first;
        node->way_a = WAY_SAME;
    } else if (fresh || age == node->age) {
        node->word = first - ((uint64_t)births << 32);
        node->way_a = WAY_AGE;
    } else {
        node->word = CODEC_NEVER;
        node->way_a = WAY_TOLD;
    }
    node->first = first;
    node->age = age;
}

/* c is told. */
static ALWAYS_INLINE void
codec_told_c(TraceCodec *codec, TraceNode *node, unsigned kind, uint64_t c)
{
    int32_t step = node->way_c == WAY_NEW ? 0 : (int32_t)(c - node->c);
    node->way_c = node->step_c == step ? WAY_STEP : WAY_TOLD;
    node->step_c = step;
    codec->last_c[kind] = c;
}

static ALWAYS_INLINE uint64_t
codec_foresee_d(const TraceNode *node)
{
    uint64_t step = (uint64_t)(int64_t)node->step_d;
    return node->way_d == WAY_BACK ? node->d - step : node->d + step;
}

/* d is told. */
static ALWAYS_INLINE void
codec_told_d(TraceCodec *codec, TraceNode *node, unsigned kind, uint64_t d)
{
    int32_t step = node->way_d == WAY_NEW ? 0 : (int32_t)(d - node->d);
    node->way_d = step == node->step_d    ? WAY_STEP
                  : step == -node->step_d ? WAY_BACK
                                          : WAY_TOLD;
    node->step_d = step;
    codec->last_d[kind] = d;
}

/* d came as foreseen. */
static ALWAYS_INLINE void
codec_foreseen_d(TraceNode *node)
{
    if (node->way_d == WAY_BACK) {
        node->step_d = -node->step_d;
    }
}

/* Notes the rest of a unit of which something is to be noted (UNIT_NOTED). */
static ALWAYS_INLINE void
codec_note(TraceCodec *codec, unsigned form, uint64_t first, uint64_t c)
{
    uint32_t a = event_a(first);
    if ((form & UNIT_BIRTH) != 0 && a > codec->births) {
        codec->births = a;
    }
    if ((form & UNIT_LINE) != 0) {
        codec->told.clock = (form & UNIT_STEP) != 0 ? codec->told.clock + a : c;
    }
    if ((form & UNIT_FRAME) != 0) {
        codec->told.frame = a;
    }
}

#endif
