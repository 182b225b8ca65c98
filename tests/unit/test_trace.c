/* test_trace.c - a trace gives back what was written, from any place, and
 * as far as it goes when it was cut or damaged */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/views/stream.h"
#include "tests/views/stream_programs.h"
#include "visualizer/trace_reader.h"
#include "visualizer/trace_writer.h"

static char path[64];
static bool keyframes; // in the file

static void
write_trace(const Stream *s)
{
    Text error = {0};
    snprintf(path, sizeof(path), "/tmp/test_trace_%d.pmt", (int)getpid());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    TraceWriter *writer = trace_writer_open(fd, keyframes, &error);
    assert_non_null(writer);
    for (uint64_t *at = s->words; at < s->words + s->count;) {
        uint64_t *from = at;
        for (int i = 0; i < 100 && at < s->words + s->count; i++) {
            at += event_length(at);
        }
        trace_writer_sink(writer, from, (size_t)(at - from));
    }
    assert_true(trace_writer_close(writer, &error));
}

// Fails unless the reader's next event is the one at `at`.
static void
check_event(TraceReader *reader, const uint64_t *at)
{
    const uint64_t *words = trace_reader_next(reader);
    assert_non_null(words);
    assert_memory_equal(words, at, event_length(at) * sizeof(uint64_t));
}

static TraceReader *
open_trace(void)
{
    Text error = {0};
    TraceReader *reader = trace_reader_open(path, &error);
    assert_non_null(reader);
    text_free(&error);
    return reader;
}

static void
check_round_trip(Stream *s)
{
    write_trace(s);
    TraceReader *reader = open_trace();
    assert_null(trace_reader_warning(reader));
    for (uint64_t *at = s->words; at < s->words + s->count;
         at += event_length(at)) {
        check_event(reader, at);
    }
    assert_null(trace_reader_next(reader));
    trace_reader_close(reader);
}

static void
test_round_trip(void **state)
{
    (void)state;
    Stream s;
    stream_ring(&s);
    check_round_trip(&s);
    free(s.words);
    stream_many(&s, 50000);
    check_round_trip(&s);
    free(s.words);
}

static void
check_seek(void)
{
    Stream s;
    uint64_t spacing = trace_keyframe_events;
    uint64_t made_spacing = trace_reader_keyframe_events;
    trace_keyframe_events = 100;
    trace_reader_keyframe_events = 70;
    stream_start(&s);
    for (uint32_t i = 0; i < 400; i++) {
        char text[16];
        snprintf(text, sizeof(text), "%u", i + 300);
        stream_line(&s, 1 + i % 7);
        stream_name(&s, i % 2 ? "x" : "y",
                    stream_new(&s, s.type_int, 0, 28, text));
        stream_put(&s, EVENT_TRACK, s.main_dict, 0, 0, 0);
        stream_put(&s, EVENT_GC_BEGIN, 0, 0, 1, 2);
        stream_put(&s, EVENT_GC_END, 0, i % 3, 0, 0);
    }
    stream_end(&s, 0);
    write_trace(&s);
    TraceReader *reader = open_trace();
    trace_keyframe_events = spacing;
    trace_reader_keyframe_events = made_spacing;
    Model model, sought;
    Text a = {0}, b = {0};
    model_init(&model);
    uint64_t n = 0;
    for (uint64_t *at = s.words; at < s.words + s.count;
         at += event_length(at)) {
        model_apply(&model, at);
        if (++n % 97 == 0 && model.settled) {
            trace_reader_seek(reader, &sought, n);
            text_clear(&a);
            text_clear(&b);
            model_save(&model, &a);
            model_save(&sought, &b);
            assert_int_equal(sought.events, n);
            assert_int_equal(a.length, b.length);
            assert_memory_equal(a.bytes, b.bytes, a.length);
            model_free(&sought);
        }
    }
    trace_reader_seek_step(reader, &sought, 200);
    assert_int_equal(sought.steps, 200);
    uint64_t last = trace_reader_keyframe_before(reader, n);
    assert_true(last < n && last > 0);
    assert_true(trace_reader_keyframe_before(reader, last) < last);
    assert_int_equal(trace_reader_keyframe_before(reader, 1), 0);
    model_free(&sought);
    model_free(&model);
    text_free(&a);
    text_free(&b);
    trace_reader_close(reader);
    free(s.words);
}

static void
test_seek(void **state)
{
    (void)state;
    check_seek();
    keyframes = true;
    check_seek();
    keyframes = false;
}

