/* trace_encode.c - units as bytes: see trace_state.h */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/trace_state.h"
#include "visualizer/varint.h"

void
codec_begin(TraceCodec *codec, TraceTold told)
{
    codec_make_forms();
    memset(codec, 0, offsetof(TraceCodec, nodes));
    codec->told = told;
    codec_enter(codec, 0);
}

void
trace_bytes_begin(TraceBytes *bytes, TraceCodec *codec)
{
    text_clear(&bytes->marks);
    text_clear(&bytes->fields);
    text_clear(&bytes->values);
    bytes->words = 0;
    bytes->told = codec->told;
    codec_begin(codec, bytes->told);
}

void
trace_bytes_free(TraceBytes *bytes)
{
    text_free(&bytes->marks);
    text_free(&bytes->fields);
    text_free(&bytes->values);
}

// Lengths of marks and fields, the clock, the running frame; marks, fields.
void
trace_bytes_join_fields(const TraceBytes *bytes, Text *payload)
{
    uint8_t head[TRACE_PAYLOAD_HEAD];
    trace_put_u64(head, bytes->marks.length);
    trace_put_u64(head + 8, bytes->fields.length);
    trace_put_u64(head + 16, bytes->told.clock);
    trace_put_u64(head + 24, bytes->told.frame);
    text_add_bytes(payload, head, sizeof(head));
    text_add_bytes(payload, bytes->marks.bytes, bytes->marks.length);
    text_add_bytes(payload, bytes->fields.bytes, bytes->fields.length);
}

void
trace_bytes_join(const TraceBytes *bytes, Text *payload)
{
    trace_bytes_join_fields(bytes, payload);
    text_add_bytes(payload, bytes->values.bytes, bytes->values.length);
}

// Where the bytes go, what foresees them, and what is added up.
typedef struct Output {
    TraceCodec *codec;
    uint8_t *mark, *field, *value;
    // As many words before the next one as units since the last mark.
    const uint64_t *run;
    uint64_t gain;  // of the units since it was last taken off
    uint64_t clock; // then
} Output;

static ALWAYS_INLINE uint64_t
clock_now(const Output *out)
{
    return out->clock + (out->gain >> GAIN_CLOCK);
}

static ALWAYS_INLINE void
put_number(Output *out, uint64_t n)
{
    out->field = number_put(out->field, n);
}

static ALWAYS_INLINE void
put_mark(Output *out, unsigned bits, size_t run)
{
    while (UNLIKELY(run > MARK_RUN)) {
        out->mark[0] = 0;
        out->mark[1] = MARK_RUN;
        out->mark += MARK_BYTES;
        run -= MARK_RUN;
    }
    out->mark[0] = (uint8_t)bits;
    out->mark[1] = (uint8_t)run;
    out->mark += MARK_BYTES;
}

// A line at a clock of which the word has the lower half: as it is in traces,
// where the clock before is what this and the gain have.
static ALWAYS_INLINE uint64_t
line_behind(uint64_t word, uint64_t clock, uint64_t gain)
{
    _Static_assert(GAIN_CLOCK == 32, "the place of a");
    const int kind = EVENT_PACKED_LINE - EVENT_PACKED_LINE_AT;
    return word + (uint64_t)kind - (clock << 32) - (gain & CODEC_A);
}

static ALWAYS_INLINE bool
is_line_at(uint64_t word)
{
    return (word & 255) == EVENT_PACKED_LINE_AT;
}

uint64_t
trace_line(TraceTold told, uint64_t word)
{
    return is_line_at(word) ? line_behind(word, told.clock, 0) : word;
}

// Kind and b, which are not the node's. The mark: MARK_START if they are to be
// written.
static ALWAYS_INLINE unsigned
find_start(TraceCodec *codec, TraceNode **node, TraceNode *before,
           uint32_t start)
{
    TraceNode *other = codec_other(codec, *node);
    unsigned mark = MARK_OTHER;
    if (UNLIKELY((uint32_t)other->first != start)) {
        other = codec_start(codec, *node, start);
        mark = MARK_START;
    }
    codec_turn(codec, before, other);
    *node = other;
    return mark;
}

// A packed line that is foreseen by its number adds the same to the clock each
// time: then there is no more to be done for it than for other single words.
static ALWAYS_INLINE void
note_gain(TraceNode *node, uint64_t first)
{
    const unsigned kind = first & 255;
    if ((codec_forms[kind] & UNIT_STEP) != 0) {
        node->gain = codec_gains[kind];
        if (node->way_a == WAY_SAME && event_a(first) < GAIN_CLOCK_MAX) {
            node->gain &= ~GAIN_MORE;
            node->gain |= (uint64_t)event_a(first) << GAIN_CLOCK;
        }
    }
}

