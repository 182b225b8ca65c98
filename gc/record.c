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
        record_birth = (RecordJoint){object, at + 2};
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
    if (!RECORD_ON()) {
        return;
    }
    record_raw(EVENT_TRACK, record_serial(object), 0, 0, 0);
}

// A part of a death in a word of its own.
static inline void
begin_death(EventKind kind, const Object *object, uint32_t serial,
            uint32_t part)
{
    uint64_t *at = record_room(1);
    if (RECORD_PACKS) {
        // Once it is free, its place may be another's.
        record_death.object = part < EVENT_DEATH_FREE ? object : NULL;
        record_death.end = at + 1;
        *at = event_word((EventKind)EVENT_PACKED_DEATH, serial, 0) | part;
    } else {
        *at = event_word(kind, serial, 0);
    }
}

void
record_untrack(Object *object)
{
    if (!RECORD_ON()) {
        return;
    }
    begin_death(EVENT_UNTRACK, object, record_serial(object),
                EVENT_DEATH_UNTRACK);
}

RecordNumbers record_ints, record_floats, record_complexes;

static inline uint64_t
number_word(RecordNumbers *told, EventKind kind, Type *type)
{
    if (UNLIKELY(told->type != type)) {
        uint32_t serial = record_serial(OBJ(type));
        *told = (RecordNumbers){type, event_word(kind, 0, serial)};
    }
    return told->word;
}

// The words of a complex number, which has its doubles behind its header, and
// no room for its address; returns where the next one goes.
static inline uint64_t *
put_complex(uint64_t *at, Object *object, uint32_t serial, uint64_t word)
{
    at[0] = word | (uint64_t)serial << 32;
    memcpy(at + 1, object + 1, 2 * sizeof(*at));
    at[3] = event_word(EVENT_MOVED, serial, 0);
    at[4] = (uintptr_t)object;
    return at + 5;
}

// Numbers and describes an int, a float or a complex.
static NOINLINE uint32_t
tell_number(Object *object, uint32_t *entry)
{
    Type *type = object->type;
    uint64_t bits[2];
    int sort = type->raw_value(object, bits);
    if (UNLIKELY(sort == 0)) {
        return born(object, entry, 0);
    }
    uint32_t serial = record_next_serial++;
    if (UNLIKELY(sort == 3)) {
        uint64_t word = number_word(&record_complexes, EVENT_COMPLEX, type);
        *entry = serial;
        put_complex(record_room(5), object, serial, word);
        return serial;
    }
    uint64_t word = sort == 1 ? number_word(&record_ints, EVENT_INT, type)
                              : number_word(&record_floats, EVENT_FLOAT, type);
    *entry = serial;
    uint64_t *at = record_room(3);
    at[0] = word | (uint64_t)serial << 32;
    at[1] = bits[0];
    at[2] = (uintptr_t)object;
    return serial;
}

uint32_t
record_serial_slow(Object *object, uint32_t *entry)
{
    if (*entry == 0) {
        return born(object, entry, 4);
    }
    if (UNLIKELY(!record_is_latent(*entry))) {
        return *entry & ~RECORD_MARKS;
    }
    uint64_t *at = record_at;
    if (LIKELY(at + 5 <= record_end)) {
        uint32_t serial;
        if (object->type == record_complexes.type) {
            *entry = serial = record_next_serial++;
            at = put_complex(at, object, serial, record_complexes.word);
        } else {
            at = record_put_number(at, object, entry, &serial);
        }
        if (LIKELY(at != NULL)) {
            record_at = at;
            return serial;
        }
    }
    return tell_number(object, entry);
}

// Its serial, where `entry` is its place in the table.
static inline uint32_t
serial_at(Object *object, uint32_t *entry)
{
    return LIKELY((int32_t)*entry > 0) ? *entry & ~RECORD_IS_DIRTY
                                       : record_serial_slow(object, entry);
}

// What record_new does not tell itself.
static NOINLINE void
new_slowly(Object *object, uint32_t *entry)
{
    if (!RECORD_ON()) {
        return;
    }
    if (object->type->raw_value != NULL) {
        *entry = RECORD_LATENT;
        record_note(object);
    } else {
        (void)number_and_tell(object, entry, 0, (uintptr_t)object);
    }
}

// Nearly always there is room everywhere, and the type was described: then
// nothing is called, so that no register need be saved.
void
record_new(Object *object)
{
    uint32_t *entry = record_entry(object);
    const Type *type = object->type;
    uint32_t type_serial = *record_entry(OBJ(type)); // and its marks
    uint64_t *at = record_at;
    if (UNLIKELY(type->raw_value != NULL || at > record_few_end ||
                 type_serial - 1 >= EVENT_B_MAX >> 3 ||
                 record_dirty_at == record_dirty_end)) {
        new_slowly(object, entry);
        return;
    }
    uint32_t serial = record_next_serial++;
    uint32_t flags = type_has_feature(type, TYPE_HAVE_GC) ? 1 : 0;
    *entry = serial | RECORD_IS_DIRTY;
    record_complicate(RECORD_UNSETTLED);
    *record_dirty_at++ = object;
    at[0] = event_word((EventKind)EVENT_PACKED_NEW, serial,
                       flags | type_serial << 3);
    at[1] = (uintptr_t)object / 16;
    record_at = at + 2;
    record_birth = (RecordJoint){object, at + 2};
}

// Whether all that can be said of an object's death is that it is dead.
static ALWAYS_INLINE bool
is_leaf(const Type *type)
{
    return type->raw_value != NULL || // not inherited
           (type->edges == NULL && type->members == NULL &&
            !type_has_feature(type, TYPE_HAVE_GC | TYPE_HEAP));
}

