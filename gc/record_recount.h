/* record_recount.h - counting all references anew (prefix: record_)
 *
 * For the audit, and to find what native code holds.
 */
#ifndef GC_RECORD_RECOUNT_H
#define GC_RECORD_RECOUNT_H

#include "gc/object.h"

#if RECORDING

/* The objects with a serial that live now, numbers that were not told of
 * among them; for the audit. */
typedef void (*RecordVisit)(uint32_t serial, Object *object, void *arg);
void record_visit_objects(RecordVisit visit, void *arg);

/* Counting all references anew: `visit` gets every live object and how
 * many references more (or less) it has than were found. `extra` visits
 * what no object owns: frames, threads. Returns the objects looked at. */
typedef void (*RecordExtra)(EdgeProc visit, void *arg);
typedef void (*RecordResidual)(uint32_t serial, Object *object,
                               ssize_t residual, void *arg);
size_t record_recount(RecordExtra extra, RecordResidual visit, void *arg);

/* The same by what has changed since the last time, of the objects that have
 * a residual only; `*cost` is the work of looking at so many objects by
 * record_recount. False: it cannot tell, nothing was visited. */
MUST_CHECK bool record_recount_quick(RecordExtra extra, RecordResidual visit,
                                     void *arg, size_t *cost);

/* The next quick recount is to look at the object, a large number, which
 * nobody else will say. */
void record_recount_later(Object *object);

/* Objects with these `edges` refer to something else without saying so. */
void record_recount_always(EdgesFunc edges);

#endif

#endif
