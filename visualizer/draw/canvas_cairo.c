/* canvas_cairo.c - cairo and pango: PDF, PNG, and the width of texts */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "visualizer/draw/canvas.h"

static PangoContext *context;
static PangoFontDescription *descriptions[FONT_COUNT];

// One context for all texts: a point is a pixel, nothing is hinted, so that
// widths are the same at every zoom.
static PangoContext *
the_context(void)
{
    if (context == NULL) {
        PangoFontMap *map = pango_cairo_font_map_new();
        pango_cairo_font_map_set_resolution((PangoCairoFontMap *)map, 72);
        context = pango_font_map_create_context(map);
        cairo_font_options_t *options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options,
                                            CAIRO_HINT_METRICS_OFF);
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        pango_cairo_context_set_font_options(context, options);
        pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
        cairo_font_options_destroy(options);
        g_object_unref(map);
    }
    return context;
}

static const PangoFontDescription *
description(FontId id)
{
    if (descriptions[id] == NULL) {
        const LookFont *font = &look_fonts[id];
        PangoFontDescription *d = pango_font_description_new();
        pango_font_description_set_family(
            d, font->mono ? "DejaVu Sans Mono" : "DejaVu Sans");
        pango_font_description_set_size(d, (int)(font->size * PANGO_SCALE));
        pango_font_description_set_weight(d, font->bold
                                                 ? PANGO_WEIGHT_BOLD
                                                 : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_style(d, font->italic
                                                ? PANGO_STYLE_OBLIQUE
                                                : PANGO_STYLE_NORMAL);
        descriptions[id] = d;
    }
    return descriptions[id];
}

static PangoLayout *
layout_of(FontId font, const char *text, bool strike)
{
    PangoLayout *layout = pango_layout_new(the_context());
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_font_description(layout, description(font));
    pango_layout_set_text(layout, text, -1);
    if (strike) {
        PangoAttrList *list = pango_attr_list_new();
        pango_attr_list_insert(list, pango_attr_strikethrough_new(TRUE));
        pango_layout_set_attributes(layout, list);
        pango_attr_list_unref(list);
    }
    return layout;
}

static double
layout_width(PangoLayout *layout)
{
    int width;
    pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

// Widths that were asked for: the same texts come again and again.
typedef struct Width {
    char *text;
    FontId font;
    double width;
} Width;

enum { WIDTHS = 4096 };
static Width *widths;

double
text_width(FontId font, const char *text)
{
    uint32_t hash = (uint32_t)font * 31u + 17u;
    for (const char *s = text; *s != '\0'; s++) {
        hash = hash * 33u + (unsigned char)*s;
    }
    if (widths == NULL) {
        widths = vis_zero(WIDTHS, sizeof(Width));
    }
    Width *w = &widths[(hash ^ hash >> 13) % WIDTHS];
    if (w->text == NULL || w->font != font || strcmp(w->text, text) != 0) {
        PangoLayout *layout = layout_of(font, text, false);
        free(w->text);
        *w = (Width){vis_copy(text), font, layout_width(layout)};
        g_object_unref(layout);
    }
    return w->width;
}

void
text_width_end(void)
{
    for (int i = 0; i < WIDTHS && widths != NULL; i++) {
        free(widths[i].text);
    }
    free(widths);
    widths = NULL;
    for (int i = 0; i < FONT_COUNT; i++) {
        if (descriptions[i] != NULL) {
            pango_font_description_free(descriptions[i]);
            descriptions[i] = NULL;
        }
    }
    if (context != NULL) {
        g_object_unref(context);
        context = NULL;
    }
}

// Painting.

static void
set_colour(cairo_t *cr, ColourId colour, Theme theme)
{
    unsigned long rgb = strtoul(look_colour(colour, theme) + 1, NULL, 16);
    cairo_set_source_rgb(cr, (double)(rgb >> 16 & 255) / 255,
                         (double)(rgb >> 8 & 255) / 255,
                         (double)(rgb & 255) / 255);
}

static void
paint(Canvas *canvas, LookId id)
{
    cairo_t *cr = canvas->state;
    const Look *look = &looks[id];
    if (look->fill != COLOUR_NONE) {
        set_colour(cr, look->fill, canvas->theme);
        cairo_fill_preserve(cr);
    }
    if (look->stroke != COLOUR_NONE) {
        double dash[8];
        int n = 0;
        char *end;
        for (const char *s = look->dash; *s != '\0' && n < 8; s = end) {
            dash[n++] = strtod(s, &end);
        }
        cairo_set_dash(cr, dash, n, 0);
        cairo_set_line_width(cr, look->width);
        set_colour(cr, look->stroke, canvas->theme);
        cairo_stroke_preserve(cr);
    }
    cairo_new_path(cr);
}

static void
c_begin(Canvas *canvas, const char *id, const char *kind, const char *title)
{
    (void)canvas, (void)id, (void)kind, (void)title;
}

static void
c_end(Canvas *canvas)
{
    (void)canvas;
}

static void
c_rect(Canvas *canvas, LookId look, double x, double y, double width,
       double height, double r, bool top)
{
    cairo_t *cr = canvas->state;
    double right = x + width, bottom = y + height;
    cairo_new_path(cr);
    if (r <= 0) {
        cairo_rectangle(cr, x, y, width, height);
    } else {
        cairo_arc(cr, x + r, y + r, r, M_PI, 1.5 * M_PI);
        cairo_arc(cr, right - r, y + r, r, 1.5 * M_PI, 2 * M_PI);
        if (top) {
            cairo_line_to(cr, right, bottom);
            cairo_line_to(cr, x, bottom);
        } else {
            cairo_arc(cr, right - r, bottom - r, r, 0, 0.5 * M_PI);
            cairo_arc(cr, x + r, bottom - r, r, 0.5 * M_PI, M_PI);
        }
        cairo_close_path(cr);
    }
    paint(canvas, look);
}

static void
c_circle(Canvas *canvas, LookId look, double x, double y, double r)
{
    cairo_new_path(canvas->state);
    cairo_arc(canvas->state, x, y, r, 0, 2 * M_PI);
    paint(canvas, look);
}

static void
c_curve(Canvas *canvas, LookId look, const Point *p, int n)
{
    cairo_t *cr = canvas->state;
    cairo_new_path(cr);
    cairo_move_to(cr, p[0].x, p[0].y);
    for (int i = 1; i + 2 < n; i += 3) {
        cairo_curve_to(cr, p[i].x, p[i].y, p[i + 1].x, p[i + 1].y,
                       p[i + 2].x, p[i + 2].y);
    }
    paint(canvas, look);
}

static void
c_polygon(Canvas *canvas, LookId look, const Point *p, int n, bool closed)
{
    cairo_t *cr = canvas->state;
    cairo_new_path(cr);
    cairo_move_to(cr, p[0].x, p[0].y);
    for (int i = 1; i < n; i++) {
        cairo_line_to(cr, p[i].x, p[i].y);
    }
    if (closed) {
        cairo_close_path(cr);
    }
    paint(canvas, look);
}

static void
c_text(Canvas *canvas, double x, double y, Anchor anchor, const Run *runs,
       int n)
{
    cairo_t *cr = canvas->state;
    double width = 0;
    for (int i = 0; i < n; i++) {
        width += runs[i].gap + text_width(runs[i].font, runs[i].text);
    }
    x -= anchor == ANCHOR_END ? width : anchor == ANCHOR_MIDDLE ? width / 2 : 0;
    for (int i = 0; i < n; i++) {
        PangoLayout *layout =
            layout_of(runs[i].font, runs[i].text, runs[i].strike);
        x += runs[i].gap;
        set_colour(cr, look_fonts[runs[i].font].colour, canvas->theme);
        cairo_move_to(cr, x,
                      y - (double)pango_layout_get_baseline(layout) /
                              PANGO_SCALE);
        pango_cairo_show_layout(cr, layout);
        x += layout_width(layout);
        g_object_unref(layout);
    }
    cairo_new_path(cr);
}

static void
c_place(Canvas *canvas, double x, double y, double scale)
{
    cairo_save(canvas->state);
    cairo_translate(canvas->state, x, y);
    cairo_scale(canvas->state, scale, scale);
}

static void
c_unplace(Canvas *canvas)
{
    cairo_restore(canvas->state);
}

static const CanvasClass cairo_class = {
    .place = c_place,
    .unplace = c_unplace,
    .begin = c_begin,
    .end = c_end,
    .rect = c_rect,
    .circle = c_circle,
    .curve = c_curve,
    .polygon = c_polygon,
    .text = c_text,
};

Canvas
canvas_cairo(void *cairo, Theme theme)
{
    return (Canvas){.class = &cairo_class, .state = cairo, .theme = theme};
}
