/* Pins str: sizes, growing in place, interning without counting, hashes of
 * a known seed, and that nothing is left over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/thread.h"

static size_t blocks_before;

static int
setup(void **state)
{
    (void)state;
    MemStats stats;
    // A thread and no more of the runtime: calls are counted in it.
    static Thread thread = {.recursion_remaining = 1000};
    thread_current = &thread;
    str_set_hash_seed_number(0);
    if (!mem_start() || int_start() < 0 || str_start() < 0
        || bytes_start() < 0) {
        return -1;
    }
    mem_stats(&stats);
    blocks_before = stats.blocks;
    return 0;
}

static void
assert_nothing_left(void)
{
    MemStats stats;
    mem_stats(&stats);
    assert_int_equal(stats.blocks, blocks_before);
}

static void
test_sizes_are_those_of_cpython(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
    } rows[] = {{"", 49},
                {"a", 50},
                {"abc", 52},
                {"\xc3\xa9", 74},
                {"\xe2\x82\xac", 76},
                {"\xf0\x9f\x98\x80", 80}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Object *o = str_from_text(rows[i].text);
        assert_int_equal(str_type.size_of(o), rows[i].size);
        ref_dec(o);
    }
    assert_nothing_left();
}

static void
test_append_keeps_the_text(void **state)
{
    (void)state;
    Object *text = str_from_text("ab");
    Object *more = str_from_text("cd\xc3\xa9");
    for (int i = 0; i < 1000; i++) {
        str_append(&text, more);
    }
    assert_int_equal(str_length(text), 3002);
    assert_int_equal(str_char(text, 3001), 0xe9);
    ref_dec(text);
    ref_dec(more);
    assert_nothing_left();
}

static void
test_interned_strings_are_one_and_die(void **state)
{
    (void)state;
    static Object *kept[2000];
    char name[32];
    size_t before = str_interned_count();
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "name_%d", i);
        kept[i] = str_intern_text(name);
        assert_int_equal(kept[i]->refcount, 1);
    }
    for (int i = 0; i < 2000; i += 2) {
        ref_dec(kept[i]);
    }
    for (int i = 1; i < 2000; i += 2) {
        snprintf(name, sizeof name, "name_%d", i);
        Object *again = str_intern_text(name);
        assert_ptr_equal(again, kept[i]);
        ref_dec(again);
        ref_dec(kept[i]);
    }
    assert_int_equal(str_interned_count(), before);
    assert_nothing_left();
}

static void
test_hash_of_seed_zero_is_cpythons(void **state)
{
    (void)state;
    Object *abc = str_from_text("abc");
    Object *empty = str_from_text("");
    assert_true(str_hash(abc) == -4594863902769663758);
    assert_true(str_hash(empty) == 0);
    ref_dec(abc);
    ref_dec(empty);
}

static void
test_format_writes_objects(void **state)
{
    (void)state;
    Object *name = str_from_text("x'y");
    Object *text = str_from_format("%s|%5d|%05d|%zd|%R|%.2U|%c|%%", "a", 42,
                                   -42, (ssize_t)-7, name, name, 0x20ac);
    assert_string_equal(str_as_utf8(text, NULL),
                        "a|   42|-0042|-7|\"x'y\"|x'|\xe2\x82\xac|%");
    ref_dec(text);
    ref_dec(name);
    assert_nothing_left();
}

static void
test_writer_widens(void **state)
{
    (void)state;
    StrWriter w;
    strwriter_init(&w);
    assert_int_equal(strwriter_fill(&w, 'a', 300), 0);
    assert_int_equal(strwriter_char(&w, 0xe9), 0);
    assert_int_equal(strwriter_char(&w, 0x1f600), 0);
    Object *text = strwriter_finish(&w);
    assert_int_equal(str_length(text), 302);
    assert_int_equal(str_kind(text), 4);
    assert_int_equal(str_char(text, 0), 'a');
    ref_dec(text);
    assert_nothing_left();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_are_those_of_cpython),
        cmocka_unit_test(test_append_keeps_the_text),
        cmocka_unit_test(test_interned_strings_are_one_and_die),
        cmocka_unit_test(test_hash_of_seed_zero_is_cpythons),
        cmocka_unit_test(test_format_writes_objects),
        cmocka_unit_test(test_writer_widens),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
