/* lru_cache.h - functools.lru_cache's wrapper (prefix: lru_)
 *
 * The callable that lru_cache puts around a function. It owns a dict of what
 * was computed: key -> result without a limit, else key -> link; the links
 * form a ring in the order of their last use. Follows CPython 3.11,
 * Modules/_functoolsmodule.c.
 */
#ifndef INTERP_MODULES_LRU_CACHE_H
#define INTERP_MODULES_LRU_CACHE_H

#include "gc/refcount.h"

extern Type lru_cache_type, lru_link_type;

/* Readies the types. */
MUST_CHECK int lru_start(void);

#endif
