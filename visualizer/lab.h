/* lab.h - experiments on a recording (prefix: lab_)
 *
 *   collectors  the same program under three memory managements
 *   del         finalizers in cycles: Python 2's rule and PEP 442's
 *   slots       the same classes with and without __slots__
 *   cost        what counting itself costs, in time and in space
 *   race        two threads count one object's references without the GIL
 *   gil         what threads gain under the GIL
 *
 * The program runs once, recorded with every count change. What it would
 * have been under another rule follows from the same events: which object
 * was in reach of which, when. So a program whose output depends on when
 * its objects die is shown as it ran, not as it would have run.
 */
#ifndef VISUALIZER_LAB_H
#define VISUALIZER_LAB_H

#include "visualizer/report.h"
#include "visualizer/trace_reader.h"
#include "visualizer/view.h"

typedef enum LabDeath {
    LAB_ALIVE,     /* at the program's end */
    LAB_COUNT,     /* its count fell to 0 */
    LAB_COLLECTOR, /* the cycle collector freed it, or what it freed */
    LAB_SHUTDOWN   /* when the names were cleared */
} LabDeath;

/* One object of the program. Steps count from 1; 0: never. */
typedef struct LabLife {
    uint32_t serial, number;
    char name[64];
    uint64_t born, lost, freed; /* lost: out of reach from then on */
    uint64_t swept;             /* freed by tracing alone */
    LabDeath death;
    uint64_t bytes;
    bool finalizer;
} LabLife;

/* One run of the cycle collector. */
typedef struct LabCollection {
    uint64_t step;
    unsigned generation;
    uint64_t looked_at; /* objects whose counts were copied */
    uint64_t unreachable;
} LabCollection;

/* One mark and sweep of tracing alone. */
typedef struct LabSweep {
    uint64_t step;
    uint64_t marked, swept;
    Text story; /* of the last one: the marking, step by step */
} LabSweep;

typedef struct Lives {
    LabLife *items;
    size_t count, room;
    uint32_t *finalized; /* serials in the order their __del__ was called */
    bool *finalized_by_gc;
    size_t finalized_count, finalized_room, by_room;
    LabCollection *collections;
    size_t collection_count, collection_room;
    LabSweep *sweeps;
    size_t sweep_count, sweep_room;
    uint64_t steps, changes; /* count changes in all */
} Lives;

/* Follows all objects through the recording. */
void lives_make(Lives *lives, TraceReader *reader);
void lives_free(Lives *lives);

/* Each writes its findings. */
void lab_collectors(TraceReader *reader, const ViewOptions *view, Text *out);
void lab_del(TraceReader *reader, const ViewOptions *view, Text *out);
void lab_slots(TraceReader *reader, const ViewOptions *view, Text *out);
void lab_cost(TraceReader *reader, const ViewOptions *view, Text *out);
void lab_race(TraceReader *reader, const ViewOptions *view, Text *out);
void lab_gil(TraceReader *reader, const ViewOptions *view, Text *out);

/* The end of lab race: what `made_here` count changes by the thread that made
 * the object and `elsewhere` by others cost under each rule. */
void lab_race_costs(uint64_t made_here, uint64_t elsewhere,
                    uint64_t hand_overs, Text *out);

/* "collectors" ... ; NULL: there is no such lab. */
typedef void (*Lab)(TraceReader *reader, const ViewOptions *view, Text *out);
Lab lab_named(const char *name);

#endif
