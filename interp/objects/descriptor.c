/* Descriptors for methods, fields and properties of C types; calling C
 * functions of any convention. */
#include "interp/objects/descriptor_core.h"

#include "gc/collector.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

void *
descriptor_new(Type *kind, Type *owner, const char *name)
{
    Descriptor *d = object_new(kind, 0);
    if (d == NULL) {
        return NULL;
    }
    d->owner = ref_new(owner);
    d->name = str_intern_text(name);
    gc_track(d);
    if (d->name == NULL) {
        ref_dec(d);
        return NULL;
    }
    return d;
}

static Object *method_vectorcall(Object *callable, Object *const *args,
                                 size_t nargsf, Object *kwnames);

Object *
method_descriptor_new(Type *type, MethodDef *method)
{
    MethodDescriptor *d =
        descriptor_new(&method_descriptor_type, type, method->name);
    if (d != NULL) {
        d->method = method;
        d->vectorcall = method_vectorcall;
    }
    return OBJ(d);
}

Object *
classmethod_descriptor_new(Type *type, MethodDef *method)
{
    MethodDescriptor *d =
        descriptor_new(&classmethod_descriptor_type, type, method->name);
    if (d != NULL) {
        d->method = method;
    }
    return OBJ(d);
}

Object *
member_descriptor_new(Type *type, FieldDef *member)
{
    MemberDescriptor *d =
        descriptor_new(&member_descriptor_type, type, member->name);
    if (d != NULL) {
        d->member = member;
    }
    return OBJ(d);
}

Object *
getset_descriptor_new(Type *type, GetSetDef *getset)
{
    GetSetDescriptor *d =
        descriptor_new(&getset_descriptor_type, type, getset->name);
    if (d != NULL) {
        d->getset = getset;
    }
    return OBJ(d);
}

// -------------------------------------------------------------- descriptors

bool
descriptor_check_owner(Descriptor *d, Object *o)
{
    if (object_type_check(o, d->owner)) {
        return true;
    }
    error_format(EXC(TypeError),
                 "descriptor '%V' for '%.100s' objects doesn't apply to a "
                 "'%.100s' object", d->name, "?", d->owner->name,
                 o->type->name);
    return false;
}

static Object *
method_get(Object *self, Object *o, Object *type)
{
    (void)type;
    MethodDescriptor *d = (MethodDescriptor *)self;
    if (o == NULL) {
        return ref_new(self);
    }
    return descriptor_check_owner(&d->head, o)
               ? cfunction_new(d->method, o, NULL)
               : NULL;
}

static Object *
classmethod_get(Object *self, Object *o, Object *type)
{
    MethodDescriptor *d = (MethodDescriptor *)self;
    if (type == NULL) {
        type = o != NULL ? OBJ(o->type) : NULL;
    }
    if (type == NULL || !type_check(type)) {
        return error_format(EXC(TypeError),
                            "descriptor '%V' for type '%.100s' needs either "
                            "an object or a type", d->head.name, "?",
                            d->head.owner->name);
    }
    if (!type_is_subtype((Type *)type, d->head.owner)) {
        return error_format(EXC(TypeError),
                            "descriptor '%V' requires a subtype of '%.100s' "
                            "but received '%.100s'", d->head.name, "?",
                            d->head.owner->name, ((Type *)type)->name);
    }
    return cfunction_new(d->method, type, NULL);
}

static Object *
member_get(Object *self, Object *o, Object *type)
{
    (void)type;
    MemberDescriptor *d = (MemberDescriptor *)self;
    if (o == NULL) {
        return ref_new(self);
    }
    return descriptor_check_owner(&d->head, o) ? field_get(o, d->member) : NULL;
}

static int
member_set(Object *self, Object *o, Object *value)
{
    MemberDescriptor *d = (MemberDescriptor *)self;
    return descriptor_check_owner(&d->head, o)
               ? field_set(o, d->member, value)
               : -1;
}

static Object *
getset_get(Object *self, Object *o, Object *type)
{
    (void)type;
    GetSetDescriptor *d = (GetSetDescriptor *)self;
    if (o == NULL) {
        return ref_new(self);
    }
    if (!descriptor_check_owner(&d->head, o)) {
        return NULL;
    }
    if (d->getset->get == NULL) {
        return error_format(EXC(AttributeError),
                            "attribute '%V' of '%.100s' objects is not "
                            "readable", d->head.name, "?",
                            d->head.owner->name);
    }
    return d->getset->get(o, d->getset->closure);
}