// The end of a dealloc, mostly in the word of what was last told of it.
static ALWAYS_INLINE void
end_dealloc(const Object *object, uint32_t serial)
{
    uint64_t death = event_word((EventKind)EVENT_PACKED_DEATH, serial, 0);
    if (LIKELY(record_at == record_death.end &&
               (record_at[-1] ^ death) < EVENT_DEATH_END)) {
        record_death.end = NULL; // another one may be made in its place
        record_at[-1] |= EVENT_DEATH_END;
    } else if (RECORD_ON()) {
        begin_death(EVENT_DEALLOC_END, object, serial, EVENT_DEATH_END);
    }
}

// What record_dealloc does not tell itself.
static NOINLINE void
dealloc_slowly(Object *object, uint32_t *entry)
{
    const Type *type = object->type;
    if (!RECORD_ON()) {
        type->dealloc(object);
        return;
    }
    uint32_t serial = serial_at(object, entry);
    *entry = serial | RECORD_IS_DYING;
    begin_death(EVENT_DEALLOC_BEGIN, object, serial, EVENT_DEATH_BEGIN);
    type->dealloc(object);
    end_dealloc(object, serial);
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
    uint32_t serial = *entry & ~RECORD_MARKS;
    uint64_t *at = record_at;
    if (UNLIKELY(serial == 0 || at > record_few_end)) {
        dealloc_slowly(object, entry);
        return;
    }
    *entry = serial | RECORD_IS_DYING;
    *at++ = event_word((EventKind)EVENT_PACKED_DEATH, serial, 0) |
            EVENT_DEATH_BEGIN;
    record_at = at;
    record_death = (RecordJoint){object, at};
    type->dealloc(object);
    end_dealloc(object, serial);
}

void
record_free(Object *object)
{
    if (!RECORD_ON()) {
        return;
    }
    uint32_t *entry = record_entry(object);
    if (UNLIKELY(record_is_latent(*entry)) && RECORD_STEPS) {
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
        begin_death(EVENT_FREE, object, serial, EVENT_DEATH_FREE);
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

// A slot of an owner whose serial is known, whatever its target is.
static NOINLINE void
slot_of_known(uint32_t owner, uint32_t kind, uint64_t number, Object *target)
{
    record_slot_word(owner, kind, number, record_serial(target));
}

static NOINLINE void
slot_slowly(Object *owner, uint32_t kind, uint64_t number, Object *target)
{
    uint32_t *entry = record_entry(owner);
    uint32_t serial = *entry;
    if (!RECORD_ON()) {
        return;
    }
    if (LIKELY(serial != 0)) {
        record_note(owner);
        slot_of_known(serial, kind, number, target);
    } else {
        (void)born(owner, entry, 4);
    }
}

// The words of a slot, where there is room.
static ALWAYS_INLINE void
put_slot(uint64_t *at, uint32_t owner, bool text, uint32_t kind,
         uint64_t number, uint32_t serial)
{
    at[0] = text ? event_word((EventKind)EVENT_PACKED_SLOT, serial,
                              (uint32_t)number << 4 | kind)
                 : event_word((EventKind)EVENT_PACKED_ITEM, serial, kind);
    at[1] = text ? owner : (uint64_t)owner << 32 | number;
    record_at = at + 2;
}

// Nothing is called but what ends it, so that no register need be saved.
static ALWAYS_INLINE void
tell_slot(Object *owner, bool text, uint32_t kind, uint64_t number,
          Object *target)
{
    uint32_t serial = *record_entry(owner);
    uint64_t *at = record_at;
    if (serial >= RECORD_IS_DIRTY) {
        return; // described as a whole at the next step, or never again
    }
    if (UNLIKELY(serial == 0 || record_noting || at > record_few_end ||
                 (text && number > EVENT_B_MAX >> 4))) {
        slot_slowly(owner, kind, number, target);
        return;
    }
    uint32_t known, *entry;
    if (record_put_serial(&at, target, &known, &entry)) {
        put_slot(at, serial, text, kind, number, known);
    } else {
        slot_of_known(serial, kind, number, target);
    }
}

void
record_slot_numbered(Object *owner, uint32_t kind, uint64_t number,
                     Object *target)
{
    tell_slot(owner, true, kind, number, target);
}

void
record_slot_item(Object *owner, uint32_t kind, uint32_t number, Object *target)
{
    tell_slot(owner, false, kind, number, target);
}

void
record_slot_text(Object *owner, EdgeLabel label, Object *target)
{
    if (!RECORD_ON()) {
        return;
    }
    uint32_t *entry = record_entry(owner);
    uint32_t serial = *entry;
    if (LIKELY(serial - 1 < RECORD_IS_DIRTY - 1)) {
        record_note(owner);
        record_owner_slot(serial, label, target);
    } else if (serial == 0) {
        (void)born(owner, entry, 4);
    }
}

// What the stream has not told of has no count.
static inline void
tell_count(Object *object, EventKind kind, int packed, int joined)
{
    uint32_t *entry = record_entry(object);
    if (*entry == 0) {
        return;
    }
    uint32_t serial = serial_at(object, entry);
    if (record_at <= record_few_end) {
        record_put_count(record_at, serial, packed, joined);
    } else {
        record_room(1)[0] = event_word(kind, serial, 0);
    }
}

void
record_incref(Object *object)
{
    tell_count(object, EVENT_INCREF, EVENT_INCREF, EVENT_PACKED_OPCODE_INCREF);
}

void
record_decref(Object *object)
{
    tell_count(object, EVENT_DECREF, EVENT_PACKED_DECREF,
               EVENT_PACKED_OPCODE_DECREF);
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
