/* thread_local.h - threading.local (prefix: local_) */
#ifndef INTERP_MODULES_THREAD_LOCAL_H
#define INTERP_MODULES_THREAD_LOCAL_H

#include "gc/refcount.h"

extern Type local_type;

/* A thread is over: drops what all locals hold for it. Runs finalizers. */
void local_thread_ends(uint32_t id);

#endif
