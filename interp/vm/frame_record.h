/* frame_record.h - what the recorder is told of running frames
 *
 * Only in the recording runtime. At each step, and whenever a frame calls,
 * the names that were stored to are emitted, and where its evaluation stack
 * differs from what the stream last said of it.
 */
#ifndef INTERP_VM_FRAME_RECORD_H
#define INTERP_VM_FRAME_RECORD_H

#include "gc/record.h"
#include "interp/runtime.h"
#include "interp/vm/frame.h"
#include "interp/vm/gil.h"

#if RECORDING

/* The recorder's numbers of the texts by which a code's frames are told:
 * its local variables, then its names. Made at its first call. */
typedef struct CodeNames {
    uint32_t code; /* serial of the code object */
    uint32_t qualname;
    uint32_t locals[1];
} CodeNames;

/* An instruction has set an attribute (`kind`: EDGE_ATTR, EDGE_SLOT) of
 * `owner` to `value`, by the name that its argument says. */
static inline void
record_attribute(Frame *frame, Object *owner, EdgeKind kind, int name,
                 Object *value)
{
    const Code *code = frame->code;
    const struct CodeNames *names = code->trace_names;
    record_slot_numbered(owner, kind,
                         names->locals[code->nlocalsplus + name], value);
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

/* The frame's next instruction begins `line`. */
void record_line(Thread *thread, int line);

/* The frame is about to execute `ip` (level bytecode). */
void record_opcode(Thread *thread, const CodeWord *ip);

/* Before each instruction. `each`: whether it may be told for itself.
 * `jumped`: it is the target of a jump back, or a handler's first: code that
 * the compiler made for a with or a handler says the same line again, and
 * that is no new step unless one jumps there. */
static ALWAYS_INLINE void
record_instruction(Thread *thread, const CodeWord *ip, RecordLines lines,
                   bool each, bool jumped)
{
    if (UNLIKELY(--thread->countdown <= 0)) {
        gil_time_up(thread);
    }
    if (each && RECORD_GROUP(EVENT_GROUP_STEPS)) {
        record_opcode(thread, ip);
    }
    // Most instructions begin no line.
    int line = *(const int32_t *)(lines + 2 * (uintptr_t)ip);
    if (line > 0 || (jumped && line < 0)) {
        record_line(thread, line > 0 ? line : -line);
    }
}

/* Why a frame stops, as FRAME_POP tells it. */
enum { FRAME_RETURNS, FRAME_YIELDS, FRAME_RAISES };

void record_frame_push(Thread *thread, Frame *frame);
void record_frame_pop(Thread *thread, Frame *frame, int reason);
void record_raise(Thread *thread, Frame *frame);

/* Begins to record as the options say. */
void frame_record_start(const RuntimeOptions *options);

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

/* The thread owns something that it had not when it began, and that hardly
 * ever changes: looks at the next step. */
void frame_record_owns_more(Thread *thread);

/* A thread is over; nothing of Python's is left in it. */
void frame_record_thread_ends(Thread *thread);

void frame_record_visit_counts(RuntimeVisit visit, void *arg);

#endif

#endif
