/* lab_race_cost.c - what each way of counting with threads costs */
#include <stdio.h>

#include "visualizer/lab.h"
#include "visualizer/race.h"

static void
cost_row(const char *name, RaceCost own, RaceCost other,
         const uint64_t changes[2], uint64_t locks, Text *out)
{
    Text all = {0}, atomic = {0};
    text_count(&all, changes[0] * own.instructions +
                         changes[1] * other.instructions + 2 * locks);
    text_count(&atomic,
               changes[0] * own.atomic + changes[1] * other.atomic +
                   2 * locks);
    char each[40];
    snprintf(each, sizeof(each), "%u", own.instructions);
    if (own.instructions != other.instructions) {
        snprintf(each, sizeof(each), "%u or %u", own.instructions,
                 other.instructions);
    }
    text_format(out, "%-28s%8s%16s%16s\n", name, each, all.bytes,
                atomic.bytes);
    text_free(&all);
    text_free(&atomic);
}

void
lab_race_costs(uint64_t made_here, uint64_t elsewhere, uint64_t hand_overs,
               Text *out)
{
    static const struct {
        const char *name;
        RaceRule rule;
        bool gil;
    } rows[] = {{"no lock (wrong)", RACE_PLAIN, false},
                {"one lock, kept (the GIL)", RACE_PLAIN, true},
                {"a lock for each change", RACE_LOCKED, false},
                {"atomic", RACE_ATOMIC, false},
                {"biased (PEP 703)", RACE_BIASED, false}};
    uint64_t changes[2] = {made_here, elsewhere};
    Text all = {0}, own = {0};
    text_count(&all, made_here + elsewhere);
    text_count(&own, made_here);
    text_format(out,
                "\nWhat it costs, in processor instructions (without the "
                "comparison with 0). The\nprogram changes counts %s times, "
                "%s of them in the thread that made\nthe object.\n"
                "                                each     the program"
                "       of these\n"
                "                              change                "
                "         atomic\n",
                all.bytes, own.bytes);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cost_row(rows[i].name, race_cost(rows[i].rule, true),
                 race_cost(rows[i].rule, false), changes,
                 rows[i].gil ? hand_overs : 0, out);
    }
    text_add(out,
             "\nAn atomic instruction has the count's cache line to itself "
             "until it is done, and\nnothing of its thread overtakes it: it "
             "takes as long as many plain ones. Biased\ncounting spares "
             "the maker's thread the atomic ones, at the price of asking "
             "each\ntime whose object it is.\n");
    text_free(&all);
    text_free(&own);
}
