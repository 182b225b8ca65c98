/* _ctypes: the simple types, and what may be passed where one is wanted. */
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
#define CODES "cbBhHiIlLdfuzZqQPXOv?g"

// An argument made from a plain object.
static Object *
make_arg(const CCode *code, Object *value)
{
    CArg *arg = c_arg_new(code->code, code->ffi);
    if (arg != NULL) {
        arg->object = code->set(&arg->value, value, 0);
        if (arg->object == NULL) {
            REF_CLEAR(arg);
        }
    }
    return OBJ(arg);
}

static bool
points_at(Object *value, const char *codes)
{
    CInfo *info = c_data_check(value) ? c_info(OBJ(TYPE_OF(value))) : NULL;
    if (info == NULL || (info->kind != C_ARRAY && info->kind != C_POINTER)) {
        return false;
    }
    CInfo *item = codes == NULL || info->proto == NULL ? NULL
                                                       : c_info(info->proto);
    return codes == NULL || (item != NULL && item->code != NULL &&
                             strchr(codes, item->code->code) != NULL);
}

// byref(c_char()) where text is wanted.
static bool
is_byref(Object *arg, char code)
{
    Object *o = ((CArg *)arg)->object;
    CInfo *info = o != NULL && c_data_check(o) ? c_info(OBJ(TYPE_OF(o)))
                                               : NULL;
    return info != NULL && info->kind == C_SIMPLE &&
           info->code->code == (code == 'z' ? 'c' : 'u');
}

// Text and void pointers take more than their own kind: 1 and *out.
static int
take_pointer(char code, Object *value, Object **out)
{
    const char *items = code == 'z' ? "cbB" : code == 'Z' ? "u" : NULL;
    *out = NULL;
    if (value == NONE) {
        *out = none_new();
    } else if (bytes_check(value) && code != 'Z') {
        *out = make_arg(c_code('z'), value);
    } else if (str_check(value) && code != 'z') {
        *out = make_arg(c_code('Z'), value);
    } else if (int_check(value) && code == 'P') {
        *out = make_arg(c_code('P'), value);
    } else if (points_at(value, items)) {
        *out = ref_new(value);
    } else if (TYPE_OF(value) == &c_arg_type &&
               ((CArg *)value)->tag == 'P' &&
               (code == 'P' || is_byref(value, code))) {
        *out = ref_new(value);
    } else if (code == 'P' && c_data_check(value)) {
        CInfo *info = c_info(OBJ(TYPE_OF(value)));
        if (info != NULL &&
            (info->kind == C_FUNCTION ||
             (info->code != NULL && strchr("zZ", info->code->code)))) {
            CArg *arg = c_arg_new('P', &ffi_type_pointer);
            if (arg != NULL) {
                memcpy(&arg->value.p, ((CData *)value)->bytes,
                       sizeof(void *));
                arg->object = ref_new(value);
            }
            *out = OBJ(arg);
        } else {
            return 0;
        }
    } else {
        return 0;
    }
    return *out == NULL ? -1 : 1;
}

static Object *
simple_from_param(Object *type, Object *value)
{
    CInfo *info = c_info_needed(type);
    int same = info == NULL ? -1 : object_is_instance(value, type);
    if (same != 0) {
        return same < 0 ? NULL : ref_new(value);
    }
    Object *result;
    char code = info->code->code;
    if (strchr("zZP", code) != NULL) {
        if (take_pointer(code, value, &result) != 0) {
            return result;
        }
    } else {
        result = make_arg(info->code, value);
        if (result != NULL) {
            return result;
        }
    }
    error_clear(); // why it did not do is not told
    Object *as_parameter;
    int found = object_lookup_attr_text(value, "_as_parameter_",
                                        &as_parameter);
    if (found != 0) {
        result = found < 0 ? NULL : simple_from_param(type, as_parameter);
        ref_xdec(as_parameter);
        return result;
    }
    return error_set_text(EXC(TypeError), "wrong type");
}

// ---------------------------------------------------------------- metatype

