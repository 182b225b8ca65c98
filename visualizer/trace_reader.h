/* trace_reader.h - reads a trace (prefix: trace_reader_)
 *
 * A trace that was cut short or is damaged behind some block is read up to
 * there; trace_reader_warning tells it in one line.
 */
#ifndef VISUALIZER_TRACE_READER_H
#define VISUALIZER_TRACE_READER_H

#include "visualizer/model.h"
#include "visualizer/trace_codec.h"

typedef struct TraceReader TraceReader;

/* Whether the file looks like a trace (its first bytes). */
bool trace_reader_is_trace(const char *path);

/* Opens a trace. NULL with one line, without the path, in `error`. */
TraceReader *trace_reader_open(const char *path, Text *error);
/* The same of an open file, which becomes the reader's. */
TraceReader *trace_reader_open_fd(int fd, Text *error);
void trace_reader_close(TraceReader *reader);

/* The next event, valid until the next call; NULL at the end. */
const uint64_t *trace_reader_next(TraceReader *reader);

/* Number of events read so far: that of the event which comes next. */
uint64_t trace_reader_position(const TraceReader *reader);

/* Back to the first event. */
void trace_reader_rewind(TraceReader *reader);

/* To the start of the block that holds event `event` (without a model). */
void trace_reader_start_near(TraceReader *reader, uint64_t event);

/* Makes `model` (initialised by this call) what it was before event
 * `event`, or before step `step`'s LINE, with the help of the last
 * keyframe; the reader is there then. It may stop earlier at the trace's
 * end. Keyframes are the trace's own (--keyframes) or made on the way, when
 * a part of the trace is passed for the first time and this is not the
 * reader's first seek. */
void trace_reader_seek(TraceReader *reader, Model *model, uint64_t event);
void trace_reader_seek_step(TraceReader *reader, Model *model,
                            uint64_t step);

/* Number of the event before which the last keyframe before event `event`
 * lies; 0: there is none. A part of the trace that nobody has passed yet is
 * passed for it; trace_reader_keyframe_known takes what is there. */
uint64_t trace_reader_keyframe_before(TraceReader *reader, uint64_t event);
uint64_t trace_reader_keyframe_known(const TraceReader *reader,
                                     uint64_t event);

/* Says where the reader stands (in `mark`, all zero or a mark; its decoder is
 * the caller's to free), and goes back there. */
void trace_reader_mark(const TraceReader *reader, TraceMark *mark);
void trace_reader_return(TraceReader *reader, const TraceMark *mark);

/* Events at least between two keyframes made on the way; for tests. */
extern uint64_t trace_reader_keyframe_events;

/* Events and steps in the trace, as its blocks say. */
uint64_t trace_reader_events(const TraceReader *reader);

/* NULL: the trace is whole (as far as was read). */
const char *trace_reader_warning(const TraceReader *reader);

#endif
