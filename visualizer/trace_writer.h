/* trace_writer.h - saves the stream while it is made
 * (prefix: trace_writer_)
 *
 * The producer's words are copied into segments; a second thread encodes,
 * compresses and writes them. The segments are few: when the thread cannot
 * keep up the producer waits, so that memory stays bounded.
 */
#ifndef VISUALIZER_TRACE_WRITER_H
#define VISUALIZER_TRACE_WRITER_H

#include "visualizer/trace_codec.h"

typedef struct TraceWriter TraceWriter;

/* Starts a trace in the open file `fd` (which becomes the writer's; `fd` is
 * closed at the end). With `keyframes` the heap is saved in it every now and
 * then: recording takes longer, and a reader need not read from the start.
 * NULL with one line in `error`. */
TraceWriter *trace_writer_open(int fd, bool keyframes, Text *error);

/* Takes whole events. An error of the file is told at the end only. The
 * form is that of RuntimeOptions.sink. */
void trace_writer_sink(void *writer, const uint64_t *words, size_t count);

/* Room for the words that the sink gets next, packed ones too:
 * RuntimeOptions.give_room. */
uint64_t *trace_writer_room(void *writer, uint64_t **end);

/* Whether writing has failed so far (a full disk). */
bool trace_writer_failed(TraceWriter *writer);

/* Writes what is left and the index, and frees the writer. False with one
 * line in `error` if any write failed. */
bool trace_writer_close(TraceWriter *writer, Text *error);

/* The process forks. Before it: nothing is being written any more, until
 * the parent (trace_writer_goes_on) or the child begin anew. */
void trace_writer_stop(TraceWriter *writer);
void trace_writer_goes_on(TraceWriter *writer);

/* In the child: the writer begins another trace in `fd` (which becomes its
 * own; the parent's is read back and closed), whose first event is FORKED.
 * False: that cannot be, or no second thread could be started; the writer
 * must not be used any more. */
bool trace_writer_fork(TraceWriter *writer, int fd, unsigned number);

/* Makes the file a whole trace, in case that no more comes; writing may go
 * on (trace_writer_unseal). The writer stands still between the two. */
void trace_writer_seal(TraceWriter *writer);
void trace_writer_unseal(TraceWriter *writer);

/* Events at least between two keyframes; for tests. */
extern uint64_t trace_keyframe_events;

#endif
