/* film_marks.h - which moments the script or the user asks for
 * (prefix: marks_)
 *
 * "# slide: TITLE" on a line of its own means the moment when the next line
 * of code is about to run for the first time; behind code, the moment after
 * that line. "# note: TEXT" below belongs to the slide above it.
 */
#ifndef VISUALIZER_FILM_MARKS_H
#define VISUALIZER_FILM_MARKS_H

#include "visualizer/support.h"

typedef struct Mark {
    uint32_t line; /* of the comment */
    bool behind;   /* code stands before it on its line */
    bool used;
    char *title, *note;
} Mark;

typedef struct Marks {
    Mark *items;
    size_t count, room;
} Marks;

/* Reads the comments of a script. */
void marks_read(Marks *marks, const char *source, size_t length);
void marks_free(Marks *marks);

/* The mark whose moment this is: `line` is about to run (0: the end),
 * `before` was the line before. NULL: none. */
Mark *marks_match(Marks *marks, uint32_t line, uint32_t before);

/* Whether n is in "3,7-9"; a list that is none holds nothing. */
bool ranges_hold(const char *ranges, uint64_t n);
bool ranges_valid(const char *ranges);

#endif
