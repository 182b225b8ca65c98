/* test_race.c - of two threads that count without a lock some orders lose a
 * change; under every lawful rule none does */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "visualizer/race.h"

// Two increments: the six steps come in 20 orders, and only the two in which
// one thread is through before the other begins end right.
static void
test_two_increments(void **state)
{
    (void)state;
    RaceCase race = {.changes = {{1}, {1}}, .count = {1, 1}, .start = 1,
                     .local = 1, .owner = 0};
    RaceTally tally;
    race_try(&race, RACE_PLAIN, &tally);
    assert_int_equal(tally.orders, 20);
    assert_int_equal(tally.ends[RACE_RIGHT], 2);
    assert_int_equal(tally.ends[RACE_TOO_LOW], 18);
    assert_int_equal(tally.last[RACE_TOO_LOW], 2);
    assert_int_equal(tally.hand_overs[RACE_TOO_LOW], 2);
    assert_int_equal(race_expected(&race), 3);
}

// Both drop the last two references: without a lock both may find 1.
static void
test_two_last_decrements(void **state)
{
    (void)state;
    RaceCase race = {.changes = {{-1}, {-1}}, .count = {1, 1}, .start = 2,
                     .local = 2, .owner = 0};
    RaceTally tally;
    race_try(&race, RACE_PLAIN, &tally);
    assert_int_equal(tally.ends[RACE_RIGHT], 2);
    assert_int_equal(tally.ends[RACE_TOO_HIGH], 18);
    race_try(&race, RACE_BIASED, &tally);
    assert_int_equal(tally.ends[RACE_RIGHT], tally.orders);
}

// One takes and drops while the other drops: the object may be freed and
// then counted again.
static void
test_use_after_free(void **state)
{
    (void)state;
    RaceCase race = {.changes = {{1, -1}, {1, -1}}, .count = {2, 2},
                     .start = 1, .local = 1, .owner = -1};
    RaceTally tally;
    race_try(&race, RACE_PLAIN, &tally);
    assert_int_equal(tally.orders, 924);
    assert_int_equal(tally.ends[RACE_RIGHT] + tally.ends[RACE_TOO_HIGH] +
                         tally.ends[RACE_TOO_LOW] + tally.ends[RACE_USED],
                     924);
    assert_true(tally.ends[RACE_TOO_LOW] > 0);
    // What frees it is shown as the last step of such an order.
    const RaceStep *last =
        &tally.example[RACE_TOO_LOW][tally.length[RACE_TOO_LOW] - 1];
    assert_int_equal(last->does, RACE_FREE);
}

// Under the rule, whoever owns the object and however much of the count is the
// owner's, every order ends right.
static void
assert_right(RaceCase race, RaceRule rule)
{
    for (race.owner = -1; race.owner < 2; race.owner++) {
        for (race.local = 0; race.local <= race.start; race.local++) {
            RaceTally tally;
            race_try(&race, rule, &tally);
            assert_int_equal(tally.ends[RACE_RIGHT], tally.orders);
        }
    }
}

// All cases of up to three changes each that are fair under a lock end right
// under every rule but the plain one.
static void
test_lawful_rules(void **state)
{
    (void)state;
    int tried = 0;
    for (int bits = 0; bits < 64; bits++) {
        for (int start = 1; start < 5; start++) {
            RaceCase race = {.count = {3, 3}, .start = start};
            for (int i = 0; i < 6; i++) {
                race.changes[i / 3][i % 3] = bits >> i & 1 ? 1 : -1;
            }
            if (!race_is_fair(&race)) {
                continue;
            }
            tried++;
            for (int rule = RACE_LOCKED; rule < RACE_RULES; rule++) {
                assert_right(race, (RaceRule)rule);
            }
        }
    }
    assert_true(tried > 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_increments),
        cmocka_unit_test(test_two_last_decrements),
        cmocka_unit_test(test_use_after_free),
        cmocka_unit_test(test_lawful_rules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
