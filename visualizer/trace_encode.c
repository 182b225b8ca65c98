/* trace_encode.c - events as bytes
 *
 * The common ones take two to five bytes: an object is named by its place
 * in a table of recent ones, what is as it was last time is left out. All
 * others are their kind and varints, one for each field that event.def gives
 * a meaning.
 */
#include <string.h>

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
    codec_forms[EVENT_FRAME_PUSH][0] = FORM_BIRTH;
    codec_forms[EVENT_FRAME_PUSH][3] = FORM_CALLED;
}

void
trace_codec_reset(TraceCodec *codec)
{
    if (!forms_ready) {
        make_forms();
        forms_ready = true;
    }
    memset(codec, 0, sizeof(*codec));
}

// Place << 1 | 1 when it is in the table, else the difference.
static size_t
put_object(TraceCodec *codec, uint32_t serial, uint8_t *at)
{
    uint32_t place = codec_place(serial);
    uint64_t n;
    if (codec->recent[place] == serial) {
        n = (uint64_t)place << 1 | 1;
    } else {
        n = zigzag((uint64_t)serial - codec->last_object) << 1;
        codec->recent[place] = serial;
        codec->addresses[place] = 0;
    }
    codec->last_object = serial;
    return varint_put(at, n);
}

static size_t
put_birth(const TraceCodec *codec, uint32_t serial, uint8_t *at)
{
    return varint_put(at, zigzag((uint64_t)serial - codec->last_birth));
}

static size_t
put_place(const TraceCodec *codec, uint32_t heap, uint64_t address,
          uint8_t *at)
{
    return varint_put(at, zigzag(address - codec_expected(codec, heap)));
}

static size_t
put_field(TraceCodec *codec, const uint64_t *words, uint8_t form,
          uint64_t value, uint8_t *at)
{
    uint64_t last;
    size_t n;
    switch (form) {
    case FORM_NUMBER:
        return varint_put(at, value);
    case FORM_OBJECT:
        return put_object(codec, (uint32_t)value, at);
    case FORM_BIRTH:
        return put_birth(codec, (uint32_t)value, at);
    case FORM_PLACE:
        return put_place(
            codec, codec_heap(event_kind(words[0]), (uint32_t)words[1]),
            value, at);
    case FORM_ADDRESS:
        last = codec->address;
        codec->address = value;
        return varint_put(at, zigzag(value - last));
    case FORM_CLOCK:
        return varint_put(at, zigzag(value - codec->clock));
    case FORM_SIGNED:
        return varint_put(at, zigzag(value));
    case FORM_BITS:
        trace_put_u64(at, value);
        return 8;
    case FORM_CALLED:
        n = varint_put(at, (uint32_t)value);
        return n + put_object(codec, (uint32_t)(value >> 32), at + n);
    default:
        return 0;
    }
}

static inline bool
is_recent(const TraceCodec *codec, uint32_t serial)
{
    return codec->recent[codec_place(serial)] == serial;
}

static inline size_t
put_short(TraceCodec *codec, uint8_t first, uint32_t serial, uint8_t *at)
{
    uint32_t place = codec_place(serial);
    if (codec->recent[place] != serial) {
        return 0;
    }
    codec->last_object = serial;
    at[0] = (uint8_t)(first | place >> 8);
    at[1] = (uint8_t)place;
    return 2;
}

static inline size_t
short_edge(TraceCodec *codec, uint32_t target, uint32_t kind,
           uint64_t number, uint8_t *at)
{
    if (kind == codec->edge_kind && number == codec->edge_number + 1) {
        return put_short(codec, SHORT_EDGE_NEXT, target, at);
    }
    uint32_t label = codec_label(kind, number);
    if (codec->labels[label].kind != kind ||
        codec->labels[label].number != number) {
        return 0;
    }
    size_t n = put_short(codec, SHORT_EDGE, target, at);
    at[2] = (uint8_t)label;
    return n == 0 ? 0 : 3;
}

