/* model_lookup.h - names, slots and plain values in the model
 * (prefix: lookup_)
 *
 * What an expression of model_expr.h is made of.
 */
#ifndef VISUALIZER_MODEL_LOOKUP_H
#define VISUALIZER_MODEL_LOOKUP_H

#include "visualizer/model_expr.h"

/* While set: notes the serials of the objects that slots and names are read
 * from. */
enum { LOOKUP_TRACE = 16 };
typedef struct LookupTrace {
    uint32_t serials[LOOKUP_TRACE];
    size_t count; /* LOOKUP_TRACE: there were too many */
} LookupTrace;
extern LookupTrace *lookup_trace;

/* What a name means in a frame (NULL: as a global); 0: nothing. */
ModelRef lookup_name(const Model *model, const ModelFrame *frame,
                     const char *name);

/* Whether the frame has a name of its own like that. */
bool lookup_is_local(const Model *model, const ModelFrame *frame,
                     const char *name);

/* What the slot ".next", "[0]" or "['key']" of an object holds; 0: there
 * is none. */
ModelRef lookup_slot(const Model *model, ModelRef owner, const char *label);

/* len() of a container; -1 for anything else. */
int64_t lookup_length(const Model *model, ModelRef ref);

/* The plain value of an object, or the object itself. */
ExprValue lookup_value(const Model *model, ModelRef ref);

#endif
