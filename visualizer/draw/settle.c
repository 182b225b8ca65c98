/* settle.c - room for what a window brings, beside what stays (see plan.h)
 *
 * Each new seat has a wish. Around it the nearest free spot is taken: in the
 * column of the wish, or in one that another seat begins. What makes the
 * whole picture larger is dear.
 */
#include <math.h>
#include <stdlib.h>

#include "visualizer/draw/plan.h"

enum { GAP = 16, ARROWS = 60, COLUMNS = 8, OUTSIDE = 3 };

typedef struct Settling {
    const Plan *plan;
    int *placed; /* seats, from top to bottom */
    int count;
} Settling;

static double
outside(const Plan *plan, double x, double y, const Seat *seat)
{
    return OUTSIDE * (fmax(0, x + seat->width - plan->right) +
                      fmax(0, y + seat->height - plan->bottom) +
                      fmax(0, plan->top - y));
}

// The free spot nearest to a height in a column: walks down the boxes that
// stand there, the free room between two of them is tried.
static double
best_in_column(const Settling *s, const Seat *seat, double x, Point wish,
               double *best_y)
{
    double best = -1, free_top = -INFINITY;
    for (int i = 0; i <= s->count; i++) {
        double free_bottom = INFINITY, next = free_top;
        if (i < s->count) {
            const Seat *other = &s->plan->seats[s->placed[i]];
            if (other->x >= x + seat->width + ARROWS / 2.0 ||
                other->x + other->width + ARROWS / 2.0 <= x) {
                continue;
            }
            free_bottom = other->y - GAP;
            next = fmax(free_top, other->y + other->height + GAP);
        }
        if (free_bottom - free_top >= seat->height) {
            double y = fmin(fmax(wish.y, free_top),
                            free_bottom - seat->height);
            double price = fabs(y - wish.y) + 1.5 * fabs(x - wish.x) +
                           outside(s->plan, x, y, seat);
            if (best < 0 || price < best) {
                best = price;
                *best_y = y;
            }
        }
        free_top = next;
    }
    return best;
}

static void
add_column(double *columns, int *count, double x, double wish)
{
    int i = *count;
    for (int k = 0; k < *count; k++) {
        if (fabs(columns[k] - x) < 1) {
            return;
        }
    }
    if (i == COLUMNS && fabs(x - wish) >= fabs(columns[i - 1] - wish)) {
        return;
    }
    i = i == COLUMNS ? i - 1 : (*count)++;
    for (; i > 0 && fabs(columns[i - 1] - wish) > fabs(x - wish); i--) {
        columns[i] = columns[i - 1];
    }
    columns[i] = x;
}

static void
place_one(Settling *s, Seat *seat, Point wish)
{
    double columns[COLUMNS], best = -1;
    double least = s->plan->scope_x + s->plan->scope_width + ARROWS;
    int count = 0;
    wish.x = fmax(wish.x, least);
    add_column(columns, &count, wish.x, wish.x);
    for (int i = 0; i < s->count; i++) {
        const Seat *other = &s->plan->seats[s->placed[i]];
        add_column(columns, &count, other->x, wish.x);
        add_column(columns, &count, other->x + other->width + ARROWS, wish.x);
    }
    for (int i = 0; i < count; i++) {
        double y = 0;
        double price = columns[i] < least
                           ? -1
                           : best_in_column(s, seat, columns[i], wish, &y);
        if (price >= 0 && (best < 0 || price < best)) {
            best = price;
            seat->x = columns[i];
            seat->y = y;
        }
    }
}

// Into the order from top to bottom.
static void
put(Settling *s, int at)
{
    int i = s->count++;
    for (; i > 0 && s->plan->seats[s->placed[i - 1]].y >
                        s->plan->seats[at].y; i--) {
        s->placed[i] = s->placed[i - 1];
    }
    s->placed[i] = at;
}

void
plan_settle(Plan *plan, int window, const Point *wish)
{
    Settling s = {.plan = plan};
    s.placed = vis_alloc(sizeof(int) * ((size_t)plan->seat_count + 1));
    for (int i = 0; i < plan->seat_count; i++) {
        if (plan->seats[i].first < window && plan->seats[i].last >= window) {
            put(&s, i);
        }
    }
    for (int i = 0; i < plan->seat_count; i++) {
        if (plan->seats[i].first == window) {
            place_one(&s, &plan->seats[i], wish[i]);
            put(&s, i);
        }
    }
    free(s.placed);
}
