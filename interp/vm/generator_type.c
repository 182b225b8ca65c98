/* Generators as objects: how they end, what they refer to, their attributes. */
#include "gc/collector.h"
#include "gc/finalizer.h"
#include "gc/record_edge.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/exception.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_object.h"
#include "interp/vm/generator_core.h"

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
        extern int warn_unawaited(Object *coroutine);
        if (warn_unawaited(self) < 0) {
            error_write_unraisable(self);
        }
    }
    if (generator_end(gen) < 0) {
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

Object *
generator_get_running(Object *self, void *closure)
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
    Object *target = generator_awaited((Generator *)self);
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
    GENERATOR_NAME_ROWS("generator"),
    {"gi_yieldfrom", generator_get_yield_from, NULL,
     "object being iterated by yield from, or None", NULL},
    {"gi_running", generator_get_running, NULL, NULL, NULL},
    {"gi_frame", generator_get_frame, NULL, NULL, NULL},
    {"gi_suspended", generator_get_suspended, NULL, NULL, NULL},
    {"gi_code", generator_get_code, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static MethodDef generator_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "gen.__sizeof__() -> size of gen in memory, in bytes"},
    {"send", generator_send, METH_O,
     "send(arg) -> send 'arg' into generator,\nreturn next yielded value or "
     "raise StopIteration."},
    {"throw", METHOD(generator_throw), METH_FASTCALL,
     "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in "
     "generator, return next yielded value or raise\nStopIteration."},
    {"close", generator_close, METH_NOARGS,
     "close() -> raise GeneratorExit inside generator."},
    {NULL, NULL, 0, NULL}};

STATIC_OBJECT Type generator_type = {
    GENERATOR_COMMON("generator", generator_methods, generator_getset),
    .repr = generator_repr,
    .iter = object_self,
    .iternext = generator_next,
};
