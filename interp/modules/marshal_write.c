/* marshal_write.c - values to bytes */
#include "interp/modules/marshal.h"

#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/bytecode/code.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/complex.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

typedef struct WrittenRef {
    Object *object; // owned; NULL: free
    int32_t number;
} WrittenRef;

typedef struct Writer {
    char *data; // owned
    size_t length, room;
    int version, depth;
    bool failed;      // an error is pending
    WrittenRef *refs; // what 'r' can refer to, by address; owned
    size_t nrefs, refs_room; // a power of two, or 0
} Writer;

// An element of a set and what it is written as by itself; both owned.
typedef struct Element {
    Object *bytes, *value;
} Element;

static void
fail(Writer *w, const char *text)
{
    if (!w->failed) {
        error_set_text(EXC(ValueError), text);
        w->failed = true;
    }
}

static void
fail_no_memory(Writer *w)
{
    error_no_memory();
    w->failed = true;
}

static void
put_bytes(Writer *w, const void *bytes, size_t n)
{
    if (w->length + n > w->room && !w->failed) {
        size_t room = (w->length + n) * 2 + 64;
        char *grown = mem_realloc(w->data, room);
        if (grown == NULL) {
            fail_no_memory(w);
        } else {
            w->data = grown;
            w->room = room;
        }
    }
    if (!w->failed && n > 0) {
        memcpy(w->data + w->length, bytes, n);
        w->length += n;
    }
}

static void
put_byte(Writer *w, int byte)
{
    char c = (char)byte;
    put_bytes(w, &c, 1);
}

static void
put_long(Writer *w, int32_t value)
{
    put_bytes(w, &value, 4);
}

static void
put_size(Writer *w, ssize_t n)
{
    if (n > MARSHAL_MOST) {
        fail(w, "unmarshallable object");
    } else {
        put_long(w, (int32_t)n);
    }
}

// A type, a length and so many bytes.
static void
put_block(Writer *w, int type, const void *bytes, ssize_t n)
{
    put_byte(w, type);
    put_size(w, n);
    put_bytes(w, bytes, (size_t)n);
}

static void put_object(Writer *w, Object *o);
static Object *write_at(Object *value, int version, int depth);

static WrittenRef *
ref_place(Writer *w, Object *o)
{
    size_t i = ((uintptr_t)o >> 4) * 0x9e3779b97f4a7c15u;
    i = (i >> 20) & (w->refs_room - 1);
    while (w->refs[i].object != NULL && w->refs[i].object != o) {
        i = (i + 1) & (w->refs_room - 1);
    }
    return &w->refs[i];
}

static bool
grow_refs(Writer *w)
{
    Writer grown = *w;
    grown.refs_room = w->refs_room == 0 ? 64 : w->refs_room * 2;
    grown.refs = calloc(grown.refs_room, sizeof(*grown.refs));
    if (grown.refs == NULL) {
        return false;
    }
    for (size_t i = 0; i < w->refs_room; i++) {
        if (w->refs[i].object != NULL) {
            *ref_place(&grown, w->refs[i].object) = w->refs[i];
        }
    }
    free(w->refs);
    *w = grown;
    return true;
}

// Writes the number of what was written before, and answers true; or gives
// the object one, and *flag says so. What has one reference is not shared.
static bool
put_ref(Writer *w, Object *o, int *flag)
{
    if (w->version < 3 || o->refcount == 1) {
        return false;
    }
    if (w->nrefs * 2 >= w->refs_room && !grow_refs(w)) {
        fail_no_memory(w);
        return true;
    }
    WrittenRef *row = ref_place(w, o);
    if (row->object != NULL) {
        put_byte(w, 'r');
        put_long(w, row->number);
        return true;
    }
    if (w->nrefs >= MARSHAL_MOST) {
        fail(w, "unmarshallable object");
        return true;
    }
    row->object = ref_new(o);
    row->number = (int32_t)w->nrefs++;
    *flag = MARSHAL_REF;
    return false;
}

