/* trace_encode.c - events as bytes
 *
 * The common ones take two to five bytes: an object is named by its age or
 * its place in a table, what is as it was last time is left out. All
 * others are their kind and varints, one for each field that event.def gives
 * a meaning.
 */
#include <string.h>

#include "gc/ownership.h"
#include "visualizer/model.h"
#include "visualizer/trace_state.h"

uint8_t codec_forms[EVENT_KIND_COUNT][4];
static bool forms_ready;

static bool
ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n >= k && strcmp(text + n - k, end) == 0;
}

static FieldForm
form_of(const char *label)
{
    return label[0] == '\0'                    ? FORM_NONE
           : ends_with(label, ":object")       ? FORM_OBJECT
           : strcmp(label, "address") == 0     ? FORM_ADDRESS
           : strcmp(label, "instruction") == 0 ? FORM_CLOCK
           : strcmp(label, "value") == 0       ? FORM_SIGNED
           : strcmp(label, "bits") == 0        ? FORM_BITS
           : strcmp(label, "real") == 0        ? FORM_BITS
           : strcmp(label, "imaginary") == 0   ? FORM_BITS
                                               : FORM_NUMBER;
}

static void
make_forms(void)
{
    for (int k = 0; k < EVENT_KIND_COUNT; k++) {
        const EventInfo *info = &event_info[k];
        codec_forms[k][0] = (uint8_t)form_of(info->a);
        codec_forms[k][1] = (uint8_t)form_of(info->b);
        codec_forms[k][2] = info->words > 1 ? (uint8_t)form_of(info->c) : 0;
        codec_forms[k][3] = info->words > 2 ? (uint8_t)form_of(info->d) : 0;
        if (info->has_text) {
            codec_forms[k][2] = FORM_NUMBER;
        }
    }
    static const uint8_t births[] = {EVENT_NEW, EVENT_INT, EVENT_FLOAT};
    for (size_t i = 0; i < sizeof(births); i++) {
        codec_forms[births[i]][0] = FORM_BIRTH;
        codec_forms[births[i]][3] = FORM_PLACE;
    }
    codec_forms[EVENT_COMPLEX][0] = FORM_BIRTH;
    codec_forms[EVENT_FRAME_PUSH][0] = FORM_BIRTH;
    codec_forms[EVENT_FRAME_PUSH][3] = FORM_CALLED;
}

void
trace_bytes_clear(TraceBytes *bytes)
{
    text_clear(&bytes->events);
    text_clear(&bytes->values);
}

void
trace_bytes_free(TraceBytes *bytes)
{
    text_free(&bytes->events);
    text_free(&bytes->values);
}

void
trace_bytes_join(const TraceBytes *bytes, Text *payload)
{
    uint8_t head[8];
    trace_put_u64(head, bytes->events.length);
    text_add_bytes(payload, head, sizeof(head));
    text_add_bytes(payload, bytes->events.bytes, bytes->events.length);
    text_add_bytes(payload, bytes->values.bytes, bytes->values.length);
}

void
trace_codec_reset(TraceCodec *codec)
{
    if (!forms_ready) {
        make_forms();
        forms_ready = true;
    }
    uint32_t told_frame = codec->told_frame;
    uint64_t told_clock = codec->told_clock;
    memset(codec, 0, sizeof(*codec));
    codec->told_frame = told_frame;
    codec->told_clock = told_clock;
}

// Where the bytes go, and what was done so far.
typedef struct Output {
    uint8_t *at, *values;
    TraceRun run;
} Output;

static ALWAYS_INLINE void
put_byte(Output *out, uint32_t byte)
{
    *out->at++ = (uint8_t)byte;
}

static ALWAYS_INLINE void
put_number(Output *out, uint64_t n)
{
    if (LIKELY(n < 0x80)) {
        put_byte(out, (uint32_t)n);
    } else {
        out->at += varint_put(out->at, n);
    }
}

// What an int or a float is worth stands apart.
static ALWAYS_INLINE void
put_signed(Output *out, uint64_t value)
{
    out->values += varint_put(out->values, zigzag(value));
}

static ALWAYS_INLINE void
put_bits(Output *out, uint64_t bits)
{
    trace_put_u64(out->values, bits);
    out->values += 8;
}

