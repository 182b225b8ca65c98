/* frame_record.h - what the recorder is told of running frames
 *
 * Only in the recording runtime. Local variables are emitted as they are
 * stored to, and at each step and whenever a frame calls, where its evaluation
 * stack differs from what the stream last said of it.
 */
#ifndef INTERP_VM_FRAME_RECORD_H
#define INTERP_VM_FRAME_RECORD_H

#include <string.h>

#include "gc/record.h"
#include "interp/bytecode/code.h"
#include "interp/bytecode/opcode.h"
#include "interp/runtime.h"
#include "interp/vm/frame.h"
#include "interp/vm/gil.h"
#include "interp/vm/native_record.h"
#include "interp/vm/thread_record.h"

#if RECORDING

/* How a code's frames are told. Made at its first call. */
typedef struct CodeNames {
    uint32_t code; /* serial of the code object */
    uint32_t qualname;
    int local_count;
    int argument_count;   /* they are the first locals */
    bool plain;           /* few, and all fits into packed words */
    uint32_t *names;      /* numbers of the local variables' names */
    uint32_t *attributes; /* of the code's names */
    uint64_t locals[1];   /* PACKED_LOCAL of each variable; a is 0 */
} CodeNames;

/* What the stream last said of one running frame. */
typedef struct FrameRecord {
    Frame *frame;
    Object **base;  /* of its evaluation stack */
    Object **end;   /* of what the stream says is on that stack */
    Object **empty; /* that if nothing is, else NULL */
    Object **line_end; /* `end` as the frame's last line left it: lines that
                          find the stack as that did look no further, for
                          RECORD_NOTED says when it is another */
    const CodeNames *names;
    uint32_t owner; /* serial: its own, or the generator's */
    uint32_t shadow, shadow_end; /* are in this part of `shadows` */
    uint32_t used;               /* so many serials of what is on the stack */
    uint32_t locals, object, handled; /* serials of what it refers to */
    bool handles;                     /* `handled` is an exception */
    bool entered;                     /* NATIVE_ENTER was told */
    bool direct; /* the frame before it called it, and nothing else is to be
                    said when it stops */
} FrameRecord;

/* What the stream was told of one thread. */
typedef struct ThreadRecord {
    FrameRecord *records, *records_end; /* the outermost; behind the last,
                                           another one, nobody's */
    FrameRecord *top;                   /* the innermost; NULL: none runs */
    uint32_t *shadows;
    size_t shadow_room;
    bool ran;            /* the first frame is nobody's callee */
    size_t handled_told; /* generators that the stream says handle something */
    ThreadFields fields;
} ThreadRecord;

/* An instruction has set an attribute (`kind`: EDGE_ATTR, EDGE_SLOT) of
 * `owner` to `value`, by the name that its argument says. */
static inline void
record_attribute(Frame *frame, Object *owner, EdgeKind kind, int name,
                 Object *value)
{
    const struct CodeNames *names = frame->code->trace_names;
    record_slot_numbered(owner, kind, names->attributes[name], value);
}

/* The next frame is a generator's that an instruction resumes: no native
 * code stands between it and its caller. */
extern bool frame_record_direct;

/* Where the line of an instruction is found: the code's table, so that twice
 * the instruction's address leads into it. The eval loop keeps it in a
 * register. */
typedef uintptr_t RecordLines;

_Static_assert(sizeof(CodeWord) * 2 == sizeof(int32_t), "see RecordLines");

/* ... of a frame that begins or goes on. */
static inline RecordLines
record_lines(const Frame *frame)
{
    const Code *code = frame->code;
    return (uintptr_t)code->lines->lines - 2 * (uintptr_t)code->words;
}

/* The clock of the last LINE: the next packed one tells the difference. */
extern uint64_t frame_record_told_clock;

/* From this clock on a line takes the long way: then the difference would not
 * fit, or what native code holds is to be looked for. */
extern uint64_t record_line_due;

