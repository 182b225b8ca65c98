/* types.GenericAlias: list[int] and alike. */
#include "interp/objects/generic_alias.h"

#include <string.h>

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct GenericAlias {
    Object base;
    Object *origin, *args, *parameters, *weaklist;
    bool starred;
    VectorcallFunc vectorcall;
} GenericAlias;

#define SELF ((GenericAlias *)self)

static Object *
alias_vectorcall(Object *self, Object *const *args, size_t nargsf,
                 Object *kwnames)
{
    Object *o = call_vector(SELF->origin, args, nargsf, kwnames);
    if (o != NULL && object_setattr_text(o, "__orig_class__", self) < 0) {
        if (!error_matches(EXC(AttributeError)) &&
            !error_matches(EXC(TypeError))) {
            ref_dec(o);
            return NULL;
        }
        error_clear();
    }
    return o;
}

static Object *
make(Type *type, Object *origin, Object *args)
{
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    args = tuple_check(args) ? ref_new(args) : tuple_pack(1, args);
    if (args == NULL) {
        ref_dec(self);
        return NULL;
    }
    SELF->vectorcall = alias_vectorcall;
    ref_store(self, &SELF->origin, ref_new(origin));
    ref_store(self, &SELF->args, args);
    return self;
}

Object *
generic_alias_new(Object *origin, Object *args)
{
    return make(&generic_alias_type, origin, args);
}

static Object *
alias_new_slot(Type *type, Object *args, Object *kwargs)
{
    if (!args_no_keywords("GenericAlias", kwargs) ||
        !args_check_count("GenericAlias", tuple_size(args), 2, 2)) {
        return NULL;
    }
    return make(type, tuple_get(args, 0), tuple_get(args, 1));
}

// How a type is written in an alias: int, module.Class, ..., repr.
int
generic_alias_write(StrWriter *w, Object *o)
{
    Object *name = NULL, *module = NULL, *found = NULL;
    int failed = -1;
    if (o == ELLIPSIS) {
        return strwriter_text(w, "...");
    }
    int is_alias = object_lookup_attr_text(o, "__origin__", &found);
    ref_xdec(found);
    if (is_alias > 0) {
        is_alias = object_lookup_attr_text(o, "__args__", &found);
        ref_xdec(found);
    }
    if (is_alias < 0) {
        return -1;
    }
    if (is_alias > 0) {
        return strwriter_repr(w, o);
    }
    if (object_lookup_attr(o, dn_qualname, &name) < 0 ||
        object_lookup_attr(o, dn_module, &module) < 0) {
        goto done;
    }
    if (name == NULL || module == NULL || module == NONE) {
        failed = strwriter_repr(w, o);
    } else if (str_check(module) && str_equal_text(module, "builtins")) {
        failed = strwriter_object(w, name);
    } else {
        failed = strwriter_object(w, module) < 0 ||
                         strwriter_char(w, '.') < 0 ||
                         strwriter_object(w, name) < 0
                     ? -1
                     : 0;
    }
done:
    ref_xdec(name);
    ref_xdec(module);
    return failed;
}

