/* gc_head.h - what the collector keeps of each container (prefix: gc_)
 *
 * The words in front of an object: its place in the list of its generation,
 * and two flags. Watching an object begins and ends here; collector.h is
 * about collections.
 */
#ifndef GC_GC_HEAD_H
#define GC_GC_HEAD_H

#include "gc/object.h"
#include "gc/record.h"

/* In front of every object whose type has TYPE_HAVE_GC. `next` is 0 while
 * the object is untracked. `prev` holds two flags in its low bits. */
typedef struct GcHead {
    uintptr_t next;
    uintptr_t prev;
} GcHead;

#define GC_FINALIZED 1u  /* __del__ has run */
#define GC_COLLECTING 2u /* in the generation being collected */
#define GC_GENERATIONS 3

static inline GcHead *
gc_head(const void *object)
{
    return (GcHead *)(uintptr_t)object - 1;
}

static inline Object *
gc_object(GcHead *head)
{
    return (Object *)(head + 1);
}

static inline bool
gc_is_tracked(const void *object)
{
    return gc_head(object)->next != 0;
}

/* Whether the collector may watch this object at all (its type says so; a
 * static type object itself does not take part). */
static inline bool
gc_is_container(const Object *object)
{
    const Type *type = object->type;
    // Static classes are no containers although classes are.
    return type_has_feature(type, TYPE_HAVE_GC) &&
           (!type_has_feature(type, TYPE_TYPE_SUBCLASS) ||
            type_has_feature((const Type *)object, TYPE_HEAP));
}

/* sys.getsizeof: the type's size_of plus the words in front. */
static inline size_t
object_size(Object *o)
{
    const Type *type = o->type;
    size_t size = (size_t)type->basicsize;
    if (type->size_of != NULL) {
        size = type->size_of(o);
    } else if (type->itemsize != 0) {
        ssize_t n = ((VarObject *)o)->size;
        size += (size_t)(n < 0 ? -n : n) * (size_t)type->itemsize;
    }
    return gc_is_container(o) ? size + object_prefix_size(type) : size;
}

/* Of each generation; [0] is the youngest, whose `prev` is the newest
 * object. */
extern GcHead gc_generations[GC_GENERATIONS];

/* Begins to watch a container: every field must be valid. */
static inline void
gc_track(void *object)
{
    GcHead *head = gc_head(object), *young = &gc_generations[0];
    GcHead *last = (GcHead *)young->prev;
    head->prev = (head->prev & (GC_FINALIZED | GC_COLLECTING)) |
                 (uintptr_t)last;
    last->next = (uintptr_t)head;
    head->next = (uintptr_t)young;
    young->prev = (uintptr_t)head;
    RECORD_TRACK(object);
}

/* Stops watching it; harmless when it is not watched. */
static inline void
gc_untrack(void *object)
{
    GcHead *head = gc_head(object);
    if (head->next != 0) {
        const uintptr_t flags = GC_FINALIZED | GC_COLLECTING;
        GcHead *prev = (GcHead *)(head->prev & ~flags);
        GcHead *next = (GcHead *)head->next;
        prev->next = (uintptr_t)next;
        next->prev = (next->prev & flags) | (uintptr_t)prev;
        head->next = 0;
        head->prev &= GC_FINALIZED;
        RECORD_UNTRACK(object);
    }
}

static inline bool
gc_is_finalized(const void *object)
{
    return (gc_head(object)->prev & GC_FINALIZED) != 0;
}

#endif
