#include "gc/collector.h"

#include "gc/alloc.h"
#include "gc/collector_private.h"
#include "gc/record.h"
#include "gc/refcount.h"
#include "gc/weakref.h"

// Guarded by the GIL.
GcHead gc_generations[GC_GENERATIONS];
static GcHead permanent;

GcState gc_state = {
    .enabled = true,
    .thresholds = {700, 10, 10},
};

// ---------------------------------------------------------------- tracking

void
gc_start(void)
{
    for (int i = 0; i < GC_GENERATIONS; i++) {
        list_init(&gc_generations[i]);
        gc_state.counts[i] = 0;
        gc_state.stats[i] = (GcGenerationStats){0, 0, 0};
    }
    list_init(&permanent);
    gc_state.long_lived_pending = gc_state.long_lived_total = 0;
}

// ------------------------------------------- finalizers of the old protocol

static void
move_legacy_finalizers(GcHead *unreachable, GcHead *finalizers)
{
    for (GcHead *g = next_of(unreachable), *next; g != unreachable;
         g = next) {
        g->next &= ~UNREACHABLE;
        next = next_of(g);
        bool legacy = gc_object(g)->type->del != NULL;
        RECORD_EVENT(GC_UNREACHABLE, gc_object(g), legacy, 0, 0);
        if (legacy) {
            g->prev &= ~(uintptr_t)GC_COLLECTING;
            list_move_node(g, finalizers);
        }
    }
}

static int
visit_move(Object *target, void *list)
{
    if (gc_is_container(target)) {
        GcHead *g = gc_head(target);
        if (is_collecting(g)) {
            g->prev &= ~(uintptr_t)GC_COLLECTING;
            list_move_node(g, list);
        }
    }
    return 0;
}

static void
move_legacy_reachable(GcHead *finalizers)
{
    for (GcHead *g = next_of(finalizers); g != finalizers; g = next_of(g)) {
        Object *object = gc_object(g);
        (void)object->type->traverse(object, visit_move, finalizers);
    }
}

// Uncollectable objects: those with an old finalizer (or all, with
// DEBUG_SAVEALL) go to gc.garbage, everything back to the old generation.
static void
keep_uncollectable(GcHead *finalizers, GcHead *old)
{
    for (GcHead *g = next_of(finalizers); g != finalizers; g = next_of(g)) {
        Object *object = gc_object(g);
        if ((gc_state.debug & GC_DEBUG_SAVEALL) != 0 ||
            object->type->del != NULL) {
            if (gc_state.keep_garbage(object) < 0) {
                break;
            }
        }
    }
    list_merge(finalizers, old);
}

// ----------------------------------------------- weak references, in order

// Clears the weak references to everything unreachable before any Python
// code can run, then calls the callbacks of those that are themselves
// reachable. Returns how many weak reference objects died of it.
static ssize_t
handle_weakrefs(GcHead *unreachable, GcHead *old)
{
    GcHead to_call;
    ssize_t freed = 0;
    list_init(&to_call);
    for (GcHead *g = next_of(unreachable), *next; g != unreachable;
         g = next) {
        Object *object = gc_object(g);
        next = next_of(g);
        if (!weakref_supported(object->type)) {
            continue;
        }
        WeakRef **list = weakref_list(object);
        while (*list != NULL) {
            WeakRef *reference = *list;
            weakref_unlink(reference);
            if (reference->callback == NULL ||
                is_collecting(gc_head(reference))) {
                // A reference that is garbage itself: its callback is not
                // called, as the object that owns it goes with the cycle.
                continue;
            }
            ref_inc(reference);
            list_move_node(gc_head(reference), &to_call);
        }
    }
    while (!list_is_empty(&to_call)) {
        GcHead *g = next_of(&to_call);
        WeakRef *reference = (WeakRef *)gc_object(g);
        RECORD_EVENT(WEAKREF_CALLBACK, reference, 0, 0, 0);
        weakref_callback(reference, reference->callback);
        ref_dec(reference);
        if (next_of(&to_call) == g) {
            list_move_node(g, old); // still there: someone keeps it
        } else {
            freed++;
        }
    }
    return freed;
}

// ---------------------------------------------------- finalize and destroy

static void
finalize_garbage(GcHead *collectable)
{
    GcHead seen;
    list_init(&seen);
    while (!list_is_empty(collectable)) {
        GcHead *g = next_of(collectable);
        Object *object = gc_object(g);
        list_move_node(g, &seen);
        if (!gc_is_finalized(object) && object->type->finalize != NULL) {
            // The flag goes up first: __del__ runs once even if it starts
            // a collection.
            g->prev |= GC_FINALIZED;
            ref_inc(object);
            RECORD_EVENT(FINALIZER_BEGIN, object, 0, 0, 0);
            object->type->finalize(object);
            RECORD_EVENT(FINALIZER_END, object, 0, 0, 0);
            ref_dec(object);
        }
    }
    list_merge(&seen, collectable);
}

