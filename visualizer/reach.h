/* reach.h - whether one object can be reached, asked again and again
 * (prefix: reach_)
 *
 * Looks backwards from referrer to referrer, and remembers for each object
 * on the way by whom it was held: next time that way is tried first, so
 * that `catch cycle` can ask at every step.
 */
#ifndef VISUALIZER_REACH_H
#define VISUALIZER_REACH_H

#include "visualizer/analysis.h"

typedef struct Witness {
    uint32_t serial; /* 0: free */
    uint32_t owner;  /* serial; 0: held by itself */
    uint32_t label;
} Witness;

typedef struct Reach {
    Witness *table; /* by hash of the serial */
    size_t count, mask;
} Reach;

void reach_free(Reach *reach);

/* Whether it can be reached from a name or the runtime. */
bool reach_ask(Reach *reach, const Model *model, ModelRef ref);

#endif
