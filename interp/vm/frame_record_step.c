/* frame_record_step.c - tells of the steps, from the start of a recording to
 * its end */
#include "interp/vm/frame_record_private.h"

#if RECORDING

#include "interp/runtime_limits.h"
#include "interp/vm/native_record.h"

uint64_t record_line_due;

static RuntimeOptions options;
static uint64_t audit_steps;
static bool audit_now; // at this step

static void
tell_stepped(void)
{
    if (options.stepped != NULL) {
        record_flush();
        options.stepped(options.stepped_arg);
    }
}

// Somebody looks at each step.
static NOINLINE void
tell_watchers(void)
{
    bool audit = options.audit && options.audited != NULL &&
                 !native_record_audit_failed && audit_now;
    tell_stepped();
    if (audit) {
        record_flush();
        if (!options.audited(options.audit_arg)) {
            native_record_audit_failed = true;
        }
    }
}

// The lower half of the next packed line's clock is enough for so long.
enum { LINE_CLOCK_MAX = INT32_MAX };

// A line takes the long way because its time has come.
static inline bool
is_due(uint64_t clock, int known)
{
    return (record_not_simple & RECORD_DUE) != 0 ||
           ((known & LINE_KEPT_ALL) == 0 && clock >= record_line_due);
}

// A LINE was told in the long way.
static inline void
set_due(uint64_t clock)
{
    record_line_due = clock + LINE_CLOCK_MAX;
    if (native_record_wanted && native_record_due < record_line_due) {
        record_line_due = native_record_due;
    }
    if (!native_record_is_due(clock)) {
        record_simplify(RECORD_DUE);
    }
}

// Ends a step of which there is more to say than that a line begins, or not
// in one word.
static NOINLINE void
end_step(Thread *thread, const FrameRecord *r, uint32_t line, bool due)
{
    record_simplify(RECORD_OTHER_FRAME);
    uint64_t *at = record_room(2);
    at[0] = event_word(EVENT_LINE, r->owner, line);
    at[1] = thread_clock(thread);
    if (RECORD_EACH) { // its OPCODE's clock is the same
        record_complicate(RECORD_CLOCK);
    }
    if ((record_not_simple & RECORD_WATCHED) != 0 || native_record_wanted) {
        if (options.audit) {
            uint64_t every =
                options.audit_every == 0 ? 1 : options.audit_every;
            audit_now = audit_steps++ % every == 0;
        }
        native_record_tell(thread, audit_now, due);
    }
    record_room(1)[0] = event_word(EVENT_SETTLED, 0, 0);
    if ((record_not_simple & RECORD_WATCHED) != 0) {
        limits_step();
        tell_watchers();
    }
}

// The frame is told all, its next line may be the simplest.
static inline void
line_left(FrameRecord *r)
{
    r->line_end = r->end;
    record_simplify(RECORD_NOTED);
}

// A step, whatever is to be told.
static NOINLINE void
record_step(Thread *thread, uint32_t line, int known)
{
    if (!RECORD_ON()) {
        return;
    }
    ThreadRecord *t = thread->record;
    FrameRecord *r = t->top;
    record_settle();
    frame_record_sync(t, r);
    line_left(r);
    if (UNLIKELY((record_not_simple & RECORD_THREADS) != 0)) {
        frame_record_sync_threads(t);
    }
    record_settle(); // what the frame alone knew
    uint64_t clock = thread_clock(thread);
    const uint32_t whole = RECORD_WATCHED | RECORD_UNPACKED | RECORD_CLOCK;
    bool due = is_due(clock, known);
    if (UNLIKELY((record_not_simple & whole) != 0 || due)) {
        end_step(thread, r, line, due && native_record_is_due(clock));
        set_due(clock); // what native code holds is told now
        return;
    }
    set_due(clock);
    if ((record_not_simple & RECORD_OTHER_FRAME) != 0) {
        record_claim_frame(t);
    }
    uint64_t word = event_word((EventKind)RECORD_PACKED_LINE, 0, line);
    record_room(1)[0] = record_line_word((uint32_t)word, clock);
}

static inline void
tell_line_stack(const ThreadRecord *t, FrameRecord *r, int known)
{
    if (!record_line_is_told(r, r->frame, known)) {
        record_put_stack(t, r, record_line_kept(r->frame, known));
    }
}

bool
record_line_noted(Thread *thread, Frame *frame, int known)
{
    const uint32_t here = RECORD_UNSETTLED | RECORD_NOTED;
    if ((record_not_simple & ~here) != 0 || frame->changed != 0) {
        return false;
    }
    record_settle();
    ThreadRecord *t = thread->record;
    tell_line_stack(t, t->top, known);
    line_left(t->top);
    return true;
}

