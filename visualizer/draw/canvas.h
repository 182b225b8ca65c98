/* canvas.h - what a picture is drawn on (prefix: canvas_)
 *
 * One geometry, many writers: shapes with a look and texts with a font come
 * in; SVG text, cairo or TikZ comes out. Units are pixels at a font size of
 * 12, y grows downward.
 */
#ifndef VISUALIZER_DRAW_CANVAS_H
#define VISUALIZER_DRAW_CANVAS_H

#include "visualizer/draw/look.h"

typedef struct Point {
    double x, y;
} Point;

/* A piece of a line of text. */
typedef struct Run {
    FontId font;
    const char *text;
    double gap; /* before it */
    bool strike;
} Run;

typedef enum Anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } Anchor;

typedef struct Canvas {
    const struct CanvasClass *class;
    void *state;
    Theme theme;
} Canvas;

typedef struct CanvasClass {
    /* A group for people and programs: id and title may be NULL. */
    void (*begin)(Canvas *canvas, const char *id, const char *kind,
                  const char *title);
    void (*end)(Canvas *canvas);
    /* Corners of radius r; only the upper two when `top`. */
    void (*rect)(Canvas *canvas, LookId look, double x, double y,
                 double width, double height, double r, bool top);
    void (*circle)(Canvas *canvas, LookId look, double x, double y,
                   double r);
    /* Points: the start, then two control points and an end for each
     * curve. */
    void (*curve)(Canvas *canvas, LookId look, const Point *points, int n);
    void (*polygon)(Canvas *canvas, LookId look, const Point *points, int n,
                    bool closed);
    void (*text)(Canvas *canvas, double x, double y, Anchor anchor,
                 const Run *runs, int n);
    /* Until `unplace` the origin is at (x, y) and all is `scale` larger. */
    void (*place)(Canvas *canvas, double x, double y, double scale);
    void (*unplace)(Canvas *canvas);
} CanvasClass;

void canvas_begin(Canvas *canvas, const char *id, const char *kind,
                  const char *title);
void canvas_end(Canvas *canvas);
void canvas_rect(Canvas *canvas, LookId look, double x, double y,
                 double width, double height, double r);
void canvas_top(Canvas *canvas, LookId look, double x, double y,
                double width, double height, double r);
void canvas_circle(Canvas *canvas, LookId look, double x, double y,
                   double r);
void canvas_curve(Canvas *canvas, LookId look, const Point *points, int n);
void canvas_polygon(Canvas *canvas, LookId look, const Point *points, int n);
void canvas_line(Canvas *canvas, LookId look, double x0, double y0,
                 double x1, double y1);
void canvas_text(Canvas *canvas, double x, double y, Anchor anchor,
                 FontId font, const char *text);
void canvas_runs(Canvas *canvas, double x, double y, Anchor anchor,
                 const Run *runs, int n);

void canvas_place(Canvas *canvas, double x, double y, double scale);
void canvas_unplace(Canvas *canvas);

/* SVG elements are added to `out`. */
Canvas canvas_svg(Text *out);
/* An SVG document around them: width and height in pixels times `zoom`. */
void svg_open(Text *out, double x, double y, double width,
              double height, double zoom, const char *title,
              const char *description, bool ground);
/* Ends it, with the style rules of the looks that occur since `start` (the
 * length of `out` at svg_open). */
void svg_close(Text *out, Theme theme, size_t start);
/* Text for XML: escaped, without what XML forbids. */
void svg_escape(Text *out, const char *text);

/* TikZ commands are added to `out`; y grows downward by the picture's own
 * transformation. */
Canvas canvas_tikz(Text *out, Theme theme);
void tikz_preamble(Theme theme, Text *out);
void tikz_escape(Text *out, const char *text);

/* A cairo context (a cairo_t *) whose user unit is a pixel. */
Canvas canvas_cairo(void *cairo, Theme theme);

/* Width of a text in a font, measured by pango. */
double text_width(FontId font, const char *text);
/* Gives the fonts back, for leak checkers. */
void text_width_end(void);

/* Breaks text into lines of at most `width`; returns their number, at most
 * `room`. Each is a copy, to be freed. */
int text_wrap(FontId font, const char *text, double width, char **lines,
              int room);

#endif
