#include "visualizer/draw/assets.h"
#include "visualizer/draw/figure.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/canvas.h"
#include "visualizer/draw/picture.h"
#include "visualizer/draw/template.h"

enum { FIELDS = 4096 };

static const char form_record[] = "H\tform\tfigure.";

bool
figure_is(const char *text)
{
    return strncmp(text, form_record, sizeof(form_record) - 1) == 0;
}

static LookId
find_look(const char *name)
{
    for (int i = 0; i < LOOK_COUNT; i++) {
        if (strcmp(looks[i].name, name) == 0) {
            return (LookId)i;
        }
    }
    return LOOK_box;
}

static FontId
find_font(const char *name)
{
    for (int i = 0; i < FONT_COUNT; i++) {
        if (strcmp(look_fonts[i].name, name) == 0) {
            return (FontId)i;
        }
    }
    return FONT_label;
}

static void
unescape(char *s)
{
    char *to = s;
    for (; *s != '\0'; s++) {
        if (*s == '\\' && s[1] != '\0') {
            s++;
            *to++ = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
}

static int
split(char *line, char **fields)
{
    int n = 0;
    while (line != NULL && n < FIELDS) {
        char *tab = strchr(line, '\t');
        if (tab != NULL) {
            *tab++ = '\0';
        }
        fields[n++] = line;
        line = tab;
    }
    return n;
}

static double
at(char **fields, int i)
{
    return strtod(fields[i], NULL);
}

static void
draw_record(Canvas *canvas, char **f, int n)
{
    static Point points[FIELDS / 2];
    switch (f[0][0]) {
    case 'k':
        if (n == 7) {
            canvas_rect(canvas, find_look(f[1]), at(f, 2), at(f, 3), at(f, 4),
                        at(f, 5), at(f, 6));
        }
        break;
    case 'c':
        if (n == 5) {
            canvas_circle(canvas, find_look(f[1]), at(f, 2), at(f, 3),
                          at(f, 4));
        }
        break;
    case 'l': {
        int count = 0;
        for (int i = 2; i + 1 < n; i += 2) {
            points[count++] = (Point){at(f, i), at(f, i + 1)};
        }
        if (count >= 2) {
            canvas->class->polygon(canvas, find_look(f[1]), points, count,
                                   false);
        }
        break;
    }
    case 't':
        if (n == 6) {
            unescape(f[5]);
            canvas_text(canvas, at(f, 3), at(f, 4),
                        f[2][0] == 'm'   ? ANCHOR_MIDDLE
                        : f[2][0] == 'e' ? ANCHOR_END
                                         : ANCHOR_START,
                        find_font(f[1]), f[5]);
        }
        break;
    default:
        break;
    }
}

static cairo_status_t
stream(void *closure, const unsigned char *bytes, unsigned int length)
{
    text_add_bytes(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

typedef struct Figure {
    const char *form, *title;
    Theme theme;
    double width, height, zoom;
} Figure;

static void
read_header(Figure *figure, char **f, int n)
{
    if (f[0][0] == 'V' && n == 3) {
        figure->width = at(f, 1);
        figure->height = at(f, 2);
    } else if (f[0][0] == 'H' && n == 3) {
        if (strcmp(f[1], "form") == 0) {
            figure->form = f[2] + strlen("figure.");
        } else if (strcmp(f[1], "theme") == 0) {
            figure->theme = look_theme(f[2]);
        } else if (strcmp(f[1], "title") == 0) {
            figure->title = f[2];
        } else if (strcmp(f[1], "font") == 0 && at(f, 2) > 0) {
            figure->zoom = at(f, 2) / 12;
        }
    }
}

static bool
finish_cairo(cairo_t *cr, cairo_surface_t *surface, bool pdf, Text *out)
{
    bool good = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    if (pdf) {
        cairo_show_page(cr);
    } else {
        good = good && cairo_surface_write_to_png_stream(
                           surface, stream, out) == CAIRO_STATUS_SUCCESS;
    }
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    return good;
}

// A page of its own: the drawing, if there is one, and what is told in words.
static void
write_sheet(const Figure *figure, const Text *svg, const Text *words,
            Text *out)
{
    const TemplateHead head = {.title = figure->title,
                               .theme = look_theme_name(figure->theme),
                               .css = asset_sheet_css,
                               .more = ""};
    const TemplateField fields[] = {
        {"drawing", svg->bytes != NULL ? svg->bytes : ""},
        {"text", words->bytes != NULL ? words->bytes : ""},
    };
    template_page(asset_sheet_html, &head, fields, 2, out);
}

static void
add_words(char *line, Text *words)
{
    char *fields[2];
    int n = split(line, fields);
    if (n == 2) {
        unescape(fields[1]);
        // Escaped by hand: line breaks stay.
        text_add(words, "<pre tabindex=\"0\">");
        for (char *at = fields[1]; *at != '\0';) {
            size_t length = strcspn(at, "\n");
            char stop = at[length];
            at[length] = '\0';
            template_escape(at, words);
            at += length;
            if (stop == '\n') {
                text_char(words, '\n');
                at++;
            }
        }
        text_add(words, "</pre>\n");
    }
}

static bool
draw_sheet(const Figure *figure, char **lines, size_t count, Text *out)
{
    static char *fields[FIELDS];
    Text svg = {0}, words = {0};
    if (figure->width > 0) {
        Canvas canvas = canvas_svg(&svg);
        text_format(&svg,
                    "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" "
                    "width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.1f "
                    "%.1f\" role=\"img\" aria-label=\"The same is told in "
                    "words below\">",
                    figure->width * figure->zoom,
                    figure->height * figure->zoom, figure->width,
                    figure->height);
        for (size_t i = 0; i < count; i++) {
            if (lines[i][0] != 'T') {
                draw_record(&canvas, fields, split(lines[i], fields));
            }
        }
        text_add(&svg, "</svg></figure>");
    }
    for (size_t i = 0; i < count; i++) {
        if (lines[i][0] == 'T') {
            add_words(lines[i], &words);
        }
    }
    write_sheet(figure, &svg, &words, out);
    text_free(&svg);
    text_free(&words);
    return true;
}

bool
figure_draw(char *text, Text *out)
{
    static char *fields[FIELDS];
    Figure figure = {.form = "", .title = "", .zoom = 1};
    // The size stands at the end: lines are cut first, and drawn then.
    char **lines = NULL;
    size_t count = 0, room = 0;
    for (char *line = text, *stop; (stop = strchr(line, '\n')) != NULL;
         line = stop + 1) {
        *stop = '\0';
        if (line[0] == 'H' || line[0] == 'V') {
            read_header(&figure, fields, split(line, fields));
        } else {
            lines = vis_grow(lines, count, &room, sizeof(char *));
            lines[count++] = line;
        }
    }
    bool svg = strcmp(figure.form, "svg") == 0;
    bool pdf = strcmp(figure.form, "pdf") == 0;
    if (strcmp(figure.form, "html") == 0) {
        bool good = draw_sheet(&figure, lines, count, out);
        free(lines);
        return good;
    }
    if (figure.width <= 0 || figure.height <= 0) {
        free(lines);
        return false;
    }
    double scale = figure.zoom * (svg ? 1 : pdf ? 0.75 : 2);
    double width = figure.width * scale, height = figure.height * scale;
    cairo_surface_t *surface = NULL;
    cairo_t *cr = NULL;
    Canvas canvas;
    if (svg) {
        canvas = canvas_svg(out);
        svg_open(out, 0, 0, figure.width, figure.height,
                 figure.zoom, figure.title, figure.title, true);
    } else {
        surface = pdf ? cairo_pdf_surface_create_for_stream(stream, out,
                                                            width, height)
                      : cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                   (int)ceil(width),
                                                   (int)ceil(height));
        if (pdf) {
            picture_pdf_metadata(surface, figure.title);
        }
        cr = cairo_create(surface);
        cairo_scale(cr, scale, scale);
        canvas = canvas_cairo(cr, figure.theme);
        canvas_rect(&canvas, LOOK_paper, 0, 0, figure.width, figure.height,
                    0);
    }
    for (size_t i = 0; i < count; i++) {
        draw_record(&canvas, fields, split(lines[i], fields));
    }
    free(lines);
    if (svg) {
        svg_close(out, figure.theme, 0);
        return true;
    }
    return finish_cairo(cr, surface, pdf, out);
}
