// The loop that records need not ask at each instruction whether it begins a
// line: those that do are marked.
#if RECORDING && !defined(EVAL_TRACED)
#define LINE_LOOP 1
#else
#define LINE_LOOP 0
#endif
#define RECORD_COUNTS_INLINE 1

#include "interp/vm/eval.h"

#include <string.h>

#include "gc/collector.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/exception.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/range.h"
#include "interp/objects/set.h"
#include "interp/objects/slice.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/generator.h"
#include "interp/vm/hooks.h"
#include "interp/vm/ops.h"
#include "interp/vm/specialize.h"

#ifndef EVAL_TRACED
int eval_breaker;
#endif

// By BINARY_OP's operand.
static const BinaryFunc binary_operations[] = {
    number_add, number_and, number_floor_divide, number_lshift,
    number_matrix_multiply, number_multiply, number_remainder, number_or,
    ops_power, number_rshift, number_subtract, number_true_divide,
    number_xor,
    number_inplace_add, number_inplace_and, number_inplace_floor_divide,
    number_inplace_lshift, number_inplace_matrix_multiply,
    number_inplace_multiply, number_inplace_remainder, number_inplace_or,
    ops_inplace_power, number_inplace_rshift, number_inplace_subtract,
    number_inplace_true_divide, number_inplace_xor,
};

// Gives up the frame of a call that has returned.
static inline void
eval_end_frame_of(Thread *thread, Frame *frame)
{
    if (LIKELY(frame->object == NULL)) {
        frame_drop(thread, frame);
    } else {
        frame_clear(thread, frame);
    }
    frame_pop(thread, frame);
}

static inline void
eval_end_frame(Thread *thread, Frame *frame)
{
    thread->frame = frame->previous;
    eval_end_frame_of(thread, frame);
}

#ifndef EVAL_TRACED
int
eval_recursion_error(Thread *thread, const char *where)
{
    // Some room is kept for the code that handles the error.
    if (thread->recursion_headroom > 0 &&
        thread->recursion_remaining > -50) {
        return 0;
    }
    thread->recursion_headroom++;
    error_format(EXC(RecursionError),
                 "maximum recursion depth exceeded%s", where);
    thread->recursion_headroom--;
    return -1;
}
#endif

static inline uint32_t
cache_read32(const CodeWord *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 16;
}

static inline Object *
cache_read_pointer(const CodeWord *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof(value));
    return (Object *)(uintptr_t)value;
}

// ------------------------------------------------ the words of eval_body.h

#ifdef __GNUC__
#define USE_COMPUTED_GOTO 1
#else
#define USE_COMPUTED_GOTO 0
#endif

#define SAVE_STACK() (frame->stack = sp)
#if RECORDING
// The recorder looks at the frame's stack whenever Python code runs below an
// instruction: so the frame knows the stack pointer when an instruction
// begins, and whenever it changes. A quick one, below which only a finalizer
// ever runs, tells the frame just before that (QUICK_). `lines` and `marks` are
// the running code's.
#define MOVE_SP(to) (frame->stack = sp = (to))
#define EXACT_STACK() SAVE_STACK()
#if LINE_LOOP
#define LOAD_STACK() (sp = frame->stack, marks = frame->code->lines->marks)
#else
#define LOAD_STACK() (sp = frame->stack, lines = record_lines(frame))
#endif
#else
#define MOVE_SP(to) (sp = (to))
#define EXACT_STACK() ((void)0)
#define LOAD_STACK() (sp = frame->stack)
#endif

#define STACK_POINTER() sp
#define PUSH(value)                                                          \
    do {                                                                     \
        Object *pushed_ = (value);                                           \
        *sp = pushed_;                                                       \
        MOVE_SP(sp + 1);                                                     \
    } while (0)
#define POP() (MOVE_SP(sp - 1), *sp)
#define TOP() (sp[-1])
#define SECOND() (sp[-2])
#define THIRD() (sp[-3])
#define PEEK(n) (sp[-(n)])
#define SET_TOP(value) (sp[-1] = (value))
#define SET_SECOND(value) (sp[-2] = (value))
#define SET_THIRD(value) (sp[-3] = (value))
#define SHRINK(n) MOVE_SP(sp - (n))
#define GROW(n) MOVE_SP(sp + (n))
#define DROP_TOP()                                                           \
    do {                                                                     \
        Object *dropped_ = POP();                                            \
        ref_dec(dropped_);                                                   \
    } while (0)
