/* The module faulthandler: can be switched on and off. A crash of the
 * runtime itself prints nothing more. */
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"

static bool enabled;

static Object *
f_enable(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self, (void)args, (void)nargs, (void)kwnames;
    enabled = true;
    return none_new();
}

static Object *
f_disable(Object *self, Object *unused)
{
    (void)self, (void)unused;
    bool was = enabled;
    enabled = false;
    return bool_new(was);
}

static Object *
f_is_enabled(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return bool_new(enabled);
}

static Object *
f_nothing(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return none_new();
}

static MethodDef functions[] = {
    {"enable", METHOD(f_enable), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"disable", f_disable, METH_NOARGS, NULL},
    {"is_enabled", f_is_enabled, METH_NOARGS, NULL},
    {"dump_traceback_later", METHOD(f_nothing), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"cancel_dump_traceback_later", METHOD(f_nothing),
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
faulthandler_module_new(void)
{
    Object *m = module_new("faulthandler");
    if (m != NULL && module_add_functions(m, functions) < 0) {
        REF_CLEAR(m);
    }
    return m;
}
