#include "interp/vm/thread_record.h"

#if RECORDING

#include <stdio.h>

// Its place in struct Thread, and what the bill calls it.
static const struct {
    size_t place;
    const char *name;
    bool stays; // somebody says when it changes (RECORD_THREAD_CHANGED)
} fields[THREAD_RECORD_FIELDS] = {
    {offsetof(Thread, handled.value), "the exception being handled", false},
    {offsetof(Thread, repr_running), "objects whose repr runs", true},
    {offsetof(Thread, error.value), "the exception being raised", false},
    {offsetof(Thread, target), "what it runs", true},
    {offsetof(Thread, args), "its arguments", true},
    {offsetof(Thread, kwargs), "its keyword arguments", true},
    {offsetof(Thread, sentinel), "the lock to release at its end", true},
    {offsetof(Thread, context), "its context", true},
    {offsetof(Thread, trace), "the trace function", true},
    {offsetof(Thread, profile), "the profile function", true},
    {offsetof(Thread, async_first), "the first-iteration hook", true},
    {offsetof(Thread, async_finalizer), "the finalizer hook", true},
};

static inline Object *
field(Thread *thread, int i)
{
    return *(Object **)((char *)thread + fields[i].place);
}

void
thread_record_visit(Thread *thread, EdgeProc visit, void *arg)
{
    for (int i = 0; i < THREAD_RECORD_FIELDS; i++) {
        Object *value = field(thread, i);
        if (value != NULL) {
            visit(edge_text(EDGE_ROOT, "thread"), value, arg);
        }
    }
}

static NOINLINE void
tell(Thread *thread, int i)
{
    char label[100];
    snprintf(label, sizeof(label), "%s%s%s",
             thread->id == 1 ? "" : thread->name, thread->id == 1 ? "" : ": ",
             fields[i].name);
    record_owner_slot(RECORD_RUNTIME,
                      (EdgeLabel){EDGE_ROOT, 1 + thread->id % 250, label},
                      field(thread, i));
}

void
thread_record_sync(Thread *thread, ThreadFields *told)
{
    bool any = false;
    for (int i = 0; i < THREAD_RECORD_FIELDS; i++) {
        Object *value = field(thread, i);
        uint32_t serial = record_serial(value);
        any |= value != NULL && value != NONE && !fields[i].stays;
        if (told->told[i] != serial) {
            told->told[i] = serial;
            tell(thread, i);
        }
    }
    told->any = any;
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int ThreadRecordNothing;

#endif
