#include "visualizer/draw/paint.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/paint_edge.h"

enum { ROUND = 8 };

static void
begin(Painter *p, const Piece *piece, const char *title)
{
    p->begin(p, piece, title);
}

static void
object_name(const Plan *plan, int object, const char *type, Text *out)
{
    const FilmObject *o = &plan->film->objects[object];
    text_format(out, "%s %s%u", type, o->number != 0 ? "#" : "@",
                o->number != 0 ? o->number : o->serial);
}

// Rows.

static void
paint_value(Canvas *c, const FilmRow *row, double x, double y, double width,
            bool scope)
{
    double middle = x + width / 2;
    if (row->changed) {
        canvas_rect(c, LOOK_changed, x + 1.5, y + 1.5, width - 3.5,
                    ROW_HEIGHT - 3, 3);
    }
    if (row->kind == 'o') {
        canvas_circle(c,
                      row->changed ? LOOK_changedot
                      : scope      ? LOOK_namedot
                                   : LOOK_edgedot,
                      middle, y + ROW_HEIGHT / 2.0, 3.2);
        return;
    }
    canvas_text(c, middle, y + 15, ANCHOR_MIDDLE,
                row->changed        ? FONT_cvalue
                : row->kind == 'v' ? FONT_value
                                   : FONT_dim,
                row->text);
}

// Where a row stands, and where in it the value does.
typedef struct RowPlace {
    double x, y, label, width;
} RowPlace;

static void
paint_row(Canvas *c, const FilmRow *row, const RowPlace *place, bool scope,
          bool first)
{
    double x = place->x, y = place->y, label = place->label,
           width = place->width;
    if (row->kind == 'd') {
        Text text = {0};
        text_format(&text, "%s%s%s", row->label,
                    row->text[0] != '\0' ? " \xc2\xb7 " : "", row->text);
        canvas_rect(c, LOOK_strip, x + 1, y + 1, width - 2, ROW_HEIGHT - 3,
                    0);
        canvas_text(c, x + 8, y + 14, ANCHOR_START, FONT_strips, text.bytes);
        text_free(&text);
        return;
    }
    if (!first) {
        canvas_line(c, LOOK_rule, x + 4, y, x + width - 4, y);
    }
    if (row->kind == 'f') {
        Text text = {0};
        text_format(&text, "\xe2\x80\xa6 %s", row->text);
        canvas_text(c, x + width / 2, y + 15, ANCHOR_MIDDLE, FONT_dim,
                    text.bytes);
        text_free(&text);
        return;
    }
    canvas_line(c, LOOK_rule, x + label, y + 2, x + label, y + ROW_HEIGHT - 2);
    canvas_text(c, x + label - 7, y + 15, ANCHOR_END,
                row->temporary ? FONT_dimlabel : FONT_label, row->label);
    paint_value(c, row, x + label, y, width - label, scope);
}

// Scopes.

static void
paint_scope_head(Canvas *c, const Plan *plan, const FilmScope *scope,
                 double y, int rows)
{
    double x = plan->scope_x, width = plan->scope_width;
    // The module's own is marked as long as nothing it called runs.
    bool lit = scope->running || (scope->is_module && scope->line == 0);
    canvas_rect(c, lit ? LOOK_scope : LOOK_scopeidle, x, y, width,
                HEAD_HEIGHT + (rows > 0 ? rows : 1) * ROW_HEIGHT, 0);
    canvas_rect(c, lit ? LOOK_scopehead : LOOK_idlehead, x, y, width,
                HEAD_HEIGHT, 0);
    canvas_text(c, x + 8, y + 18, ANCHOR_START, FONT_scopet, scope->title);
    Text text = {0};
    if (scope->thread != 0) {
        text_format(&text, "thread %u ", scope->thread);
    }
    if (scope->line != 0) {
        text_format(&text, "%sline %u", scope->running ? "\xe2\x96\xb6 " : "",
                    scope->line);
    }
    if (text.length > 0) {
        canvas_text(c, x + width - 8, y + 18, ANCHOR_END, FONT_scopel,
                    text.bytes);
    }
    text_free(&text);
    if (rows == 0) {
        canvas_text(c, x + width / 2, y + HEAD_HEIGHT + 15, ANCHOR_MIDDLE,
                    FONT_dim, "no names");
    }
}

