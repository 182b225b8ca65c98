#include "visualizer/draw/slide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/paint.h"
#include "visualizer/film_marks.h"

enum {
    MARGIN = 28,
    TOP = 64,       /* below the title */
    LANE = 18,      /* of a thread */
    LANES = 6,
    BOTTOM = 112,   /* above the lower edge: sentence and number */
    LINE_STEP = 18, /* of code at scale 1 */
    CODE_MOST = 390, /* its width; more if the drawing has no use for it */
    CODE_WIDEST = 650,
    CODE_LEAST = 220,
    CODE_ABOVE = 9, /* lines above the drawing at most */
    GAP = 16,
    COLUMNS = 60
};

// The script's lines.

// What a script says of itself at its head is for its reader, not for a
// slide: the code begins behind it. Counts the lines.
static const char *
skip_docstring(const char *source, int *number)
{
    const char *quotes = strncmp(source, "\"\"\"", 3) == 0   ? "\"\"\""
                         : strncmp(source, "'''", 3) == 0 ? "'''"
                                                          : NULL;
    const char *end = quotes != NULL ? strstr(source + 3, quotes) : NULL;
    if (end == NULL || end[3 + strspn(end + 3, " \t\r\n")] == '\0') {
        return source;
    }
    end += 3 + strcspn(end + 3, "\n");
    end += strspn(end, " \t\r\n");
    while (end > source && end[-1] != '\n') {
        end--; // indentation belongs to the line
    }
    for (const char *at = source; at < end; at++) {
        *number += *at == '\n';
    }
    return end;
}

static void
split_lines(Slides *s)
{
    size_t room = 0, number_room = 0;
    int number = 1, blank = 0;
    const char *at = skip_docstring(s->plan->film->source, &number);
    for (; *at != '\0'; number++) {
        size_t whole = strcspn(at, "\n"), n = marks_code_length(at, whole);
        const char *next = at + whole + (at[whole] == '\n');
        blank = whole == 0 ? blank + 1 : 0;
        if ((n == 0 && whole > 0) || blank > 1) {
            at = next;
            continue;
        }
        Text clean = {0}, line = {0};
        for (size_t i = 0; i < n; i++) {
            text_add(&line, at[i] == '\t' ? "    " : "");
            if (at[i] != '\t' && at[i] != '\r') {
                text_char(&line, at[i]);
            }
        }
        text_clean(&clean, line.bytes != NULL ? line.bytes : "", line.length,
                   COLUMNS, true);
        text_free(&line);
        s->lines =
            vis_grow(s->lines, (size_t)s->line_count, &room, sizeof(char *));
        s->lines[s->line_count++] =
            clean.bytes != NULL ? clean.bytes : vis_copy("");
        s->numbers = vis_grow(s->numbers, (size_t)s->line_count - 1,
                              &number_room, sizeof(int));
        s->numbers[s->line_count - 1] = number;
        at = next;
    }
}

static double
lanes_height(const Film *film)
{
    int lanes = film->gil.lane_count < LANES ? film->gil.lane_count : LANES;
    return lanes > 0 ? lanes * LANE + 14 : 0;
}

// Code on the left, as large as fits: all lines if they do, else a window of
// them.
static void
code_beside(Slides *s, double widest, double most)
{
    double height = SLIDE_HEIGHT - TOP - BOTTOM;
    double scale = fmin(1.5, most / widest);
    if (s->line_count * LINE_STEP * scale > height - GAP) {
        scale = fmax((height - GAP) / (s->line_count * LINE_STEP),
                     fmin(scale, 0.95));
    }
    s->code_scale = fmax(scale, 0.62);
    s->shown = (int)((height - GAP) / (LINE_STEP * s->code_scale));
    double width =
        fmin(most, fmax(CODE_LEAST, widest * s->code_scale));
    s->code = (SlideArea){MARGIN, TOP, width, height};
    double left = MARGIN + width + GAP;
    s->area = (SlideArea){left, TOP, SLIDE_WIDTH - MARGIN - left, height};
}

// Code above, in a few lines: for drawings that are wide.
static void
code_above(Slides *s, double widest)
{
    double width = SLIDE_WIDTH - 2 * MARGIN;
    s->code_scale = fmin(1.25, width / widest);
    s->shown = s->line_count < CODE_ABOVE ? s->line_count : CODE_ABOVE;
    double height = s->shown * LINE_STEP * s->code_scale + GAP;
    s->code = (SlideArea){MARGIN, TOP, width, height};
    double top = TOP + height + 10;
    s->area = (SlideArea){MARGIN, top, width, SLIDE_HEIGHT - BOTTOM - top};
}

