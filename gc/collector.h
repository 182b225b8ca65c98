/* collector.h - the three-generation cycle collector (prefix: gc_)
 *
 * Reference counting frees what it can; this finds the cycles it cannot.
 * The algorithm, the thresholds and the order of everything a program can
 * observe are CPython 3.11's (Modules/gcmodule.c): copy the counts of a
 * generation, subtract the references that come from inside, keep what is
 * still above zero and all that is reachable from there; the rest is
 * garbage. Weak references are cleared first, then finalizers run once
 * (PEP 442), what they resurrected stays, then `clear` breaks the cycles.
 */
#ifndef GC_COLLECTOR_H
#define GC_COLLECTOR_H

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

/* A full or partial collection now (gc.collect). Runs finalizers,
 * callbacks of weak references and of gc.callbacks. Returns the number of
 * unreachable objects found; 0 at once when a collection is under way.
 * `shutdown`: at exit, as CPython's _PyGC_CollectNoFail. */
ssize_t gc_collect(int generation, bool shutdown);

typedef struct GcGenerationStats {
    ssize_t collections, collected, uncollectable;
} GcGenerationStats;

typedef struct GcState {
    bool enabled, collecting;
    int debug;
    int thresholds[GC_GENERATIONS];
    int counts[GC_GENERATIONS];
    GcGenerationStats stats[GC_GENERATIONS];
    ssize_t long_lived_total, long_lived_pending;
    Object *garbage;   /* list; set by the gc module */
    Object *callbacks; /* list; set by the gc module */
    /* Filled by interp/modules/gc_module.c: calls gc.callbacks; prints
     * debug lines; appends to gc.garbage; reports an error that nobody
     * can catch. */
    void (*notify)(const char *phase, int generation, ssize_t collected,
                   ssize_t uncollectable);
    void (*debug_line)(const char *what, Object *object);
    int (*keep_garbage)(Object *object);
    void (*begin_lines)(int generation);
    void (*end_line)(ssize_t unreachable, ssize_t uncollectable);
} GcState;

extern GcState gc_state;

/* Collects, unless something is in the way: generation 0 is over its
 * threshold. */
void gc_collect_young(void);

/* Counts a new container and collects when generation 0 is over its
 * threshold: called by object_new. */
static inline void
gc_count_allocation(void)
{
    if (UNLIKELY(++gc_state.counts[0] > gc_state.thresholds[0])) {
        gc_collect_young();
    }
}

/* A container's memory was given back: the young counter falls by one. */
static inline void
gc_count_free(void)
{
    if (gc_state.counts[0] > 0) {
        gc_state.counts[0]--;
    }
}

#define GC_DEBUG_STATS 1
#define GC_DEBUG_COLLECTABLE 2
#define GC_DEBUG_UNCOLLECTABLE 4
#define GC_DEBUG_SAVEALL 32
#define GC_DEBUG_LEAK 38

/* Visits the tracked objects of one generation (-1: of all), oldest
 * first. The visitor must not create or free containers. */
void gc_visit_generation(int generation, void (*visit)(Object *, void *),
                         void *arg);

/* Moves everything tracked to a generation that is never collected, and
 * back to the oldest; how many are there. */
void gc_freeze(void);
void gc_unfreeze(void);
ssize_t gc_freeze_count(void);

void gc_start(void);

/* Filled by interp/ at start: which exact types can be untracked again and
 * how, what a full collection empties besides, whether an error is pending
 * (no collection begins then). */
extern Type *gc_tuple_type, *gc_dict_type;
extern void (*gc_untrack_tuple)(Object *tuple);
extern void (*gc_untrack_dict)(Object *dict);
extern void (*gc_clear_freelists)(void);
extern bool (*gc_error_pending)(void);

#endif
