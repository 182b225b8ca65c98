/* C functions, classmethod, staticmethod, property. */
#include <string.h>

#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/function.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// -------------------------------------------------------------- C functions

static Object *
cfunction_vectorcall(Object *callable, Object *const *args, size_t nargsf,
                     Object *kwnames)
{
    CFunctionObject *f = (CFunctionObject *)callable;
    if (recursion_enter(" while calling a Python object") < 0) {
        return NULL;
    }
    const char *owner = NULL;
    if (f->self != NULL && TYPE_OF(f->self) != &module_type) {
        owner = type_check(f->self) ? ((Type *)f->self)->name
                                    : TYPE_OF(f->self)->name;
    } else if (f->module != NULL && str_check(f->module) &&
               !str_equal(f->module, nm_builtins)) {
        owner = str_as_utf8(f->module, NULL);
    }
    Object *result = method_call_vector(f->method, f->self, args,
                                        call_nargs(nargsf), kwnames, owner);
    recursion_leave();
    return result;
}

Object *
cfunction_new(MethodDef *method, Object *self, Object *module)
{
    CFunctionObject *f = object_new(&cfunction_type, 0);
    if (f == NULL) {
        return NULL;
    }
    f->method = method;
    f->self = ref_xnew(self);
    f->module = ref_xnew(module);
    f->vectorcall = cfunction_vectorcall;
    gc_track(f);
    return OBJ(f);
}

static Object *
cfunction_get_name(Object *self, void *closure)
{
    (void)closure;
    return str_from_text(((CFunctionObject *)self)->method->name);
}

static Object *
cfunction_get_qualname(Object *self, void *closure)
{
    (void)closure;
    CFunctionObject *f = (CFunctionObject *)self;
    if (f->self == NULL || TYPE_OF(f->self) == &module_type) {
        return str_from_text(f->method->name);
    }
    Object *owner = type_check(f->self) ? f->self : OBJ(TYPE_OF(f->self));
    Object *name = type_qualname_object((Type *)owner);
    Object *result = name == NULL ? NULL
                                  : str_from_format("%S.%s", name,
                                                    f->method->name);
    ref_xdec(name);
    return result;
}

// The text of a function of a module, its own or the table's; or NULL.
static const char *
cfunction_doc(CFunctionObject *f)
{
    static const struct {
        const char *module, *name, *text;
    } rows[] = {
#define DOC(module, name, text) {module, name, text},
#include "interp/objects/function_docs.def"
#undef DOC
    };
    if (f->method->doc != NULL || f->module == NULL ||
        !str_check(f->module)) {
        return f->method->doc;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].name, f->method->name) == 0 &&
            str_equal_text(f->module, rows[i].module)) {
            return rows[i].text;
        }
    }
    return NULL;
}

static Object *
cfunction_get_doc(Object *self, void *closure)
{
    (void)closure;
    CFunctionObject *f = (CFunctionObject *)self;
    return doc_body(f->method->name, cfunction_doc(f));
}

static Object *
cfunction_get_signature(Object *self, void *closure)
{
    (void)closure;
    CFunctionObject *f = (CFunctionObject *)self;
    return doc_signature(f->method->name, cfunction_doc(f));
}

static Object *
cfunction_get_self(Object *self, void *closure)
{
    (void)closure;
    CFunctionObject *f = (CFunctionObject *)self;
    return ref_new((f->method->flags & METH_STATIC) != 0 || f->self == NULL
                       ? NONE
                       : f->self);
}

static Object *
cfunction_repr(Object *self)
{
    CFunctionObject *f = (CFunctionObject *)self;
    if (f->self == NULL || TYPE_OF(f->self) == &module_type) {
        return str_from_format("<built-in function %s>", f->method->name);
    }
    return str_from_format("<built-in method %s of %s object at %p>",
                           f->method->name, f->self->type->name, f->self);
}

static Object *
cfunction_richcompare(Object *a, Object *b, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) || TYPE_OF(a) != &cfunction_type ||
        TYPE_OF(b) != &cfunction_type) {
        return not_implemented_new();
    }
    CFunctionObject *x = (CFunctionObject *)a, *y = (CFunctionObject *)b;
    bool equal = x->self == y->self &&
                 x->method->function == y->method->function;
    return bool_new(equal == (op == CMP_EQ));
}

