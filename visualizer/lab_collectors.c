/* lab_collectors.c - the same program under three memory managements */
#include <stdlib.h>
#include <string.h>

#include "visualizer/lab.h"

enum { WAYS = 3, SHOWN = 30 };
typedef enum Way { COUNTING, BOTH, TRACING } Way;

static const char *const way_names[WAYS] = {
    "counting alone", "counting + cycles", "tracing alone"};

// The step at which an object is freed before the program's end; 0: not.
static uint64_t
freed_at(const LabLife *life, Way way)
{
    switch (way) {
    case COUNTING:
        return life->death == LAB_COUNT ? life->freed : 0;
    case BOTH:
        return life->death == LAB_COUNT || life->death == LAB_COLLECTOR
                   ? life->freed
                   : 0;
    default:
        return life->swept;
    }
}

typedef struct Sum {
    uint64_t freed, at_once, later, waited, left, peak;
} Sum;

static Sum
sum_up(const Lives *lives, Way way)
{
    Sum sum = {0};
    for (size_t i = 0; i < lives->count; i++) {
        const LabLife *life = &lives->items[i];
        uint64_t freed = freed_at(life, way);
        if (freed == 0) {
            sum.left++;
            continue;
        }
        sum.freed++;
        if (freed <= life->lost) {
            sum.at_once++;
        } else {
            sum.later++;
            sum.waited += freed - life->lost;
        }
    }
    return sum;
}

static uint64_t
alive_at(const Lives *lives, Way way, uint64_t step)
{
    uint64_t n = 0;
    for (size_t i = 0; i < lives->count; i++) {
        const LabLife *life = &lives->items[i];
        uint64_t freed = freed_at(life, way);
        n += life->born <= step && (freed == 0 || freed > step);
    }
    return n;
}

static void
row(const char *name, const uint64_t values[WAYS], const bool none[WAYS],
    Text *out)
{
    text_format(out, "%-28s", name);
    for (int w = 0; w < WAYS; w++) {
        if (none != NULL && none[w]) {
            text_format(out, "%18s", "-");
        } else {
            Text n = {0};
            text_count(&n, values[w]);
            text_format(out, "%18s", n.bytes);
            text_free(&n);
        }
    }
    text_char(out, '\n');
}

static void
table(const Lives *lives, Text *out)
{
    Sum sums[WAYS];
    uint64_t v[6][WAYS], looked = 0, marked = 0;
    for (size_t i = 0; i < lives->collection_count; i++) {
        looked += lives->collections[i].looked_at;
    }
    for (size_t i = 0; i < lives->sweep_count; i++) {
        marked += lives->sweeps[i].marked + lives->sweeps[i].swept;
    }
    for (int w = 0; w < WAYS; w++) {
        sums[w] = sum_up(lives, (Way)w);
        v[0][w] = lives->count;
        v[1][w] = sums[w].freed;
        v[2][w] = sums[w].at_once;
        v[3][w] = sums[w].later;
        v[4][w] = sums[w].left;
    }
    text_format(out, "%-28s", "");
    for (int w = 0; w < WAYS; w++) {
        text_format(out, "%18s", way_names[w]);
    }
    text_char(out, '\n');
    row("objects the program made", v[0], NULL, out);
    row("freed before its end", v[1], NULL, out);
    row("  in the step they were lost", v[2], NULL, out);
    row("  later", v[3], NULL, out);
    text_format(out, "%-28s", "  ... waited, on average");
    for (int w = 0; w < WAYS; w++) {
        char text[40] = "-";
        if (sums[w].later > 0) {
            snprintf(text, sizeof(text), "%.1f steps",
                     (double)sums[w].waited / (double)sums[w].later);
        }
        text_format(out, "%18s", text);
    }
    text_char(out, '\n');
    row("still there at its end", v[4], NULL, out);
    uint64_t changes[WAYS] = {lives->changes, lives->changes, 0};
    uint64_t runs[WAYS] = {0, lives->collection_count, lives->sweep_count};
    uint64_t work[WAYS] = {0, looked, marked};
    row("work: count changes", changes, (bool[]){false, false, true}, out);
    row("work: collections", runs, (bool[]){true, false, false}, out);
    row("work: its objects looked at", work, (bool[]){true, false, false}, out);
}

