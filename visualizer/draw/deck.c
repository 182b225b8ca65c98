/* deck.c - slides as PDF, as one HTML file, as Markdown with SVG files */
#include "visualizer/draw/deck.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <string.h>

#include "visualizer/draw/assets.h"
#include "visualizer/draw/slide.h"
#include "visualizer/draw/template.h"

static cairo_status_t
stream(void *closure, const unsigned char *bytes, unsigned int length)
{
    text_add_bytes(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

bool
deck_pdf(const Plan *plan, Text *out)
{
    Slides slides;
    Text token = {0};
    // A point for each pixel times 3/4: 960 by 540 points.
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        stream, out, SLIDE_WIDTH * 0.75, SLIDE_HEIGHT * 0.75);
    slides_begin(&slides, plan);
    slides_token(plan, &token);
    picture_pdf_metadata(surface, slide_title(&slides, 0));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS,
                                   token.bytes);
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, 0.75, 0.75);
    for (int i = 0; i < plan->film->step_count; i++) {
        Canvas canvas = canvas_cairo(cr, look_theme(plan->film->theme));
        slide_all(&slides, &canvas, i);
        cairo_show_page(cr);
    }
    bool good = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    good = good && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    slides_end(&slides);
    text_free(&token);
    return good;
}

// HTML.

static void
put_slide(const Slides *slides, int i, Text *out)
{
    const FilmStep *step = &slides->plan->film->steps[i];
    Text sentence = {0};
    Canvas canvas = canvas_svg(out);
    slide_sentence(slides, i, &sentence);
    text_format(out,
                "<section class=\"slide\" aria-label=\"Slide %d: ", i + 1);
    template_escape(slide_title(slides, i), out);
    text_format(out,
                "\" hidden><svg xmlns=\"http://www.w3.org/2000/svg\" "
                "viewBox=\"0 0 %d %d\" role=\"img\" xml:space=\"preserve\" "
                "aria-label=\"",
                SLIDE_WIDTH, SLIDE_HEIGHT);
    template_escape(sentence.bytes != NULL ? sentence.bytes : "", out);
    text_char(out, ' ');
    Text description = {0};
    picture_description(slides->plan, i, &description);
    template_escape(description.bytes != NULL ? description.bytes : "", out);
    text_free(&description);
    text_add(out, "\">\n");
    slide_all(slides, &canvas, i);
    text_add(out, "</svg><aside class=\"note\">");
    template_escape(step->note, out);
    text_add(out, "</aside></section>\n");
    text_free(&sentence);
}

bool
deck_html(const Plan *plan, Text *out)
{
    Slides slides;
    Text body = {0}, token = {0}, more = {0};
    slides_begin(&slides, plan);
    for (int i = 0; i < plan->film->step_count; i++) {
        put_slide(&slides, i, &body);
    }
    slides_token(plan, &token);
    text_add(&more, "<meta name=\"keywords\" content=\"");
    template_escape(token.bytes, &more);
    text_add(&more, "\">\n");
    const TemplateHead head = {.title = slide_title(&slides, 0),
                               .theme = plan->film->theme,
                               .css = asset_deck_css,
                               .more = more.bytes};
    const TemplateField fields[] = {{"slides", body.bytes},
                                    {"js", asset_deck_js}};
    template_page(asset_deck_html, &head, fields, 2, out);
    slides_end(&slides);
    text_free(&body);
    text_free(&token);
    text_free(&more);
    return true;
}

// Markdown, as Marp and pandoc read it.

static void
markdown_text(const char *text, Text *out)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\`*_{}[]<>#|~&", *text) != NULL) {
            text_char(out, '\\');
        }
        text_char(out, *text == '\n' ? ' ' : *text);
    }
}

static void
put_file(const char *name, const Text *text, Text *out)
{
    text_format(out, "file %s %zu\n", name, text->length);
    text_add_bytes(out, text->bytes, text->length);
}

bool
deck_md(const Plan *plan, Text *out)
{
    Slides slides;
    Text md = {0}, svg = {0}, sentence = {0}, token = {0};
    slides_begin(&slides, plan);
    slides_token(plan, &token);
    text_format(&md,
                "---\nmarp: true\nsize: 16:9\npaginate: true\n---\n\n"
                "<!-- %s -->\n",
                token.bytes);
    for (int i = 0; i < plan->film->step_count; i++) {
        const FilmStep *step = &plan->film->steps[i];
        char name[32];
        // "@" stands for the deck's own name.
        snprintf(name, sizeof(name), "@-%03d.svg", i + 1);
        text_clear(&sentence);
        slide_sentence(&slides, i, &sentence);
        text_add(&md, i > 0 ? "\n---\n\n![bg contain](" : "\n![bg contain](");
        text_format(&md, "%s)\n", name);
        text_add(&md, "\n<!-- ");
        for (const char *s = sentence.bytes != NULL ? sentence.bytes : "";
             *s != '\0'; s++) {
            // A comment must not end early.
            text_char(&md, *s == '>' ? ')' : *s);
        }
        text_add(&md, " -->\n");
        if (step->note[0] != '\0') {
            text_add(&md, "\n<!--\n");
            markdown_text(step->note, &md);
            text_add(&md, "\n-->\n");
        }
        text_clear(&svg);
        svg_open(&svg, 0, 0, SLIDE_WIDTH,
                 SLIDE_HEIGHT, 1, slide_title(&slides, i),
                 sentence.bytes != NULL ? sentence.bytes : "", false);
        Canvas canvas = canvas_svg(&svg);
        slide_all(&slides, &canvas, i);
        svg_close(&svg, look_theme(plan->film->theme), 0);
        put_file(name, &svg, out);
    }
    put_file("@.md", &md, out);
    slides_end(&slides);
    text_free(&md);
    text_free(&svg);
    text_free(&sentence);
    text_free(&token);
    return true;
}
