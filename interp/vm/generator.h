/* generator.h - generators, coroutines, async generators
 *
 * The frame lies inside the generator (CPython 3.11: Objects/genobject.c);
 * sizes follow from that.
 */
#ifndef INTERP_VM_GENERATOR_H
#define INTERP_VM_GENERATOR_H

#include "interp/vm/frame.h"

enum {
    GENERATOR_CREATED = -2,
    GENERATOR_SUSPENDED = -1,
    GENERATOR_EXECUTING = 0,
    GENERATOR_COMPLETED = 1,
    GENERATOR_CLEARED = 4
};

typedef struct Generator {
    Object base;
    Code *code; /* owned */
    Object *weaklist;
    Object *name, *qualname; /* owned */
    HandledError handled;
    Object *origin_or_finalizer;
    char hooks_inited, closed, running_async;
    int8_t state;
    Frame frame; /* and behind it its slots */
} Generator;

extern Type generator_type, coroutine_type, async_generator_type,
    coroutine_wrapper_type;

/* The generator that a frame is in (its owner is FRAME_IN_GENERATOR). */
static inline Generator *
generator_of(Frame *frame)
{
    return (Generator *)((char *)frame - offsetof(Generator, frame));
}

#define generator_check(o) (TYPE_OF(o) == &generator_type)

/* The generator of a frame that reached RETURN_GENERATOR: the frame's
 * contents move into it; its place on the stack is the caller's to give
 * back. */
NEW_REF Object *generator_from_frame(Thread *thread, Frame *frame);

/* The eval loop tells: it yielded; it returned or raised (its frame is
 * cleared). Both restore the thread's frame and handled exception. */
void generator_suspended(Thread *thread, Frame *frame);
void generator_finished(Thread *thread, Frame *frame);

/* next(receiver) or receiver.send(value): 1 yielded, 0 returned (its value
 * in *result), -1 error. The caller has another reference to `value`, unless
 * it is None. */
int generator_send_to(Object *receiver, STEALS Object *value,
                      Object **result);

/* frame.clear(): ends the generator as its finalizer does. An error is
 * reported as unraisable. */
void generator_clear_frame(Frame *frame);

/* What `yield from` iterates over. */
NEW_REF Object *generator_yield_from_iter(Frame *frame, Object *iterable);

/* coroutine.c: what `await o` iterates over (`where`: of an `async with` the
 * result of 1 __aenter__, 2 __aexit__); o.__aiter__(); what to await for the
 * next item of `async for`. NULL with an error. */
NEW_REF Object *coroutine_get_awaitable(Object *o, int where);
NEW_REF Object *coroutine_get_aiter(Object *o);
NEW_REF Object *coroutine_get_anext(Object *o);
/* What an async generator yields, marked (async_generator.c). */
NEW_REF Object *async_generator_wrap(Object *value);

/* anext(iterator, default): an awaitable that gives the default at the end.
 * Steals `awaitable`, also on failure. */
NEW_REF Object *anext_with_default(STEALS Object *awaitable,
                                   Object *default_value);

#endif
