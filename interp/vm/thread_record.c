#include "interp/vm/thread_record.h"

#if RECORDING

#include <stdio.h>

#include "interp/vm/frame_record.h"

// The first field is told when it changes (RECORD_HANDLED); the next changes
// unsaid; of the others somebody says when they do (RECORD_THREAD_CHANGED).
enum { HANDLED, RAISED, SAID };

// Its place in struct Thread, and what the bill calls it.
static const struct {
    size_t place;
    const char *name;
} fields[THREAD_RECORD_FIELDS] = {
    {offsetof(Thread, handled.value), "the exception being handled"},
    {offsetof(Thread, error.value), "the exception being raised"},
    {offsetof(Thread, repr_running), "objects whose repr runs"},
    {offsetof(Thread, target), "what it runs"},
    {offsetof(Thread, args), "its arguments"},
    {offsetof(Thread, kwargs), "its keyword arguments"},
    {offsetof(Thread, sentinel), "the lock to release at its end"},
    {offsetof(Thread, context), "its context"},
    {offsetof(Thread, trace), "the trace function"},
    {offsetof(Thread, profile), "the profile function"},
    {offsetof(Thread, async_first), "the first-iteration hook"},
    {offsetof(Thread, async_finalizer), "the finalizer hook"},
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

// What the stream calls a field.
static NOINLINE uint64_t
label_number(const Thread *thread, int i)
{
    char text[100];
    snprintf(text, sizeof(text), "%s%s%s",
             thread->id == 1 ? "" : thread->name, thread->id == 1 ? "" : ": ",
             fields[i].name);
    return record_string_copied(text) |
           (uint64_t)(1 + thread->id % 250) << 32;
}

// Tells of a field when it is not what was told.
static ALWAYS_INLINE void
sync_field(Thread *thread, ThreadFields *told, int i)
{
    Object *value = field(thread, i);
    uint32_t serial = value == NULL ? 0 : record_serial(value); // most are
    if (UNLIKELY(told->told[i] != serial)) {
        told->told[i] = serial;
        if (told->labels[i] == 0) {
            told->labels[i] = label_number(thread, i);
        }
        record_slot_word(RECORD_RUNTIME, EDGE_ROOT, told->labels[i], serial);
    }
}

void
thread_record_sync(Thread *thread, ThreadFields *told)
{
    sync_field(thread, told, HANDLED);
    sync_field(thread, told, RAISED);
    told->any = told->told[RAISED] != 0;
    if (told->changes != record_thread_changes) {
        told->changes = record_thread_changes;
        for (int i = SAID; i < THREAD_RECORD_FIELDS; i++) {
            sync_field(thread, told, i);
        }
    }
}

void
thread_record_handled(Thread *thread)
{
    if (thread->handling == &thread->handled && thread->record != NULL) {
        sync_field(thread, &thread->record->fields, HANDLED);
    } else {
        record_complicate(RECORD_THREADS);
    }
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int ThreadRecordNothing;

#endif
