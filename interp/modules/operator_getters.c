/* operator.itemgetter, attrgetter and methodcaller. */
#include <limits.h>

#include "gc/collector.h"
#include "interp/modules/import.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// One layout for itemgetter and attrgetter: `items` are the keys, or for
// attributes tuples of the parts of a dotted name.
typedef struct Getter {
    Object base;
    ssize_t count;
    Object *items; /* tuple; the only key of an itemgetter; owned */
    ssize_t index; /* itemgetter of one small index; -1: none */
    VectorcallFunc vectorcall;
} Getter;

#define SELF ((Getter *)self)

extern Type itemgetter_type, attrgetter_type, methodcaller_type;

static Object *
one_argument(const char *name, Object *args, Object *kwargs)
{
    if (!args_no_keywords(name, kwargs) ||
        !args_check_count(name, tuple_size(args), 1, 1)) {
        return NULL;
    }
    return tuple_get(args, 0);
}

static Object *
get_path(Object *o, Object *path)
{
    Object *value = ref_new(o);
    for (ssize_t i = 0; value != NULL && i < tuple_size(path); i++) {
        Object *next = object_getattr(value, tuple_get(path, i));
        ref_dec(value);
        value = next;
    }
    return value;
}

static Object *
get_all(Object *self, Object *o,
        Object *(*get)(Object *o, Object *item))
{
    Object *result = tuple_new(SELF->count);
    for (ssize_t i = 0; result != NULL && i < SELF->count; i++) {
        Object *value = get(o, tuple_get(SELF->items, i));
        if (value == NULL) {
            REF_CLEAR(result);
        } else {
            tuple_init_item(result, i, value);
        }
    }
    return result;
}

static Object *
itemgetter_call(Object *self, Object *args, Object *kwargs)
{
    Object *o = one_argument("itemgetter", args, kwargs);
    return o == NULL          ? NULL
           : SELF->count == 1 ? object_getitem(o, SELF->items)
                              : get_all(self, o, object_getitem);
}

static Object *
attrgetter_call(Object *self, Object *args, Object *kwargs)
{
    Object *o = one_argument("attrgetter", args, kwargs);
    return o == NULL          ? NULL
           : SELF->count == 1 ? get_path(o, tuple_get(SELF->items, 0))
                              : get_all(self, o, get_path);
}

static Object *
getter_new(Type *type, ssize_t count, STEALS Object *items)
{
    Object *self = items == NULL ? NULL : type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(items);
        return NULL;
    }
    SELF->count = count;
    SELF->index = -1;
    ref_store(self, &SELF->items, items);
    return self;
}

static Object *
itemgetter_new(Type *type, Object *args, Object *kwargs)
{
    if (!args_no_keywords("itemgetter", kwargs) ||
        !args_check_count("itemgetter", tuple_size(args), 1,
                          tuple_size(args) == 0 ? 1 : SSIZE_MAX)) {
        return NULL;
    }
    ssize_t n = tuple_size(args);
    return getter_new(type, n, ref_new(n == 1 ? tuple_get(args, 0) : args));
}

// "a.b" as ("a", "b").
static Object *
split_name(Object *name)
{
    if (!str_check(name)) {
        return error_set_text(EXC(TypeError),
                              "attribute name must be a string");
    }
    Object *dot = str_from_text("."), *list = NULL, *path = NULL;
    list = dot == NULL ? NULL : str_split(name, dot, -1);
    for (ssize_t i = 0; list != NULL && i < list_size(list); i++) {
        str_intern(&list_get(list, i));
    }
    path = list == NULL ? NULL : list_as_tuple(list);
    ref_xdec(dot);
    ref_xdec(list);
    return path;
}

static Object *
attrgetter_new(Type *type, Object *args, Object *kwargs)
{
    ssize_t n = tuple_size(args);
    if (!args_no_keywords("attrgetter", kwargs) ||
        !args_check_count("attrgetter", n, 1, n == 0 ? 1 : SSIZE_MAX)) {
        return NULL;
    }
    Object *items = tuple_new(n);
    for (ssize_t i = 0; items != NULL && i < n; i++) {
        Object *path = split_name(tuple_get(args, i));
        if (path == NULL) {
            REF_CLEAR(items);
        } else {
            tuple_init_item(items, i, path);
        }
    }
    return getter_new(type, n, items);
}

