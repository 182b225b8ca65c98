/* trace_decode.c - bytes as events: trace_encode.c read backwards */
#include <stdlib.h>
#include <string.h>

#include "visualizer/trace_state.h"

TraceInput
trace_input(const uint8_t *payload, size_t length)
{
    static const uint8_t nothing[1];
    uint64_t events = length < 8 ? UINT64_MAX : trace_get_u64(payload);
    if (length < 8 || events > length - 8) {
        // One byte that stands for no event.
        return (TraceInput){nothing, nothing + 1, nothing, nothing};
    }
    const uint8_t *end = payload + 8 + events;
    return (TraceInput){payload + 8, end, end, payload + length};
}

// What is left of a block.
typedef struct Input {
    const uint8_t *at, *end;
    const uint8_t *value, *value_end;
    bool bad;
} Input;

static uint64_t
get_number(Input *in)
{
    uint64_t n = 0;
    if (!varint_get(&in->at, in->end, &n)) {
        in->bad = true;
    }
    return n;
}

// What an int is worth.
static uint64_t
get_signed(Input *in)
{
    uint64_t n = 0;
    if (!varint_get(&in->value, in->value_end, &n)) {
        in->bad = true;
    }
    return unzigzag(n);
}

// What a float is worth.
static uint64_t
get_bits(Input *in)
{
    if (in->value_end - in->value < 8) {
        in->bad = true;
        return 0;
    }
    in->value += 8;
    return trace_get_u64(in->value - 8);
}

static uint64_t
get_bytes(Input *in, size_t count)
{
    if ((size_t)(in->end - in->at) < count) {
        in->bad = true;
        return 0;
    }
    uint64_t n = 0;
    for (size_t i = 0; i < count; i++) {
        n |= (uint64_t)in->at[i] << 8 * i;
    }
    in->at += count;
    return n;
}

static uint32_t
get_object(TraceCodec *codec, Input *in)
{
    uint64_t n = get_number(in);
    uint32_t serial;
    if ((n & 1) != 0) {
        serial = codec_named(codec, (uint32_t)(n >> 1) & 4095);
        in->bad |= n >> 1 > 4095;
    } else {
        serial = (uint32_t)(codec->last_object + unzigzag(n >> 1));
        uint32_t place = codec_place(serial);
        codec->recent[place] = serial;
        codec->addresses[place] = 0;
    }
    codec->last_object = serial;
    return serial;
}

static uint32_t
get_birth(const TraceCodec *codec, Input *in)
{
    return (uint32_t)(codec->last_birth + unzigzag(get_number(in)));
}

static uint64_t
get_place(const TraceCodec *codec, uint32_t heap, Input *in)
{
    return codec_expected(codec, heap) + unzigzag(get_number(in));
}

static uint64_t
get_field(TraceCodec *codec, const uint64_t *words, uint8_t form, Input *in)
{
    uint64_t n;
    switch (form) {
    case FORM_NUMBER:
        return get_number(in);
    case FORM_OBJECT:
        return get_object(codec, in);
    case FORM_BIRTH:
        return get_birth(codec, in);
    case FORM_PLACE:
        return get_place(codec,
                         codec_heap(event_kind(words[0]), (uint32_t)words[1]),
                         in);
    case FORM_ADDRESS:
        return codec->address += unzigzag(get_number(in));
    case FORM_CLOCK:
        return codec->clock + unzigzag(get_number(in));
    case FORM_SIGNED:
        return get_signed(in);
    case FORM_BITS:
        return get_bits(in);
    case FORM_CALLED:
        n = get_number(in);
        return (uint32_t)n | (uint64_t)get_object(codec, in) << 32;
    default:
        return 0;
    }
}

// The object whose name is the 12 bits at the input.
static uint32_t
get_short(TraceCodec *codec, Input *in)
{
    uint32_t high = (uint32_t)in->at[0] & 15u;
    in->at++;
    uint32_t name = high << 8 | (uint32_t)get_bytes(in, 1);
    uint32_t serial = codec_named(codec, name);
    codec->last_object = serial;
    return serial;
}

static void
get_label(const TraceCodec *codec, Input *in, uint32_t target,
          uint64_t *words)
{
    const TraceLabel *label = &codec->labels[get_bytes(in, 1)];
    words[0] = event_word(EVENT_EDGE, target, label->kind);
    words[1] = label->number;
}

// The event of a first byte from SHORT_LINE on; returns its words.
static size_t
decode_alone(TraceCodec *codec, Input *in, uint64_t *words)
{
    uint32_t a = *codec_frame(codec), b;
    uint64_t address;
    switch (*in->at++) {
    case SHORT_LINE_OF:
        a = get_object(codec, in);
        // fall through
    case SHORT_LINE:
        b = codec->line + (uint32_t)unzigzag(get_number(in));
        words[0] = event_word(EVENT_LINE, a, b);
        words[1] = codec->clock + get_number(in);
        words[2] = event_word(EVENT_SETTLED, 0, 0);
        return 3;
    case SHORT_OPCODE:
        words[0] = event_word(EVENT_OPCODE, a, (uint32_t)get_bytes(in, 1));
        words[1] = codec->clock + 1;
        return 2;
    case SHORT_PUSH: {
        a = get_birth(codec, in);
        const TraceCall *call = codec_call(codec, get_object(codec, in));
        words[0] = event_word(EVENT_FRAME_PUSH, a, call->flags);
        words[1] = call->code;
        words[2] = call->function;
        return 3;
    }
    case SHORT_POP:
        words[0] = event_word(EVENT_FRAME_POP, a, (uint32_t)get_bytes(in, 1));
        return 1;
    case SHORT_INT:
        a = get_birth(codec, in);
        address = get_place(codec, CODEC_INTS, in);
        words[0] = event_word(EVENT_INT, a, codec->int_type);
        words[1] = get_signed(in);
        words[2] = address;
        return 3;
    case SHORT_FLOAT:
        a = get_birth(codec, in);
        address = get_place(codec, CODEC_FLOATS, in);
        words[0] = event_word(EVENT_FLOAT, a, codec->float_type);
        words[1] = get_bits(in);
        words[2] = address;
        return 3;
    default:
        in->bad = true;
        return 0;
    }
}

