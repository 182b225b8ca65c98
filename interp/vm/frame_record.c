#include "interp/vm/frame_record.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

#include "gc/record.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/runtime_limits.h"
#include "interp/vm/generator.h"

#define FIXED 5 // references of a frame besides its slots

// What the stream last said of one running frame: the serials of its fixed
// references and of its slots.
typedef struct FrameRecord {
    Frame *frame;
    uint32_t owner; // serial: its own, or the generator's
    bool entered;   // NATIVE_ENTER was told
    size_t shadow;  // index of its first serial in `shadows`
    size_t used;    // slots told so far
} FrameRecord;

// References that a thread itself owns: its place in struct Thread, and what
// the bill calls it.
static const struct {
    size_t place;
    const char *name;
} thread_fields[] = {
    {offsetof(Thread, handled.value), "the exception being handled"},
    {offsetof(Thread, repr_running), "objects whose repr runs"},
    {offsetof(Thread, error.value), "the exception being raised"},
    {offsetof(Thread, target), "what it runs"},
    {offsetof(Thread, args), "its arguments"},
    {offsetof(Thread, kwargs), "its keyword arguments"},
    {offsetof(Thread, sentinel), "the lock to release at its end"},
    {offsetof(Thread, context), "its context"},
    {offsetof(Thread, async_first), "the first-iteration hook"},
    {offsetof(Thread, async_finalizer), "the finalizer hook"},
};
enum { THREAD_FIELDS = sizeof(thread_fields) / sizeof(thread_fields[0]) };

// What the stream was told of one thread.
typedef struct ThreadRecord {
    FrameRecord *records; // innermost last
    size_t count, room;
    uint32_t *shadows;
    size_t shadow_used, shadow_room;
    bool ran; // the first frame is nobody's callee
    uint32_t fields[THREAD_FIELDS]; // serials
    bool fields_told;               // one of them is not 0
} ThreadRecord;

static ThreadRecord *now; // of the thread that runs
static int native_depth;  // of all threads

bool frame_record_jumped;
bool frame_record_direct;

static RuntimeOptions options;
static uint64_t audit_steps, recount_work;
static bool audit_failed;

// The record of a thread; without memory for it, recording ends.
static ThreadRecord *
record_of(Thread *thread)
{
    static ThreadRecord none;
    if (thread->record == NULL) {
        thread->record = calloc(1, sizeof(ThreadRecord));
        if (thread->record == NULL) {
            record_mask = 0;
            return &none;
        }
    }
    return thread->record;
}

static inline Object *
thread_field(Thread *thread, int i)
{
    return *(Object **)((char *)thread + thread_fields[i].place);
}

static bool
grow_shadows(size_t words)
{
    if (now->shadow_used + words > now->shadow_room) {
        size_t grown = (now->shadow_used + words) * 2 + 1024;
        uint32_t *moved = realloc(now->shadows, grown * sizeof(uint32_t));
        if (moved == NULL) {
            return false;
        }
        now->shadows = moved;
        now->shadow_room = grown;
    }
    return true;
}

static void
sync_one(uint32_t owner, uint32_t *told, EdgeLabel label, Object *target)
{
    uint32_t serial = record_serial(target);
    if (*told != serial) {
        *told = serial;
        record_owner_slot(owner, label, target);
    }
}

static EdgeLabel
slot_label(Code *code, size_t i)
{
    return i < (size_t)code->nlocalsplus
               ? edge_text(EDGE_LOCAL,
                           str_label(tuple_get(code->localsplusnames, i)))
               : edge_number(EDGE_STACK, i - (size_t)code->nlocalsplus);
}

// The exception a generator is handling; set by whatever it calls, too.
static void
sync_handled(FrameRecord *r)
{
    if (r->frame->owner == FRAME_IN_GENERATOR) {
        sync_one(r->owner, &now->shadows[r->shadow + 4],
                 edge_text(EDGE_FIELD, "handled exception"),
                 generator_of(r->frame)->handled.value);
    }
}

static inline void
sync_slot(FrameRecord *r, size_t i)
{
    Object *value = r->frame->slots[i];
    uint32_t serial = record_serial(value);
    uint32_t *told = &now->shadows[r->shadow + FIXED + i];
    if (*told != serial) {
        *told = serial;
        record_owner_slot(r->owner, slot_label(r->frame->code, i), value);
    }
}

