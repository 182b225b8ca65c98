#include "interp/vm/frame_record.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

#include "gc/record.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/runtime_limits.h"
#include "interp/vm/generator.h"
#include "interp/vm/native_record.h"

// References of a frame besides its slots.
enum {
    TOLD_FUNCTION,
    TOLD_CODE,
    TOLD_LOCALS,
    TOLD_OBJECT,
    TOLD_HANDLED,
    FIXED
};

// What the stream last said of one running frame: the serials of its fixed
// references and of its slots. Those of a generator's names are not known
// when it goes on.
typedef struct FrameRecord {
    Frame *frame;
    uint32_t owner; // serial: its own, or the generator's
    bool entered;   // NATIVE_ENTER was told
    const CodeNames *names;
    size_t shadow; // index of its first serial in `shadows`
    size_t used;   // slots told so far: names, and of the stack
} FrameRecord;

#define NOT_KNOWN UINT32_MAX

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
    {offsetof(Thread, trace), "the trace function"},
    {offsetof(Thread, profile), "the profile function"},
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
    size_t handled_told; // generators that the stream says handle something
} ThreadRecord;

static ThreadRecord *now; // of the thread that runs

bool frame_record_direct;

static RuntimeOptions options;
static bool watched; // somebody looks at each step, or counts them
static uint64_t audit_steps;
static bool audit_now; // at this step

// The record of a thread; without memory for it, recording ends.
static NOINLINE ThreadRecord *
make_record(Thread *thread)
{
    static ThreadRecord none;
    thread->record = calloc(1, sizeof(ThreadRecord));
    if (thread->record == NULL) {
        record_mask = 0;
        return &none;
    }
    return thread->record;
}

static inline ThreadRecord *
record_of(Thread *thread)
{
    return LIKELY(thread->record != NULL) ? thread->record
                                          : make_record(thread);
}

static inline Object *
thread_field(Thread *thread, int i)
{
    return *(Object **)((char *)thread + thread_fields[i].place);
}

