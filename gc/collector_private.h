/* collector_private.h - what the collector's files share (prefix: gc_; the
 * static helpers have none)
 *
 * The lists of containers, and finding what is unreachable.
 */
#ifndef GC_COLLECTOR_PRIVATE_H
#define GC_COLLECTOR_PRIVATE_H

#include "gc/gc_head.h"

/* While a generation is being collected, `prev` of its objects holds the
 * copy of the count above two flag bits, and the list is linked by `next`
 * alone. */
#define REFS_SHIFT 2
#define FLAGS_MASK ((uintptr_t)3)
/* In `next`: the object is, for now, taken to be unreachable. */
#define UNREACHABLE ((uintptr_t)1)

static inline GcHead *
next_of(const GcHead *head)
{
    return (GcHead *)head->next;
}

static inline GcHead *
prev_of(const GcHead *head)
{
    return (GcHead *)(head->prev & ~FLAGS_MASK);
}

static inline void
set_prev(GcHead *head, GcHead *prev)
{
    head->prev = (head->prev & FLAGS_MASK) | (uintptr_t)prev;
}

static inline void
list_init(GcHead *list)
{
    list->next = list->prev = (uintptr_t)list;
}

static inline bool
list_is_empty(const GcHead *list)
{
    return list->next == (uintptr_t)list;
}

static inline void
list_append_node(GcHead *node, GcHead *list)
{
    GcHead *last = (GcHead *)list->prev;
    set_prev(node, last);
    last->next = (uintptr_t)node;
    node->next = (uintptr_t)list;
    list->prev = (uintptr_t)node;
}

static inline void
list_move_node(GcHead *node, GcHead *list)
{
    GcHead *prev = prev_of(node);
    GcHead *next = next_of(node);
    prev->next = (uintptr_t)next;
    set_prev(next, prev);
    list_append_node(node, list);
}

static inline void
list_merge(GcHead *from, GcHead *to)
{
    if (!list_is_empty(from)) {
        GcHead *to_tail = prev_of(to);
        GcHead *from_head = next_of(from);
        GcHead *from_tail = prev_of(from);
        to_tail->next = (uintptr_t)from_head;
        set_prev(from_head, to_tail);
        from_tail->next = (uintptr_t)to;
        to->prev = (uintptr_t)from_tail;
    }
    list_init(from);
}

static inline ssize_t
list_length(const GcHead *list)
{
    ssize_t n = 0;
    for (GcHead *g = next_of(list); g != list; g = next_of(g)) {
        n++;
    }
    return n;
}

static inline bool
is_collecting(const GcHead *head)
{
    return (head->prev & GC_COLLECTING) != 0;
}

/* Parts a generation (CPython's deduce_unreachable): afterwards `base` holds
 * what is reachable, with proper links; objects in `unreachable` keep the
 * collecting flag and the mark (unreachable.c). */
void gc_find_unreachable(GcHead *base, GcHead *unreachable);

/* Takes the marks away and counts them: each walk over a million objects is a
 * twelfth of their collection. */
ssize_t gc_clear_marks(GcHead *unreachable);

#endif
