/* trace_unit.c - what a unit is: its form, and the events that it stands for */
#include "visualizer/trace_unit.h"

#include <stdio.h>
#include <string.h>

#include "visualizer/model.h"
#include "visualizer/trace_codec.h"

uint16_t codec_forms[256];
uint64_t codec_gains[256];

static void
set_form(int kind, unsigned form, uint64_t events, uint64_t steps)
{
    codec_forms[kind] = (uint16_t)form;
    codec_gains[kind] = events | steps << GAIN_STEPS;
    if ((form & UNIT_TICK) != 0) {
        codec_gains[kind] |= (uint64_t)1 << GAIN_CLOCK;
    }
}

static void
set_packed_forms(void)
{
    enum {
        NONE = 0,
        BIRTH = UNIT_BIRTH,
        FRAME = UNIT_FRAME,
        LINE = UNIT_STEP,
        TICK = UNIT_TICK,
        COUNT = UNIT_COUNT
    };
#define PACKED(kind, number, words, events, steps, what, doc)                \
    set_form(number, (words) | (what), events, steps);
#include "gc/packed.def"
#undef PACKED
    codec_forms[EVENT_PACKED_DEATH] = 0;
    codec_forms[EVENT_PACKED_LINE_AT] = 0;
    for (unsigned parts = 1; parts < 16; parts++) {
        unsigned events = (unsigned)__builtin_popcount(parts);
        set_form(EVENT_PACKED_DEATH + (int)parts, 1, events, 0);
    }
}

void
codec_make_forms(void)
{
    if (codec_forms[EVENT_STRING] != 0) {
        return;
    }
    for (int k = EVENT_KIND_COUNT - 1; k >= 0; k--) {
        const EventInfo *info = &event_info[k];
        bool clock = strcmp(info->c, "instruction") == 0;
        bool bits =
            strcmp(info->c, "bits") == 0 || strcmp(info->c, "real") == 0;
        set_form(k,
                 (unsigned)info->words | (info->has_text ? UNIT_TEXT : 0) |
                     (clock ? UNIT_CLOCK : 0) | (bits ? UNIT_RAW : 0),
                 1, k == EVENT_LINE);
    }
    static const uint8_t births[] = {EVENT_NEW, EVENT_INT, EVENT_FLOAT,
                                     EVENT_COMPLEX, EVENT_FRAME_PUSH};
    for (size_t i = 0; i < sizeof(births); i++) {
        codec_forms[births[i]] |= UNIT_BIRTH;
    }
    codec_forms[EVENT_FRAME_PUSH] |= UNIT_FRAME;
    codec_forms[EVENT_INCREF] |= UNIT_COUNT;
    codec_forms[EVENT_DECREF] |= UNIT_COUNT;
    codec_forms[EVENT_LINE] |= UNIT_FRAME;
    set_packed_forms();
    for (int k = 0; k < 256; k++) {
        if ((codec_forms[k] & UNIT_WORDS) > 1 ||
            (codec_forms[k] & (UNIT_BIRTH | UNIT_FRAME | UNIT_STEP)) != 0) {
            codec_gains[k] |= GAIN_MORE;
        }
    }
}

size_t
trace_unit_length(const uint64_t *words)
{
    unsigned form = codec_forms[words[0] & 255];
    size_t n = form & UNIT_WORDS;
    return (form & UNIT_TEXT) != 0 ? n + (size_t)((words[1] + 7) / 8) : n;
}

static size_t
unpack_death(uint32_t serial, unsigned parts, uint64_t *words)
{
    static const EventKind kinds[] = {EVENT_DEALLOC_BEGIN, EVENT_UNTRACK,
                                      EVENT_FREE, EVENT_DEALLOC_END};
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        if ((parts >> i & 1) != 0) {
            words[n++] = event_word(kinds[i], serial, 0);
        }
    }
    return n;
}

static size_t
unpack_count(uint32_t serial, uint32_t count, uint64_t *words)
{
    char text[32] = {0};
    size_t n = (size_t)snprintf(text, sizeof(text), "%u item%s", count,
                                count == 1 ? "" : "s");
    words[0] = event_word(EVENT_VALUE, serial, 0);
    words[1] = n;
    memcpy(words + 2, text, 16);
    return 2 + (n + 7) / 8;
}

