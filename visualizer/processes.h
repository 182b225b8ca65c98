/* processes.h - a program's processes, each with its trace
 * (prefix: processes_)
 *
 * The trace of child 2 of OUT.pmt is OUT.child2.pmt, that of this one's
 * first child OUT.child2.child1.pmt. When the recording has no name, a
 * child sends its nameless file to whoever waits for all of them.
 */
#ifndef VISUALIZER_PROCESSES_H
#define VISUALIZER_PROCESSES_H

#include "visualizer/audit.h"
#include "visualizer/trace_reader.h"
#include "visualizer/trace_writer.h"

/* What one recorded process knows of itself: the argument of the runtime's
 * `forked` and `leaving`. */
typedef struct Processes {
    TraceWriter *writer; /* borrowed */
    const Audit *audit;  /* or NULL */
    Text path;           /* of its trace; "": it has no name */
    Text place;          /* "2.1": the first child of our second one */
    int mailbox;         /* for traces without a name, else -1 */
    /* The first process ends early, its trace is whole; NULL: nothing. */
    void (*ended)(void *arg);
    void *ended_arg;
} Processes;

/* RuntimeOptions.forked and .leaving. */
bool processes_forked(void *processes, RuntimeFork moment, unsigned number);
void processes_leaving(void *processes, RuntimeLeave how);

/* Traces of an earlier recording's children beside `path` go. */
void processes_remove_old(const char *path);

/* A child's trace. */
typedef struct ProcessTrace {
    char *place;
    TraceReader *reader;
} ProcessTrace;

typedef struct ProcessTraces {
    ProcessTrace *items; /* a parent before its children, in their order */
    size_t count, room;
} ProcessTraces;

/* Opens those beside the trace `path`, as far as there are any. */
void processes_find(ProcessTraces *traces, const char *path);

/* Where children without a name leave their traces: two ends, for the
 * writers and for the reader. False: there cannot be any. */
bool processes_open_mailbox(int ends[2]);
/* Takes what is there and closes the reader's end. */
void processes_empty_mailbox(ProcessTraces *traces, int end);

void processes_free(ProcessTraces *traces);

/* A file without a name in $TMPDIR, gone when its last user is: -1 after a
 * line on stderr. */
int processes_nameless_file(void);

/* The same file under a number that a program does not expect to get:
 * closes `fd` when there is one. */
int processes_out_of_the_way(int fd);

#endif
