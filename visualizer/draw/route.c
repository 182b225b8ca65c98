/* route.c - ways for references that keep away from boxes (see plan.h)
 *
 * One smooth curve from the slot's dot to the head's left side; for targets
 * to the left a rounded loop over or under. Candidates are scored against
 * all boxes of the union, so that a way never changes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/plan.h"

enum {
    POINTS = 40, /* of a way at most */
    SAMPLES = 8,
    STRIDE = 7, /* between two points that are looked at */
    ARROW = 9,
    SCORED = 160 /* boxes: above it only the plainest way is looked at */
};

typedef struct Way {
    Point points[POINTS];
    int count;
} Way;

typedef struct Area {
    double left, top, right, bottom;
} Area;

typedef struct Router {
    const Plan *plan;
    Area *areas; /* of the seats; the last: the scopes */
    int *near;   /* those that are there while the edge may be */
    int count;   /* of them */
    int from, until; /* windows */
    int *lanes; /* ways that leave an area backwards */
} Router;

static double
distance(double x, double y)
{
    return sqrt(x * x + y * y);
}

static Area
area_of(const Plan *plan, int i)
{
    if (i == plan->seat_count) {
        return (Area){plan->scope_x, plan->scope_y,
                      plan->scope_x + plan->scope_width,
                      plan->scope_y + plan->scope_height};
    }
    const Seat *seat = &plan->seats[i];
    return (Area){seat->x, seat->y, seat->x + seat->width,
                  seat->y + seat->height};
}

static void
add(Way *way, double x, double y)
{
    if (way->count < POINTS) {
        way->points[way->count++] = (Point){x, y};
    }
}

static void
add_line(Way *way, Point to)
{
    Point from = way->points[way->count - 1];
    add(way, from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3);
    add(way, from.x + (to.x - from.x) * 2 / 3,
        from.y + (to.y - from.y) * 2 / 3);
    add(way, to.x, to.y);
}

// A line with corners, each rounded by `r` at most.
static void
rounded(Way *way, const Point *p, int n, double r)
{
    way->count = 0;
    add(way, p[0].x, p[0].y);
    for (int i = 1; i < n - 1; i++) {
        Point at = way->points[way->count - 1];
        double in = distance(p[i].x - at.x, p[i].y - at.y);
        double out = distance(p[i + 1].x - p[i].x, p[i + 1].y - p[i].y);
        double c = fmin(r, fmin(in, out) / 2);
        if (in < 0.01 || out < 0.01) {
            continue;
        }
        Point a = {p[i].x - (p[i].x - at.x) * c / in,
                   p[i].y - (p[i].y - at.y) * c / in};
        Point b = {p[i].x + (p[i + 1].x - p[i].x) * c / out,
                   p[i].y + (p[i + 1].y - p[i].y) * c / out};
        add_line(way, a);
        add(way, a.x + (p[i].x - a.x) * .55, a.y + (p[i].y - a.y) * .55);
        add(way, b.x + (p[i].x - b.x) * .55, b.y + (p[i].y - b.y) * .55);
        add(way, b.x, b.y);
    }
    add_line(way, p[n - 1]);
}

static Point
on_curve(const Point *p, double t)
{
    double u = 1 - t;
    double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
    return (Point){a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                   a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y};
}

// How bad a way is: its length, and dearly what it runs over. In the head
// of a box (its title) it is dearer than in its body.
static int
sample_count(const Point *p)
{
    double length = distance(p[1].x - p[0].x, p[1].y - p[0].y) +
                    distance(p[2].x - p[1].x, p[2].y - p[1].y) +
                    distance(p[3].x - p[2].x, p[3].y - p[2].y);
    return length < 8 * STRIDE ? 8 : (int)(length / STRIDE);
}

