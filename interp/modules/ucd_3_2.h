/* ucd_3_2.h - Unicode 3.2, by what was different from 14 (prefix: ucd_)
 *
 * unicodedata.ucd_3_2_0 answers by it: the codec idna and stringprep are
 * defined with that version (RFC 3454, RFC 3490).
 */
#ifndef INTERP_MODULES_UCD_3_2_H
#define INTERP_MODULES_UCD_3_2_H

#include <stdbool.h>
#include <stdint.h>

#include "gc/refcount.h"

/* Whether it is a character of 14 only. */
bool ucd_is_newer(uint32_t c);

/* What a character of both was in 3.2; NULL: the same as in 14. */
const char *ucd_category(uint32_t c);
const char *ucd_bidirectional(uint32_t c);
const char *ucd_east_asian_width(uint32_t c);
/* -1: the same as in 14. */
int ucd_decimal(uint32_t c);
int ucd_mirrored(uint32_t c);

/* The str in a normal form: NFD, with `compatible` NFKD, with `compose` NFC
 * and NFKC. Takes time n for n characters. MemoryError. */
NEW_REF Object *ucd_normalize(Object *str, bool compatible, bool compose);

#endif
