/* Classes: their names, their subclasses, and instances as most types make,
 * free and call for them. */
#include "interp/objects/type.h"

#include <string.h>

#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/dict_values.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/weakref_object.h"

#define IS_HEAP(t) type_has_feature(t, TYPE_HEAP)

// -------------------------------------------------------------------- names

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

// --------------------------------------------------------------- subclasses

void
type_add_subclass(Type *base, Type *type)
{
    if (base->subclasses == NULL) {
        base->subclasses = dict_new();
        RECORD_TOUCH(base);
    }
    Object *key = int_from_size((size_t)(uintptr_t)object_id(OBJ(type)));
    Object *reference = weakref_new(OBJ(type), NULL);
    if (base->subclasses == NULL || key == NULL || reference == NULL ||
        dict_set(base->subclasses, key, reference) < 0) {
        error_clear();
    }
    ref_xdec(key);
    ref_xdec(reference);
}

void
type_remove_subclass(Type *base, Type *type)
{
    if (base->subclasses == NULL) {
        return;
    }
    Object *key = int_from_size((size_t)(uintptr_t)object_id(OBJ(type)));
    if (key == NULL || dict_delete(base->subclasses, key) < 0) {
        error_clear();
    }
    ref_xdec(key);
    if (dict_size(base->subclasses) == 0) {
        ref_store(base, &base->subclasses, NULL);
    }
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

// --------------------------------------------------------------- instances

Object *
type_generic_alloc(Type *type, ssize_t nitems)
{
    Object *o = object_new(type, nitems);
    if (o == NULL) {
        return NULL;
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT) &&
        instance_init_values(o, type) < 0) {
        object_free(o);
        if (type_is_held(type)) {
            ref_dec(type);
        }
        return NULL;
    }
    if (type_has_feature(type, TYPE_HAVE_GC)) {
        gc_track(o);
    }
    return o;
}

Object *
type_generic_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    return type->alloc(type, 0);
}

void
type_generic_dealloc(Object *self)
{
    Type *type = self->type;
    bool collectable = type_has_feature(type, TYPE_HAVE_GC);
    if (collectable) {
        gc_untrack(self);
        if (!trash_begin(self)) {
            return; // a long chain: later
        }
    }
    if (weakref_supported(type) && *weakref_list(self) != NULL) {
        weakref_clear_all(self);
    }
    for (const Type *t = type; t != NULL; t = t->base) {
        const FieldDef *row = t->own;
        for (; row != NULL && row->name != NULL; row++) {
            if (row->kind <= FIELD_OBJECT_EX) {
                Object **slot = object_field(self, row);
                REF_CLEAR(*slot);
            }
        }
    }
    object_free(self);
    if (type_is_held(type)) {
        ref_dec(type);
    }
    if (collectable) {
        trash_end();
    }
}

// Called when `type(x)` is evaluated for any x that is a class.
Object *
type_call(Object *callable, Object *args, Object *kwargs)
{
    Type *type = (Type *)callable;
    ssize_t nargs = tuple_size(args);
    if (type == &type_type) {
        if (nargs == 1 && (kwargs == NULL || dict_size(kwargs) == 0)) {
            return ref_new(TYPE_OF(tuple_get(args, 0)));
        }
        if (nargs != 3) {
            return error_set_text(EXC(TypeError),
                                  "type() takes 1 or 3 arguments");
        }
    }
    if (type->new_ == NULL ||
        type_has_feature(type, TYPE_DISALLOW_INSTANTIATION)) {
        return error_format(EXC(TypeError),
                            "cannot create '%s' instances", type->name);
    }
    Object *o = type->new_(type, args, kwargs);
    if (o == NULL || !object_type_check(o, type)) {
        return o;
    }
    type = o->type;
    if (type->init != NULL && type->init(o, args, kwargs) < 0) {
        ref_dec(o);
        return NULL;
    }
    return o;
}
