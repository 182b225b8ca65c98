/* step_ui.c - reading commands, finding and obeying them */
#include "visualizer/step_ui.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "visualizer/model_lookup.h"

enum { GROUP_MOVE, GROUP_STOP, GROUP_LOOK, GROUP_OTHER, STEPPER_ONLY = 8 };
enum {
    MOVE = GROUP_MOVE,
    MOVE_P = GROUP_MOVE | STEPPER_ONLY,
    STOP_P = GROUP_STOP | STEPPER_ONLY,
    LOOK = GROUP_LOOK,
    LOOK_P = GROUP_LOOK | STEPPER_ONLY,
    OTHER = GROUP_OTHER,
    OTHER_P = GROUP_OTHER | STEPPER_ONLY
};

typedef struct Command {
    const char *name, *others, *argument;
    int group;
    const char *help;
    UiDone (*obey)(Ui *ui, const char *words);
} Command;

static const Command commands[] = {
#define STEP_COMMAND(function, name, others, argument, group, help)            \
    {name, others, argument, group, help, ui_do_##function},
#include "visualizer/step_commands.def"
#undef STEP_COMMAND
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

void
ui_open(Ui *ui, Tape *tape, bool live, const SceneOptions *scene)
{
    step_open(&ui->s, tape, live);
    ui->s.internals = scene->internals;
    ui->scene = *scene;
    ui->view = terminal_view(&ui->terminal);
    ui->terminal.complete = ui_complete;
    ui->terminal.arg = ui;
}

void
ui_close(Ui *ui)
{
    ui_leave_screen(ui);
    step_close(&ui->s);
    terminal_close(&ui->terminal);
    quiz_free(&ui->quiz);
    free(ui->last);
    text_free(&ui->answer);
}

// ---------------------------------------------------------- which command

static bool
is_available(const Ui *ui, const Command *command)
{
    return !ui->prompt || !(command->group & STEPPER_ONLY);
}

// Whether `word` (of `n` bytes) is one of the names in `list`.
static bool
is_listed(const char *list, const char *word, size_t n)
{
    while (*list != '\0') {
        size_t length = strcspn(list, " ");
        if (length == n && strncmp(list, word, n) == 0) {
            return true;
        }
        list += length + (list[length] == ' ');
    }
    return false;
}

// By name, by another name, by the beginning of one name only.
static const Command *
find_command(Ui *ui, const char *word, size_t n)
{
    const Command *found = NULL;
    Text several = {0};
    for (int i = 0; i < COMMANDS; i++) {
        const Command *c = &commands[i];
        if (is_available(ui, c) &&
            (is_listed(c->name, word, n) || is_listed(c->others, word, n))) {
            text_free(&several);
            return c;
        }
    }
    unsigned matches = 0;
    for (int i = 0; i < COMMANDS; i++) {
        const Command *c = &commands[i];
        if (is_available(ui, c) && n > 0 && strncmp(c->name, word, n) == 0) {
            text_format(&several, "%s%s", matches++ > 0 ? ", " : "", c->name);
            found = c;
        }
    }
    if (matches > 1) {
        text_format(&ui->answer, "%.*s may be: %s\n", (int)n, word,
                    several.bytes);
        found = NULL;
    } else if (matches == 0) {
        text_add(&ui->answer, "there is no command ");
        text_clean(&ui->answer, word, n, 40, ui->view.utf8);
        text_add(&ui->answer,
                 ui->prompt ? "; %help lists them\n" : "; help lists them\n");
    }
    text_free(&several);
    return found;
}

static const char *
skip_spaces(const char *at)
{
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

UiDone
ui_obey(Ui *ui, const char *line)
{
    line = skip_spaces(line);
    size_t n = strcspn(line, " \t");
    // "b12", "p x", "l5": a letter may stand close to its number.
    size_t letters = strspn(line, "abcdefghijklmnopqrstuvwxyz-?");
    if (letters > 0 && letters < n && line[letters] >= '0' &&
        line[letters] <= '9') {
        n = letters;
    }
    const Command *command = find_command(ui, line, n);
    if (command == NULL) {
        return UI_STAYED;
    }
    char *words = vis_copy(skip_spaces(line + n));
    size_t length = strlen(words);
    while (length > 0 &&
           (words[length - 1] == ' ' || words[length - 1] == '\t')) {
        words[--length] = '\0';
    }
    UiDone done;
    if (command->argument[0] == '\0' && words[0] != '\0') {
        text_format(&ui->answer, "%s takes no argument\n", command->name);
        done = UI_STAYED;
    } else {
        done = command->obey(ui, words);
    }
    free(words);
    return done;
}

// ------------------------------------------------------------------- help

static void
help_row(const Command *c, Text *out)
{
    Text left = {0};
    text_format(&left, "  %s", c->name);
    if (c->others[0] != '\0') {
        text_format(&left, " (%.*s)", (int)strcspn(c->others, " "), c->others);
    }
    text_format(&left, " %s", c->argument);
    text_format(out, "%-29s %s\n", left.bytes, c->help);
    text_free(&left);
}

UiDone
ui_do_help(Ui *ui, const char *words)
{
    static const char *const heads[] = {"Moving", "Stopping", "Looking",
                                        "Other"};
    if (words[0] == '%') {
        words++;
    }
    if (words[0] != '\0') {
        const Command *c = find_command(ui, words, strlen(words));
        if (c != NULL) {
            text_format(&ui->answer, "%s %s\n    %s\n", c->name, c->argument,
                        c->help);
            if (c->others[0] != '\0') {
                text_format(&ui->answer, "    also: %s\n", c->others);
            }
        }
        return UI_STAYED;
    }
    for (int group = 0; group < 4; group++) {
        bool any = false;
        for (int i = 0; i < COMMANDS; i++) {
            if ((commands[i].group & 7) == group &&
                is_available(ui, &commands[i])) {
                if (!any) {
                    text_format(&ui->answer, "%s\n", heads[group]);
                    any = true;
                }
                help_row(&commands[i], &ui->answer);
            }
        }
    }
    if (!ui->prompt) {
        text_add(&ui->answer,
                 "An empty line repeats the last command. An EXPR is made "
                 "of names, attributes,\nitems, numbers, texts, len(x), "
                 "count(x), comparisons, and, or, not.\n");
    }
    return UI_STAYED;
}

// ------------------------------------------------------------- completion

typedef struct Candidates {
    char **items;
    size_t count, room;
    const char *start;
    size_t length;
} Candidates;

static void
offer(Candidates *c, const char *word)
{
    if (strncmp(word, c->start, c->length) != 0) {
        return;
    }
    for (size_t i = 0; i < c->count; i++) {
        if (strcmp(c->items[i], word) == 0) {
            return;
        }
    }
    c->items = vis_grow(c->items, c->count, &c->room, sizeof(char *));
    c->items[c->count++] = vis_copy(word);
}

static void
offer_rows(Candidates *c, const SceneRows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows->items[i].temporary && rows->items[i].target != 0) {
            offer(c, rows->items[i].label);
        }
    }
}

static void
offer_names(Ui *ui, Candidates *c)
{
    const Model *model = &ui->s.model;
    const ModelFrame *frame = expr_frame(model, ui->up);
    SceneRows rows = {0};
    if (frame != NULL && frame->ref != 0) {
        scene_frame_rows(model, frame->ref, &rows);
    }
    if (model->main_names != 0) {
        scene_namespace_rows(model, model->main_names, false, 0, &rows);
    }
    offer_rows(c, &rows);
    scene_rows_free(&rows);
    for (ModelRef i = 1; c->length > 0 && i < model->used; i++) {
        if (model->objects[i].serial != 0 && model->objects[i].number != 0) {
            char number[16];
            snprintf(number, sizeof(number), "#%u", model->objects[i].number);
            offer(c, number);
        }
    }
}

// The attributes of what stands before the last dot.
static void
offer_attributes(Ui *ui, Candidates *c, const char *dot)
{
    Text owner = {0}, word = {0};
    text_add_bytes(&owner, c->start, (size_t)(dot - c->start));
    ModelRef ref = expr_object(&ui->s.model, ui->up, owner.bytes);
    if (ref != 0) {
        SceneRows rows = {0};
        scene_rows(&ui->s.model, ref, 0, &rows);
        for (size_t i = 0; i < rows.count; i++) {
            const char *label = rows.items[i].label;
            if (label[0] == '[') {
                continue;
            }
            text_clear(&word);
            text_format(&word, "%s.%s", owner.bytes, label + (label[0] == '.'));
            offer(c, word.bytes);
        }
        scene_rows_free(&rows);
    }
    text_free(&owner);
    text_free(&word);
}

static const char *const catch_what[] = {
    "free", "gc", "exception", "switch", "finalizer", "cycle", NULL};
static const char *const moments[] = {"start", "end",   "exit",   "exception",
                                      "peak",  "step:", "event:", NULL};

static void
offer_lines(Ui *ui, Candidates *c)
{
    const ModelFile *file = model_main_source(&ui->s.model);
    uint32_t line = 1;
    for (size_t i = 0; file != NULL && i < file->length; line++) {
        char number[16];
        snprintf(number, sizeof(number), "%u", line);
        if (file->text[i] != '\n' && file->text[i] != '#') {
            offer(c, number);
        }
        while (i < file->length && file->text[i] != '\n') {
            i++;
        }
        i++;
    }
}

static void
offer_arguments(Ui *ui, Candidates *c, const char *argument)
{
    const char *const *words = strcmp(argument, "WHAT") == 0     ? catch_what
                               : strcmp(argument, "MOMENT") == 0 ? moments
                                                                 : NULL;
    for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
        offer(c, words[i]);
    }
    if (strstr(argument, "COMMAND") != NULL) {
        for (int i = 0; i < COMMANDS; i++) {
            offer(c, commands[i].name);
        }
    }
    if (strstr(argument, "LINE") != NULL) {
        offer_lines(ui, c);
    }
    if (strstr(argument, "NAME") != NULL || strstr(argument, "#7") != NULL ||
        strstr(argument, "EXPR") != NULL) {
        const char *dot = NULL;
        for (size_t i = 0; i < c->length; i++) {
            dot = c->start[i] == '.' ? c->start + i : dot;
        }
        if (dot != NULL) {
            offer_attributes(ui, c, dot);
        } else {
            offer_names(ui, c);
        }
    }
}

