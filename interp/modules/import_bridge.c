/* Between the runtime's own import and the library's importlib.
 *
 * The runtime finds and runs modules natively. When a program imports
 * importlib, its finders are put into sys.meta_path, and modules that are
 * there already get the __spec__ and __loader__ that they would have; from
 * then on every module gets them when it is made. */
#include <string.h>

#include "interp/modules/import.h"
#include "interp/modules/import_bridge.h"
#include "interp/objects/dict.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/vm/eval.h"

// No bytecode is kept in files: that is what a cache_tag of None says.
static const char source[] =
    "import sys, _imp\n"
    "import importlib._bootstrap as b, importlib._bootstrap_external as e\n"
    "sys.implementation.cache_tag = None\n"
    "def describe(module):\n"
    "    name = module.__name__\n"
    "    file = getattr(module, '__file__', None)\n"
    "    path = getattr(module, '__path__', None)\n"
    "    if name == '__main__':\n"
    "        module.__loader__ = e.SourceFileLoader(name, file) if file "
    "else b.BuiltinImporter\n"
    "        return\n"
    "    if file is not None:\n"
    "        spec = e.spec_from_file_location(name, file, "
    "submodule_search_locations=path)\n"
    "    elif path is not None:\n"
    "        spec = b.ModuleSpec(name, None, is_package=True)\n"
    "        spec.submodule_search_locations = path\n"
    "        spec.loader = e.NamespaceLoader.__new__(e.NamespaceLoader)\n"
    "        spec.loader._path = path\n"
    "    else:\n"
    "        return\n"
    "    module.__spec__ = spec\n"
    "    module.__loader__ = spec.loader\n"
    "if not sys.meta_path:\n"
    "    b._install(sys, _imp)\n"
    "    e._install(b)\n"
    "for module in list(sys.modules.values()):\n"
    "    if type(module) is type(sys) and "
    "getattr(module, '__spec__', None) is None:\n"
    "        describe(module)\n";

static Object *describe; // the function of that name
static bool running;

void
import_bridge_open(void)
{
    if (describe != NULL || running) {
        return;
    }
    running = true;
    Object *names = dict_new();
    Object *code = NULL, *result = NULL;
    if (names != NULL && dict_set(names, dn_builtins, builtins_dict) == 0) {
        const SourceJob job = {.bytes = source,
                               .length = strlen(source),
                               .is_text = true,
                               .filename = "<frozen import bridge>",
                               .mode = 'f'};
        code = compile_to_code(&job, NULL);
        result = code == NULL ? NULL : eval_code(code, names, names);
    }
    if (result != NULL) {
        ref_root(&describe, "what importlib says of modules");
        describe = ref_xnew(dict_get_text(names, "describe"));
        RECORD_ROOTS();
    } else {
        error_clear(); // importlib works without it
    }
    ref_xdec(result);
    ref_xdec(code);
    ref_xdec(names);
    running = false;
}

void
import_bridge_describe(Object *module)
{
    if (describe == NULL || running) {
        return;
    }
    running = true;
    Object *f = ref_new(describe);
    Object *result = call_one(f, module);
    ref_dec(f);
    if (result == NULL) {
        error_clear();
    }
    ref_xdec(result);
    running = false;
}
