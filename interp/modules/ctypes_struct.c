/* _ctypes: structures and unions, and their fields. Where those lie is found
 * in ctypes_layout.c. */
#include "interp/modules/ctypes_struct.h"

#include "gc/collector.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((CData *)self)

#define FIELD ((CField *)self)

// ------------------------------------------------------------------- a field

static CPart
part_of(const CField *field, Object *owner)
{
    return (CPart){field->proto, field->code, field->index, field->size,
                   ((CData *)owner)->bytes + field->offset};
}

static Object *
field_get(Object *self, Object *owner, Object *type)
{
    (void)type;
    if (owner == NULL || owner == NONE) {
        return ref_new(self);
    }
    if (!c_data_check(owner)) {
        return error_set_text(EXC(TypeError), "not a ctype instance");
    }
    const CPart part = part_of(FIELD, owner);
    return c_get(owner, &part);
}

static int
field_set(Object *self, Object *owner, Object *value)
{
    if (!c_data_check(owner)) {
        error_set_text(EXC(TypeError), "not a ctype instance");
        return -1;
    }
    if (value == NULL) {
        error_set_text(EXC(TypeError), "can't delete attribute");
        return -1;
    }
    const CPart part = part_of(FIELD, owner);
    return c_set(owner, &part, value);
}

static Object *
field_repr(Object *self)
{
    const char *name = ((Type *)FIELD->proto)->name;
    return C_BITS(FIELD->size) > 0
               ? str_from_format("<Field type=%s, ofs=%zd:%zd, bits=%zd>",
                                 name, FIELD->offset, C_LOW(FIELD->size),
                                 C_BITS(FIELD->size))
               : str_from_format("<Field type=%s, ofs=%zd, size=%zd>", name,
                                 FIELD->offset, FIELD->size);
}

