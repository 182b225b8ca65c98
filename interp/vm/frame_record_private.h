/* frame_record_private.h - what the files that tell of frames share
 * (prefix: record_, frame_record_)
 *
 * frame_record.c tells that a frame begins and stops, generator_record.c that a
 * generator goes on, frame_record_sync.c what a frame has, frame_record_step.c
 * of the steps.
 */
#ifndef INTERP_VM_FRAME_RECORD_PRIVATE_H
#define INTERP_VM_FRAME_RECORD_PRIVATE_H

#include "interp/vm/frame_record.h"
#include "interp/vm/generator.h"

#if RECORDING

/* The record of a thread, made when it is first asked for; without memory for
 * it, recording ends. */
NOINLINE ThreadRecord *frame_record_make(Thread *thread);

static inline ThreadRecord *
frame_record_of(Thread *thread)
{
    return LIKELY(thread->record != NULL) ? thread->record
                                          : frame_record_make(thread);
}

/* The record of the frame that called this one's; NULL: nobody did. */
static inline FrameRecord *
record_outer(const ThreadRecord *t, FrameRecord *r)
{
    return r == t->records ? NULL : r - 1;
}

/* What is packed from now on is said of the innermost frame, whose next line
 * looks: while another one ran its stack may have been told. */
static inline void
record_claim_frame(const ThreadRecord *t)
{
    record_look(t->top);
    record_room(1)[0] =
        event_word((EventKind)EVENT_PACKED_FRAME, t->top->owner, 0);
    record_simplify(RECORD_OTHER_FRAME);
}

/* A packed word of a local variable (CodeNames.locals), put where there is
 * room; returns where the next one goes, with room for so many words, 4 for
 * each variable: what is to be told of the value first goes there. */
static ALWAYS_INLINE uint64_t *
record_put_local(uint64_t *at, Object *value, uint64_t word, size_t room)
{
    uint32_t serial, *entry;
    if (!record_put_serial(&at, value, &serial, &entry)) {
        record_at = at;
        serial = record_serial_slow(value, entry);
        at = record_room(room);
    }
    *at = word | (uint64_t)serial << 32;
    return at + 1;
}

/* What `told` has for an entry that is empty, as the table has for NULL. */
static inline uint32_t
record_told_of(uint32_t serial)
{
    return serial == 0 ? RECORD_NULL : serial;
}

/* The stream says what is on the stack below `end`. */
static inline void
record_set_end(FrameRecord *r, Object **end)
{
    r->end = end;
    r->empty = end == r->base ? end : NULL;
}

/* Emits what has changed in a frame since it was last told: its names, which
 * were noted (frame_local_changed), the exception that it handles, and its
 * stack. */
void frame_record_sync(ThreadRecord *t, FrameRecord *r);

/* All of a frame that nothing was told of yet, except function and code. */
void frame_record_sync_all(ThreadRecord *t, FrameRecord *r);

/* The owner's field refers to `target` now, where `*told` is the serial that
 * was last told. */
void frame_record_sync_field(uint32_t owner, uint32_t *told, const char *field,
                             Object *target);

/* What the threads own besides frames. */
NOINLINE void frame_record_sync_threads(ThreadRecord *t);

/* The same of a frame that an instruction leaves for another one: mostly no
 * more than its stack differs. */
static ALWAYS_INLINE void
record_sync_left(ThreadRecord *t, FrameRecord *r)
{
    Frame *frame = r->frame;
    if (UNLIKELY(frame->changed != 0) ||
        (frame->owner == FRAME_IN_GENERATOR &&
         (generator_of(frame)->handled.value != NULL || r->handled != 0))) {
        frame_record_sync(t, r);
        return;
    }
    if (frame->stack != r->empty) {
        size_t kept = code_kept(frame->code, frame->previous_word);
        if (frame->stack != r->end || !record_stack_is_told_above(r, kept)) {
            record_put_stack(t, r, kept);
        }
    }
}

/* The record of a frame that another one's instruction calls, on top of it. */
static ALWAYS_INLINE void
record_put_frame(ThreadRecord *t, FrameRecord *r, Frame *frame,
                 const CodeNames *names, uint32_t owner, uint32_t *told_end)
{
    r->frame = frame;
    r->base = r->end = r->empty = r->line_end = frame_stack_base(frame);
    r->names = names;
    r->owner = owner;
    r->told = r[-1].told_end;
    r->told_end = told_end;
    r->locals = r->object = r->handled = 0;
    r->handles = r->entered = false;
    r->direct = true;
    t->top = r;
}

/* Whether it can be told in the words for that, where they may be put. Mostly
 * it can. */
static ALWAYS_INLINE bool
record_is_plain_frame(const FrameRecord *r, const CodeNames *names,
                      const uint32_t *told_end)
{
    return LIKELY(names != NULL) && LIKELY(names->plain) &&
           LIKELY(told_end <= r->told_limit);
}

/* The same, and whether they may be. */
static ALWAYS_INLINE bool
record_is_plain_call(const FrameRecord *r, const CodeNames *names,
                     const uint32_t *told_end)
{
    const uint32_t other = RECORD_OFF | RECORD_UNPACKED | RECORD_THREADS;
    return (record_not_simple & other) == 0 &&
           record_is_plain_frame(r, names, told_end);
}

/* FRAME_PUSH's flags. */
enum { PUSH_GENERATOR = 1, PUSH_MODULE = 2, PUSH_CLASS = 4, PUSH_NATIVE = 8 };

/* The words of a frame that begins or goes on, with such flags; `function`: its
 * serial. */
static inline void
record_put_push(const FrameRecord *r, uint32_t flags, uint64_t function)
{
    record_simplify(RECORD_OTHER_FRAME);
    uint64_t *at = record_room(3);
    at[0] = event_word(EVENT_FRAME_PUSH, r->owner, flags);
    at[1] = r->names->code;
    at[2] = r->names->qualname | function << 32;
}

/* The generator's frame refers to the exception that it handles; NULL: none. */
void frame_record_note_handled(ThreadRecord *t, FrameRecord *r,
                               const Object *value);

/* Any frame begins or goes on, in the long way. */
NOINLINE void frame_record_enter(Thread *thread, Frame *frame);

/* Fills in what the stream says of a generator that goes on, of which it says
 * all but what was just sent to it. */
void generator_record_remember(ThreadRecord *t, FrameRecord *r);

#endif

#endif
