/* Generators: made from a frame, resumed, left (CPython 3.11:
 * Objects/genobject.c). */
#include "interp/vm/generator_core.h"

#include <string.h>

#include "gc/collector.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/exception.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_object.h"

Object *
generator_from_frame(Thread *thread, Frame *frame)
{
    Code *code = frame->code;
    Type *type = (code->flags & CODE_COROUTINE) != 0 ? &coroutine_type
                 : (code->flags & CODE_ASYNC_GENERATOR) != 0
                     ? &async_generator_type
                     : &generator_type;
    Object *origin = NULL;
    if (type == &coroutine_type && thread->origin_depth > 0) {
        origin = coroutine_origin(frame->previous, thread->origin_depth);
        if (origin == NULL) {
            return NULL;
        }
    }
    Generator *gen =
        object_new_raw(type, code->nlocalsplus + code->stacksize);
    if (gen == NULL) {
        ref_xdec(origin);
        return NULL;
    }
    gen->code = ref_new(code);
    gen->weaklist = NULL;
    gen->name = ref_new(frame->function->name);
    gen->qualname = ref_new(frame->function->qualname);
    gen->handled = (HandledError){NULL, NULL};
    gen->origin_or_finalizer = origin;
    gen->hooks_inited = gen->closed = gen->running_async = 0;
    gen->state = GENERATOR_CREATED;
    // The frame's references move; the old place is given back empty.
    size_t used = (size_t)(frame->stack - frame->slots);
    memcpy(&gen->frame, frame, sizeof(Frame) + used * sizeof(Object *));
    Frame *own = &gen->frame;
    own->stack = own->slots + used;
    own->previous = NULL;
    own->owner = FRAME_IN_GENERATOR;
    own->is_entry = true;
    own->executing = false;
    if (own->object != NULL) {
        own->object->frame = own;
    }
    gc_track(gen);
    return OBJ(gen);
}

// Leaves the generator's frame: what was handled before is handled again.
static void
leave(Thread *thread, Frame *frame)
{
    Generator *gen = generator_of(frame);
    thread->frame = frame->previous;
    frame->previous = NULL;
    frame->executing = false;
    thread->handling = gen->handled.previous;
    gen->handled.previous = NULL;
}

void
generator_suspended(Thread *thread, Frame *frame)
{
    generator_of(frame)->state = GENERATOR_SUSPENDED;
    leave(thread, frame);
}

void
generator_finished(Thread *thread, Frame *frame)
{
    Generator *gen = generator_of(frame);
    Object *handled = gen->handled.value;
    gen->handled.value = NULL;
    ref_xdec(handled);
    leave(thread, frame);
    gen->state = GENERATOR_CLEARED;
    RECORD_TOUCH(gen);
    frame_clear(thread, frame);
    frame->stack = frame->slots;
    frame->owner = FRAME_IN_GENERATOR;
}

const char *
generator_kind(Generator *gen)
{
    return TYPE_OF(gen) == &coroutine_type         ? "coroutine"
           : TYPE_OF(gen) == &async_generator_type ? "async generator"
                                                   : "generator";
}

// What is thrown into a generator has for context what is being handled
// there.
static void
chain_thrown(void)
{
    if (thread_handled(thread_current) == NULL) {
        return;
    }
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    Object *traceback = error.traceback;
    error_set_object(error.type, error.value);
    ref_xdec(error.type);
    ref_xdec(error.value);
    error_fetch(&error);
    ref_xdec(error.traceback);
    error.traceback = traceback;
    error_restore(&error);
}

// Whether it can go on with `value` as it is: it waits, or begins with None.
static ALWAYS_INLINE bool
is_ready(const Generator *gen, const Object *value)
{
    return gen->state == GENERATOR_SUSPENDED ||
           (gen->state == GENERATOR_CREATED && value == NONE);
}

// Goes on, with `sent` (stolen) on the evaluation stack.
static ALWAYS_INLINE Object *
run(Thread *thread, Generator *gen, Object *sent, bool throwing)
{
    Frame *frame = &gen->frame;
    // At the start the first instruction drops what is sent.
    *frame->stack++ = sent;
    gen->handled.previous = thread->handling;
    thread->handling = &gen->handled;
    if (throwing) {
        chain_thrown();
    }
    gen->state = GENERATOR_EXECUTING;
    frame->executing = true;
    // Who resumes it holds it: no reference of our own while it runs.
    return eval_frame(thread, frame, throwing);
}

// What has become of it: 1 yielded (*result), 0 returned (*result), -1 error.
static int
outcome(Generator *gen, Object *yielded, Object **result)
{
    *result = yielded;
    if (yielded != NULL) {
        return gen->state == GENERATOR_SUSPENDED;
    }
    if (error_matches(EXC(StopIteration))) {
        error_format_from_cause(EXC(RuntimeError), "%s raised StopIteration",
                                generator_kind(gen));
    } else if (TYPE_OF(gen) == &async_generator_type &&
               error_matches(EXC(StopAsyncIteration))) {
        error_format_from_cause(EXC(RuntimeError),
                                "%s raised StopAsyncIteration",
                                generator_kind(gen));
    }
    return -1;
}

