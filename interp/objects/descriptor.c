/* Descriptors for methods, fields, properties and slots of C types. */
#include "interp/objects/descriptor.h"

#include <string.h>

#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static void *
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

Object *
wrapper_descriptor_new(Type *type, SlotDef *slot, void *wrapped)
{
    WrapperDescriptor *d =
        descriptor_new(&wrapper_descriptor_type, type, slot->name);
    if (d != NULL) {
        d->slot = slot;
        d->wrapped = wrapped;
    }
    return OBJ(d);
}

// ------------------------------------------------------------------- fields

Object *
field_get(Object *o, const FieldDef *row)
{
    void *place = (char *)o + row->offset;
    Object *value;
    switch (row->kind) {
    case FIELD_OBJECT:
    case FIELD_BORROWED:
        value = *(Object **)place;
        return ref_new(value == NULL ? NONE : value);
    case FIELD_OBJECT_EX:
        value = *(Object **)place;
        if (value == NULL) {
            return error_format(EXC(AttributeError), "'%.200s' object has no attribute '%s'", o->type->name, row->name);
        }
        return ref_new(value);
    case FIELD_INT:
        return int_from_long(*(int *)place);
    case FIELD_UINT:
        return int_from_long((long)*(unsigned *)place);
    case FIELD_SSIZE:
        return int_from_ssize(*(ssize_t *)place);
    case FIELD_BOOL:
        return bool_new(*(char *)place != 0);
    case FIELD_BYTE:
        return int_from_long(*(signed char *)place);
    case FIELD_DOUBLE:
        return float_new(*(double *)place);
    case FIELD_CSTRING:
        return *(char **)place == NULL ? none_new()
                                       : str_from_text(*(char **)place);
    }
    return error_bad_internal();
}

int
field_set(Object *o, const FieldDef *row, Object *value)
{
    void *place = (char *)o + row->offset;
    if ((row->flags & FIELD_READONLY) != 0) {
        error_set_text(EXC(AttributeError), "readonly attribute");
        return -1;
    }
    if (value == NULL) {
        if (row->kind == FIELD_OBJECT_EX) {
            if (*(Object **)place == NULL) {
                error_set_text(EXC(AttributeError), row->name); // only that
                return -1;
            }
        } else if (row->kind != FIELD_OBJECT) {
            error_set_text(EXC(TypeError),
                           "can't delete numeric/char attribute");
            return -1;
        }
    }
    switch (row->kind) {
    case FIELD_OBJECT:
    case FIELD_OBJECT_EX: {
        Object *old = *(Object **)place;
        *(Object **)place = ref_xnew(value);
        RECORD_SLOT(o, edge_text(type_has_feature(TYPE_OF(o), TYPE_HEAP) && row->kind == FIELD_OBJECT_EX ? EDGE_SLOT : EDGE_FIELD, row->name), value);
        ref_xdec(old);
        return 0;
    }
    case FIELD_BOOL:
        if (!bool_check(value)) {
            error_set_text(EXC(TypeError),
                           "attribute value type must be bool");
            return -1;
        }
        *(char *)place = value == TRUE;
        return 0;
    case FIELD_INT: {
        long number = int_as_long(value);
        if (number == -1 && error_occurred()) {
            return -1;
        }
        *(int *)place = (int)number;
        return 0;
    }
    case FIELD_SSIZE: {
        ssize_t number = int_as_ssize(value);
        if (number == -1 && error_occurred()) {
            return -1;
        }
        *(ssize_t *)place = number;
        return 0;
    }
    default:
        error_bad_internal();
        return -1;
    }
}

// -------------------------------------------------------------- descriptors

// Whether `o` is an instance of the descriptor's class; TypeError if not.
static bool
check_owner(Descriptor *d, Object *o)
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
    return check_owner(&d->head, o) ? cfunction_new(d->method, o, NULL)
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
    return check_owner(&d->head, o) ? field_get(o, d->member) : NULL;
}

static int
member_set(Object *self, Object *o, Object *value)
{
    MemberDescriptor *d = (MemberDescriptor *)self;
    return check_owner(&d->head, o) ? field_set(o, d->member, value) : -1;
}

