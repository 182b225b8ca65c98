#include "visualizer/film_marks.h"

#include <stdlib.h>
#include <string.h>

// The text behind "word:" in a comment, without blanks around; NULL: none.
static char *
comment_text(const char *comment, const char *end, const char *word)
{
    const char *s = comment + 1;
    size_t n = strlen(word);
    while (s < end && *s == ' ') {
        s++;
    }
    if ((size_t)(end - s) < n || memcmp(s, word, n) != 0) {
        return NULL;
    }
    s += n;
    while (s < end && (*s == ' ' || *s == '\t')) {
        s++;
    }
    while (end > s && (end[-1] == ' ' || end[-1] == '\r')) {
        end--;
    }
    Text text = {0};
    text_add_bytes(&text, s, (size_t)(end - s));
    return text.bytes != NULL ? text.bytes : vis_copy("");
}

// The comment of a line: a # that is not inside quotes. Strings of several
// lines are not looked through: who writes "# slide:" there means it.
static const char *
find_comment(const char *s, const char *end, bool *code)
{
    char quote = 0;
    *code = false;
    for (; s < end; s++) {
        if (quote != 0) {
            if (*s == '\\') {
                s++;
            } else if (*s == quote) {
                quote = 0;
            }
        } else if (*s == '#') {
            return s;
        } else if (*s == '"' || *s == '\'') {
            quote = *s;
            *code = true;
        } else if (*s != ' ' && *s != '\t') {
            *code = true;
        }
    }
    return NULL;
}

static void
read_line(Marks *marks, const char *s, const char *end, uint32_t line)
{
    bool code;
    const char *comment = find_comment(s, end, &code);
    if (comment == NULL) {
        return;
    }
    char *title = comment_text(comment, end, "slide:");
    if (title != NULL) {
        marks->items = vis_grow(marks->items, marks->count, &marks->room,
                                sizeof(Mark));
        marks->items[marks->count++] =
            (Mark){.line = line, .behind = code, .title = title};
        return;
    }
    char *options = comment_text(comment, end, "slides:");
    if (options != NULL && !code && marks->options == NULL) {
        marks->options = options;
        return;
    }
    free(options);
    char *note = comment_text(comment, end, "note:");
    if (note == NULL || marks->count == 0) {
        free(note);
        return;
    }
    Mark *mark = &marks->items[marks->count - 1];
    Text text = {0};
    if (mark->note != NULL) {
        text_format(&text, "%s ", mark->note);
    }
    text_add(&text, note);
    free(note);
    free(mark->note);
    mark->note = text.bytes;
}

void
marks_read(Marks *marks, const char *source, size_t length)
{
    *marks = (Marks){0};
    uint32_t line = 1;
    const char *end = source + length;
    while (source < end) {
        const char *stop = memchr(source, '\n', (size_t)(end - source));
        stop = stop != NULL ? stop : end;
        read_line(marks, source, stop, line++);
        source = stop + 1;
    }
}

void
marks_free(Marks *marks)
{
    for (size_t i = 0; i < marks->count; i++) {
        free(marks->items[i].title);
        free(marks->items[i].note);
    }
    free(marks->items);
    free(marks->options);
    *marks = (Marks){0};
}

enum { FRAME_ENDED = UINT32_MAX };

Mark *
marks_match(Marks *marks, uint32_t line, uint32_t frame)
{
    for (size_t i = 0; i < marks->count; i++) {
        Mark *mark = &marks->items[i];
        if (mark->used) {
            continue;
        }
        // A comment between two lines of code: the line to come lies below
        // it, with no other mark between.
        bool next = line > mark->line &&
                    (i + 1 == marks->count ||
                     marks->items[i + 1].line >= line ||
                     marks->items[i + 1].behind);
        bool done = mark->frame != 0 &&
                    (mark->frame == frame || mark->frame == FRAME_ENDED ||
                     line == 0);
        if (mark->behind ? done : next || line == 0) {
            mark->used = true;
            return mark;
        }
    }
    return NULL;
}

void
marks_begin_line(Marks *marks, uint32_t line, uint32_t frame)
{
    for (size_t i = 0; i < marks->count; i++) {
        Mark *mark = &marks->items[i];
        if (mark->behind && mark->line == line && mark->frame == 0) {
            mark->frame = frame;
        }
    }
}

void
marks_end_frame(Marks *marks, uint32_t frame)
{
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->items[i].frame == frame && frame != 0) {
            marks->items[i].frame = FRAME_ENDED;
        }
    }
}

static const char *
read_number(const char *s, uint64_t *n)
{
    *n = 0;
    const char *start = s;
    while (*s >= '0' && *s <= '9' && *n < 1000000000) {
        *n = *n * 10 + (uint64_t)(*s++ - '0');
    }
    return s == start ? NULL : s;
}

// Reads "7" or "7-9" and the comma behind; NULL: wrong.
static const char *
read_range(const char *s, uint64_t *from, uint64_t *to)
{
    s = read_number(s, from);
    *to = *from;
    if (s != NULL && *s == '-') {
        s = read_number(s + 1, to);
    }
    if (s == NULL || (*s != ',' && *s != '\0') || *to < *from) {
        return NULL;
    }
    return *s == ',' && s[1] != '\0' ? s + 1 : *s == '\0' ? s : NULL;
}

bool
ranges_hold(const char *ranges, uint64_t n)
{
    uint64_t from, to;
    while (ranges != NULL && *ranges != '\0') {
        ranges = read_range(ranges, &from, &to);
        if (ranges != NULL && n >= from && n <= to) {
            return true;
        }
    }
    return false;
}

bool
ranges_valid(const char *ranges)
{
    uint64_t from, to;
    const char *s = ranges;
    while (s != NULL && *s != '\0') {
        s = read_range(s, &from, &to);
    }
    return s != NULL && *ranges != '\0';
}

size_t
marks_code_length(const char *line, size_t n)
{
    static const char *const words[] = {"slide:", "slides:", "note:"};
    for (size_t i = 0; i < n; i++) {
        if (line[i] != '#') {
            continue;
        }
        size_t word = i + 1;
        while (word < n && line[word] == ' ') {
            word++;
        }
        bool found = false;
        for (int k = 0; k < 3; k++) {
            size_t length = strlen(words[k]);
            found |= n - word >= length &&
                     memcmp(line + word, words[k], length) == 0;
        }
        if (found) {
            while (i > 0 && line[i - 1] == ' ') {
                i--;
            }
            return i;
        }
    }
    return n;
}
