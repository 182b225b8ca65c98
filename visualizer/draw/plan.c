/* plan.c - what there ever is: rows, objects, references (see plan.h) */
#include "visualizer/draw/plan.h"

#include <stdlib.h>
#include <string.h>

// Rows.

static int
find_label(const PlanRows *rows, const char *label)
{
    for (int i = 0; i < rows->count; i++) {
        if (strcmp(rows->labels[i], label) == 0) {
            return i;
        }
    }
    return -1;
}

void
plan_collect_rows(PlanRows *rows, const FilmRow *items, int count)
{
    enum { LABELS = 120 };
    rows->most = count > rows->most ? count : rows->most;
    for (int i = 0; i < count && !rows->by_position; i++) {
        // Labels that occur twice tell nothing apart.
        for (int k = 0; k < i; k++) {
            rows->by_position |=
                strcmp(items[k].label, items[i].label) == 0;
        }
        if (find_label(rows, items[i].label) >= 0) {
            continue;
        }
        if (rows->count >= LABELS) {
            rows->by_position = true;
            break;
        }
        rows->labels = vis_realloc(rows->labels, sizeof(char *) *
                                                     (size_t)(rows->count + 1));
        rows->late =
            vis_realloc(rows->late, sizeof(bool) * (size_t)(rows->count + 1));
        // Before the next one that is known, so that the order stays the
        // one they have in the object.
        int known = rows->count, at = rows->count;
        for (int k = i + 1; k < count; k++) {
            int next = find_label(rows, items[k].label);
            if (next >= 0) {
                at = next;
                break;
            }
        }
        size_t behind = (size_t)(known - at);
        rows->count++;
        memmove(&rows->labels[at + 1], &rows->labels[at],
                behind * sizeof(char *));
        memmove(&rows->late[at + 1], &rows->late[at], behind * sizeof(bool));
        rows->late[at] = items[i].temporary;
        rows->labels[at] = items[i].label;
    }
}

// Temporaries behind the names; too many labels for their rows: no label
// has a row of its own.
void
plan_settle_rows(PlanRows *rows, int slack)
{
    if (rows->count > rows->most + slack) {
        rows->by_position = true;
    }
    if (rows->by_position) {
        rows->count = rows->most;
        return;
    }
    int n = 0;
    const char **sorted =
        vis_alloc(sizeof(char *) * (size_t)(rows->count + 1));
    for (int late = 0; late < 2; late++) {
        for (int i = 0; i < rows->count; i++) {
            if (rows->late[i] == (late == 1)) {
                sorted[n++] = rows->labels[i];
            }
        }
    }
    free(rows->labels);
    rows->labels = sorted;
}

int
plan_row(const PlanRows *rows, const FilmRow *row, int index)
{
    int at = rows->by_position ? -1 : find_label(rows, row->label);
    return at >= 0 ? at : index;
}

// Objects.

static void
note_signs(Signs *signs, const FilmBox *box)
{
    signs->cycle |= box->cycle != 0 && box->reach == 'l';
    signs->bad |= box->reach == 'u';
    signs->weakly |= box->reach == 'w';
    signs->dying |= box->reach == 'd' || box->finalizing;
    signs->resurrected |= box->resurrected;
    signs->born |= box->born;
    signs->runtime |= box->runtime > 0;
    signs->tracked |= box->generation >= 0;
    signs->count |= box->was[0] != '\0';
    for (int i = 0; i < box->count; i++) {
        signs->weak |= box->rows[i].weak;
        signs->changed |= box->rows[i].changed;
        signs->reference |= box->rows[i].kind == 'o' && !box->rows[i].weak;
    }
}

static void
note_scope_signs(Signs *signs, const FilmScopes *scopes)
{
    for (int i = 0; scopes != NULL && i < scopes->count; i++) {
        const FilmScope *scope = &scopes->items[i];
        for (int k = 0; k < scope->count; k++) {
            signs->name |= scope->rows[k].object >= 0;
            signs->changed |= scope->rows[k].changed;
            signs->weak |= scope->rows[k].weak;
        }
    }
}

