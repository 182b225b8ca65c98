/* frame_record.h - what the recorder is told of running frames
 * (prefix: record_, frame_record_)
 *
 * Only in the recording runtime. Local variables are emitted as they are
 * stored to, and at each step and whenever a frame calls, where its evaluation
 * stack differs from what the stream last said of it. Here is that a frame
 * begins and stops, and a recording; the variables and the stack are in
 * frame_record_sync.h, the steps in frame_record_step.h.
 */
#ifndef INTERP_VM_FRAME_RECORD_H
#define INTERP_VM_FRAME_RECORD_H

#include "gc/record.h"
#include "interp/runtime.h"
#include "interp/vm/frame.h"
#include "interp/vm/frame_record_opcode.h"
#include "interp/vm/frame_record_step.h"
#include "interp/vm/frame_record_sync.h"
#include "interp/vm/gil.h"
#include "interp/vm/native_record.h"

#if RECORDING

/* The next frame is a generator's that an instruction resumes: no native
 * code stands between it and its caller. */
extern bool frame_record_direct;

/* Why a frame stops, as FRAME_POP tells it. */
enum { FRAME_RETURNS, FRAME_YIELDS, FRAME_RAISES };

/* Any frame begins to run, or goes on. */
void record_frame_enter(Thread *thread, Frame *frame);

/* A frame begins that an instruction has called, of whose frame nothing is to
 * be told; or something may be. */
NOINLINE void record_frame_push_alone(Thread *thread, Frame *frame);
NOINLINE void record_frame_push_behind(Thread *thread, Frame *frame);

/* A frame begins that an instruction has called. */
static ALWAYS_INLINE void
record_frame_push(Thread *thread, Frame *frame)
{
    const FrameRecord *caller = thread->record->top;
    const Frame *under = caller->frame;
    if (under->stack == caller->empty && LIKELY(under->changed == 0)) {
        record_frame_push_alone(thread, frame);
    } else {
        record_frame_push_behind(thread, frame);
    }
}

/* It stops. */
NOINLINE void record_frame_leave(Thread *thread, Frame *frame, int reason);

/* What the stream says of a frame that is left: that it stops, and to which
 * one control goes back. */
static inline void
record_put_pop(ThreadRecord *t, FrameRecord *r, int reason, uint64_t *at)
{
    t->top = --r;
    record_look(r);
    *at = event_word((EventKind)EVENT_PACKED_POP, r->owner, (uint32_t)reason);
}

/* The same. Mostly an instruction of the frame that goes on has called it. */
static ALWAYS_INLINE void
record_frame_pop(Thread *thread, Frame *frame, int reason)
{
    ThreadRecord *t = thread->record;
    FrameRecord *r = t->top;
    uint64_t *at = record_at;
    // A generator's is told all, so that nothing need be when it goes on.
    if (UNLIKELY(at >= record_packed_end) ||
        UNLIKELY(r->frame != frame) || UNLIKELY(!r->direct) ||
        (reason == FRAME_YIELDS &&
         UNLIKELY(frame->changed != 0 || !record_stack_is_told(r, frame)))) {
        record_frame_leave(thread, frame, reason);
        return;
    }
    record_put_pop(t, r, reason, at);
    record_at = at + 1;
}

/* The pending exception was raised in the frame, or has come to it. */
void record_raise(Thread *thread, Frame *frame);

/* Begins to record as the options say. False without memory. */
MUST_CHECK bool frame_record_start(const RuntimeOptions *options);

/* The program's last line is done (phase 0), the shutdown too (1): settles
 * everything and audits. */
void frame_record_end(Thread *thread, int status, int phase);

/* Between two statements of a prompt: settles everything. */
void frame_record_pause(Thread *thread);

/* A frame's object or dict of locals was made, perhaps by a function that
 * it calls: what the stream says of the frame is renewed. */
void record_frame_changed(Frame *frame);

/* Another thread may run before this one goes on. */
void frame_record_leaves(Thread *thread);

/* The process is about to end as it stands: settles everything. */
void frame_record_save(Thread *thread);

/* A thread is over; nothing of Python's is left in it. */
void frame_record_thread_ends(Thread *thread);

#endif

#endif
