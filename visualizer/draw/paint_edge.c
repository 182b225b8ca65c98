#include "visualizer/draw/paint_edge.h"

#include <math.h>
#include <string.h>

typedef struct EdgeLook {
    LookId line, tip;
} EdgeLook;

static const EdgeLook name_look = {LOOK_name, LOOK_nametip};
static const EdgeLook edge_look = {LOOK_edge, LOOK_edgetip};
static const EdgeLook cycle_look = {LOOK_cycleedge, LOOK_cycletip};
static const EdgeLook bad_look = {LOOK_badedge, LOOK_badtip};
static const EdgeLook weak_look = {LOOK_weakedge, LOOK_weaktip};

static void
paint_way(Canvas *c, const PlanEdge *edge, const EdgeLook *look,
          bool changed)
{
    if (changed) {
        canvas_curve(c, LOOK_halo, edge->route, edge->count);
    }
    canvas_curve(c, look->line, edge->route, edge->count);
    Point t = edge->tip, b = edge->route[edge->count - 1];
    double dx = t.x - b.x, dy = t.y - b.y;
    double length = hypot(dx, dy);
    if (length < 1) {
        return;
    }
    dx /= length;
    dy /= length;
    Point tip[3] = {t,
                    {b.x - dy * 4, b.y + dx * 4},
                    {b.x + dy * 4, b.y - dx * 4}};
    canvas_polygon(c, look->tip, tip, 3);
}

static void
paint_edge(Painter *p, const PlanEdge *edge, const FilmRow *row,
           const EdgeLook *look, int object, const char *owner,
           const char *from)
{
    const FilmObject *target = &p->plan->film->objects[row->object];
    if (edge == NULL || target->now == NULL) {
        return;
    }
    char key[80];
    snprintf(key, sizeof(key), "%s-%d-o%u", owner, edge->row,
             target->serial);
    Piece piece = {.layer = LAYER_EDGE,
                   .key = key,
                   .object = object,
                   .target = row->object,
                   .label = row->label,
                   .from = from,
                   .weak = row->weak};
    p->begin(p, &piece, NULL);
    paint_way(p->canvas, edge, look, row->changed);
    p->end(p, &piece);
}

void
paint_scope_edges(Painter *p, const FilmScope *scope)
{
    const Plan *plan = p->plan;
    const PlanScope *known = plan_scope(plan, scope->frame);
    char owner[24];
    snprintf(owner, sizeof(owner), "s%u", scope->frame);
    for (int i = 0; i < scope->count; i++) {
        const FilmRow *row = &scope->rows[i];
        if (row->object >= 0) {
            paint_edge(p,
                       plan_edge(plan, -1, (int)(known - plan->scopes),
                                 plan_row(&known->rows, row, i), row->object),
                       row, row->weak ? &weak_look : &name_look, -1, owner,
                       scope->title);
        }
    }
}

void
paint_box_edges(Painter *p, const FilmBox *box)
{
    const Plan *plan = p->plan;
    char owner[24];
    snprintf(owner, sizeof(owner), "o%u",
             plan->film->objects[box->object].serial);
    for (int i = 0; i < box->count; i++) {
        const FilmRow *row = &box->rows[i];
        const FilmBox *target =
            row->object >= 0 ? plan->film->objects[row->object].now : NULL;
        if (target == NULL) {
            continue;
        }
        const EdgeLook *look = row->weak             ? &weak_look
                               : box->reach != 'l' ? &bad_look
                               : box->cycle != 0 && box->cycle == target->cycle
                                   ? &cycle_look
                                   : &edge_look;
        paint_edge(p,
                   plan_edge(plan, box->object, -1,
                             plan_row(&plan->objects[box->object].rows, row,
                                      i),
                             row->object),
                   row, look, box->object, owner, "");
    }
}

// The legend.

typedef struct Legend {
    Canvas *canvas;
    double x, y, left, right;
} Legend;

static void
place(Legend *l, double width)
{
    if (l->x + width > l->right && l->x > l->left) {
        l->x = l->left;
        l->y += 18;
    }
}