#define QUICK_PUSH(value)                                                    \
    do {                                                                     \
        Object *pushed_ = (value);                                           \
        *sp++ = pushed_;                                                     \
    } while (0)
#define QUICK_POP() (*--sp)
#define QUICK_DEC(object)                                                    \
    do {                                                                     \
        Object *dropped_ = (Object *)(object);                               \
        RECORD_DECREF(dropped_);                                             \
        if (UNLIKELY(--dropped_->refcount == 0)) {                           \
            EXACT_STACK();                                                   \
            object_dealloc(dropped_);                                        \
        }                                                                    \
    } while (0)
#define QUICK_DROP_TOP() QUICK_DEC(QUICK_POP())
#define QUICK_SHRINK(n) (sp -= (n))
#define QUICK_XDEC(object)                                                   \
    do {                                                                     \
        if ((object) != NULL) {                                              \
            QUICK_DEC(object);                                               \
        }                                                                    \
    } while (0)
// Two operands go, one result comes; `left` and `right` are the operands.
#define QUICK_REPLACE_TWO(result)                                            \
    do {                                                                     \
        Object *left_ = SECOND();                                            \
        Object *right_ = QUICK_POP();                                        \
        SET_TOP(result);                                                     \
        QUICK_DEC(left_);                                                    \
        QUICK_DEC(right_);                                                   \
    } while (0)
#define CONSTS() (frame->code->consts)
#define NAMES() (frame->code->names)
#define IS_TRUE(value)                                                       \
    ((value) == TRUE    ? 1                                                  \
     : (value) == FALSE ? 0                                                  \
     : (value) == NONE  ? 0                                                  \
                        : object_is_true(value))

#define QUICK_IS_TRUE(value)                                                 \
    ((value) == TRUE    ? 1                                                  \
     : (value) == FALSE ? 0                                                  \
     : (value) == NONE  ? 0                                                  \
                        : (EXACT_STACK(), object_is_true(value)))

#ifdef EVAL_TRACED
// No specialised instruction runs, for some do the work of two lines.
#define GENERAL(opcode) opcode_deopt(opcode)
#else
#define GENERAL(opcode) (opcode)
#endif
// Where lines are marked (code_mark_lines) the loop that calls trace functions
// does not execute the marks.
#if RECORDING
#define OPCODE_AT(word) code_opcode(frame->code, word)
#define SET_OPCODE(word, opcode) code_set_opcode(frame->code, word, opcode)
#else
#define OPCODE_AT(word) (*(word) & 255)
#define SET_OPCODE(word, opcode)                                             \
    (*(word) = (CodeWord)((*(word) & 0xff00) | (opcode)))
#endif
#if RECORDING && !LINE_LOOP
#define NEXT_OPCODE(word) GENERAL(OPCODE_AT(ip))
#else
#define NEXT_OPCODE(word) GENERAL((word) & 255)
#endif
#define FETCH()                                                              \
    do {                                                                     \
        unsigned word_ = *ip;                                                \
        opcode = NEXT_OPCODE(word_);                                         \
        frame->previous_word = ip++;                                         \
        oparg = (int)(word_ >> 8);                                           \
    } while (0)

#if USE_COMPUTED_GOTO
#define TARGET(name) target_##name:
#define DISPATCH() goto *targets[opcode]
#else
#define TARGET(name) case OP_##name:
#define DISPATCH() goto dispatch_opcode
#endif
// Instructions are told where they begin; what takes the place of one that was
// told begins behind that.
#if LINE_LOOP && RECORD_EACH
#define TRACE_OPCODE(name) record_opcode(thread, OP_##name);
#define TOLD(name) told_##name:
#define DISPATCH_TOLD() goto *told_targets[opcode]
#else
#define TRACE_OPCODE(name)
#define TOLD(name)
#define DISPATCH_TOLD() DISPATCH()
#endif
// A silent one is no instruction: a mark, or a part of the next one.
#define SILENT_CASE(name)                                                    \
    TARGET(name)                                                             \
    TOLD(name)
