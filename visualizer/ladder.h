/* ladder.h - models near the place where somebody walks (prefix: ladder_)
 *
 * From one keyframe to the next lie 100,000 events and more. Whoever walks
 * back and forth between them lays rungs on the way: copies of the model with
 * the place to read on, closer and closer to where one stands. The number
 * and the bytes of rungs are bounded; those farthest away go first.
 */
#ifndef VISUALIZER_LADDER_H
#define VISUALIZER_LADDER_H

#include "visualizer/model.h"
#include "visualizer/trace_codec.h"

enum { LADDER_EVENTS = 1 << 18 }; /* farther away no rung is of use */

/* Events that are applied in less time than a copy takes; for tests. */
extern uint64_t ladder_near_events;

typedef struct Rung {
    Model model; /* before event model.events */
    TraceMark mark;
    size_t bytes;
} Rung;

/* All zero: empty. */
typedef struct Ladder {
    Rung **items; /* in order of their events */
    size_t count, room, bytes;
} Ladder;

void ladder_free(Ladder *ladder);

/* Of the events before `goal`, `from` is where one starts: the event before
 * which the next rung is to be laid, half of the way; UINT64_MAX: none, it is
 * near enough. */
uint64_t ladder_next(const Model *model, uint64_t from, uint64_t goal);

/* Adds a rung, which copies the model; the mark (its decoder too) becomes the
 * ladder's. Nothing for a model too large for one, or amid the program's
 * end. */
void ladder_add(Ladder *ladder, const Model *model, TraceMark mark);

/* The last rung (of those whose model is settled) not behind event `event`;
 * NULL: none. Valid until the next one is added. */
const Rung *ladder_find(const Ladder *ladder, uint64_t event, bool settled);

#endif
