/* The module gc. CPython 3.11: Modules/gcmodule.c, from its end. */
#include "interp/modules/gc_module.h"

#include <time.h>

#include "gc/collector.h"
#include "interp/modules/modules.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

// ------------------------------------------------------ the collector's hooks

static struct timespec began; // of the collection that runs, for its report

static int
set_count(Object *dict, const char *key, ssize_t n)
{
    Object *value = int_from_ssize(n);
    int failed = value == NULL ? -1 : dict_set_text(dict, key, value);
    ref_xdec(value);
    return failed;
}

static void
notify(const char *phase, int generation, ssize_t collected,
       ssize_t uncollectable)
{
    Object *callbacks = gc_state.callbacks;
    if (callbacks == NULL || list_size(callbacks) == 0) {
        return;
    }
    Object *info = dict_new();
    Object *text = str_from_text(phase);
    if (info == NULL || text == NULL ||
        set_count(info, "generation", generation) < 0 ||
        set_count(info, "collected", collected) < 0 ||
        set_count(info, "uncollectable", uncollectable) < 0) {
        error_write_unraisable(NULL);
        ref_xdec(info);
        ref_xdec(text);
        return;
    }
    for (ssize_t i = 0; i < list_size(callbacks); i++) {
        Object *callback = ref_new(list_get(callbacks, i));
        Object *result = call_two(callback, text, info);
        if (result == NULL) {
            error_write_unraisable(callback);
        } else {
            ref_dec(result);
        }
        ref_dec(callback);
    }
    ref_dec(text);
    ref_dec(info);
}

static void
count_object(Object *o, void *n)
{
    (void)o;
    ++*(ssize_t *)n;
}

static void
begin_lines(int generation)
{
    ssize_t n[GC_GENERATIONS] = {0, 0, 0};
    for (int i = 0; i < GC_GENERATIONS; i++) {
        gc_visit_generation(i, count_object, &n[i]);
    }
    sys_write_stderr("gc: collecting generation %d...\n", generation);
    sys_write_stderr("gc: objects in each generation: %zd %zd %zd\n"
                     "gc: objects in permanent generation: %zd\n",
                     n[0], n[1], n[2], gc_freeze_count());
    clock_gettime(CLOCK_MONOTONIC, &began);
}

static void
end_line(ssize_t collected, ssize_t uncollectable)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds = (double)(now.tv_sec - began.tv_sec) +
                     (double)(now.tv_nsec - began.tv_nsec) * 1e-9;
    char elapsed[40];
    snprintf(elapsed, sizeof(elapsed), "%.4f", seconds);
    sys_write_stderr("gc: done, %zd unreachable, %zd uncollectable, "
                     "%ss elapsed\n",
                     collected + uncollectable, uncollectable, elapsed);
}

static void
debug_line(const char *what, Object *o)
{
    sys_write_stderr("gc: %s <%s %p>\n", what, o->type->name, o);
}

static int
keep_garbage(Object *o)
{
    if (gc_state.garbage == NULL) {
        gc_state.garbage = list_new(0);
        if (gc_state.garbage == NULL) {
            error_clear();
            return -1;
        }
    }
    if (list_append(gc_state.garbage, o) < 0) {
        error_clear();
        return -1;
    }
    return 0;
}

void
gc_module_start(void)
{
    gc_state.notify = notify;
    gc_state.debug_line = debug_line;
    gc_state.keep_garbage = keep_garbage;
    gc_state.begin_lines = begin_lines;
    gc_state.end_line = end_line;
    ref_root(&gc_state.garbage, "gc.garbage");
    ref_root(&gc_state.callbacks, "gc.callbacks");
}

// ------------------------------------------------------------------ functions

static Object *
enable(Object *self, Object *unused)
{
    (void)self, (void)unused;
    gc_state.enabled = true;
    return none_new();
}

static Object *
disable(Object *self, Object *unused)
{
    (void)self, (void)unused;
    gc_state.enabled = false;
    return none_new();
}

static Object *
is_enabled(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return bool_new(gc_state.enabled);
}

static Object *
collect(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"generation", NULL};
    static const ArgsSpec spec = {"collect", names, 0, 0, 0};
    Object *v[1];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int generation = GC_GENERATIONS - 1;
    if (v[0] != NULL) {
        generation = int_as_int(v[0]);
        if (generation == -1 && error_occurred() != NULL) {
            return NULL;
        }
    }
    if (generation < 0 || generation >= GC_GENERATIONS) {
        return error_set_text(EXC(ValueError), "invalid generation");
    }
    return int_from_ssize(gc_collect(generation, false));
}

static Object *
set_debug(Object *self, Object *flags)
{
    (void)self;
    int value = int_as_int(flags);
    if (value == -1 && error_occurred() != NULL) {
        return NULL;
    }
    gc_state.debug = value;
    return none_new();
}

static Object *
get_debug(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(gc_state.debug);
}