// Of a first byte from SHORT_INCREF on.
static size_t
decode_short(TraceCodec *codec, Input *in, uint64_t *words)
{
    static const uint8_t kinds[16] = {
        [SHORT_INCREF >> 4] = EVENT_INCREF,
        [SHORT_DECREF >> 4] = EVENT_DECREF,
        [SHORT_SLOT >> 4] = EVENT_SLOT,
        [SHORT_FREE >> 4] = EVENT_FREE,
        [SHORT_DEALLOC_BEGIN >> 4] = EVENT_DEALLOC_BEGIN,
        [SHORT_DEALLOC_END >> 4] = EVENT_DEALLOC_END,
        [SHORT_FREE_LEAF >> 4] = EVENT_FREE};
    uint8_t row = *in->at & 0xf0;
    if (row == SHORT_LINE) {
        return decode_alone(codec, in, words);
    }
    uint32_t serial = get_short(codec, in);
    switch (row) {
    case SHORT_EDGE_NEXT:
        words[0] = event_word(EVENT_EDGE, serial, codec->edge_kind);
        words[1] = codec->edge_number + 1;
        return 2;
    case SHORT_EDGE:
        get_label(codec, in, serial, words);
        return 2;
    case SHORT_OWN_SLOT:
        words[0] = event_word(EVENT_SLOT, *codec_frame(codec), 0);
        get_label(codec, in, serial, words + 1);
        return 3;
    case SHORT_SLOT_EDGE: {
        get_label(codec, in, serial, words + 1);
        uint32_t name = (uint32_t)get_bytes(in, 1) << 8;
        name |= (uint32_t)get_bytes(in, 1);
        words[0] = event_word(EVENT_SLOT, codec_named(codec, name & 4095), 0);
        return 3;
    }
    default:
        words[0] = event_word((EventKind)kinds[row >> 4], serial,
                              row == SHORT_FREE_LEAF);
        return 1;
    }
}

static size_t
decode_text(TraceDecoder *d, Input *in, EventKind kind)
{
    const uint8_t *form = codec_forms[kind];
    uint64_t a = get_field(&d->codec, NULL, form[0], in);
    uint64_t b = get_field(&d->codec, NULL, form[1], in);
    uint64_t bytes = get_number(in);
    if (in->bad || bytes > (uint64_t)(in->end - in->at)) {
        in->bad = true;
        return 0;
    }
    size_t length = 2 + ((size_t)bytes + 7) / 8;
    if (length > d->room) {
        d->room = length + 64;
        d->words = vis_realloc(d->words, d->room * sizeof(uint64_t));
    }
    d->words[length - 1] = 0; // the padding
    d->words[0] = event_word(kind, (uint32_t)a, (uint32_t)b);
    d->words[1] = bytes;
    memcpy(&d->words[2], in->at, (size_t)bytes);
    in->at += bytes;
    return length;
}

static size_t
decode_general(TraceDecoder *d, Input *in)
{
    unsigned kind = *in->at++;
    if (kind >= EVENT_KIND_COUNT) {
        in->bad = true;
        return 0;
    }
    if (event_info[kind].has_text) {
        return decode_text(d, in, (EventKind)kind);
    }
    const uint8_t *form = codec_forms[kind];
    uint64_t *words = d->words;
    uint64_t a = get_field(&d->codec, words, form[0], in);
    uint64_t b = get_field(&d->codec, words, form[1], in);
    words[0] = event_word((EventKind)kind, (uint32_t)a, (uint32_t)b);
    words[1] = get_field(&d->codec, words, form[2], in);
    words[2] = get_field(&d->codec, words, form[3], in);
    return (size_t)event_info[kind].words;
}

const uint64_t *
trace_decode(TraceDecoder *d, TraceInput *input)
{
    if (d->next == d->filled) {
        if (input->at == input->end) {
            return NULL;
        }
        if (d->room < 8) {
            d->room = 64;
            d->words = vis_realloc(d->words, d->room * sizeof(uint64_t));
        }
        Input in = {input->at, input->end, input->value, input->value_end,
                    false};
        d->next = 0;
        d->filled = *in.at >= SHORT_INCREF
                        ? decode_short(&d->codec, &in, d->words)
                        : decode_general(d, &in);
        if (in.bad) {
            d->filled = 0;
            return NULL;
        }
        input->at = in.at;
        input->value = in.value;
    }
    const uint64_t *words = d->words + d->next;
    d->next += event_length(words);
    codec_note(&d->codec, words);
    return words;
}

void
trace_decoder_reset(TraceDecoder *d)
{
    trace_codec_reset(&d->codec);
    d->next = d->filled = 0;
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
