/* trace_decode.c - bytes as units: trace_encode.c read backwards */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/trace_state.h"
#include "visualizer/varint.h"

TraceInput
trace_input(const uint8_t *payload, size_t length)
{
    static const uint8_t bad[] = {0xff};
    uint64_t room = length - TRACE_PAYLOAD_HEAD;
    uint64_t marks = UINT64_MAX, fields = 0;
    if (length >= TRACE_PAYLOAD_HEAD) {
        marks = trace_get_u64(payload);
        fields = trace_get_u64(payload + 8);
    }
    if (marks > room || fields > room - marks) {
        return (TraceInput){.at = bad, .end = bad + sizeof(bad)};
    }
    const uint8_t *at = payload + TRACE_PAYLOAD_HEAD, *field = at + marks;
    const uint8_t *value = field + fields;
    TraceTold told = {trace_get_u64(payload + 16),
                      (uint32_t)trace_get_u64(payload + 24)};
    return (TraceInput){at,    field, field, value,
                        value, payload + length, told};
}

TraceInput
trace_input_open(const TraceBytes *bytes)
{
    const uint8_t *marks = (const uint8_t *)bytes->marks.bytes;
    const uint8_t *fields = (const uint8_t *)bytes->fields.bytes;
    const uint8_t *values = (const uint8_t *)bytes->values.bytes;
    return (TraceInput){marks,  marks + bytes->marks.length,
                        fields, fields + bytes->fields.length,
                        values, values + bytes->values.length,
                        bytes->told};
}

// What is left of fields and values.
typedef struct Fields {
    const uint8_t *at, *end;
    const uint8_t *value, *value_end;
    bool bad;
} Fields;

static inline uint64_t
get_number(Fields *in)
{
    uint64_t n = 0;
    if (UNLIKELY(!number_get(&in->at, in->end, &n))) {
        in->bad = true;
    }
    return n;
}

static inline uint64_t
get_raw(Fields *in)
{
    if (in->value_end - in->value < 8) {
        in->bad = true;
        return 0;
    }
    in->value += 8;
    return trace_get_u64(in->value - 8);
}

// The other node of the place, which has kind and b or is told them.
static TraceNode *
get_start(Fields *in, TraceCodec *codec, TraceNode *node, unsigned mark)
{
    node = (mark & MARK_START) != 0
               ? codec_start(codec, node, (uint32_t)get_number(in))
               : codec_other(codec, node);
    codec_turn(codec, codec_node(codec, codec->before), node);
    return node;
}

static ALWAYS_INLINE uint64_t
get_first(Fields *in, TraceCodec *codec, TraceNode *node, unsigned mark,
          const uint64_t *at)
{
    if (LIKELY((mark & MARK_A) == 0 && node->way_a < WAY_TOLD)) {
        const uint64_t base[] = {0, (uint64_t)codec->births << 32};
        return codec_foresee(node, base, at);
    }
    uint32_t a = number_as_a(get_number(in), codec->births);
    uint64_t first = (uint32_t)node->first | (uint64_t)a << 32;
    codec_told_a(node, first, codec->births, at);
    return first;
}

static ALWAYS_INLINE uint64_t
get_c(Fields *in, TraceCodec *codec, TraceNode *node, unsigned mark)
{
    uint64_t c = node->c + (uint64_t)(int64_t)node->step_c;
    if ((mark & MARK_C) != 0 || node->way_c >= WAY_TOLD) {
        c = node->c + unzigzag(get_number(in));
        codec_told_c(codec, node, node->first & 255, c);
    }
    return node->c = c;
}

static ALWAYS_INLINE uint64_t
get_d(Fields *in, TraceCodec *codec, TraceNode *node, unsigned mark)
{
    uint64_t d = codec_foresee_d(node);
    if ((mark & MARK_D) != 0 || node->way_d >= WAY_TOLD) {
        unsigned kind = node->first & 255;
        d = codec->last_d[kind] + unzigzag(get_number(in));
        codec_told_d(codec, node, kind, d);
    } else {
        codec_foreseen_d(node);
    }
    return node->d = d;
}

// Room for the events of a unit of so many words.
static inline void
make_room(TraceDecoder *d, size_t words)
{
    if (words > d->room) {
        d->room = words + 64;
        d->words = vis_realloc(d->words, d->room * sizeof(uint64_t));
    }
}

static void
get_text(TraceDecoder *d, Fields *in, uint64_t length)
{
    if (length > (uint64_t)(in->end - in->at)) {
        in->bad = true;
        return;
    }
    size_t words = ((size_t)length + 7) / 8;
    make_room(d, 2 + words);
    d->words[1 + words] = 0; // the padding
    d->words[1] = length;
    memcpy(&d->words[2], in->at, (size_t)length);
    in->at += length;
    d->filled += words;
}

