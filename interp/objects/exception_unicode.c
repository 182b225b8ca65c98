/* UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError. */
#include "interp/objects/bytes.h"
#include "interp/objects/exception.h"
#include "interp/objects/exception_types.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

// Argument `i` (from 0), which must be a str; -1 with TypeError.
static int
store_text(Object *self, Object **field, Object *args, ssize_t i)
{
    Object *o = tuple_get(args, i);
    if (!str_check(o)) {
        error_format(EXC(TypeError), "argument %zd must be str, not %.50s",
                     i + 1, o == NONE ? "None" : TYPE_OF(o)->name);
        return -1;
    }
    exception_store(self, field, o);
    return 0;
}

// What could not be decoded, as bytes: an object that changes later, such as
// a bytearray, must not change the error.
static int
store_bytes(Object *self, Object **field, Object *o)
{
    if (bytes_check(o)) {
        exception_store(self, field, o);
        return 0;
    }
    BufferView view;
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return -1;
    }
    Object *copy = bytes_new(view.buf, view.len);
    buffer_release(&view);
    if (copy == NULL) {
        return -1;
    }
    exception_store(self, field, copy);
    ref_dec(copy);
    return 0;
}

// `encoding` is the first of the arguments; `decoding`: the object is bytes.
static int
unicode_error_init(Object *self, Object *args, Object *kwargs, bool encoding,
                   bool decoding)
{
    if (exception_init(self, args, kwargs) < 0) {
        return -1;
    }
    UnicodeErrorObject *e = (UnicodeErrorObject *)self;
    ssize_t n = encoding ? 5 : 4;
    if (tuple_size(args) != n) {
        error_format(EXC(TypeError),
                     "function takes exactly %zd arguments (%zd given)", n,
                     tuple_size(args));
        return -1;
    }
    ssize_t i = 0;
    if (encoding && store_text(self, &e->encoding, args, i++) < 0) {
        return -1;
    }
    Object *object = tuple_get(args, i);
    if (!decoding && store_text(self, &e->object, args, i) < 0) {
        return -1;
    }
    e->start = number_as_argument(tuple_get(args, i + 1));
    if (error_occurred()) {
        return -1;
    }
    e->end = number_as_argument(tuple_get(args, i + 2));
    if (error_occurred() || store_text(self, &e->reason, args, i + 3) < 0) {
        return -1;
    }
    return decoding ? store_bytes(self, &e->object, object) : 0;
}

int
UnicodeEncodeError_init(Object *self, Object *args, Object *kwargs)
{
    return unicode_error_init(self, args, kwargs, true, false);
}

int
UnicodeDecodeError_init(Object *self, Object *args, Object *kwargs)
{
    return unicode_error_init(self, args, kwargs, true, true);
}

int
UnicodeTranslateError_init(Object *self, Object *args, Object *kwargs)
{
    return unicode_error_init(self, args, kwargs, false, false);
}

// "'ascii' codec can't encode" and what follows. The fields may hold
// anything that a program has put there; `one` tells of a single character
// or byte and is used when the span is one that `object` has.
static Object *
unicode_error_text(UnicodeErrorObject *e, const char *verb, const char *unit,
                   Object *one)
{
    Object *reason = e->reason == NULL ? str_new(0, 0)
                                       : object_str(e->reason);
    Object *encoding = e->encoding == NULL ? NULL : object_str(e->encoding);
    Object *head = NULL, *result = NULL;
    if (reason != NULL && (encoding != NULL || e->encoding == NULL)) {
        head = encoding != NULL
                   ? str_from_format("'%U' codec can't %s", encoding, verb)
                   : str_from_format("can't %s", verb);
    }
    if (head != NULL) {
        result = one != NULL
                     ? str_from_format("%U %U in position %zd: %U", head, one,
                                       e->start, reason)
                     : str_from_format("%U %ss in position %zd-%zd: %U",
                                       head, unit, e->start, e->end - 1,
                                       reason);
    }
    ref_xdec(head);
    ref_xdec(reason);
    ref_xdec(encoding);
    return result;
}

static bool
is_one_of(UnicodeErrorObject *e, ssize_t length)
{
    return e->start >= 0 && e->start < length && e->end == e->start + 1;
}

static Object *
character_error_text(UnicodeErrorObject *e, const char *verb)
{
    if (e->object == NULL) {
        return str_new(0, 0);
    }
    Object *one = NULL;
    if (str_check(e->object) && is_one_of(e, str_length(e->object))) {
        uint32_t c = str_char(e->object, e->start);
        one = str_from_format(c <= 0xff     ? "character '\\x%02x'"
                              : c <= 0xffff ? "character '\\u%04x'"
                                            : "character '\\U%08x'", (int)c);
        if (one == NULL) {
            return NULL;
        }
    }
    Object *text = unicode_error_text(e, verb, "character", one);
    ref_xdec(one);
    return text;
}

Object *
UnicodeEncodeError_str(Object *self)
{
    return character_error_text((UnicodeErrorObject *)self, "encode");
}

Object *
UnicodeTranslateError_str(Object *self)
{
    return character_error_text((UnicodeErrorObject *)self, "translate");
}

Object *
UnicodeDecodeError_str(Object *self)
{
    UnicodeErrorObject *e = (UnicodeErrorObject *)self;
    if (e->object == NULL) {
        return str_new(0, 0);
    }
    Object *one = NULL;
    if (bytes_check(e->object) && is_one_of(e, bytes_size(e->object))) {
        one = str_from_format("byte 0x%02x", (int)(unsigned char)
                              bytes_data(e->object)[e->start]);
        if (one == NULL) {
            return NULL;
        }
    }
    Object *text = unicode_error_text(e, "decode", "byte", one);
    ref_xdec(one);
    return text;
}

FieldDef UnicodeError_own_members[] = {
    {"encoding", FIELD_OBJECT, offsetof(UnicodeErrorObject, encoding), 0,
     "exception encoding"},
    {"object", FIELD_OBJECT, offsetof(UnicodeErrorObject, object), 0,
     "exception object"},
    {"start", FIELD_SSIZE, offsetof(UnicodeErrorObject, start), 0,
     "exception start"},
    {"end", FIELD_SSIZE, offsetof(UnicodeErrorObject, end), 0,
     "exception end"},
    {"reason", FIELD_OBJECT, offsetof(UnicodeErrorObject, reason), 0,
     "exception reason"},
    {NULL, 0, 0, 0, NULL}};