static int
set_layout(CInfo *info, const CCode *code, Object *proto, bool swapped)
{
    char format[4];
    info->code = code;
    info->size = (ssize_t)code->size;
    info->align = (ssize_t)code->align;
    info->ffi = code->ffi;
    info->swapped = swapped;
    info->has_pointer = strchr("zZPO", code->code) != NULL;
    ref_store(info, &info->proto, ref_new(proto));
    char letter = code->code == 'l' ? 'q' : code->code == 'L' ? 'Q'
                                                              : code->code;
    snprintf(format, sizeof(format), "%c%c", swapped ? '>' : '<', letter);
    ref_store(info, &info->format, bytes_from_text(format));
    return info->format == NULL ? -1 : 0;
}

// The class of the other byte order, as __ctype_be__.
static int
add_swapped(Type *meta, Object *type, Object *args, Object *proto,
            const CCode *code)
{
    Object *swapped = type;
    if (strchr("hHiIlLqQfd", code->code) != NULL) {
        Object *bases = tuple_pack(1, &c_simple_type);
        Object *name = str_from_format("%S_be", tuple_get(args, 0));
        Object *given = bases == NULL || name == NULL
                            ? NULL
                            : tuple_pack(3, name, bases, tuple_get(args, 2));
        ref_xdec(name);
        ref_xdec(bases);
        swapped = given == NULL ? NULL : type_new(meta, given, NULL);
        ref_xdec(given);
        CInfo *info = swapped == NULL ? NULL : c_info_add(swapped, C_SIMPLE);
        if (info == NULL || set_layout(info, code, proto, true) < 0) {
            ref_xdec(swapped);
            return -1;
        }
        Object *dict = ((Type *)swapped)->dict;
        if (dict_set_text(dict, "__ctype_le__", type) < 0 ||
            dict_set_text(dict, "__ctype_be__", swapped) < 0) {
            ref_dec(swapped);
            return -1;
        }
    } else {
        if (strchr("cbB", code->code) == NULL) {
            return 0;
        }
        ref_inc(swapped);
    }
    Object *dict = ((Type *)type)->dict;
    int failed = dict_set_text(dict, "__ctype_be__", swapped) < 0 ||
                 dict_set_text(dict, "__ctype_le__", type) < 0;
    ref_dec(swapped);
    return failed ? -1 : 0;
}

static Object *
simple_meta_new(Type *meta, Object *args, Object *kwargs)
{
    Object *type = c_meta_new(meta, args, kwargs);
    Object *proto = NULL;
    if (type == NULL || c_attribute(type, "_type_", &proto) < 0) {
        goto fail;
    }
    if (proto == NULL) {
        error_set_text(EXC(AttributeError),
                       "class must define a '_type_' attribute");
        goto fail;
    }
    if (!str_check(proto)) {
        error_set_text(EXC(TypeError),
                       "class must define a '_type_' string attribute");
        goto fail;
    }
    if (str_length(proto) != 1) {
        error_set_text(EXC(ValueError),
                       "class must define a '_type_' attribute which must be "
                       "a string of length 1");
        goto fail;
    }
    uint32_t letter = str_char(proto, 0);
    const CCode *code = letter < 128 ? c_code((char)letter) : NULL;
    if (code == NULL) {
        error_format(EXC(AttributeError),
                     "class must define a '_type_' attribute which must be\n"
                     "a single character string containing one of '%s'.",
                     CODES);
        goto fail;
    }
    CInfo *base = c_info(OBJ(((Type *)type)->base));
    CInfo *info = c_info_add(type, C_SIMPLE);
    if (info == NULL ||
        set_layout(info, code, proto, base != NULL && base->swapped) < 0 ||
        (meta == &c_simple_meta && base == NULL &&
         add_swapped(meta, type, args, proto, code) < 0)) {
        goto fail;
    }
    type_modified((Type *)type);
    ref_dec(proto);
    return type;

fail:
    ref_xdec(proto);
    ref_xdec(type);
    return NULL;
}

static MethodDef meta_methods[] = {
    {"from_param", simple_from_param, METH_O,
     "Convert a Python object into a function call parameter."},
    C_DATA_METHODS};

