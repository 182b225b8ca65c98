/* chartype.h - what Unicode says of a character (prefix: char_)
 *
 * Unicode 14 as in CPython 3.11; libunistring has the tables.
 */
#ifndef INTERP_OBJECTS_CHARTYPE_H
#define INTERP_OBJECTS_CHARTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAR_MAX_MAPPED 8 /* longest result of a case mapping, with room */

bool char_is_wide_space(uint32_t c); /* beyond ASCII */

static inline bool
char_is_space(uint32_t c)
{
    if (c < 128) {
        // Blank, 9 to 13 and 0x1c to 0x1f.
        return c <= ' ' && (0x1f0003e00u >> c & 1) != 0;
    }
    return char_is_wide_space(c);
}
bool char_is_line_break(uint32_t c);
bool char_is_printable(uint32_t c);
bool char_is_alpha(uint32_t c);
bool char_is_numeric(uint32_t c);
bool char_is_alnum(uint32_t c);
bool char_is_lower(uint32_t c);
bool char_is_upper(uint32_t c);
bool char_is_title(uint32_t c);
bool char_is_cased(uint32_t c);
bool char_is_case_ignorable(uint32_t c);
bool char_is_id_start(uint32_t c);
bool char_is_id_continue(uint32_t c);
int char_decimal(uint32_t c); /* -1: none */
int char_digit(uint32_t c);   /* -1: none */

/* Full case mappings; how many characters were written. */
typedef int (*CharMap)(uint32_t c, uint32_t out[CHAR_MAX_MAPPED]);
int char_to_lower(uint32_t c, uint32_t out[CHAR_MAX_MAPPED]);
int char_to_upper(uint32_t c, uint32_t out[CHAR_MAX_MAPPED]);
int char_to_title(uint32_t c, uint32_t out[CHAR_MAX_MAPPED]);
int char_to_folded(uint32_t c, uint32_t out[CHAR_MAX_MAPPED]);

/* Writes c as repr shows it between `quote`s, in UTF-8 or with `ascii`
 * escapes only, at most 12 bytes and no NUL; answers how many. */
size_t char_escape(uint32_t c, char quote, bool ascii, char *out);

/* The name of a character for namereplace; false: none. 256 bytes. */
bool char_name(uint32_t c, char *out);

/* The character with that name (any case); false: none. */
bool char_from_name(const char *name, size_t n, uint32_t *out);

#endif
