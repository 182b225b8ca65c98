/* The bytes type. What makes one of anything is in bytes_new.c, the methods in
 * bytes_methods.c, bytes_build.c and bytes_split.c. */
#include "interp/objects/bytes.h"

#include <limits.h>
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/iterators_pickle.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static Object *empty;
static Object *single[256];

/* --- making --- */

static Object *
allocate(ssize_t n)
{
    if (n > SSIZE_MAX - 64) {
        return error_set_text(EXC(OverflowError),
                              "byte string is too large");
    }
    Bytes *o = object_new_raw(&bytes_type, n);
    if (o != NULL) {
        o->hash = -1;
        o->data[n] = '\0';
    }
    return OBJ(o);
}

int
bytes_start(void)
{
    empty = allocate(0);
    if (empty == NULL) {
        return -1;
    }
    empty->refcount = REFCOUNT_IMMORTAL;
    for (int i = 0; i < 256; i++) {
        single[i] = allocate(1);
        if (single[i] == NULL) {
            return -1;
        }
        bytes_data(single[i])[0] = (char)i;
        single[i]->refcount = REFCOUNT_IMMORTAL;
    }
    return 0;
}

void
bytes_stop(void)
{
    for (int i = 0; i < 256 && single[i] != NULL; i++) {
        object_free(single[i]);
        single[i] = NULL;
    }
    if (empty != NULL) {
        object_free(empty);
        empty = NULL;
    }
}

Object *
bytes_new(const char *data, ssize_t n)
{
    if (n < 0) {
        return error_set_text(EXC(SystemError),
                              "Negative size passed to bytes_new");
    }
    if (n == 0) {
        return ref_new(empty);
    }
    if (n == 1 && data != NULL) {
        return ref_new(single[(uint8_t)data[0]]);
    }
    Object *o = allocate(n);
    if (o != NULL && data != NULL) {
        memcpy(bytes_data(o), data, (size_t)n);
    }
    return o;
}

Object *
bytes_from_text(const char *text)
{
    return bytes_new(text, (ssize_t)strlen(text));
}

int
bytes_resize(Object **place, ssize_t n)
{
    Object *o = *place;
    if (bytes_size(o) == n) {
        return 0;
    }
    if (n == 0 || bytes_size(o) == 0) {
        *place = n == 0 ? ref_new(empty) : allocate(n);
        ref_dec(o);
        return *place == NULL ? -1 : 0;
    }
    Object *moved = object_resize(o, n);
    if (moved == NULL) {
        ref_dec(o);
        *place = NULL;
        return -1;
    }
    bytes_data(moved)[n] = '\0';
    ((Bytes *)moved)->hash = -1;
    *place = moved;
    return 0;
}

/* --- slots --- */

HashValue
bytes_hash(Object *o)
{
    Bytes *b = (Bytes *)o;
    if (b->hash == -1) {
        b->hash = str_hash_bytes(b->data, (size_t)bytes_size(o));
    }
    return b->hash;
}

