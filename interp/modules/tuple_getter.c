/* _collections._tuplegetter: the attribute of a namedtuple, an item of the
 * tuple by its place. CPython 3.11: Modules/_collectionsmodule.c. */
#include "gc/collector.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

extern Type tuple_getter_type;

typedef struct TupleGetter {
    Object base;
    ssize_t index;
    Object *doc;
} TupleGetter;

#define SELF ((TupleGetter *)self)

static Object *
getter_new(Type *type, Object *args, Object *kwargs)
{
    if (!args_no_keywords("_tuplegetter", kwargs) ||
        !args_check_count("_tuplegetter", tuple_size(args), 2, 2)) {
        return NULL;
    }
    ssize_t index = number_as_ssize(tuple_get(args, 0), EXC(IndexError));
    if (index == -1 && error_occurred() != NULL) {
        return NULL;
    }
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        SELF->index = index;
        ref_store(self, &SELF->doc, ref_new(tuple_get(args, 1)));
    }
    return self;
}

static Object *
getter_get(Object *self, Object *o, Object *type)
{
    (void)type;
    if (o == NULL || (o == NONE && type != OBJ(&none_type))) {
        return ref_new(self);
    }
    if (!tuple_check(o)) {
        return error_format(EXC(TypeError),
                            "descriptor for index '%zd' for tuple subclasses "
                            "doesn't apply to '%s' object",
                            SELF->index, o->type->name);
    }
    if (SELF->index < 0 || SELF->index >= tuple_size(o)) {
        return error_set_text(EXC(IndexError), "tuple index out of range");
    }
    return ref_new(tuple_get(o, SELF->index));
}

static int
getter_set(Object *self, Object *o, Object *value)
{
    (void)self, (void)o;
    error_set_text(EXC(AttributeError),
                   value == NULL ? "can't delete attribute"
                                 : "can't set attribute");
    return -1;
}

static Object *
getter_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *index = int_from_ssize(SELF->index);
    Object *args = index == NULL ? NULL : tuple_pack(2, index, SELF->doc);
    Object *result = args == NULL ? NULL : tuple_pack(2, TYPE_OF(self), args);
    ref_xdec(index);
    ref_xdec(args);
    return result;
}

static Object *
getter_repr(Object *self)
{
    return str_from_format("%s(%zd, %R)", type_short_name(TYPE_OF(self)),
                           SELF->index, SELF->doc);
}

static MethodDef getter_methods[] = {
    {"__reduce__", getter_reduce, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static FieldDef getter_members[] = {
    {"__doc__", FIELD_OBJECT, offsetof(TupleGetter, doc), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type tuple_getter_type = {
    TYPE_HEAD_INIT,
    .name = "_collections._tuplegetter",
    .basicsize = sizeof(TupleGetter),
    .dealloc = type_generic_dealloc,
    .repr = getter_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .methods = getter_methods,
    .members = getter_members,
    .descr_get = getter_get,
    .descr_set = getter_set,
    .alloc = type_generic_alloc,
    .new_ = getter_new,
};
