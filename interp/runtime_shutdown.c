#include "interp/runtime_shutdown.h"

#include "gc/collector.h"
#include "interp/modules/import.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/weakref_object.h"
#include "interp/runtime_prompt.h"

// Modules are cleared last loaded first. Some that a program loads here,
// CPython has loaded before it: they come after the program's, and those of
// the interpreter itself after __main__.
static int
shutdown_rank(Object *name)
{
    static const struct {
        const char *name;
        int rank;
    } early[] = {
        {"os", 1},        {"os.path", 1},  {"posixpath", 1},
        {"genericpath", 1}, {"stat", 1},   {"_stat", 1},
        {"_collections_abc", 1}, {"_sitebuiltins", 1}, {"site", 1},
        {"__main__", 2},  {"io", 3},       {"_io", 3},
        {"abc", 3},       {"_abc", 3},     {"codecs", 3},
        {"_codecs", 3},   {"encodings", 3}, {"encodings.aliases", 3},
        {"encodings.utf_8", 3}, {"_signal", 3}, {"_thread", 3},
        {"_warnings", 3}, {"_weakref", 3}, {"marshal", 3},
        {"posix", 3},     {"time", 3},     {"_imp", 3},
    };
    for (size_t i = 0; i < sizeof(early) / sizeof(early[0]); i++) {
        if (str_check(name) && str_equal_text(name, early[i].name)) {
            return early[i].rank;
        }
    }
    return 0;
}

// Empties the modules of one rank that are still alive; pairs: (name, weak
// reference).
static void
clear_modules(Object *pairs, int rank)
{
    for (ssize_t i = list_size(pairs) - 1; i >= 0; i--) {
        Object *pair = list_get(pairs, i);
        Object *name = tuple_get(pair, 0);
        Object *target = ((WeakRef *)tuple_get(pair, 1))->target;
        if (target == NONE || str_equal(name, nm_builtins) ||
            str_equal(name, nm_sys) || shutdown_rank(name) != rank) {
            continue;
        }
        ref_inc(target);
        module_clear_dict(module_dict(target));
        ref_dec(target);
    }
}

// How many names the builtins have when the program begins.
static ssize_t builtins_count;

void
shutdown_note_builtins(void)
{
    builtins_count = dict_size(builtins_dict);
}

// What the program has added to the builtins goes.
static void
restore_builtins(void)
{
    Object *names = sequence_list(builtins_dict);
    for (ssize_t i = names == NULL ? 0 : list_size(names) - 1;
         names != NULL && i >= builtins_count; i--) {
        if (dict_delete(builtins_dict, list_get(names, i)) < 0) {
            error_clear();
        }
    }
    ref_xdec(names);
}

// Modules go in CPython's order: names that hold the last exception, the
// standard streams, then every module: first what nobody else holds.
void
shutdown_modules(void)
{
    static const char *const first[] = {
        "path", "argv", "ps1", "ps2", "last_type", "last_value",
        "last_traceback", "path_hooks", "path_importer_cache", "meta_path",
        "__interactivehook__"};
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
        if (sys_get(first[i]) != NULL) {
            (void)!sys_set(first[i], NONE);
        }
    }
    static const char *const streams[][2] = {{"stdin", "__stdin__"},
                                             {"stdout", "__stdout__"},
                                             {"stderr", "__stderr__"}};
    for (int i = 0; i < 3; i++) {
        Object *original = sys_get(streams[i][1]);
        (void)!sys_set(streams[i][0], original == NULL ? NONE : original);
    }
    error_clear();
    // Weak references to all modules; then sys.modules lets go of them.
    Object *pairs = list_new(0);
    ssize_t position = 0;
    Object *name, *module;
    while (pairs != NULL &&
           dict_next(sys_modules, &position, &name, &module)) {
        if (TYPE_OF(module) != &module_type) {
            continue;
        }
        Object *reference = weakref_new(module, NULL);
        Object *pair = reference == NULL ? NULL
                                         : tuple_pack(2, name, reference);
        ref_xdec(reference);
        if (pair == NULL || list_append_steal(pairs, pair) < 0) {
            error_clear();
        }
    }
    position = 0;
    while (dict_next(sys_modules, &position, &name, &module)) {
        if (module != NONE && dict_set(sys_modules, name, NONE) < 0) {
            error_clear();
        }
    }
    dict_clear(sys_modules);
    restore_builtins();
    (void)gc_collect(2, true);
    for (int rank = 0; pairs != NULL && rank < 4; rank++) {
        clear_modules(pairs, rank);
    }
    ref_xdec(pairs);
    // What dies from here on cannot print any more.
    runtime_flush("stdout");
    runtime_flush("stderr");
    module_clear_dict(sys_dict);
    module_clear_dict(builtins_dict);
    (void)gc_collect(2, true);
}
