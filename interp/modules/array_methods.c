/* The methods of array.array. */
#include <string.h>

#include "interp/modules/array_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/names.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((Array *)self)
#define BYTES(self) ((size_t)array_size(self) * SELF->code->size)

static Object *
done(int failed)
{
    return failed < 0 ? NULL : none_new();
}

static Object *
m_append(Object *self, Object *value)
{
    return done(array_append(SELF, value));
}

static Object *
m_extend(Object *self, Object *items)
{
    return done(array_extend(SELF, items));
}

static Object *
m_insert(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("insert", nargs, 2, 2)) {
        return NULL;
    }
    ssize_t i = number_as_argument(args[0]);
    if (i == -1 && error_occurred()) {
        return NULL;
    }
    ssize_t n = array_size(self);
    i = i < 0 ? (i + n < 0 ? 0 : i + n) : i > n ? n : i;
    if (array_append(SELF, args[1]) < 0) {
        return NULL;
    }
    size_t size = SELF->code->size;
    char item[8];
    memcpy(item, SELF->items + (size_t)n * size, size);
    memmove(SELF->items + (size_t)(i + 1) * size,
            SELF->items + (size_t)i * size, (size_t)(n - i) * size);
    memcpy(SELF->items + (size_t)i * size, item, size);
    return none_new();
}

static int
remove_at(Object *self, ssize_t i)
{
    size_t size = SELF->code->size;
    ssize_t n = array_size(self);
    if (array_check_exports(SELF) < 0) {
        return -1;
    }
    memmove(SELF->items + (size_t)i * size,
            SELF->items + (size_t)(i + 1) * size,
            (size_t)(n - i - 1) * size);
    return array_resize(SELF, n - 1);
}

static Object *
m_pop(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("pop", nargs, 0, 1)) {
        return NULL;
    }
    ssize_t i = nargs == 0 ? -1
                           : number_as_argument(args[0]);
    if (i == -1 && error_occurred()) {
        return NULL;
    }
    ssize_t n = array_size(self);
    if (n == 0) {
        return error_set_text(EXC(IndexError), "pop from empty array");
    }
    i += i < 0 ? n : 0;
    if (i < 0 || i >= n) {
        return error_set_text(EXC(IndexError), "pop index out of range");
    }
    Object *value = array_get(SELF, i);
    if (value != NULL && remove_at(self, i) < 0) {
        REF_CLEAR(value);
    }
    return value;
}

// Where `value` first is in [start, stop); -1 nowhere, -2 an error.
static ssize_t
find(Object *self, Object *value, ssize_t start, ssize_t stop)
{
    for (ssize_t i = start; i < stop && i < array_size(self); i++) {
        Object *o = array_get(SELF, i);
        int equal = o == NULL ? -1
                              : object_richcompare_bool(o, value, CMP_EQ);
        ref_xdec(o);
        if (equal != 0) {
            return equal < 0 ? -2 : i;
        }
    }
    return -1;
}

static Object *
m_index(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("index", nargs, 1, 3)) {
        return NULL;
    }
    ssize_t bounds[2] = {0, array_size(self)};
    for (ssize_t k = 1; k < nargs; k++) {
        ssize_t b = number_as_ssize(args[k], NULL);
        if (b == -1 && error_occurred()) {
            return NULL;
        }
        b += b < 0 ? array_size(self) : 0;
        bounds[k - 1] = b < 0 ? 0 : b;
    }
    ssize_t i = find(self, args[0], bounds[0], bounds[1]);
    return i >= 0    ? int_from_ssize(i)
           : i == -2 ? NULL
                     : error_set_text(EXC(ValueError),
                                      "array.index(x): x not in array");
}

static Object *
m_remove(Object *self, Object *value)
{
    ssize_t i = find(self, value, 0, array_size(self));
    if (i < 0) {
        return i == -2 ? NULL
                       : error_set_text(EXC(ValueError),
                                        "array.remove(x): x not in array");
    }
    return done(remove_at(self, i));
}