// The unit's words are past, the last ones at least.
static ALWAYS_INLINE void
note_past(TraceDecoder *d)
{
    const size_t room = sizeof(d->past) / sizeof(d->past[0]);
    const uint64_t *from = d->words;
    size_t n = d->filled;
    if (UNLIKELY(n > CODEC_PAST)) {
        from += n - CODEC_PAST;
        n = CODEC_PAST;
    }
    if (UNLIKELY(d->past_end + n > room)) {
        memmove(d->past, d->past + d->past_end - CODEC_PAST,
                CODEC_PAST * sizeof(uint64_t));
        d->past_end = CODEC_PAST;
    }
    for (size_t i = 0; i < n; i++) {
        d->past[d->past_end++] = from[i];
    }
}

// Notes the rest of a unit of which something is to be noted (UNIT_NOTED).
static ALWAYS_INLINE void
note_unit(TraceCodec *codec, unsigned form, uint64_t first, uint64_t c)
{
    uint32_t a = event_a(first);
    if ((form & UNIT_BIRTH) != 0 && a > codec->births) {
        codec->births = a;
    }
    if ((form & UNIT_CLOCK) != 0) {
        codec->told.clock = c;
    } else if ((form & UNIT_STEP) != 0) {
        codec->told.clock += a;
    } else if ((form & UNIT_TICK) != 0) {
        codec->told.clock++;
    }
    if ((form & UNIT_FRAME) != 0) {
        codec->told.frame = a;
    }
}

// The events of the unit at `node`, into d->words.
static ALWAYS_INLINE void
get_unit(TraceDecoder *d, Fields *in, TraceNode *node, unsigned mark)
{
    TraceCodec *codec = &d->codec;
    if (UNLIKELY((mark & (MARK_OTHER | MARK_START)) != 0)) {
        node = get_start(in, codec, node, mark);
    }
    const unsigned form = codec_forms[node->first & 255];
    if (UNLIKELY(form == 0)) {
        in->bad = true;
        return;
    }
    const uint64_t first =
        get_first(in, codec, node, mark, d->past + d->past_end);
    const unsigned kind = first & 255;
    uint64_t c = 0;
    d->next = 0;
    d->filled = form & UNIT_WORDS;
    if ((form & UNIT_WORDS) > 1) {
        if ((form & UNIT_RAW) != 0) {
            c = get_raw(in);
        } else {
            c = get_c(in, codec, node, mark);
            c += (form & UNIT_CLOCK) != 0 ? codec->told.clock : 0;
        }
        d->words[1] = c;
        if ((form & UNIT_WORDS) > 2) {
            d->words[2] = get_d(in, codec, node, mark);
        } else if ((form & UNIT_TEXT) != 0) {
            get_text(d, in, c);
        }
    }
    d->words[0] = first;
    note_past(d);
    if (kind >= EVENT_KIND_COUNT) {
        d->filled = trace_unpack(codec->told, first, c, d->words);
    }
    if ((form & UNIT_NOTED) != 0) {
        note_unit(codec, form, first, c);
    }
    codec->before = codec_where(codec, node);
    codec->place = node->next;
}

// Decodes the next unit; false when the bytes are damaged.
static inline bool
decode_unit(TraceDecoder *d, TraceInput *input)
{
    if (UNLIKELY(input->end - input->at < MARK_BYTES)) {
        return false;
    }
    const unsigned bits = input->at[0], run = input->at[1];
    const unsigned mark = d->passed < run ? 0 : bits;
    if (UNLIKELY(bits > MARK_BITS || (bits | run) == 0)) {
        return false;
    }
    Fields in = {input->field, input->field_end, input->value, input->value_end,
                 false};
    TraceNode *node = codec_node(&d->codec, d->codec.place);
    get_unit(d, &in, node, mark);
    if (UNLIKELY(in.bad)) {
        d->filled = d->next = 0;
        return false;
    }
    d->passed++;
    if (d->passed > run || (d->passed == run && bits == 0)) {
        input->at += MARK_BYTES;
        d->passed = 0;
    }
    input->field = in.at;
    input->value = in.value;
    return true;
}

const uint64_t *
trace_decode(TraceDecoder *d, TraceInput *input)
{
    while (d->next == d->filled) {
        if (input->at == input->end || !decode_unit(d, input)) {
            return NULL;
        }
    }
    const uint64_t *words = d->words + d->next;
    d->next += event_length(words);
    return words;
}

void
trace_decoder_begin(TraceDecoder *d, TraceTold told)
{
    codec_begin(&d->codec, told);
    d->next = d->filled = d->passed = 0;
    memset(d->past, 0, sizeof(d->past));
    d->past_end = CODEC_PAST;
    make_room(d, TRACE_UNPACKED);
}

void
trace_decoder_copy(TraceDecoder *to, const TraceDecoder *from)
{
    uint64_t *words = vis_realloc(to->words, from->room * sizeof(uint64_t));
    memcpy(to, from,
           offsetof(TraceDecoder, codec.nodes) +
               2 * from->codec.places * sizeof(TraceNode));
    to->words = words;
    if (from->filled > 0) {
        memcpy(words, from->words, from->filled * sizeof(uint64_t));
    }
}

void
trace_decoder_free(TraceDecoder *d)
{
    free(d->words);
    *d = (TraceDecoder){.words = NULL};
}
