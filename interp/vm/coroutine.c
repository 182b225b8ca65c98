/* Coroutines: the type, and what `await` and `async for` ask an object for. */
#include "gc/collector.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/generator_core.h"

Object *
coroutine_origin(Frame *frame, int depth)
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
coroutine_get_awaitable(Object *o, int where)
{
    Type *type = TYPE_OF(o);
    if (type == &coroutine_type ||
        (type == &generator_type &&
         (((Generator *)o)->code->flags & CODE_ITERABLE_COROUTINE) != 0)) {
        if (type == &coroutine_type) {
            Object *target = generator_awaited((Generator *)o);
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

// --------------------------------------------------------------- the wrapper

// What a coroutine's __await__ returns.
typedef struct CoroutineWrapper {
    Object base;
    Object *coroutine; /* owned */
} CoroutineWrapper;

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

// ------------------------------------------------------------------ the type

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

static Object *
get_origin(Object *self, void *closure)
{
    (void)closure;
    Object *origin = ((Generator *)self)->origin_or_finalizer;
    return ref_new(origin == NULL ? NONE : origin);
}

static GetSetDef coroutine_getset[] = {
    GENERATOR_NAME_ROWS("coroutine"),
    {"cr_await", generator_get_yield_from, NULL,
     "object being awaited on, or None", NULL},
    {"cr_running", generator_get_running, NULL, NULL, NULL},
    {"cr_frame", generator_get_frame, NULL, NULL, NULL},
    {"cr_suspended", generator_get_suspended, NULL, NULL, NULL},
    {"cr_code", generator_get_code, NULL, NULL, NULL},
    {"cr_origin", get_origin, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static MethodDef coroutine_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "gen.__sizeof__() -> size of gen in memory, in bytes"},
    {"send", generator_send, METH_O,
     "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or "
     "raise StopIteration."},
    {"throw", METHOD(generator_throw), METH_FASTCALL,
     "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in "
     "coroutine, return next iterated value or raise\nStopIteration."},
    {"close", generator_close, METH_NOARGS,
     "close() -> raise GeneratorExit inside coroutine."},
    {NULL, NULL, 0, NULL}};

static AsyncSlots coroutine_async = {.await = coroutine_await};

STATIC_OBJECT Type coroutine_type = {
    GENERATOR_COMMON("coroutine", coroutine_methods, coroutine_getset),
    .async = &coroutine_async,
    .repr = generator_repr,
};
