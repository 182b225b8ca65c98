/* _ctypes: foreign functions: where they come from and how they are called.
 * CPython 3.11: PyCFuncPtr in Modules/_ctypes/_ctypes.c. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "interp/modules/ctypes_call.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((CFunc *)self)

enum { PARAM_IN = 1, PARAM_OUT = 2 };

Object *
c_converters(Object *argtypes)
{
    ssize_t n = tuple_size(argtypes);
    if (n > C_MAX_ARGS) {
        return error_format(c_argument_error(),
                            "_argtypes_ has too many arguments (%zd), "
                            "maximum is %d", n, C_MAX_ARGS);
    }
    Object *converters = tuple_new(n);
    for (ssize_t i = 0; converters != NULL && i < n; i++) {
        Object *type = tuple_get(argtypes, i), *method;
        CInfo *info = c_info(type);
        if (info != NULL && (info->kind == C_UNION || info->has_union) &&
            (info->kind == C_UNION || info->kind == C_STRUCT)) {
            error_format(EXC(TypeError),
                         "item %zd in _argtypes_ passes a union by value, "
                         "which is unsupported.", i + 1);
            REF_CLEAR(converters);
            break;
        }
        if (object_lookup_attr_text(type, "from_param", &method) <= 0) {
            if (!error_occurred()) {
                error_format(EXC(TypeError),
                             "item %zd in _argtypes_ has no from_param "
                             "method", i + 1);
            }
            REF_CLEAR(converters);
            break;
        }
        tuple_init_item(converters, i, method);
    }
    return converters;
}

// ---------------------------------------------------------------- metatype

static int
check_restype(Object *restype)
{
    if (restype != NONE && c_info(restype) == NULL &&
        !object_is_callable(restype)) {
        error_set_text(EXC(TypeError),
                       "_restype_ must be a type, a callable, or None");
        return -1;
    }
    return 0;
}

static int
read_prototype(Object *type, CInfo *info)
{
    Object *flags, *value;
    if (c_attribute(type, "_flags_", &flags) < 0) {
        return -1;
    }
    if (flags == NULL || !int_check(flags)) {
        ref_xdec(flags);
        error_set_text(EXC(TypeError),
                       "class must define _flags_ which must be an integer");
        return -1;
    }
    info->flags = int_as_int(flags);
    ref_dec(flags);
    if (c_attribute(type, "_argtypes_", &value) < 0) {
        return -1;
    }
    if (value != NULL) {
        if (!tuple_check(value)) {
            ref_dec(value);
            error_set_text(EXC(TypeError),
                           "_argtypes_ must be a sequence of types");
            return -1;
        }
        info->argtypes = value;
        info->converters = c_converters(value);
        if (info->converters == NULL) {
            return -1;
        }
    }
    if (c_attribute(type, "_restype_", &value) < 0) {
        return -1;
    }
    if (value != NULL) {
        info->restype = value;
        if (check_restype(value) < 0 ||
            object_lookup_attr_text(value, "_check_retval_",
                                    &info->checker) < 0) {
            return -1;
        }
    }
    RECORD_TOUCH(info);
    return 0;
}

static Object *
function_meta_new(Type *meta, Object *args, Object *kwargs)
{
    Object *type = c_meta_new(meta, args, kwargs);
    CInfo *info = type == NULL ? NULL : c_info_add(type, C_FUNCTION);
    if (info == NULL) {
        ref_xdec(type);
        return NULL;
    }
    info->size = info->align = sizeof(void *);
    info->length = 1;
    info->ffi = &ffi_type_pointer;
    info->format = bytes_from_text("X{}");
    info->has_pointer = true;
    if (read_prototype(type, info) < 0) {
        ref_dec(type);
        return NULL;
    }
    return type;
}

STATIC_OBJECT Type c_function_meta = {
    TYPE_HEAD_INIT,
    .name = "_ctypes.PyCFuncPtrType",
    .sequence = &c_meta_sequence,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE | TYPE_TYPE_SUBCLASS,
    .methods = c_data_methods,
    .base = &type_type,
    .new_ = function_meta_new,
};

// ------------------------------------------------------------------ making

// malloc and its relatives, when they are the C library's own, are called
// by way of ours, which stand before them (gc/shim).
static void *
watched(const char *name, void *address)
{
    static const struct {
        const char *name;
        void (*ours)(void);
    } all[] = {{"malloc", (void (*)(void))malloc},
               {"calloc", (void (*)(void))calloc},
               {"realloc", (void (*)(void))realloc},
               {"free", (void (*)(void))free},
               {"posix_memalign", (void (*)(void))posix_memalign},
               {"aligned_alloc", (void (*)(void))aligned_alloc},
               {"mmap", (void (*)(void))mmap},
               {"munmap", (void (*)(void))munmap}};
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        if (strcmp(name, all[i].name) == 0 &&
            address == dlsym(RTLD_NEXT, name)) {
            return (void *)(uintptr_t)all[i].ours;
        }
    }
    return address;
}

void *
c_library_symbol(Object *library, Object *name)
{
    const char *text = str_check(name)     ? str_as_utf8(name, NULL)
                       : bytes_check(name) ? bytes_data(name)
                                           : NULL;
    if (text == NULL) {
        if (!error_occurred()) {
            error_set_text(EXC(TypeError),
                           "function name must be string, bytes object or "
                           "integer");
        }
        return NULL;
    }
    if (!int_check(library)) {
        error_set_text(EXC(TypeError),
                       "the _handle attribute of the second argument must be "
                       "an integer");
        return NULL;
    }
    void *handle = (void *)int_as_u64_mask(library);
    dlerror();
    void *address = dlsym(handle, text);
    if (address == NULL) {
        const char *why = dlerror();
        error_set_text(EXC(AttributeError), why == NULL ? "symbol is NULL"
                                                        : why);
        return NULL;
    }
    return watched(text, address);
}

static Object *
new_at(Type *type, void *address)
{
    Object *self = c_data_new(type, NULL, NULL);
    if (self != NULL) {
        memcpy(SELF->data.bytes, &address, sizeof(address));
    }
    return self;
}

static Object *
new_from_library(Type *type, Object *pair, Object *flags)
{
    if (tuple_size(pair) != 2) {
        return error_set_text(EXC(TypeError),
                              "the first argument must be (name, library)");
    }
    Object *library = tuple_get(pair, 1);
    Object *handle = object_getattr_text(library, "_handle");
    void *address = handle == NULL
                        ? NULL
                        : c_library_symbol(handle, tuple_get(pair, 0));
    ref_xdec(handle);
    if (address == NULL) {
        return NULL;
    }
    if (flags != NULL && flags != NONE) {
        CInfo *info = c_info(OBJ(type));
        if (!tuple_check(flags)) {
            return error_set_text(EXC(TypeError),
                                  "paramflags must be a tuple or None");
        }
        if (info == NULL || info->argtypes == NULL ||
            tuple_size(info->argtypes) != tuple_size(flags)) {
            return error_set_text(EXC(ValueError),
                                  "paramflags must have the same length as "
                                  "argtypes");
        }
    }
    Object *self = new_at(type, address);
    if (self == NULL ||
        c_keep(&SELF->data, 0, ref_new(library)) < 0) {
        ref_xdec(self);
        return NULL;
    }
    SELF->paramflags = flags == NONE ? NULL : ref_xnew(flags);
    // CPython: such a function refers to itself, too.
    SELF->callable = ref_new(self);
    RECORD_TOUCH(self);
    return self;
}

static Object *
function_new(Type *type, Object *args, Object *kwargs)
{
    (void)kwargs;
    ssize_t n = tuple_size(args);
    if (n == 0) {
        return c_data_new(type, args, NULL);
    }
    Object *first = tuple_get(args, 0);
    if (tuple_check(first)) {
        return new_from_library(type, first,
                                n > 1 ? tuple_get(args, 1) : NULL);
    }
    if (n == 1 && int_check(first)) {
        return new_at(type, (void *)int_as_u64_mask(first));
    }
    if (!object_is_callable(first)) {
        return error_set_text(EXC(TypeError),
                              "argument must be callable or integer function "
                              "address");
    }
    CInfo *info = c_info_needed(OBJ(type));
    if (info == NULL) {
        return NULL;
    }
    if (info->argtypes == NULL) {
        return error_set_text(EXC(TypeError),
                              "cannot construct instance of this class: no "
                              "argtypes_");
    }
    void *code;
    Object *thunk = c_thunk_new(first, info->argtypes, info->restype,
                                info->flags, &code);
    Object *self = thunk == NULL ? NULL : new_at(type, code);
    if (self == NULL) {
        ref_xdec(thunk);
        return NULL;
    }
    SELF->callable = ref_new(first);
    SELF->thunk = thunk;
    RECORD_TOUCH(self);
    if (c_keep(&SELF->data, 0, ref_new(thunk)) < 0) {
        REF_CLEAR(self);
    }
    return self;
}

// ----------------------------------------------------------------- calling

// The arguments as the parameters' directions say. `out`: bits of those
// whose values are results. NULL with an error.
static Object *
build_args(CFunc *func, Object *argtypes, Object *args, Object *kwargs,
           uint64_t *out)
{
    *out = 0;
    if (func->paramflags == NULL || argtypes == NULL) {
        return ref_new(args);
    }
    ssize_t n = tuple_size(func->paramflags), used = 0, named = 0;
    Object *all = tuple_new(n);
    for (ssize_t i = 0; all != NULL && i < n; i++) {
        Object *row = tuple_get(func->paramflags, i);
        Object *name = tuple_size(row) > 1 ? tuple_get(row, 1) : NULL;
        Object *standard = tuple_size(row) > 2 ? tuple_get(row, 2) : NULL;
        int flag = tuple_size(row) > 0 ? int_as_int(tuple_get(row, 0)) : 0;
        Object *value = NULL;
        if (flag == PARAM_OUT) {
            CInfo *info = c_info(tuple_get(argtypes, i));
            *out |= (uint64_t)1 << i;
            value = standard != NULL ? ref_new(standard)
                    : info != NULL && info->kind == C_POINTER
                        ? call_none(info->proto)
                        : call_none(tuple_get(argtypes, i));
        } else if (used < tuple_size(args)) {
            value = ref_new(tuple_get(args, used++));
        } else {
            Object *given = kwargs == NULL || name == NULL
                                ? NULL
                                : dict_get(kwargs, name);
            named += given != NULL;
            given = given != NULL ? given : standard;
            if (given == NULL && name != NULL) {
                error_format(EXC(TypeError), "required argument '%S' missing",
                             name);
            } else if (given == NULL) {
                error_set_text(EXC(TypeError), "not enough arguments");
            }
            value = ref_xnew(given);
        }
        if (flag == (PARAM_IN | PARAM_OUT)) {
            *out |= (uint64_t)1 << i;
        }
        if (value == NULL) {
            REF_CLEAR(all);
        } else {
            tuple_init_item(all, i, value);
        }
    }
    ssize_t count = tuple_size(args) +
                    (kwargs == NULL ? 0 : object_length(kwargs));
    if (all != NULL && used + named != count) {
        error_format(EXC(TypeError), "call takes exactly %zd arguments (%zd "
                     "given)", used + named, count);
        REF_CLEAR(all);
    }
    return all;
}

// One value, or a tuple of those that the function wrote.
static Object *
out_values(STEALS Object *result, Object *args, uint64_t out)
{
    if (result == NULL || out == 0) {
        return result;
    }
    ref_dec(result);
    Object *values[64], *value = NULL;
    ssize_t n = 0;
    for (ssize_t i = 0; i < tuple_size(args) && i < 64; i++) {
        if ((out >> i & 1) != 0) {
            value = tuple_get(args, i);
            value = c_data_check(value)
                        ? call_method_text(value,
                                           "__ctypes_from_outparam__", NULL,
                                           0)
                        : ref_new(value);
            if (value == NULL) {
                while (n > 0) {
                    ref_dec(values[--n]);
                }
                return NULL;
            }
            values[n++] = value;
        }
    }
    return n == 1 ? value : tuple_from_array_steal(values, n);
}

static int
check_count(const CInfo *info, Object *converters, ssize_t given)
{
    ssize_t n = tuple_size(converters);
    bool many = (info->flags & C_FLAG_CDECL) != 0;
    if (many ? given < n : given != n) {
        error_format(EXC(TypeError),
                     many ? "this function takes at least %zd argument%s "
                            "(%zd given)"
                          : "this function takes %zd argument%s (%zd given)",
                     n, n == 1 ? "" : "s", given);
        return -1;
    }
    return 0;
}

static Object *
function_call(Object *self, Object *args, Object *kwargs)
{
    CInfo *info = c_info_needed(OBJ(TYPE_OF(self)));
    if (info == NULL) {
        return NULL;
    }
    Object *restype = SELF->restype != NULL ? SELF->restype : info->restype;
    Object *argtypes = SELF->argtypes != NULL ? SELF->argtypes
                                              : info->argtypes;
    Object *converters = SELF->converters != NULL ? SELF->converters
                                                  : info->converters;
    Object *checker = SELF->checker != NULL ? SELF->checker : info->checker;
    uint64_t out;
    Object *all = build_args(SELF, argtypes, args, kwargs, &out);
    if (all == NULL ||
        (converters != NULL &&
         check_count(info, converters, tuple_size(all)) < 0)) {
        ref_xdec(all);
        return NULL;
    }
    void *address;
    memcpy(&address, SELF->data.bytes, sizeof(address));
    // The call may drop what the function object refers to.
    ref_inc(self);
    ref_xinc(restype);
    ref_xinc(converters);
    ref_xinc(checker);
    Object *result = c_call(address, all, info->flags, converters, restype,
                            checker);
    if (result != NULL && SELF->errcheck != NULL) {
        Object *checked = call_three(SELF->errcheck, result, self, all);
        ref_dec(result);
        result = checked;
        // What is not the arguments again is the answer.
        if (checked != all) {
            out = 0;
        }
    }
    result = out_values(result, all, out);
    ref_xdec(checker);
    ref_xdec(converters);
    ref_xdec(restype);
    ref_dec(self);
    ref_dec(all);
    return result;
}

// -------------------------------------------------------------- attributes

static Object *
restype_get(Object *self, void *unused)
{
    (void)unused;
    CInfo *info = c_info(OBJ(TYPE_OF(self)));
    Object *value = SELF->restype != NULL ? SELF->restype
                    : info != NULL        ? info->restype
                                          : NULL;
    return ref_new(value == NULL ? NONE : value);
}

static int
restype_set(Object *self, Object *value, void *unused)
{
    (void)unused;
    Object *checker = NULL;
    if (value != NULL && value != NONE && c_info(value) == NULL &&
        !object_is_callable(value)) {
        error_set_text(EXC(TypeError),
                       "restype must be a type, a callable, or None");
        return -1;
    }
    if (value != NULL && object_lookup_attr_text(value, "_check_retval_",
                                                 &checker) < 0) {
        return -1;
    }
    ref_store(self, &SELF->checker, checker);
    ref_store(self, &SELF->restype, ref_xnew(value));
    return 0;
}

static Object *
argtypes_get(Object *self, void *unused)
{
    (void)unused;
    CInfo *info = c_info(OBJ(TYPE_OF(self)));
    Object *value = SELF->argtypes != NULL ? SELF->argtypes
                    : info != NULL         ? info->argtypes
                                           : NULL;
    return ref_new(value == NULL ? NONE : value);
}

static int
argtypes_set(Object *self, Object *value, void *unused)
{
    (void)unused;
    Object *types = NULL, *converters = NULL;
    if (value != NULL && value != NONE) {
        types = sequence_tuple(value);
        converters = types == NULL ? NULL : c_converters(types);
        if (types == NULL && error_matches(EXC(TypeError))) {
            error_clear();
            error_set_text(EXC(TypeError),
                           "_argtypes_ must be a sequence of types");
        }
        if (converters == NULL) {
            ref_xdec(types);
            return -1;
        }
    }
    ref_store(self, &SELF->converters, converters);
    // CPython keeps the very object it was given.
    ref_store(self, &SELF->argtypes, types == NULL ? NULL : ref_new(value));
    ref_xdec(types);
    return 0;
}

static Object *
errcheck_get(Object *self, void *unused)
{
    (void)unused;
    return ref_new(SELF->errcheck == NULL ? NONE : SELF->errcheck);
}

static int
errcheck_set(Object *self, Object *value, void *unused)
{
    (void)unused;
    if (value != NULL && !object_is_callable(value)) {
        error_set_text(EXC(TypeError),
                       "the errcheck attribute must be callable");
        return -1;
    }
    ref_store(self, &SELF->errcheck, ref_xnew(value));
    return 0;
}

static int
function_bool(Object *self)
{
    void *address;
    memcpy(&address, SELF->data.bytes, sizeof(address));
    return address != NULL;
}

static Object *
function_repr(Object *self)
{
    return str_from_format("<%s object at %p>", TYPE_OF(self)->name, self);
}

static NumberSlots number = {.boolean = function_bool};
static GetSetDef getset[] = {
    {"errcheck", errcheck_get, errcheck_set,
     "a function to check for errors", NULL},
    {"restype", restype_get, restype_set, "specify the result type", NULL},
    {"argtypes", argtypes_get, argtypes_set, "specify the argument types",
     NULL},
    {NULL, NULL, NULL, NULL, NULL}};

#define HIDDEN(field)                                                        \
    {#field, FIELD_OBJECT, offsetof(CFunc, field), FIELD_HIDDEN, NULL}
static FieldDef fields[] = {
    HIDDEN(thunk),    HIDDEN(callable), HIDDEN(converters),
    HIDDEN(argtypes), HIDDEN(restype),  HIDDEN(checker),
    HIDDEN(errcheck), HIDDEN(paramflags), {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type c_function_type = {
    .base_object = {{1, &c_function_meta}, 0},
    .name = "_ctypes.CFuncPtr",
    .basicsize = sizeof(CFunc),
    .repr = function_repr,
    .number = &number,
    .call = function_call,
    .buffer = &c_data_buffer,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Function Pointer",
    .members = fields,
    .getset = getset,
    .base = &c_data_type,
    .new_ = function_new,
};
