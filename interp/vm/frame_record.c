/* frame_record.c - tells that a frame begins and that it stops */
#include "interp/vm/frame_record_private.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

#include "interp/objects/dict_keys.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/generator.h"
#include "interp/vm/native_record.h"
#include "interp/vm/thread_record.h"

bool frame_record_direct;

// Words: room for a frame that begins, and its arguments.
enum { PUSH_ARGUMENTS = 32, PUSH_ROOM = 2 + 4 * PUSH_ARGUMENTS };
_Static_assert((int)PUSH_ROOM <= (int)RECORD_LINE_ROOM,
               "see record_packed_end");

ThreadRecord *
frame_record_make(Thread *thread)
{
    static ThreadRecord none;
    thread->record = calloc(1, sizeof(ThreadRecord));
    if (thread->record == NULL) {
        record_end_early();
        return &none;
    }
    return thread->record;
}

// Makes room for so many serials.
static NOINLINE bool
grow_told(ThreadRecord *t, size_t count)
{
    size_t grown = count * 2 + 1024;
    uint32_t *told = malloc(grown * sizeof(uint32_t));
    if (told == NULL) {
        return false;
    }
    for (FrameRecord *r = t->records; r < t->records_end; r++) {
        if (r->told != NULL) {
            size_t room = (size_t)(r->told_end - r->told);
            uint32_t *moved = told + (r->told - t->told);
            memcpy(moved, r->told, room * sizeof(uint32_t));
            r->told = moved;
            r->told_end = moved + room;
        }
        r->told_limit = told + grown;
    }
    free(t->told);
    t->told = told;
    t->told_limit = told + grown;
    return true;
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
    names->push =
        event_word((EventKind)EVENT_PACKED_PUSH, 0, names->qualname);
    names->plain = (code->flags & CODE_OPTIMIZED) != 0 &&
                   names->qualname <= EVENT_B_MAX &&
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
        for (size_t i = used; i < grown; i++) {
            moved[i].told_limit = t->told_limit;
        }
    }
    size_t room = (size_t)frame->code->stacksize;
    size_t used = t->top == NULL ? 0 : (size_t)(r[-1].told_end - t->told);
    size_t told_room = (size_t)(t->told_limit - t->told);
    if (names == NULL ||
        (used + room > told_room && !grow_told(t, used + room))) {
        return NULL;
    }
    *r = (FrameRecord){.frame = frame,
                       .base = frame_stack_base(frame),
                       .end = frame_stack_base(frame),
                       .empty = frame_stack_base(frame),
                       .line_end = frame_stack_base(frame),
                       .names = names,
                       .told = t->told + used,
                       .told_end = t->told + used + room,
                       .told_limit = t->told_limit};
    return t->top = r;
}

void
frame_record_enter(Thread *thread, Frame *frame)
{
    ThreadRecord *t = frame_record_of(thread);
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
        frame_record_sync_field(r->owner, &told, "function",
                                OBJ(frame->function));
        told = 0;
        frame_record_sync_field(r->owner, &told, "code", OBJ(frame->code));
    }
    frame_record_sync_all(t, r);
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
            at = record_put_local(at, value, names->locals[i], PUSH_ROOM);
        }
    }
    record_at = at;
}

static NOINLINE void
push_long(Thread *thread, Frame *frame)
{
    ThreadRecord *t = thread->record;
    FrameRecord *r = t->top + 1;
    uint32_t *told_end = t->top->told_end + frame->code->stacksize;
    const CodeNames *names = frame->code->trace_names;
    if (UNLIKELY(!record_is_plain_call(r, names, told_end))) {
        frame_record_enter(thread, frame);
        return;
    }
    uint32_t owner = record_next_serial++;
    record_put_frame(t, r, frame, names, owner, told_end);
    record_simplify(RECORD_OTHER_FRAME);
    uint64_t function = record_serial(OBJ(frame->function));
    uint64_t *at = record_room(2);
    at[0] = r->names->push | (uint64_t)owner << 32;
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
    uint32_t *told_end = r[-1].told_end + frame->code->stacksize;
    uint64_t *at = record_at;
    uint32_t serial, *entry;
    if (UNLIKELY(at >= record_packed_end) ||
        !record_is_plain_frame(r, names, told_end) ||
        !record_serial_quick(OBJ(frame->function), &serial, &entry)) {
        push_long(thread, frame);
        return;
    }
    uint32_t owner = record_next_serial++;
    record_put_frame(t, r, frame, names, owner, told_end);
    if ((record_not_simple & RECORD_NOTED) != 0) {
        record_simplify(RECORD_NOTED); // that was the caller
    }
    at[0] = names->push | (uint64_t)owner << 32;
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

void
record_frame_push_alone(Thread *thread, Frame *frame)
{
    push(thread, frame);
}

void
record_frame_push_behind(Thread *thread, Frame *frame)
{
    ThreadRecord *t = thread->record;
    record_sync_left(t, t->top);
    push(thread, frame);
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
        t->top = record_outer(t, r);
        record_complicate(RECORD_OTHER_FRAME);
        record_room(1)[0] =
            event_word(EVENT_FRAME_POP, r->owner, (uint32_t)reason);
    }
    if (UNLIKELY(r->entered)) {
        native_record_leave(thread);
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
frame_record_thread_ends(Thread *thread)
{
    if (thread->record != NULL) {
        thread_record_sync(thread, &thread->record->fields);
        free(thread->record->records);
        free(thread->record->told);
        free(thread->record);
        thread->record = NULL;
    }
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int FrameRecordNothing;

#endif