Signs
plan_signs(const Plan *plan, int index)
{
    Film *film = plan->film;
    const FilmStep *step = &film->steps[index];
    Signs signs = {0};
    film_enter(film, index);
    for (int i = 0; i < film->present_count; i++) {
        const FilmObject *o = &film->objects[film->present[i]];
        if (o->seat >= 0) {
            note_signs(&signs, o->now);
        }
    }
    note_scope_signs(&signs, step->scopes);
    for (int k = 0; k < step->change_count; k++) {
        const FilmObject *o = &film->objects[step->changes[k].object];
        signs.ghost |= o->ghost != NULL && o->seat >= 0;
    }
    return signs;
}

static void
note_box(Plan *plan, const FilmBox *box)
{
    PlanObject *o = &plan->objects[box->object];
    o->atom |= box->atom;
    plan_collect_rows(&o->rows, box->rows, box->count);
    note_signs(&plan->signs, box);
}

static void
collect_objects(Plan *plan)
{
    Film *film = plan->film;
    plan->objects =
        vis_zero((size_t)film->object_count + 1, sizeof(PlanObject));
    for (int i = 0; i < film->step_count; i++) {
        const FilmStep *step = &film->steps[i];
        for (int k = 0; k < step->change_count; k++) {
            if (step->changes[k].box != NULL) {
                note_box(plan, step->changes[k].box);
            } else {
                plan->signs.ghost |= step->changes[k].freed;
            }
        }
    }
    for (int i = 0; i < film->object_count; i++) {
        plan_settle_rows(&plan->objects[i].rows, 3);
    }
}

// References, each once.

static size_t
edge_hash(int from, int scope, int row, int to)
{
    uint64_t h = (uint64_t)(from + 2) * 0x9e3779b97f4a7c15u;
    h ^= (uint64_t)(scope + 2) * 0xc2b2ae3d27d4eb4fu;
    h ^= (uint64_t)(row + 1) * 0x165667b19e3779f9u;
    h ^= (uint64_t)(to + 1) * 0x27d4eb2f165667c5u;
    return (size_t)(h ^ h >> 29);
}

static int
seat_of(const Plan *plan, int object)
{
    return object >= 0 ? plan->film->objects[object].seat : -1;
}

PlanEdge *
plan_edge(const Plan *plan, int from, int scope, int row, int to)
{
    from = seat_of(plan, from);
    to = seat_of(plan, to);
    size_t at = edge_hash(from, scope, row, to);
    for (; plan->slot_count != 0; at++) {
        int32_t i = plan->edge_slots[at &= plan->slot_count - 1];
        if (i == 0) {
            return NULL;
        }
        PlanEdge *edge = &plan->edges[i - 1];
        if (edge->from_seat == from && edge->scope == scope &&
            edge->row == row && edge->to_seat == to) {
            return edge;
        }
    }
    return NULL;
}

static void
put_slot(Plan *plan, int32_t i)
{
    const PlanEdge *edge = &plan->edges[i];
    size_t at =
        edge_hash(edge->from_seat, edge->scope, edge->row, edge->to_seat);
    while (plan->edge_slots[at &= plan->slot_count - 1] != 0) {
        at++;
    }
    plan->edge_slots[at] = i + 1;
}

static void
add_edge(Plan *plan, int from, int scope, int row, int to, bool weak)
{
    if (plan_edge(plan, from, scope, row, to) != NULL) {
        return;
    }
    if ((plan->edge_count + 1) * 2 > plan->slot_count) {
        plan->slot_count = plan->slot_count == 0 ? 256 : plan->slot_count * 2;
        free(plan->edge_slots);
        plan->edge_slots = vis_zero(plan->slot_count, sizeof(int32_t));
        for (size_t i = 0; i < plan->edge_count; i++) {
            put_slot(plan, (int32_t)i);
        }
    }
    plan->edges = vis_grow(plan->edges, plan->edge_count, &plan->edge_room,
                           sizeof(PlanEdge));
    plan->edges[plan->edge_count++] =
        (PlanEdge){.from = from,
                   .scope = scope,
                   .row = row,
                   .to = to,
                   .from_seat = seat_of(plan, from),
                   .to_seat = seat_of(plan, to),
                   .weak = weak};
    put_slot(plan, (int32_t)plan->edge_count - 1);
}

