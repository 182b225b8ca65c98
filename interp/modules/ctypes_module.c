/* The module _ctypes: its functions and names. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "interp/modules/ctypes_call.h"
#include "interp/modules/ctypes_module.h"
#include "interp/modules/modules.h"
#include "interp/modules/posix_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// ---------------------------------------------------------------- libraries

static Object *
m_dlopen(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    PathArg path;
    int mode = RTLD_NOW;
    if (nargs > 0 && int_check(args[0])) {
        Object *wrong = posix_fspath(args[0]); // never a number
        ref_xdec(wrong);
        return NULL;
    }
    if (!args_check_count("dlopen", nargs, 1, 2) ||
        (nargs == 2 && !posix_int(args[1], 0, &mode)) ||
        !path_read("dlopen", "name", args[0], PATH_OR_NONE, &path)) {
        return NULL;
    }
    void *handle = dlopen(args[0] == NONE ? NULL : path.text,
                          mode | RTLD_NOW);
    path_drop(&path);
    if (handle == NULL) {
        const char *why = dlerror();
        return error_set_text(EXC(OSError),
                              why == NULL ? "dlopen() error" : why);
    }
    return int_from_u64((uintptr_t)handle);
}

static int
read_address(Object *o, void **out)
{
    if (!int_check(o)) {
        error_format(EXC(TypeError), "an integer is required (got type %s)",
                     TYPE_OF(o)->name);
        return -1;
    }
    *out = (void *)int_as_u64_mask(o);
    return error_occurred() ? -1 : 0;
}

static Object *
m_dlclose(Object *self, Object *o)
{
    (void)self;
    void *handle;
    if (read_address(o, &handle) < 0) {
        return NULL;
    }
    return dlclose(handle) != 0 ? error_set_text(EXC(OSError), dlerror())
                                : none_new();
}

static Object *
m_dlsym(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    void *handle;
    const char *name;
    if (!args_check_count("dlsym", nargs, 2, 2) ||
        read_address(args[0], &handle) < 0) {
        return NULL;
    }
    if (!str_check(args[1]) ||
        (name = str_as_utf8(args[1], NULL)) == NULL) {
        return error_occurred() ? NULL : error_bad_argument();
    }
    void *address = dlsym(handle, name);
    return address == NULL ? error_set_text(EXC(OSError), dlerror())
                           : int_from_u64((uintptr_t)address);
}

// ------------------------------------------------------ about types and data

static Object *
m_sizeof(Object *self, Object *o)
{
    (void)self;
    CInfo *info = c_info(o);
    if (info != NULL) {
        return int_from_ssize(info->size);
    }
    return c_data_check(o)
               ? int_from_ssize(((CData *)o)->size)
               : error_set_text(EXC(TypeError), "this type has no size");
}

static Object *
m_alignment(Object *self, Object *o)
{
    (void)self;
    CInfo *info = c_info(type_check(o) ? o : OBJ(TYPE_OF(o)));
    return info != NULL
               ? int_from_ssize(info->align)
               : error_set_text(EXC(TypeError), "no alignment info");
}

static Object *
m_addressof(Object *self, Object *o)
{
    (void)self;
    return c_data_check(o)
               ? int_from_u64((uintptr_t)((CData *)o)->bytes)
               : error_set_text(EXC(TypeError), "invalid type");
}

static Object *
m_byref(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    ssize_t offset = 0;
    if (!args_check_count("byref", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 2) {
        offset = number_as_ssize(args[1], EXC(OverflowError));
        if (offset == -1 && error_occurred()) {
            return NULL;
        }
    }
    if (!c_data_check(args[0])) {
        return error_format(EXC(TypeError),
                            "byref() argument must be a ctypes instance, not "
                            "'%s'", TYPE_OF(args[0])->name);
    }
    CArg *arg = c_arg_new('P', &ffi_type_pointer);
    if (arg != NULL) {
        arg->object = ref_new(args[0]);
        arg->value.p = ((CData *)args[0])->bytes + offset;
    }
    return OBJ(arg);
}

static Object *
m_POINTER(Object *self, Object *o)
{
    (void)self;
    return c_pointer_to(o);
}

static Object *
m_pointer(Object *self, Object *o)
{
    (void)self;
    if (c_info(OBJ(TYPE_OF(o))) == NULL) {
        return error_set_text(EXC(TypeError),
                              "_type_ must have storage info");
    }
    Object *type = c_pointer_to(OBJ(TYPE_OF(o)));
    Object *made = type == NULL ? NULL : call_one(type, o);
    ref_xdec(type);
    return made;
}

static Object *
m_resize(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("resize", nargs, 2, 2)) {
        return NULL;
    }
    ssize_t size = number_as_ssize(args[1], EXC(OverflowError));
    if (size == -1 && error_occurred()) {
        return NULL;
    }
    CInfo *info = c_info(OBJ(TYPE_OF(args[0])));
    if (info == NULL) {
        return error_set_text(EXC(TypeError), "excepted ctypes instance");
    }
    CData *data = (CData *)args[0];
    if (size < info->size) {
        return error_format(EXC(ValueError), "minimum size is %zd",
                            info->size);
    }
    if (!data->owns_bytes) {
        return error_set_text(EXC(ValueError),
                              "Memory cannot be resized because this object "
                              "doesn't own it");
    }
    if (size > (ssize_t)sizeof(data->value)) {
        bool inside = data->bytes == data->value.bytes;
        char *bytes = inside ? mem_alloc_zero((size_t)size)
                             : mem_realloc(data->bytes, (size_t)size);
        if (bytes == NULL) {
            return error_no_memory();
        }
        if (inside) {
            memcpy(bytes, data->value.bytes, (size_t)data->size);
        }
        data->bytes = bytes;
    }
    data->size = size;
    return none_new();
}

static Object *
m_buffer_info(Object *self, Object *o)
{
    (void)self;
    CInfo *info = c_info(type_check(o) ? o : OBJ(TYPE_OF(o)));
    if (info == NULL) {
        return error_set_text(EXC(TypeError), "not a ctypes type or object");
    }
    Object *shape = tuple_new(info->ndim);
    for (int i = 0; shape != NULL && i < info->ndim; i++) {
        tuple_init_item(shape, i, int_from_ssize(info->shape[i]));
    }
    Object *items[] = {str_from_text(info->format == NULL
                                         ? "B"
                                         : bytes_data(info->format)),
                       int_from_long(info->ndim), shape};
    return tuple_from_array_steal(items, 3);
}

// -------------------------------------------------------------------- errno

static Object *
m_get_errno(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(c_errno);
}

static Object *
m_set_errno(Object *self, Object *o)
{
    (void)self;
    int value;
    if (!posix_int(o, 0, &value)) {
        return NULL;
    }
    int old = c_errno;
    c_errno = value;
    return int_from_long(old);
}

// ---------------------------------------------------------- calls and bytes

static Object *
call_address(Object *const *args, ssize_t nargs, int flags)
{
    void *address;
    if (!args_check_count("call_function", nargs, 2, 2) ||
        read_address(args[0], &address) < 0) {
        return NULL;
    }
    return tuple_check(args[1])
               ? c_call(address, args[1], flags, NULL, NULL, NULL)
               : error_bad_argument();
}

static Object *
m_call_function(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return call_address(args, nargs, 0);
}

static Object *
m_call_cdeclfunction(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return call_address(args, nargs, C_FLAG_CDECL);
}

static Object *
m_PyObj_FromPtr(Object *self, Object *o)
{
    (void)self;
    void *address;
    return read_address(o, &address) < 0 ? NULL : ref_new(address);
}

// These are called through their addresses, as foreign functions that are
// given Python objects.
static Object *
string_at(const char *bytes, int n)
{
    return bytes_new(bytes, n == -1 ? (ssize_t)strlen(bytes) : n);
}

static Object *
wstring_at(const wchar_t *text, int n)
{
    return str_from_kind(4, text, n == -1 ? (ssize_t)wcslen(text) : n);
}

static int
is_castable(Object *type)
{
    CInfo *info = c_info(type);
    if (info != NULL &&
        (info->kind == C_POINTER || info->kind == C_FUNCTION ||
         (info->code != NULL && strchr("sPzUZXO", info->code->code)))) {
        return 0;
    }
    error_format(EXC(TypeError),
                 "cast() argument 2 must be a pointer type, not %s",
                 type_check(type) ? ((Type *)type)->name
                                  : TYPE_OF(type)->name);
    return -1;
}

static Object *
cast(void *pointer, Object *source, Object *type)
{
    if (is_castable(type) < 0) {
        return NULL;
    }
    Object *result = call_none(type);
    if (result == NULL) {
        return NULL;
    }
    CData *to = (CData *)result;
    // Both keep alive what either refers to.
    if (c_data_check(source)) {
        CData *from = (CData *)source;
        if (c_kept(from) == NULL) {
            ref_dec(result);
            return NULL;
        }
        CData *outer = from;
        while (outer->base != NULL) {
            outer = outer->base;
        }
        if (outer->objects == NONE) {
            Object *fresh = dict_new();
            if (fresh == NULL) {
                ref_dec(result);
                return NULL;
            }
            ref_store(outer, &outer->objects, fresh);
        }
        // A value shares the dict of what it was cast from.
        ref_store(to, &to->objects, ref_new(outer->objects));
        if (dict_check_exact(to->objects)) {
            Object *key = int_from_u64(object_id(source));
            int failed = key == NULL
                             ? -1
                             : dict_set(to->objects, key, source);
            ref_xdec(key);
            if (failed < 0) {
                ref_dec(result);
                return NULL;
            }
        }
    }
    memcpy(to->bytes, &pointer, sizeof(void *));
    return result;
}

// --------------------------------------------------------------- the module

static MethodDef functions[] = {
    {"get_errno", m_get_errno, METH_NOARGS, NULL},
    {"set_errno", m_set_errno, METH_O, NULL},
    {"POINTER", m_POINTER, METH_O, NULL},
    {"pointer", m_pointer, METH_O, NULL},
    {"buffer_info", m_buffer_info, METH_O, "Return buffer interface "
                                           "information"},
    {"resize", METHOD(m_resize), METH_FASTCALL,
     "Resize the memory buffer of a ctypes instance"},
    {"dlopen", METHOD(m_dlopen), METH_FASTCALL,
     "dlopen(name, flag={RTLD_GLOBAL|RTLD_LOCAL}) open a shared library"},
    {"dlclose", m_dlclose, METH_O, "dlclose a library"},
    {"dlsym", METHOD(m_dlsym), METH_FASTCALL, "find symbol in shared "
                                              "library"},
    {"alignment", m_alignment, METH_O,
     "alignment(C type) -> integer\nalignment(C instance) -> integer\nReturn "
     "the alignment requirements of a C instance"},
    {"sizeof", m_sizeof, METH_O,
     "sizeof(C type) -> integer\nsizeof(C instance) -> integer\nReturn the "
     "size in bytes of a C instance"},
    {"byref", METHOD(m_byref), METH_FASTCALL,
     "byref(C instance[, offset=0]) -> byref-object\n"
     "Return a pointer lookalike to a C instance, only usable\n"
     "as function argument"},
    {"addressof", m_addressof, METH_O,
     "addressof(C instance) -> integer\nReturn the address of the C instance "
     "internal buffer"},
    {"call_function", METHOD(m_call_function), METH_FASTCALL, NULL},
    {"call_cdeclfunction", METHOD(m_call_cdeclfunction), METH_FASTCALL,
     NULL},
    {"_unpickle", METHOD(c_unpickle), METH_FASTCALL, NULL},
    {"PyObj_FromPtr", m_PyObj_FromPtr, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static int
add_types(Object *m)
{
    static const struct {
        const char *name; // NULL: it is no name of the module
        Type *type;
    } types[] = {{NULL, &c_arg_type},         {NULL, &c_field_type},
                 {NULL, &c_thunk_type},       {NULL, &c_data_type},
                 {NULL, &c_simple_meta},      {NULL, &c_struct_meta},
                 {NULL, &c_union_meta},       {NULL, &c_array_meta},
                 {NULL, &c_pointer_meta},     {NULL, &c_function_meta},
                 {"Structure", &c_struct_type}, {"Union", &c_union_type},
                 {"_Pointer", &c_pointer_type}, {"Array", &c_array_type},
                 {"_SimpleCData", &c_simple_type},
                 {"CFuncPtr", &c_function_type}};
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (type_ready(types[i].type) < 0 ||
            (types[i].name != NULL &&
             module_add(m, types[i].name, ref_new(types[i].type)) < 0)) {
            return -1;
        }
    }
    return c_info_start();
}

static int
add_names(Object *m)
{
    static const struct {
        const char *name;
        void (*address)(void);
    } addresses[] = {{"_memmove_addr", (void (*)(void))memmove},
                     {"_memset_addr", (void (*)(void))memset},
                     {"_string_at_addr", (void (*)(void))string_at},
                     {"_wstring_at_addr", (void (*)(void))wstring_at},
                     {"_cast_addr", (void (*)(void))cast}};
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        if (module_add(m, addresses[i].name,
                       int_from_u64((uintptr_t)addresses[i].address)) < 0) {
            return -1;
        }
    }
    if (c_pointer_cache == NULL) {
        c_pointer_cache = dict_new();
        ref_root(&c_pointer_cache, "the pointer classes of _ctypes");
        RECORD_ROOTS();
    }
    Object *error =
        module_exception("ctypes", "ArgumentError", EXC(Exception));
    if (error == NULL) {
        return -1;
    }
    c_set_argument_error(error);
    return module_add(m, "ArgumentError", error) < 0 ||
                   module_add(m, "_pointer_type_cache",
                              ref_new(c_pointer_cache)) < 0 ||
                   module_add_int(m, "FUNCFLAG_CDECL", C_FLAG_CDECL) < 0 ||
                   module_add_int(m, "FUNCFLAG_PYTHONAPI",
                                  C_FLAG_PYTHONAPI) < 0 ||
                   module_add_int(m, "FUNCFLAG_USE_ERRNO", C_FLAG_ERRNO) <
                       0 ||
                   module_add_int(m, "FUNCFLAG_USE_LASTERROR", 16) < 0 ||
                   module_add_int(m, "CTYPES_MAX_ARGCOUNT", C_MAX_ARGS) < 0 ||
                   module_add_int(m, "RTLD_LOCAL", RTLD_LOCAL) < 0 ||
                   module_add_int(m, "RTLD_GLOBAL", RTLD_GLOBAL) < 0 ||
                   module_add_text(m, "__version__", "1.1.0") < 0
               ? -1
               : 0;
}

Object *
ctypes_module_new(void)
{
    Object *m = module_new("_ctypes");
    if (m != NULL &&
        (add_types(m) < 0 || module_add_functions(m, functions) < 0 ||
         add_names(m) < 0)) {
        REF_CLEAR(m);
    }
    return m;
}
