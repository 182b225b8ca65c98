/* UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError. */
#include "interp/objects/bytes.h"
#include "interp/objects/exception.h"
#include "interp/objects/exception_types.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

static int
unicode_error_init(Object *self, Object *args, Object *kwargs, bool encoding)
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
    if (encoding) {
        exception_store(self, &e->encoding, tuple_get(args, i++));
    }
    Object *object = tuple_get(args, i++);
    e->start = int_as_ssize(tuple_get(args, i++));
    e->end = int_as_ssize(tuple_get(args, i++));
    if (error_occurred()) {
        return -1;
    }
    exception_store(self, &e->object, object);
    exception_store(self, &e->reason, tuple_get(args, i));
    return 0;
}

int
UnicodeEncodeError_init(Object *self, Object *args, Object *kwargs)
{
    return unicode_error_init(self, args, kwargs, true);
}

int
UnicodeTranslateError_init(Object *self, Object *args, Object *kwargs)
{
    return unicode_error_init(self, args, kwargs, false);
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
