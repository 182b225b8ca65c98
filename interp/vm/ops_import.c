/* Instruction bodies for imports and the prompt. */
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/vm/ops.h"

int
ops_print_expression(Object *value)
{
    extern Object *sys_get(const char *);
    Object *hook = sys_get("displayhook");
    if (hook == NULL) {
        error_set_text(EXC(RuntimeError), "lost sys.displayhook");
        return -1;
    }
    Object *result = call_one(hook, value);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

Object *
ops_import_name(Frame *frame, Object *name, Object *from_list, Object *level)
{
    Object *builtins = frame->function->builtins;
    Object *function = dict_check(builtins)
                           ? ref_xnew(dict_get(builtins, dn_import))
                           : object_getitem(builtins, dn_import);
    if (function == NULL) {
        if (!error_occurred() || error_matches(EXC(KeyError))) {
            error_clear();
            error_set_text(EXC(ImportError), "__import__ not found");
        }
        return NULL;
    }
    Object *locals = frame->locals == NULL ? NONE : frame->locals;
    Object *args[5] = {name, frame->globals, locals, from_list, level};
    Object *module = call_vector(function, args, 5, NULL);
    ref_dec(function);
    return module;
}

Object *
ops_import_from(Object *module, Object *name)
{
    Object *value;
    if (object_lookup_attr(module, name, &value) != 0) {
        return value;
    }
    // A circular import: the submodule is there but not bound yet.
    Object *package = NULL, *file = NULL;
    extern Object *sys_modules;
    if (object_lookup_attr(module, dn_name, &package) < 0) {
        return NULL;
    }
    if (package != NULL && str_check(package)) {
        Object *full = str_from_format("%U.%U", package, name);
        value = full == NULL ? NULL : dict_get(sys_modules, full);
        ref_xdec(full);
        if (value != NULL) {
            ref_dec(package);
            return ref_new(value);
        }
    }
    if (object_lookup_attr(module, dn_file, &file) < 0) {
        error_clear();
    }
    Object *shown = package != NULL ? package : NULL;
    extern bool import_is_loading(Object *);
    bool partly = import_is_loading(module);
    Object *text =
        file == NULL || !str_check(file)
            ? str_from_format("cannot import name %R from %R (unknown "
                              "location)", name,
                              shown == NULL ? NONE : shown)
            : str_from_format("cannot import name %R from %s%R%s (%S)", name,
                              partly ? "partially initialized module " : "",
                              shown == NULL ? NONE : shown,
                              partly ? " (most likely due to a circular "
                                       "import)"
                                     : "",
                              file);
    if (text != NULL) {
        Object *args[3] = {text, package == NULL ? NONE : package,
                           file == NULL ? NONE : file};
        Object *kwnames = tuple_pack(2, nm_name, nm_path);
        Object *error =
            kwnames == NULL ? NULL
                            : call_vector(EXC(ImportError), args, 1, kwnames);
        if (error != NULL) {
            error_set_object(EXC(ImportError), error);
        }
        ref_xdec(error);
        ref_xdec(kwnames);
    }
    ref_xdec(text);
    ref_xdec(package);
    ref_xdec(file);
    return NULL;
}

int
ops_import_star(Frame *frame, Object *module)
{
    Object *locals = frame_locals(frame);
    Object *all, *dict = NULL;
    if (locals == NULL || object_lookup_attr(module, dn_all, &all) < 0) {
        return -1;
    }
    bool skip_private = all == NULL;
    if (all == NULL) {
        if (object_lookup_attr(module, dn_dict, &dict) < 0) {
            return -1;
        }
        if (dict == NULL) {
            error_set_text(EXC(ImportError), "from-import-* object has no "
                                             "__dict__ and no __all__");
            return -1;
        }
        all = mapping_keys(dict);
        ref_dec(dict);
    }
    Object *names = all == NULL ? NULL : sequence_list(all);
    ref_xdec(all);
    if (names == NULL) {
        return -1;
    }
    int failed = 0;
    for (ssize_t i = 0; failed == 0 && i < list_size(names); i++) {
        Object *name = list_get(names, i);
        if (!str_check(name)) {
            error_format(EXC(TypeError),
                         "Item in __all__ must be str, not %.100s",
                         name->type->name);
            failed = -1;
            break;
        }
        if (skip_private && str_length(name) > 0 &&
            str_char(name, 0) == '_') {
            continue;
        }
        Object *value = object_getattr(module, name);
        failed = value == NULL ? -1 : object_setitem(locals, name, value);
        ref_xdec(value);
    }
    ref_dec(names);
    return failed;
}