static void
place_drawing(Slides *s)
{
    const SlideArea *area = &s->area;
    double height = area->height - lanes_height(s->plan->film);
    double most = s->plan->film->font > 0 ? s->plan->film->font / 12.0 : 1.7;
    s->scale = fmin(most, fmin(area->width / s->frame.width,
                               height / s->frame.height));
    s->x = area->x + (area->width - s->frame.width * s->scale) / 2;
    s->y = area->y + (height - s->frame.height * s->scale) / 2;
}

// Of the smaller print, at which nothing is gained any more when it is large.
static double
legibility(const Slides *s)
{
    return fmin(fmin(s->scale, s->code_scale * 1.1), SLIDE_LEGIBLE / 9.0);
}

// Beside the code, or below it where that can be read from clearly farther.
static void
arrange(Slides *s)
{
    double widest = 62, most = 0;
    for (int i = 0; i < s->line_count; i++) {
        most = fmax(most, text_width(FONT_codehere, s->lines[i]));
    }
    widest += most;
    s->frame = picture_frame(s->plan, false, false);
    if (s->line_count == 0) {
        s->area = (SlideArea){MARGIN, TOP, SLIDE_WIDTH - 2 * MARGIN,
                              SLIDE_HEIGHT - TOP - BOTTOM};
        place_drawing(s);
        return;
    }
    double best = 0, width = CODE_MOST;
    for (double w = CODE_MOST; w <= CODE_WIDEST; w += 52) {
        code_beside(s, widest, w);
        place_drawing(s);
        if (legibility(s) > best * 1.05) {
            best = legibility(s);
            width = w;
        }
    }
    code_above(s, widest);
    place_drawing(s);
    if (legibility(s) < best * 1.15) {
        code_beside(s, widest, width);
        place_drawing(s);
    }
    s->shown = s->shown < s->line_count ? s->shown : s->line_count;
}

double
slides_points(const Plan *plan)
{
    Slides s = {0};
    slides_begin(&s, plan);
    double points = 12 * 0.75 * s.scale;
    slides_end(&s);
    return points;
}

// Of several ways to fit the drawing the first that the last row can read,
// or the one with the largest print: whole; without boxes for modules,
// classes and functions; in smaller windows.
void
slides_plan(Plan *plan, Film *film, double seconds)
{
    static const int seats[] = {0, 0, 40, 24, 16};
    enum { TRIES = sizeof(seats) / sizeof(seats[0]) };
    double best = 0;
    int best_at = 0;
    for (int i = 0; i < TRIES; i++) {
        if (i == 1) {
            film_fold(film);
        }
        plan_make(plan, film, seconds, seats[i]);
        double points = slides_points(plan);
        if (points >= SLIDE_LEGIBLE) {
            return;
        }
        if (points > best * 1.02) {
            best = points;
            best_at = i;
        }
        plan_free(plan);
        plan->film = film;
    }
    // Folded it stays: it has cost nothing that the rows do not say.
    plan_make(plan, film, seconds, seats[best_at]);
    best = slides_points(plan);
    if (best < SLIDE_SMALL) {
        fprintf(stderr,
                "pytutor-mem: the drawing is small on the slides (text of "
                "%.0f points); choose fewer moments, or --focus, --hide or "
                "--max-objects\n",
                best);
    }
}

void
slides_begin(Slides *s, const Plan *plan)
{
    *s = (Slides){.plan = plan};
    split_lines(s);
    arrange(s);
}

void
slides_end(Slides *s)
{
    for (int i = 0; i < s->line_count; i++) {
        free(s->lines[i]);
    }
    free(s->lines);
    free(s->numbers);
}

const char *
slide_title(const Slides *s, int step)
{
    for (int i = step; i >= 0; i--) {
        if (s->plan->film->steps[i].title[0] != '\0') {
            return s->plan->film->steps[i].title;
        }
    }
    return s->plan->film->file;
}

// Whether an event concerns what this slide or the one before it shows. What
// was made and freed between two chosen moments nobody has seen.
static bool
shows_frame(const FilmStep *step, unsigned long frame)
{
    for (int i = 0; step->scopes != NULL && i < step->scopes->count; i++) {
        if (step->scopes->items[i].frame == frame) {
            return true;
        }
    }
    return false;
}

static bool
shows_object(const Film *film, const FilmStep *step, unsigned long serial)
{
    for (int i = 0; i < film->present_count; i++) {
        if (film->objects[film->present[i]].serial == serial) {
            return true;
        }
    }
    for (int k = 0; k < step->change_count; k++) {
        const FilmObject *o = &film->objects[step->changes[k].object];
        if (o->serial == serial && !o->folded) {
            return true;
        }
    }
    return false;
}

static bool
is_seen(const Film *film, int index, const FilmEvent *event)
{
    const FilmStep *step = &film->steps[index];
    bool found = false;
    for (const char *at = event->serials; !found && *at != '\0';
         at += *at == ',') {
        char *end;
        unsigned long serial = strtoul(at, &end, 10);
        if (serial == 0 || strchr("nxz", event->kind) != NULL) {
            return true;
        }
        found = event->kind == 'p'
                    ? shows_frame(step, serial) ||
                          (index > 0 && shows_frame(step - 1, serial))
                    : shows_object(film, step, serial);
        at = end;
    }
    return found;
}

