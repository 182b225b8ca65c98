#include "gc/record_private.h"

#if RECORDING

#include <string.h>

#include "gc/refcount.h"

// Numbers an object and tells of it; `entry` is its place in the table.
static ALWAYS_INLINE uint32_t
number_and_tell(Object *object, uint32_t *entry, uint32_t flags,
                uintptr_t address)
{
    uint32_t serial = record_next_serial++;
    *entry = serial | RECORD_IS_DIRTY;
    record_push_dirty(object);
    flags |= type_has_feature(object->type, TYPE_HAVE_GC) ? 1 : 0;
    uint32_t type = record_serial(OBJ(object->type));
    if (RECORD_PACKS && LIKELY(type <= EVENT_B_MAX >> 3)) {
        uint64_t *at = record_room(2);
        record_last = at;
        at[0] =
            event_word((EventKind)EVENT_PACKED_NEW, serial, flags | type << 3);
        at[1] = address / 16;
    } else {
        record_raw(EVENT_NEW, serial, flags, type, address);
    }
    return serial;
}

// The same of any object that is new to the recorder.
static NOINLINE uint32_t
born(Object *object, uint32_t *entry, uint32_t flags)
{
    if (record_in_heap(object)) {
        return number_and_tell(object, entry, flags, (uintptr_t)object);
    }
    record_static_objects[record_static_count++] = object;
    return number_and_tell(object, entry, flags | 2, object_id(object));
}

void
record_track(Object *object)
{
    uint32_t serial = record_serial(object);
    const uint64_t b = (uint64_t)EVENT_B_MAX << 8;
    if (LIKELY(record_at == record_last + 2 &&
               (*record_last & ~b) ==
                   event_word((EventKind)EVENT_PACKED_NEW, serial, 0))) {
        *record_last += EVENT_PACKED_NEW_TRACKED - EVENT_PACKED_NEW;
    } else {
        record_raw(EVENT_TRACK, serial, 0, 0, 0);
    }
}

// A part of a death in a word of its own.
static inline void
begin_death(EventKind kind, uint32_t serial, uint32_t part)
{
    uint64_t *at = record_room(1);
    if (RECORD_PACKS) {
        record_last = at;
        *at = event_word((EventKind)EVENT_PACKED_DEATH, serial, 0) | part;
    } else {
        *at = event_word(kind, serial, 0);
    }
}

// A part of a death: in the word of the one before, where that was the last
// event and is an earlier part of the same.
static inline void
tell_death(EventKind kind, uint32_t serial, uint32_t part)
{
    uint64_t death = event_word((EventKind)EVENT_PACKED_DEATH, serial, 0);
    if (LIKELY(record_at == record_last + 1 && (*record_last ^ death) < part)) {
        *record_last |= part;
    } else {
        begin_death(kind, serial, part);
    }
}

void
record_untrack(Object *object)
{
    tell_death(EVENT_UNTRACK, record_serial(object), EVENT_DEATH_UNTRACK);
}

RecordNumbers record_ints, record_floats;

static inline uint32_t
number_type(RecordNumbers *told, Type *type)
{
    if (UNLIKELY(told->type != type)) {
        *told = (RecordNumbers){type, record_serial(OBJ(type))};
    }
    return told->serial;
}

// Numbers and describes an int, a float or a complex with one event.
static inline uint32_t
tell_number(Object *object, uint32_t *entry)
{
    Type *type = object->type;
    uint64_t bits[2];
    int sort = 2;
    if (LIKELY(type == record_floats.type)) {
        memcpy(bits, object + 1, sizeof(*bits));
    } else {
        sort = type->raw_value(object, bits);
    }
    if (UNLIKELY(sort == 0)) {
        return born(object, entry, 0);
    }
    uint32_t serial = record_next_serial++;
    if (UNLIKELY(sort == 3)) {
        uint32_t known = record_serial(OBJ(type));
        *entry = serial;
        record_raw(EVENT_COMPLEX, serial, known, bits[0], bits[1]);
        record_raw(EVENT_MOVED, serial, 0, (uintptr_t)object, 0);
        return serial;
    }
    bool whole = sort == 1;
    uint32_t known = number_type(whole ? &record_ints : &record_floats, type);
    *entry = serial;
    uint64_t *at = record_room(3);
    at[0] = event_word(whole ? EVENT_INT : EVENT_FLOAT, serial, known);
    at[1] = bits[0];
    at[2] = (uintptr_t)object;
    return serial;
}

uint32_t
record_serial_slow(Object *object, uint32_t *entry)
{
    if (*entry != 0) {
        return tell_number(object, entry);
    }
    return object == NULL ? 0 : born(object, entry, 4);
}

// Its serial, where `entry` is its place in the table.
static inline uint32_t
serial_at(Object *object, uint32_t *entry)
{
    return LIKELY(*entry - 1 < RECORD_MARKS - 1)
               ? *entry & ~RECORD_MARKS
               : record_serial_slow(object, entry);
}

