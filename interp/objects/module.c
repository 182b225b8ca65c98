/* The module type. */
#include "interp/objects/module.h"

#include <string.h>

#include "gc/collector.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

Object *builtins_dict;

static int
fill_dict(Module *module, Object *name, Object *doc)
{
    Object *dict = module->dict;
    if (dict_set(dict, dn_name, name) < 0 ||
        dict_set(dict, dn_doc, doc) < 0 ||
        dict_set(dict, dn_package, NONE) < 0 ||
        dict_set(dict, dn_loader, NONE) < 0 ||
        dict_set(dict, dn_spec, NONE) < 0) {
        return -1;
    }
    if (str_check_exact(name)) {
        ref_store(module, &module->name, ref_new(name));
    }
    return 0;
}

Object *
module_new_object(Object *name)
{
    Module *module = (Module *)type_generic_alloc(&module_type, 0);
    if (module == NULL) {
        return NULL;
    }
    module->dict = dict_new();
    if (module->dict == NULL || fill_dict(module, name, NONE) < 0) {
        ref_dec(module);
        return NULL;
    }
    return OBJ(module);
}

Object *
module_new(const char *text)
{
    Object *name = str_intern_text(text);
    Object *module = name == NULL ? NULL : module_new_object(name);
    ref_xdec(name);
    return module;
}

int
module_add_functions(Object *module, MethodDef *functions)
{
    Object *name = dict_get(module_dict(module), dn_name);
    for (MethodDef *m = functions; m->name != NULL; m++) {
        Object *f = cfunction_new(m, module, name);
        if (f == NULL || module_add(module, m->name, f) < 0) {
            return -1;
        }
    }
    return 0;
}

int
module_add(Object *module, const char *name, Object *value)
{
    if (value == NULL) {
        return -1;
    }
    int failed = dict_set_text(module_dict(module), name, value);
    ref_dec(value);
    return failed;
}

int
module_add_int(Object *module, const char *name, long value)
{
    return module_add(module, name, int_from_long(value));
}

int
module_add_text(Object *module, const char *name, const char *value)
{
    return module_add(module, name, str_from_text(value));
}

Object *
module_exception(const char *module, const char *name, Object *base)
{
    Object *dict = dict_new(), *bases = tuple_pack(1, base);
    Object *text = str_from_text(module);
    Object *class = dict == NULL || bases == NULL || text == NULL ||
                            dict_set(dict, dn_module, text) < 0
                        ? NULL
                        : type_make(name, bases, dict);
    ref_xdec(dict);
    ref_xdec(bases);
    ref_xdec(text);
    return class;
}

void
module_clear_dict(Object *dict)
{
    ssize_t position = 0;
    Object *key, *value;
    for (int pass = 0; pass < 2; pass++) {
        position = 0;
        while (dict_next(dict, &position, &key, &value)) {
            if (value == NONE || !str_check(key)) {
                continue;
            }
            bool underscore = str_length(key) > 0 &&
                              str_char(key, 0) == '_';
            bool take = pass == 0
                            ? underscore && (str_length(key) < 2 ||
                                             str_char(key, 1) != '_')
                            : !underscore || !str_equal(key, dn_builtins);
            if (take && dict_set(dict, key, NONE) < 0) {
                error_clear();
            }
        }
    }
}

static int
module_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"name", "doc", NULL};
    static const ArgsSpec spec = {"module", names, 1, 0, 0};
    Module *module = (Module *)self;
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    if (!str_check(v[0])) {
        error_format(EXC(TypeError),
                     "module() argument 'name' must be str, not %s",
                     v[0]->type->name);
        return -1;
    }
    if (module->dict == NULL) {
        module->dict = dict_new();
        if (module->dict == NULL) {
            return -1;
        }
        RECORD_TOUCH(self);
    }
    return fill_dict(module, v[0], v[1] == NULL ? NONE : v[1]);
}

static Object *
module_getattro(Object *self, Object *name)
{
    Module *module = (Module *)self;
    Object *found = object_generic_getattr_dict(self, name, NULL, true);
    if (found != NULL || error_occurred()) {
        return found;
    }
    Object *getattr = module->dict == NULL
                          ? NULL
                          : dict_get(module->dict, dn_getattr);
    if (getattr != NULL) {
        return call_one(getattr, name);
    }
    Object *module_name =
        module->dict == NULL ? NULL : dict_get(module->dict, dn_name);
    if (module_name != NULL && str_check(module_name)) {
        error_format(EXC(AttributeError),
                     "module '%U' has no attribute '%U'", module_name, name);
    } else {
        error_format(EXC(AttributeError), "module has no attribute '%U'",
                     name);
    }
    return NULL;
}

static Object *
module_repr(Object *self)
{
    Object *dict = module_dict(self);
    Object *name = dict == NULL ? NULL : dict_get(dict, dn_name);
    Object *file = dict == NULL ? NULL : dict_get(dict, dn_file);
    if (name == NULL) {
        return str_from_text("<module '?'>");
    }
    if (file != NULL && str_check(file)) {
        return str_from_format("<module %R from %R>", name, file);
    }
    return str_from_format("<module %R (built-in)>", name);
}

static Object *
module_dir(Object *self, Object *unused)
{
    (void)unused;
    Object *dict = object_getattr(self, dn_dict); // a subclass may have its own
    if (dict == NULL) {
        return NULL;
    }
    Object *names = NULL;
    if (!dict_check(dict)) {
        error_set_text(EXC(TypeError),
                       "<module>.__dict__ is not a dictionary");
    } else {
        Object *function = dict_get(dict, dn_dir);
        names = function != NULL ? call_none(function) : dict_keys_list(dict);
    }
    ref_dec(dict);
    return names;
}

static Object *
get_annotations(Object *self, void *closure)
{
    (void)closure;
    Object *dict = module_dict(self);
    Object *found = dict_get(dict, dn_annotations);
    if (found != NULL) {
        return ref_new(found);
    }
    found = dict_new();
    if (found != NULL && dict_set(dict, dn_annotations, found) < 0) {
        REF_CLEAR(found);
    }
    return found;
}

static int
set_annotations(Object *self, Object *value, void *closure)
{
    (void)closure;
    Object *dict = module_dict(self);
    return value != NULL ? dict_set(dict, dn_annotations, value)
                         : dict_delete(dict, dn_annotations);
}

static void
module_value_text(Object *self, char *out, size_t size)
{
    Object *name = ((Module *)self)->name;
    snprintf(out, size, "module %s", name == NULL ? "?" : str_label(name));
}

static MethodDef module_methods[] = {
    {"__dir__", module_dir, METH_NOARGS,
     "__dir__() -> list\nspecialized dir() implementation"},
    {NULL, NULL, 0, NULL}};

static FieldDef module_members[] = {
    {"__dict__", FIELD_OBJECT, offsetof(Module, dict), FIELD_READONLY, NULL},
    {"name", FIELD_OBJECT, offsetof(Module, name),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef module_getset[] = {
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type module_type = {
    TYPE_HEAD_INIT,
    .name = "module",
    .basicsize = sizeof(Module),
    .dealloc = type_generic_dealloc,
    .value_text = module_value_text,
    .repr = module_repr,
    .getattro = module_getattro,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Create a module object.\n\nThe name must be a string; the "
           "optional docstring can have any type.",
    .weaklist_offset = offsetof(Module, weaklist),
    .methods = module_methods,
    .members = module_members,
    .getset = module_getset,
    .dict_offset = offsetof(Module, dict),
    .init = module_init,
    .new_ = type_generic_new,
};