void
slide_sentence(const Slides *s, int index, Text *out)
{
    // What matters most is chosen first and told in its own order.
    static const char order[] = "udfxnrcwgbpz";
    enum { LENGTH = 230, MOST = 400 };
    Film *film = s->plan->film;
    const FilmStep *step = &film->steps[index];
    bool chosen[MOST] = {false}, seen[MOST];
    int count = step->event_count < MOST ? step->event_count : MOST;
    int left = step->event_count - count;
    film_enter(film, index);
    for (int i = 0; i < count; i++) {
        seen[i] = is_seen(film, index, &step->events[i]);
        left += seen[i];
    }
    size_t length = 0;
    for (const char *kind = order; *kind != '\0'; kind++) {
        for (int i = 0; i < count; i++) {
            size_t n = strlen(step->events[i].text) + 2;
            if (step->events[i].kind == *kind && seen[i] &&
                (length == 0 || length + n <= LENGTH)) {
                chosen[i] = true;
                length += n;
                left--;
            }
        }
    }
    for (int i = 0; i < count; i++) {
        if (chosen[i]) {
            text_add(out, out->length > 0 ? "; " : "");
            text_add(out, step->events[i].text);
        }
    }
    if (left > 0) {
        text_format(out, "; and %d more", left);
    }
    if (out->length > 0) {
        out->bytes[0] = out->bytes[0] >= 'a' && out->bytes[0] <= 'z'
                            ? (char)(out->bytes[0] - 32)
                            : out->bytes[0];
        text_add(out, ".");
    } else if (step->at_end) {
        text_add(out, "The end of the program.");
    } else if (step->line != 0) {
        text_format(out, "Line %u is about to run.", step->line);
    }
}

void
slide_code(const Slides *s, Canvas *canvas, int index)
{
    const FilmStep *step = &s->plan->film->steps[index];
    if (s->line_count == 0) {
        return;
    }
    canvas_rect(canvas, LOOK_pane, s->code.x, s->code.y, s->code.width,
                s->code.height, 6);
    int here = step->line != 0 ? (int)step->line : (int)step->before;
    int row = 0;
    while (row < s->line_count - 1 && s->numbers[row] < here) {
        row++;
    }
    int first = row - s->shown / 2;
    first = first + s->shown > s->line_count ? s->line_count - s->shown
                                             : first;
    first = first < 0 ? 0 : first;
    canvas_place(canvas, s->code.x, s->code.y + 8, s->code_scale);
    for (int i = 0; i < s->shown; i++) {
        int line = s->numbers[first + i];
        const char *text = s->lines[first + i];
        double y = i * LINE_STEP;
        bool lit = line == (int)step->line;
        if (lit) {
            canvas_rect(canvas, LOOK_linehere, 2, y,
                        s->code.width / s->code_scale - 4, LINE_STEP, 0);
            canvas_rect(canvas, LOOK_scopehead, 2, y, 4, LINE_STEP, 0);
        } else if (line == (int)step->before) {
            canvas_rect(canvas, LOOK_idlehead, 2, y, 4, LINE_STEP, 0);
        }
        char number[16];
        snprintf(number, sizeof(number), "%d", line);
        canvas_text(canvas, 36, y + 13.5, ANCHOR_END,
                    lit ? FONT_codehere : FONT_lineno, number);
        if (text[0] != '\0') {
            canvas_text(canvas, 48, y + 13.5, ANCHOR_START,
                        lit ? FONT_codehere : FONT_code, text);
        }
    }
    canvas_unplace(canvas);
}

void
slide_drawing(const Slides *s, Canvas *canvas, int index)
{
    canvas_place(canvas, s->x - s->frame.x * s->scale,
                 s->y - s->frame.y * s->scale, s->scale);
    picture_draw(s->plan, canvas, index, false);
    canvas_unplace(canvas);
}

// What a thread did during most of a share of the time; -1: it did not live.
static int
state_in(const FilmGil *gil, int lane, double from, double to)
{
    double share[8] = {0}, most = 0;
    int best = -1;
    for (int i = 0; i < gil->span_count; i++) {
        const FilmSpan *span = &gil->spans[i];
        double a = fmax((double)span->from, from);
        double b = fmin((double)span->to, to);
        if (span->lane == lane && a < b) {
            share[span->state] += b - a;
            if (share[span->state] > most) {
                most = share[span->state];
                best = span->state;
            }
        }
    }
    return best;
}

