/* The module _imp: what importlib asks the runtime. */
#include <string.h>

#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

static Object *
i_is_builtin(Object *self, Object *name)
{
    (void)self;
    const char *text = str_check(name) ? str_as_utf8(name, NULL) : NULL;
    if (text == NULL) {
        return error_occurred()
                   ? NULL
                   : error_format(EXC(TypeError),
                                  "is_builtin() argument must be str, not "
                                  "%.50s", TYPE_OF(name)->name);
    }
    bool once = strcmp(text, "sys") == 0 || strcmp(text, "builtins") == 0;
    return int_from_long(!import_is_native(text) ? 0 : once ? -1 : 1);
}

static Object *
i_create_builtin(Object *self, Object *spec)
{
    (void)self;
    Object *name = object_getattr(spec, nm_name);
    const char *text =
        name == NULL || !str_check(name) ? NULL : str_as_utf8(name, NULL);
    Object *module = NULL;
    if (text != NULL) {
        module = ref_xnew(dict_get(sys_modules, name));
        if (module == NULL && !error_occurred()) {
            module = import_is_native(text) ? import_module(text)
                                            : none_new();
        }
    }
    ref_xdec(name);
    return module;
}

static Object *
say_false(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return bool_new(false);
}

static Object *
say_none(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return none_new();
}

static Object *
say_zero(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(0);
}

static Object *
say_nothing(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return none_new();
}

static Object *
empty_list(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return list_new(0);
}

static Object *
i_get_frozen_object(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("get_frozen_object", nargs, 1, 2)) {
        return NULL;
    }
    return error_format(EXC(ImportError), "No such frozen object named %R",
                        args[0]);
}

static Object *
i_source_hash(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    BufferView view;
    if (!args_check_count("source_hash", nargs, 2, 2) ||
        buffer_get(args[1], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    HashValue hash = str_hash_bytes(view.buf, (size_t)view.len);
    buffer_release(&view);
    return bytes_new((const char *)&hash, sizeof(hash));
}

static MethodDef functions[] = {
    {"is_builtin", i_is_builtin, METH_O, NULL},
    {"create_builtin", i_create_builtin, METH_O, NULL},
    {"exec_builtin", say_zero, METH_O, NULL},
    {"is_frozen", say_false, METH_O, NULL},
    {"is_frozen_package", say_false, METH_O, NULL},
    {"find_frozen", METHOD(say_nothing), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"init_frozen", say_none, METH_O, NULL},
    {"get_frozen_object", METHOD(i_get_frozen_object), METH_FASTCALL, NULL},
    {"lock_held", say_false, METH_NOARGS, NULL},
    {"acquire_lock", say_none, METH_NOARGS, NULL},
    {"release_lock", say_none, METH_NOARGS, NULL},
    {"extension_suffixes", empty_list, METH_NOARGS, NULL},
    {"_frozen_module_names", empty_list, METH_NOARGS, NULL},
    {"_fix_co_filename", METHOD(say_nothing), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"_override_frozen_modules_for_tests", say_none, METH_O, NULL},
    {"source_hash", METHOD(i_source_hash), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

Object *
imp_module_new(void)
{
    Object *m = module_new("_imp");
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add_text(m, "check_hash_based_pycs", "default") < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
