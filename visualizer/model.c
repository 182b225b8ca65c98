/* model.c - the model follows the stream, one event at a time */
#include "visualizer/model_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
label_is_text(unsigned kind)
{
    return kind == LABEL_ATTR || kind == LABEL_FIELD || kind == LABEL_LOCAL ||
           kind == LABEL_TYPE || kind == LABEL_ROOT || kind == LABEL_NATIVE ||
           kind == LABEL_SLOT || kind == LABEL_WEAK;
}

// Objects.

static ModelObject *
bear(Model *model, uint32_t serial, uint32_t type_serial, uint64_t address,
     uint32_t flags)
{
    ModelRef ref = model_add(model, serial);
    ModelRef type = model_add(model, type_serial);
    if (ref == 0) {
        return NULL;
    }
    ModelObject *o = &model->objects[ref];
    model_touch(model, ref);
    o->type = type;
    o->address = address;
    o->flags |= OBJECT_KNOWN | flags;
    o->born_step = (uint32_t)model->steps;
    if (!(o->flags & OBJECT_BEFORE)) {
        model->objects_alive++;
    }
    if (model->frame_count > 0 &&
        model->frames[model->frame_count - 1].file == FILE_LIBRARY) {
        o->flags |= OBJECT_FOREIGN;
    }
    return o;
}

static void
apply_new(Model *model, const uint64_t *words)
{
    uint32_t bits = event_b(words[0]);
    (void)bear(model, event_a(words[0]), (uint32_t)words[1], words[2],
               ((bits & 1) ? OBJECT_HAS_HEAD : 0) |
                   ((bits & 2) ? OBJECT_STATIC : 0) |
                   ((bits & 4) ? OBJECT_BEFORE : 0));
}

static void
set_bytes(Model *model, ModelObject *o, uint64_t bytes)
{
    if (!(o->flags & OBJECT_BEFORE)) {
        model->bytes_alive += bytes - o->bytes;
    }
    o->bytes = bytes;
    model_touch(model, (ModelRef)(o - model->objects));
}

// A number: born and described at once.
static void
apply_number(Model *model, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    ModelObject *o =
        bear(model, event_a(words[0]), event_b(words[0]), words[2],
             OBJECT_DESCRIBED |
                 (kind == EVENT_INT ? OBJECT_INT : OBJECT_FLOAT));
    if (o != NULL) {
        o->raw = words[1];
        set_bytes(model, o, event_number_size(kind, words[1]));
        if (!model->lazy) {
            model_fill_value(model, o);
        }
    }
}

// The same of two doubles; its address comes later.
static void
apply_complex(Model *model, const uint64_t *words)
{
    ModelObject *o = bear(model, event_a(words[0]), event_b(words[0]), 0,
                          OBJECT_DESCRIBED | OBJECT_COMPLEX);
    if (o != NULL) {
        char imaginary[20];
        snprintf(imaginary, sizeof(imaginary), "%" PRIx64, words[2]);
        o->raw = words[1];
        model_release(model, o->value);
        o->value = vis_copy(imaginary);
        set_bytes(model, o, event_number_size(EVENT_COMPLEX, 0));
        if (!model->lazy) {
            model_fill_value(model, o);
        }
    }
}

static void
track(Model *model, ModelObject *o, unsigned generation)
{
    model_touch(model, (ModelRef)(o - model->objects));
    o->flags |= OBJECT_TRACKED;
    o->gc_base = (uint8_t)generation;
    // What a running collection does not look at is not promoted by it.
    o->gc_time = model->gc_count + (model->in_gc ? 1 : 0);
}

int
model_generation(const Model *model, const ModelObject *o)
{
    int base = o->gc_base;
    if (model->gc_last_old > o->gc_time) {
        return 2;
    }
    if (base == 0 && model->gc_count > o->gc_time) {
        return 1;
    }
    return base > 2 ? 2 : base;
}

static void
apply_describe(Model *model, const uint64_t *words)
{
    ModelRef ref = model_add(model, event_a(words[0]));
    model->owner = ref;
    model->slot_mode = false;
    if (ref == 0) {
        return;
    }
    model_drop_edges(model, ref);
    ModelObject *o = &model->objects[ref];
    uint32_t bits = event_b(words[0]);
    set_bytes(model, o, words[1]);
    if (!(bits & 1)) {
        o->flags &= ~(uint32_t)OBJECT_TRACKED;
    } else if (!(o->flags & OBJECT_TRACKED)) {
        track(model, o, bits >> 1 & 3);
    }
    o->flags |= OBJECT_DESCRIBED;
    o->flags &= ~(uint32_t)OBJECT_IMMORTAL;
    o->flags |= (bits & 8) ? OBJECT_IMMORTAL : 0;
}