char **
ui_complete(void *arg, const char *line, int start, int end)
{
    Ui *ui = arg;
    Candidates c = {.start = line + start, .length = (size_t)(end - start)};
    const char *first = skip_spaces(line);
    if (first == line + start) {
        for (int i = 0; i < COMMANDS; i++) {
            if (is_available(ui, &commands[i])) {
                offer(&c, commands[i].name);
            }
        }
    } else {
        Text quiet = ui->answer;
        ui->answer = (Text){0};
        const Command *command = find_command(ui, first, strcspn(first, " \t"));
        text_free(&ui->answer);
        ui->answer = quiet;
        if (command != NULL) {
            offer_arguments(ui, &c, command->argument);
        }
    }
    if (c.count > 0) {
        c.items = vis_grow(c.items, c.count, &c.room, sizeof(char *));
        c.items[c.count] = NULL;
    }
    return c.items;
}

// ------------------------------------------------------------------ the loop

static bool
is_forward_step(Ui *ui, const char *line)
{
    line = skip_spaces(line);
    Text quiet = ui->answer;
    ui->answer = (Text){0};
    const Command *c = find_command(ui, line, strcspn(line, " \t"));
    text_free(&ui->answer);
    ui->answer = quiet;
    return c != NULL && (c->obey == ui_do_next || c->obey == ui_do_step);
}

