/* __reduce__ of built-in functions, methods and descriptors: how copy and
 * pickle find them again. */
#include "interp/objects/descriptor.h"
#include "interp/objects/function.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/dict.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

// (getattr, (owner, name)); steals both, which may be NULL.
static Object *
reduce_getattr(STEALS Object *owner, STEALS Object *name)
{
    Object *pair = owner == NULL || name == NULL ? NULL
                                                 : tuple_pack(2, owner, name);
    Object *f = pair == NULL ? NULL : dict_get_text(builtins_dict, "getattr");
    Object *result = f == NULL ? NULL : tuple_pack(2, f, pair);
    ref_xdec(owner);
    ref_xdec(name);
    ref_xdec(pair);
    return result;
}

// Attribute `owner` of it, and its name.
static Object *
callable_reduce(Object *self, Object *unused)
{
    (void)unused;
    if (TYPE_OF(self) == &cfunction_type) {
        Object *owner = ((CFunctionObject *)self)->self;
        if (owner == NULL || TYPE_OF(owner) == &module_type) {
            return object_getattr(self, dn_name);
        }
        return reduce_getattr(ref_new(owner), object_getattr(self, dn_name));
    }
    if (TYPE_OF(self) == &method_type) {
        Method *m = (Method *)self;
        return reduce_getattr(ref_new(m->self),
                              object_getattr(m->function, dn_name));
    }
    bool bound = TYPE_OF(self) == &method_wrapper_type;
    return reduce_getattr(object_getattr_text(self, bound ? "__self__"
                                                          : "__objclass__"),
                          object_getattr(self, dn_name));
}

MethodDef callable_methods[] = {
    {"__reduce__", callable_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
