/* types_start.h - the built-in types made ready */
#ifndef INTERP_TYPES_START_H
#define INTERP_TYPES_START_H

#include "gc/ownership.h"

/* -1 with an error pending. */
MUST_CHECK int types_start(void);

#endif
