/* seats.c - who sits where in time: seats and windows (see plan.h) */
#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/plan.h"

typedef struct Seating {
    Plan *plan;
    size_t room;
    int *open; /* the seats of the running window */
    int open_count;
    size_t open_room;
    int most; /* of the running window */
} Seating;

bool
plan_in_window(const Seat *seat, int window)
{
    return seat->first <= window && window <= seat->last;
}

// One that has been empty for a step may be taken by an object of the same
// type from the same line.
static int
find_free(const Seating *s, int step, uint32_t line, const char *type)
{
    for (int i = 0; i < s->open_count; i++) {
        const Seat *seat = &s->plan->seats[s->open[i]];
        if (seat->free_from <= step && seat->line == line &&
            strcmp(seat->type, type) == 0) {
            return s->open[i];
        }
    }
    return -1;
}

// Seats that nobody sits in are given up, those of the others stay theirs.
static void
begin_window(Seating *s, int step, int most)
{
    Plan *plan = s->plan;
    int n = 0, window = plan->window_count++;
    for (int i = 0; i < s->open_count; i++) {
        Seat *seat = &plan->seats[s->open[i]];
        if (seat->free_from > step) {
            seat->last = window;
            s->open[n++] = s->open[i];
        }
    }
    s->open_count = n;
    s->most = n + most / 2 > most ? n + most / 2 : most;
}

static int
open_seat(Seating *s, uint32_t line, const char *type)
{
    Plan *plan = s->plan;
    int at = plan->seat_count, window = plan->window_count - 1;
    plan->seats = vis_grow(plan->seats, (size_t)plan->seat_count, &s->room,
                           sizeof(Seat));
    plan->seats[plan->seat_count++] =
        (Seat){.line = line, .type = type, .first = window, .last = window};
    s->open = vis_grow(s->open, (size_t)s->open_count, &s->open_room,
                       sizeof(int));
    s->open[s->open_count++] = at;
    return at;
}

// In order of appearance. A window ends between two steps, so that what
// appears together is seen together.
void
plan_seats(Plan *plan, int most)
{
    Film *film = plan->film;
    Seating s = {.plan = plan};
    for (int i = 0; i < film->object_count; i++) {
        film->objects[i].now = NULL;
        film->objects[i].seat = -1;
    }
    begin_window(&s, 0, most);
    for (int i = 0; i < film->step_count; i++) {
        const FilmStep *step = &film->steps[i];
        if (s.open_count >= s.most && i > film->shown_from) {
            begin_window(&s, i, most);
        }
        for (int k = 0; k < step->change_count; k++) {
            const FilmBox *box = step->changes[k].box;
            FilmObject *o = &film->objects[step->changes[k].object];
            if (box == NULL || o->seat >= 0 || o->folded ||
                o->last < film->shown_from) {
                continue;
            }
            o->seat = find_free(&s, i, step->before, box->type);
            if (o->seat < 0) {
                o->seat = open_seat(&s, step->before, box->type);
            }
            plan->seats[o->seat].free_from = o->last + 1;
        }
    }
    free(s.open);
}
