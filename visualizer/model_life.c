/* model_life.c - events about how lives end: dying, finalizers, collections */
#include "visualizer/model_private.h"

static void
set_flag(Model *model, uint32_t serial, uint32_t set, uint32_t clear)
{
    ModelRef ref = model_find(model, serial);
    if (ref != 0) {
        model_touch(model, ref);
        model->objects[ref].flags &= ~clear;
        model->objects[ref].flags |= set;
    }
}

static void
end_collection(Model *model, uint32_t generation)
{
    model->gc_count++;
    if (generation >= 1) {
        model->gc_last_old = model->gc_count;
    }
    model->gc_of[generation < 2 ? generation : 2]++;
    model->in_gc = false;
    // Those found unreachable that live on are no longer so.
    for (size_t i = 0; i < model->doomed_count; i++) {
        set_flag(model, model->doomed[i], 0, OBJECT_GC_UNREACHABLE);
    }
    model->doomed_count = 0;
}

void
model_apply_life(Model *model, const uint64_t *words)
{
    uint32_t a = event_a(words[0]);
    switch (event_kind(words[0])) {
    case EVENT_DYING: {
        ModelRef dying = model_find(model, a);
        if (dying != 0) {
            model_drop_edges(model, dying);
        }
        break;
    }
    case EVENT_DEALLOC_BEGIN: {
        ModelRef dying = model_find(model, a);
        if (dying != 0) {
            model_touch(model, dying);
            model->objects[dying].flags |= OBJECT_DYING;
            model_drop_edges(model, dying);
            // Its count is 0: what still seems to refer to it was not yet
            // described anew.
            model_drop_references(model, dying);
        }
        break;
    }
    case EVENT_DEALLOC_END:
        set_flag(model, a, 0, OBJECT_DYING);
        break;
    case EVENT_FINALIZER_BEGIN:
        set_flag(model, a, OBJECT_FINALIZING | OBJECT_FINALIZED, 0);
        break;
    case EVENT_FINALIZER_END:
        set_flag(model, a, 0, OBJECT_FINALIZING);
        break;
    case EVENT_RESURRECT:
        set_flag(model, a, 0, OBJECT_DYING | OBJECT_GC_UNREACHABLE);
        break;
    case EVENT_GC_UNREACHABLE:
        set_flag(model, a, OBJECT_GC_UNREACHABLE, 0);
        model->doomed = vis_grow(model->doomed, model->doomed_count,
                                 &model->doomed_room, sizeof(uint32_t));
        model->doomed[model->doomed_count++] = a;
        break;
    case EVENT_GC_BEGIN:
        model->in_gc = true;
        break;
    case EVENT_GC_END:
        end_collection(model, event_b(words[0]) & 255);
        break;
    case EVENT_WEAKREF_CLEAR: {
        ModelRef ref = model_find(model, a);
        for (uint32_t i = 0; ref != 0 && i < model->objects[ref].edge_count;
             i++) {
            uint32_t label = model->objects[ref].edges[i].label;
            if ((label & 15) == LABEL_WEAK) {
                model_set_edge(model, ref, label, 0);
            }
        }
        break;
    }
    default:
        break;
    }
}
