/* super: looks attributes up behind a class in the MRO of an object. */
#include "interp/bytecode/code.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/function.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct Super {
    Object base;
    Type *type;     /* owned: the class behind which to look */
    Object *object; /* owned or NULL */
    Type *object_type; /* owned: whose MRO is walked */
} Super;

static Object *
super_getattro(Object *self, Object *name)
{
    Super *su = (Super *)self;
    Object *mro = su->object_type == NULL ? NULL : su->object_type->mro;
    if (mro == NULL || (str_check(name) && str_equal(name, dn_class))) {
        return object_generic_getattr(self, name);
    }
    ssize_t n = tuple_size(mro), i = 0;
    while (i < n && tuple_get(mro, i) != OBJ(su->type)) {
        i++;
    }
    ref_inc(mro);
    for (i++; i < n; i++) {
        Object *dict = ((Type *)tuple_get(mro, i))->dict;
        Object *found = dict_get(dict, name);
        if (found == NULL) {
            if (error_occurred()) {
                ref_dec(mro);
                return NULL;
            }
            continue;
        }
        ref_inc(found);
        TernaryFunc get = found->type->descr_get;
        if (get != NULL) {
            // On a class `super` binds class methods only.
            Object *result =
                get(found,
                    su->object == OBJ(su->object_type) ? NULL : su->object,
                    OBJ(su->object_type));
            ref_dec(found);
            found = result;
        }
        ref_dec(mro);
        return found;
    }
    ref_dec(mro);
    return object_generic_getattr(self, name);
}

// The class whose MRO counts: new; TypeError when it does not fit.
static Type *
check(Type *type, Object *object)
{
    // By the MRO alone: a metaclass's mro() may have left the class out.
    if (type_check(object) && type_is_subtype_slow((Type *)object, type)) {
        return ref_new(object);
    }
    if (object_type_check(object, type)) {
        return ref_new(object->type);
    }
    Object *claimed;
    if (object_lookup_attr(object, dn_class, &claimed) < 0) {
        return NULL;
    }
    if (claimed != NULL && type_check(claimed) &&
        claimed != OBJ(object->type) &&
        type_is_subtype((Type *)claimed, type)) {
        return (Type *)claimed;
    }
    ref_xdec(claimed);
    error_set_text(EXC(TypeError),
                   "super(type, obj): obj must be an instance or subtype of "
                   "type");
    return NULL;
}

// super() without arguments: the first argument and the __class__ cell of
// the function that runs.
static int
from_frame(Type **type, Object **object)
{
    extern int frame_super_arguments(Object **first, Object **class_cell,
                                     const char **message);
    Object *cell;
    const char *message = NULL;
    if (frame_super_arguments(object, &cell, &message) < 0) {
        error_format(EXC(RuntimeError), "super(): %s", message);
        return -1;
    }
    Object *value = ((Cell *)cell)->value;
    if (value == NULL || !type_check(value)) {
        error_set_text(EXC(RuntimeError),
                       value == NULL ? "super(): empty __class__ cell"
                                     : "super(): __class__ is not a type");
        return -1;
    }
    *type = (Type *)value;
    return 0;
}

static int
super_init(Object *self, Object *args, Object *kwargs)
{
    Super *su = (Super *)self;
    ssize_t n = tuple_size(args);
    if (!args_no_keywords("super", kwargs) ||
        !args_check_count("super()", n, 0, 2)) {
        return -1;
    }
    Type *type = NULL;
    Object *object = NULL;
    if (n == 0) {
        if (from_frame(&type, &object) < 0) {
            return -1;
        }
    } else {
        if (!type_check(tuple_get(args, 0))) {
            error_format(EXC(TypeError),
                         "super() argument 1 must be a type, not %.200s",
                         tuple_get(args, 0)->type->name);
            return -1;
        }
        type = (Type *)tuple_get(args, 0);
        object = n > 1 ? tuple_get(args, 1) : NULL;
    }
    object = object == NONE ? NULL : object;
    Type *walked = NULL;
    if (object != NULL) {
        walked = check(type, object);
        if (walked == NULL) {
            return -1;
        }
    }
    ref_store(self, &su->type, ref_new(type));
    ref_store(self, &su->object, ref_xnew(object));
    ref_store(self, &su->object_type, walked);
    return 0;
}

static Object *
super_descr_get(Object *self, Object *object, Object *type)
{
    (void)type;
    Super *su = (Super *)self;
    if (object == NULL || object == NONE || su->object != NULL) {
        return ref_new(self);
    }
    return call_two(OBJ(TYPE_OF(self)), OBJ(su->type), object);
}

static Object *
super_repr(Object *self)
{
    Super *su = (Super *)self;
    const char *name = su->type != NULL ? su->type->name : "NULL";
    return su->object_type != NULL
               ? str_from_format("<super: <class '%s'>, <%s object>>", name,
                                 su->object_type->name)
               : str_from_format("<super: <class '%s'>, NULL>", name);
}

static FieldDef super_members[] = {
    {"__thisclass__", FIELD_OBJECT, offsetof(Super, type), FIELD_READONLY,
     "the class invoking super()"},
    {"__self__", FIELD_OBJECT, offsetof(Super, object), FIELD_READONLY,
     "the instance invoking super(); may be None"},
    {"__self_class__", FIELD_OBJECT, offsetof(Super, object_type),
     FIELD_READONLY, "the type of the instance invoking super(); may be "
                     "None"},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type super_type = {
    TYPE_HEAD_INIT,
    .name = "super",
    .basicsize = sizeof(Super),
    .dealloc = type_generic_dealloc,
    .repr = super_repr,
    .getattro = super_getattro,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "super() -> same as super(__class__, <first argument>)\n"
           "super(type) -> unbound super object",
    .members = super_members,
    .descr_get = super_descr_get,
    .init = super_init,
    .new_ = type_generic_new,
};