static void
apply_value(Model *model, const uint64_t *words)
{
    ModelRef ref = model_add(model, event_a(words[0]));
    if (ref == 0) {
        return;
    }
    ModelObject *o = &model->objects[ref];
    size_t n = (size_t)words[1];
    model_touch(model, ref);
    model_release(model, o->value);
    o->value = vis_alloc(n + 1);
    memcpy(o->value, &words[2], n);
    o->value[n] = '\0';
}

static void
apply_free(Model *model, uint32_t serial)
{
    ModelRef ref = model_find(model, serial);
    if (ref == 0) {
        return;
    }
    ModelObject *o = &model->objects[ref];
    if (!(o->flags & OBJECT_FRAME)) {
        model_note_freed(model, ref);
        if (!(o->flags & OBJECT_BEFORE) && (o->flags & OBJECT_KNOWN)) {
            model->objects_alive--;
            model->bytes_alive -= o->bytes;
        }
    }
    if (model->root == ref) {
        model->root = 0;
    }
    if (o->holds > 0) {
        model_forget_holds(model, ref);
    }
    model_remove(model, ref);
}

static void
apply_edge(Model *model, const uint64_t *words)
{
    ModelRef owner = model->owner;
    if (owner == 0 || model->objects[owner].serial == 0) {
        return;
    }
    uint32_t serial = event_a(words[0]);
    ModelRef target = model_add(model, serial);
    unsigned kind = event_b(words[0]) & 15;
    uint32_t number = (uint32_t)words[1] & 0xfffffff;
    if (label_is_text(kind)) {
        // A text, and what tells edges of one text apart.
        number = ((uint32_t)words[1] & LABEL_TEXT_MASK) |
                 (uint32_t)(words[1] >> 32 & 0xff) << LABEL_TEXT_BITS;
    }
    uint32_t label = EDGE_LABEL(kind, number);
    if (model->slot_mode) {
        model_set_edge(model, owner, label, target);
        model_note_set(model, owner, label);
        model->owner = 0;
    } else {
        model_append_edge(model, owner, label, target);
    }
    const ModelObject *o = &model->objects[owner];
    if ((o->flags & OBJECT_FRAME) && kind == LABEL_FIELD && target != 0 &&
        label >> 4 == model->name_locals) {
        const ModelFrame *frame = model_find_frame(model, o->serial);
        if (frame != NULL && (frame->flags & (2 | 4))) {
            model_touch(model, target);
            model->objects[target].flags |= OBJECT_NAMESPACE;
            if ((frame->flags & 2) && model->main_names == 0) {
                model->main_names = target;
            }
        }
    }
}

static void
apply_root(Model *model, const uint64_t *words)
{
    model->root = model_add(model, event_a(words[0]));
    if (model->root != 0) {
        model_touch(model, model->root);
        model->objects[model->root].flags |= OBJECT_ROOT;
    }
}

static void
apply_object(Model *model, const uint64_t *words)
{
    ModelRef ref = model_find(model, event_a(words[0]));
    if (ref == 0) {
        return;
    }
    ModelObject *o = &model->objects[ref];
    switch (event_kind(words[0])) {
    case EVENT_MOVED:
        o->address = words[1];
        break;
    case EVENT_SIZE:
        set_bytes(model, o, words[1]);
        break;
    case EVENT_TRACK:
        track(model, o, 0);
        break;
    case EVENT_UNTRACK:
        model_touch(model, ref);
        o->flags &= ~(uint32_t)OBJECT_TRACKED;
        break;
    default:
        break;
    }
}

// The program.

static void
apply_line(Model *model, const uint64_t *words)
{
    model_begin_step(model);
    model->line = event_b(words[0]);
    model->instructions = words[1];
    model->line_frame = event_a(words[0]);
    ModelFrame *frame = model_find_frame(model, model->line_frame);
    if (frame != NULL) {
        frame->line = model->line;
    }
}

static void
add_file(Model *model, uint32_t name, const char *text, size_t length)
{
    model->files = vis_grow(model->files, model->file_count,
                            &model->file_room, sizeof(ModelFile));
    ModelFile *file = &model->files[model->file_count++];
    file->name = name;
    file->text = vis_alloc(length + 1);
    memcpy(file->text, text, length);
    file->text[length] = '\0';
    file->length = length;
}

