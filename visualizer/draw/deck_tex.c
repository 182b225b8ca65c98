/* deck_tex.c - slides for LaTeX beamer
 *
 * Slides under one title are one frame with an overlay each; the drawing is
 * TikZ at the same places. Works with pdflatex, lualatex and xelatex.
 */
#include <string.h>

#include "visualizer/draw/deck.h"
#include "visualizer/draw/slide.h"

static void
put_overlay(const Slides *slides, int i, int overlay, Text *out)
{
    Theme theme = look_theme(slides->plan->film->theme);
    Canvas canvas = canvas_tikz(out, theme);
    text_format(out,
                "\\only<%d>{\\begin{tikzpicture}[pmpage]\n"
                "\\path[use as bounding box] (0,0) rectangle (%d,%d);\n",
                overlay, SLIDE_WIDTH, SLIDE_HEIGHT);
    slide_all(slides, &canvas, i);
    text_add(out, "\\end{tikzpicture}}%\n");
}

static void
put_notes(const Film *film, int from, int to, Text *out)
{
    for (int i = from; i < to; i++) {
        if (film->steps[i].note[0] != '\0') {
            text_format(out, "\\note<%d>{", i - from + 1);
            tikz_escape(out, film->steps[i].note);
            text_add(out, "}\n");
        }
    }
}

bool
deck_tex(const Plan *plan, Text *out)
{
    const Film *film = plan->film;
    Slides slides;
    Text token = {0};
    slides_begin(&slides, plan);
    slides_token(plan, &token);
    text_format(out,
                "%% Slides of %s. pdflatex, lualatex or xelatex, twice.\n"
                "%% %s\n",
                film->file, token.bytes);
    tikz_preamble(look_theme(film->theme), out);
    text_add(out, "\\begin{document}\n");
    for (int i = 0; i < film->step_count;) {
        int end = i + 1;
        while (end < film->step_count &&
               film->steps[end].title[0] == '\0') {
            end++;
        }
        text_add(out, "\\begin{frame}[plain]\n");
        put_notes(film, i, end, out);
        for (int k = i; k < end; k++) {
            put_overlay(&slides, k, k - i + 1, out);
        }
        text_add(out, "\\end{frame}\n");
        i = end;
    }
    text_add(out, "\\end{document}\n");
    slides_end(&slides);
    text_free(&token);
    return true;
}
