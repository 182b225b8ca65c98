/* structseq.h - tuples with named items: sys.version_info and alike (prefix:
 * structseq_)
 *
 * CPython 3.11: Objects/structseq.c. A type is a static Type with a name and
 * a doc text; structseq_ready fills the rest and readies it. The last fields
 * may be hidden: reachable by name only.
 */
#ifndef INTERP_OBJECTS_STRUCTSEQ_H
#define INTERP_OBJECTS_STRUCTSEQ_H

#include "gc/refcount.h"

/* `fields`: names, NULL at the end; "" has no name. The first `visible` are
 * items of the tuple. `instances`: whether the type can be called. Does
 * nothing the second time. */
MUST_CHECK int structseq_ready(Type *type, const char *const *fields,
                               int visible, bool instances);

/* An instance from all its values, in order: steals them, on failure too;
 * fails when one is NULL. */
NEW_REF Object *structseq_new(Type *type, Object *const *values);

#endif
