#include "interp/modules/import_loading.h"

#include "interp/modules/import.h"
#include "interp/objects/protocol.h"

// A thread that waits for a load, on its C stack.
typedef struct Waiter {
    Thread *thread;
    const Loading *wanted;
    struct Waiter *next;
} Waiter;

static Loading *loads;  // the latest first; guarded by the GIL
static Waiter *waiters; // the latest first; guarded by the GIL

void
loading_begin(Loading *loading, Object *module)
{
    *loading = (Loading){module, thread_current, {NULL}, loads};
    loads = loading;
}

void
loading_end(Loading *loading)
{
    Loading **at = &loads;
    while (*at != loading) {
        at = &(*at)->next;
    }
    *at = loading->next;
    while (loading->waiting.first != NULL) {
        gil_wake(&loading->waiting);
    }
}

// The library's importlib notes it in the module's __spec__.
static bool
importlib_loads(Object *module)
{
    Object *spec, *value = NULL;
    if (object_lookup_attr_text(module, "__spec__", &spec) <= 0) {
        error_clear();
        return false;
    }
    bool busy = spec != NONE &&
                 object_lookup_attr_text(spec, "_initializing", &value) > 0 &&
                 object_is_true(value) > 0;
    error_clear();
    ref_xdec(value);
    ref_dec(spec);
    return busy;
}

bool
import_is_loading(Object *module)
{
    for (const Loading *l = loads; l != NULL; l = l->next) {
        if (l->module == module) {
            return true;
        }
    }
    return importlib_loads(module);
}

// After a fork the other threads' loads never end.
static bool
is_alive(const Thread *thread)
{
    const Thread *t = gil_threads;
    while (t != NULL && t != thread) {
        t = t->next;
    }
    return t != NULL;
}

static const Loading *
wanted_by(const Thread *thread)
{
    const Waiter *w = waiters;
    while (w != NULL && w->thread != thread) {
        w = w->next;
    }
    return w == NULL ? NULL : w->wanted;
}

// Whether who does this load waits for us: for a load of ours, or for one of
// somebody who does.
static bool
waits_for_us(const Loading *load)
{
    while (load != NULL && load->thread != thread_current) {
        load = wanted_by(load->thread);
    }
    return load != NULL;
}

int
loading_wait(Object *module)
{
    Loading *load = loads;
    while (load != NULL && load->module != module) {
        load = load->next;
    }
    if (load == NULL || waits_for_us(load) || !is_alive(load->thread)) {
        return 0;
    }
    Waiter waiter = {thread_current, load, waiters};
    waiters = &waiter;
    int status = gil_wait(&load->waiting, -1, NULL);
    Waiter **at = &waiters;
    while (*at != &waiter) {
        at = &(*at)->next;
    }
    *at = waiter.next;
    return status < 0 ? -1 : 1;
}
