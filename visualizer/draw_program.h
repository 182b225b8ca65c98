/* draw_program.h - has a DOT graph drawn by pytutor-mem-draw
 * (prefix: draw_program_)
 */
#ifndef VISUALIZER_DRAW_PROGRAM_H
#define VISUALIZER_DRAW_PROGRAM_H

#include "visualizer/support.h"

/* Draws `dot` in the form "svg", "png" or "pdf". False after one line on
 * stderr. */
bool draw_program_run(const char *form, const Text *dot, Text *picture);

#endif