static HashValue
cfunction_hash(Object *self)
{
    CFunctionObject *f = (CFunctionObject *)self;
    HashValue hash = hash_pointer(f->self);
    const char *at = f->method->name; // the same in every run
    for (; *at != '\0'; at++) {
        hash = (HashValue)((size_t)hash * 1000003u ^ (unsigned char)*at);
    }
    return hash == -1 ? -2 : hash;
}

static void
cfunction_value_text(Object *self, char *out, size_t size)
{
    const char *name = ((CFunctionObject *)self)->method->name;
    object_value_join(out, size, name, "()", "");
}

static FieldDef cfunction_members[] = {
    {"self", FIELD_OBJECT, offsetof(CFunctionObject, self),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"__module__", FIELD_OBJECT, offsetof(CFunctionObject, module), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef cfunction_getset[] = {
    {"__doc__", cfunction_get_doc, NULL, NULL, NULL},
    {"__name__", cfunction_get_name, NULL, NULL, NULL},
    {"__qualname__", cfunction_get_qualname, NULL, NULL, NULL},
    {"__self__", cfunction_get_self, NULL, NULL, NULL},
    {"__text_signature__", cfunction_get_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type cfunction_type = {
    TYPE_HEAD_INIT,
    .name = "builtin_function_or_method",
    .basicsize = sizeof(CFunctionObject),
    .dealloc = type_generic_dealloc,
    .vectorcall_offset = offsetof(CFunctionObject, vectorcall),
    .value_text = cfunction_value_text,
    .repr = cfunction_repr,
    .hash = cfunction_hash,
    .call = call_vectorcall_slot,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_VECTORCALL,
    .richcompare = cfunction_richcompare,
    .weaklist_offset = offsetof(CFunctionObject, weaklist),
    .methods = callable_methods,
    .members = cfunction_members,
    .getset = cfunction_getset,
};

// --------------------------------------------- classmethod and staticmethod

static Object *
wrap_callable(Type *type, Object *callable)
{
    ClassMethodObject *m = (ClassMethodObject *)type_generic_alloc(type, 0);
    if (m != NULL) {
        m->callable = ref_new(callable);
    }
    return OBJ(m);
}

Object *
staticmethod_new(Object *callable)
{
    return wrap_callable(&staticmethod_type, callable);
}

Object *
classmethod_new(Object *callable)
{
    return wrap_callable(&classmethod_type, callable);
}

// The wrapper looks like what it wraps: __name__, __doc__ and so on.
static int
copy_attributes(Object *self, Object *from)
{
    Object *const names[] = {dn_module, dn_name, dn_qualname, dn_doc,
                             dn_annotations};
    for (int i = 0; i < 5; i++) {
        Object *value;
        if (object_lookup_attr(from, names[i], &value) < 0) {
            return -1;
        }
        if (value != NULL) {
            int failed = object_setattr(self, names[i], value);
            ref_dec(value);
            if (failed < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int
wrapper_init(Object *self, Object *args, Object *kwargs)
{
    const char *name = type_short_name(TYPE_OF(self));
    if (!args_no_keywords(name, kwargs) ||
        !args_check_count(name, tuple_size(args), 1, 1)) {
        return -1;
    }
    ClassMethodObject *m = (ClassMethodObject *)self;
    ref_store(self, &m->callable, ref_new(tuple_get(args, 0)));
    return copy_attributes(self, m->callable);
}

static Object *
classmethod_get(Object *self, Object *o, Object *type)
{
    Object *callable = ((ClassMethodObject *)self)->callable;
    if (callable == NULL) {
        return error_set_text(EXC(RuntimeError),
                              "uninitialized classmethod object");
    }
    if (type == NULL) {
        type = OBJ(o->type);
    }
    TernaryFunc get = callable->type->descr_get;
    return get != NULL ? get(callable, type, type)
                       : method_new(callable, type);
}

static Object *
staticmethod_get(Object *self, Object *o, Object *type)
{
    (void)o, (void)type;
    Object *callable = ((ClassMethodObject *)self)->callable;
    if (callable == NULL) {
        return error_set_text(EXC(RuntimeError),
                              "uninitialized staticmethod object");
    }
    return ref_new(callable);
}

static Object *
staticmethod_call(Object *self, Object *args, Object *kwargs)
{
    return call_object(((ClassMethodObject *)self)->callable, args, kwargs);
}

static Object *
get_abstract(Object *self, void *closure)
{
    (void)closure;
    Object *value;
    Object *callable = ((ClassMethodObject *)self)->callable;
    if (callable == NULL ||
        object_lookup_attr(callable, dn_isabstractmethod, &value) < 0) {
        return callable == NULL ? bool_new(false) : NULL;
    }
    if (value == NULL) {
        return bool_new(false);
    }
    int truth = object_is_true(value);
    ref_dec(value);
    return truth < 0 ? NULL : bool_new(truth);
}

static Object *
wrapper_repr(Object *self)
{
    return str_from_format("<%s(%R)>", type_short_name(TYPE_OF(self)),
                           ((ClassMethodObject *)self)->callable);
}

static FieldDef wrapper_members[] = {
    {"__func__", FIELD_OBJECT, offsetof(ClassMethodObject, callable),
     FIELD_READONLY, NULL},
    {"__wrapped__", FIELD_BORROWED, offsetof(ClassMethodObject, callable),
     FIELD_READONLY, NULL},
    {"__dict__", FIELD_OBJECT, offsetof(ClassMethodObject, dict),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef wrapper_getset[] = {
    {"__isabstractmethod__", get_abstract, NULL, NULL, NULL},
    {"__dict__", object_generic_get_dict, object_generic_set_dict, NULL,
     NULL},
    {NULL, NULL, NULL, NULL, NULL}};

#define WRAPPER(variable, type_name, text, get, call_slot)                   \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(ClassMethodObject),                              \
        .dealloc = type_generic_dealloc,                                     \
        .repr = wrapper_repr,                                                \
        .call = call_slot,                                                   \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC,                \
        .doc = text,                                                         \
        .members = wrapper_members,                                          \
        .getset = wrapper_getset,                                            \
        .descr_get = get,                                                    \
        .dict_offset = offsetof(ClassMethodObject, dict),                    \
        .init = wrapper_init,                                                \
        .new_ = type_generic_new,                                            \
    }

WRAPPER(classmethod_type, "classmethod",
        "classmethod(function) -> method\n\nConvert a function to be a class "
        "method.", classmethod_get, NULL);
WRAPPER(staticmethod_type, "staticmethod",
        "staticmethod(function) -> method\n\nConvert a function to be a "
        "static method.", staticmethod_get, staticmethod_call);

// ----------------------------------------------------------------- property

// Whether a class of the library stands in for one in C: messages give it
// another name than its own (modules/standins.def).
static bool
stands_in(Type *type)
{
    return type_has_feature(type, TYPE_HEAP) &&
           strcmp(type->name, type_short_name(type)) != 0;
}

static Object *
property_error(PropertyObject *p, Object *o, const char *what)
{
    if (o != NULL && p->name != NULL && stands_in(o->type)) {
        return error_format(EXC(AttributeError),
                            "attribute %R of '%s' objects is not writable",
                            p->name, o->type->name);
    }
    Object *qualname = o == NULL ? NULL : type_qualname_object(o->type);
    if (p->name != NULL && qualname != NULL) {
        error_format(EXC(AttributeError),
                     "property %R of %R object has no %s", p->name, qualname,
                     what);
    } else if (qualname != NULL) {
        error_format(EXC(AttributeError),
                     "property of %R object has no %s", qualname, what);
    } else {
        error_format(EXC(AttributeError), "property has no %s", what);
    }
    ref_xdec(qualname);
    return NULL;
}

static Object *
property_get(Object *self, Object *o, Object *type)
{
    (void)type;
    PropertyObject *p = (PropertyObject *)self;
    if (o == NULL || o == NONE) {
        return ref_new(self);
    }
    return p->get == NULL ? property_error(p, o, "getter")
                          : call_one(p->get, o);
}

static int
property_set(Object *self, Object *o, Object *value)
{
    PropertyObject *p = (PropertyObject *)self;
    Object *function = value == NULL ? p->del : p->set;
    if (function == NULL) {
        property_error(p, o, value == NULL ? "deleter" : "setter");
        return -1;
    }
    Object *result = value == NULL ? call_one(function, o)
                                   : call_two(function, o, value);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

static int
property_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"fget", "fset", "fdel", "doc", NULL};
    static const ArgsSpec spec = {"property", names, 0, 0, 0};
    Object *v[4];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    PropertyObject *p = (PropertyObject *)self;
    for (int i = 0; i < 4; i++) {
        v[i] = v[i] == NONE ? NULL : v[i];
    }
    ref_store(self, &p->get, ref_xnew(v[0]));
    ref_store(self, &p->set, ref_xnew(v[1]));
    ref_store(self, &p->del, ref_xnew(v[2]));
    ref_store(self, &p->doc, ref_xnew(v[3]));
    ref_store(self, &p->name, NULL);
    p->getter_doc = 0;
    if (v[3] == NULL && v[0] != NULL) {
        Object *doc;
        if (object_lookup_attr(v[0], dn_doc, &doc) < 0) {
            return -1;
        }
        if (doc != NULL) {
            p->getter_doc = 1;
            if (TYPE_OF(self) == &property_type) {
                ref_store(self, &p->doc, doc);
            } else {
                int failed = object_setattr(self, dn_doc, doc);
                ref_dec(doc);
                return failed;
            }
        }
    }
    return 0;
}

static Object *
property_copy(Object *self, Object *get, Object *set, Object *del)
{
    PropertyObject *p = (PropertyObject *)self;
    Object *args[4] = {get != NULL ? get : p->get,
                       set != NULL ? set : p->set,
                       del != NULL ? del : p->del, p->doc};
    for (int i = 0; i < 4; i++) {
        args[i] = args[i] == NULL ? NONE : args[i];
    }
    if (p->getter_doc && args[0] != NONE) {
        args[3] = NONE; // the new getter's own
    }
    Object *copy = call_vector(OBJ(TYPE_OF(self)), args, 4, NULL);
    if (copy != NULL && object_type_check(copy, &property_type)) {
        ref_store(copy, &((PropertyObject *)copy)->name, ref_xnew(p->name));
    }
    return copy;
}

static Object *
property_getter(Object *self, Object *get)
{
    return property_copy(self, get, NULL, NULL);
}

static Object *
property_setter(Object *self, Object *set)
{
    return property_copy(self, NULL, set, NULL);
}

static Object *
property_deleter(Object *self, Object *del)
{
    return property_copy(self, NULL, NULL, del);
}

static Object *
property_set_name(Object *self, Object *const *args, ssize_t nargs)
{
    if (nargs != 2) {
        return error_format(EXC(TypeError),
                            "__set_name__() takes 2 positional arguments but "
                            "%zd were given", nargs);
    }
    ref_store(self, &((PropertyObject *)self)->name, ref_new(args[1]));
    return none_new();
}

static Object *
property_get_abstract(Object *self, void *closure)
{
    (void)closure;
    PropertyObject *p = (PropertyObject *)self;
    Object *const parts[] = {p->get, p->set, p->del};
    for (int i = 0; i < 3; i++) {
        Object *value = NULL;
        if (parts[i] == NULL) {
            continue;
        }
        if (object_lookup_attr(parts[i], dn_isabstractmethod, &value) < 0) {
            return NULL;
        }
        int truth = value == NULL ? 0 : object_is_true(value);
        ref_xdec(value);
        if (truth != 0) {
            return truth < 0 ? NULL : bool_new(true);
        }
    }
    return bool_new(false);
}

static MethodDef property_methods[] = {
    {"getter", property_getter, METH_O,
     "Descriptor to obtain a copy of the property with a different getter."},
    {"setter", property_setter, METH_O,
     "Descriptor to obtain a copy of the property with a different setter."},
    {"deleter", property_deleter, METH_O,
     "Descriptor to obtain a copy of the property with a different deleter."},
    {"__set_name__", METHOD(property_set_name), METH_FASTCALL,
     "Method to set name of a property."},
    {NULL, NULL, 0, NULL}};

static FieldDef property_members[] = {
    {"fget", FIELD_OBJECT, offsetof(PropertyObject, get), FIELD_READONLY,
     NULL},
    {"fset", FIELD_OBJECT, offsetof(PropertyObject, set), FIELD_READONLY,
     NULL},
    {"fdel", FIELD_OBJECT, offsetof(PropertyObject, del), FIELD_READONLY,
     NULL},
    {"__doc__", FIELD_OBJECT, offsetof(PropertyObject, doc), 0, NULL},
    {"name", FIELD_OBJECT, offsetof(PropertyObject, name),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef property_getset[] = {
    {"__isabstractmethod__", property_get_abstract, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type property_type = {
    TYPE_HEAD_INIT,
    .name = "property",
    .basicsize = sizeof(PropertyObject),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Property attribute.",
    .methods = property_methods,
    .members = property_members,
    .getset = property_getset,
    .descr_get = property_get,
    .descr_set = property_set,
    .init = property_init,
    .new_ = type_generic_new,
};
