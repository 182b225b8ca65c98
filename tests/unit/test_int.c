/* Pins int: the layout, conversions and their errors' absence, arithmetic
 * around one digit, and that nothing is left over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/str.h"

static size_t blocks_before;

static int
setup(void **state)
{
    (void)state;
    MemStats stats;
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
assert_shows(Object *o, const char *expected)
{
    Object *text = int_to_str(o, 10, false);
    assert_string_equal(str_as_utf8(text, NULL), expected);
    ref_dec(text);
    ref_dec(o);
}

static Object *
parse(const char *text)
{
    Object *o = int_from_text(text, NULL, 10);
    assert_non_null(o);
    return o;
}

static void
test_small_ints_exist_once(void **state)
{
    (void)state;
    for (ssize_t i = INT_SMALL_MIN; i <= INT_SMALL_MAX; i++) {
        Object *a = int_from_ssize(i);
        Object *b = int_from_ssize(i);
        assert_ptr_equal(a, b);
        ref_dec(a);
        ref_dec(b);
    }
    Object *sum = int_from_ssize(257);
    Object *one = int_from_ssize(1);
    Object *back = int_subtract(sum, one);
    assert_ptr_equal(back, int_small[256 - INT_SMALL_MIN]);
    ref_dec(sum);
    ref_dec(one);
    ref_dec(back);
    assert_nothing_left();
}

static void
test_sizes_are_those_of_cpython(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
    } rows[] = {{"0", 28},
                {"1", 28},
                {"1073741823", 28},
                {"1073741824", 32},
                {"1152921504606846976", 36}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Object *o = parse(rows[i].text);
        assert_int_equal(int_type.size_of(o), rows[i].size);
        ref_dec(o);
    }
}

static void
test_limits_of_long_pass_through(void **state)
{
    (void)state;
    static const long values[] = {0, 1, -1, LONG_MAX, LONG_MIN, 1L << 60};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        Object *o = int_from_long(values[i]);
        int overflow;
        assert_int_equal(int_as_long_overflow(o, &overflow), values[i]);
        assert_int_equal(overflow, 0);
        ref_dec(o);
    }
    Object *big = parse("9223372036854775808");
    int overflow;
    int_as_long_overflow(big, &overflow);
    assert_int_equal(overflow, 1);
    ref_dec(big);
    assert_nothing_left();
}

static void
test_long_arithmetic_agrees_with_itself(void **state)
{
    (void)state;
    Object *a = parse("123456789012345678901234567890");
    Object *b = parse("-987654321098765432109");
    Object *quotient;
    Object *rest;
    assert_int_equal(int_divmod(a, b, &quotient, &rest), 0);
    assert_shows(ref_new(quotient), "-124999999");
    Object *back = int_multiply(quotient, b);
    REF_SET(back, int_add(back, rest));
    assert_int_equal(int_compare(back, a), 0);
    ref_dec(quotient);
    ref_dec(rest);
    ref_dec(back);
    assert_shows(int_bitwise(a, '&', b), "123456788043715692998132959954");
    ref_dec(a);
    ref_dec(b);
    assert_nothing_left();
}

static void
test_hash_is_modulo_the_mersenne_prime(void **state)
{
    (void)state;
    Object *prime = parse("2305843009213693951");
    Object *minus_one = int_from_ssize(-1);
    assert_int_equal(int_hash(prime), 0);
    assert_int_equal(int_hash(minus_one), -2);
    ref_dec(prime);
    ref_dec(minus_one);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_ints_exist_once),
        cmocka_unit_test(test_sizes_are_those_of_cpython),
        cmocka_unit_test(test_limits_of_long_pass_through),
        cmocka_unit_test(test_long_arithmetic_agrees_with_itself),
        cmocka_unit_test(test_hash_is_modulo_the_mersenne_prime),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
