/* _ctypes: arrays. */
#include <stdio.h>
#include <string.h>

#include "gc/weakref.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/weakref_object.h"

#define SELF ((CData *)self)

static int
lay_out(Object *type, CInfo *info, Object *item_type, ssize_t length)
{
    CInfo *item = c_info(item_type);
    if (item == NULL) {
        error_set_text(EXC(TypeError), "_type_ must have storage info");
        return -1;
    }
    if (item->size != 0 && length > (ssize_t)(INT64_MAX / item->size)) {
        error_set_text(EXC(OverflowError), "array too large");
        return -1;
    }
    (void)type;
    size_t dimensions = (size_t)item->ndim + 1;
    ssize_t *shape = mem_alloc(dimensions * sizeof(*shape));
    if (shape == NULL) {
        error_no_memory();
        return -1;
    }
    shape[0] = length;
    for (size_t i = 1; i < dimensions; i++) {
        shape[i] = item->shape[i - 1];
    }
    info->ndim = (int)dimensions;
    info->shape = shape;
    info->size = item->size * length;
    info->align = item->align;
    info->length = length;
    info->has_union = item->has_union;
    info->has_pointer = item->has_pointer;
    ref_store(info, &info->proto, ref_new(item_type));
    ref_store(info, &info->format, ref_xnew(item->format));
    info->ffi = &ffi_type_pointer;
    return 0;
}

static Object *
array_meta_new(Type *meta, Object *args, Object *kwargs)
{
    Object *type = c_meta_new(meta, args, kwargs);
    Object *length = NULL, *item = NULL;
    if (type == NULL || c_attribute(type, "_length_", &length) < 0 ||
        c_attribute(type, "_type_", &item) < 0) {
        goto fail;
    }
    if (length == NULL) {
        error_set_text(EXC(AttributeError),
                       "class must define a '_length_' attribute");
        goto fail;
    }
    if (!int_check(length)) {
        error_set_text(EXC(TypeError),
                       "The '_length_' attribute must be an integer");
        goto fail;
    }
    if (int_sign(length) < 0) {
        error_set_text(EXC(ValueError),
                       "The '_length_' attribute must not be negative");
        goto fail;
    }
    ssize_t n = int_as_ssize(length);
    if (n == -1 && error_occurred()) {
        error_clear();
        error_set_text(EXC(OverflowError),
                       "The '_length_' attribute is too large");
        goto fail;
    }
    if (item == NULL) {
        error_set_text(EXC(AttributeError),
                       "class must define a '_type_' attribute");
        goto fail;
    }
    CInfo *info = c_info_add(type, C_ARRAY);
    if (info == NULL || lay_out(type, info, item, n) < 0) {
        goto fail;
    }
    ref_dec(length);
    ref_dec(item);
    return type;

fail:
    ref_xdec(length);
    ref_xdec(item);
    ref_xdec(type);
    return NULL;
}

STATIC_OBJECT Type c_array_meta = {
    TYPE_HEAD_INIT,
    .name = "_ctypes.PyCArrayType",
    .sequence = &c_meta_sequence,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE | TYPE_TYPE_SUBCLASS,
    .methods = c_data_methods,
    .base = &type_type,
    .new_ = array_meta_new,
};

// (type, length) -> weak reference to the array class.
static Object *cache;

Object *
c_array_of(Object *type, ssize_t length)
{
    if (cache == NULL) {
        cache = dict_new();
        ref_root(&cache, "the array classes of _ctypes");
        RECORD_ROOTS();
    }
    Object *n = int_from_ssize(length);
    Object *key = n == NULL || cache == NULL ? NULL
                                             : tuple_pack(2, type, n);
    Object *made = NULL;
    ref_xdec(n);
    if (key == NULL) {
        return NULL;
    }
    Object *known = dict_get(cache, key);
    if (known != NULL) {
        made = call_none(known);
        if (made == NULL || made != NONE) {
            ref_dec(key);
            return made;
        }
        ref_dec(made);
    }
    made = NULL;
    if (!type_check(type)) {
        ref_dec(key);
        return error_set_text(EXC(TypeError), "Expected a type object");
    }
    Object *name = str_from_format("%s_Array_%ld", ((Type *)type)->name,
                                   (long)length);
    Object *bases = tuple_pack(1, &c_array_type), *dict = dict_new();
    Object *args = NULL, *weak = NULL;
    if (name != NULL && bases != NULL && dict != NULL &&
        dict_set_text(dict, "_length_", tuple_get(key, 1)) == 0 &&
        dict_set_text(dict, "_type_", type) == 0 &&
        (args = tuple_pack(3, name, bases, dict)) != NULL &&
        (made = call_object(OBJ(&c_array_meta), args, NULL)) != NULL) {
        weak = weakref_new(made, NULL);
        if (weak == NULL || dict_set(cache, key, weak) < 0) {
            REF_CLEAR(made);
        }
    }
    ref_xdec(weak);
    ref_xdec(args);
    ref_xdec(name);
    ref_xdec(bases);
    ref_xdec(dict);
    ref_dec(key);
    return made;
}

