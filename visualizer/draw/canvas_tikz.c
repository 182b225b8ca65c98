/* canvas_tikz.c - TikZ, for LaTeX */
#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/canvas.h"

// Characters that TeX reads otherwise, and those that old fonts lack.
static const struct {
    uint32_t character;
    const char *tex;
} known[] = {
    {'\\', "\\textbackslash{}"},
    {'{', "\\{"},
    {'}', "\\}"},
    {'$', "\\$"},
    {'&', "\\&"},
    {'#', "\\#"},
    {'%', "\\%"},
    {'_', "\\_"},
    {'^', "\\textasciicircum{}"},
    {'~', "\\textasciitilde{}"},
    {'"', "\\textquotedbl{}"},
    {'\'', "\\textquotesingle{}"},
    {'`', "\\textasciigrave{}"},
    {'<', "\\textless{}"},
    {'>', "\\textgreater{}"},
    {'|', "\\textbar{}"},
    {'-', "-{}"},
    {' ', "~"},
    {0xb7, "\\textperiodcentered{}"},
    {0x2026, "\\dots{}"},
    {0x2212, "\\ensuremath{-}"},
    {0x2192, "\\ensuremath{\\rightarrow}"},
    {0x25b6, "\\ensuremath{\\blacktriangleright}"},
    {0x21bb, "\\ensuremath{\\circlearrowright}"},
};

void
tikz_escape(Text *out, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        uint32_t c = utf8_next(&text, end);
        const char *tex = NULL;
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            tex = known[i].character == c ? known[i].tex : tex;
        }
        if (tex != NULL) {
            text_add(out, tex);
        } else if (c >= 32 && c < 127) {
            text_char(out, (char)c);
        } else {
            text_format(out, "\\pmchar{%04X}", (unsigned)c);
        }
    }
}

void
tikz_preamble(Theme theme, Text *out)
{
    text_add(
        out,
        "\\documentclass[aspectratio=169]{beamer}\n"
        "\\usepackage{iftex}\n"
        "\\ifPDFTeX\n"
        "  \\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}\n"
        "  \\newcommand\\pmchar[1]{\\textlangle U+#1\\textrangle}\n"
        "\\else\n"
        "  \\usepackage{fontspec}\n"
        "  \\IfFontExistsTF{DejaVu Sans}{\\setsansfont{DejaVu Sans}}{}\n"
        "  \\IfFontExistsTF{DejaVu Sans Mono}"
        "{\\setmonofont{DejaVu Sans Mono}}{}\n"
        "  \\newcommand\\pmchar[1]{\\char\"#1\\relax}\n"
        "\\fi\n"
        "\\usepackage{textcomp,amssymb,tikz}\n"
        "\\setbeamertemplate{navigation symbols}{}\n"
        "\\setbeamersize{text margin left=0pt,text margin right=0pt}\n"
        "% A page of 1280 by 720 units on paper of 16 by 9 cm.\n"
        "\\tikzset{pmpage/.style={x=0.0125cm,y=-0.0125cm,inner sep=0pt,"
        "outer sep=0pt}}\n");
    for (int i = 1; i < COLOUR_COUNT; i++) {
        text_format(out, "\\definecolor{pm%d}{HTML}{", i);
        for (const char *s = look_colour((ColourId)i, theme) + 1; *s != '\0';
             s++) {
            text_char(out, *s >= 'a' ? (char)(*s - 32) : *s);
        }
        text_add(out, "}\n");
    }
    // Text of a given size, pressed into the width it has elsewhere.
    text_add(out, "\\newcommand\\pmtext[3]{\\resizebox{#2}{!}{%\n"
                  "  \\fontsize{#1}{#1}\\selectfont #3}}\n");
}

// The scale in force stands in `state` beside the text.
typedef struct Tikz {
    Text *out;
    double scale[8];
    int depth;
} Tikz;

static Tikz tikz;

static double
scale_now(void)
{
    return tikz.scale[tikz.depth];
}

static void
put_style(LookId id)
{
    const Look *look = &looks[id];
    Text *out = tikz.out;
    text_add(out, "\\path[");
    if (look->fill != COLOUR_NONE) {
        text_format(out, "fill=pm%d", look->fill);
    }
    if (look->stroke != COLOUR_NONE) {
        text_format(out, "%sdraw=pm%d,line width=%.3fcm",
                    look->fill != COLOUR_NONE ? "," : "", look->stroke,
                    look->width * 0.0125 * scale_now());
    }
    if (look->dash[0] != '\0') {
        text_add(out, ",dash pattern=");
        int n = 0;
        char *end;
        for (const char *s = look->dash; *s != '\0'; s = end, n++) {
            text_format(out, "%s %.3fcm ", n % 2 == 0 ? "on" : "off",
                        strtod(s, &end) * 0.0125 * scale_now());
        }
    }
    text_add(out, "] ");
}

static void
tikz_begin(Canvas *canvas, const char *id, const char *kind,
           const char *title)
{
    (void)canvas, (void)id, (void)kind, (void)title;
}

static void
tikz_end(Canvas *canvas)
{
    (void)canvas;
}

