#include "visualizer/draw/canvas.h"

#include <stdlib.h>
#include <string.h>

void
canvas_begin(Canvas *canvas, const char *id, const char *kind,
             const char *title)
{
    canvas->class->begin(canvas, id, kind, title);
}

void
canvas_end(Canvas *canvas)
{
    canvas->class->end(canvas);
}

void
canvas_rect(Canvas *canvas, LookId look, double x, double y, double width,
            double height, double r)
{
    canvas->class->rect(canvas, look, x, y, width, height, r, false);
}

void
canvas_top(Canvas *canvas, LookId look, double x, double y, double width,
           double height, double r)
{
    canvas->class->rect(canvas, look, x, y, width, height, r, true);
}

void
canvas_circle(Canvas *canvas, LookId look, double x, double y, double r)
{
    canvas->class->circle(canvas, look, x, y, r);
}

void
canvas_curve(Canvas *canvas, LookId look, const Point *points, int n)
{
    canvas->class->curve(canvas, look, points, n);
}

void
canvas_polygon(Canvas *canvas, LookId look, const Point *points, int n)
{
    canvas->class->polygon(canvas, look, points, n, true);
}

void
canvas_line(Canvas *canvas, LookId look, double x0, double y0, double x1,
            double y1)
{
    Point points[2] = {{x0, y0}, {x1, y1}};
    canvas->class->polygon(canvas, look, points, 2, false);
}

void
canvas_text(Canvas *canvas, double x, double y, Anchor anchor, FontId font,
            const char *text)
{
    Run run = {.font = font, .text = text};
    canvas->class->text(canvas, x, y, anchor, &run, 1);
}

void
canvas_runs(Canvas *canvas, double x, double y, Anchor anchor,
            const Run *runs, int n)
{
    canvas->class->text(canvas, x, y, anchor, runs, n);
}

void
canvas_place(Canvas *canvas, double x, double y, double scale)
{
    canvas->class->place(canvas, x, y, scale);
}

void
canvas_unplace(Canvas *canvas)
{
    canvas->class->unplace(canvas);
}

static char *
copy_part(const char *text, size_t n)
{
    char *copy = vis_alloc(n + 1);
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

int
text_wrap(FontId font, const char *text, double width, char **lines,
          int room)
{
    int count = 0;
    while (*text != '\0' && count < room) {
        size_t good = 0, n = 0;
        // Word by word, as long as it fits.
        while (text[n] != '\0') {
            size_t next = n + strspn(text + n, " ");
            next += strcspn(text + next, " ");
            char *part = copy_part(text, next);
            bool fits = text_width(font, part) <= width;
            free(part);
            if (!fits && good > 0) {
                break;
            }
            good = n = next;
            if (!fits) {
                break;
            }
        }
        lines[count++] = copy_part(text, good);
        text += good;
        text += strspn(text, " ");
    }
    return count;
}