// ---------------------------------------------------------------- the value

static ssize_t
array_length(Object *self)
{
    return SELF->length;
}

static CPart
item_part(Object *self, ssize_t i)
{
    CInfo *info = c_info(OBJ(TYPE_OF(self)));
    ssize_t size = c_info(info->proto)->size;
    return (CPart){info->proto, NULL, i, size, SELF->bytes + i * size};
}

static Object *
array_item(Object *self, ssize_t i)
{
    if (i < 0 || i >= SELF->length) {
        return error_set_text(EXC(IndexError), "invalid index");
    }
    const CPart part = item_part(self, i);
    return c_get(self, &part);
}

static int
array_set_item(Object *self, ssize_t i, Object *value)
{
    if (value == NULL) {
        error_set_text(EXC(TypeError),
                       "Array does not support item deletion");
        return -1;
    }
    if (i < 0 || i >= SELF->length) {
        error_set_text(EXC(IndexError), "invalid index");
        return -1;
    }
    const CPart part = item_part(self, i);
    return c_set(self, &part, value);
}

static char
item_code(Object *self)
{
    CInfo *info = c_info(OBJ(TYPE_OF(self)));
    CInfo *item = info == NULL ? NULL : c_info(info->proto);
    return item == NULL || item->code == NULL ? 0 : item->code->code;
}

