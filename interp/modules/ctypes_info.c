/* _ctypes: what a class of foreign data knows about its layout. */
#include <stddef.h>

#include "gc/collector.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define INFO_NAME "__ctypes_info__"

#define HIDDEN(field)                                                        \
    {#field, FIELD_OBJECT, offsetof(CInfo, field), FIELD_HIDDEN, NULL}
static FieldDef info_fields[] = {HIDDEN(proto),      HIDDEN(argtypes),
                                 HIDDEN(converters), HIDDEN(restype),
                                 HIDDEN(checker),    HIDDEN(format),
                                 {NULL, 0, 0, 0, NULL}};

static void
info_dealloc(Object *self)
{
    mem_free(((CInfo *)self)->own_ffi.elements);
    mem_free(((CInfo *)self)->shape);
    type_generic_dealloc(self);
}

STATIC_OBJECT Type c_info_type = {
    TYPE_HEAD_INIT,
    .name = "_ctypes.TypeInfo",
    .basicsize = sizeof(CInfo),
    .dealloc = info_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .members = info_fields,
};

CInfo *
c_info(Object *type)
{
    Object *dict = type_check(type) ? ((Type *)type)->dict : NULL;
    return dict == NULL ? NULL : (CInfo *)dict_get_text(dict, INFO_NAME);
}

CInfo *
c_info_needed(Object *type)
{
    CInfo *info = c_info(type);
    if (info == NULL && !error_occurred()) {
        error_set_text(EXC(TypeError), "abstract class");
    }
    return info;
}

CInfo *
c_info_add(Object *type, CKind kind)
{
    CInfo *info = object_new(&c_info_type, 0);
    if (info == NULL) {
        return NULL;
    }
    info->kind = kind;
    info->align = 1;
    gc_track(info);
    int failed = dict_set_text(((Type *)type)->dict, INFO_NAME, OBJ(info));
    type_modified((Type *)type);
    ref_dec(info);
    return failed < 0 ? NULL : info;
}

int
c_attribute(Object *type, const char *name, Object **out)
{
    *out = NULL;
    Object *key = str_intern_text(name);
    Object *found = key == NULL ? NULL : type_lookup((Type *)type, key);
    ref_xdec(key);
    *out = ref_xnew(found);
    return found != NULL ? 1 : error_occurred() ? -1 : 0;
}

Object *
c_meta_new(Type *meta, Object *args, Object *kwargs)
{
    return type_new(meta, args, kwargs);
}

bool
c_is_simple_child(Object *type)
{
    return object_type_check(type, &c_simple_meta) &&
           ((Type *)type)->base != &c_simple_type;
}

void
c_extend_error(Object *type, const char *prefix)
{
    PendingError pending;
    error_fetch(&pending);
    error_normalize(&pending);
    Object *text = pending.value == NULL ? NULL : object_str(pending.value);
    if (text != NULL) {
        error_format(type, "%s%s: %U", prefix,
                     type_short_name((Type *)pending.type), text);
        ref_dec(text);
    }
    ref_xdec(pending.type);
    ref_xdec(pending.value);
    ref_xdec(pending.traceback);
}

Object *
c_info_inner_format(const CInfo *info)
{
    Object *lengths = str_from_text("");
    const char *format = info->format == NULL ? "B"
                                              : bytes_data(info->format);
    for (; lengths != NULL && info->kind == C_ARRAY;
         info = c_info(info->proto)) {
        Object *longer = str_from_format(
            "%U%s%zd", lengths, str_length(lengths) > 0 ? "," : "(",
            info->shape[0]);
        ref_dec(lengths);
        lengths = longer;
    }
    Object *text = lengths == NULL
                       ? NULL
                       : str_from_format("%U%s%s", lengths,
                                         str_length(lengths) > 0 ? ")" : "",
                                         format);
    ref_xdec(lengths);
    return text;
}

int
c_info_start(void)
{
    return type_ready(&c_info_type);
}
