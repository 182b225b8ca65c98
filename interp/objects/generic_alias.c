/* types.GenericAlias: list[int] and alike. */
#include "interp/objects/generic_alias.h"

#include <string.h>

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
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

// ------------------------------------------------------------------ iterator

// Gives the alias once, with a star: that is what *tuple[int] means.
typedef struct AliasIterator {
    Object base;
    Object *alias; /* NULL when it is done */
} AliasIterator;

static Object *
alias_iterator_next(Object *self)
{
    AliasIterator *it = (AliasIterator *)self;
    if (it->alias == NULL) {
        return NULL;
    }
    GenericAlias *alias = (GenericAlias *)it->alias;
    Object *starred = generic_alias_new(alias->origin, alias->args);
    if (starred != NULL) {
        ((GenericAlias *)starred)->starred = true;
        ref_store(it, &it->alias, NULL);
    }
    return starred;
}

static Object *
alias_iterator_reduce(Object *self, Object *unused)
{
    (void)unused;
    AliasIterator *it = (AliasIterator *)self;
    return iterator_reduce("iter", it->alias, NO_INDEX, tuple_new(0));
}

static MethodDef alias_iterator_methods[] = {
    {"__reduce__", alias_iterator_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {NULL, NULL, 0, NULL}};

static FieldDef alias_iterator_members[] = {
    {"alias", FIELD_OBJECT, offsetof(AliasIterator, alias),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type generic_alias_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "generic_alias_iterator",
    .basicsize = sizeof(AliasIterator),
    .dealloc = type_generic_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .iter = object_self,
    .iternext = alias_iterator_next,
    .methods = alias_iterator_methods,
    .members = alias_iterator_members,
};

static Object *
alias_iter(Object *self)
{
    AliasIterator *it = object_new(&generic_alias_iterator_type, 0);
    if (it != NULL) {
        ref_store(it, &it->alias, ref_new(self));
        gc_track(it);
    }
    return OBJ(it);
}

// ---------------------------------------------------------------- attributes

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
    if (SELF->starred) {
        // next(iter(alias)) makes the starred form.
        Object *plain = generic_alias_new(SELF->origin, SELF->args);
        Object *iterator = plain == NULL ? NULL : alias_iter(plain);
        Object *next = dict_get_text(builtins_dict, "next");
        Object *args = iterator == NULL || next == NULL
                           ? NULL
                           : tuple_pack(1, iterator);
        Object *result = args == NULL ? NULL : tuple_pack(2, next, args);
        ref_xdec(plain);
        ref_xdec(iterator);
        ref_xdec(args);
        return result;
    }
    Object *args = tuple_pack(2, SELF->origin, SELF->args);
    Object *result = args == NULL ? NULL : tuple_pack(2, self->type, args);
    ref_xdec(args);
    return result;
}

static Object *
get_unpacked_args(Object *self, void *closure)
{
    (void)closure;
    return ref_new(SELF->starred && SELF->origin == OBJ(&tuple_type)
                       ? SELF->args
                       : NONE);
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
    {"__parameters__", get_parameters, NULL,
     "Type variables in the GenericAlias.", NULL},
    {"__typing_unpacked_tuple_args__", get_unpacked_args, NULL, NULL, NULL},
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
    .iter = alias_iter,
    .weaklist_offset = offsetof(GenericAlias, weaklist),
    .methods = alias_methods,
    .members = alias_members,
    .getset = alias_getset,
    .alloc = type_generic_alloc,
    .new_ = alias_new_slot,
};
