#include "gc/refcount.h"

#include <stdlib.h>

#include "gc/collector.h"
#include "gc/record.h"

typedef struct Root {
    Object **variable;
    const char *name;
} Root;

// Both guarded by the GIL.
static Root *roots;
static size_t root_count, root_room;

static __thread int trash_depth;
static __thread Object *trash_later; // linked through GcHead.prev

void
object_dealloc(Object *object)
{
#if RECORDING
    uint32_t serial = RECORD_ON() && !record_is_latent(object)
                          ? record_dealloc(object)
                          : 0;
#endif
    object->type->dealloc(object);
#if RECORDING
    if (serial != 0 && RECORD_ON()) {
        record_raw(EVENT_DEALLOC_END, serial, 0, 0, 0);
    }
#endif
}

bool
trash_begin(Object *object)
{
    if (trash_depth >= 50) {
        // Objects are aligned to 16 bytes: the flags keep their place.
        gc_head(object)->prev = (uintptr_t)trash_later |
                                (gc_head(object)->prev & GC_FINALIZED);
        trash_later = object;
        return false;
    }
    trash_depth++;
    return true;
}

void
trash_end(void)
{
    trash_depth--;
    if (trash_later == NULL || trash_depth > 0) {
        return;
    }
    trash_depth++;
    while (trash_later != NULL) {
        Object *object = trash_later;
        uintptr_t prev = gc_head(object)->prev;
        trash_later = (Object *)(prev & ~(uintptr_t)3);
        gc_head(object)->prev = prev & GC_FINALIZED;
        object->type->dealloc(object);
    }
    trash_depth--;
}

void
ref_root(Object **variable, const char *name)
{
    for (size_t i = 0; i < root_count; i++) {
        if (roots[i].variable == variable) {
            return;
        }
    }
    if (root_count == root_room) {
        size_t room = root_room == 0 ? 256 : root_room * 2;
        Root *grown = realloc(roots, room * sizeof(Root));
        if (grown == NULL) {
            return; // the audit will miss it and say so
        }
        roots = grown;
        root_room = room;
    }
    roots[root_count++] = (Root){variable, name};
    RECORD_ROOTS();
}

void
ref_visit_roots(EdgeProc visit, void *arg)
{
    for (size_t i = 0; i < root_count; i++) {
        if (*roots[i].variable != NULL) {
            visit(edge_text(EDGE_ROOT, roots[i].name), *roots[i].variable,
                  arg);
        }
    }
}

size_t
ref_root_count(void)
{
    return root_count;
}

Object *
ref_root_at(size_t i, const char **name)
{
    *name = roots[i].name;
    return *roots[i].variable;
}
