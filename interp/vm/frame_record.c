#include "interp/vm/frame_record_private.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

#include "gc/record.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/runtime_limits.h"
#include "interp/vm/generator.h"
#include "interp/vm/native_record.h"
#include "interp/vm/thread_record.h"

bool frame_record_direct;

static RuntimeOptions options;
uint64_t frame_record_told_clock;
uint64_t record_line_due;

// Words: room for a frame that begins, and its arguments.
enum { PUSH_ARGUMENTS = 32, PUSH_ROOM = 2 + 4 * PUSH_ARGUMENTS };
_Static_assert((int)PUSH_ROOM <= (int)RECORD_LINE_ROOM, "see record_packed_end");

static uint64_t audit_steps;
static bool audit_now; // at this step

// The record of a thread; without memory for it, recording ends.
static NOINLINE ThreadRecord *
make_record(Thread *thread)
{
    static ThreadRecord none;
    thread->record = calloc(1, sizeof(ThreadRecord));
    if (thread->record == NULL) {
        record_end_early();
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

// The record of the frame that called this one's; NULL: nobody did.
static inline FrameRecord *
outer(const ThreadRecord *t, FrameRecord *r)
{
    return r == t->records ? NULL : r - 1;
}

static NOINLINE bool
grow_shadows(ThreadRecord *t, size_t words)
{
    size_t grown = words * 2 + 1024;
    uint32_t *moved = realloc(t->shadows, grown * sizeof(uint32_t));
    if (moved == NULL) {
        return false;
    }
    t->shadows = moved;
    t->shadow_room = grown;
    return true;
}

static void
sync_one(uint32_t owner, uint32_t *told, const char *field, Object *target)
{
    uint32_t serial = record_serial(target);
    if (*told != serial) {
        *told = serial;
        record_owner_slot(owner, edge_text(EDGE_FIELD, field), target);
    }
}

// Made at the first call of the code; NULL without memory.
static NOINLINE const CodeNames *
make_names(Code *code)
{
    size_t locals = (size_t)code->nlocalsplus;
    size_t attributes = (size_t)tuple_size(code->names);
    CodeNames *names = malloc(sizeof(*names) + locals * sizeof(uint64_t) +
                              (locals + attributes) * sizeof(uint32_t));
    if (names == NULL) {
        return NULL;
    }
    names->code = record_serial(OBJ(code));
    names->local_count = code->nlocalsplus;
    names->argument_count = code_argument_count(code);
    names->qualname = record_string(str_label(code->qualname));
    names->plain = names->qualname <= EVENT_B_MAX &&
                   names->argument_count <= PUSH_ARGUMENTS;
    names->names = (uint32_t *)&names->locals[locals];
    names->attributes = names->names + locals;
    for (size_t i = 0; i < locals; i++) {
        uint32_t text =
            record_string(str_label(tuple_get(code->localsplusnames, i)));
        names->names[i] = text;
        names->locals[i] = event_word((EventKind)EVENT_PACKED_LOCAL, 0, text);
        if (text > EVENT_B_MAX) {
            record_complicate(RECORD_UNPACKED);
        }
    }
    for (size_t i = 0; i < attributes; i++) {
        names->attributes[i] =
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

void
frame_record_note_handled(ThreadRecord *t, FrameRecord *r, const Object *value)
{
    bool handles = value != NULL && value != NONE;
    t->handled_told += (size_t)handles - (size_t)r->handles;
    r->handles = handles;
    if (handles) {
        r->direct = false;
        RECORD_THREAD_CHANGED();
    }
}

// The exception a generator is handling; set by whatever it calls, too.
static inline void
sync_handled(ThreadRecord *t, FrameRecord *r)
{
    if (LIKELY(r->frame->owner != FRAME_IN_GENERATOR)) {
        return;
    }
    Object *value = generator_of(r->frame)->handled.value;
    if (value == NULL && r->handled == 0) {
        return;
    }
    sync_one(r->owner, &r->handled, "handled exception", value);
    frame_record_note_handled(t, r, value);
}

// What is packed from now on is said of the innermost frame.
static inline void
claim_frame(const ThreadRecord *t)
{
    record_room(1)[0] =
        event_word((EventKind)EVENT_PACKED_FRAME, t->top->owner, 0);
    record_simplify(RECORD_OTHER_FRAME);
}

// A reference of a frame's own. Nearly always it is the innermost one.
static inline void
tell_own(const ThreadRecord *t, const FrameRecord *r, bool local,
         uint32_t number, uint32_t serial)
{
    if (UNLIKELY((record_not_simple & RECORD_UNPACKED) != 0 || r != t->top)) {
        record_slot_word(r->owner, local ? EDGE_LOCAL : EDGE_STACK, number,
                         serial);
        return;
    }
    if (UNLIKELY((record_not_simple & RECORD_OTHER_FRAME) != 0)) {
        claim_frame(t);
    }
    int kind = local ? EVENT_PACKED_LOCAL : EVENT_PACKED_STACK;
    record_room(1)[0] = event_word((EventKind)kind, serial, number);
}

static inline void
tell_local(const ThreadRecord *t, const FrameRecord *r, const Frame *frame,
           size_t i)
{
    uint32_t serial = record_serial(frame->slots[i]);
    tell_own(t, r, true, r->names->names[i], serial);
}

// What record_put_stack does not tell itself.
static NOINLINE void
tell_stack(const ThreadRecord *t, FrameRecord *r, size_t kept)
{
    Object *const *base = r->base;
    uint32_t *told = t->shadows + r->shadow;
    size_t n = (size_t)(r->frame->stack - base);
    for (size_t i = kept; i < n || i < r->used; i++) {
        uint32_t old = i < r->used ? told[i] : RECORD_NULL;
        uint32_t now = RECORD_NULL;
        if (i < n) {
            now = record_shadow_of(record_serial(base[i]));
        }
        if (now != old) {
            tell_own(t, r, false, (uint32_t)i, now & ~RECORD_NULL);
        }
        told[i] = now;
    }
    record_set_used(r, n);
}

// The serial of an object while words are being put at `*at`. What is to be
// told of it first goes there, and then there is room for so many words, 4 for
// each object.
static ALWAYS_INLINE uint32_t
put_serial(uint64_t **at, Object *object, size_t room)
{
    uint32_t serial, *entry;
    if (!record_put_serial(at, object, &serial, &entry)) {
        record_at = *at;
        serial = record_serial_slow(object, entry);
        *at = record_room(room);
    }
    return serial;
}

// A packed word of a local variable (CodeNames.locals), put where there is
// room; returns where the next one goes, with room for so many words.
static ALWAYS_INLINE uint64_t *
put_local(uint64_t *at, Object *value, uint64_t word, size_t room)
{
    uint32_t serial = put_serial(&at, value, room);
    *at = word | (uint64_t)serial << 32;
    return at + 1;
}

static inline uint64_t
stack_word(size_t i, uint32_t serial)
{
    return event_word((EventKind)EVENT_PACKED_STACK, serial, (uint32_t)i);
}

// Of so many entries a power of two: there is room for them where a line may
// begin.
enum { STACK_MOST = 32 };
_Static_assert((int)STACK_MOST * 4 <= (int)RECORD_LINE_ROOM,
               "see put_serial");

void
record_put_stack(const ThreadRecord *t, FrameRecord *r, size_t kept)
{
    Object *const *base = r->base;
    uint32_t *told = t->shadows + r->shadow;
    size_t n = (size_t)(r->frame->stack - base), used = r->used;
    uint64_t *at = record_at;
    if (UNLIKELY(at >= record_packed_end) || UNLIKELY((n | used) >= STACK_MOST)) {
        tell_stack(t, r, kept);
        return;
    }
    // Mostly an entry or two came or went on top. Nothing is called, so that no
    // register need be saved.
    size_t i = kept;
    for (; i < n; i++) {
        uint32_t serial, *entry;
        if (UNLIKELY(!record_put_serial(&at, base[i], &serial, &entry))) {
            record_at = at;
            tell_stack(t, r, i);
            return;
        }
        uint32_t shadow = record_shadow_of(serial);
        uint32_t old = i < used ? told[i] : RECORD_NULL;
        told[i] = shadow;
        if (shadow != old) {
            *at++ = stack_word(i, serial);
        }
    }
    for (; i < used; i++) {
        if (told[i] != RECORD_NULL) {
            *at++ = stack_word(i, 0);
        }
    }
    record_set_used(r, n);
    record_at = at;
}

static ALWAYS_INLINE void
sync_stack(ThreadRecord *t, FrameRecord *r, const Frame *frame)
{
    if (UNLIKELY(r != t->top)) {
        tell_stack(t, r, 0);
    } else if (!record_stack_is_told(t, r, frame)) {
        record_put_stack(t, r, 0);
    }
}

// Emits what has changed in a frame since it was last told: its names, which
// were noted (frame_local_changed), and its stack.
void
frame_record_sync(ThreadRecord *t, FrameRecord *r)
{
    Frame *frame = r->frame;
    sync_handled(t, r);
    uint32_t changed = frame->changed;
    size_t locals = (size_t)frame->code->nlocalsplus;
    frame->changed = 0;
    for (; changed != 0; changed &= changed - 1) {
        size_t i = (size_t)__builtin_ctz(changed);
        for (; i < locals; i += FRAME_CHANGED_BITS) {
            tell_local(t, r, frame, i);
        }
    }
    sync_stack(t, r, frame);
}

// What changes only when somebody says so (record_frame_changed).
static void
sync_rest(FrameRecord *r)
{
    r->direct = false; // it is not as most are
    sync_one(r->owner, &r->locals, "locals", r->frame->locals);
    sync_one(r->owner, &r->object, "frame object", OBJ(r->frame->object));
}

// All of a frame that nothing was told of yet, except function and code.
static inline void
sync_all(ThreadRecord *t, FrameRecord *r)
{
    Frame *frame = r->frame;
    if (frame->locals != NULL || frame->object != NULL) {
        sync_rest(r);
    }
    frame->changed = 0;
    size_t locals = (size_t)frame->code->nlocalsplus;
    for (size_t i = 0; i < locals; i++) {
        if (frame->slots[i] != NULL) {
            tell_local(t, r, frame, i);
        }
    }
    sync_handled(t, r);
    sync_stack(t, r, frame);
}

// What the threads own besides frames.
static NOINLINE void
sync_threads(ThreadRecord *t)
{
    for (FrameRecord *r = t->top; r != NULL; r = outer(t, r)) {
        sync_handled(t, r);
    }
    bool any = t->handled_told != 0 || gil_thread_count > 1;
    for (Thread *thread = gil_threads; thread != NULL; thread = thread->next) {
        ThreadFields *fields = &record_of(thread)->fields;
        thread_record_sync(thread, fields);
        any |= fields->any;
    }
    if (!any) {
        record_simplify(RECORD_THREADS);
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

// The difference of the next packed line's clock fits for so long.
enum { LINE_CLOCK_MAX = INT32_MAX };

// The last LINE has just been told.
static inline void
set_told_clock(uint64_t clock)
{
    frame_record_told_clock = clock;
    record_line_due = clock + LINE_CLOCK_MAX;
    if (native_record_wanted && native_record_due < record_line_due) {
        record_line_due = native_record_due;
    }
}

// Ends a step of which there is more to say than that a line begins, or not
// in one word.
static NOINLINE void
end_step(Thread *thread, const FrameRecord *r, uint32_t line)
{
    record_simplify(RECORD_OTHER_FRAME);
    uint64_t *at = record_room(2);
    at[0] = event_word(EVENT_LINE, r->owner, line);
    at[1] = frame_record_told_clock;
    if ((record_not_simple & RECORD_WATCHED) != 0 || native_record_wanted) {
        if (options.audit) {
            uint64_t every =
                options.audit_every == 0 ? 1 : options.audit_every;
            audit_now = audit_steps++ % every == 0;
        }
        native_record_tell(thread, audit_now);
    }
    record_room(1)[0] = event_word(EVENT_SETTLED, 0, 0);
    if ((record_not_simple & RECORD_WATCHED) != 0) {
        limits_step();
        tell_watchers();
    }
}

// The frame is told all, its next line may be the simplest.
static inline void
line_left(FrameRecord *r)
{
    r->line_end = r->end;
    record_simplify(RECORD_NOTED);
}

// A step, whatever is to be told.
static NOINLINE void
record_step(Thread *thread, uint32_t line)
{
    if (!RECORD_ON()) {
        return;
    }
    ThreadRecord *t = thread->record;
    FrameRecord *r = t->top;
    record_settle();
    frame_record_sync(t, r);
    line_left(r);
    if (UNLIKELY((record_not_simple & RECORD_THREADS) != 0)) {
        sync_threads(t);
    }
    record_settle(); // what the frame alone knew
    uint64_t clock = thread_clock(thread);
    uint64_t passed = clock - frame_record_told_clock;
    bool packs = (record_not_simple & (RECORD_WATCHED | RECORD_UNPACKED)) == 0;
    if (UNLIKELY(!packs || native_record_is_due(clock) ||
                 passed > UINT32_MAX)) {
        frame_record_told_clock = clock;
        end_step(thread, r, line);
        set_told_clock(clock); // what native code holds is told now
        return;
    }
    set_told_clock(clock);
    if ((record_not_simple & RECORD_OTHER_FRAME) != 0) {
        claim_frame(t);
    }
    record_room(1)[0] =
        event_word((EventKind)EVENT_PACKED_LINE, (uint32_t)passed, line);
}

void
record_local_long(Thread *thread, Frame *frame, int i, bool binds)
{
    const ThreadRecord *t = thread->record;
    if (!RECORD_ON() || t->top->frame != frame) {
        return;
    }
    if (binds && record_binds_earlier(frame, i)) {
        frame_local_changed(frame, i); // the next line tells it
    } else {
        tell_local(t, t->top, frame, (size_t)i);
    }
}

static inline void
tell_line_stack(const ThreadRecord *t, FrameRecord *r, int known)
{
    if (!record_line_is_told(t, r, r->frame, known)) {
        record_put_stack(t, r, record_line_kept(r->frame, known));
    }
}

bool
record_line_noted(Thread *thread, Frame *frame, int known)
{
    const uint32_t here = RECORD_UNSETTLED | RECORD_NOTED;
    if ((record_not_simple & ~here) != 0 || frame->changed != 0) {
        return false;
    }
    record_settle();
    ThreadRecord *t = thread->record;
    tell_line_stack(t, t->top, known);
    line_left(t->top);
    return true;
}

void
record_line_long(Thread *thread, Frame *frame, uint32_t word, int known)
{
    const uint32_t long_step =
        RECORD_OFF | RECORD_WATCHED | RECORD_UNPACKED | RECORD_THREADS;
    uint32_t why = record_not_simple;
    uint64_t clock = thread_clock(thread);
    uint64_t passed = clock - frame_record_told_clock;
    ThreadRecord *t = thread->record; // NULL while nothing is recorded
    if ((why & long_step) != 0 || passed > UINT32_MAX ||
        native_record_is_due(clock) ||
        t->top->names->local_count > FRAME_CHANGED_BITS) {
        record_step(thread, event_b(word));
        return;
    }
    FrameRecord *r = t->top;
    record_settle();
    if ((record_not_simple & RECORD_OTHER_FRAME) != 0) {
        claim_frame(t);
    }
    uint64_t *at = record_room(RECORD_LINE_ROOM);
    uint32_t changed = frame->changed;
    for (frame->changed = 0; changed != 0; changed &= changed - 1) {
        int i = __builtin_ctz(changed);
        at = put_local(at, frame->slots[i], r->names->locals[i],
                       RECORD_LINE_ROOM);
    }
    record_at = at;
    tell_line_stack(t, r, known);
    line_left(r);
    if ((record_not_simple & (RECORD_UNSETTLED | long_step)) != 0) {
        // What the frame alone knew is to be described.
        record_step(thread, event_b(word));
        return;
    }
    set_told_clock(clock);
    record_room(1)[0] = word | passed << 32;
}

void
record_opcode_long(Thread *thread, uint32_t opcode)
{
    const ThreadRecord *t = thread->record;
    uint64_t clock = thread_clock(thread);
    uint64_t passed = clock - frame_record_told_clock;
    if (!RECORD_PACKS || passed > UINT32_MAX) {
        record_raw(EVENT_OPCODE, t->top->owner, opcode, clock, 0);
        return;
    }
    if ((record_not_simple & RECORD_OTHER_FRAME) != 0) {
        claim_frame(t);
    }
    record_room(1)[0] =
        event_word((EventKind)EVENT_PACKED_OPCODE, (uint32_t)passed, opcode);
}

void
record_line_each(Thread *thread, uint32_t line)
{
    if (RECORD_ON()) {
        uint64_t word = event_word((EventKind)EVENT_PACKED_LINE, 0, line);
        record_line(thread, thread->record->top->frame, (uint32_t)word, 0);
    }
}

// The record of a frame that begins to run, of which nothing was told; NULL
// without memory: then recording ends.
static FrameRecord *
push_record(ThreadRecord *t, Frame *frame)
{
    const CodeNames *names = names_of(frame->code);
    FrameRecord *r = t->top == NULL ? t->records : t->top + 1;
    if (UNLIKELY(r == t->records_end)) {
        size_t used = (size_t)(r - t->records);
        size_t grown = used == 0 ? 256 : used * 2;
        FrameRecord *moved = realloc(t->records, (grown + 1) * sizeof(*moved));
        if (moved == NULL) {
            return NULL;
        }
        memset(moved + used, 0, (grown + 1 - used) * sizeof(*moved));
        t->records = moved;
        t->records_end = moved + grown;
        r = moved + used;
    }
    uint32_t shadow = r == t->records ? 0 : r[-1].shadow_end;
    uint32_t shadow_end = shadow + (uint32_t)frame->code->stacksize;
    if (names == NULL ||
        (shadow_end > t->shadow_room && !grow_shadows(t, shadow_end))) {
        return NULL;
    }
    *r = (FrameRecord){.frame = frame,
                       .base = frame_stack_base(frame),
                       .end = frame_stack_base(frame),
                       .empty = frame_stack_base(frame),
                       .line_end = frame_stack_base(frame),
                       .names = names,
                       .shadow = shadow,
                       .shadow_end = shadow_end};
    return t->top = r;
}

// Any frame begins or goes on, in the long way.
void
frame_record_enter(Thread *thread, Frame *frame)
{
    ThreadRecord *t = record_of(thread);
    if (t->top != NULL) {
        record_sync_left(t, t->top);
    }
    bool generator = frame->owner == FRAME_IN_GENERATOR;
    FrameRecord *r = push_record(t, frame);
    if (r == NULL) {
        record_end_early();
        return;
    }
    uint32_t flags = generator ? PUSH_GENERATOR : 0;
    if (frame->locals != NULL) {
        flags |= frame->locals == frame->globals ? PUSH_MODULE : PUSH_CLASS;
    }
    // After the program's last line everything is called by the runtime.
    if (frame->is_entry && !(generator && frame_record_direct) &&
        (r != t->records || t->ran)) {
        flags |= PUSH_NATIVE;
        r->entered = true;
        native_record_enter(thread);
    }
    frame_record_direct = false;
    t->ran = true;
    uint64_t function = 0;
    bool known = false;
    if (generator) {
        Object *self = OBJ(generator_of(frame));
        r->owner = record_serial(self);
        known = record_whole_serial(self) != 0;
        if (known) {
            generator_record_remember(t, r);
        }
    } else {
        r->owner = record_new_serial();
        function = record_serial(OBJ(frame->function));
    }
    record_put_push(r, flags, function);
    if (known) {
        if (frame->changed != 0) {
            frame_record_sync(t, r);
        }
        record_look(r);
        return;
    }
    if (generator) {
        uint32_t told = 0;
        sync_one(r->owner, &told, "function", OBJ(frame->function));
        told = 0;
        sync_one(r->owner, &told, "code", OBJ(frame->code));
    }
    sync_all(t, r);
    record_look(r);
}

// Its arguments, from the i-th on.
static NOINLINE void
push_arguments(const FrameRecord *r, int i)
{
    const CodeNames *names = r->names;
    uint64_t *at = record_room(PUSH_ROOM);
    for (; i < names->argument_count; i++) {
        Object *value = r->frame->slots[i];
        if (LIKELY(value != NULL)) {
            at = put_local(at, value, names->locals[i], PUSH_ROOM);
        }
    }
    record_at = at;
}

static NOINLINE void
push_long(Thread *thread, Frame *frame)
{
    ThreadRecord *t = thread->record;
    FrameRecord *r = t->top + 1;
    uint32_t shadow_end = t->top->shadow_end + (uint32_t)frame->code->stacksize;
    if (UNLIKELY(!record_is_plain_call(t, r, frame, shadow_end))) {
        frame_record_enter(thread, frame);
        return;
    }
    uint32_t owner = record_next_serial++;
    record_put_frame(t, r, frame, owner, shadow_end);
    record_simplify(RECORD_OTHER_FRAME);
    uint64_t function = record_serial(OBJ(frame->function));
    uint64_t *at = record_room(2);
    at[0] = event_word((EventKind)EVENT_PACKED_PUSH, owner, r->names->qualname);
    at[1] = r->names->code | function << 32;
    push_arguments(r, 0);
}

// A frame that begins, of which all is as it mostly is: nothing is called, so
// that no register need be saved.
static ALWAYS_INLINE void
push(Thread *thread, Frame *frame)
{
    ThreadRecord *t = thread->record;
    FrameRecord *r = t->top + 1;
    const CodeNames *names = frame->code->trace_names;
    uint32_t shadow_end = r[-1].shadow_end + (uint32_t)frame->code->stacksize;
    uint64_t *at = record_at;
    uint32_t serial, *entry;
    if (UNLIKELY(at >= record_packed_end) ||
        !record_is_plain_frame(t, r, frame, shadow_end) ||
        !record_serial_quick(OBJ(frame->function), &serial, &entry)) {
        push_long(thread, frame);
        return;
    }
    uint32_t owner = record_next_serial++;
    record_put_frame(t, r, frame, owner, shadow_end);
    if ((record_not_simple & RECORD_NOTED) != 0) {
        record_simplify(RECORD_NOTED); // that was the caller
    }
    at[0] = event_word((EventKind)EVENT_PACKED_PUSH, owner, names->qualname);
    at[1] = names->code | (uint64_t)serial << 32;
    at += 2;
    for (int i = 0; i < names->argument_count; i++) {
        Object *value = frame->slots[i];
        if (UNLIKELY(!record_put_serial(&at, value, &serial, &entry))) {
            record_at = at;
            push_arguments(r, i);
            return;
        }
        if (LIKELY(value != NULL)) {
            *at++ = names->locals[i] | (uint64_t)serial << 32;
        }
    }
    record_at = at;
}

// The same where something is to be told of the caller first.
static NOINLINE void
push_behind_stack(Thread *thread, Frame *frame)
{
    ThreadRecord *t = thread->record;
    record_sync_left(t, t->top);
    push(thread, frame);
}

void
record_frame_push(Thread *thread, Frame *frame)
{
    const FrameRecord *caller = thread->record->top;
    const Frame *under = caller->frame;
    if (under->stack == caller->empty && LIKELY(under->changed == 0)) {
        push(thread, frame);
    } else {
        push_behind_stack(thread, frame);
    }
}

void
record_frame_leave(Thread *thread, Frame *frame, int reason)
{
    ThreadRecord *t = thread->record;
    FrameRecord *r = t == NULL ? NULL : t->top;
    if (UNLIKELY(r == NULL || r->frame != frame)) {
        return;
    }
    if (frame->owner == FRAME_IN_GENERATOR) {
        if (reason == FRAME_YIELDS) {
            // So that nothing need be told when it goes on.
            record_sync_left(t, r);
        }
        t->handled_told -= r->handles;
    }
    const uint32_t other = RECORD_OFF | RECORD_UNPACKED | RECORD_OTHER_FRAME;
    if ((record_not_simple & other) == 0 && r != t->records) {
        record_put_pop(t, r, reason, record_room(1));
    } else {
        t->top = outer(t, r);
        record_complicate(RECORD_OTHER_FRAME);
        record_room(1)[0] =
            event_word(EVENT_FRAME_POP, r->owner, (uint32_t)reason);
    }
    if (UNLIKELY(r->entered)) {
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

bool
frame_record_start(const RuntimeOptions *given)
{
    options = *given;
    native_record_start(&options);
    if (!record_start(given->record_mask, given->sink, given->give_room,
                      given->sink_arg)) {
        return false;
    }
    if (given->audit || given->stepped != NULL || given->max_steps != 0) {
        record_complicate(RECORD_WATCHED);
    }
    return true;
}

// All that is not told yet, between two steps.
static void
settle_all(ThreadRecord *t)
{
    record_settle();
    if ((record_not_simple & RECORD_THREADS) != 0) {
        sync_threads(t);
    }
    record_settle();
}

void
frame_record_end(Thread *thread, int status, int phase)
{
    settle_all(record_of(thread));
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
    ThreadRecord *t = record_of(thread);
    settle_all(t);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
    record_flush();
    t->ran = false; // what runs next is called by nobody
}

void
record_frame_changed(Frame *frame)
{
    for (Thread *thread = gil_threads; thread != NULL; thread = thread->next) {
        ThreadRecord *t = record_of(thread);
        for (FrameRecord *r = t->top; r != NULL; r = outer(t, r)) {
            if (r->frame == frame) {
                // It may be any thread's, and is not the one that runs.
                record_complicate(RECORD_OTHER_FRAME);
                sync_rest(r);
                frame_record_sync(t, r);
                record_complicate(RECORD_OTHER_FRAME);
                return;
            }
        }
    }
}

void
frame_record_leaves(Thread *thread)
{
    // It may be over, or not have begun.
    if (thread->record != NULL && thread->record->top != NULL) {
        frame_record_sync(thread->record, thread->record->top);
    }
    record_complicate(RECORD_OTHER_FRAME);
}

void
frame_record_save(Thread *thread)
{
    record_settle();
    frame_record_leaves(thread);
    settle_all(record_of(thread));
    native_record_tell(thread, false);
    record_raw(EVENT_SETTLED, 0, 0, 0, 0);
}

void
frame_record_thread_ends(Thread *thread)
{
    if (thread->record != NULL) {
        thread_record_sync(thread, &thread->record->fields);
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
