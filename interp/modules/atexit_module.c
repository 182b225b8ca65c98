/* The module atexit: functions that run at the end, last one first. */
#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

static Object *callbacks; // list of (function, args, kwargs or None)

static void
root(void)
{
    static bool done;
    if (!done) {
        done = true;
        ref_root(&callbacks, "functions of atexit");
    }
}

static Object *
m_register(Object *self, Object *args, Object *kwargs)
{
    (void)self;
    if (tuple_size(args) == 0) {
        return error_set_text(EXC(TypeError),
                              "register() takes at least 1 argument (0 "
                              "given)");
    }
    Object *function = tuple_get(args, 0);
    if (!object_is_callable(function)) {
        return error_set_text(EXC(TypeError),
                              "the first argument must be callable");
    }
    if (callbacks == NULL) {
        callbacks = list_new(0);
        root();
    }
    Object *rest = tuple_get_slice(args, 1, tuple_size(args));
    Object *row = callbacks == NULL || rest == NULL
                      ? NULL
                      : tuple_pack(3, function, rest,
                                   kwargs == NULL ? NONE : kwargs);
    ref_xdec(rest);
    if (row == NULL || list_append_steal(callbacks, row) < 0) {
        return NULL;
    }
    return ref_new(function);
}

static Object *
m_unregister(Object *self, Object *function)
{
    (void)self;
    ssize_t n = callbacks == NULL ? 0 : list_size(callbacks);
    for (ssize_t i = n - 1; i >= 0; i--) {
        Object *row = list_get(callbacks, i);
        int equal = object_richcompare_bool(tuple_get(row, 0), function,
                                            CMP_EQ);
        if (equal < 0 ||
            (equal > 0 && list_set_slice(callbacks, i, i + 1, NULL) < 0)) {
            return NULL;
        }
    }
    return none_new();
}

void
atexit_run(void)
{
    while (callbacks != NULL && list_size(callbacks) > 0) {
        Object *row = list_pop(callbacks, list_size(callbacks) - 1);
        if (row == NULL) {
            error_clear();
            break;
        }
        Object *kwargs = tuple_get(row, 2);
        Object *result = call_object(tuple_get(row, 0), tuple_get(row, 1),
                                     kwargs == NONE ? NULL : kwargs);
        if (result == NULL) {
            error_write_unraisable_as("Exception ignored in atexit callback",
                                      tuple_get(row, 0));
        }
        ref_xdec(result);
        ref_dec(row);
    }
    REF_CLEAR(callbacks);
}

static Object *
m_run(Object *self, Object *unused)
{
    (void)self, (void)unused;
    atexit_run();
    return none_new();
}

static Object *
m_clear(Object *self, Object *unused)
{
    (void)self, (void)unused;
    REF_CLEAR(callbacks);
    return none_new();
}

static Object *
m_count(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_ssize(callbacks == NULL ? 0 : list_size(callbacks));
}

static MethodDef functions[] = {
    {"register", METHOD(m_register), METH_VARARGS | METH_KEYWORDS,
     "register(func, *args, **kwargs) -> func\n\nRegister a function to be "
     "executed upon normal program termination."},
    {"unregister", m_unregister, METH_O, NULL},
    {"_run_exitfuncs", m_run, METH_NOARGS, NULL},
    {"_clear", m_clear, METH_NOARGS, NULL},
    {"_ncallbacks", m_count, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
atexit_module_new(void)
{
    Object *m = module_new("atexit");
    if (m != NULL && module_add_functions(m, functions) < 0) {
        REF_CLEAR(m);
    }
    return m;
}