static void
paint_scope(Painter *p, const FilmScope *scope)
{
    const Plan *plan = p->plan;
    const PlanScope *known = plan_scope(plan, scope->frame);
    double y = plan_scope_y(plan, known);
    char key[48];
    int rows = 0;
    for (int i = 0; i < scope->count; i++) {
        int at = plan_row(&known->rows, &scope->rows[i], i);
        rows = at + 1 > rows ? at + 1 : rows;
    }
    snprintf(key, sizeof(key), "s%u", scope->frame);
    Piece piece = {.layer = LAYER_BOX, .key = key, .object = -1,
                   .target = -1};
    begin(p, &piece, scope->title);
    paint_scope_head(p->canvas, plan, scope, y, rows);
    p->end(p, &piece);
    for (int i = 0; i < scope->count; i++) {
        int at = plan_row(&known->rows, &scope->rows[i], i);
        snprintf(key, sizeof(key), "s%u-%d", scope->frame, at);
        piece.layer = LAYER_ROW;
        begin(p, &piece, NULL);
        const RowPlace place = {plan->scope_x,
                                y + HEAD_HEIGHT + at * ROW_HEIGHT,
                                plan->scope_label, plan->scope_width};
        paint_row(p->canvas, &scope->rows[i], &place, true, at == 0);
        p->end(p, &piece);
    }
}

// Boxes.

static LookId
box_look(const FilmBox *box)
{
    return box->reach == 'u'   ? LOOK_badbox
           : box->reach == 'w' ? LOOK_weakbox
           : box->reach == 'd' ? LOOK_dyingbox
           : box->cycle != 0   ? LOOK_cyclebox
                               : LOOK_box;
}

static double
badge(Canvas *c, LookId look, FontId font, const char *text, double right,
      double y)
{
    double width = text_width(font, text) + 10;
    canvas_rect(c, look, right - width, y, width, 17, 4);
    canvas_text(c, right - width / 2, y + 12.6, ANCHOR_MIDDLE, font, text);
    return right - width - 4;
}

static void
paint_head(Canvas *c, const Plan *plan, const FilmBox *box, double x,
           double y, double width)
{
    static const LookId generations[3] = {LOOK_gen0, LOOK_gen1, LOOK_gen2};
    const FilmObject *o = &plan->film->objects[box->object];
    Text text = {0}, number = {0};
    text_format(&number, "%s%u", o->number != 0 ? "#" : "@",
                o->number != 0 ? o->number : o->serial);
    Run runs[2] = {{FONT_type, box->type, 0, false},
                   {FONT_serial, number.bytes, 5, false}};
    canvas_runs(c, x + 8, y + 18, ANCHOR_START, runs, 2);
    double right = x + width - 5;
    if (box->generation >= 0 && box->generation < 3) {
        char name[] = {'g', (char)('0' + box->generation), '\0'};
        right = badge(c, generations[box->generation], FONT_gent, name, right,
                      y + 4.5);
    }
    if (box->runtime > 0) {
        text_format(&text, "of %u", box->user + box->runtime);
        canvas_text(c, right, y + 17, ANCHOR_END, FONT_small, text.bytes);
        right -= text_width(FONT_small, text.bytes) + 4;
        text_clear(&text);
    }
    text_format(&text, "rc %u", box->user);
    right = badge(c, box->reach == 'l' ? LOOK_badge : LOOK_badbadge,
                  FONT_badget, text.bytes, right, y + 4.5);
    if (box->was[0] != '\0') {
        Run was = {FONT_small, box->was, 0, true};
        canvas_runs(c, right, y + 17, ANCHOR_END, &was, 1);
        right -= text_width(FONT_small, box->was) + 4;
    }
    text_clear(&text);
    text_size(&text, box->bytes);
    canvas_text(c, right - 2, y + 17, ANCHOR_END, FONT_small, text.bytes);
    text_free(&text);
    text_free(&number);
}

