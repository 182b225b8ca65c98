#include "visualizer/draw/picture.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <math.h>
#include <string.h>

#include "visualizer/draw/paint.h"

enum { TITLE_HEIGHT = 30, PNG_MOST = 16000 };

double
picture_zoom(const Plan *plan)
{
    return plan->film->font > 0 ? plan->film->font / 12.0 : 1;
}

Frame
picture_frame(const Plan *plan, bool with_title, bool with_legend)
{
    Frame f = {.x = floor(plan->left) - PAD, .y = floor(plan->top) - PAD};
    double right = plan->right + PAD, bottom = plan->bottom + PAD;
    if (with_title) {
        f.y -= TITLE_HEIGHT;
        f.title_y = f.y + 24;
        right = fmax(right, f.x + 420);
        for (int i = 0; i < plan->film->step_count; i++) {
            right = fmax(right, f.x + 2 * PAD +
                                    text_width(FONT_title,
                                               plan->film->steps[i].title));
        }
    }
    if (with_legend) {
        right = fmax(right, f.x + 520);
        f.legend_x = f.x + PAD;
        f.legend_y = bottom - PAD / 2.0 + 6;
        f.legend_width = right - PAD - f.legend_x;
        bottom += paint_legend(&plan->signs, NULL, 0, 0, f.legend_width) + 6;
    }
    f.width = ceil(right - f.x);
    f.height = ceil(bottom - f.y);
    return f;
}

static void
begin_piece(Painter *painter, const Piece *piece, const char *title)
{
    static const char *const kinds[LAYER_COUNT] = {"k-ghost", "k-box", "k-slot",
                                                   "ref"};
    canvas_begin(painter->canvas,
                 painter->context != NULL ? piece->key : NULL,
                 kinds[piece->layer], title);
}

static void
end_piece(Painter *painter, const Piece *piece)
{
    (void)piece;
    canvas_end(painter->canvas);
}

void
picture_draw(const Plan *plan, Canvas *canvas, int step, bool names)
{
    Painter painter = {.plan = plan,
                       .canvas = canvas,
                       .context = names ? &names : NULL,
                       .begin = begin_piece,
                       .end = end_piece};
    paint_step(&painter, step);
}

static void
whole_picture(const Plan *plan, Canvas *canvas, int step, const Frame *f,
              bool with_legend)
{
    const char *title = plan->film->steps[step].title;
    if (title[0] != '\0') {
        canvas_text(canvas, f->x + PAD, f->title_y, ANCHOR_START, FONT_title,
                    title);
    }
    picture_draw(plan, canvas, step, true);
    if (with_legend) {
        canvas_begin(canvas, "legend", NULL, NULL);
        paint_legend(&plan->signs, canvas, f->legend_x, f->legend_y,
                     f->legend_width);
        canvas_end(canvas);
    }
}

void
picture_description(const Plan *plan, int step, Text *out)
{
    Film *film = plan->film;
    film_enter(film, step);
    const FilmScopes *scopes = film->steps[step].scopes;
    for (int i = 0; scopes != NULL && i < scopes->count; i++) {
        const FilmScope *scope = &scopes->items[i];
        text_format(out, "%s: ", scope->title);
        for (int k = 0; k < scope->count; k++) {
            const FilmRow *row = &scope->rows[k];
            text_format(out, "%s%s", k > 0 ? ", " : "", row->label);
            if (row->object >= 0) {
                text_format(out, " refers to #%u",
                            film->objects[row->object].number);
            } else if (row->text[0] != '\0') {
                text_format(out, " is %s", row->text);
            }
        }
        text_add(out, ". ");
    }
    for (int k = 0; k < film->present_count; k++) {
        const FilmObject *o = &film->objects[film->present[k]];
        const FilmBox *box = o->now;
        text_format(out, "%s #%u%s%s, count %u%s. ", box->type, o->number,
                    box->value[0] != '\0' ? " " : "", box->value, box->user,
                    box->reach == 'u' ? ", unreachable, not freed" : "");
    }
}

void
picture_svg(const Plan *plan, int step, bool with_legend, Text *out)
{
    Theme theme = look_theme(plan->film->theme);
    const char *title = plan->film->steps[step].title;
    Frame f = picture_frame(plan, title[0] != '\0', with_legend);
    Canvas canvas = canvas_svg(out);
    size_t start = out->length;
    Text description = {0};
    picture_description(plan, step, &description);
    svg_open(out, f.x, f.y, f.width, f.height, picture_zoom(plan),
             title[0] != '\0' ? title : plan->film->file,
             description.bytes != NULL ? description.bytes : "", true);
    whole_picture(plan, &canvas, step, &f, with_legend);
    svg_close(out, theme, start);
    text_free(&description);
}

int
picture_stream(void *closure, const unsigned char *bytes,
               unsigned int length)
{
    text_add_bytes(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
stream(void *closure, const unsigned char *bytes, unsigned int length)
{
    return (cairo_status_t)picture_stream(closure, bytes, length);
}

static void
draw_page(cairo_t *cr, const Plan *plan, int step, const Frame *f,
          double zoom)
{
    Theme theme = look_theme(plan->film->theme);
    Canvas canvas = canvas_cairo(cr, theme);
    cairo_save(cr);
    cairo_scale(cr, zoom, zoom);
    cairo_translate(cr, -f->x, -f->y);
    canvas_rect(&canvas, LOOK_paper, f->x, f->y, f->width, f->height, 0);
    whole_picture(plan, &canvas, step, f, true);
    cairo_restore(cr);
}

bool
picture_png(const Plan *plan, int step, Text *out)
{
    Frame f = picture_frame(plan, true, true);
    double zoom = picture_zoom(plan) * 2;
    double most = fmax(f.width, f.height) * zoom;
    if (most > PNG_MOST) {
        zoom *= PNG_MOST / most;
    }
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(f.width * zoom),
        (int)ceil(f.height * zoom));
    cairo_t *cr = cairo_create(surface);
    draw_page(cr, plan, step, &f, zoom);
    bool good = cairo_status(cr) == CAIRO_STATUS_SUCCESS &&
                cairo_surface_write_to_png_stream(surface, stream, out) ==
                    CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return good;
}

void
picture_pdf_metadata(void *surface, const char *title)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR,
                                   "pytutor-mem");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2000-01-01T00:00:00");
}

bool
picture_pdf(const Plan *plan, Text *out)
{
    Frame f = picture_frame(plan, true, true);
    double zoom = picture_zoom(plan) * 0.75; // pixels to points
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        stream, out, f.width * zoom, f.height * zoom);
    picture_pdf_metadata(surface,
                         plan->film->steps[plan->film->shown_from].title);
    cairo_t *cr = cairo_create(surface);
    for (int i = plan->film->shown_from; i < plan->film->step_count; i++) {
        draw_page(cr, plan, i, &f, zoom);
        cairo_show_page(cr);
    }
    bool good = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    good = good && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return good;
}
