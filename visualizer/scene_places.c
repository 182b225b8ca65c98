/* scene_places.c - which objects belong into the picture, and which of them
 * have a box of their own */
#include "visualizer/scene.h"

#include <string.h>

static bool
is_scope_edge(const Model *model, ModelRef owner, const ModelEdge *edge)
{
    return EDGE_KIND_OF(edge) == LABEL_LOCAL ||
           (EDGE_KIND_OF(edge) != LABEL_KEY &&
            (model->objects[owner].flags & OBJECT_NAMESPACE));
}

// A plain value has a box when a name refers to it, or when more than one
// slot does, so that sharing is seen.
static bool
atom_needs_box(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    uint32_t slots = 0;
    for (ModelLink link = o->first_in; link.owner != 0;) {
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        if (EDGE_KIND_OF(edge) != LABEL_KEY &&
            model_edge_is_user(model, link.owner, edge)) {
            if (is_scope_edge(model, link.owner, edge)) {
                return true;
            }
            if (++slots > 1 &&
                !(o->flags & (OBJECT_IMMORTAL | OBJECT_STATIC))) {
                return true;
            }
        }
        link = edge->next;
    }
    return slots == 0 && o->references == 0;
}

static bool
is_own_dict(const Model *model, ModelRef ref)
{
    return model_sort(model, ref) == SORT_DICT &&
           model->objects[ref].references == 1 &&
           model_dict_owner(model, ref) != 0;
}

static ScenePlace
place_of(const Scene *scene, ModelRef ref)
{
    const Model *model = scene->model;
    const ModelObject *o = &model->objects[ref];
    if (o->serial == 0 || !(o->flags & OBJECT_KNOWN) ||
        (o->flags & (OBJECT_FRAME | OBJECT_ROOT))) {
        return PLACE_NONE;
    }
    if (scene->options.internals) {
        return PLACE_BOX;
    }
    ObjectSort sort = model_sort(model, ref);
    if (o->number == 0 || sort == SORT_CONSTANT || sort == SORT_CELL ||
        sort == SORT_CODE || (o->flags & OBJECT_NAMESPACE) ||
        is_own_dict(model, ref)) {
        return PLACE_INTERNAL;
    }
    uint32_t user, runtime;
    bool live = scene->analysis.reach[ref] == REACH_LIVE;
    bool program = o->number <= model->numbers;
    bill_count(model, ref, &user, &runtime);
    if (user == 0 && (live || (!program && runtime > 0))) {
        return program ? PLACE_RUNTIME : PLACE_INTERNAL;
    }
    return scene_is_atom(model, ref) && !atom_needs_box(model, ref)
               ? PLACE_ROW
               : PLACE_BOX;
}

static void
judge_place(Scene *scene, SceneMemory *memory, ModelRef ref)
{
    memory->counts[memory->where[ref]]--;
    memory->where[ref] = (uint8_t)place_of(scene, ref);
    memory->counts[memory->where[ref]]++;
}

void
scene_find_places(Scene *scene, SceneMemory *memory)
{
    const Model *model = scene->model;
    size_t known = memory->where_count;
    if (known < model->used) {
        memory->where = vis_realloc(memory->where, model->used);
        memset(memory->where + known, PLACE_NONE, model->used - known);
        memory->counts[PLACE_NONE] += model->used - known;
        memory->where_count = model->used;
    }
    for (size_t i = 0; known > 0 && i < memory->kept.news_count; i++) {
        judge_place(scene, memory, memory->kept.news[i]);
    }
    for (ModelRef i = (ModelRef)(known > 0 ? known : 1); i < model->used;
         i++) {
        judge_place(scene, memory, i);
    }
    scene->internals = memory->counts[PLACE_INTERNAL];
    scene->runtime_only = memory->counts[PLACE_RUNTIME];
}
