/* The type `type`: what can be asked of and done to a class. */
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/exception.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/type_wrappers.h"
#include "interp/objects/weakref_object.h"

extern void type_remove_subclass(Type *base, Type *type);
extern const char *type_doc_body(const char *name, const char *doc);

#define IS_HEAP(t) type_has_feature(t, TYPE_HEAP)

const char *
type_short_name(const Type *type)
{
    if (IS_HEAP(type)) {
        const char *name = str_as_utf8(((HeapType *)type)->name, NULL);
        return name == NULL ? type->name : name;
    }
    const char *dot = strrchr(type->name, '.');
    return dot != NULL ? dot + 1 : type->name;
}

Object *
type_name_object(Type *type)
{
    return IS_HEAP(type) ? ref_new(((HeapType *)type)->name)
                         : str_intern_text(type_short_name(type));
}

Object *
type_qualname_object(Type *type)
{
    return IS_HEAP(type) ? ref_new(((HeapType *)type)->qualname)
                         : type_name_object(type);
}

Object *
type_module_object(Type *type)
{
    if (IS_HEAP(type)) {
        Object *module = dict_get(type->dict, dn_module);
        if (module == NULL && !error_occurred()) {
            error_format(EXC(AttributeError), "__module__");
        }
        return ref_xnew(module);
    }
    const char *dot = strrchr(type->name, '.');
    return dot != NULL ? str_from_utf8(type->name, dot - type->name)
                       : ref_new(nm_builtins);
}

// --------------------------------------------------------------- attributes

static Object *
type_getattro(Object *self, Object *name)
{
    Type *type = (Type *)self;
    Type *meta = self->type;
    if (!str_check(name)) {
        return error_format(EXC(TypeError),
                            "attribute name must be string, not '%.200s'",
                            name->type->name);
    }
    Object *from_meta = type_lookup(meta, name);
    TernaryFunc get = NULL;
    if (from_meta != NULL) {
        ref_inc(from_meta);
        get = from_meta->type->descr_get;
        if (get != NULL && from_meta->type->descr_set != NULL) {
            Object *result = get(from_meta, self, OBJ(meta));
            ref_dec(from_meta);
            return result;
        }
    }
    Object *attribute = type_lookup(type, name);
    if (attribute != NULL) {
        ref_inc(attribute);
        ref_xdec(from_meta);
        TernaryFunc local_get = attribute->type->descr_get;
        if (local_get != NULL) {
            Object *result = local_get(attribute, NULL, self);
            ref_dec(attribute);
            return result;
        }
        return attribute;
    }
    if (get != NULL) {
        Object *result = get(from_meta, self, OBJ(meta));
        ref_dec(from_meta);
        return result;
    }
    if (from_meta != NULL) {
        return from_meta;
    }
    error_format(EXC(AttributeError),
                 "type object '%.50s' has no attribute '%U'", type->name,
                 name);
    exception_set_attribute_context(self, name);
    return NULL;
}

static int
type_setattro(Object *self, Object *name, Object *value)
{
    Type *type = (Type *)self;
    if (type_has_feature(type, TYPE_IMMUTABLE)) {
        error_format(EXC(TypeError),
                     "cannot set '%U' attribute of immutable type '%s'",
                     name, type->name);
        return -1;
    }
    if (!str_check(name)) {
        error_format(EXC(TypeError),
                     "attribute name must be string, not '%.200s'",
                     name->type->name);
        return -1;
    }
    ref_inc(name);
    if (str_check_exact(name) && !str_is_interned(name)) {
        str_intern(&name);
    }
    int result;
    Object *from_meta = type_lookup(self->type, name);
    if (from_meta != NULL && from_meta->type->descr_set != NULL) {
        ref_inc(from_meta);
        result = from_meta->type->descr_set(from_meta, self, value);
        ref_dec(from_meta);
    } else if (value != NULL) {
        result = dict_set(type->dict, name, value);
    } else {
        result = dict_delete(type->dict, name);
        if (result < 0 && error_matches(EXC(KeyError))) {
            error_clear();
            error_format(EXC(AttributeError),
                         "type object '%.50s' has no attribute '%U'",
                         type->name, name);
            exception_set_attribute_context(self, name);
        }
    }
    if (result == 0) {
        type_modified(type);
        ssize_t n = str_length(name);
        if (n > 4 && str_char(name, 0) == '_' && str_char(name, 1) == '_' &&
            str_char(name, n - 1) == '_') {
            type_update_slot(type, name);
        }
    }
    ref_dec(name);
    return result;
}