static Object *
three_ints(const int *values)
{
    Object *tuple = tuple_new(3);
    for (int i = 0; tuple != NULL && i < 3; i++) {
        Object *n = int_from_long(values[i]);
        if (n == NULL) {
            ref_dec(tuple);
            return NULL;
        }
        tuple_init_item(tuple, i, n);
    }
    return tuple;
}

static Object *
get_count(Object *self, Object *unused)
{
    (void)self, (void)unused;
    // Read first: making the answer counts as well.
    int counts[3] = {gc_state.counts[0], gc_state.counts[1],
                     gc_state.counts[2]};
    return three_ints(counts);
}

static Object *
get_threshold(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return three_ints(gc_state.thresholds);
}

static Object *
set_threshold(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (nargs < 1 || nargs > 3) {
        return error_format(EXC(TypeError),
                            "set_threshold() takes at %s %d argument%s "
                            "(%zd given)", nargs < 1 ? "least" : "most",
                            nargs < 1 ? 1 : 3, nargs < 1 ? "" : "s", nargs);
    }
    for (ssize_t i = 0; i < nargs; i++) {
        int value = int_as_int(args[i]);
        if (value == -1 && error_occurred() != NULL) {
            return NULL;
        }
        gc_state.thresholds[i] = value;
    }
    return none_new();
}

typedef struct Search {
    Object *result;
    Object *const *wanted;
    ssize_t nwanted;
    bool failed;
} Search;

static int
is_wanted(Object *target, void *arg)
{
    Search *s = arg;
    for (ssize_t i = 0; i < s->nwanted; i++) {
        if (s->wanted[i] == target) {
            return 1;
        }
    }
    return 0;
}

static void
add_if_refers(Object *o, void *arg)
{
    Search *s = arg;
    if (o == s->result || s->failed) {
        return;
    }
    if (o->type->traverse(o, is_wanted, s) != 0 &&
        list_append(s->result, o) < 0) {
        s->failed = true;
    }
}

static Object *
finish_search(Search *s)
{
    if (s->failed) {
        ref_dec(s->result);
        return NULL;
    }
    return s->result;
}

static Object *
get_referrers(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Search s = {list_new(0), args, nargs, false};
    for (int i = 0; s.result != NULL && i < GC_GENERATIONS; i++) {
        gc_visit_generation(i, add_if_refers, &s);
    }
    return s.result == NULL ? NULL : finish_search(&s);
}

static int
add_referent(Object *target, void *list)
{
    return list_append(list, target) < 0;
}

static Object *
get_referents(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Object *result = list_new(0);
    for (ssize_t i = 0; result != NULL && i < nargs; i++) {
        Object *o = args[i];
        if (gc_is_container(o) && o->type->traverse != NULL &&
            o->type->traverse(o, add_referent, result) != 0) {
            ref_dec(result);
            return NULL;
        }
    }
    return result;
}

static void
add_object(Object *o, void *arg)
{
    Search *s = arg;
    if (o != s->result && !s->failed && list_append(s->result, o) < 0) {
        s->failed = true;
    }
}

static Object *
get_objects(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"generation", NULL};
    static const ArgsSpec spec = {"get_objects", names, 0, 0, 0};
    Object *v[1];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    ssize_t generation = -1;
    if (v[0] != NULL && v[0] != NONE) {
        if (v[0]->type->number == NULL || v[0]->type->number->index == NULL) {
            return error_format(EXC(TypeError),
                                "argument should be integer or None, not "
                                "'%.200s'",
                                v[0]->type->name);
        }
        generation = number_as_ssize(v[0], EXC(OverflowError));
        if (generation == -1 && error_occurred() != NULL) {
            return NULL;
        }
        if (generation >= GC_GENERATIONS) {
            return error_format(EXC(ValueError),
                                "generation parameter must be less than the "
                                "number of available generations (%i)",
                                GC_GENERATIONS);
        }
        if (generation < -1) {
            return error_set_text(EXC(ValueError),
                                  "generation parameter cannot be negative");
        }
    }
    Search s = {list_new(0), NULL, 0, false};
    for (int i = 0; s.result != NULL && i < GC_GENERATIONS; i++) {
        if (generation < 0 || generation == i) {
            gc_visit_generation(i, add_object, &s);
        }
    }
    return s.result == NULL ? NULL : finish_search(&s);
}

static Object *
get_stats(Object *self, Object *unused)
{
    (void)self, (void)unused;
    // Read first: making the answer may collect.
    GcGenerationStats stats[GC_GENERATIONS];
    for (int i = 0; i < GC_GENERATIONS; i++) {
        stats[i] = gc_state.stats[i];
    }
    Object *result = list_new(0);
    for (int i = 0; result != NULL && i < GC_GENERATIONS; i++) {
        Object *dict = dict_new();
        if (dict == NULL ||
            set_count(dict, "collections", stats[i].collections) < 0 ||
            set_count(dict, "collected", stats[i].collected) < 0 ||
            set_count(dict, "uncollectable", stats[i].uncollectable) < 0 ||
            list_append(result, dict) < 0) {
            ref_xdec(dict);
            ref_dec(result);
            return NULL;
        }
        ref_dec(dict);
    }
    return result;
}

