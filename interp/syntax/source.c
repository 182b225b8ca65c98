/* source.c - from bytes to lines of UTF-8. */
#include "interp/syntax/source.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "interp/syntax/unicode.h"

typedef enum EncodingKind {
    ENCODING_UTF8,
    ENCODING_LATIN1,
    ENCODING_ASCII,
    ENCODING_OTHER // left to iconv
} EncodingKind;

typedef struct Encoding {
    EncodingKind kind;
    const char *name; // not terminated
    size_t length;
    bool declared; // by a cookie or a byte order mark
} Encoding;

static int fail(Arena *arena, SyntaxError *error, SyntaxErrorKind kind,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    memset(error, 0, sizeof(*error));
    error->kind = kind;
    error->msg = syntax_format(arena, format, args);
    va_end(args);
    return -1;
}

static int no_memory(SyntaxError *error)
{
    memset(error, 0, sizeof(*error));
    error->kind = SYNTAX_NO_MEMORY;
    return -1;
}

static bool is_cookie_char(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

// Looks for `coding[:=]\s*([-\w.]+)` in a line that is only a comment.
// Returns the name's length, 0 for none.
static size_t find_cookie(const char *line, size_t length, const char **name)
{
    size_t i = 0;
    while (i < length &&
           (line[i] == ' ' || line[i] == '\t' || line[i] == '\f')) {
        i++;
    }
    if (i == length || line[i] != '#') {
        return 0;
    }
    for (; i + 7 < length; i++) {
        if (strncmp(line + i, "coding", 6) != 0 ||
            (line[i + 6] != ':' && line[i + 6] != '=')) {
            continue;
        }
        size_t begin = i + 7;
        while (begin < length && (line[begin] == ' ' || line[begin] == '\t')) {
            begin++;
        }
        size_t end = begin;
        while (end < length && is_cookie_char(line[end])) {
            end++;
        }
        if (end > begin) {
            *name = line + begin;
            return end - begin;
        }
    }
    return 0;
}

// Whether a second line may still hold the cookie.
static bool is_blank_line(const char *line, size_t length)
{
    size_t i = 0;
    while (i < length && (line[i] == ' ' || line[i] == '\t' ||
                          line[i] == '\f' || line[i] == '\r')) {
        i++;
    }
    return i == length || line[i] == '#';
}

static bool names(const char *name, size_t length, const char *encoding)
{
    if (strlen(encoding) != length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        int c = name[i] == '_' ? '-' : name[i];
        c = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        if (c != encoding[i]) {
            return false;
        }
    }
    return true;
}

// What CPython takes for UTF-8 without asking the codecs.
static bool is_utf8_name(const char *name, size_t length)
{
    return names(name, length, "utf-8") ||
           (length > 6 && names(name, 6, "utf-8-"));
}

static void lookup_encoding(const char *name, size_t length,
                            Encoding *encoding)
{
    static const struct {
        const char *name;
        EncodingKind kind;
    } known[] = {
        {"utf8", ENCODING_UTF8},
        {"u8", ENCODING_UTF8},
        {"latin-1", ENCODING_LATIN1},
        {"latin1", ENCODING_LATIN1},
        {"iso-8859-1", ENCODING_LATIN1},
        {"iso8859-1", ENCODING_LATIN1},
        {"iso-latin-1", ENCODING_LATIN1},
        {"l1", ENCODING_LATIN1},
        {"ascii", ENCODING_ASCII},
        {"us-ascii", ENCODING_ASCII},
        {"646", ENCODING_ASCII},
    };
    encoding->kind =
        is_utf8_name(name, length) ? ENCODING_UTF8 : ENCODING_OTHER;
    encoding->name = name;
    encoding->length = length;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (names(name, length, known[i].name)) {
            encoding->kind = known[i].kind;
        }
    }
}

