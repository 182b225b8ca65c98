/* film_marks.h - which moments the script or the user asks for
 * (prefix: marks_)
 *
 * "# slide: TITLE" on a line of its own means the moment when the next line
 * of code is about to run for the first time; behind code, the moment after
 * that line. "# note: TEXT" below belongs to the slide above it. "# slides:
 * --hide Thread" on a line of its own says how the deck is drawn.
 */
#ifndef VISUALIZER_FILM_MARKS_H
#define VISUALIZER_FILM_MARKS_H

#include "visualizer/support.h"

typedef struct Mark {
    uint32_t line; /* of the comment */
    bool behind;   /* code stands before it on its line */
    bool used;
    uint32_t frame; /* behind code: the frame that runs it now; 0: none */
    char *title, *note;
} Mark;

typedef struct Marks {
    Mark *items;
    size_t count, room;
    char *options; /* of "# slides:"; NULL: none */
} Marks;

/* Reads the comments of a script. */
void marks_read(Marks *marks, const char *source, size_t length);
void marks_free(Marks *marks);

/* The mark whose moment this is: `line` is about to run (0: the end) in
 * the frame with that serial, whose caller's frames still run (see
 * marks_begin_line). NULL: none. */
Mark *marks_match(Marks *marks, uint32_t line, uint32_t frame);

/* That line begins to run in a frame. */
void marks_begin_line(Marks *marks, uint32_t line, uint32_t frame);
/* A frame ended: lines that ran in it are done. */
void marks_end_frame(Marks *marks, uint32_t frame);

/* How many bytes of a line stand before "# slide: ..." and the like at its
 * end; 0 when nothing else is on the line. */
size_t marks_code_length(const char *line, size_t n);

/* Whether n is in "3,7-9"; a list that is none holds nothing. */
bool ranges_hold(const char *ranges, uint64_t n);
bool ranges_valid(const char *ranges);

#endif
