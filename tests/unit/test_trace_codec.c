/* test_trace_codec.c - events as bytes, and back: what is foreseen costs
 * nothing, and all comes back as it was */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/views/stream.h"
#include "visualizer/trace_codec.h"
#include "visualizer/trace_unit.h"
#include "visualizer/varint.h"

static void
test_all_kinds(void **state)
{
    (void)state;
    Stream s = {0};
    uint64_t x = 1;
    for (int round = 0; round < 3000; round++) {
        for (int k = 0; k < EVENT_KIND_COUNT; k++) {
            const EventInfo *info = &event_info[k];
            x = x * 6364136223846793005u + 1442695040888963407u;
            uint32_t a = info->a[0] != '\0' ? (uint32_t)(x >> 50) : 0;
            uint32_t b = info->b[0] != '\0' ? (uint32_t)(x >> 44) & 255 : 0;
            if (info->has_text) {
                char text[40];
                snprintf(text, sizeof(text), "%llx",
                         (unsigned long long)(x >> (x & 31)));
                stream_text(&s, (EventKind)k, a, b, round == 0 ? "" : text);
                continue;
            }
            uint64_t c = x >> (x & 63), d = c * 3;
            bool object_c = strstr(info->c, ":object") != NULL;
            bool object_d = strstr(info->d, ":object") != NULL;
            stream_put(&s, (EventKind)k, a, b,
                       info->c[0] == '\0' ? 0
                       : object_c         ? (uint32_t)c
                                          : c,
                       info->d[0] == '\0' ? 0
                       : object_d         ? (uint32_t)d
                                          : d);
        }
    }
    // Not through the writer: its model would not believe these.
    TraceCodec codec = {0};
    TraceDecoder decoder = {.words = NULL};
    TraceBytes bytes = {0};
    Text payload = {0};
    trace_bytes_begin(&bytes, &codec);
    uint64_t events = trace_encode_copy(&codec, s.words, s.count, &bytes).events;
    uint64_t count = 0;
    trace_bytes_join(&bytes, &payload);
    TraceInput input =
        trace_input((const uint8_t *)payload.bytes, payload.length);
    trace_decoder_begin(&decoder, input.told);
    for (uint64_t *at = s.words; at < s.words + s.count;
         at += event_length(at)) {
        const uint64_t *words = trace_decode(&decoder, &input);
        assert_non_null(words);
        assert_memory_equal(words, at, event_length(at) * sizeof(uint64_t));
        count++;
    }
    assert_int_equal(events, count);
    assert_null(trace_decode(&decoder, &input));
    assert_ptr_equal(input.at, input.end);
    assert_ptr_equal(input.field, input.field_end);
    assert_ptr_equal(input.value, input.value_end);
    trace_decoder_free(&decoder);
    trace_bytes_free(&bytes);
    text_free(&payload);
    free(s.words);
}

// Fails unless a block of these marks and fields gives no event, and says
// that it is not at its end.
static void
check_damaged(const char *marks, size_t mark_count, const char *fields,
              size_t field_count)
{
    TraceDecoder decoder = {.words = NULL};
    uint8_t payload[TRACE_PAYLOAD_HEAD + 40] = {0};
    trace_put_u64(payload, mark_count);
    trace_put_u64(payload + 8, field_count);
    memcpy(payload + TRACE_PAYLOAD_HEAD, marks, mark_count);
    memcpy(payload + TRACE_PAYLOAD_HEAD + mark_count, fields, field_count);
    TraceInput input = trace_input(
        payload, TRACE_PAYLOAD_HEAD + mark_count + field_count);
    trace_decoder_begin(&decoder, input.told);
    assert_null(trace_decode(&decoder, &input));
    assert_true(input.at != input.end);
    trace_decoder_free(&decoder);
}