// Who holds the GIL: a lane for each thread below the drawing, and where in
// time the slide is.
static void
put_lanes(const Slides *s, Canvas *canvas, int index)
{
    enum { NAME = 110, PARTS = 240 };
    static const LookId states[8] = {LOOK_gen0,     LOOK_gen1,
                                     LOOK_gen2,     LOOK_ghostbox,
                                     LOOK_weakbox,  LOOK_box,
                                     LOOK_box,      LOOK_box};
    const FilmGil *gil = &s->plan->film->gil;
    double left = s->area.x + NAME;
    double width = s->area.width - NAME;
    double y = SLIDE_HEIGHT - BOTTOM - lanes_height(s->plan->film) + 8;
    double span = fmax(1, (double)(gil->to - gil->from));
    int lanes = gil->lane_count < LANES ? gil->lane_count : LANES;
    for (int lane = 0; lane < lanes; lane++, y += LANE) {
        Text name = {0};
        text_clean(&name, gil->lanes[lane], strlen(gil->lanes[lane]), 15,
                   true);
        canvas_text(canvas, left - 8, y + 12, ANCHOR_END, FONT_legend,
                    name.bytes != NULL ? name.bytes : "");
        text_free(&name);
        for (int i = 0, end; i < PARTS; i = end) {
            int state = -2;
            for (end = i; end < PARTS; end++) {
                double from = (double)gil->from + span * end / PARTS;
                int now = state_in(gil, lane, from, from + span / PARTS);
                if (state != -2 && now != state) {
                    break;
                }
                state = now;
            }
            if (state >= 0) {
                double thin = state == 0 ? 1 : 5; // what waits is thinner
                canvas_rect(canvas, states[state], left + width * i / PARTS,
                            y + thin, width * (end - i) / PARTS,
                            LANE - 2 * thin, 0);
            }
        }
    }
    double time = (double)s->plan->film->steps[index].time;
    double at = fmin(fmax((time - (double)gil->from) / span, 0), 1);
    canvas_line(canvas, LOOK_badedge, left + at * width,
                y - lanes * LANE - 3, left + at * width, y + 3);
}

// The signs of this slide, in two lines at most: what says most is kept.
static void
put_legend(const Slides *s, Canvas *canvas, int index)
{
    enum { LEGEND = SLIDE_WIDTH - 2 * MARGIN - 90, MOST = 2 * 18 + 6 };
    Signs signs = plan_signs(s->plan, index);
    bool *const spared[] = {&signs.reference, &signs.changed, &signs.tracked,
                            &signs.born, &signs.runtime, &signs.count};
    double height = paint_legend(&signs, NULL, 0, 0, LEGEND);
    for (size_t i = 0; i < sizeof(spared) / sizeof(spared[0]) &&
                       height > MOST; i++) {
        *spared[i] = false;
        height = paint_legend(&signs, NULL, 0, 0, LEGEND);
    }
    paint_legend(&signs, canvas, MARGIN, SLIDE_HEIGHT - 8 - height, LEGEND);
}

static void
slide_words(const Slides *s, Canvas *canvas, int index)
{
    enum { LINES = 2 };
    char *lines[LINES], number[48];
    Text sentence = {0};
    slide_sentence(s, index, &sentence);
    canvas_text(canvas, MARGIN, 42, ANCHOR_START, FONT_heading,
                slide_title(s, index));
    int n = sentence.length > 0
                ? text_wrap(FONT_sentence, sentence.bytes,
                            SLIDE_WIDTH - 2 * MARGIN, lines, LINES)
                : 0;
    for (int i = 0; i < n; i++) {
        canvas_text(canvas, MARGIN, SLIDE_HEIGHT - BOTTOM + 24 + i * 21,
                    ANCHOR_START, FONT_sentence, lines[i]);
        free(lines[i]);
    }
    text_free(&sentence);
    snprintf(number, sizeof(number), "%d / %d", index + 1,
             s->plan->film->step_count);
    canvas_text(canvas, SLIDE_WIDTH - MARGIN, SLIDE_HEIGHT - 14, ANCHOR_END,
                FONT_dim, number);
    put_legend(s, canvas, index);
}

void
slide_all(const Slides *s, Canvas *canvas, int index)
{
    canvas_rect(canvas, LOOK_paper, 0, 0, SLIDE_WIDTH, SLIDE_HEIGHT, 0);
    slide_code(s, canvas, index);
    slide_drawing(s, canvas, index);
    if (s->plan->film->gil.lane_count > 0) {
        put_lanes(s, canvas, index);
    }
    slide_words(s, canvas, index);
}

void
slides_token(const Plan *plan, Text *out)
{
    text_format(out, "pytutor-mem-film:1;%s;", plan->film->made_by);
    for (int i = 0; i < plan->film->step_count; i++) {
        text_format(out, "%s%s", i > 0 ? "," : "",
                    plan->film->steps[i].digest);
    }
    text_char(out, ';');
}