static void
sync_stack(FrameRecord *r)
{
    Frame *frame = r->frame;
    size_t locals = (size_t)frame->code->nlocalsplus;
    size_t n = (size_t)(frame->stack - frame->slots);
    for (size_t i = locals; i < n; i++) {
        sync_slot(r, i);
    }
    uint32_t *told = now->shadows + r->shadow + FIXED;
    for (size_t i = n; i < r->used; i++) {
        if (told[i] != 0) {
            told[i] = 0;
            record_owner_slot(r->owner, slot_label(frame->code, i), NULL);
        }
    }
    r->used = n;
}

// Emits what has changed in a frame since it was last told. The function
// and the code never change; locals were noted (record_local).
static void
sync(FrameRecord *r)
{
    Frame *frame = r->frame;
    uint32_t *told = now->shadows + r->shadow;
    sync_one(r->owner, &told[2], edge_text(EDGE_FIELD, "locals"),
             frame->locals);
    sync_one(r->owner, &told[3], edge_text(EDGE_FIELD, "frame object"),
             OBJ(frame->object));
    sync_handled(r);
    uint32_t changed = frame->changed;
    frame->changed = 0;
    for (; (changed & INT32_MAX) != 0; changed &= changed - 1) {
        sync_slot(r, (size_t)__builtin_ctz(changed));
    }
    if (changed != 0) {
        size_t locals = (size_t)frame->code->nlocalsplus;
        for (size_t i = 31; i < locals; i++) {
            sync_slot(r, i);
        }
    }
    sync_stack(r);
}

// All of a frame that nothing was told of yet.
static void
sync_all(FrameRecord *r)
{
    Frame *frame = r->frame;
    Code *code = frame->code;
    uint32_t *told = now->shadows + r->shadow;
    sync_one(r->owner, &told[0], edge_text(EDGE_FIELD, "function"),
             OBJ(frame->function));
    sync_one(r->owner, &told[1], edge_text(EDGE_FIELD, "code"), OBJ(code));
    frame->changed = 0;
    for (size_t i = 0; i < (size_t)code->nlocalsplus; i++) {
        sync_slot(r, i);
    }
    sync(r);
}

// What a thread owns: emits what has changed.
static void
sync_fields(Thread *thread)
{
    ThreadRecord *r = record_of(thread);
    for (int i = 0; i < THREAD_FIELDS; i++) {
        Object *value = thread_field(thread, i);
        uint32_t serial = record_serial(value);
        if (r->fields[i] == serial) {
            continue;
        }
        r->fields[i] = serial;
        char label[100];
        snprintf(label, sizeof(label), "%s%s%s",
                 thread->id == 1 ? "" : thread->name,
                 thread->id == 1 ? "" : ": ", thread_fields[i].name);
        record_owner_slot(RECORD_RUNTIME,
                          (EdgeLabel){EDGE_ROOT, 1 + thread->id % 250, label},
                          value);
    }
}

static inline void
sync_thread(Thread *thread)
{
    // Nothing raised, nothing handled, as mostly.
    if (gil_thread_count == 1 && !now->fields_told &&
        thread->handling == &thread->handled &&
        thread->handled.value == NULL && thread->repr_running == NULL &&
        thread->error.value == NULL && thread->context == NULL &&
        thread->async_first == NULL && thread->async_finalizer == NULL) {
        return;
    }
    if (thread->handling != &thread->handled) {
        for (size_t i = 0; i < now->count; i++) {
            sync_handled(&now->records[i]);
        }
    }
    now->fields_told = false;
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        sync_fields(t);
    }
    for (int i = 0; i < THREAD_FIELDS; i++) {
        now->fields_told |= now->fields[i] != 0;
    }
}

// A generator that goes on: the stream has said all but what was just sent
// to it, the top of its stack.
static void
remember_generator(FrameRecord *r)
{
    Frame *frame = r->frame;
    uint32_t *told = now->shadows + r->shadow;
    told[0] = record_serial(OBJ(frame->function));
    told[1] = record_serial(OBJ(frame->code));
    told[2] = record_serial(frame->locals);
    told[3] = record_serial(OBJ(frame->object));
    told[4] = record_serial(generator_of(frame)->handled.value);
    size_t n = (size_t)(frame->stack - frame->slots) - 1;
    for (size_t i = 0; i < n; i++) {
        told[FIXED + i] = record_serial(frame->slots[i]);
    }
    r->used = n;
}