void
frame_record_visit_thread(Thread *thread, EdgeProc visit, void *arg)
{
    for (int i = 0; i < THREAD_FIELDS; i++) {
        Object *value = thread_field(thread, i);
        if (value != NULL) {
            visit(edge_text(EDGE_ROOT, "thread"), value, arg);
        }
    }
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

// Made at the first call of the code; NULL without memory.
static NOINLINE const CodeNames *
make_names(Code *code)
{
    size_t locals = (size_t)code->nlocalsplus;
    size_t attributes = (size_t)tuple_size(code->names);
    CodeNames *names = malloc(sizeof(*names) + (locals + attributes) *
                                                   sizeof(names->locals[0]));
    if (names == NULL) {
        return NULL;
    }
    names->qualname = record_string(str_label(code->qualname));
    for (size_t i = 0; i < locals; i++) {
        names->locals[i] =
            record_string(str_label(tuple_get(code->localsplusnames, i)));
    }
    for (size_t i = 0; i < attributes; i++) {
        names->locals[locals + i] =
            record_string(str_label(tuple_get(code->names, i)));
    }
    return code->trace_names = names;
}

static inline const CodeNames *
names_of(Code *code)
{
    return LIKELY(code->trace_names != NULL) ? code->trace_names
                                             : make_names(code);
}

// The exception a generator is handling; set by whatever it calls, too.
static inline void
sync_handled(FrameRecord *r)
{
    if (r->frame->owner != FRAME_IN_GENERATOR) {
        return;
    }
    uint32_t *told = &now->shadows[r->shadow + TOLD_HANDLED];
    Object *value = generator_of(r->frame)->handled.value;
    if (value == NULL && *told == 0) {
        return;
    }
    now->handled_told -= *told != 0;
    sync_one(r->owner, told, edge_text(EDGE_FIELD, "handled exception"),
             value);
    now->handled_told += *told != 0;
}

static inline void
sync_local(FrameRecord *r, size_t i)
{
    uint32_t serial = record_serial(r->frame->slots[i]);
    uint32_t *told = &now->shadows[r->shadow + FIXED + i];
    if (*told != serial) {
        *told = serial;
        record_slot_word(r->owner, EDGE_LOCAL, r->names->locals[i], serial);
    }
}

static ALWAYS_INLINE void
sync_stack(FrameRecord *r)
{
    Frame *frame = r->frame;
    size_t locals = (size_t)frame->code->nlocalsplus;
    size_t n = (size_t)(frame->stack - frame->slots), used = r->used;
    if (n == locals && used == locals) {
        return; // as at most lines
    }
    r->used = n;
    uint32_t *told = now->shadows + r->shadow + FIXED;
    size_t both = n < used ? n : used;
    size_t i = locals;
    for (; i < both; i++) {
        uint32_t serial = record_serial(frame->slots[i]);
        if (serial != told[i]) {
            told[i] = serial;
            record_slot_word(r->owner, EDGE_STACK, i - locals, serial);
        }
    }
    for (; i < n; i++) {
        uint32_t serial = told[i] = record_serial(frame->slots[i]);
        if (serial != 0) {
            record_slot_word(r->owner, EDGE_STACK, i - locals, serial);
        }
    }
    for (; i < used; i++) {
        if (told[i] != 0) {
            record_slot_word(r->owner, EDGE_STACK, i - locals, 0);
        }
    }
}

static NOINLINE void
sync_late_locals(FrameRecord *r)
{
    size_t locals = (size_t)r->frame->code->nlocalsplus;
    for (size_t i = 31; i < locals; i++) {
        sync_local(r, i);
    }
}

// Emits what has changed in a frame since it was last told: its names, which
// were noted (record_local), and its stack.
static ALWAYS_INLINE void
sync_now(FrameRecord *r)
{
    Frame *frame = r->frame;
    sync_handled(r);
    uint32_t changed = frame->changed;
    if (changed != 0) {
        frame->changed = 0;
        for (; (changed & INT32_MAX) != 0; changed &= changed - 1) {
            sync_local(r, (size_t)__builtin_ctz(changed));
        }
        if (UNLIKELY(changed != 0)) {
            sync_late_locals(r);
        }
    }
    sync_stack(r);
}

static NOINLINE void
sync(FrameRecord *r)
{
    sync_now(r);
}

// What changes only when somebody says so (record_frame_changed).
static void
sync_rest(FrameRecord *r)
{
    uint32_t *told = now->shadows + r->shadow;
    sync_one(r->owner, &told[TOLD_LOCALS], edge_text(EDGE_FIELD, "locals"),
             r->frame->locals);
    sync_one(r->owner, &told[TOLD_OBJECT],
             edge_text(EDGE_FIELD, "frame object"), OBJ(r->frame->object));
}

// All of a frame that nothing was told of yet.
static void
sync_all(FrameRecord *r)
{
    Frame *frame = r->frame;
    Code *code = frame->code;
    uint32_t *told = now->shadows + r->shadow;
    if (told[TOLD_CODE] == 0) {
        sync_one(r->owner, &told[TOLD_FUNCTION],
                 edge_text(EDGE_FIELD, "function"), OBJ(frame->function));
        sync_one(r->owner, &told[TOLD_CODE], edge_text(EDGE_FIELD, "code"),
                 OBJ(code));
    }
    if (frame->locals != NULL || frame->object != NULL) {
        sync_rest(r);
    }
    frame->changed = 0;
    told += FIXED;
    size_t locals = (size_t)code->nlocalsplus;
    for (size_t i = 0; i < locals; i++) {
        told[i] = record_serial(frame->slots[i]);
        if (told[i] != 0) {
            record_slot_word(r->owner, EDGE_LOCAL, r->names->locals[i],
                             told[i]);
        }
    }
    r->used = locals;
    sync_handled(r);
    sync_stack(r);
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

static NOINLINE void
sync_thread_slow(void)
{
    for (size_t i = 0; i < now->count; i++) {
        sync_handled(&now->records[i]);
    }
    now->fields_told = false;
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        sync_fields(t);
    }
    for (int i = 0; i < THREAD_FIELDS; i++) {
        now->fields_told |= now->fields[i] != 0;
    }
}

static inline void
sync_thread(Thread *thread)
{
    // Nothing raised, nothing handled, as mostly.
    uintptr_t any = thread->hooked | (uintptr_t)thread->repr_running |
                    (uintptr_t)thread->error.value |
                    (uintptr_t)thread->context |
                    (uintptr_t)thread->async_first |
                    (uintptr_t)thread->async_finalizer |
                    now->handled_told | now->fields_told |
                    (uintptr_t)(gil_thread_count - 1);
    for (const HandledError *h = thread->handling; h != NULL;
         h = h->previous) {
        any |= (uintptr_t)h->value;
    }
    if (UNLIKELY(any != 0)) {
        sync_thread_slow();
    }
}

// A generator that goes on: the stream has said all but what was just sent
// to it, the top of its stack.
static void
remember_generator(FrameRecord *r)
{
    Frame *frame = r->frame;
    uint32_t *told = now->shadows + r->shadow;
    told[TOLD_FUNCTION] = told[TOLD_CODE] = NOT_KNOWN; // as they are
    told[TOLD_LOCALS] = record_serial(frame->locals);
    told[TOLD_OBJECT] = record_serial(OBJ(frame->object));
    told[TOLD_HANDLED] = record_serial(generator_of(frame)->handled.value);
    now->handled_told += told[TOLD_HANDLED] != 0;
    size_t locals = (size_t)frame->code->nlocalsplus;
    size_t n = (size_t)(frame->stack - frame->slots) - 1;
    told += FIXED;
    for (size_t i = 0; i < locals; i++) {
        told[i] = NOT_KNOWN;
    }
    for (size_t i = locals; i < n; i++) {
        told[i] = record_serial(frame->slots[i]);
    }
    r->used = n;
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

// Somebody looks at each step.
static NOINLINE void
tell_watchers(void)
{
    bool audit = options.audit && options.audited != NULL &&
                 !native_record_audit_failed && audit_now;
    tell_stepped();
    if (audit) {
        record_flush();
        if (!options.audited(options.audit_arg)) {
            native_record_audit_failed = true;
        }
    }
}

// Ends a step when there is more to say than that a line begins.
static NOINLINE void
settle_slowly(Thread *thread)
{
    if (options.audit) {
        uint64_t every = options.audit_every == 0 ? 1 : options.audit_every;
        audit_now = audit_steps++ % every == 0;
    }
    if (native_record_depth > 0 || audit_now) {
        native_record_tell(thread, audit_now);
    }
    record_room(1)[0] = event_word(EVENT_SETTLED, 0, 0);
    limits_step();
    if (options.audit || options.stepped != NULL) {
        tell_watchers();
    }
}

void
record_line(Thread *thread, Frame *frame, CodeWord *ip, int line)
{
    now = record_of(thread);
    if (UNLIKELY(now->count == 0 ||
                 ip <= frame->code->words + frame->code->first_traceable)) {
        return;
    }
    FrameRecord *r = &now->records[now->count - 1];
    record_settle();
    sync_now(r);
    sync_thread(thread);
    record_settle(); // what the frame alone knew
    uint64_t *at = record_room(3);
    at[0] = event_word(EVENT_LINE, r->owner, (uint32_t)line);
    at[1] = thread->instructions;
    at[2] = event_word(EVENT_SETTLED, 0, 0);
    if (UNLIKELY(watched || native_record_depth > 0)) {
        record_at--;
        settle_slowly(thread);
    }
}

// About to execute `ip` (level bytecode).
static void
record_opcode(Thread *thread, CodeWord *ip)
{
    const ThreadRecord *record = record_of(thread);
    if (record->count > 0) {
        uint64_t *at = record_room(2);
        at[0] = event_word(EVENT_OPCODE,
                           record->records[record->count - 1].owner,
                           (uint32_t)opcode_deopt(*ip & 255));
        at[1] = thread->instructions;
    }
}

void
record_instruction_apart(Thread *thread, Frame *frame, CodeWord *ip,
                         RecordLines lines, bool jumped)
{
    if (lines == RECORD_APART) {
        return;
    }
    if (++thread->instructions >= gil_switch_at) {
        gil_time_up(thread);
    }
    record_opcode(thread, ip);
    int line = frame->code->lines->lines[ip - frame->code->words];
    if (line > 0 || (jumped && line < 0)) {
        record_line(thread, frame, ip, line > 0 ? line : -line);
    }
}

// The record of a frame that begins to run, of which nothing was told; NULL
// without memory: then recording ends.
static FrameRecord *
push_record(Frame *frame)
{
    Code *code = frame->code;
    size_t words =
        FIXED + (size_t)code->nlocalsplus + (size_t)code->stacksize;
    const CodeNames *names = names_of(code);
    if (now->count == now->room) {
        size_t grown = now->room == 0 ? 256 : now->room * 2;
        FrameRecord *moved = realloc(now->records, grown * sizeof(*moved));
        if (moved == NULL) {
            return NULL;
        }
        now->records = moved;
        now->room = grown;
    }
    if (names == NULL || !grow_shadows(words)) {
        return NULL;
    }
    FrameRecord *r = &now->records[now->count++];
    *r = (FrameRecord){.frame = frame,
                       .names = names,
                       .shadow = now->shadow_used};
    memset(now->shadows + now->shadow_used, 0, FIXED * sizeof(uint32_t));
    now->shadow_used += words;
    return r;
}

void
record_frame_push(Thread *thread, Frame *frame)
{
    now = record_of(thread);
    if (now->count > 0) {
        sync(&now->records[now->count - 1]);
    }
    FrameRecord *r = push_record(frame);
    if (r == NULL) {
        record_mask = 0;
        return;
    }
    bool generator = frame->owner == FRAME_IN_GENERATOR;
    uint32_t flags = generator ? 1 : 0;
    if (frame->locals != NULL) {
        flags |= frame->locals == frame->globals ? 2 : 4;
    }
    // After the program's last line everything is called by the runtime.
    if (frame->is_entry && !(generator && frame_record_direct) &&
        (now->count > 1 || now->ran)) {
        flags |= 8;
        r->entered = true;
        native_record_enter(thread);
    }
    frame_record_direct = false;
    now->ran = true;
    uint32_t *told = now->shadows + r->shadow;
    uint32_t code = record_serial(OBJ(frame->code));
    bool known = false;
    if (generator) {
        Object *self = OBJ(generator_of(frame));
        r->owner = record_serial(self);
        known = record_is_described(self);
        if (known) {
            remember_generator(r);
        }
    } else {
        r->owner = record_new_serial();
        told[TOLD_FUNCTION] = record_serial(OBJ(frame->function));
        told[TOLD_CODE] = code;
    }
    uint64_t function = generator ? 0 : told[TOLD_FUNCTION];
    uint64_t *at = record_room(3);
    at[0] = event_word(EVENT_FRAME_PUSH, r->owner, flags);
    at[1] = code;
    at[2] = r->names->qualname | function << 32;
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
    if (frame->owner == FRAME_IN_GENERATOR) {
        if (reason == FRAME_YIELDS) {
            sync(r); // so that nothing need be told when it goes on
        }
        now->handled_told -= now->shadows[r->shadow + TOLD_HANDLED] != 0;
    }
    now->shadow_used = r->shadow;
    record_room(1)[0] =
        event_word(EVENT_FRAME_POP, r->owner, (uint32_t)reason);
    if (r->entered) {
        native_record_leave();
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
    watched = given->audit || given->stepped != NULL || given->max_steps != 0;
    native_record_start(&options);
    record_start(given->record_mask, given->sink, given->give_room,
                 given->sink_arg);
}

void
frame_record_end(Thread *thread, int status, int phase)
{
    now = record_of(thread);
    record_settle();
    sync_thread(thread);
    record_settle();
    record_raw(EVENT_EXIT, (uint32_t)status, (uint32_t)phase, 0, 0);
    native_record_tell(thread, options.audit);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
    record_flush();
    if (options.audit && options.audited != NULL &&
        !native_record_audit_failed && !options.audited(options.audit_arg)) {
        native_record_audit_failed = true;
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
                sync_rest(&now->records[i - 1]);
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
    native_record_tell(thread, false);
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

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int FrameRecordNothing;

#endif
