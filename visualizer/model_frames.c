/* model_frames.c - the frames that run, and whose code they run */
#include <stdlib.h>
#include <string.h>

#include "visualizer/model_private.h"

ModelFrame *
model_find_frame(const Model *model, uint32_t serial)
{
    for (size_t i = model->frame_count; i > 0; i--) {
        if (model->frames[i - 1].serial == serial) {
            return &model->frames[i - 1];
        }
    }
    return NULL;
}

const ModelFrame *
model_line_frame(const Model *model)
{
    return model_find_frame(model, model->line_frame);
}

void
model_push_frame(Model *model, const uint64_t *words)
{
    ModelFrame frame = {
        .serial = event_a(words[0]),
        .flags = event_b(words[0]),
        .thread = model->thread,
    };
    frame.ref = model_add(model, frame.serial);
    frame.code = model_add(model, (uint32_t)words[1]);
    frame.function = (uint32_t)words[2];
    uint32_t function = (uint32_t)(words[2] >> 32);
    // A generator is shown as another owner while its frame runs.
    model_touch(model, frame.ref);
    if (frame.ref != 0 &&
        !(model->objects[frame.ref].flags & OBJECT_KNOWN)) {
        model->objects[frame.ref].flags |= OBJECT_FRAME;
    }
    model->frames = vis_grow(model->frames, model->frame_count,
                             &model->frame_room, sizeof(ModelFrame));
    model->frames[model->frame_count++] = frame;
    model->owner = frame.ref;
    model->slot_mode = true;
    if (function != 0 && frame.ref != 0) {
        model_append_edge(model, frame.ref,
                          EDGE_LABEL(LABEL_FIELD, model->name_function),
                          model_add(model, function));
        model_append_edge(model, frame.ref,
                          EDGE_LABEL(LABEL_FIELD, model->name_code),
                          frame.code);
    }
}

void
model_pop_frame(Model *model, uint32_t serial)
{
    ModelFrame *frame = model_find_frame(model, serial);
    if (frame == NULL) {
        return;
    }
    ModelRef ref = frame->ref;
    size_t at = (size_t)(frame - model->frames);
    memmove(frame, frame + 1,
            (model->frame_count - at - 1) * sizeof(ModelFrame));
    model->frame_count--;
    model_touch(model, ref);
    if (ref != 0 && (model->objects[ref].flags & OBJECT_FRAME) &&
        model->objects[ref].serial == serial) {
        model_remove(model, ref);
    }
}

// Whether a file is of Python's own library; its names are the runtime's.
static bool
is_library(const char *file)
{
    return strstr(file, "/lib/python3") != NULL ||
           strncmp(file + 1, "<frozen", 7) == 0;
}

// The script's own file: by the name that was typed where the stream has it.
static void
set_main_file(Model *model, uint32_t serial, const char *value)
{
    Text name = {0};
    if (model->file_count > 0) {
        text_format(&name, "'%s'", model_string(model, model->files[0].name));
    } else {
        text_add(&name, value);
    }
    model->main_file = name.bytes;
    model->main_serial = serial;
}

bool
model_frame_in_main(Model *model, ModelFrame *frame)
{
    if (frame->file == FILE_UNKNOWN && frame->code != 0) {
        uint32_t serial = model->objects[frame->code].serial;
        if (serial == model->file_code) {
            frame->file = model->file_kind;
            return frame->file == FILE_MAIN;
        }
        ModelRef file = model_field(model, frame->code, "co_filename");
        const char *value = file != 0 ? model->objects[file].value : NULL;
        if (value == NULL) {
            return model->main_file == NULL;
        }
        // The codes of one file share the str: a long one's value is cut.
        uint32_t file_serial = model->objects[file].serial;
        if (model->main_file == NULL && (frame->flags & 2)) {
            set_main_file(model, file_serial, value);
        }
        frame->file = model->main_file != NULL &&
                              file_serial == model->main_serial
                          ? FILE_MAIN
                      : is_library(value) ? FILE_LIBRARY
                                          : FILE_OTHER;
        model->file_code = serial;
        model->file_kind = frame->file;
    }
    return frame->file == FILE_MAIN;
}

// New frames: what they run is known once their code was described.
void
model_resolve_frames(Model *model)
{
    for (size_t i = model->frame_count; i > 0; i--) {
        ModelFrame *frame = &model->frames[i - 1];
        if (frame->file != FILE_UNKNOWN) {
            break;
        }
        if (model->main_file == NULL && i > 1) {
            continue;
        }
        (void)model_frame_in_main(model, frame);
        if (frame->file != FILE_LIBRARY || frame->ref == 0) {
            continue;
        }
        ModelObject *o = &model->objects[frame->ref];
        model_touch(model, frame->ref);
        o->flags |= OBJECT_LIBRARY;
        for (uint32_t k = 0; k < o->edge_count; k++) {
            const ModelEdge *edge = &o->edges[k];
            if (EDGE_KIND_OF(edge) == LABEL_FIELD &&
                EDGE_NUMBER_OF(edge) == model->name_locals) {
                model_touch(model, edge->target);
                model->objects[edge->target].flags &=
                    ~(uint32_t)OBJECT_NAMESPACE;
            }
        }
    }
}

// What native code held at this depth and below it is dropped.
void
model_drop_holds(Model *model, uint32_t depth)
{
    while (model->hold_count > 0 &&
           model->holds[model->hold_count - 1].depth >= depth) {
        const ModelHold *hold = &model->holds[--model->hold_count];
        model->objects[hold->ref].references -= hold->count;
        model->objects[hold->ref].holds -= hold->count;
        model_touch(model, hold->ref);
    }
}

// An object that is held dies: its place is another's soon.
void
model_forget_holds(Model *model, ModelRef ref)
{
    size_t kept = 0;
    for (size_t i = 0; i < model->hold_count; i++) {
        if (model->holds[i].ref != ref) {
            model->holds[kept++] = model->holds[i];
        }
    }
    model->hold_count = kept;
}

void
model_apply_holds(Model *model, const uint64_t *words)
{
    ModelRef ref = model_add(model, event_a(words[0]));
    if (ref == 0) {
        return;
    }
    uint32_t n = event_b(words[0]);
    model_touch(model, ref);
    model->objects[ref].references += n;
    model->objects[ref].holds += n;
    model->holds = vis_grow(model->holds, model->hold_count,
                            &model->hold_room, sizeof(ModelHold));
    model->holds[model->hold_count++] =
        (ModelHold){ref, n, (uint32_t)words[1], model->native_depth};
}
