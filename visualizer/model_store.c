/* model_store.c - the model's tables: objects, edges, strings */
#include <stdlib.h>
#include <string.h>

#include "visualizer/model_private.h"

enum {
    FEW_EDGES = 16,
    MOST_SKIPPED = 4096 // numbers of strings
};
#define NO_PLACE UINT32_MAX

void
model_init(Model *model)
{
    *model = (Model){.exit_phase = -1};
    model->objects = vis_zero(64, sizeof(ModelObject));
    model->room = 64;
    model->used = 1;
}

static void
free_changes(ModelChanges *changes)
{
    free(changes->freed);
    free(changes->set);
    *changes = (ModelChanges){0};
}

void
model_free(Model *model)
{
    for (uint32_t i = 1; i < model->used; i++) {
        ModelObject *o = &model->objects[i];
        if (!model_in_pool(model, o->value)) {
            free(o->value);
        }
        if (!model_in_pool(model, o->edges)) {
            free(o->edges);
        }
        free(o->index);
    }
    free(model->pool);
    free(model->objects);
    for (size_t i = 0; i < model->page_count; i++) {
        free(model->pages[i]);
    }
    free(model->pages);
    free(model->page_used);
    for (size_t i = 0; i < model->string_count; i++) {
        free(model->strings[i]);
    }
    free(model->strings);
    for (size_t i = 0; i < model->file_count; i++) {
        free(model->files[i].text);
    }
    free(model->files);
    free(model->main_file);
    free(model->frames);
    free(model->holds);
    free(model->foreign.blocks);
    free(model->foreign.lines);
    free(model->pending);
    free(model->doomed);
    free(model->limit);
    free(model->lost);
    free(model->touched);
    free_changes(&model->last);
    free_changes(&model->now);
    text_free(&model->output);
    *model = (Model){0};
}

ModelRef
model_find(const Model *model, uint32_t serial)
{
    size_t page = serial / MODEL_PAGE;
    if (page >= model->page_count || model->pages[page] == NULL) {
        return 0;
    }
    return model->pages[page][serial % MODEL_PAGE];
}

void
model_touch(Model *model, ModelRef ref)
{
    if (!model->note_touched || ref == 0 ||
        (model->objects[ref].flags & OBJECT_TOUCHED)) {
        return;
    }
    model->objects[ref].flags |= OBJECT_TOUCHED;
    model->touched = vis_grow(model->touched, model->touched_count,
                              &model->touched_room, sizeof(ModelRef));
    model->touched[model->touched_count++] = ref;
}

void
model_untouch(Model *model)
{
    for (size_t i = 0; i < model->touched_count; i++) {
        model->objects[model->touched[i]].flags &=
            ~(uint32_t)OBJECT_TOUCHED;
    }
    model->touched_count = 0;
}

static void
set_place(Model *model, uint32_t serial, ModelRef ref)
{
    size_t page = serial / MODEL_PAGE;
    if (page >= model->page_count) {
        size_t room = model->page_room;
        model->pages =
            vis_grow(model->pages, page, &room, sizeof(*model->pages));
        model->page_used = vis_realloc(
            model->page_used, room * sizeof(*model->page_used));
        model->page_room = room;
        for (size_t i = model->page_count; i <= page; i++) {
            model->pages[i] = NULL;
            model->page_used[i] = 0;
        }
        model->page_count = page + 1;
    }
    if (model->pages[page] == NULL) {
        if (ref == 0) {
            return;
        }
        model->pages[page] = vis_zero(MODEL_PAGE, sizeof(uint32_t));
    }
    uint32_t *place = &model->pages[page][serial % MODEL_PAGE];
    model->page_used[page] += (ref != 0) - (*place != 0);
    *place = ref;
    if (model->page_used[page] == 0) {
        free(model->pages[page]);
        model->pages[page] = NULL;
    }
}

ModelRef
model_add(Model *model, uint32_t serial)
{
    ModelRef ref = model_find(model, serial);
    if (ref != 0 || serial == 0) {
        return ref;
    }
    if (model->free_list != 0) {
        ref = model->free_list;
        model->free_list = model->objects[ref].type;
    } else {
        ref = model->used++;
        model->objects = vis_grow(model->objects, ref, &model->room,
                                  sizeof(ModelObject));
        model->objects[ref] = (ModelObject){0};
    }
    // A place that was used before keeps its room for edges.
    ModelObject *o = &model->objects[ref];
    *o = (ModelObject){
        .serial = serial,
        .flags = o->flags & OBJECT_TOUCHED,
        .born_step = (uint32_t)model->steps,
        .edges = o->edges,
        .edge_room = o->edge_room,
    };
    set_place(model, serial, ref);
    model_touch(model, ref);
    return ref;
}

