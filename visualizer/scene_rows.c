/* scene_rows.c - the rows of scopes and boxes */
#include <stdlib.h>
#include <string.h>

#include "visualizer/scene.h"

static bool
was_set(const Model *model, ModelRef owner, uint32_t label)
{
    const ModelChanges *changes = scene_changes(model);
    uint32_t serial = model->objects[owner].serial;
    for (size_t i = 0; i < changes->set_count; i++) {
        if (changes->set[i].owner == serial &&
            changes->set[i].label == label) {
            return true;
        }
    }
    return false;
}

static SceneRow *
add_row(SceneRows *rows)
{
    rows->items =
        vis_grow(rows->items, rows->count, &rows->room, sizeof(SceneRow));
    rows->items[rows->count] = (SceneRow){0};
    return &rows->items[rows->count++];
}

static void
edge_row(const Model *model, ModelRef owner, const ModelEdge *edge,
         SceneRows *rows)
{
    ModelRef target = analysis_through_cells(model, edge->target);
    if (target == 0) {
        return;
    }
    SceneRow *row = add_row(rows);
    Text label = {0};
    edge_label(model, owner, edge, &label);
    row->label = label.bytes;
    row->target = target;
    if (EDGE_KIND_OF(edge) == LABEL_VALUE) {
        row->key = model_entry_key(model, owner, EDGE_NUMBER_OF(edge));
    }
    row->weak = EDGE_KIND_OF(edge) == LABEL_WEAK;
    row->temporary = EDGE_KIND_OF(edge) == LABEL_STACK;
    row->in_slot = EDGE_KIND_OF(edge) == LABEL_SLOT;
    row->changed = was_set(model, owner, edge->label);
}

// Edges in the order a reader expects: by number where they have one, else
// as they stand. Sorted only when they are not yet.
typedef struct Edges {
    const ModelEdge **items;
    size_t count, room;
} Edges;

static int
by_number(const void *x, const void *y)
{
    const ModelEdge *a = *(const ModelEdge *const *)x;
    const ModelEdge *b = *(const ModelEdge *const *)y;
    bool text_a = label_is_text(EDGE_KIND_OF(a));
    bool text_b = label_is_text(EDGE_KIND_OF(b));
    if (text_a != text_b) {
        return text_a ? 1 : -1;
    }
    if (!text_a && a->label >> 4 != b->label >> 4) {
        return a->label >> 4 < b->label >> 4 ? -1 : 1;
    }
    return a < b ? -1 : a > b;
}

static void
add_edge(Edges *edges, const ModelEdge *edge)
{
    edges->items = vis_grow(edges->items, edges->count, &edges->room,
                            sizeof(*edges->items));
    edges->items[edges->count++] = edge;
}

static void
edges_to_rows(const Model *model, ModelRef owner, Edges *edges, size_t limit,
              SceneRows *rows)
{
    bool sorted = true;
    for (size_t i = 1; i < edges->count && sorted; i++) {
        sorted = by_number(&edges->items[i - 1], &edges->items[i]) < 0;
    }
    if (!sorted) {
        qsort(edges->items, edges->count, sizeof(*edges->items), by_number);
    }
    size_t n = edges->count;
    size_t head = n, tail = 0;
    if (limit != 0 && n > limit) {
        tail = limit >= 6 ? 2 : 1;
        head = limit - tail - 1;
    }
    for (size_t i = 0; i < head; i++) {
        edge_row(model, owner, edges->items[i], rows);
    }
    if (head + tail < n) {
        SceneRow *row = add_row(rows);
        row->folded = n - head - tail;
        row->label = vis_copy("");
    }
    for (size_t i = tail > 0 ? n - tail : n; i < n; i++) {
        edge_row(model, owner, edges->items[i], rows);
    }
    free(edges->items);
}

void
scene_namespace_rows(const Model *model, ModelRef dict, bool hidden,
                     size_t limit, SceneRows *rows)
{
    const ModelObject *o = &model->objects[dict];
    Edges edges = {0};
    for (uint32_t i = 0; i < o->edge_count; i++) {
        const ModelEdge *edge = &o->edges[i];
        if (edge->target != 0 && EDGE_KIND_OF(edge) != LABEL_KEY &&
            (hidden ||
             !model_entry_is_hidden(model, dict, EDGE_NUMBER_OF(edge)))) {
            add_edge(&edges, edge);
        }
    }
    edges_to_rows(model, dict, &edges, limit, rows);
}