static Object *
alias_repr(Object *self)
{
    StrWriter w;
    strwriter_init(&w);
    int failed = (SELF->starred && strwriter_char(&w, '*') < 0) ||
                 generic_alias_write(&w, SELF->origin) < 0 ||
                 strwriter_char(&w, '[') < 0;
    ssize_t n = tuple_size(SELF->args);
    for (ssize_t i = 0; !failed && i < n; i++) {
        failed = (i > 0 && strwriter_text(&w, ", ") < 0) ||
                 generic_alias_write(&w, tuple_get(SELF->args, i)) < 0;
    }
    failed = failed || (n == 0 && strwriter_text(&w, "()") < 0) ||
             strwriter_char(&w, ']') < 0;
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static HashValue
alias_hash(Object *self)
{
    HashValue a = object_hash(SELF->origin);
    HashValue b = a == -1 ? -1 : object_hash(SELF->args);
    return a == -1 || b == -1 ? -1 : a ^ b;
}

static Object *
alias_richcompare(Object *self, Object *other, int op)
{
    if (!object_type_check(other, &generic_alias_type) ||
        (op != CMP_EQ && op != CMP_NE)) {
        return not_implemented_new();
    }
    GenericAlias *b = (GenericAlias *)other;
    int equal = SELF->starred == b->starred;
    if (equal) {
        equal = object_richcompare_bool(SELF->origin, b->origin, CMP_EQ);
    }
    if (equal > 0) {
        equal = object_richcompare_bool(SELF->args, b->args, CMP_EQ);
    }
    return equal < 0 ? NULL : bool_new((equal != 0) == (op == CMP_EQ));
}

static int
add_parameter(Object *list, Object *o)
{
    for (ssize_t i = 0; i < list_size(list); i++) {
        if (list_get(list, i) == o) {
            return 0;
        }
    }
    return list_append(list, o);
}

// The type variables among the arguments and in them.
Object *
generic_alias_parameters(Object *args)
{
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < tuple_size(args); i++) {
        Object *o = tuple_get(args, i), *found = NULL;
        if (type_check(o)) {
            continue;
        }
        int failed = object_lookup_attr_text(o, "__typing_subst__", &found);
        if (found != NULL) {
            failed = add_parameter(list, o);
        } else if (failed >= 0) {
            failed = object_lookup_attr_text(o, "__parameters__", &found);
            if (found != NULL && tuple_check(found)) {
                for (ssize_t j = 0; failed >= 0 && j < tuple_size(found);
                     j++) {
                    failed = add_parameter(list, tuple_get(found, j));
                }
            }
        }
        ref_xdec(found);
        if (failed < 0) {
            REF_CLEAR(list);
        }
    }
    Object *tuple = list == NULL ? NULL : list_as_tuple(list);
    ref_xdec(list);
    return tuple;
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

// One argument with the variables replaced.
static Object *
substitute(Object *arg, Object *parameters, Object *items)
{
    for (ssize_t i = 0; i < tuple_size(parameters); i++) {
        if (tuple_get(parameters, i) == arg) {
            Object *item = tuple_get(items, i);
            return call_method_text(arg, "__typing_subst__", &item, 1);
        }
    }
    Object *inner = NULL;
    if (type_check(arg) ||
        object_lookup_attr_text(arg, "__parameters__", &inner) < 0) {
        return error_occurred() != NULL ? NULL : ref_new(arg);
    }
    if (inner == NULL || !tuple_check(inner) || tuple_size(inner) == 0) {
        ref_xdec(inner);
        return ref_new(arg);
    }
    Object *values = tuple_new(tuple_size(inner));
    for (ssize_t i = 0; values != NULL && i < tuple_size(inner); i++) {
        Object *value = tuple_get(inner, i);
        for (ssize_t j = 0; j < tuple_size(parameters); j++) {
            if (tuple_get(parameters, j) == value) {
                value = tuple_get(items, j);
                break;
            }
        }
        tuple_init_item(values, i, ref_new(value));
    }
    Object *result = values == NULL ? NULL : object_getitem(arg, values);
    ref_xdec(values);
    ref_dec(inner);
    return result;
}

Object *
generic_alias_substitute(Object *self, Object *args, Object *parameters,
                         Object *item)
{
    ssize_t n = tuple_size(parameters);
    if (n == 0) {
        return error_format(EXC(TypeError), "%R is not a generic class",
                            self);
    }
    Object *items = tuple_check(item) ? ref_new(item) : tuple_pack(1, item);
    if (items == NULL) {
        return NULL;
    }
    if (tuple_size(items) != n) {
        error_format(EXC(TypeError),
                     "Too %s arguments for %R; actual %zd, expected %zd",
                     tuple_size(items) > n ? "many" : "few", self,
                     tuple_size(items), n);
        ref_dec(items);
        return NULL;
    }
    Object *result = tuple_new(tuple_size(args));
    for (ssize_t i = 0; result != NULL && i < tuple_size(args); i++) {
        Object *o = substitute(tuple_get(args, i), parameters, items);
        if (o == NULL) {
            REF_CLEAR(result);
        } else {
            tuple_init_item(result, i, o);
        }
    }
    ref_dec(items);
    return result;
}

static Object *
alias_getitem(Object *self, Object *item)
{
    Object *parameters = get_parameters(self, NULL);
    Object *args = parameters == NULL
                       ? NULL
                       : generic_alias_substitute(self, SELF->args,
                                                  parameters, item);
    ref_xdec(parameters);
    Object *result = args == NULL ? NULL
                                  : generic_alias_new(SELF->origin, args);
    if (result != NULL) {
        ((GenericAlias *)result)->starred = SELF->starred;
    }
    ref_xdec(args);
    return result;
}

static Object *
alias_getattro(Object *self, Object *name)
{
    static const char *const own[] = {
        "__class__", "__origin__", "__args__", "__unpacked__",
        "__parameters__", "__typing_unpacked_tuple_args__",
        "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__",
        "__deepcopy__"};
    if (str_check(name)) {
        for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
            if (str_equal_text(name, own[i])) {
                return object_generic_getattr(self, name);
            }
        }
        return object_getattr(SELF->origin, name);
    }
    return object_generic_getattr(self, name);
}

