/* types.UnionType: int | None. */
#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct UnionType {
    Object base;
    Object *args, *parameters;
} UnionType;

#define SELF ((UnionType *)self)

static bool
can_unite(Object *o)
{
    return o == NONE || type_check(o) ||
           object_type_check(o, &generic_alias_type) ||
           TYPE_OF(o) == &union_type;
}

// Appends the members of `o` that are not there yet.
static int
add(Object *list, Object *o)
{
    if (TYPE_OF(o) == &union_type) {
        Object *args = ((UnionType *)o)->args;
        for (ssize_t i = 0; i < tuple_size(args); i++) {
            if (add(list, tuple_get(args, i)) < 0) {
                return -1;
            }
        }
        return 0;
    }
    if (o == NONE) {
        o = OBJ(&none_type);
    }
    for (ssize_t i = 0; i < list_size(list); i++) {
        Object *there = list_get(list, i);
        int equal = there == o;
        if (!equal && object_type_check(o, &generic_alias_type) &&
            object_type_check(there, &generic_alias_type)) {
            equal = object_richcompare_bool(there, o, CMP_EQ);
        }
        if (equal != 0) {
            return equal < 0 ? -1 : 0;
        }
    }
    return list_append(list, o);
}

static Object *
from_list(Object *list)
{
    if (list_size(list) == 1) {
        return ref_new(list_get(list, 0));
    }
    Object *args = list_as_tuple(list);
    Object *self = args == NULL ? NULL : object_new(&union_type, 0);
    if (self == NULL) {
        ref_xdec(args);
        return NULL;
    }
    SELF->args = args;
    RECORD_TOUCH(self);
    gc_track(self);
    return self;
}

Object *
union_type_or(Object *a, Object *b)
{
    if (!can_unite(a) || !can_unite(b)) {
        return not_implemented_new();
    }
    Object *list = list_new(0);
    Object *result = NULL;
    if (list != NULL && add(list, a) == 0 && add(list, b) == 0) {
        result = from_list(list);
    }
    ref_xdec(list);
    return result;
}

static Object *
union_repr(Object *self)
{
    StrWriter w;
    strwriter_init(&w);
    for (ssize_t i = 0; i < tuple_size(SELF->args); i++) {
        Object *o = tuple_get(SELF->args, i);
        if ((i > 0 && strwriter_text(&w, " | ") < 0) ||
            (o == OBJ(&none_type) ? strwriter_text(&w, "None")
                                  : generic_alias_write(&w, o)) < 0) {
            strwriter_drop(&w);
            return NULL;
        }
    }
    return strwriter_finish(&w);
}

static HashValue
union_hash(Object *self)
{
    Object *set = frozenset_new(SELF->args);
    HashValue hash = set == NULL ? -1 : object_hash(set);
    ref_xdec(set);
    return hash;
}

static Object *
union_richcompare(Object *self, Object *other, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) || TYPE_OF(other) != &union_type) {
        return not_implemented_new();
    }
    Object *a = set_new(SELF->args);
    Object *b = a == NULL ? NULL : set_new(((UnionType *)other)->args);
    Object *result = b == NULL ? NULL : object_richcompare(a, b, op);
    ref_xdec(a);
    ref_xdec(b);
    return result;
}

static Object *
check_each(Object *self, Object *o, int (*check)(Object *, Object *),
           const char *message)
{
    for (ssize_t i = 0; i < tuple_size(SELF->args); i++) {
        Object *arg = tuple_get(SELF->args, i);
        if (!type_check(arg)) {
            return error_set_text(EXC(TypeError), message);
        }
    }
    for (ssize_t i = 0; i < tuple_size(SELF->args); i++) {
        int answer = check(o, tuple_get(SELF->args, i));
        if (answer != 0) {
            return answer < 0 ? NULL : bool_new(true);
        }
    }
    return bool_new(false);
}

static Object *
union_instancecheck(Object *self, Object *o)
{
    return check_each(self, o, object_is_instance,
                      "isinstance() argument 2 cannot be a parameterized "
                      "generic");
}

static Object *
union_subclasscheck(Object *self, Object *o)
{
    if (!type_check(o)) {
        return error_set_text(EXC(TypeError),
                              "issubclass() arg 1 must be a class");
    }
    return check_each(self, o, object_is_subclass,
                      "issubclass() argument 2 cannot be a parameterized "
                      "generic");
}

static Object *
get_parameters(Object *self, void *closure)
{
    (void)closure;
    if (SELF->parameters == NULL) {
        Object *tuple = generic_alias_parameters(SELF->args);
        if (tuple == NULL) {
            return NULL;
        }
        ref_store(self, &SELF->parameters, tuple);
    }
    return ref_new(SELF->parameters);
}

static Object *
union_getitem(Object *self, Object *item)
{
    Object *parameters = get_parameters(self, NULL);
    Object *args = parameters == NULL
                       ? NULL
                       : generic_alias_substitute(self, SELF->args,
                                                  parameters, item);
    ref_xdec(parameters);
    Object *result = args == NULL ? NULL : ref_new(tuple_get(args, 0));
    for (ssize_t i = 1; result != NULL && i < tuple_size(args); i++) {
        REF_SET(result, number_or(result, tuple_get(args, i)));
    }
    ref_xdec(args);
    return result;
}

// `__module__` is the type's; a union has no attribute of its own by that
// name.
static Object *
union_getattro(Object *self, Object *name)
{
    return str_check(name) && str_equal(name, dn_module)
               ? object_getattr(OBJ(TYPE_OF(self)), name)
               : object_generic_getattr(self, name);
}

static MethodDef union_methods[] = {
    {"__instancecheck__", union_instancecheck, METH_O, NULL},
    {"__subclasscheck__", union_subclasscheck, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef union_members[] = {
    {"__args__", FIELD_OBJECT, offsetof(UnionType, args), FIELD_READONLY,
     NULL},
    {"parameters", FIELD_OBJECT, offsetof(UnionType, parameters),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef union_getset[] = {
    {"__parameters__", get_parameters, NULL,
     "Type variables in the types.UnionType.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static NumberSlots union_number = {.or_ = union_type_or};
static MappingSlots union_mapping = {.subscript = union_getitem};

STATIC_OBJECT Type union_type = {
    TYPE_HEAD_INIT,
    .name = "types.UnionType",
    .basicsize = sizeof(UnionType),
    .dealloc = type_generic_dealloc,
    .repr = union_repr,
    .number = &union_number,
    .mapping = &union_mapping,
    .hash = union_hash,
    .getattro = union_getattro,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
    .richcompare = union_richcompare,
    .methods = union_methods,
    .members = union_members,
    .getset = union_getset,
};
