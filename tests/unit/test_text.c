/* test_text.c - the pictures of fixed streams are those kept in
 * tests/views/; texts are escaped, cut and counted by columns
 *
 * With UPDATE=1 in the environment the kept pictures are written anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/views/stream.h"
#include "tests/views/stream_programs.h"
#include "visualizer/view.h"

static void
make_picture(void (*make)(Stream *), bool dot, bool utf8, Text *out)
{
    Stream s;
    Model model;
    Scene scene;
    SceneOptions options = {.max_objects = 60};
    ViewOptions view = {.columns = 80, .utf8 = utf8};
    make(&s);
    model_init(&model);
    for (uint64_t *at = s.words; at < s.words + s.count;
         at += event_length(at)) {
        model_apply(&model, at);
    }
    scene_make(&scene, &model, &options);
    if (dot) {
        view_dot(&scene, "demo", &view, out);
    } else {
        view_text(&scene, "demo", &view, out);
    }
    scene_free(&scene);
    model_free(&model);
    free(s.words);
}

static void
check_picture(const char *name, void (*make)(Stream *), bool dot, bool utf8)
{
    Text picture = {0}, kept = {0};
    char path[100], bytes[4096];
    make_picture(make, dot, utf8, &picture);
    snprintf(path, sizeof(path), "tests/views/%s", name);
    FILE *file = fopen(path, getenv("UPDATE") != NULL ? "w" : "r");
    assert_non_null(file);
    if (getenv("UPDATE") != NULL) {
        fwrite(picture.bytes, 1, picture.length, file);
    } else {
        size_t n;
        while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
            text_add_bytes(&kept, bytes, n);
        }
        assert_string_equal(picture.bytes, kept.bytes);
    }
    fclose(file);
    text_free(&picture);
    text_free(&kept);
}

static void
make_thousands(Stream *s)
{
    stream_many(s, 5000);
}

static void
test_pictures(void **state)
{
    (void)state;
    check_picture("counts.txt", stream_counts, false, true);
    check_picture("ring.txt", stream_ring, false, true);
    check_picture("ring_ascii.txt", stream_ring, false, false);
    check_picture("many.txt", make_thousands, false, true);
    check_picture("counts.dot", stream_counts, true, true);
    check_picture("ring.dot", stream_ring, true, true);
}

static void
test_width(void **state)
{
    (void)state;
    void (*const makers[])(Stream *) = {stream_counts, stream_ring,
                                        make_thousands};
    for (int i = 0; i < 3; i++) {
        Text picture = {0};
        make_picture(makers[i], false, true, &picture);
        for (char *line = strtok(picture.bytes, "\n"); line != NULL;
             line = strtok(NULL, "\n")) {
            assert_true(text_columns(line, strlen(line)) <= 80);
        }
        text_free(&picture);
    }
}

static void
clean(const char *string, int columns, bool utf8, const char *expected)
{
    Text text = {0};
    int used = text_clean(&text, string, strlen(string), columns, utf8);
    assert_string_equal(text.bytes, expected);
    assert_true(used <= columns);
    text_free(&text);
}

static void
test_clean(void **state)
{
    (void)state;
    clean("abc", 10, true, "abc");
    clean("a\033[31m\n\x7f", 40, true, "a\\x1b[31m\\n\\x7f");
    clean("\xe5\x90\x8d\xe5\x89\x8d", 4, true, "\xe5\x90\x8d\xe5\x89\x8d");
    clean("\xe5\x90\x8d\xe5\x89\x8d!", 4, true, "\xe5\x90\x8d\xe2\x80\xa6");
    clean("\xe5\x90\x8d", 10, false, "\\u540d");
    clean("abcdefgh", 6, false, "abc...");
    clean("\xe2\x80\xae" "abc", 20, true, "\\u202eabc");
    clean("\xff\xfe", 10, true, "\xef\xbf\xbd\xef\xbf\xbd");
}

static void
test_numbers(void **state)
{
    (void)state;
    Text text = {0};
    text_count(&text, 1234567);
    text_char(&text, ' ');
    text_size(&text, 28);
    text_char(&text, ' ');
    text_size(&text, 26700000);
    text_char(&text, ' ');
    text_json(&text, "a\"\\\n\x01", 5);
    assert_string_equal(text.bytes,
                        "1,234,567 28 B 26.7 MB \"a\\\"\\\\\\n\\u0001\"");
    text_free(&text);
}

static void
moment_is(const char *text, MomentKind kind, uint64_t n, uint64_t times)
{
    Moment moment;
    Text error = {0};
    assert_true(moment_parse(text, &moment, &error));
    assert_int_equal(moment.kind, kind);
    assert_int_equal(moment.n, n);
    assert_int_equal(moment.times, times);
    text_free(&error);
}

static void
test_moments(void **state)
{
    (void)state;
    moment_is("end", MOMENT_END, 0, 1);
    moment_is("12", MOMENT_LINE, 12, 1);
    moment_is("12:3", MOMENT_LINE, 12, 3);
    moment_is("step:7", MOMENT_STEP, 7, 1);
    moment_is("event:0", MOMENT_EVENT, 0, 1);
    static const char *const wrong[] = {"",     "x",      "0",   "5:0",
                                        "5:",   "step:",  "5 ",  "step:0",
                                        "-1",   "event:", "5:1:1",
                                        "99999999999999999999999"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        Moment moment;
        Text error = {0};
        assert_false(moment_parse(wrong[i], &moment, &error));
        assert_non_null(error.bytes);
        text_free(&error);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),    cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_moments),  cmocka_unit_test(test_width),
        cmocka_unit_test(test_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