// a was told: how it is foreseen now.
static NOINLINE void
note_a(TraceNode *node, uint64_t first, uint32_t births, const uint64_t *at)
{
    codec_told_a(node, first, births, at);
    note_gain(node, first);
}

// a, which is not as the node foresees it, if it does.
static ALWAYS_INLINE unsigned
put_a(Output *out, TraceNode *node, const uint64_t *base, const uint64_t *at)
{
    const uint64_t first = *at;
    const uint32_t births = (uint32_t)(base[WAY_AGE] >> 32);
    const uint32_t age = births - event_a(first);
    const int way = node->way_a;
    put_number(out, number_of_a(event_a(first), births));
    if (LIKELY(way == WAY_TOLD) && LIKELY(first != node->first) &&
        LIKELY(age != node->age) && node->near == 0 && node->sought == 3) {
        // As codec_told_a does then: it stays as it is.
        node->first = first;
        node->age = age;
        return 0;
    }
    note_a(node, first, births, at);
    return way < WAY_TOLD ? MARK_A : 0;
}

// The first word, which is not what the node foresees.
static ALWAYS_INLINE unsigned
put_first(Output *out, TraceNode **node, TraceNode *before,
          const uint64_t *base, const uint64_t *at)
{
    const uint64_t first = *at;
    unsigned mark = 0;
    if (UNLIKELY((uint32_t)(*node)->first != (uint32_t)first)) {
        mark = find_start(out->codec, node, before, (uint32_t)first);
        if (mark == MARK_START) {
            put_number(out, (uint32_t)first);
        } else if (codec_foresee(*node, base, at) == first) {
            return mark;
        }
    }
    return mark | put_a(out, *node, base, at);
}

static ALWAYS_INLINE unsigned
put_c(Output *out, TraceNode *node, unsigned kind, uint64_t c)
{
    uint64_t step = c - node->c;
    unsigned mark = 0;
    if (step != (uint64_t)(int64_t)node->step_c || node->way_c != WAY_STEP) {
        mark = node->way_c == WAY_STEP ? MARK_C : 0;
        put_number(out, zigzag(step));
        codec_told_c(out->codec, node, kind, c);
    }
    node->c = c;
    return mark;
}

static ALWAYS_INLINE unsigned
put_d(Output *out, TraceNode *node, unsigned kind, uint64_t d)
{
    uint64_t foreseen = codec_foresee_d(node);
    unsigned mark = 0;
    if (d != foreseen || node->way_d >= WAY_TOLD) {
        mark = node->way_d < WAY_TOLD ? MARK_D : 0;
        put_number(out, zigzag(d - out->codec->last_d[kind]));
        codec_told_d(out->codec, node, kind, d);
    } else {
        codec_foreseen_d(node);
    }
    node->d = d;
    return mark;
}

static uint8_t *
make_room(Text *text, size_t bytes)
{
    if (text->room - text->length < bytes) {
        text->bytes =
            vis_grow(text->bytes, text->length + bytes, &text->room, 1);
    }
    return (uint8_t *)text->bytes + text->length;
}

static inline void
note_length(Text *text, const uint8_t *end)
{
    text->length = (size_t)(end - (const uint8_t *)text->bytes);
}

// What is not the same with each unit, behind its first word: returns where it
// ends.
static ALWAYS_INLINE uint64_t *
put_more(Output *out, TraceNode *node, uint64_t *base, uint64_t first,
         uint64_t *words, unsigned *mark)
{
    const unsigned kind = first & 255, form = codec_forms[kind];
    if (form == 2) { // the most frequent ones
        *mark |= put_c(out, node, kind, *words);
        return words + 1;
    }
    if ((form & UNIT_BIRTH) != 0 && first > base[WAY_AGE]) {
        base[WAY_AGE] = first & ~(uint64_t)UINT32_MAX;
    }
    if ((form & UNIT_FRAME) != 0) {
        out->codec->told.frame = event_a(first);
    }
    if ((form & UNIT_WORDS) == 1) {
        out->clock += (form & UNIT_STEP) != 0 ? event_a(first) : 0;
        return words;
    }
    const uint64_t c = *words++;
    if ((form & UNIT_RAW) != 0) {
        memcpy(out->value, &c, 8);
        out->value += 8;
    } else {
        uint64_t since = (form & UNIT_CLOCK) != 0 ? clock_now(out) : 0;
        *mark |= put_c(out, node, kind, c - since);
    }
    if ((form & UNIT_WORDS) > 2) {
        *mark |= put_d(out, node, kind, *words++);
    } else if ((form & UNIT_TEXT) != 0) {
        memcpy(out->field, words, (size_t)c);
        out->field += c;
        words += (c + 7) / 8;
    }
    if ((form & UNIT_CLOCK) != 0) {
        out->clock = c - (out->gain >> GAIN_CLOCK);
    }
    return words;
}

