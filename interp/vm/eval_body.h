/* eval_body.h - the eval loop itself: how it begins, goes on and unwinds, the
 * stack; the instructions of each subject are in files of their own
 *
 * Included by eval.c, which defines the words of the evaluation stack and
 * TRACE_INSTRUCTION. An operand stays on the stack until it has been used,
 * and is popped before its reference is dropped: so the stack is exact at
 * every moment at which Python code can run, and the recorder may look.
 */

// One instruction after the other. Each `CASE` ends in NEXT, or in a jump
// to one of the labels at the end.
start_frame:
    if (eval_enter(thread, "") < 0) {
        goto exit_unwind;
    }
    TRACE_FRAME_PUSH();
// Returns and yields come back to the instruction behind the call.
#ifdef EVAL_TRACED
go_on:
#endif
    ip = frame->previous_word + 1;
    LOAD_STACK();
    if (throwing) {
        throwing = false;
        HOOK_THROW();
        goto error;
    }
    NEXT();

#if !USE_COMPUTED_GOTO
dispatch_opcode:
#endif
#if !USE_COMPUTED_GOTO
    switch (opcode)
#endif
    {
        QUICK_CASE(NOP)
        {
            NEXT();
        }

    QUICK_CASE(RESUME)
    {
        if (IS_BREAK() && oparg < 2) {
            goto handle_breaker;
        }
        NEXT();
    }

    CASE(CACHE) {
        NEXT();
    }

#if LINE_LOOP
#define LINE(known)                                                          \
    CodeMark mark = *code_mark_at(marks, ip - 1);                            \
    record_line(thread, frame, sp, mark.line, known);                        \
    opcode = mark.opcode;                                                    \
    DISPATCH();

    SILENT_CASE(DO_TRACING)
    {
        LINE(LINE_BEGINS)
    }

    SILENT_CASE(DO_TRACING_KEPT)
    {
        LINE(LINE_BEGINS | LINE_KEPT_ALL)
    }

    line_again: // one has jumped back to where its own line goes on
    {
        CodeMark mark = *code_mark_at(marks, ip);
        bool kept = (mark.opcode & CODE_MARK_AGAIN_KEPT) != 0;
        record_line(thread, frame, sp, mark.line, kept ? LINE_KEPT_ALL : 0);
        FETCH();
        DISPATCH();
    }
#endif

    // ------------------------------------------------------------- stack

    QUICK_CASE(LOAD_CLOSURE)
    {
        Object *value = frame->slots[oparg];
        if (value == NULL) {
            ops_unbound_local(thread, frame, oparg);
            goto error;
        }
        QUICK_PUSH(ref_new(value));
        NEXT();
    }

    QUICK_CASE(LOAD_FAST)
    {
        Object *value = frame->slots[oparg];
        if (UNLIKELY(value == NULL)) {
            ops_unbound_local(thread, frame, oparg);
            goto error;
        }
        QUICK_PUSH(ref_new(value));
        NEXT();
    }

    QUICK_CASE(LOAD_CONST)
    {
        QUICK_PUSH(ref_new(tuple_get(CONSTS(), oparg)));
        NEXT();
    }

    QUICK_CASE(STORE_FAST)
    {
        Object *old = frame->slots[oparg];
        frame->slots[oparg] = QUICK_POP();
        if (UNLIKELY(old == NULL)) {
            TRACE_STORE(oparg, true);
            NEXT();
        }
        TRACE_STORE(oparg, false);
        QUICK_DEC(old);
        NEXT();
    }

    CASE(DELETE_FAST) {
        Object *old = frame->slots[oparg];
        if (old == NULL) {
            ops_unbound_local(thread, frame, oparg);
            goto error;
        }
        frame->slots[oparg] = NULL;
        TRACE_LOCAL(oparg);
        ref_dec(old);
        NEXT();
    }

    QUICK_CASE(POP_TOP)
    {
        Object *value = QUICK_POP();
        QUICK_DEC(value);
        NEXT();
    }

    QUICK_CASE(PUSH_NULL)
    {
        QUICK_PUSH(NULL);
        NEXT();
    }

    QUICK_CASE(SWAP)
    {
        Object *top = TOP();
        SET_TOP(PEEK(oparg));
        PEEK(oparg) = top;
        NEXT();
    }

    QUICK_CASE(COPY)
    {
        QUICK_PUSH(ref_new(PEEK(oparg)));
        NEXT();
    }

    // What belongs to one subject stands by itself.
#include "interp/vm/eval_operators_body.h"
#include "interp/vm/eval_jumps_body.h"
#include "interp/vm/eval_names_body.h"
#include "interp/vm/eval_attributes_body.h"
#include "interp/vm/eval_calls_body.h"
#include "interp/vm/eval_generators_body.h"
#include "interp/vm/eval_exceptions_body.h"
#include "interp/vm/eval_building_body.h"

    // -------------------------------------------------- less often used

    CASE(PRINT_EXPR) {
        if (ops_print_expression(TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(SETUP_ANNOTATIONS) {
        if (ops_setup_annotations(frame) < 0) {
            goto error;
        }
        NEXT();
    }

    CASE(IMPORT_NAME) {
        Object *module = ops_import_name(frame, tuple_get(NAMES(), oparg),
                                         TOP(), SECOND());
        if (module == NULL) {
            goto error;
        }
        DROP_TOP();
        Object *level = TOP();
        SET_TOP(module);
        ref_dec(level);
        NEXT();
    }

    CASE(IMPORT_FROM) {
        Object *value = ops_import_from(TOP(), tuple_get(NAMES(), oparg));
        if (value == NULL) {
            goto error;
        }
        PUSH(value);
        NEXT();
    }

    CASE(IMPORT_STAR) {
        if (ops_import_star(frame, TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(GET_LEN) {
        ssize_t n = object_length(TOP());
        Object *length = n < 0 ? NULL : int_from_ssize(n);
        if (length == NULL) {
            goto error;
        }
        PUSH(length);
        NEXT();
    }

    CASE(MATCH_CLASS) {
        Object *names = TOP();
        Object *class = SECOND();
        Object *subject = THIRD();
        Object *attributes = ops_match_class(subject, class, oparg, names);
        if (attributes == NULL) {
            if (error_occurred()) {
                goto error;
            }
            attributes = none_new();
        }
        DROP_TOP();
        DROP_TOP();
        (void)POP();
        PUSH(attributes);
        ref_dec(subject);
        NEXT();
    }

    CASE(MATCH_MAPPING) {
        bool is = type_has_feature(TYPE_OF(TOP()), TYPE_MAPPING);
        PUSH(bool_new(is));
        NEXT();
    }

    CASE(MATCH_SEQUENCE) {
        bool is = type_has_feature(TYPE_OF(TOP()), TYPE_SEQUENCE);
        PUSH(bool_new(is));
        NEXT();
    }

    CASE(MATCH_KEYS) {
        Object *values = ops_match_keys(SECOND(), TOP());
        if (values == NULL) {
            goto error;
        }
        PUSH(values);
        NEXT();
    }

    SILENT_CASE(EXTENDED_ARG)
    {
        EXACT_STACK();
        int higher = oparg << 8;
        FETCH();
        oparg |= higher;
        DISPATCH();
    }

#if USE_COMPUTED_GOTO
    unknown_opcode:
#else
    default:
#endif
        error_format(EXC(SystemError), "unknown opcode %d",
                     *frame->previous_word & 255);
        goto error;
    }

#ifdef EVAL_TRACED
hook_instruction:
    SAVE_STACK();
    if (thread->tracing == 0 &&
        ip >= frame->code->words + frame->code->first_traceable) {
        int last = frame_instruction(frame);
        frame->previous_word = ip;
        if (code_opcode(frame->code, ip) == OP_RESUME) {
            if (hooks_enter(thread, frame) < 0) {
                ip++;
                goto error;
            }
        } else if (thread->trace != NULL) {
            if (hooks_line(thread, frame, last) < 0) {
                ip++;
                goto error;
            }
            // f_lineno may have been set, and values dropped with it.
            ip = frame->previous_word;
            LOAD_STACK();
        }
    }
    FETCH();
    DISPATCH();
#endif

handle_breaker:
    SAVE_STACK();
    SWITCH_LOOP();
    if (eval_handle_breaks(thread) < 0) {
        goto error;
    }
    // After a jump back that was taken, before its target.
    if (opcode_jumps_back(code_opcode(frame->code, frame->previous_word))) {
        NEXT_JUMPED();
    }
    NEXT();

error:
    kwnames = NULL;
    SAVE_STACK();
    if (!frame_is_incomplete(frame)) {
        traceback_add(frame);
    }
    HOOK_RAISE();
    TRACE_RAISE();

exception_unwind: {
    int target, depth;
    bool push_lasti;
    SAVE_STACK();
    // By where the loop stands: a RERAISE has set the frame back to the
    // instruction that raised first.
    if (!code_find_handler(frame->code, (int)(ip - frame->code->words) - 1,
                           &target, &depth, &push_lasti)) {
        goto exit_unwind_frame;
    }
    Object **level = frame_stack_base(frame) + depth;
    while (STACK_POINTER() > level) {
        Object *value = POP();
        ref_xdec(value);
    }
    if (push_lasti) {
        Object *last = int_from_long(frame_instruction(frame));
        if (last == NULL) {
            goto exit_unwind_frame; // it would not get there next time either
        }
        PUSH(last);
    }
    PUSH(ops_take_error(thread));
    ip = frame->code->words + target;
    NEXT_JUMPED();
}

exit_unwind_frame:
    while (STACK_POINTER() > frame_stack_base(frame)) {
        Object *value = POP();
        ref_xdec(value);
    }
    SAVE_STACK();
    HOOK_UNWIND();
    TRACE_FRAME_POP(FRAME_RAISES);
exit_unwind:
    eval_leave(thread);
    if (frame->is_entry) {
        if (frame->owner == FRAME_IN_GENERATOR) {
            generator_finished(thread, frame);
        } else {
            eval_end_frame(thread, frame);
        }
        return NULL;
    }
    {
        Frame *finished = frame;
        frame = thread->frame = finished->previous;
        eval_end_frame_of(thread, finished);
        TRACE_RETURNED();
    }
    ip = frame->previous_word + 1;
    LOAD_STACK();
    goto error;
