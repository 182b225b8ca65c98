#include "interp/vm/native_record.h"

#if RECORDING

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/generator_core.h"
#include "interp/vm/thread_record.h"

bool native_record_wanted;
uint64_t native_record_due;
bool native_record_audit_failed;

static const RuntimeOptions *audit;
static int depth; // of calls of Python code by native code, in all threads

// What native code held at the first step of some depth, beside what was told
// of smaller depths. While Python code runs there all native code below it
// waits, so that its variables do not change.
typedef struct Hold {
    Object *object;
    uint32_t serial, count;
} Hold;

typedef struct Level {
    Hold *holds;
    size_t count, room;
    bool known; // they were looked for, and told
} Level;

static Level *levels; // by depth
static size_t level_room;
static uint64_t work; // of looking for references, so far

void
native_record_start(const RuntimeOptions *options)
{
    audit = options;
    // A generator's frame runs on and tells nobody.
    record_recount_always(generator_edges);
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

static void
visit_holds(const Level *level, EdgeProc visit, void *arg)
{
    for (size_t i = 0; i < level->count; i++) {
        const Hold *hold = &level->holds[i];
        work += hold->count;
        for (uint32_t k = 0;
             k < hold->count && record_peek(hold->object) == hold->serial;
             k++) {
            visit(edge_text(EDGE_NATIVE, ""), hold->object, arg);
        }
    }
}

// What no object owns: frames on the stack, the threads, and what native code
// is known to hold.
static void
visit_extra(EdgeProc visit, void *arg)
{
    for (size_t i = 1; i <= (size_t)depth && i < level_room; i++) {
        visit_holds(&levels[i], visit, arg);
    }
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
    size_t n = (size_t)depth;
    return n < level_room || grow_levels(n) ? &levels[n] : NULL;
}

static inline void
forget(Level *level)
{
    level->known = false;
    level->count = 0;
}

// What native code holds now is not told: the next line looks for it, or a line
// when it is time.
static inline void
want(const Thread *thread)
{
    native_record_wanted = true;
    if (native_record_is_due(thread_clock(thread))) {
        record_complicate(RECORD_DUE);
    } else if (native_record_due < record_line_due) {
        record_line_due = native_record_due;
    }
}

void
native_record_enter(Thread *thread)
{
    depth++;
    want(thread);
    Level *level = level_now();
    if (level != NULL) {
        forget(level);
    }
    uint32_t name = native_name(thread);
    uint64_t *at = record_room(2);
    at[0] = event_word(EVENT_NATIVE_ENTER, 0, (uint32_t)depth);
    at[1] = name;
}

void
native_record_leave(const Thread *thread)
{
    record_room(1)[0] = event_word(EVENT_NATIVE_LEAVE, 0, (uint32_t)depth);
    depth--;
    const Level *level = level_now();
    if (depth == 0 || (level != NULL && level->known)) {
        native_record_wanted = false;
        record_simplify(RECORD_DUE);
    } else {
        want(thread);
    }
}

void
native_record_switched(const Thread *thread)
{
    for (size_t i = 0; i < level_room; i++) {
        forget(&levels[i]);
    }
    if (depth > 0) {
        want(thread);
    }
}

typedef struct Residual {
    Level *level;
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
    // Only the audit looks again.
    if (residual < 0 || depth == 0 || level->known) {
        report_missing(r, serial, object, residual);
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
    level->holds[level->count++] =
        (Hold){object, record_serial(object), (uint32_t)residual};
}

// What a recount found, for the audit.
typedef struct Found {
    Object *object;
    ssize_t residual;
} Found;

typedef struct FoundList {
    Found *at;
    size_t count, room;
} FoundList;

static void
add_found(uint32_t serial, Object *object, ssize_t residual, void *arg)
{
    (void)serial;
    FoundList *list = arg;
    if (list->count == list->room) {
        size_t room = list->room * 2 + 64;
        Found *grown = realloc(list->at, room * sizeof(Found));
        if (grown == NULL) {
            return;
        }
        list->at = grown;
        list->room = room;
    }
    list->at[list->count++] = (Found){object, residual};
}

static int
by_address(const void *a, const void *b)
{
    const Object *x = ((const Found *)a)->object;
    const Object *y = ((const Found *)b)->object;
    return (x > y) - (x < y);
}

// Reports what the quick recount found and the full one did not (`sign` 1), or
// the other way around (-1).
static void
report_found(Residual *r, const Found *f, int sign)
{
    report_missing(r, record_peek(f->object), f->object, f->residual * sign);
}

// The quick recount is to find what the full one finds.
static void
compare_recounts(Residual *r)
{
    static FoundList quick, full;
    size_t cost;
    quick.count = full.count = 0;
    if (!record_recount_quick(visit_extra, add_found, &quick, &cost)) {
        return;
    }
    (void)record_recount(visit_extra, add_found, &full);
    if (quick.count == full.count &&
        (full.count == 0 ||
         memcmp(quick.at, full.at, full.count * sizeof(Found)) == 0)) {
        return;
    }
    if (quick.count > 1) {
        qsort(quick.at, quick.count, sizeof(Found), by_address);
    }
    if (full.count > 1) {
        qsort(full.at, full.count, sizeof(Found), by_address);
    }
    for (size_t i = 0, k = 0; i < quick.count || k < full.count;) {
        int order = i == quick.count  ? 1
                    : k == full.count ? -1
                                      : by_address(&quick.at[i], &full.at[k]);
        if (order == 0 && quick.at[i].residual == full.at[k].residual) {
            i++, k++;
        } else if (order <= 0) {
            report_found(r, &quick.at[i++], 1);
        } else {
            report_found(r, &full.at[k++], -1);
        }
    }
}

static void
report_miscounted(Residual *r)
{
    if (gc_miscounted == NULL || r->length >= sizeof(r->report)) {
        return;
    }
    r->bad++;
    r->length += (size_t)snprintf(
        r->report + r->length, sizeof(r->report) - r->length,
        "  %s: the collector came to one more often than it is referred to\n",
        gc_miscounted->name);
}

// The budget: the work of looking at 450,000 objects, and at one for each 256
// instructions, which is a fortieth of their time. Looks are rare then, and to
// note what changes between them would cost more than to look at everything.
enum { FREE_WORK = 450000, INSTRUCTIONS = 256 };

static void
look_for_holds(Level *level)
{
    static Residual r;
    r.level = level;
    r.bad = 0;
    r.length = 0;
    size_t cost;
    if (audit->audit) {
        compare_recounts(&r);
        report_miscounted(&r);
    }
    if (audit->audit || work > FREE_WORK ||
        !record_recount_quick(visit_extra, hold_seen, &r, &cost)) {
        cost = record_recount(visit_extra, hold_seen, &r);
    }
    work += cost;
    native_record_due =
        work <= FREE_WORK ? 0 : (work - FREE_WORK) * INSTRUCTIONS;
    if (r.bad > 0 && !native_record_audit_failed) {
        native_record_audit_failed = true;
        audit->audit_failed(audit->audit_arg, r.report);
    }
}

void
native_record_tell(Thread *thread, bool must, bool due)
{
    Level *level = level_now();
    if (level == NULL) {
        return;
    }
    bool is_new = depth > 0 && !level->known;
    if (!must && (!is_new || !due)) {
        return;
    }
    look_for_holds(level);
    if (!is_new) {
        return;
    }
    level->known = true;
    native_record_wanted = false;
    uint32_t name = native_name(thread);
    for (size_t i = 0; i < level->count; i++) {
        record_raw(EVENT_NATIVE_HOLDS, level->holds[i].serial,
                   level->holds[i].count, name, 0);
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
native_record_visit_counts(RuntimeVisit visit, void *arg)
{
    CountVisit v = {visit, arg};
    record_visit_objects(tell_count, &v);
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int NativeRecordNothing;

#endif