// The in-list of an edge's target.

static ModelEdge *
edge_at(const Model *model, ModelLink link)
{
    return &model->objects[link.owner].edges[link.at];
}

static bool
edge_counts(const ModelEdge *edge)
{
    return EDGE_KIND_OF(edge) != LABEL_WEAK;
}

static void
link_edge(Model *model, ModelRef owner, uint32_t at, ModelRef target)
{
    ModelObject *o = &model->objects[target];
    ModelEdge *edge = &model->objects[owner].edges[at];
    edge->target = target;
    edge->prev = (ModelLink){0, 0};
    edge->next = o->first_in;
    if (o->first_in.owner != 0) {
        edge_at(model, o->first_in)->prev = (ModelLink){owner, at};
    }
    o->first_in = (ModelLink){owner, at};
    model_touch(model, owner);
    model_touch(model, target);
    if (edge_counts(edge)) {
        o->references++;
    }
    if (o->number == 0 && !(o->flags & OBJECT_PENDING)) {
        o->flags |= OBJECT_PENDING;
        model->pending = vis_grow(model->pending, model->pending_count,
                                  &model->pending_room, sizeof(ModelRef));
        model->pending[model->pending_count++] = target;
    }
}

static void
unlink_edge(Model *model, ModelEdge *edge)
{
    if (edge->target == 0) {
        return;
    }
    ModelObject *o = &model->objects[edge->target];
    model_touch(model, edge->target);
    if (edge->prev.owner != 0) {
        edge_at(model, edge->prev)->next = edge->next;
    } else {
        o->first_in = edge->next;
    }
    if (edge->next.owner != 0) {
        edge_at(model, edge->next)->prev = edge->prev;
    }
    if (edge_counts(edge)) {
        o->references--;
        if (model->note_lost && o->references > 0) {
            model->lost = vis_grow(model->lost, model->lost_count,
                                   &model->lost_room, sizeof(uint32_t));
            model->lost[model->lost_count++] = o->serial;
        }
    }
    edge->target = 0;
}

void
model_drop_edges(Model *model, ModelRef ref)
{
    ModelObject *o = &model->objects[ref];
    model_touch(model, ref);
    for (uint32_t i = 0; i < o->edge_count; i++) {
        unlink_edge(model, &o->edges[i]);
    }
    o->edge_count = 0;
    free(o->index);
    o->index = NULL;
    o->index_mask = 0;
}

void
model_drop_references(Model *model, ModelRef ref)
{
    ModelLink link = model->objects[ref].first_in;
    while (link.owner != 0) {
        ModelRef owner = link.owner;
        ModelEdge *edge = edge_at(model, link);
        link = edge->next;
        if (edge_counts(edge)) {
            model_touch(model, owner);
            unlink_edge(model, edge);
        }
    }
}

void
model_remove(Model *model, ModelRef ref)
{
    ModelObject *o = &model->objects[ref];
    if (o->serial == 0) {
        return;
    }
    model_touch(model, ref);
    model_drop_edges(model, ref);
    while (o->first_in.owner != 0) {
        model_touch(model, o->first_in.owner);
        unlink_edge(model, edge_at(model, o->first_in));
    }
    set_place(model, o->serial, 0);
    model_release(model, o->value);
    free(o->index);
    if (o->edge_room > FEW_EDGES) {
        model_release(model, o->edges);
        o->edges = NULL;
        o->edge_room = 0;
    }
    *o = (ModelObject){.type = model->free_list,
                       .flags = o->flags & OBJECT_TOUCHED,
                       .edges = o->edges,
                       .edge_room = o->edge_room};
    model->free_list = ref;
    if (model->owner == ref) {
        model->owner = 0;
    }
    if (model->main_names == ref) {
        model->main_names = 0;
    }
}

// The index of an owner with many edges.

static uint32_t
hash_label(uint32_t label)
{
    label *= 0x9E3779B1u;
    return label ^ label >> 15;
}

static void
index_put(ModelObject *o, uint32_t at)
{
    uint32_t i = hash_label(o->edges[at].label) & o->index_mask;
    while (o->index[i] != NO_PLACE) {
        i = (i + 1) & o->index_mask;
    }
    o->index[i] = at;
}