// A damaged payload is not read beyond its end.
static void
test_damaged_payload(void **state)
{
    (void)state;
    static const uint8_t longer[TRACE_PAYLOAD_HEAD] = {1};
    static const size_t lengths[] = {0, 3, TRACE_PAYLOAD_HEAD};
    TraceDecoder decoder = {.words = NULL};
    for (int i = 0; i < 3; i++) {
        TraceInput input = trace_input(longer, lengths[i]);
        trace_decoder_begin(&decoder, input.told);
        assert_null(trace_decode(&decoder, &input));
        assert_true(input.at != input.end);
    }
    trace_decoder_free(&decoder);
    // No kind at all, no such bits of a mark, half of one, an empty one, a
    // place where nothing came yet, a float without its bits, a text of more
    // bytes than there are, a number that does not end.
    const char start[] = {(char)(EVENT_FLOAT << 2), 4, 8};
    const char text[] = {EVENT_STRING << 2, 4, (char)(40 << 2), 'a', 'b'};
    check_damaged("\x02\x00", 2, "\x21\x03", 2);
    check_damaged("\x80\x00", 2, "", 0);
    check_damaged("\x00", 1, "", 0);
    check_damaged("\x00\x00", 2, "", 0);
    check_damaged("\x00\x01", 2, "", 0);
    check_damaged("\x01\x00", 2, "", 0);
    check_damaged("\x02\x00", 2, start, sizeof(start));
    check_damaged("\x02\x00", 2, text, sizeof(text));
    check_damaged("\x02\x00", 2, "\x23\xff", 2);
}

// Encodes the units, one or (most > 1) all of them a block, and decodes them:
// what comes is `plain`.
static void
check_units(const uint64_t *packed, size_t words, size_t most,
            const uint64_t *plain, size_t plain_words)
{
    TraceCodec codec = {0};
    TraceDecoder decoder = {.words = NULL};
    TraceBytes bytes = {0};
    Text payload = {0};
    size_t got = 0, events = 0;
    trace_bytes_begin(&bytes, &codec);
    for (size_t at = 0, n; at < words; at += n) {
        n = most > 1 ? words : trace_unit_length(packed + at);
        events += trace_encode_copy(&codec, packed + at, n, &bytes).events;
        text_clear(&payload);
        trace_bytes_join(&bytes, &payload);
        TraceInput input =
            trace_input((const uint8_t *)payload.bytes, payload.length);
        trace_decoder_begin(&decoder, input.told);
        const uint64_t *event;
        while ((event = trace_decode(&decoder, &input)) != NULL) {
            size_t length = event_length(event);
            assert_true(got + length <= plain_words);
            assert_memory_equal(event, plain + got, length * 8);
            got += length;
            events--;
        }
        assert_ptr_equal(input.at, input.end);
        trace_bytes_begin(&bytes, &codec);
    }
    assert_int_equal(got, plain_words);
    assert_int_equal(events, 0);
    trace_decoder_free(&decoder);
    trace_bytes_free(&bytes);
    text_free(&payload);
}

#define E(kind, a, b) event_word(EVENT_##kind, a, b)
#define P(kind, a, b) event_word((EventKind)(EVENT_PACKED_##kind), a, b)