// The names again, joined.
static Object *
attribute_names(Object *self)
{
    Object *dot = str_from_text("."), *names = tuple_new(SELF->count);
    for (ssize_t i = 0; dot != NULL && names != NULL && i < SELF->count;
         i++) {
        Object *name = str_join(dot, tuple_get(SELF->items, i));
        if (name == NULL) {
            REF_CLEAR(names);
        } else {
            tuple_init_item(names, i, name);
        }
    }
    ref_xdec(dot);
    return names;
}

static Object *
write_call(Object *self, Object *items, Object *kwargs)
{
    int entered = repr_enter(self);
    StrWriter w;
    if (entered != 0) {
        return entered < 0
                   ? NULL
                   : str_from_format("%s(...)", TYPE_OF(self)->name);
    }
    strwriter_init(&w);
    int failed = strwriter_text(&w, TYPE_OF(self)->name) < 0 ||
                 strwriter_char(&w, '(') < 0;
    for (ssize_t i = 0; !failed && i < tuple_size(items); i++) {
        failed = (i > 0 && strwriter_text(&w, ", ") < 0) ||
                 strwriter_repr(&w, tuple_get(items, i)) < 0;
    }
    ssize_t position = 0;
    Object *key, *value;
    while (!failed && kwargs != NULL &&
           dict_next(kwargs, &position, &key, &value)) {
        failed = strwriter_text(&w, ", ") < 0 ||
                 strwriter_object(&w, key) < 0 ||
                 strwriter_char(&w, '=') < 0 || strwriter_repr(&w, value) < 0;
    }
    failed = failed || strwriter_char(&w, ')') < 0;
    repr_leave(self);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

// A tuple of an itemgetter's keys: new.
static Object *
item_keys(Object *self)
{
    return SELF->count == 1 ? tuple_pack(1, SELF->items)
                            : ref_new(SELF->items);
}

static Object *
itemgetter_repr(Object *self)
{
    Object *keys = item_keys(self);
    Object *text = keys == NULL ? NULL : write_call(self, keys, NULL);
    ref_xdec(keys);
    return text;
}

static Object *
attrgetter_repr(Object *self)
{
    Object *names = attribute_names(self);
    Object *text = names == NULL ? NULL : write_call(self, names, NULL);
    ref_xdec(names);
    return text;
}

static Object *
itemgetter_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *keys = item_keys(self);
    Object *result = keys == NULL ? NULL
                                  : tuple_pack(2, TYPE_OF(self), keys);
    ref_xdec(keys);
    return result;
}

static Object *
attrgetter_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *names = attribute_names(self);
    Object *result = names == NULL ? NULL
                                   : tuple_pack(2, TYPE_OF(self), names);
    ref_xdec(names);
    return result;
}

static MethodDef itemgetter_methods[] = {
    {"__reduce__", itemgetter_reduce, METH_NOARGS,
     "Return state information for pickling"},
    {NULL, NULL, 0, NULL}};
static MethodDef attrgetter_methods[] = {
    {"__reduce__", attrgetter_reduce, METH_NOARGS,
     "Return state information for pickling"},
    {NULL, NULL, 0, NULL}};
