/* trace_encode.c - units as bytes: see trace_state.h */
#include <stdio.h>
#include <string.h>

#include "visualizer/model.h"
#include "visualizer/trace_state.h"

uint64_t codec_forms[256];

static void
set_form(int kind, unsigned form, uint64_t events, uint64_t steps)
{
    codec_forms[kind] = form | events << UNIT_EVENTS | steps << UNIT_STEPS;
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
    codec_forms[EVENT_LINE] |= UNIT_LINE | UNIT_FRAME;
    for (unsigned parts = 1; parts < 16; parts++) {
        uint64_t events =
            (parts & 1) + (parts >> 1 & 1) + (parts >> 2 & 1) + (parts >> 3);
        set_form(EVENT_PACKED_DEATH + (int)parts, 1, events, 0);
    }
    set_form(EVENT_PACKED_NEW, 2 | UNIT_BIRTH, 1, 0);
    set_form(EVENT_PACKED_NEW_TRACKED, 2 | UNIT_BIRTH, 2, 0);
    set_form(EVENT_PACKED_DESCRIBE, 1, 1, 0);
    set_form(EVENT_PACKED_COUNT, 1, 1, 0);
    set_form(EVENT_PACKED_EDGE, 1, 1, 0);
    set_form(EVENT_PACKED_SLOT, 2, 2, 0);
    set_form(EVENT_PACKED_ITEM, 2, 2, 0);
    set_form(EVENT_PACKED_OPCODE, 1, 1, 0);
    set_form(EVENT_PACKED_PUSH, 2 | UNIT_BIRTH | UNIT_FRAME, 1, 0);
    set_form(EVENT_PACKED_LINE, 1 | UNIT_LINE | UNIT_STEP, 2, 1);
    set_form(EVENT_PACKED_LOCAL, 1, 2, 0);
    set_form(EVENT_PACKED_STACK, 1, 2, 0);
    set_form(EVENT_PACKED_FRAME, 1 | UNIT_FRAME, 0, 0);
    set_form(EVENT_PACKED_POP, 1 | UNIT_FRAME, 1, 0);
}

