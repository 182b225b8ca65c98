/* gc_module.h - the module gc's link to the collector */
#ifndef INTERP_MODULES_GC_MODULE_H
#define INTERP_MODULES_GC_MODULE_H

/* Fills the collector's hooks; before the first collection. */
void gc_module_start(void);

#endif
