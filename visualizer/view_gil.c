/* view_gil.c - the GIL's timeline: a lane for each thread */
#include <stdlib.h>
#include <string.h>

#include "visualizer/figure.h"
#include "visualizer/gil_course.h"
#include "visualizer/view_other.h"

// 1,234,567 ns as "1.235 ms".
static void
put_time(Text *out, uint64_t ns)
{
    if (ns < 10000) {
        text_format(out, "%llu ns", (unsigned long long)ns);
    } else if (ns < 10000000) {
        text_format(out, "%.1f us", (double)ns / 1e3);
    } else if (ns < 10000000000u) {
        text_format(out, "%.1f ms", (double)ns / 1e6);
    } else {
        text_format(out, "%.1f s", (double)ns / 1e9);
    }
}

// In which state a lane spent most of a share of the time; GIL_STATES: it
// did not live then.
static GilState
state_of(const GilCourse *c, uint32_t lane, uint64_t from, uint64_t to)
{
    uint64_t share[GIL_STATES] = {0};
    for (size_t i = 0; i < c->span_count; i++) {
        const GilSpan *s = &c->spans[i];
        uint64_t a = s->from > from ? s->from : from;
        uint64_t b = s->to < to ? s->to : to;
        if (s->lane == lane && a < b) {
            share[s->state] += b - a;
        }
    }
    GilState best = GIL_STATES;
    uint64_t most = 0;
    for (int i = 0; i < GIL_STATES; i++) {
        if (share[i] > most) {
            most = share[i];
            best = (GilState)i;
        }
    }
    return best;
}

// "MainThread"; with its process, when there are several.
static void
put_name(const GilCourse *c, uint32_t lane, Text *out)
{
    const GilLane *l = &c->lanes[lane];
    if (c->process_count > 1) {
        text_format(out, "%llu ",
                    (unsigned long long)c->processes[l->process].pid);
    }
    text_add(out, l->name);
}

static void
put_forks(const GilCourse *c, Text *out)
{
    for (size_t i = 0; i < c->fork_count; i++) {
        const GilFork *f = &c->forks[i];
        text_add(out, "  after ");
        put_time(out, f->at > c->from ? f->at - c->from : 0);
        text_add(out, ": ");
        put_name(c, f->lane, out);
        text_format(out, " forks process %llu\n", (unsigned long long)f->pid);
    }
}

static void
put_hand_overs(const GilCourse *c, Text *out)
{
    enum { SHOWN = 12 };
    size_t shown = 0, all = 0;
    for (size_t i = 0; i < c->span_count; i++) {
        const GilSpan *s = &c->spans[i];
        if (s->state != GIL_RUNS || s->to >= c->to ||
            s->to >= c->processes[c->lanes[s->lane].process].to) {
            continue;
        }
        if (++all > SHOWN) {
            continue;
        }
        shown++;
        text_add(out, "  after ");
        put_time(out, s->to - (s->to < c->from ? s->to : c->from));
        text_add(out, ": ");
        put_name(c, s->lane, out);
        text_format(out, " gives it up: %s\n", gil_reasons[s->why]);
    }
    if (all > shown) {
        text_format(out, "  ... and %zu more\n", all - shown);
    }
}

static void
put_process(const GilCourse *c, uint32_t process, Text *out)
{
    const GilProcess *p = &c->processes[process];
    text_format(out, "process %llu", (unsigned long long)p->pid);
    if (p->place[0] != '\0') {
        text_format(out, ", child %s", p->place);
    }
    text_char(out, '\n');
}

static bool
has_hand_overs(const GilProcess *process)
{
    uint64_t all = 0;
    for (int i = 0; i < 5; i++) {
        all += process->hand_overs[i];
    }
    return all > 0;
}

static void
put_totals(const GilCourse *c, Text *out)
{
    Text name = {0};
    for (size_t i = 0; i < c->lane_count; i++) {
        text_clear(&name);
        put_name(c, (uint32_t)i, &name);
        text_format(out, "%-16s", name.bytes);
        for (int k = 0; k < GIL_STATES; k++) {
            if (c->lanes[i].total[k] > 0) {
                text_format(out, " %s ", gil_state_names[k]);
                put_time(out, c->lanes[i].total[k]);
                text_char(out, ';');
            }
        }
        text_char(out, '\n');
    }
    text_free(&name);
}

