/* Printing tracebacks: the frames, source lines and carets (CPython 3.11:
 * Python/traceback.c). Exceptions are in exception_print.c. */
#include "interp/modules/traceback_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "interp/bytecode/anchors.h"
#include "interp/objects/str.h"
#include "interp/vm/frame_object.h"
#include "interp/vm/traceback.h"

#define REPEATS_SHOWN 3

// ------------------------------------------------------------- source lines

// The bytes of line `number`, NUL-terminated, malloc'ed; NULL if none.
static char *
read_line(const char *path, int number)
{
    FILE *in = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    ssize_t n = -1;
    if (in == NULL) {
        return NULL;
    }
    for (int i = 0; i < number; i++) {
        n = getline(&line, &room, in);
        if (n < 0) {
            break;
        }
    }
    fclose(in);
    if (n < 0) {
        free(line);
        return NULL;
    }
    while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r')) {
        line[--n] = '\0';
    }
    return line;
}

Object *
traceback_source_line(Object *filename, int number, int *indent)
{
    const char *path = str_as_utf8(filename, NULL);
    if (path == NULL || path[0] == '<') {
        error_clear();
        return NULL;
    }
    char *line = read_line(path, number);
    if (line == NULL) {
        return NULL;
    }
    char *start = line;
    if (number == 1 && strncmp(start, "\xef\xbb\xbf", 3) == 0) {
        start += 3;
    }
    char *from = start;
    while (*from == ' ' || *from == '\t' || *from == '\f') {
        from++;
    }
    size_t n = strlen(from);
    while (n > 0 && (from[n - 1] == ' ' || from[n - 1] == '\t')) {
        n--;
    }
    *indent = (int)(from - start);
    Object *text = str_from_utf8(from, (ssize_t)n);
    if (text == NULL) {
        error_clear();
    }
    free(line);
    return text;
}

// ------------------------------------------------------------------- carets

// How many columns the first bytes of a line take: ideographs and the like
// take two, every other character takes one, as in CPython since 3.11.5.
static ssize_t
columns(const char *utf8, ssize_t bytes)
{
    ssize_t n = 0;
    for (ssize_t i = 0; i < bytes && utf8[i] != '\0';) {
        ucs4_t c = (unsigned char)utf8[i];
        int length = c < 0x80
                         ? 1
                         : u8_mbtouc(&c, (const uint8_t *)utf8 + i,
                                     (size_t)(bytes - i));
        n += c >= 0x1100 && uc_width(c, "UTF-8") == 2 ? 2 : 1;
        i += length;
    }
    return n;
}

// The line with ^^^ and ~~~ below the source line. Columns are in bytes of
// the line before its indentation was taken off.
static int
print_carets(Object *file, const char *line, int indent, int column,
             int end_column, const char *margin)
{
    ssize_t n = (ssize_t)strlen(line);
    ssize_t from = column - indent, to = end_column - indent;
    from = from < 0 ? 0 : from > n ? n : from;
    to = to > n ? n : to;
    if (to <= from) {
        return 0;
    }
    Anchors anchors = anchors_find(line + from, (size_t)(to - from));
    ssize_t start = columns(line, from), end = columns(line, to);
    ssize_t total = columns(line, n);
    if (anchors.left < 0 && end - start >= total) {
        return 0; // the whole line: nothing to point out
    }
    char *marks = malloc((size_t)end + 2);
    if (marks == NULL) {
        return 0;
    }
    ssize_t left = end, right = end;
    if (anchors.left >= 0) {
        left = columns(line, from + anchors.left);
        right = columns(line, from + anchors.right);
    }
    for (ssize_t i = 0; i < end; i++) {
        marks[i] = i < start                                      ? ' '
                   : anchors.left < 0 || (i >= left && i < right) ? '^'
                                                                  : '~';
    }
    marks[end] = '\n';
    marks[end + 1] = '\0';
    int failed = put_text(file, margin) < 0 || put_text(file, marks) < 0;
    free(marks);
    return failed ? -1 : 0;
}

// --------------------------------------------------------------- tracebacks

static int
print_entry(Object *file, Traceback *tb, const char *margin)
{
    Frame *frame = tb->frame->frame;
    Code *code = frame->code;
    if (put_text(file, margin) < 0 ||
        put_object(file, str_from_format("  File \"%U\", line %d, in %U\n",
                                           code->filename, tb->lineno,
                                           code->name)) < 0) {
        return -1;
    }
    int indent = 0;
    Object *line = traceback_source_line(code->filename, tb->lineno, &indent);
    if (line == NULL) {
        return error_occurred() ? -1 : 0;
    }
    int failed = 0;
    if (put_text(file, margin) < 0 ||
        put_object(file, str_from_format("    %U\n", line)) < 0) {
        failed = -1;
    }
    CodePosition p = code_position(code, tb->lasti / 2);
    if (failed == 0 && p.line == tb->lineno && p.column >= 0 &&
        p.end_column >= 0) {
        const char *text = str_as_utf8(line, NULL);
        // An expression that goes on in the next line is marked to the end
        // of this one.
        int end = p.end_line == p.line
                      ? p.end_column
                      : indent + (int)strlen(text == NULL ? "" : text);
        char deeper[120];
        snprintf(deeper, sizeof(deeper), "%s    ", margin);
        if (text != NULL) {
            failed = print_carets(file, text, indent, p.column, end, deeper);
        }
    }
    ref_dec(line);
    return failed;
}

static int
print_repeats(Object *file, long count)
{
    count -= REPEATS_SHOWN;
    return put_object(file,
                      str_from_format("  [Previous line repeated %ld more "
                                      "time%s]\n",
                                      count, count > 1 ? "s" : ""));
}

int
traceback_print_frames(Object *file, Traceback *tb, const char *margin)
{
    Object *last_file = NULL, *last_name = NULL;
    int last_line = -1;
    long count = 0;
    long depth = 0;
    for (Traceback *at = tb; at != NULL; at = at->next) {
        depth++;
    }
    // sys.tracebacklimit's default: the last thousand.
    for (; depth > 1000; depth--) {
        tb = tb->next;
    }
    for (; tb != NULL; tb = tb->next) {
        Code *code = tb->frame->frame->code;
        if (last_file != code->filename || last_line != tb->lineno ||
            last_name != code->name) {
            if (count > REPEATS_SHOWN && print_repeats(file, count) < 0) {
                return -1;
            }
            last_file = code->filename;
            last_line = tb->lineno;
            last_name = code->name;
            count = 0;
        }
        count++;
        if (count <= REPEATS_SHOWN && print_entry(file, tb, margin) < 0) {
            return -1;
        }
    }
    return count > REPEATS_SHOWN ? print_repeats(file, count) : 0;
}

int
traceback_print_margin(Object *file, Object *traceback, const char *margin,
                       const char *header)
{
    if (put_text(file, margin) < 0 || put_text(file, header) < 0) {
        return -1;
    }
    return traceback_print_frames(file, (Traceback *)traceback, margin);
}

int
traceback_print(Object *traceback, Object *file)
{
    return traceback_print_margin(file, traceback, "", TRACEBACK_HEADER);
}