// SLOT and the EDGE behind it.
static inline size_t
short_slot(TraceCodec *codec, uint32_t owner, uint32_t target, uint32_t kind,
           uint64_t number, uint8_t *at)
{
    uint32_t label = codec_label(kind, number);
    bool own = owner == *codec_frame(codec);
    if (codec->labels[label].kind != kind ||
        codec->labels[label].number != number ||
        !(own || is_recent(codec, owner))) {
        return 0;
    }
    if (put_short(codec, own ? SHORT_OWN_SLOT : SHORT_SLOT_EDGE, target,
                  at) == 0) {
        return 0;
    }
    at[2] = (uint8_t)label;
    if (own) {
        return 3;
    }
    uint32_t place = codec_place(owner);
    at[3] = (uint8_t)(place >> 8);
    at[4] = (uint8_t)place;
    return 5;
}

// LINE and the SETTLED behind it.
static inline size_t
short_line(TraceCodec *codec, uint32_t frame, uint32_t line, uint64_t clock,
           uint8_t *at)
{
    size_t n = 1;
    at[0] = SHORT_LINE;
    if (frame != *codec_frame(codec)) {
        at[0] = SHORT_LINE_OF;
        n += put_object(codec, frame, at + n);
    }
    n += varint_put(at + n, zigzag((uint64_t)line - codec->line));
    return n + varint_put(at + n, clock - codec->clock);
}

static inline size_t
short_push(TraceCodec *codec, uint32_t frame, uint32_t flags, uint32_t code,
           uint64_t function, uint8_t *at)
{
    const TraceCall *call = codec_call(codec, code);
    if (call->code != code || call->flags != flags ||
        call->function != function) {
        return 0;
    }
    at[0] = SHORT_PUSH;
    size_t n = 1 + put_birth(codec, frame, at + 1);
    return n + put_object(codec, code, at + n);
}

static inline size_t
short_number(TraceCodec *codec, EventKind kind, uint32_t serial,
             uint32_t type, uint64_t value, uint64_t address, uint8_t *at)
{
    bool is_int = kind == EVENT_INT;
    if (type != (is_int ? codec->int_type : codec->float_type)) {
        return 0;
    }
    at[0] = is_int ? SHORT_INT : SHORT_FLOAT;
    size_t n = 1 + put_birth(codec, serial, at + 1);
    n += put_place(codec, is_int ? 0 : 1, address, at + n);
    if (is_int) {
        return n + varint_put(at + n, zigzag(value));
    }
    trace_put_u64(at + n, value);
    return n + 8;
}

