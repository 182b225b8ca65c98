#include "interp/vm/hooks.h"

#include "gc/record.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/function.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_object.h"

typedef enum HookEvent {
    HOOK_CALL,
    HOOK_EXCEPTION,
    HOOK_LINE,
    HOOK_RETURN,
    HOOK_C_CALL,
    HOOK_C_EXCEPTION,
    HOOK_C_RETURN,
    HOOK_OPCODE
} HookEvent;

static const char *const event_names[] = {
    "call", "exception", "line", "return",
    "c_call", "c_exception", "c_return", "opcode"};

static void
set_function(Thread *thread, Object **place, Object *function)
{
    REF_SET(*place, ref_xnew(function));
    RECORD_THREAD_CHANGED();
    thread->hooked = thread->trace != NULL || thread->profile != NULL;
    if (thread->hooked) {
        // Loops that run already change over at their next safe point.
        eval_breaker_set(BREAK_HOOKS);
    }
}

void
hooks_set_trace(Thread *thread, Object *function)
{
    set_function(thread, &thread->trace, function);
}

void
hooks_set_profile(Thread *thread, Object *function)
{
    set_function(thread, &thread->profile, function);
}

// Calls `function(frame, event, argument)`; what it has put into f_locals is
// in the frame's variables afterwards.
static Object *
call_function(FrameObject *object, Object *function, HookEvent event,
              Object *argument)
{
    if (frame_fast_to_locals(object->frame) < 0) {
        return NULL;
    }
    Object *name = str_intern_text(event_names[event]);
    if (name == NULL) {
        return NULL;
    }
    Object *const args[] = {OBJ(object), name,
                            argument == NULL ? NONE : argument};
    Object *result = call_vector(function, args, 3, NULL);
    ref_dec(name);
    frame_locals_to_fast(object->frame, true);
    return result;
}

static int
call_trace_function(Thread *thread, FrameObject *object, HookEvent event,
                    Object *argument)
{
    Object *function = event == HOOK_CALL ? thread->trace : object->trace;
    if (function == NULL) {
        return 0;
    }
    ref_inc(function);
    Object *result = call_function(object, function, event, argument);
    ref_dec(function);
    if (result == NULL) {
        hooks_set_trace(thread, NULL);
        ref_store(object, &object->trace, NULL);
        return -1;
    }
    if (result != NONE) {
        ref_store(object, &object->trace, result);
    } else {
        ref_dec(result);
    }
    return 0;
}

static int
call_profile_function(Thread *thread, FrameObject *object, HookEvent event,
                      Object *argument)
{
    Object *function = ref_new(thread->profile);
    Object *result = call_function(object, function, event, argument);
    ref_dec(function);
    if (result == NULL) {
        hooks_set_profile(thread, NULL);
        return -1;
    }
    ref_dec(result);
    return 0;
}

typedef int (*CallProc)(Thread *, FrameObject *, HookEvent, Object *);

// No event comes while a function is told of one.
static int
tell(Thread *thread, Frame *frame, CallProc call, HookEvent event,
     Object *argument)
{
    if (thread->tracing > 0) {
        return 0;
    }
    FrameObject *object = frame_object(frame);
    if (object == NULL) {
        return -1;
    }
    ref_inc(object);
    thread->tracing++;
    object->lineno = code_line(frame->code, frame_instruction(frame));
    int status = call(thread, object, event, argument);
    object->lineno = 0;
    thread->tracing--;
    ref_dec(object);
    return status;
}

// As `tell`, while an exception may be pending: that stays so, unless the
// function raises another.
static int
tell_aside(Thread *thread, Frame *frame, CallProc call, HookEvent event,
           Object *argument)
{
    PendingError error;
    error_fetch(&error);
    int status = tell(thread, frame, call, event, argument);
    if (status == 0) {
        error_restore(&error);
    } else {
        ref_xdec(error.type);
        ref_xdec(error.value);
        ref_xdec(error.traceback);
    }
    return status;
}

static int
tell_both(Thread *thread, Frame *frame, HookEvent event, Object *argument)
{
    if (thread->trace != NULL &&
        tell_aside(thread, frame, call_trace_function, event, argument) < 0) {
        return -1;
    }
    return thread->profile == NULL
               ? 0
               : tell_aside(thread, frame, call_profile_function, event,
                            argument);
}