static void
tikz_rect(Canvas *canvas, LookId look, double x, double y, double width,
          double height, double r, bool top)
{
    (void)canvas;
    put_style(look);
    double right = x + width, bottom = y + height;
    if (r <= 0) {
        text_format(tikz.out, "(%.2f,%.2f) rectangle (%.2f,%.2f);\n", x, y,
                    right, bottom);
    } else if (top) {
        text_format(tikz.out,
                    "(%.2f,%.2f) [rounded corners=%.3fcm] -- (%.2f,%.2f) -- "
                    "(%.2f,%.2f) [sharp corners] -- (%.2f,%.2f) -- cycle;\n",
                    x, bottom, r * 0.0125 * scale_now(), x, y, right, y,
                    right, bottom);
    } else {
        text_format(tikz.out,
                    "[rounded corners=%.3fcm] (%.2f,%.2f) rectangle "
                    "(%.2f,%.2f);\n",
                    r * 0.0125 * scale_now(), x, y, right, bottom);
    }
}

static void
tikz_circle(Canvas *canvas, LookId look, double x, double y, double r)
{
    (void)canvas;
    put_style(look);
    text_format(tikz.out, "(%.2f,%.2f) circle[radius=%.3fcm];\n", x, y,
                r * 0.0125 * scale_now());
}

static void
tikz_curve(Canvas *canvas, LookId look, const Point *p, int n)
{
    (void)canvas;
    put_style(look);
    text_format(tikz.out, "(%.2f,%.2f)", p[0].x, p[0].y);
    for (int i = 1; i + 2 < n; i += 3) {
        text_format(tikz.out,
                    " .. controls (%.2f,%.2f) and (%.2f,%.2f) .. "
                    "(%.2f,%.2f)",
                    p[i].x, p[i].y, p[i + 1].x, p[i + 1].y, p[i + 2].x,
                    p[i + 2].y);
    }
    text_add(tikz.out, ";\n");
}

static void
tikz_polygon(Canvas *canvas, LookId look, const Point *p, int n, bool closed)
{
    (void)canvas;
    put_style(look);
    for (int i = 0; i < n; i++) {
        text_format(tikz.out, "%s(%.2f,%.2f)", i > 0 ? " -- " : "", p[i].x,
                    p[i].y);
    }
    text_add(tikz.out, closed ? " -- cycle;\n" : ";\n");
}

static void
tikz_text(Canvas *canvas, double x, double y, Anchor anchor, const Run *runs,
          int n)
{
    (void)canvas;
    double width = 0;
    for (int i = 0; i < n; i++) {
        width += runs[i].gap + text_width(runs[i].font, runs[i].text);
    }
    x -= anchor == ANCHOR_END      ? width
         : anchor == ANCHOR_MIDDLE ? width / 2
                                   : 0;
    for (int i = 0; i < n; i++) {
        const LookFont *font = &look_fonts[runs[i].font];
        double w = text_width(runs[i].font, runs[i].text);
        x += runs[i].gap;
        if (w > 0.5) {
            // A unit is 0.0125 cm = 0.3557 points.
            text_format(tikz.out,
                        "\\node[anchor=base west,text=pm%d] at (%.2f,%.2f) "
                        "{\\pmtext{%.2f}{%.3fcm}{%s%s%s",
                        font->colour, x, y,
                        font->size * 0.3557 * scale_now(),
                        w * 0.0125 * scale_now(),
                        font->mono ? "\\ttfamily" : "\\sffamily",
                        font->bold ? "\\bfseries" : "",
                        font->italic ? "\\itshape " : " ");
            tikz_escape(tikz.out, runs[i].text);
            text_add(tikz.out, "}};\n");
        }
        if (runs[i].strike) {
            put_style(LOOK_rule);
            text_format(tikz.out, "(%.2f,%.2f) -- (%.2f,%.2f);\n", x,
                        y - 4, x + w, y - 4);
        }
        x += w;
    }
}

static void
tikz_place(Canvas *canvas, double x, double y, double scale)
{
    (void)canvas;
    if (tikz.depth < 7) {
        tikz.scale[tikz.depth + 1] = scale_now() * scale;
        tikz.depth++;
    }
    text_format(tikz.out,
                "\\begin{scope}[shift={(%.2f,%.2f)},scale=%.4f]\n", x, y,
                scale);
}

static void
tikz_unplace(Canvas *canvas)
{
    (void)canvas;
    tikz.depth -= tikz.depth > 0;
    text_add(tikz.out, "\\end{scope}\n");
}

static const CanvasClass tikz_class = {
    .begin = tikz_begin,
    .end = tikz_end,
    .rect = tikz_rect,
    .circle = tikz_circle,
    .curve = tikz_curve,
    .polygon = tikz_polygon,
    .text = tikz_text,
    .place = tikz_place,
    .unplace = tikz_unplace,
};

Canvas
canvas_tikz(Text *out, Theme theme)
{
    tikz = (Tikz){.out = out, .scale = {1}};
    return (Canvas){.class = &tikz_class, .theme = theme};
}
