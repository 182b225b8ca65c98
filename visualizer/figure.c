#include "visualizer/figure.h"

#include <string.h>

#include "visualizer/shot.h"

void
figure_begin(Text *out, const char *form, const char *theme, unsigned font,
             const char *title)
{
    text_format(out, "H\tform\tfigure.%s\nH\ttheme\t%s\nH\tfont\t%u\n"
                     "H\ttitle",
                form, theme, font);
    record_field(out, title);
    text_char(out, '\n');
    figure_text(out, "title", 's', 20, 34, title);
}

void
figure_words(Text *out, const char *text, size_t length)
{
    Text copy = {0};
    text_add_bytes(&copy, text, length);
    text_add(out, "T");
    record_field(out, copy.bytes != NULL ? copy.bytes : "");
    text_char(out, '\n');
    text_free(&copy);
}

void
figure_size(Text *out, double width, double height)
{
    text_format(out, "V\t%.1f\t%.1f\n", width, height);
}

void
figure_box(Text *out, const char *look, double x, double y, double width,
           double height, double r)
{
    text_format(out, "k\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\n", look, x, y,
                width, height, r);
}

void
figure_dot(Text *out, const char *look, double x, double y, double r)
{
    text_format(out, "c\t%s\t%.1f\t%.1f\t%.1f\n", look, x, y, r);
}

void
figure_line_begin(Text *out, const char *look)
{
    text_format(out, "l\t%s", look);
}

void
figure_point(Text *out, double x, double y)
{
    text_format(out, "\t%.1f\t%.1f", x, y);
}

void
figure_line_end(Text *out)
{
    text_char(out, '\n');
}

void
figure_line(Text *out, const char *look, double x0, double y0, double x1,
            double y1)
{
    figure_line_begin(out, look);
    figure_point(out, x0, y0);
    figure_point(out, x1, y1);
    figure_line_end(out);
}

void
figure_text(Text *out, const char *font, char anchor, double x, double y,
            const char *text)
{
    Text clean = {0};
    text_clean(&clean, text, strlen(text), 200, true);
    text_format(out, "t\t%s\t%c\t%.1f\t%.1f", font, anchor, x, y);
    record_field(out, clean.bytes != NULL ? clean.bytes : "");
    text_char(out, '\n');
    text_free(&clean);
}