// A unit of several words, or that is not as foreseen.
static ALWAYS_INLINE uint64_t *
encode_unit(Output *out, TraceNode **node, TraceNode *before, uint64_t *base,
            uint64_t *words, bool foreseen)
{
    const uint64_t first = *words;
    unsigned mark = 0;
    if (!foreseen) {
        mark = put_first(out, node, before, base, words);
        out->gain += (*node)->gain;
    }
    words++;
    if ((out->gain & GAIN_MORE) != 0) {
        out->gain &= ~GAIN_MORE;
        const uint64_t *more = words;
        words = put_more(out, *node, base, first, words, &mark);
        out->run += words - more;
    }
    if (mark != 0) {
        put_mark(out, mark, (size_t)(words - 1 - out->run));
        out->run = words;
    }
    return words;
}

static ALWAYS_INLINE TraceRun
encode(TraceCodec *codec, uint64_t *all, size_t count, bool lines,
       TraceBytes *bytes)
{
    uint64_t *words = all;
    memcpy(all - CODEC_PAST, codec->past, sizeof(codec->past));
    Output out = {codec,
                  make_room(&bytes->marks, count * MARK_BYTES + 2),
                  make_room(&bytes->fields, count * 11 + 16),
                  make_room(&bytes->values, count * 8),
                  words,
                  0,
                  codec->told.clock};
    // What a node's word is counted from, by its way.
    uint64_t base[] = {0, (uint64_t)codec->births << 32, 0, 0};
    TraceNode *node = codec_node(codec, codec->place);
    TraceNode *before = codec_node(codec, codec->before);
    TraceRun run = {0, 0};
    const uint64_t *end = words + count;
    while (words < end) {
        const uint64_t *stop = end - words > GAIN_SUM ? words + GAIN_SUM : end;
        while (words < stop) {
            if (lines && is_line_at(*words)) {
                *words = line_behind(*words, out.clock, out.gain);
            }
            const bool foreseen = codec_foresee(node, base, words) == *words;
            out.gain += foreseen ? node->gain : 0;
            if (LIKELY(foreseen) && LIKELY((out.gain & GAIN_MORE) == 0)) {
                words++; // the most frequent ones
            } else {
                words =
                    encode_unit(&out, &node, before, base, words, foreseen);
            }
            before = node;
            node = codec_node(codec, node->next);
        }
        run.events += (uint16_t)out.gain;
        run.steps += (uint16_t)(out.gain >> GAIN_STEPS);
        out.clock = clock_now(&out);
        out.gain = 0;
    }
    if (out.run < words) {
        put_mark(&out, 0, (size_t)(words - out.run));
    }
    memcpy(codec->past, words - CODEC_PAST, sizeof(codec->past));
    codec->place = codec_where(codec, node);
    codec->before = codec_where(codec, before);
    codec->births = (uint32_t)(base[WAY_AGE] >> 32);
    codec->told.clock = out.clock;
    bytes->words += count;
    note_length(&bytes->marks, out.mark);
    note_length(&bytes->fields, out.field);
    note_length(&bytes->values, out.value);
    return run;
}

TraceRun
trace_encode(TraceCodec *codec, uint64_t *words, size_t count, bool lines,
             TraceBytes *bytes)
{
    // A loop for each: with every event the question would be asked in vain.
    return lines ? encode(codec, words, count, true, bytes)
                 : encode(codec, words, count, false, bytes);
}

TraceRun
trace_encode_copy(TraceCodec *codec, const uint64_t *words, size_t count,
                  TraceBytes *bytes)
{
    uint64_t few[CODEC_PAST + 64];
    const size_t size = (CODEC_PAST + count) * sizeof(uint64_t);
    uint64_t *copy = size <= sizeof(few) ? few : vis_alloc(size);
    memcpy(copy + CODEC_PAST, words, count * sizeof(uint64_t));
    TraceRun run = trace_encode(codec, copy + CODEC_PAST, count, true, bytes);
    if (copy != few) {
        free(copy);
    }
    return run;
}
