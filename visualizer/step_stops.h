/* step_stops.h - what the user asked to stop at (prefix: stops_)
 *
 *   break LINE [if EXPR]     a line of the script is about to run
 *   watch NAME               an expression has another value
 *   watch #7                 the count of an object has changed
 *   catch free [#7|TYPE]     an object was freed
 *   catch gc [GENERATION]    a collection ended
 *   catch exception [TYPE]   an exception was raised
 *   catch switch             another thread runs
 *   catch finalizer          a __del__ is called
 *   catch cycle              something is unreachable but not freed
 *
 * All are judged from the model and the events, so that they hold in both
 * directions, at places only: the moment behind the step in which it
 * happened.
 */
#ifndef VISUALIZER_STEP_STOPS_H
#define VISUALIZER_STEP_STOPS_H

#include "visualizer/model_lookup.h"
#include "visualizer/reach.h"

typedef enum StopKind {
    STOP_BREAK,
    STOP_WATCH,
    STOP_COUNT,
    STOP_FREE,
    STOP_GC,
    STOP_EXCEPTION,
    STOP_SWITCH,
    STOP_FINALIZER,
    STOP_CYCLE
} StopKind;

typedef struct Stop {
    StopKind kind;
    unsigned id;
    bool once;
    uint32_t line;
    char *text;      /* condition, watched expression or type; or NULL */
    uint32_t frame;  /* of WATCH: serial of its frame; 0: global */
    uint32_t serial; /* of COUNT, FREE; 0: not by object */
    uint32_t number; /* ... as the user called it */
    int generation;  /* of GC; -1: any */
    /* Since the last place. */
    char old[80];
    LookupTrace owners; /* what the expression was read from */
    bool dirty;         /* one of them has changed */
    uint32_t old_count;
    bool pending;
    bool hit; /* at the place asked about last */
    char what[120];
} Stop;

typedef struct Stops {
    Stop *items;
    size_t count, room;
    unsigned ids;
    Reach reach;
    bool watches; /* there is a `watch NAME` */
    bool cycles;  /* there is a `catch cycle` */
    Text why;     /* what stopped at the last place asked about */
} Stops;

void stops_free(Stops *stops);

/* Adds one; its id, or 0 with one line in `error`. `words` is what stands
 * behind the command. */
unsigned stops_break(Stops *stops, const char *words, bool once,
                     const Model *model, Text *error);
unsigned stops_watch(Stops *stops, const char *words, const Model *model,
                     Text *error);
unsigned stops_catch(Stops *stops, const char *words, const Model *model,
                     Text *error);

/* Removes one; false when there is none with that id. */
bool stops_delete(Stops *stops, unsigned id);

/* One line for each. */
void stops_list(const Stops *stops, Text *out);

/* A scan begins at the moment of the model. */
void stops_begin(Stops *stops, Model *model);
/* Before an event is applied. */
void stops_event(Stops *stops, const Model *model, const uint64_t *words);
/* At a place: whether to stop; `why` says at what. */
bool stops_at(Stops *stops, Model *model);

/* Forgets those that hold once and stopped at the last place. */
void stops_expire(Stops *stops);

#endif
