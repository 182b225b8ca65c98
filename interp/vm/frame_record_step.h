/* frame_record_step.h - what the recorder is told of the steps: lines that
 * begin (prefix: record_)
 *
 * In most steps there is nothing to tell but the line itself.
 */
#ifndef INTERP_VM_FRAME_RECORD_STEP_H
#define INTERP_VM_FRAME_RECORD_STEP_H

#include "gc/record.h"
#include "interp/bytecode/code.h"
#include "interp/bytecode/opcode.h"
#include "interp/vm/frame.h"
#include "interp/vm/frame_record_sync.h"
#include "interp/vm/gil.h"

#if RECORDING

/* From this clock on a line takes the long way, unless it is LINE_KEPT_ALL:
 * then the lower half of the clock would not be enough, or what native code
 * holds is to be looked for. */
extern uint64_t record_line_due;

/* The iterator of a loop is on the frame's stack from now on: its lines need
 * not look for it (code_mark_lines). */
static inline void
record_loop(Thread *thread, Frame *frame)
{
    const ThreadRecord *t = thread->record;
    FrameRecord *r = t->top;
    if (r->frame == frame) {
        if (!record_stack_is_told(r, frame)) {
            record_put_stack(t, r, 0);
        }
        r->line_end = r->end;
    }
}

/* What a line knows of the evaluation stack without a look. */
enum {
    LINE_KEPT_ALL = 1, /* all that it finds, the frame's last line found */
    LINE_BEGINS = 2    /* its first instruction says how much (code_kept) */
};

static inline size_t
record_line_kept(const Frame *frame, int known)
{
    return (known & LINE_BEGINS) != 0
               ? code_kept(frame->code, frame->previous_word)
               : 0;
}

static ALWAYS_INLINE bool
record_line_is_told(const FrameRecord *r, const Frame *frame, int known)
{
    if ((known & LINE_KEPT_ALL) != 0) {
        return frame->stack == r->end; // nothing is above that a call told of
    }
    return LIKELY(frame->stack == r->empty) ||
           (frame->stack == r->end &&
            record_stack_is_told_above(r, record_line_kept(frame, known)));
}

/* The word of a line, with the lower half of the clock: where instructions are
 * told they count it. */
static ALWAYS_INLINE uint64_t
record_line_word(uint32_t word, uint64_t clock)
{
    return RECORD_EACH ? word : word | clock << 32;
}

/* Before an instruction that begins a line: `word` is that of its mark. What
 * record_line does not tell itself. */
NOINLINE void record_line_long(Thread *thread, Frame *frame, uint32_t word,
                               int known);

/* The frame is to be looked at first. False: more is. */
NOINLINE bool record_line_noted(Thread *thread, Frame *frame, int known);

/* The same, `stack` being the frame's. In most steps nothing is to be told but
 * the line itself, in one packed word, and what is on the evaluation stack. */
static ALWAYS_INLINE void
record_line(Thread *thread, Frame *frame, Object **stack, uint32_t word,
            int known)
{
    uint64_t *at = record_at;
    uint64_t clock = thread_clock(thread);
    if (UNLIKELY(at >= record_simple_end)) {
        frame->stack = stack;
        if (record_not_simple == RECORD_UNSETTLED) {
            record_settle_slow();
        } else if (!record_line_noted(thread, frame, known)) {
            goto more;
        }
        at = record_at;
        if (UNLIKELY(at >= record_simple_end)) {
            goto more;
        }
    }
    if ((known & LINE_KEPT_ALL) == 0) {
        if (UNLIKELY(clock >= record_line_due)) {
            goto more;
        }
        FrameRecord *r = thread->record->top;
        frame->stack = stack;
        if (UNLIKELY(!record_line_is_told(r, frame, known))) {
            record_put_stack(thread->record, r, record_line_kept(frame, known));
            at = record_at;
            if (UNLIKELY(at >= record_simple_end)) {
                goto more;
            }
        }
        r->line_end = r->end;
    }
    *at = record_line_word(word, clock);
    record_at = at + 1;
    return;
more:
    frame->stack = stack;
    record_line_long(thread, frame, word, known);
}

/* The same of the frame that runs, also while nothing is recorded. */
void record_line_each(Thread *thread, uint32_t line);

#endif

#endif