static int
getset_set(Object *self, Object *o, Object *value)
{
    GetSetDescriptor *d = (GetSetDescriptor *)self;
    if (!descriptor_check_owner(&d->head, o)) {
        return -1;
    }
    if (d->getset->set == NULL) {
        error_format(EXC(AttributeError),
                     "attribute '%V' of '%.100s' objects is not writable",
                     d->head.name, "?", d->head.owner->name);
        return -1;
    }
    return d->getset->set(o, value, d->getset->closure);
}

// -------------------------------------------------------- calling C functions

// TypeError "f() takes no arguments (1 given)" and the like.
static Object *
wrong_count(MethodDef *m, const char *prefix, const char *what, ssize_t n)
{
    return error_format(EXC(TypeError), "%s%s%s() takes %s (%zd given)",
                        prefix == NULL ? "" : prefix,
                        prefix == NULL ? "" : ".", m->name, what, n);
}

// The conventions with a tuple of arguments, and maybe a dict of those by
// keyword (kwnames NULL: there are none).
static Object *
call_with_tuple(MethodDef *m, Object *self, Object *const *args,
                ssize_t nargs, Object *kwnames)
{
    Object *tuple = tuple_from_array(args, nargs);
    Object *kwargs = NULL;
    if (tuple == NULL) {
        return NULL;
    }
    if (kwnames != NULL) {
        kwargs = dict_new();
        for (ssize_t i = 0; kwargs != NULL && i < tuple_size(kwnames); i++) {
            if (dict_set(kwargs, tuple_get(kwnames, i), args[nargs + i]) <
                0) {
                REF_CLEAR(kwargs);
            }
        }
        if (kwargs == NULL) {
            ref_dec(tuple);
            return NULL;
        }
    }
    Object *result =
        (m->flags & METH_KEYWORDS) == 0
            ? m->function(self, tuple)
            : ((CVarKeywordFunction)(void (*)(void))m->function)(self, tuple,
                                                                 kwargs);
    ref_dec(tuple);
    ref_xdec(kwargs);
    return result;
}

Object *
method_call_vector(MethodDef *m, Object *self, Object *const *args,
                   ssize_t nargs, Object *kwnames, const char *type_name)
{
    int flags = m->flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST);
    bool has_keywords = kwnames != NULL && tuple_size(kwnames) != 0;
    if (has_keywords && (flags & METH_KEYWORDS) == 0) {
        return error_format(EXC(TypeError),
                            "%s%s%s() takes no keyword arguments",
                            type_name == NULL ? "" : type_name,
                            type_name == NULL ? "" : ".", m->name);
    }
    Object *result;
    switch (flags) {
    case METH_NOARGS:
        if (nargs != 0) {
            return wrong_count(m, type_name, "no arguments", nargs);
        }
        result = m->function(self, NULL);
        break;
    case METH_O:
        if (nargs != 1) {
            return wrong_count(m, type_name, "exactly one argument", nargs);
        }
        result = m->function(self, args[0]);
        break;
    case METH_FASTCALL:
        result = ((CFastFunction)(void (*)(void))m->function)(self, args,
                                                              nargs);
        break;
    case METH_FASTCALL | METH_KEYWORDS:
        result = ((CKeywordFunction)(void (*)(void))m->function)(
            self, args, nargs, kwnames);
        break;
    case METH_VARARGS:
    case METH_VARARGS | METH_KEYWORDS:
        result = call_with_tuple(m, self, args, nargs,
                                 has_keywords ? kwnames : NULL);
        break;
    default:
        return error_bad_internal();
    }
    return result;
}

static Object *
method_vectorcall(Object *callable, Object *const *args, size_t nargsf,
                  Object *kwnames)
{
    MethodDescriptor *d = (MethodDescriptor *)callable;
    ssize_t nargs = call_nargs(nargsf);
    if (nargs < 1) {
        return error_format(EXC(TypeError),
                            "unbound method %s.%U() needs an argument",
                            type_short_name(d->head.owner), d->head.name);
    }
    if (!object_type_check(args[0], d->head.owner)) {
        descriptor_check_owner(&d->head, args[0]);
        return NULL;
    }
    if (recursion_enter(" while calling a Python object") < 0) {
        return NULL;
    }
    Object *result =
        method_call_vector(d->method, args[0], args + 1, nargs - 1, kwnames,
                           type_short_name(d->head.owner));
    recursion_leave();
    return result;
}

