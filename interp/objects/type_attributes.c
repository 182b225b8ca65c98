/* The attributes of classes: looked up, set, and those of the type `type`. */
#include <string.h>

#include "interp/objects/type_attributes.h"

#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define IS_HEAP(t) type_has_feature(t, TYPE_HEAP)

Object *
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

int
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

const char *
type_name_text(Object *name)
{
    ssize_t n;
    const char *text = str_as_utf8(name, &n);
    if (text != NULL && strlen(text) != (size_t)n) {
        error_set_text(EXC(ValueError),
                       "type name must not contain null characters");
        return NULL;
    }
    return text;
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
    const char *text = type_name_text(value);
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
        return str_from_text(doc_prose(type->name, type->doc));
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

GetSetDef type_getset[] = {
    {"__name__", get_name, set_name, NULL, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL, NULL},
    {"__bases__", get_bases, set_bases, NULL, NULL},
    {"__module__", get_module, set_module, NULL, NULL},
    {"__abstractmethods__", get_abstract, set_abstract, NULL, NULL},
    {"__dict__", get_dict, NULL, NULL, NULL},
    {"__doc__", get_doc, set_doc, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

FieldDef type_members[] = {
    {"__basicsize__", FIELD_SSIZE, offsetof(Type, basicsize), FIELD_READONLY,
     NULL},
    {"__itemsize__", FIELD_SSIZE, offsetof(Type, itemsize), FIELD_READONLY,
     NULL},
    {"__flags__", FIELD_TYPE_FLAGS, offsetof(Type, flags), FIELD_READONLY,
     NULL},
    {"__weakrefoffset__", FIELD_SSIZE, offsetof(Type, weaklist_offset),
     FIELD_READONLY, NULL},
    {"__base__", FIELD_BORROWED, offsetof(Type, base), FIELD_READONLY, NULL},
    {"__dictoffset__", FIELD_SSIZE, offsetof(Type, dict_offset),
     FIELD_READONLY, NULL},
    {"__mro__", FIELD_BORROWED, offsetof(Type, mro), FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