static Object *
alias_mro_entries(Object *self, Object *bases)
{
    (void)bases;
    return tuple_pack(1, SELF->origin);
}

static Object *
alias_instancecheck(Object *self, Object *o)
{
    (void)self, (void)o;
    return error_set_text(EXC(TypeError),
                          "isinstance() argument 2 cannot be a parameterized "
                          "generic");
}

static Object *
alias_subclasscheck(Object *self, Object *o)
{
    (void)self, (void)o;
    return error_set_text(EXC(TypeError),
                          "issubclass() argument 2 cannot be a parameterized "
                          "generic");
}

static Object *
alias_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *args = tuple_pack(2, SELF->origin, SELF->args);
    Object *result = args == NULL ? NULL : tuple_pack(2, self->type, args);
    ref_xdec(args);
    return result;
}

static MethodDef alias_methods[] = {
    {"__mro_entries__", alias_mro_entries, METH_O, NULL},
    {"__instancecheck__", alias_instancecheck, METH_O, NULL},
    {"__subclasscheck__", alias_subclasscheck, METH_O, NULL},
    {"__reduce__", alias_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef alias_members[] = {
    {"__origin__", FIELD_OBJECT, offsetof(GenericAlias, origin),
     FIELD_READONLY, NULL},
    {"__args__", FIELD_OBJECT, offsetof(GenericAlias, args), FIELD_READONLY,
     NULL},
    {"parameters", FIELD_OBJECT, offsetof(GenericAlias, parameters),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"__unpacked__", FIELD_BOOL, offsetof(GenericAlias, starred),
     FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef alias_getset[] = {
    {"__parameters__", get_parameters, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static NumberSlots alias_number = {.or_ = union_type_or};
static MappingSlots alias_mapping = {.subscript = alias_getitem};

STATIC_OBJECT Type generic_alias_type = {
    TYPE_HEAD_INIT,
    .name = "types.GenericAlias",
    .basicsize = sizeof(GenericAlias),
    .dealloc = type_generic_dealloc,
    .vectorcall_offset = offsetof(GenericAlias, vectorcall),
    .repr = alias_repr,
    .number = &alias_number,
    .mapping = &alias_mapping,
    .hash = alias_hash,
    .call = call_vectorcall_slot,
    .getattro = alias_getattro,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE | TYPE_VECTORCALL,
    .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], "
           "t.__origin__ is list and t.__args__ is (int,).",
    .richcompare = alias_richcompare,
    .weaklist_offset = offsetof(GenericAlias, weaklist),
    .methods = alias_methods,
    .members = alias_members,
    .getset = alias_getset,
    .alloc = type_generic_alloc,
    .new_ = alias_new_slot,
};