static Object *
classmethod_call(Object *self, Object *args, Object *kwargs)
{
    MethodDescriptor *d = (MethodDescriptor *)self;
    ssize_t n = tuple_size(args);
    if (n < 1) {
        return error_format(EXC(TypeError),
                            "descriptor '%V' of '%.100s' object needs an "
                            "argument", d->head.name, "?",
                            d->head.owner->name);
    }
    Object *bound = classmethod_get(self, NULL, tuple_get(args, 0));
    if (bound == NULL) {
        return NULL;
    }
    Object *rest = tuple_get_slice(args, 1, n);
    Object *result = rest == NULL ? NULL : call_object(bound, rest, kwargs);
    ref_xdec(rest);
    ref_dec(bound);
    return result;
}

// -------------------------------------------------------------- attributes

static Object *
get_qualname(Object *self, void *closure)
{
    (void)closure;
    Descriptor *d = (Descriptor *)self;
    if (d->qualname == NULL) {
        Object *owner = type_qualname_object(d->owner);
        if (owner == NULL) {
            return NULL;
        }
        d->qualname = str_from_format("%U.%U", owner, d->name);
        ref_dec(owner);
        RECORD_TOUCH(self);
    }
    return ref_xnew(d->qualname);
}

static const char *
doc_of(Object *self)
{
    Type *type = TYPE_OF(self);
    return type == &member_descriptor_type
               ? ((MemberDescriptor *)self)->member->doc
           : type == &getset_descriptor_type
               ? ((GetSetDescriptor *)self)->getset->doc
           : type == &wrapper_descriptor_type
               ? ((WrapperDescriptor *)self)->slot->doc
               : ((MethodDescriptor *)self)->method->doc;
}

static Object *
get_doc(Object *self, void *closure)
{
    (void)closure;
    const char *name = str_as_utf8(((Descriptor *)self)->name, NULL);
    return name == NULL ? NULL : doc_body(name, doc_of(self));
}

static Object *
get_signature(Object *self, void *closure)
{
    (void)closure;
    const char *name = str_as_utf8(((Descriptor *)self)->name, NULL);
    return name == NULL ? NULL : doc_signature(name, doc_of(self));
}

Object *
descriptor_repr_as(Object *self, const char *kind)
{
    Descriptor *d = (Descriptor *)self;
    return str_from_format("<%s '%U' of '%s' objects>", kind, d->name,
                           d->owner->name);
}

static Object *
method_repr(Object *self)
{
    return descriptor_repr_as(self, "method");
}

static Object *
member_repr(Object *self)
{
    return descriptor_repr_as(self, "member");
}

static Object *
getset_repr(Object *self)
{
    return descriptor_repr_as(self, "attribute");
}

void
descriptor_value_text(Object *self, char *out, size_t size)
{
    Descriptor *d = (Descriptor *)self;
    object_value_join(out, size, d->owner->name, ".",
                      d->name == NULL ? "?" : str_label(d->name));
}

FieldDef descriptor_members[] = {
    {"__objclass__", FIELD_OBJECT, offsetof(Descriptor, owner),
     FIELD_READONLY | FIELD_NO_CLEAR, NULL},
    {"__name__", FIELD_OBJECT, offsetof(Descriptor, name),
     FIELD_READONLY | FIELD_NO_CLEAR | FIELD_NO_VISIT, NULL},
    {"qualname", FIELD_OBJECT, offsetof(Descriptor, qualname),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_CLEAR | FIELD_NO_VISIT, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef descriptor_getset[] = {
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__qualname__", get_qualname, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

GetSetDef descriptor_callable_getset[] = {
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__qualname__", get_qualname, NULL, NULL, NULL},
    {"__text_signature__", get_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

DESCRIPTOR(method_descriptor_type, "method_descriptor", MethodDescriptor,
           method_repr)
    .vectorcall_offset = offsetof(MethodDescriptor, vectorcall),
    .call = call_vectorcall_slot,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_VECTORCALL |
             TYPE_METHOD_DESCRIPTOR,
    .methods = callable_methods,
    .getset = descriptor_callable_getset,
    .descr_get = method_get,
};

DESCRIPTOR(classmethod_descriptor_type, "classmethod_descriptor",
           MethodDescriptor, method_repr)
    .call = classmethod_call,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .getset = descriptor_callable_getset,
    .descr_get = classmethod_get,
};

DESCRIPTOR(member_descriptor_type, "member_descriptor", MemberDescriptor,
           member_repr)
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .methods = callable_methods,
    .getset = descriptor_getset,
    .descr_get = member_get,
    .descr_set = member_set,
};

DESCRIPTOR(getset_descriptor_type, "getset_descriptor", GetSetDescriptor,
           getset_repr)
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .getset = descriptor_getset,
    .descr_get = getset_get,
    .descr_set = getset_set,
};
