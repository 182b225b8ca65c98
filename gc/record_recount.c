#include "gc/record_private.h"

#if RECORDING

#include <stdlib.h>

#include "gc/alloc.h"
#include "gc/refcount.h"

// Found so far, by record_place; all 0 but in record_recount.
static uint32_t *counts;

static inline uint32_t *
count_of(const Object *object)
{
    return &counts[record_place(object)];
}

bool
record_recount_start(void)
{
    counts = record_reserve_table();
    return counts != NULL;
}

// An object begins where its block does, or behind a prefix of one or two
// granules (object_prefix_size).
static ALWAYS_INLINE void
visit_blocks(char *start, size_t size, size_t count, RecordVisit visit,
             void *arg)
{
    const uint32_t *entry = record_entry((const Object *)start);
    size_t step = size / RECORD_GRANULE;
    size_t second = step > 1, third = step > 2 ? 2 : 0;
    for (size_t i = 0; i < count; i++, entry += step, start += size) {
        size_t k = entry[0] != 0 ? 0 : entry[second] != 0 ? second : third;
        if (entry[k] != 0) {
            visit(entry[k] & ~RECORD_MARKS,
                  (Object *)(start + k * RECORD_GRANULE), arg);
        }
    }
}

static ALWAYS_INLINE void
visit_static(RecordVisit visit, void *arg)
{
    for (size_t i = 0; i < record_static_count; i++) {
        visit(record_peek(record_static_objects[i]), record_static_objects[i],
              arg);
    }
}

typedef struct BlockVisit {
    RecordVisit visit;
    void *arg;
} BlockVisit;

static void
visit_any(char *start, size_t size, size_t count, void *arg)
{
    const BlockVisit *v = arg;
    visit_blocks(start, size, count, v->visit, v->arg);
}

// Calls `visit` for each object with a serial, static ones first.
void
record_visit_objects(RecordVisit visit, void *arg)
{
    visit_static(visit, arg);
    BlockVisit v = {visit, arg};
    mem_visit_blocks(visit_any, &v);
}

static void
count_edge(EdgeLabel label, Object *target, void *arg)
{
    (void)arg;
    if (label.kind != EDGE_WEAK) {
        ++*count_of(target);
    }
}

static void
count_owner(uint32_t serial, Object *object, void *arg)
{
    (void)serial;
    ++*(size_t *)arg;
    if ((*record_entry(object) & RECORD_IS_DYING) == 0) {
        object_edges(object, count_edge, NULL);
    }
}

typedef struct Residuals {
    RecordResidual visit;
    void *arg;
} Residuals;

static void
tell_residual(uint32_t serial, Object *object, void *arg)
{
    Residuals *r = arg;
    ssize_t expected = record_expected(object, *count_of(object));
    *count_of(object) = 0;
    if (object->refcount != expected) {
        r->visit(serial, object, object->refcount - expected, r->arg);
    }
}

// The two walks of a recount, by themselves for speed.
static void
count_owners(char *start, size_t size, size_t count, void *arg)
{
    visit_blocks(start, size, count, count_owner, arg);
}

static void
tell_residuals(char *start, size_t size, size_t count, void *arg)
{
    visit_blocks(start, size, count, tell_residual, arg);
}

size_t
record_recount(RecordExtra extra, RecordResidual visit, void *arg)
{
    size_t n = 0;
    visit_static(count_owner, &n);
    mem_visit_blocks(count_owners, &n);
    ref_visit_roots(count_edge, NULL);
    extra(count_edge, NULL);
    Residuals residuals = {visit, arg};
    visit_static(tell_residual, &residuals);
    mem_visit_blocks(tell_residuals, &residuals);
    return n;
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordRecountNothing;

#endif
