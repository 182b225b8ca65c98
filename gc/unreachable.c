/* unreachable.c - which objects of a generation nothing outside refers to
 *
 * Needs no roots: every count is copied, the references from inside are taken
 * off, and what is left comes from outside. */
#include "gc/collector_private.h"

#include "gc/collector.h"
#include "gc/record.h"

#if RECORDING
const Type *gc_miscounted;
#endif

static inline ssize_t
refs_of(const GcHead *head)
{
    return (ssize_t)(head->prev >> REFS_SHIFT);
}

static inline void
set_refs(GcHead *head, ssize_t refs)
{
    head->prev = (head->prev & FLAGS_MASK) | (uintptr_t)refs << REFS_SHIFT;
}

// Phase 1: copy every count.
static void
copy_counts(GcHead *young)
{
    for (GcHead *g = next_of(young); g != young; g = next_of(g)) {
        Object *object = gc_object(g);
        g->prev = (g->prev & GC_FINALIZED) | GC_COLLECTING |
                  (uintptr_t)object->refcount << REFS_SHIFT;
        RECORD_EVENT(GC_COPY, object, 0, (uint64_t)object->refcount, 0);
    }
}

static int
visit_subtract(Object *target, void *from)
{
    (void)from;
    if (gc_is_container(target)) {
        GcHead *g = gc_head(target);
        if (is_collecting(g)) {
            g->prev -= (uintptr_t)1 << REFS_SHIFT;
#if RECORDING
            if (RECORD_GROUP(EVENT_GROUP_GCDETAIL)) {
                record_raw(EVENT_GC_SUBTRACT, record_serial(target), 0,
                           record_serial(from), 0);
            }
#endif
        }
    }
    return 0;
}

// Phase 2: take off each reference that comes from inside the generation.
// What is left in the copy are references from outside.
static void
subtract_internal(GcHead *young)
{
    for (GcHead *g = next_of(young); g != young; g = next_of(g)) {
        Object *object = gc_object(g);
        (void)object->type->traverse(object, visit_subtract, object);
    }
}

static int
visit_reachable(Object *target, void *arg)
{
    GcHead *reachable = arg;
    if (!gc_is_container(target)) {
        return 0;
    }
    GcHead *g = gc_head(target);
    if (!is_collecting(g)) {
        return 0; // another generation, or already found and handled
    }
    ssize_t refs = refs_of(g);
    if ((g->next & UNREACHABLE) != 0) {
        // It was set aside too early: back to the end of the young list, so
        // that what it refers to is visited as well.
        GcHead *prev = prev_of(g);
        GcHead *next = (GcHead *)(g->next & ~UNREACHABLE);
        prev->next = g->next; // keeps the mark of its list
        set_prev(next, prev);
        list_append_node(g, reachable);
        set_refs(g, 1);
    } else if (refs == 0) {
        set_refs(g, 1); // not looked at yet: it is reachable now
    }
    return 0;
}

// Phase 3: whatever has references from outside stays, and all that can be
// reached from there; the rest goes to `unreachable`.
static void
move_unreachable(GcHead *young, GcHead *unreachable)
{
    GcHead *prev = young;
    GcHead *g = next_of(young);
    // Objects in `unreachable` carry the mark in `next`, and in `prev` a
    // true pointer with the collecting flag.
    while (g != young) {
        Object *object = gc_object(g);
#if RECORDING
        if (UNLIKELY((intptr_t)g->prev < 0)) {
            gc_miscounted = object->type;
        }
#endif
        if (refs_of(g) != 0) {
            (void)object->type->traverse(object, visit_reachable, young);
            g->prev = (uintptr_t)prev | (g->prev & GC_FINALIZED);
            prev = g;
            RECORD_EVENT(GC_REACHABLE, object, 0, 0, 0);
        } else {
            prev->next = g->next;
            GcHead *last = (GcHead *)(unreachable->prev & ~FLAGS_MASK);
            last->next = UNREACHABLE | (uintptr_t)g;
            g->prev = (uintptr_t)last | (g->prev & FLAGS_MASK);
            g->next = UNREACHABLE | (uintptr_t)unreachable;
            unreachable->prev = (uintptr_t)g;
        }
        g = next_of(prev);
    }
    young->prev = (uintptr_t)prev;
    unreachable->next &= ~UNREACHABLE;
}

void
gc_find_unreachable(GcHead *base, GcHead *unreachable)
{
    copy_counts(base);
    subtract_internal(base);
    list_init(unreachable);
    move_unreachable(base, unreachable);
}

ssize_t
gc_clear_marks(GcHead *unreachable)
{
    ssize_t n = 0;
    unreachable->next &= ~UNREACHABLE;
    for (GcHead *g = next_of(unreachable); g != unreachable; g = next_of(g)) {
        g->next &= ~UNREACHABLE;
        n++;
    }
    return n;
}
