/* names.h - the interned names of names.def */
#ifndef INTERP_OBJECTS_NAMES_H
#define INTERP_OBJECTS_NAMES_H

#include "gc/object.h"

#define DUNDER(x) extern Object *dn_##x;
#define NAME(x) extern Object *nm_##x;
#include "interp/objects/names.def"
#undef DUNDER
#undef NAME

/* What code is called that has no name in the source ("<module>",
 * "<lambda>" ...): there once and for all, not interned, as in CPython.
 * Borrowed; NULL for another text. */
BORROWED Object *names_anonymous(const char *text);

/* Makes them all. -1 with MemoryError. */
MUST_CHECK int names_start(void);

#endif
