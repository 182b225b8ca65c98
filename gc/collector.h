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

#include "gc/gc_head.h"

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

#if RECORDING
/* The type of an object to which a collection came more often than it is
 * referred to, so that a `traverse` visits what its object does not own; NULL:
 * there was none. For the audit. */
extern const Type *gc_miscounted;
#endif

/* Filled by interp/ at start: which exact types can be untracked again and
 * how, what a full collection empties besides, whether an error is pending
 * (no collection begins then). */
extern Type *gc_tuple_type, *gc_dict_type;
extern void (*gc_untrack_tuple)(Object *tuple);
extern void (*gc_untrack_dict)(Object *dict);
extern void (*gc_clear_freelists)(void);
extern bool (*gc_error_pending)(void);

#endif
