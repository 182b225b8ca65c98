/* The methods of bytearray that change it, and its iterator. */
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/int.h"
#include "interp/objects/iterators_pickle.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

static Object *
method_append(Object *self, Object *item)
{
    int byte = span_byte(item, "byte");
    char c = (char)byte;
    ssize_t n = bytearray_size(self);
    return byte < 0 || bytearray_splice(self, n, n, &c, 1) < 0 ? NULL
                                                               : none_new();
}

static Object *
method_extend(Object *self, Object *iterable)
{
    if (buffer_check(iterable)) {
        Object *same = bytearray_extend(self, iterable);
        ref_xdec(same);
        return same == NULL ? NULL : none_new();
    }
    Object *iterator = iter_new(iterable);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError), "can't extend bytearray with %.100s",
                         TYPE_OF(iterable)->name);
        }
        return NULL;
    }
    // All or nothing: gather first.
    Object *more = bytearray_new(NULL, 0);
    int status = more == NULL ? -1 : bytearray_append_all(more, iterator);
    ref_dec(iterator);
    if (status == 0) {
        ssize_t n = bytearray_size(self);
        status = bytearray_splice(self, n, n, bytearray_data(more),
                        bytearray_size(more));
    }
    ref_xdec(more);
    return status < 0 ? NULL : none_new();
}

static Object *
method_insert(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("insert", nargs, 2, 2)) {
        return NULL;
    }
    ssize_t i = number_as_argument(args[0]);
    if (i == -1 && error_occurred() != NULL) {
        return NULL;
    }
    int byte = span_byte(args[1], "byte");
    if (byte < 0) {
        return NULL;
    }
    char c = (char)byte;
    ssize_t n = bytearray_size(self);
    i = i < 0 ? (i + n < 0 ? 0 : i + n) : i > n ? n : i;
    return bytearray_splice(self, i, i, &c, 1) < 0 ? NULL : none_new();
}

static Object *
method_pop(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t i = -1;
    if (!args_check_count("pop", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs > 0) {
        i = number_as_ssize(args[0], EXC(IndexError));
        if (i == -1 && error_occurred() != NULL) {
            return NULL;
        }
    }
    ssize_t n = bytearray_size(self);
    if (n == 0) {
        return error_set_text(EXC(IndexError), "pop from empty bytearray");
    }
    i += i < 0 ? n : 0;
    if (i < 0 || i >= n) {
        return error_set_text(EXC(IndexError), "pop index out of range");
    }
    int byte = (uint8_t)bytearray_data(self)[i];
    return bytearray_splice(self, i, i + 1, NULL, 0) < 0
               ? NULL
               : int_from_ssize(byte);
}

static Object *
method_remove(Object *self, Object *item)
{
    int byte = span_byte(item, "byte");
    if (byte < 0) {
        return NULL;
    }
    const char *data = bytearray_data(self);
    const char *found = memchr(data, byte, (size_t)bytearray_size(self));
    if (found == NULL) {
        return error_set_text(EXC(ValueError),
                              "value not found in bytearray");
    }
    ssize_t i = found - data;
    return bytearray_splice(self, i, i + 1, NULL, 0) < 0 ? NULL : none_new();
}

static Object *
method_reverse(Object *self, Object *unused UNUSED)
{
    char *data = bytearray_data(self);
    RECORD_TOUCH(self);
    for (ssize_t i = 0, j = bytearray_size(self) - 1; i < j; i++, j--) {
        char c = data[i];
        data[i] = data[j];
        data[j] = c;
    }
    return none_new();
}

static Object *
method_clear(Object *self, Object *unused UNUSED)
{
    return bytearray_resize(self, 0) < 0 ? NULL : none_new();
}

static Object *
method_copy(Object *self, Object *unused UNUSED)
{
    return bytearray_new(bytearray_data(self), bytearray_size(self));
}

static Object *
method_alloc(Object *self, Object *unused UNUSED)
{
    return int_from_ssize(((ByteArray *)self)->allocated);
}

MethodDef bytearray_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nReturns the size of the bytearray object in "
     "memory, in bytes."},
    SPAN_METHODS,
    {"__reduce__", bytearray_method_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {"__reduce_ex__", bytearray_method_reduce_ex, METH_O,
     "__reduce_ex__($self, proto=0, /)\n--\n\nReturn state information for "
     "pickling."},
    {"append", METHOD(method_append), METH_O,
     "append($self, item, /)\n--\n\n"},
    {"clear", METHOD(method_clear), METH_NOARGS, "clear($self, /)\n--\n\n"},
    {"copy", METHOD(method_copy), METH_NOARGS, "copy($self, /)\n--\n\n"},
    {"extend", METHOD(method_extend), METH_O,
     "extend($self, iterable_of_ints, /)\n--\n\n"},
    {"insert", METHOD(method_insert), METH_FASTCALL,
     "insert($self, index, item, /)\n--\n\n"},
    {"pop", METHOD(method_pop), METH_FASTCALL,
     "pop($self, index=-1, /)\n--\n\n"},
    {"remove", METHOD(method_remove), METH_O,
     "remove($self, value, /)\n--\n\n"},
    {"reverse", METHOD(method_reverse), METH_NOARGS,
     "reverse($self, /)\n--\n\n"},
    {"__alloc__", METHOD(method_alloc), METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* --- the iterator --- */

typedef struct ByteArrayIterator {
    Object base;
    ssize_t index;
    Object *bytes; /* owned; NULL when exhausted */
} ByteArrayIterator;

Object *
bytearray_iter(Object *o)
{
    ByteArrayIterator *it = object_new_raw(&bytearray_iterator_type, 0);
    if (it != NULL) {
        it->index = 0;
        it->bytes = ref_new(o);
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
iterator_next(Object *self)
{
    ByteArrayIterator *it = (ByteArrayIterator *)self;
    if (it->bytes == NULL) {
        return NULL;
    }
    if (it->index < bytearray_size(it->bytes)) {
        uint8_t byte = (uint8_t)bytearray_data(it->bytes)[it->index++];
        return int_from_ssize(byte);
    }
    ref_store(it, &it->bytes, NULL);
    return NULL;
}

static FieldDef iterator_members[] = {
    {"bytes", FIELD_OBJECT, offsetof(ByteArrayIterator, bytes), FIELD_HIDDEN,
     NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type bytearray_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "bytearray_iterator",
    .basicsize = sizeof(ByteArrayIterator),
    .dealloc = type_generic_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = indexed_iterator_methods,
    .members = iterator_members,
};
