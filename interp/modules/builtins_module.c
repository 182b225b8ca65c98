/* The module builtins: its functions are in builtins_*.c; open, compile,
 * eval, exec and __import__ are added by their own modules. */
#include "interp/modules/builtins_functions.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/error.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"

#define BUILTIN_TYPES(X)                                                     \
    X(bool) X(memoryview) X(bytearray) X(bytes) X(classmethod) X(complex)    \
    X(dict) X(enumerate) X(filter) X(float) X(frozenset) X(property)         \
    X(int) X(list) X(map) X(object) X(range) X(reversed) X(set) X(slice)     \
    X(staticmethod) X(str) X(super) X(tuple) X(type) X(zip)

#define DECLARE(name) extern Type name##_type;
BUILTIN_TYPES(DECLARE)
#undef DECLARE

static const struct {
    const char *name;
    Type *type;
} types[] = {
#define ROW(name) {#name, &name##_type},
    BUILTIN_TYPES(ROW)
#undef ROW
    {"BaseException", &BaseException_type},
#define EXCEPTION(name, base, layout, doc) {#name, &name##_type},
#include "interp/objects/error.def"
#undef EXCEPTION
    {"BaseExceptionGroup", &BaseExceptionGroup_type},
    {"EnvironmentError", &OSError_type},
    {"IOError", &OSError_type},
};

static int
fill(Object *module)
{
    MethodDef *const functions[] = {
        builtins_class_functions, builtins_object_functions,
        builtins_number_functions, builtins_iter_functions,
        builtins_io_functions};
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (module_add_functions(module, functions[i]) < 0) {
            return -1;
        }
    }
    const struct {
        const char *name;
        Object *value;
    } constants[] = {
        {"None", NONE},
        {"Ellipsis", ELLIPSIS},
        {"NotImplemented", NOT_IMPLEMENTED},
        {"False", FALSE},
        {"True", TRUE},
        {"__debug__", TRUE},
        {"ExceptionGroup", exc_ExceptionGroup},
    };
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
        if (module_add(module, constants[i].name,
                       ref_new(constants[i].value)) < 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (module_add(module, types[i].name, ref_new(types[i].type)) < 0) {
            return -1;
        }
    }
    if (site_builtins_add(module) < 0) {
        return -1;
    }
    return module_add_text(module, "__doc__",
                           "Built-in functions, exceptions, and other "
                           "objects.\n\nNoteworthy: None is the `nil' "
                           "object; Ellipsis represents `...' in slices.");
}

Object *
builtins_module_new(void)
{
    Object *module = module_new("builtins");
    if (module != NULL && fill(module) < 0) {
        REF_CLEAR(module);
    }
    return module;
}