static Object *
repeat(Object *type, ssize_t n)
{
    if (n < 0) {
        return error_format(EXC(ValueError),
                            "Array length must be >= 0, not %zd", n);
    }
    return c_array_of(type, n);
}

SequenceSlots c_meta_sequence = {.repeat = repeat};

STATIC_OBJECT Type c_simple_meta = {
    TYPE_HEAD_INIT,
    .name = "_ctypes.PyCSimpleType",
    .sequence = &c_meta_sequence,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE | TYPE_TYPE_SUBCLASS,
    .methods = meta_methods,
    .base = &type_type,
    .new_ = simple_meta_new,
};

// ---------------------------------------------------------------- the value

static Object *
value_get(Object *self, void *unused)
{
    (void)unused;
    CInfo *info = c_info_needed(OBJ(TYPE_OF(self)));
    return info == NULL ? NULL : c_code_get(info, SELF->bytes, SELF->size);
}

static int
value_set(Object *self, Object *value, void *unused)
{
    (void)unused;
    CInfo *info = c_info_needed(OBJ(TYPE_OF(self)));
    if (value == NULL) {
        error_set_text(EXC(TypeError), "can't delete attribute");
        return -1;
    }
    Object *kept = info == NULL ? NULL
                                : c_code_set(info, SELF->bytes, value,
                                             info->size);
    if (kept == NULL) {
        return -1;
    }
    RECORD_TOUCH(self);
    return c_keep(SELF, 0, kept);
}

static int
simple_init(Object *self, Object *args, Object *kwargs)
{
    (void)kwargs;
    if (!args_check_count("__init__", tuple_size(args), 0, 1)) {
        return -1;
    }
    return tuple_size(args) == 0 ? 0
                                 : value_set(self, tuple_get(args, 0), NULL);
}

static Object *
simple_repr(Object *self)
{
    if (TYPE_OF(self)->base != &c_simple_type) {
        return str_from_format("<%s object at %p>", TYPE_OF(self)->name,
                               self);
    }
    Object *value = value_get(self, NULL);
    Object *text = value == NULL
                       ? NULL
                       : str_from_format("%s(%R)", TYPE_OF(self)->name,
                                         value);
    ref_xdec(value);
    return text;
}

static int
simple_bool(Object *self)
{
    for (ssize_t i = 0; i < SELF->size; i++) {
        if (SELF->bytes[i] != 0) {
            return 1;
        }
    }
    return 0;
}

static void
simple_text(Object *self, char *out, size_t size)
{
    CInfo *info = c_info(OBJ(TYPE_OF(self)));
    out[0] = '\0';
    if (info == NULL || info->code == NULL || info->swapped ||
        SELF->bytes == NULL || !SELF->owns_bytes) {
        return;
    }
    long number = 0;
    char code = info->code->code;
    if (strchr("fd", code) != NULL) {
        float f;
        double d;
        memcpy(&f, SELF->bytes, sizeof(f));
        memcpy(&d, SELF->bytes, sizeof(d));
        snprintf(out, size, "%g", code == 'f' ? (double)f : d);
    } else if (strchr("bhilq", code) != NULL) {
        memcpy(&number, SELF->bytes, (size_t)info->size);
        int unused = 64 - 8 * (int)info->size;
        snprintf(out, size, "%ld",
                 (long)((unsigned long)number << unused) >> unused);
    } else if (strchr("BHILQ?", code) != NULL) {
        memcpy(&number, SELF->bytes, (size_t)info->size);
        snprintf(out, size, "%lu", (unsigned long)number);
    }
}

static NumberSlots simple_number = {.boolean = simple_bool};
static GetSetDef simple_getset[] = {
    {"value", value_get, value_set, "current value", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type c_simple_type = {
    .base_object = {{1, &c_simple_meta}, 0},
    .name = "_ctypes._SimpleCData",
    .basicsize = sizeof(CData),
    .value_text = simple_text,
    .repr = simple_repr,
    .number = &simple_number,
    .buffer = &c_data_buffer,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "XXX to be provided",
    .getset = simple_getset,
    .base = &c_data_type,
    .init = simple_init,
    .new_ = c_data_new,
};
