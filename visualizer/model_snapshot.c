/* model_snapshot.c - the whole model as bytes, for keyframes
 *
 * Varints throughout; see docs/trace-format.md. References between objects
 * are places in the table, so the table is written place by place.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/model_private.h"
#include "visualizer/varint.h"

static void
put(Text *out, uint64_t n)
{
    uint8_t bytes[VARINT_MAX];
    text_add_bytes(out, bytes, varint_put(bytes, n));
}

static void
put_text(Text *out, const char *text, size_t length)
{
    put(out, length);
    text_add_bytes(out, text, length);
}

static void
put_string(Text *out, const char *text)
{
    // 0: NULL, else length + 1
    put(out, text != NULL ? strlen(text) + 1 : 0);
    if (text != NULL) {
        text_add(out, text);
    }
}

static void
save_object(const ModelObject *o, Text *out)
{
    put(out, o->serial);
    if (o->serial == 0) {
        put(out, o->type);
        return;
    }
    put(out, o->number);
    put(out, o->type);
    put(out, o->flags & ~(uint32_t)OBJECT_TOUCHED);
    put(out, o->address);
    put(out, o->bytes);
    put_string(out, o->value);
    put(out, o->raw);
    put(out, o->born_step);
    put(out, o->gc_time);
    put(out, o->gc_base);
    put(out, o->edge_count);
    for (uint32_t i = 0; i < o->edge_count; i++) {
        put(out, o->edges[i].target);
        put(out, o->edges[i].label);
    }
}

static void
save_changes(const ModelChanges *changes, Text *out)
{
    put(out, changes->freed_objects);
    put(out, changes->freed_bytes);
    put(out, changes->freed_count);
    text_add_bytes(out, changes->freed,
                   changes->freed_count * sizeof(ModelGhost));
    put(out, changes->set_count);
    for (size_t i = 0; i < changes->set_count; i++) {
        put(out, changes->set[i].owner);
        put(out, changes->set[i].label);
    }
}

static void
save_foreign(const ModelForeign *f, Text *out)
{
    put(out, f->live_bytes);
    put(out, f->peak_bytes);
    put(out, f->block_count);
    for (size_t i = 0; i < f->block_count; i++) {
        put(out, f->blocks[i].number);
        put(out, f->blocks[i].line);
        put(out, f->blocks[i].bytes);
    }
    put(out, f->line_count);
    for (size_t i = 0; i < f->line_count; i++) {
        const ModelForeignLine *l = &f->lines[i];
        const uint64_t fields[] = {l->line, l->taken, l->taken_bytes,
                                   l->live, l->live_bytes};
        for (size_t k = 0; k < 5; k++) {
            put(out, fields[k]);
        }
    }
}

void
model_save(const Model *model, Text *out)
{
    const uint64_t scalars[] = {
        model->free_list, model->root, model->main_names, model->numbers,
        model->owner, model->slot_mode, model->events, model->steps,
        model->instructions, model->line, model->thread, model->line_frame,
        model->settled, (uint64_t)(model->exit_phase + 1),
        (uint64_t)model->exit_status, model->raised, model->raised_type,
        model->raised_line, model->gc_count, model->gc_last_old,
        model->gc_of[0], model->gc_of[1], model->gc_of[2], model->in_gc,
        model->objects_alive, model->bytes_alive, model->output_total,
        model->main_serial, model->native_depth};
    for (size_t i = 0; i < sizeof(scalars) / sizeof(scalars[0]); i++) {
        put(out, scalars[i]);
    }
    put(out, model->string_count);
    for (size_t i = 0; i < model->string_count; i++) {
        put_string(out, model->strings[i]);
    }
    put(out, model->used);
    for (uint32_t i = 1; i < model->used; i++) {
        save_object(&model->objects[i], out);
    }
    put(out, model->frame_count);
    for (size_t i = 0; i < model->frame_count; i++) {
        const ModelFrame *f = &model->frames[i];
        const uint64_t fields[] = {f->serial, f->ref, f->code, f->function,
                                   f->flags, f->line, f->thread, f->file};
        for (size_t k = 0; k < 8; k++) {
            put(out, fields[k]);
        }
    }
    put(out, model->hold_count);
    for (size_t i = 0; i < model->hold_count; i++) {
        put(out, model->holds[i].ref);
        put(out, model->holds[i].count);
        put(out, model->holds[i].name);
        put(out, model->holds[i].depth);
    }
    put(out, model->file_count);
    for (size_t i = 0; i < model->file_count; i++) {
        put(out, model->files[i].name);
        put_text(out, model->files[i].text, model->files[i].length);
    }
    put_string(out, model->main_file);
    put_string(out, model->limit);
    put_text(out, model->output.bytes != NULL ? model->output.bytes : "",
             model->output.length);
    save_changes(&model->last, out);
    save_changes(&model->now, out);
    save_foreign(&model->foreign, out);
}

// Reading back. After the first wrong byte everything reads as 0.

typedef struct Input {
    const uint8_t *at, *end;
    bool bad;
} Input;

static uint64_t
get(Input *in)
{
    uint64_t n = 0;
    if (in->bad || !varint_get(&in->at, in->end, &n)) {
        in->bad = true;
        return 0;
    }
    return n;
}

// A number of things that take at least one byte each.
static uint64_t
get_count(Input *in)
{
    uint64_t n = get(in);
    if (n > (uint64_t)(in->end - in->at) + 1) {
        in->bad = true;
        return 0;
    }
    return n;
}

static const char *
get_bytes(Input *in, size_t n)
{
    if (in->bad || n > (size_t)(in->end - in->at)) {
        in->bad = true;
        return "";
    }
    const char *bytes = (const char *)in->at;
    in->at += n;
    return bytes;
}

static char *
get_string(Input *in)
{
    uint64_t n = get_count(in);
    if (n == 0) {
        return NULL;
    }
    const char *bytes = get_bytes(in, (size_t)n - 1);
    if (in->bad) {
        return NULL;
    }
    char *copy = vis_alloc((size_t)n);
    memcpy(copy, bytes, (size_t)n - 1);
    copy[n - 1] = '\0';
    return copy;
}

static void
load_changes(ModelChanges *changes, Input *in)
{
    changes->freed_objects = get(in);
    changes->freed_bytes = get(in);
    size_t n = (size_t)get_count(in);
    const char *ghosts = get_bytes(in, n * sizeof(ModelGhost));
    if (!in->bad && n > 0) {
        changes->freed = vis_alloc(n * sizeof(ModelGhost));
        memcpy(changes->freed, ghosts, n * sizeof(ModelGhost));
        changes->freed_count = changes->freed_room = n;
    }
    n = (size_t)get_count(in);
    changes->set = vis_alloc(n * sizeof(*changes->set));
    changes->set_room = n;
    for (size_t i = 0; i < n; i++) {
        changes->set[i].owner = (uint32_t)get(in);
        changes->set[i].label = (uint32_t)get(in);
    }
    changes->set_count = n;
}

// One place of the table. Its edges are put in only when every object is
// there: `edges` collects owner, label, target.
static void
load_object(Model *model, Input *in, uint32_t used, Text *edges)
{
    ModelRef ref = model->used;
    uint32_t serial = (uint32_t)get(in);
    if (serial == 0) {
        model->objects = vis_grow(model->objects, ref, &model->room,
                                  sizeof(ModelObject));
        model->objects[ref] = (ModelObject){.type = (ModelRef)get(in)};
        model->used++;
        return;
    }
    if (model_find(model, serial) != 0 || model_add(model, serial) != ref) {
        in->bad = true;
        return;
    }
    ModelObject *o = &model->objects[ref];
    o->number = (uint32_t)get(in);
    o->type = (ModelRef)get(in);
    o->flags = (uint32_t)get(in);
    o->address = get(in);
    o->bytes = get(in);
    o->value = get_string(in);
    o->raw = get(in);
    o->born_step = (uint32_t)get(in);
    o->gc_time = (uint32_t)get(in);
    o->gc_base = (uint8_t)get(in);
    uint64_t n = get_count(in);
    for (uint64_t i = 0; i < n && !in->bad; i++) {
        uint32_t edge[3] = {ref, 0, 0};
        edge[2] = (uint32_t)get(in);
        edge[1] = (uint32_t)get(in);
        in->bad |= edge[2] >= used;
        text_add_bytes(edges, edge, sizeof(edge));
    }
    in->bad |= o->type >= used;
}

static void
load_objects(Model *model, Input *in)
{
    uint32_t used = (uint32_t)get_count(in);
    Text edges = {0};
    uint32_t free_list = model->free_list;
    model->free_list = 0;
    while (model->used < used && !in->bad) {
        load_object(model, in, used, &edges);
    }
    model->free_list = free_list;
    for (size_t i = 0; i < edges.length && !in->bad; i += 12) {
        uint32_t edge[3];
        memcpy(edge, edges.bytes + i, sizeof(edge));
        if (edge[2] != 0 && model->objects[edge[2]].serial == 0) {
            in->bad = true;
            break;
        }
        model_append_edge(model, edge[0], edge[1], edge[2]);
    }
    text_free(&edges);
    model->pending_count = 0;
    for (uint32_t i = 1; i < model->used; i++) {
        ModelObject *o = &model->objects[i];
        o->flags &= ~(uint32_t)OBJECT_PENDING;
        if (o->flags & OBJECT_GC_UNREACHABLE) {
            model->doomed = vis_grow(model->doomed, model->doomed_count,
                                     &model->doomed_room, sizeof(uint32_t));
            model->doomed[model->doomed_count++] = o->serial;
        }
    }
    in->bad |= free_list >= model->used && free_list != 0;
}

static void
load_scalars(Model *model, Input *in)
{
    model->free_list = (ModelRef)get(in);
    model->root = (ModelRef)get(in);
    model->main_names = (ModelRef)get(in);
    model->numbers = (uint32_t)get(in);
    model->owner = (ModelRef)get(in);
    model->slot_mode = get(in) != 0;
    model->events = get(in);
    model->steps = get(in);
    model->instructions = get(in);
    model->line = (uint32_t)get(in);
    model->thread = (uint32_t)get(in);
    model->line_frame = (uint32_t)get(in);
    model->settled = get(in) != 0;
    model->exit_phase = (int)get(in) - 1;
    model->exit_status = (int)get(in);
    model->raised = (uint32_t)get(in);
    model->raised_type = (uint32_t)get(in);
    model->raised_line = (uint32_t)get(in);
    model->gc_count = (uint32_t)get(in);
    model->gc_last_old = (uint32_t)get(in);
    for (int i = 0; i < 3; i++) {
        model->gc_of[i] = (uint32_t)get(in);
    }
    model->in_gc = get(in) != 0;
    model->objects_alive = get(in);
    model->bytes_alive = get(in);
    model->output_total = get(in);
    model->main_serial = (uint32_t)get(in);
    model->native_depth = (uint32_t)get(in);
}

static void
load_lists(Model *model, Input *in)
{
    size_t n = (size_t)get_count(in);
    for (size_t i = 0; i < n && !in->bad; i++) {
        ModelFrame f = {0};
        f.serial = (uint32_t)get(in);
        f.ref = (ModelRef)get(in);
        f.code = (ModelRef)get(in);
        f.function = (uint32_t)get(in);
        f.flags = (uint32_t)get(in);
        f.line = (uint32_t)get(in);
        f.thread = (uint32_t)get(in);
        f.file = (uint8_t)get(in);
        in->bad |= f.ref >= model->used || f.code >= model->used;
        model->frames = vis_grow(model->frames, i, &model->frame_room,
                                 sizeof(ModelFrame));
        model->frames[model->frame_count++] = f;
    }
    n = (size_t)get_count(in);
    for (size_t i = 0; i < n && !in->bad; i++) {
        ModelHold h = {.ref = (ModelRef)get(in)};
        h.count = (uint32_t)get(in);
        h.name = (uint32_t)get(in);
        h.depth = (uint32_t)get(in);
        in->bad |= h.ref >= model->used;
        model->holds = vis_grow(model->holds, i, &model->hold_room,
                                sizeof(ModelHold));
        model->holds[model->hold_count++] = h;
        if (!in->bad) {
            model->objects[h.ref].holds += h.count;
            model->objects[h.ref].references += h.count;
        }
    }
    n = (size_t)get_count(in);
    for (size_t i = 0; i < n && !in->bad; i++) {
        uint32_t name = (uint32_t)get(in);
        size_t length = (size_t)get_count(in);
        const char *text = get_bytes(in, length);
        if (in->bad) {
            break;
        }
        model->files = vis_grow(model->files, i, &model->file_room,
                                sizeof(ModelFile));
        ModelFile *file = &model->files[model->file_count++];
        *file = (ModelFile){name, vis_alloc(length + 1), length};
        memcpy(file->text, text, length);
        file->text[length] = '\0';
    }
}

static void
load_foreign(ModelForeign *f, Input *in)
{
    f->live_bytes = get(in);
    f->peak_bytes = get(in);
    size_t n = (size_t)get_count(in);
    for (size_t i = 0; i < n && !in->bad; i++) {
        f->blocks = vis_grow(f->blocks, f->block_count, &f->block_room,
                             sizeof(*f->blocks));
        ModelForeignBlock *b = &f->blocks[f->block_count++];
        b->number = (uint32_t)get(in);
        b->line = (uint32_t)get(in);
        b->bytes = get(in);
    }
    n = (size_t)get_count(in);
    for (size_t i = 0; i < n && !in->bad; i++) {
        f->lines = vis_grow(f->lines, f->line_count, &f->line_room,
                            sizeof(*f->lines));
        ModelForeignLine *l = &f->lines[f->line_count++];
        l->line = (uint32_t)get(in);
        l->taken = get(in);
        l->taken_bytes = get(in);
        l->live = get(in);
        l->live_bytes = get(in);
    }
}

bool
model_load(Model *model, const char *bytes, size_t length)
{
    Input in = {(const uint8_t *)bytes, (const uint8_t *)bytes + length,
                false};
    load_scalars(model, &in);
    size_t n = (size_t)get_count(&in);
    for (size_t i = 0; i < n && !in.bad; i++) {
        char *text = get_string(&in);
        if (text != NULL) {
            model_set_string(model, (uint32_t)i, text, strlen(text));
            free(text);
        } else if (model->string_count <= i) {
            model->strings = vis_grow(model->strings, i, &model->string_room,
                                      sizeof(*model->strings));
            model->strings[model->string_count++] = NULL;
        }
    }
    load_objects(model, &in);
    load_lists(model, &in);
    model->main_file = get_string(&in);
    model->limit = get_string(&in);
    n = (size_t)get_count(&in);
    text_add_bytes(&model->output, get_bytes(&in, n), in.bad ? 0 : n);
    load_changes(&model->last, &in);
    load_changes(&model->now, &in);
    load_foreign(&model->foreign, &in);
    uint32_t used = model->used;
    in.bad |= model->root >= used || model->main_names >= used ||
              model->owner >= used;
    return !in.bad && in.at == in.end;
}

void
model_fork(Model *model, const char *bytes, size_t length)
{
    bool lazy = model->lazy;
    model_free(model);
    model_init(model);
    if (!model_load(model, bytes, length)) {
        model_free(model);
        model_init(model);
    }
    model->events = 1;
    if (lazy) {
        model->lazy = true;
    } else {
        model_fill_values(model);
    }
}
