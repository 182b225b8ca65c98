/* trace_encode.c - units as bytes: see trace_state.h */
#include <stddef.h>
#include <string.h>

#include "visualizer/trace_state.h"

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

// Lengths of marks and fields, clock and frame of the last line; marks,
// fields, values.
void
trace_bytes_join(const TraceBytes *bytes, Text *payload)
{
    uint8_t head[TRACE_PAYLOAD_HEAD];
    trace_put_u64(head, bytes->marks.length);
    trace_put_u64(head + 8, bytes->fields.length);
    trace_put_u64(head + 16, bytes->told.clock);
    trace_put_u64(head + 24, bytes->told.frame);
    text_add_bytes(payload, head, sizeof(head));
    text_add_bytes(payload, bytes->marks.bytes, bytes->marks.length);
    text_add_bytes(payload, bytes->fields.bytes, bytes->fields.length);
    text_add_bytes(payload, bytes->values.bytes, bytes->values.length);
}

// Where the bytes go.
typedef struct Output {
    uint8_t *mark, *field, *value;
    uint64_t run; // units as foreseen since the last mark
    uint64_t sum; // of the units' forms
    uint64_t clock;
} Output;

static ALWAYS_INLINE void
put_number(Output *out, uint64_t n)
{
    out->field = number_put(out->field, n);
}

