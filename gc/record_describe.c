#include "gc/record_private.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

#include "gc/collector.h"
#include "gc/count_text.h"
#include "gc/record_edge.h"
#include "gc/refcount.h"

static Object **dirty; // all of the list
Object **record_dirty_at, **record_dirty_end;
static bool settling; // the list is being walked
static bool roots_changed;
uint32_t record_root_changes;

// A long step makes and drops objects without end: those that are gone, and
// places noted twice, leave the list.
static void
clean_dirty(void)
{
    Object **kept = dirty;
    for (Object **at = dirty; at < record_dirty_at; at++) {
        uint32_t *entry = record_entry(*at);
        if ((*entry & RECORD_MARKS) == RECORD_IS_DIRTY) {
            *entry ^= RECORD_IS_DIRTY;
            *kept++ = *at;
        }
    }
    record_dirty_at = kept;
    while (kept > dirty) { // it may be empty, and nowhere
        kept--;
        *record_entry(*kept) |= RECORD_IS_DIRTY;
    }
}

void
record_push_dirty_slowly(Object *object)
{
    size_t room = (size_t)(record_dirty_end - dirty);
    if (!settling) {
        clean_dirty();
    }
    size_t used = (size_t)(record_dirty_at - dirty);
    if (used * 2 > room || room == 0) {
        size_t grown = room == 0 ? 4096 : room * 2;
        Object **moved = realloc(dirty, grown * sizeof(*dirty));
        if (moved == NULL) {
            record_end_early();
            return;
        }
        dirty = moved;
        record_dirty_at = moved + used;
        record_dirty_end = moved + grown;
    }
    *record_dirty_at++ = object;
}

void
record_untouch(const Object *object)
{
    if (record_dirty_at > dirty && record_dirty_at[-1] == object && !settling) {
        record_dirty_at--;
        if (record_dirty_at == dirty && !roots_changed) {
            record_simplify(RECORD_UNSETTLED);
        }
    }
}

uint64_t
record_label_number(EdgeLabel label)
{
    if (!record_label_is_text(label.kind)) {
        return label.number;
    }
    if (label.kind == EDGE_TYPE) { // each instance has one, with one text
        static uint32_t text;
        text = text == 0 ? record_string(label.text) : text;
        return text;
    }
    // A text, and a number that tells edges of one text apart.
    return record_string(label.text) | (uint64_t)label.number << 32;
}

uint32_t
record_field_slowly(FieldDef *row)
{
    uint32_t number = record_string(row->name);
    if (number >> (31 - FIELD_FLAG_BITS) == 0) {
        row->flags |= (int)(number << FIELD_FLAG_BITS);
    }
    return number;
}

void
record_edge_slowly(uint32_t kind, uint64_t number, Object *target)
{
    const uint64_t most =
        record_label_is_text((EdgeKind)kind) ? EVENT_B_MAX >> 4 : 15;
    uint32_t serial = record_serial(target);
    if (RECORD_PACKS && number <= most) {
        record_room(1)[0] = event_word((EventKind)EVENT_PACKED_EDGE, serial,
                                       (uint32_t)number << 4 | kind);
    } else {
        record_raw(EVENT_EDGE, serial, kind, number, 0);
    }
}

void
record_edge(EdgeLabel label, Object *target, void *arg)
{
    record_edge_inline(label, target, arg);
}

// With one look at the room, and a word that counts up.
void
record_item_edges(Object *const *items, size_t n)
{
    enum { MOST = 16, ROOM = 4 * MOST }; // a number takes three words more
    size_t i = 0;
    uint64_t *at = record_at;
    if (LIKELY(RECORD_PACKS && at + ROOM <= record_end)) {
        uint64_t word = event_word((EventKind)EVENT_PACKED_EDGE, 0, EDGE_INDEX);
        for (; i < n && i < MOST; i++, word += (uint64_t)1 << 12) {
            uint32_t serial, *entry;
            if (UNLIKELY(items[i] == NULL)) {
                continue;
            }
            if (!record_put_serial(&at, items[i], &serial, &entry)) {
                break; // the rest in the long way
            }
            *at++ = word | (uint64_t)serial << 32;
        }
        record_at = at;
    }
    for (; i < n; i++) {
        if (items[i] != NULL) {
            record_edge_numbered(EDGE_INDEX, i, items[i]);
        }
    }
}

// As strlen, of a text that begins with a word: most have two or three.
static inline size_t
text_length(const uint64_t *words)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t *at = words;
    uint64_t zeros;
    while ((zeros = (*at - ones) & ~*at & ones * 0x80) == 0) {
        at++;
    }
    return (size_t)(at - words) * 8 + (size_t)__builtin_ctzl(zeros) / 8;
}

