/* All items of a memoryview, whatever its shape: as bytes, as lists, beside
 * those of another one; and another shape for the same bytes. */
#include <string.h>

#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/memoryview_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// The strides of items that lie one behind the other.
static void
fill_strides(const BufferView *view, char order, ssize_t *strides)
{
    ssize_t stride = view->itemsize;
    for (int k = 0; k < view->ndim; k++) {
        int i = order == 'F' ? k : view->ndim - 1 - k;
        strides[i] = stride;
        stride *= view->shape[i];
    }
}

bool
view_is_contiguous(const BufferView *view, char order)
{
    ssize_t strides[VIEW_DIMENSIONS];
    fill_strides(view, order, strides);
    for (int i = 0; i < view->ndim; i++) {
        if (view->shape[i] > 1 && view->strides[i] != strides[i]) {
            return view->len == 0;
        }
    }
    return true;
}

// ------------------------------------------------------------------ as bytes

// From one dimension on: items from strided places to strided places.
static void
copy(const BufferView *view, int dimension, char *to,
     const ssize_t *to_strides, const char *from, const ssize_t *from_strides)
{
    if (dimension == view->ndim) {
        memcpy(to, from, (size_t)view->itemsize);
        return;
    }
    for (ssize_t i = 0; i < view->shape[dimension]; i++) {
        copy(view, dimension + 1, to + i * to_strides[dimension], to_strides,
             from + i * from_strides[dimension], from_strides);
    }
}

void
view_copy_out(const BufferView *view, char *to, char order)
{
    ssize_t strides[VIEW_DIMENSIONS];
    if (view_is_contiguous(view, order)) {
        memcpy(to, view->buf, (size_t)view->len);
        return;
    }
    fill_strides(view, order, strides);
    copy(view, 0, to, strides, view->buf, view->strides);
}

void
view_copy_in(const BufferView *view, const char *from)
{
    ssize_t strides[VIEW_DIMENSIONS];
    fill_strides(view, 'C', strides);
    copy(view, 0, view->buf, view->strides, from, strides);
}

// ------------------------------------------------------------------ as items

