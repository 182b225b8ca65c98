/* Methods and attributes of memoryviews. */
#include "interp/objects/bool.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/memoryview_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

static Object *
method_release(Object *self, Object *unused UNUSED)
{
    MemoryView *o = VIEW(self);
    if (o->exports > 0) {
        return error_format(EXC(BufferError),
                            "memoryview has %zd exported buffer%s",
                            o->exports, o->exports == 1 ? "" : "s");
    }
    view_let_go(o);
    return none_new();
}

static Object *
method_enter(Object *self, Object *unused UNUSED)
{
    return view_check_released(self) < 0 ? NULL : ref_new(self);
}

static Object *
method_exit(Object *self, Object *const *args UNUSED, ssize_t nargs UNUSED)
{
    return method_release(self, NULL);
}

/* The order that tobytes() is told: 'C' or 'F'; 0 with an error. */
static char
read_order(Object *order, const BufferView *view)
{
    if (order == NULL || order == NONE) {
        return 'C';
    }
    const char *text = str_check(order) ? str_as_utf8(order, NULL) : NULL;
    if (text == NULL) {
        if (error_occurred() == NULL) {
            error_format(EXC(TypeError),
                         "tobytes() argument 'order' must be str or None, "
                         "not %.50s",
                         TYPE_OF(order)->name);
        }
        return 0;
    }
    if (strlen(text) != 1 || strchr("CFA", text[0]) == NULL) {
        error_set_text(EXC(ValueError), "order must be 'C', 'F' or 'A'");
        return 0;
    }
    return text[0] == 'F' || (text[0] == 'A' && view_is_contiguous(view, 'F'))
               ? 'F'
               : 'C';
}

static Object *
new_bytes(Object *self, char order)
{
    Object *bytes = bytes_new(NULL, VIEW(self)->view.len);
    if (bytes != NULL && bytes_size(bytes) > 0) {
        view_copy_out(&VIEW(self)->view, bytes_data(bytes), order);
    }
    return bytes;
}

Object *
memoryview_bytes(Object *o)
{
    return view_check_released(o) < 0 ? NULL : new_bytes(o, 'C');
}

static Object *
method_tobytes(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    static const char *const names[] = {"order", NULL};
    static const ArgsSpec spec = {"tobytes", names, 0, 0, 0};
    Object *out[1];
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || view_check_released(self) < 0) {
        return NULL;
    }
    char order = read_order(out[0], &VIEW(self)->view);
    return order == 0 ? NULL : new_bytes(self, order);
}

static Object *
method_tolist(Object *self, Object *unused UNUSED)
{
    return view_check_released(self) < 0 ? NULL
                                         : view_list(&VIEW(self)->view);
}

static Object *
method_hex(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"sep", "bytes_per_sep", NULL};
    static const ArgsSpec spec = {"hex", names, 0, 0, 0};
    Object *out[2];
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || view_check_released(self) < 0) {
        return NULL;
    }
    Object *bytes = new_bytes(self, 'C');
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
    Object *view = view_check_released(self) < 0
                       ? NULL
                       : view_copy(VIEW(self)->managed, &VIEW(self)->view);
    if (view != NULL) {
        VIEW(view)->view.readonly = 1;
    }
    return view;
}

static Object *
method_cast(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"format", "shape", NULL};
    static const ArgsSpec spec = {"cast", names, 1, 0, 0};
    Object *out[2];
    return !args_parse(&spec, args, nargs, kwnames, out)
                   || view_check_released(self) < 0
               ? NULL
               : view_cast(self, out[0], out[1]);
}

/* --- attributes --- */

static Object *
tuple_of(const ssize_t *numbers, int n)
{
    Object *tuple = tuple_new(n);
    for (int i = 0; tuple != NULL && i < n; i++) {
        Object *number = int_from_ssize(numbers[i]);
        if (number == NULL) {
            REF_CLEAR(tuple);
        } else {
            tuple_init_item(tuple, i, number);
        }
    }
    return tuple;
}

static Object *
get_field(Object *self, void *closure)
{
    const BufferView *view = &VIEW(self)->view;
    if (view_check_released(self) < 0) {
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
    case 'C':
    case 'F':
        return bool_new(view_is_contiguous(view, (char)(intptr_t)closure));
    case 'c':
        return bool_new(view_is_contiguous(view, 'C')
                        || view_is_contiguous(view, 'F'));
    case 'u':
        return tuple_new(0);
    default:
        return tuple_of((intptr_t)closure == 's' ? view->shape
                                                 : view->strides,
                        view->ndim);
    }
}

#define FIELD(name, letter, doc) {name, get_field, NULL, doc, (void *)letter}

GetSetDef memoryview_getset[] = {
    FIELD("obj", 'o', "The underlying object of the memoryview."),
    FIELD("nbytes", 'n',
          "The amount of space in bytes that the array would use in\n a "
          "contiguous representation."),
    FIELD("readonly", 'r',
          "A bool indicating whether the memory is read only."),
    FIELD("itemsize", 'i',
          "The size in bytes of each element of the memoryview."),
    FIELD("format", 'f',
          "A string containing the format (in struct module style)\n for "
          "each element in the view."),
    FIELD("ndim", 'd',
          "An integer indicating how many dimensions of a "
          "multi-dimensional\n array the memory represents."),
    FIELD("shape", 's',
          "A tuple of ndim integers giving the shape of the memory\n as an "
          "N-dimensional array."),
    FIELD("strides", 't',
          "A tuple of ndim integers giving the size in bytes to access\n "
          "each element for each dimension of the array."),
    FIELD("suboffsets", 'u',
          "A tuple of integers used internally for PIL-style arrays."),
    FIELD("c_contiguous", 'C',
          "A bool indicating whether the memory is C contiguous."),
    FIELD("f_contiguous", 'F',
          "A bool indicating whether the memory is Fortran contiguous."),
    FIELD("contiguous", 'c',
          "A bool indicating whether the memory is contiguous."),
    {NULL, NULL, NULL, NULL, NULL},
};

MethodDef memoryview_methods[] = {
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
