#include "visualizer/scene.h"

#include <stdlib.h>

enum {
    ROW_LIMIT = 12,
    OLDEST_FRAMES = 8, /* shown of a deep recursion, */
    LATEST_FRAMES = 12 /* and so many at its end */
};

const ModelChanges *
scene_changes(const Model *model)
{
    return model->exit_phase >= 0 ? &model->now : &model->last;
}

bool
scene_is_atom(const Model *model, ModelRef ref)
{
    ObjectSort sort = model_sort(model, ref);
    return sort >= SORT_INT && sort <= SORT_CONSTANT;
}

void
scene_number(const Model *model, ModelRef ref, Text *out)
{
    const ModelObject *o = &model->objects[ref];
    if (o->number != 0) {
        text_format(out, "#%u", o->number);
    } else {
        text_format(out, "@%u", o->serial);
    }
}

typedef struct Choice {
    Scene *scene;
    const uint8_t *place; /* ScenePlace */
    uint8_t *focus; /* what --focus leaves; NULL: all */
    ModelRef *queue;
    size_t queue_count, queue_room;
} Choice;

// Rows: what stands in them, and what they lead to.
static void
follow(Choice *choice, ModelRef ref, bool *inlined)
{
    if (choice->place[ref] != PLACE_BOX) {
        *inlined = true;
        choice->scene->inlined[ref] = 1;
        return;
    }
    choice->queue = vis_grow(choice->queue, choice->queue_count,
                             &choice->queue_room, sizeof(ModelRef));
    choice->queue[choice->queue_count++] = ref;
}

static void
follow_rows(Choice *choice, SceneRows *rows)
{
    Scene *scene = choice->scene;
    for (size_t i = 0; i < rows->count; i++) {
        SceneRow *row = &rows->items[i];
        bool ignored;
        scene->any_changed |= row->changed;
        scene->any_weak |= row->weak;
        if (row->key != 0) {
            follow(choice, row->key, &ignored);
        }
        if (row->target != 0 &&
            (!row->weak || choice->place[row->target] != PLACE_BOX)) {
            follow(choice, row->target, &row->inlined);
        }
    }
}

static void
forget(SceneMemory *memory, SceneKeep *keep)
{
    scene_rows_free(&keep->rows);
    bill_free(&keep->bill);
    memory->forget(keep->drawn);
    *keep = (SceneKeep){0};
}

static ModelRef
dict_of(const Model *model, ModelRef ref)
{
    ObjectSort sort = model_sort(model, ref);
    return sort == SORT_TYPE || sort == SORT_MODULE
               ? 0
               : scene_own_dict(model, ref);
}

// Rows and bill as they were at the last moment, if nothing has changed.
static void
take_from_memory(Scene *scene, SceneBox *box)
{
    SceneMemory *memory = scene->memory;
    const Model *model = scene->model;
    SceneKeep *keep = &memory->places[box->ref];
    box->keep = keep;
    box->same = keep->serial == model->objects[box->ref].serial &&
                keep->quiet &&
                kept_untouched(&memory->kept, box->ref, keep->round);
    if (!box->same) {
        forget(memory, keep);
        keep->serial = model->objects[box->ref].serial;
        scene_rows(model, box->ref, ROW_LIMIT, &keep->rows);
        bill_make(&keep->bill, model, box->ref);
        keep->dict = dict_of(model, box->ref);
        keep->quiet = true;
        for (size_t i = 0; i < keep->rows.count; i++) {
            keep->quiet &= !keep->rows.items[i].changed;
        }
    } else {
        bill_find_frames(&keep->bill, model);
    }
    keep->round = memory->kept.round;
    box->rows = keep->rows;
    box->bill = keep->bill;
    box->dict = keep->dict;
    for (size_t i = 0; i < box->rows.count; i++) {
        box->rows.items[i].inlined = false;
    }
}

