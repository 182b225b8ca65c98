/* str.h - the str type (prefix: str_)
 *
 * How a string lies in memory: str_layout.h.
 * '' and the Latin-1 characters exist once. An interned string is in a C
 * table whose reference does not count; its death takes it out.
 */
#ifndef INTERP_OBJECTS_STR_H
#define INTERP_OBJECTS_STR_H

#include <stdarg.h>

#include "interp/objects/str_layout.h"

/* Makes '' and the Latin-1 characters; the table of interned strings. */
MUST_CHECK int str_start(void);
void str_stop(void);

/* Called by the dealloc of a string whose `cached` bit is set. */
extern void (*str_forget_cached)(Object *str);

/* --- making --- */
/* n characters of at most `max_char`, not filled (n 0: the one ''). */
NEW_REF Object *str_new(ssize_t n, uint32_t max_char);
/* From UTF-8 (errors strict), from a C text of UTF-8. */
NEW_REF Object *str_from_utf8(const char *text, ssize_t n);
NEW_REF Object *str_from_text(const char *text);
/* Lone surrogates are allowed (constants). */
NEW_REF Object *str_from_wtf8(const char *text, ssize_t n);
NEW_REF Object *str_from_latin1(const char *text, ssize_t n);
/* All bytes are below 128. */
NEW_REF Object *str_from_ascii(const char *text, ssize_t n);
/* n characters of a kind; finds the smallest one. */
NEW_REF Object *str_from_kind(int kind, const void *data, ssize_t n);
NEW_REF Object *str_from_char(uint32_t c);
/* chr(): ValueError when out of range. */
NEW_REF Object *str_from_ordinal(int c);
/* printf-like: %s %.*s %d %i %u %ld %lu %lld %llu %zd %zu %x %lx %c %p %%
 * and %U (str) %V (str or NULL, C text) %S %R %A. */
NEW_REF Object *str_from_format(const char *format, ...);
NEW_REF Object *str_from_format_list(const char *format, va_list args);
/* An exact str with the same characters; TypeError when not a str. */
NEW_REF Object *str_from_object(Object *o);
/* str(bytes, encoding, errors) on a buffer object. */
NEW_REF Object *str_from_encoded_object(Object *o, const char *encoding,
                                        const char *errors);

/* --- interning --- */
/* Replaces *str (exact str; others stay) by the interned one. */
void str_intern(Object **str);
NEW_REF Object *str_intern_text(const char *text);
size_t str_interned_count(void);
void str_visit_interned(void (*visit)(Object *str, void *arg), void *arg);

/* --- hash --- */
/* The two halves of the key; PYTHONHASHSEED=N is str_set_hash_seed_number. */
void str_set_hash_seed(uint64_t k0, uint64_t k1);
void str_set_hash_seed_number(uint32_t seed);
HashValue str_hash_bytes(const void *bytes, size_t n); /* str and bytes */
HashValue str_hash(Object *str);

/* --- reading --- */
/* UTF-8, kept in the string; *n may be NULL. NULL with UnicodeEncodeError
 * for lone surrogates. */
const char *str_as_utf8(Object *str, ssize_t *n);
/* A C text for a label, valid until the next call: the characters of an
 * ASCII string itself, otherwise a cut copy in UTF-8. Cannot fail. */
const char *str_label(Object *str);
/* As str_as_utf8, for a C function: ValueError "embedded null character" when
 * the text has one. */
const char *str_as_c_text(Object *str);
/* Copies the characters from start on into a buffer of 4-byte ones. */
void str_copy_ucs4(Object *str, uint32_t *out);
/* A C text for number parsers, from mem_alloc: decimal digits of any script
 * become ASCII ones, white space blanks, the rest '?'. */
char *str_to_number_text(Object *str, ssize_t *n);
/* -1, 0, 1. */
int str_compare(Object *a, Object *b);
int str_compare_text(Object *str, const char *ascii);
bool str_equal(Object *a, Object *b);
bool str_equal_text(Object *str, const char *ascii);
NEW_REF Object *str_richcompare(Object *a, Object *b, int op);
/* Place of `sub` in str[start:end], -1 absent; direction 1 or -1. */
ssize_t str_find(Object *str, Object *sub, ssize_t start, ssize_t end,
                 int direction);
ssize_t str_find_char(Object *str, uint32_t c, ssize_t start, ssize_t end,
                      int direction);
MUST_CHECK int str_contains(Object *str, Object *sub);
bool str_tail_match(Object *str, Object *sub, ssize_t start, ssize_t end,
                    int direction);
bool str_is_identifier(Object *str);

/* --- making from strings --- */
NEW_REF Object *str_substring(Object *str, ssize_t start, ssize_t end);
NEW_REF Object *str_concat(Object *a, Object *b);
/* *left += right. Steals *left (the variable's reference) and puts the new
 * string there, in place when nobody else holds it; NULL on failure. */
void str_append(Object **left, Object *right);
void str_append_steal(Object **left, STEALS Object *right);
NEW_REF Object *str_join(Object *separator, Object *iterable);
/* BUILD_STRING: joins an array of strings. */
NEW_REF Object *str_join_array(Object *separator, Object *const *items,
                               ssize_t n);
NEW_REF Object *str_split(Object *str, Object *separator, ssize_t max);
NEW_REF Object *str_split_right(Object *str, Object *separator, ssize_t max);
NEW_REF Object *str_split_lines(Object *str, bool keep_ends);
NEW_REF Object *str_partition(Object *str, Object *separator);
NEW_REF Object *str_replace(Object *str, Object *old, Object *new_,
                            ssize_t max);
NEW_REF Object *str_repeat(Object *str, ssize_t n);
NEW_REF Object *str_repr(Object *str);
/* repr with everything that is not ASCII escaped. */
NEW_REF Object *str_ascii_of(Object *text);
NEW_REF Object *str_format_percent(Object *format, Object *args);
/* str.format on an array of arguments; kwargs may be NULL. */
NEW_REF Object *str_format(Object *format, Object *args, Object *kwargs);
NEW_REF Object *str_iter(Object *str);
/* Changes the length of a new, unshared compact string. */
MUST_CHECK int str_resize(Object **str, ssize_t n);
/* Copies n characters; `to` must be able to hold them. */
void str_copy_chars(Object *to, ssize_t to_start, Object *from,
                    ssize_t from_start, ssize_t n);

/* --- encodings (codec.c) --- */
/* encoding NULL: utf-8, errors NULL: strict. bytes object. */
NEW_REF Object *str_encode(Object *str, const char *encoding,
                           const char *errors);
NEW_REF Object *str_decode(const char *bytes, ssize_t n,
                           const char *encoding, const char *errors);
NEW_REF Object *str_decode_utf8(const char *bytes, ssize_t n,
                                const char *errors);
/* As the file system's names: utf-8 with surrogateescape. */
NEW_REF Object *str_decode_fs(const char *bytes, ssize_t n);
NEW_REF Object *str_encode_fs(Object *str);

#endif