static Object *
get_name(Object *self, void *closure)
{
    (void)closure;
    return type_name_object((Type *)self);
}

static bool
check_change(Type *type, Object *value, const char *name)
{
    if (type_has_feature(type, TYPE_IMMUTABLE)) {
        error_format(EXC(TypeError),
                     "cannot set '%s' attribute of immutable type '%s'",
                     name, type->name);
        return false;
    }
    if (value == NULL) {
        error_format(EXC(TypeError),
                     "cannot delete '%s' attribute of immutable type '%s'",
                     name, type->name);
        return false;
    }
    return true;
}

static int
set_name(Object *self, Object *value, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    if (!check_change(type, value, "__name__")) {
        return -1;
    }
    if (!str_check(value)) {
        error_format(EXC(TypeError),
                     "can only assign string to %s.__name__, not '%s'",
                     type->name, value->type->name);
        return -1;
    }
    const char *text = str_as_utf8(value, NULL);
    if (text == NULL) {
        return -1;
    }
    type->name = text;
    ref_store(type, &((HeapType *)type)->name, ref_new(value));
    return 0;
}

static Object *
get_qualname(Object *self, void *closure)
{
    (void)closure;
    return type_qualname_object((Type *)self);
}

static int
set_qualname(Object *self, Object *value, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    if (!check_change(type, value, "__qualname__")) {
        return -1;
    }
    if (!str_check(value)) {
        error_format(EXC(TypeError),
                     "can only assign string to %s.__qualname__, not '%s'",
                     type->name, value->type->name);
        return -1;
    }
    ref_store(type, &((HeapType *)type)->qualname, ref_new(value));
    return 0;
}

static Object *
get_module(Object *self, void *closure)
{
    (void)closure;
    return type_module_object((Type *)self);
}

static int
set_module(Object *self, Object *value, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    if (!check_change(type, value, "__module__")) {
        return -1;
    }
    type_modified(type);
    return dict_set(type->dict, dn_module, value);
}

static Object *
get_mro(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((Type *)self)->mro == NULL ? NONE : ((Type *)self)->mro);
}

static Object *
get_bases(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((Type *)self)->bases);
}

static int
set_bases(Object *self, Object *value, void *closure)
{
    (void)closure;
    return check_change((Type *)self, value, "__bases__")
               ? type_set_bases((Type *)self, value)
               : -1;
}

static Object *
get_base(Object *self, void *closure)
{
    (void)closure;
    Type *base = ((Type *)self)->base;
    return ref_new(base == NULL ? NONE : OBJ(base));
}

static Object *
get_dict(Object *self, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    return type->dict == NULL ? none_new() : mapping_proxy_new(type->dict);
}

static Object *
get_doc(Object *self, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    if (!IS_HEAP(type) && type->doc != NULL) {
        return str_from_text(type_doc_body(type->name, type->doc));
    }
    Object *doc = dict_get(type->dict, dn_doc);
    if (doc == NULL) {
        return error_occurred() ? NULL : none_new();
    }
    TernaryFunc get = doc->type->descr_get;
    return get == NULL ? ref_new(doc) : get(doc, NULL, self);
}

static int
set_doc(Object *self, Object *value, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    if (!check_change(type, value, "__doc__")) {
        return -1;
    }
    type_modified(type);
    return dict_set(type->dict, dn_doc, value);
}

static Object *
get_text_signature(Object *self, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    return doc_signature(type->name, type->doc);
}

static Object *
get_abstract(Object *self, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    Object *found = type == &type_type
                        ? NULL
                        : dict_get(type->dict, dn_abstractmethods);
    if (found == NULL) {
        if (!error_occurred()) {
            error_set_object(EXC(AttributeError), dn_abstractmethods);
        }
        return NULL;
    }
    return ref_new(found);
}

static int
set_abstract(Object *self, Object *value, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    int truth = 0;
    if (value != NULL) {
        truth = object_is_true(value);
        if (truth < 0 ||
            dict_set(type->dict, dn_abstractmethods, value) < 0) {
            return -1;
        }
    } else if (dict_delete(type->dict, dn_abstractmethods) < 0) {
        if (error_matches(EXC(KeyError))) {
            error_clear();
            error_set_object(EXC(AttributeError), dn_abstractmethods);
        }
        return -1;
    }
    type_modified(type);
    type->flags = truth ? type->flags | TYPE_ABSTRACT
                        : type->flags & ~TYPE_ABSTRACT;
    return 0;
}

