/* Asynchronous generators (PEP 525; CPython 3.11: Objects/genobject.c).
 *
 * An async generator yields to two sides: what it awaits goes to the event
 * loop, what it yields to who iterates. The compiler wraps the second, so
 * that the awaitables of __anext__, asend, athrow and aclose can tell them
 * apart: a wrapped value ends them (StopIteration), all else passes through.
 */
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/exception.h"
#include "interp/objects/function.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/generator_core.h"

// ------------------------------------------------------------- wrapped values

typedef struct WrappedValue {
    Object base;
    Object *value; // owned
} WrappedValue;

static FieldDef wrapped_own[] = {
    {"value", FIELD_OBJECT, offsetof(WrappedValue, value), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type async_wrapped_value_type = {
    TYPE_HEAD_INIT,
    .name = "async_generator_wrapped_value",
    .basicsize = sizeof(WrappedValue),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .own = wrapped_own,
};

#define is_wrapped(o) (TYPE_OF(o) == &async_wrapped_value_type)

Object *
async_generator_wrap(Object *value)
{
    WrappedValue *wrapped = object_new(&async_wrapped_value_type, 0);
    if (wrapped != NULL) {
        wrapped->value = ref_new(value);
        gc_track(wrapped);
    }
    return OBJ(wrapped);
}

// --------------------------------------------------------------- awaitables

// What __anext__, asend, athrow and aclose return.
typedef enum AwaitState { AWAIT_INIT, AWAIT_ITER, AWAIT_CLOSED } AwaitState;

typedef struct Await {
    Object base;
    Generator *gen; // owned
    Object *argument; // owned: what asend sends, athrow's tuple; NULL
    AwaitState state;
    bool throws; // athrow or aclose; aclose has no argument
} Await;

#define SELF ((Await *)self)

static FieldDef await_own[] = {
    {"generator", FIELD_OBJECT, offsetof(Await, gen), 0, NULL},
    {"argument", FIELD_OBJECT, offsetof(Await, argument), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

// The result of a step of the generator for who iterates over it.
static Object *
unwrap(Generator *gen, int status, Object *result)
{
    if (status == 0) {
        ref_dec(result);
        error_set_none(EXC(StopAsyncIteration));
        status = -1;
    }
    if (status < 0) {
        if (error_matches(EXC(StopAsyncIteration)) ||
            error_matches(EXC(GeneratorExit))) {
            gen->closed = 1;
        }
        gen->running_async = 0;
        return NULL;
    }
    if (is_wrapped(result)) {
        generator_stop(((WrappedValue *)result)->value);
        ref_dec(result);
        gen->running_async = 0;
        return NULL;
    }
    return result;
}

static Object *
already_running(const char *what)
{
    return error_format(EXC(RuntimeError),
                        "%s: asynchronous generator is already running",
                        what);
}

static Object *
send_send(Object *self, Object *value)
{
    Generator *gen = SELF->gen;
    if (SELF->state == AWAIT_CLOSED) {
        return error_set_text(EXC(RuntimeError),
                              "cannot reuse already awaited "
                              "__anext__()/asend()");
    }
    if (SELF->state == AWAIT_INIT) {
        if (gen->running_async) {
            return already_running("anext()");
        }
        if (value == NONE && SELF->argument != NULL) {
            value = SELF->argument;
        }
        SELF->state = AWAIT_ITER;
    }
    gen->running_async = 1;
    Object *result;
    int status = generator_resume(gen, value, &result);
    result = unwrap(gen, status, result);
    if (result == NULL) {
        SELF->state = AWAIT_CLOSED;
    }
    return result;
}

static Object *
send_throw(Object *self, Object *const *args, ssize_t nargs)
{
    if (SELF->state == AWAIT_CLOSED) {
        return error_set_text(EXC(RuntimeError),
                              "cannot reuse already awaited "
                              "__anext__()/asend()");
    }
    Object *result;
    Thrown thrown = thrown_of(args, nargs);
    int status = generator_raise(SELF->gen, &thrown, true, &result);
    result = unwrap(SELF->gen, status, result);
    if (result == NULL) {
        SELF->state = AWAIT_CLOSED;
    }
    return result;
}

// aclose: the generator must not yield any more.
static Object *
ignored_exit(Object *self, Object *result)
{
    ref_dec(result);
    SELF->gen->running_async = 0;
    SELF->state = AWAIT_CLOSED;
    return error_set_text(EXC(RuntimeError),
                          "async generator ignored GeneratorExit");
}

// The end of athrow or aclose, with an error pending.
static Object *
throw_failed(Object *self)
{
    SELF->gen->running_async = 0;
    SELF->state = AWAIT_CLOSED;
    if (SELF->argument == NULL && (error_matches(EXC(StopAsyncIteration)) ||
                                   error_matches(EXC(GeneratorExit)))) {
        error_clear();
        error_set_none(EXC(StopIteration));
    }
    return NULL;
}

static Object *
throw_begin(Object *self, Object *value)
{
    Generator *gen = SELF->gen;
    bool close = SELF->argument == NULL;
    if (gen->running_async) {
        SELF->state = AWAIT_CLOSED;
        return already_running(close ? "aclose()" : "athrow()");
    }
    if (gen->closed) {
        SELF->state = AWAIT_CLOSED;
        error_set_none(EXC(StopAsyncIteration));
        return NULL;
    }
    if (value != NONE) {
        return error_set_text(EXC(RuntimeError),
                              "can't send non-None value to a just-started "
                              "coroutine");
    }
    SELF->state = AWAIT_ITER;
    gen->running_async = 1;
    Object *result;
    if (close) {
        gen->closed = 1;
        Thrown thrown = {EXC(GeneratorExit), NULL, NULL};
        int status = generator_raise(gen, &thrown, false, &result);
        if (status == 1 && is_wrapped(result)) {
            return ignored_exit(self, result);
        }
        if (status == 0) {
            ref_dec(result);
            error_set_none(EXC(StopAsyncIteration));
        }
        return status == 1 ? result : throw_failed(self);
    }
    Object *args = SELF->argument;
    Thrown thrown = thrown_of(((Tuple *)args)->items, tuple_size(args));
    int status = generator_raise(gen, &thrown, false, &result);
    result = unwrap(gen, status, result);
    return result != NULL ? result : throw_failed(self);
}

static Object *
throw_send(Object *self, Object *value)
{
    Generator *gen = SELF->gen;
    if (SELF->state == AWAIT_CLOSED) {
        return error_set_text(EXC(RuntimeError),
                              "cannot reuse already awaited "
                              "aclose()/athrow()");
    }
    if (gen->state >= GENERATOR_COMPLETED) {
        SELF->state = AWAIT_CLOSED;
        error_set_none(EXC(StopIteration));
        return NULL;
    }
    if (SELF->state == AWAIT_INIT) {
        return throw_begin(self, value);
    }
    Object *result;
    int status = generator_resume(gen, value, &result);
    if (SELF->argument != NULL) {
        return unwrap(gen, status, result);
    }
    if (status == 1) {
        return is_wrapped(result) ? ignored_exit(self, result) : result;
    }
    if (status == 0) {
        ref_dec(result);
        error_set_none(EXC(StopAsyncIteration));
    }
    return throw_failed(self);
}

static Object *
throw_throw(Object *self, Object *const *args, ssize_t nargs)
{
    Generator *gen = SELF->gen;
    if (SELF->state == AWAIT_CLOSED) {
        return error_set_text(EXC(RuntimeError),
                              "cannot reuse already awaited "
                              "aclose()/athrow()");
    }
    Object *result;
    Thrown thrown = thrown_of(args, nargs);
    int status = generator_raise(gen, &thrown, true, &result);
    if (SELF->argument != NULL) {
        return unwrap(gen, status, result);
    }
    if (status == 1) {
        return is_wrapped(result) ? ignored_exit(self, result) : result;
    }
    if (status == 0) {
        ref_dec(result);
        error_set_none(EXC(StopAsyncIteration));
    }
    if (error_matches(EXC(StopAsyncIteration)) ||
        error_matches(EXC(GeneratorExit))) {
        error_clear();
        error_set_none(EXC(StopIteration));
    }
    return NULL;
}

static Object *
await_send(Object *self, Object *value)
{
    return SELF->throws ? throw_send(self, value) : send_send(self, value);
}

static Object *
await_next(Object *self)
{
    return await_send(self, NONE);
}

static Object *
await_throw(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("throw", nargs, 1, 3)) {
        return NULL;
    }
    return SELF->throws ? throw_throw(self, args, nargs)
                        : send_throw(self, args, nargs);
}

static Object *
await_close(Object *self, Object *unused)
{
    (void)unused;
    SELF->state = AWAIT_CLOSED;
    return none_new();
}

static MethodDef await_methods[] = {
    {"send", await_send, METH_O,
     "send(value) -> send 'value' into generator,\nreturn next yielded value "
     "or raise StopIteration."},
    {"throw", METHOD(await_throw), METH_FASTCALL,
     "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in "
     "generator, return next yielded value or raise\nStopIteration."},
    {"close", await_close, METH_NOARGS,
     "close() -> raise GeneratorExit inside generator."},
    {NULL, NULL, 0, NULL}};

static AsyncSlots await_async = {.await = object_self};

#define AWAIT_TYPE(type_name)                                                \
    {                                                                        \
        TYPE_HEAD_INIT, .name = type_name, .basicsize = sizeof(Await),       \
        .dealloc = type_generic_dealloc, .async = &await_async,              \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC, .iter = object_self,           \
        .iternext = await_next, .methods = await_methods, .own = await_own,  \
    }

STATIC_OBJECT Type async_generator_asend_type =
    AWAIT_TYPE("async_generator_asend");
STATIC_OBJECT Type async_generator_athrow_type =
    AWAIT_TYPE("async_generator_athrow");

// ------------------------------------------------------------ the generator

// The first time somebody iterates: the event loop is told of it, and asked
// who will close it if nobody else does.
static int
tell_loop(Generator *gen)
{
    if (gen->hooks_inited) {
        return 0;
    }
    gen->hooks_inited = 1;
    Thread *thread = thread_current;
    if (thread->async_finalizer != NULL) {
        ref_store(gen, &gen->origin_or_finalizer,
                  ref_new(thread->async_finalizer));
    }
    if (thread->async_first != NULL) {
        Object *first = ref_new(thread->async_first);
        Object *done = call_one(first, OBJ(gen));
        ref_dec(first);
        ref_xdec(done);
        return done == NULL ? -1 : 0;
    }
    return 0;
}

static Object *
new_await(Type *type, Object *gen, Object *argument)
{
    if (tell_loop((Generator *)gen) < 0) {
        return NULL;
    }
    Await *await = object_new(type, 0);
    if (await != NULL) {
        await->gen = (Generator *)ref_new(gen);
        await->argument = ref_xnew(argument);
        await->throws = type == &async_generator_athrow_type;
        gc_track(await);
    }
    return OBJ(await);
}

static Object *
anext(Object *self)
{
    return new_await(&async_generator_asend_type, self, NULL);
}

static Object *
asend(Object *self, Object *value)
{
    return new_await(&async_generator_asend_type, self, value);
}

static Object *
athrow(Object *self, Object *args)
{
    if (tuple_size(args) < 1) {
        return error_format(EXC(TypeError),
                            "athrow expected at least 1 argument, got 0");
    }
    return new_await(&async_generator_athrow_type, self, args);
}

static Object *
aclose(Object *self, Object *unused)
{
    (void)unused;
    return new_await(&async_generator_athrow_type, self, NULL);
}

static Object *
get_running(Object *self, void *closure)
{
    (void)closure;
    return bool_new(((Generator *)self)->running_async != 0);
}

static MethodDef methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "gen.__sizeof__() -> size of gen in memory, in bytes"},
    {"asend", asend, METH_O, "asend(v) -> send 'v' in generator."},
    {"athrow", athrow, METH_VARARGS,
     "athrow(typ[,val[,tb]]) -> raise exception in generator."},
    {"aclose", aclose, METH_NOARGS,
     "aclose() -> raise GeneratorExit inside generator."},
    {"__class_getitem__", generic_alias_new,
     METH_O | METH_CLASS, "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static GetSetDef getset[] = {
    GENERATOR_NAME_ROWS("async generator"),
    {"ag_await", generator_get_yield_from, NULL,
     "object being awaited on, or None", NULL},
    {"ag_frame", generator_get_frame, NULL, NULL, NULL},
    {"ag_running", get_running, NULL, NULL, NULL},
    {"ag_code", generator_get_code, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static AsyncSlots async_slots = {.aiter = object_self, .anext = anext};

STATIC_OBJECT Type async_generator_type = {
    GENERATOR_COMMON("async_generator", methods, getset),
    .async = &async_slots,
    .repr = generator_repr,
};

// --------------------------------------------------- anext(iterator, default)

typedef struct AnextDefault {
    Object base;
    Object *wrapped;       // owned: what __anext__ returned
    Object *default_value; // owned
} AnextDefault;

static FieldDef anext_own[] = {
    {"awaitable", FIELD_OBJECT, offsetof(AnextDefault, wrapped), 0, NULL},
    {"default", FIELD_OBJECT, offsetof(AnextDefault, default_value), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

// The iterator behind the awaitable: new.
static Object *
anext_iterator(AnextDefault *self)
{
    Object *awaitable = coroutine_get_awaitable(self->wrapped, 0);
    if (awaitable != NULL && TYPE_OF(awaitable) == &coroutine_type) {
        Object *wrapper = coroutine_type.async->await(awaitable);
        ref_dec(awaitable);
        awaitable = wrapper;
    }
    return awaitable;
}

static Object *
anext_finish(Object *self, Object *result)
{
    if (result == NULL && error_matches(EXC(StopAsyncIteration))) {
        error_clear();
        generator_stop(((AnextDefault *)self)->default_value);
    }
    return result;
}

static Object *
anext_next(Object *self)
{
    Object *iterator = anext_iterator((AnextDefault *)self);
    if (iterator == NULL) {
        return NULL;
    }
    Object *result = TYPE_OF(iterator)->iternext(iterator);
    ref_dec(iterator);
    return anext_finish(self, result);
}

static Object *
anext_call(Object *self, const char *name, Object *const *args, size_t n)
{
    Object *iterator = anext_iterator((AnextDefault *)self);
    if (iterator == NULL) {
        return NULL;
    }
    Object *result = call_method_text(iterator, name, args, n);
    ref_dec(iterator);
    return anext_finish(self, result);
}

static Object *
anext_send(Object *self, Object *value)
{
    return anext_call(self, "send", &value, 1);
}

static Object *
anext_throw(Object *self, Object *const *args, ssize_t nargs)
{
    return anext_call(self, "throw", args, (size_t)nargs);
}

static Object *
anext_close(Object *self, Object *unused)
{
    (void)unused;
    return anext_call(self, "close", NULL, 0);
}

static MethodDef anext_methods[] = {
    {"send", anext_send, METH_O, NULL},
    {"throw", METHOD(anext_throw), METH_FASTCALL, NULL},
    {"close", anext_close, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

STATIC_OBJECT Type anext_awaitable_type = {
    TYPE_HEAD_INIT,
    .name = "anext_awaitable",
    .basicsize = sizeof(AnextDefault),
    .dealloc = type_generic_dealloc,
    .async = &await_async,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .iter = object_self,
    .iternext = anext_next,
    .methods = anext_methods,
    .own = anext_own,
};

Object *
anext_with_default(Object *awaitable, Object *default_value)
{
    AnextDefault *self = object_new(&anext_awaitable_type, 0);
    if (self == NULL) {
        ref_dec(awaitable);
        return NULL;
    }
    self->wrapped = awaitable;
    self->default_value = ref_new(default_value);
    gc_track(self);
    return OBJ(self);
}
