/* codec.h - encodings and their error handlers (prefix: codec_)
 *
 * UTF-8, UTF-16, UTF-32, Latin-1 and ASCII, with the handlers strict,
 * ignore, replace, backslashreplace, surrogateescape, surrogatepass,
 * xmlcharrefreplace and namereplace. Another handler is looked for with
 * codec_lookup_handler, which interp/modules fills.
 */
#ifndef INTERP_OBJECTS_CODEC_H
#define INTERP_OBJECTS_CODEC_H

#include "interp/objects/str.h"

typedef enum Encoding {
    ENCODING_UNKNOWN,
    ENCODING_UTF8,
    ENCODING_UTF8_SIG,
    ENCODING_LATIN1,
    ENCODING_ASCII,
    ENCODING_UTF16,
    ENCODING_UTF16_LE,
    ENCODING_UTF16_BE,
    ENCODING_UTF32,
    ENCODING_UTF32_LE,
    ENCODING_UTF32_BE
} Encoding;

/* The encoding of a name; case, '-', '_' and blanks do not matter. */
Encoding codec_find(const char *name);
/* Its name in messages: "utf-8". */
const char *codec_name(Encoding encoding);

/* Decodes the beginning of what comes in parts: a character that the end cuts
 * in two is left for the next part, with *used, the number of bytes before it.
 * UTF-16 and UTF-32 of no given order look for a mark. */
NEW_REF Object *codec_decode_part(Encoding encoding, const char *bytes,
                                  ssize_t n, const char *errors,
                                  ssize_t *used);

/* The handler registered under a name: new reference, or NULL without an
 * error. NULL: none can be registered. */
extern Object *(*codec_lookup_handler)(const char *name);

/* What encodes and decodes with an encoding that is not among the above:
 * LookupError "unknown encoding" when nobody knows it. NULL: nobody. */
extern Object *(*codec_encode_other)(Object *str, const char *encoding,
                                     const char *errors);
extern Object *(*codec_decode_other)(const char *bytes, ssize_t n,
                                     const char *encoding,
                                     const char *errors);

/* Raises UnicodeEncodeError, UnicodeDecodeError. Return NULL. */
Object *codec_raise_encode(const char *encoding, Object *str, ssize_t start,
                           ssize_t end, const char *reason);
Object *codec_raise_decode(const char *encoding, const char *bytes,
                           ssize_t n, ssize_t start, ssize_t end,
                           const char *reason);

#endif
