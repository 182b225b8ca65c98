/* trace_state.h - what both ends of the encoding foresee, and how each unit
 * changes it
 *
 * Only for trace_encode.c and trace_decode.c. A program's loops make the same
 * events each time around, in which a few fields differ. So the hash of the
 * units before it, and of the line, leads to a node that says what came there
 * last (a finite context method: Sazeides and Smith, The Predictability of
 * Data Values, 1997). A mark, one byte, tells how each field follows from the
 * node's, and those that do not are written. Then codec_note makes the state
 * behind the unit, at both ends the same.
 */
#ifndef VISUALIZER_TRACE_STATE_H
#define VISUALIZER_TRACE_STATE_H

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
    UNIT_NOTED = UNIT_BIRTH | UNIT_CLOCK | UNIT_LINE | UNIT_FRAME,
    /* Above: the events and steps that it stands for, where they can be added
     * up for CODEC_SUM units. */
    UNIT_EVENTS = 26,
    UNIT_STEPS = 45,
    CODEC_SUM = 1 << 16
};

/* By the first byte of a unit. */
extern uint64_t codec_forms[256];

/* Fills it. */
void codec_make_forms(void);

/* The mark of a unit: how kind and b, a, c and d follow. */
enum {
    MARK_START = 1, /* kind and b are written: b << 8 | kind */

    MARK_A = 3 << 1,
    MARK_A_SAME = 0 << 1,     /* the number of last time */
    MARK_A_AGE = 1 << 1,      /* as many serials ago as last time */
    MARK_A_AGE_TOLD = 2 << 1, /* so many serials ago */
    MARK_A_TOLD = 3 << 1,

    MARK_C = 3 << 3,
    MARK_C_SAME = 0 << 3,
    MARK_C_NEXT = 1 << 3, /* one more than the last of this kind */
    MARK_C_TOLD = 2 << 3, /* zigzag: the difference to last time */
    MARK_C_RAW = 3 << 3,  /* 8 bytes */

    MARK_D = 3 << 5,
    MARK_D_SAME = 0 << 5,
    MARK_D_STEP = 1 << 5, /* the difference to last time as last time */
    MARK_D_TOLD = 2 << 5, /* zigzag: the difference to the last of this kind */

    MARK_BAD = 1 << 7
};

/* Ages above are told as numbers. */
enum { CODEC_YOUNG = 0x4000 };

/* The node of what comes next. */
static ALWAYS_INLINE TraceNode *
codec_node(TraceCodec *codec, const TraceHead *head)
{
    uint32_t hash = head->history + head->line;
    return &codec->nodes[hash >> (32 - CODEC_NODE_BITS)];
}

/* Notes kind and b. The last eight units count, the youngest most. */
static ALWAYS_INLINE void
codec_note_start(TraceHead *head, uint32_t start)
{
    head->history = head->history * 16 + start * 2654435761u;
}

/* Notes the rest of a unit of which something is to be noted (UNIT_NOTED). */
static ALWAYS_INLINE void
codec_note(TraceCodec *codec, TraceHead *head, uint64_t form, uint64_t first,
           uint64_t c)
{
    uint32_t a = event_a(first);
    if ((form & UNIT_LINE) != 0) {
        head->line = event_b(first) * 2246822519u;
        if ((form & UNIT_STEP) != 0) {
            codec->clock = codec->told.clock += a;
            return;
        }
        codec->told.clock = c;
    }
    if ((form & UNIT_BIRTH) != 0 && a > head->births) {
        head->births = a;
    }
    if ((form & UNIT_CLOCK) != 0) {
        codec->clock = c;
    }
    if ((form & UNIT_FRAME) != 0) {
        codec->told.frame = a;
    }
}

#endif
