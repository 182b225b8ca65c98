/* marshal.h - plain values and code objects as bytes (prefix: marshal_)
 *
 * The format of CPython 3.11's Python/marshal.c, versions 0 to 4: version 3
 * brought references to what was written before, 4 short forms of tuples and
 * ASCII texts. The same value gives the same bytes there, except that a name
 * is marked as shared when something else in the process holds it.
 */
#ifndef INTERP_MODULES_MARSHAL_H
#define INTERP_MODULES_MARSHAL_H

#include "gc/refcount.h"

#define MARSHAL_VERSION 4
#define MARSHAL_DEPTH 2000      /* values inside values, reading or writing */
#define MARSHAL_REF 0x80        /* with a type: 'r' may refer to it */
#define MARSHAL_DIGIT 15        /* bits of a digit of an int */
#define MARSHAL_MOST 0x7fffffff /* largest length there is */

/* The value as a bytes object. ValueError: something in it cannot be
 * written, or it is nested too deeply. */
NEW_REF Object *marshal_write(Object *value, int version);

/* The value at the beginning of `n` bytes; what follows it is left alone.
 * EOFError, ValueError or TypeError for bytes that nothing wrote. */
NEW_REF Object *marshal_read(const void *bytes, size_t n);

/* The same from the file's method readinto, no byte more than needed. */
NEW_REF Object *marshal_read_file(Object *file);

#endif
