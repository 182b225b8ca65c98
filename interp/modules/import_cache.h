/* import_cache.h - the library's code as CPython keeps it
 * (prefix: import_)
 *
 * Debian's library brings the code of its modules in __pycache__; reading it
 * takes a tenth of the time of compiling. Nothing is ever written there.
 */
#ifndef INTERP_MODULES_IMPORT_CACHE_H
#define INTERP_MODULES_IMPORT_CACHE_H

#include "gc/refcount.h"

/* The code of the library's source file `path`, with `filename` as its
 * co_filename. NULL without an error when nothing is kept for it, or for
 * another version of it, or when it is no file of the library: to be
 * compiled then. NULL with MemoryError. */
NEW_REF Object *import_cached_code(const char *path, const char *filename);

#endif
