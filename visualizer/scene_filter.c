/* scene_filter.c - what --focus, --depth and --hide leave of a picture */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/scene.h"

static bool
is_hidden_word(const Scene *scene, const char *word)
{
    for (size_t i = 0; i < scene->options.hide_count; i++) {
        if (fnmatch(scene->options.hide[i], word, 0) == 0) {
            return true;
        }
    }
    return false;
}

bool
scene_hides_object(const Scene *scene, ModelRef ref)
{
    const ModelObject *o = &scene->model->objects[ref];
    return scene->options.hide_count > 0 &&
           is_hidden_word(scene, model_type_name(scene->model, o->type));
}

void
scene_filter_names(const Scene *scene, const uint8_t *focus, SceneRows *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++) {
        SceneRow *row = &rows->items[i];
        bool out = is_hidden_word(scene, row->label) ||
                   (focus != NULL && row->target != 0 &&
                    !focus[row->target]);
        if (out) {
            free(row->label);
        } else {
            rows->items[kept++] = *row;
        }
    }
    rows->count = kept;
}

// The objects that a name refers to, in any scope.

typedef struct Found {
    uint8_t *in;
    ModelRef *queue;
    size_t count, room;
} Found;

static void
find(Found *found, ModelRef ref)
{
    if (ref != 0 && !found->in[ref]) {
        found->in[ref] = 1;
        found->queue = vis_grow(found->queue, found->count, &found->room,
                                sizeof(ModelRef));
        found->queue[found->count++] = ref;
    }
}

static void
find_named(const Scene *scene, SceneRows *rows, Found *found)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->items[i].label, scene->options.focus) == 0) {
            find(found, rows->items[i].target);
        }
    }
    scene_rows_free(rows);
}

static void
find_start(const Scene *scene, Found *found)
{
    const Model *model = scene->model;
    SceneRows rows = {0};
    if (model->main_names != 0) {
        scene_namespace_rows(model, model->main_names, true, 0, &rows);
        find_named(scene, &rows, found);
    }
    for (size_t i = 0; i < model->frame_count; i++) {
        if (model->frames[i].ref != 0) {
            scene_frame_rows(model, model->frames[i].ref, &rows);
            find_named(scene, &rows, found);
        }
    }
}

// Who refers to the start directly belongs to the picture too.
static void
find_referrers(const Scene *scene, Found *found, size_t start)
{
    const Model *model = scene->model;
    for (size_t i = 0; i < start; i++) {
        ModelLink link = model->objects[found->queue[i]].first_in;
        while (link.owner != 0) {
            const ModelEdge *edge =
                &model->objects[link.owner].edges[link.at];
            ModelRef owner = model_sort(model, link.owner) == SORT_DICT
                                 ? model_dict_owner(model, link.owner)
                                 : 0;
            if (EDGE_KIND_OF(edge) != LABEL_TYPE &&
                model_edge_is_user(model, link.owner, edge)) {
                found->in[owner != 0 ? owner : link.owner] = 1;
            }
            link = edge->next;
        }
    }
}

uint8_t *
scene_focus(Scene *scene)
{
    const Model *model = scene->model;
    Found found = {0};
    if (scene->options.focus == NULL) {
        return NULL;
    }
    found.in = vis_zero(model->used, 1);
    find_start(scene, &found);
    size_t start = found.count, level_end = start;
    scene->focus_found = start > 0;
    uint32_t depth = 0;
    for (size_t i = 0; i < found.count; i++) {
        if (i == level_end) {
            depth++;
            level_end = found.count;
        }
        if (scene->options.depth != 0 && depth >= scene->options.depth) {
            break;
        }
        SceneRows rows = {0};
        scene_rows(model, found.queue[i], 0, &rows);
        for (size_t k = 0; k < rows.count; k++) {
            find(&found, rows.items[k].target);
            find(&found, rows.items[k].key);
        }
        scene_rows_free(&rows);
    }
    find_referrers(scene, &found, start);
    free(found.queue);
    return found.in;
}
