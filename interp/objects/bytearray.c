/* The bytearray type. Every change tells the recorder. */
#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes_core.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

bool
bytearray_check(const void *o)
{
    return TYPE_OF(o) == &bytearray_type
           || type_is_subtype(TYPE_OF(o), &bytearray_type);
}

char *
bytearray_data(Object *o)
{
    static char nothing[1];
    char *start = ((ByteArray *)o)->start;
    return start == NULL ? nothing : start;
}

Object *
bytearray_new(const char *data, ssize_t n)
{
    ByteArray *o = object_new(&bytearray_type, 0);
    if (o == NULL) {
        return NULL;
    }
    o->base.size = 0;
    if (n > 0) {
        o->bytes = mem_alloc((size_t)n + 1);
        if (o->bytes == NULL) {
            ref_dec(o);
            return error_no_memory();
        }
        o->start = o->bytes;
        o->allocated = n + 1;
        o->base.size = n;
        if (data != NULL) {
            memcpy(o->start, data, (size_t)n);
        }
        o->start[n] = '\0';
    }
    return OBJ(o);
}

static int
may_resize(Object *o)
{
    if (((ByteArray *)o)->exports > 0) {
        error_set_text(EXC(BufferError), "Existing exports of data: object "
                                         "cannot be re-sized");
        return -1;
    }
    return 0;
}

int
bytearray_resize(Object *object, ssize_t n)
{
    ByteArray *o = (ByteArray *)object;
    if (n == o->base.size) {
        return 0;
    }
    if (may_resize(object) < 0) {
        return -1;
    }
    RECORD_TOUCH(object);
    ssize_t offset = o->start - o->bytes;
    if (n + offset + 1 <= o->allocated && n >= o->allocated / 2) {
        o->base.size = n;
        o->start[n] = '\0';
        return 0;
    }
    ssize_t room = n + 1;
    if (n > o->base.size && n <= o->allocated + o->allocated / 8) {
        room = n + (n >> 3) + (n < 9 ? 3 : 6);
    }
    if (n > SSIZE_MAX - 64) {
        error_no_memory();
        return -1;
    }
    char *fresh = mem_alloc((size_t)room);
    if (fresh == NULL) {
        error_no_memory();
        return -1;
    }
    memcpy(fresh, bytearray_data(object),
           (size_t)(n < o->base.size ? n : o->base.size));
    mem_free(o->bytes);
    o->bytes = o->start = fresh;
    o->allocated = room;
    o->base.size = n;
    fresh[n] = '\0';
    return 0;
}

/* Replaces bytes [low, high) by n others. */
int
bytearray_splice(Object *o, ssize_t low, ssize_t high, const char *data,
                 ssize_t n)
{
    ssize_t size = bytearray_size(o);
    ssize_t grow = n - (high - low);
    RECORD_TOUCH(o);
    if (grow < 0) {
        if (may_resize(o) < 0) {
            return -1;
        }
        memmove(bytearray_data(o) + low + n, bytearray_data(o) + high,
                (size_t)(size - high));
    }
    if (grow != 0 && bytearray_resize(o, size + grow) < 0) {
        return -1;
    }
    if (grow > 0) {
        memmove(bytearray_data(o) + low + n, bytearray_data(o) + high,
                (size_t)(size - high));
    }
    if (n > 0) {
        memcpy(bytearray_data(o) + low, data, (size_t)n);
    }
    return 0;
}

/* --- making --- */

/* Appends ints of an iterable. */
int
bytearray_append_all(Object *self, Object *iterable)
{
    Object *iterator = iter_new(iterable);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError),
                         "cannot convert '%.200s' object to bytearray",
                         TYPE_OF(iterable)->name);
        }
        return -1;
    }
    Object *item;
    while ((item = iter_next(iterator)) != NULL) {
        int byte = span_byte(item, "byte");
        ref_dec(item);
        char c = (char)byte;
        ssize_t n = bytearray_size(self);
        if (byte < 0 || bytearray_splice(self, n, n, &c, 1) < 0) {
            ref_dec(iterator);
            return -1;
        }
    }
    ref_dec(iterator);
    return error_occurred() != NULL ? -1 : 0;
}

