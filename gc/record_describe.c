#include "gc/record_private.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

#include "gc/collector.h"
#include "gc/refcount.h"

static Object **dirty; // described at the next step
static size_t dirty_room;
static bool settling; // the list is being walked
static size_t dirty_count;
static bool roots_changed;

// A long step makes and drops objects without end: those that are gone, and
// places noted twice, leave the list.
static void
clean_dirty(void)
{
    size_t kept = 0;
    for (size_t i = 0; i < dirty_count; i++) {
        uint32_t *entry = record_entry(dirty[i]);
        if ((*entry & RECORD_MARKS) == RECORD_IS_DIRTY) {
            *entry ^= RECORD_IS_DIRTY;
            dirty[kept++] = dirty[i];
        }
    }
    dirty_count = kept;
    for (size_t i = 0; i < kept; i++) {
        *record_entry(dirty[i]) |= RECORD_IS_DIRTY;
    }
}

void
record_push_dirty(Object *object)
{
    record_not_simple |= RECORD_UNSETTLED;
    if (dirty_count == dirty_room) {
        if (!settling) {
            clean_dirty();
        }
        if (dirty_count * 2 <= dirty_room && dirty_room > 0) {
            dirty[dirty_count++] = object;
            return;
        }
        size_t grown = dirty_room == 0 ? 4096 : dirty_room * 2;
        Object **moved = realloc(dirty, grown * sizeof(*dirty));
        if (moved == NULL) {
            record_end_early();
            return;
        }
        dirty = moved;
        dirty_room = grown;
    }
    dirty[dirty_count++] = object;
}

extern size_t object_size(Object *o); // interp/objects/protocol.c

static bool
label_is_text(EdgeKind kind)
{
    return kind == EDGE_ATTR || kind == EDGE_FIELD || kind == EDGE_LOCAL ||
           kind == EDGE_TYPE || kind == EDGE_ROOT || kind == EDGE_NATIVE ||
           kind == EDGE_SLOT || kind == EDGE_WEAK;
}

uint64_t
record_label_number(EdgeLabel label)
{
    // A text, and a number that tells edges of one text apart.
    return label_is_text(label.kind)
               ? record_string(label.text) | (uint64_t)label.number << 32
               : label.number;
}

static void
emit_edge(EdgeLabel label, Object *target)
{
    uint64_t number = record_label_number(label);
    uint32_t serial = record_serial(target);
    uint64_t *at = record_room(2);
    at[0] = event_word(EVENT_EDGE, serial, label.kind);
    at[1] = number;
}

static void
edge_seen(EdgeLabel label, Object *target, void *arg)
{
    (void)arg;
    emit_edge(label, target);
}

static void
describe(Object *object)
{
    uint32_t *entry = record_entry(object);
    uint32_t serial = *entry & ~RECORD_MARKS;
    *entry = serial;
    uint32_t flags = 0;
    if (gc_is_container(object) && gc_is_tracked(object)) {
        flags |= 1;
    }
    if (object->refcount >= REFCOUNT_IMMORTAL / 2) {
        flags |= 8;
    }
    record_raw(EVENT_DESCRIBE, serial, flags, object_size(object),
               (uint64_t)object->refcount);
    object_edges(object, edge_seen, NULL);
    if (object->type->value_text != NULL) {
        char text[160];
        text[0] = '\0';
        object->type->value_text(object, text, sizeof(text));
        if (text[0] != '\0') {
            record_emit_text(EVENT_VALUE, serial, 0, text, strlen(text));
        }
    }
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
    record_not_simple |= RECORD_UNSETTLED;
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
    for (size_t i = 0; i < dirty_count; i++) {
        if ((*record_entry(dirty[i]) & RECORD_MARKS) == RECORD_IS_DIRTY) {
            describe(dirty[i]);
        }
    }
    dirty_count = 0;
    settling = false;
    record_not_simple &= ~(uint32_t)RECORD_UNSETTLED;
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordDescribeNothing;

#endif
