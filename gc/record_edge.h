/* record_edge.h - what the `edges` of types do for the recorder (prefix:
 * record_)
 *
 * An object is described with all its references. The commonest types tell
 * them without a call for each: their `edges` uses the RECORD_ words below,
 * which know the recorder's visitor and else do what they say.
 */
#ifndef GC_RECORD_EDGE_H
#define GC_RECORD_EDGE_H

#include "gc/record.h"

#if RECORDING

/* An edge of the object that is being described, whose label is in words as the
 * stream has it. */
void record_edge_slowly(uint32_t kind, uint64_t number, Object *target);

/* The same, mostly of an object that was told, in one packed word. */
static ALWAYS_INLINE void
record_edge_numbered(uint32_t kind, uint64_t number, Object *target)
{
    // Of a long list every packed word would be one of its own.
    const uint64_t most =
        record_label_is_text((EdgeKind)kind) ? EVENT_B_MAX >> 4 : 15;
    uint64_t *at = record_at;
    uint32_t serial, *entry;
    if (UNLIKELY(at > record_few_end) ||
        !record_serial_quick(target, &serial, &entry)) {
        record_edge_slowly(kind, number, target);
    } else if (LIKELY(number <= most)) {
        *at = event_word((EventKind)EVENT_PACKED_EDGE, serial,
                         (uint32_t)number << 4 | kind);
        record_at = at + 1;
    } else {
        at[0] = event_word(EVENT_EDGE, serial, kind);
        at[1] = number;
        record_at = at + 2;
    }
}

/* What the recorder gives to the `edges` of an object that it describes. */
void record_edge(EdgeLabel label, Object *target, void *arg);

/* The same, inline. */
static ALWAYS_INLINE void
record_edge_inline(EdgeLabel label, Object *target, void *arg)
{
    (void)arg;
    record_edge_numbered(label.kind,
                         record_label_is_text(label.kind)
                             ? record_label_number(label)
                             : label.number,
                         target);
}

/* The number of a field's name, which its row keeps (FIELD_FLAG_BITS). */
uint32_t record_field_slowly(FieldDef *row);

static inline uint32_t
record_field(FieldDef *row)
{
    uint32_t number = (uint32_t)row->flags >> FIELD_FLAG_BITS;
    return LIKELY(number != 0) ? number : record_field_slowly(row);
}

/* All items of a sequence, which may be NULL, with EDGE_INDEX. */
void record_item_edges(Object *const *items, size_t n);

/* What the `edges` of a common type does: calls `walk`, which is to be
 * ALWAYS_INLINE, so that the recorder's visitor is inline in it. */
#define RECORD_WALK(walk, self, visit, arg)                                  \
    ((visit) == record_edge ? walk(self, record_edge_inline, arg)            \
                            : walk(self, visit, arg))

/* The same for a field, where `visit` would be called, */
#define RECORD_FIELD(kind, row, target, visit, arg)                          \
    ((visit) == record_edge                                                  \
         ? record_edge_numbered(kind, record_field(row), target)             \
         : visit(edge_text(kind, (row)->name), target, arg))

/* and for all items of a sequence. */
#define RECORD_WALK_ITEMS(walk, self, items, n, visit, arg)                  \
    ((visit) == record_edge ? record_item_edges(items, (size_t)(n))          \
                            : walk(self, visit, arg))

#else

#define RECORD_WALK(walk, self, visit, arg) walk(self, visit, arg)
#define RECORD_FIELD(kind, row, target, visit, arg)                          \
    visit(edge_text(kind, (row)->name), target, arg)
#define RECORD_WALK_ITEMS(walk, self, items, n, visit, arg)                  \
    walk(self, visit, arg)

#endif

#endif
