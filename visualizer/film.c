/* film.c - which moments a film has, its head; film_moment.c writes a moment */
#include "visualizer/film_private.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/film.h"
#include "visualizer/film_marks.h"
#include "visualizer/gil_course.h"
#include "visualizer/story.h"

// Whether a moment is wanted; its title and note, if it has its own.

static bool
heap_changed(Filming *f)
{
    const ModelChanges *changes = scene_changes(&f->model);
    return f->written == 0 || changes->set_count > 0 ||
           changes->freed_count > 0 || f->story.count > 0;
}

static void
offer_moment(Filming *f, const char *flags, uint32_t line)
{
    const FilmChoice *choice = f->choice;
    const char *title = "", *note = "";
    bool wanted = true;
    if (f->written >= FILM_STEPS) {
        f->stopped = true;
        return;
    }
    if (!f->source_written) {
        film_put_source(f);
    }
    if (choice->steps != NULL || choice->lines != NULL) {
        wanted = ranges_hold(choice->steps, f->model.steps) ||
                 (line != 0 && ranges_hold(choice->lines, line));
    } else if (f->marks.count > 0) {
        Mark *mark = marks_match(&f->marks, line, f->model.line_frame);
        wanted = mark != NULL;
        marks_begin_line(&f->marks, line, f->model.line_frame);
        if (wanted) {
            title = mark->title;
            note = mark->note != NULL ? mark->note : "";
        }
    } else if (choice->changes) {
        wanted = heap_changed(f) && strchr(flags, 'x') == NULL;
    }
    if (wanted) {
        film_put_moment(f, flags, line, title, note);
    }
}

// Which moments are due. That of a step is when its model is exact, or at the
// latest when the next one begins.
typedef struct Due {
    bool step, end; // of the line that runs; of the program's last one
    bool exited;    // shut down
    uint32_t line;
} Due;

static void
before_event(Filming *f, Due *due, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    bool exits = kind == EVENT_EXIT;
    if (due->step && (kind == EVENT_LINE || exits)) {
        due->step = false;
        offer_moment(f, "", due->line);
    }
    if (due->end && exits) {
        due->end = false;
        offer_moment(f, "e", 0);
    }
    if (kind == EVENT_LINE || exits) {
        f->line_before = due->line;
    }
    if (kind == EVENT_FRAME_POP) {
        marks_end_frame(&f->marks, event_a(words[0]));
    }
}

static void
line_begins(Filming *f, Due *due, uint32_t line)
{
    ModelFrame *frame = (ModelFrame *)model_line_frame(&f->model);
    due->step = frame != NULL && frame->file == FILE_UNKNOWN
                    ? true
                    : frame == NULL || model_frame_in_main(&f->model, frame);
    due->line = due->step ? line : due->line;
    if (due->step && frame != NULL && !f->begun) {
        // What the runtime did before is no part of the story.
        story_forget(&f->story);
        f->begun = true;
    }
}

static void
after_event(Filming *f, Due *due, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    if (kind == EVENT_THREAD_WAIT || kind == EVENT_THREAD_SWITCH) {
        f->time = words[1];
        f->time_at = f->model.instructions;
        f->threads = true;
    }
    if (kind == EVENT_LINE) {
        line_begins(f, due, event_b(words[0]));
    } else if (kind == EVENT_SETTLED && due->step) {
        ModelFrame *frame = (ModelFrame *)model_line_frame(&f->model);
        due->step = false;
        if (frame == NULL || model_frame_in_main(&f->model, frame)) {
            offer_moment(f, "", due->line);
        }
    } else if (kind == EVENT_SETTLED && due->end) {
        due->end = false;
        offer_moment(f, "e", 0);
    } else if (kind == EVENT_EXIT) {
        due->exited = event_b(words[0]) != 0;
        due->end = !due->exited;
    }
}

static void
film_steps(Filming *f)
{
    const uint64_t *words;
    Due due = {0};
    model_init(&f->model);
    f->model.note_touched = true;
    f->memory.forget = shot_drop_box;
    trace_reader_rewind(f->reader);
    while (!f->stopped && (words = trace_reader_next(f->reader)) != NULL) {
        before_event(f, &due, words);
        story_event(&f->story, &f->model, words);
        model_apply(&f->model, words);
        after_event(f, &due, words);
    }
    if (due.step || due.end) {
        offer_moment(f, due.end ? "e" : "", due.end ? 0 : due.line);
    } else if (due.exited && f->choice->steps == NULL) {
        offer_moment(f, "x", 0);
    }
}

// One moment alone comes with the script's step before it, so that what has
// just changed or died can be shown; only the last of the two is drawn.
enum { TRIES = 40 };