static void
add_box(Choice *choice, ModelRef ref)
{
    Scene *scene = choice->scene;
    const Model *model = scene->model;
    if (scene->box_of[ref] != 0 ||
        scene->box_count >= scene->options.max_objects ||
        (choice->focus != NULL && !choice->focus[ref]) ||
        scene_hides_object(scene, ref)) {
        return;
    }
    scene->boxes = vis_grow(scene->boxes, scene->box_count, &scene->box_room,
                            sizeof(SceneBox));
    SceneBox *box = &scene->boxes[scene->box_count++];
    scene->box_of[ref] = (uint32_t)scene->box_count;
    const ModelObject *o = &model->objects[ref];
    uint64_t step = model->exit_phase >= 0 || model->steps == 0
                        ? model->steps
                        : model->steps - 1;
    *box = (SceneBox){
        .ref = ref,
        .state = (ReachState)scene->analysis.reach[ref],
        .cycle = scene->analysis.cycle[ref],
        .born = o->born_step == step && !(o->flags & OBJECT_BEFORE),
        .atom = scene_is_atom(model, ref),
    };
    box->resurrected =
        box->state == REACH_LIVE && (o->flags & OBJECT_FINALIZED) &&
        !(o->flags & (OBJECT_FINALIZING | OBJECT_DYING));
    scene->any_cycle |= box->cycle != 0;
    scene->any_unreachable |= box->state != REACH_LIVE;
    if (scene->memory != NULL) {
        take_from_memory(scene, box);
    } else {
        scene_rows(model, ref, ROW_LIMIT, &box->rows);
        bill_make(&box->bill, model, ref);
        box->dict = dict_of(model, ref);
    }
    follow_rows(choice, &box->rows);
}

// Scopes.

static SceneScope *
add_scope(Scene *scene, const char *title)
{
    scene->scopes = vis_grow(scene->scopes, scene->scope_count,
                             &scene->scope_room, sizeof(SceneScope));
    SceneScope *scope = &scene->scopes[scene->scope_count++];
    *scope = (SceneScope){.title = vis_copy(title)};
    return scope;
}

static ModelRef
frame_namespace(const Model *model, const ModelFrame *frame)
{
    const ModelObject *o = &model->objects[frame->ref];
    for (uint32_t k = 0; frame->ref != 0 && k < o->edge_count; k++) {
        const ModelEdge *edge = &o->edges[k];
        if (edge->target != 0 && EDGE_KIND_OF(edge) == LABEL_FIELD &&
            EDGE_NUMBER_OF(edge) == model->name_locals) {
            return edge->target;
        }
    }
    return 0;
}

static void
add_frame_scope(Choice *choice, const ModelFrame *frame)
{
    Scene *scene = choice->scene;
    const Model *model = scene->model;
    ModelRef names = frame_namespace(model, frame);
    if (names != 0 && names == model->main_names && (frame->flags & 2)) {
        if (scene->scope_count > 0) {
            scene->scopes[0].line = frame->line;
            scene->scopes[0].running = model->line_frame == frame->serial;
        }
        return;
    }
    Text title = {0};
    const char *name = model_string(model, frame->function);
    text_format(&title, frame->flags & 4   ? "class %s"
                        : frame->flags & 2 ? "module %s"
                        : frame->flags & 1 ? "%s() generator"
                                           : "%s()",
                name);
    SceneScope *scope = add_scope(scene, title.bytes);
    text_free(&title);
    scope->line = frame->line;
    scope->thread = frame->thread;
    scope->frame = frame->serial;
    scope->running = model->line_frame == frame->serial;
    if (names != 0 && (frame->flags & (2 | 4))) {
        scene_namespace_rows(model, names, scene->options.internals,
                             ROW_LIMIT * 2, &scope->rows);
    }
    if (frame->ref != 0) {
        scene_frame_rows(model, frame->ref, &scope->rows);
    }
    scene_filter_names(scene, choice->focus, &scope->rows);
    follow_rows(choice, &scope->rows);
}

