/* sizes.c - how much room scopes and boxes take at most (see plan.h) */
#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/plan.h"

enum { LEAST_COLUMN = 40, TEXT_PAD = 16, LEAST_SCOPE = 120 };

static double
larger(double a, double b)
{
    return a > b ? a : b;
}

static void
row_widths(const FilmRow *rows, int count, double *label, double *value)
{
    for (int i = 0; i < count; i++) {
        const FilmRow *row = &rows[i];
        if (row->kind == 'd') {
            *value = larger(*value, 24);
            continue;
        }
        if (row->kind == 'f') {
            *value = larger(*value,
                            text_width(FONT_dim, row->text) - *label + 30);
            continue;
        }
        *label = larger(*label,
                        text_width(FONT_label, row->label) + TEXT_PAD);
        if (row->kind != 'o') {
            *value = larger(*value,
                            text_width(FONT_value, row->text) + TEXT_PAD);
        }
    }
}

static double
head_width(const FilmObject *object, const FilmBox *box)
{
    char digits[64];
    double width = text_width(FONT_type, box->type) + 22;
    snprintf(digits, sizeof(digits), "#%u",
             object->number != 0 ? object->number : object->serial);
    width += text_width(FONT_serial, digits) + 10;
    // Room for an old count struck through, so that no badge ever moves.
    snprintf(digits, sizeof(digits), "rc %u", box->user);
    width += text_width(FONT_badget, digits) + 12;
    if (box->was[0] != '\0') {
        width += text_width(FONT_small, box->was) + 4;
    }
    if (box->runtime > 0) {
        snprintf(digits, sizeof(digits), "of %u", box->user + box->runtime);
        width += text_width(FONT_small, digits) + 4;
    }
    if (box->generation >= 0) {
        width += 28;
    }
    Text size = {0};
    text_size(&size, box->bytes);
    width += text_width(FONT_small, size.bytes) + 8;
    text_free(&size);
    return width;
}

static void
measure_box(Plan *plan, const FilmBox *box)
{
    PlanObject *o = &plan->objects[box->object];
    const FilmObject *object = &plan->film->objects[box->object];
    o->head = larger(o->head, head_width(object, box));
    row_widths(box->rows, box->count, &o->label, &o->value);
    if (box->atom) {
        o->head = larger(o->head,
                         text_width(FONT_big, box->value) + TEXT_PAD);
    }
}

// A bill is wrapped to the box, so it comes when the width is known.
static void
measure_bill(Plan *plan, const FilmBox *box)
{
    PlanObject *o = &plan->objects[box->object];
    int at = plan->film->objects[box->object].seat;
    if (at < 0) {
        return;
    }
    const Seat *seat = &plan->seats[at];
    char *lines[BILL_LINES];
    int n = text_wrap(FONT_small, box->bill, seat->width - 12, lines,
                      BILL_LINES);
    for (int i = 0; i < n; i++) {
        free(lines[i]);
    }
    if (box->runtime > 0) {
        int m = text_wrap(FONT_small, box->runtime_bill, seat->width - 20,
                          lines, BILL_LINES);
        for (int i = 0; i < m; i++) {
            free(lines[i]);
        }
        n += m;
    }
    o->bill_lines = n > o->bill_lines ? n : o->bill_lines;
}

static void
each_box(Plan *plan, void (*visit)(Plan *plan, const FilmBox *box))
{
    for (int i = 0; i < plan->film->step_count; i++) {
        const FilmStep *step = &plan->film->steps[i];
        for (int k = 0; k < step->change_count; k++) {
            if (step->changes[k].box != NULL) {
                visit(plan, step->changes[k].box);
            }
        }
    }
}

static void
size_seats(Plan *plan)
{
    double *values =
        vis_zero((size_t)plan->seat_count + 1, sizeof(double));
    for (int i = 0; i < plan->film->object_count; i++) {
        int at = plan->film->objects[i].seat;
        const PlanObject *o = &plan->objects[i];
        if (at < 0) {
            continue;
        }
        Seat *seat = &plan->seats[at];
        seat->label = larger(seat->label, larger(o->label, LEAST_COLUMN));
        values[at] = larger(values[at], larger(o->value, LEAST_COLUMN));
        seat->width =
            larger(larger(seat->width, o->head), seat->label + values[at]);
        seat->rows =
            o->rows.count > seat->rows ? o->rows.count : seat->rows;
        seat->atom |= o->atom;
    }
    if (plan->film->bill) {
        each_box(plan, measure_bill);
    }
    for (int i = 0; i < plan->film->object_count; i++) {
        int at = plan->film->objects[i].seat;
        if (at < 0) {
            continue;
        }
        const PlanObject *o = &plan->objects[i];
        double height = TAG_HEIGHT + HEAD_HEIGHT +
                        (o->atom ? VALUE_HEIGHT : 0) +
                        o->rows.count * ROW_HEIGHT +
                        o->bill_lines * BILL_HEIGHT +
                        (o->bill_lines > 0 ? 6 : 0);
        if (o->rows.count == 0 && !o->atom) {
            height += ROW_HEIGHT;
        }
        plan->seats[at].height = larger(plan->seats[at].height, height);
    }
    free(values);
}

static void
size_scopes(Plan *plan)
{
    double value = LEAST_COLUMN, title = LEAST_SCOPE;
    const FilmScopes *last = NULL;
    plan->scope_label = LEAST_COLUMN;
    for (int i = plan->film->shown_from; i < plan->film->step_count; i++) {
        const FilmScopes *scopes = plan->film->steps[i].scopes;
        for (int k = 0; scopes != last && k < scopes->count; k++) {
            const FilmScope *scope = &scopes->items[k];
            row_widths(scope->rows, scope->count, &plan->scope_label,
                       &value);
            title = larger(title, text_width(FONT_scopet, scope->title) +
                                      (scope->line != 0 ? 90 : 20) +
                                      (scope->thread != 0 ? 60 : 0));
        }
        last = scopes;
    }
    plan->scope_width = larger(title, plan->scope_label + value);
    plan->depth_y =
        vis_zero((size_t)plan->depth_count + 1, sizeof(double));
    plan->depth_height =
        vis_zero((size_t)plan->depth_count + 1, sizeof(double));
    for (int i = 0; i < plan->scope_count; i++) {
        const PlanScope *scope = &plan->scopes[i];
        int rows = scope->rows.count > 0 ? scope->rows.count : 1;
        plan->depth_height[scope->depth] =
            larger(plan->depth_height[scope->depth],
                   HEAD_HEIGHT + rows * ROW_HEIGHT);
    }
    double y = 0;
    for (int i = plan->depth_count - 1; i >= 0; i--) {
        plan->depth_y[i] = y;
        y += plan->depth_height[i] + SCOPE_GAP;
    }
    plan->scope_height = larger(y - SCOPE_GAP, HEAD_HEIGHT);
}

static void
size_groups(Plan *plan)
{
    int most = 0;
    for (int i = 0; i < plan->film->step_count; i++) {
        int n = plan->film->steps[i].group_count;
        most = n > most ? n : most;
    }
    plan->group_height = most * 16.0 + (most > 0 ? 12 : 0);
}

void
plan_sizes(Plan *plan)
{
    each_box(plan, measure_box);
    size_seats(plan);
    size_scopes(plan);
    size_groups(plan);
}
