/* step_motion.c - the commands that move, and those that say where to stop */
#include <stdlib.h>
#include <string.h>

#include "visualizer/moment.h"
#include "visualizer/step_ui.h"

// A count behind a command: 1 without one; false after saying so.
static bool
take_times(Ui *ui, const char *words, uint64_t *times)
{
    char *end;
    *times = 1;
    if (words[0] == '\0') {
        return true;
    }
    *times = strtoull(words, &end, 10);
    if (words[0] < '0' || words[0] > '9' || *end != '\0' || *times == 0) {
        text_add(&ui->answer, "a number is wanted, not ");
        text_clean(&ui->answer, words, strlen(words), 40, ui->view.utf8);
        text_char(&ui->answer, '\n');
        return false;
    }
    return true;
}

static const char *
nowhere(const Ui *ui, bool forward)
{
    const Model *model = &ui->s.model;
    return !forward                 ? "nothing before this moment"
           : model->exit_phase >= 1 ? "the program has ended"
                                    : "nothing behind this moment";
}

static UiDone
move(Ui *ui, const Goal *goal, bool forward)
{
    Move moved = MOVE_NOWHERE;
    if (forward) {
        moved = step_forward(&ui->s, goal);
    } else {
        uint64_t n = 0;
        do {
            Move one = step_backward(&ui->s, goal);
            moved = one == MOVE_DONE ? one : moved;
            n = one == MOVE_DONE ? n + 1 : goal->times;
        } while (n < goal->times);
    }
    if (moved == MOVE_RUN) {
        return UI_RUN;
    }
    if (moved == MOVE_NOWHERE) {
        text_format(&ui->answer, "%s\n", nowhere(ui, forward));
        return UI_STAYED;
    }
    return UI_MOVED;
}

// Several steps: all but the last within the recording are made here; a
// live program is asked for the rest one by one.
static UiDone
repeat(Ui *ui, const char *words, Goal goal, bool forward)
{
    uint64_t times;
    if (!take_times(ui, words, &times)) {
        return UI_STAYED;
    }
    goal.times = times;
    return move(ui, &goal, forward);
}

UiDone
ui_do_next(Ui *ui, const char *words)
{
    size_t depth = step_depth(&ui->s.model);
    // At the end nothing is on the stack, but finalizers may still run.
    return repeat(
        ui, words,
        (Goal){.kind = ui->s.model.exit_phase < 0 ? GOAL_DEPTH : GOAL_PLACE,
               .depth = depth,
               .stops = true},
        true);
}

UiDone
ui_do_step(Ui *ui, const char *words)
{
    return repeat(ui, words, (Goal){.kind = GOAL_PLACE}, true);
}

UiDone
ui_do_event(Ui *ui, const char *words)
{
    return repeat(ui, words, (Goal){.kind = GOAL_MEMORY}, true);
}

UiDone
ui_do_back(Ui *ui, const char *words)
{
    return repeat(ui, words, (Goal){.kind = GOAL_PLACE}, false);
}

UiDone
ui_do_reverse_event(Ui *ui, const char *words)
{
    return repeat(ui, words, (Goal){.kind = GOAL_MEMORY}, false);
}

UiDone
ui_do_reverse_next(Ui *ui, const char *words)
{
    size_t depth = step_depth(&ui->s.model);
    return repeat(
        ui, words,
        (Goal){.kind = ui->s.model.exit_phase < 0 ? GOAL_DEPTH : GOAL_PLACE,
               .depth = depth,
               .stops = true},
        false);
}

// The depth to get below: of the innermost function; 0: there is none.
static size_t
function_depth(Ui *ui)
{
    size_t depth = step_depth(&ui->s.model);
    if (depth <= 1) {
        text_add(&ui->answer, "no function runs here\n");
        return 0;
    }
    return depth;
}

UiDone
ui_do_finish(Ui *ui, const char *words)
{
    (void)words;
    size_t depth = function_depth(ui);
    Goal goal = {.kind = GOAL_DEPTH, .depth = depth - 1, .stops = true};
    return depth == 0 ? UI_STAYED : move(ui, &goal, true);
}

