/* Getting and setting attributes of any object (CPython 3.11:
 * Objects/object.c, PyObject_GenericGetAttr and its friends). */
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/exception.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

static Object *
bad_name(Object *name)
{
    return error_format(EXC(TypeError),
                        "attribute name must be string, not '%.200s'",
                        name->type->name);
}

Object *
object_getattr(Object *o, Object *name)
{
    if (!str_check(name)) {
        return bad_name(name);
    }
    Object *result = NULL;
    if (o->type->getattro != NULL) {
        result = o->type->getattro(o, name);
    } else {
        error_format(EXC(AttributeError),
                     "'%.50s' object has no attribute '%U'", o->type->name,
                     name);
    }
    if (result == NULL) {
        exception_set_attribute_context(o, name);
    }
    return result;
}

Object *
object_getattr_text(Object *o, const char *text)
{
    Object *name = str_intern_text(text);
    if (name == NULL) {
        return NULL;
    }
    Object *result = object_getattr(o, name);
    ref_dec(name);
    return result;
}

int
object_lookup_attr(Object *o, Object *name, Object **out)
{
    Type *type = o->type;
    if (!str_check(name)) {
        *out = bad_name(name);
        return -1;
    }
    if (type->getattro == object_generic_getattr) {
        *out = object_generic_getattr_dict(o, name, NULL, true);
        if (*out != NULL) {
            return 1;
        }
        return error_occurred() != NULL ? -1 : 0;
    }
    *out = type->getattro != NULL ? type->getattro(o, name) : NULL;
    if (*out != NULL) {
        return 1;
    }
    if (error_occurred() != NULL) {
        if (!error_matches(EXC(AttributeError))) {
            return -1;
        }
        error_clear();
    }
    return 0;
}

int
object_lookup_attr_text(Object *o, const char *text, Object **out)
{
    Object *name = str_intern_text(text);
    *out = NULL;
    if (name == NULL) {
        return -1;
    }
    int found = object_lookup_attr(o, name, out);
    ref_dec(name);
    return found;
}

int
object_setattr(Object *o, Object *name, Object *value)
{
    Type *type = o->type;
    if (!str_check(name)) {
        bad_name(name);
        return -1;
    }
    ref_inc(name);
    if (str_check_exact(name)) {
        str_intern(&name);
    }
    int result = -1;
    if (type->setattro != NULL) {
        result = type->setattro(o, name, value);
    } else {
        error_format(EXC(TypeError),
                     type->getattro == NULL
                         ? "'%.100s' object has no attributes (%s .%U)"
                         : "'%.100s' object has only read-only attributes "
                           "(%s .%U)",
                     type->name, value == NULL ? "del" : "assign to", name);
    }
    ref_dec(name);
    return result;
}

int
object_setattr_text(Object *o, const char *text, Object *value)
{
    Object *name = str_intern_text(text);
    if (name == NULL) {
        return -1;
    }
    int result = object_setattr(o, name, value);
    ref_dec(name);
    return result;
}

Object **
object_dict_pointer(Object *o)
{
    Type *type = o->type;
    ssize_t offset = type->dict_offset;
    if (offset == 0) {
        return NULL;
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT)) {
        return instance_dict_get(o) == NULL ? NULL : instance_dict(o);
    }
    if (offset < 0) {
        // Behind the items of a variable-size object.
        ssize_t n = ((VarObject *)o)->size;
        size_t size = (size_t)(type->basicsize +
                               (n < 0 ? -n : n) * type->itemsize);
        size = (size + 7) & ~(size_t)7;
        offset += (ssize_t)size;
    }
    return (Object **)((char *)o + offset);
}

// The dict, or NULL without an error when it has not been made yet.
static Object *
existing_dict(Object *o)
{
    if (type_has_feature(o->type, TYPE_MANAGED_DICT)) {
        return *instance_dict(o);
    }
    Object **place = object_dict_pointer(o);
    return place == NULL ? NULL : *place;
}

Object *
object_dict_get(Object *o)
{
    if (type_has_feature(o->type, TYPE_MANAGED_DICT)) {
        return instance_dict_get(o);
    }
    Object **place = object_dict_pointer(o);
    if (place == NULL) {
        return error_set_text(EXC(AttributeError),
                              "This object has no __dict__");
    }
    if (*place == NULL) {
        Object *dict = dict_new();
        if (dict == NULL) {
            return NULL;
        }
        *place = dict;
        RECORD_TOUCH(o);
    }
    return *place;
}

Object *
object_generic_get_dict(Object *o, void *closure UNUSED)
{
    return ref_xnew(object_dict_get(o));
}

int
object_generic_set_dict(Object *o, Object *dict, void *closure UNUSED)
{
    if (dict == NULL) {
        error_set_text(EXC(TypeError), "cannot delete __dict__");
        return -1;
    }
    if (!dict_check(dict)) {
        error_format(EXC(TypeError),
                     "__dict__ must be set to a dictionary, not a '%.200s'",
                     dict->type->name);
        return -1;
    }
    ref_store(o, object_dict_pointer(o), ref_new(dict));
    return 0;
}

// The attribute of the object itself, in `dict` when that is given: new, NULL
// absent. False with an error.
static ALWAYS_INLINE bool
get_own(Object *o, Object *name, Object *dict, Object **result)
{
    *result = NULL;
    if (dict == NULL) {
        if (type_has_feature(o->type, TYPE_MANAGED_DICT) &&
            *instance_values(o) != NULL) {
            if (LIKELY(str_check_exact(name))) {
                *result = instance_get(o, *instance_values(o), name);
                ref_xinc(*result);
                return true;
            }
            dict = instance_dict_get(o);
            if (dict == NULL) {
                return false;
            }
        } else {
            dict = existing_dict(o);
        }
    }
    if (dict == NULL) {
        return true;
    }
    ref_inc(dict);
    *result = ref_xnew(dict_get(dict, name));
    ref_dec(dict);
    return *result != NULL || error_occurred() == NULL;
}