static Object *
is_tracked(Object *self, Object *o)
{
    (void)self;
    return bool_new(gc_is_container(o) && gc_is_tracked(o));
}

static Object *
is_finalized(Object *self, Object *o)
{
    (void)self;
    return bool_new(gc_is_container(o) && gc_is_finalized(o));
}

static Object *
freeze(Object *self, Object *unused)
{
    (void)self, (void)unused;
    gc_freeze();
    return none_new();
}

static Object *
unfreeze(Object *self, Object *unused)
{
    (void)self, (void)unused;
    gc_unfreeze();
    return none_new();
}

static Object *
get_freeze_count(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_ssize(gc_freeze_count());
}

static MethodDef functions[] = {
    {"enable", enable, METH_NOARGS,
     "enable($module, /)\n--\n\nEnable automatic garbage collection."},
    {"disable", disable, METH_NOARGS,
     "disable($module, /)\n--\n\nDisable automatic garbage collection."},
    {"isenabled", is_enabled, METH_NOARGS,
     "isenabled($module, /)\n--\n\nReturns true if automatic garbage "
     "collection is enabled."},
    {"set_debug", set_debug, METH_O,
     "set_debug($module, flags, /)\n--\n\nSet the garbage collection "
     "debugging flags."},
    {"get_debug", get_debug, METH_NOARGS,
     "get_debug($module, /)\n--\n\nGet the garbage collection debugging "
     "flags."},
    {"get_count", get_count, METH_NOARGS,
     "get_count($module, /)\n--\n\nReturn a three-tuple of the current "
     "collection counts."},
    {"set_threshold", METHOD(set_threshold), METH_FASTCALL,
     "set_threshold(threshold0, [threshold1, threshold2]) -> None\n\nSets "
     "the collection thresholds."},
    {"get_threshold", get_threshold, METH_NOARGS,
     "get_threshold($module, /)\n--\n\nReturn the current collection "
     "thresholds."},
    {"collect", METHOD(collect), METH_FASTCALL | METH_KEYWORDS,
     "collect($module, /, generation=2)\n--\n\nRun the garbage collector."},
    {"get_objects", METHOD(get_objects), METH_FASTCALL | METH_KEYWORDS,
     "get_objects($module, /, generation=None)\n--\n\nReturn a list of "
     "objects tracked by the collector (excluding the list returned)."},
    {"get_stats", get_stats, METH_NOARGS,
     "get_stats($module, /)\n--\n\nReturn a list of dictionaries containing "
     "per-generation statistics."},
    {"is_tracked", is_tracked, METH_O,
     "is_tracked($module, obj, /)\n--\n\nReturns true if the object is "
     "tracked by the garbage collector."},
    {"is_finalized", is_finalized, METH_O,
     "is_finalized($module, obj, /)\n--\n\nReturns true if the object has "
     "been already finalized by the GC."},
    {"get_referrers", METHOD(get_referrers), METH_FASTCALL,
     "get_referrers(*objs) -> list\nReturn the list of objects that "
     "directly refer to any of objs."},
    {"get_referents", METHOD(get_referents), METH_FASTCALL,
     "get_referents(*objs) -> list\nReturn the list of objects that are "
     "directly referred to by objs."},
    {"freeze", freeze, METH_NOARGS,
     "freeze($module, /)\n--\n\nFreeze all current tracked objects and "
     "ignore them for future collections."},
    {"unfreeze", unfreeze, METH_NOARGS,
     "unfreeze($module, /)\n--\n\nUnfreeze all objects in the permanent "
     "generation."},
    {"get_freeze_count", get_freeze_count, METH_NOARGS,
     "get_freeze_count($module, /)\n--\n\nReturn the number of objects in "
     "the permanent generation."},
    {NULL, NULL, 0, NULL}};

Object *
gc_module_new(void)
{
    if (gc_state.garbage == NULL) {
        gc_state.garbage = list_new(0);
    }
    if (gc_state.callbacks == NULL) {
        gc_state.callbacks = list_new(0);
    }
    Object *m = module_new("gc");
    if (m == NULL || gc_state.garbage == NULL ||
        gc_state.callbacks == NULL || module_add_functions(m, functions) < 0 ||
        module_add(m, "garbage", ref_new(gc_state.garbage)) < 0 ||
        module_add(m, "callbacks", ref_new(gc_state.callbacks)) < 0 ||
        module_add_int(m, "DEBUG_STATS", GC_DEBUG_STATS) < 0 ||
        module_add_int(m, "DEBUG_COLLECTABLE", GC_DEBUG_COLLECTABLE) < 0 ||
        module_add_int(m, "DEBUG_UNCOLLECTABLE",
                       GC_DEBUG_UNCOLLECTABLE) < 0 ||
        module_add_int(m, "DEBUG_SAVEALL", GC_DEBUG_SAVEALL) < 0 ||
        module_add_int(m, "DEBUG_LEAK", GC_DEBUG_LEAK) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
