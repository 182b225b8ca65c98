/* lab_gil.c - what threads gain under the GIL: the program's own, and a
 * comparison that is measured */
#include <string.h>
#include <unistd.h>

#include "visualizer/gil_course.h"
#include "visualizer/gil_measure.h"
#include "visualizer/lab.h"

static void
put_ms(uint64_t ns, Text *out)
{
    char text[40];
    snprintf(text, sizeof(text), "%.3f ms", (double)ns / 1e6);
    text_format(out, "%13s", text);
}

static double
percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0.0 : 100.0 * (double)part / (double)whole;
}

// What the recording tells of the program's own threads.
static void
put_own(const GilCourse *c, const ViewOptions *view, Text *out)
{
    uint64_t span = c->to > c->from ? c->to - c->from : 0, ran = 0, ready = 0;
    uint64_t given = 0;
    if (c->lane_count < 2 && c->span_count <= 1) {
        text_add(out, "The program has one thread, and it never waits.\n");
        return;
    }
    text_add(out, "Its threads as recorded, in virtual time (20 ns an "
                  "instruction)\n"
                  "                      running      waits for GIL    for a "
                  "lock       outside\n");
    for (size_t i = 0; i < c->lane_count; i++) {
        const uint64_t *t = c->lanes[i].total;
        int used = text_clean(out, c->lanes[i].name,
                              strlen(c->lanes[i].name), 15, view->utf8);
        text_repeat(out, " ", 16 - used);
        put_ms(t[GIL_RUNS], out);
        text_add(out, "     ");
        put_ms(t[GIL_WAITS], out);
        put_ms(t[GIL_LOCKED], out);
        text_add(out, " ");
        put_ms(t[GIL_SLEEPS] + t[GIL_AWAY], out);
        text_char(out, '\n');
        ran += t[GIL_RUNS];
        ready += t[GIL_WAITS];
    }
    text_add(out, "from the first thread on:");
    put_ms(span, out);
    text_format(out, "; in %.0f %% of it somebody runs.\n",
                percent(ran, span));
    text_format(out, "Of the time in which threads could run they waited for "
                     "the GIL: %.0f %%.\nHand-overs:",
                percent(ready, ran + ready));
    for (int i = 0; i < 5; i++) {
        given += c->hand_overs[i];
        if (c->hand_overs[i] > 0) {
            text_format(out, "%s %llu %s", given > c->hand_overs[i] ? "," : "",
                        (unsigned long long)c->hand_overs[i],
                        gil_reasons[i]);
        }
    }
    text_add(out, given == 0 ? " none.\n" : ".\n");
}

static void
put_row(GilWork work, unsigned threads, unsigned processes,
        uint64_t *one, Text *out)
{
    GilMeasure m;
    char name[40];
    if (processes > 1) {
        snprintf(name, sizeof(name), "%u processes", processes);
    } else {
        snprintf(name, sizeof(name), "%u %s", threads,
                 plural(threads, "thread", "threads"));
    }
    text_format(out, "  %-14s", name);
    if (!gil_measure(work, threads, processes, &m)) {
        text_add(out, "could not be measured\n");
        return;
    }
    *one = *one == 0 ? m.wall_ns : *one;
    put_ms(m.wall_ns, out);
    text_format(out, "%8.2f x", m.wall_ns == 0 ? 0.0
                                               : (double)*one /
                                                     (double)m.wall_ns);
    put_ms(m.waited_ns, out);
    text_format(out, "%12llu\n", (unsigned long long)m.hand_overs);
}

static void
put_comparison(GilWork work, const char *title, Text *out)
{
    static const unsigned rows[][2] = {{1, 1}, {2, 1}, {4, 1}, {1, 2},
                                       {1, 4}};
    uint64_t one = 0;
    text_format(out, "\n%s\n                         wall     faster  waits "
                     "for GIL  hand-overs\n",
                title);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        put_row(work, rows[i][0], rows[i][1], &one, out);
    }
}

void
lab_gil(TraceReader *reader, const ViewOptions *view, Text *out)
{
    GilCourse course;
    gil_course_read(reader, &course);
    text_format(out, "%s: what threads gain under the GIL\n\n",
                course.script);
    put_own(&course, view, out);
    gil_course_free(&course);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    text_format(out,
                "\nMeasured now, not recorded: four equal parts of work, "
                "shared out.\nThis machine has %ld %s.\n",
                cores, plural((uint64_t)cores, "processor", "processors"));
    put_comparison(GIL_COMPUTES,
                   "Work that computes: one thread at a time has the GIL, "
                   "threads gain nothing.\nEach process has a GIL of its own.",
                   out);
    put_comparison(GIL_OUTSIDE_OF,
                   "Work that waits for something outside (it sleeps): the "
                   "GIL is given up before,\nso the waiting overlaps.",
                   out);
}