static ALWAYS_INLINE void
put_mark(Output *out, unsigned bits)
{
    while (UNLIKELY(out->run > MARK_RUN)) {
        out->mark[0] = 0;
        out->mark[1] = MARK_RUN;
        out->mark += MARK_BYTES;
        out->run -= MARK_RUN;
    }
    out->mark[0] = (uint8_t)bits;
    out->mark[1] = (uint8_t)out->run;
    out->mark += MARK_BYTES;
    out->run = 0;
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

// The first word, which is not what the node foresees.
static ALWAYS_INLINE unsigned
put_first(TraceCodec *codec, Output *out, TraceNode **node, TraceNode *before,
          const uint64_t *base, uint64_t first)
{
    const uint32_t births = (uint32_t)(base[WAY_AGE] >> 32);
    unsigned mark = 0;
    if (UNLIKELY((uint32_t)(*node)->first != (uint32_t)first)) {
        mark = find_start(codec, node, before, (uint32_t)first);
        if (mark == MARK_START) {
            put_number(out, (uint32_t)first);
        } else if ((*node)->word + base[(*node)->way_a] == first) {
            return mark;
        }
    }
    mark |= (*node)->way_a < WAY_TOLD ? MARK_A : 0;
    put_number(out, number_of_a(event_a(first), births));
    codec_told_a(*node, first, births);
    return mark;
}

static ALWAYS_INLINE unsigned
put_c(TraceCodec *codec, Output *out, TraceNode *node, unsigned kind,
      uint64_t c)
{
    uint64_t step = c - node->c;
    unsigned mark = 0;
    if (step != (uint64_t)(int64_t)node->step_c || node->way_c != WAY_STEP) {
        mark = node->way_c == WAY_STEP ? MARK_C : 0;
        put_number(out, zigzag(step));
        codec_told_c(codec, node, kind, c);
    }
    node->c = c;
    return mark;
}

static ALWAYS_INLINE unsigned
put_d(TraceCodec *codec, Output *out, TraceNode *node, unsigned kind,
      uint64_t d)
{
    uint64_t foreseen = codec_foresee_d(node);
    unsigned mark = 0;
    if (d != foreseen || node->way_d >= WAY_TOLD) {
        mark = node->way_d < WAY_TOLD ? MARK_D : 0;
        put_number(out, zigzag(d - codec->last_d[kind]));
        codec_told_d(codec, node, kind, d);
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
static ALWAYS_INLINE const uint64_t *
put_more(TraceCodec *codec, Output *out, TraceNode *node, uint64_t *base,
         const uint64_t *words, unsigned *mark)
{
    const uint64_t first = words[0], form = node->form;
    if ((form & UNIT_BIRTH) != 0 && first > base[WAY_AGE]) {
        base[WAY_AGE] = first & ~(uint64_t)UINT32_MAX;
    }
    if ((form & UNIT_FRAME) != 0) {
        codec->told.frame = event_a(first);
    }
    words++;
    if ((form & UNIT_WORDS) == 1) {
        return words;
    }
    const unsigned kind = first & 255;
    const uint64_t c = *words++;
    if ((form & UNIT_RAW) != 0) {
        memcpy(out->value, &c, 8);
        out->value += 8;
    } else {
        uint64_t since = (form & UNIT_CLOCK) != 0 ? out->clock : 0;
        *mark |= put_c(codec, out, node, kind, c - since);
    }
    if ((form & UNIT_WORDS) > 2) {
        *mark |= put_d(codec, out, node, kind, *words++);
    } else if ((form & UNIT_TEXT) != 0) {
        memcpy(out->field, words, (size_t)c);
        out->field += c;
        words += (c + 7) / 8;
    }
    if ((form & UNIT_LINE) != 0) {
        out->clock = c;
    }
    return words;
}

// A unit that is not a single word as foreseen. `next` is its place before it,
// that of the next one behind it.
static ALWAYS_INLINE const uint64_t *
encode_unit(TraceCodec *codec, Output *out, TraceNode **next, TraceNode *before,
            uint64_t *base, const uint64_t *words)
{
    TraceNode *node = *next;
    const uint64_t first = *words;
    unsigned mark = 0;
    if (node->word + base[node->way_a] != first) {
        mark = put_first(codec, out, &node, before, base, first);
    }
    const uint64_t form = node->form;
    if ((form & UNIT_MORE) != 0) {
        words = put_more(codec, out, node, base, words, &mark);
    } else {
        out->clock += (form & UNIT_STEP) != 0 ? first >> 32 : 0;
        words++;
    }
    if (mark != 0) {
        put_mark(out, mark);
    } else {
        out->run++;
    }
    out->sum += form;
    *next = node;
    return words;
}

TraceRun
trace_encode(TraceCodec *codec, const uint64_t *words, size_t count,
             TraceBytes *bytes)
{
    Output out = {make_room(&bytes->marks, count * MARK_BYTES + 2),
                  make_room(&bytes->fields, count * 11 + 16),
                  make_room(&bytes->values, count * 8),
                  0,
                  0,
                  codec->told.clock};
    // What a node's word is counted from, by its way.
    uint64_t base[] = {0, (uint64_t)codec->births << 32, 0, 0};
    TraceNode *node = codec_node(codec, codec->place);
    TraceNode *before = codec_node(codec, codec->before);
    TraceRun run = {0, 0};
    const uint64_t *end = words + count;
    while (words < end) {
        const uint64_t *stop =
            end - words > CODEC_SUM ? words + CODEC_SUM : end;
        out.sum = 0;
        while (words < stop) {
            const uint64_t first = *words, form = node->form;
            if (LIKELY(node->word + base[node->way_a] == first) &&
                LIKELY((form & UNIT_MORE) == 0)) {
                // The most frequent ones.
                if ((form & UNIT_STEP) != 0) {
                    out.clock += first >> 32;
                }
                out.sum += form;
                out.run++;
                words++;
            } else {
                words = encode_unit(codec, &out, &node, before, base, words);
            }
            before = node;
            node = codec_node(codec, node->next);
        }
        run.events += (out.sum << (64 - UNIT_STEPS)) >> (64 - UNIT_STEPS) >>
                      UNIT_EVENTS;
        run.steps += out.sum >> UNIT_STEPS;
    }
    if (out.run > 0) {
        put_mark(&out, 0);
    }
    codec->place = (uint32_t)((char *)node - (char *)codec->nodes);
    codec->before = (uint32_t)((char *)before - (char *)codec->nodes);
    codec->births = (uint32_t)(base[WAY_AGE] >> 32);
    codec->told.clock = out.clock;
    bytes->words += count;
    note_length(&bytes->marks, out.mark);
    note_length(&bytes->fields, out.field);
    note_length(&bytes->values, out.value);
    return run;
}