static Object *
get_annotations(Object *self, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    if (!IS_HEAP(type)) {
        return error_format(EXC(AttributeError),
                            "type object '%s' has no attribute "
                            "'__annotations__'", type->name);
    }
    Object *found = dict_get(type->dict, dn_annotations);
    if (found != NULL) {
        TernaryFunc get = found->type->descr_get;
        return get == NULL ? ref_new(found) : get(found, NULL, self);
    }
    found = dict_new();
    if (found == NULL || dict_set(type->dict, dn_annotations, found) < 0) {
        ref_xdec(found);
        return NULL;
    }
    type_modified(type);
    return found;
}

static int
set_annotations(Object *self, Object *value, void *closure)
{
    (void)closure;
    Type *type = (Type *)self;
    if (type_has_feature(type, TYPE_IMMUTABLE)) {
        error_format(EXC(TypeError),
                     "cannot set '__annotations__' attribute of immutable "
                     "type '%s'", type->name);
        return -1;
    }
    int result = value != NULL
                     ? dict_set(type->dict, dn_annotations, value)
                     : dict_delete(type->dict, dn_annotations);
    if (result < 0 && value == NULL && error_matches(EXC(KeyError))) {
        error_clear();
        error_set_object(EXC(AttributeError), dn_annotations);
    }
    type_modified(type);
    return result;
}

/* For what CPython keeps in read-only members. */
static int
refuse_set(Object *self UNUSED, Object *value UNUSED, void *closure UNUSED)
{
    error_set_text(EXC(AttributeError), "readonly attribute");
    return -1;
}