static double
over_area(const Way *way, Area a, bool is_source, bool is_target)
{
    double over = 0;
    for (int i = 0; i + 3 < way->count; i += 3) {
        const Point *part = &way->points[i];
        double left = fmin(fmin(part[0].x, part[1].x),
                           fmin(part[2].x, part[3].x));
        double right = fmax(fmax(part[0].x, part[1].x),
                            fmax(part[2].x, part[3].x));
        if (right < a.left - 3 || left > a.right + 3) {
            continue;
        }
        int samples = sample_count(part);
        Point before = part[0];
        for (int k = 1; k <= samples; k++) {
            Point p = on_curve(part, (double)k / samples);
            double step = distance(p.x - before.x, p.y - before.y);
            before = p;
            if (p.x <= a.left - 3 || p.x >= a.right + 3 ||
                p.y <= a.top - 3 || p.y >= a.bottom + 3) {
                continue;
            }
            // Out of its own row it must go, and to the tip.
            bool own_row = is_source &&
                           fabs(p.y - way->points[0].y) < 10 &&
                           p.x >= way->points[0].x - 1;
            bool at_tip = is_target && p.x < a.left;
            double price = p.y < a.top + TAG_HEIGHT                 ? 0.3
                           : p.y < a.top + TAG_HEIGHT + HEAD_HEIGHT ? 1.7
                                                                    : 1;
            over += own_row || at_tip ? 0 : step * price;
        }
    }
    return over;
}

static double
score(const Router *r, const Way *way, int source, int target)
{
    double length = 0, over = 0;
    Area whole = {way->points[0].x, way->points[0].y, way->points[0].x,
                  way->points[0].y};
    for (int i = 0; i < way->count; i++) {
        whole.left = fmin(whole.left, way->points[i].x);
        whole.right = fmax(whole.right, way->points[i].x);
        whole.top = fmin(whole.top, way->points[i].y);
        whole.bottom = fmax(whole.bottom, way->points[i].y);
    }
    for (int i = 0; i + 3 < way->count; i += 3) {
        Point before = way->points[i];
        for (int k = 1; k <= SAMPLES; k++) {
            Point p = on_curve(&way->points[i], (double)k / SAMPLES);
            length += distance(p.x - before.x, p.y - before.y);
            before = p;
        }
    }
    for (int i = 0; i < r->count; i++) {
        int b = r->near[i];
        Area a = r->areas[b];
        if (a.right > whole.left && a.left < whole.right &&
            a.bottom > whole.top && a.top < whole.bottom) {
            over += over_area(way, a, b == source, b == target);
        }
    }
    return length + over * 6;
}

// The best way so far.
typedef struct Best {
    Way *way;
    double score;
} Best;

static void
try_way(const Router *r, const Way *way, int source, int target,
        double handicap, Best *best)
{
    double s = r->count > SCORED
                   ? handicap
                   : score(r, way, source, target) + handicap;
    if (best->way->count == 0 || s < best->score) {
        *best->way = *way;
        best->score = s;
    }
}

// Heights at which a way may run between boxes: just above or below one of
// those between `left` and `right`, nearest to `y` first.
enum { LEVELS = 14 };

typedef struct Levels {
    double at[LEVELS];
    int count;
    double y;
} Levels;

static void
add_level(Levels *l, double level)
{
    int i = l->count;
    if (i == LEVELS &&
        fabs(level - l->y) >= fabs(l->at[LEVELS - 1] - l->y)) {
        return;
    }
    i = i == LEVELS ? LEVELS - 1 : l->count++;
    for (; i > 0 && fabs(l->at[i - 1] - l->y) > fabs(level - l->y); i--) {
        l->at[i] = l->at[i - 1];
    }
    l->at[i] = level;
}

static void
find_levels(const Router *r, double left, double right, double y,
            double lane, Levels *l)
{
    *l = (Levels){.y = y};
    for (int i = 0; i < r->count; i++) {
        Area a = r->areas[r->near[i]];
        if (a.right > left && a.left < right) {
            add_level(l, a.top - 5 - lane);
            add_level(l, a.bottom + 7 + lane);
        }
    }
}

