/* frame_record_sync.c - tells of a running frame what the stream does not say
 * of it yet */
#include "interp/vm/frame_record_private.h"

#if RECORDING

#include "interp/vm/generator.h"
#include "interp/vm/thread_record.h"

void
frame_record_sync_field(uint32_t owner, uint32_t *told, const char *field,
                        Object *target)
{
    uint32_t serial = record_serial(target);
    if (*told != serial) {
        *told = serial;
        record_owner_slot(owner, edge_text(EDGE_FIELD, field), target);
    }
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
    frame_record_sync_field(r->owner, &r->handled, "handled exception", value);
    frame_record_note_handled(t, r, value);
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
        record_claim_frame(t);
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

// What record_put_stack does not tell itself: the entries from the i-th on.
static NOINLINE void
tell_stack(const ThreadRecord *t, FrameRecord *r, size_t i)
{
    Object **top = r->frame->stack;
    size_t n = (size_t)(top - r->base), used = record_told_count(r);
    for (; i < n || i < used; i++) {
        uint32_t old = i < used ? r->told[i] : RECORD_NULL;
        uint32_t serial = i < n ? record_serial(r->base[i]) : 0;
        uint32_t now = record_told_of(serial);
        if (now != old) {
            tell_own(t, r, false, (uint32_t)i, serial);
        }
        r->told[i] = now;
    }
    record_set_end(r, top);
}

// Of a stack of so many entries: there is room for them where a line may begin.
enum { STACK_MOST = 32 };
_Static_assert((int)STACK_MOST * 4 <= (int)RECORD_LINE_ROOM,
               "room for numbers, too");

void
record_put_stack(const ThreadRecord *t, FrameRecord *r, size_t kept)
{
    uint64_t *at = record_at;
    uint32_t *told = r->told;
    if (UNLIKELY(at >= record_packed_end) ||
        UNLIKELY(r->told_end - told > STACK_MOST)) {
        tell_stack(t, r, kept);
        return;
    }
    // Mostly an entry or two came or went on top. Nothing is called, so that no
    // register need be saved.
    Object **p = r->base + kept, **top = r->frame->stack;
    told += kept;
    while (p < top && p < r->end && record_has_serial(*p, *told)) {
        p++, told++;
    }
    const uint64_t next = 1 << 8; // b is the entry's number
    uint64_t word = event_word((EventKind)EVENT_PACKED_STACK, 0, 0);
    word += (size_t)(p - r->base) * next;
    for (; p < top; p++, told++, word += next) {
        uint32_t serial, *entry;
        if (UNLIKELY(!record_put_serial(&at, *p, &serial, &entry))) {
            record_at = at;
            tell_stack(t, r, (size_t)(p - r->base));
            return;
        }
        uint32_t now = record_told_of(serial);
        if (p < r->end ? now != *told : LIKELY(now != RECORD_NULL)) {
            *at++ = word | (uint64_t)serial << 32;
        }
        *told = now;
    }
    for (; p < r->end; p++, told++, word += next) {
        if (*told != RECORD_NULL) {
            *at++ = word;
        }
    }
    record_set_end(r, top);
    record_at = at;
}

static ALWAYS_INLINE void
sync_stack(ThreadRecord *t, FrameRecord *r, const Frame *frame)
{
    if (UNLIKELY(r != t->top)) {
        tell_stack(t, r, 0);
    } else if (!record_stack_is_told(r, frame)) {
        record_put_stack(t, r, 0);
    }
}

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
    frame_record_sync_field(r->owner, &r->locals, "locals", r->frame->locals);
    frame_record_sync_field(r->owner, &r->object, "frame object",
                            OBJ(r->frame->object));
}

void
frame_record_sync_all(ThreadRecord *t, FrameRecord *r)
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

void
frame_record_sync_threads(ThreadRecord *t)
{
    for (FrameRecord *r = t->top; r != NULL; r = record_outer(t, r)) {
        sync_handled(t, r);
    }
    bool any = t->handled_told != 0 || gil_thread_count > 1;
    for (Thread *thread = gil_threads; thread != NULL; thread = thread->next) {
        ThreadFields *fields = &frame_record_of(thread)->fields;
        thread_record_sync(thread, fields);
        any |= fields->any;
    }
    if (!any) {
        record_simplify(RECORD_THREADS);
    }
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

void
record_frame_changed(Frame *frame)
{
    for (Thread *thread = gil_threads; thread != NULL; thread = thread->next) {
        ThreadRecord *t = frame_record_of(thread);
        for (FrameRecord *r = t->top; r != NULL; r = record_outer(t, r)) {
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
    if (RECORD_EACH) {
        record_complicate(RECORD_CLOCK);
    }
}

#else

// The plain runtime tells nobody; a file must not be empty.
typedef int FrameRecordSyncNothing;

#endif