static void
visit_thread(Thread *t, EdgeProc visit, void *arg)
{
    for (Frame *f = t->frame; f != NULL; f = f->previous) {
        if (f->owner == FRAME_ON_STACK) {
            frame_edges(f, visit, arg);
        }
    }
    for (int i = 0; i < THREAD_FIELDS; i++) {
        Object *value = thread_field(t, i);
        if (value != NULL) {
            visit(edge_text(EDGE_ROOT, "thread"), value, arg);
        }
    }
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

// --------------------------------------------------- native code, the audit

static const char *
native_name(Thread *thread)
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
    if (residual > 0 && native_depth > 0) {
        record_raw(EVENT_NATIVE_HOLDS, serial, (uint32_t)residual, r->name,
                   0);
        return;
    }
    if (options.audit && r->bad++ < 10 && r->length < sizeof(r->report)) {
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
static void
tell_native(Thread *thread, bool must)
{
    if (native_depth == 0 && !must) {
        return;
    }
    if (!must && recount_work > 3000000u + thread->instructions / 2) {
        return;
    }
    static Residual r;
    r.name = record_string(native_name(thread));
    r.bad = 0;
    r.length = 0;
    recount_work += record_recount(visit_extra, hold_seen, &r);
    if (r.bad > 0 && !audit_failed) {
        audit_failed = true;
        options.audit_failed(options.audit_arg, r.report);
    }
}

// ------------------------------------------------------------------ the steps

static void
tell_stepped(void)
{
    if (options.stepped != NULL) {
        record_flush();
        options.stepped(options.stepped_arg);
    }
}

static void
step(Thread *thread, FrameRecord *r, int line)
{
    record_settle();
    sync(r);
    sync_thread(thread);
    record_settle(); // what the frame alone knew
    record_raw(EVENT_LINE, r->owner, (uint32_t)line, thread->instructions, 0);
    bool audit = options.audit &&
                 audit_steps++ % (options.audit_every == 0
                                      ? 1
                                      : options.audit_every) == 0;
    tell_native(thread, audit);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
    limits_step();
    tell_stepped();
    if (audit && options.audited != NULL && !audit_failed) {
        record_flush();
        if (!options.audited(options.audit_arg)) {
            audit_failed = true;
        }
    }
}

void
record_instruction_slow(Thread *thread, Frame *frame, CodeWord *ip)
{
    now = record_of(thread);
    int i = (int)(ip - frame->code->words);
    if (RECORD_GROUP(EVENT_GROUP_STEPS) && now->count > 0) {
        record_raw(EVENT_OPCODE, now->records[now->count - 1].owner,
                   (uint32_t)opcode_deopt(*ip & 255), thread->instructions,
                   0);
    }
    bool jumped = frame_record_jumped;
    frame_record_jumped = false;
    int line = code_line_start(frame->code, i);
    if (line < 0 && jumped) {
        line = code_line(frame->code, i);
    }
    if (line <= 0 || frame_is_incomplete(frame) || now->count == 0 ||
        i < frame->code->first_traceable) {
        return;
    }
    // Code that the compiler made for a with or a handler says the same
    // line again: that is no new step.
    step(thread, &now->records[now->count - 1], line);
}

void
record_frame_push(Thread *thread, Frame *frame)
{
    now = record_of(thread);
    size_t words = FIXED + (size_t)frame->code->nlocalsplus +
                   (size_t)frame->code->stacksize;
    if (now->count == now->room) {
        size_t grown = now->room == 0 ? 256 : now->room * 2;
        FrameRecord *moved = realloc(now->records, grown * sizeof(*moved));
        if (moved == NULL) {
            record_mask = 0;
            return;
        }
        now->records = moved;
        now->room = grown;
    }
    if (!grow_shadows(words)) {
        record_mask = 0;
        return;
    }
    if (now->count > 0) {
        sync(&now->records[now->count - 1]);
    }
    Code *code = frame->code;
    bool generator = frame->owner == FRAME_IN_GENERATOR;
    uint32_t flags = 0;
    uint32_t owner;
    if (generator) {
        owner = record_serial(OBJ(generator_of(frame)));
        flags |= 1;
    } else {
        owner = record_new_serial();
    }
    if (frame->locals != NULL) {
        flags |= frame->locals == frame->globals ? 2 : 4;
    }
    // After the program's last line everything is called by the runtime.
    bool entered = frame->is_entry && !(generator && frame_record_direct) &&
                   (now->count > 0 || now->ran);
    frame_record_direct = false;
    now->ran = true;
    if (entered) {
        flags |= 8;
        native_depth++;
        record_raw(EVENT_NATIVE_ENTER, 0, (uint32_t)native_depth,
                   record_string(native_name(thread)), 0);
    }
    FrameRecord *r = &now->records[now->count++];
    *r = (FrameRecord){frame, owner, entered, now->shadow_used, 0};
    memset(now->shadows + now->shadow_used, 0, words * sizeof(uint32_t));
    now->shadow_used += words;
    uint32_t *told = now->shadows + r->shadow;
    uint64_t function = 0;
    bool known =
        generator && record_is_described(OBJ(generator_of(frame)));
    if (!generator) {
        told[0] = record_serial(OBJ(frame->function));
        told[1] = record_serial(OBJ(code));
        function = told[0];
    } else if (known) {
        remember_generator(r);
    }
    record_raw(EVENT_FRAME_PUSH, owner, flags, record_serial(OBJ(code)),
               record_string(str_label(code->qualname)) | function << 32);
    if (known) {
        sync(r);
    } else {
        sync_all(r);
    }
}

void
record_frame_pop(Thread *thread, Frame *frame, int reason)
{
    now = record_of(thread);
    if (now->count == 0 || now->records[now->count - 1].frame != frame) {
        return;
    }
    FrameRecord *r = &now->records[--now->count];
    if (frame->owner == FRAME_IN_GENERATOR && reason == FRAME_YIELDS) {
        sync(r); // so that nothing need be told when it goes on
    }
    now->shadow_used = r->shadow;
    record_raw(EVENT_FRAME_POP, r->owner, (uint32_t)reason, 0, 0);
    if (r->entered) {
        record_raw(EVENT_NATIVE_LEAVE, 0, (uint32_t)native_depth, 0, 0);
        native_depth--;
    }
}

void
record_raise(Thread *thread, Frame *frame)
{
    Object *type = thread->error.type;
    if (type == NULL || !type_check(type)) {
        return;
    }
    int line = frame_line(frame);
    record_raw(EVENT_RAISE, record_peek(thread->error.value),
               (uint32_t)(line < 0 ? 0 : line),
               record_string(type_short_name((Type *)type)), 0);
}

void
frame_record_start(const RuntimeOptions *given)
{
    options = *given;
    record_start(given->record_mask, given->sink, given->sink_arg);
}

void
frame_record_end(Thread *thread, int status, int phase)
{
    now = record_of(thread);
    record_settle();
    sync_thread(thread);
    record_settle();
    record_raw(EVENT_EXIT, (uint32_t)status, (uint32_t)phase, 0, 0);
    tell_native(thread, options.audit);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
    record_flush();
    if (options.audit && options.audited != NULL && !audit_failed &&
        !options.audited(options.audit_arg)) {
        audit_failed = true;
    }
    tell_stepped();
}

void
frame_record_pause(Thread *thread)
{
    now = record_of(thread);
    record_settle();
    sync_thread(thread);
    record_settle();
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
    record_flush();
    now->ran = false; // what runs next is called by nobody
}

void
record_frame_changed(Frame *frame)
{
    ThreadRecord *running = now;
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        now = record_of(t);
        for (size_t i = now->count; i > 0; i--) {
            if (now->records[i - 1].frame == frame) {
                sync(&now->records[i - 1]);
                now = running;
                return;
            }
        }
    }
    now = running;
}

void
frame_record_leaves(Thread *thread)
{
    if (thread->record == NULL) {
        return; // it is over, or has not begun
    }
    now = record_of(thread);
    if (now->count > 0) {
        sync(&now->records[now->count - 1]);
    }
}

void
frame_record_save(Thread *thread)
{
    record_settle();
    frame_record_leaves(thread);
    sync_thread(thread);
    record_settle();
    tell_native(thread, false);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
}

void
frame_record_thread_ends(Thread *thread)
{
    if (thread->record != NULL) {
        sync_fields(thread);
        free(thread->record->records);
        free(thread->record->shadows);
        free(thread->record);
        thread->record = NULL;
    }
}

bool
frame_record_audit_failed(void)
{
    return audit_failed;
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
typedef int FrameRecordNothing;

#endif
