/* session.h - from a FILE to a recording (prefix: session_)
 *
 * A script is run, recorded into a temporary file that has no name, and
 * read from there; a trace is read as it is. What follows cannot tell the
 * difference.
 */
#ifndef VISUALIZER_SESSION_H
#define VISUALIZER_SESSION_H

#include "visualizer/options.h"
#include "visualizer/processes.h"
#include "visualizer/trace_reader.h"

typedef struct Session {
    TraceReader *reader; /* NULL when nothing can be shown */
    int status;          /* exit status so far */
    ProcessTraces children;
} Session;

/* Runs or opens options->file. When reader is NULL the reason was told. */
Session session_open(const Options *options);
void session_close(Session *session);

/* Runs with recording into `fd` (closed at the end), `path` for messages;
 * returns the exit status, 2 when the trace could not be written. The traces
 * of its children go to `mailbox`; -1: they lie beside `path`. */
int session_record(const Options *options, int fd, const char *path,
                   int mailbox);

/* Runs without a trace: plain, or under --audit. Returns the status. */
int session_run(const Options *options);

/* Opens options->file when it is a trace; *reader stays NULL for a script.
 * False after one line on stderr. */
bool session_open_trace(const Options *options, TraceReader **reader);

/* What the runtime is told of the options; without recording. */
RuntimeOptions session_runtime_options(const Options *options);

/* The exit status, after a line on stderr when a limit was reached. */
int session_status(const RuntimeResult *result);

/* Whether a script can be read; false after one line on stderr. */
bool session_check_file(const Options *options);

#endif
