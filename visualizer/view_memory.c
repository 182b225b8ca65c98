/* view_memory.c - memory over time, its peak, and the lines that take it */
#include <stdlib.h>
#include <string.h>

#include "visualizer/arenas.h"
#include "visualizer/figure.h"
#include "visualizer/view_other.h"

enum { LINES = 10000 };

typedef struct Sample {
    uint64_t step, bytes, objects;
    uint32_t line;
} Sample;

typedef struct Course {
    Sample *samples;
    size_t count, room;
    Sample peak;
    uint64_t most;
    int64_t *growth; /* of each line of the script */
    Arenas arenas;   /* taken from the system */
    uint64_t arenas_begin; /* bytes of them before the first line */
} Course;

// Reads the whole recording: a sample for each step.
static void
read_course(const OtherView *view, Course *c, Text *script)
{
    Model model;
    const uint64_t *words;
    uint64_t before = 0;
    uint32_t line_before = 0;
    model_init(&model);
    trace_reader_rewind(view->reader);
    c->growth = vis_zero(LINES, sizeof(int64_t));
    while ((words = trace_reader_next(view->reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        arenas_apply(&c->arenas, words);
        model_apply(&model, words);
        if (kind == EVENT_LINE && model.steps == 1) {
            c->arenas_begin = c->arenas.bytes;
        }
        if (kind != EVENT_SETTLED || model.steps == 0) {
            continue;
        }
        ModelFrame *frame = (ModelFrame *)model_line_frame(&model);
        bool main = frame != NULL && model_frame_in_main(&model, frame);
        if (line_before < LINES) {
            c->growth[line_before] +=
                (int64_t)model.bytes_alive - (int64_t)before;
        }
        before = model.bytes_alive;
        line_before = main ? model.line : line_before;
        c->samples =
            vis_grow(c->samples, c->count, &c->room, sizeof(Sample));
        Sample sample = {model.steps, model.bytes_alive, model.objects_alive,
                         line_before};
        c->samples[c->count++] = sample;
        if (sample.bytes > c->most) {
            c->most = sample.bytes;
            c->peak = sample;
        }
        if (model.exit_phase >= 0) {
            break;
        }
    }
    moment_script(&model, script);
    model_free(&model);
}

// The largest sample of a share of the time.
static uint64_t
most_of(const Course *c, size_t part, size_t parts)
{
    size_t from = c->count * part / parts;
    size_t to = c->count * (part + 1) / parts;
    uint64_t most = 0;
    for (size_t i = from; i < c->count && (i < to || i == from); i++) {
        most = c->samples[i].bytes > most ? c->samples[i].bytes : most;
    }
    return most;
}

static int
by_growth(const void *x, const void *y, void *arg)
{
    const int64_t *growth = arg;
    int64_t a = growth[*(const int *)x], b = growth[*(const int *)y];
    return a > b ? -1 : a < b ? 1 : *(const int *)x - *(const int *)y;
}

static int
top_lines(const Course *c, int *lines, int room)
{
    int *all = vis_alloc(LINES * sizeof(int)), count = 0;
    for (int i = 1; i < LINES; i++) {
        if (c->growth[i] > 0) {
            all[count++] = i;
        }
    }
    qsort_r(all, (size_t)count, sizeof(int), by_growth, c->growth);
    count = count < room ? count : room;
    memcpy(lines, all, (size_t)count * sizeof(int));
    free(all);
    return count;
}

static void
sentence(const Course *c, Text *out)
{
    const Sample *end = &c->samples[c->count - 1];
    text_add(out, "The most: ");
    text_size(out, c->peak.bytes);
    text_add(out, " in ");
    text_count(out, c->peak.objects);
    text_format(out, " objects at step %llu, when line %u was about to run; "
                     "at the end ",
                (unsigned long long)c->peak.step, c->peak.line);
    text_size(out, end->bytes);
    text_char(out, '.');
}

// Objects come and go in arenas; only those are taken from the system.
static void
arena_sentence(const Course *c, Text *out)
{
    text_add(out, "Arenas from the system: ");
    text_size(out, c->arenas_begin);
    text_add(out, " before the first line, at most ");
    text_size(out, c->arenas.most_bytes);
    text_add(out, ", at the end ");
    text_size(out, c->arenas.bytes);
    text_char(out, '.');
}

static void
write_text(const OtherView *view, const Course *c, const char *title,
           Text *out)
{
    enum { COLUMNS = 64, ROWS = 12, TOP = 5 };
    static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄",
                                          "▅", "▆", "▇", "█"};
    text_format(out, "%s\n\n", title);
    for (int row = ROWS - 1; row >= 0; row--) {
        Text size = {0};
        if (row == ROWS - 1 || row == ROWS / 2 || row == 0) {
            text_size(&size, c->most * (uint64_t)(row + (row > 0)) / ROWS);
        }
        text_format(out, "%10s %s", size.bytes != NULL ? size.bytes : "",
                    view->utf8 ? "│" : "|");
        text_free(&size);
        for (int x = 0; x < COLUMNS; x++) {
            uint64_t bytes = most_of(c, (size_t)x, COLUMNS);
            uint64_t level = c->most == 0 ? 0 : bytes * ROWS * 8 / c->most;
            int64_t here = (int64_t)level - row * 8;
            here = here < 0 ? 0 : here > 8 ? 8 : here;
            text_add(out, view->utf8 ? eighths[here] : here >= 4 ? "#" : " ");
        }
        text_char(out, '\n');
    }
    text_format(out, "%10s %s", "", view->utf8 ? "└" : "+");
    text_repeat(out, view->utf8 ? "─" : "-", COLUMNS);
    text_format(out, "\n%12sstep 1%*s%llu\n\n", "", COLUMNS - 6, "step ",
                (unsigned long long)c->samples[c->count - 1].step);
    sentence(c, out);
    text_char(out, '\n');
    arena_sentence(c, out);
    text_char(out, '\n');
    int lines[TOP];
    int n = top_lines(c, lines, TOP);
    for (int i = 0; i < n; i++) {
        text_format(out, "%s line %-5d", i == 0 ? "took most:" : "          ",
                    lines[i]);
        text_size(out, (uint64_t)c->growth[lines[i]]);
        text_char(out, '\n');
    }
}

static void
write_figure(const OtherView *view, const Course *c, const char *title,
             Text *out)
{
    enum { LEFT = 90, TOP = 60, WIDTH = 640, HEIGHT = 240, SHOWN = 5 };
    size_t parts = c->count < 600 ? c->count : 600;
    view_figure(view, title, out);
    for (int i = 0; i <= 4; i++) {
        double y = TOP + HEIGHT - HEIGHT * i / 4.0;
        Text size = {0};
        text_size(&size, c->most * (uint64_t)i / 4);
        figure_line(out, "rule", LEFT, y, LEFT + WIDTH, y);
        figure_text(out, "dim", 'e', LEFT - 8, y + 4, size.bytes);
        text_free(&size);
    }
    figure_line_begin(out, "name");
    double most = c->most > 0 ? (double)c->most : 1;
    for (size_t i = 0; i < parts; i++) {
        double x = parts > 1 ? (double)i / (double)(parts - 1) : 0;
        double y = (double)most_of(c, i, parts) / most;
        figure_point(out, LEFT + x * WIDTH, TOP + HEIGHT * (1 - y));
    }
    figure_point(out, LEFT + WIDTH, TOP + HEIGHT);
    figure_line_end(out);
    double peak = 0;
    for (size_t i = 0; i < c->count && c->count > 1; i++) {
        if (c->samples[i].step == c->peak.step) {
            peak = (double)i / (double)(c->count - 1);
            break;
        }
    }
    figure_dot(out, "badtip", LEFT + peak * WIDTH, TOP, 4);
    figure_text(out, "bad", peak > 0.8 ? 'e' : 's',
                LEFT + peak * WIDTH + (peak > 0.8 ? -8 : 8), TOP - 6, "peak");
    figure_text(out, "dim", 's', LEFT, TOP + HEIGHT + 18, "step 1");
    Text text = {0};
    text_format(&text, "step %llu",
                (unsigned long long)c->samples[c->count - 1].step);
    figure_text(out, "dim", 'e', LEFT + WIDTH, TOP + HEIGHT + 18,
                text.bytes);
    text_clear(&text);
    sentence(c, &text);
    figure_text(out, "label", 's', 20, TOP + HEIGHT + 46, text.bytes);
    text_clear(&text);
    arena_sentence(c, &text);
    figure_text(out, "label", 's', 20, TOP + HEIGHT + 66, text.bytes);
    int lines[SHOWN];
    int n = top_lines(c, lines, SHOWN);
    for (int i = 0; i < n; i++) {
        text_clear(&text);
        text_format(&text, "line %d took ", lines[i]);
        text_size(&text, (uint64_t)c->growth[lines[i]]);
        figure_text(out, "value", 's', 20, TOP + HEIGHT + 90 + i * 18,
                    text.bytes);
    }
    text_free(&text);
    figure_size(out, LEFT + WIDTH + 30, TOP + HEIGHT + 94 + n * 18);
}

bool
view_memory(const OtherView *view, Text *out, Text *error)
{
    Course c = {0};
    Text title = {0};
    read_course(view, &c, &title);
    text_add(&title, ": memory of the program's objects over time");
    if (c.count == 0) {
        text_add(error, "the recording holds no step");
    } else if (view->form == NULL) {
        write_text(view, &c, title.bytes, out);
    } else {
        write_figure(view, &c, title.bytes, out);
    }
    free(c.samples);
    free(c.growth);
    arenas_free(&c.arenas);
    text_free(&title);
    return error->length == 0;
}
