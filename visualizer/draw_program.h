/* draw_program.h - has a film drawn by pytutor-mem-draw
 * (prefix: draw_program_)
 */
#ifndef VISUALIZER_DRAW_PROGRAM_H
#define VISUALIZER_DRAW_PROGRAM_H

#include "visualizer/support.h"

/* Draws a film (visualizer/film.h) in the form it names. False after one
 * line on stderr. */
bool draw_program_run(const Text *film, Text *picture);

#endif
