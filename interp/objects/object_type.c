/* The type `object`, None, Ellipsis, NotImplemented. */
#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/type_attributes.h"
#include "interp/objects/type_wrappers.h"

static bool
excess_args(Object *args, Object *kwargs)
{
    return tuple_size(args) != 0 || (kwargs != NULL && dict_size(kwargs) != 0);
}

int
object_init_slot(Object *self, Object *args, Object *kwargs)
{
    Type *type = self->type;
    if (excess_args(args, kwargs)) {
        if (type->init != object_init_slot) {
            error_set_text(EXC(TypeError),
                           "object.__init__() takes exactly one argument "
                           "(the instance to initialize)");
            return -1;
        }
        if (type->new_ == object_new_slot) {
            error_format(EXC(TypeError),
                         "%.200s.__init__() takes exactly one argument (the "
                         "instance to initialize)", type->name);
            return -1;
        }
    }
    return 0;
}

static Object *
abstract_error(Type *type)
{
    Object *methods = object_getattr(OBJ(type), dn_abstractmethods);
    Object *sorted = methods == NULL ? NULL : sequence_list(methods);
    ref_xdec(methods);
    if (sorted == NULL || list_sort(sorted, NULL, 0) < 0) {
        ref_xdec(sorted);
        return NULL;
    }
    Object *comma = str_from_text(", ");
    Object *joined = comma == NULL ? NULL : str_join(comma, sorted);
    if (joined != NULL) {
        error_format(EXC(TypeError),
                     "Can't instantiate abstract class %s with abstract "
                     "method%s %U", type->name,
                     list_size(sorted) == 1 ? "" : "s", joined);
    }
    ref_xdec(comma);
    ref_xdec(joined);
    ref_dec(sorted);
    return NULL;
}

Object *
object_new_slot(Type *type, Object *args, Object *kwargs)
{
    if (excess_args(args, kwargs)) {
        if (type->new_ != object_new_slot) {
            return error_set_text(EXC(TypeError),
                                  "object.__new__() takes exactly one "
                                  "argument (the type to instantiate)");
        }
        if (type->init == object_init_slot) {
            return error_format(EXC(TypeError), "%.200s() takes no arguments",
                                type->name);
        }
    }
    if (type_has_feature(type, TYPE_ABSTRACT)) {
        return abstract_error(type);
    }
    return type->alloc(type, 0);
}

static Object *
object_repr_slot(Object *self)
{
    Type *type = self->type;
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
        result = str_from_format("<%U.%U object at %p>", module, name,
                                 (void *)object_id(self));
    } else {
        result = str_from_format("<%s object at %p>", type->name,
                                 (void *)object_id(self));
    }
    ref_xdec(module);
    ref_xdec(name);
    return result;
}

static Object *
object_str_slot(Object *self)
{
    UnaryFunc repr = self->type->repr;
    return repr == NULL ? object_repr_slot(self) : repr(self);
}

static HashValue
object_hash_slot(Object *self)
{
    return hash_pointer(self);
}

static Object *
object_compare_slot(Object *a, Object *b, int op)
{
    if (op == CMP_EQ) {
        return a == b ? bool_new(true) : not_implemented_new();
    }
    if (op == CMP_NE && a->type->richcompare != NULL) {
        // The opposite of __eq__, if that knows.
        Object *equal = a->type->richcompare(a, b, CMP_EQ);
        if (equal == NULL || equal == NOT_IMPLEMENTED) {
            return equal;
        }
        int truth = object_is_true(equal);
        ref_dec(equal);
        return truth < 0 ? NULL : bool_new(!truth);
    }
    return not_implemented_new();
}

static void
object_dealloc_slot(Object *self)
{
    Type *type = self->type;
    object_free(self);
    if (type_is_held(type)) {
        ref_dec(type);
    }
}

static Object *
get_class(Object *self, void *closure)
{
    (void)closure;
    return ref_new(self->type);
}

static int
set_class(Object *self, Object *value, void *closure)
{
    (void)closure;
    Type *old = self->type;
    if (value == NULL) {
        error_set_text(EXC(TypeError), "can't delete __class__ attribute");
        return -1;
    }
    if (!type_check(value)) {
        error_format(EXC(TypeError),
                     "__class__ must be set to a class, not '%s' object",
                     value->type->name);
        return -1;
    }
    Type *new_type = (Type *)value;
    if (!(type_is_subtype(new_type, &module_type) &&
          type_is_subtype(old, &module_type)) &&
        (type_has_feature(new_type, TYPE_IMMUTABLE) ||
         type_has_feature(old, TYPE_IMMUTABLE))) {
        error_set_text(EXC(TypeError),
                       "__class__ assignment only supported for mutable "
                       "types or ModuleType subclasses");
        return -1;
    }
    if (type_check_layouts(old, new_type, "__class__") < 0) {
        return -1;
    }
    // Attributes in the shared-keys array belong to the old class's names.
    if (type_has_feature(old, TYPE_MANAGED_DICT) &&
        instance_dict_get(self) == NULL) {
        return -1;
    }
    if (type_is_held(new_type)) {
        ref_inc(new_type);
    }
    self->type = new_type;
    RECORD_TOUCH(self);
    if (type_is_held(old)) {
        ref_dec(old);
    }
    return 0;
}

