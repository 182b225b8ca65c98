/* _ctypes: a call: Python objects to C values, the call over libffi, and
 * the result back. CPython 3.11: Modules/_ctypes/callproc.c. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "interp/modules/ctypes_call.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/gil.h"
#include "interp/vm/native_record.h"

__thread int c_errno;
__thread bool c_released;

static bool
is_shown(unsigned char c)
{
    return c >= ' ' && c < 127 && c != '\\' && c != '\'';
}

static Object *
arg_repr(Object *self)
{
    const CArg *arg = (CArg *)self;
    switch (arg->tag) {
    case 'c': {
        unsigned char c = (unsigned char)arg->value.c;
        return str_from_format(is_shown(c) ? "<cparam 'c' ('%c')>"
                                           : "<cparam 'c' ('\\x%02x')>", c);
    }
    case 'b': case 'B':
        return str_from_format("<cparam '%c' (%d)>", arg->tag, arg->value.c);
    case 'h': case 'H':
        return str_from_format("<cparam '%c' (%d)>", arg->tag, arg->value.h);
    case 'i': case 'I':
        return str_from_format("<cparam '%c' (%d)>", arg->tag, arg->value.i);
    case 'l': case 'L': case 'q': case 'Q':
        return str_from_format("<cparam '%c' (%ld)>", arg->tag,
                               arg->value.l);
    case 'f': case 'd': {
        Object *value = float_new(arg->tag == 'f' ? (double)arg->value.f
                                                  : arg->value.d);
        Object *text = value == NULL ? NULL
                                     : str_from_format("<cparam '%c' (%R)>",
                                                       arg->tag, value);
        ref_xdec(value);
        return text;
    }
    case 'z': case 'Z': case 'P':
        return str_from_format("<cparam '%c' (%p)>", arg->tag, arg->value.p);
    default:
        return str_from_format("<cparam '%c' at %p>", arg->tag, self);
    }
}

static FieldDef arg_fields[] = {
    {"_obj", FIELD_OBJECT, offsetof(CArg, object), FIELD_READONLY,
     "the wrapped object"},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type c_arg_type = {
    TYPE_HEAD_INIT,
    .name = "CArgObject",
    .basicsize = sizeof(CArg),
    .dealloc = type_generic_dealloc,
    .repr = arg_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_DISALLOW_INSTANTIATION,
    .members = arg_fields,
};

CArg *
c_arg_new(char tag, ffi_type *ffi)
{
    CArg *arg = object_new(&c_arg_type, 0);
    if (arg != NULL) {
        arg->tag = tag;
        arg->ffi = ffi;
    }
    return arg;
}

Object *
c_data_as_arg(CData *data)
{
    CInfo *info = c_info_needed(OBJ(TYPE_OF(data)));
    CArg *arg = info == NULL ? NULL : c_arg_new('P', &ffi_type_pointer);
    if (arg == NULL) {
        return NULL;
    }
    arg->object = ref_new(data);
    if (info->kind == C_SIMPLE) {
        arg->tag = info->code->code;
        arg->ffi = info->ffi;
        memcpy(&arg->value, data->bytes, (size_t)info->size);
    } else if (info->kind == C_STRUCT || info->kind == C_UNION) {
        arg->tag = 'V';
        arg->ffi = info->ffi;
        arg->value.p = data->bytes;
        arg->size = data->size;
    } else if (info->kind == C_ARRAY) {
        arg->value.p = data->bytes;
    } else {
        memcpy(&arg->value.p, data->bytes, sizeof(void *));
    }
    return OBJ(arg);
}

// Any object as an argument: a new CArg.
static Object *
convert(Object *o, ssize_t number)
{
    if (TYPE_OF(o) == &c_arg_type) {
        return ref_new(o);
    }
    if (c_data_check(o)) {
        return c_data_as_arg((CData *)o);
    }
    CArg *arg = NULL;
    if (o == NONE) {
        return OBJ(c_arg_new('P', &ffi_type_pointer));
    }
    if (int_check(o)) {
        int overflow;
        long value = int_as_long_overflow(o, &overflow);
        if (overflow != 0) {
            return error_set_text(EXC(OverflowError),
                                  "int too long to convert");
        }
        arg = c_arg_new('i', &ffi_type_sint);
        if (arg != NULL) {
            arg->value.l = 0;
            arg->value.i = (int)value;
        }
        return OBJ(arg);
    }
    if (bytes_check(o) || str_check(o)) {
        const CCode *code = c_code(bytes_check(o) ? 'z' : 'Z');
        arg = c_arg_new(code->code, &ffi_type_pointer);
        if (arg != NULL) {
            arg->object = code->set(&arg->value, o, 0);
        }
        return OBJ(arg);
    }
    Object *as_parameter;
    int found = object_lookup_attr_text(o, "_as_parameter_", &as_parameter);
    if (found > 0) {
        Object *result = convert(as_parameter, number);
        ref_dec(as_parameter);
        return result;
    }
    return found < 0 ? NULL
                     : error_format(EXC(TypeError),
                                    "Don't know how to convert parameter %d",
                                    (int)number);
}

static Object *argument_error; // borrowed: the module has it

void
c_set_argument_error(Object *type)
{
    argument_error = type;
}

Object *
c_argument_error(void)
{
    return argument_error;
}

static Object *
result_of(Object *restype, Object *checker, void *bytes)
{
    if (restype == NULL) {
        int value;
        memcpy(&value, bytes, sizeof(value));
        return int_from_long(value);
    }
    if (restype == NONE) {
        return none_new();
    }
    CInfo *info = c_info(restype);
    if (info == NULL) {
        int value;
        memcpy(&value, bytes, sizeof(value));
        Object *number = int_from_long(value);
        Object *result = number == NULL ? NULL : call_one(restype, number);
        ref_xdec(number);
        return result;
    }
    Object *value;
    if (info->kind == C_SIMPLE && !c_is_simple_child(restype)) {
        value = c_code_get(info, bytes, info->size);
        if (value != NULL && info->code->code == 'O') {
            ref_dec(value); // the function gave its own reference
        }
    } else {
        value = c_data_at(restype, NULL, 0, bytes);
    }
    if (value == NULL || checker == NULL) {
        return value;
    }
    Object *checked = call_one(checker, value);
    ref_dec(value);
    return checked;
}

// A call that is about to be made.
typedef struct Call {
    void *function;
    int flags;
    ssize_t n, fixed; // arguments; those that have converters, or 0
    ffi_type **types;
    void **values;
} Call;

// The call itself, with nothing of Python's in the way.
static int
do_call(const Call *call, ffi_type *result_type, void *result)
{
    ffi_cif cif;
    int flags = call->flags;
    bool variadic = call->fixed > 0 && call->fixed < call->n;
    ffi_status status =
        variadic
            ? ffi_prep_cif_var(&cif, FFI_DEFAULT_ABI, (unsigned)call->fixed,
                               (unsigned)call->n, result_type, call->types)
            : ffi_prep_cif(&cif, FFI_DEFAULT_ABI, (unsigned)call->n,
                           result_type, call->types);
    if (status != FFI_OK) {
        error_set_text(EXC(RuntimeError), variadic
                                              ? "ffi_prep_cif_var failed"
                                              : "ffi_prep_cif failed");
        return -1;
    }
    bool outer = c_released;
    bool shared = (flags & C_FLAG_PYTHONAPI) == 0 && !gil_is_alone();
    if (shared) {
        native_record_holds_begin();
    }
    c_released = shared && gil_release_foreign();
    if (flags & C_FLAG_ERRNO) {
        int swap = errno;
        errno = c_errno;
        c_errno = swap;
    }
    c_foreign_begin();
    ffi_call(&cif, FFI_FN(call->function), result, call->values);
    c_foreign_end();
    if (flags & C_FLAG_ERRNO) {
        int swap = errno;
        errno = c_errno;
        c_errno = swap;
    }
    gil_reacquire(c_released);
    if (shared) {
        native_record_holds_end();
    }
    c_released = outer;
    c_foreign_tell();
    return (flags & C_FLAG_PYTHONAPI) && error_occurred() ? -1 : 0;
}

// Makes room for the result, calls, and makes an object of it.
static Object *
call_with(const Call *call, Object *restype, Object *checker)
{
    CInfo *info = restype == NULL || restype == NONE ? NULL
                                                     : c_info(restype);
    ffi_type *result_type = restype == NONE ? &ffi_type_void
                            : info == NULL  ? &ffi_type_sint
                                            : info->ffi;
    size_t size = info == NULL || info->size < 16 ? 16 : (size_t)info->size;
    void *bytes = mem_alloc_zero(size);
    if (bytes == NULL) {
        return error_no_memory();
    }
    Object *result = NULL;
    if (do_call(call, result_type, bytes) == 0) {
        result = result_of(restype, checker, bytes);
    }
    mem_free(bytes);
    return result;
}

Object *
c_call(void *function, Object *args, int flags, Object *converters,
       Object *restype, Object *checker)
{
    ssize_t n = tuple_size(args);
    ssize_t fixed = converters == NULL ? 0 : tuple_size(converters);
    if (n > C_MAX_ARGS) {
        return error_format(argument_error,
                            "too many arguments (%zd), maximum is %d", n,
                            C_MAX_ARGS);
    }
    Object *kept = tuple_new(n), *result = NULL;
    if (kept == NULL) {
        return NULL;
    }
    void *values[n + 1];
    ffi_type *types[n + 1];
    for (ssize_t i = 0; i < n; i++) {
        Object *given = ref_new(tuple_get(args, i));
        if (i < fixed) {
            Object *converted = call_one(tuple_get(converters, i), given);
            ref_dec(given);
            given = converted;
        }
        Object *arg = given == NULL ? NULL : convert(given, i + 1);
        // What from_param made must outlive the call as well.
        if (arg != NULL && arg != given && ((CArg *)arg)->object == NULL) {
            ((CArg *)arg)->object = ref_new(given);
        }
        ref_xdec(given);
        if (arg == NULL) {
            char prefix[40];
            snprintf(prefix, sizeof(prefix), "argument %zd: ", i + 1);
            c_extend_error(argument_error, prefix);
            goto done;
        }
        if (n == 0) {
            ref_dec(arg);
        } else {
            tuple_init_item(kept, i, arg);
        }
        types[i] = ((CArg *)arg)->ffi;
        values[i] = ((CArg *)arg)->tag == 'V' ? ((CArg *)arg)->value.p
                                              : (void *)&((CArg *)arg)->value;
    }
    const Call call = {function, flags, n, fixed, types, values};
    result = call_with(&call, restype, checker);
done:
    ref_dec(kept);
    return result;
}

int
c_call_start(void)
{
    return type_ready(&c_arg_type);
}
