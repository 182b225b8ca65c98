/* view_gc.c - the collector at work: its last run before the moment
 *
 * In the order of the algorithm: counters against thresholds, the copies of
 * the counts, each subtraction, who comes back, who is discarded.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/figure.h"
#include "visualizer/story.h"
#include "visualizer/view_other.h"

typedef struct Member {
    uint32_t serial;
    long count, left;
    const char *name, *end; /* "", "stays", "unreachable", "cleared" */
} Member;

typedef struct Subtraction {
    int target; /* member */
    long times;
    const char *from;
} Subtraction;

typedef struct Run {
    char *records; // cut at tabs
    char *fields_begin[8], *fields_end[4];
    Member *members;
    size_t count, room;
    Subtraction *subtractions;
    size_t subtraction_count, subtraction_room;
    uint64_t number;
} Run;

// The records of the last run that looked at objects of the program.
static char *
find_run(const OtherView *view, uint64_t until, uint64_t *number,
         Text *script)
{
    Model model;
    Story story = {0};
    const uint64_t *words;
    char *last = NULL;
    uint64_t runs = 0;
    model_init(&model);
    trace_reader_rewind(view->reader);
    while (model.events < until &&
           (words = trace_reader_next(view->reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        uint32_t group = event_info[kind].group;
        if (kind == EVENT_GC_BEGIN) {
            text_clear(&story.collector);
            story.collector_lines = 0;
        }
        if (group == EVENT_GROUP_COLLECTOR || group == EVENT_GROUP_GCDETAIL) {
            story_event(&story, &model, words);
        }
        model_apply(&model, words);
        if (kind == EVENT_GC_END) {
            runs++;
            // More than its beginning and its end.
            if (strstr(story.collector.bytes, "Q\tcopy") != NULL ||
                last == NULL) {
                free(last);
                last = vis_copy(story.collector.bytes);
                *number = runs;
            }
        }
    }
    moment_script(&model, script);
    model_free(&model);
    story_free(&story);
    return last;
}

static int
cut(char *line, char **fields, int room)
{
    int n = 0;
    while (line != NULL && n < room) {
        char *tab = strchr(line, '\t');
        if (tab != NULL) {
            *tab++ = '\0';
        }
        fields[n++] = line;
        line = tab;
    }
    return n;
}

static int
find_member(Run *run, uint32_t serial, const char *name)
{
    for (size_t i = 0; i < run->count; i++) {
        if (run->members[i].serial == serial) {
            return (int)i;
        }
    }
    run->members =
        vis_grow(run->members, run->count, &run->room, sizeof(Member));
    run->members[run->count] =
        (Member){.serial = serial, .name = name, .end = ""};
    return (int)run->count++;
}

static void
read_object(Run *run, char **f)
{
    int at = find_member(run, (uint32_t)strtoul(f[2], NULL, 10), f[5]);
    Member *m = &run->members[at];
    bool again = m->end[0] != '\0' && (strcmp(f[1], "copy") == 0 ||
                                       strcmp(f[1], "subtract") == 0);
    if (again) {
        return; // once more behind the finalizers: did they resurrect it?
    }
    if (strcmp(f[1], "copy") == 0) {
        m->count = m->left = strtol(f[4], NULL, 10);
    } else if (strcmp(f[1], "subtract") == 0) {
        m->left--;
        for (size_t i = 0; i < run->subtraction_count; i++) {
            Subtraction *s = &run->subtractions[i];
            if (s->target == at && strcmp(s->from, f[6]) == 0) {
                s->times++;
                return;
            }
        }
        run->subtractions =
            vis_grow(run->subtractions, run->subtraction_count,
                     &run->subtraction_room, sizeof(Subtraction));
        run->subtractions[run->subtraction_count++] =
            (Subtraction){at, 1, f[6]};
    } else if (!(strcmp(f[1], "reachable") == 0 && m->end[0] == 'u')) {
        m->end = strcmp(f[1], "reachable") == 0     ? "stays"
                 : strcmp(f[1], "unreachable") == 0 ? "unreachable"
                                                    : "cleared";
    }
}

static void
read_run(Run *run)
{
    for (char *line = run->records, *stop;
         (stop = strchr(line, '\n')) != NULL; line = stop + 1) {
        char *f[8] = {"", "", "", "", "", "", "", ""};
        *stop = '\0';
        int n = cut(line, f, 8);
        if (n >= 6 && strcmp(f[1], "begin") == 0) {
            memcpy(run->fields_begin, f, sizeof(f));
        } else if (n >= 5 && strcmp(f[1], "end") == 0) {
            memcpy(run->fields_end, f, sizeof(run->fields_end));
        } else if (n >= 6) {
            read_object(run, f);
        }
    }
}

static void
heading(const Run *run, Text *out)
{
    char *const *f = run->fields_begin;
    text_format(out, "run %llu: generation %s%s, %s",
                (unsigned long long)run->number, f[2],
                strcmp(f[2], "0") == 0 ? "" : " and the younger",
                strcmp(f[3], "1") == 0 ? "as gc.collect() asks"
                                       : "for its threshold was passed");
}

static const char *
end_words(const Member *m)
{
    return strcmp(m->end, "stays") == 0 ? "reachable from outside: stays"
           : strcmp(m->end, "cleared") == 0
               ? "unreachable: its references are cleared"
           : m->end[0] != '\0' ? "unreachable"
           : m->left > 0       ? "stays: held from outside"
                               : "";
}

static void
write_text(const Run *run, const char *title, Text *out)
{
    char *const *f = run->fields_begin;
    text_format(out, "%s\n", title);
    heading(run, out);
    text_format(out, "\n  counters   %s\n  thresholds %s\n\n", f[4], f[5]);
    text_add(out, "1. The counts are copied; 2. references from inside are "
                  "taken off the copies\n");
    for (size_t i = 0; i < run->count; i++) {
        const Member *m = &run->members[i];
        long left = m->count;
        text_format(out, "  %-34s count %ld", m->name, m->count);
        for (size_t k = 0; k < run->subtraction_count; k++) {
            const Subtraction *s = &run->subtractions[k];
            if (s->target == (int)i) {
                text_format(out, "\n  %34s   %ld - %ld = %ld  from %s", "",
                            left, s->times, left - s->times, s->from);
                left -= s->times;
            }
        }
        text_format(out, "\n  %34s left  %ld\n", "", m->left);
    }
    text_add(out, "3. What is above 0 stays, and all it leads to\n");
    for (size_t i = 0; i < run->count; i++) {
        text_format(out, "  %-34s %s\n", run->members[i].name,
                    end_words(&run->members[i]));
    }
    if (run->fields_end[3] != NULL) {
        text_format(out,
                    "4. In all %s unreachable objects (the runtime's own "
                    "and plain values counted too)\n",
                    run->fields_end[3]);
    }
}

static void
put_lane(const Run *run, int lane, double y, Text *out)
{
    char *const *f = run->fields_begin;
    char *counts[3] = {"", "", ""}, *thresholds[3] = {"", "", ""};
    char a[64], b[64], text[160];
    snprintf(a, sizeof(a), "%s", f[4]);
    snprintf(b, sizeof(b), "%s", f[5]);
    char *save;
    counts[0] = strtok_r(a, ",", &save);
    counts[1] = strtok_r(NULL, ",", &save);
    counts[2] = strtok_r(NULL, ",", &save);
    thresholds[0] = strtok_r(b, ",", &save);
    thresholds[1] = strtok_r(NULL, ",", &save);
    thresholds[2] = strtok_r(NULL, ",", &save);
    bool looked = lane <= atoi(f[2]);
    static const char *const looks[3] = {"gen0", "gen1", "gen2"};
    figure_box(out, looked ? "badbox" : "box", 20, y, 700, 30, 6);
    figure_box(out, looks[lane], 28, y + 6, 18, 18, 4);
    snprintf(text, sizeof(text), "g%d", lane);
    figure_text(out, "gent", 'm', 37, y + 19, text);
    snprintf(text, sizeof(text), "counter %s of %s",
             counts[lane] != NULL ? counts[lane] : "",
             thresholds[lane] != NULL ? thresholds[lane] : "");
    figure_text(out, "value", 's', 58, y + 19, text);
    double full = strtod(thresholds[lane] != NULL ? thresholds[lane] : "0",
                         NULL);
    double now = strtod(counts[lane] != NULL ? counts[lane] : "0", NULL);
    double share = full > 0 ? now / full : 0;
    share = share > 1 ? 1 : share;
    figure_box(out, "rule", 260, y + 9, 200, 12, 0);
    figure_box(out, looks[lane], 260, y + 9, 200 * share, 12, 0);
    figure_text(out, looked ? "bad" : "dim", 's', 480, y + 19,
                looked ? "looked at now" : "left alone");
}

static void
write_figure(const OtherView *view, const Run *run, const char *title,
             Text *out)
{
    Text text = {0};
    double y = 66;
    view_figure(view, title, out);
    heading(run, &text);
    figure_text(out, "label", 's', 20, 56, text.bytes);
    for (int lane = 0; lane < 3; lane++) {
        put_lane(run, lane, y, out);
        y += 36;
    }
    y += 18;
    figure_text(out, "type", 's', 28, y, "object");
    figure_text(out, "type", 'e', 330, y, "count");
    figure_text(out, "type", 's', 350, y, "taken off");
    figure_text(out, "type", 'e', 660, y, "left");
    figure_text(out, "type", 's', 680, y, "and so");
    y += 8;
    for (size_t i = 0; i < run->count; i++) {
        const Member *m = &run->members[i];
        bool dead = strcmp(m->end, "unreachable") == 0 ||
                    strcmp(m->end, "cleared") == 0;
        double top = y;
        int lines = 0;
        long left = m->count;
        char digits[32];
        for (size_t k = 0; k < run->subtraction_count; k++) {
            const Subtraction *s = &run->subtractions[k];
            if (s->target != (int)i) {
                continue;
            }
            text_clear(&text);
            text_format(&text, "%ld \xe2\x88\x92 %ld = %ld  from %s", left,
                        s->times, left - s->times, s->from);
            left -= s->times;
            figure_text(out, "value", 's', 350, top + 17 + lines++ * 18,
                        text.bytes);
        }
        y += 10 + (lines > 0 ? lines : 1) * 18;
        figure_line(out, "rule", 20, y, 980, y);
        figure_text(out, dead ? "bad" : "label", 's', 28, top + 17, m->name);
        snprintf(digits, sizeof(digits), "%ld", m->count);
        figure_text(out, "label", 'e', 330, top + 17, digits);
        snprintf(digits, sizeof(digits), "%ld", m->left);
        figure_text(out, "label", 'e', 660, top + 17, digits);
        figure_text(out, dead ? "bad" : "good", 's', 680, top + 17,
                    end_words(m));
    }
    text_free(&text);
    figure_size(out, 1000, y + 24);
}

bool
view_gc(const OtherView *view, Text *out, Text *error)
{
    Model model;
    Text title = {0};
    Run run = {0};
    bool found =
        moment_find(view->reader, &view->options->moment, &model, error);
    uint64_t until = model.events;
    model_free(&model);
    run.records = found ? find_run(view, until, &run.number, &title) : NULL;
    text_add(&title, ": the collector at work");
    if (found && run.records == NULL) {
        text_add(error, "--view gc: the collector does not run before that "
                        "moment");
    } else if (found) {
        read_run(&run);
        if (view->form == NULL) {
            write_text(&run, title.bytes, out);
        } else {
            write_figure(view, &run, title.bytes, out);
        }
    }
    free(run.records);
    free(run.members);
    free(run.subtractions);
    text_free(&title);
    return error->length == 0;
}
