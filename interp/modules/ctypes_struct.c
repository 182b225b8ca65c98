/* _ctypes: structures and unions: the layout of their fields. */
#include <string.h>

#include "gc/collector.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((CData *)self)

// A field: where in the bytes, of which type.
typedef struct CField {
    Object base;
    ssize_t offset, size, index; /* size: with C_BITS and C_LOW */
    bool anonymous;              /* its fields are the whole's, too */
    Object *proto;               /* owned */
    const CCode *code;           /* NULL: the type's own */
} CField;

#define FIELD ((CField *)self)

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
    return c_get(FIELD->proto, FIELD->code, owner, FIELD->index, FIELD->size,
                 ((CData *)owner)->bytes + FIELD->offset);
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
    return c_set(owner, FIELD->proto, FIELD->code, value, FIELD->index,
                 FIELD->size, ((CData *)owner)->bytes + FIELD->offset);
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

// ------------------------------------------------------------------- layout

typedef struct Layout {
    Object *type;
    CInfo *info;
    ssize_t size, align, pack; /* size: bytes so far, or the largest part */
    ssize_t index;
    // Of the bit fields that share one unit: its size in bits (0: none),
    // where it begins, and how many of its bits are used.
    ssize_t unit_bits, unit_offset, used_bits;
    ffi_type **elements;
    ssize_t element_count, room;
    Object *format; // owned, a str: of the fields so far; NULL: not told
} Layout;

// "<i:x:", as PEP 3118 has it.
static int
add_format(Layout *l, const CInfo *info, Object *name)
{
    Object *inner = l->format == NULL ? NULL : c_info_inner_format(info);
    if (inner == NULL) {
        return l->format == NULL ? 0 : -1;
    }
    Object *longer = str_from_format("%U%U:%U:", l->format, inner, name);
    ref_dec(inner);
    ref_dec(l->format);
    l->format = longer;
    return longer == NULL ? -1 : 0;
}

static int
keep_format(Layout *l)
{
    Object *whole = l->format == NULL ? NULL
                                      : str_from_format("T{%U}", l->format);
    const char *text = whole == NULL ? "B" : str_as_utf8(whole, NULL);
    Object *bytes = text == NULL || (l->format != NULL && whole == NULL)
                        ? NULL
                        : bytes_from_text(text);
    ref_xdec(whole);
    if (bytes == NULL) {
        return -1;
    }
    ref_store(l->info, &l->info->format, bytes);
    return 0;
}

static int
add_element(Layout *l, ffi_type *ffi)
{
    if (l->element_count + 1 >= l->room) {
        ssize_t room = l->room * 2 + 16;
        ffi_type **more = mem_realloc(l->elements,
                                      (size_t)room * sizeof(*more));
        if (more == NULL) {
            error_no_memory();
            return -1;
        }
        l->elements = more;
        l->room = room;
    }
    l->elements[l->element_count++] = ffi;
    l->elements[l->element_count] = NULL;
    return 0;
}

// What libffi has to know of a field; arrays are told item by item.
static int
add_ffi(Layout *l, CInfo *info)
{
    if (info->kind != C_ARRAY) {
        return add_element(l, info->ffi);
    }
    CInfo *item = c_info(info->proto);
    for (ssize_t i = 0; i < info->length && i < 4096; i++) {
        if (add_ffi(l, item) < 0) {
            return -1;
        }
    }
    return 0;
}

static ssize_t
round_up(ssize_t value, ssize_t to)
{
    return to <= 1 ? value : (value + to - 1) / to * to;
}

// Places a bit field: in the unit of the one before when it fits there.
static void
place_bits(Layout *l, const CInfo *type, ssize_t bits, CField *field)
{
    ssize_t unit = type->size * 8;
    bool is_union = l->info->kind == C_UNION;
    if (is_union || l->unit_bits == 0 || l->used_bits + bits > l->unit_bits ||
        unit > l->unit_bits) {
        ssize_t align = l->pack > 0 && l->pack < type->align ? l->pack
                                                             : type->align;
        // As gcc does: a wider type may take over the bits before it.
        if (!is_union && l->unit_bits != 0 && unit > l->unit_bits &&
            l->used_bits + bits <= unit &&
            l->unit_offset % type->size == 0) {
            l->unit_bits = unit;
            l->size = l->unit_offset + type->size;
        } else {
            l->unit_offset = is_union ? 0 : round_up(l->size, align);
            l->used_bits = 0;
            l->unit_bits = unit;
            if (!is_union) {
                l->size = l->unit_offset + type->size;
            } else if (l->size < type->size) {
                l->size = type->size;
            }
        }
        l->align = align > l->align ? align : l->align;
    }
    field->offset = l->unit_offset;
    ssize_t low = type->swapped ? unit - l->used_bits - bits : l->used_bits;
    field->size = bits << 16 | low;
    l->used_bits += bits;
}

static void
place(Layout *l, const CInfo *type, CField *field)
{
    ssize_t align = l->pack > 0 && l->pack < type->align ? l->pack
                                                         : type->align;
    l->unit_bits = 0;
    if (l->info->kind == C_UNION) {
        field->offset = 0;
        l->size = type->size > l->size ? type->size : l->size;
    } else {
        field->offset = round_up(l->size, align);
        l->size = field->offset + type->size;
    }
    l->align = align > l->align ? align : l->align;
    field->size = type->size;
}