static void
add_scopes(Choice *choice)
{
    Scene *scene = choice->scene;
    const Model *model = scene->model;
    if (model->main_names != 0) {
        SceneScope *scope = add_scope(scene, "globals");
        scope->is_module = true;
        scene_namespace_rows(model, model->main_names,
                             scene->options.internals, 60, &scope->rows);
        for (size_t i = 0; i < model->frame_count; i++) {
            // The module's own temporaries.
            if ((model->frames[i].flags & 2) && model->frames[i].ref != 0 &&
                frame_namespace(model, &model->frames[i]) ==
                    model->main_names) {
                scene_frame_rows(model, model->frames[i].ref, &scope->rows);
            }
        }
        scene_filter_names(scene, choice->focus, &scope->rows);
        follow_rows(choice, &scope->rows);
    }
    for (size_t i = 0; i < model->frame_count; i++) {
        const ModelFrame *frame = &model->frames[i];
        bool runs = frame->serial == model->line_frame;
        if (frame->file == FILE_LIBRARY && !runs &&
            !scene->options.internals) {
            scene->library_frames++;
        } else if (i >= OLDEST_FRAMES && !runs &&
                   i + LATEST_FRAMES < model->frame_count) {
            scene->hidden_frames++;
        } else {
            add_frame_scope(choice, &model->frames[i]);
        }
    }
}

// Boxes in order: from the names outwards, then what is unreachable, which
// a third of the room is kept for.

