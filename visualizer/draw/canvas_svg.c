/* canvas_svg.c - SVG, with a class for each look */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/canvas.h"

void
svg_escape(Text *out, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        uint32_t c = utf8_next(&text, end);
        switch (c) {
        case '&':
            text_add(out, "&amp;");
            break;
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        case '"':
            text_add(out, "&quot;");
            break;
        case '\n':
        case '\t':
            text_char(out, ' ');
            break;
        default:
            // XML has no other control characters and no U+FFFE, U+FFFF.
            text_utf8(out, c < 32 || (c & 0xfffe) == 0xfffe ? 0xfffd : c);
            break;
        }
    }
}

// To a tenth; written by hand, for a page holds a million of them.
static void
put(Text *out, double value)
{
    char digits[32];
    int at = sizeof(digits);
    long long tenths = llround(value * 10);
    unsigned long long left =
        tenths < 0 ? 0ull - (unsigned long long)tenths
                   : (unsigned long long)tenths;
    if (left % 10 != 0) {
        digits[--at] = (char)('0' + left % 10);
        digits[--at] = '.';
    }
    left /= 10;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (tenths < 0) {
        digits[--at] = '-';
    }
    text_add_bytes(out, digits + at, sizeof(digits) - (size_t)at);
}

static void
attribute(Text *out, const char *name, double value)
{
    text_char(out, ' ');
    text_add(out, name);
    text_add(out, "=\"");
    put(out, value);
    text_char(out, '"');
}

static void
svg_begin(Canvas *canvas, const char *id, const char *kind,
          const char *title)
{
    Text *out = canvas->state;
    text_add(out, "<g");
    if (id != NULL) {
        text_format(out, " id=\"%s\"", id);
    }
    if (kind != NULL) {
        text_format(out, " class=\"%s\"", kind);
    }
    text_char(out, '>');
    if (title != NULL) {
        text_add(out, "<title>");
        svg_escape(out, title);
        text_add(out, "</title>");
    }
}

static void
svg_end(Canvas *canvas)
{
    text_add(canvas->state, "</g>\n");
}

static void
open_shape(Text *out, const char *start, LookId look)
{
    text_add(out, start);
    text_add(out, looks[look].name);
    text_char(out, '"');
}

static void
svg_rect(Canvas *canvas, LookId look, double x, double y, double width,
         double height, double r, bool top)
{
    Text *out = canvas->state;
    if (top && r > 0) {
        double right = x + width, bottom = y + height;
        open_shape(out, "<path class=\"", look);
    text_add(out, " d=\"M");
        put(out, x);
        text_char(out, ' ');
        put(out, bottom);
        text_char(out, 'V');
        put(out, y + r);
        text_format(out, "a%g %g 0 0 1 %g -%gH", r, r, r, r);
        put(out, right - r);
        text_format(out, "a%g %g 0 0 1 %g %gV", r, r, r, r);
        put(out, bottom);
        text_add(out, "z\"/>");
        return;
    }
    open_shape(out, "<rect class=\"", look);
    attribute(out, "x", x);
    attribute(out, "y", y);
    attribute(out, "width", width);
    attribute(out, "height", height);
    if (r > 0) {
        attribute(out, "rx", r);
    }
    text_add(out, "/>");
}

static void
svg_circle(Canvas *canvas, LookId look, double x, double y, double r)
{
    Text *out = canvas->state;
    open_shape(out, "<circle class=\"", look);
    attribute(out, "cx", x);
    attribute(out, "cy", y);
    attribute(out, "r", r);
    text_add(out, "/>");
}

static void
put_points(Text *out, const Point *points, int from, int n)
{
    for (int i = from; i < n; i++) {
        text_add(out, i > from ? " " : "");
        put(out, points[i].x);
        text_char(out, ' ');
        put(out, points[i].y);
    }
}

static void
svg_curve(Canvas *canvas, LookId look, const Point *points, int n)
{
    Text *out = canvas->state;
    open_shape(out, "<path class=\"", look);
    text_add(out, " d=\"M");
    put_points(out, points, 0, 1);
    text_char(out, 'C');
    put_points(out, points, 1, n);
    text_add(out, "\"/>");
}

static void
svg_polygon(Canvas *canvas, LookId look, const Point *points, int n,
            bool closed)
{
    Text *out = canvas->state;
    open_shape(out, "<path class=\"", look);
    text_add(out, " d=\"M");
    put_points(out, points, 0, 1);
    text_char(out, 'L');
    put_points(out, points, 1, n);
    text_add(out, closed ? "z\"/>" : "\"/>");
}

static void
svg_text(Canvas *canvas, double x, double y, Anchor anchor, const Run *runs,
         int n)
{
    Text *out = canvas->state;
    text_format(out, "<text class=\"%s-t\"", look_fonts[runs[0].font].name);
    attribute(out, "x", x);
    attribute(out, "y", y);
    if (anchor != ANCHOR_START) {
        text_format(out, " text-anchor=\"%s\"",
                    anchor == ANCHOR_END ? "end" : "middle");
    }
    text_add(out, n == 1 && runs[0].strike
                      ? " text-decoration=\"line-through\">"
                      : ">");
    for (int i = 0; i < n; i++) {
        bool plain = i == 0 && (n == 1 || !runs[0].strike);
        if (!plain) {
            text_format(out, "<tspan class=\"%s-t\"",
                        look_fonts[runs[i].font].name);
            if (runs[i].gap != 0) {
                attribute(out, "dx", runs[i].gap);
            }
            text_add(out, runs[i].strike
                              ? " text-decoration=\"line-through\">"
                              : ">");
        }
        svg_escape(out, runs[i].text);
        text_add(out, plain ? "" : "</tspan>");
    }
    text_add(out, "</text>");
}

static void
svg_place(Canvas *canvas, double x, double y, double scale)
{
    Text *out = canvas->state;
    text_add(out, "<g transform=\"translate(");
    put(out, x);
    text_char(out, ' ');
    put(out, y);
    text_format(out, ") scale(%.4f)\">\n", scale);
}

static const CanvasClass svg_class = {
    .place = svg_place,
    .unplace = svg_end,
    .begin = svg_begin,
    .end = svg_end,
    .rect = svg_rect,
    .circle = svg_circle,
    .curve = svg_curve,
    .polygon = svg_polygon,
    .text = svg_text,
};

Canvas
canvas_svg(Text *out)
{
    return (Canvas){.class = &svg_class, .state = out};
}

void
svg_open(Text *out, double x, double y, double width,
         double height, double zoom, const char *title,
         const char *description, bool ground)
{
    text_add(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    attribute(out, "width", width * zoom);
    attribute(out, "height", height * zoom);
    text_add(out, " viewBox=\"");
    put(out, x);
    text_char(out, ' ');
    put(out, y);
    text_char(out, ' ');
    put(out, width);
    text_char(out, ' ');
    put(out, height);
    text_add(out, "\" role=\"img\" xml:space=\"preserve\">\n<title>");
    svg_escape(out, title);
    text_add(out, "</title>\n<desc>");
    svg_escape(out, description);
    text_add(out, "</desc>\n");
    if (ground) {
        text_add(out, "<rect class=\"paper\"");
        attribute(out, "x", x);
        attribute(out, "y", y);
        attribute(out, "width", width);
        attribute(out, "height", height);
        text_add(out, "/>\n");
    }
}

void
svg_close(Text *out, Theme theme, size_t start)
{
    Text style = {0};
    look_css(theme, false, out->bytes + start, &style);
    text_format(out, "<style>\n%s</style>\n</svg>\n", style.bytes);
    text_free(&style);
}