static FieldDef getter_members[] = {
    {"items", FIELD_OBJECT, offsetof(Getter, items),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type itemgetter_type = {
    TYPE_HEAD_INIT,
    .name = "operator.itemgetter",
    .basicsize = sizeof(Getter),
    .dealloc = type_generic_dealloc,
    .repr = itemgetter_repr,
    .call = itemgetter_call,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_BASETYPE,
    .doc = "itemgetter(item, ...) --> itemgetter object\n\nReturn a callable "
           "object that fetches the given item(s) from its operand.\nAfter f "
           "= itemgetter(2), the call f(r) returns r[2].\nAfter g = "
           "itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    .methods = itemgetter_methods,
    .members = getter_members,
    .alloc = type_generic_alloc,
    .new_ = itemgetter_new,
};

STATIC_OBJECT Type attrgetter_type = {
    TYPE_HEAD_INIT,
    .name = "operator.attrgetter",
    .basicsize = offsetof(Getter, index) + sizeof(VectorcallFunc),
    .dealloc = type_generic_dealloc,
    .repr = attrgetter_repr,
    .call = attrgetter_call,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_BASETYPE,
    .traverse = object_traverse_type_last,
    .clear = object_fields_clear,
    .doc = "attrgetter(attr, ...) --> attrgetter object\n\nReturn a callable "
           "object that fetches the given attribute(s) from its operand.",
    .methods = attrgetter_methods,
    .members = getter_members,
    .alloc = type_generic_alloc,
    .new_ = attrgetter_new,
};

// ---------------------------------------------------------------- methodcaller

typedef struct Caller {
    Object base;
    Object *name, *args, *kwargs; /* owned; the last may be NULL */
} Caller;

#define CALLER ((Caller *)self)

static Object *
methodcaller_new(Type *type, Object *args, Object *kwargs)
{
    if (tuple_size(args) < 1) {
        return error_set_text(EXC(TypeError),
                              "methodcaller needs at least one argument, the "
                              "method name");
    }
    if (!str_check(tuple_get(args, 0))) {
        return error_set_text(EXC(TypeError), "method name must be a string");
    }
    Object *rest = tuple_get_slice(args, 1, tuple_size(args));
    Object *keywords = kwargs != NULL && dict_size(kwargs) > 0
                           ? dict_copy(kwargs)
                           : NULL;
    Object *self = rest == NULL || error_occurred() ? NULL
                                                    : type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(rest);
        ref_xdec(keywords);
        return NULL;
    }
    Object *name = ref_new(tuple_get(args, 0));
    str_intern(&name);
    ref_store(self, &CALLER->name, name);
    ref_store(self, &CALLER->args, rest);
    ref_store(self, &CALLER->kwargs, keywords);
    return self;
}

static Object *
methodcaller_call(Object *self, Object *args, Object *kwargs)
{
    Object *o = one_argument("methodcaller", args, kwargs);
    Object *method = o == NULL ? NULL : object_getattr(o, CALLER->name);
    Object *result = method == NULL
                         ? NULL
                         : call_object(method, CALLER->args, CALLER->kwargs);
    ref_xdec(method);
    return result;
}

static Object *
methodcaller_repr(Object *self)
{
    Object *name = tuple_pack(1, CALLER->name);
    Object *items = name == NULL ? NULL
                                 : sequence_concat(name, CALLER->args);
    Object *text = items == NULL ? NULL
                                 : write_call(self, items, CALLER->kwargs);
    ref_xdec(name);
    ref_xdec(items);
    return text;
}

// With keywords it is made by a partial: pickle calls with positions only.
static Object *
reduce_with_keywords(Object *self)
{
    Object *module = import_module("functools");
    Object *partial = module == NULL
                          ? NULL
                          : object_getattr_text(module, "partial");
    Object *args = partial == NULL
                       ? NULL
                       : tuple_pack(2, TYPE_OF(self), CALLER->name);
    Object *maker = args == NULL ? NULL
                                 : call_object(partial, args, CALLER->kwargs);
    Object *result = maker == NULL ? NULL
                                   : tuple_pack(2, maker, CALLER->args);
    ref_xdec(module);
    ref_xdec(partial);
    ref_xdec(args);
    ref_xdec(maker);
    return result;
}

static Object *
methodcaller_reduce(Object *self, Object *unused)
{
    (void)unused;
    if (CALLER->kwargs != NULL && dict_size(CALLER->kwargs) > 0) {
        return reduce_with_keywords(self);
    }
    Object *name = tuple_pack(1, CALLER->name);
    Object *items = name == NULL ? NULL
                                 : sequence_concat(name, CALLER->args);
    Object *result = items == NULL ? NULL
                                   : tuple_pack(2, TYPE_OF(self), items);
    ref_xdec(name);
    ref_xdec(items);
    return result;
}

static MethodDef methodcaller_methods[] = {
    {"__reduce__", methodcaller_reduce, METH_NOARGS,
     "Return state information for pickling"},
    {NULL, NULL, 0, NULL}};
static FieldDef methodcaller_members[] = {
    {"name", FIELD_OBJECT, offsetof(Caller, name),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"args", FIELD_OBJECT, offsetof(Caller, args),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"kwargs", FIELD_OBJECT, offsetof(Caller, kwargs),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type methodcaller_type = {
    TYPE_HEAD_INIT,
    .name = "operator.methodcaller",
    .basicsize = sizeof(Caller),
    .dealloc = type_generic_dealloc,
    .repr = methodcaller_repr,
    .call = methodcaller_call,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_BASETYPE,
    .traverse = object_traverse_type_last,
    .clear = object_fields_clear,
    .doc = "methodcaller(name, ...) --> methodcaller object\n\nReturn a "
           "callable object that calls the given method on its operand.",
    .methods = methodcaller_methods,
    .members = methodcaller_members,
    .alloc = type_generic_alloc,
    .new_ = methodcaller_new,
};