// To make the text may tell of something itself, memory that it takes or counts
// that change: so it is put where the stream goes on only when it is there.
static ALWAYS_INLINE void
tell_text(uint32_t serial, Object *object)
{
    enum { MOST = 160 }; // bytes, with the NUL
    uint64_t words[MOST / 8 + 1];
    char *text = (char *)words;
    words[0] = 0;
    object->type->value_text(object, text, MOST);
    size_t n = text_length(words);
    if (n == 0) {
        return;
    }
    memset(text + n, 0, 8); // the last word's rest among them
    uint64_t *at = record_room(2 + (n + 7) / 8);
    at[0] = event_word(EVENT_VALUE, serial, 0);
    at[1] = n;
    for (size_t i = 0; i < (n + 7) / 8; i++) {
        at[2 + i] = words[i];
    }
}

static inline void
tell_value(uint32_t serial, Object *object)
{
    enum { COUNT_END = 100 };
    size_t count;
    if (RECORD_PACKS && count_text_number(object, &count) &&
        count < COUNT_END) {
        record_room(1)[0] =
            event_word((EventKind)EVENT_PACKED_COUNT, serial, (uint32_t)count);
    } else if (object->type->value_text != NULL) {
        tell_text(serial, object);
    }
}

// Its references. `object` has no rows, so a string has none.
static inline void
tell_edges(Object *object)
{
    Type *type = object->type;
    if (type->edges != NULL) {
        type->edges(object, record_edge, NULL);
    } else if (type->own != NULL ||
               (type->base != NULL && type->base->base != NULL)) {
        object_fields_edges(object, record_edge, NULL);
    }
    if (type_is_held(type)) {
        record_edge_inline(edge_text(EDGE_TYPE, "type"), OBJ(type), NULL);
    }
}

static inline void
describe(Object *object, uint32_t *entry)
{
    uint32_t serial = *entry & ~RECORD_MARKS;
    *entry = serial;
    record_note(object);
    size_t size = object_size(object), count = (size_t)object->refcount;
    uint32_t flags = gc_is_container(object) && gc_is_tracked(object);
    uint64_t *at = record_at;
    if (LIKELY(at <= record_few_end && count < 64 && size < 1 << 14)) {
        flags |= (uint32_t)(count << 4 | size << 10);
        *at = event_word((EventKind)EVENT_PACKED_DESCRIBE, serial, flags);
        record_at = at + 1;
    } else {
        flags |= count >= REFCOUNT_IMMORTAL / 2 ? 8 : 0;
        record_raw(EVENT_DESCRIBE, serial, flags, size, count);
    }
    tell_edges(object);
    tell_value(serial, object);
}

static uint32_t *roots_told; // serial of each root, by its number
static size_t roots_told_room;

// Registered variables hardly ever change: they are compared with what was
// told only when somebody says so (record_roots) or a new one appears.
void
record_describe_roots(void)
{
    size_t n = ref_root_count();
    if (n > roots_told_room) {
        uint32_t *grown = realloc(roots_told, n * 2 * sizeof(uint32_t));
        if (grown == NULL) {
            return;
        }
        memset(grown + roots_told_room, 0,
               (n * 2 - roots_told_room) * sizeof(uint32_t));
        roots_told = grown;
        roots_told_room = n * 2;
    }
    roots_changed = false;
    for (size_t i = 0; i < n; i++) {
        const char *name;
        Object *target = ref_root_at(i, &name);
        uint32_t serial = record_serial(target);
        if (roots_told[i] != serial) {
            roots_told[i] = serial;
            record_owner_slot(RECORD_RUNTIME,
                              (EdgeLabel){EDGE_ROOT, (uint32_t)i + 1, name},
                              target);
        }
    }
}

void
record_roots(void)
{
    roots_changed = true;
    record_root_changes++;
    record_complicate(RECORD_UNSETTLED);
}

void
record_settle_slow(void)
{
    if (roots_changed) {
        record_describe_roots();
    }
    // Describing may find objects that are new to us: they are appended. A
    // place may have got another object by now, a number perhaps.
    settling = true;
    for (size_t i = 0; dirty + i < record_dirty_at; i++) {
        uint32_t *entry = record_entry(dirty[i]);
        if ((*entry & RECORD_MARKS) == RECORD_IS_DIRTY) {
            describe(dirty[i], entry);
        }
    }
    record_dirty_at = dirty;
    settling = false;
    record_simplify(RECORD_UNSETTLED);
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordDescribeNothing;

#endif