static int
fill_text(Object *self, Object *x, Object *encoding, Object *errors)
{
    Object *given[2] = {encoding, errors};
    const char *texts[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (given[i] != NULL && !str_check(given[i])) {
            error_format(EXC(TypeError),
                         "bytearray() argument '%s' must be str, not %.50s",
                         i == 0 ? "encoding" : "errors",
                         given[i] == NONE ? "None" : TYPE_OF(given[i])->name);
            return -1;
        }
        if (given[i] != NULL
            && (texts[i] = str_as_utf8(given[i], NULL)) == NULL) {
            return -1;
        }
    }
    if (x == NULL || !str_check(x)) {
        error_set_text(EXC(TypeError),
                       encoding != NULL
                           ? "encoding without a string argument"
                           : "errors without a string argument");
        return -1;
    }
    if (encoding == NULL) {
        error_set_text(EXC(TypeError), "string argument without an encoding");
        return -1;
    }
    Object *bytes = str_encode(x, texts[0], texts[1]);
    if (bytes == NULL) {
        return -1;
    }
    int status = bytearray_splice(self, 0, bytearray_size(self),
                                  bytes_data(bytes), bytes_size(bytes));
    ref_dec(bytes);
    return status;
}

// To an empty bytearray.
static int
fill_zeros(Object *self, ssize_t n)
{
    if (n < 0) {
        error_set_text(EXC(ValueError), "negative count");
        return -1;
    }
    if (n > 0 && bytearray_resize(self, n) < 0) {
        return -1;
    }
    memset(bytearray_data(self), 0, (size_t)n);
    return 0;
}

static int
slot_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[]
        = {"source", "encoding", "errors", NULL};
    static const ArgsSpec spec = {"bytearray", names, 0, 0, 0};
    Object *out[3];
    if (!args_parse_tuple(&spec, args, kwargs, out)) {
        return -1;
    }
    if (bytearray_size(self) != 0 && bytearray_resize(self, 0) < 0) {
        return -1;
    }
    Object *x = out[0];
    if (out[1] != NULL || out[2] != NULL) {
        return fill_text(self, x, out[1], out[2]);
    }
    if (x == NULL) {
        return 0;
    }
    if (str_check(x)) {
        error_set_text(EXC(TypeError), "string argument without an encoding");
        return -1;
    }
    if (number_has_index(x)) {
        ssize_t n = number_as_ssize(x, EXC(OverflowError));
        if (n != -1 || error_occurred() == NULL) {
            return fill_zeros(self, n);
        }
        if (!error_matches(EXC(TypeError))) {
            return -1;
        }
        error_clear(); // it may have bytes all the same
    }
    if (buffer_check(x)) {
        BufferView view;
        Object *bytes = memoryview_check(x) ? memoryview_bytes(x)
                                            : ref_new(x);
        int status = -1;
        if (bytes != NULL && buffer_get(bytes, &view, BUFFER_SIMPLE) == 0) {
            status = bytearray_splice(self, 0, 0, view.buf, view.len);
            buffer_release(&view);
        }
        ref_xdec(bytes);
        return status;
    }
    return bytearray_append_all(self, x);
}

static void
slot_dealloc(Object *o)
{
    mem_free(((ByteArray *)o)->bytes);
    object_end(o);
}

static size_t
slot_size_of(Object *o)
{
    return sizeof(ByteArray) + (size_t)((ByteArray *)o)->allocated;
}

/* --- slots --- */

static Object *
slot_repr(Object *o)
{
    Object *inner = bytes_repr(o);
    if (inner == NULL) {
        return NULL;
    }
    Object *result = str_from_format("%s(%U)", type_short_name(TYPE_OF(o)),
                                     inner);
    ref_dec(inner);
    return result;
}

static void
slot_value_text(Object *o, char *out, size_t size)
{
    ssize_t n = bytearray_size(o);
    size_t at = (size_t)snprintf(out, size, "bytearray(b'");
    ssize_t i = 0;
    for (; i < n && i < 37 && at + 32 < size; i++) {
        uint8_t c = (uint8_t)bytearray_data(o)[i];
        bool plain = c >= ' ' && c < 127 && c != '\'' && c != '\\';
        at += (size_t)snprintf(out + at, size - at, plain ? "%c" : "\\x%02x",
                               c);
    }
    snprintf(out + at, size - at, i < n ? "\xe2\x80\xa6') (%zd)" : "')", n);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    BufferView x, y;
    if (!buffer_check(a) || !buffer_check(b)) {
        return not_implemented_new();
    }
    if (buffer_get(a, &x, BUFFER_SIMPLE) < 0) {
        error_clear();
        return not_implemented_new();
    }
    if (buffer_get(b, &y, BUFFER_SIMPLE) < 0) {
        buffer_release(&x);
        error_clear();
        return not_implemented_new();
    }
    int order = memcmp(x.buf, y.buf, (size_t)(x.len < y.len ? x.len : y.len));
    order = order != 0 ? order : x.len < y.len ? -1 : x.len > y.len;
    buffer_release(&x);
    buffer_release(&y);
    return bool_new(op == CMP_LT   ? order < 0
                    : op == CMP_LE ? order <= 0
                    : op == CMP_EQ ? order == 0
                    : op == CMP_NE ? order != 0
                    : op == CMP_GT ? order > 0
                                   : order >= 0);
}