static size_t
unpack_slot(uint32_t owner, uint32_t target, uint32_t kind, uint64_t number,
            uint64_t *words)
{
    words[0] = event_word(EVENT_SLOT, owner, 0);
    words[1] = event_word(EVENT_EDGE, target, kind);
    words[2] = number;
    return 3;
}

// What becomes of the object's count.
static size_t
unpack_count_of(int kind, uint32_t serial, uint64_t *words)
{
    bool drops =
        kind == EVENT_PACKED_DROP || kind == EVENT_PACKED_OPCODE_DROP;
    bool up = kind == EVENT_PACKED_OPCODE_INCREF;
    if (kind == EVENT_PACKED_OPCODE) {
        return 0;
    }
    words[0] = event_word(up ? EVENT_INCREF : EVENT_DECREF, serial, 0);
    words[1] = event_word(EVENT_FREE, serial, 1);
    return drops ? 2 : 1;
}

size_t
trace_unpack(TraceTold told, uint64_t word, uint64_t c,
             uint64_t words[TRACE_UNPACKED])
{
    uint32_t a = event_a(word), b = event_b(word);
    int kind = (int)event_kind(word);
    switch (kind) {
    case EVENT_PACKED_LINE:
    case EVENT_PACKED_STEP:
        words[0] = event_word(EVENT_LINE, told.frame, b);
        words[1] = told.clock + (kind == EVENT_PACKED_LINE ? a : 1);
        words[2] = event_word(EVENT_SETTLED, 0, 0);
        return 3;
    case EVENT_PACKED_LOCAL:
        return unpack_slot(told.frame, a, LABEL_LOCAL, b, words);
    case EVENT_PACKED_STACK:
        return unpack_slot(told.frame, a, LABEL_STACK, b, words);
    case EVENT_PACKED_SLOT:
        return unpack_slot((uint32_t)c, a, b & 15, b >> 4, words);
    case EVENT_PACKED_ITEM:
        return unpack_slot((uint32_t)(c >> 32), a, b, (uint32_t)c, words);
    case EVENT_PACKED_EDGE:
        words[0] = event_word(EVENT_EDGE, a, b & 15);
        words[1] = b >> 4;
        return 2;
    case EVENT_PACKED_NEW:
    case EVENT_PACKED_NEW_TRACKED:
        words[0] = event_word(EVENT_NEW, a, b & 7);
        words[1] = b >> 3;
        words[2] = c * 16;
        words[3] = event_word(EVENT_TRACK, a, 0);
        return kind == EVENT_PACKED_NEW ? 3 : 4;
    case EVENT_PACKED_DESCRIBE:
        words[0] = event_word(EVENT_DESCRIBE, a, b & 15);
        words[1] = b >> 10;
        words[2] = b >> 4 & 63;
        return 3;
    case EVENT_PACKED_COUNT:
        return unpack_count(a, b, words);
    case EVENT_PACKED_OPCODE:
    case EVENT_PACKED_OPCODE_INCREF:
    case EVENT_PACKED_OPCODE_DECREF:
    case EVENT_PACKED_OPCODE_DROP:
        words[0] = event_word(EVENT_OPCODE, told.frame, b);
        words[1] = told.clock + 1;
        return 2 + unpack_count_of(kind, a, words + 2);
    case EVENT_PACKED_DECREF:
    case EVENT_PACKED_DROP:
        return unpack_count_of(kind, a, words);
    case EVENT_PACKED_PUSH: // flag 1: a generator's
        words[0] = event_word(EVENT_FRAME_PUSH, a, c >> 32 == 0);
        words[1] = (uint32_t)c;
        words[2] = b | c >> 32 << 32;
        return 3;
    case EVENT_PACKED_POP:
        words[0] = event_word(EVENT_FRAME_POP, told.frame, b);
        return 1;
    default:
        return (kind & ~15) == EVENT_PACKED_DEATH
                   ? unpack_death(a, (unsigned)kind & 15, words)
                   : 0;
    }
}
