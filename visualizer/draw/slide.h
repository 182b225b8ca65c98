/* slide.h - one page of a deck on any canvas (prefix: slide_)
 *
 * 1280 by 720: title, the code with the current line, the drawing in its
 * place beside it or below it, a sentence, the page's number.
 */
#ifndef VISUALIZER_DRAW_SLIDE_H
#define VISUALIZER_DRAW_SLIDE_H

#include "visualizer/draw/picture.h"

enum {
    SLIDE_WIDTH = 1280,
    SLIDE_HEIGHT = 720,
    SLIDE_LEGIBLE = 14, /* points of the drawing's text on a page of 960 */
    SLIDE_SMALL = 8     /* by 540: what to aim at, and what to warn of */
};

typedef struct SlideArea {
    double x, y, width, height;
} SlideArea;

typedef struct Slides {
    const Plan *plan;
    char **lines; /* of the script, with tabs as blanks, without the
                     comments that make slides */
    int *numbers; /* of the lines */
    int line_count, shown; /* lines that fit */
    double code_scale;
    SlideArea code, area; /* where the code stands; the drawing, the lanes */
    Frame frame;          /* of the drawing */
    double x, y, scale;   /* where it stands */
    const char *title;  /* of the slide before, for slides without */
} Slides;

/* Lays out a film so that its drawing can be read on slides. */
void slides_plan(Plan *plan, Film *film, double seconds);
/* Size of the text in rows, in points of a page of 960 by 540. */
double slides_points(const Plan *plan);

void slides_begin(Slides *slides, const Plan *plan);
void slides_end(Slides *slides);

/* The title of a step's slide: its own, or the last before it. */
const char *slide_title(const Slides *slides, int step);

/* What happened, in at most a few words. */
void slide_sentence(const Slides *slides, int step, Text *out);

/* The parts of a slide. */
void slide_code(const Slides *slides, Canvas *canvas, int step);
void slide_drawing(const Slides *slides, Canvas *canvas, int step);
void slide_all(const Slides *slides, Canvas *canvas, int step);

/* What --check needs: script, options and a digest of each moment, as one
 * line of ASCII. */
void slides_token(const Plan *plan, Text *out);

#endif