void
record_new(Object *object)
{
    uint32_t *entry = record_entry(object);
    if (object->type->raw_value != NULL) {
        *entry = RECORD_LATENT;
        record_note(object);
    } else {
        (void)number_and_tell(object, entry, 0, (uintptr_t)object);
    }
}

// Whether all that can be said of an object's death is that it is dead.
static inline bool
is_leaf(const Type *type)
{
    return type->edges == NULL && type->members == NULL &&
           !type_has_feature(type, TYPE_HAVE_GC | TYPE_HEAP);
}

void
record_dealloc(Object *object)
{
    const Type *type = object->type;
    if (is_leaf(type)) {
        type->dealloc(object);
        return;
    }
    uint32_t *entry = record_entry(object);
    if (record_is_latent(*entry)) {
        type->dealloc(object);
        return;
    }
    uint32_t serial = serial_at(object, entry);
    *entry = serial | RECORD_IS_DYING;
    begin_death(EVENT_DEALLOC_BEGIN, serial, EVENT_DEATH_BEGIN);
    type->dealloc(object);
    if (RECORD_ON()) {
        tell_death(EVENT_DEALLOC_END, serial, EVENT_DEATH_END);
    }
}

void
record_free(Object *object)
{
    uint32_t *entry = record_entry(object);
    if (UNLIKELY(record_is_latent(*entry)) && RECORD_GROUP(EVENT_GROUP_STEPS)) {
        (void)tell_number(object, entry);
    }
    uint32_t serial = *entry;
    *entry = 0;
    if (UNLIKELY(serial - 1 >= RECORD_MARKS - 1)) { // 0, or both marks
        return;
    }
    serial &= ~RECORD_MARKS;
    if (is_leaf(object->type)) {
        record_raw(EVENT_FREE, serial, 1, 0, 0);
    } else {
        tell_death(EVENT_FREE, serial, EVENT_DEATH_FREE);
    }
}

void
record_dying(Object *object, bool dying)
{
    uint32_t serial = record_serial(object);
    uint32_t *entry = record_entry(object);
    if (dying) {
        *entry = serial | RECORD_IS_DYING;
        record_room(1)[0] = event_word(EVENT_DYING, serial, 0);
    } else {
        *entry = serial;
        record_touch(object);
    }
}

void
record_moved(Object *object, Object *old)
{
    if (object == old) {
        record_touch(object);
        return;
    }
    uint32_t entry = *record_entry(old), serial = entry & ~RECORD_MARKS;
    *record_entry(old) = 0;
    if (record_is_latent(entry)) {
        *record_entry(object) = entry;
        record_note(object);
        return;
    }
    *record_entry(object) = serial | RECORD_IS_DIRTY;
    record_push_dirty(object);
    record_raw(EVENT_MOVED, serial, 0, object_id(object), 0);
}

void
record_touch(Object *object)
{
    uint32_t *entry = record_entry(object);
    if (*entry == 0) {
        (void)born(object, entry, 4);
    } else if ((*entry & RECORD_MARKS) == 0) {
        *entry |= RECORD_IS_DIRTY;
        record_push_dirty(object);
    }
}

void
record_owner_slot(uint32_t owner, EdgeLabel label, Object *target)
{
    uint64_t number = record_label_number(label);
    record_slot_word(owner, label.kind, number, record_serial(target));
}

void
record_slot_numbered(Object *owner, uint32_t kind, uint64_t number,
                     Object *target)
{
    uint32_t *entry = record_entry(owner);
    uint32_t serial = *entry;
    if (LIKELY(serial - 1 < RECORD_IS_DYING - 1)) { // known, without a mark
        record_note(owner);
        record_slot_word(serial, kind, number, record_serial(target));
    } else if (serial == 0) {
        (void)born(owner, entry, 4);
    } // else described as a whole at the next step, or never again
}

void
record_slot_text(Object *owner, EdgeLabel label, Object *target)
{
    uint32_t *entry = record_entry(owner);
    uint32_t serial = *entry;
    if (LIKELY(serial - 1 < RECORD_IS_DYING - 1)) {
        record_note(owner);
        record_owner_slot(serial, label, target);
    } else if (serial == 0) {
        (void)born(owner, entry, 4);
    }
}

void
record_incref(Object *object)
{
    uint32_t *entry = record_entry(object);
    if (*entry != 0) {
        record_room(1)[0] =
            event_word(EVENT_INCREF, serial_at(object, entry), 0);
    }
}

void
record_decref(Object *object)
{
    uint32_t *entry = record_entry(object);
    if (*entry != 0) {
        record_room(1)[0] =
            event_word(EVENT_DECREF, serial_at(object, entry), 0);
    }
}

void
record_text_event(EventKind kind, Object *object, uint32_t b, const char *text,
                  size_t length)
{
    record_emit_text(kind, record_serial(object), b, text, length);
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordNothing;

#endif
