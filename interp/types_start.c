/* Making every built-in type ready (types.def, error.def). */
#include "interp/types_start.h"

#include "gc/object.h"
#include "interp/objects/error.h"
#include "interp/objects/type.h"

#define STATIC_TYPE(variable) extern Type variable;
#include "interp/objects/types.def"
#undef STATIC_TYPE

static Type *const types[] = {
#define STATIC_TYPE(variable) &variable,
#include "interp/objects/types.def"
#undef STATIC_TYPE
    &BaseException_type,
#define EXCEPTION(name, base, layout, doc) &name##_type,
#include "interp/objects/error.def"
#undef EXCEPTION
    &BaseExceptionGroup_type,
};
#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

int
types_start(void)
{
    // Instances die already while types are being made ready.
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (types[i]->own == NULL) {
            types[i]->own = types[i]->members;
        }
    }
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (type_ready(types[i]) < 0) {
            return -1;
        }
    }
    return 0;
}