// Name << 1 | 1 when it has one, else the difference.
static void
put_object(TraceCodec *codec, Output *out, uint32_t serial)
{
    uint32_t name;
    if (codec_name(codec, serial, &name)) {
        put_number(out, (uint64_t)name << 1 | 1);
    } else {
        put_number(out, zigzag((uint64_t)serial - codec->last_object) << 1);
        codec->recent[name] = serial;
        codec->addresses[name] = 0;
    }
    codec->last_object = serial;
}

static ALWAYS_INLINE void
put_birth(const TraceCodec *codec, Output *out, uint32_t serial)
{
    put_number(out, zigzag((uint64_t)serial - codec->last_birth));
}

static ALWAYS_INLINE void
put_place(const TraceCodec *codec, Output *out, uint32_t heap, uint64_t address)
{
    put_number(out, zigzag(address - codec_expected(codec, heap)));
}

static void
put_field(TraceCodec *codec, Output *out, const uint64_t *words, uint8_t form,
          uint64_t value)
{
    switch (form) {
    case FORM_NUMBER:
        put_number(out, value);
        break;
    case FORM_OBJECT:
        put_object(codec, out, (uint32_t)value);
        break;
    case FORM_BIRTH:
        put_birth(codec, out, (uint32_t)value);
        break;
    case FORM_PLACE:
        put_place(codec, out,
                  codec_heap(event_kind(words[0]), (uint32_t)words[1]), value);
        break;
    case FORM_ADDRESS:
        put_number(out, zigzag(value - codec->address));
        codec->address = value;
        break;
    case FORM_CLOCK:
        put_number(out, zigzag(value - codec->clock));
        break;
    case FORM_SIGNED:
        put_signed(out, value);
        break;
    case FORM_BITS:
        put_bits(out, value);
        break;
    case FORM_CALLED:
        put_number(out, (uint32_t)value);
        put_object(codec, out, (uint32_t)(value >> 32));
        break;
    default:
        break;
    }
}

// First byte and name; nothing, and false, when it has none.
static ALWAYS_INLINE bool
put_short(TraceCodec *codec, Output *out, uint32_t first, uint32_t serial)
{
    uint32_t name;
    if (UNLIKELY(!codec_name(codec, serial, &name))) {
        return false;
    }
    codec->last_object = serial;
    put_byte(out, first | name >> 8);
    put_byte(out, name);
    return true;
}

// Whether the label is in its table; its place there.
static ALWAYS_INLINE bool
find_label(const TraceCodec *codec, uint32_t kind, uint64_t number,
           uint32_t *place)
{
    *place = codec_label(kind, number);
    const TraceLabel *label = &codec->labels[*place];
    return label->kind == kind && label->number == number;
}

static ALWAYS_INLINE bool
short_edge(TraceCodec *codec, Output *out, uint32_t target, uint32_t kind,
           uint64_t number)
{
    uint32_t label;
    if (kind == codec->edge_kind && number == codec->edge_number + 1) {
        return put_short(codec, out, SHORT_EDGE_NEXT, target);
    }
    if (!find_label(codec, kind, number, &label) ||
        !put_short(codec, out, SHORT_EDGE, target)) {
        return false;
    }
    put_byte(out, label);
    return true;
}

// SLOT and the EDGE behind it.
static ALWAYS_INLINE bool
short_slot(TraceCodec *codec, Output *out, uint32_t owner, uint32_t target,
           uint32_t kind, uint64_t number)
{
    uint32_t label, name;
    if (!find_label(codec, kind, number, &label)) {
        return false;
    }
    if (owner == *codec_frame(codec)) {
        if (!put_short(codec, out, SHORT_OWN_SLOT, target)) {
            return false;
        }
        put_byte(out, label);
        return true;
    }
    if (!codec_name(codec, owner, &name) ||
        !put_short(codec, out, SHORT_SLOT_EDGE, target)) {
        return false;
    }
    put_byte(out, label);
    put_byte(out, name >> 8);
    put_byte(out, name);
    return true;
}

