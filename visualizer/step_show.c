/* step_show.c - one moment in parts: where one is, the source, what the last
 * step did, names and objects */
#include <stdlib.h>
#include <string.h>

#include "visualizer/step_ui.h"
#include "visualizer/view.h"

void
ui_styled(const Ui *ui, char style, const char *text, Text *out)
{
    static const struct {
        char style;
        const char *code;
    } codes[] = {{'n', "\033[33m"}, {'g', "\033[31m"}, {'c', "\033[36m"},
                 {'d', "\033[2m"},  {'b', "\033[1m"},  {'r', "\033[7m"}};
    const char *code = NULL;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        code = codes[i].style == style ? codes[i].code : code;
    }
    if (code != NULL && ui->view.color) {
        text_format(out, "%s%s\033[0m", code, text);
    } else {
        text_add(out, text);
    }
}

// The file that the running frame's code is of, if its text is recorded.
static const ModelFile *
running_file(const Model *model, bool *main)
{
    const ModelFrame *frame = model_line_frame(model);
    *main = model->line_frame == 0 || frame == NULL ||
            frame->file == FILE_MAIN || frame->file == FILE_UNKNOWN;
    return *main ? model_main_source(model) : NULL;
}

static void
add_script(const Model *model, Text *out)
{
    const ModelFrame *frame = model_line_frame(model);
    bool main;
    (void)running_file(model, &main);
    if (!main && frame->code != 0) {
        ModelRef file = model_field(model, frame->code, "co_filename");
        const char *name = file != 0 ? model->objects[file].value : NULL;
        const char *slash = name != NULL ? strrchr(name, '/') : NULL;
        if (slash != NULL) {
            text_add_bytes(out, slash + 1, strlen(slash) - 2);
            return;
        }
    }
    moment_script(model, out);
}

void
ui_title(Ui *ui, Text *out)
{
    const Model *model = &ui->s.model;
    add_script(model, out);
    if (model->steps == 0 && model->exit_phase < 0) {
        text_add(out, ": before the first line");
        return;
    }
    if (model->line_frame == 0 && model->exit_phase >= 0) {
        text_add(out, model->exit_phase == 0 ? ": the program's end"
                                             : ": after shutdown");
        if (model->limit != NULL) {
            text_format(out, " (ended by a limit: %s)", model->limit);
        }
    } else {
        text_format(out, ": line %u", model->line);
        const ModelFrame *frame = model_line_frame(model);
        if (frame != NULL && !(frame->flags & 2)) {
            text_format(out, " in %s%s", model_string(model, frame->function),
                        (frame->flags & 4) ? "" : "()");
        }
        text_add(out, model->settled ? "" : ", within the step");
    }
    text_format(out, "  step %llu  event %llu",
                (unsigned long long)model->steps,
                (unsigned long long)model->events - (model->events > 0));
}

// Line `line` of a text; its length in `length`. NULL: there is none.
static const char *
line_of(const ModelFile *file, uint32_t line, size_t *length)
{
    const char *at = file->text, *end = file->text + file->length;
    for (uint32_t i = 1; i < line && at != NULL; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at != NULL ? at + 1 : NULL;
    }
    if (at == NULL || at >= end) {
        return NULL;
    }
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((newline != NULL ? newline : end) - at);
    return at;
}

static void
source_line(Ui *ui, const ModelFile *file, uint32_t line, Text *out)
{
    const Model *model = &ui->s.model;
    size_t n;
    const char *at = line_of(file, line, &n);
    if (at == NULL) {
        return;
    }
    bool main;
    bool current = running_file(model, &main) == file && model->line == line &&
                   model->line_frame != 0;
    Text text = {0};
    text_format(&text, "%s%4u  ", current ? "->" : "  ", line);
    text_clean(&text, at, n, 400, ui->view.utf8);
    ui_styled(ui, current ? 'b' : ' ', text.bytes, out);
    text_char(out, '\n');
    text_free(&text);
}

void
ui_source(Ui *ui, uint32_t first, uint32_t count, Text *out)
{
    const ModelFile *file = model_main_source(&ui->s.model);
    if (file == NULL) {
        text_add(out, "the source is not recorded\n");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        source_line(ui, file, first + i, out);
    }
}

