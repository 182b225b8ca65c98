/* Generators and coroutines (CPython 3.11: Objects/genobject.c). */
#include "interp/vm/generator_core.h"

#include <string.h>

#include "gc/collector.h"
#include "gc/finalizer.h"
#include "gc/record_edge.h"
#include "gc/weakref.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/bool.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/traceback.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_object.h"

// Who made the coroutine: (file, line, name) of at most `depth` frames, the
// innermost first. NULL with an error.
static Object *
origin_of(Frame *frame, int depth)
{
    Object *list = list_new(0);
    for (; list != NULL && frame != NULL && depth > 0;
         frame = frame->previous) {
        if (frame_is_incomplete(frame)) {
            continue;
        }
        Object *line = int_from_long(frame_line(frame));
        Object *row = line == NULL ? NULL
                                   : tuple_pack(3, frame->code->filename,
                                                line, frame->code->name);
        ref_xdec(line);
        if (row == NULL || list_append_steal(list, row) < 0) {
            REF_CLEAR(list);
        }
        depth--;
    }
    Object *origin = list == NULL ? NULL : list_as_tuple(list);
    ref_xdec(list);
    return origin;
}

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
        origin = origin_of(frame->previous, thread->origin_depth);
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

static const char *
kind_of(Generator *gen)
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
                                kind_of(gen));
    } else if (TYPE_OF(gen) == &async_generator_type &&
               error_matches(EXC(StopAsyncIteration))) {
        error_format_from_cause(EXC(RuntimeError),
                                "%s raised StopAsyncIteration",
                                kind_of(gen));
    }
    return -1;
}