// Straight out of its own box, then one smooth curve.
static void
forward_ways(Router *r, Point a, Point b, int source, int target, Way *best)
{
    static const double bends[] = {.5, .72, .35};
    Best found = {.way = best};
    double edge = r->areas[source].right + 2;
    double dx = b.x - edge;
    for (int i = 0; i < 3; i++) {
        Way way = {.count = 0};
        add(&way, a.x, a.y);
        add_line(&way, (Point){edge, a.y});
        add(&way, edge + dx * bends[i], a.y);
        add(&way, b.x - dx * bends[i], b.y);
        add(&way, b.x, b.y);
        try_way(r, &way, source, target, i * 3, &found);
        if (r->count > SCORED) {
            return;
        }
    }
    double free_length = distance(b.x - a.x, b.y - a.y) * 1.25 + 10;
    if (found.score <= free_length) {
        return; // nothing is in its way
    }
    double lane = r->lanes[source]++ % 5 * 4;
    double out = edge + 14 + lane, in = b.x - 14 - lane;
    Levels levels;
    find_levels(r, edge, b.x, (a.y + b.y) / 2, lane, &levels);
    for (int i = 0; i < levels.count && out < in; i++) {
        Point p[6] = {a,
                      {out, a.y},
                      {out, levels.at[i]},
                      {in, levels.at[i]},
                      {in, b.y},
                      b};
        Way way;
        rounded(&way, p, 6, 14);
        try_way(r, &way, source, target, 12 + i, &found);
    }
    // A step in one of the gaps between columns.
    for (int i = 0; i < 2; i++) {
        double x = i == 0 ? out : in;
        Point p[4] = {a, {x, a.y}, {x, b.y}, b};
        Way way;
        rounded(&way, p, 4, 16);
        try_way(r, &way, source, target, 10, &found);
    }
}

// A loop out of the right side, over, under or between boxes, into the left
// side.
static void
backward_ways(Router *r, Point a, Point b, int source, int target, Way *best)
{
    Area s = r->areas[source], t = r->areas[target];
    Best found = {.way = best};
    double lane = r->lanes[source]++ % 5 * 5;
    double out = s.right + 13 + lane, in = t.left - 20 - lane;
    Levels levels;
    find_levels(r, fmin(in, s.left), fmax(out, t.right),
                source == target ? s.top : (a.y + b.y) / 2, lane, &levels);
    if (source == target) {
        levels.at[0] = t.top + TAG_HEIGHT - 7 - lane;
        levels.at[1] = t.bottom + 7 + lane;
        levels.count = 2;
    } else if (r->count > SCORED) {
        levels.count = levels.count < 2 ? levels.count : 2;
    }
    for (int i = 0; i < levels.count; i++) {
        Point p[6] = {a,
                      {out, a.y},
                      {out, levels.at[i]},
                      {in, levels.at[i]},
                      {in, b.y},
                      b};
        Way way;
        rounded(&way, p, 6, 14);
        try_way(r, &way, source, target, i * 2, &found);
    }
}

// The seats that share a window with both ends.
static void
find_near(Router *r, int source, int target)
{
    const Plan *plan = r->plan;
    const Seat *t = &plan->seats[target];
    const Seat *s = source < plan->seat_count ? &plan->seats[source] : t;
    int from = s->first > t->first ? s->first : t->first;
    int until = s->last < t->last ? s->last : t->last;
    if (from == r->from && until == r->until && r->count > 0) {
        return;
    }
    r->from = from;
    r->until = until;
    r->count = 0;
    for (int i = 0; i < plan->seat_count; i++) {
        if (plan->seats[i].first <= until && plan->seats[i].last >= from) {
            r->near[r->count++] = i;
        }
    }
    r->near[r->count++] = plan->seat_count; // the scopes
}

