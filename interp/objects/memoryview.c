/* The memoryview type: one dimension, every native format of one item. */
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/list.h"
#include "interp/objects/memoryview_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define VIEW(o) ((MemoryView *)(o))
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

/* A view of `managed`, of bytes as `like` says. */
static Object *
make_view(ManagedBuffer *managed, const BufferView *like)
{
    MemoryView *o = object_new(&memoryview_type, 3);
    if (o == NULL) {
        return NULL;
    }
    o->managed = ref_new(managed);
    managed->exports++;
    o->hash = -1;
    o->view = *like;
    o->view.shape = &o->array[0];
    o->view.strides = &o->array[1];
    o->view.suboffsets = NULL;
    o->array[1] = like->strides != NULL ? like->strides[0] : like->itemsize;
    o->array[0] = like->shape != NULL ? like->shape[0]
                  : like->itemsize > 0 ? like->len / like->itemsize
                                       : 0;
    o->view.ndim = 1;
    o->view.format = like->format == NULL ? "B" : like->format;
    gc_track(o);
    return OBJ(o);
}

static int
check_released(Object *o)
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
        if (check_released(o) < 0) {
            return NULL;
        }
        return make_view(VIEW(o)->managed, &VIEW(o)->view);
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
    Object *view = make_view(managed, &managed->master);
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
static void
let_go(MemoryView *o)
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
    let_go(o);
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

/* --- items and slices --- */

static ssize_t
slot_length(Object *o)
{
    return check_released(o) < 0 ? -1 : VIEW(o)->view.shape[0];
}

static int
find_item(Object *self, Object *key, ssize_t *i)
{
    *i = number_as_ssize(key, EXC(IndexError));
    if (*i == -1 && error_occurred() != NULL) {
        return -1;
    }
    *i += *i < 0 ? VIEW(self)->view.shape[0] : 0;
    if (*i < 0 || *i >= VIEW(self)->view.shape[0]) {
        error_set_text(EXC(IndexError), "index out of bounds on dimension 1");
        return -1;
    }
    return 0;
}

static Object *
slot_item(Object *self, ssize_t i)
{
    if (check_released(self) < 0) {
        return NULL;
    }
    if (i < 0 || i >= VIEW(self)->view.shape[0]) {
        return error_set_text(EXC(IndexError),
                              "index out of bounds on dimension 1");
    }
    return view_read_item(VIEW(self), i);
}