static void
line_item(Legend *l, const EdgeLook *look, const char *words)
{
    double width = 34 + text_width(FONT_legend, words) + 18;
    place(l, width);
    if (l->canvas != NULL) {
        double y = l->y - 4;
        canvas_line(l->canvas, look->line, l->x, y, l->x + 19, y);
        Point tip[3] = {{l->x + 28, y},
                        {l->x + 19, y - 4},
                        {l->x + 19, y + 4}};
        canvas_polygon(l->canvas, look->tip, tip, 3);
        canvas_text(l->canvas, l->x + 34, l->y, ANCHOR_START, FONT_legend,
                    words);
    }
    l->x += width;
}

static void
box_item(Legend *l, LookId look, const char *words)
{
    double width = 26 + text_width(FONT_legend, words) + 18;
    place(l, width);
    if (l->canvas != NULL) {
        canvas_rect(l->canvas, look, l->x + 1, l->y - 10, 18, 12, 3);
        canvas_text(l->canvas, l->x + 26, l->y, ANCHOR_START, FONT_legend,
                    words);
    }
    l->x += width;
}

static void
badge_item(Legend *l, LookId look, FontId font, const char *sign,
           const char *words)
{
    double badge = text_width(font, sign) + (look == LOOK_paper ? 0 : 8);
    double width = badge + 6 + text_width(FONT_legend, words) + 18;
    place(l, width);
    if (l->canvas != NULL) {
        if (look != LOOK_paper) {
            canvas_rect(l->canvas, look, l->x, l->y - 12, badge, 16, 4);
        }
        canvas_text(l->canvas, l->x + badge / 2, l->y, ANCHOR_MIDDLE, font,
                    sign);
        canvas_text(l->canvas, l->x + badge + 6, l->y, ANCHOR_START,
                    FONT_legend, words);
    }
    l->x += width;
}

// An old count struck through before the new one.
static void
count_item(Legend *l, const char *words)
{
    double old = text_width(FONT_small, "1") + 4;
    double badge = text_width(FONT_badget, "rc 2") + 8;
    double width = old + badge + 6 + text_width(FONT_legend, words) + 18;
    place(l, width);
    if (l->canvas != NULL) {
        Run was = {FONT_small, "1", 0, true};
        canvas_runs(l->canvas, l->x, l->y, ANCHOR_START, &was, 1);
        canvas_rect(l->canvas, LOOK_badge, l->x + old, l->y - 12, badge, 16,
                    4);
        canvas_text(l->canvas, l->x + old + badge / 2, l->y, ANCHOR_MIDDLE,
                    FONT_badget, "rc 2");
        canvas_text(l->canvas, l->x + old + badge + 6, l->y, ANCHOR_START,
                    FONT_legend, words);
    }
    l->x += width;
}

double
paint_legend(const Signs *signs, Canvas *canvas, double x, double y,
             double width)
{
    Legend l = {canvas, x, y + 12, x, x + width};
    if (signs->name) {
        line_item(&l, &name_look, "a name refers");
    }
    if (signs->reference) {
        line_item(&l, &edge_look, "an object refers");
    }
    if (signs->weak) {
        line_item(&l, &weak_look, "weakly: not counted");
    }
    if (signs->cycle) {
        line_item(&l, &cycle_look, "part of a cycle");
    }
    if (signs->born) {
        badge_item(&l, LOOK_paper, FONT_good, "new", "made by the last step");
    }
    if (signs->count) {
        count_item(&l, "the count was 1: now 2, and why");
    }
    if (signs->bad) {
        box_item(&l, LOOK_badbox, "unreachable, not yet freed");
    }
    if (signs->weakly) {
        box_item(&l, LOOK_weakbox, "only weakly reachable");
    }
    if (signs->dying) {
        box_item(&l, LOOK_dyingbox, "being finalized or freed");
    }
    if (signs->resurrected) {
        badge_item(&l, LOOK_paper, FONT_good, "\xe2\x86\xba",
                   "resurrected: its finalizer ran, it lives on");
    }
    if (signs->ghost) {
        box_item(&l, LOOK_ghostbox, "just freed");
    }
    badge_item(&l, LOOK_badge, FONT_badget, "rc 2",
               "references by the program");
    if (signs->runtime) {
        badge_item(&l, LOOK_paper, FONT_small, "of 3",
                   "with the runtime's own");
    }
    if (signs->tracked) {
        badge_item(&l, LOOK_gen0, FONT_gent, "g0",
                   "the collector's generation");
    }
    if (signs->changed) {
        box_item(&l, LOOK_changed, "set by the last step");
    }
    return l.y - y + 6;
}