static void
write_text(const OtherView *view, const GilCourse *c, Text *out)
{
    enum { COLUMNS = 60 };
    static const char *const marks[GIL_STATES + 1] = {"█", "░", "▒", "·",
                                                      "~", " "};
    static const char *const ascii[GIL_STATES + 1] = {"#", "-", "L", ".",
                                                      "~", " "};
    const char *const *mark = view->utf8 ? marks : ascii;
    uint64_t span = c->to > c->from ? c->to - c->from : 1;
    text_format(out, "%s: who holds the GIL%s\n\n", c->script,
                c->process_count > 1 ? "; each process has its own" : "");
    for (size_t i = 0; i < c->lane_count; i++) {
        const GilLane *lane = &c->lanes[i];
        if (c->process_count > 1 &&
            (i == 0 || lane->process != lane[-1].process)) {
            put_process(c, lane->process, out);
        }
        text_clean(out, lane->name, strlen(lane->name), 16, view->utf8);
        size_t n = strlen(lane->name);
        text_repeat(out, " ", n < 17 ? 17 - n : 1);
        for (uint64_t x = 0; x < COLUMNS; x++) {
            text_add(out, mark[state_of(c, (uint32_t)i,
                                        c->from + span * x / COLUMNS,
                                        c->from + span * (x + 1) / COLUMNS)]);
        }
        text_char(out, '\n');
    }
    text_add(out, "\n  ");
    for (int i = 0; i < GIL_STATES; i++) {
        text_format(out, "%s %s   ", mark[i], gil_state_names[i]);
    }
    text_format(out, "\n\nthe whole: ");
    put_time(out, span);
    text_add(out, " of virtual time (20 ns an instruction; sleep counts as "
                  "it is)\n");
    put_totals(c, out);
    for (size_t p = 0; p < c->process_count; p++) {
        if (p > 0 && !has_hand_overs(&c->processes[p])) {
            continue;
        }
        text_add(out, "\nhand-overs");
        if (c->process_count > 1) {
            text_format(out, " in process %llu",
                        (unsigned long long)c->processes[p].pid);
        }
        text_char(out, ':');
        for (int i = 0; i < 5; i++) {
            text_format(out, "%s %llu because %s", i > 0 ? "," : "",
                        (unsigned long long)c->processes[p].hand_overs[i],
                        gil_reasons[i]);
        }
    }
    text_char(out, '\n');
    put_forks(c, out);
    put_hand_overs(c, out);
}

static void
write_figure(const OtherView *view, const GilCourse *c, Text *out)
{
    enum { LEFT = 150, TOP = 56, WIDTH = 760, LANE = 44, BAR = 24 };
    static const char *const looks[GIL_STATES] = {"gen0", "gen1", "gen2",
                                                  "ghostbox", "weakbox"};
    double span = c->to > c->from ? (double)(c->to - c->from) : 1;
    Text text = {0};
    text_format(&text, "%s: who holds the GIL", c->script);
    view_figure(view, text.bytes, out);
    double bottom = TOP + (double)c->lane_count * LANE;
    for (size_t i = 0; i < c->lane_count; i++) {
        double y = TOP + (double)i * LANE;
        text_clear(&text);
        put_name(c, (uint32_t)i, &text);
        figure_text(out, "label", 'e', LEFT - 12, y + BAR - 7, text.bytes);
        figure_line(out, "rule", LEFT, y + BAR + 6, LEFT + WIDTH,
                    y + BAR + 6);
    }
    for (size_t i = 0; i < c->span_count; i++) {
        const GilSpan *s = &c->spans[i];
        if (s->to <= c->from) {
            continue;
        }
        double from = (double)((s->from > c->from ? s->from : c->from) -
                               c->from) / span;
        double to = (double)(s->to - c->from) / span;
        // What waits is drawn thinner than what runs.
        double thin = s->state == GIL_RUNS ? 0 : 6;
        figure_box(out, looks[s->state], LEFT + from * WIDTH,
                   TOP + (double)s->lane * LANE + thin,
                   (to - from) * WIDTH, BAR - 2 * thin, 0);
    }
    text_clear(&text);
    put_time(&text, (uint64_t)span);
    figure_text(out, "dim", 's', LEFT, bottom + 10, "0");
    figure_text(out, "dim", 'e', LEFT + WIDTH, bottom + 10, text.bytes);
    for (int i = 0; i < GIL_STATES; i++) {
        double x = LEFT + i * 160.0;
        figure_box(out, looks[i], x, bottom + 26, 14, 14, 0);
        figure_text(out, "dim", 's', x + 20, bottom + 38, gil_state_names[i]);
    }
    text_clear(&text);
    text_add(&text, "hand-overs:");
    for (int i = 0; i < 5; i++) {
        text_format(&text, "%s %llu %s", i > 0 ? "," : "",
                    (unsigned long long)c->hand_overs[i], gil_reasons[i]);
    }
    figure_text(out, "label", 's', 20, bottom + 68, text.bytes);
    text_free(&text);
    figure_size(out, LEFT + WIDTH + 30, bottom + 84);
}

