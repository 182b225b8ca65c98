/* support.h - memory and growing texts of the views (prefix: vis_, text_)
 *
 * Out of memory never comes back to the caller: the slot vis_no_memory,
 * filled by main.c, tells the user in one line and ends the process.
 */
#ifndef VISUALIZER_SUPPORT_H
#define VISUALIZER_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Called when memory is exhausted; does not return. */
extern void (*vis_no_memory)(void);

/* As malloc, calloc and realloc, but never NULL. */
void *vis_alloc(size_t size);
void *vis_zero(size_t count, size_t size);
void *vis_realloc(void *old, size_t size);
char *vis_copy(const char *text);

/* Makes room for item `n` of an array of `*room` items. */
void *vis_grow(void *array, size_t n, size_t *room, size_t item_size);

/* A text that grows; always ends with a NUL once something was added. */
typedef struct Text {
    char *bytes;
    size_t length, room;
} Text;

void text_free(Text *text);
void text_clear(Text *text);
void text_add(Text *text, const char *string);
void text_add_bytes(Text *text, const void *bytes, size_t length);
void text_char(Text *text, char c);
void text_repeat(Text *text, const char *string, int n);
__attribute__((format(printf, 2, 3))) void text_format(Text *text,
                                                       const char *format,
                                                       ...);
/* 1234567 as "1,234,567". */
void text_count(Text *text, uint64_t n);
/* Bytes for people: "28 B", "26.7 MB". */
void text_size(Text *text, uint64_t bytes);
/* A JSON string with its quotes; bytes that are no UTF-8 become U+FFFD. */
void text_json(Text *text, const char *string, size_t length);

/* What the string at `*at` begins with; moves on. 0xFFFD for bytes that
 * are no UTF-8. */
uint32_t utf8_next(const char **at, const char *end);
void text_utf8(Text *text, uint32_t c);

/* Columns of a character on a terminal: 0, 1 or 2; -1: control. */
int utf8_columns(uint32_t c);

/* Columns of a string. */
int text_columns(const char *string, size_t length);

/* Adds `string` with control characters escaped, cut after `columns`
 * columns (then it ends in ... or the ellipsis). Returns the columns
 * used. */
int text_clean(Text *text, const char *string, size_t length, int columns,
               bool utf8);

/* 1 "name", 2 "names" */
const char *plural(uint64_t n, const char *one, const char *many);

#endif