void
record_line_long(Thread *thread, Frame *frame, uint32_t word, int known)
{
    const uint32_t long_step =
        RECORD_OFF | RECORD_WATCHED | RECORD_UNPACKED | RECORD_THREADS |
        RECORD_CLOCK;
    uint64_t clock = thread_clock(thread);
    ThreadRecord *t = thread->record; // NULL while nothing is recorded
    if ((record_not_simple & long_step) != 0 || is_due(clock, known) ||
        t->top->names->local_count > FRAME_CHANGED_BITS) {
        record_step(thread, event_b(word), known);
        return;
    }
    FrameRecord *r = t->top;
    record_settle();
    if ((record_not_simple & RECORD_OTHER_FRAME) != 0) {
        record_claim_frame(t);
    }
    uint64_t *at = record_room(RECORD_LINE_ROOM);
    uint32_t changed = frame->changed;
    for (frame->changed = 0; changed != 0; changed &= changed - 1) {
        int i = __builtin_ctz(changed);
        at = record_put_local(at, frame->slots[i], r->names->locals[i],
                              RECORD_LINE_ROOM);
    }
    record_at = at;
    tell_line_stack(t, r, known);
    line_left(r);
    if ((record_not_simple & (RECORD_UNSETTLED | long_step)) != 0) {
        // What the frame alone knew is to be described.
        record_step(thread, event_b(word), known);
        return;
    }
    set_due(clock);
    record_room(1)[0] = record_line_word(word, clock);
}

void
record_opcode_long(Thread *thread, int opcode)
{
    const ThreadRecord *t = thread->record;
    uint32_t general = opcode_generals[opcode];
    if (!RECORD_ON()) {
        return;
    }
    if (!RECORD_PACKS || (record_not_simple & RECORD_CLOCK) != 0) {
        uint64_t clock = thread_clock(thread);
        record_raw(EVENT_OPCODE, t->top->owner, general, clock, 0);
        record_simplify(RECORD_CLOCK);
        return;
    }
    if ((record_not_simple & RECORD_OTHER_FRAME) != 0) {
        record_claim_frame(t);
    }
    record_room(1)[0] =
        event_word((EventKind)EVENT_PACKED_OPCODE, 0, general);
}

void
record_line_each(Thread *thread, uint32_t line)
{
    if (RECORD_ON()) {
        uint64_t word = event_word((EventKind)RECORD_PACKED_LINE, 0, line);
        Frame *frame = thread->record->top->frame;
        record_line(thread, frame, frame->stack, (uint32_t)word, 0);
    }
}

bool
frame_record_start(const RuntimeOptions *given)
{
    options = *given;
    native_record_start(&options);
    if (!record_start(given->record_mask, given->sink, given->give_room,
                      given->sink_arg)) {
        return false;
    }
    record_end_part();
    if (RECORD_EACH) {
        record_complicate(RECORD_CLOCK); // nothing was told of it
    }
    if (given->audit || given->stepped != NULL || given->max_steps != 0) {
        record_complicate(RECORD_WATCHED);
    }
    return true;
}

// All that is not told yet, between two steps.
static void
settle_all(ThreadRecord *t)
{
    record_settle();
    if ((record_not_simple & RECORD_THREADS) != 0) {
        frame_record_sync_threads(t);
    }
    record_settle();
}

void
frame_record_end(Thread *thread, int status, int phase)
{
    settle_all(frame_record_of(thread));
    record_raw(EVENT_EXIT, (uint32_t)status, (uint32_t)phase, 0, 0);
    bool due = native_record_is_due(thread_clock(thread));
    native_record_tell(thread, options.audit, due);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
    if (phase == 0) {
        record_end_part();
    } else {
        record_flush();
    }
    if (options.audit && options.audited != NULL &&
        !native_record_audit_failed && !options.audited(options.audit_arg)) {
        native_record_audit_failed = true;
    }
    tell_stepped();
}

void
frame_record_pause(Thread *thread)
{
    ThreadRecord *t = frame_record_of(thread);
    settle_all(t);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
    record_flush();
    t->ran = false; // what runs next is called by nobody
}

void
frame_record_save(Thread *thread)
{
    record_settle();
    frame_record_leaves(thread);
    settle_all(frame_record_of(thread));
    bool due = native_record_is_due(thread_clock(thread));
    native_record_tell(thread, false, due);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int FrameRecordStepNothing;

#endif