static void
curves(const Lives *lives, const ViewOptions *view, Text *out)
{
    static const char *const blocks[] = {" ",
                                         "\xe2\x96\x81",
                                         "\xe2\x96\x82",
                                         "\xe2\x96\x83",
                                         "\xe2\x96\x84",
                                         "\xe2\x96\x85",
                                         "\xe2\x96\x86",
                                         "\xe2\x96\x87",
                                         "\xe2\x96\x88"};
    static const char *const digits[] = {" ", "1", "2", "3", "4",
                                         "5", "6", "7", "8"};
    int columns = view->columns - 28 < 50 ? view->columns - 28 : 50;
    if (columns < 1 || lives->steps == 0) {
        return;
    }
    uint64_t points =
        lives->steps < (uint64_t)columns ? lives->steps : (uint64_t)columns;
    uint64_t alive[WAYS][64], most = 1;
    for (int w = 0; w < WAYS; w++) {
        for (uint64_t i = 0; i < points; i++) {
            uint64_t step = (i + 1) * lives->steps / points;
            alive[w][i] = alive_at(lives, (Way)w, step);
            most = alive[w][i] > most ? alive[w][i] : most;
        }
    }
    text_add(out, "\nAlive over time\n");
    for (int w = 0; w < WAYS; w++) {
        uint64_t peak = 0;
        text_format(out, "  %-18s ", way_names[w]);
        for (uint64_t i = 0; i < points; i++) {
            uint64_t level = (alive[w][i] * 8 + most - 1) / most;
            text_add(out, view->utf8 ? blocks[level] : digits[level]);
            peak = alive[w][i] > peak ? alive[w][i] : peak;
        }
        text_format(out, " peak %llu\n", (unsigned long long)peak);
    }
}

static void
step_cell(uint64_t step, Text *out)
{
    char text[32] = "at the end";
    if (step != 0) {
        snprintf(text, sizeof(text), "step %llu", (unsigned long long)step);
    }
    text_format(out, "%12s", text);
}

static void
objects(const Lives *lives, const ViewOptions *view, Text *out)
{
    size_t told = 0, count = 0;
    for (size_t i = 0; i < lives->count; i++) {
        count +=
            lives->items[i].lost != 0 && lives->items[i].death != LAB_SHUTDOWN;
    }
    text_format(out, "\n%-26s%12s%12s%12s%12s\n", "When objects die", "lost",
                "counting", "+ cycles", "tracing");
    for (size_t i = 0; i < lives->count && told < SHOWN; i++) {
        const LabLife *life = &lives->items[i];
        if (life->lost == 0 || life->death == LAB_SHUTDOWN) {
            continue;
        }
        told++;
        Text name = {0};
        text_clean(&name, life->name, strlen(life->name), 23, view->utf8);
        text_format(out, "  %s", name.bytes);
        int used = text_columns(name.bytes, name.length);
        text_repeat(out, " ", 24 - used);
        text_free(&name);
        step_cell(life->lost, out);
        for (int w = 0; w < WAYS; w++) {
            step_cell(freed_at(life, (Way)w), out);
        }
        text_char(out, '\n');
    }
    if (count > told) {
        text_format(out, "  ... and %zu more\n", count - told);
    }
}

static const LabLife *
find_life(const Lives *lives, uint32_t serial)
{
    for (size_t i = 0; i < lives->count; i++) {
        if (lives->items[i].serial == serial) {
            return &lives->items[i];
        }
    }
    return NULL;
}

// Tracing calls them as it sweeps: sweep by sweep, oldest object first.
static void
traced_order(const Lives *lives, Text *out)
{
    for (size_t s = 0; s < lives->sweep_count; s++) {
        for (size_t i = 0; i < lives->count; i++) {
            const LabLife *life = &lives->items[i];
            if (life->finalizer && life->swept == lives->sweeps[s].step) {
                text_format(out, " #%u", life->number);
            }
        }
    }
}

static void
finalizers(const Lives *lives, Text *out)
{
    if (lives->finalized_count == 0) {
        return;
    }
    text_add(out, "\nOrder of __del__ before the program's end\n");
    for (int w = 0; w < WAYS; w++) {
        Text order = {0};
        if (w == TRACING) {
            traced_order(lives, &order);
        }
        for (size_t i = 0; w != TRACING && i < lives->finalized_count; i++) {
            const LabLife *life = find_life(lives, lives->finalized[i]);
            if (w == BOTH || !lives->finalized_by_gc[i]) {
                text_format(&order, " #%u", life != NULL ? life->number : 0);
            }
        }
        text_format(out, "  %-18s%s\n", way_names[w],
                    order.length > 0 ? order.bytes : " none");
        text_free(&order);
    }
}

void
lab_collectors(TraceReader *reader, const ViewOptions *view, Text *out)
{
    Lives lives;
    lives_make(&lives, reader);
    text_format(out,
                "One program, three ways to manage its memory (%llu "
                "steps)\n\n",
                (unsigned long long)lives.steps);
    table(&lives, out);
    curves(&lives, view, out);
    objects(&lives, view, out);
    finalizers(&lives, out);
    if (lives.sweep_count > 0) {
        const LabSweep *last = &lives.sweeps[lives.sweep_count - 1];
        text_format(out,
                    "\nMark and sweep, the last time, before step %llu: %llu "
                    "marked, %llu swept\n",
                    (unsigned long long)last->step,
                    (unsigned long long)last->marked,
                    (unsigned long long)last->swept);
        text_add(out, last->story.bytes != NULL ? last->story.bytes : "");
    }
    text_add(
        out,
        "\nCounting alone: freed when the count falls to 0, cycles never. "
        "Counting +\ncycles: CPython, as it ran here. Tracing alone, as "
        "runtimes without counts do:\nmark what the names lead to, sweep the "
        "rest, after 700 new objects or when asked\nby gc.collect().\n");
    lives_free(&lives);
}