void
scene_frame_rows(const Model *model, ModelRef frame, SceneRows *rows)
{
    const ModelObject *o = &model->objects[frame];
    Edges edges = {0};
    for (uint32_t i = 0; i < o->edge_count; i++) {
        if (o->edges[i].target != 0 &&
            EDGE_KIND_OF(&o->edges[i]) == LABEL_LOCAL) {
            add_edge(&edges, &o->edges[i]);
        }
    }
    edges_to_rows(model, frame, &edges, 0, rows);
    edges = (Edges){0};
    for (uint32_t i = 0; i < o->edge_count; i++) {
        if (o->edges[i].target != 0 &&
            EDGE_KIND_OF(&o->edges[i]) == LABEL_STACK) {
            add_edge(&edges, &o->edges[i]);
        }
    }
    edges_to_rows(model, frame, &edges, 0, rows);
}

// Whether a reference has a row: the program's own do, keys of dicts stand
// in the label.
static bool
has_row(const Model *model, ModelRef owner, const ModelEdge *edge)
{
    unsigned kind = EDGE_KIND_OF(edge);
    if (edge->target == 0 || kind == LABEL_TYPE || kind == LABEL_KEY) {
        return false;
    }
    if (kind == LABEL_WEAK) {
        return true;
    }
    ModelRef target = analysis_through_cells(model, edge->target);
    return target != 0 && model_edge_is_user(model, owner, edge) &&
           (model->objects[target].number != 0 ||
            model_sort(model, target) == SORT_CONSTANT);
}

// A dict that only this object refers to is seen through.
ModelRef
scene_own_dict(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    for (uint32_t i = 0; i < o->edge_count; i++) {
        const ModelEdge *edge = &o->edges[i];
        if (edge->target != 0 && EDGE_KIND_OF(edge) == LABEL_FIELD &&
            EDGE_NUMBER_OF(edge) == model->name_dict &&
            (model->objects[edge->target].references == 1 ||
             model_sort(model, ref) == SORT_TYPE)) {
            return edge->target;
        }
    }
    return 0;
}

static void
class_rows(const Model *model, ModelRef dict, SceneRows *rows)
{
    const ModelObject *o = &model->objects[dict];
    Edges edges = {0};
    for (uint32_t i = 0; i < o->edge_count; i++) {
        if (EDGE_KIND_OF(&o->edges[i]) == LABEL_VALUE &&
            has_row(model, dict, &o->edges[i])) {
            add_edge(&edges, &o->edges[i]);
        }
    }
    edges_to_rows(model, dict, &edges, 12, rows);
}

void
scene_rows(const Model *model, ModelRef ref, size_t limit, SceneRows *rows)
{
    const ModelObject *o = &model->objects[ref];
    ObjectSort sort = model_sort(model, ref);
    ModelRef dict = scene_own_dict(model, ref);
    if (sort == SORT_MODULE || sort == SORT_CODE ||
        sort == SORT_NATIVE_FUNCTION || scene_is_atom(model, ref)) {
        return;
    }
    if (sort == SORT_TYPE) {
        if (dict != 0 && !(o->flags & (OBJECT_BEFORE | OBJECT_FOREIGN))) {
            class_rows(model, dict, rows);
        }
        return;
    }
    Edges edges = {0};
    for (uint32_t i = 0; i < o->edge_count; i++) {
        if (has_row(model, ref, &o->edges[i]) &&
            !(dict != 0 && o->edges[i].target == dict)) {
            add_edge(&edges, &o->edges[i]);
        }
    }
    edges_to_rows(model, ref, &edges, limit, rows);
    if (dict != 0) {
        size_t first = rows->count;
        scene_namespace_rows(model, dict, true, limit, rows);
        for (size_t i = first; i < rows->count; i++) {
            rows->items[i].in_dict = true;
        }
    }
}

void
scene_rows_free(SceneRows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->items[i].label);
    }
    free(rows->items);
    *rows = (SceneRows){0};
}
