/* tape.h - a recording that may still grow (prefix: tape_)
 *
 * The stepper's record. Either the events of a program that runs now, kept
 * in memory as the trace writer would write them (encoded, compressed, with
 * keyframes), or a trace that is read. What has been recorded never
 * changes, so that a moment looks the same whenever one comes there.
 */
#ifndef VISUALIZER_TAPE_H
#define VISUALIZER_TAPE_H

#include "visualizer/trace_reader.h"

typedef struct Tape Tape;

/* Empty, to be filled by tape_add. */
Tape *tape_new(void);
/* Of a trace; the reader becomes the tape's. */
Tape *tape_of_reader(TraceReader *reader);
void tape_free(Tape *tape);

/* Appends one event. */
void tape_add(Tape *tape, const uint64_t *words);

/* To be called when an event SETTLED was appended and `model` stands
 * behind it: keeps a copy of the model now and then. */
void tape_settled(Tape *tape, const Model *model);

/* Events on the tape: the number the next one will have. */
uint64_t tape_end(const Tape *tape);

/* Makes `model` (initialised by this call) what it was before event
 * `event`, or before step `step` began; reading goes on there. */
void tape_seek(Tape *tape, Model *model, uint64_t event);
void tape_seek_step(Tape *tape, Model *model, uint64_t step);

/* The next event, valid until the next call or tape_add; NULL at the
 * end. */
const uint64_t *tape_next(Tape *tape);

/* Number of the event that tape_next will give. */
uint64_t tape_position(const Tape *tape);

/* Number of the last event before event `event` that tape_seek reaches at
 * once: there is a keyframe or a copy it made on its way. With `settled` only
 * behind a SETTLED. 0: there is none. */
uint64_t tape_keyframe_before(Tape *tape, uint64_t event, bool settled);

/* Events at least between two keyframes; for tests. */
extern uint64_t tape_keyframe_events;

#endif