static Object *
slot_concat(Object *a, Object *b)
{
    Object *bytes = bytes_concat(a, b);
    if (bytes == NULL) {
        return NULL;
    }
    Object *result = bytearray_new(bytes_data(bytes), bytes_size(bytes));
    ref_dec(bytes);
    return result;
}

Object *
bytearray_extend(Object *self, Object *other)
{
    BufferView view;
    if (!buffer_check(other)) {
        return error_format(EXC(TypeError), "can't concat %.100s to %.100s",
                            TYPE_OF(other)->name, TYPE_OF(self)->name);
    }
    if (other == self) {
        Object *copy = bytes_new(bytearray_data(self), bytearray_size(self));
        Object *result = copy == NULL ? NULL : bytearray_extend(self, copy);
        ref_xdec(copy);
        return result;
    }
    if (buffer_get(other, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t n = bytearray_size(self);
    int status = bytearray_splice(self, n, n, view.buf, view.len);
    buffer_release(&view);
    return status < 0 ? NULL : ref_new(self);
}

static Object *
slot_repeat(Object *o, ssize_t n)
{
    ssize_t length = bytearray_size(o);
    n = n < 0 ? 0 : n;
    if (n > 0 && length > SSIZE_MAX / n) {
        return error_no_memory();
    }
    Object *result = bytearray_new(NULL, length * n);
    for (ssize_t i = 0; result != NULL && length > 0 && i < n; i++) {
        memcpy(bytearray_data(result) + i * length, bytearray_data(o),
               (size_t)length);
    }
    return result;
}

static Object *
slot_inplace_repeat(Object *self, ssize_t n)
{
    ssize_t length = bytearray_size(self);
    n = n < 0 ? 0 : n;
    if (n > 0 && length > SSIZE_MAX / n) {
        return error_no_memory();
    }
    if (bytearray_resize(self, length * n) < 0) {
        return NULL;
    }
    RECORD_TOUCH(self);
    for (ssize_t i = 1; length > 0 && i < n; i++) {
        memcpy(bytearray_data(self) + i * length, bytearray_data(self),
               (size_t)length);
    }
    return ref_new(self);
}

static Object *
slot_remainder(Object *a, Object *b)
{
    if (!bytearray_check(a)) {
        return not_implemented_new();
    }
    return bytes_format_percent(bytearray_data(a), bytearray_size(a), b,
                                true);
}

static int
slot_buffer_get(Object *o, BufferView *view, int flags)
{
    int status = buffer_fill(view, o, bytearray_data(o), bytearray_size(o),
                             0, flags);
    if (status == 0) {
        ((ByteArray *)o)->exports++;
    }
    return status;
}

static void
slot_buffer_release(Object *o, BufferView *view UNUSED)
{
    ((ByteArray *)o)->exports--;
}

static NumberSlots bytearray_number = {.remainder = slot_remainder};

static SequenceSlots bytearray_sequence = {
    .length = bytearray_length,
    .concat = slot_concat,
    .repeat = slot_repeat,
    .item = bytearray_item,
    .ass_item = bytearray_ass_item,
    .contains = span_contains,
    .inplace_concat = bytearray_extend,
    .inplace_repeat = slot_inplace_repeat,
};

static BufferSlots bytearray_buffer = {
    .get = slot_buffer_get,
    .release = slot_buffer_release,
};

STATIC_OBJECT Type bytearray_type = {
    TYPE_HEAD_INIT,
    .name = "bytearray",
    .basicsize = sizeof(ByteArray),
    .dealloc = slot_dealloc,
    .value_text = slot_value_text,
    .repr = slot_repr,
    .str = slot_repr,
    .number = &bytearray_number,
    .sequence = &bytearray_sequence,
    .mapping = &bytearray_mapping,
    .hash = hash_not_implemented,
    .buffer = &bytearray_buffer,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_MATCH_SELF,
    .doc = "bytearray(iterable_of_ints) -> bytearray\n"
           "bytearray(string, encoding[, errors]) -> bytearray\n"
           "bytearray(bytes_or_buffer) -> mutable copy\n"
           "bytearray(int) -> bytearray of that many zeros\n"
           "bytearray() -> empty bytearray",
    .richcompare = slot_richcompare,
    .iter = bytearray_iter,
    .methods = bytearray_methods,
    .init = slot_init,
    .new_ = type_generic_new,
    .size_of = slot_size_of,
};