// Encodes and notes one event, or two that go together, in a form of its own;
// 0: it has none. The commonest of all go through here, so each case knows
// what it is about.
__attribute__((always_inline)) static inline size_t
encode_short(TraceCodec *codec, const uint64_t **words,
             const uint64_t *words_end, uint8_t *at)
{
    const uint64_t *w = *words;
    const uint64_t first = w[0];
    uint32_t a = event_a(first), b = event_b(first);
    EventKind kind = event_kind(first);
    size_t n = 0, used = 1;
    switch (kind) {
    case EVENT_INCREF:
        n = put_short(codec, SHORT_INCREF, a, at);
        break;
    case EVENT_DECREF:
        n = put_short(codec, SHORT_DECREF, a, at);
        break;
    case EVENT_LINE:
        if (words_end - w > 2 && w[2] == event_word(EVENT_SETTLED, 0, 0)) {
            uint64_t clock = w[1];
            n = short_line(codec, a, b, clock, at);
            codec_note_line(codec, a, b, clock);
            used = 3;
        }
        break;
    case EVENT_SLOT:
        if (words_end - w > 2 && event_kind(w[1]) == EVENT_EDGE) {
            uint32_t label = event_b(w[1]);
            uint64_t number = w[2];
            n = short_slot(codec, a, event_a(w[1]), label, number, at);
            if (n != 0) {
                codec_note_edge(codec, label, number);
                used = 3;
                break;
            }
        }
        n = put_short(codec, SHORT_SLOT, a, at);
        break;
    case EVENT_EDGE: {
        uint64_t number = w[1];
        n = short_edge(codec, a, b, number, at);
        if (n != 0) {
            codec_note_edge(codec, b, number);
            used = 2;
        }
        break;
    }
    case EVENT_FREE:
        if (b <= 1) {
            n = put_short(codec, b == 1 ? SHORT_FREE_LEAF : SHORT_FREE, a,
                          at);
        }
        if (n != 0) {
            codec_note_free(codec, a);
        }
        break;
    case EVENT_INT:
    case EVENT_FLOAT: {
        uint64_t value = w[1], address = w[2];
        n = short_number(codec, kind, a, b, value, address, at);
        if (n != 0) {
            codec_note_number(codec, kind, a, b, address);
            used = 3;
        }
        break;
    }
    case EVENT_FRAME_PUSH: {
        uint64_t code = w[1], function = w[2];
        n = short_push(codec, a, b, (uint32_t)code, function, at);
        if (n != 0) {
            codec_note_push(codec, a, b, code, function);
            used = 3;
        }
        break;
    }
    case EVENT_FRAME_POP:
        if (a == *codec_frame(codec) && b <= 255) {
            at[0] = SHORT_POP;
            at[1] = (uint8_t)b;
            codec->depth--;
            n = 2;
        }
        break;
    case EVENT_DEALLOC_BEGIN:
        n = put_short(codec, SHORT_DEALLOC_BEGIN, a, at);
        break;
    case EVENT_DEALLOC_END:
        n = put_short(codec, SHORT_DEALLOC_END, a, at);
        break;
    case EVENT_OPCODE:
        if (a == *codec_frame(codec) && b <= 255 &&
            w[1] == codec->clock + 1) {
            at[0] = SHORT_OPCODE;
            at[1] = (uint8_t)b;
            codec->clock++;
            n = used = 2;
        }
        break;
    default:
        break;
    }
    if (n != 0) {
        *words = w + used;
    }
    return n;
}

static size_t
encode_general(TraceCodec *codec, const uint64_t *words, uint8_t *at)
{
    EventKind kind = event_kind(words[0]);
    const uint8_t *form = codec_forms[kind];
    size_t n = 0;
    at[n++] = (uint8_t)kind;
    n += put_field(codec, words, form[0], event_a(words[0]), at + n);
    n += put_field(codec, words, form[1], event_b(words[0]), at + n);
    if (form[2] != FORM_NONE) {
        n += put_field(codec, words, form[2], words[1], at + n);
    }
    if (form[3] != FORM_NONE) {
        n += put_field(codec, words, form[3], words[2], at + n);
    }
    if (event_info[kind].has_text) {
        memcpy(at + n, &words[2], (size_t)words[1]);
        n += (size_t)words[1];
    }
    return n;
}

size_t
trace_encode(TraceCodec *codec, const uint64_t **words,
             const uint64_t *words_end, uint8_t *at)
{
    size_t n = encode_short(codec, words, words_end, at);
    if (n == 0) {
        n = encode_general(codec, *words, at);
        codec_note(codec, *words);
        *words += event_length(*words);
    }
    return n;
}

TraceRun
trace_encode_run(TraceCodec *codec, const uint64_t **words,
                 const uint64_t *words_end, uint8_t *bytes, size_t room)
{
    TraceRun run = {0};
    const uint64_t *at = *words;
    while (at < words_end && run.bytes + TRACE_EVENT_MAX <= room) {
        const uint64_t *first = at;
        EventKind kind = event_kind(*first);
        size_t n = encode_short(codec, &at, words_end, bytes + run.bytes);
        if (n != 0) {
            run.bytes += n;
            run.steps += kind == EVENT_LINE;
            run.events += 1 + (at == first + 3 && (kind == EVENT_LINE ||
                                                   kind == EVENT_SLOT));
            continue;
        }
        size_t length = event_length(at);
        if (length > 3 &&
            run.bytes + TRACE_EVENT_MAX + length * 8 > room) {
            break;
        }
        run.bytes += encode_general(codec, at, bytes + run.bytes);
        codec_note(codec, at);
        run.steps += kind == EVENT_LINE;
        run.events++;
        at += length;
    }
    *words = at;
    return run;
}
