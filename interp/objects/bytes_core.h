/* bytes_core.h - what bytes and bytearray share (prefix: span_) */
#ifndef INTERP_OBJECTS_BYTES_CORE_H
#define INTERP_OBJECTS_BYTES_CORE_H

#include "interp/objects/bytes.h"

static inline char *
span_data(Object *o)
{
    return bytes_check(o) ? bytes_data(o) : bytearray_data(o);
}

static inline ssize_t
span_size(Object *o)
{
    return ((VarObject *)o)->size;
}

/* bytes.__new__ (bytes_new.c). */
NEW_REF Object *bytes_new_slot(Type *type, Object *args, Object *kwargs);
/* New bytes or bytearray, as `self` is. */
NEW_REF Object *span_new(Object *self, const char *data, ssize_t n);
/* As span_new of everything; bytes answer themselves. */
NEW_REF Object *span_same(Object *self);
/* A byte value from an int; -1 with TypeError or ValueError. */
MUST_CHECK int span_byte(Object *o, const char *name);

/* Replaces bytes [low, high) of a bytearray by n others. */
MUST_CHECK int bytearray_splice(Object *o, ssize_t low, ssize_t high,
                                const char *data, ssize_t n);
/* Appends the ints of an iterable; a buffer (a += b: `self` again). */
MUST_CHECK int bytearray_append_all(Object *self, Object *iterable);
NEW_REF Object *bytearray_extend(Object *self, Object *other);
NEW_REF Object *bytearray_iter(Object *self);
/* Its slots for items and slices (bytearray_index.c). */
ssize_t bytearray_length(Object *o);
NEW_REF Object *bytearray_item(Object *o, ssize_t i);
MUST_CHECK int bytearray_ass_item(Object *o, ssize_t i, Object *value);
extern MappingSlots bytearray_mapping;

extern MethodDef bytes_methods[], bytearray_methods[];

/* The methods that both tables name (bytes_methods.c, bytes_build.c). */
#define SPAN_NOARGS(name) NEW_REF Object *span_##name(Object *, Object *);
#define SPAN_FAST(name)                                                      \
    NEW_REF Object *span_##name(Object *, Object *const *, ssize_t);
#define SPAN_KEYWORDS(name)                                                  \
    NEW_REF Object *span_##name(Object *, Object *const *, ssize_t, Object *);
SPAN_NOARGS(capitalize)
SPAN_NOARGS(lower)
SPAN_NOARGS(swapcase)
SPAN_NOARGS(title)
SPAN_NOARGS(upper)
SPAN_NOARGS(isalnum)
SPAN_NOARGS(isalpha)
SPAN_NOARGS(isascii)
SPAN_NOARGS(isdigit)
SPAN_NOARGS(islower)
SPAN_NOARGS(isspace)
SPAN_NOARGS(istitle)
SPAN_NOARGS(isupper)
SPAN_NOARGS(join)
SPAN_NOARGS(partition)
SPAN_NOARGS(rpartition)
SPAN_NOARGS(removeprefix)
SPAN_NOARGS(removesuffix)
SPAN_NOARGS(zfill)
SPAN_NOARGS(fromhex)
SPAN_FAST(center)
SPAN_FAST(count)
SPAN_FAST(endswith)
SPAN_FAST(find)
SPAN_FAST(index)
SPAN_FAST(ljust)
SPAN_FAST(lstrip)
SPAN_FAST(maketrans)
SPAN_FAST(replace)
SPAN_FAST(rfind)
SPAN_FAST(rindex)
SPAN_FAST(rjust)
SPAN_FAST(rstrip)
SPAN_FAST(startswith)
SPAN_FAST(strip)
SPAN_KEYWORDS(decode)
SPAN_KEYWORDS(expandtabs)
SPAN_KEYWORDS(hex)
SPAN_KEYWORDS(rsplit)
SPAN_KEYWORDS(split)
SPAN_KEYWORDS(splitlines)
SPAN_KEYWORDS(translate)
#undef SPAN_NOARGS
#undef SPAN_FAST
#undef SPAN_KEYWORDS

