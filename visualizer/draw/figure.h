/* figure.h - draws the records of visualizer/figure.h (prefix: figure_) */
#ifndef VISUALIZER_DRAW_FIGURE_H
#define VISUALIZER_DRAW_FIGURE_H

#include "visualizer/support.h"

/* Whether the input is a figure and no film. */
bool figure_is(const char *text);

/* Draws it; `text` is changed. False when it is malformed. */
bool figure_draw(char *text, Text *out);

#endif
