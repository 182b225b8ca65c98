/* record_slot.h - changes of references (prefix: record_)
 *
 * Of one slot at once, of all an object has at the next step.
 */
#ifndef GC_RECORD_SLOT_H
#define GC_RECORD_SLOT_H

#include "gc/object.h"
#include "gc/record_stream.h"

#if RECORDING

/* The object's references have changed: it is described at the next step. */
void record_touch(Object *object);

/* It is dying, and nothing need be described of it: if it was the last that was
 * touched, the next step is as simple as before. */
void record_untouch(const Object *object);

/* A variable registered by ref_root has changed. */
void record_roots(void);

/* The reference of `owner` with the label as the stream has it goes to
 * `target` now, which may be NULL: of a kind with a text, whose number is that
 * of record_string; */
void record_slot_numbered(Object *owner, uint32_t kind, uint64_t number,
                          Object *target);
/* of one without. */
void record_slot_item(Object *owner, uint32_t kind, uint32_t number,
                      Object *target);
/* The same with the label's text. */
void record_slot_text(Object *owner, EdgeLabel label, Object *target);

/* Whether the number of a label is that of its text. */
static inline bool
record_label_is_text(EdgeKind kind)
{
    const uint32_t texts = 1u << EDGE_ATTR | 1u << EDGE_FIELD |
                           1u << EDGE_LOCAL | 1u << EDGE_TYPE |
                           1u << EDGE_ROOT | 1u << EDGE_NATIVE |
                           1u << EDGE_SLOT | 1u << EDGE_WEAK;
    return (texts >> kind & 1) != 0;
}

/* The reference of `owner` with the label goes to `target` now. */
static ALWAYS_INLINE void
record_slot(Object *owner, EdgeLabel label, Object *target)
{
    if (record_label_is_text(label.kind)) {
        record_slot_text(owner, label, target);
    } else {
        record_slot_item(owner, label.kind, label.number, target);
    }
}

/* The number of a label as EDGE tells it: of its text, and what tells edges
 * of one text apart; or the label's own. */
uint64_t record_label_number(EdgeLabel label);

/* One reference of a pseudo-owner (frame, thread, native scope) that has a
 * serial of its own; used by interp/vm. */
void record_owner_slot(uint32_t owner, EdgeLabel label, Object *target);

/* The same with the label as the stream has it (a text's number from
 * record_string) and the target's serial. */
static inline void
record_slot_word(uint32_t owner, uint32_t kind, uint64_t number,
                 uint32_t serial)
{
    bool text = record_label_is_text((EdgeKind)kind);
    if (RECORD_PACKS &&
        LIKELY(number <= (text ? EVENT_B_MAX >> 4 : UINT32_MAX))) {
        EventKind packed =
            (EventKind)(text ? EVENT_PACKED_SLOT : EVENT_PACKED_ITEM);
        uint64_t *at = record_room(2);
        at[0] = event_word(packed, serial,
                           text ? (uint32_t)number << 4 | kind : kind);
        at[1] = text ? owner : (uint64_t)owner << 32 | number;
        return;
    }
    uint64_t *at = record_room(3);
    at[0] = event_word(EVENT_SLOT, owner, 0);
    at[1] = event_word(EVENT_EDGE, serial, kind);
    at[2] = number;
}

/* A name for repeated texts (names of attributes, variables, functions):
 * the number that later events use; emits the text the first time. */
uint32_t record_string(const char *text);

/* The same of a text in a variable that is used again. */
uint32_t record_string_copied(const char *text);

/* As record_raw of `object` for kinds that carry a text. */
void record_text_event(EventKind kind, Object *object, uint32_t b,
                       const char *text, size_t length);

#endif

#endif