// LINE and the SETTLED behind it.
static ALWAYS_INLINE void
short_line(TraceCodec *codec, Output *out, uint32_t frame, uint32_t line,
           uint64_t clock)
{
    if (LIKELY(frame == *codec_frame(codec))) {
        put_byte(out, SHORT_LINE);
    } else {
        put_byte(out, SHORT_LINE_OF);
        put_object(codec, out, frame);
    }
    put_number(out, zigzag((uint64_t)line - codec->line));
    put_number(out, clock - codec->clock);
}

static inline bool
short_push(TraceCodec *codec, Output *out, uint32_t frame, uint32_t flags,
           uint32_t code, uint64_t function)
{
    const TraceCall *call = codec_call(codec, code);
    if (call->code != code || call->flags != flags ||
        call->function != function) {
        return false;
    }
    put_byte(out, SHORT_PUSH);
    put_birth(codec, out, frame);
    put_object(codec, out, code);
    return true;
}

static NOINLINE void encode_local(TraceCodec *codec, Output *out,
                                  uint64_t word);

// Encodes and notes one event, or two that go together, in a form of its own;
// there are three words at `w`, zeros behind the last event. Returns how many
// were encoded; 0: it has none. The commonest of all go through here, so each
// case knows what it is about.
static ALWAYS_INLINE size_t
encode_short(TraceCodec *codec, Output *out, const uint64_t *w)
{
    const uint64_t first = w[0];
    uint32_t a = event_a(first), b = event_b(first);
    switch ((int)event_kind(first)) {
    case EVENT_PACKED_LINE:
        short_line(codec, out, codec->told_frame, b, codec->told_clock + a);
        codec_note_line(codec, codec->told_frame, b, codec->told_clock + a);
        out->run.steps++;
        out->run.events++; // and SETTLED
        return 1;
    case EVENT_PACKED_LOCAL:
        out->run.events++; // SLOT and EDGE
        if (short_slot(codec, out, codec->told_frame, a, LABEL_LOCAL, b)) {
            codec_note_edge(codec, LABEL_LOCAL, b);
        } else {
            encode_local(codec, out, first);
        }
        return 1;
    case EVENT_INCREF:
        return put_short(codec, out, SHORT_INCREF, a);
    case EVENT_DECREF:
        return put_short(codec, out, SHORT_DECREF, a);
    case EVENT_LINE:
        if (w[2] != event_word(EVENT_SETTLED, 0, 0)) {
            return 0;
        }
        short_line(codec, out, a, b, w[1]);
        codec_note_line(codec, a, b, w[1]);
        out->run.steps++;
        out->run.events++; // and SETTLED
        return 3;
    case EVENT_SLOT:
        if (event_kind(w[1]) == EVENT_EDGE &&
            short_slot(codec, out, a, event_a(w[1]), event_b(w[1]), w[2])) {
            codec_note_edge(codec, event_b(w[1]), w[2]);
            out->run.events++; // and EDGE
            return 3;
        }
        return put_short(codec, out, SHORT_SLOT, a);
    case EVENT_EDGE:
        if (!short_edge(codec, out, a, b, w[1])) {
            return 0;
        }
        codec_note_edge(codec, b, w[1]);
        return 2;
    case EVENT_FREE:
        if (b > 1 ||
            !put_short(codec, out, b == 1 ? SHORT_FREE_LEAF : SHORT_FREE, a)) {
            return 0;
        }
        codec_note_free(codec, a);
        return 1;
    case EVENT_INT:
        if (b != codec->int_type) {
            return 0;
        }
        put_byte(out, SHORT_INT);
        put_birth(codec, out, a);
        put_place(codec, out, CODEC_INTS, w[2]);
        put_signed(out, w[1]);
        codec_note_birth(codec, CODEC_INTS, a, w[2]);
        return 3;
    case EVENT_FLOAT:
        if (b != codec->float_type) {
            return 0;
        }
        put_byte(out, SHORT_FLOAT);
        put_birth(codec, out, a);
        put_place(codec, out, CODEC_FLOATS, w[2]);
        put_bits(out, w[1]);
        codec_note_birth(codec, CODEC_FLOATS, a, w[2]);
        return 3;
    case EVENT_FRAME_PUSH:
        if (!short_push(codec, out, a, b, (uint32_t)w[1], w[2])) {
            return 0;
        }
        codec_note_push(codec, a, b, w[1], w[2]);
        return 3;
    case EVENT_FRAME_POP:
        if (a != *codec_frame(codec) || b > 255) {
            return 0;
        }
        put_byte(out, SHORT_POP);
        put_byte(out, b);
        codec_note_pop(codec);
        return 1;
    case EVENT_DEALLOC_BEGIN:
        return put_short(codec, out, SHORT_DEALLOC_BEGIN, a);
    case EVENT_DEALLOC_END:
        return put_short(codec, out, SHORT_DEALLOC_END, a);
    case EVENT_OPCODE:
        if (a != *codec_frame(codec) || b > 255 || w[1] != codec->clock + 1) {
            return 0;
        }
        put_byte(out, SHORT_OPCODE);
        put_byte(out, b);
        codec->clock++;
        return 2;
    default:
        return 0;
    }
}

