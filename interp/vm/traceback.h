/* traceback.h - printing exceptions as CPython 3.11 does (prefix:
 * traceback_)
 *
 * Source lines with carets, repeated frames folded, chained and grouped
 * exceptions, notes. `file` is an object with write().
 */
#ifndef INTERP_VM_TRACEBACK_H
#define INTERP_VM_TRACEBACK_H

#include "interp/objects/traceback.h"

/* "Traceback (most recent call last):" and the frames. -1 with an error. */
MUST_CHECK int traceback_print(Object *traceback, Object *file);

/* The whole of an exception with its chain. -1 with an error. */
MUST_CHECK int exception_print(Object *value, Object *file);

/* Line `number` of a file, without its end and indentation taken off
 * (*indent bytes): new str, NULL without an error when it cannot be read. */
NEW_REF Object *traceback_source_line(Object *filename, int number,
                                      int *indent);

#endif