// Resumes: the same answers.
static int
resume(Generator *gen, Object *value, bool throwing, bool closing,
       Object **result)
{
    *result = NULL;
    if (gen->state == GENERATOR_CREATED && value != NULL && value != NONE) {
        error_format(EXC(TypeError),
                     "can't send non-None value to a just-started %s",
                     kind_of(gen));
        return -1;
    }
    if (gen->state == GENERATOR_EXECUTING) {
        error_format(EXC(ValueError), "%s already executing", kind_of(gen));
        return -1;
    }
    if (gen->state >= GENERATOR_COMPLETED) {
        if (TYPE_OF(gen) == &coroutine_type && !closing) {
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

// StopIteration with a value, as `return value` in a generator raises it.
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

int
generator_resume(Generator *gen, Object *value, Object **result)
{
    return resume(gen, value, false, false, result);
}

static Object *
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
        status = resume(gen, NULL, false, false, &result);
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

static Object *
finish_send(int status, Object *result)
{
    if (status == 0) {
        generator_stop(result);
        ref_dec(result);
        return NULL;
    }
    return status < 0 ? NULL : result;
}

static Object *
generator_send(Object *self, Object *value)
{
    Object *result;
    int status = resume((Generator *)self, value, false, false, &result);
    return finish_send(status, result);
}

// What is no generator that waits.
static NOINLINE int
send_to_other(Object *receiver, STEALS Object *value, Object **result)
{
    *result = NULL;
    Type *type = TYPE_OF(receiver);
    ref_dec(value); // the caller keeps it alive
    if (type == &generator_type || type == &coroutine_type) {
        return resume((Generator *)receiver, value, false, false, result);
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
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    *result = ref_new(((StopIterationObject *)error.value)->value);
    ref_xdec(error.type);
    ref_xdec(error.value);
    ref_xdec(error.traceback);
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

// What a suspended generator waits for in `yield from` or await: new, or
// NULL.
static Object *
yield_from_target(Generator *gen)
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

// ---------------------------------------------------------- close and throw

static int close_generator(Generator *gen);

static int
close_iterator(Object *iterator)
{
    if (TYPE_OF(iterator) == &generator_type ||
        TYPE_OF(iterator) == &coroutine_type) {
        return close_generator((Generator *)iterator);
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

static int
close_generator(Generator *gen)
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
    Object *target = yield_from_target(gen);
    int failed = 0;
    if (target != NULL) {
        gen->state = GENERATOR_EXECUTING;
        failed = close_iterator(target);
        gen->state = GENERATOR_SUSPENDED;
        ref_dec(target);
    }
    if (failed == 0) {
        error_set_none(EXC(GeneratorExit));
    }
    Object *result;
    int status = resume(gen, NULL, true, true, &result);
    if (status == 1) {
        ref_dec(result);
        error_format(EXC(RuntimeError), "%s ignored GeneratorExit",
                     kind_of(gen));
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

int
generator_close_frame(Frame *frame)
{
    return close_generator(generator_of(frame));
}

static Object *
generator_close(Object *self, Object *unused)
{
    (void)unused;
    return close_generator((Generator *)self) < 0 ? NULL : none_new();
}

// Sets the exception of throw(type[, value[, traceback]]).
static int
set_thrown(Object *type, Object *value, Object *traceback)
{
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

int
generator_raise(Generator *gen, Object *type, Object *value,
                Object *traceback, bool close_inner, Object **result)
{
    Object *target = yield_from_target(gen);
    if (target != NULL) {
        if (close_inner && error_given_matches(type, EXC(GeneratorExit))) {
            gen->state = GENERATOR_EXECUTING;
            int failed = close_iterator(target);
            gen->state = GENERATOR_SUSPENDED;
            ref_dec(target);
            if (failed < 0) {
                return resume(gen, NULL, true, false, result);
            }
            goto here;
        }
        int status;
        Object *inner = NULL;
        Thread *thread = thread_current;
        Frame *previous = thread->frame;
        gen->frame.previous = previous;
        thread->frame = &gen->frame;
        gen->state = GENERATOR_EXECUTING;
        if (TYPE_OF(target) == &generator_type ||
            TYPE_OF(target) == &coroutine_type) {
            status = generator_raise((Generator *)target, type, value,
                                     traceback, close_inner, &inner);
        } else {
            Object *method;
            if (object_lookup_attr(target, nm_throw, &method) < 0) {
                status = -1;
            } else if (method == NULL) {
                thread->frame = previous;
                gen->frame.previous = NULL;
                gen->state = GENERATOR_SUSPENDED;
                ref_dec(target);
                goto here;
            } else {
                Object *args[3] = {type, value, traceback};
                size_t n = traceback != NULL ? 3 : value != NULL ? 2 : 1;
                inner = call_vector(method, args, n, NULL);
                ref_dec(method);
                status = inner == NULL ? -1 : 1;
            }
        }
        thread->frame = previous;
        gen->frame.previous = NULL;
        gen->state = GENERATOR_SUSPENDED;
        ref_dec(target);
        if (status == 1) {
            *result = inner;
            return 1;
        }
        // The inner one is done: go on behind the `yield from`.
        Object *returned = inner;
        if (status < 0 && error_matches(EXC(StopIteration))) {
            PendingError error;
            error_fetch(&error);
            error_normalize(&error);
            returned = ref_new(((StopIterationObject *)error.value)->value);
            ref_xdec(error.type);
            ref_xdec(error.value);
            ref_xdec(error.traceback);
        } else if (status < 0) {
            return resume(gen, NULL, true, false, result);
        }
        // Leave the loop: the iterator goes, the result comes; then behind
        // the SEND.
        Frame *frame = &gen->frame;
        Object *iterator = *--frame->stack;
        ref_dec(iterator);
        CodeWord *at = frame->previous_word + 1; // RESUME
        // RESUME, JUMP_BACKWARD_NO_INTERRUPT to SEND
        while (code_opcode(gen->code, at) != OP_JUMP_BACKWARD_NO_INTERRUPT) {
            at++;
        }
        frame->previous_word = at;
        status = resume(gen, returned, false, false, result);
        ref_dec(returned);
        return status;
    }
here:
    if (set_thrown(type, value, traceback) < 0) {
        return -1;
    }
    return resume(gen, NULL, true, false, result);
}

static Object *
generator_throw(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("throw", nargs, 1, 3)) {
        return NULL;
    }
    Object *result;
    int status = generator_raise(
        (Generator *)self, args[0], nargs > 1 ? args[1] : NULL,
        nargs > 2 ? args[2] : NULL, true, &result);
    return finish_send(status, result);
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

// --------------------------------------------------------------- the object

void
generator_finalize(Object *self)
{
    Generator *gen = (Generator *)self;
    if (gen->state >= GENERATOR_COMPLETED) {
        return;
    }
    PendingError saved;
    error_fetch(&saved);
    if (TYPE_OF(gen) == &async_generator_type && !gen->closed &&
        gen->origin_or_finalizer != NULL) {
        // The event loop closes it, in its own time.
        Object *done = call_one(gen->origin_or_finalizer, self);
        if (done == NULL) {
            error_write_unraisable(self);
        }
        ref_xdec(done);
        error_restore(&saved);
        return;
    }
    if (TYPE_OF(gen) == &coroutine_type && gen->state == GENERATOR_CREATED) {
        extern int warn_unawaited(Object * coroutine);
        if (warn_unawaited(self) < 0) {
            error_write_unraisable(self);
        }
    }
    if (close_generator(gen) < 0) {
        error_write_unraisable(self);
    }
    error_restore(&saved);
}

void
generator_dealloc(Object *self)
{
    Generator *gen = (Generator *)self;
    gc_untrack(self);
    if (gen->weaklist != NULL) {
        weakref_clear_all(self);
    }
    // CPython: also calls a finalizer that has nothing to do.
    if (gen->state < GENERATOR_COMPLETED) {
        gc_track(self);
        if (finalizer_call_from_dealloc(self) < 0) {
            return; // resurrected
        }
        gc_untrack(self);
    }
    RECORD_UNTOUCH(self); // it was when it finished
    if (gen->state < GENERATOR_CLEARED) {
        gen->state = GENERATOR_CLEARED;
        frame_clear(thread_current, &gen->frame);
    }
    REF_CLEAR(gen->code);
    REF_CLEAR(gen->name);
    REF_CLEAR(gen->qualname);
    REF_CLEAR(gen->handled.value);
    REF_CLEAR(gen->origin_or_finalizer);
    object_free(self);
}

int
generator_traverse(Object *self, VisitProc visit, void *arg)
{
    Generator *gen = (Generator *)self;
    Object *const fields[] = {OBJ(gen->code), gen->name, gen->qualname,
                              gen->handled.value, gen->origin_or_finalizer};
    for (int i = 0; i < 5; i++) {
        if (fields[i] != NULL) {
            int stop = visit(fields[i], arg);
            if (stop != 0) {
                return stop;
            }
        }
    }
    return gen->state < GENERATOR_CLEARED
               ? frame_traverse_slots(&gen->frame, visit, arg)
               : 0;
}

void
generator_edges(Object *self, EdgeProc visit, void *arg)
{
    Generator *gen = (Generator *)self;
    bool coroutine = TYPE_OF(self) == &coroutine_type;
    static FieldDef code = {.name = "gi_code"}, name = {.name = "__name__"},
                    qualname = {.name = "__qualname__"},
                    handled = {.name = "handled exception"},
                    origin = {.name = "cr_origin"},
                    finalizer = {.name = "finalizer"};
#define EDGE(row, target)                                                    \
    if ((target) != NULL) {                                                  \
        RECORD_FIELD(EDGE_FIELD, row, OBJ(target), visit, arg);              \
    }
    EDGE(&code, gen->code)
    EDGE(&name, gen->name)
    EDGE(&qualname, gen->qualname)
    EDGE(&handled, gen->handled.value)
    EDGE(coroutine ? &origin : &finalizer, gen->origin_or_finalizer)
#undef EDGE
    if (gen->state < GENERATOR_CLEARED) {
        frame_edges(&gen->frame, visit, arg);
    }
}

Object *
generator_repr(Object *self)
{
    return str_from_format("<%s object %S at %p>",
                           TYPE_OF(self)->name,
                           ((Generator *)self)->qualname, self);
}

static Object *
coroutine_repr(Object *self)
{
    return generator_repr(self);
}

Object *
generator_get_frame(Object *self, void *closure)
{
    (void)closure;
    Generator *gen = (Generator *)self;
    if (gen->state >= GENERATOR_CLEARED) {
        return none_new();
    }
    return ref_xnew(frame_object(&gen->frame));
}

static Object *
get_running(Object *self, void *closure)
{
    (void)closure;
    return bool_new(((Generator *)self)->state == GENERATOR_EXECUTING);
}

Object *
generator_get_suspended(Object *self, void *closure)
{
    (void)closure;
    return bool_new(((Generator *)self)->state == GENERATOR_SUSPENDED);
}

Object *
generator_get_yield_from(Object *self, void *closure)
{
    (void)closure;
    Object *target = yield_from_target((Generator *)self);
    return target == NULL ? none_new() : target;
}

Object *
generator_get_code(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((Generator *)self)->code);
}

Object *
generator_get_text(Object *self, void *offset)
{
    return ref_new(*(Object **)((char *)self + (intptr_t)offset));
}

int
generator_set_text(Object *self, Object *value, void *offset)
{
    bool name = (size_t)(intptr_t)offset == offsetof(Generator, name);
    if (value == NULL || !str_check(value)) {
        error_format(EXC(TypeError), "%s must be set to a string object",
                     name ? "__name__" : "__qualname__");
        return -1;
    }
    ref_store(self, (char *)self + (intptr_t)offset, ref_new(value));
    return 0;
}

size_t
generator_size_of(Object *self)
{
    Generator *gen = (Generator *)self;
    return offsetof(Generator, frame) + sizeof(Frame) +
           (size_t)(gen->code->nlocalsplus + gen->code->stacksize) *
               sizeof(Object *);
}

static GetSetDef generator_getset[] = {
    GENERATOR_NAME_ROWS,
    {"gi_yieldfrom", generator_get_yield_from, NULL,
     "object being iterated by yield from, or None", NULL},
    {"gi_running", get_running, NULL, NULL, NULL},
    {"gi_frame", generator_get_frame, NULL, NULL, NULL},
    {"gi_suspended", generator_get_suspended, NULL, NULL, NULL},
    {"gi_code", generator_get_code, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static Object *
get_origin(Object *self, void *closure)
{
    (void)closure;
    Object *origin = ((Generator *)self)->origin_or_finalizer;
    return ref_new(origin == NULL ? NONE : origin);
}

static GetSetDef coroutine_getset[] = {
    GENERATOR_NAME_ROWS,
    {"cr_await", generator_get_yield_from, NULL,
     "object being awaited on, or None", NULL},
    {"cr_running", get_running, NULL, NULL, NULL},
    {"cr_frame", generator_get_frame, NULL, NULL, NULL},
    {"cr_suspended", generator_get_suspended, NULL, NULL, NULL},
    {"cr_code", generator_get_code, NULL, NULL, NULL},
    {"cr_origin", get_origin, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static MethodDef generator_methods[] = {
    {"send", generator_send, METH_O,
     "send(arg) -> send 'arg' into generator,\nreturn next yielded value or "
     "raise StopIteration."},
    {"throw", METHOD(generator_throw), METH_FASTCALL,
     "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in "
     "generator, return next yielded value or raise\nStopIteration."},
    {"close", generator_close, METH_NOARGS,
     "close() -> raise GeneratorExit inside generator."},
    {NULL, NULL, 0, NULL}};

static MethodDef coroutine_methods[] = {
    {"send", generator_send, METH_O,
     "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or "
     "raise StopIteration."},
    {"throw", METHOD(generator_throw), METH_FASTCALL,
     "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in "
     "coroutine, return next iterated value or raise\nStopIteration."},
    {"close", generator_close, METH_NOARGS,
     "close() -> raise GeneratorExit inside coroutine."},
    {NULL, NULL, 0, NULL}};

STATIC_OBJECT Type generator_type = {
    GENERATOR_COMMON("generator", generator_methods, generator_getset),
    .repr = generator_repr,
    .iter = object_self,
    .iternext = generator_next,
};

// ---------------------------------------------------------------- coroutines

typedef struct CoroutineWrapper {
    Object base;
    Object *coroutine; /* owned */
} CoroutineWrapper;

static Object *
coroutine_await(Object *self)
{
    CoroutineWrapper *wrapper = object_new(&coroutine_wrapper_type, 0);
    if (wrapper != NULL) {
        wrapper->coroutine = ref_new(self);
        gc_track(wrapper);
    }
    return OBJ(wrapper);
}

static AsyncSlots coroutine_async = {.await = coroutine_await};

STATIC_OBJECT Type coroutine_type = {
    GENERATOR_COMMON("coroutine", coroutine_methods, coroutine_getset),
    .async = &coroutine_async,
    .repr = coroutine_repr,
};

static Object *
wrapper_next(Object *self)
{
    return generator_next(((CoroutineWrapper *)self)->coroutine);
}

static Object *
wrapper_send(Object *self, Object *value)
{
    return generator_send(((CoroutineWrapper *)self)->coroutine, value);
}

static Object *
wrapper_throw(Object *self, Object *const *args, ssize_t nargs)
{
    return generator_throw(((CoroutineWrapper *)self)->coroutine, args,
                           nargs);
}

static Object *
wrapper_close(Object *self, Object *unused)
{
    return generator_close(((CoroutineWrapper *)self)->coroutine, unused);
}

static MethodDef wrapper_methods[] = {
    {"send", wrapper_send, METH_O, NULL},
    {"throw", METHOD(wrapper_throw), METH_FASTCALL, NULL},
    {"close", wrapper_close, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef wrapper_members[] = {
    {"coroutine", FIELD_OBJECT, offsetof(CoroutineWrapper, coroutine),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type coroutine_wrapper_type = {
    TYPE_HEAD_INIT,
    .name = "coroutine_wrapper",
    .basicsize = sizeof(CoroutineWrapper),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .iter = object_self,
    .iternext = wrapper_next,
    .methods = wrapper_methods,
    .members = wrapper_members,
};

Object *
coroutine_get_awaitable(Object *o, int where)
{
    Type *type = TYPE_OF(o);
    if (type == &coroutine_type ||
        (type == &generator_type &&
         (((Generator *)o)->code->flags & CODE_ITERABLE_COROUTINE) != 0)) {
        if (type == &coroutine_type) {
            Object *target = yield_from_target((Generator *)o);
            if (target != NULL) {
                ref_dec(target);
                return error_set_text(EXC(RuntimeError),
                                      "coroutine is being awaited already");
            }
        }
        return ref_new(o);
    }
    if (type->async == NULL || type->async->await == NULL) {
        if (where == 1 || where == 2) {
            return error_format(EXC(TypeError),
                                "'async with' received an object from "
                                "__%s__ that does not implement __await__: "
                                "%.100s", where == 1 ? "aenter" : "aexit",
                                type->name);
        }
        return error_format(EXC(TypeError),
                            "object %.100s can't be used in 'await' "
                            "expression", type->name);
    }
    Object *iterator = type->async->await(o);
    if (iterator == NULL) {
        return NULL;
    }
    if (TYPE_OF(iterator) == &coroutine_type) {
        error_set_text(EXC(TypeError), "__await__() returned a coroutine");
        REF_CLEAR(iterator);
    } else if (!iter_check(iterator)) {
        error_format(EXC(TypeError),
                     "__await__() returned non-iterator of type '%.100s'",
                     iterator->type->name);
        REF_CLEAR(iterator);
    }
    return iterator;
}

Object *
coroutine_get_aiter(Object *o)
{
    Type *type = TYPE_OF(o);
    if (type->async == NULL || type->async->aiter == NULL) {
        return error_format(EXC(TypeError),
                            "'async for' requires an object with __aiter__ "
                            "method, got %.100s", type->name);
    }
    Object *iterator = type->async->aiter(o);
    if (iterator != NULL && (iterator->type->async == NULL ||
                             iterator->type->async->anext == NULL)) {
        error_format(EXC(TypeError),
                     "'async for' received an object from __aiter__ that "
                     "does not implement __anext__: %.100s",
                     iterator->type->name);
        REF_CLEAR(iterator);
    }
    return iterator;
}

Object *
coroutine_get_anext(Object *o)
{
    Type *type = TYPE_OF(o);
    if (type->async == NULL || type->async->anext == NULL) {
        return error_format(EXC(TypeError),
                            "'async for' requires an iterator with __anext__ "
                            "method, got %.100s", type->name);
    }
    Object *next = type->async->anext(o);
    if (next == NULL) {
        return NULL;
    }
    Object *awaitable = coroutine_get_awaitable(next, 0);
    if (awaitable == NULL) {
        error_format_from_cause(EXC(TypeError),
                                "'async for' received an invalid object from "
                                "__anext__: %.100s", next->type->name);
    }
    ref_dec(next);
    return awaitable;
}