static FieldDef field_fields[] = {
    {"offset", FIELD_SSIZE, offsetof(CField, offset), FIELD_READONLY,
     "offset in bytes of this field"},
    {"size", FIELD_SSIZE, offsetof(CField, size), FIELD_READONLY,
     "size in bytes of this field"},
    {"proto", FIELD_OBJECT, offsetof(CField, proto), FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type c_field_type = {
    TYPE_HEAD_INIT,
    .name = "_ctypes.CField",
    .basicsize = sizeof(CField),
    .dealloc = type_generic_dealloc,
    .repr = field_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .doc = "Structure/Union member",
    .members = field_fields,
    .descr_get = field_get,
    .descr_set = field_set,
};

// -------------------------------------------------------------- unnamed parts

// A field of an unnamed part, as one of the whole.
static int
lift_field(Object *type, Object *name, const CField *from, ssize_t index,
           ssize_t offset)
{
    CField *copy = object_new(&c_field_type, 0);
    if (copy == NULL) {
        return -1;
    }
    copy->offset = from->offset + offset;
    copy->size = from->size;
    copy->index = from->index + index;
    copy->code = from->code;
    copy->proto = ref_new(from->proto);
    gc_track(copy);
    RECORD_TOUCH(copy);
    int failed = dict_set(((Type *)type)->dict, name, OBJ(copy));
    ref_dec(copy);
    return failed;
}

// All fields of an unnamed part, and of its own unnamed parts.
static int
lift_fields(Object *type, const CField *part, ssize_t index, ssize_t offset)
{
    Object *fields = object_getattr_text(part->proto, "_fields_");
    Object *list = fields == NULL ? NULL : sequence_tuple(fields);
    int failed = list == NULL ? -1 : 0;
    for (ssize_t i = 0; failed == 0 && i < tuple_size(list); i++) {
        Object *name = sequence_getitem(tuple_get(list, i), 0);
        Object *inner = name == NULL
                            ? NULL
                            : type_lookup((Type *)part->proto, name);
        if (inner == NULL || TYPE_OF(inner) != &c_field_type) {
            ref_xdec(name);
            failed = error_occurred() ? -1 : 0;
            continue;
        }
        const CField *field = (CField *)inner;
        failed = field->anonymous
                     ? lift_fields(type, field, field->index + index,
                                   field->offset + offset)
                     : lift_field(type, name, field, index, offset);
        ref_dec(name);
    }
    ref_xdec(list);
    ref_xdec(fields);
    return failed;
}

static int
lift_part(Object *type, Object *name)
{
    Object *part = object_getattr(type, name);
    if (part == NULL) {
        return -1;
    }
    int failed = -1;
    if (TYPE_OF(part) != &c_field_type) {
        error_format(EXC(AttributeError),
                     "'%U' is specified in _anonymous_ but not in _fields_",
                     name);
    } else {
        CField *field = (CField *)part;
        field->anonymous = true;
        failed = lift_fields(type, field, field->index, field->offset);
    }
    ref_dec(part);
    return failed;
}

int
c_lift_fields(Object *type)
{
    Object *names;
    int found = c_attribute(type, "_anonymous_", &names);
    if (found <= 0) {
        return found;
    }
    Object *list = sequence_tuple(names);
    ref_dec(names);
    int failed = list == NULL ? -1 : 0;
    for (ssize_t i = 0; failed == 0 && i < tuple_size(list); i++) {
        failed = lift_part(type, tuple_get(list, i));
    }
    ref_xdec(list);
    return failed;
}

// --------------------------------------------------------------- metatypes

static Object *
aggregate_new(Type *meta, Object *args, Object *kwargs, CKind kind)
{
    Object *type = c_meta_new(meta, args, kwargs);
    if (type == NULL) {
        return NULL;
    }
    Object *dict = ((Type *)type)->dict;
    if (dict_get_text(dict, "_abstract_") != NULL) {
        return type;
    }
    CInfo *info = c_info_add(type, kind);
    if (info == NULL) {
        ref_dec(type);
        return NULL;
    }
    info->format = bytes_from_text("B");
    info->ffi = &info->own_ffi;
    RECORD_TOUCH(info);
    Object *fields = dict_get_text(dict, "_fields_");
    CInfo *base = c_info(OBJ(((Type *)type)->base));
    if (fields != NULL) {
        // Set through the class: a metaclass of a program's may watch it.
        ref_inc(fields);
        int failed = object_setattr_text(type, "_fields_", fields);
        ref_dec(fields);
        if (failed < 0) {
            ref_dec(type);
            return NULL;
        }
    } else if (base != NULL) {
        Object *none = tuple_new(0);
        if (none == NULL || c_set_fields(type, none) < 0) {
            ref_xdec(none);
            ref_dec(type);
            return NULL;
        }
        ref_dec(none);
        info->final = false;
        ref_store(info, &info->format, ref_xnew(base->format));
    }
    return type;
}

static Object *
struct_new(Type *meta, Object *args, Object *kwargs)
{
    return aggregate_new(meta, args, kwargs, C_STRUCT);
}

static Object *
union_new(Type *meta, Object *args, Object *kwargs)
{
    return aggregate_new(meta, args, kwargs, C_UNION);
}

static int
meta_setattro(Object *type, Object *name, Object *value)
{
    if (type_type.setattro(type, name, value) < 0) {
        return -1;
    }
    return value != NULL && str_check(name) &&
                   str_equal_text(name, "_fields_")
               ? c_set_fields(type, value)
               : 0;
}

#define META(variable, python_name, constructor)                             \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = "_ctypes." python_name,                                      \
        .sequence = &c_meta_sequence,                                        \
        .setattro = meta_setattro,                                           \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE |               \
                 TYPE_TYPE_SUBCLASS,                                         \
        .methods = c_data_methods,                                           \
        .base = &type_type,                                                  \
        .new_ = constructor,                                                 \
    }
META(c_struct_meta, "PyCStructType", struct_new);
META(c_union_meta, "UnionType", union_new);

// --------------------------------------------------------------- the values

// Gives the arguments to the fields, those of the base first.
static ssize_t
init_fields(Object *self, Type *type, Object *args, Object *kwargs,
            ssize_t at)
{
    if (c_info(OBJ(type->base)) != NULL) {
        at = init_fields(self, type->base, args, kwargs, at);
    }
    Object *fields = at < 0 ? NULL : dict_get_text(type->dict, "_fields_");
    if (fields == NULL) {
        return at;
    }
    ssize_t n = object_length(fields);
    for (ssize_t i = 0; i < n && at < tuple_size(args); i++, at++) {
        Object *pair = sequence_getitem(fields, i);
        Object *name = pair == NULL ? NULL : sequence_getitem(pair, 0);
        ref_xdec(pair);
        if (name == NULL) {
            return -1;
        }
        int twice = kwargs == NULL ? 0 : dict_contains(kwargs, name);
        if (twice > 0) {
            error_format(EXC(TypeError), "duplicate values for field %R",
                         name);
        }
        int failed = twice != 0 ||
                     object_setattr(self, name, tuple_get(args, at)) < 0;
        ref_dec(name);
        if (failed) {
            return -1;
        }
    }
    return n < 0 ? -1 : at;
}

static int
struct_init(Object *self, Object *args, Object *kwargs)
{
    if (tuple_size(args) > 0) {
        ssize_t used = init_fields(self, TYPE_OF(self), args, kwargs, 0);
        if (used < 0) {
            return -1;
        }
        if (used < tuple_size(args)) {
            error_set_text(EXC(TypeError), "too many initializers");
            return -1;
        }
    }
    ssize_t position = 0;
    Object *key, *value;
    while (kwargs != NULL && dict_next(kwargs, &position, &key, &value)) {
        if (object_setattr(self, key, value) < 0) {
            return -1;
        }
    }
    return 0;
}

#define AGGREGATE(variable, python_name, meta, text)                         \
    STATIC_OBJECT Type variable = {                                          \
        .base_object = {{1, &meta}, 0},                                      \
        .name = "_ctypes." python_name,                                      \
        .basicsize = sizeof(CData),                                          \
        .buffer = &c_data_buffer,                                            \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,                \
        .doc = text,                                                         \
        .base = &c_data_type,                                                \
        .init = struct_init,                                                 \
        .new_ = c_data_new,                                                  \
    }
AGGREGATE(c_struct_type, "Structure", c_struct_meta, "Structure base class");
AGGREGATE(c_union_type, "Union", c_union_meta, "Union base class");