int
hooks_enter(Thread *thread, Frame *frame)
{
    return tell_both(thread, frame, HOOK_CALL, NULL);
}

int
hooks_leave(Thread *thread, Frame *frame, Object *result)
{
    return tell_both(thread, frame, HOOK_RETURN, result);
}

void
hooks_raise(Thread *thread, Frame *frame)
{
    if (thread->trace == NULL || thread->tracing > 0) {
        return;
    }
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    Object *argument =
        tuple_pack(3, error.type, error.value == NULL ? NONE : error.value,
                   error.traceback == NULL ? NONE : error.traceback);
    if (argument == NULL) {
        error_clear();
        error_restore(&error);
        return;
    }
    int status = tell(thread, frame, call_trace_function, HOOK_EXCEPTION,
                      argument);
    ref_dec(argument);
    if (status == 0) {
        error_restore(&error);
    } else {
        ref_xdec(error.type);
        ref_xdec(error.value);
        ref_xdec(error.traceback);
    }
}

// A line begins where the number changes and where a jump leads back.
static bool
begins_line(Frame *frame, int last)
{
    int now = frame_instruction(frame);
    int line = code_line(frame->code, now);
    if (line < 0) {
        return false;
    }
    int last_line = last <= frame->code->first_traceable
                        ? -1
                        : code_line(frame->code, last);
    return line != last_line ||
           (now < last &&
            code_opcode(frame->code, frame->previous_word) != OP_SEND);
}

int
hooks_line(Thread *thread, Frame *frame, int last)
{
    bool begins = begins_line(frame, last);
    FrameObject *object = frame_object(frame);
    if (object == NULL) {
        return -1;
    }
    if (begins && object->trace_lines &&
        tell(thread, frame, call_trace_function, HOOK_LINE, NULL) < 0) {
        return -1;
    }
    return object->trace_opcodes ? tell(thread, frame, call_trace_function,
                                        HOOK_OPCODE, NULL)
                                 : 0;
}

// What the profile function is told that is called; NULL: it is not told, or
// has raised.
static Object *
begin_native(Thread *thread, Object *callable, Object *first)
{
    bool is_method = TYPE_OF(callable) == &method_descriptor_type &&
                     first != NULL;
    if (thread->profile == NULL || thread->tracing > 0 ||
        (TYPE_OF(callable) != &cfunction_type && !is_method)) {
        return NULL;
    }
    // A method as bound to its object.
    Object *function =
        is_method ? TYPE_OF(callable)->descr_get(callable, first,
                                                 OBJ(TYPE_OF(first)))
                  : ref_new(callable);
    if (function != NULL && tell(thread, thread->frame, call_profile_function,
                                 HOOK_C_CALL, function) < 0) {
        REF_CLEAR(function);
    }
    return function;
}

// Steals both.
static Object *
end_native(Thread *thread, Object *function, Object *result)
{
    Frame *frame = thread->frame;
    if (thread->profile == NULL) {
        // The call has ended the profile.
    } else if (result == NULL) {
        (void)!tell_aside(thread, frame, call_profile_function,
                          HOOK_C_EXCEPTION, function);
    } else if (tell(thread, frame, call_profile_function, HOOK_C_RETURN,
                    function) < 0) {
        REF_CLEAR(result);
    }
    ref_dec(function);
    return result;
}

Object *
hooks_call(Thread *thread, Object *callable, Object *const *args,
           size_t nargsf, Object *kwnames)
{
    Object *function = begin_native(thread, callable,
                                    call_nargs(nargsf) > 0 ? args[0] : NULL);
    if (function == NULL) {
        return error_occurred() != NULL
                   ? NULL
                   : call_vector(callable, args, nargsf, kwnames);
    }
    return end_native(thread, function,
                      call_vector(callable, args, nargsf, kwnames));
}

Object *
hooks_call_object(Thread *thread, Object *callable, Object *args,
                  Object *kwargs)
{
    Object *function =
        begin_native(thread, callable,
                     tuple_size(args) > 0 ? tuple_get(args, 0) : NULL);
    if (function == NULL) {
        return error_occurred() != NULL ? NULL
                                        : call_object(callable, args, kwargs);
    }
    return end_native(thread, function, call_object(callable, args, kwargs));
}