Object *
bytes_repr(Object *o)
{
    ssize_t n = span_size(o);
    const char *data = span_data(o);
    bool twice = memchr(data, '\'', (size_t)n) != NULL
                 && memchr(data, '"', (size_t)n) == NULL;
    char quote = twice ? '"' : '\'';
    char opening[2] = {'b', quote};
    StrWriter w;
    strwriter_init(&w);
    int status = strwriter_ascii(&w, opening, 2);
    for (ssize_t i = 0; i < n && status == 0; i++) {
        char text[8];
        uint8_t c = (uint8_t)data[i];
        int length = 2;
        text[0] = '\\';
        // CPython: a bytearray escapes ' between any quotes.
        if (c == (uint8_t)quote || c == '\\'
            || (c == '\'' && !bytes_check(o))) {
            text[1] = (char)c;
        } else if (c == '\t' || c == '\n' || c == '\r') {
            text[1] = c == '\t' ? 't' : c == '\n' ? 'n' : 'r';
        } else if (c < ' ' || c >= 127) {
            length = snprintf(text, sizeof text, "\\x%02x", c);
        } else {
            text[0] = (char)c;
            length = 1;
        }
        status = strwriter_ascii(&w, text, length);
    }
    if (status < 0 || strwriter_char(&w, (uint8_t)quote) < 0) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static void
slot_value_text(Object *o, char *out, size_t size)
{
    ssize_t n = bytes_size(o);
    size_t at = (size_t)snprintf(out, size, "b'");
    ssize_t i = 0;
    for (; i < n && i < 37 && at + 32 < size; i++) {
        uint8_t c = (uint8_t)bytes_data(o)[i];
        bool plain = c >= ' ' && c < 127 && c != '\'' && c != '\\';
        at += (size_t)snprintf(out + at, size - at, plain ? "%c" : "\\x%02x",
                               c);
    }
    if (i < n) {
        snprintf(out + at, size - at, "\xe2\x80\xa6' (%zd)", n);
    } else {
        snprintf(out + at, size - at, "'");
    }
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!bytes_check(a) || !bytes_check(b)) {
        return not_implemented_new();
    }
    ssize_t na = bytes_size(a);
    ssize_t nb = bytes_size(b);
    int order = memcmp(bytes_data(a), bytes_data(b),
                       (size_t)(na < nb ? na : nb));
    order = order != 0 ? order : na < nb ? -1 : na > nb;
    return bool_new(op == CMP_LT   ? order < 0
                    : op == CMP_LE ? order <= 0
                    : op == CMP_EQ ? order == 0
                    : op == CMP_NE ? order != 0
                    : op == CMP_GT ? order > 0
                                   : order >= 0);
}

Object *
bytes_concat(Object *a, Object *b)
{
    BufferView x, y;
    if (!buffer_check(a) || !buffer_check(b)) {
        return error_format(EXC(TypeError), "can't concat %.100s to %.100s",
                            TYPE_OF(b)->name, TYPE_OF(a)->name);
    }
    if (buffer_get(a, &x, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    if (buffer_get(b, &y, BUFFER_SIMPLE) < 0) {
        buffer_release(&x);
        return NULL;
    }
    Object *result;
    if (x.len == 0 && bytes_check_exact(b)) {
        result = ref_new(b);
    } else if (y.len == 0 && bytes_check_exact(a)) {
        result = ref_new(a);
    } else if (x.len > SSIZE_MAX - y.len) {
        result = error_no_memory();
    } else if ((result = bytes_new(NULL, x.len + y.len)) != NULL) {
        memcpy(bytes_data(result), x.buf, (size_t)x.len);
        memcpy(bytes_data(result) + x.len, y.buf, (size_t)y.len);
    }
    buffer_release(&x);
    buffer_release(&y);
    return result;
}

static Object *
slot_repeat(Object *o, ssize_t n)
{
    ssize_t length = bytes_size(o);
    n = n < 0 ? 0 : n;
    if (n > 0 && length > SSIZE_MAX / n) {
        return error_set_text(EXC(OverflowError),
                              "repeated bytes are too long");
    }
    if (length * n == length && bytes_check_exact(o)) {
        return ref_new(o);
    }
    Object *result = bytes_new(NULL, length * n);
    for (ssize_t i = 0; result != NULL && length > 0 && i < n; i++) {
        memcpy(bytes_data(result) + i * length, bytes_data(o),
               (size_t)length);
    }
    return result;
}

static ssize_t
slot_length(Object *o)
{
    return bytes_size(o);
}

static Object *
slot_item(Object *o, ssize_t i)
{
    if (i < 0 || i >= bytes_size(o)) {
        return error_set_text(EXC(IndexError), "index out of range");
    }
    return int_from_ssize((uint8_t)bytes_data(o)[i]);
}

static Object *
slot_subscript(Object *o, Object *key)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred() != NULL) {
            return NULL;
        }
        return slot_item(o, i < 0 ? i + bytes_size(o) : i);
    }
    if (!slice_check(key)) {
        return error_format(EXC(TypeError),
                            "byte indices must be integers or slices, not "
                            "%.200s",
                            TYPE_OF(key)->name);
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(bytes_size(o), &start, &stop, step);
    if (step == 1) {
        return n == bytes_size(o) && bytes_check_exact(o)
                   ? ref_new(o)
                   : bytes_new(bytes_data(o) + start, n);
    }
    if (n == 1) {
        return bytes_new(bytes_data(o) + start, 1);
    }
    Object *result = bytes_new(NULL, n);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        bytes_data(result)[i] = bytes_data(o)[start + i * step];
    }
    return result;
}

