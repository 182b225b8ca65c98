/* figure.h - simple figures for pytutor-mem-draw (prefix: figure_)
 *
 * Views that are no graph of objects: shapes with a look and texts with a
 * font of visualizer/draw/look.def, a record a line, after the film's own
 * H records (form figure.svg, figure.png or figure.pdf):
 *
 *   V width height
 *   k look x y width height radius    a box
 *   c look x y radius                 a dot
 *   l look x0 y0 x1 y1 ...            a line through points
 *   t font anchor x y text            anchor: s, m or e
 */
#ifndef VISUALIZER_FIGURE_H
#define VISUALIZER_FIGURE_H

#include "visualizer/support.h"

void figure_begin(Text *out, const char *form, const char *theme,
                  unsigned font, const char *title);
/* What the figure shows in words, for forms that have room for it (html). */
void figure_words(Text *out, const char *text, size_t length);
void figure_size(Text *out, double width, double height);
void figure_box(Text *out, const char *look, double x, double y,
                double width, double height, double r);
void figure_dot(Text *out, const char *look, double x, double y, double r);
void figure_line(Text *out, const char *look, double x0, double y0,
                 double x1, double y1);
/* Points are added to an open line until figure_line_end. */
void figure_line_begin(Text *out, const char *look);
void figure_point(Text *out, double x, double y);
void figure_line_end(Text *out);
void figure_text(Text *out, const char *font, char anchor, double x,
                 double y, const char *text);

#endif