// Packed words come back as the events that they stand for, also when
// others than the reader's last ones are in a block that begins later.
static void
test_packed(void **state)
{
    (void)state;
    // clang-format off
    const uint64_t plain[] = {
        E(LINE, 70, 3), 100, E(SETTLED, 0, 0),
        E(SLOT, 70, 0), E(EDGE, 900001, LABEL_LOCAL), 12,
        E(SLOT, 70, 0), E(EDGE, 900001, LABEL_LOCAL), 12,
        E(SLOT, 70, 0), E(EDGE, 900001, LABEL_STACK), 2,
        E(SLOT, 70, 0), E(EDGE, 0, LABEL_STACK), 2,
        E(LINE, 70, 4), 130, E(SETTLED, 0, 0),
        E(FRAME_PUSH, 71, 0), 12, 34 | 900001ull << 32,
        E(LINE, 71, 9), 140, E(SETTLED, 0, 0),
        E(FRAME_POP, 71, 0),
        E(SLOT, 70, 0), E(EDGE, 71, LABEL_LOCAL), 13,
        E(NEW, 80, 1), 9, 0x7000010,
        E(NEW, 81, 3), 9, 0x7000020, E(TRACK, 81, 0),
        E(DESCRIBE, 81, 9), 72, 63,
        E(EDGE, 900001, 0), 5,
        E(VALUE, 80, 0), 6, 0x6d6574692031,     // 1 item
        E(VALUE, 81, 0), 8, 0x736d657469203231, // 12 items
        E(SLOT, 81, 0), E(EDGE, 900001, 1), 40,
        E(SLOT, 81, 0), E(EDGE, 0, 4), 1 << 30,
        E(OPCODE, 70, 100), 141,
        E(LINE, 70, 6), 142, E(SETTLED, 0, 0),
        E(OPCODE, 70, 124), 142, E(INCREF, 81, 0),
        E(OPCODE, 70, 1), 143, E(DECREF, 80, 0),
        E(OPCODE, 70, 122), 144, E(DECREF, 79, 0), E(FREE, 79, 1),
        E(DECREF, 81, 0), E(DECREF, 78, 0), E(FREE, 78, 1),
        E(OPCODE, 70, 5), 1000,
        E(OPCODE, 70, 6), 1001,
        E(LINE, 70, 7), 1010, E(SETTLED, 0, 0),
        E(DEALLOC_BEGIN, 81, 0), E(UNTRACK, 81, 0), E(FREE, 81, 0),
        E(DEALLOC_END, 81, 0),
        E(DEALLOC_BEGIN, 80, 0), E(FREE, 80, 0),
        E(LINE, 70, 5), 1ull << 40, E(SETTLED, 0, 0)};
    const uint64_t packed[] = {
        E(LINE, 70, 3), 100, E(SETTLED, 0, 0),
        P(LOCAL, 900001, 12), P(LOCAL, 900001, 12),
        P(STACK, 900001, 2), P(STACK, 0, 2),
        P(LINE, 30, 4),
        P(PUSH, 71, 34), 12 | 900001ull << 32,
        P(LINE, 10, 9),
        P(POP, 70, 0), P(FRAME, 72, 0), P(FRAME, 70, 0), P(LOCAL, 71, 13),
        P(NEW, 80, 1 | 9 << 3), 0x700001,
        P(NEW_TRACKED, 81, 3 | 9 << 3), 0x700002,
        P(DESCRIBE, 81, 9 | 63 << 4 | 72 << 10), P(EDGE, 900001, 5 << 4),
        P(COUNT, 80, 1), P(COUNT, 81, 12),
        P(SLOT, 900001, 40 << 4 | 1), 81,
        P(ITEM, 0, 4), 81ull << 32 | 1 << 30,
        P(OPCODE, 0, 100),
        P(STEP, 0, 6), P(OPCODE_INCREF, 81, 124), P(OPCODE_DECREF, 80, 1),
        P(OPCODE_DROP, 79, 122), P(DECREF, 81, 0), P(DROP, 78, 0),
        E(OPCODE, 70, 5), 1000, P(OPCODE, 0, 6), P(LINE, 9, 7),
        P(DEATH | 15, 81, 0), P(DEATH | 5, 80, 0),
        E(LINE, 70, 5), 1ull << 40, E(SETTLED, 0, 0)};
    // clang-format on
    const size_t words = sizeof(packed) / sizeof(packed[0]);
    const size_t plain_words = sizeof(plain) / sizeof(plain[0]);
    // Every unit in a block of its own, or all in one.
    check_units(packed, words, 1, plain, plain_words);
    check_units(packed, words, words, plain, plain_words);
}

#undef E
#undef P

