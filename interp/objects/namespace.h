/* namespace.h - types.SimpleNamespace (prefix: namespace_) */
#ifndef INTERP_OBJECTS_NAMESPACE_H
#define INTERP_OBJECTS_NAMESPACE_H

#include "gc/refcount.h"

extern Type namespace_type;

/* A namespace with a copy of the dict's names. */
NEW_REF Object *namespace_new(Object *dict);

#endif
