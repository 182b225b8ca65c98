/* output.h - files that views are written to (prefix: output_)
 *
 * A file is opened before the program runs, so that a wrong path is told at
 * once, and emptied only when there is something to write.
 */
#ifndef VISUALIZER_OUTPUT_H
#define VISUALIZER_OUTPUT_H

#include "visualizer/support.h"

typedef struct Output {
    int fd;
    const char *path; /* NULL: standard output */
    bool created;     /* by us; removed again when nothing was written */
    bool written;
} Output;

/* NULL or "-": standard output. False after one line on stderr. */
bool output_open(Output *output, const char *path);

/* Replaces the file's contents; false after one line on stderr, or
 * silently when standard output is a closed pipe. */
bool output_write(Output *output, const void *bytes, size_t length);

/* Empties the file and leaves writing to others (output->fd). */
bool output_begin(Output *output);

/* False after one line on stderr when the file could not be written. */
bool output_close(Output *output);

/* Ends what was printed with stdio on standard output: 0, or a status for
 * the command line after one line on stderr (none for a closed pipe). */
int output_flush(void);

#endif
