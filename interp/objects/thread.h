/* thread.h - the state of one thread of Python (prefix: thread_)
 *
 * Everything a thread owns while it runs Python code. interp/vm passes it
 * explicitly; the objects below reach it through thread_current, which the
 * holder of the GIL has set.
 */
#ifndef INTERP_OBJECTS_THREAD_H
#define INTERP_OBJECTS_THREAD_H

#include <pthread.h>

#include "interp/objects/error.h"

struct Frame;
struct GilQueue;
struct pollfd;
struct ThreadRecord;

typedef enum ThreadState {
    THREAD_RUNNING, /* holds the GIL */
    THREAD_READY,   /* waits for it */
    THREAD_BLOCKED, /* waits for a lock, or sleeps */
    THREAD_OUTSIDE  /* in a native call that needs no Python */
} ThreadState;

/* One handler being executed: what `raise` and sys.exc_info() refer to. */
typedef struct HandledError {
    Object *value; /* owned; NULL or None when none */
    struct HandledError *previous;
} HandledError;

typedef struct Thread {
    struct Frame *frame;      /* the one that runs, or NULL */
    int recursion_remaining;  /* calls that may still be nested */
    int recursion_limit;
    int recursion_headroom;   /* > 0 while an error is being handled */
    char *stack_limit;        /* C code must not go below this address */
    PendingError error;
    HandledError handled;     /* of the bottom */
    HandledError *handling;   /* the innermost */
    Object **data_stack;      /* frames: the reserved region, */
    Object **data_top;        /* the first free word */
    Object **data_end;
    Object *repr_running;     /* owned: list of objects whose repr runs */
    Object *async_exc;
    int eval_depth;           /* eval loops on the C stack */
    Object *native;           /* borrowed: C function that runs, for the
                                 recorder */
    /* The clock, in instructions, counted down by recording loops until
     * another thread may run. See thread_clock. */
    int64_t countdown;
    uint64_t countdown_end;
    uint32_t id;              /* 1: the main thread */
    Object *trace, *profile;  /* owned or NULL: sys.settrace, setprofile */
    int tracing;              /* > 0 while one of them runs */
    bool hooked;              /* it has one of them */
    Object *context;
    Object *async_first, *async_finalizer; /* sys.set_asyncgen_hooks */
    int origin_depth; /* frames that a new coroutine's cr_origin tells of */
    struct ThreadRecord *record; /* the recorder's own */
    Object *target, *args, *kwargs; /* owned: what it was started with */
    Object *sentinel; /* owned: weak reference to the lock that it releases
                         at its end */
    char name[40];    /* for reports */
    /* the GIL's: */
    struct Thread *next;         /* all threads */
    struct Thread *next_waiting; /* in one queue */
    struct GilQueue *waits_in;
    Object *waits_for;           /* borrowed */
    ThreadState state;
    bool timed_out, interrupted, deadlocked;
    uint64_t deadline, ready_since, waited_ns;
    struct pollfd *files; /* borrowed: it waits for one of these */
    size_t file_count;
    bool (*ask)(void *); /* it waits till this says so; may be NULL */
    void *ask_arg;
    uint64_t due;  /* when the foreign call is deemed to be over */
    bool returned; /* it is over */
    pthread_cond_t wake;
} Thread;

extern __thread Thread *thread_current;

/* How many instructions have been executed, by all threads, when this one
 * runs; counted only while recording. */
static inline uint64_t
thread_clock(const Thread *thread)
{
    return thread->countdown_end - (uint64_t)thread->countdown;
}

/* What the loop must look at next time it reaches a safe point. */
enum {
    BREAK_SIGNALS = 1,
    BREAK_GIL = 2,
    BREAK_LIMIT = 4,
    BREAK_PENDING = 8,
    BREAK_STEP = 16,
    BREAK_HOOKS = 32 /* some thread has a trace or profile function */
};
extern int eval_breaker; /* read and written atomically */

static inline bool
eval_breaker_has(int bits)
{
    return (__atomic_load_n(&eval_breaker, __ATOMIC_RELAXED) & bits) != 0;
}

static inline void
eval_breaker_set(int bit)
{
    __atomic_fetch_or(&eval_breaker, bit, __ATOMIC_RELAXED);
}

static inline void
eval_breaker_clear(int bit)
{
    __atomic_fetch_and(&eval_breaker, ~bit, __ATOMIC_RELAXED);
}

/* The exception that is being handled: borrowed instance or NULL. */
BORROWED Object *thread_handled(Thread *thread);

#endif
