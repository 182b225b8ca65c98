/* model_private.h - what the model's own files share (prefix: model_) */
#ifndef VISUALIZER_MODEL_PRIVATE_H
#define VISUALIZER_MODEL_PRIVATE_H

#include "visualizer/model.h"

/* Any of the flags of a number without a text. */
enum { OBJECT_NUMBER = OBJECT_INT | OBJECT_FLOAT | OBJECT_COMPLEX };

/* Becomes what model_save wrote when the process was forked, with one event
 * so far; empty when the bytes are damaged. */
void model_fork(Model *model, const char *bytes, size_t length);

/* Whether a piece lies in the pool of a copy. */
static inline bool
model_in_pool(const Model *model, const void *piece)
{
    return (uintptr_t)piece - (uintptr_t)model->pool < model->pool_size;
}
/* Frees the edges, value or index of an object; nothing in the pool. */
void model_release(const Model *model, void *piece);
/* Makes room for that many edges, more than there are. */
void model_grow_edges(const Model *model, ModelObject *o, uint32_t room);
ModelRef model_add(Model *model, uint32_t serial);
void model_remove(Model *model, ModelRef ref);
void model_drop_edges(Model *model, ModelRef ref);
/* All counted references to an object are gone, wherever they were. */
void model_drop_references(Model *model, ModelRef ref);
void model_append_edge(Model *model, ModelRef owner, uint32_t label,
                       ModelRef target);
void model_set_edge(Model *model, ModelRef owner, uint32_t label,
                    ModelRef target);
void model_set_string(Model *model, uint32_t number, const char *text,
                      size_t length);
void model_give_numbers(Model *model);
/* FOREIGN_ALLOC, FOREIGN_FREE (model_foreign.c). */
void model_foreign_alloc(Model *model, const uint64_t *words);
void model_foreign_free(Model *model, uint32_t number);
void model_push_frame(Model *model, const uint64_t *words);
void model_pop_frame(Model *model, uint32_t serial);
void model_resolve_frames(Model *model);

/* Makes the text of a number (model_changes.c). */
void model_fill_value(const Model *model, ModelObject *object);
/* What the step changes: an object is freed, a slot is set; and the next step
 * begins. */
void model_note_freed(Model *model, ModelRef ref);
void model_note_set(Model *model, ModelRef owner, uint32_t label);
void model_begin_step(Model *model);

/* NATIVE_HOLDS; what native code held at this depth and below it is dropped;
 * an object that is held dies (model_frames.c). */
void model_apply_holds(Model *model, const uint64_t *words);
void model_drop_holds(Model *model, uint32_t depth);
void model_forget_holds(Model *model, ModelRef ref);

/* Dying, finalizers, collections (model_life.c). */
void model_apply_life(Model *model, const uint64_t *words);

#endif
