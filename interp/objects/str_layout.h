/* str_layout.h - how a string lies in memory (prefix: str_)
 *
 * As in CPython 3.11. A string has 1, 2 or 4 bytes a character (`kind`), the
 * smallest that holds its largest character, and a NUL behind the last one.
 * Exact strings are compact: the characters follow the header, of 48 bytes
 * when all are ASCII, else 72. Instances of subclasses have the long header
 * and a buffer of their own.
 *
 *   ascii     [base][length][hash][state][wstr]                  text...
 *   compact   [ascii header][utf8_length][utf8][wstr_length]     text...
 *   subclass  [compact header][data] ------------------------>   text...
 */
#ifndef INTERP_OBJECTS_STR_LAYOUT_H
#define INTERP_OBJECTS_STR_LAYOUT_H

#include "gc/refcount.h"

typedef struct StrState {
    unsigned interned : 2; /* 0 no, 1 yes */
    unsigned kind : 3;     /* 1, 2, 4 */
    unsigned compact : 1;
    unsigned ascii : 1;
    unsigned ready : 1;
    unsigned cached : 1; /* a name in the lookup cache of classes */
} StrState;

typedef struct Str {
    Object base;
    ssize_t length;
    HashValue hash; /* -1: not yet computed */
    StrState state;
    void *wstr; /* CPython's; always NULL */
} Str;

typedef struct CompactStr {
    Str head;
    ssize_t utf8_length;
    char *utf8; /* cached by str_as_utf8; owned */
    ssize_t wstr_length;
} CompactStr;

typedef struct LongStr {
    CompactStr compact;
    void *data; /* owned */
} LongStr;

extern Type str_type, str_iterator_type, str_ascii_iterator_type;

#define str_check(o) type_has_feature(TYPE_OF(o), TYPE_STR_SUBCLASS)
#define str_check_exact(o) (TYPE_OF(o) == &str_type)
#define str_length(o) (((Str *)(o))->length)
#define str_kind(o) ((int)((Str *)(o))->state.kind)
#define str_is_ascii(o) (((Str *)(o))->state.ascii)
#define str_is_interned(o) (((Str *)(o))->state.interned != 0)

/* The characters. */
static inline void *
str_data(const void *o)
{
    const Str *s = o;
    if (s->state.compact) {
        return s->state.ascii ? (char *)(uintptr_t)s + sizeof(Str)
                              : (char *)(uintptr_t)s + sizeof(CompactStr);
    }
    return ((LongStr *)(uintptr_t)s)->data;
}

static inline uint32_t
str_read(int kind, const void *data, ssize_t i)
{
    return kind == 1   ? ((const uint8_t *)data)[i]
           : kind == 2 ? ((const uint16_t *)data)[i]
                       : ((const uint32_t *)data)[i];
}

static inline void
str_write(int kind, void *data, ssize_t i, uint32_t c)
{
    if (kind == 1) {
        ((uint8_t *)data)[i] = (uint8_t)c;
    } else if (kind == 2) {
        ((uint16_t *)data)[i] = (uint16_t)c;
    } else {
        ((uint32_t *)data)[i] = c;
    }
}

/* Character i, not checked. */
static inline uint32_t
str_char(const void *o, ssize_t i)
{
    return str_read(str_kind(o), str_data(o), i);
}

/* An upper bound of the characters, by their class of size. */
static inline uint32_t
str_max_char(const void *o)
{
    return str_is_ascii(o)    ? 127
           : str_kind(o) == 1 ? 255
           : str_kind(o) == 2 ? 65535
                              : 0x10ffff;
}

#endif
