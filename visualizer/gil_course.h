/* gil_course.h - who held the GIL, and who waited for what (prefix: gil_)
 *
 * Read from a whole recording: spans of virtual time for each thread, which
 * never overlap in one thread; and of all RUN spans of one process no two
 * overlap at all.
 */
#ifndef VISUALIZER_GIL_COURSE_H
#define VISUALIZER_GIL_COURSE_H

#include "visualizer/trace_reader.h"

/* An instruction takes so long, as the runtime's virtual clock has it. */
enum { GIL_INSTRUCTION_NS = 20 };

typedef enum GilState {
    GIL_RUNS,
    GIL_WAITS, /* ready, but another thread has the GIL */
    GIL_LOCKED, /* waits for a lock of the program's */
    GIL_SLEEPS,
    GIL_AWAY, /* input, output or a foreign call */
    GIL_STATES
} GilState;

typedef struct GilSpan {
    uint32_t lane;
    GilState state;
    uint64_t from, to; /* nanoseconds of virtual time */
    uint32_t why;      /* of a RUN span: how it ended, as THREAD_WAIT's
                          reason */
    uint32_t lock;     /* number of the lock waited for (#7); 0: none */
} GilSpan;

/* A process of the program, with a GIL of its own. */
typedef struct GilProcess {
    uint64_t pid;   /* as the program sees it */
    char *place;    /* "": the first one; "2.1" as processes.h has it */
    uint64_t from, to;
    uint64_t hand_overs[5]; /* by reason */
} GilProcess;

typedef struct GilFork {
    uint32_t lane;  /* who forks */
    uint64_t at, pid;
} GilFork;

typedef struct GilLane {
    uint32_t process; /* place among the processes */
    uint32_t thread; /* id, 1 is the main thread */
    char *name;
    uint64_t total[GIL_STATES]; /* ns, of what is shown */
    uint64_t born, ended;
} GilLane;

typedef struct GilCourse {
    GilLane *lanes;
    size_t lane_count, lane_room;
    GilSpan *spans; /* by their end */
    size_t span_count, span_room;
    uint64_t from, to; /* what is shown: from the first thread on */
    uint64_t hand_overs[5]; /* by reason, of the first process */
    char *script;
    GilProcess *processes; /* the first one, then what was added */
    size_t process_count, process_room;
    GilFork *forks;
    size_t fork_count, fork_room;
} GilCourse;

void gil_course_read(TraceReader *reader, GilCourse *course);

/* Adds another process's lanes behind those that are there: virtual time goes
 * on in a child. */
void gil_course_add(GilCourse *course, TraceReader *reader,
                    const char *place);
void gil_course_free(GilCourse *course);

/* "was asked to", "waited for a lock" ... by THREAD_WAIT's reason. */
extern const char *const gil_reasons[5];
extern const char *const gil_state_names[GIL_STATES];

#endif
