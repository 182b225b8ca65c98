/* trace_unit.h - the form of each kind of unit, and the marks before units
 * (prefix: codec_)
 *
 * A unit is an event of the table or a packed word that stands for several.
 * Its first byte is its kind.
 */
#ifndef VISUALIZER_TRACE_UNIT_H
#define VISUALIZER_TRACE_UNIT_H

#include <stdint.h>

/* The form of a unit: its words without the text, 0 if there is no such kind,
 * and what is particular of it. */
enum {
    UNIT_WORDS = 3,
    UNIT_TEXT = 4,   /* c bytes of it follow */
    UNIT_BIRTH = 8,  /* a is a new serial */
    UNIT_CLOCK = 16, /* c is the clock */
    UNIT_FRAME = 64, /* a is the frame that packed words refer to */
    UNIT_STEP = 128, /* a packed line: a is the clock's difference */
    UNIT_RAW = 256,  /* c is a pattern of bits */
    UNIT_TICK = 512, /* the clock is one more */
    UNIT_COUNT = 1024, /* of a count alone */
    UNIT_NOTED = UNIT_BIRTH | UNIT_CLOCK | UNIT_FRAME | UNIT_STEP | UNIT_TICK
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

#endif