// As much of a text as is not wider, with an ellipsis; `out` keeps it.
static const char *
cut_to(FontId font, const char *text, double width, Text *out)
{
    size_t n = strlen(text);
    do {
        while (n > 0 && ((unsigned char)text[--n] & 0xc0) == 0x80) {
        }
        text_clear(out);
        text_add_bytes(out, text, n);
        text_add(out, "\xe2\x80\xa6");
    } while (n > 0 && text_width(font, out->bytes) > width);
    return out->bytes;
}

// The box's state in words, above it; cut where it would run too far.
static void
paint_tag(Canvas *c, const FilmBox *box, double x, double y, double width)
{
    Run runs[4];
    int n = 0;
    double used = 0, gap = 0;
    Text cycle = {0}, cut = {0};
    if (box->reach != 'l') {
        runs[n++] = (Run){FONT_bad,
                          box->reach == 'w'   ? "only weakly reachable"
                          : box->reach == 'u' ? "unreachable, not freed"
                          : box->finalizing   ? "being finalized"
                                              : "being freed",
                          0, false};
    } else if (box->finalizing) {
        runs[n++] = (Run){FONT_bad, "being finalized", 0, false};
    } else if (box->resurrected) {
        runs[n++] = (Run){FONT_good, "\xe2\x86\xba resurrected", 0, false};
    }
    if (box->cycle != 0) {
        text_format(&cycle, "\xe2\x86\xbb cycle %u", box->cycle);
        runs[n++] = (Run){FONT_cycle, cycle.bytes, 0, false};
    }
    if (box->born && n < 3) {
        runs[n++] = (Run){FONT_good, "new", 0, false};
    }
    if (box->causes[0] != '\0' && n < 3) {
        runs[n++] = (Run){FONT_dim, box->causes, 0, false};
    }
    int fit = 0;
    for (; fit < n; fit++) {
        double room = width + PAD - 4 - used - gap;
        if (text_width(runs[fit].font, runs[fit].text) > room) {
            if (fit > 0 && room < 60) {
                break;
            }
            runs[fit].text = cut_to(runs[fit].font, runs[fit].text, room, &cut);
            n = fit + 1;
        }
        double w = text_width(runs[fit].font, runs[fit].text);
        runs[fit].gap = gap;
        used += gap + w;
        gap = 7;
    }
    if (fit > 0) {
        canvas_runs(c, x + 3, y + TAG_HEIGHT - 4, ANCHOR_START, runs, fit);
    }
    text_free(&cycle);
    text_free(&cut);
}

static void
paint_bill(Canvas *c, const FilmBox *box, double x, double y, double width)
{
    char *lines[BILL_LINES];
    canvas_line(c, LOOK_rule, x + 4, y + 2, x + width - 4, y + 2);
    y += 4;
    for (int part = 0; part < 2; part++) {
        const char *text = part == 0 ? box->bill : box->runtime_bill;
        if (part == 1 && box->runtime == 0) {
            break;
        }
        int n = text_wrap(FONT_small, text, width - (part == 0 ? 12 : 20),
                          lines, BILL_LINES);
        for (int i = 0; i < n; i++) {
            Run runs[2] = {{FONT_small, part == 1 && i == 0 ? "+ " : "", 0,
                            false},
                           {FONT_small, lines[i], 0, false}};
            canvas_runs(c, x + 6, y + 10, ANCHOR_START,
                        part == 1 && i == 0 ? runs : runs + 1,
                        part == 1 && i == 0 ? 2 : 1);
            y += BILL_HEIGHT;
            free(lines[i]);
        }
    }
}

static double
body_height(const Plan *plan, const FilmBox *box, int *rows)
{
    const PlanObject *o = &plan->objects[box->object];
    *rows = 0;
    for (int i = 0; i < box->count; i++) {
        int at = plan_row(&o->rows, &box->rows[i], i);
        *rows = at + 1 > *rows ? at + 1 : *rows;
    }
    bool empty = *rows == 0 && !o->atom &&
                 strncmp(box->type, "class ", 6) != 0;
    return HEAD_HEIGHT + (o->atom ? VALUE_HEIGHT : 0) +
           (*rows + (empty ? 1 : 0)) * ROW_HEIGHT;
}