static void
film_step_before(Filming *f)
{
    uint64_t until = f->model.events, step = f->model.steps;
    bool at_end = f->model.exit_phase >= 0;
    Moment before = {.kind = MOMENT_STEP, .n = at_end ? step : step - 1};
    Model *model = &f->model;
    const uint64_t *words;
    Text error = {0};
    bool found = false;
    for (int tries = 0; tries < TRIES && before.n > 0 && !found; tries++) {
        model_free(model);
        if (moment_find(f->reader, &before, model, &error)) {
            ModelFrame *frame = (ModelFrame *)model_line_frame(model);
            found = frame == NULL || model_frame_in_main(model, frame);
        }
        before.n--;
    }
    text_free(&error);
    if (found && model->events < until) {
        film_put_moment(f, "", model->line, "", "");
    } else if (!found || model->events > until) {
        model_free(model);
        trace_reader_seek(f->reader, model, until);
    }
    while (model->events < until &&
           (words = trace_reader_next(f->reader)) != NULL) {
        story_event(&f->story, model, words);
        model_apply(model, words);
    }
}

static bool
film_one(Filming *f, Text *error)
{
    if (!moment_find(f->reader, f->choice->only, &f->model, error)) {
        return false;
    }
    Text title = {0};
    moment_title(&f->model, f->choice->only, &title);
    film_step_before(f);
    film_put_moment(f, "", f->model.exit_phase >= 0 ? 0 : f->model.line,
                    title.bytes, "");
    text_free(&title);
    return true;
}

static void
put_words(Text *film, const char *tag, const char *const *words, int count)
{
    text_add(film, tag);
    for (int i = 0; i < count; i++) {
        record_field(film, words[i]);
    }
    text_char(film, '\n');
}

// Who held the GIL, for a lane of each thread.
static void
put_threads(Filming *f)
{
    enum { SPANS = 20000 };
    GilCourse course;
    const ProcessTraces *children = f->choice->children;
    gil_course_read(f->reader, &course);
    for (size_t i = 0; children != NULL && i < children->count; i++) {
        gil_course_add(&course, children->items[i].reader,
                       children->items[i].place);
    }
    for (size_t i = 0; course.lane_count > 1 && i < course.lane_count; i++) {
        put_words(f->film, "L", (const char *const[]){course.lanes[i].name},
                  1);
    }
    if (course.lane_count > 1) {
        put_words(f->film, "W", gil_state_names, GIL_STATES);
        put_words(f->film, "Y", gil_reasons, 5);
    }
    for (size_t i = 0; course.lane_count > 1 && i < course.span_count &&
                       i < SPANS; i++) {
        const GilSpan *s = &course.spans[i];
        if (s->to > course.from) {
            text_format(f->film, "t\t%u\t%d\t%llu\t%llu\t%u\n", s->lane,
                        (int)s->state,
                        (unsigned long long)(s->from > course.from
                                                 ? s->from
                                                 : course.from),
                        (unsigned long long)s->to, s->why);
        }
    }
    gil_course_free(&course);
}

static void
put_header(const Options *options, const char *form, Text *film)
{
    text_format(film, "H\tform\t%s\n", form);
    text_format(film, "H\ttheme\t%s\n",
                options->theme != NULL ? options->theme : "light");
    text_format(film, "H\tfont\t%u\n", options->font_size);
    if (options->made_by != NULL) {
        text_add(film, "H\tmade-by");
        record_field(film, options->made_by);
        text_char(film, '\n');
    }
    if (options->bill) {
        text_add(film, "H\tbill\t1\n");
    }
    if (options->predict) {
        text_add(film, "H\tpredict\t1\n");
    }
}

bool
film_write(TraceReader *reader, const Options *options, const char *form,
           const FilmChoice *choice, Text *film, Text *error)
{
    Filming f = {.reader = reader,
                 .options = options,
                 .scene = options->scene,
                 .choice = choice,
                 .digests = choice->marks,
                 .film = film};
    bool good = true;
    put_header(options, form, film);
    if (choice->only != NULL) {
        text_add(film, "H\tonly\tlast\n");
    }
    if (choice->only != NULL) {
        good = film_one(&f, error);
    } else {
        film_steps(&f);
        if (f.written == 0) {
            text_add(error, "no moment of the program is among those asked "
                            "for");
            good = false;
        }
    }
    if (f.threads || (choice->children != NULL &&
                      choice->children->count > 0 && choice->only == NULL)) {
        put_threads(&f);
    }
    if (good && f.scene.focus != NULL && !f.focus_found) {
        // Drawn all the same: it is no mistake that a name is gone.
        text_format(error, "--focus %s: nothing has that name at %s",
                    f.scene.focus,
                    choice->only != NULL ? "this moment" : "these moments");
    }
    if (f.wrong_options) {
        text_clear(error);
        text_add(error, "the script's \"# slides:\" takes --hide, --focus, "
                        "--depth and --max-objects, each with its value");
        good = false;
    }
    if (f.failed != NULL) {
        text_format(error, "audit: the film shows %s wrongly at step %llu",
                    f.failed, (unsigned long long)f.failed_step);
        free(f.failed);
        good = false;
    }
    text_add(film, "Z\t");
    if (f.stopped) {
        text_format(film, "only the first %d steps are shown", FILM_STEPS);
    } else if (f.model.limit != NULL) {
        text_add(film, "ended by a limit: ");
        text_clean(film, f.model.limit, strlen(f.model.limit), 60, true);
    }
    text_char(film, '\n');
    shot_free(&f.before);
    scene_memory_free(&f.memory);
    story_free(&f.story);
    marks_free(&f.marks);
    model_free(&f.model);
    return good;
}
