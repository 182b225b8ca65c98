/* The module marshal: plain values as bytes, in CPython 3.11's format
 * (version 4, without references to earlier objects when writing). Code
 * objects are not written: the runtime keeps no bytecode in files. */
#include <string.h>

#include "gc/alloc.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/complex.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

#define MAX_DEPTH 2000
#define FLAG_REF 0x80
#define DIGIT 15 /* bits of a digit in the format */

// -------------------------------------------------------------------- writing

typedef struct Writer {
    char *data; // owned
    size_t length, room;
    int depth;
    bool failed; // an error is pending
} Writer;

static void
put_bytes(Writer *w, const void *bytes, size_t n)
{
    if (w->length + n > w->room && !w->failed) {
        size_t room = (w->length + n) * 2 + 64;
        char *grown = mem_realloc(w->data, room);
        if (grown == NULL) {
            error_no_memory();
            w->failed = true;
        } else {
            w->data = grown;
            w->room = room;
        }
    }
    if (!w->failed) {
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
put_long(Writer *w, ssize_t value)
{
    int32_t number = (int32_t)value;
    put_bytes(w, &number, 4);
}

static void put_object(Writer *w, Object *o);

static void
put_int(Writer *w, Object *o)
{
    int overflow;
    long value = int_as_long_overflow(o, &overflow);
    if (overflow == 0 && value == (int32_t)value) {
        put_byte(w, 'i');
        put_long(w, value);
        return;
    }
    size_t n = (int_num_bits(o) + DIGIT - 1) / DIGIT;
    put_byte(w, 'l');
    put_long(w, int_sign(o) < 0 ? -(ssize_t)n : (ssize_t)n);
    const uint32_t *digits = ((Int *)o)->digits;
    for (size_t i = 0; i < n; i++) {
        uint16_t part = (uint16_t)(digits[i / 2] >> (i % 2 * DIGIT) &
                                   ((1U << DIGIT) - 1));
        put_bytes(w, &part, 2);
    }
}

static void
put_str(Writer *w, Object *o)
{
    ssize_t n = str_length(o);
    bool interned = str_is_interned(o);
    if (str_is_ascii(o)) {
        if (n < 256) {
            put_byte(w, interned ? 'Z' : 'z');
            put_byte(w, (int)n);
        } else {
            put_byte(w, interned ? 'A' : 'a');
            put_long(w, n);
        }
        put_bytes(w, str_data(o), (size_t)n);
        return;
    }
    Object *bytes = str_encode(o, "utf-8", "surrogatepass");
    if (bytes == NULL) {
        w->failed = true;
        return;
    }
    put_byte(w, interned ? 't' : 'u');
    put_long(w, bytes_size(bytes));
    put_bytes(w, bytes_data(bytes), (size_t)bytes_size(bytes));
    ref_dec(bytes);
}

static void
put_items(Writer *w, int code, Object *o)
{
    Object *list = sequence_list(o);
    if (list == NULL) {
        w->failed = true;
        return;
    }
    ssize_t n = list_size(list);
    if (code == ')' && n >= 256) {
        code = '(';
    }
    put_byte(w, code);
    if (code == ')') {
        put_byte(w, (int)n);
    } else {
        put_long(w, n);
    }
    for (ssize_t i = 0; i < n; i++) {
        put_object(w, list_get(list, i));
    }
    ref_dec(list);
}

static void
put_dict(Writer *w, Object *o)
{
    ssize_t position = 0;
    Object *key, *value;
    put_byte(w, '{');
    while (dict_next(o, &position, &key, &value)) {
        put_object(w, key);
        put_object(w, value);
    }
    put_byte(w, '0');
}

static void
put_object(Writer *w, Object *o)
{
    if (w->failed) {
        return;
    }
    if (++w->depth > MAX_DEPTH) {
        error_set_text(EXC(ValueError),
                       "object too deeply nested to marshal");
        w->failed = true;
    } else if (o == NONE || o == ELLIPSIS || TYPE_OF(o) == &bool_type) {
        put_byte(w, o == NONE               ? 'N'
                    : o == ELLIPSIS         ? '.'
                    : object_is_true(o) > 0 ? 'T'
                                            : 'F');
    } else if (int_check_exact(o)) {
        put_int(w, o);
    } else if (float_check_exact(o)) {
        double value = float_value(o);
        put_byte(w, 'g');
        put_bytes(w, &value, 8);
    } else if (complex_check_exact(o)) {
        double parts[2] = {complex_real(o), complex_imag(o)};
        put_byte(w, 'y');
        put_bytes(w, parts, 16);
    } else if (bytes_check_exact(o)) {
        put_byte(w, 's');
        put_long(w, bytes_size(o));
        put_bytes(w, bytes_data(o), (size_t)bytes_size(o));
    } else if (str_check_exact(o)) {
        put_str(w, o);
    } else if (tuple_check_exact(o)) {
        put_items(w, ')', o);
    } else if (list_check_exact(o)) {
        put_items(w, '[', o);
    } else if (dict_check_exact(o)) {
        put_dict(w, o);
    } else if (TYPE_OF(o) == &set_type || TYPE_OF(o) == &frozenset_type) {
        put_items(w, TYPE_OF(o) == &set_type ? '<' : '>', o);
    } else {
        error_set_text(EXC(ValueError), "unmarshallable object");
        w->failed = true;
    }
    w->depth--;
}

static Object *
m_dumps(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("dumps", nargs, 1, 2)) {
        return NULL;
    }
    Writer w = {0};
    put_object(&w, args[0]);
    Object *bytes = w.failed ? NULL
                             : bytes_new(w.data, (ssize_t)w.length);
    mem_free(w.data);
    return bytes;
}

// -------------------------------------------------------------------- reading

typedef struct Reader {
    const unsigned char *at, *end;
    Object *refs; // list of the objects that may be referred to
    int depth;
} Reader;

static Object *get_object(Reader *r);

static void *
fail(const char *text)
{
    error_set_text(EXC(ValueError), text);
    return NULL;
}

static const unsigned char *
take(Reader *r, size_t n)
{
    if ((size_t)(r->end - r->at) < n) {
        error_set_text(EXC(EOFError), "marshal data too short");
        return NULL;
    }
    const unsigned char *place = r->at;
    r->at += n;
    return place;
}

// A length or number of 4 bytes, or of 1; -1 with an error.
static ssize_t
take_size(Reader *r, size_t width)
{
    const unsigned char *p = take(r, width);
    if (p == NULL) {
        return -1;
    }
    int32_t value = p[0];
    if (width == 4) {
        memcpy(&value, p, 4);
    }
    if (value < 0) {
        fail("bad marshal data (size out of range)");
        return -1;
    }
    return value;
}

static Object *
get_int(Reader *r, bool small)
{
    const unsigned char *p = take(r, 4);
    int32_t n;
    if (p == NULL) {
        return NULL;
    }
    memcpy(&n, p, 4);
    if (small) {
        return int_from_long(n);
    }
    size_t count = (size_t)(n < 0 ? -(int64_t)n : n);
    p = take(r, count * 2);
    uint32_t *digits =
        p == NULL ? NULL : mem_alloc((count / 2 + 1) * sizeof(uint32_t));
    if (digits == NULL) {
        return p == NULL ? NULL : error_no_memory();
    }
    memset(digits, 0, (count / 2 + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < count; i++) {
        uint32_t part = (uint32_t)(p[2 * i] | p[2 * i + 1] << 8);
        digits[i / 2] |= part << (i % 2 * DIGIT);
    }
    Object *o = int_from_digits(digits, (ssize_t)(count + 1) / 2, n < 0);
    mem_free(digits);
    return o;
}

static Object *
get_doubles(Reader *r, int n)
{
    double v[2];
    const unsigned char *p = take(r, 8 * (size_t)n);
    if (p == NULL) {
        return NULL;
    }
    memcpy(v, p, 8 * (size_t)n);
    return n == 1 ? float_new(v[0]) : complex_new(v[0], v[1]);
}

static Object *
get_text(Reader *r, int code)
{
    size_t width = code == 'z' || code == 'Z' ? 1 : 4;
    ssize_t n = take_size(r, width);
    const unsigned char *p = n < 0 ? NULL : take(r, (size_t)n);
    if (p == NULL) {
        return NULL;
    }
    const char *text = (const char *)p;
    if (code == 's') {
        return bytes_new(text, n);
    }
    Object *o = code == 'u' || code == 't'
                    ? str_decode_utf8(text, n, "surrogatepass")
                    : str_from_latin1(text, n);
    if (o != NULL && (code == 't' || code == 'A' || code == 'Z')) {
        str_intern(&o);
    }
    return o;
}

static Object *
get_items(Reader *r, int code)
{
    ssize_t n = take_size(r, code == ')' ? 1 : 4);
    Object *list = n < 0 ? NULL : list_new(0);
    for (ssize_t i = 0; list != NULL && i < n; i++) {
        Object *item = get_object(r);
        if (item == NULL || list_append_steal(list, item) < 0) {
            REF_CLEAR(list);
        }
    }
    if (list == NULL || code == '[') {
        return list;
    }
    Object *result = code == '<'   ? set_new(list)
                     : code == '>' ? frozenset_new(list)
                                   : list_as_tuple(list);
    ref_dec(list);
    return result;
}

static Object *
get_dict(Reader *r)
{
    Object *dict = dict_new();
    while (dict != NULL) {
        if (r->at < r->end && *r->at == '0') {
            r->at++;
            break;
        }
        Object *key = get_object(r);
        Object *value = key == NULL ? NULL : get_object(r);
        if (value == NULL || dict_set(dict, key, value) < 0) {
            REF_CLEAR(dict);
        }
        ref_xdec(key);
        ref_xdec(value);
    }
    return dict;
}

static Object *
get_plain(Reader *r, int code)
{
    switch (code) {
    case 'N':
        return none_new();
    case 'T':
    case 'F':
        return bool_new(code == 'T');
    case '.':
        return ref_new(ELLIPSIS);
    case 'i':
    case 'l':
        return get_int(r, code == 'i');
    case 'g':
        return get_doubles(r, 1);
    case 'y':
        return get_doubles(r, 2);
    case 's':
    case 'u':
    case 't':
    case 'a':
    case 'A':
    case 'z':
    case 'Z':
        return get_text(r, code);
    case '(':
    case ')':
    case '[':
    case '<':
    case '>':
        return get_items(r, code);
    case '{':
        return get_dict(r);
    case 'r': {
        ssize_t i = take_size(r, 4);
        if (i < 0 || i >= list_size(r->refs)) {
            return error_occurred() ? NULL
                                    : fail("bad marshal data (invalid "
                                           "reference)");
        }
        return ref_new(list_get(r->refs, i));
    }
    case 'c':
        return fail("marshal: code objects are not supported by this "
                    "runtime");
    default:
        return fail("bad marshal data (unknown type code)");
    }
}

static Object *
get_object(Reader *r)
{
    const unsigned char *p = take(r, 1);
    if (p == NULL) {
        return NULL;
    }
    if (++r->depth > MAX_DEPTH) {
        return fail("recursion limit exceeded");
    }
    ssize_t place = list_size(r->refs);
    if ((*p & FLAG_REF) && list_append(r->refs, NONE) < 0) {
        return NULL;
    }
    Object *o = get_plain(r, *p & ~FLAG_REF);
    if (o != NULL && (*p & FLAG_REF) &&
        list_set(r->refs, place, ref_new(o)) < 0) {
        REF_CLEAR(o);
    }
    r->depth--;
    return o;
}

static Object *
m_loads(Object *self, Object *o)
{
    (void)self;
    BufferView view;
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    Reader r = {view.buf, (unsigned char *)view.buf + view.len, list_new(0),
                0};
    Object *result = r.refs == NULL ? NULL : get_object(&r);
    ref_xdec(r.refs);
    buffer_release(&view);
    return result;
}

static Object *
m_dump(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("dump", nargs, 2, 3)) {
        return NULL;
    }
    Object *bytes = m_dumps(self, args, 1);
    Object *result =
        bytes == NULL ? NULL : call_method(args[1], nm_write, &bytes, 1);
    ref_xdec(bytes);
    return result;
}

static Object *
m_load(Object *self, Object *file)
{
    Object *bytes = call_method(file, nm_read, NULL, 0);
    Object *result = bytes == NULL ? NULL : m_loads(self, bytes);
    ref_xdec(bytes);
    return result;
}

static MethodDef functions[] = {
    {"dumps", METHOD(m_dumps), METH_FASTCALL, NULL},
    {"loads", m_loads, METH_O, NULL},
    {"dump", METHOD(m_dump), METH_FASTCALL, NULL},
    {"load", m_load, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

Object *
marshal_module_new(void)
{
    Object *m = module_new("marshal");
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add_int(m, "version", 4) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
