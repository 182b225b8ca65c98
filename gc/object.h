/* object.h - objects: what they are, how they are made and freed (prefix:
 * object_)
 *
 * An object is a count and a type, 16 bytes, followed by what its type
 * needs. Objects that can form cycles have the collector's two words in
 * front (gc/gc_head.h); instances of classes with a dict have two more
 * words in front of those, as in CPython 3.11:
 *
 *   [values][dict] [gc next][gc prev] [refcount][type] fields...
 *    managed dict   GcHead             ^ Object *
 *
 * gc/ knows objects only as this header (gc/object_head.h) and the slots of
 * their type (gc/type.h); it knows no list and no dict.
 */
#ifndef GC_OBJECT_H
#define GC_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "gc/ownership.h"
#include "gc/type.h"

/* Static objects sit in one section of the program, so that the recorder
 * can number them; see object_id. */
#if RECORDING == 2
#define STATIC_OBJECT __attribute__((section("pyobjects_each"), aligned(16)))
#define STATIC_START __start_pyobjects_each
#define STATIC_STOP __stop_pyobjects_each
#elif RECORDING
#define STATIC_OBJECT __attribute__((section("pyobjects_lines"), aligned(16)))
#define STATIC_START __start_pyobjects_lines
#define STATIC_STOP __stop_pyobjects_lines
#else
#define STATIC_OBJECT __attribute__((section("pyobjects"), aligned(16)))
#define STATIC_START __start_pyobjects
#define STATIC_STOP __stop_pyobjects
#endif
extern char STATIC_START[], STATIC_STOP[];

#define OBJECT_HEAD_INIT(type_pointer) {1, (type_pointer)}
#define TYPE_HEAD_INIT .base_object = {{1, &type_type}, 0}

/* interp/objects/type_type.c; named here only so that static types can point
 * at it. */
extern Type type_type;

/* Allocates an instance of `type` with `nitems` items (count 1, fields
 * zero). Tracks it at once when it is a class instance's generic
 * allocation (type->alloc); here it stays untracked. A heap type gets one
 * reference. NULL with MemoryError pending when memory is exhausted; may
 * start a collection first, as in CPython. */
NEW_REF void *object_new(Type *type, ssize_t nitems);

/* Like object_new but fields after the header are left as they are: for
 * types that fill every field themselves. */
NEW_REF void *object_new_raw(Type *type, ssize_t nitems);

/* Changes the number of items of a not yet shared, untracked variable-size
 * object (count 1). Returns the object, moved or not; on failure NULL with
 * MemoryError and the old object untouched. */
MUST_CHECK void *object_resize(void *object, ssize_t nitems);

/* Gives the memory of a dead object back. The last thing its dealloc does;
 * does not touch the type's count. */
void object_free(void *object);

/* Bytes from the start of the allocation to the object: 0, 16 or 32. */
static inline size_t
object_prefix_size(const Type *type)
{
    return (type_has_feature(type, TYPE_HAVE_GC) ? 16 : 0) +
           (type_has_feature(type, TYPE_MANAGED_DICT) ? 16 : 0);
}

/* What id() answers: the address for objects of the heap, a fixed small
 * number for static ones, so that two runs agree. */
uintptr_t object_id(const Object *object);

/* The reference that a row tells of. */
static inline Object **
object_field(Object *self, const FieldDef *row)
{
    ssize_t offset = row->offset == FIELD_AT_DICT ? self->type->dict_offset
                                                  : row->offset;
    return (Object **)(void *)((char *)self + offset);
}

/* Default traverse, clear and edges for fixed layouts: the FIELD_OBJECT
 * rows of the type and of its bases; traverse begins with the type if it is
 * held. */
int object_fields_traverse(Object *self, VisitProc visit, void *arg);
/* The same without the type. */
int object_fields_visit(Object *self, VisitProc visit, void *arg);
/* A traverse that ends with the type. */
int object_traverse_type_last(Object *self, VisitProc visit, void *arg);
int object_fields_clear(Object *self);
void object_fields_edges(Object *self, EdgeProc visit, void *arg);

/* Every reference that `self` owns, its type included when that counts. */
void object_edges(Object *self, EdgeProc visit, void *arg);

/* Set by interp/ at start: sets MemoryError pending. */
extern void (*object_no_memory)(void);

#endif
