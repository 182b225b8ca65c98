#include "gc/object.h"

#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/record.h"
#include "gc/record_edge.h"
#include "gc/refcount.h"

void (*object_no_memory)(void);

_Static_assert(sizeof(GcHead) == 16, "object_prefix_size");

// Room for the object with its items, rounded up to whole words. Bytes are
// asked for as they are, as in CPython: tracemalloc tells the difference. An
// instance of a subclass has its dict behind them.
static inline size_t
body_size(const Type *type, ssize_t nitems)
{
    size_t size = (size_t)type->basicsize +
                  (size_t)nitems * (size_t)type->itemsize;
    bool plain = type->itemsize == 1 && !type_has_feature(type, TYPE_HEAP);
    return plain ? size : (size + 7) & ~(size_t)7;
}

static inline void *
allocate(Type *type, ssize_t nitems, bool zero)
{
    size_t prefix = object_prefix_size(type);
    size_t body = body_size(type, nitems);
    if (UNLIKELY(nitems < 0 || body > (size_t)PTRDIFF_MAX - 64)) {
        object_no_memory();
        return NULL;
    }
    bool collectable = type_has_feature(type, TYPE_HAVE_GC);
    char *block = mem_alloc(prefix + body);
    if (UNLIKELY(block == NULL)) {
        object_no_memory();
        return NULL;
    }
    for (size_t i = 0; i < prefix; i += sizeof(void *)) {
        *(void **)(block + i) = NULL;
    }
    Object *object = (Object *)(block + prefix);
    if (zero) {
        memset(object, 0, body);
    }
    object->refcount = 1;
    object->type = type;
    if (type_is_held(type)) {
        ref_inc(type);
    }
    if (type->itemsize != 0) {
        ((VarObject *)object)->size = nitems;
    }
    if (collectable) {
        // The collection happens here, at the allocation, as in 3.11: the
        // new object is not tracked yet, so it cannot be taken for garbage.
        // It is not known to the recorder either: its fields are empty.
        gc_count_allocation();
    }
    RECORD_NEW(object);
    return object;
}

void *
object_new(Type *type, ssize_t nitems)
{
    return allocate(type, nitems, true);
}

void *
object_new_raw(Type *type, ssize_t nitems)
{
    return allocate(type, nitems, false);
}

void *
object_resize(void *object, ssize_t nitems)
{
    Type *type = TYPE_OF(object);
    size_t prefix = object_prefix_size(type);
    size_t body = body_size(type, nitems);
    void *block = mem_realloc((char *)object - prefix, prefix + body);
    if (block == NULL) {
        object_no_memory();
        return NULL;
    }
    Object *moved = (Object *)((char *)block + prefix);
    RECORD_MOVED(moved, object);
    ((VarObject *)moved)->size = nitems;
    return moved;
}

void
object_free(void *object)
{
    Type *type = TYPE_OF(object);
    RECORD_FREE(object);
    if (type_has_feature(type, TYPE_HAVE_GC)) {
        gc_count_free();
    }
    mem_free((char *)object - object_prefix_size(type));
}

uintptr_t
object_id(const Object *object)
{
    const char *place = (const char *)object;
    if (place < STATIC_START || place >= STATIC_STOP) {
        return (uintptr_t)object;
    }
    if (object->type == &type_type) {
        return 0x600000u + ((const Type *)object)->static_index * 512u;
    }
    // None, True and the other singletons: told apart by their type.
    uintptr_t id = 0x500000u + object->type->static_index * 512u;
    if (object->type->itemsize != 0) {
        // False has no digits and True one.
        id += (uintptr_t)((const VarObject *)object)->size * 32u;
    }
    return id;
}

int
object_fields_visit(Object *self, VisitProc visit, void *arg)
{
    for (const Type *type = self->type; type != NULL; type = type->base) {
        const FieldDef *row = type->own;
        for (; row != NULL && row->name != NULL; row++) {
            if (row->kind > FIELD_OBJECT_EX ||
                (row->flags & FIELD_NO_VISIT) != 0) {
                continue;
            }
            Object *target = *object_field(self, row);
            if (target != NULL) {
                int stop = visit(target, arg);
                if (stop != 0) {
                    return stop;
                }
            }
        }
    }
    return 0;
}

int
object_fields_traverse(Object *self, VisitProc visit, void *arg)
{
    int stop = type_is_held(self->type) ? visit(OBJ(self->type), arg) : 0;
    return stop != 0 ? stop : object_fields_visit(self, visit, arg);
}

int
object_traverse_type_last(Object *self, VisitProc visit, void *arg)
{
    int stop = object_fields_visit(self, visit, arg);
    // An instance of a subclass visits its class itself.
    return stop == 0 && type_has_feature(self->type, TYPE_HELD)
               ? visit(OBJ(self->type), arg)
               : stop;
}

int
object_fields_clear(Object *self)
{
    for (const Type *type = self->type; type != NULL; type = type->base) {
        const FieldDef *row = type->own;
        for (; row != NULL && row->name != NULL; row++) {
            if (row->kind > FIELD_OBJECT_EX ||
                (row->flags & (FIELD_NO_CLEAR | FIELD_NO_VISIT)) != 0) {
                continue;
            }
            Object **slot = object_field(self, row);
            if (*slot != NULL) {
                ref_store(self, slot, NULL);
            }
        }
    }
    return 0;
}

void
object_fields_edges(Object *self, EdgeProc visit, void *arg)
{
    for (const Type *type = self->type; type != NULL; type = type->base) {
        FieldDef *row = type->own;
        for (; row != NULL && row->name != NULL; row++) {
            if (row->kind > FIELD_OBJECT_EX) {
                continue;
            }
            Object *target = *object_field(self, row);
            if (target != NULL) {
                RECORD_FIELD(EDGE_FIELD, row, target, visit, arg);
            }
        }
    }
}

void
object_edges(Object *self, EdgeProc visit, void *arg)
{
    Type *type = self->type;
    if (type->edges != NULL) {
        type->edges(self, visit, arg);
    } else {
        object_fields_edges(self, visit, arg);
    }
    if (type_is_held(type)) {
        visit(edge_text(EDGE_TYPE, "type"), OBJ(type), arg);
    }
}
