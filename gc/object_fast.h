/* object_fast.h - object_new_raw and object_free where the type and the size
 * are known (prefix: object_)
 *
 * For static types that the collector watches (TYPE_HAVE_GC, without a dict
 * of their own in front): neither the type's flags nor the block's size class
 * is looked up, and nothing is called but what is seldom needed. What happens,
 * and in which order, is what gc/object.c does. Tuples, lists, dicts, methods,
 * iterators: a tenth of the instructions of `unpacking`.
 */
#ifndef GC_OBJECT_FAST_H
#define GC_OBJECT_FAST_H

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/record.h"

/* An object of `size` bytes (without the head), its count 1 and, where
 * `nitems` is not negative, its number of items. The other fields are left as
 * they are. Not watched yet. NULL with MemoryError. */
static ALWAYS_INLINE NEW_REF void *
object_new_watched(Type *type, size_t size, ssize_t nitems)
{
    GcHead *head = mem_alloc_sized(sizeof(GcHead) + size);
    if (UNLIKELY(head == NULL)) {
        object_no_memory();
        return NULL;
    }
    head->next = head->prev = 0;
    Object *object = gc_object(head);
    object->refcount = 1;
    object->type = type;
    if (nitems >= 0) {
        ((VarObject *)object)->size = nitems;
    }
    gc_count_allocation();
    RECORD_NEW(object);
    return object;
}

/* Gives the memory of such an object back. */
static ALWAYS_INLINE void
object_free_watched(void *object, size_t size)
{
    RECORD_FREE(object);
    gc_count_free();
    mem_free_sized(gc_head(object), sizeof(GcHead) + size);
}

#endif