// Finalizers may have made some of it reachable again: look once more, and
// give what lives to the old generation. Returns how many do not.
static ssize_t
handle_resurrected(GcHead *unreachable, GcHead *still_unreachable,
                   GcHead *old)
{
    // Their flags and counts of the first time are written over.
    GcHead *resurrected = unreachable;
    gc_find_unreachable(resurrected, still_unreachable);
    ssize_t n = gc_clear_marks(still_unreachable);
#if RECORDING
    for (GcHead *g = next_of(resurrected); g != resurrected;
         g = next_of(g)) {
        RECORD_EVENT(RESURRECT, gc_object(g), 0, 0, 0);
    }
#endif
    list_merge(resurrected, old);
    return n;
}

static void
delete_garbage(GcHead *collectable, GcHead *old)
{
    while (!list_is_empty(collectable)) {
        GcHead *g = next_of(collectable);
        Object *object = gc_object(g);
        if ((gc_state.debug & GC_DEBUG_SAVEALL) != 0) {
            (void)gc_state.keep_garbage(object);
        } else if (object->type->clear != NULL) {
            ref_inc(object);
            RECORD_EVENT(GC_CLEAR, object, 0, 0, 0);
            (void)object->type->clear(object);
            ref_dec(object);
        }
        if (next_of(collectable) == g) {
            // Still alive: somebody holds it; it is nobody's garbage now.
            g->prev &= ~(uintptr_t)GC_COLLECTING;
            list_move_node(g, old);
        }
    }
}

// Tuples and dicts that hold nothing that could be in a cycle need not be
// looked at again; interp/ fills these at start.
void (*gc_untrack_tuple)(Object *tuple);
void (*gc_untrack_dict)(Object *dict);
Type *gc_tuple_type, *gc_dict_type;

static void
untrack_exact(GcHead *list, const Type *type, void (*untrack)(Object *))
{
    for (GcHead *g = next_of(list), *next; g != list; g = next) {
        next = next_of(g);
        if (gc_object(g)->type == type) {
            untrack(gc_object(g));
        }
    }
}

void (*gc_clear_freelists)(void);

static void
report_debug(GcHead *list, const char *what, int flag)
{
    if ((gc_state.debug & flag) != 0) {
        for (GcHead *g = next_of(list); g != list; g = next_of(g)) {
            gc_state.debug_line(what, gc_object(g));
        }
    }
}

#if RECORDING
static void
record_begin(int generation, bool asked)
{
    uint64_t counts = 0, thresholds = 0;
    for (int i = GC_GENERATIONS - 1; i >= 0; i--) {
        counts = counts << 20 | ((uint64_t)gc_state.counts[i] & 0xfffff);
        thresholds = thresholds << 20 |
                     ((uint64_t)gc_state.thresholds[i] & 0xfffff);
    }
    RECORD_EVENT(GC_BEGIN, NULL, (uint32_t)generation | (asked ? 256u : 0),
                 counts, thresholds);
}
#else
#define record_begin(generation, asked) ((void)(asked))
#endif

static void
end_collection(int generation, ssize_t collected, ssize_t uncollectable)
{
    if (generation == GC_GENERATIONS - 1) {
        if (gc_clear_freelists != NULL) {
            gc_clear_freelists();
        }
        mem_trim();
    }
    GcGenerationStats *stats = &gc_state.stats[generation];
    stats->collections++;
    stats->collected += collected;
    stats->uncollectable += uncollectable;
    RECORD_EVENT(GC_END, NULL, (uint32_t)generation, (uint64_t)collected,
                 (uint64_t)uncollectable);
}

