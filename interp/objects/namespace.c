/* types.SimpleNamespace: attributes in a dict. */
#include "interp/objects/namespace.h"

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct Namespace {
    Object base;
    Object *dict;
} Namespace;

#define DICT(o) (((Namespace *)(o))->dict)

static Object *
namespace_new_slot(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        DICT(self) = dict_new();
        RECORD_TOUCH(self);
        if (DICT(self) == NULL) {
            ref_dec(self);
            return NULL;
        }
    }
    return self;
}

static int
namespace_init(Object *self, Object *args, Object *kwargs)
{
    if (tuple_size(args) != 0) {
        error_set_text(EXC(TypeError), "no positional arguments expected");
        return -1;
    }
    ssize_t position = 0;
    Object *key, *value;
    while (kwargs != NULL && dict_next(kwargs, &position, &key, &value)) {
        if (!str_check(key)) {
            error_set_text(EXC(TypeError), "keywords must be strings");
            return -1;
        }
    }
    return kwargs == NULL ? 0 : dict_update(DICT(self), kwargs);
}

static Object *
namespace_repr(Object *self)
{
    const char *name = self->type == &namespace_type ? "namespace"
                                                     : self->type->name;
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered < 0 ? NULL : str_from_format("%s(...)", name);
    }
    StrWriter w;
    strwriter_init(&w);
    Object *items = dict_items_list(DICT(self));
    int failed = items == NULL || strwriter_text(&w, name) < 0 ||
                 strwriter_char(&w, '(') < 0;
    bool first = true;
    for (ssize_t i = 0; !failed && i < ((VarObject *)items)->size; i++) {
        Object *pair = sequence_getitem(items, i);
        Object *key = tuple_get(pair, 0);
        if (str_check(key) && str_length(key) > 0) {
            failed = (!first && strwriter_text(&w, ", ") < 0) ||
                     strwriter_str(&w, key) < 0 ||
                     strwriter_char(&w, '=') < 0 ||
                     strwriter_repr(&w, tuple_get(pair, 1)) < 0;
            first = false;
        }
        ref_dec(pair);
    }
    failed = failed || strwriter_char(&w, ')') < 0;
    ref_xdec(items);
    repr_leave(self);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static Object *
namespace_richcompare(Object *a, Object *b, int op)
{
    if (object_type_check(a, &namespace_type) &&
        object_type_check(b, &namespace_type)) {
        return object_richcompare(DICT(a), DICT(b), op);
    }
    return not_implemented_new();
}

static Object *
namespace_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *empty = tuple_new(0);
    Object *result = empty == NULL
                         ? NULL
                         : tuple_pack(3, self->type, empty, DICT(self));
    ref_xdec(empty);
    return result;
}

static MethodDef namespace_methods[] = {
    {"__reduce__", namespace_reduce, METH_NOARGS,
     "Return state information for pickling"},
    {NULL, NULL, 0, NULL}};

static FieldDef namespace_members[] = {
    {"__dict__", FIELD_OBJECT, offsetof(Namespace, dict), FIELD_READONLY,
     NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type namespace_type = {
    TYPE_HEAD_INIT,
    .name = "types.SimpleNamespace",
    .basicsize = sizeof(Namespace),
    .dealloc = type_generic_dealloc,
    .repr = namespace_repr,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "A simple attribute-based namespace.\n\nSimpleNamespace(**kwargs)",
    .richcompare = namespace_richcompare,
    .methods = namespace_methods,
    .members = namespace_members,
    .dict_offset = offsetof(Namespace, dict),
    .init = namespace_init,
    .alloc = type_generic_alloc,
    .new_ = namespace_new_slot,
};

Object *
namespace_new(Object *dict)
{
    Object *args = tuple_new(0);
    Object *result = args == NULL
                         ? NULL
                         : call_object(OBJ(&namespace_type), args, dict);
    ref_xdec(args);
    return result;
}