static int
bits_of(const CInfo *type, const char *name, Object *number, ssize_t *bits)
{
    static const char allowed[] = "bBhHiIlLqQ?";
    *bits = number_as_ssize(number, EXC(OverflowError));
    if (*bits == -1 && error_occurred()) {
        return -1;
    }
    if (type->code == NULL || strchr(allowed, type->code->code) == NULL) {
        error_format(EXC(TypeError), "bit fields not allowed for type %s",
                     name);
        return -1;
    }
    if (*bits <= 0 || *bits > type->size * 8) {
        error_set_text(EXC(ValueError), "number of bits invalid for bit "
                                        "field");
        return -1;
    }
    return 0;
}

// One (name, type) or (name, type, bits).
static int
add_field(Layout *l, Object *pair)
{
    ssize_t n = tuple_check(pair) ? tuple_size(pair) : 0;
    if (n != 2 && n != 3) {
        error_set_text(EXC(TypeError),
                       "'_fields_' must be a sequence of (name, C type) "
                       "pairs");
        return -1;
    }
    Object *name = tuple_get(pair, 0), *type = tuple_get(pair, 1);
    if (!str_check(name)) {
        error_set_text(EXC(TypeError),
                       "'_fields_' must be a sequence of (name, C type) "
                       "pairs");
        return -1;
    }
    CInfo *info = c_info(type);
    if (info == NULL) {
        error_format(EXC(TypeError),
                     "second item in _fields_ tuple (index %zd) must be a C "
                     "type", l->index);
        return -1;
    }
    info->final = true;
    ssize_t bits = 0;
    if (n == 3 && bits_of(info, ((Type *)type)->name, tuple_get(pair, 2),
                          &bits) < 0) {
        return -1;
    }
    CField *field = object_new(&c_field_type, 0);
    if (field == NULL) {
        return -1;
    }
    field->proto = ref_new(type);
    gc_track(field);
    field->index = l->index++;
    if (bits > 0) {
        place_bits(l, info, bits, field);
        l->info->has_bits = true;
    } else {
        place(l, info, field);
    }
    if (info->kind == C_ARRAY) {
        CInfo *item = c_info(info->proto);
        char code = item->code == NULL ? 0 : item->code->code;
        field->code = code == 'c'   ? &c_code_chars
                      : code == 'u' ? &c_code_wide
                                    : NULL;
    }
    l->info->has_union |= info->kind == C_UNION || info->has_union;
    l->info->has_pointer |= info->has_pointer;
    RECORD_TOUCH(field);
    int failed = dict_set(((Type *)l->type)->dict, name, OBJ(field));
    ref_dec(field);
    return failed < 0 || add_ffi(l, info) < 0 || add_format(l, info, name) < 0
               ? -1
               : 0;
}

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

static int
lift_all(Object *type)
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

// 1 and *pack, 0 when there is none, -1.
static int
read_pack(Object *type, ssize_t *pack)
{
    Object *value;
    int found = c_attribute(type, "_pack_", &value);
    *pack = 0;
    if (found > 0) {
        *pack = int_check(value) ? int_as_ssize(value) : -1;
        ref_dec(value);
        if (*pack < 0) {
            error_clear();
            error_set_text(EXC(ValueError),
                           "_pack_ must be a non-negative integer");
            return -1;
        }
    }
    return found;
}

static int
set_fields(Object *type, Object *fields)
{
    CInfo *info = c_info(type);
    if (info == NULL) {
        error_set_text(EXC(TypeError), "ctypes state is not initialized");
        return -1;
    }
    if (info->final) {
        error_set_text(EXC(AttributeError), "_fields_ is final");
        return -1;
    }
    CInfo *base = c_info(OBJ(((Type *)type)->base));
    Layout l = {.type = type, .info = info, .align = 1};
    Object *list = NULL;
    if (!sequence_check(fields)) {
        error_set_text(EXC(TypeError),
                       "'_fields_' must be a sequence of pairs");
        return -1;
    }
    int packed = read_pack(type, &l.pack);
    if (packed < 0 ||
        (list = sequence_tuple(fields)) == NULL) {
        return -1;
    }
    if (!packed && info->kind == C_STRUCT &&
        (l.format = str_from_text("")) == NULL) {
        goto fail;
    }
    if (base != NULL) {
        base->final = true;
        info->has_pointer = base->has_pointer;
        l.size = base->size;
        l.align = base->align;
        l.index = base->length;
        info->has_union = base->has_union;
        for (ffi_type **e = base->own_ffi.elements; e != NULL && *e != NULL;
             e++) {
            if (add_element(&l, *e) < 0) {
                goto fail;
            }
        }
    }
    for (ssize_t i = 0; i < tuple_size(list); i++) {
        if (add_field(&l, tuple_get(list, i)) < 0) {
            goto fail;
        }
    }
    if ((l.elements == NULL && add_element(&l, &ffi_type_schar) < 0) ||
        keep_format(&l) < 0) {
        goto fail;
    }
    if (info->final) {
        error_set_text(EXC(AttributeError),
                       "Structure or union cannot contain itself");
        goto fail;
    }
    ref_xdec(l.format);
    info->final = true;
    info->align = l.align;
    info->size = round_up(l.size, l.align);
    info->length = l.index;
    mem_free(info->own_ffi.elements);
    info->own_ffi = (ffi_type){.size = (size_t)info->size,
                               .alignment = (unsigned short)info->align,
                               .type = FFI_TYPE_STRUCT,
                               .elements = l.elements};
    info->ffi = &info->own_ffi;
    type_modified((Type *)type);
    RECORD_TOUCH(type);
    ref_dec(list);
    return lift_all(type);

fail:
    ref_xdec(l.format);
    mem_free(l.elements);
    ref_xdec(list);
    return -1;
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
        if (none == NULL || set_fields(type, none) < 0) {
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
               ? set_fields(type, value)
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
