/* _ctypes: values, their bytes, and what they keep alive. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "interp/modules/ctypes_call.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((CData *)self)

static int
make_bytes(CData *data, ssize_t size)
{
    data->size = size;
    data->owns_bytes = 1;
    if (size <= (ssize_t)sizeof(data->value)) {
        data->bytes = data->value.bytes;
        return 0;
    }
    data->bytes = mem_alloc_zero((size_t)size);
    if (data->bytes == NULL) {
        data->owns_bytes = 0;
        error_no_memory();
        return -1;
    }
    return 0;
}

static CData *
make(Object *type, CInfo **info)
{
    *info = c_info_needed(type);
    if (*info == NULL) {
        return NULL;
    }
    (*info)->final = true;
    CData *data = (CData *)((Type *)type)->alloc((Type *)type, 0);
    if (data != NULL) {
        data->size = (*info)->size;
        data->length = (*info)->length;
    }
    return data;
}

Object *
c_data_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    CInfo *info;
    CData *data = make(OBJ(type), &info);
    if (data != NULL && make_bytes(data, info->size) < 0) {
        REF_CLEAR(data);
    }
    return OBJ(data);
}

Object *
c_data_view(Object *type, void *bytes)
{
    CInfo *info;
    CData *data = make(type, &info);
    if (data != NULL) {
        data->bytes = bytes;
    }
    return OBJ(data);
}

Object *
c_data_at(Object *type, Object *base, ssize_t index, void *bytes)
{
    CInfo *info;
    CData *data = make(type, &info);
    if (data == NULL) {
        return NULL;
    }
    data->index = index;
    if (base != NULL) {
        data->bytes = bytes;
        data->base = ref_new(base);
    } else if (make_bytes(data, info->size) < 0) {
        ref_dec(data);
        return NULL;
    } else {
        memcpy(data->bytes, bytes, (size_t)info->size);
    }
    RECORD_TOUCH(data);
    return OBJ(data);
}

static void
data_dealloc(Object *self)
{
    if (SELF->owns_bytes && SELF->bytes != SELF->value.bytes) {
        mem_free(SELF->bytes);
    }
    SELF->bytes = NULL;
    type_generic_dealloc(self);
}

// ---------------------------------------------------------------- lifetimes

static CData *
outermost(CData *data)
{
    while (data->base != NULL) {
        data = data->base;
    }
    return data;
}

Object *
c_kept(CData *data)
{
    data = outermost(data);
    if (data->objects == NULL) {
        Object *kept = data->length != 0 ? dict_new() : none_new();
        if (kept == NULL) {
            return NULL;
        }
        ref_store(data, &data->objects, kept);
    }
    return data->objects;
}

int
c_keep(CData *data, ssize_t index, Object *keep)
{
    if (keep == NONE) {
        ref_dec(keep);
        return 0;
    }
    CData *outer = outermost(data);
    if (c_kept(data) == NULL) {
        ref_dec(keep);
        return -1;
    }
    if (!dict_check_exact(outer->objects)) {
        ref_store(outer, &outer->objects, keep);
        return 0;
    }
    // The way to the place inside of the outermost value.
    char way[256];
    int n = snprintf(way, sizeof(way), "%x", (unsigned)index);
    for (; data->base != NULL && n < (int)sizeof(way) - 12;
         data = data->base) {
        n += snprintf(way + n, sizeof(way) - (size_t)n, ":%x",
                      (unsigned)data->index);
    }
    int failed = dict_set_text(outer->objects, way, keep);
    ref_dec(keep);
    return failed;
}

// ------------------------------------------------------- reading and writing

static void
reverse(char *to, const char *from, ssize_t n)
{
    for (ssize_t i = 0; i < n; i++) {
        to[i] = from[n - 1 - i];
    }
}

Object *
c_code_get(const CInfo *info, const void *bytes, ssize_t size)
{
    char native[16];
    if (info->swapped) {
        reverse(native, bytes, info->size);
        bytes = native;
    }
    return info->code->get(bytes, size);
}

Object *
c_code_set(const CInfo *info, void *bytes, Object *value, ssize_t size)
{
    if (!info->swapped) {
        return info->code->set(bytes, value, size);
    }
    char native[16];
    reverse(native, bytes, info->size);
    Object *kept = info->code->set(native, value, size);
    reverse(bytes, native, info->size);
    return kept;
}

Object *
c_get(Object *owner, const CPart *part)
{
    if (part->code != NULL) {
        return part->code->get(part->bytes, part->size);
    }
    CInfo *info = c_info_needed(part->type);
    if (info == NULL) {
        return NULL;
    }
    if (info->code != NULL && info->kind == C_SIMPLE &&
        !c_is_simple_child(part->type)) {
        return c_code_get(info, part->bytes, part->size);
    }
    return c_data_at(part->type, owner, part->index, part->bytes);
}

static Object *
wrong_instance(const char *text, Object *value, Object *type)
{
    return error_format(EXC(TypeError), text, TYPE_OF(value)->name,
                        ((Type *)type)->name);
}

static Object *
set_from_data(Object *type, CData *value, ssize_t size, void *bytes)
{
    int same = object_is_instance(OBJ(value), type);
    if (same < 0) {
        return NULL;
    }
    if (same) {
        memcpy(bytes, value->bytes, (size_t)size);
        Object *kept = c_kept(value);
        return ref_xnew(kept);
    }
    CInfo *to = c_info(type), *from = c_info(OBJ(TYPE_OF(value)));
    if (to != NULL && to->kind == C_POINTER && from != NULL &&
        from->kind == C_ARRAY) {
        if (to->proto != from->proto) {
            return wrong_instance(
                "incompatible types, %s instance instead of %s instance",
                OBJ(value), type);
        }
        memcpy(bytes, &value->bytes, sizeof(void *));
        Object *kept = c_kept(value);
        return kept == NULL ? NULL : tuple_pack(2, kept, value);
    }
    return wrong_instance(
        "incompatible types, %s instance instead of %s instance", OBJ(value),
        type);
}

static Object *
set_value(Object *type, const CCode *code, Object *value, ssize_t size,
          void *bytes)
{
    if (code != NULL) {
        return code->set(bytes, value, size);
    }
    if (c_data_check(value)) {
        return set_from_data(type, (CData *)value, size, bytes);
    }
    CInfo *info = c_info_needed(type);
    if (info == NULL) {
        return NULL;
    }
    if (info->code != NULL && info->kind == C_SIMPLE) {
        return c_code_set(info, bytes, value, size);
    }
    if (tuple_check(value)) {
        Object *made = call_object(type, value, NULL);
        if (made == NULL) {
            char prefix[240];
            snprintf(prefix, sizeof(prefix), "(%.200s) ",
                     ((Type *)type)->name);
            c_extend_error(EXC(RuntimeError), prefix);
        }
        Object *kept = made == NULL
                           ? NULL
                           : set_value(type, NULL, made, size, bytes);
        ref_xdec(made);
        return kept;
    }
    if (value == NONE && info->kind == C_POINTER) {
        memset(bytes, 0, sizeof(void *));
        return none_new();
    }
    return error_format(EXC(TypeError), "expected %s instance, got %s",
                        ((Type *)type)->name, TYPE_OF(value)->name);
}

int
c_set(Object *owner, const CPart *part, Object *value)
{
    Object *kept = set_value(part->type, part->code, value, part->size,
                             part->bytes);
    if (kept == NULL) {
        return -1;
    }
    RECORD_TOUCH(owner);
    return c_keep((CData *)owner, part->index, kept);
}

// ------------------------------------------------- what every class can make

Object *
c_from_address(Object *type, Object *o)
{
    if (!int_check(o)) {
        return error_set_text(EXC(TypeError), "integer expected");
    }
    void *address = (void *)int_as_u64_mask(o);
    return error_occurred() ? NULL : c_data_view(type, address);
}

// What from_buffer (which writes) and from_buffer_copy are given: the buffer
// and an offset.
static int
read_buffer(Object *const *args, ssize_t nargs, const CInfo *info,
            BufferView *view, ssize_t *offset, bool write)
{
    const char *name = write ? "from_buffer" : "from_buffer_copy";
    *offset = 0;
    if (!args_check_count(name, nargs, 1, 2)) {
        return -1;
    }
    if (nargs == 2) {
        *offset = number_as_ssize(args[1], EXC(OverflowError));
        if (*offset == -1 && error_occurred()) {
            return -1;
        }
    }
    if (buffer_get(args[0], view, BUFFER_SIMPLE) < 0) {
        if (write && error_matches(EXC(BufferError))) {
            error_clear();
            error_set_text(EXC(TypeError),
                           "underlying buffer is not C contiguous");
        }
        return -1;
    }
    if (write && view->readonly) {
        error_set_text(EXC(TypeError), "underlying buffer is not writable");
    } else if (*offset < 0) {
        error_set_text(EXC(ValueError), "offset cannot be negative");
    } else if (info->size > view->len - *offset) {
        error_format(EXC(ValueError),
                     "Buffer size too small (%zd instead of at least %zd "
                     "bytes)", view->len, info->size + *offset);
    } else {
        return 0;
    }
    buffer_release(view);
    return -1;
}

Object *
c_from_buffer(Object *type, Object *const *args, ssize_t nargs)
{
    CInfo *info = c_info_needed(type);
    BufferView view;
    ssize_t offset;
    if (info == NULL ||
        read_buffer(args, nargs, info, &view, &offset, true) < 0) {
        return NULL;
    }
    Object *data = c_data_view(type, (char *)view.buf + offset);
    buffer_release(&view);
    // A memoryview keeps the buffer from moving.
    Object *keep = data == NULL ? NULL : memoryview_new(args[0]);
    if (keep == NULL || c_keep((CData *)data, -1, keep) < 0) {
        ref_xdec(data);
        return NULL;
    }
    ((CData *)data)->length = info->length;
    return data;
}

Object *
c_from_buffer_copy(Object *type, Object *const *args, ssize_t nargs)
{
    CInfo *info = c_info_needed(type);
    BufferView view;
    ssize_t offset;
    if (info == NULL ||
        read_buffer(args, nargs, info, &view, &offset, false) < 0) {
        return NULL;
    }
    Object *data = c_data_new((Type *)type, NULL, NULL);
    if (data != NULL) {
        memcpy(((CData *)data)->bytes, (char *)view.buf + offset,
               (size_t)info->size);
        RECORD_TOUCH(data);
    }
    buffer_release(&view);
    return data;
}

Object *
c_in_dll(Object *type, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("in_dll", nargs, 2, 2)) {
        return NULL;
    }
    Object *handle = object_getattr_text(args[0], "_handle");
    void *address = handle == NULL ? NULL
                                   : c_library_symbol(handle, args[1]);
    ref_xdec(handle);
    if (address == NULL) {
        if (error_matches(EXC(AttributeError)) && handle != NULL) {
            PendingError pending;
            error_fetch(&pending);
            error_normalize(&pending);
            Object *text = object_str(pending.value);
            ref_xdec(pending.type);
            ref_xdec(pending.value);
            ref_xdec(pending.traceback);
            if (text != NULL) {
                error_set_object(EXC(ValueError), text);
                ref_dec(text);
            }
        }
        return NULL;
    }
    return c_data_view(type, address);
}

// Simple types, pointers and functions have more to say (their own method).
static Object *
from_param(Object *type, Object *value)
{
    int same = object_is_instance(value, type);
    if (same != 0) {
        return same < 0 ? NULL : ref_new(value);
    }
    if (TYPE_OF(value) == &c_arg_type) {
        CArg *arg = (CArg *)value;
        if (arg->object != NULL) {
            same = object_is_instance(arg->object, type);
            if (same != 0) {
                return same < 0 ? NULL : ref_new(value);
            }
        }
        return error_format(EXC(TypeError),
                            "expected %s instance instead of pointer to %s",
                            ((Type *)type)->name,
                            arg->object == NULL
                                ? "??"
                                : TYPE_OF(arg->object)->name);
    }
    Object *as_parameter;
    int found = object_lookup_attr_text(value, "_as_parameter_",
                                        &as_parameter);
    if (found != 0) {
        Object *result = found < 0 ? NULL : from_param(type, as_parameter);
        ref_xdec(as_parameter);
        return result;
    }
    return error_format(EXC(TypeError), "expected %s instance instead of %s",
                        ((Type *)type)->name, TYPE_OF(value)->name);
}

MethodDef c_data_methods[] = {
    {"from_param", from_param, METH_O,
     "Convert a Python object into a function call parameter."},
    C_DATA_METHODS};

// ----------------------------------------------------------------- the type

static int
get_buffer(Object *self, BufferView *view, int flags)
{
    CInfo *info = c_info(OBJ(TYPE_OF(self)));
    if (buffer_fill(view, self, SELF->bytes, SELF->size, 0, flags) < 0) {
        return -1;
    }
    if (info != NULL && (flags & BUFFER_FORMAT) != 0 &&
        info->format != NULL) {
        view->format = bytes_data(info->format);
        const CInfo *item = info;
        while (item->kind == C_ARRAY) {
            item = c_info(item->proto);
        }
        view->itemsize = item->size;
        view->ndim = info->ndim;
        view->shape = info->shape;
        view->strides = NULL;
    }
    return 0;
}

BufferSlots c_data_buffer = {get_buffer, NULL};

static HashValue
data_hash(Object *self)
{
    (void)self;
    error_set_text(EXC(TypeError), "unhashable type");
    return -1;
}

static Object *
from_outparam(Object *self, Object *unused)
{
    (void)unused;
    CInfo *info = c_info(OBJ(TYPE_OF(self)));
    return info != NULL && info->kind == C_SIMPLE &&
                   !c_is_simple_child(OBJ(TYPE_OF(self)))
               ? c_code_get(info, SELF->bytes, SELF->size)
               : ref_new(self);
}

static MethodDef methods[] = {
    {"__ctypes_from_outparam__", from_outparam, METH_NOARGS, NULL},
    {"__reduce__", c_reduce, METH_NOARGS, NULL},
    {"__setstate__", METHOD(c_set_state), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef fields[] = {
    {"_b_base_", FIELD_OBJECT, offsetof(CData, base), FIELD_READONLY,
     "the base object"},
    {"_b_needsfree_", FIELD_INT, offsetof(CData, owns_bytes), FIELD_READONLY,
     "whether the object owns the memory or not"},
    {"_objects", FIELD_OBJECT, offsetof(CData, objects), FIELD_READONLY,
     "internal objects tree (NEVER CHANGE THIS OBJECT!)"},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type c_data_type = {
    TYPE_HEAD_INIT,
    .name = "_ctypes._CData",
    .basicsize = sizeof(CData),
    .dealloc = data_dealloc,
    .getattro = object_generic_getattr,
    .hash = data_hash,
    .buffer = &c_data_buffer,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "XXX to be provided",
    .methods = methods,
    .members = fields,
};
