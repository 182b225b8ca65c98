/* The module _weakref, on which the standard library's weakref.py runs. */
#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/weakref_core.h"

static Object *
get_count(Object *self, Object *o)
{
    (void)self;
    return int_from_ssize(weakref_count(o));
}

static Object *
get_refs(Object *self, Object *o)
{
    (void)self;
    ssize_t n = weakref_count(o);
    Object *list = list_new(n);
    if (list == NULL || n == 0) {
        return list;
    }
    WeakRef *at = *weakref_list(o);
    for (ssize_t i = 0; i < n; i++, at = at->next) {
        list_init_item(list, i, ref_new(at));
    }
    return list;
}

static Object *
make_proxy(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("proxy", nargs, 1, 2)) {
        return NULL;
    }
    return weakref_proxy_new(args[0], nargs == 2 ? args[1] : NULL);
}

// Deletes d[key] if a dead reference stands there: what the callback of a
// WeakValueDictionary does.
static Object *
remove_dead(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("_remove_dead_weakref", nargs, 2, 2)) {
        return NULL;
    }
    if (!dict_check(args[0])) {
        return error_format(EXC(TypeError),
                            "_remove_dead_weakref() argument 1 must be dict,"
                            " not %.50s", TYPE_OF(args[0])->name);
    }
    Object *value = dict_get(args[0], args[1]);
    if (value == NULL) {
        return error_occurred() != NULL ? NULL : none_new();
    }
    if (!weakref_is_any(value)) {
        return error_set_text(EXC(TypeError), "not a weakref");
    }
    Object *target = weakref_target(value);
    if (target != NULL) {
        ref_dec(target);
        return none_new();
    }
    return dict_delete(args[0], args[1]) < 0 ? NULL : none_new();
}

static MethodDef functions[] = {
    {"getweakrefcount", get_count, METH_O,
     "getweakrefcount($module, object, /)\n--\n\nReturn the number of weak "
     "references to 'object'."},
    {"getweakrefs", get_refs, METH_O,
     "getweakrefs(object) -- return a list of all weak reference objects\n"
     "that point to 'object'."},
    {"proxy", METHOD(make_proxy), METH_FASTCALL,
     "proxy(object[, callback]) -- create a proxy object that weakly\n"
     "references 'object'.  'callback', if given, is called with a\n"
     "reference to the proxy when 'object' is about to be finalized."},
    {"_remove_dead_weakref", METHOD(remove_dead), METH_FASTCALL,
     "_remove_dead_weakref($module, dct, key, /)\n--\n\nAtomically remove "
     "key from dict if it points to a dead weakref."},
    {NULL, NULL, 0, NULL}};

Object *
weakref_module_new(void)
{
    Object *m = module_new("_weakref");
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add(m, "ref", ref_new(&weakref_type)) < 0 ||
        module_add(m, "ReferenceType", ref_new(&weakref_type)) < 0 ||
        module_add(m, "ProxyType", ref_new(&weakref_proxy_type)) < 0 ||
        module_add(m, "CallableProxyType",
                   ref_new(&weakref_callable_proxy_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
