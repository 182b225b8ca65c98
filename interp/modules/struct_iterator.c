/* Struct.iter_unpack: one record of a buffer after the other. */
#include "interp/modules/struct_layout.h"

#include "gc/collector.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

typedef struct UnpackIterator {
    Object base;
    Object *layout; /* a Struct; owned */
    BufferView view; /* without an object: let go */
    ssize_t index;
} UnpackIterator;
_Static_assert(sizeof(UnpackIterator) == 112, "CPython's");

#define IT ((UnpackIterator *)self)

static void
iterator_dealloc(Object *self)
{
    // The collector must not come upon it while Python code runs.
    gc_untrack(self);
    buffer_release(&IT->view);
    gc_track(self);
    type_generic_dealloc(self);
}

static Object *
iterator_next(Object *self)
{
    const Struct *layout = (Struct *)IT->layout;
    if (IT->view.obj == NULL || IT->index >= IT->view.len) {
        return NULL;
    }
    Object *item =
        struct_unpack_values(layout, (unsigned char *)IT->view.buf + IT->index);
    IT->index += layout->size;
    return item;
}

static Object *
iterator_length_hint(Object *self, Object *unused)
{
    (void)unused;
    return int_from_ssize((IT->view.len - IT->index) /
                          ((Struct *)IT->layout)->size);
}

static void
iterator_edges(Object *self, EdgeProc visit, void *arg)
{
    object_fields_edges(self, visit, arg);
    if (IT->view.obj != NULL) {
        visit(edge_text(EDGE_FIELD, "buffer"), IT->view.obj, arg);
    }
}

static int
iterator_traverse(Object *self, VisitProc visit, void *arg)
{
    int stop = object_fields_traverse(self, visit, arg);
    return stop == 0 && IT->view.obj != NULL ? visit(IT->view.obj, arg) : stop;
}

static int
iterator_clear(Object *self)
{
    buffer_release(&IT->view);
    RECORD_TOUCH(self);
    return object_fields_clear(self);
}

static MethodDef iterator_methods[] = {
    {"__length_hint__", iterator_length_hint, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef iterator_members[] = {
    {"struct", FIELD_OBJECT, offsetof(UnpackIterator, layout),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_CLEAR, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type unpack_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "_struct.unpack_iterator",
    .basicsize = sizeof(UnpackIterator),
    .dealloc = iterator_dealloc,
    .edges = iterator_edges,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD |
             TYPE_DISALLOW_INSTANTIATION,
    .traverse = iterator_traverse,
    .clear = iterator_clear,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
    .members = iterator_members,
};

Object *
struct_iter_unpack(Object *self, Object *o)
{
    const Struct *layout = (Struct *)self;
    BufferView view;
    if (!struct_is_ready(layout)) {
        return NULL;
    }
    if (layout->size == 0) {
        return error_set_text(struct_error, "cannot iteratively unpack with "
                                            "a struct of length 0");
    }
    if (struct_bytes_of(o, &view) < 0) {
        return NULL;
    }
    if (view.len % layout->size != 0) {
        buffer_release(&view);
        return error_format(struct_error,
                            "iterative unpacking requires a buffer of a "
                            "multiple of %zd bytes", layout->size);
    }
    UnpackIterator *it = object_new(&unpack_iterator_type, 0);
    if (it == NULL) {
        buffer_release(&view);
        return NULL;
    }
    it->layout = ref_new(self);
    it->view = view;
    RECORD_TOUCH(it);
    gc_track(it);
    return OBJ(it);
}
