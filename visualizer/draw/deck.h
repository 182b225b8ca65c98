/* deck.h - lecture slides of a film: a page for each of its moments
 * (prefix: deck_)
 */
#ifndef VISUALIZER_DRAW_DECK_H
#define VISUALIZER_DRAW_DECK_H

#include "visualizer/draw/plan.h"

/* Through cairo and pango, with embedded fonts. */
bool deck_pdf(const Plan *plan, Text *out);
/* One file with keyboard and speaker notes. */
bool deck_html(const Plan *plan, Text *out);
/* LaTeX beamer; the drawing is TikZ with overlays. */
bool deck_tex(const Plan *plan, Text *out);
/* Markdown and SVG files: the parts of a bundle, each "file NAME LENGTH"
 * and a newline, then its bytes. */
bool deck_md(const Plan *plan, Text *out);

#endif
