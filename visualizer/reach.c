#include "visualizer/reach.h"

#include <stdlib.h>
#include <string.h>

// One object on the way back, and where the walk came from.
typedef struct Visit {
    ModelRef ref;
    uint32_t from, label; // index of the one it refers to
} Visit;

typedef struct Walk {
    Visit *items;
    size_t count, room;
    uint8_t *seen; // NULL while there are few
} Walk;

void
reach_free(Reach *reach)
{
    free(reach->table);
    *reach = (Reach){0};
}

static Witness *
find(const Reach *reach, uint32_t serial)
{
    size_t i = serial * 2654435761u & reach->mask;
    while (reach->table[i].serial != 0 && reach->table[i].serial != serial) {
        i = (i + 1) & reach->mask;
    }
    return &reach->table[i];
}

static void
grow(Reach *reach)
{
    Reach old = *reach;
    reach->mask = old.table == NULL ? 255 : old.mask * 2 + 1;
    reach->table = vis_zero(reach->mask + 1, sizeof(Witness));
    for (size_t i = 0; old.table != NULL && i <= old.mask; i++) {
        if (old.table[i].serial != 0) {
            *find(reach, old.table[i].serial) = old.table[i];
        }
    }
    free(old.table);
}

static void
remember(Reach *reach, uint32_t serial, uint32_t owner, uint32_t label)
{
    if (reach->table == NULL || reach->count * 2 > reach->mask) {
        grow(reach);
    }
    Witness *w = find(reach, serial);
    reach->count += w->serial == 0;
    *w = (Witness){serial, owner, label};
}

static bool
is_held(const Model *model, ModelRef ref)
{
    return ref == model->main_names || analysis_is_root(model, ref);
}

// Whether the way found last time still leads to a root.
static bool
way_holds(const Reach *reach, const Model *model, ModelRef ref)
{
    enum { HOPS = 100000 };
    for (int hop = 0; hop < HOPS && reach->table != NULL; hop++) {
        if (is_held(model, ref)) {
            return true;
        }
        const Witness *w = find(reach, model->objects[ref].serial);
        ModelRef owner = w->serial != 0 ? model_find(model, w->owner) : 0;
        const ModelEdge *edge =
            owner != 0 ? model_edge(model, owner, w->label) : NULL;
        if (edge == NULL || edge->target != ref) {
            return false;
        }
        ref = owner;
    }
    return false;
}

static bool
take(Walk *walk, const Model *model, ModelRef ref)
{
    enum { FEW = 64 };
    if (walk->seen == NULL && walk->count > FEW) {
        walk->seen = vis_zero(model->used, 1);
        for (size_t i = 0; i < walk->count; i++) {
            walk->seen[walk->items[i].ref] = 1;
        }
    }
    if (walk->seen != NULL) {
        bool fresh = !walk->seen[ref];
        walk->seen[ref] = 1;
        return fresh;
    }
    for (size_t i = 0; i < walk->count; i++) {
        if (walk->items[i].ref == ref) {
            return false;
        }
    }
    return true;
}

static void
push(Walk *walk, Visit visit)
{
    walk->items =
        vis_grow(walk->items, walk->count, &walk->room, sizeof(Visit));
    walk->items[walk->count++] = visit;
}

static void
remember_way(Reach *reach, const Model *model, const Walk *walk, size_t at)
{
    while (walk->items[at].from != at) {
        const Visit *visit = &walk->items[at];
        ModelRef below = walk->items[visit->from].ref;
        remember(reach, model->objects[below].serial,
                 model->objects[visit->ref].serial, visit->label);
        at = visit->from;
    }
}

bool
reach_ask(Reach *reach, const Model *model, ModelRef ref)
{
    if (is_held(model, ref) || way_holds(reach, model, ref)) {
        return true;
    }
    Walk walk = {0};
    size_t held = SIZE_MAX;
    push(&walk, (Visit){ref, 0, 0});
    for (size_t next = 0; next < walk.count && held == SIZE_MAX; next++) {
        ModelLink link = model->objects[walk.items[next].ref].first_in;
        while (link.owner != 0 && held == SIZE_MAX) {
            const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
            if (EDGE_KIND_OF(edge) != LABEL_WEAK &&
                take(&walk, model, link.owner)) {
                push(&walk, (Visit){link.owner, (uint32_t)next, edge->label});
                held = is_held(model, link.owner) ||
                               way_holds(reach, model, link.owner)
                           ? walk.count - 1
                           : SIZE_MAX;
            }
            link = edge->next;
        }
    }
    if (held != SIZE_MAX) {
        remember_way(reach, model, &walk, held);
    }
    free(walk.items);
    free(walk.seen);
    return held != SIZE_MAX;
}
