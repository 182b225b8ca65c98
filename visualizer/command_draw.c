/* command_draw.c - pytutor-mem FILE: run it, draw the heap */
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "visualizer/commands.h"
#include "visualizer/draw_program.h"
#include "visualizer/film.h"
#include "visualizer/output.h"
#include "visualizer/session.h"
#include "visualizer/figure.h"
#include "visualizer/view.h"
#include "visualizer/view_other.h"

typedef enum Form {
    FORM_TEXT,
    FORM_DOT,
    FORM_SVG,
    FORM_PNG,
    FORM_PDF,
    FORM_JSON,
    FORM_EVENTS,
    FORM_HTML,
    FORM_UNKNOWN
} Form;

static Form
form_of(const char *path)
{
    static const char *const names[] = {".txt", ".dot",  ".svg",   ".png",
                                        ".pdf", ".json", ".jsonl", ".html"};
    if (path == NULL || strcmp(path, "-") == 0) {
        return FORM_TEXT;
    }
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    for (int i = 0; dot != NULL && i < 8; i++) {
        if (strcmp(dot, names[i]) == 0) {
            return (Form)i;
        }
    }
    return FORM_UNKNOWN;
}

static ViewOptions
view_options(const Options *options)
{
    ViewOptions view = {.columns = 80, 
                        .dark = options->theme != NULL &&
                                strcmp(options->theme, "dark") == 0};
    const char *term = getenv("TERM");
    const char *no_color = getenv("NO_COLOR");
    bool file = options->out != NULL && strcmp(options->out, "-") != 0;
    view.utf8 = file || strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    view.color = !file && isatty(1) && term != NULL &&
                 strcmp(term, "dumb") != 0 &&
                 (no_color == NULL || no_color[0] == '\0');
    return view;
}

static void
draw_scene(const Options *options, Form form, const Scene *scene,
           const char *title, Text *out)
{
    ViewOptions view = view_options(options);
    switch (form) {
    case FORM_DOT:
        view_dot(scene, title, &view, out);
        break;
    case FORM_JSON:
        view_json(scene, title, out);
        break;
    default:
        view_text(scene, title, &view, out);
        break;
    }
}

// What pytutor-mem-draw makes: from one moment, or from many.
static bool
draw_film(const Options *options, Form form, const Session *session,
          Output *output)
{
    static const char *const names[] = {
        [FORM_SVG] = "svg",
        [FORM_PNG] = "png",
        [FORM_PDF] = "pdf",
        [FORM_HTML] = "html",
    };
    bool many = form == FORM_HTML ||
                (form == FORM_PDF &&
                 (options->steps != NULL || options->lines != NULL));
    FilmChoice choice = {.only = many ? NULL : &options->moment,
                         .steps = options->steps,
                         .lines = options->lines,
                         .children = &session->children};
    Text film = {0}, picture = {0}, error = {0};
    bool good = film_write(session->reader, options, names[form], &choice,
                           &film, &error);
    if (error.length > 0) {
        complain("%s", error.bytes);
    }
    good = good && draw_program_run(&film, &picture) &&
           output_write(output, picture.bytes, picture.length);
    text_free(&film);
    text_free(&picture);
    text_free(&error);
    return good;
}

// `place`: of a child process; it need not have got to the moment.
static bool
draw_moment(const Options *options, Form form, TraceReader *reader,
            const char *place, Output *output)
{
    Model model;
    Text text = {0}, title = {0};
    bool good = moment_find(reader, &options->moment, &model, &text);
    if (!good && place != NULL) {
        good = true;
    } else if (!good) {
        complain("%s", text.bytes);
    } else {
        SceneOptions scene_options = options->scene;
        if (form == FORM_JSON && !options->max_objects_given) {
            scene_options.max_objects = UINT32_MAX;
        }
        Scene scene;
        scene_make(&scene, &model, &scene_options);
        if (scene_options.focus != NULL && !scene.focus_found) {
            complain("--focus %s: nothing has that name at this moment",
                     scene_options.focus);
        }
        if (place != NULL) {
            text_format(&title, "child %s: ", place);
        }
        moment_title(&model, &options->moment, &title);
        text_clear(&text);
        if (place != NULL) {
            text_char(&text, '\n');
        }
        draw_scene(options, form, &scene, title.bytes, &text);
        good = output_write(output, text.bytes, text.length);
        scene_free(&scene);
    }
    model_free(&model);
    text_free(&text);
    text_free(&title);
    return good;
}

void
view_figure(const OtherView *view, const char *title, Text *out)
{
    const Options *o = view->options;
    figure_begin(out, view->form, o->theme != NULL ? o->theme : "light",
                 o->font_size, title);
}

static bool
has_other_view(const Options *options)
{
    return options->layout != NULL ||
           (options->view != NULL && strcmp(options->view, "heap") != 0);
}

