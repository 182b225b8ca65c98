/* The slots of types written in C, as Python sees them: int.__add__ is a slot
 * wrapper, (1).__add__ a method-wrapper. */
#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor_core.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct MethodWrapper {
    Object base;
    WrapperDescriptor *descriptor; /* owned */
    Object *self;                  /* owned */
} MethodWrapper;

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

static Object *
wrapper_get(Object *self, Object *o, Object *type)
{
    (void)type;
    if (o == NULL) {
        return ref_new(self);
    }
    if (!descriptor_check_owner((Descriptor *)self, o)) {
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
wrapper_repr(Object *self)
{
    return descriptor_repr_as(self, "slot wrapper");
}

// ---------------------------------------------------------- method-wrappers

static Object *
method_wrapper_call(Object *self, Object *args, Object *kwargs)
{
    MethodWrapper *wrapper = (MethodWrapper *)self;
    return wrapper_call_raw(wrapper->descriptor, wrapper->self, args, kwargs);
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

static FieldDef method_wrapper_members[] = {
    {"descriptor", FIELD_OBJECT, offsetof(MethodWrapper, descriptor),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"__self__", FIELD_OBJECT, offsetof(MethodWrapper, self), FIELD_READONLY,
     NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef method_wrapper_getset[] = {
    {"__name__", method_wrapper_get_name, NULL, NULL, NULL},
    {"__doc__", method_wrapper_get, NULL, NULL, "__doc__"},
    {"__objclass__", method_wrapper_get, NULL, NULL, "__objclass__"},
    {"__qualname__", method_wrapper_get, NULL, NULL, "__qualname__"},
    {"__text_signature__", method_wrapper_get, NULL, NULL,
     "__text_signature__"},
    {NULL, NULL, NULL, NULL, NULL}};

DESCRIPTOR(wrapper_descriptor_type, "wrapper_descriptor", WrapperDescriptor,
           wrapper_repr)
    .call = wrapper_call,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_METHOD_DESCRIPTOR,
    .methods = callable_methods,
    .getset = descriptor_callable_getset,
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
