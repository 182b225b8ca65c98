#include "visualizer/support.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <uniwidth.h>

void (*vis_no_memory)(void) = abort;

void *
vis_alloc(size_t size)
{
    void *p = malloc(size != 0 ? size : 1);
    if (p == NULL) {
        vis_no_memory();
    }
    return p;
}

void *
vis_zero(size_t count, size_t size)
{
    void *p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);
    if (p == NULL) {
        vis_no_memory();
    }
    return p;
}

void *
vis_realloc(void *old, size_t size)
{
    void *p = realloc(old, size != 0 ? size : 1);
    if (p == NULL) {
        vis_no_memory();
    }
    return p;
}

char *
vis_copy(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(vis_alloc(n), text, n);
}

void *
vis_grow(void *array, size_t n, size_t *room, size_t item_size)
{
    if (n < *room) {
        return array;
    }
    size_t more = *room < 8 ? 8 : *room;
    while (more <= n) {
        more += more / 2 + 1;
    }
    if (more > SIZE_MAX / item_size) {
        vis_no_memory();
    }
    *room = more;
    return vis_realloc(array, more * item_size);
}

void
text_free(Text *text)
{
    free(text->bytes);
    *text = (Text){0};
}

void
text_clear(Text *text)
{
    text->length = 0;
    if (text->bytes != NULL) {
        text->bytes[0] = '\0';
    }
}

void
text_add_bytes(Text *text, const void *bytes, size_t length)
{
    if (text->length + length + 1 >= text->room) {
        text->bytes =
            vis_grow(text->bytes, text->length + length + 1, &text->room, 1);
    }
    if (length != 0) {
        memcpy(text->bytes + text->length, bytes, length);
    }
    text->length += length;
    text->bytes[text->length] = '\0';
}

void
text_add(Text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void
text_char(Text *text, char c)
{
    if (text->length + 2 >= text->room) {
        text_add_bytes(text, &c, 1);
        return;
    }
    text->bytes[text->length++] = c;
    text->bytes[text->length] = '\0';
}

void
text_repeat(Text *text, const char *string, int n)
{
    for (int i = 0; i < n; i++) {
        text_add(text, string);
    }
}

void
text_format(Text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char small[256];
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(small, sizeof(small), format, args);
    if (n >= 0 && (size_t)n < sizeof(small)) {
        text_add_bytes(text, small, (size_t)n);
    } else if (n >= 0) {
        char *big = vis_alloc((size_t)n + 1);
        vsnprintf(big, (size_t)n + 1, format, again);
        text_add_bytes(text, big, (size_t)n);
        free(big);
    }
    va_end(again);
    va_end(args);
}

void
text_count(Text *text, uint64_t n)
{
    char digits[32];
    int length = snprintf(digits, sizeof(digits), "%llu",
                          (unsigned long long)n);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            text_char(text, ',');
        }
        text_char(text, digits[i]);
    }
}

void
text_size(Text *text, uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    if (bytes < 10000) {
        text_count(text, bytes);
        text_add(text, " B");
        return;
    }
    double value = (double)bytes / 1000;
    int unit = 0;
    while (value >= 1000 && unit < 3) {
        value /= 1000;
        unit++;
    }
    text_format(text, "%.1f %s", value, units[unit]);
}

uint32_t
utf8_next(const char **at, const char *end)
{
    const unsigned char *s = (const unsigned char *)*at;
    size_t left = (size_t)(end - *at);
    uint32_t c = s[0];
    size_t n = c < 0x80   ? 1
               : c < 0xc2 ? 0
               : c < 0xe0 ? 2
               : c < 0xf0 ? 3
               : c < 0xf5 ? 4
                          : 0;
    if (n == 1) {
        *at += 1;
        return c;
    }
    if (n == 0 || n > left) {
        *at += 1;
        return 0xFFFD;
    }
    c &= 0x7fu >> n;
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            *at += 1;
            return 0xFFFD;
        }
        c = c << 6 | (s[i] & 0x3f);
    }
    if ((n == 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) ||
        (n == 4 && (c < 0x10000 || c > 0x10ffff))) {
        *at += 1;
        return 0xFFFD;
    }
    *at += n;
    return c;
}