static int
by_number(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

static uint64_t *
list_unreachable(const Choice *choice, size_t *count)
{
    const Scene *scene = choice->scene;
    uint64_t *list = NULL;
    size_t room = 0;
    *count = 0;
    for (ModelRef i = 1; i < scene->model->used; i++) {
        if (scene->analysis.reach[i] != REACH_LIVE &&
            choice->place[i] == PLACE_BOX) {
            list = vis_grow(list, *count, &room, sizeof(*list));
            list[(*count)++] = (uint64_t)scene->model->objects[i].number
                                   << 32 |
                               i;
        }
    }
    if (*count > 1) {
        qsort(list, *count, sizeof(*list), by_number);
    }
    return list;
}

static void
add_boxes(Choice *choice)
{
    Scene *scene = choice->scene;
    uint32_t max = scene->options.max_objects;
    size_t dead_count, next = 0;
    uint64_t *dead = list_unreachable(choice, &dead_count);
    size_t kept = dead_count < max / 3 ? dead_count : max / 3;
    scene->options.max_objects = max - (uint32_t)kept;
    while (next < choice->queue_count) {
        add_box(choice, choice->queue[next++]);
    }
    for (ModelRef i = 1; scene->options.internals && i < scene->model->used;
         i++) {
        if (choice->place[i] == PLACE_BOX) {
            add_box(choice, i);
        }
    }
    scene->options.max_objects = max;
    for (size_t i = 0; i < dead_count; i++) {
        add_box(choice, (ModelRef)dead[i]);
    }
    // Room that was kept too much.
    for (next = 0; next < choice->queue_count; next++) {
        add_box(choice, choice->queue[next]);
    }
    free(dead);
}

static void
add_to_group(Scene *scene, ModelRef ref)
{
    const ModelObject *o = &scene->model->objects[ref];
    bool unreachable = scene->analysis.reach[ref] != REACH_LIVE;
    size_t i = 0;
    while (i < scene->group_count &&
           (scene->groups[i].type != o->type ||
            scene->groups[i].unreachable != unreachable)) {
        i++;
    }
    if (i == scene->group_count) {
        scene->groups = vis_grow(scene->groups, i, &scene->group_room,
                                 sizeof(SceneGroup));
        scene->groups[scene->group_count++] =
            (SceneGroup){.type = o->type, .unreachable = unreachable};
    }
    scene->groups[i].count++;
    scene->groups[i].bytes += o->bytes;
}

static int
by_bytes(const void *x, const void *y)
{
    const SceneGroup *a = x, *b = y;
    if (a->unreachable != b->unreachable) {
        return a->unreachable ? 1 : -1;
    }
    if (a->bytes != b->bytes) {
        return a->bytes > b->bytes ? -1 : 1;
    }
    return a->type < b->type ? -1 : a->type > b->type;
}

// Live ones first; in each part in order of number, those without one last.
typedef struct BoxOrder {
    bool dead;
    uint32_t number, serial;
    uint32_t box;
} BoxOrder;

static int
by_state(const void *x, const void *y)
{
    const BoxOrder *a = x, *b = y;
    if (a->dead != b->dead) {
        return a->dead ? 1 : -1;
    }
    if (a->number != b->number) {
        return a->number - 1u < b->number - 1u ? -1 : 1;
    }
    return a->serial < b->serial ? -1 : a->serial > b->serial;
}

static void
sort_boxes(Scene *scene)
{
    const Model *model = scene->model;
    size_t n = scene->box_count;
    BoxOrder *order = vis_alloc((n + 1) * sizeof(BoxOrder));
    SceneBox *boxes = vis_alloc((n + 1) * sizeof(SceneBox));
    bool sorted = true;
    for (size_t i = 0; i < n; i++) {
        const SceneBox *box = &scene->boxes[i];
        const ModelObject *o = &model->objects[box->ref];
        order[i] = (BoxOrder){box->state != REACH_LIVE, o->number, o->serial,
                              (uint32_t)i};
        sorted &= i == 0 || by_state(&order[i - 1], &order[i]) < 0;
    }
    if (!sorted) {
        qsort(order, n, sizeof(BoxOrder), by_state);
    }
    for (size_t i = 0; i < n; i++) {
        boxes[i] = scene->boxes[order[i].box];
        scene->box_of[boxes[i].ref] = (uint32_t)i + 1;
    }
    free(scene->boxes);
    free(order);
    scene->boxes = boxes;
    scene->box_room = n + 1;
}

static void
finish(Choice *choice)
{
    Scene *scene = choice->scene;
    const Model *model = scene->model;
    for (ModelRef i = 1; i < model->used; i++) {
        if (choice->place[i] < PLACE_ROW) {
            continue;
        }
        scene->objects++;
        scene->bytes += model->objects[i].bytes;
        if (scene->box_of[i] == 0 && !scene->inlined[i]) {
            add_to_group(scene, i);
        }
    }
    if (scene->group_count > 1) {
        qsort(scene->groups, scene->group_count, sizeof(SceneGroup),
              by_bytes);
    }
    sort_boxes(scene);
}

static void
fill(Scene *scene)
{
    const Model *model = scene->model;
    scene->box_of = vis_zero(model->used, sizeof(uint32_t));
    scene->inlined = vis_zero(model->used, 1);
    Choice choice = {.scene = scene};
    SceneMemory once = {0};
    scene_find_places(scene, scene->memory != NULL ? scene->memory : &once);
    choice.place =
        scene->memory != NULL ? scene->memory->where : once.where;
    choice.focus = scene_focus(scene);
    add_scopes(&choice);
    add_boxes(&choice);
    finish(&choice);
    free(choice.focus);
    free(once.where);
    free(choice.queue);
}

void
scene_make(Scene *scene, Model *model, const SceneOptions *options)
{
    *scene = (Scene){.model = model, .options = *options};
    analysis_make(&scene->analysis, model);
    fill(scene);
}

void
scene_make_next(Scene *scene, Model *model, const SceneOptions *options,
                SceneMemory *memory)
{
    *scene = (Scene){.model = model, .options = *options, .memory = memory};
    kept_update(&memory->kept, model, &scene->analysis);
    while (memory->count < model->used) {
        memory->places = vis_grow(memory->places, memory->count,
                                  &memory->room, sizeof(SceneKeep));
        memory->places[memory->count++] = (SceneKeep){0};
    }
    fill(scene);
}

void
scene_memory_free(SceneMemory *memory)
{
    for (size_t i = 0; i < memory->count; i++) {
        forget(memory, &memory->places[i]);
    }
    free(memory->places);
    free(memory->where);
    kept_free(&memory->kept);
    *memory = (SceneMemory){0};
}

void
scene_free(Scene *scene)
{
    for (size_t i = 0; i < scene->scope_count; i++) {
        free(scene->scopes[i].title);
        scene_rows_free(&scene->scopes[i].rows);
    }
    for (size_t i = 0; i < scene->box_count; i++) {
        if (scene->boxes[i].keep == NULL) {
            scene_rows_free(&scene->boxes[i].rows);
            bill_free(&scene->boxes[i].bill);
        }
    }
    free(scene->scopes);
    free(scene->boxes);
    free(scene->groups);
    free(scene->box_of);
    free(scene->inlined);
    analysis_free(&scene->analysis);
    *scene = (Scene){0};
}
