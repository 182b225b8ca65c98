/* traceback.h - traceback objects and how they are printed */
#ifndef INTERP_OBJECTS_TRACEBACK_H
#define INTERP_OBJECTS_TRACEBACK_H

#include "gc/refcount.h"

struct FrameObject;

typedef struct Traceback {
    Object base;
    struct Traceback *next; /* owned or NULL */
    struct FrameObject *frame; /* owned */
    int lasti, lineno;
} Traceback;

extern Type traceback_type;

/* `next` (may be NULL) and frame are borrowed. lasti in bytes. */
NEW_REF Object *traceback_new(Object *next, struct FrameObject *frame,
                              int lasti, int lineno);

#endif
