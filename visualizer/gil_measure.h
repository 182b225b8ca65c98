/* gil_measure.h - what threads and processes gain, measured here and now
 * (prefix: gil_measure_)
 *
 * A small program does four equal parts of some work, shared out among
 * threads of one process, or among processes. It is run for real by the
 * plain runtime, in child processes.
 */
#ifndef VISUALIZER_GIL_MEASURE_H
#define VISUALIZER_GIL_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum GilWork {
    GIL_COMPUTES,  /* adds numbers: needs the GIL all the time */
    GIL_OUTSIDE_OF /* sleeps, as if it waited for a disk or a network */
} GilWork;

typedef struct GilMeasure {
    uint64_t wall_ns; /* from the first part's start to the last one's end */
    uint64_t waited_ns, hand_overs; /* of all threads together */
} GilMeasure;

/* `processes` with `threads` each, 4 parts of the work in all (both divide
 * 4). False when a child could not be started or failed. */
bool gil_measure(GilWork work, unsigned threads, unsigned processes,
                 GilMeasure *result);

#endif
