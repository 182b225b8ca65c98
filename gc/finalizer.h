/* finalizer.h - calling __del__ once (PEP 442)
 *
 * The `finalize` slot runs Python code at the end of an object's life. For
 * objects with a collector header it runs at most once.
 */
#ifndef GC_FINALIZER_H
#define GC_FINALIZER_H

#include "gc/object.h"

/* Calls the type's finalizer if there is one and it has not run. */
void finalizer_call(Object *object);

/* The same from a dealloc (count 0). -1 when the finalizer made the object
 * reachable again: the dealloc must stop there. */
MUST_CHECK int finalizer_call_from_dealloc(Object *object);

#endif
