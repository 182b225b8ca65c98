/* The memoryview type. CPython 3.11: Objects/memoryobject.c. */
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/memoryview_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define RELEASED 1

/* --- the shared buffer --- */

static void
managed_release(ManagedBuffer *managed)
{
    if ((managed->flags & RELEASED) == 0 && managed->exports == 0) {
        managed->flags |= RELEASED;
        RECORD_TOUCH(managed); // before it: the drop may run code
        buffer_release(&managed->master);
    }
}

static int
managed_traverse(Object *self, VisitProc visit, void *arg)
{
    Object *owner = ((ManagedBuffer *)self)->master.obj;
    return owner == NULL ? 0 : visit(owner, arg);
}

static int
managed_clear(Object *self)
{
    managed_release((ManagedBuffer *)self);
    return 0;
}

static void
managed_edges(Object *self, EdgeProc visit, void *arg)
{
    Object *owner = ((ManagedBuffer *)self)->master.obj;
    if (owner != NULL) {
        visit(edge_text(EDGE_FIELD, "obj"), owner, arg);
    }
}

static void
managed_dealloc(Object *self)
{
    gc_untrack(self);
    managed_release((ManagedBuffer *)self);
    object_free(self);
}

STATIC_OBJECT Type managed_buffer_type = {
    TYPE_HEAD_INIT,
    .name = "managedbuffer",
    .basicsize = sizeof(ManagedBuffer),
    .dealloc = managed_dealloc,
    .edges = managed_edges,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = managed_traverse,
    .clear = managed_clear,
};

/* --- making --- */

Object *
view_new(ManagedBuffer *managed, const BufferView *like, int ndim)
{
    MemoryView *o = object_new(&memoryview_type, 3 * ndim);
    if (o == NULL) {
        return NULL;
    }
    o->managed = ref_new(managed);
    managed->exports++;
    o->hash = -1;
    o->view = *like;
    o->view.ndim = ndim;
    o->view.shape = &o->array[0];
    o->view.strides = &o->array[ndim];
    o->view.suboffsets = NULL;
    ssize_t stride = like->itemsize;
    for (int i = ndim - 1; i >= 0 && ndim == like->ndim; i--) {
        o->array[i] = like->shape != NULL ? like->shape[i]
                      : like->itemsize > 0 ? like->len / like->itemsize
                                           : 0;
        o->array[ndim + i] = like->strides != NULL ? like->strides[i]
                                                   : stride;
        stride *= o->array[i];
    }
    o->view.format = like->format == NULL ? "B" : like->format;
    gc_track(o);
    return OBJ(o);
}

// The same as another one.
Object *
view_copy(ManagedBuffer *managed, const BufferView *like)
{
    return view_new(managed, like, like->ndim);
}

int
view_check_released(Object *o)
{
    if ((VIEW(o)->flags & RELEASED) != 0
        || (VIEW(o)->managed->flags & RELEASED) != 0) {
        error_set_text(EXC(ValueError), "operation forbidden on released "
                                        "memoryview object");
        return -1;
    }
    return 0;
}

Object *
memoryview_new(Object *o)
{
    if (memoryview_check(o)) {
        if (view_check_released(o) < 0) {
            return NULL;
        }
        return view_copy(VIEW(o)->managed, &VIEW(o)->view);
    }
    if (!buffer_check(o)) {
        return error_format(EXC(TypeError),
                            "memoryview: a bytes-like object is required, "
                            "not '%.200s'",
                            TYPE_OF(o)->name);
    }
    ManagedBuffer *managed = object_new(&managed_buffer_type, 0);
    if (managed == NULL) {
        return NULL;
    }
    if (buffer_get(o, &managed->master, BUFFER_SIMPLE | BUFFER_FORMAT) < 0) {
        managed->flags = RELEASED;
        ref_dec(managed);
        return NULL;
    }
    gc_track(managed);
    Object *view = view_copy(managed, &managed->master);
    ref_dec(managed);
    return view;
}

static Object *
slot_new(Type *type UNUSED, Object *args, Object *kwargs)
{
    static const char *const names[] = {"object", NULL};
    static const ArgsSpec spec = {"memoryview", names, 1, 0, 0};
    Object *out[1];
    return args_parse_tuple(&spec, args, kwargs, out)
               ? memoryview_new(out[0])
               : NULL;
}

/* Lets go of the shared buffer. */
void
view_let_go(MemoryView *o)
{
    if ((o->flags & RELEASED) != 0) {
        return;
    }
    o->flags |= RELEASED;
    if (--o->managed->exports == 0) {
        managed_release(o->managed);
    }
}

static void
slot_dealloc(Object *self)
{
    MemoryView *o = VIEW(self);
    gc_untrack(o);
    view_let_go(o);
    ManagedBuffer *managed = o->managed;
    o->managed = NULL;
    ref_xdec(managed);
    if (o->weaklist != NULL) {
        weakref_clear_all(self);
    }
    object_free(o);
}

static int
slot_traverse(Object *self, VisitProc visit, void *arg)
{
    Object *managed = OBJ(VIEW(self)->managed);
    return managed == NULL ? 0 : visit(managed, arg);
}

static void
slot_edges(Object *self, EdgeProc visit, void *arg)
{
    if (VIEW(self)->managed != NULL) {
        visit(edge_text(EDGE_FIELD, "buffer"), OBJ(VIEW(self)->managed), arg);
    }
}

