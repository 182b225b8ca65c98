/* format_spec.h - the format mini-language (prefix: format_)
 *
 * [[fill]align][sign][z][#][0][width][grouping][.precision][type], as
 * format(x, spec) of CPython 3.11 understands it for each built-in type.
 */
#ifndef INTERP_OBJECTS_FORMAT_SPEC_H
#define INTERP_OBJECTS_FORMAT_SPEC_H

#include "interp/objects/str.h"

NEW_REF Object *format_int(Object *o, Object *spec);
NEW_REF Object *format_float(Object *o, Object *spec);
NEW_REF Object *format_complex(Object *o, Object *spec);
NEW_REF Object *format_str(Object *o, Object *spec);

#endif
