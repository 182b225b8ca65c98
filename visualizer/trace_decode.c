/* trace_decode.c - bytes as units: trace_encode.c read backwards */
#include <stdlib.h>
#include <string.h>

#include "visualizer/trace_state.h"

TraceInput
trace_input(const uint8_t *payload, size_t length)
{
    static const uint8_t bad[] = {MARK_BAD};
    uint64_t room = length - TRACE_PAYLOAD_HEAD;
    uint64_t marks = UINT64_MAX, fields = 0;
    if (length >= TRACE_PAYLOAD_HEAD) {
        marks = trace_get_u64(payload);
        fields = trace_get_u64(payload + 8);
    }
    if (marks > room || fields > room - marks) {
        return (TraceInput){.at = bad, .end = bad + 1};
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
    if (!varint_get(&in->at, in->end, &n)) {
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

static ALWAYS_INLINE uint32_t
get_a(Fields *in, TraceNode *node, const TraceHead *head, unsigned mark)
{
    switch (mark & MARK_A) {
    case MARK_A_SAME:
        return event_a(node->first);
    case MARK_A_AGE:
        break;
    case MARK_A_AGE_TOLD:
        node->age = (uint32_t)get_number(in);
        break;
    default:
        node->age = head->births - (uint32_t)get_number(in);
        break;
    }
    return head->births - node->age;
}

static ALWAYS_INLINE uint64_t
get_c(Fields *in, TraceNode *node, uint64_t *last, unsigned mark)
{
    uint64_t c;
    switch (mark & MARK_C) {
    case MARK_C_SAME:
        return node->c;
    case MARK_C_NEXT: c = *last + 1; break;
    case MARK_C_TOLD: c = node->c + unzigzag(get_number(in)); break;
    default: c = get_raw(in); break;
    }
    return node->c = *last = c;
}

static ALWAYS_INLINE uint64_t
get_d(Fields *in, TraceNode *node, uint64_t *last, unsigned mark)
{
    uint64_t d = node->d;
    switch (mark & MARK_D) {
    case MARK_D_SAME:
        return d;
    case MARK_D_STEP: d += (uint64_t)node->step; break;
    default:
        d = *last + unzigzag(get_number(in));
        node->step = (int32_t)(d - node->d);
        break;
    }
    return node->d = *last = d;
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

// Decodes the unit of the next mark; false when the bytes are damaged.
static inline bool
decode_unit(TraceDecoder *d, TraceInput *input)
{
    TraceCodec *codec = &d->codec;
    TraceHead *head = &codec->head;
    Fields in = {input->field, input->field_end, input->value,
                 input->value_end, false};
    const unsigned mark = *input->at;
    TraceNode *node = codec_node(codec, head);
    uint32_t start = (uint32_t)node->first;
    if (UNLIKELY((mark & MARK_START) != 0)) {
        start = (uint32_t)get_number(&in);
    }
    const unsigned kind = start & 255;
    const uint64_t form = codec_forms[kind];
    if (UNLIKELY(form == 0 || (mark & MARK_BAD) != 0)) {
        return false;
    }
    uint32_t a = get_a(&in, node, head, mark);
    const uint64_t first = node->first = start | (uint64_t)a << 32;
    uint64_t c = 0;
    d->next = 0;
    d->filled = form & UNIT_WORDS;
    if ((form & UNIT_WORDS) > 1) {
        c = get_c(&in, node, &codec->last_c[kind], mark);
        c += (form & UNIT_CLOCK) != 0 ? codec->clock : 0;
        d->words[1] = c;
        if ((form & UNIT_WORDS) > 2) {
            d->words[2] =
                get_d(&in, node, &codec->last_d[kind], mark);
        } else if ((form & UNIT_TEXT) != 0) {
            get_text(d, &in, c);
        }
    }
    if (kind >= EVENT_KIND_COUNT) {
        d->filled = trace_unpack(codec->told, first, c, d->words);
    }
    if (UNLIKELY(in.bad)) {
        d->filled = 0;
        return false;
    }
    if (LIKELY(kind < EVENT_KIND_COUNT)) {
        d->words[0] = first;
    }
    codec_note_start(head, start);
    if ((form & UNIT_NOTED) != 0) {
        codec_note(codec, head, form, first, c);
    }
    input->at++;
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
    codec_make_forms();
    memset(&d->codec, 0, sizeof(d->codec));
    d->codec.told = told;
    d->next = d->filled = 0;
    make_room(d, TRACE_UNPACKED);
}

void
trace_decoder_copy(TraceDecoder *to, const TraceDecoder *from)
{
    uint64_t *words = vis_realloc(to->words, from->room * sizeof(uint64_t));
    *to = *from;
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
