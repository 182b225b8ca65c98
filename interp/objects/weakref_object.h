/* weakref_object.h - weak references as Python objects (prefix: weakref_)
 *
 * The mechanism is gc/weakref; here are the types ref, proxy and callable
 * proxy (CPython 3.11: Objects/weakrefobject.c).
 */
#ifndef INTERP_OBJECTS_WEAKREF_OBJECT_H
#define INTERP_OBJECTS_WEAKREF_OBJECT_H

#include "gc/refcount.h"
#include "gc/weakref.h"

extern Type weakref_type, weakref_proxy_type, weakref_callable_proxy_type;

/* A weak reference to `target`; callback may be NULL or None. Without a
 * callback the one that exists is shared. TypeError when the type of
 * `target` does not support it. */
NEW_REF Object *weakref_new(Object *target, Object *callback);
NEW_REF Object *weakref_proxy_new(Object *target, Object *callback);

/* Fills gc/weakref's hooks. Before the first target dies. */
int weakref_start(void);

#endif