static void
build_index(ModelObject *o, uint32_t for_count)
{
    uint32_t size = 64;
    while (size < for_count * 3) {
        size *= 2;
    }
    free(o->index);
    o->index = vis_alloc(size * sizeof(uint32_t));
    memset(o->index, 0xff, size * sizeof(uint32_t));
    o->index_mask = size - 1;
    for (uint32_t i = 0; i < o->edge_count; i++) {
        index_put(o, i);
    }
}

static uint32_t
find_edge(ModelObject *o, uint32_t label)
{
    uint32_t number = label >> 4;
    // Lists and fresh dicts have their edges in this order.
    uint32_t guess = (label & 15) == LABEL_KEY     ? number * 2
                     : (label & 15) == LABEL_VALUE ? number * 2 + 1
                                                   : number;
    if (guess < o->edge_count && o->edges[guess].label == label) {
        return guess;
    }
    if (o->index == NULL && o->edge_count <= FEW_EDGES) {
        for (uint32_t i = 0; i < o->edge_count; i++) {
            if (o->edges[i].label == label) {
                return i;
            }
        }
        return NO_PLACE;
    }
    if (o->index == NULL) {
        build_index(o, o->edge_count);
    }
    uint32_t i = hash_label(label) & o->index_mask;
    while (o->index[i] != NO_PLACE) {
        if (o->edges[o->index[i]].label == label) {
            return o->index[i];
        }
        i = (i + 1) & o->index_mask;
    }
    return NO_PLACE;
}

const ModelEdge *
model_edge(const Model *model, ModelRef owner, uint32_t label)
{
    ModelObject *o = &model->objects[owner];
    uint32_t at = find_edge(o, label);
    return at != NO_PLACE && o->edges[at].target != 0 ? &o->edges[at] : NULL;
}

void
model_append_edge(Model *model, ModelRef owner, uint32_t label,
                  ModelRef target)
{
    ModelObject *o = &model->objects[owner];
    if (o->edge_count == o->edge_room) {
        // Most objects have few references: grow from 2.
        uint32_t room = o->edge_room < 2 ? 2 : o->edge_room * 2;
        model_grow_edges(model, o, room);
    }
    uint32_t at = o->edge_count++;
    o->edges[at] = (ModelEdge){.label = label};
    if (o->index != NULL) {
        if (o->edge_count * 2 > o->index_mask) {
            build_index(o, o->edge_count * 2);
        } else {
            index_put(o, at);
        }
    }
    if (target != 0) {
        link_edge(model, owner, at, target);
    }
}

void
model_set_edge(Model *model, ModelRef owner, uint32_t label, ModelRef target)
{
    ModelObject *o = &model->objects[owner];
    uint32_t at = find_edge(o, label);
    if (at == NO_PLACE) {
        if (target != 0) {
            model_append_edge(model, owner, label, target);
        }
        return;
    }
    model_touch(model, owner);
    unlink_edge(model, &o->edges[at]);
    if (target != 0) {
        link_edge(model, owner, at, target);
    }
    // An emptied place stays, for the next reference of that label.
}

// Strings.

static uint32_t
known(const char *text, size_t length, const char *name, uint32_t number,
      uint32_t old)
{
    return length == strlen(name) && memcmp(text, name, length) == 0 ? number
                                                                     : old;
}

void
model_set_string(Model *model, uint32_t number, const char *text,
                 size_t length)
{
    // They come in order; a damaged number must not take all memory.
    if (number > model->string_count + MOST_SKIPPED) {
        return;
    }
    while (model->string_count <= number) {
        model->strings =
            vis_grow(model->strings, model->string_count,
                     &model->string_room, sizeof(*model->strings));
        model->strings[model->string_count++] = NULL;
    }
    free(model->strings[number]);
    char *copy = vis_alloc(length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    model->strings[number] = copy;
    model->name_dict =
        known(text, length, "__dict__", number, model->name_dict);
    model->name_locals =
        known(text, length, "locals", number, model->name_locals);
    model->name_function =
        known(text, length, "function", number, model->name_function);
    model->name_code =
        known(text, length, "code", number, model->name_code);
    model->name_file =
        known(text, length, "co_filename", number, model->name_file);
}

const char *
model_string(const Model *model, uint64_t number)
{
    if (number < model->string_count && model->strings[number] != NULL) {
        return model->strings[number];
    }
    return "?";
}
