/* step_move.c - finding the moment a move leads to */
#include <stdlib.h>
#include <string.h>

#include "visualizer/ladder.h"
#include "visualizer/step.h"

void
step_open(Stepper *s, Tape *tape, bool live)
{
    *s = (Stepper){.tape = tape, .live = live};
    tape_seek(tape, &s->model, 0);
}

void
step_close(Stepper *s)
{
    model_free(&s->model);
    stops_free(&s->stops);
    text_free(&s->reason);
    tape_free(s->tape);
}

uint32_t
step_thread(uint32_t thread)
{
    return thread == 0 ? 1 : thread;
}

size_t
step_depth(const Model *model)
{
    size_t n = 0;
    for (size_t i = 0; i < model->frame_count; i++) {
        n += step_thread(model->frames[i].thread) == step_thread(model->thread);
    }
    return n;
}

void
step_forget_numbers(Model *model)
{
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].number > model->numbers) {
            model->objects[i].number = 0;
        }
    }
}

// Whether the model, just settled after a line, is where one can stand.
static bool
is_place(const Stepper *s, Model *model)
{
    if (model->exit_phase >= 0 && model->line_frame == 0) {
        return true;
    }
    const ModelFrame *frame = model_line_frame(model);
    return s->internals || frame == NULL || frame->file != FILE_LIBRARY;
}

static bool
in_main(const Model *model)
{
    const ModelFrame *frame = model_line_frame(model);
    return frame != NULL && frame->file == FILE_MAIN;
}

// What `event` stops at: not how the stream writes it down, but what
// happened.
static bool
is_memory_event(const Model *model, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    if (kind == EVENT_EDGE) {
        return model->slot_mode && model->owner != 0;
    }
    return kind != EVENT_SLOT && kind != EVENT_DESCRIBE &&
           (event_info[kind].group &
            (EVENT_GROUP_MEMORY | EVENT_GROUP_EDGES | EVENT_GROUP_LIFE |
             EVENT_GROUP_COLLECTOR | EVENT_GROUP_REFS |
             EVENT_GROUP_GCDETAIL)) != 0 &&
           kind != EVENT_VALUE && kind != EVENT_SIZE &&
           kind != EVENT_NATIVE_HOLDS && kind != EVENT_DYING &&
           model->steps > 0;
}

// Going forth the `times`-th one counts.
static bool
nth(const Goal *goal, Scan *scan, bool is_one)
{
    return is_one && (!scan->forward || ++scan->seen >= goal->times);
}

static bool
goal_at_place(const Goal *goal, Scan *scan, const Model *model)
{
    size_t depth = step_depth(model);
    switch (goal->kind) {
    case GOAL_PLACE:
        return nth(goal, scan, true);
    case GOAL_DEPTH:
        return nth(goal, scan, depth <= goal->depth);
    case GOAL_LINE:
        return (in_main(model) && model->line == goal->n) ||
               depth < goal->depth;
    case GOAL_BELOW:
        return depth < goal->depth ||
               (depth == goal->depth && model->line > goal->n);
    case GOAL_STEP:
        return model->steps >= goal->n;
    case GOAL_NTH:
        return in_main(model) && model->line == goal->n &&
               ++scan->seen == goal->times;
    case GOAL_RAISE:
        return scan->raised;
    default:
        return false;
    }
}

// The program's end and its shutdown are where going forth always ends.
static bool
is_end(const Goal *goal, const Scan *scan, const Model *model)
{
    if (model->exit_phase < 0) {
        return false;
    }
    if (goal->kind == GOAL_END) {
        return model->exit_phase == 0;
    }
    if (goal->kind == GOAL_EXIT) {
        return model->exit_phase == 1;
    }
    return (scan->forward && goal->kind != GOAL_EVENT) ||
           goal->kind == GOAL_MEMORY;
}

// Applies one event; true when the goal is reached with it.
static bool
scan_event(Stepper *s, Model *model, Scan *scan, const Goal *goal,
           const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    bool memory = goal->kind == GOAL_MEMORY && is_memory_event(model, words);
    if (s->stops.count > 0) {
        stops_event(&s->stops, model, words);
    }
    model_apply(model, words);
    scan->line |= kind == EVENT_LINE || kind == EVENT_EXIT;
    scan->raised |= kind == EVENT_RAISE;
    if (nth(goal, scan, memory) ||
        (goal->kind == GOAL_EVENT && model->events == goal->n)) {
        return true;
    }
    if (kind != EVENT_SETTLED || !scan->line) {
        return false;
    }
    scan->line = false;
    bool end = model->line_frame == 0 && is_end(goal, scan, model);
    if (!end && !is_place(s, model)) {
        return false;
    }
    bool stop = s->stops.count > 0 && stops_at(&s->stops, model) && goal->stops;
    bool reached = goal_at_place(goal, scan, model) || stop;
    scan->ended = end && !reached;
    return reached || end;
}

static const char *
not_reached(const Goal *goal)
{
    switch (goal->kind) {
    case GOAL_NTH:
    case GOAL_STEP:
    case GOAL_LINE:
        return "not reached: ";
    case GOAL_RAISE:
        return "no exception was raised: ";
    case GOAL_STOPS:
        return "nothing to stop at any more: ";
    default:
        return NULL;
    }
}

