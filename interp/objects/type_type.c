/* The type `type`: its methods and slots. */
#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/type_attributes.h"

#define IS_HEAP(t) type_has_feature(t, TYPE_HEAP)

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
    int result = object_real_is_instance(o, self);
    return result < 0 ? NULL : bool_new(result);
}

static Object *
method_subclasscheck(Object *self, Object *cls)
{
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
    return 0; // its own type is instance_traverse's, if it is a heap type
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