UiDone
ui_do_reverse_finish(Ui *ui, const char *words)
{
    (void)words;
    size_t depth = function_depth(ui);
    Goal goal = {.kind = GOAL_DEPTH, .depth = depth - 1, .stops = true};
    return depth == 0 ? UI_STAYED : move(ui, &goal, false);
}

UiDone
ui_do_until(Ui *ui, const char *words)
{
    uint64_t line;
    Goal goal = {.kind = GOAL_BELOW,
                 .n = ui->s.model.line,
                 .depth = step_depth(&ui->s.model),
                 .stops = true};
    if (words[0] != '\0') {
        if (!take_times(ui, words, &line)) {
            return UI_STAYED;
        }
        goal.kind = GOAL_LINE;
        goal.n = line;
    }
    return move(ui, &goal, true);
}

UiDone
ui_do_continue(Ui *ui, const char *words)
{
    (void)words;
    return move(ui, &(Goal){.kind = GOAL_STOPS, .stops = true}, true);
}

UiDone
ui_do_reverse_continue(Ui *ui, const char *words)
{
    (void)words;
    UiDone done = move(ui, &(Goal){.kind = GOAL_STOPS, .stops = true}, false);
    if (done == UI_STAYED && ui->s.stops.count > 0) {
        text_clear(&ui->answer);
        text_add(&ui->answer,
                 "none of what you asked to stop at happened before\n");
    } else if (done == UI_STAYED) {
        text_clear(&ui->answer);
        text_add(&ui->answer, "nothing to stop at: break, watch, catch\n");
    }
    return done;
}

UiDone
ui_do_run(Ui *ui, const char *words)
{
    (void)words;
    return move(ui, &(Goal){.kind = GOAL_END}, true);
}

UiDone
ui_do_restart(Ui *ui, const char *words)
{
    (void)words;
    step_to(&ui->s, 0);
    return move(ui, &(Goal){.kind = GOAL_PLACE}, true);
}

// The moment with the most bytes, of all that is recorded.
static UiDone
go_to_peak(Ui *ui)
{
    Model model;
    tape_seek(ui->s.tape, &model, 0);
    uint64_t best = 0, at = 0;
    bool line = false;
    const uint64_t *words;
    while ((words = tape_next(ui->s.tape)) != NULL) {
        model_apply(&model, words);
        line |= event_kind(words[0]) == EVENT_LINE;
        if (event_kind(words[0]) == EVENT_SETTLED && line) {
            line = false;
            const ModelFrame *frame = model_line_frame(&model);
            bool place =
                ui->s.internals || frame == NULL || frame->file != FILE_LIBRARY;
            if (place && (model.bytes_alive > best || at == 0)) {
                best = model.bytes_alive;
                at = model.events;
            }
        }
    }
    model_free(&model);
    if (at == 0) {
        text_add(&ui->answer, "nothing is recorded yet\n");
        return UI_STAYED;
    }
    step_to(&ui->s, at);
    if (ui->s.live && !ui->s.over) {
        text_add(&ui->answer, "the peak of what has run so far\n");
    }
    return UI_MOVED;
}

// The event from which on a goal is looked for: the first, or for a certain
// event or step of a saved recording one shortly before it.
static uint64_t
start_of(const Stepper *s, const Goal *goal)
{
    if (s->live || goal->n < 2) {
        return 0;
    }
    if (goal->kind == GOAL_EVENT) {
        return tape_keyframe_before(s->tape, goal->n, true);
    }
    if (goal->kind != GOAL_STEP) {
        return 0;
    }
    Model model;
    tape_seek_step(s->tape, &model, goal->n - 1);
    uint64_t event = model.events;
    model_free(&model);
    return tape_keyframe_before(s->tape, event, true);
}