// What a loop does again is one mark for all of it.
static void
test_foreseen(void **state)
{
    (void)state;
    TraceCodec codec = {0};
    TraceBytes bytes = {0};
    trace_bytes_begin(&bytes, &codec);
    size_t marks = 0, fields = 0;
    for (uint32_t i = 0; i < 40; i++) {
        uint64_t round[] = {
            event_word((EventKind)EVENT_PACKED_LINE, 7, 12),
            event_word(EVENT_INT, 1000 + 2 * i, 3), 5, 0x7000010,
            event_word((EventKind)EVENT_PACKED_LOCAL, 1000 + 2 * i, 4),
            event_word(EVENT_LINE, 71, 13), 40 * i,
            event_word(EVENT_NEW, 1001 + 2 * i, 1), 9, 0x8000000 + 64 * i,
            event_word(EVENT_INCREF, 17, 0)};
        TraceRun run =
            trace_encode_copy(&codec, round, sizeof(round) / 8, &bytes);
        assert_int_equal(run.events, 8);
        assert_int_equal(run.steps, 2);
        if (i > 10) {
            assert_int_equal(bytes.marks.length - marks, 2);
            assert_int_equal(bytes.fields.length, fields);
        }
        marks = bytes.marks.length;
        fields = bytes.fields.length;
    }
    trace_bytes_free(&bytes);
}

// What is as far behind the same object's last word as it was is foreseen,
// whatever object it is; also over the end of what was encoded together.
static void
test_near(void **state)
{
    (void)state;
    TraceCodec codec = {0};
    TraceDecoder decoder = {.words = NULL};
    TraceBytes bytes = {0};
    uint64_t all[400 * 4];
    uint32_t random = 1;
    size_t fields = 0;
    trace_bytes_begin(&bytes, &codec);
    for (size_t i = 0; i < 400; i++) {
        random = random * 1664525 + 1013904223;
        uint64_t *round = &all[4 * i];
        round[0] = event_word(EVENT_INCREF, random >> 8, 0);
        round[1] = event_word((EventKind)EVENT_PACKED_LOCAL, random >> 8, 4);
        round[2] = event_word((EventKind)EVENT_PACKED_LINE, 7, 12);
        round[3] = event_word(EVENT_DECREF, random >> 8, 0);
        (void)trace_encode_copy(&codec, round, 3, &bytes);
        (void)trace_encode_copy(&codec, round + 3, 1, &bytes);
        if (i == 300) {
            fields = bytes.fields.length;
        }
    }
    // One number each, of four bytes or five.
    assert_in_range(bytes.fields.length - fields, 99 * 3, 99 * 5);
    TraceInput input = trace_input_open(&bytes);
    trace_decoder_begin(&decoder, input.told);
    size_t counts = 0;
    const uint64_t *event;
    while ((event = trace_decode(&decoder, &input)) != NULL) {
        if (event_kind(*event) == EVENT_INCREF ||
            event_kind(*event) == EVENT_DECREF) {
            size_t at = counts / 2 * 4 + counts % 2 * 3;
            assert_int_equal(*event, all[at]);
            counts++;
        }
    }
    assert_int_equal(counts, 800);
    trace_decoder_free(&decoder);
    trace_bytes_free(&bytes);
}

