#include "interp/vm/native_record.h"

#if RECORDING

#include <stdio.h>
#include <string.h>

#include "interp/objects/descriptor.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_record.h"

int native_record_depth;
bool native_record_audit_failed;

static const RuntimeOptions *audit;
static uint64_t work; // of looking for references, so far

void
native_record_start(const RuntimeOptions *options)
{
    audit = options;
}

// What no object owns: frames on the stack, the thread.
static void
visit_extra(EdgeProc visit, void *arg)
{
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        for (Frame *f = t->frame; f != NULL; f = f->previous) {
            if (f->owner == FRAME_ON_STACK) {
                frame_edges(f, visit, arg);
            }
        }
        frame_record_visit_thread(t, visit, arg);
        if (t->error.type != NULL) {
            visit(edge_text(EDGE_ROOT, "thread"), t->error.type, arg);
        }
        if (t->error.traceback != NULL) {
            visit(edge_text(EDGE_ROOT, "thread"), t->error.traceback, arg);
        }
    }
}

const char *
native_record_name(Thread *thread)
{
    static char text[120];
    Object *f = thread->native;
    if (f == NULL) {
        return "native code";
    }
    const char *name = TYPE_OF(f) == &cfunction_type
                           ? ((CFunctionObject *)f)->method->name
                       : TYPE_OF(f) == &method_descriptor_type
                           ? ((MethodDescriptor *)f)->method->name
                       : type_check(f) ? ((Type *)f)->name
                                       : f->type->name;
    snprintf(text, sizeof(text), "%.100s()", name);
    return text;
}

typedef struct Residual {
    uint32_t name;
    int bad;
    char report[2000];
    size_t length;
} Residual;

static void
hold_seen(uint32_t serial, Object *object, ssize_t residual, void *arg)
{
    Residual *r = arg;
    if (residual > 0 && native_record_depth > 0) {
        record_raw(EVENT_NATIVE_HOLDS, serial, (uint32_t)residual, r->name,
                   0);
        return;
    }
    if (audit->audit && r->bad++ < 10 && r->length < sizeof(r->report)) {
        char value[60] = "";
        if (object->type->value_text != NULL) {
            object->type->value_text(object, value, sizeof(value));
        }
        r->length += (size_t)snprintf(
            r->report + r->length, sizeof(r->report) - r->length,
            "  %s %s (serial %u): count %zd, references found %zd\n",
            object->type->name, value, serial, object->refcount,
            object->refcount - residual);
    }
}

// References that only native code below us holds: what is missing when all
// others have been counted. Costs a walk over the heap, so it has a budget.
void
native_record_tell(Thread *thread, bool must)
{
    if (native_record_depth == 0 && !must) {
        return;
    }
    if (!must && work > 3000000u + thread->instructions / 2) {
        return;
    }
    static Residual r;
    r.name = record_string(native_record_name(thread));
    r.bad = 0;
    r.length = 0;
    work += record_recount(visit_extra, hold_seen, &r);
    if (r.bad > 0 && !native_record_audit_failed) {
        native_record_audit_failed = true;
        audit->audit_failed(audit->audit_arg, r.report);
    }
}

typedef struct CountVisit {
    RuntimeVisit visit;
    void *arg;
} CountVisit;

static void
tell_count(uint32_t serial, Object *object, void *arg)
{
    CountVisit *v = arg;
    v->visit(serial, object->refcount, object->type->name, v->arg);
}

void
frame_record_visit_counts(RuntimeVisit visit, void *arg)
{
    CountVisit v = {visit, arg};
    record_visit_objects(tell_count, &v);
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int NativeRecordNothing;

#endif