/* --- other slots --- */

static Object *
slot_repr(Object *self)
{
    return str_from_format((VIEW(self)->flags & RELEASED) != 0
                               ? "<released memory at %p>"
                               : "<memory at %p>",
                           (void *)self);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (op != CMP_EQ && op != CMP_NE) {
        return not_implemented_new();
    }
    bool released = (VIEW(a)->flags & RELEASED) != 0
                    || (memoryview_check(b)
                        && (VIEW(b)->flags & RELEASED) != 0);
    if (released || a == b) {
        return bool_new((a == b) == (op == CMP_EQ));
    }
    Object *other = memoryview_new(b);
    if (other == NULL) {
        error_clear();
        return not_implemented_new();
    }
    bool equal = view_equal(&VIEW(a)->view, &VIEW(other)->view);
    ref_dec(other);
    return bool_new(equal == (op == CMP_EQ));
}

static HashValue
slot_hash(Object *self)
{
    MemoryView *o = VIEW(self);
    if (o->hash != -1) {
        return o->hash;
    }
    if (view_check_released(self) < 0) {
        return -1;
    }
    if (!o->view.readonly) {
        error_set_text(EXC(ValueError),
                       "cannot hash writable memoryview object");
        return -1;
    }
    if (strchr("Bbc", view_format_letter(&o->view)) == NULL) {
        error_set_text(EXC(ValueError), "memoryview: hashing is restricted "
                                        "to formats 'B', 'b' or 'c'");
        return -1;
    }
    if (object_hash(o->view.obj) == -1) {
        return -1;
    }
    char *copy = mem_alloc((size_t)o->view.len + 1);
    if (copy == NULL) {
        error_no_memory();
        return -1;
    }
    view_copy_out(&o->view, copy, 'C');
    o->hash = str_hash_bytes(copy, (size_t)o->view.len);
    mem_free(copy);
    return o->hash;
}

static int
slot_buffer_get(Object *self, BufferView *view, int flags)
{
    MemoryView *o = VIEW(self);
    if (view_check_released(self) < 0) {
        return -1;
    }
    if ((flags & BUFFER_WRITABLE) != 0 && o->view.readonly) {
        error_set_text(EXC(BufferError),
                       "memoryview: underlying buffer is not writable");
        return -1;
    }
    if (!view_is_contiguous(&o->view, 'C')) {
        error_set_text(EXC(BufferError),
                       "memoryview: underlying buffer is not C-contiguous");
        return -1;
    }
    *view = o->view;
    view->obj = ref_new(self);
    if ((flags & BUFFER_FORMAT) == 0) {
        view->format = NULL;
    }
    o->exports++;
    return 0;
}

static void
slot_buffer_release(Object *self, BufferView *view UNUSED)
{
    VIEW(self)->exports--;
}

/* --- the iterator --- */

typedef struct MemoryIterator {
    Object base;
    ssize_t index;
    Object *view; /* owned; NULL when exhausted */
    ssize_t length;
    const char *format;
} MemoryIterator;

static Object *
slot_iter(Object *self)
{
    if (view_check_released(self) < 0) {
        return NULL;
    }
    const BufferView *view = &VIEW(self)->view;
    if (view->ndim == 0) {
        return error_set_text(EXC(TypeError),
                              "invalid indexing of 0-dim memory");
    }
    if (view->ndim != 1) {
        return error_set_text(EXC(NotImplementedError),
                              "multi-dimensional sub-views are not "
                              "implemented");
    }
    MemoryIterator *it = object_new_raw(&memory_iterator_type, 0);
    if (it != NULL) {
        it->index = 0;
        it->view = ref_new(self);
        it->length = view->shape[0];
        it->format = view->format;
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
iterator_next(Object *self)
{
    MemoryIterator *it = (MemoryIterator *)self;
    if (it->view == NULL) {
        return NULL;
    }
    if (it->index < it->length) {
        return view_item(it->view, it->index++);
    }
    ref_store(it, &it->view, NULL);
    return NULL;
}

static FieldDef iterator_members[] = {
    {"view", FIELD_OBJECT, offsetof(MemoryIterator, view), FIELD_HIDDEN,
     NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type memory_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "memory_iterator",
    .basicsize = sizeof(MemoryIterator),
    .dealloc = type_generic_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = iterator_next,
    .members = iterator_members,
};

static BufferSlots memoryview_buffer = {
    .get = slot_buffer_get,
    .release = slot_buffer_release,
};

STATIC_OBJECT Type memoryview_type = {
    TYPE_HEAD_INIT,
    .name = "memoryview",
    .basicsize = offsetof(MemoryView, array),
    .itemsize = sizeof(ssize_t),
    .dealloc = slot_dealloc,
    .edges = slot_edges,
    .repr = slot_repr,
    .sequence = &view_sequence,
    .mapping = &view_mapping,
    .hash = slot_hash,
    .buffer = &memoryview_buffer,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_SEQUENCE,
    .doc = "memoryview(object)\n--\n\n"
           "Create a new memoryview object which references the given "
           "object.",
    .traverse = slot_traverse,
    .richcompare = slot_richcompare,
    .weaklist_offset = offsetof(MemoryView, weaklist),
    .iter = slot_iter,
    .methods = memoryview_methods,
    .getset = memoryview_getset,
    .new_ = slot_new,
};