void
text_utf8(Text *text, uint32_t c)
{
    if (c < 0x80) {
        text_char(text, (char)c);
    } else if (c < 0x800) {
        text_char(text, (char)(0xc0 | c >> 6));
        text_char(text, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        text_char(text, (char)(0xe0 | c >> 12));
        text_char(text, (char)(0x80 | (c >> 6 & 0x3f)));
        text_char(text, (char)(0x80 | (c & 0x3f)));
    } else {
        text_char(text, (char)(0xf0 | c >> 18));
        text_char(text, (char)(0x80 | (c >> 12 & 0x3f)));
        text_char(text, (char)(0x80 | (c >> 6 & 0x3f)));
        text_char(text, (char)(0x80 | (c & 0x3f)));
    }
}

void
text_json(Text *text, const char *string, size_t length)
{
    const char *end = string + length;
    text_char(text, '"');
    while (string < end) {
        const char *plain = string;
        while (plain < end && *plain >= 0x20 && *plain < 0x7f &&
               *plain != '"' && *plain != '\\') {
            plain++;
        }
        if (plain > string) {
            text_add_bytes(text, string, (size_t)(plain - string));
            string = plain;
            continue;
        }
        uint32_t c = utf8_next(&string, end);
        if (c == '"' || c == '\\') {
            text_char(text, '\\');
            text_char(text, (char)c);
        } else if (c == '\n') {
            text_add(text, "\\n");
        } else if (c < 0x20 || c == 0x7f) {
            text_format(text, "\\u%04x", c);
        } else {
            text_utf8(text, c);
        }
    }
    text_char(text, '"');
}

int
utf8_columns(uint32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
        return -1;
    }
    return uc_width((ucs4_t)c, "UTF-8");
}

// Whether the character is written as an escape: controls, and marks that
// would turn the line around.
static bool
must_escape(uint32_t c)
{
    return utf8_columns(c) < 0 || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

static int
clean_columns(uint32_t c, bool utf8)
{
    if (must_escape(c) || (!utf8 && c > 0x7e)) {
        return c == '\n' || c == '\t' || c == '\r' ? 2
               : c < 0x100                         ? 4
               : c < 0x10000                       ? 6
                                                   : 10;
    }
    return utf8_columns(c);
}

int
text_columns(const char *string, size_t length)
{
    int n = 0;
    const char *end = string + length;
    while (string < end) {
        int columns = utf8_columns(utf8_next(&string, end));
        n += columns > 0 ? columns : 0;
    }
    return n;
}

static void
clean_char(Text *text, uint32_t c, bool utf8)
{
    if (!must_escape(c) && (utf8 || c <= 0x7e)) {
        text_utf8(text, c);
    } else if (c == '\n') {
        text_add(text, "\\n");
    } else if (c == '\t') {
        text_add(text, "\\t");
    } else if (c == '\r') {
        text_add(text, "\\r");
    } else {
        text_format(text, c < 0x100     ? "\\x%02x"
                          : c < 0x10000 ? "\\u%04x"
                                        : "\\U%08x",
                    c);
    }
}

int
text_clean(Text *text, const char *string, size_t length, int columns,
           bool utf8)
{
    const char *end = string + length;
    int total = 0;
    for (const char *s = string; s < end && total <= columns;) {
        total += clean_columns(utf8_next(&s, end), utf8);
    }
    bool cut = total > columns;
    const char *dots = utf8 ? "\xe2\x80\xa6" : "...";
    int dots_columns = utf8 ? 1 : 3;
    int limit = cut ? columns - dots_columns : columns;
    int used = 0;
    while (string < end) {
        uint32_t c = utf8_next(&string, end);
        int n = clean_columns(c, utf8);
        if (used + n > limit) {
            break;
        }
        clean_char(text, c, utf8);
        used += n;
    }
    if (cut && columns >= dots_columns) {
        text_add(text, dots);
        used += dots_columns;
    }
    return used;
}

const char *
plural(uint64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}