static void
test_cut_short(void **state)
{
    (void)state;
    Stream s;
    stream_many(&s, 100000);
    write_trace(&s);
    int fd = open(path, O_RDONLY);
    off_t size = lseek(fd, 0, SEEK_END);
    close(fd);
    // Without the end: every block that is whole is read.
    assert_int_equal(truncate(path, size * 2 / 3), 0);
    TraceReader *reader = open_trace();
    assert_non_null(trace_reader_warning(reader));
    uint64_t n = 0;
    uint64_t *at = s.words;
    const uint64_t *words;
    while ((words = trace_reader_next(reader)) != NULL) {
        assert_int_equal(words[0], at[0]);
        at += event_length(at);
        n++;
    }
    assert_true(n > 1000);
    trace_reader_close(reader);
    // Within the header: refused.
    Text error = {0};
    assert_int_equal(truncate(path, 100), 0);
    assert_null(trace_reader_open(path, &error));
    assert_non_null(error.bytes);
    text_free(&error);
    free(s.words);
}

static void
test_damaged(void **state)
{
    (void)state;
    Stream s;
    stream_many(&s, 20000);
    write_trace(&s);
    int fd = open(path, O_RDWR);
    off_t size = lseek(fd, 0, SEEK_END);
    uint64_t x = 7;
    for (int i = 0; i < 60; i++) {
        uint8_t old, bad;
        x = x * 6364136223846793005u + 1;
        off_t where = (off_t)((x >> 33) % (uint64_t)size);
        assert_int_equal(pread(fd, &old, 1, where), 1);
        bad = old ^ 0x55;
        assert_int_equal(pwrite(fd, &bad, 1, where), 1);
        Text error = {0};
        TraceReader *reader = trace_reader_open(path, &error);
        if (reader != NULL) {
            Model model;
            trace_reader_seek(reader, &model, UINT64_MAX);
            model_free(&model);
            trace_reader_close(reader);
        } else {
            assert_non_null(error.bytes);
        }
        text_free(&error);
        assert_int_equal(pwrite(fd, &old, 1, where), 1);
    }
    close(fd);
    free(s.words);
    unlink(path);
}

static void
test_full_disk(void **state)
{
    (void)state;
    Stream s;
    Text error = {0};
    stream_many(&s, 1000);
    TraceWriter *writer =
        trace_writer_open(open("/dev/full", O_WRONLY), false, &error);
    assert_non_null(writer);
    trace_writer_sink(writer, s.words, s.count);
    assert_false(trace_writer_close(writer, &error));
    assert_string_equal(error.bytes, "No space left on device");
    text_free(&error);
    free(s.words);
}

// Reads what is there; whether anything was said against it.
static bool
complains(const uint8_t *bytes, size_t size, size_t *words_read)
{
    int fd = memfd_create("flipped", MFD_CLOEXEC);
    Text error = {0};
    assert_true(write(fd, bytes, size) == (ssize_t)size);
    TraceReader *reader = trace_reader_open_fd(fd, &error);
    bool said = error.length > 0;
    *words_read = 0;
    if (reader != NULL) {
        Model model;
        const uint64_t *words;
        model_init(&model);
        while ((words = trace_reader_next(reader)) != NULL) {
            model_apply(&model, words);
            *words_read += event_length(words);
        }
        model_free(&model);
        said |= trace_reader_warning(reader) != NULL;
        trace_reader_close(reader);
    }
    text_free(&error);
    return said;
}

// One wrong bit anywhere is found, or was in a place that nobody needs.
static void
test_flipped(void **state)
{
    (void)state;
    static const uint8_t flips[] = {0x01, 0x80, 0xff};
    static uint8_t bytes[64 * 1024];
    Stream s;
    stream_ring(&s);
    write_trace(&s);
    int fd = open(path, O_RDONLY);
    ssize_t size = read(fd, bytes, sizeof(bytes));
    close(fd);
    assert_true(size > 1000 && (size_t)size < sizeof(bytes));
    size_t all, got, silent = 0;
    assert_false(complains(bytes, (size_t)size, &all));
    for (ssize_t i = 0; i < size; i++) {
        for (size_t k = 0; k < sizeof(flips); k++) {
            bytes[i] ^= flips[k];
            if (!complains(bytes, (size_t)size, &got)) {
                assert_int_equal(got, all);
                silent++;
            }
            bytes[i] ^= flips[k];
        }
    }
    assert_true(silent < (size_t)size / 10);
    for (ssize_t i = 0; i < size; i++) {
        assert_true(complains(bytes, (size_t)i, &got));
        assert_true(got <= all);
    }
    free(s.words);
}

static int
remove_trace(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_seek),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_flipped),
    };
    return cmocka_run_group_tests(tests, NULL, remove_trace);
}
