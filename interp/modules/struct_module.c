/* The module _struct: bytes laid out as C structures. CPython 3.11:
 * Modules/_struct.c. */
#include "interp/modules/struct_layout.h"

#include "gc/alloc.h"
#include "interp/modules/modules.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static Object *struct_cache; // dict: format -> Struct

#define SELF ((Struct *)self)

static int
struct_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"format", NULL};
    static const ArgsSpec spec = {"Struct", names, 1, 0, 0};
    Object *v[1];
    return args_parse_tuple(&spec, args, kwargs, v) ? struct_compile(SELF, v[0])
                                                    : -1;
}

// The Struct of a format, kept for the next time. New reference.
static Object *
cached_struct(Object *format)
{
    Object *found = dict_get(struct_cache, format);
    if (found != NULL || error_occurred()) {
        return ref_xnew(found);
    }
    Object *made = call_one(OBJ(&struct_type), format);
    if (made != NULL) {
        if (dict_size(struct_cache) >= 100) {
            dict_clear(struct_cache);
        }
        if (dict_set(struct_cache, format, made) < 0) {
            error_clear();
        }
    }
    return made;
}

// -------------------------------------------------------------------- packing

static Object *
struct_pack(Object *self, Object *const *args, ssize_t nargs)
{
    if (!struct_is_ready(SELF)) {
        return NULL;
    }
    if (nargs != SELF->items) {
        return error_format(struct_error,
                            "pack expected %zd items for packing (got %zd)",
                            SELF->items, nargs);
    }
    Object *bytes = bytes_new(NULL, SELF->size);
    if (bytes != NULL &&
        struct_pack_values(SELF, (unsigned char *)bytes_data(bytes), args) <
            0) {
        REF_CLEAR(bytes);
    }
    return bytes;
}

static Object *
struct_pack_into(Object *self, Object *const *args, ssize_t nargs)
{
    if (!struct_is_ready(SELF)) {
        return NULL;
    }
    if (nargs != SELF->items + 2) {
        return nargs == 0   ? error_set_text(struct_error,
                                             "pack_into expected buffer "
                                             "argument")
               : nargs == 1 ? error_set_text(struct_error,
                                             "pack_into expected offset "
                                             "argument")
                            : error_format(struct_error,
                                           "pack_into expected %zd items for"
                                           " packing (got %zd)",
                                           SELF->items, nargs - 2);
    }
    BufferView view;
    if (!buffer_check(args[0]) ||
        buffer_get_argument("argument", args[0], &view) < 0) {
        error_clear();
        return error_format(EXC(TypeError),
                            "argument must be read-write bytes-like object, "
                            "not %.50s", TYPE_OF(args[0])->name);
    }
    Object *result = NULL;
    ssize_t size = SELF->size;
    ssize_t offset = number_as_ssize(args[1], EXC(IndexError));
    if (offset == -1 && error_occurred()) {
        goto done;
    }
    if (offset < 0) {
        if (offset + size > 0) {
            error_format(struct_error,
                         "no space to pack %zd bytes at offset %zd", size,
                         offset);
            goto done;
        }
        if (offset + view.len < 0) {
            error_format(struct_error, "offset %zd out of range for %zd-byte "
                                       "buffer", offset, view.len);
            goto done;
        }
        offset += view.len;
    }
    if (view.len - offset < size) {
        error_format(struct_error,
                     "pack_into requires a buffer of at least %zu bytes for "
                     "packing %zd bytes at offset %zd (actual buffer size is "
                     "%zd)", (size_t)size + (size_t)offset, size, offset,
                     view.len);
        goto done;
    }
    if (struct_pack_values(SELF, (unsigned char *)view.buf + offset,
                           args + 2) == 0) {
        result = none_new();
    }
done:
    buffer_release(&view);
    return result;
}

static Object *
struct_unpack(Object *self, Object *o)
{
    BufferView view;
    if (!struct_is_ready(SELF) || struct_bytes_of(o, &view) < 0) {
        return NULL;
    }
    Object *result =
        view.len == SELF->size
            ? struct_unpack_values(SELF, view.buf)
            : error_format(struct_error,
                           "unpack requires a buffer of %zd bytes",
                           SELF->size);
    buffer_release(&view);
    return result;
}

static Object *
struct_unpack_from(Object *self, Object *const *args, ssize_t nargs,
                   Object *kwnames)
{
    static const char *const names[] = {"buffer", "offset", NULL};
    static const ArgsSpec spec = {"unpack_from", names, 1, 0, 0};
    Object *v[2], *result = NULL;
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v) || !struct_is_ready(SELF)) {
        return NULL;
    }
    ssize_t size = SELF->size;
    ssize_t offset = v[1] == NULL ? 0 : number_as_argument(v[1]);
    if ((offset == -1 && error_occurred()) ||
        struct_bytes_of(v[0], &view) < 0) {
        return NULL;
    }
    if (offset < 0 && offset + size > 0) {
        error_format(struct_error,
                     "not enough data to unpack %zd bytes at offset %zd",
                     size, offset);
    } else if (offset < 0 && offset + view.len < 0) {
        error_format(struct_error,
                     "offset %zd out of range for %zd-byte buffer", offset,
                     view.len);
    } else {
        offset += offset < 0 ? view.len : 0;
        if (view.len - offset < size) {
            error_format(struct_error,
                         "unpack_from requires a buffer of at least %zu "
                         "bytes for unpacking %zd bytes at offset %zd "
                         "(actual buffer size is %zd)",
                         (size_t)size + (size_t)offset, size, offset,
                         view.len);
        } else {
            result =
                struct_unpack_values(SELF, (unsigned char *)view.buf + offset);
        }
    }
    buffer_release(&view);
    return result;
}