// Of a single process: 1, as ever.
static unsigned
pid_of(const GilCourse *c, uint32_t process)
{
    return c->process_count < 2 ? 1 : (unsigned)c->processes[process].pid;
}

// Chrome's trace-event format: a track for each thread and one for the lock.
static void
write_trace_events(const GilCourse *c, Text *out)
{
    text_add(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
    for (size_t i = 0; i < c->process_count; i++) {
        unsigned pid = pid_of(c, (uint32_t)i);
        text_format(out, "%s\n{\"ph\":\"M\",\"pid\":%u,\"name\":"
                         "\"process_name\",\"args\":{\"name\":",
                    i > 0 ? "," : "", pid);
        text_json(out, c->script, strlen(c->script));
        text_format(out, "}},\n{\"ph\":\"M\",\"pid\":%u,\"tid\":0,\"name\":"
                         "\"thread_name\",\"args\":{\"name\":\"GIL "
                         "holder\"}}", pid);
    }
    for (size_t i = 0; i < c->lane_count; i++) {
        text_format(out, ",\n{\"ph\":\"M\",\"pid\":%u,\"tid\":%u,\"name\":"
                         "\"thread_name\",\"args\":{\"name\":",
                    pid_of(c, c->lanes[i].process), c->lanes[i].thread);
        text_json(out, c->lanes[i].name, strlen(c->lanes[i].name));
        text_add(out, "}}");
    }
    for (size_t i = 0; i < c->span_count; i++) {
        const GilSpan *s = &c->spans[i];
        const GilLane *lane = &c->lanes[s->lane];
        double from = (double)s->from / 1e3;
        double length = (double)(s->to - s->from) / 1e3;
        unsigned pid = pid_of(c, lane->process);
        text_format(out, ",\n{\"ph\":\"X\",\"pid\":%u,\"tid\":%u,\"ts\":%.3f,"
                         "\"dur\":%.3f,\"name\":\"%s\"",
                    pid, lane->thread, from, length,
                    gil_state_names[s->state]);
        if (s->lock != 0) {
            text_format(out, ",\"args\":{\"lock\":\"#%u\"}", s->lock);
        } else if (s->state == GIL_RUNS) {
            text_format(out, ",\"args\":{\"until\":\"%s\"}",
                        gil_reasons[s->why]);
        }
        text_add(out, "}");
        if (s->state == GIL_RUNS) {
            text_format(out, ",\n{\"ph\":\"X\",\"pid\":%u,\"tid\":0,\"ts\":"
                             "%.3f,\"dur\":%.3f,\"name\":", pid, from, length);
            text_json(out, lane->name, strlen(lane->name));
            text_add(out, "}");
        }
    }
    text_add(out, "\n]}\n");
}

bool
view_gil(const OtherView *view, Text *out, Text *error)
{
    GilCourse course;
    gil_course_read(view->reader, &course);
    for (size_t i = 0; view->children != NULL && i < view->children->count;
         i++) {
        const ProcessTrace *child = &view->children->items[i];
        gil_course_add(&course, child->reader, child->place);
    }
    if (course.lane_count < 2 && course.span_count <= 1) {
        text_add(error, "--view gil: the program has one thread, and it "
                        "never waits");
    } else if (view->form == NULL) {
        write_text(view, &course, out);
    } else if (strcmp(view->form, "json") == 0) {
        write_trace_events(&course, out);
    } else {
        write_figure(view, &course, out);
    }
    gil_course_free(&course);
    return error->length == 0;
}