static Object *
slot_remainder(Object *a, Object *b)
{
    if (!bytes_check(a)) {
        return not_implemented_new();
    }
    return bytes_format_percent(bytes_data(a), bytes_size(a), b, false);
}

static int
slot_buffer_get(Object *o, BufferView *view, int flags)
{
    return buffer_fill(view, o, bytes_data(o), bytes_size(o), 1, flags);
}

static void
slot_dealloc(Object *o)
{
    object_end(o);
}

static size_t
slot_size_of(Object *o)
{
    return offsetof(Bytes, data) + 1 + (size_t)bytes_size(o);
}

static Object *
method_bytes(Object *self, Object *unused UNUSED)
{
    return bytes_check_exact(self)
               ? ref_new(self)
               : bytes_new(bytes_data(self), bytes_size(self));
}

static Object *
method_getnewargs(Object *self, Object *unused UNUSED)
{
    Object *copy = bytes_new(bytes_data(self), bytes_size(self));
    return copy == NULL ? NULL : tuple_from_array_steal(&copy, 1);
}

MethodDef bytes_methods[] = {
    SPAN_METHODS,
    {"__bytes__", METHOD(method_bytes), METH_NOARGS,
     "__bytes__($self, /)\n--\n\nConvert this value to exact type bytes."},
    {"__getnewargs__", METHOD(method_getnewargs), METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* --- the iterator --- */

typedef struct BytesIterator {
    Object base;
    ssize_t index;
    Object *bytes; /* owned; NULL when exhausted */
} BytesIterator;

static Object *
slot_iter(Object *o)
{
    BytesIterator *it = object_new_raw(&bytes_iterator_type, 0);
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
    BytesIterator *it = (BytesIterator *)self;
    if (it->bytes == NULL) {
        return NULL;
    }
    if (it->index < bytes_size(it->bytes)) {
        return int_from_ssize((uint8_t)bytes_data(it->bytes)[it->index++]);
    }
    ref_store(it, &it->bytes, NULL);
    return NULL;
}

static FieldDef iterator_members[] = {
    {"bytes", FIELD_OBJECT, offsetof(BytesIterator, bytes), FIELD_HIDDEN,
     NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

STATIC_OBJECT Type bytes_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "bytes_iterator",
    .basicsize = sizeof(BytesIterator),
    .dealloc = type_generic_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = object_fields_traverse,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = indexed_iterator_methods,
    .members = iterator_members,
};

static NumberSlots bytes_number = {.remainder = slot_remainder};

static SequenceSlots bytes_sequence = {
    .length = slot_length,
    .concat = bytes_concat,
    .repeat = slot_repeat,
    .item = slot_item,
    .contains = span_contains,
};

static MappingSlots bytes_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
};

static BufferSlots bytes_buffer = {.get = slot_buffer_get};

STATIC_OBJECT Type bytes_type = {
    TYPE_HEAD_INIT,
    .name = "bytes",
    .basicsize = offsetof(Bytes, data) + 1,
    .itemsize = 1,
    .dealloc = slot_dealloc,
    .value_text = slot_value_text,
    .repr = bytes_repr,
    .str = bytes_repr,
    .number = &bytes_number,
    .sequence = &bytes_sequence,
    .mapping = &bytes_mapping,
    .hash = bytes_hash,
    .buffer = &bytes_buffer,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_BYTES_SUBCLASS
             | TYPE_MATCH_SELF,
    .doc = "bytes(iterable_of_ints) -> bytes\n"
           "bytes(string, encoding[, errors]) -> bytes\n"
           "bytes(bytes_or_buffer) -> immutable copy\n"
           "bytes(int) -> bytes object of that many zeros\n"
           "bytes() -> empty bytes object",
    .richcompare = slot_richcompare,
    .iter = slot_iter,
    .methods = bytes_methods,
    .new_ = bytes_new_slot,
    .size_of = slot_size_of,
};
