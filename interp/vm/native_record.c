#include "interp/vm/native_record.h"

#if RECORDING

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/objects/descriptor.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/thread_record.h"

int native_record_depth;
bool native_record_audit_failed;

static const RuntimeOptions *audit;
static uint64_t work; // of looking for references, so far

void
native_record_start(const RuntimeOptions *options)
{
    audit = options;
}

static void
visit_thread(Thread *t, EdgeProc visit, void *arg)
{
    for (Frame *f = t->frame; f != NULL; f = f->previous) {
        if (f->owner == FRAME_ON_STACK) {
            frame_edges(f, visit, arg);
        }
    }
    thread_record_visit(t, visit, arg);
    if (t->error.type != NULL) {
        visit(edge_text(EDGE_ROOT, "thread"), t->error.type, arg);
    }
    if (t->error.traceback != NULL) {
        visit(edge_text(EDGE_ROOT, "thread"), t->error.traceback, arg);
    }
}

// What no object owns: frames on the stack, the thread.
static void
visit_extra(EdgeProc visit, void *arg)
{
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        visit_thread(t, visit, arg);
    }
    for (Thread *t = gil_lost_threads; t != NULL; t = t->next) {
        visit_thread(t, visit, arg);
    }
}

// The native function that runs, for people: a text's number.
static uint32_t
native_name(Thread *thread)
{
    static const char *last_name; // of a function, which lives for ever
    static uint32_t last_number;
    Object *f = thread->native;
    if (f == NULL) {
        return record_string("native code");
    }
    const char *name = TYPE_OF(f) == &cfunction_type
                           ? ((CFunctionObject *)f)->method->name
                       : TYPE_OF(f) == &method_descriptor_type
                           ? ((MethodDescriptor *)f)->method->name
                           : NULL;
    if (name != NULL && name == last_name) {
        return last_number;
    }
    last_name = name;
    if (name == NULL) {
        name = type_check(f) ? ((Type *)f)->name : f->type->name;
    }
    char text[120];
    snprintf(text, sizeof(text), "%.100s()", name);
    return last_number = record_string_copied(text);
}

// What native code held at the first step of some depth. While Python code
// runs there all native code below it waits, so that its variables do not
// change: the same is told again at each further step.
typedef struct Hold {
    uint32_t serial, count;
} Hold;

typedef struct Level {
    Hold *holds;
    size_t count, room;
    uint32_t name;
    bool known;
} Level;

static Level *levels; // by depth
static size_t level_room;

static NOINLINE bool
grow_levels(size_t n)
{
    size_t room = n * 2 + 16;
    Level *grown = realloc(levels, room * sizeof(Level));
    if (grown == NULL) {
        return false;
    }
    memset(grown + level_room, 0, (room - level_room) * sizeof(Level));
    levels = grown;
    level_room = room;
    return true;
}

static inline Level *
level_now(void)
{
    size_t n = (size_t)native_record_depth;
    return n < level_room || grow_levels(n) ? &levels[n] : NULL;
}

void
native_record_enter(Thread *thread)
{
    native_record_depth++;
    record_not_simple |= RECORD_IN_NATIVE;
    Level *level = level_now();
    if (level != NULL) {
        level->known = false;
    }
    record_raw(EVENT_NATIVE_ENTER, 0, (uint32_t)native_record_depth,
               native_name(thread), 0);
}

void
native_record_leave(void)
{
    record_raw(EVENT_NATIVE_LEAVE, 0, (uint32_t)native_record_depth, 0, 0);
    if (--native_record_depth == 0) {
        record_not_simple &= ~(uint32_t)RECORD_IN_NATIVE;
    }
}

void
native_record_switched(void)
{
    for (size_t i = 0; i < level_room; i++) {
        levels[i].known = false;
    }
}

typedef struct Residual {
    Level *level;
    size_t same; // holds that are what they were at the last step
    int bad;
    char report[2000];
    size_t length;
} Residual;

static void
report_missing(Residual *r, uint32_t serial, Object *object, ssize_t residual)
{
    if (!audit->audit || r->bad++ >= 10 || r->length >= sizeof(r->report)) {
        return;
    }
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

static void
hold_seen(uint32_t serial, Object *object, ssize_t residual, void *arg)
{
    Residual *r = arg;
    Level *level = r->level;
    if (residual <= 0 || native_record_depth == 0) {
        report_missing(r, serial, object, residual);
        return;
    }
    Hold hold = {record_serial(object), (uint32_t)residual};
    if (level->known) {
        // Only the audit looks again.
        if (r->same < level->count && level->holds[r->same].serial == serial &&
            level->holds[r->same].count == hold.count) {
            r->same++;
        } else {
            report_missing(r, serial, object, residual);
        }
        return;
    }
    if (level->count == level->room) {
        size_t room = level->room * 2 + 16;
        Hold *grown = realloc(level->holds, room * sizeof(Hold));
        if (grown == NULL) {
            return;
        }
        level->holds = grown;
        level->room = room;
    }
    level->holds[level->count++] = hold;
}

static void
look_for_holds(Thread *thread, Level *level)
{
    static Residual r;
    r.level = level;
    r.bad = 0;
    r.length = r.same = 0;
    if (!level->known) {
        level->count = 0;
        level->name = native_name(thread);
    }
    work += record_recount(visit_extra, hold_seen, &r);
    if (level->known && r.same < level->count) {
        r.bad++;
        r.length += (size_t)snprintf(
            r.report + r.length, sizeof(r.report) - r.length,
            "  native code held more at the step before\n");
    }
    level->known = true;
    if (r.bad > 0 && !native_record_audit_failed) {
        native_record_audit_failed = true;
        audit->audit_failed(audit->audit_arg, r.report);
    }
}

void
native_record_tell(Thread *thread, bool must)
{
    if (native_record_depth == 0 && !must) {
        return;
    }
    Level *level = level_now();
    if (level == NULL) {
        return;
    }
    // Costs a walk over the heap, so there is a budget.
    if (must || (!level->known &&
                 work <= 2000000u + thread_clock(thread) / 64)) {
        look_for_holds(thread, level);
    }
    if (level->known && native_record_depth > 0) {
        for (size_t i = 0; i < level->count; i++) {
            record_raw(EVENT_NATIVE_HOLDS, level->holds[i].serial,
                       level->holds[i].count, level->name, 0);
        }
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
    if (!record_is_told(object)) {
        return; // a number
    }
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
