/* close() and throw() of generators and coroutines. */
#include "gc/record.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/exception.h"
#include "interp/objects/protocol.h"
#include "interp/objects/traceback.h"
#include "interp/objects/type.h"
#include "interp/vm/generator_core.h"

static int
close_iterator(Object *iterator)
{
    if (TYPE_OF(iterator) == &generator_type ||
        TYPE_OF(iterator) == &coroutine_type) {
        return generator_end((Generator *)iterator);
    }
    Object *method;
    if (object_lookup_attr(iterator, nm_close, &method) < 0) {
        error_write_unraisable(iterator);
    }
    if (method != NULL) {
        Object *result = call_none(method);
        ref_dec(method);
        if (result == NULL) {
            return -1;
        }
        ref_dec(result);
    }
    return 0;
}

// Closes what the generator waits for; meanwhile it counts as running.
static int
close_awaited(Generator *gen, STEALS Object *target)
{
    gen->state = GENERATOR_EXECUTING;
    int failed = close_iterator(target);
    gen->state = GENERATOR_SUSPENDED;
    ref_dec(target);
    return failed;
}

int
generator_end(Generator *gen)
{
    if (gen->state == GENERATOR_CREATED) {
        gen->state = GENERATOR_COMPLETED;
        RECORD_TOUCH(gen);
        frame_clear(thread_current, &gen->frame);
        gen->frame.stack = gen->frame.slots;
        gen->state = GENERATOR_CLEARED;
        return 0;
    }
    if (gen->state >= GENERATOR_COMPLETED) {
        return 0;
    }
    Object *target = generator_awaited(gen);
    if (target == NULL || close_awaited(gen, target) == 0) {
        error_set_none(EXC(GeneratorExit));
    }
    Object *result;
    int status = generator_resume_raising(gen, &result);
    if (status == 1) {
        ref_dec(result);
        error_format(EXC(RuntimeError), "%s ignored GeneratorExit",
                     generator_kind(gen));
        return -1;
    }
    if (status == 0) {
        ref_dec(result);
        return 0;
    }
    if (error_matches(EXC(StopIteration)) ||
        error_matches(EXC(GeneratorExit))) {
        error_clear();
        return 0;
    }
    return -1;
}

void
generator_clear_frame(Frame *frame)
{
    generator_finalize(OBJ(generator_of(frame)));
}

Object *
generator_close(Object *self, Object *unused)
{
    (void)unused;
    return generator_end((Generator *)self) < 0 ? NULL : none_new();
}

// Sets the exception of throw(type[, value[, traceback]]).
static int
set_thrown(const Thrown *thrown)
{
    Object *type = thrown->type, *value = thrown->value;
    Object *traceback = thrown->traceback;
    if (traceback == NONE) {
        traceback = NULL;
    }
    if (traceback != NULL && TYPE_OF(traceback) != &traceback_type) {
        error_set_text(EXC(TypeError),
                       "throw() third argument must be a traceback object");
        return -1;
    }
    PendingError error = {NULL, NULL, ref_xnew(traceback)};
    if (exception_class_check(type)) {
        error.type = ref_new(type);
        error.value = ref_xnew(value);
        error_normalize(&error);
    } else if (exception_check(type)) {
        if (value != NULL && value != NONE) {
            error_set_text(EXC(TypeError), "instance exception may not have "
                                           "a separate value");
            ref_xdec(error.traceback);
            return -1;
        }
        error.type = ref_new(TYPE_OF(type));
        error.value = ref_new(type);
        if (error.traceback == NULL) {
            error.traceback =
                ref_xnew(((BaseExceptionObject *)type)->traceback);
        }
    } else {
        error_format(EXC(TypeError),
                     "exceptions must be classes or instances deriving from "
                     "BaseException, not %s", type->type->name);
        ref_xdec(error.traceback);
        return -1;
    }
    error_restore(&error);
    return 0;
}

// Raises it in the generator itself.
static int
raise_here(Generator *gen, const Thrown *thrown, Object **result)
{
    return set_thrown(thrown) < 0 ? -1
                                  : generator_resume_raising(gen, result);
}

enum { CANNOT_THROW = 2 };

// Calls throw() of an iterator: 1 yielded, -1 error, CANNOT_THROW: it has
// none.
static int
call_throw(Object *iterator, const Thrown *thrown, Object **result)
{
    Object *method;
    if (object_lookup_attr(iterator, nm_throw, &method) < 0) {
        return -1;
    }
    if (method == NULL) {
        return CANNOT_THROW;
    }
    Object *args[3] = {thrown->type, thrown->value, thrown->traceback};
    size_t n = thrown->traceback != NULL ? 3 : thrown->value != NULL ? 2 : 1;
    *result = call_vector(method, args, n, NULL);
    ref_dec(method);
    return *result == NULL ? -1 : 1;
}

// Raises it in what the generator waits for, below the generator's frame:
// 1, 0 or -1 as when that is resumed, or CANNOT_THROW.
static int
raise_in_awaited(Generator *gen, Object *target, const Thrown *thrown,
                 bool close_inner, Object **result)
{
    Thread *thread = thread_current;
    Frame *previous = thread->frame;
    gen->frame.previous = previous;
    thread->frame = &gen->frame;
    gen->state = GENERATOR_EXECUTING;
    int status = TYPE_OF(target) == &generator_type ||
                         TYPE_OF(target) == &coroutine_type
                     ? generator_raise((Generator *)target, thrown,
                                       close_inner, result)
                     : call_throw(target, thrown, result);
    thread->frame = previous;
    gen->frame.previous = NULL;
    gen->state = GENERATOR_SUSPENDED;
    return status;
}

// Goes on behind the `yield from`, whose iterator is done: the iterator
// leaves the stack, its value comes there.
static int
go_on_behind(Generator *gen, Object *value, Object **result)
{
    Frame *frame = &gen->frame;
    Object *iterator = *--frame->stack;
    ref_dec(iterator);
    CodeWord *at = frame->previous_word + 1; // RESUME
    // RESUME, JUMP_BACKWARD_NO_INTERRUPT to SEND
    while (code_opcode(gen->code, at) != OP_JUMP_BACKWARD_NO_INTERRUPT) {
        at++;
    }
    frame->previous_word = at;
    return generator_resume(gen, value, result);
}

int
generator_raise(Generator *gen, const Thrown *thrown, bool close_inner,
                Object **result)
{
    Object *target = generator_awaited(gen);
    if (target == NULL) {
        return raise_here(gen, thrown, result);
    }
    if (close_inner && error_given_matches(thrown->type, EXC(GeneratorExit))) {
        return close_awaited(gen, target) < 0
                   ? generator_resume_raising(gen, result)
                   : raise_here(gen, thrown, result);
    }
    Object *inner = NULL;
    int status = raise_in_awaited(gen, target, thrown, close_inner, &inner);
    ref_dec(target);
    if (status == CANNOT_THROW) {
        return raise_here(gen, thrown, result);
    }
    if (status == 1) {
        *result = inner;
        return 1;
    }
    if (status < 0) {
        if (!error_matches(EXC(StopIteration))) {
            return generator_resume_raising(gen, result);
        }
        inner = generator_take_stop_value();
    }
    status = go_on_behind(gen, inner, result);
    ref_dec(inner);
    return status;
}

Object *
generator_throw(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("throw", nargs, 1, 3)) {
        return NULL;
    }
    Object *result;
    Thrown thrown = thrown_of(args, nargs);
    int status = generator_raise((Generator *)self, &thrown, true, &result);
    return generator_finish_send(status, result);
}
