/* Pins float text: shortest digits read back, and CPython's choice between
 * plain and exponent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/float.h"

static int
setup(void **state)
{
    (void)state;
    return mem_start() ? 0 : -1;
}

static void
test_repr(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0.1, "0.1"},         {1e16, "1e+16"},
                {1e15, "1000000000000000.0"}, {1e-5, "1e-05"},
                {0.0001, "0.0001"},   {-0.0, "-0.0"},
                {5e-324, "5e-324"},   {INFINITY, "inf"},
                {1.7976931348623157e308, "1.7976931348623157e+308"},
                {9007199254740993.0, "9007199254740992.0"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text
            = float_to_text(rows[i].value, 'r', 0, FLOAT_ADD_DOT_0);
        assert_string_equal(text, rows[i].text);
        mem_free(text);
    }
}

static void
test_shortest_reads_back(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        double value;
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) {
            continue;
        }
        char *text = float_to_text(value, 'r', 0, FLOAT_ADD_DOT_0);
        assert_true(strtod(text, NULL) == value);
        mem_free(text);
    }
}

static void
test_floor_division_signs(void **state)
{
    (void)state;
    double div, mod;
    float_divmod_double(-7.0, 2.0, &div, &mod);
    assert_true(div == -4.0 && mod == 1.0);
    float_divmod_double(7.0, -2.0, &div, &mod);
    assert_true(div == -4.0 && mod == -1.0);
    float_divmod_double(0.0, -2.0, &div, &mod);
    assert_true(signbit(mod) && signbit(div));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repr),
        cmocka_unit_test(test_shortest_reads_back),
        cmocka_unit_test(test_floor_division_signs),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
