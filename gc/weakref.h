/* weakref.h - lists of weak references (prefix: weakref_)
 *
 * An object whose type has a weaklist_offset heads a doubly linked list of
 * the weak references to it. As in CPython 3.11 (Objects/weakrefobject.c)
 * the reference without a callback comes first and is shared, then the
 * proxy without a callback, then the others, newest first.
 */
#ifndef GC_WEAKREF_H
#define GC_WEAKREF_H

#include "gc/object.h"

typedef struct WeakRef {
    Object base;
    Object *target; /* borrowed; &none_object when dead */
    Object *callback; /* owned or NULL */
    HashValue hash;
    struct WeakRef *prev, *next;
    VectorcallFunc vectorcall;
} WeakRef;

static inline bool
weakref_supported(const Type *type)
{
    return type->weaklist_offset > 0;
}

static inline WeakRef **
weakref_list(Object *target)
{
    return (WeakRef **)((char *)target + target->type->weaklist_offset);
}

/* Inserts a new reference into its target's list. */
void weakref_link(WeakRef *reference, Object *target);

/* Takes the reference off its list and marks it dead. */
void weakref_unlink(WeakRef *reference);

/* What a dead reference points at; set at start (None). */
extern Object *weakref_dead;

/* Kills all references to a dying object and calls their callbacks, newest
 * first. Leaves a pending error as it was. */
void weakref_clear_all(Object *target);

/* Kills all references to it and calls no callback. */
void weakref_clear_silently(Object *target);

/* Number of references to the object (weakref.getweakrefcount). */
ssize_t weakref_count(Object *target);

/* Calls the callback of a dead reference; filled by interp at start. */
extern void (*weakref_callback)(WeakRef *reference, Object *callback);

#endif