// The class predicts before the step is made.
static void
ask(Ui *ui)
{
    Text question = {0};
    if (quiz_ask(&ui->quiz, &ui->s, &question)) {
        text_add(&ui->answer, question.bytes);
        text_char(&ui->answer, '\n');
        ui_answer(ui);
        char *answer = terminal_read(&ui->terminal, "your answer: ");
        quiz_take(&ui->quiz, answer != NULL ? answer : "");
        free(answer);
    }
    text_free(&question);
}

static UiDone
obey_line(Ui *ui, const char *line)
{
    if (skip_spaces(line)[0] == '\0') {
        if (ui->answer.length > 0) {
            ui_answer(ui); // the next page
            return UI_STAYED;
        }
        if (ui->last == NULL) {
            return UI_STAYED;
        }
        line = ui->last;
    } else {
        free(ui->last);
        ui->last = vis_copy(line);
        terminal_remember(&ui->terminal, line);
    }
    text_clear(&ui->answer);
    ui->answer_top = 0;
    char *copy = vis_copy(line);
    if (ui->quiz.on && is_forward_step(ui, copy)) {
        ask(ui);
    }
    UiDone done = ui_obey(ui, copy);
    free(copy);
    return done;
}

UiDone
ui_loop(Ui *ui)
{
    ui->up = 0;
    ui->listed = 0;
    ui_show(ui);
    for (;;) {
        char *line = terminal_read(&ui->terminal, "(step) ");
        if (line == NULL && ui->terminal.interrupted) {
            continue;
        }
        UiDone done = line == NULL ? UI_QUIT : obey_line(ui, line);
        free(line);
        switch (done) {
        case UI_STAYED:
            ui_answer(ui);
            break;
        case UI_MOVED:
            ui->up = 0;
            ui->listed = 0;
            ui_show(ui);
            ui_answer(ui);
            break;
        default:
            ui->quit = done == UI_QUIT;
            return done;
        }
    }
}
