/* Bytes of other objects (PEP 3118). */
#include "interp/objects/float.h"
#include "interp/objects/protocol.h"

bool
buffer_check(Object *o)
{
    return o->type->buffer != NULL && o->type->buffer->get != NULL;
}

int
buffer_get(Object *o, BufferView *view, int flags)
{
    if (!buffer_check(o)) {
        error_format(EXC(TypeError),
                     "a bytes-like object is required, not '%.100s'",
                     o->type->name);
        return -1;
    }
    return o->type->buffer->get(o, view, flags);
}

int
buffer_get_argument(const char *what, Object *o, BufferView *view)
{
    if (buffer_check(o)) {
        if (buffer_get(o, view, BUFFER_WRITABLE) == 0) {
            return 0;
        }
        if (!error_matches(EXC(BufferError))) {
            return -1;
        }
        error_clear();
    }
    error_format(EXC(TypeError),
                 "%s must be read-write bytes-like object, not %.50s", what,
                 TYPE_OF(o)->name);
    return -1;
}

void
buffer_release(BufferView *view)
{
    Object *o = view->obj;
    if (o == NULL) {
        return;
    }
    if (o->type->buffer != NULL && o->type->buffer->release != NULL) {
        o->type->buffer->release(o, view);
    }
    view->obj = NULL;
    ref_dec(o);
}

int
buffer_fill(BufferView *view, Object *o, void *bytes, ssize_t len,
            int readonly, int flags)
{
    if ((flags & BUFFER_WRITABLE) != 0 && readonly) {
        view->obj = NULL;
        error_set_text(EXC(BufferError), "Object is not writable.");
        return -1;
    }
    *view = (BufferView){.buf = bytes,
                         .obj = ref_xnew(o),
                         .len = len,
                         .itemsize = 1,
                         .readonly = readonly,
                         .ndim = 1,
                         .format = "B"};
    view->shape = &view->len; // as many items as bytes
    view->strides = &view->itemsize;
    return 0;
}
