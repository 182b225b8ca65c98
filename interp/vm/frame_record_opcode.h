/* frame_record_opcode.h - what the recorder is told of instructions
 * (prefix: record_)
 *
 * Each tells for itself that it begins, at the levels bytecode and all. The
 * loop that calls trace functions has no marks for lines: it looks up that of
 * each instruction.
 */
#ifndef INTERP_VM_FRAME_RECORD_OPCODE_H
#define INTERP_VM_FRAME_RECORD_OPCODE_H

#include "interp/bytecode/opcode.h"
#include "interp/vm/frame_record_step.h"

#if RECORDING

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

/* The innermost frame is about to execute an instruction (levels bytecode and
 * all). */
NOINLINE void record_opcode_long(Thread *thread, int opcode);

/* The same, mostly with one packed word. */
static ALWAYS_INLINE void
record_opcode(Thread *thread, int opcode)
{
    uint64_t *at = record_at;
    if (UNLIKELY(at >= record_packed_end)) {
        record_opcode_long(thread, opcode);
        return;
    }
    *at = event_word((EventKind)EVENT_PACKED_OPCODE, 0,
                     opcode_generals[opcode]);
    record_at = record_opcode_end = at + 1;
}

/* Before each instruction, where none is marked. `jumped`: it is the target of
 * a jump back, or a handler's first: code that the compiler made for a with or
 * a handler says the same line again, and that is no new step unless one jumps
 * there. */
static ALWAYS_INLINE void
record_instruction(Thread *thread, const Frame *frame, const CodeWord *ip,
                   RecordLines lines, bool jumped)
{
    thread->countdown--;
    // Most instructions begin no line.
    int line = *(const int32_t *)(lines + 2 * (uintptr_t)ip);
    if (line > 0 || (jumped && line < 0)) {
        record_line_each(thread, (uint32_t)(line > 0 ? line : -line));
    }
    if (RECORD_EACH) {
        record_opcode(thread, code_opcode(frame->code, ip));
    }
}

#endif

#endif