void
ui_report(Ui *ui, size_t room, Text *out)
{
    static const char styles[] = {' ', 'n', 'g', 'c', ' '};
    uint64_t to = ui->s.cursor;
    uint64_t from = step_line_before(&ui->s);
    Report report;
    report_make(&report, ui->s.tape, from, to, ui->s.internals, ui->view.utf8);
    // Without room for all, calls and returns are left out first.
    size_t shown = 0, wanted = 0;
    bool all = room == 0 || report.count <= room;
    for (size_t i = 0; i < report.count; i++) {
        wanted += all || report.lines[i].mark != REPORT_TOLD;
    }
    bool calls = !all && wanted < room; // there is room for some
    for (size_t i = 0; i < report.count; i++) {
        bool told = report.lines[i].mark == REPORT_TOLD;
        if (!all && ((told && !calls) || shown + 1 >= room)) {
            continue;
        }
        if (told && !all && shown + 1 + wanted >= room) {
            continue;
        }
        wanted -= !told && !all;
        shown++;
        text_add(out, "  ");
        ui_styled(ui, styles[report.lines[i].mark], report.lines[i].text, out);
        text_char(out, '\n');
    }
    if (shown < report.count) {
        text_format(out, "  ... %zu more: changes\n", report.count - shown);
    }
    report_free(&report);
}

UiDone
ui_do_changes(Ui *ui, const char *words)
{
    (void)words;
    ui_report(ui, 0, &ui->answer);
    if (ui->answer.length == 0) {
        text_add(&ui->answer, "nothing\n");
    }
    return UI_STAYED;
}

void
ui_heap(Ui *ui, int columns, Text *out)
{
    Model *model = &ui->s.model;
    ViewOptions view = ui->view;
    view.columns = columns < 20 ? 20 : columns;
    Scene scene;
    Text text = {0};
    step_forget_numbers(model);
    scene_make(&scene, model, &ui->scene);
    view_text(&scene, "", &view, &text);
    scene_free(&scene);
    // Its title says the step, which stands elsewhere.
    const char *body = text.bytes;
    const char *newline = body != NULL ? strchr(body, '\n') : NULL;
    text_add(out, newline != NULL ? newline + 1 : "");
    text_free(&text);
}

static void
show_plain(Ui *ui)
{
    Text out = {0}, title = {0};
    const Model *model = &ui->s.model;
    if (ui->s.reason.length > 0) {
        text_format(&out, "%s\n", ui->s.reason.bytes);
    }
    ui_report(ui, 0, &out);
    ui_title(ui, &title);
    ui_styled(ui, 'b', title.bytes, &out);
    text_char(&out, '\n');
    bool main;
    const ModelFile *file = running_file(model, &main);
    if (file != NULL && model->line_frame != 0) {
        source_line(ui, file, model->line, &out);
    }
    fflush(stdout);
    fputs(out.bytes, ui->terminal.out);
    fflush(ui->terminal.out);
    text_free(&out);
    text_free(&title);
}

static void
judge(Ui *ui)
{
    if (ui->quiz.open) {
        Text verdict = {0};
        quiz_judge(&ui->quiz, &ui->s, &verdict);
        text_add(&ui->answer, verdict.bytes != NULL ? verdict.bytes : "");
        text_free(&verdict);
    }
}

void
ui_show(Ui *ui)
{
    if (ui->quiz.on && ui->quiz.count == 0 && !ui->quiz.written) {
        quiz_read_script(&ui->quiz, &ui->s.model);
    }
    judge(ui);
    if (ui->screen) {
        ui_draw(ui);
    } else {
        show_plain(ui);
        ui_answer(ui);
    }
}

void
ui_answer(Ui *ui)
{
    if (ui->answer.length == 0) {
        return;
    }
    if (ui->screen) {
        if (ui->answer_top > 0 || ui->answer_room > 0) {
            ui->answer_top += ui->answer_room;
        }
        ui_draw(ui);
        return;
    }
    fputs(ui->answer.bytes, ui->terminal.out);
    fflush(ui->terminal.out);
    text_clear(&ui->answer);
}