// One collection, from the lists to the statistics.
static ssize_t
collect_main(int generation, bool asked, ssize_t *uncollectable_out)
{
    GcHead unreachable, still_unreachable, finalizers;
    if ((gc_state.debug & GC_DEBUG_STATS) != 0) {
        gc_state.begin_lines(generation);
    }
    record_begin(generation, asked);
    if (generation + 1 < GC_GENERATIONS) {
        gc_state.counts[generation + 1]++;
    }
    for (int i = 0; i <= generation; i++) {
        gc_state.counts[i] = 0;
    }
    GcHead *young = &gc_generations[generation];
    for (int i = 0; i < generation; i++) {
        list_merge(&gc_generations[i], young);
    }
    GcHead *old = generation < GC_GENERATIONS - 1
                      ? &gc_generations[generation + 1]
                      : young;

    gc_find_unreachable(young, &unreachable);
    untrack_exact(young, gc_tuple_type, gc_untrack_tuple);
    if (young != old) {
        if (generation == GC_GENERATIONS - 2) {
            gc_state.long_lived_pending += list_length(young);
        }
        list_merge(young, old);
    } else {
        untrack_exact(young, gc_dict_type, gc_untrack_dict);
        gc_state.long_lived_pending = 0;
        gc_state.long_lived_total = list_length(young);
    }

    list_init(&finalizers);
    move_legacy_finalizers(&unreachable, &finalizers);
    move_legacy_reachable(&finalizers);
    report_debug(&unreachable, "collectable", GC_DEBUG_COLLECTABLE);

    ssize_t collected = handle_weakrefs(&unreachable, old);
    finalize_garbage(&unreachable);
    collected += handle_resurrected(&unreachable, &still_unreachable, old);
    delete_garbage(&still_unreachable, old);

    ssize_t uncollectable = list_length(&finalizers);
    report_debug(&finalizers, "uncollectable", GC_DEBUG_UNCOLLECTABLE);
    if ((gc_state.debug & GC_DEBUG_STATS) != 0) {
        gc_state.end_line(collected, uncollectable);
    }
    keep_uncollectable(&finalizers, old);
    end_collection(generation, collected, uncollectable);
    *uncollectable_out = uncollectable;
    return collected + uncollectable;
}

static ssize_t
collect_and_notify(int generation, bool asked)
{
    ssize_t uncollectable = 0;
    if (gc_state.notify != NULL) {
        gc_state.notify("start", generation, 0, 0);
    }
    ssize_t n = collect_main(generation, asked, &uncollectable);
    if (gc_state.notify != NULL) {
        gc_state.notify("stop", generation, n - uncollectable,
                        uncollectable);
    }
    return n;
}

ssize_t
gc_collect(int generation, bool shutdown)
{
    if (gc_state.collecting) {
        return 0;
    }
    ssize_t uncollectable = 0;
    gc_state.collecting = true;
    ssize_t n = shutdown ? collect_main(generation, true, &uncollectable)
                         : collect_and_notify(generation, true);
    gc_state.collecting = false;
    return n;
}

// The oldest generation that is over its threshold is collected, and with
// it all younger ones. A full collection also waits until what survived
// the last ones is a quarter of all that lives long.
static NOINLINE void
collect_due(void)
{
    gc_state.collecting = true;
    for (int i = GC_GENERATIONS - 1; i >= 0; i--) {
        if (gc_state.counts[i] <= gc_state.thresholds[i]) {
            continue;
        }
        if (i == GC_GENERATIONS - 1 &&
            gc_state.long_lived_pending < gc_state.long_lived_total / 4) {
            continue;
        }
        (void)collect_and_notify(i, false);
        break;
    }
    gc_state.collecting = false;
}

bool (*gc_error_pending)(void);

void
gc_collect_young(void)
{
    if (gc_state.enabled && gc_state.thresholds[0] != 0 &&
        !gc_state.collecting && !gc_error_pending()) {
        collect_due();
    }
}

// --------------------------------------------------------------- looking

void
gc_visit_generation(int generation, void (*visit)(Object *, void *),
                    void *arg)
{
    for (int i = 0; i < GC_GENERATIONS; i++) {
        if (generation >= 0 && i != generation) {
            continue;
        }
        for (GcHead *g = next_of(&gc_generations[i]); g != &gc_generations[i];
             g = next_of(g)) {
            visit(gc_object(g), arg);
        }
    }
    if (generation < 0 || generation == GC_GENERATIONS) {
        for (GcHead *g = next_of(&permanent); g != &permanent;
             g = next_of(g)) {
            visit(gc_object(g), arg);
        }
    }
}

void
gc_freeze(void)
{
    for (int i = 0; i < GC_GENERATIONS; i++) {
        list_merge(&gc_generations[i], &permanent);
        gc_state.counts[i] = 0;
    }
    RECORD_EVENT(GC_FREEZE, NULL, 1, 0, 0);
}

void
gc_unfreeze(void)
{
    list_merge(&permanent, &gc_generations[GC_GENERATIONS - 1]);
    RECORD_EVENT(GC_FREEZE, NULL, 0, 0, 0);
}

ssize_t
gc_freeze_count(void)
{
    return list_length(&permanent);
}