/* Whether the stream says what is on a frame's evaluation stack, which is as
 * deep as it says; it does of the lowest `kept` entries. */
static ALWAYS_INLINE bool
record_stack_is_told_above(const ThreadRecord *t, const FrameRecord *r,
                           size_t kept)
{
    Object *const *base = r->base;
    const uint32_t *told = t->shadows + r->shadow;
    size_t n = r->used;
    while (n > kept && record_has_serial(base[n - 1], told[n - 1])) {
        n--;
    }
    return n <= kept;
}

/* The same of any frame's, below `top`: mostly nothing is there, or iterators
 * of the loops around, all as they were. */
static ALWAYS_INLINE bool
record_stack_is_so(const ThreadRecord *t, const FrameRecord *r,
                   Object *const *top)
{
    return LIKELY(top == r->empty) ||
           (top == r->end && record_stack_is_told_above(t, r, 0));
}

/* The same of all that is on it. */
static ALWAYS_INLINE bool
record_stack_is_told(const ThreadRecord *t, const FrameRecord *r,
                     const Frame *frame)
{
    return record_stack_is_so(t, r, frame->stack);
}

/* Tells where the stack differs from what the stream says of it, but for the
 * lowest `kept` entries. */
NOINLINE void record_put_stack(const ThreadRecord *t, FrameRecord *r,
                               size_t kept);

/* The iterator of a loop is on the frame's stack from now on: its lines need not
 * look for it (code_mark_lines). */
static inline void
record_loop(Thread *thread, Frame *frame)
{
    const ThreadRecord *t = thread->record;
    FrameRecord *r = t->top;
    if (r->frame == frame) {
        if (!record_stack_is_told(t, r, frame)) {
            record_put_stack(t, r, 0);
        }
        r->line_end = r->end;
    }
}

/* A variable takes a word, the number that is its value three. */
_Static_assert(RECORD_LINE_ROOM > 4 * (int)FRAME_CHANGED_BITS,
               "room for a line");

/* Whether the next instruction binds an earlier variable for the first time:
 * of `a, b = x, y` the compiler stores b before a, but in pictures a is first. */
static inline bool
record_binds_earlier(const Frame *frame, int i)
{
    const CodeWord *next = frame->previous_word + 1;
    int other = *next >> 8;
    return UNLIKELY((*next & 255) == OP_STORE_FAST) && other < i &&
           frame->slots[other] == NULL;
}

/* An instruction has stored to a local variable of the running frame, for the
 * first time if it `binds` it. */
NOINLINE void record_local_long(Thread *thread, Frame *frame, int i,
                                bool binds);

