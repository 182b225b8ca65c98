/* trace_writer.h - saves the stream while it is made
 * (prefix: trace_writer_)
 *
 * The producer's words are copied into segments; a second thread encodes,
 * compresses and writes them. The segments are few: when the thread cannot
 * keep up the producer waits, so that memory stays bounded.
 */
#ifndef VISUALIZER_TRACE_WRITER_H
#define VISUALIZER_TRACE_WRITER_H

#include "visualizer/trace_format.h"

typedef struct TraceWriter TraceWriter;

/* Starts a trace in the open file `fd` (which becomes the writer's; `fd` is
 * closed at the end). With `keyframes` the heap is saved in it every now and
 * then: recording takes longer, and a reader need not read from the start.
 * NULL with one line in `error`. */
TraceWriter *trace_writer_open(int fd, bool keyframes, Text *error);

/* Takes whole events. An error of the file is told at the end only. The
 * form is that of RuntimeOptions.sink. */
void trace_writer_sink(void *writer, const uint64_t *words, size_t count);

/* Whether writing has failed so far (a full disk). */
bool trace_writer_failed(TraceWriter *writer);

/* Writes what is left and the index, and frees the writer. False with one
 * line in `error` if any write failed. */
bool trace_writer_close(TraceWriter *writer, Text *error);

/* Events at least between two keyframes; for tests. */
extern uint64_t trace_keyframe_events;

#endif
