/* marshal_read.c - bytes to values */
#include "interp/modules/marshal.h"

#include <string.h>

#include "gc/alloc.h"
#include "interp/bytecode/code_new.h"
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

typedef struct Reader {
    const unsigned char *at, *end;
    Object *file;   // borrowed; NULL: the bytes are all there
    Object *buffer; // bytearray of what came from the file last; owned
    Object *refs;   // list of what 'r' can refer to; None: not yet there
    int depth;
} Reader;

// A new reference. NULL without an error: the letter '0', which stands where
// a dict ends; anywhere else the caller sets the error.
static Object *get_object(Reader *r);

static void *
fail(const char *text)
{
    error_set_text(EXC(ValueError), text);
    return NULL;
}

// Has the file fill a bytearray with the next n bytes.
static const unsigned char *
take_from_file(Reader *r, size_t n)
{
    REF_CLEAR(r->buffer);
    r->buffer = bytearray_new(NULL, (ssize_t)n);
    Object *view = r->buffer == NULL ? NULL : memoryview_new(r->buffer);
    Object *count = view == NULL ? NULL
                                 : call_method_text(r->file, "readinto",
                                                    &view, 1);
    ref_xdec(view);
    ssize_t got = count == NULL ? -1
                                : number_as_ssize(count, EXC(ValueError));
    ref_xdec(count);
    if (error_occurred()) {
        return NULL;
    }
    // Whoever kept the view may have changed its size.
    if (got > (ssize_t)n || bytearray_size(r->buffer) != (ssize_t)n) {
        return (void *)error_format(EXC(ValueError),
                                    "read() returned too much data: %zd bytes "
                                    "requested, %zd returned",
                                    (ssize_t)n, got);
    }
    if (got != (ssize_t)n) {
        error_set_text(EXC(EOFError), "EOF read where not expected");
        return NULL;
    }
    return (const unsigned char *)bytearray_data(r->buffer);
}

// The next n bytes, there until more are taken.
static const unsigned char *
take(Reader *r, size_t n)
{
    if (r->file != NULL) {
        return take_from_file(r, n);
    }
    if ((size_t)(r->end - r->at) < n) {
        error_set_text(EXC(EOFError), "marshal data too short");
        return NULL;
    }
    const unsigned char *place = r->at;
    r->at += n;
    return place;
}

// One byte; -1 with an error.
static int
take_byte(Reader *r)
{
    if (r->file == NULL && r->at == r->end) {
        error_set_text(EXC(EOFError), "EOF read where not expected");
        return -1;
    }
    const unsigned char *p = take(r, 1);
    return p == NULL ? -1 : *p;
}

static bool
take_long(Reader *r, int32_t *out)
{
    const unsigned char *p = take(r, 4);
    if (p != NULL) {
        memcpy(out, p, 4);
    }
    return p != NULL;
}

// A length of 4 bytes; -1 with an error, for a wrong one with `text`.
static ssize_t
take_size(Reader *r, const char *text)
{
    int32_t n;
    if (!take_long(r, &n)) {
        return -1;
    }
    if (n < 0) {
        fail(text);
        return -1;
    }
    return n;
}

// Not more than the bytes there are: for memory that is wanted before they
// are read. The first one that is missing is an error of its own.
static ssize_t
at_most_left(const Reader *r, ssize_t n, size_t bytes_each)
{
    size_t most = (size_t)(r->end - r->at) / bytes_each;
    return r->file != NULL || (size_t)n <= most ? n : (ssize_t)most;
}

// Has 'r' refer to the object if the flag is set. Takes it and gives it back.
static Object *
refer(Reader *r, int flag, STEALS Object *o)
{
    if (o != NULL && flag != 0 && list_append(r->refs, o) < 0) {
        REF_CLEAR(o);
    }
    return o;
}

// The same for an object that can be had only when its parts have been read:
// the number it will have; -1: none, -2 with an error.
static ssize_t
reserve(Reader *r, int flag)
{
    if (flag == 0) {
        return -1;
    }
    return list_append(r->refs, NONE) < 0 ? -2 : list_size(r->refs) - 1;
}