static void
tell_reason(Stepper *s, const Goal *goal, bool ended)
{
    const char *words = ended ? not_reached(goal) : NULL;
    text_clear(&s->reason);
    if (words != NULL) {
        text_format(&s->reason, "%sthe program has come to its end", words);
    } else if (goal->stops && s->stops.why.length > 0) {
        text_add(&s->reason, s->stops.why.bytes);
    }
}

void
step_to(Stepper *s, uint64_t event)
{
    if (s->cursor == event && s->model.events == event) {
        return;
    }
    model_free(&s->model);
    tape_seek(s->tape, &s->model, event);
    s->cursor = s->model.events;
}

Move
step_forward(Stepper *s, const Goal *goal)
{
    uint64_t start = s->cursor;
    step_forget_numbers(&s->model);
    model_free(&s->model);
    tape_seek(s->tape, &s->model, start);
    stops_begin(&s->stops, &s->model);
    Scan scan = {.forward = true,
                 .line = !s->model.settled && s->model.steps > 0};
    const uint64_t *words;
    uint64_t last = 0;
    while ((words = tape_next(s->tape)) != NULL) {
        bool place = event_kind(words[0]) == EVENT_SETTLED;
        if (scan_event(s, &s->model, &scan, goal, words)) {
            s->cursor = s->model.events;
            tell_reason(s, goal, scan.ended);
            stops_expire(&s->stops);
            return MOVE_DONE;
        }
        last = place ? s->model.events : last;
    }
    s->cursor = s->model.events;
    if (s->live && !s->over) {
        s->goal = *goal;
        s->scan = scan;
        s->waiting = true;
        s->arrived = 0;
        return MOVE_RUN;
    }
    // A recording that was cut short ends without an EXIT.
    if (last > start && s->model.exit_phase < 0) {
        step_to(s, last);
        text_clear(&s->reason);
        text_add(&s->reason, "the recording ends here");
        return MOVE_DONE;
    }
    step_to(s, start);
    return MOVE_NOWHERE;
}

// Makes the stepper's model that of the search, which stands where it found
// what it looked for.
static void
take_model(Stepper *s, Model *model)
{
    model_free(&s->model);
    s->model = *model;
    s->cursor = model->events;
}

// The last moment before `before` that fulfils the goal; 0: none. From
// keyframe to keyframe, nearest first. Within a step only memory is looked
// for: a place needs all events since its line. With `go` the stepper may be
// there already.
static uint64_t
find_back(Stepper *s, const Goal *goal, uint64_t before, bool go, Text *why)
{
    uint64_t last = before == 0 ? 0 : before - 1;
    bool settled = goal->kind != GOAL_MEMORY || s->stops.count > 0;
    while (last > 0) {
        uint64_t from = tape_keyframe_before(s->tape, last, settled);
        Model model;
        tape_seek(s->tape, &model, from);
        stops_begin(&s->stops, &model);
        Scan scan = {0};
        uint64_t found = 0;
        const uint64_t *words;
        while (model.events < last && (words = tape_next(s->tape)) != NULL) {
            if (scan_event(s, &model, &scan, goal, words)) {
                found = model.events;
                text_clear(why);
                if (goal->stops && s->stops.why.length > 0) {
                    text_add(why, s->stops.why.bytes);
                }
            }
        }
        // So near that the ladder needs no more rungs.
        if (go && found != 0 && found == model.events &&
            ladder_next(&model, from, found) == UINT64_MAX) {
            take_model(s, &model);
            return found;
        }
        model_free(&model);
        if (found != 0) {
            return found;
        }
        last = from;
    }
    return 0;
}

uint64_t
step_line_before(Stepper *s)
{
    Text ignored = {0};
    Goal goal = {.kind = GOAL_PLACE};
    if (s->model.exit_phase < 0 && s->model.line_frame != 0 &&
        s->model.settled) {
        goal.kind = GOAL_DEPTH;
        goal.depth = step_depth(&s->model);
    }
    bool known = s->line_cursor != 0 && s->line_goal.kind == goal.kind &&
                 s->line_goal.depth == goal.depth &&
                 s->line_before < s->cursor && s->cursor <= s->line_cursor;
    if (!known) {
        s->line_before = find_back(s, &goal, s->cursor, false, &ignored);
        s->line_cursor = s->cursor;
        s->line_goal = goal;
    }
    text_free(&ignored);
    return s->line_before;
}

Move
step_backward(Stepper *s, const Goal *goal)
{
    Text why = {0};
    uint64_t found = find_back(s, goal, s->cursor, true, &why);
    if (found != 0) {
        step_to(s, found);
        text_clear(&s->reason);
        text_add(&s->reason, why.bytes != NULL ? why.bytes : "");
    }
    text_free(&why);
    return found != 0 ? MOVE_DONE : MOVE_NOWHERE;
}

void
step_feed(Stepper *s, const uint64_t *words)
{
    tape_add(s->tape, words);
    bool hit = scan_event(s, &s->model, &s->scan, &s->goal, words);
    if (s->waiting && hit && s->arrived == 0) {
        s->arrived = s->model.events;
        tell_reason(s, &s->goal, s->scan.ended);
    }
    if (event_kind(words[0]) == EVENT_SETTLED) {
        tape_settled(s->tape, &s->model);
    }
    s->cursor = s->model.events;
}

bool
step_arrived(Stepper *s, bool anyhow)
{
    if (s->arrived == 0 && !anyhow) {
        return false;
    }
    s->waiting = false;
    if (s->arrived != 0) {
        stops_expire(&s->stops);
        step_to(s, s->arrived);
    }
    s->arrived = 0;
    return true;
}
