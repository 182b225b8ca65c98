/* modules.h - the modules written in C (modules.def)
 *
 * Each function makes its module anew, ready for use.
 */
#ifndef INTERP_MODULES_MODULES_H
#define INTERP_MODULES_MODULES_H

#include "gc/refcount.h"

#define MODULE(name, function) NEW_REF Object *function(void);
#include "interp/modules/modules.def"
#undef MODULE

#endif
