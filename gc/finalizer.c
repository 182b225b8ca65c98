#include "gc/finalizer.h"

#include "gc/collector.h"
#include "gc/refcount.h"

void
finalizer_call(Object *object)
{
    Type *type = object->type;
    if (type->finalize == NULL) {
        return;
    }
    bool has_head = gc_is_container(object);
    if (has_head && gc_is_finalized(object)) {
        return;
    }
    RECORD_EVENT(FINALIZER_BEGIN, object, 0, 0, 0);
    type->finalize(object);
    RECORD_EVENT(FINALIZER_END, object, 0, 0, 0);
    if (has_head) {
        gc_head(object)->prev |= GC_FINALIZED;
    }
}

int
finalizer_call_from_dealloc(Object *object)
{
    // The object lives again while its finalizer looks at it.
    if (object->type->finalize == NULL ||
        (gc_is_container(object) && gc_is_finalized(object))) {
        return 0;
    }
    RECORD_INCREF(object);
    RECORD_DYING(object, false);
    object->refcount = 1;
    finalizer_call(object);
    RECORD_DECREF(object);
    if (--object->refcount == 0) {
        RECORD_DYING(object, true);
        return 0;
    }
    RECORD_EVENT(RESURRECT, object, 0, 0, 0);
    return -1;
}