static void
paint_outline(Canvas *c, const Plan *plan, const FilmBox *box,
              const Seat *seat)
{
    const PlanObject *o = &plan->objects[box->object];
    double x = seat->x, y = seat->y + TAG_HEIGHT, width = seat->width;
    int rows;
    double body = body_height(plan, box, &rows);
    double height = body;
    if (plan->film->bill) {
        height += o->bill_lines * BILL_HEIGHT + 6;
    }
    LookId look = box_look(box);
    canvas_rect(c, look, x, y, width, height, ROUND);
    if (look == LOOK_box && height <= HEAD_HEIGHT) {
        canvas_rect(c, LOOK_head, x + .6, y + .6, width - 1.2, height - 1.2,
                    ROUND - .6);
    } else if (look == LOOK_box) {
        canvas_top(c, LOOK_head, x + .6, y + .6, width - 1.2,
                   HEAD_HEIGHT - .6, ROUND - .6);
    }
    if (body > HEAD_HEIGHT) {
        canvas_line(c, LOOK_rule, x, y + HEAD_HEIGHT, x + width,
                    y + HEAD_HEIGHT);
    }
    paint_tag(c, box, x, seat->y, width);
    paint_head(c, plan, box, x, y, width);
    if (o->atom) {
        canvas_text(c, x + width / 2, y + HEAD_HEIGHT + 18, ANCHOR_MIDDLE,
                    FONT_big, box->value);
    } else if (rows == 0 && body > HEAD_HEIGHT) {
        canvas_text(c, x + width / 2, y + HEAD_HEIGHT + 15, ANCHOR_MIDDLE,
                    FONT_dim, "empty");
    }
    if (plan->film->bill) {
        paint_bill(c, box, x, y + body, width);
    }
}

static void
box_title(const Plan *plan, const FilmBox *box, Text *out)
{
    object_name(plan, box->object, box->type, out);
    if (box->value[0] != '\0') {
        text_format(out, " %s", box->value);
    }
    text_format(out, ": count %u = %s", box->user, box->bill);
    if (box->runtime > 0) {
        text_format(out, "; + %s = %u", box->runtime_bill,
                    box->user + box->runtime);
    }
    if (box->weak > 0) {
        text_format(out, "; %u weak, not counted", box->weak);
    }
    text_add(out, box->reach == 'u'   ? "; unreachable, not freed"
                  : box->reach == 'w' ? "; only weakly reachable"
                  : box->reach == 'd' ? "; being freed"
                  : box->finalizing   ? "; being finalized"
                  : box->resurrected  ? "; resurrected by its finalizer"
                                      : "");
}

static void
paint_box(Painter *p, const FilmBox *box)
{
    const Plan *plan = p->plan;
    const FilmObject *o = &plan->film->objects[box->object];
    const Seat *seat = &plan->seats[o->seat];
    char key[48];
    Text title = {0};
    box_title(plan, box, &title);
    snprintf(key, sizeof(key), "o%u", o->serial);
    Piece piece = {.layer = LAYER_BOX,
                   .key = key,
                   .object = box->object,
                   .target = -1,
                   .box = box};
    begin(p, &piece, title.bytes);
    paint_outline(p->canvas, plan, box, seat);
    p->end(p, &piece);
    text_free(&title);
    piece.box = NULL;
    piece.layer = LAYER_ROW;
    for (int i = 0; i < box->count; i++) {
        int at = plan_row(&plan->objects[box->object].rows, &box->rows[i], i);
        snprintf(key, sizeof(key), "o%u-%d", o->serial, at);
        begin(p, &piece, NULL);
        const RowPlace place = {seat->x,
                                plan_box_row_y(plan, box->object, at),
                                seat->label, seat->width};
        paint_row(p->canvas, &box->rows[i], &place, false, at == 0);
        p->end(p, &piece);
    }
}

