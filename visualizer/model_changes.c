/* model_changes.c - what the last step changed; the texts of numbers */
#include "visualizer/model_private.h"

#include <stdlib.h>
#include <string.h>

static void
clear_changes(ModelChanges *changes)
{
    changes->freed_count = 0;
    changes->set_count = 0;
    changes->freed_objects = changes->freed_bytes = 0;
}

static void
copy_text(char to[40], const char *from)
{
    size_t n = strlen(from);
    memcpy(to, from, n < 39 ? n : 39);
}

// `value` is that of a complex number.
static void
number_text(uint32_t *flags, uint64_t raw, const char *value, char *out,
            size_t size)
{
    if ((*flags & OBJECT_COMPLEX) != 0) {
        uint64_t imaginary = value != NULL ? strtoull(value, NULL, 16) : 0;
        event_complex_text(raw, imaginary, out, size);
    } else {
        event_number_text((*flags & OBJECT_INT) ? EVENT_INT : EVENT_FLOAT,
                          raw, out, size);
    }
    *flags &= ~(uint32_t)OBJECT_NUMBER;
}

void
model_fill_value(const Model *model, ModelObject *o)
{
    char text[64];
    if (o->flags & OBJECT_NUMBER) {
        number_text(&o->flags, o->raw, o->value, text, sizeof(text));
        model_release(model, o->value);
        o->value = vis_copy(text);
    }
}

static void
fill_ghosts(ModelChanges *changes)
{
    for (size_t i = 0; i < changes->freed_count; i++) {
        ModelGhost *ghost = &changes->freed[i];
        if (ghost->flags & OBJECT_NUMBER) {
            char text[64];
            number_text(&ghost->flags, ghost->raw, ghost->value, text,
                        sizeof(text));
            memset(ghost->value, 0, sizeof(ghost->value));
            copy_text(ghost->value, text);
        }
    }
}

void
model_fill_values(Model *model)
{
    model->lazy = false;
    for (ModelRef ref = 1; ref < model->used; ref++) {
        model_fill_value(model, &model->objects[ref]);
    }
    fill_ghosts(&model->last);
    fill_ghosts(&model->now);
}

void
model_note_freed(Model *model, ModelRef ref)
{
    const ModelObject *o = model_object(model, ref);
    ModelChanges *changes = &model->now;
    if (o->flags & (OBJECT_BEFORE | OBJECT_FRAME)) {
        return;
    }
    changes->freed_objects++;
    changes->freed_bytes += o->bytes;
    if (o->number == 0 || changes->freed_count >= MODEL_GHOSTS) {
        return;
    }
    changes->freed = vis_grow(changes->freed, changes->freed_count,
                              &changes->freed_room, sizeof(ModelGhost));
    ModelGhost *ghost = &changes->freed[changes->freed_count++];
    *ghost = (ModelGhost){.number = o->number,
                          .serial = o->serial,
                          .bytes = o->bytes,
                          .raw = o->raw,
                          .flags = o->flags & OBJECT_NUMBER};
    copy_text(ghost->type, model_type_name(model, o->type));
    copy_text(ghost->value, o->value != NULL ? o->value : "");
}

void
model_note_set(Model *model, ModelRef owner, uint32_t label)
{
    ModelChanges *changes = &model->now;
    if (changes->set_count >= MODEL_SETS) {
        return;
    }
    changes->set = vis_grow(changes->set, changes->set_count,
                            &changes->set_room, sizeof(*changes->set));
    changes->set[changes->set_count].owner = model->objects[owner].serial;
    changes->set[changes->set_count++].label = label;
}

void
model_begin_step(Model *model)
{
    ModelChanges done = model->now;
    model->now = model->last;
    model->last = done;
    clear_changes(&model->now);
    model->steps++;
}