static Object *
method_format(Object *self, Object *spec)
{
    if (!str_check(spec)) {
        return error_format(EXC(TypeError),
                            "__format__() argument must be str, not %s",
                            spec->type->name);
    }
    if (str_length(spec) > 0) {
        return error_format(EXC(TypeError),
                            "unsupported format string passed to "
                            "%.200s.__format__", self->type->name);
    }
    return object_str(self);
}

static Object *
method_sizeof(Object *self, Object *unused)
{
    (void)unused;
    size_t size;
    // Asked for by the name of object, a type with a __sizeof__ of its own
    // has the size that it has without what lies elsewhere.
    bool own = type_lookup(self->type, dn_sizeof) !=
               dict_get(object_type.dict, dn_sizeof);
    if (self->type->size_of != NULL && !own) {
        size = self->type->size_of(self);
    } else {
        size = (size_t)self->type->basicsize;
        if (self->type->itemsize != 0) {
            ssize_t n = ((VarObject *)self)->size;
            size += (size_t)(n < 0 ? -n : n) * (size_t)self->type->itemsize;
        }
    }
    return int_from_size(size);
}

Object *
object_method_size_of(Object *self, Object *unused)
{
    (void)unused;
    return int_from_size(self->type->size_of(self));
}

static Object *
method_dir(Object *self, Object *unused)
{
    (void)unused;
    Object *dict, *cls, *names = NULL, *result = NULL;
    if (object_lookup_attr(self, dn_dict, &dict) < 0) {
        return NULL;
    }
    names = dict != NULL && dict_check(dict) ? dict_copy(dict) : dict_new();
    ref_xdec(dict);
    if (names == NULL || object_lookup_attr(self, dn_class, &cls) < 0) {
        ref_xdec(names);
        return NULL;
    }
    if (cls == NULL || type_merge_class_dict(names, cls) == 0) {
        result = dict_keys_list(names);
    }
    ref_xdec(cls);
    ref_dec(names);
    return result;
}

static Object *
method_subclasshook(Object *cls, Object *const *args, ssize_t nargs)
{
    (void)cls, (void)args, (void)nargs;
    return not_implemented_new();
}

static Object *
method_init_subclass(Object *cls, Object *const *args, ssize_t nargs,
                     Object *kwnames)
{
    (void)args;
    if (nargs != 0 || (kwnames != NULL && tuple_size(kwnames) != 0)) {
        return error_format(EXC(TypeError),
                            "%s.__init_subclass__() takes no %sarguments",
                            type_short_name((Type *)cls),
                            nargs != 0 ? "" : "keyword ");
    }
    return none_new();
}