size_t
trace_unit_length(const uint64_t *words)
{
    uint64_t form = codec_forms[words[0] & 255];
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

size_t
trace_unpack(TraceTold told, uint64_t word, uint64_t c,
             uint64_t words[TRACE_UNPACKED])
{
    uint32_t a = event_a(word), b = event_b(word);
    int kind = (int)event_kind(word);
    switch (kind) {
    case EVENT_PACKED_LINE:
        words[0] = event_word(EVENT_LINE, told.frame, b);
        words[1] = told.clock + a;
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
        words[0] = event_word(EVENT_OPCODE, told.frame, b);
        words[1] = told.clock + a;
        return 2;
    case EVENT_PACKED_PUSH:
        words[0] = event_word(EVENT_FRAME_PUSH, a, 0);
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

void
trace_bytes_begin(TraceBytes *bytes, TraceCodec *codec)
{
    codec_make_forms();
    text_clear(&bytes->marks);
    text_clear(&bytes->fields);
    text_clear(&bytes->values);
    bytes->told = codec->told;
    memset(codec, 0, sizeof(*codec));
    codec->told = bytes->told;
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

// Where the bytes go, and the sum of the units' forms.
typedef struct Output {
    uint8_t *mark, *field;
    uint64_t sum;
} Output;

static ALWAYS_INLINE void
put_number(Output *out, uint64_t n)
{
    if (LIKELY(n < 0x80)) {
        *out->field++ = (uint8_t)n;
    } else {
        out->field += varint_put(out->field, n);
    }
}

// Kind, b and a, of which something is not the node's.
static ALWAYS_INLINE unsigned
put_first(Output *out, TraceNode *node, const TraceHead *head, uint64_t first)
{
    uint64_t old = node->first;
    uint32_t a = event_a(first), age = head->births - a;
    unsigned mark = 0;
    node->first = first;
    if (UNLIKELY((uint32_t)old != (uint32_t)first)) {
        mark = MARK_START;
        put_number(out, (uint32_t)first);
        if (event_a(old) == a) {
            return mark;
        }
    }
    if (age == node->age) {
        return mark | MARK_A_AGE;
    }
    node->age = age;
    if (age < CODEC_YOUNG) {
        put_number(out, age);
        return mark | MARK_A_AGE_TOLD;
    }
    put_number(out, a);
    return mark | MARK_A_TOLD;
}

static ALWAYS_INLINE unsigned
put_c(Output *out, TraceNode *node, uint64_t *last, Text *values, uint64_t form,
      uint64_t c)
{
    unsigned mark;
    if (c == node->c) {
        return MARK_C_SAME;
    }
    if ((form & UNIT_RAW) != 0) {
        mark = MARK_C_RAW;
        trace_put_u64((uint8_t *)values->bytes + values->length, c);
        values->length += 8;
    } else if (c == *last + 1) {
        mark = MARK_C_NEXT;
    } else {
        mark = MARK_C_TOLD;
        put_number(out, zigzag(c - node->c));
    }
    node->c = *last = c;
    return mark;
}

static ALWAYS_INLINE unsigned
put_d(Output *out, TraceNode *node, uint64_t *last, uint64_t d)
{
    uint64_t step = d - node->d;
    unsigned mark;
    if (step == 0) {
        return MARK_D_SAME;
    }
    if (step == (uint64_t)node->step) {
        mark = MARK_D_STEP;
    } else {
        mark = MARK_D_TOLD;
        put_number(out, zigzag(d - *last));
        node->step = (int32_t)step;
    }
    node->d = *last = d;
    return mark;
}

static ALWAYS_INLINE const uint64_t *
encode_unit(TraceCodec *codec, TraceHead *head, Output *out, Text *values,
            const uint64_t *words)
{
    const uint64_t first = *words++;
    const unsigned kind = first & 255;
    const uint64_t form = codec_forms[kind];
    TraceNode *node = codec_node(codec, head);
    unsigned mark = 0;
    codec_note_start(head, (uint32_t)first);
    if (node->first != first) {
        mark = put_first(out, node, head, first);
    }
    out->sum += form;
    if ((form & (UNIT_NOTED | UNIT_WORDS)) == 1) {
        *out->mark++ = (uint8_t)mark;
        return words;
    }
    uint64_t c = 0;
    if ((form & UNIT_WORDS) > 1) {
        uint64_t *last_c = &codec->last_c[kind];
        c = *words++;
        uint64_t since = (form & UNIT_CLOCK) != 0 ? codec->clock : 0;
        mark |= put_c(out, node, last_c, values, form, c - since);
        if ((form & UNIT_WORDS) > 2) {
            uint64_t *last_d = &codec->last_d[kind];
            mark |= put_d(out, node, last_d, *words++);
        } else if ((form & UNIT_TEXT) != 0) {
            memcpy(out->field, words, (size_t)c);
            out->field += c;
            words += (c + 7) / 8;
        }
    }
    *out->mark++ = (uint8_t)mark;
    if ((form & UNIT_NOTED) != 0) {
        codec_note(codec, head, form, first, c);
    }
    return words;
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
trace_encode(TraceCodec *codec, const uint64_t *words, size_t count,
             TraceBytes *bytes)
{
    // Of a unit's first word two numbers of five bytes are written at most.
    Output out = {make_room(&bytes->marks, count),
                  make_room(&bytes->fields, count * VARINT_MAX), 0};
    (void)make_room(&bytes->values, count * 8);
    TraceHead head = codec->head; // in registers, for bytes may alias it
    TraceRun run = {0, 0};
    const uint64_t *end = words + count;
    while (words < end) {
        const uint64_t *stop =
            end - words > CODEC_SUM ? words + CODEC_SUM : end;
        out.sum = 0;
        while (words < stop) {
            words = encode_unit(codec, &head, &out, &bytes->values, words);
        }
        run.events += (out.sum << (64 - UNIT_STEPS)) >> (64 - UNIT_STEPS) >>
                      UNIT_EVENTS;
        run.steps += out.sum >> UNIT_STEPS;
    }
    codec->head = head;
    note_length(&bytes->marks, out.mark);
    note_length(&bytes->fields, out.field);
    return run;
}