static Object *
getset_get(Object *self, Object *o, Object *type)
{
    (void)type;
    GetSetDescriptor *d = (GetSetDescriptor *)self;
    if (o == NULL) {
        return ref_new(self);
    }
    if (!check_owner(&d->head, o)) {
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
    if (!check_owner(&d->head, o)) {
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
    case METH_VARARGS | METH_KEYWORDS: {
        Object *tuple = tuple_from_array(args, nargs);
        Object *kwargs = NULL;
        if (tuple == NULL) {
            return NULL;
        }
        if (has_keywords) {
            kwargs = dict_new();
            for (ssize_t i = 0;
                 kwargs != NULL && i < tuple_size(kwnames); i++) {
                if (dict_set(kwargs, tuple_get(kwnames, i),
                             args[nargs + i]) < 0) {
                    REF_CLEAR(kwargs);
                }
            }
            if (kwargs == NULL) {
                ref_dec(tuple);
                return NULL;
            }
        }
        result = flags == METH_VARARGS
                     ? m->function(self, tuple)
                     : ((CVarKeywordFunction)(void (*)(void))m->function)(
                           self, tuple, kwargs);
        ref_dec(tuple);
        ref_xdec(kwargs);
        break;
    }
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
        check_owner(&d->head, args[0]);
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

static Object *
wrapper_call_raw(WrapperDescriptor *d, Object *self, Object *args,
                 Object *kwargs)
{
    if (kwargs != NULL && dict_size(kwargs) != 0 && !d->slot->keywords) {
        return error_format(EXC(TypeError),
                            "wrapper %s() takes no keyword arguments",
                            d->slot->name);
    }
    return d->slot->wrapper(self, args, d->wrapped, kwargs);
}

static Object *
wrapper_call(Object *self, Object *args, Object *kwargs)
{
    WrapperDescriptor *d = (WrapperDescriptor *)self;
    ssize_t n = tuple_size(args);
    if (n < 1) {
        return error_format(EXC(TypeError),
                            "descriptor '%V' of '%.100s' object needs an "
                            "argument", d->head.name, "?",
                            d->head.owner->name);
    }
    Object *target = tuple_get(args, 0);
    if (!object_type_check(target, d->head.owner)) {
        return error_format(EXC(TypeError),
                            "descriptor '%V' requires a '%.100s' object but "
                            "received a '%.100s'", d->head.name, "?",
                            d->head.owner->name, target->type->name);
    }
    Object *rest = tuple_get_slice(args, 1, n);
    if (rest == NULL) {
        return NULL;
    }
    Object *result = wrapper_call_raw(d, target, rest, kwargs);
    ref_dec(rest);
    return result;
}

typedef struct MethodWrapper {
    Object base;
    WrapperDescriptor *descriptor; /* owned */
    Object *self;                  /* owned */
} MethodWrapper;

static Object *
wrapper_get(Object *self, Object *o, Object *type)
{
    (void)type;
    if (o == NULL) {
        return ref_new(self);
    }
    if (!check_owner((Descriptor *)self, o)) {
        return NULL;
    }
    MethodWrapper *wrapper = object_new(&method_wrapper_type, 0);
    if (wrapper != NULL) {
        wrapper->descriptor = ref_new(self);
        wrapper->self = ref_new(o);
        gc_track(wrapper);
    }
    return OBJ(wrapper);
}

static Object *
method_wrapper_call(Object *self, Object *args, Object *kwargs)
{
    MethodWrapper *wrapper = (MethodWrapper *)self;
    return wrapper_call_raw(wrapper->descriptor, wrapper->self, args, kwargs);
}

// ---------------------------------------------------------------- doc texts

// Where the prose begins, and the signature line in front of it.
static const char *
split_doc(const char *name, const char *doc, const char **signature,
          size_t *length)
{
    *signature = NULL;
    if (doc == NULL) {
        return NULL;
    }
    const char *dot = strrchr(name, '.');
    name = dot != NULL ? dot + 1 : name;
    size_t n = strlen(name);
    if (strncmp(doc, name, n) == 0 && doc[n] == '(') {
        const char *end = strstr(doc, ")\n--\n\n");
        if (end != NULL) {
            *signature = doc + n;
            *length = (size_t)(end + 1 - *signature);
            return end + 6;
        }
    }
    return doc;
}

Object *
doc_body(const char *name, const char *doc)
{
    const char *signature;
    size_t n;
    const char *body = split_doc(name, doc, &signature, &n);
    return body == NULL || *body == '\0' ? none_new() : str_from_text(body);
}

Object *
doc_signature(const char *name, const char *doc)
{
    const char *signature;
    size_t n;
    (void)split_doc(name, doc, &signature, &n);
    return signature == NULL ? none_new()
                             : str_from_utf8(signature, (ssize_t)n);
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

static Object *
repr_as(Object *self, const char *kind)
{
    Descriptor *d = (Descriptor *)self;
    return str_from_format("<%s '%U' of '%s' objects>", kind, d->name,
                           d->owner->name);
}

static Object *
method_repr(Object *self)
{
    return repr_as(self, "method");
}

static Object *
member_repr(Object *self)
{
    return repr_as(self, "member");
}

static Object *
getset_repr(Object *self)
{
    return repr_as(self, "attribute");
}

static Object *
wrapper_repr(Object *self)
{
    return repr_as(self, "slot wrapper");
}

static Object *
method_wrapper_repr(Object *self)
{
    MethodWrapper *w = (MethodWrapper *)self;
    return str_from_format("<method-wrapper '%s' of %s object at %p>",
                           w->descriptor->slot->name, w->self->type->name,
                           w->self);
}

static Object *
method_wrapper_compare(Object *a, Object *b, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) ||
        TYPE_OF(a) != &method_wrapper_type ||
        TYPE_OF(b) != &method_wrapper_type) {
        return not_implemented_new();
    }
    MethodWrapper *x = (MethodWrapper *)a, *y = (MethodWrapper *)b;
    bool equal = x->descriptor == y->descriptor && x->self == y->self;
    return bool_new(equal == (op == CMP_EQ));
}

static HashValue
method_wrapper_hash(Object *self)
{
    MethodWrapper *w = (MethodWrapper *)self;
    HashValue hash = hash_pointer(w->self) ^ hash_pointer(w->descriptor);
    return hash == -1 ? -2 : hash;
}

static Object *
method_wrapper_get_name(Object *self, void *closure)
{
    (void)closure;
    return str_from_text(((MethodWrapper *)self)->descriptor->slot->name);
}

// __doc__, __objclass__, __qualname__ and the signature: the descriptor's.
static Object *
method_wrapper_get(Object *self, void *name)
{
    return object_getattr_text(OBJ(((MethodWrapper *)self)->descriptor),
                               name);
}

static void
descriptor_value_text(Object *self, char *out, size_t size)
{
    extern const char *str_label(Object *);
    Descriptor *d = (Descriptor *)self;
    object_value_join(out, size, d->owner->name, ".",
                      d->name == NULL ? "?" : str_label(d->name));
}

static FieldDef descriptor_members[] = {
    {"__objclass__", FIELD_OBJECT, offsetof(Descriptor, owner),
     FIELD_READONLY | FIELD_NO_CLEAR, NULL},
    {"__name__", FIELD_OBJECT, offsetof(Descriptor, name),
     FIELD_READONLY | FIELD_NO_CLEAR, NULL},
    {"qualname", FIELD_OBJECT, offsetof(Descriptor, qualname),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_CLEAR, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef descriptor_getset[] = {
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__qualname__", get_qualname, NULL, NULL, NULL},
    {"__text_signature__", get_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static FieldDef method_wrapper_members[] = {
    {"__self__", FIELD_OBJECT, offsetof(MethodWrapper, self), FIELD_READONLY,
     NULL},
    {"descriptor", FIELD_OBJECT, offsetof(MethodWrapper, descriptor),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef method_wrapper_getset[] = {
    {"__name__", method_wrapper_get_name, NULL, NULL, NULL},
    {"__doc__", method_wrapper_get, NULL, NULL, "__doc__"},
    {"__objclass__", method_wrapper_get, NULL, NULL, "__objclass__"},
    {"__qualname__", method_wrapper_get, NULL, NULL, "__qualname__"},
    {"__text_signature__", method_wrapper_get, NULL, NULL,
     "__text_signature__"},
    {NULL, NULL, NULL, NULL, NULL}};

#define DESCRIPTOR(variable, type_name, struct_name, show)                   \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(struct_name),                                    \
        .dealloc = type_generic_dealloc,                                     \
        .value_text = descriptor_value_text,                                 \
        .repr = show,                                                        \
        .getattro = object_generic_getattr,                                  \
        .members = descriptor_members,                                       \
        .getset = descriptor_getset,

DESCRIPTOR(method_descriptor_type, "method_descriptor", MethodDescriptor,
           method_repr)
    .vectorcall_offset = offsetof(MethodDescriptor, vectorcall),
    .call = call_vectorcall_slot,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_VECTORCALL |
             TYPE_METHOD_DESCRIPTOR,
    .methods = callable_methods,
    .descr_get = method_get,
};

DESCRIPTOR(classmethod_descriptor_type, "classmethod_descriptor",
           MethodDescriptor, method_repr)
    .call = classmethod_call,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .methods = callable_methods,
    .descr_get = classmethod_get,
};

DESCRIPTOR(member_descriptor_type, "member_descriptor", MemberDescriptor,
           member_repr)
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .methods = callable_methods,
    .descr_get = member_get,
    .descr_set = member_set,
};

DESCRIPTOR(getset_descriptor_type, "getset_descriptor", GetSetDescriptor,
           getset_repr)
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .descr_get = getset_get,
    .descr_set = getset_set,
};

DESCRIPTOR(wrapper_descriptor_type, "wrapper_descriptor", WrapperDescriptor,
           wrapper_repr)
    .call = wrapper_call,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_METHOD_DESCRIPTOR,
    .methods = callable_methods,
    .descr_get = wrapper_get,
};

STATIC_OBJECT Type method_wrapper_type = {
    TYPE_HEAD_INIT,
    .name = "method-wrapper",
    .basicsize = sizeof(MethodWrapper),
    .dealloc = type_generic_dealloc,
    .repr = method_wrapper_repr,
    .hash = method_wrapper_hash,
    .call = method_wrapper_call,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .richcompare = method_wrapper_compare,
    .methods = callable_methods,
    .members = method_wrapper_members,
    .getset = method_wrapper_getset,
};
