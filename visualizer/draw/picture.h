/* picture.h - one step as a file (prefix: picture_) */
#ifndef VISUALIZER_DRAW_PICTURE_H
#define VISUALIZER_DRAW_PICTURE_H

#include "visualizer/draw/plan.h"

/* The room a picture takes: the drawing, its title and its legend. */
typedef struct Frame {
    double x, y, width, height;
    double title_y, legend_x, legend_y, legend_width;
} Frame;

Frame picture_frame(const Plan *plan, bool with_title, bool with_legend);

/* The drawing alone, grouped; `names`: with the pieces' names as ids. */
void picture_draw(const Plan *plan, Canvas *canvas, int step, bool names);

/* All of a step as text, for who cannot see it. */
void picture_description(const Plan *plan, int step, Text *out);

/* Whole files. False: cairo failed. */
void picture_svg(const Plan *plan, int step, bool with_legend, Text *out);
bool picture_png(const Plan *plan, int step, Text *out);
/* A page for each step. */
bool picture_pdf(const Plan *plan, Text *out);

/* A document must be the same bytes every time: no dates in it. Surface: a
 * cairo_surface_t * of PDF. */
void picture_pdf_metadata(void *surface, const char *title);

/* For cairo's stream surfaces; closure: a Text *. */
int picture_stream(void *closure, const unsigned char *bytes,
                   unsigned int length);

/* Pixels for each unit of the drawing. */
double picture_zoom(const Plan *plan);

#endif
