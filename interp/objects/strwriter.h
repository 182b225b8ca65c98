/* strwriter.h - building a string piece by piece (prefix: strwriter_)
 *
 *     StrWriter w;
 *     strwriter_init(&w);
 *     if (strwriter_text(&w, "[") < 0 || ...) {
 *         strwriter_drop(&w);
 *         return NULL;
 *     }
 *     return strwriter_finish(&w);
 */
#ifndef INTERP_OBJECTS_STRWRITER_H
#define INTERP_OBJECTS_STRWRITER_H

#include "interp/objects/str.h"

typedef struct StrWriter {
    char *data; /* owned; capacity * kind bytes */
    ssize_t length, capacity;
    int kind;
    uint32_t max_char;
    char local[128]; /* where short texts are built */
} StrWriter;

void strwriter_init(StrWriter *w);
/* Room for n more characters of at most max_char. */
MUST_CHECK int strwriter_prepare(StrWriter *w, ssize_t n, uint32_t max_char);
MUST_CHECK int strwriter_char(StrWriter *w, uint32_t c);
MUST_CHECK int strwriter_fill(StrWriter *w, uint32_t c, ssize_t n);
MUST_CHECK int strwriter_str(StrWriter *w, Object *str);
MUST_CHECK int strwriter_substring(StrWriter *w, Object *str, ssize_t start,
                                   ssize_t end);
/* A C text of ASCII. */
MUST_CHECK int strwriter_text(StrWriter *w, const char *ascii);
MUST_CHECK int strwriter_ascii(StrWriter *w, const char *ascii, ssize_t n);
MUST_CHECK int strwriter_latin1(StrWriter *w, const char *text, ssize_t n);
/* repr(o), str(o). */
MUST_CHECK int strwriter_repr(StrWriter *w, Object *o);
MUST_CHECK int strwriter_object(StrWriter *w, Object *o);
/* The string; the writer is empty then. NULL without memory. */
NEW_REF Object *strwriter_finish(StrWriter *w);
/* Gives its memory back. */
void strwriter_drop(StrWriter *w);

#endif
