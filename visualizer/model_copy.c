/* model_copy.c - a second model, quickly
 *
 * Texts and edges of all objects lie in one block, the copy's pool. The 5,000
 * objects that every program has take a fifth of a millisecond, or when they
 * are packed half of that.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/model_private.h"

void
model_release(const Model *model, void *piece)
{
    if (!model_in_pool(model, piece)) {
        free(piece);
    }
}

void
model_grow_edges(const Model *model, ModelObject *o, uint32_t room)
{
    bool pooled = model_in_pool(model, o->edges);
    ModelEdge *edges =
        vis_realloc(pooled ? NULL : o->edges, room * sizeof(ModelEdge));
    if (pooled) {
        memcpy(edges, o->edges, o->edge_count * sizeof(ModelEdge));
    }
    o->edges = edges;
    o->edge_room = room;
}

static void *
copy_array(const void *from, size_t count, size_t size)
{
    if (count == 0) {
        return NULL;
    }
    void *to = vis_alloc(count * size);
    memcpy(to, from, count * size);
    return to;
}

static char *
copy_text(const char *text)
{
    return text != NULL ? vis_copy(text) : NULL;
}

static void
copy_changes(const ModelChanges *from, ModelChanges *to)
{
    *to = *from;
    to->freed = copy_array(from->freed, from->freed_count, sizeof(ModelGhost));
    to->freed_room = from->freed_count;
    to->set = copy_array(from->set, from->set_count, sizeof(*from->set));
    to->set_room = from->set_count;
}

static size_t
pieces_of(const ModelObject *o)
{
    return o->edge_count * sizeof(ModelEdge) +
           (o->value != NULL ? strlen(o->value) + 1 : 0);
}

// Everything lies in the old pool: at the same place in the new one.
static void
copy_pool(const Model *from, Model *to)
{
    to->pool = copy_array(from->pool, from->pool_size, 1);
    for (uint32_t i = 1; i < to->used; i++) {
        ModelObject *o = &to->objects[i];
        if (o->edges != NULL) {
            o->edges =
                (ModelEdge *)(to->pool + ((char *)o->edges - from->pool));
        }
        if (o->value != NULL) {
            o->value = to->pool + (o->value - from->pool);
        }
    }
}

static void
collect_pool(const Model *from, Model *to)
{
    to->pool_size = 0;
    for (uint32_t i = 1; i < from->used; i++) {
        to->pool_size += pieces_of(&from->objects[i]);
    }
    to->pool = vis_alloc(to->pool_size);
    char *at = to->pool;
    for (uint32_t i = 1; i < to->used; i++) { // edges: they are aligned
        ModelObject *o = &to->objects[i];
        size_t n = o->edge_count * sizeof(ModelEdge);
        if (n > 0) {
            memcpy(at, o->edges, n);
        }
        o->edges = n > 0 ? (ModelEdge *)at : NULL;
        o->edge_room = o->edge_count;
        at += n;
    }
    for (uint32_t i = 1; i < to->used; i++) {
        ModelObject *o = &to->objects[i];
        if (o->value != NULL) {
            const char *value = o->value;
            o->value = at;
            at = stpcpy(at, value) + 1;
        }
    }
}

static void
copy_objects(const Model *from, Model *to)
{
    to->objects = copy_array(from->objects, from->used, sizeof(ModelObject));
    to->room = from->used;
    if (from->packed) {
        copy_pool(from, to);
    } else {
        collect_pool(from, to);
    }
    for (uint32_t i = 1; i < to->used; i++) {
        // Made anew by whoever looks for an edge.
        to->objects[i].index = NULL;
        to->objects[i].index_mask = 0;
    }
    to->packed = false;
}

static void
copy_pages(const Model *from, Model *to)
{
    size_t n = from->page_count;
    to->pages = copy_array(from->pages, n, sizeof(*from->pages));
    to->page_used = copy_array(from->page_used, n, sizeof(*from->page_used));
    to->page_room = n;
    for (size_t i = 0; i < n; i++) {
        to->pages[i] = copy_array(from->pages[i],
                                  from->pages[i] != NULL ? MODEL_PAGE : 0,
                                  sizeof(uint32_t));
    }
}

static void
copy_texts(const Model *from, Model *to)
{
    size_t n = from->string_count;
    to->strings = copy_array(from->strings, n, sizeof(*from->strings));
    to->string_room = n;
    for (size_t i = 0; i < n; i++) {
        to->strings[i] = copy_text(from->strings[i]);
    }
    n = from->file_count;
    to->files = copy_array(from->files, n, sizeof(ModelFile));
    to->file_room = n;
    for (size_t i = 0; i < n; i++) {
        to->files[i].text =
            copy_array(from->files[i].text, from->files[i].length + 1, 1);
    }
    to->main_file = copy_text(from->main_file);
    to->limit = copy_text(from->limit);
    to->output = (Text){0};
    if (from->output.length > 0) {
        text_add_bytes(&to->output, from->output.bytes, from->output.length);
    }
}

void
model_copy(const Model *from, Model *to)
{
    *to = *from;
    copy_objects(from, to);
    copy_pages(from, to);
    copy_texts(from, to);
#define COPY(list, count, room)                                              \
    to->list = copy_array(from->list, from->count, sizeof(*from->list));     \
    to->room = from->count
    COPY(frames, frame_count, frame_room);
    COPY(holds, hold_count, hold_room);
    COPY(pending, pending_count, pending_room);
    COPY(doomed, doomed_count, doomed_room);
    COPY(touched, touched_count, touched_room);
    COPY(lost, lost_count, lost_room);
    COPY(foreign.blocks, foreign.block_count, foreign.block_room);
    COPY(foreign.lines, foreign.line_count, foreign.line_room);
#undef COPY
    copy_changes(&from->last, &to->last);
    copy_changes(&from->now, &to->now);
}

void
model_pack(const Model *from, Model *to)
{
    Model filled;
    model_copy(from, &filled);
    model_fill_values(&filled);
    model_copy(&filled, to);
    model_free(&filled);
    to->packed = true;
}

size_t
model_size(const Model *model)
{
    size_t n = sizeof(Model) + model->used * sizeof(ModelObject) +
               model->page_count * 2 * sizeof(void *) + model->output.length;
    for (size_t i = 0; i < model->page_count; i++) {
        n += model->pages[i] != NULL ? MODEL_PAGE * sizeof(uint32_t) : 0;
    }
    if (model->pool != NULL) {
        return n + model->pool_size;
    }
    for (uint32_t i = 1; i < model->used; i++) {
        n += pieces_of(&model->objects[i]);
    }
    return n;
}