// A slice of characters is bytes or str, of others a list.
Object *
c_slice(const CSlice *slice, const char *bytes, Object *self,
        Object *(*item)(Object *, ssize_t))
{
    char code = slice->code;
    ssize_t start = slice->start, step = slice->step, n = slice->n;
    if (code == 'c' || code == 'u') {
        int width = code == 'c' ? 1 : 4;
        char *copy = mem_alloc((size_t)(n * width + 1));
        if (copy == NULL) {
            return error_no_memory();
        }
        for (ssize_t k = 0; k < n; k++) {
            memcpy(copy + k * width, bytes + (start + k * step) * width,
                   (size_t)width);
        }
        Object *text = code == 'c' ? bytes_new(copy, n)
                                   : str_from_kind(4, copy, n);
        mem_free(copy);
        return text;
    }
    Object *list = list_new(0);
    for (ssize_t k = 0; list != NULL && k < n; k++) {
        Object *value = item(self, start + k * step);
        if (value == NULL || list_append_steal(list, value) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static Object *
array_subscript(Object *self, Object *key)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred()) {
            return NULL;
        }
        return array_item(self, i < 0 ? i + SELF->length : i);
    }
    if (TYPE_OF(key) != &slice_type) {
        return error_set_text(EXC(TypeError), "indices must be integers");
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(SELF->length, &start, &stop, step);
    const CSlice slice = {item_code(self), start, step, n};
    return c_slice(&slice, SELF->bytes, self, array_item);
}

static int
array_set_subscript(Object *self, Object *key, Object *value)
{
    if (value == NULL) {
        error_set_text(EXC(TypeError),
                       "Array does not support item deletion");
        return -1;
    }
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred()) {
            return -1;
        }
        return array_set_item(self, i < 0 ? i + SELF->length : i, value);
    }
    if (TYPE_OF(key) != &slice_type) {
        error_set_text(EXC(TypeError), "indices must be integer");
        return -1;
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return -1;
    }
    ssize_t n = slice_adjust(SELF->length, &start, &stop, step);
    ssize_t given = object_length(value);
    if (given != n) {
        if (given >= 0) {
            error_set_text(EXC(ValueError), "Can only assign sequence of same "
                                            "size");
        }
        return -1;
    }
    for (ssize_t k = 0; k < n; k++) {
        Object *item = sequence_getitem(value, k);
        int failed = item == NULL
                         ? -1
                         : array_set_item(self, start + k * step, item);
        ref_xdec(item);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static int
array_init(Object *self, Object *args, Object *kwargs)
{
    (void)kwargs;
    for (ssize_t i = 0; i < tuple_size(args); i++) {
        if (array_set_item(self, i, tuple_get(args, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

// ---------------------------------- .value and .raw of arrays of characters

static int
delete_refused(Object *value)
{
    if (value == NULL) {
        error_set_text(EXC(AttributeError), "cannot delete attribute");
    }
    return value == NULL;
}

static Object *
raw_get(Object *self, void *unused)
{
    (void)unused;
    if (item_code(self) != 'c') {
        return error_format(EXC(AttributeError),
                            "'%s' object has no attribute 'raw'",
                            TYPE_OF(self)->name);
    }
    return bytes_new(SELF->bytes, SELF->size);
}

static int
raw_set(Object *self, Object *value, void *unused)
{
    (void)unused;
    BufferView view;
    if (delete_refused(value) ||
        buffer_get(value, &view, BUFFER_SIMPLE) < 0) {
        return -1;
    }
    bool fits = view.len <= SELF->size;
    if (fits) {
        memcpy(SELF->bytes, view.buf, (size_t)view.len);
        RECORD_TOUCH(self);
    } else {
        error_set_text(EXC(ValueError), "byte string too long");
    }
    buffer_release(&view);
    return fits ? 0 : -1;
}

static Object *
value_get(Object *self, void *unused)
{
    (void)unused;
    char code = item_code(self);
    if (code != 'c' && code != 'u') {
        return error_format(EXC(AttributeError),
                            "'%s' object has no attribute 'value'",
                            TYPE_OF(self)->name);
    }
    return (code == 'c' ? &c_code_chars : &c_code_wide)
        ->get(SELF->bytes, SELF->size);
}

static int
value_set(Object *self, Object *value, void *unused)
{
    (void)unused;
    char code = item_code(self);
    if (value == NULL) {
        error_set_text(EXC(TypeError), "can't delete attribute");
        return -1;
    }
    if (code == 'c') {
        if (!bytes_check(value)) {
            error_format(EXC(TypeError), "bytes expected instead of %s "
                         "instance", TYPE_OF(value)->name);
            return -1;
        }
        ssize_t n = bytes_size(value);
        if (n > SELF->size) {
            error_set_text(EXC(ValueError), "byte string too long");
            return -1;
        }
        memcpy(SELF->bytes, bytes_data(value), (size_t)n);
        if (n < SELF->size) {
            SELF->bytes[n] = '\0';
        }
    } else {
        if (str_check(value) && str_length(value) > SELF->size / 4) {
            error_set_text(EXC(ValueError), "string too long");
            return -1;
        }
        Object *done = c_code_wide.set(SELF->bytes, value, SELF->size);
        if (done == NULL) {
            return -1;
        }
        ref_dec(done);
    }
    RECORD_TOUCH(self);
    return 0;
}

static GetSetDef raw_row = {"raw", raw_get, raw_set, "value", NULL};
static GetSetDef value_row = {"value", value_get, value_set, "string value",
                              NULL};

// Only arrays of characters have these two.
static Object *
array_getattro(Object *self, Object *name)
{
    char code = item_code(self);
    if (code == 'c' && str_equal_text(name, "raw")) {
        return raw_row.get(self, NULL);
    }
    if ((code == 'c' || code == 'u') && str_equal_text(name, "value")) {
        return value_row.get(self, NULL);
    }
    return object_generic_getattr(self, name);
}

static int
array_setattro(Object *self, Object *name, Object *value)
{
    char code = item_code(self);
    if (code == 'c' && str_equal_text(name, "raw")) {
        return raw_row.set(self, value, NULL);
    }
    if ((code == 'c' || code == 'u') && str_equal_text(name, "value")) {
        return value_row.set(self, value, NULL);
    }
    return object_generic_setattr(self, name, value);
}

static void
array_text(Object *self, char *out, size_t size)
{
    out[0] = '\0';
    if (SELF->bytes != NULL && SELF->owns_bytes && item_code(self) == 'c') {
        size_t n = 0;
        out[n++] = '\'';
        for (ssize_t i = 0; i < SELF->size && SELF->bytes[i] != 0 &&
                            n + 3 < size; i++) {
            unsigned char c = (unsigned char)SELF->bytes[i];
            out[n++] = c >= 32 && c < 127 ? (char)c : '.';
        }
        out[n++] = '\'';
        out[n] = '\0';
    }
}

static SequenceSlots sequence = {
    .length = array_length,
    .item = array_item,
    .ass_item = array_set_item,
};
static MappingSlots mapping = {array_length, array_subscript,
                               array_set_subscript};

static Object *
class_getitem(Object *type, Object *args)
{
    return generic_alias_new(type, args);
}

static MethodDef methods[] = {
    {"__class_getitem__", class_getitem, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL}};

STATIC_OBJECT Type c_array_type = {
    .base_object = {{1, &c_array_meta}, 0},
    .name = "_ctypes.Array",
    .basicsize = sizeof(CData),
    .value_text = array_text,
    .sequence = &sequence,
    .mapping = &mapping,
    .getattro = array_getattro,
    .setattro = array_setattro,
    .buffer = &c_data_buffer,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Abstract base class for arrays.",
    .methods = methods,
    .base = &c_data_type,
    .init = array_init,
    .new_ = c_data_new,
};