static Object *
m_count(Object *self, Object *value)
{
    ssize_t count = 0, i = -1;
    while ((i = find(self, value, i + 1, array_size(self))) >= 0) {
        count++;
    }
    return i == -2 ? NULL : int_from_ssize(count);
}

static Object *
m_reverse(Object *self, Object *unused)
{
    (void)unused;
    size_t size = SELF->code->size;
    char item[8];
    for (ssize_t i = 0, j = array_size(self) - 1; i < j; i++, j--) {
        char *a = SELF->items + (size_t)i * size;
        char *b = SELF->items + (size_t)j * size;
        memcpy(item, a, size);
        memcpy(a, b, size);
        memcpy(b, item, size);
    }
    RECORD_TOUCH(self);
    return none_new();
}

static Object *
m_byteswap(Object *self, Object *unused)
{
    (void)unused;
    size_t size = SELF->code->size;
    for (ssize_t i = 0; i < array_size(self); i++) {
        char *p = SELF->items + (size_t)i * size;
        for (size_t a = 0, b = size - 1; a < b; a++, b--) {
            char c = p[a];
            p[a] = p[b];
            p[b] = c;
        }
    }
    return none_new();
}

static Object *
m_tolist(Object *self, Object *unused)
{
    (void)unused;
    Object *list = list_new(array_size(self));
    for (ssize_t i = 0; list != NULL && i < array_size(self); i++) {
        Object *o = array_get(SELF, i);
        if (o == NULL) {
            REF_CLEAR(list);
        } else {
            list_init_item(list, i, o);
        }
    }
    return list;
}

static Object *
m_tobytes(Object *self, Object *unused)
{
    (void)unused;
    return bytes_new(SELF->items == NULL ? "" : SELF->items,
                     (ssize_t)BYTES(self));
}

static Object *
m_frombytes(Object *self, Object *o)
{
    BufferView view;
    if (!buffer_check(o)) {
        return error_format(EXC(TypeError),
                            "a bytes-like object is required, not '%.100s'",
                            TYPE_OF(o)->name);
    }
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    Object *result = NULL;
    if (view.len % (ssize_t)SELF->code->size != 0) {
        error_set_text(EXC(ValueError),
                       "bytes length not a multiple of item size");
    } else {
        result = done(array_append_bytes(SELF, view.buf, view.len));
    }
    buffer_release(&view);
    return result;
}

static Object *
m_fromlist(Object *self, Object *list)
{
    if (!list_check(list)) {
        return error_set_text(EXC(TypeError), "arg must be list");
    }
    ssize_t old = array_size(self), n = list_size(list);
    if (n > 0 && array_resize(SELF, old + n) < 0) {
        return NULL;
    }
    for (ssize_t i = 0; i < n; i++) {
        int failed = array_set(SELF, old + i, list_get(list, i));
        if (failed == 0 && list_size(list) != n) {
            error_set_text(EXC(RuntimeError),
                           "list changed size during iteration");
            failed = -1;
        }
        if (failed < 0) {
            array_size(self) = old;
            return NULL;
        }
    }
    return none_new();
}

static bool
is_text(Object *self, const char *name)
{
    if (SELF->code->letter != 'u') {
        error_format(EXC(ValueError),
                     "%s() may only be called on unicode type arrays", name);
    }
    return SELF->code->letter == 'u';
}

static Object *
m_fromunicode(Object *self, Object *text)
{
    if (!str_check(text)) {
        return error_format(EXC(TypeError),
                            "fromunicode() argument must be str, not %.50s",
                            TYPE_OF(text)->name);
    }
    if (!is_text(self, "fromunicode")) {
        return NULL;
    }
    ssize_t old = array_size(self), n = str_length(text);
    if (array_resize(SELF, old + n) < 0) {
        return NULL;
    }
    if (n > 0) {
        str_copy_ucs4(text, (uint32_t *)(void *)SELF->items + old);
    }
    return none_new();
}

