/* import_bridge.h - __spec__ and __loader__ of natively imported modules */
#ifndef INTERP_MODULES_IMPORT_BRIDGE_H
#define INTERP_MODULES_IMPORT_BRIDGE_H

#include "gc/refcount.h"

/* Called when importlib has been imported. */
void import_bridge_open(void);

/* Called for each module from the disk, before its code runs. */
void import_bridge_describe(Object *module);

#endif