static MethodDef object_methods[] = {
    {"__reduce_ex__", object_method_reduce_ex, METH_O,
     "__reduce_ex__($self, protocol, /)\n--\n\nHelper for pickle."},
    {"__reduce__", object_method_reduce, METH_NOARGS,
     "__reduce__($self, /)\n--\n\nHelper for pickle."},
    {"__getstate__", object_method_getstate, METH_NOARGS,
     "__getstate__($self, /)\n--\n\nHelper for pickle."},
    {"__subclasshook__", METHOD(method_subclasshook),
     METH_CLASS | METH_FASTCALL, NULL},
    {"__init_subclass__", METHOD(method_init_subclass),
     METH_CLASS | METH_FASTCALL | METH_KEYWORDS,
     "This method is called when a class is subclassed."},
    {"__format__", method_format, METH_O,
     "__format__($self, format_spec, /)\n--\n\nDefault object formatter."},
    {"__sizeof__", method_sizeof, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nSize of object in memory, in bytes."},
    {"__dir__", method_dir, METH_NOARGS,
     "__dir__($self, /)\n--\n\nDefault dir() implementation."},
    {NULL, NULL, 0, NULL}};

static GetSetDef object_getset[] = {
    {"__class__", get_class, set_class, "the object's class", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type object_type = {
    TYPE_HEAD_INIT,
    .name = "object",
    .basicsize = sizeof(Object),
    .dealloc = object_dealloc_slot,
    .repr = object_repr_slot,
    .hash = object_hash_slot,
    .str = object_str_slot,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE,
    .doc = "object()\n--\n\nThe base class of the class hierarchy.\n\n"
           "When called, it accepts no arguments and returns a new "
           "featureless\ninstance that has no instance attributes and cannot "
           "be given any.\n",
    .richcompare = object_compare_slot,
    .methods = object_methods,
    .getset = object_getset,
    .init = object_init_slot,
    .alloc = type_generic_alloc,
    .new_ = object_new_slot,
};

// ----------------------------------------------- None and the other singles

STATIC_OBJECT Object none_object = OBJECT_HEAD_INIT(&none_type);
STATIC_OBJECT Object ellipsis_object = OBJECT_HEAD_INIT(&ellipsis_type);
STATIC_OBJECT Object not_implemented_object =
    OBJECT_HEAD_INIT(&not_implemented_type);

static Object *
none_repr(Object *self)
{
    (void)self;
    return str_from_text("None");
}

static Object *
ellipsis_repr(Object *self)
{
    (void)self;
    return str_from_text("Ellipsis");
}

static Object *
not_implemented_repr(Object *self)
{
    (void)self;
    return str_from_text("NotImplemented");
}

static int
none_bool(Object *self)
{
    (void)self;
    return 0;
}

static int
not_implemented_bool(Object *self)
{
    (void)self;
    return error_warn(EXC(DeprecationWarning),
                      "NotImplemented should not be used in a boolean "
                      "context") < 0
               ? -1
               : 1;
}

static Object *
single_new(Type *type, Object *args, Object *kwargs)
{
    if (excess_args(args, kwargs)) {
        return error_format(EXC(TypeError), "%s takes no arguments",
                            type->name);
    }
    return ref_new(type == &none_type       ? &none_object
                   : type == &ellipsis_type ? &ellipsis_object
                                            : &not_implemented_object);
}

static Object *
single_reduce(Object *self, Object *unused)
{
    (void)unused;
    return object_repr(self);
}

// Its count fell to 0: somebody dropped a reference they did not have.
static void
single_dealloc(Object *self)
{
    self->refcount = 1;
}

static void
single_value_text(Object *self, char *out, size_t size)
{
    snprintf(out, size, "%s",
             self == NONE       ? "None"
             : self == ELLIPSIS ? "Ellipsis"
                                : "NotImplemented");
}

static NumberSlots none_number = {.boolean = none_bool};
static NumberSlots not_implemented_number = {.boolean =
                                                 not_implemented_bool};
static MethodDef single_methods[] = {
    {"__reduce__", single_reduce, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

#define SINGLE(variable, type_name, show, numbers, methods_table)            \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(Object),                                         \
        .dealloc = single_dealloc,                                           \
        .value_text = single_value_text,                                     \
        .repr = show,                                                        \
        .number = numbers,                                                   \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT,                                               \
        .methods = methods_table,                                            \
        .new_ = single_new,                                                  \
    }
SINGLE(none_type, "NoneType", none_repr, &none_number, NULL);
SINGLE(ellipsis_type, "ellipsis", ellipsis_repr, NULL, single_methods);
SINGLE(not_implemented_type, "NotImplementedType", not_implemented_repr,
       &not_implemented_number, single_methods);

// --------------------------------------------------- __new__ of static types

static Object *
new_wrapper(Object *self, Object *args, Object *kwargs)
{
    Type *static_type = (Type *)self;
    if (tuple_size(args) < 1) {
        return error_format(EXC(TypeError),
                            "%s.__new__(): not enough arguments",
                            static_type->name);
    }
    Object *first = tuple_get(args, 0);
    if (!type_check(first)) {
        return error_format(EXC(TypeError),
                            "%s.__new__(X): X is not a type object (%s)",
                            static_type->name, first->type->name);
    }
    Type *type = (Type *)first;
    if (!type_is_subtype(type, static_type)) {
        return error_format(EXC(TypeError),
                            "%s.__new__(%s): %s is not a subtype of %s",
                            static_type->name, type->name, type->name,
                            static_type->name);
    }
    Type *base = type;
    while (base != NULL && base->new_ == slot_new) {
        base = base->base;
    }
    if (base != NULL && base->new_ != static_type->new_) {
        return error_format(EXC(TypeError),
                            "%s.__new__(%s) is not safe, use %s.__new__()",
                            static_type->name, type->name, base->name);
    }
    Object *rest = tuple_get_slice(args, 1, tuple_size(args));
    if (rest == NULL) {
        return NULL;
    }
    Object *result = static_type->new_(type, rest, kwargs);
    ref_dec(rest);
    return result;
}

static MethodDef new_row = {
    "__new__", METHOD(new_wrapper), METH_VARARGS | METH_KEYWORDS,
    "__new__($type, *args, **kwargs)\n--\n\nCreate and return a new object.  "
    "See help(type) for accurate signature."};

int
type_set_new_wrapper(Type *type)
{
    if (dict_get(type->dict, dn_new) != NULL) {
        return 0;
    }
    Object *function = cfunction_new(&new_row, OBJ(type), NULL);
    if (function == NULL) {
        return -1;
    }
    int failed = dict_set(type->dict, dn_new, function);
    ref_dec(function);
    return failed;
}

Object *
type_make(const char *name, Object *bases, Object *dict)
{
    Object *text = str_from_text(name);
    Object *args = text == NULL ? NULL : tuple_pack(3, text, bases, dict);
    Object *type = args == NULL ? NULL : type_new(&type_type, args, NULL);
    ref_xdec(text);
    ref_xdec(args);
    return type;
}
