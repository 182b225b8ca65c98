/* _ctypes: pointers to values, POINTER and pointer. */
#include <string.h>

#include "interp/modules/ctypes_call.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((CData *)self)

Object *c_pointer_cache;

static int
set_proto(CInfo *info, Object *proto)
{
    if (!type_check(proto)) {
        error_set_text(EXC(TypeError), "_type_ must be a type");
        return -1;
    }
    if (c_info(proto) == NULL) {
        error_set_text(EXC(TypeError), "_type_ must have storage info");
        return -1;
    }
    Object *inner = c_info_inner_format(c_info(proto));
    Object *text = inner == NULL ? NULL : str_from_format("&%U", inner);
    ref_xdec(inner);
    if (text == NULL) {
        return -1;
    }
    ref_store(info, &info->format, bytes_from_text(str_as_utf8(text, NULL)));
    ref_dec(text);
    ref_store(info, &info->proto, ref_new(proto));
    return info->format == NULL ? -1 : 0;
}

static Object *
pointer_meta_new(Type *meta, Object *args, Object *kwargs)
{
    Object *type = c_meta_new(meta, args, kwargs);
    CInfo *info = type == NULL ? NULL : c_info_add(type, C_POINTER);
    if (info == NULL) {
        ref_xdec(type);
        return NULL;
    }
    info->size = info->align = sizeof(void *);
    info->length = 1;
    info->ffi = &ffi_type_pointer;
    info->has_pointer = true;
    info->format = bytes_from_text("&<B");
    RECORD_TOUCH(info);
    Object *proto = dict_get_text(((Type *)type)->dict, "_type_");
    if (proto != NULL && set_proto(info, proto) < 0) {
        ref_dec(type);
        return NULL;
    }
    return type;
}

static Object *
set_type(Object *type, Object *proto)
{
    CInfo *info = c_info_needed(type);
    if (info == NULL || set_proto(info, proto) < 0 ||
        dict_set_text(((Type *)type)->dict, "_type_", proto) < 0) {
        return NULL;
    }
    type_modified((Type *)type);
    return none_new();
}

// POINTER(x) takes what byref(x()) gives, x itself, and arrays of x.
static Object *
pointer_from_param(Object *type, Object *value)
{
    CInfo *info = c_info_needed(type);
    if (info == NULL) {
        return NULL;
    }
    if (value == NONE) {
        return none_new();
    }
    if (info->proto != NULL) {
        int same = object_is_instance(value, info->proto);
        if (same != 0) {
            CArg *arg = same < 0 ? NULL : c_arg_new('P', &ffi_type_pointer);
            if (arg != NULL) {
                arg->value.p = ((CData *)value)->bytes;
                arg->object = ref_new(value);
            }
            return OBJ(arg);
        }
    }
    CInfo *other = c_data_check(value) ? c_info(OBJ(TYPE_OF(value))) : NULL;
    if (other != NULL && info->proto != NULL && other->proto != NULL &&
        (other->kind == C_POINTER || other->kind == C_ARRAY)) {
        int same = object_is_subclass(other->proto, info->proto);
        if (same != 0) {
            return same < 0 ? NULL : ref_new(value);
        }
    }
    if (TYPE_OF(value) == &c_arg_type && info->proto != NULL &&
        ((CArg *)value)->object != NULL) {
        int same = object_is_instance(((CArg *)value)->object, info->proto);
        if (same != 0) {
            return same < 0 ? NULL : ref_new(value);
        }
    }
    return c_data_methods[0].function(type, value);
}

static MethodDef meta_methods[] = {
    {"from_param", pointer_from_param, METH_O,
     "Convert a Python object into a function call parameter."},
    {"set_type", set_type, METH_O, NULL},
    C_DATA_METHODS};

STATIC_OBJECT Type c_pointer_meta = {
    TYPE_HEAD_INIT,
    .name = "_ctypes.PyCPointerType",
    .sequence = &c_meta_sequence,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE | TYPE_TYPE_SUBCLASS,
    .methods = meta_methods,
    .base = &type_type,
    .new_ = pointer_meta_new,
};

Object *
c_pointer_to(Object *type)
{
    Object *known = dict_get(c_pointer_cache, type);
    if (known != NULL || error_occurred()) {
        return ref_xnew(known);
    }
    Object *name, *key = NULL;
    if (str_check(type)) {
        name = str_from_format("LP_%U", type);
    } else if (type_check(type)) {
        name = str_from_format("LP_%s", ((Type *)type)->name);
        key = ref_new(type);
    } else {
        return error_set_text(EXC(TypeError), "must be a ctypes type");
    }
    Object *bases = tuple_pack(1, &c_pointer_type), *dict = dict_new();
    Object *args = NULL, *made = NULL;
    if (name != NULL && bases != NULL && dict != NULL &&
        (key == NULL || dict_set_text(dict, "_type_", type) == 0) &&
        (args = tuple_pack(3, name, bases, dict)) != NULL) {
        made = call_object(OBJ(&c_pointer_meta), args, NULL);
    }
    if (made != NULL && key == NULL) {
        key = int_from_u64(object_id(made));
    }
    if (made != NULL &&
        (key == NULL || dict_set(c_pointer_cache, key, made) < 0)) {
        REF_CLEAR(made);
    }
    ref_xdec(key);
    ref_xdec(name);
    ref_xdec(bases);
    ref_xdec(dict);
    ref_xdec(args);
    return made;
}

// ---------------------------------------------------------------- the value

static char *
target(Object *self)
{
    char *pointer;
    memcpy(&pointer, SELF->bytes, sizeof(pointer));
    return pointer;
}