static GetSetDef type_getset[] = {
    {"__name__", get_name, set_name, NULL, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL, NULL},
    {"__bases__", get_bases, set_bases, NULL, NULL},
    {"__mro__", get_mro, refuse_set, NULL, NULL},
    {"__base__", get_base, refuse_set, NULL, NULL},
    {"__module__", get_module, set_module, NULL, NULL},
    {"__abstractmethods__", get_abstract, set_abstract, NULL, NULL},
    {"__dict__", get_dict, NULL, NULL, NULL},
    {"__doc__", get_doc, set_doc, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static FieldDef type_members[] = {
    {"__basicsize__", FIELD_SSIZE, offsetof(Type, basicsize), FIELD_READONLY,
     NULL},
    {"__itemsize__", FIELD_SSIZE, offsetof(Type, itemsize), FIELD_READONLY,
     NULL},
    {"__flags__", FIELD_SSIZE, offsetof(Type, flags), FIELD_READONLY, NULL},
    {"__weakrefoffset__", FIELD_SSIZE, offsetof(Type, weaklist_offset),
     FIELD_READONLY, NULL},
    {"__dictoffset__", FIELD_SSIZE, offsetof(Type, dict_offset),
     FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

// ----------------------------------------------------------------- methods

static Object *
method_mro(Object *self, Object *unused)
{
    (void)unused;
    Object *mro = type_compute_mro((Type *)self);
    if (mro == NULL) {
        return NULL;
    }
    Object *list = sequence_list(mro);
    ref_dec(mro);
    return list;
}

Object *
type_subclasses_list(Type *type)
{
    Object *list = list_new(0);
    if (list == NULL || type->subclasses == NULL) {
        return list;
    }
    ssize_t position = 0;
    Object *reference;
    while (dict_next(type->subclasses, &position, NULL, &reference)) {
        Object *target = ((WeakRef *)reference)->target;
        if (target != NONE && list_append(list, target) < 0) {
            ref_dec(list);
            return NULL;
        }
    }
    return list;
}

static Object *
method_subclasses(Object *self, Object *unused)
{
    (void)unused;
    return type_subclasses_list((Type *)self);
}

static Object *
method_prepare(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return dict_new();
}

static Object *
method_instancecheck(Object *self, Object *o)
{
    extern int object_real_is_instance(Object *, Object *);
    int result = object_real_is_instance(o, self);
    return result < 0 ? NULL : bool_new(result);
}

static Object *
method_subclasscheck(Object *self, Object *cls)
{
    extern int object_real_is_subclass(Object *, Object *);
    int result = object_real_is_subclass(cls, self);
    return result < 0 ? NULL : bool_new(result);
}

static Object *
method_sizeof(Object *self, Object *unused)
{
    (void)unused;
    Type *type = (Type *)self;
    size_t size = sizeof(Type);
    if (IS_HEAP(type)) {
        HeapType *heap = (HeapType *)type;
        size = sizeof(HeapType); // CPython: the rows of slots do not count
        if (heap->cached_keys != NULL) {
            size += keys_size(heap->cached_keys);
        }
    }
    return int_from_size(size);
}

static size_t
type_size_of(Object *self)
{
    Object *size = method_sizeof(self, NULL);
    size_t n = size == NULL ? 0 : int_as_size(size);
    ref_xdec(size);
    return n;
}

static int
merge_class_dict(Object *names, Object *cls)
{
    Object *dict, *bases;
    if (object_lookup_attr(cls, dn_dict, &dict) < 0) {
        return -1;
    }
    if (dict != NULL) {
        int failed = dict_update(names, dict);
        ref_dec(dict);
        if (failed < 0) {
            return -1;
        }
    }
    if (object_lookup_attr(cls, dn_bases, &bases) < 0) {
        return -1;
    }
    if (bases != NULL) {
        for (ssize_t i = 0; tuple_check(bases) && i < tuple_size(bases);
             i++) {
            if (merge_class_dict(names, tuple_get(bases, i)) < 0) {
                ref_dec(bases);
                return -1;
            }
        }
        ref_dec(bases);
    }
    return 0;
}

int
type_merge_class_dict(Object *names, Object *cls)
{
    return merge_class_dict(names, cls);
}

static Object *
method_dir(Object *self, Object *unused)
{
    (void)unused;
    Object *names = dict_new();
    Object *result = NULL;
    if (names != NULL && merge_class_dict(names, self) == 0) {
        result = dict_keys_list(names);
    }
    ref_xdec(names);
    return result;
}

static MethodDef type_methods[] = {
    {"mro", method_mro, METH_NOARGS,
     "mro($self, /)\n--\n\nReturn a type's method resolution order."},
    {"__subclasses__", method_subclasses, METH_NOARGS,
     "__subclasses__($self, /)\n--\n\nReturn a list of immediate "
     "subclasses."},
    {"__prepare__", METHOD(method_prepare),
     METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "used to create the namespace for the class statement"},
    {"__instancecheck__", method_instancecheck, METH_O,
     "__instancecheck__($self, instance, /)\n--\n\nCheck if an object is an "
     "instance."},
    {"__subclasscheck__", method_subclasscheck, METH_O,
     "__subclasscheck__($self, subclass, /)\n--\n\nCheck if a class is a "
     "subclass."},
    {"__dir__", method_dir, METH_NOARGS,
     "__dir__($self, /)\n--\n\nSpecialized __dir__ implementation for "
     "types."},
    {"__sizeof__", method_sizeof, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nReturn memory consumption of the type "
     "object."},
    {NULL, NULL, 0, NULL}};

// ------------------------------------------------------------------- slots

static Object *
type_repr(Object *self)
{
    Type *type = (Type *)self;
    Object *module = type_module_object(type);
    if (module == NULL) {
        error_clear();
    }
    Object *name = type_qualname_object(type);
    Object *result;
    if (name == NULL) {
        result = NULL;
    } else if (module != NULL && str_check(module) &&
               !str_equal(module, nm_builtins)) {
        result = str_from_format("<class '%U.%U'>", module, name);
    } else {
        result = str_from_format("<class '%s'>", type->name);
    }
    ref_xdec(module);
    ref_xdec(name);
    return result;
}

static Object *
type_or(Object *a, Object *b)
{
    extern Object *union_type_or(Object *, Object *);
    return union_type_or(a, b);
}

static int
type_init(Object *self, Object *args, Object *kwargs)
{
    (void)self;
    if (tuple_size(args) == 1 && kwargs != NULL && dict_size(kwargs) != 0) {
        error_set_text(EXC(TypeError),
                       "type.__init__() takes no keyword arguments");
        return -1;
    }
    if (tuple_size(args) != 1 && tuple_size(args) != 3) {
        error_set_text(EXC(TypeError),
                       "type.__init__() takes 1 or 3 arguments");
        return -1;
    }
    return 0;
}

static void
type_dealloc(Object *self)
{
    HeapType *heap = (HeapType *)self;
    Type *type = &heap->type;
    gc_untrack(self);
    PendingError saved;
    error_fetch(&saved);
    type_modified(type);
    if (type->bases != NULL) {
        for (ssize_t i = 0; i < tuple_size(type->bases); i++) {
            Object *base = tuple_get(type->bases, i);
            if (type_check(base)) {
                type_remove_subclass((Type *)base, type);
            }
        }
    }
    error_restore(&saved);
    if (type->weaklist != NULL) {
        weakref_clear_all(self);
    }
    REF_CLEAR(type->base);
    REF_CLEAR(type->dict);
    REF_CLEAR(type->bases);
    REF_CLEAR(type->mro);
    REF_CLEAR(type->subclasses);
    REF_CLEAR(heap->name);
    REF_CLEAR(heap->qualname);
    REF_CLEAR(heap->slots);
    REF_CLEAR(heap->module);
    if (heap->cached_keys != NULL) {
        keys_disown(heap->cached_keys);
        keys_release(heap->cached_keys);
        heap->cached_keys = NULL;
    }
    Type *meta = self->type;
    object_free(self);
    if (IS_HEAP(meta)) {
        ref_dec(meta);
    }
}

// Static classes are never garbage; gc_is_container says so. Subclasses
// hold this class, it does not hold them: only its table of them.
static int
type_traverse(Object *self, VisitProc visit, void *arg)
{
    Type *type = (Type *)self;
    Object *const fields[] = {type->dict, type->mro, type->bases,
                              OBJ(type->base),
                              ((HeapType *)type)->module};
    for (int i = 0; i < 5; i++) {
        if (fields[i] != NULL) {
            int stop = visit(fields[i], arg);
            if (stop != 0) {
                return stop;
            }
        }
    }
    return IS_HEAP(self->type) ? visit(OBJ(self->type), arg) : 0;
}

static int
type_clear(Object *self)
{
    Type *type = (Type *)self;
    type_modified(type);
    if (type->dict != NULL) {
        dict_clear(type->dict);
    }
    ref_store(type, &((HeapType *)type)->module, NULL);
    ref_store(type, &type->mro, NULL);
    return 0;
}

static void
type_edges(Object *self, EdgeProc visit, void *arg)
{
    Type *type = (Type *)self;
    HeapType *heap = (HeapType *)type;
    bool is_heap = IS_HEAP(type);
    const struct {
        const char *name;
        Object *target;
    } rows[] = {
        {"__dict__", type->dict},
        {"__mro__", type->mro},
        {"__bases__", type->bases},
        {"__base__", OBJ(type->base)},
        {"subclasses", type->subclasses},
        {"__name__", is_heap ? heap->name : NULL},
        {"__qualname__", is_heap ? heap->qualname : NULL},
        {"__slots__", is_heap ? heap->slots : NULL},
        {"module", is_heap ? heap->module : NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].target != NULL) {
            visit(edge_text(EDGE_FIELD, rows[i].name), rows[i].target, arg);
        }
    }
    if (is_heap && heap->cached_keys != NULL) {
        DictKeys *keys = heap->cached_keys;
        for (ssize_t i = 0; i < keys->nentries; i++) {
            visit(edge_number(EDGE_KEY, (size_t)i),
                  keys_unicode_entries(keys)[i].key, arg);
        }
    }
}

static void
type_value_text(Object *self, char *out, size_t size)
{
    object_value_join(out, size, "class ", type_short_name((Type *)self), "");
}

static NumberSlots type_number = {.or_ = type_or};

static Object *
type_vectorcall(Object *type, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    if (call_nargs(nargsf) == 1) {
        return args_no_kwnames("type", kwnames) ? ref_new(TYPE_OF(args[0]))
                                                : NULL;
    }
    return call_vector_by_slot(type, args, nargsf, kwnames);
}

STATIC_OBJECT Type type_type = {
    TYPE_HEAD_INIT,
    .name = "type",
    .basicsize = sizeof(HeapType),
    .itemsize = sizeof(FieldDef),
    .dealloc = type_dealloc,
    .edges = type_edges,
    .value_text = type_value_text,
    .repr = type_repr,
    .number = &type_number,
    .call = type_call,
    .vectorcall = type_vectorcall,
    .getattro = type_getattro,
    .setattro = type_setattro,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE |
             TYPE_TYPE_SUBCLASS,
    .doc = "type(object) -> the object's type\n"
           "type(name, bases, dict, **kwds) -> a new type",
    .traverse = type_traverse,
    .clear = type_clear,
    .weaklist_offset = offsetof(Type, weaklist),
    .methods = type_methods,
    .members = type_members,
    .getset = type_getset,
    .dict_offset = offsetof(Type, dict),
    .init = type_init,
    .new_ = type_new,
    .size_of = type_size_of,
};