static void
paint_ghost(Painter *p, int object)
{
    const Plan *plan = p->plan;
    const FilmObject *o = &plan->film->objects[object];
    const Seat *seat = &plan->seats[o->seat];
    char key[48];
    int rows;
    snprintf(key, sizeof(key), "g%u", o->serial);
    Piece piece = {.layer = LAYER_GHOST, .key = key, .object = object,
                   .target = -1};
    Text title = {0};
    object_name(plan, object, o->ghost->type, &title);
    text_add(&title, ": just freed");
    begin(p, &piece, title.bytes);
    double height = body_height(plan, o->ghost, &rows);
    canvas_rect(p->canvas, LOOK_ghostbox, seat->x, seat->y + TAG_HEIGHT,
                seat->width, height, ROUND);
    text_clear(&title);
    object_name(plan, object, o->ghost->type, &title);
    Run runs[2] = {{FONT_ghost, title.bytes, 0, true},
                   {FONT_dim, "freed", 8, false}};
    canvas_runs(p->canvas, seat->x + 8, seat->y + TAG_HEIGHT + 18,
                ANCHOR_START, runs, 2);
    p->end(p, &piece);
    text_free(&title);
}

static void
paint_groups(Painter *p, const FilmStep *step)
{
    const Plan *plan = p->plan;
    if (step->group_count == 0) {
        return;
    }
    Piece piece = {.layer = LAYER_BOX, .key = "folded", .object = -1,
                   .target = -1};
    begin(p, &piece, "folded");
    for (int i = 0; i < step->group_count; i++) {
        const FilmGroup *group = &step->groups[i];
        canvas_text(p->canvas, plan->scope_x + 6,
                    plan->group_y + 14 + i * 16, ANCHOR_START,
                    group->unreachable ? FONT_bad : FONT_dim, group->text);
    }
    p->end(p, &piece);
}

static bool
reused(Painter *p, int object, int what, uint64_t signature)
{
    return p->reuse != NULL &&
           p->reuse(p, PAINT_UNIT(object, what), signature);
}

// References are drawn by what they lead to.
static uint64_t
sign_rows(const Film *film, const FilmRow *rows, int count, uint64_t h)
{
    for (int i = 0; i < count; i++) {
        const FilmBox *to =
            rows[i].object >= 0 ? film->objects[rows[i].object].now : NULL;
        h = (h ^ (to == NULL ? 1 : to->cycle + 2u)) * 1099511628211u;
    }
    return h;
}

static uint64_t
sign_scopes(const Film *film, const FilmScopes *scopes)
{
    uint64_t h = (uint64_t)(uintptr_t)scopes;
    for (int i = 0; scopes != NULL && i < scopes->count; i++) {
        h = sign_rows(film, scopes->items[i].rows, scopes->items[i].count, h);
    }
    return h;
}

void
paint_step(Painter *p, int index)
{
    const Plan *plan = p->plan;
    Film *film = plan->film;
    const FilmStep *step = &film->steps[index];
    film_enter(film, index);
    const FilmScopes *scopes = step->scopes;
    int scope_count = scopes != NULL ? scopes->count : 0;
    if (!reused(p, -1, UNIT_BOX, (uint64_t)(uintptr_t)scopes)) {
        for (int i = 0; i < scope_count; i++) {
            paint_scope(p, &scopes->items[i]);
        }
    }
    for (int k = 0; k < film->present_count; k++) {
        int i = film->present[k];
        const FilmBox *box = film->objects[i].now;
        if (film->objects[i].seat >= 0 &&
            !reused(p, i, UNIT_BOX, (uint64_t)(uintptr_t)box)) {
            paint_box(p, box);
        }
    }
    if (!reused(p, -1, UNIT_EDGES, sign_scopes(film, scopes))) {
        for (int i = 0; i < scope_count; i++) {
            paint_scope_edges(p, &scopes->items[i]);
        }
    }
    for (int k = 0; k < film->present_count; k++) {
        int i = film->present[k];
        const FilmBox *box = film->objects[i].now;
        if (film->objects[i].seat >= 0 &&
            !reused(p, i, UNIT_EDGES,
                    sign_rows(film, box->rows, box->count,
                              (uint64_t)(uintptr_t)box))) {
            paint_box_edges(p, box);
        }
    }
    // Last, outside of all units.
    if (p->reuse != NULL) {
        p->reuse(p, -1, 0);
    }
    for (int k = 0; k < step->change_count; k++) {
        const FilmObject *o = &film->objects[step->changes[k].object];
        if (o->ghost != NULL && o->seat >= 0) {
            paint_ghost(p, step->changes[k].object);
        }
    }
    paint_groups(p, step);
}
