/* types.MappingProxyType: a read-only view of a mapping (a class's
 * __dict__). */
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

typedef struct MappingProxy {
    Object base;
    Object *mapping; /* owned */
} MappingProxy;

#define MAPPING(o) (((MappingProxy *)(o))->mapping)

Object *
mapping_proxy_new(Object *mapping)
{
    if (!mapping_check(mapping) || list_check(mapping) ||
        tuple_check(mapping)) {
        return error_format(EXC(TypeError),
                            "mappingproxy() argument must be a mapping, not "
                            "%s",
                            TYPE_OF(mapping)->name);
    }
    MappingProxy *proxy = object_new_raw(&mapping_proxy_type, 0);
    if (proxy != NULL) {
        proxy->mapping = ref_new(mapping);
        gc_track(proxy);
    }
    return OBJ(proxy);
}

static ssize_t
slot_length(Object *self)
{
    return object_length(MAPPING(self));
}

static Object *
slot_subscript(Object *self, Object *key)
{
    return object_getitem(MAPPING(self), key);
}

static int
slot_contains(Object *self, Object *key)
{
    return dict_check_exact(MAPPING(self))
               ? dict_contains(MAPPING(self), key)
               : sequence_contains(MAPPING(self), key);
}

static Object *
slot_or(Object *a, Object *b)
{
    a = TYPE_OF(a) == &mapping_proxy_type ? MAPPING(a) : a;
    b = TYPE_OF(b) == &mapping_proxy_type ? MAPPING(b) : b;
    return number_or(a, b);
}

static Object *
slot_inplace_or(Object *self, Object *other UNUSED)
{
    return error_format(EXC(TypeError),
                        "'|=' is not supported by %s; use '|' instead",
                        TYPE_OF(self)->name);
}

static Object *
slot_iter(Object *self)
{
    return iter_new(MAPPING(self));
}

static Object *
slot_str(Object *self)
{
    return object_str(MAPPING(self));
}

static Object *
slot_repr(Object *self)
{
    return str_from_format("mappingproxy(%R)", MAPPING(self));
}

static Object *
slot_richcompare(Object *self, Object *other, int op)
{
    return object_richcompare(MAPPING(self), other, op);
}

static Object *
method_get(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("get", nargs, 1, 2)) {
        return NULL;
    }
    Object *both[2] = {args[0], nargs > 1 ? args[1] : NONE};
    return call_method(MAPPING(self), nm_get, both, 2);
}

static Object *
method_keys(Object *self, Object *unused UNUSED)
{
    return call_method(MAPPING(self), nm_keys, NULL, 0);
}

static Object *
method_values(Object *self, Object *unused UNUSED)
{
    return call_method(MAPPING(self), nm_values, NULL, 0);
}

static Object *
method_items(Object *self, Object *unused UNUSED)
{
    return call_method(MAPPING(self), nm_items, NULL, 0);
}

static Object *
method_copy(Object *self, Object *unused UNUSED)
{
    return call_method(MAPPING(self), nm_copy, NULL, 0);
}

static Object *
method_reversed(Object *self, Object *unused UNUSED)
{
    return call_method(MAPPING(self), dn_reversed, NULL, 0);
}

static MethodDef methods[] = {
    {"get", METHOD(method_get), METH_FASTCALL,
     "Return the value for key if key is in the mapping, else default."},
    {"keys", METHOD(method_keys), METH_NOARGS,
     "D.keys() -> a set-like object providing a view on D's keys"},
    {"values", METHOD(method_values), METH_NOARGS,
     "D.values() -> an object providing a view on D's values"},
    {"items", METHOD(method_items), METH_NOARGS,
     "D.items() -> a set-like object providing a view on D's items"},
    {"copy", METHOD(method_copy), METH_NOARGS,
     "D.copy() -> a shallow copy of D"},
    {"__reversed__", METHOD(method_reversed), METH_NOARGS,
     "D.__reversed__() -> reverse iterator"},
    {"__class_getitem__", METHOD(generic_alias_new), METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL},
};

static const char *const new_names[] = {"mapping", NULL};
static const ArgsSpec new_spec = {"mappingproxy", new_names, 1, 0, 0};

static Object *
slot_new(Type *type UNUSED, Object *args, Object *kwargs)
{
    Object *mapping;
    return args_parse_tuple(&new_spec, args, kwargs, &mapping)
               ? mapping_proxy_new(mapping)
               : NULL;
}

static FieldDef members[] = {
    {"mapping", FIELD_OBJECT, offsetof(MappingProxy, mapping), FIELD_HIDDEN,
     NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

static NumberSlots number = {.or_ = slot_or,
                             .inplace_or = slot_inplace_or};
static SequenceSlots sequence = {.contains = slot_contains};
static MappingSlots mapping_slots = {.length = slot_length,
                                     .subscript = slot_subscript};

STATIC_OBJECT Type mapping_proxy_type = {
    TYPE_HEAD_INIT,
    .name = "mappingproxy",
    .basicsize = sizeof(MappingProxy),
    .dealloc = type_generic_dealloc,
    .repr = slot_repr,
    .number = &number,
    .sequence = &sequence,
    .mapping = &mapping_slots,
    .str = slot_str,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_MAPPING,
    .traverse = object_fields_traverse,
    .richcompare = slot_richcompare,
    .iter = slot_iter,
    .methods = methods,
    .members = members,
    .new_ = slot_new,
};
