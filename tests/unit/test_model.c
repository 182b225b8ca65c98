/* test_model.c - the model follows the stream: counts, generations,
 * numbers, what is reachable, what a count consists of */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "tests/views/stream.h"
#include "tests/views/stream_programs.h"
#include "visualizer/analysis.h"
#include "gc/object.h" // the labels' numbers must be the runtime's

_Static_assert((int)LABEL_INDEX == (int)EDGE_INDEX &&
                   (int)LABEL_VALUE == (int)EDGE_VALUE &&
                   (int)LABEL_FIELD == (int)EDGE_FIELD &&
                   (int)LABEL_STACK == (int)EDGE_STACK &&
                   (int)LABEL_ROOT == (int)EDGE_ROOT &&
                   (int)LABEL_WEAK == (int)EDGE_WEAK &&
                   (int)LABEL_KIND_COUNT == (int)EDGE_KIND_COUNT,
               "label kinds differ from gc/object.h");

static void
apply_all(Model *model, const Stream *s)
{
    for (uint64_t *at = s->words; at < s->words + s->count;
         at += event_length(at)) {
        model_apply(model, at);
    }
}

static void
feed(Model *model, Stream *s, size_t *from)
{
    while (*from < s->count) {
        model_apply(model, s->words + *from);
        *from += event_length(s->words + *from);
    }
}

static ModelRef
numbered(const Model *model, uint32_t number)
{
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].serial != 0 &&
            model->objects[i].number == number) {
            return i;
        }
    }
    return 0;
}

