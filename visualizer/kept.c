#include "visualizer/kept.h"

#include <stdlib.h>

static void
push(ModelRef **items, size_t *count, size_t *room, ModelRef ref)
{
    *items = vis_grow(*items, *count, room, sizeof(ModelRef));
    (*items)[(*count)++] = ref;
}

static void
doubt(Kept *kept, ModelRef ref)
{
    push(&kept->doubted, &kept->doubted_count, &kept->doubted_room, ref);
}

static void
save(Kept *kept, ModelRef ref, ModelRef holder)
{
    if (ref != 0 && !kept->places[ref].live) {
        kept->places[ref].live = true;
        kept->places[ref].holder = holder;
        push(&kept->work, &kept->work_count, &kept->work_room, ref);
    }
}

// What running frames hold is held from outside, as long as they run.

static void
add_root(Kept *kept, ModelRef ref)
{
    if (ref != 0) {
        kept->places[ref].root = kept->round;
        push(&kept->roots, &kept->root_count, &kept->root_room, ref);
    }
}

static void
find_roots(Kept *kept, const Model *model)
{
    kept->root_count = 0;
    for (size_t i = 0; i < model->frame_count; i++) {
        add_root(kept, model->frames[i].ref);
        add_root(kept, model->frames[i].code);
    }
    add_root(kept, model->main_names);
}

static bool
refers(const Model *model, ModelRef owner, ModelRef target)
{
    const ModelObject *o = &model->objects[owner];
    const ModelObject *t = &model->objects[target];
    if (o->type == target) {
        return true;
    }
    if (o->edge_count <= t->references) {
        for (uint32_t k = 0; k < o->edge_count; k++) {
            if (o->edges[k].target == target &&
                EDGE_KIND_OF(&o->edges[k]) != LABEL_WEAK) {
                return true;
            }
        }
        return false;
    }
    for (ModelLink link = t->first_in; link.owner != 0;) {
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        if (link.owner == owner && EDGE_KIND_OF(edge) != LABEL_WEAK) {
            return true;
        }
        link = edge->next;
    }
    return false;
}

// Whether what kept it alive at the last moment still does, as far as its
// holder itself is still kept.
static void
judge(Kept *kept, const Model *model, ModelRef ref)
{
    KeptPlace *place = &kept->places[ref];
    const ModelObject *o = &model->objects[ref];
    if (place->serial != o->serial) {
        place->serial = o->serial;
        place->live = false;
    }
    if (o->serial == 0) {
        place->live = false;
        return;
    }
    if (place->root == kept->round || analysis_is_held(model, ref)) {
        save(kept, ref, 0);
        place->holder = 0;
        return;
    }
    if (place->live && place->holder != 0 &&
        kept->places[place->holder].live &&
        refers(model, place->holder, ref)) {
        return;
    }
    place->live = false;
    doubt(kept, ref);
}

// With a doubted object all are in doubt that hang on it.
static void
spread_doubt(Kept *kept, const Model *model)
{
    for (size_t i = 0; i < kept->doubted_count; i++) {
        ModelRef at = kept->doubted[i];
        const ModelObject *o = &model->objects[at];
        for (uint32_t k = 0; k <= o->edge_count; k++) {
            ModelRef to = k < o->edge_count ? o->edges[k].target : o->type;
            KeptPlace *place = &kept->places[to];
            if (to != 0 && place->live && place->holder == at) {
                place->live = false;
                doubt(kept, to);
            }
        }
    }
}

// An instance keeps its type, whether its slots tell of it or not.
static ModelRef
live_instance(const Kept *kept, const Model *model, ModelRef type)
{
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].type == type && kept->places[i].live &&
            model->objects[i].serial != 0) {
            return i;
        }
    }
    return 0;
}

static void
look_for_holders(Kept *kept, const Model *model)
{
    for (size_t i = 0; i < kept->doubted_count; i++) {
        ModelRef at = kept->doubted[i];
        ModelLink link = model->objects[at].first_in;
        while (link.owner != 0 && !kept->places[at].live) {
            const ModelEdge *edge =
                &model->objects[link.owner].edges[link.at];
            if (kept->places[link.owner].live &&
                EDGE_KIND_OF(edge) != LABEL_WEAK) {
                save(kept, at, link.owner);
            }
            link = edge->next;
        }
        if (!kept->places[at].live && model_sort(model, at) == SORT_TYPE) {
            ModelRef instance = live_instance(kept, model, at);
            if (instance != 0) {
                save(kept, at, instance);
            }
        }
    }
}

static void
spread_life(Kept *kept, const Model *model)
{
    while (kept->work_count > 0) {
        ModelRef at = kept->work[--kept->work_count];
        const ModelObject *o = &model->objects[at];
        save(kept, o->type, at);
        for (uint32_t k = 0; k < o->edge_count; k++) {
            if (EDGE_KIND_OF(&o->edges[k]) != LABEL_WEAK) {
                save(kept, o->edges[k].target, at);
            }
        }
    }
}

static void
list_dead(Kept *kept, const Model *model)
{
    size_t n = 0;
    for (size_t i = 0; i < kept->doubted_count; i++) {
        ModelRef at = kept->doubted[i];
        if (!kept->places[at].live && !kept->places[at].dead) {
            kept->places[at].dead = true;
            push(&kept->news, &kept->news_count, &kept->news_room, at);
            push(&kept->dead, &kept->dead_count, &kept->dead_room, at);
        }
    }
    for (size_t i = 0; i < kept->dead_count; i++) {
        ModelRef at = kept->dead[i];
        if (!kept->places[at].live && model->objects[at].serial != 0) {
            kept->dead[n++] = at;
        } else {
            kept->places[at].dead = false;
            push(&kept->news, &kept->news_count, &kept->news_room, at);
        }
    }
    kept->dead_count = n;
}