static void
put_int(Writer *w, Object *o, int flag)
{
    int overflow;
    long value = int_as_long_overflow(o, &overflow);
    if (overflow == 0 && value == (int32_t)value) {
        put_byte(w, 'i' | flag);
        put_long(w, (int32_t)value);
        return;
    }
    ssize_t n =
        (ssize_t)((int_num_bits(o) + MARSHAL_DIGIT - 1) / MARSHAL_DIGIT);
    put_byte(w, 'l' | flag);
    put_size(w, n);
    if (!w->failed && int_sign(o) < 0) {
        int32_t negative = (int32_t)-n;
        memcpy(w->data + w->length - 4, &negative, 4);
    }
    const uint32_t *digits = ((Int *)o)->digits;
    for (ssize_t i = 0; i < n; i++) {
        uint16_t part = (uint16_t)(digits[i / 2] >> (i % 2 * MARSHAL_DIGIT) &
                                   ((1U << MARSHAL_DIGIT) - 1));
        put_bytes(w, &part, 2);
    }
}

// Before version 2 as a short text.
static void
put_double(Writer *w, double value)
{
    if (w->version > 1) {
        put_bytes(w, &value, 8);
        return;
    }
    char *text = float_to_text(value, 'g', 17, 0);
    if (text == NULL) {
        w->failed = true;
        return;
    }
    put_byte(w, (int)strlen(text));
    put_bytes(w, text, strlen(text));
    mem_free(text);
}

static void
put_str(Writer *w, Object *o, int flag)
{
    bool interned = str_is_interned(o);
    if (w->version >= 4 && str_is_ascii(o)) {
        ssize_t n = str_length(o);
        if (n < 256) {
            put_byte(w, (interned ? 'Z' : 'z') | flag);
            put_byte(w, (int)n);
            put_bytes(w, str_data(o), (size_t)n);
        } else {
            put_block(w, (interned ? 'A' : 'a') | flag, str_data(o), n);
        }
        return;
    }
    Object *bytes = str_encode(o, "utf-8", "surrogatepass");
    if (bytes == NULL) {
        w->failed = true;
        return;
    }
    put_block(w, (w->version >= 3 && interned ? 't' : 'u') | flag,
              bytes_data(bytes), bytes_size(bytes));
    ref_dec(bytes);
}

static void
put_tuple(Writer *w, Object *o, int flag)
{
    ssize_t n = tuple_size(o);
    if (w->version >= 4 && n < 256) {
        put_byte(w, ')' | flag);
        put_byte(w, (int)n);
    } else {
        put_byte(w, '(' | flag);
        put_size(w, n);
    }
    for (ssize_t i = 0; i < n && !w->failed; i++) {
        put_object(w, tuple_get(o, i));
    }
}

static void
put_list(Writer *w, Object *o, int flag)
{
    put_byte(w, '[' | flag);
    put_size(w, list_size(o));
    for (ssize_t i = 0; i < list_size(o) && !w->failed; i++) {
        put_object(w, list_get(o, i));
    }
}

static void
put_dict(Writer *w, Object *o, int flag)
{
    ssize_t position = 0;
    Object *key, *value;
    put_byte(w, '{' | flag);
    while (!w->failed && dict_next(o, &position, &key, &value)) {
        put_object(w, key);
        put_object(w, value);
    }
    put_byte(w, '0');
}

static int
compare_elements(const void *a, const void *b)
{
    Object *x = ((const Element *)a)->bytes, *y = ((const Element *)b)->bytes;
    ssize_t n = bytes_size(x), m = bytes_size(y);
    int order = memcmp(bytes_data(x), bytes_data(y), (size_t)(n < m ? n : m));
    return order != 0 ? order : (n > m) - (n < m);
}

// In the order of what the elements are written as: so the bytes do not
// depend on the hashes of this process.
static void
put_set(Writer *w, Object *o, int flag)
{
    ssize_t n = set_size(o), filled = 0, position = 0;
    Object *key;
    HashValue hash;
    put_byte(w, (TYPE_OF(o) == &set_type ? '<' : '>') | flag);
    put_size(w, n);
    Element *elements = malloc((size_t)(n + 1) * sizeof(*elements));
    if (elements == NULL) {
        fail_no_memory(w);
        return;
    }
    while (!w->failed && set_next(o, &position, &key, &hash)) {
        Object *bytes = write_at(key, w->version, w->depth);
        if (bytes == NULL) {
            w->failed = true;
        } else {
            elements[filled].bytes = bytes;
            elements[filled++].value = ref_new(key);
        }
    }
    qsort(elements, (size_t)filled, sizeof(*elements), compare_elements);
    for (ssize_t i = 0; i < filled; i++) {
        // Each is held here, too, and so counts as shared: as in CPython.
        put_object(w, elements[i].value);
    }
    for (ssize_t i = 0; i < filled; i++) {
        ref_dec(elements[i].bytes);
        ref_dec(elements[i].value);
    }
    free(elements);
}

