/* weakref_core.h - what ref and the proxies share (prefix: weakref_) */
#ifndef INTERP_OBJECTS_WEAKREF_CORE_H
#define INTERP_OBJECTS_WEAKREF_CORE_H

#include "interp/objects/type.h"
#include "interp/objects/weakref_object.h"

#define weakref_is_proxy(o)                                                  \
    (TYPE_OF(o) == &weakref_proxy_type ||                                    \
     TYPE_OF(o) == &weakref_callable_proxy_type)
#define weakref_is_any(o)                                                    \
    (object_type_check(OBJ(o), &weakref_type) || weakref_is_proxy(o))

/* What a live reference refers to, new; NULL without an error when dead. */
NEW_REF Object *weakref_target(Object *self);

void weakref_dealloc(Object *self);
int weakref_traverse(Object *self, VisitProc visit, void *arg);
int weakref_clear(Object *self);
void weakref_edges(Object *self, EdgeProc visit, void *arg);

#endif
