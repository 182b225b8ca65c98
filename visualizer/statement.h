/* statement.h - when a statement typed at the prompt is complete
 * (prefix: statement_)
 */
#ifndef VISUALIZER_STATEMENT_H
#define VISUALIZER_STATEMENT_H

#include "visualizer/support.h"

typedef enum StatementState {
    STATEMENT_EMPTY, /* blanks or a comment only */
    STATEMENT_COMPLETE,
    STATEMENT_OPEN, /* an open bracket, string or \ at the end */
    STATEMENT_BLOCK /* a compound statement: an empty line ends it */
} StatementState;

/* Judges the lines typed so far, each with its newline. As Python's prompt
 * does it: a compound statement goes on until an empty line. */
StatementState statement_state(const char *text);

/* The indentation the next line should begin with. */
void statement_indent(const char *text, Text *out);

#endif