Object *
object_generic_getattr_dict(Object *o, Object *name, Object *dict,
                            bool suppress)
{
    Type *type = o->type;
    if (!str_check(name)) {
        return bad_name(name);
    }
    ref_inc(name);
    Object *result = NULL;
    Object *descriptor = type_lookup(type, name);
    TernaryFunc get = NULL;
    if (descriptor != NULL) {
        ref_inc(descriptor);
        get = descriptor->type->descr_get;
        if (get != NULL && descriptor->type->descr_set != NULL) {
            result = get(descriptor, o, OBJ(type));
            goto found;
        }
    }
    if (!get_own(o, name, dict, &result)) {
        goto found;
    }
    if (result != NULL) {
        goto done;
    }
    if (get != NULL) {
        result = get(descriptor, o, OBJ(type));
    } else if (descriptor != NULL) {
        result = ref_new(descriptor);
    } else if (!suppress) {
        error_format(EXC(AttributeError),
                     "'%.50s' object has no attribute '%U'", type->name,
                     name);
        exception_set_attribute_context(o, name);
    }

found:
    if (result == NULL && suppress && error_occurred() != NULL &&
        error_matches(EXC(AttributeError))) {
        error_clear();
    }
done:
    ref_xdec(descriptor);
    ref_dec(name);
    return result;
}

Object *
object_generic_getattr(Object *o, Object *name)
{
    return object_generic_getattr_dict(o, name, NULL, false);
}

// `own`: instead of the object's own dict; NULL: that.
static int
set_in_dict(Object *o, Object *name, Object *value, Object *descriptor,
            Object *own)
{
    Type *type = o->type;
    int result;
    if (own == NULL && type_has_feature(type, TYPE_MANAGED_DICT) &&
        *instance_values(o) != NULL) {
        result = instance_set(o, *instance_values(o), name, value);
    } else {
        Object **place = own != NULL ? &own : object_dict_pointer(o);
        if (place == NULL) {
            if (descriptor != NULL) {
                error_format(EXC(AttributeError),
                             "'%.50s' object attribute '%U' is read-only",
                             type->name, name);
            } else {
                error_format(EXC(AttributeError),
                             "'%.100s' object has no attribute '%U'",
                             type->name, name);
                exception_set_attribute_context(o, name);
            }
            return -1;
        }
        if (*place == NULL && object_dict_get(o) == NULL) {
            return -1;
        }
        Object *dict = ref_new(*place);
        result = value == NULL ? dict_delete(dict, name)
                               : dict_set(dict, name, value);
        ref_dec(dict);
        if (result < 0 && value == NULL && error_matches(EXC(KeyError))) {
            error_clear();
            result = 1;
        }
    }
    if (result > 0) {
        error_format(EXC(AttributeError),
                     "'%.100s' object has no attribute '%U'", type->name,
                     name);
        exception_set_attribute_context(o, name);
        return -1;
    }
    return result;
}

int
object_generic_setattr(Object *o, Object *name, Object *value)
{
    return object_generic_setattr_dict(o, name, value, NULL);
}

int
object_generic_setattr_dict(Object *o, Object *name, Object *value,
                            Object *dict)
{
    if (!str_check(name)) {
        bad_name(name);
        return -1;
    }
    ref_inc(name);
    Object *descriptor = type_lookup(o->type, name);
    int result;
    if (descriptor != NULL) {
        ref_inc(descriptor);
        ObjObjArgFunc set = descriptor->type->descr_set;
        if (set != NULL) {
            result = set(descriptor, o, value);
            goto done;
        }
    }
    result = set_in_dict(o, name, value, descriptor, dict);
done:
    ref_xdec(descriptor);
    ref_dec(name);
    return result;
}

int
object_get_method(Object *o, Object *name, Object **method)
{
    Type *type = o->type;
    if (type->getattro != object_generic_getattr || !str_check(name)) {
        *method = object_getattr(o, name);
        return 0;
    }
    Object *descriptor = type_lookup(type, name);
    TernaryFunc get = NULL;
    bool is_method = false;
    if (descriptor != NULL) {
        ref_inc(descriptor);
        if (type_has_feature(descriptor->type, TYPE_METHOD_DESCRIPTOR)) {
            is_method = true;
        } else {
            get = descriptor->type->descr_get;
            if (get != NULL && descriptor->type->descr_set != NULL) {
                *method = get(descriptor, o, OBJ(type));
                ref_dec(descriptor);
                if (*method == NULL) {
                    exception_set_attribute_context(o, name);
                }
                return 0;
            }
        }
    }
    Object *found;
    if (!get_own(o, name, NULL, &found)) {
        ref_xdec(descriptor);
        *method = NULL;
        return 0;
    }
    if (found != NULL) {
        ref_xdec(descriptor);
        *method = found;
        return 0;
    }
    if (is_method) {
        *method = descriptor;
        return 1;
    }
    if (get != NULL) {
        *method = get(descriptor, o, OBJ(type));
        ref_dec(descriptor);
        return 0;
    }
    *method = descriptor;
    if (descriptor == NULL) {
        error_format(EXC(AttributeError),
                     "'%.50s' object has no attribute '%U'", type->name,
                     name);
        exception_set_attribute_context(o, name);
    }
    return 0;
}