// Resumes: the same answers.
static int
resume(Generator *gen, Object *value, bool throwing, Object **result)
{
    *result = NULL;
    if (gen->state == GENERATOR_CREATED && value != NULL && value != NONE) {
        error_format(EXC(TypeError),
                     "can't send non-None value to a just-started %s",
                     generator_kind(gen));
        return -1;
    }
    if (gen->state == GENERATOR_EXECUTING) {
        error_format(EXC(ValueError), "%s already executing",
                     generator_kind(gen));
        return -1;
    }
    if (gen->state >= GENERATOR_COMPLETED) {
        if (TYPE_OF(gen) == &coroutine_type) {
            error_set_text(EXC(RuntimeError),
                           "cannot reuse already awaited coroutine");
            return -1;
        }
        if (throwing) {
            return -1;
        }
        *result = none_new();
        return 0;
    }
    Object *yielded = run(thread_current, gen,
                          ref_new(value == NULL ? NONE : value), throwing);
    return outcome(gen, yielded, result);
}

void
generator_stop(Object *value)
{
    if (value == NONE) {
        error_set_none(EXC(StopIteration));
        return;
    }
    // A tuple or an exception would be taken for something else.
    Object *stop = call_one(EXC(StopIteration), value);
    if (stop != NULL) {
        error_set_object(EXC(StopIteration), stop);
        ref_dec(stop);
    }
}

Object *
generator_take_stop_value(void)
{
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    Object *value = ref_new(((StopIterationObject *)error.value)->value);
    ref_xdec(error.type);
    ref_xdec(error.value);
    ref_xdec(error.traceback);
    return value;
}

int
generator_resume(Generator *gen, Object *value, Object **result)
{
    return resume(gen, value, false, result);
}

int
generator_resume_raising(Generator *gen, Object **result)
{
    return resume(gen, NULL, true, result);
}

Object *
generator_next(Object *self)
{
    Generator *gen = (Generator *)self;
    Object *result;
    int status;
    if (LIKELY(is_ready(gen, NONE))) {
        Object *yielded = run(thread_current, gen, none_new(), false);
        if (LIKELY(gen->state == GENERATOR_SUSPENDED)) {
            return yielded;
        }
        status = outcome(gen, yielded, &result);
    } else {
        status = resume(gen, NULL, false, &result);
    }
    if (status == 0) {
        // FOR_ITER and next() take NULL without an error for the end.
        if (result != NONE) {
            generator_stop(result);
        }
        ref_dec(result);
        return NULL;
    }
    return result;
}

Object *
generator_finish_send(int status, Object *result)
{
    if (status == 0) {
        generator_stop(result);
        ref_dec(result);
        return NULL;
    }
    return status < 0 ? NULL : result;
}

Object *
generator_send(Object *self, Object *value)
{
    Object *result;
    int status = resume((Generator *)self, value, false, &result);
    return generator_finish_send(status, result);
}

// What is no generator that waits.
static NOINLINE int
send_to_other(Object *receiver, STEALS Object *value, Object **result)
{
    *result = NULL;
    Type *type = TYPE_OF(receiver);
    ref_dec(value); // the caller keeps it alive
    if (type == &generator_type || type == &coroutine_type) {
        return resume((Generator *)receiver, value, false, result);
    }
    if (value == NONE && iter_check(receiver)) {
        *result = type->iternext(receiver);
    } else {
        Object *args[1] = {value};
        *result = call_method(receiver, nm_send, args, 1);
    }
    if (*result != NULL) {
        return 1;
    }
    if (!error_occurred()) {
        *result = none_new();
        return 0;
    }
    if (!error_matches(EXC(StopIteration))) {
        return -1;
    }
    *result = generator_take_stop_value();
    return 0;
}

int
generator_send_to(Object *receiver, STEALS Object *value, Object **result)
{
    Type *type = TYPE_OF(receiver);
    Generator *gen = (Generator *)receiver;
    if ((type == &generator_type || type == &coroutine_type) &&
        LIKELY(is_ready(gen, value))) {
        Object *yielded = run(thread_current, gen, value, false);
        return outcome(gen, yielded, result);
    }
    return send_to_other(receiver, value, result);
}

Object *
generator_awaited(Generator *gen)
{
    if (gen->state != GENERATOR_SUSPENDED) {
        return NULL;
    }
    CodeWord *next = gen->frame.previous_word + 1;
    CodeWord *end = gen->code->words + gen->code->base.size;
    if (next < end && code_opcode(gen->code, next) == OP_RESUME &&
        (next[0] >> 8) >= 2) {
        return ref_new(gen->frame.stack[-1]);
    }
    return NULL;
}

Object *
generator_yield_from_iter(Frame *frame, Object *iterable)
{
    if (TYPE_OF(iterable) == &coroutine_type) {
        if ((frame->code->flags &
             (CODE_COROUTINE | CODE_ITERABLE_COROUTINE)) == 0) {
            return error_set_text(EXC(TypeError),
                                  "cannot 'yield from' a coroutine object in "
                                  "a non-coroutine generator");
        }
        return ref_new(iterable);
    }
    return TYPE_OF(iterable) == &generator_type ? ref_new(iterable)
                                                : iter_new(iterable);
}