static void
apply_output(Model *model, const char *text, size_t length)
{
    model->output_total += length;
    text_add_bytes(&model->output, text, length);
    if (model->output.length > 2 * MODEL_OUTPUT) {
        size_t cut = model->output.length - MODEL_OUTPUT;
        memmove(model->output.bytes, model->output.bytes + cut,
                MODEL_OUTPUT + 1);
        model->output.length = MODEL_OUTPUT;
    }
}

static void
apply_raise(Model *model, const uint64_t *words)
{
    model->raised = event_a(words[0]);
    model->raised_line = event_b(words[0]);
    model->raised_type = (uint32_t)words[1];
}

static void
apply_text(Model *model, const uint64_t *words)
{
    const char *text = (const char *)&words[2];
    size_t length = (size_t)words[1];
    switch (event_kind(words[0])) {
    case EVENT_STRING:
        model_set_string(model, event_a(words[0]), text, length);
        break;
    case EVENT_FILE:
        add_file(model, event_a(words[0]), text, length);
        break;
    case EVENT_OUTPUT:
        apply_output(model, text, length);
        break;
    case EVENT_LIMIT:
        free(model->limit);
        model->limit = vis_alloc(length + 1);
        memcpy(model->limit, text, length);
        model->limit[length] = '\0';
        break;
    default:
        apply_value(model, words);
        break;
    }
}

// Whether an event leaves an exact model exact.
static bool
keeps_settled(EventKind kind)
{
    return kind == EVENT_SETTLED || kind == EVENT_LINE ||
           kind == EVENT_STRING || kind == EVENT_OPCODE ||
           kind == EVENT_EXIT || kind == EVENT_LIMIT || kind == EVENT_OUTPUT;
}

void
model_apply(Model *model, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    uint32_t a = event_a(words[0]);
    model->events++;
    if (!keeps_settled(kind)) {
        model->settled = false;
    }
    switch (kind) {
    case EVENT_INCREF:
    case EVENT_DECREF:
        break;
    case EVENT_NEW:
        apply_new(model, words);
        break;
    case EVENT_INT:
    case EVENT_FLOAT:
        apply_number(model, words);
        break;
    case EVENT_COMPLEX:
        apply_complex(model, words);
        break;
    case EVENT_FREE:
        apply_free(model, a);
        break;
    case EVENT_DESCRIBE:
        apply_describe(model, words);
        break;
    case EVENT_EDGE:
        apply_edge(model, words);
        break;
    case EVENT_SLOT:
        model->owner = model_add(model, a);
        model->slot_mode = true;
        break;
    case EVENT_LINE:
        apply_line(model, words);
        break;
    case EVENT_OPCODE:
        model->instructions = words[1];
        break;
    case EVENT_SETTLED:
        model_resolve_frames(model);
        model_give_numbers(model);
        model->settled = true;
        break;
    case EVENT_FRAME_PUSH:
        model_push_frame(model, words);
        break;
    case EVENT_FRAME_POP:
        model_pop_frame(model, a);
        break;
    case EVENT_NATIVE_ENTER:
        model->native_depth = event_b(words[0]);
        break;
    case EVENT_NATIVE_LEAVE:
        model_drop_holds(model, event_b(words[0]));
        model->native_depth = event_b(words[0]) - 1;
        break;
    case EVENT_NATIVE_HOLDS:
        model_apply_holds(model, words);
        break;
    case EVENT_START:
        apply_root(model, words);
        break;
    case EVENT_RAISE:
        apply_raise(model, words);
        break;
    case EVENT_FOREIGN_ALLOC:
        model_foreign_alloc(model, words);
        break;
    case EVENT_FOREIGN_FREE:
        model_foreign_free(model, a);
        break;
    case EVENT_THREAD_SWITCH:
        model_drop_holds(model, 0);
        model->thread = a;
        break;
    case EVENT_EXIT:
        model->exit_status = (int)a;
        model->exit_phase = (int)event_b(words[0]);
        model->line_frame = 0; // no line is about to run
        break;
    case EVENT_FORK:
        break;
    case EVENT_FORKED:
        model_fork(model, (const char *)&words[2], (size_t)words[1]);
        break;
    case EVENT_STRING:
    case EVENT_FILE:
    case EVENT_OUTPUT:
    case EVENT_LIMIT:
    case EVENT_VALUE:
        apply_text(model, words);
        break;
    case EVENT_MOVED:
    case EVENT_SIZE:
    case EVENT_TRACK:
    case EVENT_UNTRACK:
        apply_object(model, words);
        break;
    default:
        model_apply_life(model, words);
        break;
    }
}