#define QUICK_CASE(name)                                                     \
    TARGET(name)                                                             \
    TRACE_OPCODE(name)                                                       \
    TOLD(name)
#define CASE(name)                                                           \
    QUICK_CASE(name)                                                         \
    EXACT_STACK();
#define NEXT()                                                               \
    do {                                                                     \
        TRACE_INSTRUCTION();                                                 \
        HOOK_INSTRUCTION();                                                  \
        FETCH();                                                             \
        DISPATCH();                                                          \
    } while (0)
// The same for the target of a jump back, or a handler: there a line may
// begin once more.
#define NEXT_JUMPED()                                                        \
    do {                                                                     \
        TRACE_JUMPED();                                                      \
        HOOK_INSTRUCTION();                                                  \
        FETCH();                                                             \
        DISPATCH();                                                          \
    } while (0)

// A general instruction counts down to its next attempt to specialise.
#ifdef EVAL_TRACED
#define ADAPT(specialize) ((void)0)
#else
#define ADAPT(specialize)                                                    \
    if (UNLIKELY(ip[0] == 0)) {                                              \
        SAVE_STACK();                                                        \
        if (specialize(frame, ip - 1, oparg)) {                              \
            opcode = OPCODE_AT(ip - 1);                                      \
            DISPATCH_TOLD();                                                 \
        }                                                                    \
    } else {                                                                 \
        ip[0]--;                                                             \
    }