static Object *
list_from(const BufferView *view, int dimension, const char *p)
{
    if (dimension == view->ndim) {
        return view_read(view, p);
    }
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < view->shape[dimension]; i++) {
        Object *item = list_from(view, dimension + 1,
                                 p + i * view->strides[dimension]);
        if (item == NULL || list_append_steal(list, item) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

Object *
view_list(const BufferView *view)
{
    return list_from(view, 0, view->buf);
}

static bool
equal_from(const BufferView *a, const char *p, const BufferView *b,
           const char *q, int dimension)
{
    if (dimension == a->ndim) {
        Object *x = view_read_any(a, p);
        Object *y = x == NULL ? NULL : view_read_any(b, q);
        int same = y == NULL ? 0 : object_richcompare_bool(x, y, CMP_EQ);
        ref_xdec(x);
        ref_xdec(y);
        error_clear();
        return same > 0;
    }
    for (ssize_t i = 0; i < a->shape[dimension]; i++) {
        if (!equal_from(a, p + i * a->strides[dimension], b,
                        q + i * b->strides[dimension], dimension + 1)) {
            return false;
        }
    }
    return true;
}

bool
view_equal(const BufferView *a, const BufferView *b)
{
    if (a->ndim != b->ndim) {
        return false;
    }
    for (int i = 0; i < a->ndim; i++) {
        if (a->shape[i] != b->shape[i]) {
            return false;
        }
        if (a->shape[i] == 0) {
            break;
        }
    }
    return equal_from(a, a->buf, b, b->buf, 0);
}

// --------------------------------------------------------------------- cast

typedef struct Shape {
    int ndim;
    ssize_t items[VIEW_DIMENSIONS];
} Shape;

// 0 with an error.
static int
read_shape(Object *o, Shape *shape)
{
    Object *items = sequence_tuple(o);
    if (items == NULL) {
        return 0;
    }
    for (int i = 0; i < shape->ndim && !error_occurred(); i++) {
        Object *item = tuple_get(items, i);
        if (!int_check(item)) {
            error_set_text(EXC(TypeError),
                           "memoryview.cast(): elements of shape must be "
                           "integers");
            break;
        }
        shape->items[i] = number_as_ssize(item, EXC(ValueError));
        if (shape->items[i] <= 0 && !error_occurred()) {
            error_set_text(EXC(ValueError),
                           "memoryview.cast(): elements of shape must be "
                           "integers > 0");
        }
    }
    ref_dec(items);
    return !error_occurred();
}

// Whether the items fill the buffer; 0 with an error.
static int
check_fits(const Shape *shape, ssize_t size, ssize_t len)
{
    ssize_t product = 1;
    for (int i = 0; i < shape->ndim; i++) {
        if (__builtin_mul_overflow(product, shape->items[i], &product)) {
            error_set_text(EXC(ValueError),
                           "memoryview.cast(): product(shape) > SSIZE_MAX");
            return 0;
        }
    }
    if (len % size != 0 || product != len / size) {
        error_set_text(EXC(TypeError), "memoryview: product(shape) * itemsize "
                                       "!= buffer size");
        return 0;
    }
    return 1;
}

// The dimensions asked for, without their lengths; 0 with an error.
static int
check_dimensions(const BufferView *from, Object *shape, int *ndim)
{
    *ndim = 1;
    if (shape != NULL) {
        if (!list_check(shape) && !tuple_check(shape)) {
            error_set_text(EXC(TypeError),
                           "shape must be a list or a tuple");
            return 0;
        }
        ssize_t n = object_length(shape);
        if (n > VIEW_DIMENSIONS) {
            error_set_text(EXC(ValueError),
                           "memoryview: number of dimensions must not "
                           "exceed 64");
            return 0;
        }
        *ndim = (int)n;
        if (from->ndim != 1 && n != 1) {
            error_set_text(EXC(TypeError), "memoryview: cast must be 1D -> "
                                           "ND or ND -> 1D");
            return 0;
        }
    }
    bool zeros = false;
    for (int i = 0; i < from->ndim; i++) {
        zeros |= from->shape[i] == 0 || from->strides[i] == 0;
    }
    if ((shape != NULL || from->ndim != 1) && zeros) {
        error_set_text(EXC(TypeError), "memoryview: cannot cast view with "
                                       "zeros in shape or strides");
    }
    return !error_occurred();
}

// The format as text that outlives every view; NULL with an error.
static const char *
find_format(const BufferView *from, Object *format)
{
    static const char all[] = "@c\0@b\0@B\0@?\0@h\0@H\0@i\0@I\0@l\0@L\0"
                              "@q\0@Q\0@n\0@N\0@f\0@d\0@P";
    if (!str_check(format)) {
        str_argument_error("cast", "argument 'format'", format);
        return NULL;
    }
    const char *text = str_as_utf8(format, NULL), *found = NULL;
    if (text == NULL) {
        return NULL;
    }
    const char *letter = *text == '@' ? text + 1 : text;
    for (size_t i = 0; i < sizeof all; i += 3) {
        if (letter[0] == all[i + 1] && letter[1] == '\0') {
            found = all + i + (*text != '@');
        }
    }
    if (found == NULL || *letter == '\0') {
        error_set_text(EXC(ValueError),
                       "memoryview: destination format must be a native "
                       "single character format prefixed with an optional "
                       "'@'");
        return NULL;
    }
    char source = view_format_letter(from);
    if (strchr("bBc", *letter) == NULL &&
        (source == 0 || strchr("bBc", source) == NULL)) {
        error_set_text(EXC(TypeError), "memoryview: cannot cast between two "
                                       "non-byte formats");
        return NULL;
    }
    return found;
}

Object *
view_cast(Object *self, Object *format, Object *shape)
{
    Shape wanted;
    const BufferView *from = &VIEW(self)->view;
    if (!view_is_contiguous(from, 'C')) {
        return error_set_text(EXC(TypeError),
                              "memoryview: casts are restricted to "
                              "C-contiguous views");
    }
    if (!check_dimensions(from, shape, &wanted.ndim)) {
        return NULL;
    }
    const char *found = find_format(from, format);
    if (found == NULL) {
        return NULL;
    }
    ssize_t size = view_letter_size(*found == '@' ? found[1] : *found);
    if (from->len % size != 0) {
        return error_set_text(EXC(TypeError), "memoryview: length is not a "
                                              "multiple of itemsize");
    }
    if (shape == NULL) {
        wanted.items[0] = from->len / size;
    } else if (!read_shape(shape, &wanted) ||
               !check_fits(&wanted, size, from->len)) {
        return NULL;
    }
    // CPython: makes room for one dimension at least.
    Object *view = view_new(VIEW(self)->managed, from,
                            wanted.ndim == 0 ? 1 : wanted.ndim);
    if (view != NULL) {
        BufferView *to = &VIEW(view)->view;
        to->ndim = wanted.ndim;
        to->format = found;
        to->itemsize = size;
        memcpy(to->shape, wanted.items,
               (size_t)wanted.ndim * sizeof(*to->shape));
        fill_strides(to, 'C', to->strides);
    }
    return view;
}