static void
grow(Kept *kept, const Model *model)
{
    while (kept->place_count < model->used) {
        kept->places = vis_grow(kept->places, kept->place_count,
                                &kept->place_room, sizeof(KeptPlace));
        kept->places[kept->place_count++] = (KeptPlace){0};
    }
}

// Whether it is a generator that runs now: its names are told as the frame's.
static bool
runs(const Model *model, ModelRef ref)
{
    bool found = false;
    if (model_sort(model, ref) == SORT_INSTANCE &&
        !(model->objects[ref].flags & OBJECT_FRAME)) {
        for (size_t i = 0; i < model->frame_count && !found; i++) {
            found = model->frames[i].ref == ref;
        }
    }
    return found;
}

// What others show of an object: its name and what kind of owner it is.
static uint64_t
face_of(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    uint32_t flags = o->flags & (OBJECT_FRAME | OBJECT_ROOT |
                                 OBJECT_NAMESPACE | OBJECT_KNOWN |
                                 OBJECT_LIBRARY | OBJECT_IMMORTAL);
    uint64_t h = ((uint64_t)o->serial << 32 | o->number) ^
                 ((uint64_t)o->type << 20 | flags) * 0x9e3779b97f4a7c15u;
    h += runs(model, ref);
    for (const char *s = o->value; s != NULL && *s != '\0'; s++) {
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    }
    return h;
}

// Dicts of attributes and cells, which pictures see through.
static bool
is_glass(const Model *model, ModelRef ref)
{
    ObjectSort sort = model_sort(model, ref);
    return (sort == SORT_DICT || sort == SORT_CELL) &&
           !(model->objects[ref].flags & OBJECT_NAMESPACE);
}

static void
make_stale(Kept *kept, ModelRef ref)
{
    if (kept->places[ref].stale != kept->round) {
        kept->places[ref].stale = kept->round;
        push(&kept->news, &kept->news_count, &kept->news_room, ref);
    }
}

// Those whose box shows an object: what it refers to, and what refers to it,
// also through a dict of attributes or a cell.

static void
spread_to_slots(Kept *kept, const Model *model, ModelRef ref, bool deep)
{
    const ModelObject *o = &model->objects[ref];
    for (uint32_t k = 0; k < o->edge_count; k++) {
        ModelRef to = o->edges[k].target;
        make_stale(kept, to);
        if (deep && to != 0 && is_glass(model, to)) {
            spread_to_slots(kept, model, to, false);
        }
    }
}

static void
spread_to_referrers(Kept *kept, const Model *model, ModelRef ref, bool deep)
{
    for (ModelLink link = model->objects[ref].first_in; link.owner != 0;) {
        make_stale(kept, link.owner);
        if (deep && is_glass(model, link.owner)) {
            spread_to_referrers(kept, model, link.owner, false);
        }
        link = model->objects[link.owner].edges[link.at].next;
    }
}

static void
note_touched(Kept *kept, const Model *model, ModelRef ref)
{
    KeptPlace *place = &kept->places[ref];
    uint64_t face = face_of(model, ref);
    make_stale(kept, ref);
    if (place->face != face || is_glass(model, ref)) {
        place->face = face;
        spread_to_slots(kept, model, ref, true);
        spread_to_referrers(kept, model, ref, true);
    }
}

void
kept_update(Kept *kept, Model *model, Analysis *analysis)
{
    grow(kept, model);
    kept->round++;
    kept->news_count = 0;
    kept->doubted_count = 0;
    for (size_t i = 0; i < model->touched_count; i++) {
        note_touched(kept, model, model->touched[i]);
    }
    // Those that frames held at the last moment, and those they hold now.
    ModelRef *before = kept->roots;
    size_t count = kept->root_count;
    kept->roots = NULL;
    kept->root_room = 0;
    find_roots(kept, model);
    for (size_t i = 0; i < kept->root_count; i++) {
        judge(kept, model, kept->roots[i]);
    }
    for (size_t i = 0; i < count; i++) {
        judge(kept, model, before[i]);
    }
    free(before);
    for (size_t i = 0; i < model->touched_count; i++) {
        judge(kept, model, model->touched[i]);
    }
    spread_doubt(kept, model);
    look_for_holders(kept, model);
    spread_life(kept, model);
    list_dead(kept, model);
    *analysis = (Analysis){.model = model};
    analysis->reach = vis_zero(model->used, 1); // REACH_LIVE
    analysis_finish(analysis, model, kept->dead, kept->dead_count,
                    kept->round > 1 && !kept->cycles);
    kept->cycles = analysis->cycles > 0;
    // Some of the dead have got a number for this moment.
    for (size_t i = 0; i < model->touched_count; i++) {
        note_touched(kept, model, model->touched[i]);
    }
    model_untouch(model);
}

void
kept_free(Kept *kept)
{
    free(kept->places);
    free(kept->dead);
    free(kept->roots);
    free(kept->doubted);
    free(kept->work);
    free(kept->news);
    *kept = (Kept){0};
}