static void
route_edge(Router *r, PlanEdge *edge, double tip_y)
{
    const Plan *plan = r->plan;
    int target = plan->film->objects[edge->to].seat;
    int source = edge->from >= 0 ? plan->film->objects[edge->from].seat
                                 : plan->seat_count;
    Point a = plan_start(plan, edge);
    find_near(r, source, target);
    edge->tip = (Point){plan->seats[target].x, tip_y};
    Point b = {edge->tip.x - ARROW, tip_y};
    Way best = {.count = 0};
    if (b.x - r->areas[source].right > 12) {
        forward_ways(r, a, b, source, target, &best);
    } else {
        backward_ways(r, a, b, source, target, &best);
    }
    edge->count = best.count;
    edge->route = vis_alloc(sizeof(Point) * (size_t)best.count);
    memcpy(edge->route, best.points, sizeof(Point) * (size_t)best.count);
}

// Where ways end at a head: apart from each other, in the order of where
// they come from. Those of one seat share a place.
typedef struct Arrival {
    int target, source;
    double y;
    size_t edge;
} Arrival;

static int
by_target(const void *x, const void *y)
{
    const Arrival *a = x, *b = y;
    if (a->target != b->target) {
        return a->target < b->target ? -1 : 1;
    }
    if (a->y != b->y) {
        return a->y < b->y ? -1 : 1;
    }
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

static void
spread_tips(const Plan *plan, double *tips)
{
    Arrival *list = vis_alloc(sizeof(Arrival) * (plan->edge_count + 1));
    for (size_t i = 0; i < plan->edge_count; i++) {
        const PlanEdge *edge = &plan->edges[i];
        list[i] = (Arrival){plan->film->objects[edge->to].seat,
                            edge->from >= 0
                                ? plan->film->objects[edge->from].seat
                                : -1 - edge->scope,
                            plan_start(plan, edge).y, i};
    }
    if (plan->edge_count > 1) {
        qsort(list, plan->edge_count, sizeof(Arrival), by_target);
    }
    for (size_t i = 0; i < plan->edge_count;) {
        size_t n = i;
        while (n < plan->edge_count && list[n].target == list[i].target) {
            n++;
        }
        double count = (double)(n - i);
        double step = count > 1 ? fmin(6, 14 / (count - 1)) : 0;
        for (size_t k = i; k < n; k++) {
            tips[list[k].edge] = plan->seats[list[i].target].y + TAG_HEIGHT +
                                 HEAD_HEIGHT / 2.0 +
                                 ((double)(k - i) - (count - 1) / 2) * step;
        }
        i = n;
    }
    free(list);
}

void
plan_routes(Plan *plan)
{
    size_t areas = (size_t)plan->seat_count + 1;
    Router r = {.plan = plan};
    r.areas = vis_alloc(sizeof(Area) * areas);
    r.near = vis_alloc(sizeof(int) * areas);
    r.lanes = vis_zero(areas, sizeof(int));
    for (int i = 0; i <= plan->seat_count; i++) {
        r.areas[i] = area_of(plan, i);
    }
    double *tips = vis_alloc(sizeof(double) * (plan->edge_count + 1));
    spread_tips(plan, tips);
    for (size_t i = 0; i < plan->edge_count; i++) {
        PlanEdge *edge = &plan->edges[i];
        route_edge(&r, edge, tips[i]);
        for (int k = 0; k < edge->count; k++) {
            Point p = edge->route[k];
            plan->left = fmin(plan->left, p.x);
            plan->right = fmax(plan->right, p.x);
            plan->top = fmin(plan->top, p.y);
            plan->bottom = fmax(plan->bottom, p.y);
        }
    }
    // Folded groups stand below all.
    plan->group_y = plan->bottom + 12;
    plan->bottom += plan->group_height;
    free(tips);
    free(r.areas);
    free(r.near);
    free(r.lanes);
}