static Object *
m_tounicode(Object *self, Object *unused)
{
    (void)unused;
    for (ssize_t i = 0; SELF->code->letter == 'u' && i < array_size(self);
         i++) {
        uint32_t c = ((const uint32_t *)(const void *)SELF->items)[i];
        if (c > 0x10ffff) {
            return error_format(EXC(ValueError),
                                "character U+%x is not in range [U+0000; "
                                "U+10ffff]", (unsigned)c);
        }
    }
    return is_text(self, "tounicode")
               ? str_from_kind(4, SELF->items, array_size(self))
               : NULL;
}

static Object *
m_tofile(Object *self, Object *file)
{
    for (size_t at = 0; at < BYTES(self); at += 65536) {
        size_t n = BYTES(self) - at < 65536 ? BYTES(self) - at : 65536;
        Object *bytes = bytes_new(SELF->items + at, (ssize_t)n);
        Object *r = bytes == NULL ? NULL
                                  : call_method(file, nm_write, &bytes, 1);
        ref_xdec(bytes);
        if (r == NULL) {
            return NULL;
        }
        ref_dec(r);
    }
    return none_new();
}

static Object *
m_fromfile(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("fromfile", nargs, 2, 2)) {
        return NULL;
    }
    ssize_t n = number_as_ssize(args[1], EXC(OverflowError));
    if (n == -1 && error_occurred()) {
        return NULL;
    }
    if (n < 0) {
        return error_set_text(EXC(ValueError), "negative count");
    }
    ssize_t wanted = n * (ssize_t)SELF->code->size;
    Object *size = int_from_ssize(wanted);
    Object *bytes = size == NULL ? NULL
                                 : call_method(args[0], nm_read, &size, 1);
    ref_xdec(size);
    if (bytes == NULL) {
        return NULL;
    }
    if (!bytes_check(bytes)) {
        ref_dec(bytes);
        return error_set_text(EXC(TypeError), "read() didn't return bytes");
    }
    bool all = bytes_size(bytes) == wanted;
    Object *result = m_frombytes(self, bytes);
    ref_dec(bytes);
    if (result != NULL && !all) {
        ref_dec(result);
        return error_set_text(EXC(EOFError),
                              "read() didn't return enough bytes");
    }
    return result;
}

static Object *
m_buffer_info(Object *self, Object *unused)
{
    (void)unused;
    Object *address = int_from_size((uintptr_t)SELF->items);
    Object *n = int_from_ssize(array_size(self));
    Object *pair = address == NULL || n == NULL ? NULL
                                                : tuple_pack(2, address, n);
    ref_xdec(address);
    ref_xdec(n);
    return pair;
}

static Object *
m_copy(Object *self, Object *unused)
{
    (void)unused;
    return array_slice(SELF, 0, array_size(self));
}

MethodDef array_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nSize of the array in memory, in bytes."},
    {"append", m_append, METH_O, NULL},
    {"buffer_info", m_buffer_info, METH_NOARGS, NULL},
    {"byteswap", m_byteswap, METH_NOARGS, NULL},
    {"__copy__", m_copy, METH_NOARGS, NULL},
    {"count", m_count, METH_O, NULL},
    {"__deepcopy__", m_copy, METH_O, NULL},
    {"extend", m_extend, METH_O, NULL},
    {"fromfile", METHOD(m_fromfile), METH_FASTCALL, NULL},
    {"fromlist", m_fromlist, METH_O, NULL},
    {"frombytes", m_frombytes, METH_O, NULL},
    {"fromunicode", m_fromunicode, METH_O, NULL},
    {"index", METHOD(m_index), METH_FASTCALL, NULL},
    {"insert", METHOD(m_insert), METH_FASTCALL, NULL},
    {"pop", METHOD(m_pop), METH_FASTCALL, NULL},
    {"__reduce_ex__", array_reduce_ex, METH_O,
     "Return state information for pickling."},
    {"remove", m_remove, METH_O, NULL},
    {"reverse", m_reverse, METH_NOARGS, NULL},
    {"tofile", m_tofile, METH_O, NULL},
    {"tolist", m_tolist, METH_NOARGS, NULL},
    {"tobytes", m_tobytes, METH_NOARGS, NULL},
    {"tounicode", m_tounicode, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
