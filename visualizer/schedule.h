/* schedule.h - which thread gets the GIL when, as a file (prefix: schedule_)
 *
 * Two sorts of lines, in the form in which `pytutor-mem events` prints them;
 * all other lines, and fields that are not named here, are passed over:
 *
 *   THREAD_WAIT thread=1 reason=0 nanoseconds=1000   its time is up then
 *   THREAD_SWITCH thread=2 nanoseconds=1000          this one gets the lock
 */
#ifndef VISUALIZER_SCHEDULE_H
#define VISUALIZER_SCHEDULE_H

#include "interp/runtime.h"
#include "visualizer/support.h"

typedef struct Schedule {
    RuntimeSwitch *switches;
    size_t count, room; /* 0: it has one thread */
    bool given;
} Schedule;

/* Reads a file; false with one line, without the path, in `error`. */
bool schedule_read(const char *path, Schedule *schedule, Text *error);
void schedule_free(Schedule *schedule);

/* Writes that of the trace `trace` into `path`; false after one line on
 * stderr. */
bool schedule_save(const char *trace, const char *path);

#endif