static CInfo *
target_info(Object *self, CInfo **own)
{
    *own = c_info(OBJ(TYPE_OF(self)));
    if (target(self) == NULL) {
        error_set_text(EXC(ValueError), "NULL pointer access");
        return NULL;
    }
    return c_info_needed((*own)->proto);
}

static int
find_item(Object *self, ssize_t i, CPart *out)
{
    CInfo *own, *info = target_info(self, &own);
    if (info == NULL) {
        return -1;
    }
    *out = (CPart){own->proto, NULL, i, info->size,
                   target(self) + i * info->size};
    return 0;
}

static Object *
pointer_item(Object *self, ssize_t i)
{
    CPart part;
    return find_item(self, i, &part) < 0 ? NULL : c_get(self, &part);
}

static int
pointer_set_item(Object *self, ssize_t i, Object *value)
{
    if (value == NULL) {
        error_set_text(EXC(TypeError),
                       "Pointer does not support item deletion");
        return -1;
    }
    CPart part;
    return find_item(self, i, &part) < 0 ? -1 : c_set(self, &part, value);
}

static Object *
pointer_subscript(Object *self, Object *key)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        return i == -1 && error_occurred() ? NULL : pointer_item(self, i);
    }
    if (TYPE_OF(key) != &slice_type) {
        return error_set_text(EXC(TypeError),
                              "Pointer indices must be integer");
    }
    // Nobody knows the length: the bounds must be given.
    Slice *slice = (Slice *)key;
    ssize_t start = 0, stop = 0, step = 1;
    if (slice->step != NONE) {
        step = number_as_ssize(slice->step, EXC(ValueError));
        if (step == 0) {
            error_set_text(EXC(ValueError), "slice step cannot be zero");
        }
    }
    if (slice->start == NONE && step < 0 && !error_occurred()) {
        error_set_text(EXC(ValueError), "slice start is required for step < "
                                        "0");
    } else if (slice->start != NONE && !error_occurred()) {
        start = number_as_ssize(slice->start, EXC(ValueError));
    }
    if (slice->stop == NONE && !error_occurred()) {
        error_set_text(EXC(ValueError), "slice stop is required");
    } else if (!error_occurred()) {
        stop = number_as_ssize(slice->stop, EXC(ValueError));
    }
    CInfo *own, *info = error_occurred() ? NULL : target_info(self, &own);
    if (info == NULL) {
        return NULL;
    }
    ssize_t n = (step < 0) ? (stop >= start ? 0
                                            : (stop - start + 1) / step + 1)
                           : (start >= stop ? 0
                                            : (stop - start - 1) / step + 1);
    const CSlice items = {info->code == NULL ? 0 : info->code->code, start,
                          step, n};
    return c_slice(&items, target(self), self, pointer_item);
}

static int
pointer_set_subscript(Object *self, Object *key, Object *value)
{
    ssize_t i = number_as_ssize(key, EXC(IndexError));
    return i == -1 && error_occurred() ? -1
                                       : pointer_set_item(self, i, value);
}

static Object *
contents_get(Object *self, void *unused)
{
    (void)unused;
    CInfo *own, *info = target_info(self, &own);
    return info == NULL ? NULL
                        : c_data_at(own->proto, self, 0, target(self));
}

static int
contents_set(Object *self, Object *value, void *unused)
{
    (void)unused;
    if (value == NULL) {
        error_set_text(EXC(TypeError),
                       "Pointer does not support item deletion");
        return -1;
    }
    CInfo *info = c_info_needed(OBJ(TYPE_OF(self)));
    if (info == NULL) {
        return -1;
    }
    // CPython: any foreign data will do here.
    if (!c_data_check(value)) {
        error_format(EXC(TypeError), "expected %s instead of %s",
                     ((Type *)info->proto)->name, TYPE_OF(value)->name);
        return -1;
    }
    memcpy(SELF->bytes, &((CData *)value)->bytes, sizeof(void *));
    RECORD_TOUCH(self);
    Object *kept = NULL;
    if (c_keep(SELF, 1, ref_new(value)) < 0 ||
        (kept = c_kept((CData *)value)) == NULL) {
        return -1;
    }
    return c_keep(SELF, 0, ref_new(kept));
}

static int
pointer_init(Object *self, Object *args, Object *kwargs)
{
    (void)kwargs;
    if (!args_check_count("POINTER", tuple_size(args), 0, 1)) {
        return -1;
    }
    return tuple_size(args) == 0
               ? 0
               : contents_set(self, tuple_get(args, 0), NULL);
}

static Object *
pointer_new(Type *type, Object *args, Object *kwargs)
{
    CInfo *info = c_info(OBJ(type));
    if (info == NULL || info->proto == NULL) {
        return error_occurred()
                   ? NULL
                   : error_set_text(EXC(TypeError),
                                    "Cannot create instance: has no _type_");
    }
    return c_data_new(type, args, kwargs);
}

static int
pointer_bool(Object *self)
{
    return target(self) != NULL;
}

static NumberSlots number = {.boolean = pointer_bool};
static SequenceSlots sequence = {.item = pointer_item,
                                 .ass_item = pointer_set_item};
static MappingSlots mapping = {NULL, pointer_subscript,
                               pointer_set_subscript};
static GetSetDef getset[] = {
    {"contents", contents_get, contents_set,
     "the object this pointer points to (read-write)", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type c_pointer_type = {
    .base_object = {{1, &c_pointer_meta}, 0},
    .name = "_ctypes._Pointer",
    .basicsize = sizeof(CData),
    .number = &number,
    .sequence = &sequence,
    .mapping = &mapping,
    .buffer = &c_data_buffer,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "XXX to be provided",
    .getset = getset,
    .base = &c_data_type,
    .init = pointer_init,
    .new_ = pointer_new,
};
