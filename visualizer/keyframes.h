/* keyframes.h - saved models, so that one need not start at the first event
 * (prefix: keyframes_)
 *
 * Whoever applies events in order offers the model behind each SETTLED; a
 * copy is kept every now and then, packed. Later any moment is reached from
 * the last copy before it.
 */
#ifndef VISUALIZER_KEYFRAMES_H
#define VISUALIZER_KEYFRAMES_H

#include "visualizer/model.h"

typedef struct Keyframe {
    uint64_t event, step; /* what the model had seen */
    uint8_t *bytes;       /* model_save's, packed by zstd */
    size_t length, raw;
} Keyframe;

/* All zero but `spacing`: empty. */
typedef struct Keyframes {
    Keyframe *items; /* in order */
    size_t count, room;
    uint64_t spacing; /* events between two at least */
    uint64_t next;    /* no copy before this event */
} Keyframes;

void keyframes_free(Keyframes *all);

/* Keeps a copy of the model if it is settled and the last copy is far
 * enough behind; a large model is kept less often. Whether it did. */
bool keyframes_offer(Keyframes *all, const Model *model);

/* The last one with at most `event` events and less than `step` steps;
 * NULL: none. It is valid until the next offer. */
const Keyframe *keyframes_find(const Keyframes *all, uint64_t event,
                               uint64_t step);

/* Makes `model` (initialised by this call) what it was. */
void keyframes_load(const Keyframe *keyframe, Model *model);

#endif
