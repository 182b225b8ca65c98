/* import_loading.h - modules whose code runs now (prefix: loading_)
 *
 * A thread that imports a module which another thread is still loading waits
 * for it, as CPython's module locks have it (importlib/_bootstrap.py), unless
 * that other thread waits, directly or not, for the first one: then it gets
 * the module as far as it is.
 */
#ifndef INTERP_MODULES_IMPORT_LOADING_H
#define INTERP_MODULES_IMPORT_LOADING_H

#include "interp/vm/gil.h"

/* One load, on the C stack of who does it. */
typedef struct Loading {
    Object *module; /* borrowed: the loader owns it */
    Thread *thread;
    GilQueue waiting;
    struct Loading *next;
} Loading;

/* This thread begins to load the module; it has ended. */
void loading_begin(Loading *loading, Object *module);
void loading_end(Loading *loading);

/* Waits while another thread loads the module: 0 nobody does, 1 it has ended
 * meanwhile (look again whether the module is there), -1 with an error. */
MUST_CHECK int loading_wait(Object *module);

#endif