// Steps are added up right, however far apart and however many: the clock of a
// LINE behind them is theirs.
static void
test_many_steps(void **state)
{
    (void)state;
    static const uint32_t apart[] = {1, (1 << 18) - 1, 1 << 18, UINT32_MAX};
    enum { MANY = 30000 };
    TraceCodec codec = {0};
    TraceDecoder decoder = {.words = NULL};
    TraceBytes bytes = {0};
    uint64_t *words = vis_alloc((MANY + 2) * sizeof(uint64_t));
    trace_bytes_begin(&bytes, &codec);
    uint64_t clock = 0;
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < MANY; i++) {
            words[i] =
                event_word((EventKind)EVENT_PACKED_LINE, apart[round], 7);
        }
        clock += (uint64_t)apart[round] * MANY + 5;
        words[MANY] = event_word(EVENT_LINE, 70, 8);
        words[MANY + 1] = clock;
        TraceRun run = trace_encode_copy(&codec, words, MANY + 2, &bytes);
        assert_int_equal(run.steps, MANY + 1);
        assert_int_equal(run.events, 2 * MANY + 1);
    }
    free(words);
    assert_int_equal(codec.told.clock, clock);
    assert_true(bytes.fields.length < 200); // the LINEs are foreseen, too
    TraceInput input = trace_input_open(&bytes);
    const uint64_t *event;
    uint64_t line = 0, last = 0;
    trace_decoder_begin(&decoder, input.told);
    while ((event = trace_decode(&decoder, &input)) != NULL) {
        if (event_kind(event[0]) == EVENT_LINE) {
            line++;
            last = event[1];
        }
    }
    assert_int_equal(line, 4 * (MANY + 1));
    assert_int_equal(last, clock);
    trace_decoder_free(&decoder);
    trace_bytes_free(&bytes);
}

// A line at a clock is the line that is so far behind the last one, wherever
// the clock's lower half ends.
static void
test_lines_at(void **state)
{
    (void)state;
    enum { LINES = 300 };
    TraceCodec codec[2] = {{0}, {0}};
    TraceBytes bytes[2] = {{.words = 0}, {.words = 0}};
    uint64_t clock = ((uint64_t)5 << 32) - 1000, at[LINES], behind[LINES];
    uint64_t first[] = {event_word(EVENT_LINE, 70, 8), clock};
    for (uint32_t i = 0; i < LINES; i++) {
        uint32_t passed = i % 3 == 0 ? 1u << (i % 30) : 4;
        clock += passed;
        at[i] = event_word((EventKind)EVENT_PACKED_LINE_AT, (uint32_t)clock,
                           i % 5);
        behind[i] = event_word((EventKind)EVENT_PACKED_LINE, passed, i % 5);
    }
    for (int k = 0; k < 2; k++) {
        trace_bytes_begin(&bytes[k], &codec[k]);
        (void)trace_encode_copy(&codec[k], first, 2, &bytes[k]);
        const uint64_t *lines = k == 0 ? at : behind;
        TraceRun run = trace_encode_copy(&codec[k], lines, LINES, &bytes[k]);
        assert_int_equal(run.steps, LINES);
        assert_int_equal(run.events, 2 * LINES);
        assert_int_equal(codec[k].told.clock, clock);
    }
    assert_int_equal(bytes[0].marks.length, bytes[1].marks.length);
    assert_int_equal(bytes[0].fields.length, bytes[1].fields.length);
    assert_memory_equal(bytes[0].marks.bytes, bytes[1].marks.bytes,
                        bytes[0].marks.length);
    assert_memory_equal(bytes[0].fields.bytes, bytes[1].fields.bytes,
                        bytes[0].fields.length);
    trace_bytes_free(&bytes[0]);
    trace_bytes_free(&bytes[1]);
}

static void
test_varint(void **state)
{
    (void)state;
    const uint64_t values[] = {0, 1, 127, 128, 300, 1u << 31, UINT64_MAX};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        uint8_t bytes[VARINT_MAX];
        const uint8_t *at = bytes;
        uint64_t n;
        size_t length = varint_put(bytes, values[i]);
        assert_true(varint_get(&at, bytes + length, &n));
        assert_int_equal(n, values[i]);
        at = bytes;
        assert_false(varint_get(&at, bytes + length - 1, &n));
        assert_int_equal(unzigzag(zigzag(values[i])), values[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_varint),
        cmocka_unit_test(test_foreseen),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_many_steps),
        cmocka_unit_test(test_lines_at),
        cmocka_unit_test(test_packed),
        cmocka_unit_test(test_damaged_payload),
        cmocka_unit_test(test_all_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
