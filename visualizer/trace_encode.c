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
    for (int k = 0; k < 256; k++) {
        if ((codec_forms[k] & UNIT_WORDS) > 1 ||
            (codec_forms[k] & (UNIT_BIRTH | UNIT_FRAME)) != 0) {
            codec_forms[k] |= UNIT_MORE;
        }
    }
}

void
codec_begin(TraceCodec *codec, TraceTold told)
{
    codec_make_forms();
    memset(codec, 0, sizeof(*codec));
    codec->told = told;
    for (size_t i = 0; i < CODEC_NODES; i++) {
        codec->nodes[i].word = codec->nodes[i].first = CODEC_NEVER;
    }
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