/* The same. Mostly one packed word tells of it. */
static ALWAYS_INLINE void
record_local(Thread *thread, Frame *frame, int i, bool binds)
{
    Object *value = frame->slots[i];
    uint64_t *at = record_at;
    uint32_t serial, *entry;
    if (UNLIKELY(at >= record_packed_end) ||
        (binds && record_binds_earlier(frame, i)) ||
        !record_put_serial(&at, value, &serial, &entry)) {
        record_local_long(thread, frame, i, binds);
        return;
    }
    const CodeNames *names = frame->code->trace_names;
    *at = names->locals[i] | (uint64_t)serial << 32;
    record_at = at + 1;
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
record_line_is_told(const ThreadRecord *t, const FrameRecord *r,
                    const Frame *frame, int known)
{
    if ((known & LINE_KEPT_ALL) != 0) {
        return frame->stack == r->end; // nothing is above that a call told of
    }
    return LIKELY(frame->stack == r->empty) ||
           (frame->stack == r->end &&
            record_stack_is_told_above(t, r, record_line_kept(frame, known)));
}

/* The stream says more of the stack of the frame that runs than its last line
 * left: so the next one looks. */
static inline void
record_look(const FrameRecord *r)
{
    if (UNLIKELY(r->end != r->line_end)) {
        record_complicate(RECORD_NOTED);
    }
}

/* Before an instruction that begins a line: `word` is that of its mark. What
 * record_line does not tell itself. */
NOINLINE void record_line_long(Thread *thread, Frame *frame, uint32_t word,
                               int known);

/* The frame is to be looked at first. False: more is. */
NOINLINE bool record_line_noted(Thread *thread, Frame *frame, int known);

/* The same. In most steps nothing is to be told but the line itself, in one
 * packed word, and what is on the evaluation stack. */
static ALWAYS_INLINE void
record_line(Thread *thread, Frame *frame, uint32_t word, int known)
{
    uint64_t *at = record_at;
    uint64_t clock = thread_clock(thread);
    if (UNLIKELY(at >= record_simple_end)) {
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
    if (UNLIKELY(clock >= record_line_due)) {
        goto more;
    }
    if ((known & LINE_KEPT_ALL) == 0) {
        FrameRecord *r = thread->record->top;
        if (UNLIKELY(!record_line_is_told(thread->record, r, frame, known))) {
            record_put_stack(thread->record, r, record_line_kept(frame, known));
            at = record_at;
            if (UNLIKELY(at >= record_simple_end)) {
                goto more;
            }
        }
        r->line_end = r->end;
    }
    *at = word | (clock - frame_record_told_clock) << 32;
    frame_record_told_clock = clock;
    record_at = at + 1;
    return;
more:
    record_line_long(thread, frame, word, known);
}

/* The same of the frame that runs, also while nothing is recorded. */
void record_line_each(Thread *thread, uint32_t line);

/* The innermost frame is about to execute an instruction (level bytecode). */
NOINLINE void record_opcode_long(Thread *thread, uint32_t opcode);

/* The same, of that at `ip`, mostly with one packed word. */
static inline void
record_opcode(Thread *thread, const Frame *frame, const CodeWord *ip)
{
    const uint32_t other = RECORD_UNPACKED | RECORD_OTHER_FRAME;
    uint32_t opcode = opcode_generals[code_opcode(frame->code, ip)];
    uint64_t passed = thread_clock(thread) - frame_record_told_clock;
    uint64_t *at = record_at;
    if (LIKELY((record_not_simple & other) == 0 && passed <= UINT32_MAX &&
               at < record_end)) {
        *at = event_word((EventKind)EVENT_PACKED_OPCODE, (uint32_t)passed,
                         opcode);
        record_at = at + 1;
    } else {
        record_opcode_long(thread, opcode);
    }
}

/* Before each instruction that may be told for itself. `jumped`: it is the
 * target of a jump back, or a handler's first: code that the compiler made
 * for a with or a handler says the same line again, and that is no new step
 * unless one jumps there. */
static ALWAYS_INLINE void
record_instruction(Thread *thread, const Frame *frame, const CodeWord *ip,
                   RecordLines lines, bool jumped)
{
    thread->countdown--;
    if (RECORD_GROUP(EVENT_GROUP_STEPS)) {
        record_opcode(thread, frame, ip);
    }
    // Most instructions begin no line.
    int line = *(const int32_t *)(lines + 2 * (uintptr_t)ip);
    if (line > 0 || (jumped && line < 0)) {
        record_line_each(thread, (uint32_t)(line > 0 ? line : -line));
    }
}

/* Why a frame stops, as FRAME_POP tells it. */
enum { FRAME_RETURNS, FRAME_YIELDS, FRAME_RAISES };

/* A frame begins to run that an instruction has called; any frame begins or
 * goes on. */
void record_frame_push(Thread *thread, Frame *frame);
void record_frame_enter(Thread *thread, Frame *frame);

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
         UNLIKELY(frame->changed != 0 || !record_stack_is_told(t, r, frame)))) {
        record_frame_leave(thread, frame, reason);
        return;
    }
    record_put_pop(t, r, reason, at);
    record_at = at + 1;
}
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

void frame_record_visit_counts(RuntimeVisit visit, void *arg);

#endif

#endif