static Object *
refer_reserved(Reader *r, ssize_t number, STEALS Object *o)
{
    if (o != NULL && number >= 0 &&
        list_set(r->refs, number, ref_new(o)) < 0) {
        REF_CLEAR(o);
    }
    return o;
}

static Object *
get_small_int(Reader *r)
{
    int32_t n;
    return take_long(r, &n) ? int_from_long(n) : NULL;
}

static Object *
get_int64(Reader *r)
{
    const unsigned char *p = take(r, 8);
    return p == NULL ? NULL : int_from_bytes(p, 8, true, true);
}

// Fills digits of 30 bits, each with two of the format's.
static bool
take_digits(Reader *r, uint32_t *digits, ssize_t n)
{
    for (ssize_t i = 0; i < n; i++) {
        const unsigned char *p = take(r, 2);
        if (p == NULL) {
            return false;
        }
        uint32_t part = (uint32_t)(p[0] | p[1] << 8);
        if (part >> MARSHAL_DIGIT != 0) {
            return fail("bad marshal data (digit out of range in long)");
        }
        if (part == 0 && i == n - 1) {
            return fail("bad marshal data (unnormalized long data)");
        }
        digits[i / 2] |= part << (i % 2 * MARSHAL_DIGIT);
    }
    return true;
}

static Object *
get_int(Reader *r)
{
    int32_t size;
    if (!take_long(r, &size)) {
        return NULL;
    }
    if (size < -MARSHAL_MOST) {
        return fail("bad marshal data (long size out of range)");
    }
    ssize_t n = size < 0 ? -(ssize_t)size : size;
    size_t room = (size_t)at_most_left(r, n, 2) / 2 + 1;
    uint32_t *digits = mem_alloc(room * sizeof(*digits));
    if (digits == NULL) {
        return error_no_memory();
    }
    memset(digits, 0, room * sizeof(*digits));
    Object *o = take_digits(r, digits, n)
                    ? int_from_digits(digits, (n + 1) / 2, size < 0)
                    : NULL;
    mem_free(digits);
    return o;
}

static bool
take_double(Reader *r, double *out)
{
    const unsigned char *p = take(r, 8);
    if (p != NULL) {
        memcpy(out, p, 8);
    }
    return p != NULL;
}

// A number as versions 0 and 1 have it.
static bool
take_double_text(Reader *r, double *out)
{
    char text[256];
    const char *end;
    int n = take_byte(r);
    const unsigned char *p = n < 0 ? NULL : take(r, (size_t)n);
    if (p == NULL) {
        return false;
    }
    memcpy(text, p, (size_t)n);
    text[n] = '\0';
    if (!float_parse(text, out, &end) || *end != '\0') {
        error_format(EXC(ValueError),
                     "could not convert string to float: '%.200s'", text);
        return false;
    }
    return true;
}

static Object *
get_float(Reader *r, bool (*take_one)(Reader *, double *))
{
    double value;
    return take_one(r, &value) ? float_new(value) : NULL;
}

static Object *
get_complex(Reader *r, bool (*take_one)(Reader *, double *))
{
    double real, imag;
    return take_one(r, &real) && take_one(r, &imag) ? complex_new(real, imag)
                                                    : NULL;
}

static Object *
get_bytes(Reader *r)
{
    ssize_t n =
        take_size(r, "bad marshal data (bytes object size out of range)");
    const unsigned char *p = n < 0 ? NULL : take(r, (size_t)n);
    return p == NULL ? NULL : bytes_new((const char *)p, n);
}

static Object *
get_str(Reader *r, int type)
{
    ssize_t n = type == 'z' || type == 'Z'
                    ? take_byte(r)
                    : take_size(r, "bad marshal data (string size out of "
                                   "range)");
    const unsigned char *p = n < 0 ? NULL : take(r, (size_t)n);
    if (p == NULL) {
        return NULL;
    }
    const char *text = (const char *)p;
    Object *o = type == 'u' || type == 't'
                    ? str_decode_utf8(text, n, "surrogatepass")
                    : str_from_latin1(text, n);
    if (o != NULL && (type == 't' || type == 'A' || type == 'Z')) {
        str_intern(&o);
    }
    return o;
}