#endif
// A specialised one that does not fit: after some misses it is general
// again.
#define DEOPT_IF(condition, name)                                            \
    if (UNLIKELY(condition)) {                                               \
        EXACT_STACK();                                                       \
        if (ip[0] == 0) {                                                    \
            SET_OPCODE(ip - 1, OP_##name);                                   \
            ip[0] = SPECIALIZE_BACKOFF;                                      \
        } else {                                                             \
            ip[0]--;                                                         \
        }                                                                    \
        opcode = OP_##name;                                                  \
        goto general_##name;                                                 \
    }
// SAFE_POINTS=0 is for bench/threads.py: what the checks cost. No thread
// gives the lock up then, and nothing can be interrupted.
#ifndef SAFE_POINTS
#define SAFE_POINTS 1
#endif
#define BREAKER() __atomic_load_n(&eval_breaker, __ATOMIC_RELAXED)
#define IS_BREAK()                                                           \
    (TRACE_TIME(), SAFE_POINTS && UNLIKELY(BREAKER() != 0))
#define CHECK_BREAKER()                                                      \
    if (IS_BREAK()) {                                                        \
        goto handle_breaker;                                                 \
    }
#define COMPARE_AND_JUMP(a, b)                                               \
    do {                                                                     \
        bool holds_;                                                         \
        switch (oparg) {                                                     \
        case CMP_LT: holds_ = (a) < (b); break;                              \
        case CMP_LE: holds_ = (a) <= (b); break;                             \
        case CMP_EQ: holds_ = (a) == (b); break;                             \
        case CMP_NE: holds_ = (a) != (b); break;                             \
        case CMP_GT: holds_ = (a) > (b); break;                              \
        default: holds_ = (a) >= (b); break;                                 \
        }                                                                    \
        Object *left_ = SECOND();                                            \
        Object *right_ = QUICK_POP();                                        \
        (void)QUICK_POP();                                                   \
        QUICK_DEC(left_);                                                    \
        QUICK_DEC(right_);                                                   \
        CodeWord jump_ = ip[2];                                              \
        int jump_op_ = jump_ & 255;                                          \
        frame->previous_word = ip + 2;                                       \
        ip += 3;                                                             \
        bool back_ = jump_op_ >= OP_POP_JUMP_BACKWARD_IF_FALSE;              \
        bool if_true_ = jump_op_ == OP_POP_JUMP_FORWARD_IF_TRUE ||           \
                        jump_op_ == OP_POP_JUMP_BACKWARD_IF_TRUE;            \
        if (holds_ == if_true_) {                                            \
            if (back_) {                                                     \
                ip -= jump_ >> 8;                                            \
                CHECK_BREAKER();                                             \
                NEXT_JUMPED();                                               \
            }                                                                \
            ip += jump_ >> 8;                                                \
        }                                                                    \
        NEXT();                                                              \
    } while (0)
// A call through a specialised form: drops `total` arguments and the
// callable, pushes the result.
#define FINISH_CALL(result, total, is_method)                                \
    do {                                                                     \
        if (UNLIKELY((result) == NULL)) {                                    \
            goto error;                                                      \
        }                                                                    \
        for (int i_ = 0; i_ < (total); i_++) {                               \
            QUICK_DROP_TOP();                                                \
        }                                                                    \
        QUICK_DROP_TOP();                                                    \
        if (!(is_method)) {                                                  \
            QUICK_SHRINK(1);                                                 \
        }                                                                    \
        QUICK_PUSH(result);                                                  \
        ip += 4;                                                             \
        CHECK_BREAKER();                                                     \
        NEXT();                                                              \
    } while (0)

#if RECORDING
// The clock matters only where another thread may run.
#define TRACE_TIME()                                                         \
    (UNLIKELY(thread->countdown <= 0) ? gil_time_up(thread) : (void)0)
#if LINE_LOOP
#define TRACE_INSTRUCTION() ((void)thread->countdown--)
#define TRACE_JUMPED()                                                       \
    thread->countdown--;                                                     \
    if (code_mark_at(marks, ip)->opcode < 0) {                               \
        goto line_again;                                                     \
    }
#else
#define TRACE_INSTRUCTION()                                                  \
    (EXACT_STACK(), record_instruction(thread, frame, ip, lines, false))
#define TRACE_JUMPED()                                                       \
    (EXACT_STACK(), record_instruction(thread, frame, ip, lines, true))
#endif
// A generator that an instruction resumes is not called by native code; it
// may be over, and then no frame begins.
#define RESUMES_DIRECTLY(type)                                               \
    (frame_record_direct =                                                   \
         (type) == &generator_type || (type) == &coroutine_type)
#define RESUMED() (frame_record_direct = false)
#define TRACE_FRAME_PUSH()                                                   \
    if (UNLIKELY(frame->code->marked < CODE_MARKED) &&                       \
        !code_mark_lines(frame->code)) {                                     \
        error_no_memory();                                                   \
        goto exit_unwind;                                                    \
    }                                                                        \
    if (RECORD_ON()) {                                                       \
        if (frame->is_entry) {                                               \
            record_frame_enter(thread, frame);                               \
        } else {                                                             \
            record_frame_push(thread, frame);                                \
        }                                                                    \
    }
#define TRACE_FRAME_POP(reason)                                              \
    if (RECORD_ON()) {                                                       \
        record_frame_pop(thread, frame, reason);                             \
    }
#define TRACE_STORE(i, binds) record_local(thread, frame, i, binds)
#define TRACE_LOCAL(i) frame_local_changed(frame, i)
#define TRACE_ATTRIBUTE(owner, kind, value)                                  \
    if (RECORD_ON()) {                                                       \
        record_attribute(frame, owner, kind, oparg, value);                  \
    }
#define TRACE_LOOP()                                                         \
    if (RECORD_ON() && code_begins_loop(ip - 1)) {                           \
        record_loop(thread, frame);                                          \
    }
#define TRACE_RETURNED() ((void)0)
#define TRACE_RAISE()                                                        \
    if (RECORD_ON()) {                                                       \
        record_raise(thread, frame);                                         \
    }
#define NATIVE_BEGIN(callable)                                               \
    Object *native_outer_ = thread->native;                                  \
    thread->native = (callable)
#define NATIVE_END() (thread->native = native_outer_)
#else
#define TRACE_TIME() ((void)0)
#define TRACE_INSTRUCTION() ((void)0)
#define TRACE_JUMPED() ((void)0)
#define RESUMES_DIRECTLY(type) ((void)0)
#define RESUMED() ((void)0)
#define TRACE_FRAME_PUSH() ((void)0)
#define TRACE_FRAME_POP(reason) ((void)0)
#define TRACE_STORE(i, binds) ((void)0)
#define TRACE_LOCAL(i) ((void)0)
#define TRACE_ATTRIBUTE(owner, kind, value) ((void)0)
#define TRACE_LOOP() ((void)0)
#define TRACE_RETURNED() ((void)0)
#define TRACE_RAISE() ((void)0)
#define NATIVE_BEGIN(callable) ((void)0)
#define NATIVE_END() ((void)0)
#endif

// What sys.settrace and sys.setprofile want to know (hooks.h).
#ifdef EVAL_TRACED
#define HOOK_INSTRUCTION()                                                   \
    if (thread->hooked) {                                                    \
        goto hook_instruction;                                               \
    }
#define HOOK_THROW()                                                         \
    if (thread->hooked && hooks_enter(thread, frame) < 0) {                  \
        TRACE_FRAME_POP(FRAME_RAISES);                                       \
        goto exit_unwind;                                                    \
    }
#define HOOK_LEAVE(result)                                                   \
    if (thread->hooked && hooks_leave(thread, frame, result) < 0) {          \
        ref_dec(result);                                                     \
        TRACE_FRAME_POP(FRAME_RAISES);                                       \
        goto exit_unwind;                                                    \
    }
#define HOOK_UNWIND()                                                        \
    if (thread->hooked) {                                                    \
        (void)!hooks_leave(thread, frame, NULL);                             \
    }
#define HOOK_RAISE()                                                         \
    if (thread->hooked) {                                                    \
        hooks_raise(thread, frame);                                          \
    }
#define CALL_NATIVE(...) hooks_call(thread, __VA_ARGS__)
#define SWITCH_LOOP() ((void)0)
#else
#define HOOK_INSTRUCTION() ((void)0)
#define HOOK_THROW() ((void)0)
#define HOOK_LEAVE(result) ((void)0)
#define HOOK_UNWIND() ((void)0)
#define HOOK_RAISE() ((void)0)
#define CALL_NATIVE(...) call_vector(__VA_ARGS__)
#define SWITCH_LOOP()                                                        \
    if (UNLIKELY(thread->hooked)) {                                          \
        frame->previous_word = ip - 1;                                       \
        return eval_frame_traced(thread, frame, EVAL_GO_ON);                 \
    }
#endif

#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"

#ifdef EVAL_TRACED
Object *
eval_frame_traced(Thread *thread, Frame *frame, EvalStart start)
{
    bool throwing = start == EVAL_THROW;
#else
Object *
eval_frame(Thread *thread, Frame *frame, bool throwing)
{
    if (UNLIKELY(thread->hooked)) {
        return eval_frame_traced(thread, frame,
                                 throwing ? EVAL_THROW : EVAL_CALL);
    }
#endif
    CodeWord *ip;
    int opcode = 0, oparg = 0;
    Object *kwnames = NULL;
#if LINE_LOOP
    uintptr_t marks; // where code_mark_at finds the running code's
#elif RECORDING
    RecordLines lines;
#endif
    Object **sp = frame->stack;
#if USE_COMPUTED_GOTO
    // Rows stand behind the default for all.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#define TARGET_OF(name) &&target_##name
    static const void *const targets[256] = {
#include "interp/vm/eval_targets.h"
    };
#undef TARGET_OF
#if LINE_LOOP && RECORD_EACH
#define TARGET_OF(name) &&told_##name
    static const void *const told_targets[256] = {
#include "interp/vm/eval_targets.h"
    };
#undef TARGET_OF
#endif
#pragma GCC diagnostic pop
#endif
#ifdef EVAL_TRACED
    if (start == EVAL_GO_ON) {
        goto go_on;
    }
#endif
    char here;
    if (&here < thread->stack_limit) {
        // Deep C recursion, whatever the recursion limit says.
        error_set_text(EXC(RecursionError),
                       "maximum recursion depth exceeded");
        throwing = true;
    }
    frame->is_entry = true;
    frame->previous = thread->frame;
    thread->frame = frame;
#include "interp/vm/eval_body.h"
}
