/* _ctypes: C functions that call Python ones, as libffi closures.
 *
 * A callback mostly comes on the thread that made the foreign call. It takes
 * the GIL, if the call had given it up, and gives it up again at its end. On
 * a thread that Python has not made it also gets a state for so long. */
#include <errno.h>
#include <string.h>

#include "gc/collector.h"
#include "interp/modules/ctypes_call.h"
#include "interp/modules/ctypes_module.h"
#include "interp/modules/thread_module.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/gil.h"
#include "interp/vm/native_record.h"

typedef struct CThunk {
    Object base;
    ffi_closure *closure; /* owned */
    void *code;
    ffi_cif cif;
    ffi_type **types;     /* owned */
    int flags;
    Object *converters, *callable, *restype;
    Object *kept; /* list of what results point to, or NULL */
} CThunk;

static void
thunk_dealloc(Object *self)
{
    CThunk *thunk = (CThunk *)self;
    if (thunk->closure != NULL) {
        ffi_closure_free(thunk->closure);
    }
    mem_free(thunk->types);
    type_generic_dealloc(self);
}

#define HIDDEN(field)                                                        \
    {#field, FIELD_OBJECT, offsetof(CThunk, field), FIELD_HIDDEN, NULL}
static FieldDef thunk_fields[] = {HIDDEN(converters), HIDDEN(callable),
                                  HIDDEN(restype), HIDDEN(kept),
                                  {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type c_thunk_type = {
    TYPE_HEAD_INIT,
    .name = "_ctypes.CThunkObject",
    .basicsize = sizeof(CThunk),
    .dealloc = thunk_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .members = thunk_fields,
};

static Object *
argument(Object *type, const void *bytes)
{
    CInfo *info = c_info(type);
    if (info == NULL) {
        return error_set_text(EXC(TypeError), "cannot build parameter");
    }
    if (info->kind == C_SIMPLE && !c_is_simple_child(type)) {
        return c_code_get(info, bytes, info->size);
    }
    Object *data = call_none(type);
    if (data != NULL) {
        memcpy(((CData *)data)->bytes, bytes, (size_t)info->size);
        RECORD_TOUCH(data);
    }
    return data;
}

// libffi wants whole numbers as wide as a register.
static void
widen(char code, void *result)
{
    ffi_sarg wide;
    signed char b;
    short h;
    int i;
    switch (code) {
    case 'b': memcpy(&b, result, sizeof(b)); wide = b; break;
    case 'h': memcpy(&h, result, sizeof(h)); wide = h; break;
    case 'i': memcpy(&i, result, sizeof(i)); wide = i; break;
    default: return;
    }
    memcpy(result, &wide, sizeof(wide));
}

// C code may use what a result points to for as long as it likes. CPython
// never frees it; here it lives as long as the callback.
static int
keep(CThunk *thunk, STEALS Object *object)
{
    if (thunk->kept == NULL) {
        ref_store(thunk, &thunk->kept, list_new(0));
    }
    int failed = thunk->kept == NULL || list_append(thunk->kept, object) < 0;
    ref_dec(object);
    return failed ? -1
                  : error_warn(EXC(RuntimeWarning),
                               "memory leak in callback function.");
}

static int
give_result(CThunk *thunk, Object *value, void *result)
{
    CInfo *info = thunk->restype == NONE ? NULL : c_info(thunk->restype);
    if (info == NULL) {
        return 0;
    }
    if (info->kind != C_SIMPLE) {
        error_set_text(EXC(TypeError), "invalid result type for callback "
                                       "function");
        return -1;
    }
    memset(result, 0, sizeof(ffi_arg));
    Object *kept = c_code_set(info, result, value, info->size);
    if (kept == NULL) {
        return -1;
    }
    widen(info->code->code, result);
    if (kept != NONE && info->code->code == 'O') {
        return 0; // the C caller gets the reference
    }
    if (kept != NONE) {
        return keep(thunk, kept);
    }
    ref_dec(kept);
    return 0;
}

static void
call_python(CThunk *thunk, void *result, void **values)
{
    ssize_t n = tuple_size(thunk->converters);
    Object *args = tuple_new(n), *value = NULL;
    for (ssize_t i = 0; args != NULL && i < n; i++) {
        Object *arg = argument(tuple_get(thunk->converters, i), values[i]);
        if (arg == NULL) {
            REF_CLEAR(args);
        } else {
            tuple_init_item(args, i, arg);
        }
    }
    if (args != NULL) {
        value = call_object(thunk->callable, args, NULL);
    }
    if (value == NULL) {
        error_write_unraisable_as(
            "Exception ignored on calling ctypes callback function",
            thunk->callable);
    } else if (give_result(thunk, value, result) < 0) {
        error_write_unraisable_as(
            "Exception ignored on converting result of ctypes callback "
            "function", thunk->callable);
    }
    ref_xdec(value);
    ref_xdec(args);
}

static void
swap_errno(const CThunk *thunk)
{
    if (thunk->flags & C_FLAG_ERRNO) {
        int swap = errno;
        errno = c_errno;
        c_errno = swap;
    }
}

// On a thread that Python has not made.
static void
run_stranger(CThunk *thunk, void *result, void **values)
{
    if (thread_stranger_begins()) {
        native_record_holds_begin();
        ref_inc(thunk);
        swap_errno(thunk);
        call_python(thunk, result, values);
        swap_errno(thunk);
        ref_dec(thunk);
        native_record_holds_end();
        thread_stranger_ends();
    }
}

static void
run(ffi_cif *cif, void *result, void **values, void *data)
{
    CThunk *thunk = data;
    if (cif->rtype != &ffi_type_void) {
        size_t size = cif->rtype->size;
        memset(result, 0, size < sizeof(ffi_arg) ? sizeof(ffi_arg) : size);
    }
    if (thread_current == NULL) {
        run_stranger(thunk, result, values);
        return;
    }
    c_foreign_end();
    bool was_released = c_released;
    gil_reacquire(was_released);
    c_released = false;
    c_foreign_tell();
    ref_inc(thunk);
    swap_errno(thunk);
    call_python(thunk, result, values);
    swap_errno(thunk);
    ref_dec(thunk);
    c_released = was_released && gil_release_foreign();
    c_foreign_begin();
}

Object *
c_thunk_new(Object *callable, Object *converters, Object *restype, int flags,
            void **code)
{
    ssize_t n = tuple_size(converters);
    CThunk *thunk = object_new(&c_thunk_type, 0);
    if (thunk == NULL) {
        return NULL;
    }
    gil_expect_strangers(); // any of them may call it
    thunk->flags = flags;
    thunk->converters = ref_new(converters);
    thunk->callable = ref_new(callable);
    thunk->restype = ref_new(restype == NULL ? NONE : restype);
    thunk->kept = NULL;
    gc_track(thunk);
    RECORD_TOUCH(thunk);
    thunk->types = mem_alloc((size_t)(n + 1) * sizeof(ffi_type *));
    thunk->closure = ffi_closure_alloc(sizeof(ffi_closure), &thunk->code);
    if (thunk->types == NULL || thunk->closure == NULL) {
        ref_dec(thunk);
        return error_no_memory();
    }
    for (ssize_t i = 0; i < n; i++) {
        CInfo *info = c_info(tuple_get(converters, i));
        thunk->types[i] = info == NULL ? &ffi_type_sint : info->ffi;
    }
    CInfo *info = thunk->restype == NONE ? NULL : c_info(thunk->restype);
    if (thunk->restype != NONE && (info == NULL || info->kind != C_SIMPLE)) {
        ref_dec(thunk);
        return error_set_text(EXC(TypeError),
                              "invalid result type for callback function");
    }
    if (ffi_prep_cif(&thunk->cif, FFI_DEFAULT_ABI, (unsigned)n,
                     info == NULL ? &ffi_type_void : info->ffi,
                     thunk->types) != FFI_OK ||
        ffi_prep_closure_loc(thunk->closure, &thunk->cif, run, thunk,
                             thunk->code) != FFI_OK) {
        ref_dec(thunk);
        return error_set_text(EXC(RuntimeError), "ffi_prep_closure failed");
    }
    *code = thunk->code;
    return OBJ(thunk);
}