// A complex number reads as Python writes it, and keeps its value through a
// model that is loaded lazily.
static void
test_complex(void **state)
{
    (void)state;
    static const struct {
        double real, imaginary;
        const char *text;
    } rows[] = {{0.0, 2.0, "2j"},         {0.1, -0.2, "(0.1-0.2j)"},
                {-0.0, 1.0, "(-0+1j)"},   {3.0, -0.0, "(3-0j)"},
                {1e22, 0.5, "(1e+22+0.5j)"},
                {-(double)NAN, (double)NAN, "(nan+nanj)"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t words[3] = {event_word(EVENT_COMPLEX, 7, 6)};
        memcpy(&words[1], &rows[i].real, sizeof(words[1]));
        memcpy(&words[2], &rows[i].imaginary, sizeof(words[2]));
        char text[64];
        event_complex_text(words[1], words[2], text, sizeof(text));
        assert_string_equal(text, rows[i].text);
        Model model;
        model_init(&model);
        model.lazy = true;
        model_apply(&model, words);
        model_fill_values(&model);
        const ModelObject *o = &model.objects[model_find(&model, 7)];
        assert_string_equal(o->value, rows[i].text);
        assert_int_equal(o->bytes, 32);
        model_free(&model);
    }
}

static void
test_counts(void **state)
{
    (void)state;
    Stream s;
    Model model;
    Bill bill;
    Text words = {0};
    stream_counts(&s);
    model_init(&model);
    apply_all(&model, &s);
    ModelRef n = numbered(&model, 1);
    assert_string_equal(model.objects[n].value, "300");
    assert_int_equal(model.objects[n].references, 5);
    bill_make(&bill, &model, n);
    assert_int_equal(bill.user, 4);
    assert_int_equal(bill.runtime, 1);
    bill_words(&model, &bill, &words);
    assert_string_equal(words.bytes,
                        "2 names (x, y) + 2 slots ([0], [1] of #2)");
    text_clear(&words);
    bill_runtime_words(&bill, &words);
    assert_string_equal(words.bytes, "1 by the code's constants");
    assert_int_equal(model_sort(&model, numbered(&model, 2)), SORT_LIST);
    bill_free(&bill);
    text_free(&words);
    model_free(&model);
    free(s.words);
}

static void
test_slots(void **state)
{
    (void)state;
    Stream s;
    Model model;
    size_t at = 0;
    stream_start(&s);
    model_init(&model);
    uint32_t list = stream_new(&s, s.type_list, 1, 56, NULL);
    uint32_t n = stream_new(&s, s.type_int, 0, 28, "1");
    for (uint32_t i = 0; i < 200; i++) {
        stream_slot(&s, list, LABEL_INDEX, i, NULL, n);
    }
    feed(&model, &s, &at);
    ModelRef ref = model_find(&model, n);
    assert_int_equal(model.objects[ref].references, 200);
    for (uint32_t i = 0; i < 200; i += 2) {
        stream_slot(&s, list, LABEL_INDEX, i, NULL, 0);
    }
    stream_slot(&s, list, LABEL_VALUE, 77, NULL, n);
    stream_slot(&s, list, LABEL_VALUE, 77, NULL, s.none);
    feed(&model, &s, &at);
    assert_int_equal(model.objects[ref].references, 100);
    // Described anew: all forgotten; freed: nobody refers to it.
    stream_put(&s, EVENT_DESCRIBE, list, 1, 56, 1);
    stream_put(&s, EVENT_EDGE, n, LABEL_INDEX, 0, 0);
    feed(&model, &s, &at);
    assert_int_equal(model.objects[ref].references, 1);
    stream_put(&s, EVENT_FREE, list, 0, 0, 0);
    feed(&model, &s, &at);
    assert_int_equal(model.objects[ref].references, 0);
    assert_int_equal(model_find(&model, list), 0);
    model_free(&model);
    free(s.words);
}

static void
test_holds(void **state)
{
    (void)state;
    Stream s;
    Model model;
    size_t at = 0;
    stream_start(&s);
    model_init(&model);
    uint32_t n = stream_new(&s, s.type_int, 0, 28, "1");
    uint64_t name = stream_string(&s, "sorted()");
    stream_put(&s, EVENT_NATIVE_ENTER, 0, 1, name, 0);
    stream_line(&s, 1);
    stream_put(&s, EVENT_NATIVE_HOLDS, n, 2, name, 0);
    feed(&model, &s, &at);
    ModelRef ref = model_find(&model, n);
    assert_int_equal(model.objects[ref].references, 2);
    // A call from within holds more; both last until they return.
    stream_put(&s, EVENT_NATIVE_ENTER, 0, 2, name, 0);
    stream_line(&s, 2);
    stream_put(&s, EVENT_NATIVE_HOLDS, n, 1, name, 0);
    stream_line(&s, 3);
    feed(&model, &s, &at);
    assert_int_equal(model.objects[ref].references, 3);
    assert_int_equal(model.objects[ref].holds, 3);
    stream_put(&s, EVENT_NATIVE_LEAVE, 0, 2, 0, 0);
    feed(&model, &s, &at);
    assert_int_equal(model.objects[ref].references, 2);
    stream_put(&s, EVENT_NATIVE_LEAVE, 0, 1, 0, 0);
    feed(&model, &s, &at);
    assert_int_equal(model.objects[ref].references, 0);
    // Whatever it is, another thread's turn ends it.
    stream_put(&s, EVENT_NATIVE_ENTER, 0, 1, name, 0);
    stream_put(&s, EVENT_NATIVE_HOLDS, n, 2, name, 0);
    stream_put(&s, EVENT_THREAD_SWITCH, 2, 0, 0, 0);
    feed(&model, &s, &at);
    assert_int_equal(model.objects[ref].holds, 0);
    model_free(&model);
    free(s.words);
}

static int
generation(const Model *model, uint32_t serial)
{
    return model_generation(model,
                            model_object(model, model_find(model, serial)));
}

static void
collect(Stream *s, uint32_t generation)
{
    stream_put(s, EVENT_GC_BEGIN, 0, generation, 0, 0);
    stream_put(s, EVENT_GC_END, 0, generation, 0, 0);
}

static void
test_generations(void **state)
{
    (void)state;
    Stream s;
    Model model;
    size_t at = 0;
    stream_start(&s);
    model_init(&model);
    uint32_t a = stream_new(&s, s.type_list, 1, 56, NULL);
    collect(&s, 0);
    uint32_t b = stream_new(&s, s.type_list, 1, 56, NULL);
    // Born while a collection runs: not promoted by it.
    stream_put(&s, EVENT_GC_BEGIN, 0, 1, 0, 0);
    uint32_t c = stream_new(&s, s.type_list, 1, 56, NULL);
    feed(&model, &s, &at);
    assert_int_equal(generation(&model, a), 1);
    assert_int_equal(generation(&model, b), 0);
    stream_put(&s, EVENT_GC_END, 0, 1, 0, 0);
    feed(&model, &s, &at);
    assert_int_equal(generation(&model, a), 2);
    assert_int_equal(generation(&model, b), 2);
    assert_int_equal(generation(&model, c), 0);
    collect(&s, 0);
    collect(&s, 0);
    feed(&model, &s, &at);
    assert_int_equal(generation(&model, c), 1);
    // A description keeps it.
    stream_put(&s, EVENT_DESCRIBE, c, 1, 56, 1);
    collect(&s, 2);
    feed(&model, &s, &at);
    assert_int_equal(generation(&model, c), 2);
    model_free(&model);
    free(s.words);
}

static void
test_reach(void **state)
{
    (void)state;
    Stream s;
    Model model;
    Analysis analysis;
    stream_ring(&s);
    model_init(&model);
    apply_all(&model, &s);
    analysis_make(&analysis, &model);
    int weak = 0, live = 0;
    for (ModelRef i = 1; i < model.used; i++) {
        if (model_sort(&model, i) == SORT_INSTANCE &&
            strcmp(model_type_name(&model, model.objects[i].type),
                   "Node") == 0) {
            weak += analysis.reach[i] == REACH_WEAK;
            assert_int_not_equal(analysis.cycle[i], 0);
        }
        live += model_sort(&model, i) == SORT_LIST &&
                analysis.reach[i] == REACH_LIVE && analysis.cycle[i] != 0;
    }
    assert_int_equal(weak, 3);
    assert_int_equal(live, 1);
    assert_int_equal(analysis.cycles, 2);
    analysis_free(&analysis);
    model_free(&model);
    free(s.words);
}

static void
test_snapshot(void **state)
{
    (void)state;
    Stream s;
    Model model, copy;
    Text a = {0}, b = {0};
    stream_ring(&s);
    model_init(&model);
    apply_all(&model, &s);
    model_save(&model, &a);
    model_init(&copy);
    assert_true(model_load(&copy, a.bytes, a.length));
    model_save(&copy, &b);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.bytes, b.bytes, a.length);
    model_free(&copy);
    for (size_t n = 0; n < a.length; n += 1 + n / 20) {
        model_init(&copy);
        assert_false(model_load(&copy, a.bytes, n));
        model_free(&copy);
    }
    text_free(&a);
    text_free(&b);
    model_free(&model);
    free(s.words);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complex),
        cmocka_unit_test(test_counts),      cmocka_unit_test(test_slots),
        cmocka_unit_test(test_holds),       cmocka_unit_test(test_reach),
        cmocka_unit_test(test_generations), cmocka_unit_test(test_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