static bool
other_view(const OtherView *view, Text *text, Text *error)
{
    const Options *options = view->options;
    return options->layout != NULL ? view_layout(view, text, error)
           : strcmp(options->view, "gil") == 0 ? view_gil(view, text, error)
           : options->view[0] == 'g'           ? view_gc(view, text, error)
           : options->view[0] == 'm'           ? view_memory(view, text, error)
                                               : view_arenas(view, text, error);
}

// As text the heaps of a program's processes stand one below the other.
static bool
draw_processes(const Options *options, Form form, const Session *session,
               Output *output)
{
    bool good =
        draw_moment(options, form, session->reader, NULL, output);
    const ProcessTraces *children = &session->children;
    MomentKind kind = options->moment.kind;
    bool alike = form == FORM_TEXT && kind != MOMENT_STEP &&
                 kind != MOMENT_EVENT; // numbers of one process only
    for (size_t i = 0; good && alike && i < children->count; i++) {
        good = draw_moment(options, form, children->items[i].reader,
                           children->items[i].place, output);
    }
    return good;
}

// --view and --layout: text, or a figure for the drawing program.
static bool
draw_other(const Options *options, Form form, const Session *session,
           Output *output)
{
    static const char *const names[FORM_UNKNOWN] = {
        [FORM_SVG] = "svg", [FORM_PNG] = "png", [FORM_PDF] = "pdf",
        [FORM_JSON] = "json", [FORM_HTML] = "html"};
    OtherView view = {.reader = session->reader,
                      .children = &session->children,
                      .options = options,
                      .form = names[form],
                      .utf8 = view_options(options).utf8};
    Text text = {0}, picture = {0}, error = {0};
    bool good = other_view(&view, &text, &error);
    if (good && form == FORM_HTML) {
        // The page says it in words too.
        Text words = {0};
        view.form = NULL;
        good = other_view(&view, &words, &error);
        view.form = names[form];
        figure_words(&text, words.bytes, words.length);
        text_free(&words);
    }
    if (!good) {
        complain("%s", error.bytes);
    } else if (view.form != NULL && form != FORM_JSON) {
        good = draw_program_run(&text, &picture) &&
               output_write(output, picture.bytes, picture.length);
    } else {
        good = output_write(output, text.bytes, text.length);
    }
    text_free(&text);
    text_free(&picture);
    text_free(&error);
    return good;
}

static bool
write_events(TraceReader *reader, Output *output)
{
    Model model;
    model_init(&model);
    Text text = {0};
    const uint64_t *words;
    bool good = true;
    while (good && (words = trace_reader_next(reader)) != NULL) {
        view_event_json(&model, words, &text);
        model_apply(&model, words);
        if (text.length > 1 << 16) {
            good = output_write(output, text.bytes, text.length);
            text_clear(&text);
        }
    }
    good = good && output_write(output, text.bytes, text.length);
    text_free(&text);
    model_free(&model);
    return good;
}

int
command_draw(const Options *options)
{
    Form form = form_of(options->out);
    Output output;
    if (form == FORM_UNKNOWN) {
        complain("-o %s: unknown extension (.txt .dot .svg .png .pdf .html "
                 ".json .jsonl)",
                 options->out);
        return STATUS_USAGE;
    }
    bool gil_json = options->view != NULL && options->layout == NULL &&
                    strcmp(options->view, "gil") == 0 && form == FORM_JSON;
    if (has_other_view(options) && !gil_json &&
        (form == FORM_DOT || form == FORM_JSON || form == FORM_EVENTS)) {
        complain("-o %s: --view and --layout write .txt .svg .png .pdf "
                 ".html",
                 options->out);
        return STATUS_USAGE;
    }
    if (!session_check_file(options) ||
        !output_open(&output, options->out)) {
        return STATUS_USAGE;
    }
    Options recording = *options;
    if (form == FORM_HTML || has_other_view(options)) {
        recording.mask |= EVENT_GROUP_GCDETAIL; // each of the collector's moves
    }
    Session session = session_open(&recording);
    signal(SIGPIPE, SIG_IGN);
    if (session.reader != NULL && session.status != STATUS_AUDIT) {
        bool good =
            has_other_view(options)
                ? draw_other(options, form, &session, &output)
            : form == FORM_EVENTS ? write_events(session.reader, &output)
            : form == FORM_SVG || form == FORM_PNG || form == FORM_PDF ||
                    form == FORM_HTML
                ? draw_film(options, form, &session, &output)
                : draw_processes(options, form, &session, &output);
        if (!good) {
            session.status = STATUS_USAGE;
        }
    }
    session_close(&session);
    return output_close(&output) ? session.status : STATUS_USAGE;
}
