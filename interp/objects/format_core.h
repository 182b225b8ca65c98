/* format_core.h - a format spec that has been read, and numbers laid out by it
 * (prefix: format_) */
#ifndef INTERP_OBJECTS_FORMAT_CORE_H
#define INTERP_OBJECTS_FORMAT_CORE_H

#include "interp/objects/format_spec.h"
#include "interp/objects/strwriter.h"

typedef struct FormatSpec {
    uint32_t fill, align, sign, type;
    bool alternate, no_negative_zero;
    ssize_t width, precision; /* -1: not given */
    char separator;           /* 0, ',' or '_' */
    int group;                /* 3 or 4 digits */
} FormatSpec;

/* A number in parts: sign, prefix, digits, the rest from the dot on. */
typedef struct FormatParts {
    char sign; /* 0, '-', '+' or ' ' */
    const char *prefix;
    const char *digits;
    ssize_t n_digits;
    const char *rest;
    ssize_t n_rest;
} FormatParts;

/* Reads a spec; `type` and `align` are what it means when it says none. False
 * with ValueError, which names the type of `o`. */
MUST_CHECK bool format_read_spec(FormatSpec *spec, Object *text, Object *o,
                                 uint32_t type, uint32_t align);
/* ValueError: this type of a spec is not for `o`. False. */
bool format_unknown(uint32_t type, Object *o);
/* Writes a number, padded and grouped as the spec wants it. */
MUST_CHECK int format_write_parts(StrWriter *w, const FormatSpec *spec,
                                  FormatParts *parts, bool upper_prefix);
/* What the writer holds; NULL, and nothing held, when `status` is -1. */
NEW_REF Object *format_finish(StrWriter *w, int status);

#endif
