/* unicode.h - UTF-8, and what Python says of characters (prefix: unicode_) */
#ifndef INTERP_SYNTAX_UNICODE_H
#define INTERP_SYNTAX_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interp/syntax/arena.h"

/* Reads one character of valid UTF-8 (surrogates may be encoded too).
 * Returns its number of bytes. */
size_t unicode_decode(const char *text, uint32_t *character);

/* Writes one character, surrogates too, as 1 to 4 bytes. Returns how
 * many. */
size_t unicode_encode(uint32_t character, char *text);

/* How many bytes unicode_encode writes. */
int unicode_length(uint32_t character);

/* The number of characters in `length` bytes; a cut one counts. */
int unicode_count(const char *text, size_t length);

/* The position of the first byte that is not valid UTF-8, or `length`. */
size_t unicode_validate(const char *text, size_t length);

/* What str.isprintable() says. */
bool unicode_is_printable(uint32_t character);

/* Finds the character of a name in \N{...}; false: there is none. The part of
 * the runtime that knows more names than libunistring puts its own here. */
extern bool (*unicode_find_named)(const char *name, size_t length,
                                  uint32_t *character);

/* The interned NFKC form of a name; NULL when memory is short. */
const char *unicode_normalize_name(Arena *arena, const char *text,
                                   size_t length);

#endif