static void
add_rows(Plan *plan, int from, int scope, const PlanRows *where,
         const FilmRow *rows, int count)
{
    for (int i = 0; i < count; i++) {
        int to = rows[i].object;
        if (to >= 0 && plan->film->objects[to].seat >= 0) {
            add_edge(plan, from, scope, plan_row(where, &rows[i], i), to,
                     rows[i].weak);
        }
    }
}

static void
collect_edges(Plan *plan)
{
    const FilmScopes *last = NULL;
    for (int i = 0; i < plan->film->step_count; i++) {
        const FilmStep *step = &plan->film->steps[i];
        bool shown = i >= plan->film->shown_from && step->scopes != last;
        if (shown) {
            note_scope_signs(&plan->signs, step->scopes);
        }
        for (int k = 0; shown && k < step->scopes->count; k++) {
            const FilmScope *scope = &step->scopes->items[k];
            PlanScope *known = plan_scope(plan, scope->frame);
            add_rows(plan, -1, (int)(known - plan->scopes), &known->rows,
                     scope->rows, scope->count);
        }
        last = shown ? step->scopes : last;
        for (int k = 0; k < step->change_count; k++) {
            const FilmBox *box = step->changes[k].box;
            if (box != NULL && plan->film->objects[box->object].seat >= 0) {
                add_rows(plan, box->object, -1,
                         &plan->objects[box->object].rows, box->rows,
                         box->count);
            }
        }
    }
}

// Geometry that follows from the places.

double
plan_scope_y(const Plan *plan, const PlanScope *scope)
{
    return plan->scope_y + plan->depth_y[scope->depth];
}

double
plan_box_row_y(const Plan *plan, int object, int row)
{
    const Seat *seat = &plan->seats[plan->film->objects[object].seat];
    return seat->y + TAG_HEIGHT + HEAD_HEIGHT +
           (plan->objects[object].atom ? VALUE_HEIGHT : 0) +
           row * ROW_HEIGHT;
}

Point
plan_start(const Plan *plan, const PlanEdge *edge)
{
    if (edge->scope >= 0) {
        const PlanScope *scope = &plan->scopes[edge->scope];
        return (Point){plan->scope_x +
                           (plan->scope_label + plan->scope_width) / 2,
                       plan_scope_y(plan, scope) + HEAD_HEIGHT +
                           (edge->row + 0.5) * ROW_HEIGHT};
    }
    const Seat *seat = &plan->seats[plan->film->objects[edge->from].seat];
    return (Point){seat->x + (seat->label + seat->width) / 2,
                   plan_box_row_y(plan, edge->from, edge->row) +
                       0.5 * ROW_HEIGHT};
}

void
plan_make(Plan *plan, Film *film, double seconds, int seats)
{
    *plan = (Plan){.film = film,
                   .tight = strncmp(film->form, "deck.", 5) == 0};
    plan_scopes(plan);
    collect_objects(plan);
    plan_seats(plan, seats > 0 ? seats : PLAN_SEATS);
    plan_sizes(plan);
    collect_edges(plan);
    plan_place(plan, seconds);
    plan_routes(plan);
    if (film->only_last) {
        // The moment before is there for what has changed, not to be seen.
        plan->signs = plan_signs(plan, film->shown_from);
    }
}

static void
free_rows(PlanRows *rows)
{
    free(rows->labels);
    free(rows->late);
}

void
plan_free(Plan *plan)
{
    for (int i = 0; i < plan->film->object_count; i++) {
        free_rows(&plan->objects[i].rows);
    }
    for (int i = 0; i < plan->scope_count; i++) {
        free_rows(&plan->scopes[i].rows);
    }
    for (size_t i = 0; i < plan->edge_count; i++) {
        free(plan->edges[i].route);
    }
    free(plan->objects);
    free(plan->seats);
    free(plan->scopes);
    free(plan->scope_slots);
    free(plan->depth_y);
    free(plan->depth_height);
    free(plan->edges);
    free(plan->edge_slots);
    *plan = (Plan){0};
}
