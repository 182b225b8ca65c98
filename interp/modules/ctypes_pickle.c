/* _ctypes: values as bytes and attributes, for pickle and copy. */
#include <string.h>

#include "interp/modules/ctypes_module.h"
#include "interp/modules/import.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

#define SELF ((CData *)self)

// _unpickle(type, (dict, bytes)).
Object *
c_reduce(Object *self, Object *unused)
{
    (void)unused;
    CInfo *info = c_info_needed(OBJ(TYPE_OF(self)));
    if (info == NULL) {
        return NULL;
    }
    if (info->has_pointer) {
        return error_set_text(EXC(ValueError),
                              "ctypes objects containing pointers cannot be "
                              "pickled");
    }
    Object *module = import_module("_ctypes");
    Object *items[] = {
        module == NULL ? NULL : object_getattr_text(module, "_unpickle"),
        object_getattr_text(self, "__dict__"),
        bytes_new(SELF->bytes, SELF->size)};
    Object *state = items[0] == NULL || items[1] == NULL || items[2] == NULL
                        ? NULL
                        : tuple_pack(2, items[1], items[2]);
    Object *args = state == NULL ? NULL
                                 : tuple_pack(2, TYPE_OF(self), state);
    Object *result = args == NULL ? NULL : tuple_pack(2, items[0], args);
    ref_xdec(args);
    ref_xdec(state);
    for (int i = 0; i < 3; i++) {
        ref_xdec(items[i]);
    }
    ref_xdec(module);
    return result;
}

Object *
c_set_state(Object *self, Object *const *args, ssize_t nargs)
{
    if (nargs != 2) {
        return error_format(EXC(TypeError),
                            "function takes exactly 2 arguments (%zd given)",
                            nargs);
    }
    if (!dict_check(args[0])) {
        return error_format(EXC(TypeError),
                            "argument 1 must be dict, not %s",
                            TYPE_OF(args[0])->name);
    }
    Object *own = object_getattr_text(self, "__dict__");
    if (own != NULL && !dict_check(own)) {
        error_format(EXC(TypeError),
                     "%s.__dict__ must be a dictionary, not %s",
                     TYPE_OF(self)->name, TYPE_OF(own)->name);
        REF_CLEAR(own);
    }
    BufferView view;
    if (own == NULL || buffer_get(args[1], &view, BUFFER_SIMPLE) < 0) {
        ref_xdec(own);
        return NULL;
    }
    ssize_t n = view.len < SELF->size ? view.len : SELF->size;
    memmove(SELF->bytes, view.buf, (size_t)n);
    RECORD_TOUCH(self);
    buffer_release(&view);
    int failed = dict_update(own, args[0]);
    ref_dec(own);
    return failed < 0 ? NULL : none_new();
}

Object *
c_unpickle(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("_unpickle", nargs, 2, 2)) {
        return NULL;
    }
    if (!tuple_check(args[1])) {
        return error_format(EXC(TypeError),
                            "_unpickle() argument 2 must be tuple, not %s",
                            TYPE_OF(args[1])->name);
    }
    Object *made = call_method_text(args[0], "__new__", args, 1);
    Object *method = made == NULL
                         ? NULL
                         : object_getattr_text(made, "__setstate__");
    Object *result = method == NULL ? NULL
                                    : call_object(method, args[1], NULL);
    ref_xdec(method);
    if (result == NULL) {
        ref_xdec(made);
        return NULL;
    }
    ref_dec(result);
    return made;
}
