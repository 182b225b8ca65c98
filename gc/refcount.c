#include "gc/refcount.h"

#include <stdlib.h>

#include "gc/collector.h"
#include "gc/record.h"

typedef struct Root {
    Object **variable;
    const char *name;
} Root;

// All guarded by the GIL.
static Root *roots;
static size_t root_count, root_room;
static uint32_t *root_index; // 4 * root_room places: number of a root + 1

__thread int trash_depth;
__thread Object *trash_later;

void
object_dealloc(Object *object)
{
#if RECORDING
    record_dealloc(object);
#else
    object->type->dealloc(object);
#endif
}

void
trash_put_aside(Object *object)
{
    // Objects are aligned to 16 bytes: the flags keep their place.
    gc_head(object)->prev = (uintptr_t)trash_later |
                            (gc_head(object)->prev & GC_FINALIZED);
    trash_later = object;
}

void
trash_empty(void)
{
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

// Where the variable's number stands in the index, or the empty place for it.
static uint32_t *
root_place(Object *const *variable)
{
    size_t mask = 4 * root_room - 1;
    size_t i = ((uintptr_t)variable >> 3) & mask;
    while (root_index[i] != 0 &&
           roots[root_index[i] - 1].variable != variable) {
        i = (i + 1) & mask;
    }
    return &root_index[i];
}

static bool
grow_roots(void)
{
    size_t room = root_room == 0 ? 1024 : root_room * 2;
    Root *grown = realloc(roots, room * sizeof(Root));
    if (grown != NULL) {
        roots = grown;
    }
    uint32_t *index = calloc(4 * room, sizeof(uint32_t));
    if (grown == NULL || index == NULL) {
        free(index);
        return false;
    }
    free(root_index);
    root_index = index;
    root_room = room;
    for (size_t i = 0; i < root_count; i++) {
        *root_place(roots[i].variable) = (uint32_t)i + 1;
    }
    return true;
}

void
ref_root(Object **variable, const char *name)
{
    if (root_count == root_room && !grow_roots()) {
        return; // the audit will miss it and say so
    }
    uint32_t *place = root_place(variable);
    if (*place != 0) {
        return;
    }
    roots[root_count++] = (Root){variable, name};
    *place = (uint32_t)root_count;
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