int span_contains(Object *self, Object *item);
NEW_REF Object *span_hex_of(const char *data, ssize_t n, Object *separator,
                            Object *group);
/* The rows both tables begin with. */
#define SPAN_METHODS                                                         \
    {"capitalize", METHOD(span_capitalize), METH_NOARGS, NULL},              \
        {"center", METHOD(span_center), METH_FASTCALL, NULL},                \
        {"count", METHOD(span_count), METH_FASTCALL, NULL},                  \
        {"decode", METHOD(span_decode), METH_FASTCALL | METH_KEYWORDS,       \
         "decode($self, /, encoding='utf-8', errors='strict')\n--\n\n"},     \
        {"endswith", METHOD(span_endswith), METH_FASTCALL, NULL},            \
        {"expandtabs", METHOD(span_expandtabs),                              \
         METH_FASTCALL | METH_KEYWORDS, NULL},                               \
        {"find", METHOD(span_find), METH_FASTCALL, NULL},                    \
        {"fromhex", METHOD(span_fromhex), METH_O | METH_CLASS, NULL},        \
        {"hex", METHOD(span_hex), METH_FASTCALL | METH_KEYWORDS, NULL},      \
        {"index", METHOD(span_index), METH_FASTCALL, NULL},                  \
        {"isalnum", METHOD(span_isalnum), METH_NOARGS, NULL},                \
        {"isalpha", METHOD(span_isalpha), METH_NOARGS, NULL},                \
        {"isascii", METHOD(span_isascii), METH_NOARGS, NULL},                \
        {"isdigit", METHOD(span_isdigit), METH_NOARGS, NULL},                \
        {"islower", METHOD(span_islower), METH_NOARGS, NULL},                \
        {"isspace", METHOD(span_isspace), METH_NOARGS, NULL},                \
        {"istitle", METHOD(span_istitle), METH_NOARGS, NULL},                \
        {"isupper", METHOD(span_isupper), METH_NOARGS, NULL},                \
        {"join", METHOD(span_join), METH_O, NULL},                           \
        {"ljust", METHOD(span_ljust), METH_FASTCALL, NULL},                  \
        {"lower", METHOD(span_lower), METH_NOARGS, NULL},                    \
        {"lstrip", METHOD(span_lstrip), METH_FASTCALL, NULL},                \
        {"maketrans", METHOD(span_maketrans), METH_FASTCALL | METH_STATIC,   \
         NULL},                                                              \
        {"partition", METHOD(span_partition), METH_O, NULL},                 \
        {"removeprefix", METHOD(span_removeprefix), METH_O, NULL},           \
        {"removesuffix", METHOD(span_removesuffix), METH_O, NULL},           \
        {"replace", METHOD(span_replace), METH_FASTCALL, NULL},              \
        {"rfind", METHOD(span_rfind), METH_FASTCALL, NULL},                  \
        {"rindex", METHOD(span_rindex), METH_FASTCALL, NULL},                \
        {"rjust", METHOD(span_rjust), METH_FASTCALL, NULL},                  \
        {"rpartition", METHOD(span_rpartition), METH_O, NULL},               \
        {"rsplit", METHOD(span_rsplit), METH_FASTCALL | METH_KEYWORDS,       \
         NULL},                                                              \
        {"rstrip", METHOD(span_rstrip), METH_FASTCALL, NULL},                \
        {"split", METHOD(span_split), METH_FASTCALL | METH_KEYWORDS, NULL},  \
        {"splitlines", METHOD(span_splitlines),                              \
         METH_FASTCALL | METH_KEYWORDS, NULL},                               \
        {"startswith", METHOD(span_startswith), METH_FASTCALL, NULL},        \
        {"strip", METHOD(span_strip), METH_FASTCALL, NULL},                  \
        {"swapcase", METHOD(span_swapcase), METH_NOARGS, NULL},              \
        {"title", METHOD(span_title), METH_NOARGS, NULL},                    \
        {"translate", METHOD(span_translate),                                \
         METH_FASTCALL | METH_KEYWORDS, NULL},                               \
        {"upper", METHOD(span_upper), METH_NOARGS, NULL},                    \
        {"zfill", METHOD(span_zfill), METH_O, NULL}

#endif