static int detect(Arena *arena, const char *bytes, size_t length, bool bom,
                  Encoding *encoding, SyntaxError *error)
{
    encoding->kind = ENCODING_UTF8;
    encoding->declared = bom;
    size_t begin = 0;
    for (int line = 0; line < 2 && begin < length; line++) {
        size_t end = begin;
        while (end < length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        const char *name = NULL;
        size_t size = find_cookie(bytes + begin, end - begin, &name);
        if (size > 0) {
            encoding->declared = true;
            lookup_encoding(name, size, encoding);
            if (bom && !is_utf8_name(name, size)) {
                return fail(arena, error, SYNTAX_ERROR,
                            "encoding problem: %.*s with BOM", (int)size,
                            name);
            }
            return 0;
        }
        if (!is_blank_line(bytes + begin, end - begin)) {
            return 0;
        }
        begin = end + 1;
        if (end + 1 < length && bytes[end] == '\r' && bytes[end + 1] == '\n') {
            begin++;
        }
    }
    return 0;
}

static int check_utf8(Arena *arena, const char *bytes, size_t length,
                      const char *filename, SyntaxError *error)
{
    size_t bad = unicode_validate(bytes, length);
    if (bad == length) {
        return 0;
    }
    int line = 1;
    for (size_t i = 0; i < bad; i++) {
        line += bytes[i] == '\n';
    }
    fail(arena, error, SYNTAX_ERROR,
         "Non-UTF-8 code starting with '\\x%02x' in file %s on line %i, but "
         "no encoding declared; see https://peps.python.org/pep-0263/ for "
         "details",
         (unsigned)(unsigned char)bytes[bad], filename, line);
    error->lineno = line;
    error->end_lineno = line;
    return -1;
}

static char *from_latin1(Arena *arena, const char *bytes, size_t *length)
{
    char *text = arena_alloc(arena, *length * 2 + 1);
    size_t n = 0;
    for (size_t i = 0; text != NULL && i < *length; i++) {
        n += unicode_encode((unsigned char)bytes[i], text + n);
    }
    *length = n;
    return text;
}

static char *from_other(Arena *arena, const char *bytes, size_t *length,
                        const Encoding *encoding, SyntaxError *error)
{
    char *name = arena_copy(arena, encoding->name, encoding->length);
    char *text = arena_alloc(arena, *length * 4 + 1);
    if (name == NULL || text == NULL) {
        no_memory(error);
        return NULL;
    }
    iconv_t codec = iconv_open("UTF-8", name);
    if (codec == (iconv_t)-1) {
        fail(arena, error, SYNTAX_ERROR, "unknown encoding: %s", name);
        return NULL;
    }
    char *in = (char *)bytes; // iconv does not write there
    char *out = text;
    size_t in_left = *length;
    size_t out_left = *length * 4;
    size_t result = iconv(codec, &in, &in_left, &out, &out_left);
    iconv_close(codec);
    if (result == (size_t)-1) {
        fail(arena, error, SYNTAX_ERROR,
             "'%s' codec can't decode byte 0x%02x in position %zu", name,
             (unsigned)(unsigned char)*in, (size_t)(in - bytes));
        return NULL;
    }
    *length = (size_t)(out - text);
    return text;
}

// Makes \r\n and \r into \n.
static int translate(Arena *arena, const char *bytes, size_t length,
                     Source *source, SyntaxError *error)
{
    char *text = arena_alloc(arena, length + 2);
    if (text == NULL) {
        return no_memory(error);
    }
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\r') {
            text[n++] = '\n';
            i += i + 1 < length && bytes[i + 1] == '\n';
        } else {
            text[n++] = bytes[i];
        }
    }
    text[n] = '\0';
    source->text = text;
    source->length = n;
    return 0;
}

int source_from_text(Arena *arena, const char *text, size_t length,
                     Source *source, SyntaxError *error)
{
    source->byte_columns = false;
    if (memchr(text, '\0', length) != NULL) {
        return fail(arena, error, SYNTAX_NO_PLACE,
                    "source code string cannot contain null bytes");
    }
    return translate(arena, text, length, source, error);
}

int source_from_bytes(Arena *arena, const char *bytes, size_t length,
                      const char *filename, Source *source,
                      SyntaxError *error)
{
    if (memchr(bytes, '\0', length) != NULL) {
        return fail(arena, error, SYNTAX_NO_PLACE,
                    "source code string cannot contain null bytes");
    }
    bool bom = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    if (bom) {
        bytes += 3;
        length -= 3;
    }
    Encoding encoding;
    if (detect(arena, bytes, length, bom, &encoding, error) < 0) {
        return -1;
    }
    source->byte_columns = !encoding.declared;
    if (encoding.kind == ENCODING_OTHER) {
        bytes = from_other(arena, bytes, &length, &encoding, error);
        return bytes == NULL ? -1
                             : translate(arena, bytes, length, source, error);
    }
    if (encoding.kind == ENCODING_LATIN1) {
        bytes = from_latin1(arena, bytes, &length);
        return bytes == NULL ? no_memory(error)
                             : translate(arena, bytes, length, source, error);
    }
    for (size_t i = 0; encoding.kind == ENCODING_ASCII && i < length; i++) {
        if ((unsigned char)bytes[i] >= 128) {
            return fail(arena, error, SYNTAX_ERROR,
                        "'ascii' codec can't decode byte 0x%02x in position "
                        "%zu: ordinal not in range(128)",
                        (unsigned)(unsigned char)bytes[i], i);
        }
    }
    if (check_utf8(arena, bytes, length, filename, error) < 0) {
        return -1;
    }
    return translate(arena, bytes, length, source, error);
}
