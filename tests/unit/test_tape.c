/* test_tape.c - a moment is the same whichever way one came there, back and
 * forth, on a tape in memory and on a trace */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "tests/views/stream.h"
#include "visualizer/ladder.h"
#include "visualizer/tape.h"
#include "visualizer/trace_writer.h"

static Stream stream;
static uint64_t *sums; // of the model before each event
static uint64_t events;

static uint64_t
sum_of(const Model *model)
{
    Text text = {0};
    model_save(model, &text);
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < text.length; i++) {
        sum = (sum ^ (uint8_t)text.bytes[i]) * 1099511628211u;
    }
    text_free(&text);
    return sum;
}

// Name number `n` of the script gets another value; the old one dies.
static void
rebind(uint32_t n, uint32_t value)
{
    static uint32_t values[8];
    stream_slot(&stream, stream.main_dict, LABEL_VALUE, n, NULL, value);
    if (values[n] != 0) {
        stream_put(&stream, EVENT_FREE, values[n], 0, 0, 0);
    }
    values[n] = value;
}

static void
make_stream(void)
{
    stream_start(&stream);
    for (uint32_t i = 0; i < 400; i++) {
        char text[16];
        snprintf(text, sizeof(text), "'%u'", i);
        stream_line(&stream, 1 + i % 7);
        rebind(i % 4, stream_new(&stream, stream.type_str, 0, 64, text));
        uint32_t number = ++stream.serials;
        stream_put(&stream, EVENT_INT, number, stream.type_int, i * 1000,
                   0x500000 + i * 32);
        rebind(4 + i % 3, number);
    }
    stream_end(&stream, 0);
    Model model;
    model_init(&model);
    sums = calloc(stream.count + 1, sizeof(*sums));
    for (uint64_t *at = stream.words; at < stream.words + stream.count;
         at += event_length(at)) {
        sums[events++] = sum_of(&model);
        model_apply(&model, at);
    }
    sums[events] = sum_of(&model);
    model_free(&model);
}

static Tape *
tape_in_memory(void)
{
    tape_keyframe_events = 600;
    Tape *tape = tape_new();
    Model model;
    model_init(&model);
    for (uint64_t *at = stream.words; at < stream.words + stream.count;
         at += event_length(at)) {
        tape_add(tape, at);
        model_apply(&model, at);
        if (event_kind(at[0]) == EVENT_SETTLED) {
            tape_settled(tape, &model);
        }
    }
    model_free(&model);
    return tape;
}

static Tape *
tape_of_trace(void)
{
    Text error = {0};
    char path[64];
    snprintf(path, sizeof(path), "/tmp/test_tape_%d.pmt", (int)getpid());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    TraceWriter *writer = trace_writer_open(fd, false, &error);
    trace_writer_sink(writer, stream.words, stream.count);
    assert_true(trace_writer_close(writer, &error));
    trace_reader_keyframe_events = 600;
    TraceReader *reader = trace_reader_open(path, &error);
    assert_non_null(reader);
    unlink(path);
    return tape_of_reader(reader);
}

// The moment is right, and so are the next events from there.
static void
check_moment(Tape *tape, uint64_t event)
{
    Model model;
    tape_seek(tape, &model, event);
    assert_int_equal(model.events, event);
    assert_int_equal(tape_position(tape), event);
    assert_true(sum_of(&model) == sums[event]);
    for (int i = 0; i < 3 && event < events; i++, event++) {
        model_apply(&model, tape_next(tape));
        assert_true(sum_of(&model) == sums[event + 1]);
    }
    model_free(&model);
}

static void
check_walk(Tape *tape)
{
    ladder_near_events = 8;
    assert_int_equal(tape_end(tape), events);
    for (uint64_t event = events; event-- > 0;) {
        check_moment(tape, event);
        // There is always a place near by to start from.
        if (event > 100) {
            uint64_t near = tape_keyframe_before(tape, event + 1, false);
            assert_in_range(event - near, 0, 50);
            check_moment(tape, near);
        }
    }
    uint64_t x = 1;
    for (int i = 0; i < 500; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        check_moment(tape, (x >> 33) % (events + 1));
    }
    tape_free(tape);
}

static void
test_memory(void **state)
{
    (void)state;
    check_walk(tape_in_memory());
}

static void
test_trace(void **state)
{
    (void)state;
    check_walk(tape_of_trace());
}

// A copy stands for itself: what is done to one is not seen in the other.
static void
test_copy(void **state)
{
    (void)state;
    Model model, copy, packed, second;
    model_init(&model);
    uint64_t n = 0;
    uint64_t *at = stream.words;
    for (; n < events / 2; n++, at += event_length(at)) {
        model_apply(&model, at);
    }
    model_copy(&model, &copy);
    model_pack(&model, &packed);
    model_copy(&packed, &second);
    assert_true(model_size(&packed) <= model_size(&second));
    for (; n < events; n++, at += event_length(at)) {
        model_apply(&copy, at);
        model_apply(&second, at);
    }
    assert_true(sum_of(&model) == sums[events / 2]);
    assert_true(sum_of(&packed) == sums[events / 2]);
    assert_true(sum_of(&copy) == sums[events]);
    assert_true(sum_of(&second) == sums[events]);
    model_free(&packed);
    model_free(&model);
    model_free(&copy);
    model_free(&second);
}

// However far one walks, the rungs stay few; the farthest go first.
static void
test_bounded(void **state)
{
    (void)state;
    Ladder ladder = {0};
    Model model;
    model_init(&model);
    for (uint64_t i = 1; i <= 500; i++) {
        model.events = i * 10;
        ladder_add(&ladder, &model, (TraceMark){0});
        ladder_add(&ladder, &model, (TraceMark){0}); // there already
    }
    assert_in_range(ladder.count, 2, 100);
    assert_int_equal(ladder_find(&ladder, 5000, false)->model.events, 5000);
    assert_int_equal(ladder_find(&ladder, 4999, false)->model.events, 4990);
    assert_null(ladder_find(&ladder, 100, false));
    for (uint64_t i = 500; i > 0; i--) {
        model.events = i;
        ladder_add(&ladder, &model, (TraceMark){0});
    }
    assert_int_equal(ladder_find(&ladder, 1, false)->model.events, 1);
    assert_true(ladder_find(&ladder, 5000, false)->model.events < 4990);
    ladder_free(&ladder);
    assert_int_equal(ladder.bytes, 0);
    model_free(&model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_trace),
        cmocka_unit_test(test_bounded),
    };
    make_stream();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(stream.words);
    free(sums);
    return failed;
}