bool
trace_unpack(const TraceCodec *codec, uint64_t word, uint64_t words[3])
{
    uint32_t a = event_a(word), b = event_b(word);
    switch ((int)event_kind(word)) {
    case EVENT_PACKED_LINE:
        words[0] = event_word(EVENT_LINE, codec->told_frame, b);
        words[1] = codec->told_clock + a;
        words[2] = event_word(EVENT_SETTLED, 0, 0);
        return true;
    case EVENT_PACKED_LOCAL:
        words[0] = event_word(EVENT_SLOT, codec->told_frame, 0);
        words[1] = event_word(EVENT_EDGE, a, LABEL_LOCAL);
        words[2] = b;
        return true;
    default:
        return false;
    }
}

static void
encode_general(TraceCodec *codec, Output *out, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    const uint8_t *form = codec_forms[kind];
    put_byte(out, kind);
    put_field(codec, out, words, form[0], event_a(words[0]));
    put_field(codec, out, words, form[1], event_b(words[0]));
    if (form[2] != FORM_NONE) {
        put_field(codec, out, words, form[2], words[1]);
    }
    if (form[3] != FORM_NONE) {
        put_field(codec, out, words, form[3], words[2]);
    }
    if (event_info[kind].has_text) {
        memcpy(out->at, &words[2], (size_t)words[1]);
        out->at += words[1];
    }
    out->run.steps += kind == EVENT_LINE;
    codec_note(codec, words);
}

// A packed word whose label or frame has no short form.
static NOINLINE void
encode_local(TraceCodec *codec, Output *out, uint64_t word)
{
    uint64_t w[3] = {0};
    (void)trace_unpack(codec, word, w);
    if (!put_short(codec, out, SHORT_SLOT, event_a(w[0]))) {
        encode_general(codec, out, w);
    }
    if (short_edge(codec, out, event_a(w[1]), LABEL_LOCAL, w[2])) {
        codec_note_edge(codec, LABEL_LOCAL, w[2]);
    } else {
        encode_general(codec, out, w + 1);
    }
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

TraceRun
trace_encode(TraceCodec *codec, const uint64_t **words,
             const uint64_t *words_end, size_t most, TraceBytes *bytes)
{
    // A number takes at most three times as much as its event.
    Output out = {make_room(&bytes->events, most + TRACE_EVENT_MAX),
                  make_room(&bytes->values, 4 * (most + TRACE_EVENT_MAX)),
                  {0, 0}};
    const uint8_t *full = out.at + most;
    const uint64_t *at = *words;
    while (at < words_end && out.at < full) {
        out.run.events++;
        const uint64_t *three = at;
        uint64_t last[3];
        if (UNLIKELY(words_end - at < 3)) {
            memset(last, 0, sizeof(last));
            memcpy(last, at, (size_t)(words_end - at) * sizeof(uint64_t));
            three = last;
        }
        size_t used = encode_short(codec, &out, three);
        if (UNLIKELY(used == 0)) {
            used = event_length(at);
            if (used > 3) { // its text needs room, and ends the run
                note_length(&bytes->events, out.at);
                out.at = make_room(&bytes->events, used * 8 + TRACE_EVENT_MAX);
                full = out.at;
            }
            encode_general(codec, &out, at);
        }
        at += used;
    }
    note_length(&bytes->events, out.at);
    note_length(&bytes->values, out.values);
    *words = at;
    return out.run;
}