// ------------------------------------------------------------------ the type

static void
struct_dealloc(Object *self)
{
    mem_free(SELF->runs);
    SELF->runs = NULL;
    type_generic_dealloc(self);
}

static Object *
get_format(Object *self, void *closure)
{
    (void)closure;
    return struct_is_ready(SELF) ? str_from_latin1(bytes_data(SELF->format),
                                            bytes_size(SELF->format))
                          : NULL;
}

static MethodDef struct_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "S.__sizeof__() -> size of S in memory, in bytes"},
    {"pack", METHOD(struct_pack), METH_FASTCALL, NULL},
    {"pack_into", METHOD(struct_pack_into), METH_FASTCALL, NULL},
    {"unpack", struct_unpack, METH_O, NULL},
    {"unpack_from", METHOD(struct_unpack_from),
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {"iter_unpack", struct_iter_unpack, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef struct_members[] = {
    {"size", FIELD_SSIZE, offsetof(Struct, size), FIELD_READONLY,
     "struct size in bytes"},
    {"format bytes", FIELD_OBJECT, offsetof(Struct, format),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef struct_getset[] = {
    {"format", get_format, NULL, "struct format string", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static size_t
struct_size_of(Object *self)
{
    size_t n = 1;
    for (const StructRun *run = SELF->runs; run != NULL && run->letter != '\0';
         run++) {
        n++;
    }
    return (size_t)TYPE_OF(self)->basicsize + 32 * n; // CPython's rows are 32
}

STATIC_OBJECT Type struct_type = {
    TYPE_HEAD_INIT,
    .name = "_struct.Struct",
    .basicsize = sizeof(Struct),
    .dealloc = struct_dealloc,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD,
    .doc = "Struct(fmt) --> compiled struct object",
    .weaklist_offset = offsetof(Struct, weaklist),
    .methods = struct_methods,
    .members = struct_members,
    .getset = struct_getset,
    .init = struct_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
    .size_of = struct_size_of,
};

// ----------------------------------------------------------------- functions

static Object *
m_calcsize(Object *self, Object *format)
{
    (void)self;
    Object *layout = cached_struct(format);
    Object *size =
        layout == NULL ? NULL : int_from_ssize(((Struct *)layout)->size);
    ref_xdec(layout);
    return size;
}

static Object *
m_clearcache(Object *self, Object *unused)
{
    (void)self, (void)unused;
    dict_clear(struct_cache);
    return none_new();
}

// The module's functions: the format first, then the method's arguments.
static Object *
with_format(Object *const *args, ssize_t nargs,
            Object *(*method)(Object *, Object *const *, ssize_t))
{
    if (nargs < 1) {
        return error_format(EXC(TypeError), "missing format argument");
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL ? NULL
                                    : method(layout, args + 1, nargs - 1);
    ref_xdec(layout);
    return result;
}

static Object *
m_pack(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return with_format(args, nargs, struct_pack);
}

static Object *
m_pack_into(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return with_format(args, nargs, struct_pack_into);
}

static Object *
m_unpack(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("unpack", nargs, 2, 2)) {
        return NULL;
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL ? NULL : struct_unpack(layout, args[1]);
    ref_xdec(layout);
    return result;
}

static Object *
m_iter_unpack(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("iter_unpack", nargs, 2, 2)) {
        return NULL;
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL ? NULL
                                    : struct_iter_unpack(layout, args[1]);
    ref_xdec(layout);
    return result;
}

static Object *
m_unpack_from(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    (void)self;
    if (nargs < 1) {
        return error_set_text(EXC(TypeError),
                              "unpack_from() missing required argument "
                              "'format' (pos 1)");
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL
                         ? NULL
                         : struct_unpack_from(layout, args + 1, nargs - 1,
                                              kwnames);
    ref_xdec(layout);
    return result;
}

static MethodDef functions[] = {
    {"calcsize", m_calcsize, METH_O, NULL},
    {"_clearcache", m_clearcache, METH_NOARGS, NULL},
    {"pack", METHOD(m_pack), METH_FASTCALL, NULL},
    {"pack_into", METHOD(m_pack_into), METH_FASTCALL, NULL},
    {"unpack", METHOD(m_unpack), METH_FASTCALL, NULL},
    {"unpack_from", METHOD(m_unpack_from), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"iter_unpack", METHOD(m_iter_unpack), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

Object *
struct_module_new(void)
{
    Object *m = module_new("_struct");
    Object *dict = dict_new(), *bases = tuple_pack(1, EXC(Exception));
    Object *text = str_from_text("struct");
    bool first = struct_error == NULL;
    if (first) {
        struct_cache = dict_new();
    }
    if (m == NULL || dict == NULL || bases == NULL || text == NULL ||
        struct_cache == NULL || dict_set(dict, dn_module, text) < 0 ||
        type_ready(&struct_type) < 0 ||
        type_ready(&unpack_iterator_type) < 0 ||
        (first &&
         (struct_error = type_make("error", bases, dict)) == NULL)) {
        REF_CLEAR(m);
    } else if (first) {
        ref_root(&struct_error, "the class struct.error");
        ref_root(&struct_cache, "struct: compiled formats");
        RECORD_ROOTS();
    }
    ref_xdec(dict);
    ref_xdec(bases);
    ref_xdec(text);
    if (m != NULL &&
        (module_add_functions(m, functions) < 0 ||
         module_add(m, "Struct", ref_new(&struct_type)) < 0 ||
         module_add(m, "error", ref_new(struct_error)) < 0)) {
        REF_CLEAR(m);
    }
    return m;
}
