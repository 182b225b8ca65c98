#include "interp/vm/frame_record_private.h"

#if RECORDING

#include "interp/vm/native_record.h"

// What the stream says of a generator's stack: all but what was just sent to
// it, the top, which is mostly gone when its next line begins.
static inline void
remember_stack(FrameRecord *r)
{
    record_set_end(r, r->frame->stack - 1);
    for (size_t i = 0; i < record_told_count(r); i++) {
        r->told[i] = record_told_of(record_serial(r->base[i]));
    }
}

void
generator_record_remember(ThreadRecord *t, FrameRecord *r)
{
    Frame *frame = r->frame;
    Object *handled = generator_of(frame)->handled.value;
    if (UNLIKELY(frame->locals != NULL || frame->object != NULL ||
                 handled != NULL)) {
        r->locals = record_serial(frame->locals);
        r->object = record_serial(OBJ(frame->object));
        r->handled = record_serial(handled);
        frame_record_note_handled(t, r, handled);
    }
    remember_stack(r);
}

// Whether that is the record of a generator which it has left behind when it
// yielded, called by the same frame or one like it, and is still true. The
// record is that of the last frame there was at this depth: in a loop over a
// generator mostly its own. Only a frame object may have come or gone since
// then. `entry` is the generator's in the table.
static ALWAYS_INLINE bool
is_as_left(const FrameRecord *r, const Frame *frame, uint32_t entry)
{
    if (UNLIKELY(r->owner != entry) ||
        UNLIKELY(r->told != r[-1].told_end) ||
        UNLIKELY(frame->object != NULL)) {
        return false;
    }
    // Above what it left on its stack is what was sent.
    return record_stack_is_so(r, frame->stack - 1);
}

// A generator goes on that an instruction resumes, in the simplest case. False:
// it is another.
static ALWAYS_INLINE bool
resume_quickly(Thread *thread, Frame *frame)
{
    uint64_t *at = record_at;
    if (UNLIKELY(at >= record_simple_end) || UNLIKELY(!frame_record_direct)) {
        return false;
    }
    ThreadRecord *t = thread->record;
    FrameRecord *caller = t->top, *r = caller + 1;
    uint32_t owner = *record_entry(OBJ(generator_of(frame)));
    if (UNLIKELY(!r->direct) || UNLIKELY(!is_as_left(r, frame, owner)) ||
        UNLIKELY(caller->frame->changed != 0) ||
        UNLIKELY(!record_stack_is_told(caller, caller->frame))) {
        return false;
    }
    frame_record_direct = false;
    t->top = r;
    record_look(r);
    at[0] = r->names->push | (uint64_t)owner << 32;
    at[1] = r->names->code;
    record_at = at + 2;
    return true;
}

// A generator goes on that native code resumes, and that it resumed when this
// depth was last reached.
static NOINLINE void
go_on_by_native(Thread *thread, Frame *frame)
{
    ThreadRecord *t = thread->record;
    FrameRecord *r = t->top + 1;
    uint32_t owner = *record_entry(OBJ(generator_of(frame)));
    if (!r->entered || (r->object | r->handled) != 0 ||
        !is_as_left(r, frame, owner)) {
        frame_record_enter(thread, frame);
        return;
    }
    record_sync_left(t, t->top);
    t->top = r;
    native_record_enter(thread);
    record_put_push(r, PUSH_GENERATOR | PUSH_NATIVE, 0);
    record_look(r);
}

// A generator goes on that an instruction resumes, and of which the stream says
// all but what was just sent to it.
static NOINLINE void
go_on(Thread *thread, Frame *frame)
{
    ThreadRecord *t = thread->record;
    Object *self = OBJ(generator_of(frame));
    FrameRecord *r = t->top + 1;
    uint32_t owner = record_whole_serial(self);
    uint32_t *told_end = r[-1].told_end + frame->code->stacksize;
    const CodeNames *names = frame->code->trace_names;
    if (owner == 0 || frame->changed != 0 || frame->object != NULL ||
        frame->locals != NULL || generator_of(frame)->handled.value != NULL ||
        !record_is_plain_call(r, names, told_end)) {
        frame_record_enter(thread, frame);
        return;
    }
    record_sync_left(t, t->top);
    record_put_frame(t, r, frame, names, owner, told_end);
    frame_record_direct = false;
    record_simplify(RECORD_OTHER_FRAME);
    remember_stack(r);
    record_look(r);
    uint64_t *at = record_room(2);
    at[0] = r->names->push | (uint64_t)owner << 32;
    at[1] = r->names->code;
}

void
record_frame_enter(Thread *thread, Frame *frame)
{
    // In the first case nothing is called, so that no register need be saved.
    if (resume_quickly(thread, frame)) {
        return;
    }
    if (frame->owner != FRAME_IN_GENERATOR || thread->record == NULL ||
        thread->record->top == NULL) {
        frame_record_enter(thread, frame);
    } else if (frame_record_direct) {
        go_on(thread, frame);
    } else {
        go_on_by_native(thread, frame);
    }
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int GeneratorRecordNothing;

#endif