// Forward, to what is not behind here; back to where one stood if it is not
// found.
static UiDone
go_from_start(Ui *ui, const Goal *goal)
{
    uint64_t stood = ui->s.cursor;
    step_forget_numbers(&ui->s.model);
    step_to(&ui->s, start_of(&ui->s, goal));
    UiDone done = move(ui, goal, true);
    if (done == UI_STAYED) {
        step_to(&ui->s, stood);
    }
    return done;
}

UiDone
ui_do_goto(Ui *ui, const char *words)
{
    Moment moment;
    Text error = {0};
    if (strcmp(words, "start") == 0) {
        return ui_do_restart(ui, "");
    }
    if (!moment_parse(words, &moment, &error)) {
        text_add(&ui->answer,
                 "a moment is LINE, LINE:K, step:N, event:N, start, end, "
                 "exit, exception or peak\n");
        text_free(&error);
        return UI_STAYED;
    }
    Goal goal = {.n = moment.n, .times = moment.times};
    switch (moment.kind) {
    case MOMENT_END:
        goal.kind = GOAL_END;
        return go_from_start(ui, &goal);
    case MOMENT_EXIT:
        goal.kind = GOAL_EXIT;
        return go_from_start(ui, &goal);
    case MOMENT_LINE:
        goal.kind = GOAL_NTH;
        return go_from_start(ui, &goal);
    case MOMENT_STEP:
        goal.kind = GOAL_STEP;
        return go_from_start(ui, &goal);
    case MOMENT_EVENT:
        goal.kind = GOAL_EVENT;
        goal.n++; // behind that event
        return go_from_start(ui, &goal);
    case MOMENT_EXCEPTION:
        goal.kind = GOAL_RAISE;
        return go_from_start(ui, &goal);
    default:
        return go_to_peak(ui);
    }
}

// ------------------------------------------------------- where to stop

static UiDone
added(Ui *ui, unsigned id, Text *error)
{
    if (id == 0) {
        text_format(&ui->answer, "%s\n", error->bytes);
    } else {
        Text list = {0};
        stops_list(&ui->s.stops, &list);
        // The last line of the list is the new one.
        size_t at = list.length - 1;
        while (at > 0 && list.bytes[at - 1] != '\n') {
            at--;
        }
        text_add(&ui->answer, list.bytes + at);
        text_free(&list);
    }
    text_free(error);
    return UI_STAYED;
}

UiDone
ui_do_break(Ui *ui, const char *words)
{
    Text error = {0};
    return added(ui,
                 stops_break(&ui->s.stops, words, false, &ui->s.model, &error),
                 &error);
}

UiDone
ui_do_tbreak(Ui *ui, const char *words)
{
    Text error = {0};
    return added(ui,
                 stops_break(&ui->s.stops, words, true, &ui->s.model, &error),
                 &error);
}

UiDone
ui_do_watch(Ui *ui, const char *words)
{
    Text error = {0};
    return added(ui, stops_watch(&ui->s.stops, words, &ui->s.model, &error),
                 &error);
}

UiDone
ui_do_catch(Ui *ui, const char *words)
{
    Text error = {0};
    return added(ui, stops_catch(&ui->s.stops, words, &ui->s.model, &error),
                 &error);
}

UiDone
ui_do_delete(Ui *ui, const char *words)
{
    uint64_t id;
    if (words[0] == '\0') {
        while (ui->s.stops.count > 0) {
            stops_delete(&ui->s.stops, ui->s.stops.items[0].id);
        }
        ui->s.stops.cycles = false;
        text_add(&ui->answer, "all forgotten\n");
    } else if (take_times(ui, words, &id) &&
               !stops_delete(&ui->s.stops, (unsigned)id)) {
        text_format(&ui->answer, "there is no %llu; stops lists them\n",
                    (unsigned long long)id);
    }
    return UI_STAYED;
}

UiDone
ui_do_stops(Ui *ui, const char *words)
{
    (void)words;
    stops_list(&ui->s.stops, &ui->answer);
    return UI_STAYED;
}