static Object *
view_slice(Object *self, Object *slice)
{
    ssize_t start, stop, step;
    const MemoryView *o = VIEW(self);
    if (slice_unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(o->view.shape[0], &start, &stop, step);
    Object *view = make_view(o->managed, &o->view);
    if (view != NULL) {
        BufferView *part = &VIEW(view)->view;
        part->buf = view_item_place(o, start);
        part->shape[0] = n;
        part->strides[0] *= step;
        part->len = n * part->itemsize;
    }
    return view;
}

/* A key of several parts, as views of several dimensions take: the index it
 * stands for, borrowed; NULL with the error it is in one dimension. `sliced`
 * is what is said of slices. */
static Object *
index_of_tuple(Object *key, const char *sliced)
{
    ssize_t n = tuple_check(key) ? tuple_size(key) : -1, ints = 0, slices = 0;
    for (ssize_t i = 0; i < n; i++) {
        ints += number_has_index(tuple_get(key, i));
        slices += slice_check(tuple_get(key, i));
    }
    if (n == 0) {
        return error_set_text(EXC(NotImplementedError),
                              "sub-views are not implemented");
    }
    if (n == 1 && ints == 1) {
        return tuple_get(key, 0);
    }
    if (n > 0 && ints == n) {
        return error_format(EXC(TypeError),
                            "cannot index 1-dimension view with %zd-element "
                            "tuple", n);
    }
    return n > 0 && slices == n
               ? error_set_text(EXC(NotImplementedError), sliced)
               : error_set_text(EXC(TypeError),
                                "memoryview: invalid slice key");
}

static Object *
slot_subscript(Object *self, Object *key)
{
    ssize_t i;
    if (check_released(self) < 0) {
        return NULL;
    }
    if (number_has_index(key)) {
        return find_item(self, key, &i) < 0 ? NULL
                                            : view_read_item(VIEW(self), i);
    }
    if (slice_check(key)) {
        return view_slice(self, key);
    }
    key = index_of_tuple(key, "multi-dimensional slicing is not implemented");
    return key == NULL || find_item(self, key, &i) < 0
               ? NULL
               : view_read_item(VIEW(self), i);
}

/* The bytes of a view, strides taken into account. */
static void
copy_out(const MemoryView *o, char *to)
{
    for (ssize_t i = 0; i < o->view.shape[0]; i++) {
        memcpy(to + i * o->view.itemsize, view_item_place(o, i),
               (size_t)o->view.itemsize);
    }
}

static int
assign_slice(Object *self, Object *key, Object *value)
{
    int status = -1;
    if (!buffer_check(value)) {
        error_format(EXC(TypeError),
                     "a bytes-like object is required, not '%.100s'",
                     TYPE_OF(value)->name);
        return -1;
    }
    Object *part = view_slice(self, key);
    Object *from = part == NULL ? NULL : memoryview_new(value);
    char *copy = NULL;
    if (from == NULL) {
        goto done;
    }
    const BufferView *to = &VIEW(part)->view;
    if (VIEW(from)->view.shape[0] != to->shape[0]
        || strcmp(VIEW(from)->view.format, to->format) != 0) {
        error_set_text(EXC(ValueError), "memoryview assignment: lvalue and "
                                        "rvalue have different structures");
        goto done;
    }
    copy = mem_alloc((size_t)to->len + 1);
    if (copy == NULL) {
        error_no_memory();
        goto done;
    }
    RECORD_TOUCH(VIEW(self)->managed->master.obj);
    copy_out(VIEW(from), copy);
    for (ssize_t i = 0; i < to->shape[0]; i++) {
        memcpy(view_item_place(VIEW(part), i), copy + i * to->itemsize,
               (size_t)to->itemsize);
    }
    status = 0;

done:
    mem_free(copy);
    ref_xdec(part);
    ref_xdec(from);
    return status;
}

static int
slot_ass_subscript(Object *self, Object *key, Object *value)
{
    ssize_t i;
    if (check_released(self) < 0) {
        return -1;
    }
    if (VIEW(self)->view.readonly) {
        error_set_text(EXC(TypeError), "cannot modify read-only memory");
        return -1;
    }
    if (value == NULL) {
        error_set_text(EXC(TypeError), "cannot delete memory");
        return -1;
    }
    if (number_has_index(key)) {
        return find_item(self, key, &i) < 0
                   ? -1
                   : view_write_item(VIEW(self), i, value);
    }
    if (slice_check(key)) {
        return assign_slice(self, key, value);
    }
    key = index_of_tuple(key, "memoryview slice assignments are currently "
                              "restricted to ndim = 1");
    return key == NULL || find_item(self, key, &i) < 0
               ? -1
               : view_write_item(VIEW(self), i, value);
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
    bool equal = VIEW(a)->view.shape[0] == VIEW(other)->view.shape[0];
    for (ssize_t i = 0; equal && i < VIEW(a)->view.shape[0]; i++) {
        Object *x = view_read_item(VIEW(a), i);
        Object *y = view_read_item(VIEW(other), i);
        int same = x == NULL || y == NULL
                       ? 0
                       : object_richcompare_bool(x, y, CMP_EQ);
        ref_xdec(x);
        ref_xdec(y);
        error_clear();
        equal = same > 0;
    }
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
    if (check_released(self) < 0) {
        return -1;
    }
    if (!o->view.readonly) {
        error_set_text(EXC(ValueError),
                       "cannot hash writable memoryview object");
        return -1;
    }
    if (strchr("Bbc", view_format_letter(o)) == NULL) {
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
    copy_out(o, copy);
    o->hash = str_hash_bytes(copy, (size_t)o->view.len);
    mem_free(copy);
    return o->hash;
}

static int
slot_buffer_get(Object *self, BufferView *view, int flags)
{
    MemoryView *o = VIEW(self);
    if (check_released(self) < 0) {
        return -1;
    }
    if ((flags & BUFFER_WRITABLE) != 0 && o->view.readonly) {
        error_set_text(EXC(BufferError),
                       "memoryview: underlying buffer is not writable");
        return -1;
    }
    if (o->view.strides[0] != o->view.itemsize && o->view.shape[0] > 1) {
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

/* --- methods --- */

static Object *
method_release(Object *self, Object *unused UNUSED)
{
    MemoryView *o = VIEW(self);
    if (o->exports > 0) {
        return error_format(EXC(BufferError),
                            "memoryview has %zd exported buffer%s",
                            o->exports, o->exports == 1 ? "" : "s");
    }
    let_go(o);
    return none_new();
}

static Object *
method_enter(Object *self, Object *unused UNUSED)
{
    return check_released(self) < 0 ? NULL : ref_new(self);
}

static Object *
method_exit(Object *self, Object *const *args UNUSED, ssize_t nargs UNUSED)
{
    return method_release(self, NULL);
}

/* The order that tobytes() may be told; one dimension has only one. */
static int
check_order(Object *order)
{
    if (order == NULL || order == NONE) {
        return 0;
    }
    const char *text = str_check(order) ? str_as_utf8(order, NULL) : NULL;
    if (text == NULL) {
        if (error_occurred() == NULL) {
            error_format(EXC(TypeError),
                         "tobytes() argument 'order' must be str or None, "
                         "not %.50s",
                         TYPE_OF(order)->name);
        }
        return -1;
    }
    if (strlen(text) != 1 || strchr("CFA", text[0]) == NULL) {
        error_set_text(EXC(ValueError), "order must be 'C', 'F' or 'A'");
        return -1;
    }
    return 0;
}

static Object *
new_bytes(Object *self)
{
    Object *bytes = bytes_new(NULL, VIEW(self)->view.len);
    if (bytes != NULL && bytes_size(bytes) > 0) {
        copy_out(VIEW(self), bytes_data(bytes));
    }
    return bytes;
}

static Object *
method_tobytes(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    static const char *const names[] = {"order", NULL};
    static const ArgsSpec spec = {"tobytes", names, 0, 0, 0};
    Object *out[1];
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || check_released(self) < 0 || check_order(out[0]) < 0) {
        return NULL;
    }
    return new_bytes(self);
}

static Object *
method_tolist(Object *self, Object *unused UNUSED)
{
    if (check_released(self) < 0) {
        return NULL;
    }
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < VIEW(self)->view.shape[0]; i++) {
        Object *item = view_read_item(VIEW(self), i);
        if (item == NULL || list_append_steal(list, item) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static Object *
method_hex(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"sep", "bytes_per_sep", NULL};
    static const ArgsSpec spec = {"hex", names, 0, 0, 0};
    Object *out[2];
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || check_released(self) < 0) {
        return NULL;
    }
    Object *bytes = new_bytes(self);
    Object *result = bytes == NULL
                         ? NULL
                         : span_hex_of(bytes_data(bytes), bytes_size(bytes),
                                       out[0], out[1]);
    ref_xdec(bytes);
    return result;
}

static Object *
method_toreadonly(Object *self, Object *unused UNUSED)
{
    Object *view = check_released(self) < 0
                       ? NULL
                       : make_view(VIEW(self)->managed, &VIEW(self)->view);
    if (view != NULL) {
        VIEW(view)->view.readonly = 1;
    }
    return view;
}

// The shape that a cast asks for: only the one of one dimension is there.
static int
check_shape(Object *shape, ssize_t len, ssize_t size)
{
    if (!list_check(shape) && !tuple_check(shape)) {
        error_set_text(EXC(TypeError), "shape must be a list or a tuple");
        return -1;
    }
    if (object_length(shape) != 1) {
        error_set_text(EXC(NotImplementedError),
                       "memoryview: only views of one dimension are "
                       "supported");
        return -1;
    }
    Object *items = sequence_tuple(shape);
    if (items == NULL) {
        return -1;
    }
    Object *first = tuple_get(items, 0);
    ssize_t n = int_check(first) ? number_as_ssize(first, EXC(ValueError))
                                 : -1;
    if (!int_check(first)) {
        error_set_text(EXC(TypeError),
                       "memoryview.cast(): elements of shape must be "
                       "integers");
    } else if (n <= 0 && !error_occurred()) {
        error_set_text(EXC(ValueError),
                       "memoryview.cast(): elements of shape must be "
                       "integers > 0");
    } else if (n != len / size || len % size != 0) {
        error_set_text(EXC(TypeError),
                       "memoryview: product(shape) * itemsize != buffer "
                       "size");
    }
    ref_dec(items);
    return error_occurred() ? -1 : 0;
}

static Object *
method_cast(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"format", "shape", NULL};
    static const ArgsSpec spec = {"cast", names, 1, 0, 0};
    // Formats outlive every view.
    static const char all[] = "c\0b\0B\0?\0h\0H\0i\0I\0l\0L\0q\0Q\0n\0N\0"
                              "f\0d\0P";
    Object *out[2];
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || check_released(self) < 0) {
        return NULL;
    }
    if (!str_check(out[0])) {
        return str_argument_error("cast", "argument 'format'", out[0]);
    }
    const char *text = str_as_utf8(out[0], NULL);
    if (text == NULL) {
        return NULL;
    }
    const char *format = NULL;
    const char *letter = *text == '@' ? text + 1 : text;
    for (size_t i = 0; i < sizeof all; i += 2) {
        if (letter[0] == all[i] && letter[1] == '\0') {
            format = all + i;
        }
    }
    if (format == NULL) {
        return error_set_text(EXC(ValueError),
                              "memoryview: destination format must be a "
                              "native single character format prefixed with "
                              "an optional '@'");
    }
    const BufferView *from = &VIEW(self)->view;
    if (from->strides[0] != from->itemsize && from->shape[0] > 1) {
        return error_set_text(EXC(TypeError),
                              "memoryview: casts are restricted to "
                              "C-contiguous views");
    }
    if (strchr("bBc", *format) == NULL
        && strchr("bBc", view_format_letter(VIEW(self))) == NULL) {
        return error_set_text(EXC(TypeError),
                              "memoryview: cannot cast between two non-byte "
                              "formats");
    }
    ssize_t size = view_letter_size(*format);
    if (out[1] != NULL && check_shape(out[1], from->len, size) < 0) {
        return NULL;
    }
    if (from->len % size != 0) {
        return error_set_text(EXC(TypeError), "memoryview: length is not a "
                                              "multiple of itemsize");
    }
    Object *view = make_view(VIEW(self)->managed, from);
    if (view != NULL) {
        BufferView *to = &VIEW(view)->view;
        to->format = format;
        to->itemsize = size;
        to->shape[0] = to->len / size;
        to->strides[0] = size;
    }
    return view;
}

/* --- attributes --- */

static Object *
get_field(Object *self, void *closure)
{
    const BufferView *view = &VIEW(self)->view;
    if (check_released(self) < 0) {
        return NULL;
    }
    switch ((intptr_t)closure) {
    case 'o':
        return ref_new(view->obj == NULL ? NONE : view->obj);
    case 'n':
        return int_from_ssize(view->len);
    case 'i':
        return int_from_ssize(view->itemsize);
    case 'f':
        return str_from_text(view->format);
    case 'd':
        return int_from_ssize(view->ndim);
    case 'r':
        return bool_new(view->readonly != 0);
    case 'c':
        return bool_new(view->shape[0] <= 1
                        || view->strides[0] == view->itemsize);
    case 'u':
        return tuple_new(0);
    default: {
        Object *number = int_from_ssize(
            (intptr_t)closure == 's' ? view->shape[0] : view->strides[0]);
        return number == NULL ? NULL : tuple_from_array_steal(&number, 1);
    }
    }
}

#define FIELD(name, letter) {name, get_field, NULL, NULL, (void *)letter}

static GetSetDef memoryview_getset[] = {
    FIELD("obj", 'o'),          FIELD("nbytes", 'n'),
    FIELD("readonly", 'r'),     FIELD("itemsize", 'i'),
    FIELD("format", 'f'),       FIELD("ndim", 'd'),
    FIELD("shape", 's'),        FIELD("strides", 't'),
    FIELD("suboffsets", 'u'),   FIELD("c_contiguous", 'c'),
    FIELD("f_contiguous", 'c'), FIELD("contiguous", 'c'),
    {NULL, NULL, NULL, NULL, NULL},
};

static MethodDef memoryview_methods[] = {
    {"release", METHOD(method_release), METH_NOARGS, NULL},
    {"tobytes", METHOD(method_tobytes), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"hex", METHOD(method_hex), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"tolist", METHOD(method_tolist), METH_NOARGS, NULL},
    {"cast", METHOD(method_cast), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"toreadonly", METHOD(method_toreadonly), METH_NOARGS, NULL},
    {"__enter__", METHOD(method_enter), METH_NOARGS, NULL},
    {"__exit__", METHOD(method_exit), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

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
    ssize_t n = slot_length(self);
    MemoryIterator *it
        = n < 0 ? NULL : object_new_raw(&memory_iterator_type, 0);
    if (it != NULL) {
        it->index = 0;
        it->view = ref_new(self);
        it->length = n;
        it->format = VIEW(self)->view.format;
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
        return slot_item(it->view, it->index++);
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

static SequenceSlots memoryview_sequence = {
    .length = slot_length,
    .item = slot_item,
};

static MappingSlots memoryview_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
    .ass_subscript = slot_ass_subscript,
};

static BufferSlots memoryview_buffer = {
    .get = slot_buffer_get,
    .release = slot_buffer_release,
};

// CPython's view has no room of its own for one shape and stride.
static size_t
view_size_of(Object *self)
{
    return offsetof(MemoryView, array) - 2 * sizeof(ssize_t) +
           (size_t)((VarObject *)self)->size * sizeof(ssize_t);
}

STATIC_OBJECT Type memoryview_type = {
    TYPE_HEAD_INIT,
    .name = "memoryview",
    .basicsize = offsetof(MemoryView, array),
    .itemsize = sizeof(ssize_t),
    .size_of = view_size_of,
    .dealloc = slot_dealloc,
    .edges = slot_edges,
    .repr = slot_repr,
    .sequence = &memoryview_sequence,
    .mapping = &memoryview_mapping,
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
