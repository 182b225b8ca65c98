/* Items and slices of a memoryview. */
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/memoryview_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static void
error_no_dimension(void)
{
    error_set_text(EXC(TypeError), "invalid indexing of 0-dim memory");
}

// CPython 3.11 says 1 of a view without dimensions.
static ssize_t
slot_length(Object *o)
{
    const BufferView *view = &VIEW(o)->view;
    return view_check_released(o) < 0 ? -1
           : view->ndim == 0          ? 1
                                      : view->shape[0];
}

// The place of index i in a dimension, counted from p; NULL with IndexError.
static char *
step_in(const BufferView *view, char *p, int dimension, ssize_t i)
{
    ssize_t n = view->shape[dimension];
    i += i < 0 ? n : 0;
    if (i < 0 || i >= n) {
        error_format(EXC(IndexError), "index out of bounds on dimension %d",
                     dimension + 1);
        return NULL;
    }
    return p + i * view->strides[dimension];
}

Object *
view_item(Object *self, ssize_t i)
{
    const BufferView *view = &VIEW(self)->view;
    if (view_check_released(self) < 0) {
        return NULL;
    }
    if (view->ndim != 1) {
        if (view->ndim == 0) {
            error_no_dimension();
            return NULL;
        }
        return error_set_text(EXC(NotImplementedError),
                              "multi-dimensional sub-views are not "
                              "implemented");
    }
    const char *p = step_in(view, view->buf, 0, i);
    return p == NULL ? NULL : view_read(view, p);
}

// Of the first dimension.
static Object *
view_slice(Object *self, Object *slice)
{
    ssize_t start, stop, step;
    const MemoryView *o = VIEW(self);
    // The part first: it keeps the memory, should an __index__ release self.
    Object *view = view_new(o->managed, &o->view, o->view.ndim);
    if (view == NULL || slice_unpack(slice, &start, &stop, &step) < 0) {
        ref_xdec(view);
        return NULL;
    }
    BufferView *part = &VIEW(view)->view;
    ssize_t n = slice_adjust(part->shape[0], &start, &stop, step);
    part->buf = (char *)part->buf + start * part->strides[0];
    part->shape[0] = n;
    part->strides[0] *= step;
    part->len = part->itemsize;
    for (int i = 0; i < part->ndim; i++) {
        part->len *= part->shape[i];
    }
    return view;
}

// Whether a key is a tuple of indices, or of slices.
static bool
is_tuple_of(Object *key, bool slices)
{
    ssize_t n = tuple_check(key) ? tuple_size(key) : -1;
    for (ssize_t i = 0; i < n; i++) {
        Object *part = tuple_get(key, i);
        if (slices ? !slice_check(part) : !number_has_index(part)) {
            return false;
        }
    }
    return n > 0 || (n == 0 && !slices);
}

// The place that a tuple of indices means; NULL with an error.
static char *
find_place(const BufferView *view, Object *key)
{
    ssize_t n = tuple_size(key);
    if (n < view->ndim) {
        error_set_text(EXC(NotImplementedError),
                       "sub-views are not implemented");
        return NULL;
    }
    if (n > view->ndim) {
        error_format(EXC(TypeError),
                     "cannot index %zd-dimension view with %zd-element "
                     "tuple", (ssize_t)view->ndim, n);
        return NULL;
    }
    char *p = view->buf;
    for (int i = 0; i < view->ndim && p != NULL; i++) {
        ssize_t index = number_as_ssize(tuple_get(key, i), EXC(IndexError));
        p = index == -1 && error_occurred() ? NULL
                                            : step_in(view, p, i, index);
    }
    return p;
}

static bool
is_whole(Object *key)
{
    return key == ELLIPSIS || (tuple_check(key) && tuple_size(key) == 0);
}

static Object *
slot_subscript(Object *self, Object *key)
{
    const BufferView *view = &VIEW(self)->view;
    if (view_check_released(self) < 0) {
        return NULL;
    }
    if (view->ndim == 0) {
        if (!is_whole(key)) {
            error_no_dimension();
            return NULL;
        }
        return key == ELLIPSIS ? ref_new(self) : view_read(view, view->buf);
    }
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        return i == -1 && error_occurred() ? NULL : view_item(self, i);
    }
    if (slice_check(key)) {
        return view_slice(self, key);
    }
    if (is_tuple_of(key, false)) {
        const char *p = find_place(view, key);
        return p == NULL || view_check_released(self) < 0 ? NULL
                                                          : view_read(view, p);
    }
    return is_tuple_of(key, true)
               ? error_set_text(EXC(NotImplementedError),
                                "multi-dimensional slicing is not "
                                "implemented")
               : error_set_text(EXC(TypeError),
                                "memoryview: invalid slice key");
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
    if (from == NULL || view_check_released(self) < 0) {
        goto done;
    }
    const BufferView *to = &VIEW(part)->view;
    const BufferView *source = &VIEW(from)->view;
    if (source->ndim != 1 || source->shape[0] != to->shape[0]
        || strcmp(source->format, to->format) != 0) {
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
    view_copy_out(source, copy, 'C');
    view_copy_in(to, copy);
    status = 0;

done:
    mem_free(copy);
    ref_xdec(part);
    ref_xdec(from);
    return status;
}

// Where one item is to be written; NULL with an error.
static char *
find_target(const BufferView *view, Object *key)
{
    if (view->ndim == 0) {
        if (is_whole(key)) {
            return view->buf;
        }
        error_no_dimension();
    } else if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred()) {
            return NULL;
        }
        if (view->ndim == 1) {
            return step_in(view, view->buf, 0, i);
        }
        error_set_text(EXC(NotImplementedError),
                       "sub-views are not implemented");
    } else if (is_tuple_of(key, false)) {
        return find_place(view, key);
    } else if (slice_check(key) || is_tuple_of(key, true)) {
        error_set_text(EXC(NotImplementedError),
                       "memoryview slice assignments are currently "
                       "restricted to ndim = 1");
    } else {
        error_set_text(EXC(TypeError), "memoryview: invalid slice key");
    }
    return NULL;
}

static int
slot_ass_subscript(Object *self, Object *key, Object *value)
{
    const BufferView *view = &VIEW(self)->view;
    if (view_check_released(self) < 0) {
        return -1;
    }
    if (view->readonly) {
        error_set_text(EXC(TypeError), "cannot modify read-only memory");
        return -1;
    }
    if (value == NULL) {
        error_set_text(EXC(TypeError), "cannot delete memory");
        return -1;
    }
    if (slice_check(key) && view->ndim == 1) {
        return assign_slice(self, key, value);
    }
    char *p = find_target(view, key);
    return p == NULL ? -1 : view_write(VIEW(self), p, value);
}

SequenceSlots view_sequence = {.length = slot_length, .item = view_item};

MappingSlots view_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
    .ass_subscript = slot_ass_subscript,
};