// Something that stands in a container, or NULL with an error.
static Object *
get_item(Reader *r, const char *container)
{
    Object *item = get_object(r);
    if (item == NULL && !error_occurred()) {
        error_format(EXC(TypeError), "NULL object in marshal data for %s",
                     container);
    }
    return item;
}

// What stands in a tuple or list may refer to it: so it is known before its
// items are, and until they are read it holds None.
static Object *
get_tuple(Reader *r, int flag, ssize_t n)
{
    Object *tuple = n < 0 ? NULL : tuple_new(at_most_left(r, n, 1));
    for (ssize_t i = 0; tuple != NULL && i < tuple_size(tuple); i++) {
        tuple_init_item(tuple, i, none_new());
    }
    tuple = refer(r, flag, tuple);
    for (ssize_t i = 0; tuple != NULL && i < n; i++) {
        Object *item = get_item(r, "tuple");
        if (item == NULL) {
            REF_CLEAR(tuple);
        } else {
            ref_store(tuple, &tuple_get(tuple, i), item);
        }
    }
    return tuple;
}

static Object *
get_list(Reader *r, int flag)
{
    ssize_t n = take_size(r, "bad marshal data (list size out of range)");
    Object *list = n < 0 ? NULL : list_new(at_most_left(r, n, 1));
    for (ssize_t i = 0; list != NULL && i < list_size(list); i++) {
        list_init_item(list, i, none_new());
    }
    list = refer(r, flag, list);
    for (ssize_t i = 0; list != NULL && i < n; i++) {
        Object *item = get_item(r, "list");
        if (item == NULL || list_set(list, i, item) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static Object *
get_dict(Reader *r, int flag)
{
    Object *dict = refer(r, flag, dict_new());
    Object *key;
    while (dict != NULL && (key = get_object(r)) != NULL) {
        Object *value = get_object(r);
        bool ended = value == NULL;
        if (!ended && dict_set(dict, key, value) < 0) {
            ended = true;
        }
        ref_dec(key);
        ref_xdec(value);
        if (ended) {
            break;
        }
    }
    if (error_occurred()) {
        REF_CLEAR(dict);
    }
    return dict;
}

static Object *
get_set(Reader *r, int flag)
{
    ssize_t n = take_size(r, "bad marshal data (set size out of range)");
    Object *set = n < 0 ? NULL : refer(r, flag, set_new(NULL));
    for (ssize_t i = 0; set != NULL && i < n; i++) {
        Object *item = get_item(r, "set");
        if (item == NULL || set_add(set, item) < 0) {
            REF_CLEAR(set);
        }
        ref_xdec(item);
    }
    return set;
}

static Object *
get_frozenset(Reader *r, int flag)
{
    ssize_t n = take_size(r, "bad marshal data (set size out of range)");
    ssize_t number = n < 0 ? -2 : reserve(r, flag);
    Object *items = number == -2 ? NULL : list_new(0);
    for (ssize_t i = 0; items != NULL && i < n; i++) {
        Object *item = get_item(r, "set");
        // One that has no hash is told of where it stands.
        if (item == NULL || (object_hash(item) == -1 && error_occurred())) {
            ref_xdec(item);
            REF_CLEAR(items);
        } else if (list_append_steal(items, item) < 0) {
            REF_CLEAR(items);
        }
    }
    Object *set = items == NULL ? NULL : frozenset_new(n == 0 ? NULL : items);
    ref_xdec(items);
    return refer_reserved(r, number, set);
}

static Object *
get_code(Reader *r, int flag)
{
    CodeParts parts = {0};
    int *const numbers[] = {&parts.argcount, &parts.posonlyargcount,
                            &parts.kwonlyargcount, &parts.stacksize,
                            &parts.flags};
    Object *objects[10] = {NULL}; // in the order of the format; owned
    Object *code = NULL;
    ssize_t number = reserve(r, flag);
    bool complete = number != -2;
    for (int i = 0; complete && i < 5; i++) {
        complete = take_long(r, numbers[i]);
    }
    for (int i = 0; complete && i < 10; i++) {
        complete = (i != 8 || take_long(r, &parts.firstlineno)) &&
                   (objects[i] = get_item(r, "code object")) != NULL;
    }
    if (complete) {
        parts.code = objects[0];
        parts.consts = objects[1];
        parts.names = objects[2];
        parts.localsplusnames = objects[3];
        parts.localspluskinds = objects[4];
        parts.filename = objects[5];
        parts.name = objects[6];
        parts.qualname = objects[7];
        parts.linetable = objects[8];
        parts.exceptiontable = objects[9];
        code = code_from_parts(&parts);
    }
    for (int i = 0; i < 10; i++) {
        ref_xdec(objects[i]);
    }
    return refer_reserved(r, number, code);
}

static Object *
get_reference(Reader *r)
{
    int32_t n;
    if (!take_long(r, &n)) {
        return NULL;
    }
    Object *o = n < 0 || n >= list_size(r->refs) ? NONE
                                                 : list_get(r->refs, n);
    return o == NONE ? fail("bad marshal data (invalid reference)")
                     : ref_new(o);
}

static Object *
get_plain(Reader *r, int type)
{
    switch (type) {
    case 'i':
        return get_small_int(r);
    case 'I':
        return get_int64(r);
    case 'l':
        return get_int(r);
    case 'f':
        return get_float(r, take_double_text);
    case 'g':
        return get_float(r, take_double);
    case 'x':
        return get_complex(r, take_double_text);
    case 'y':
        return get_complex(r, take_double);
    case 's':
        return get_bytes(r);
    case 'u':
    case 't':
    case 'a':
    case 'A':
    case 'z':
    case 'Z':
        return get_str(r, type);
    default:
        return fail("bad marshal data (unknown type code)");
    }
}

static Object *
get_typed(Reader *r, int type, int flag)
{
    switch (type) {
    case '0':
        return NULL;
    case 'N':
        return none_new();
    case 'T':
    case 'F':
        return bool_new(type == 'T');
    case '.':
        return ref_new(ELLIPSIS);
    case 'S':
        return ref_new(EXC(StopIteration));
    case ')':
        return get_tuple(r, flag, take_byte(r));
    case '(':
        return get_tuple(r, flag,
                         take_size(r, "bad marshal data (tuple size out of "
                                      "range)"));
    case '[':
        return get_list(r, flag);
    case '{':
        return get_dict(r, flag);
    case '<':
        return get_set(r, flag);
    case '>':
        return get_frozenset(r, flag);
    case 'c':
        return get_code(r, flag);
    case 'r':
        return get_reference(r);
    default:
        return refer(r, flag, get_plain(r, type));
    }
}

static Object *
get_object(Reader *r)
{
    int byte = take_byte(r);
    if (byte < 0) {
        if (error_matches(EXC(EOFError))) {
            error_set_text(EXC(EOFError), "EOF read where object expected");
        }
        return NULL;
    }
    if (r->depth >= MARSHAL_DEPTH) {
        return fail("recursion limit exceeded");
    }
    r->depth++;
    Object *o = get_typed(r, byte & ~MARSHAL_REF, byte & MARSHAL_REF);
    r->depth--;
    return o;
}

static Object *
read_one(Reader *r)
{
    r->refs = list_new(0);
    Object *value = r->refs == NULL ? NULL : get_item(r, "object");
    ref_xdec(r->refs);
    ref_xdec(r->buffer);
    return value;
}

Object *
marshal_read(const void *bytes, size_t n)
{
    Reader r = {.at = bytes};
    r.end = r.at + n;
    return read_one(&r);
}

Object *
marshal_read_file(Object *file)
{
    Reader r = {.file = file};
    return read_one(&r);
}