static void
put_code(Writer *w, Object *o, int flag)
{
    Code *code = (Code *)o;
    Object *instructions = object_getattr_text(o, "co_code");
    if (instructions == NULL) {
        w->failed = true;
        return;
    }
    put_byte(w, 'c' | flag);
    put_long(w, code->argcount);
    put_long(w, code->posonlyargcount);
    put_long(w, code->kwonlyargcount);
    put_long(w, code->stacksize);
    put_long(w, code->flags);
    put_object(w, instructions);
    put_object(w, code->consts);
    put_object(w, code->names);
    put_object(w, code->localsplusnames);
    put_object(w, code->localspluskinds);
    put_object(w, code->filename);
    put_object(w, code->name);
    put_object(w, code->qualname);
    put_long(w, code->firstlineno);
    put_object(w, code->linetable);
    put_object(w, code->exceptiontable);
    ref_dec(instructions);
}

// Any object with a buffer is written as bytes.
static void
put_buffer(Writer *w, Object *o, int flag)
{
    BufferView view;
    if (!buffer_check(o)) {
        fail(w, "unmarshallable object");
    } else if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        error_clear();
        fail(w, "unmarshallable object");
    } else {
        put_block(w, 's' | flag, view.buf, view.len);
        buffer_release(&view);
    }
}

static void
put_value(Writer *w, Object *o, int flag)
{
    if (int_check_exact(o)) {
        put_int(w, o, flag);
    } else if (float_check_exact(o)) {
        put_byte(w, (w->version > 1 ? 'g' : 'f') | flag);
        put_double(w, float_value(o));
    } else if (complex_check_exact(o)) {
        put_byte(w, (w->version > 1 ? 'y' : 'x') | flag);
        put_double(w, complex_real(o));
        put_double(w, complex_imag(o));
    } else if (bytes_check_exact(o)) {
        put_block(w, 's' | flag, bytes_data(o), bytes_size(o));
    } else if (str_check_exact(o)) {
        put_str(w, o, flag);
    } else if (tuple_check_exact(o)) {
        put_tuple(w, o, flag);
    } else if (list_check_exact(o)) {
        put_list(w, o, flag);
    } else if (dict_check_exact(o)) {
        put_dict(w, o, flag);
    } else if (set_any_check_exact(o)) {
        put_set(w, o, flag);
    } else if (code_check(o)) {
        put_code(w, o, flag);
    } else {
        put_buffer(w, o, flag);
    }
}

// The letter of an object that there is only one of; 0: of no such.
static int
letter_of_one(Object *o)
{
    if (o == NONE) {
        return 'N';
    }
    if (o == ELLIPSIS) {
        return '.';
    }
    if (o == EXC(StopIteration)) {
        return 'S';
    }
    if (TYPE_OF(o) == &bool_type) {
        return object_is_true(o) > 0 ? 'T' : 'F';
    }
    return 0;
}

static void
put_object(Writer *w, Object *o)
{
    if (w->failed) {
        return;
    }
    int letter = letter_of_one(o);
    int flag = 0;
    if (++w->depth > MARSHAL_DEPTH) {
        fail(w, "object too deeply nested to marshal");
    } else if (letter != 0) {
        put_byte(w, letter);
    } else if (!put_ref(w, o, &flag)) {
        put_value(w, o, flag);
    }
    w->depth--;
}

// As marshal_write, for a value that stands `depth` values deep.
static Object *
write_at(Object *value, int version, int depth)
{
    Writer w = {.version = version, .depth = depth};
    put_object(&w, value);
    for (size_t i = 0; i < w.refs_room; i++) {
        ref_xdec(w.refs[i].object);
    }
    free(w.refs);
    Object *bytes = w.failed ? NULL : bytes_new(w.data, (ssize_t)w.length);
    mem_free(w.data);
    return bytes;
}

Object *
marshal_write(Object *value, int version)
{
    return write_at(value, version, 0);
}
