/* place.c - positions: `dot` over the union of each window, else columns
 *
 * dot explodes on tangled graphs and leaks, so it works in a child with a
 * time limit; when that is over, or there are too many boxes, columns by
 * the distance from the names are taken: no beauty, but an end.
 */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include "visualizer/draw/plan.h"

enum {
    NODE_BUDGET = 400,
    EDGE_BUDGET = 1500,
    MANY_LINKS = 260, /* above it dot sees only those that rank */
    COLUMN_GAP = 76,
    BOX_GAP = 16,
    COLUMN_HEIGHT = 2400,
    DOT_WINDOWS = 12 /* so many windows `dot` is asked for */
};

// The references that order the boxes from left to right: between two seats
// the first in time, no loop, and none that closes a cycle.
typedef struct Link {
    int from, to; /* seats; from -1: the scopes */
    const PlanEdge *edge;
    bool ranks;
} Link;

typedef struct Links {
    Link *items;
    int count;
    int *first, *next; /* of each seat: its ranking links */
    bool *inside;      /* of each seat: another box ranks it */
} Links;

static bool
leads_to(const Links *links, int from, int to, uint8_t *seen, int *stack)
{
    int n = 0;
    stack[n++] = from;
    seen[from] = 1;
    while (n > 0) {
        int at = stack[--n];
        if (at == to) {
            return true;
        }
        for (int i = links->first[at]; i >= 0; i = links->next[i]) {
            int next = links->items[i].to;
            if (!seen[next]) {
                seen[next] = 1;
                stack[n++] = next;
            }
        }
    }
    return false;
}

static bool
is_known_pair(const Links *links, int from, int to)
{
    for (int i = from >= 0 ? links->first[from] : -1; i >= 0;
         i = links->next[i]) {
        if (links->items[i].to == to) {
            return true;
        }
    }
    return false;
}

static void
make_links(const Plan *plan, int window, Links *links)
{
    size_t seats = (size_t)plan->seat_count + 1;
    links->items = vis_alloc(sizeof(Link) * (plan->edge_count + 1));
    links->next = vis_alloc(sizeof(int) * (plan->edge_count + 1));
    links->first = vis_alloc(sizeof(int) * seats);
    links->inside = vis_zero(seats, sizeof(bool));
    memset(links->first, 0xff, sizeof(int) * seats);
    uint8_t *seen = vis_alloc(seats);
    int *stack = vis_alloc(sizeof(int) * seats);
    for (size_t i = 0; i < plan->edge_count; i++) {
        const PlanEdge *edge = &plan->edges[i];
        int from =
            edge->from >= 0 ? plan->film->objects[edge->from].seat : -1;
        int to = plan->film->objects[edge->to].seat;
        if (from == to || !plan_in_window(&plan->seats[to], window) ||
            (from >= 0 && !plan_in_window(&plan->seats[from], window)) ||
            is_known_pair(links, from, to)) {
            continue;
        }
        Link *link = &links->items[links->count];
        *link = (Link){from, to, edge, false};
        links->next[links->count] = -1;
        if (from >= 0 && !edge->weak) {
            memset(seen, 0, seats);
            link->ranks = !leads_to(links, to, from, seen, stack);
            if (link->ranks) {
                links->next[links->count] = links->first[from];
                links->first[from] = links->count;
                links->inside[to] = true;
            }
        }
        links->count++;
    }
    // A name ranks what no box ranks already.
    for (int i = 0; i < links->count; i++) {
        Link *link = &links->items[i];
        if (link->from < 0) {
            link->ranks = !links->inside[link->to];
        }
    }
    free(seen);
    free(stack);
}

static void
free_links(Links *links)
{
    free(links->items);
    free(links->next);
    free(links->first);
    free(links->inside);
}

// dot.

static void
set(void *thing, const char *name, const char *value)
{
    agsafeset(thing, (char *)name, (char *)value, "");
}

// A table of cells with fixed sizes, each row with its port.
static void
put_cell(Text *label, double width, double height, const char *port, int n)
{
    text_format(label,
                "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"%.0f\" HEIGHT=\"%.0f\"",
                width, height);
    if (port != NULL) {
        text_format(label, " PORT=\"%s%d\"", port, n);
    }
    text_add(label, "></TD></TR>");
}

static Agnode_t *
add_node(Agraph_t *graph, const char *name, Text *label)
{
    Agnode_t *node = agnode(graph, (char *)name, 1);
    Text whole = {0};
    text_format(&whole,
                "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" "
                "CELLPADDING=\"0\">%s</TABLE>",
                label->bytes);
    char *html = agstrdup_html(graph, whole.bytes);
    agsafeset(node, "label", html, "");
    agstrfree(graph, html);
    text_free(&whole);
    text_clear(label);
    return node;
}

static Agnode_t *
add_scopes(const Plan *plan, Agraph_t *graph)
{
    Text label = {0};
    for (int d = plan->depth_count - 1; d >= 0; d--) {
        put_cell(&label, plan->scope_width, HEAD_HEIGHT, NULL, 0);
        double left = plan->depth_height[d] - HEAD_HEIGHT;
        for (int r = 0; left >= ROW_HEIGHT; r++, left -= ROW_HEIGHT) {
            put_cell(&label, plan->scope_width, ROW_HEIGHT, "r",
                     d * 1000 + r);
        }
        put_cell(&label, plan->scope_width, SCOPE_GAP, NULL, 0);
    }
    if (plan->depth_count == 0) {
        put_cell(&label, plan->scope_width, ROW_HEIGHT, NULL, 0);
    }
    Agnode_t *node = add_node(graph, "scopes", &label);
    text_free(&label);
    return node;
}

static Agnode_t *
add_seat(const Plan *plan, Agraph_t *graph, int i)
{
    const Seat *seat = &plan->seats[i];
    Text label = {0};
    char name[24];
    double left = seat->height - TAG_HEIGHT - HEAD_HEIGHT;
    put_cell(&label, seat->width, TAG_HEIGHT, NULL, 0);
    put_cell(&label, seat->width, HEAD_HEIGHT, "h", 0);
    if (seat->atom) {
        put_cell(&label, seat->width, VALUE_HEIGHT, NULL, 0);
        left -= VALUE_HEIGHT;
    }
    for (int r = 0; r < seat->rows; r++) {
        put_cell(&label, seat->width, ROW_HEIGHT, "r", r);
        left -= ROW_HEIGHT;
    }
    if (left >= 1) {
        put_cell(&label, seat->width, left, NULL, 0);
    }
    snprintf(name, sizeof(name), "s%d", i);
    Agnode_t *node = add_node(graph, name, &label);
    text_free(&label);
    return node;
}

static void
add_link(const Plan *plan, Agraph_t *graph, const Link *link,
         Agnode_t *scopes, Agnode_t **seats)
{
    const PlanEdge *edge = link->edge;
    Agedge_t *e = agedge(graph, link->from < 0 ? scopes : seats[link->from],
                         seats[link->to], NULL, 1);
    char port[24];
    int row = edge->scope >= 0
                  ? plan->scopes[edge->scope].depth * 1000 + edge->row
                  : edge->row;
    snprintf(port, sizeof(port), "r%d:e", row);
    set(e, "tailport", port);
    set(e, "headport", "h0:w");
    if (!link->ranks) {
        set(e, "constraint", "false");
    }
    if (link->from >= 0 && link->ranks) {
        set(e, "weight", "3");
    }
}

// In a child: lays out and writes the left upper corners as doubles, that
// of the scopes first. Never returns.
static void
run_dot(const Plan *plan, int window, const Links *links, int fd)
{
    GVC_t *gvc = gvContext();
    Agraph_t *graph = agopen("union", Agdirected, NULL);
    set(graph, "rankdir", "LR");
    set(graph, "nodesep", "0.22");
    set(graph, "ranksep", plan->tight ? "0.6" : "0.95");
    set(graph, "splines", "none");
    set(graph, "nslimit", "3");
    set(graph, "nslimit1", "3");
    agattr(graph, AGNODE, "shape", "plain");
    Agnode_t **seats =
        vis_alloc(sizeof(Agnode_t *) * ((size_t)plan->seat_count + 1));
    bool *ranked = vis_zero((size_t)plan->seat_count + 1, sizeof(bool));
    Agnode_t *scopes = add_scopes(plan, graph);
    for (int i = 0; i < plan->seat_count; i++) {
        seats[i] = plan_in_window(&plan->seats[i], window)
                       ? add_seat(plan, graph, i)
                       : NULL;
    }
    for (int i = 0; i < links->count; i++) {
        const Link *link = &links->items[i];
        ranked[link->to] |= link->ranks;
        if (link->ranks || links->count <= MANY_LINKS) {
            add_link(plan, graph, link, scopes, seats);
        }
    }
    for (int i = 0; i < plan->seat_count; i++) {
        if (!ranked[i] && seats[i] != NULL) {
            // What nothing ranks stands right of the names too.
            Agedge_t *e = agedge(graph, scopes, seats[i], NULL, 1);
            set(e, "style", "invis");
        }
    }
    if (gvLayout(gvc, graph, "dot") != 0 || agerrors() != 0) {
        _exit(1);
    }
    double *at =
        vis_alloc(sizeof(double) * 2 * ((size_t)plan->seat_count + 1));
    for (int i = -1; i < plan->seat_count; i++) {
        Agnode_t *node = i < 0 ? scopes : seats[i];
        at[2 * i + 2] = at[2 * i + 3] = 0;
        if (node == NULL) {
            continue;
        }
        at[2 * i + 2] = ND_coord(node).x - ND_width(node) * 36;
        at[2 * i + 3] = -ND_coord(node).y - ND_height(node) * 36;
    }
    size_t length = sizeof(double) * 2 * ((size_t)plan->seat_count + 1);
    for (const char *s = (const char *)at; length > 0;) {
        ssize_t n = write(fd, s, length);
        if (n <= 0) {
            _exit(1);
        }
        s += n;
        length -= (size_t)n;
    }
    _exit(0);
}

static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Whether all `length` bytes came in time.
static bool
collect(int fd, pid_t child, double seconds, char *bytes, size_t length)
{
    double end = now() + seconds;
    int status = 0;
    size_t used = 0;
    while (used < length) {
        double left = end - now();
        struct pollfd p = {fd, POLLIN, 0};
        if (left <= 0 || poll(&p, 1, (int)(left * 1000) + 1) == 0) {
            kill(child, SIGKILL);
            break;
        }
        ssize_t n = read(fd, bytes + used, length - used);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            break;
        }
        used += (size_t)n;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return used == length;
}

static bool
place_by_dot(const Plan *plan, int window, int seats, const Links *links,
             double seconds, Point *wish, Point *scopes)
{
    int fds[2];
    size_t length = sizeof(double) * 2 * ((size_t)plan->seat_count + 1);
    if (seconds <= 0 || seats > NODE_BUDGET || links->count > EDGE_BUDGET ||
        window >= DOT_WINDOWS || pipe(fds) < 0) {
        return false;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        // Graphviz's own warnings are no news to the user.
        if (getenv("PYTUTOR_MEM_DRAW_DEBUG") == NULL &&
            freopen("/dev/null", "w", stderr) == NULL) {
            _exit(1);
        }
        struct rlimit limit = {(rlim_t)seconds + 1, (rlim_t)seconds + 2};
        setrlimit(RLIMIT_CPU, &limit);
        run_dot(plan, window, links, fds[1]);
    }
    close(fds[1]);
    double *at = vis_alloc(length);
    bool good =
        child > 0 && collect(fds[0], child, seconds, (char *)at, length);
    close(fds[0]);
    if (good) {
        *scopes = (Point){at[0], at[1]};
        for (int i = 0; i < plan->seat_count; i++) {
            wish[i] = (Point){at[2 * i + 2], at[2 * i + 3]};
        }
    }
    free(at);
    return good;
}

// When its simplex method runs into its limit, dot leaves boxes far apart.
static bool
is_sparse(const Plan *plan, int window, const Point *wish)
{
    double top = INFINITY, bottom = -INFINITY, height = 0;
    for (int i = 0; i < plan->seat_count; i++) {
        const Seat *seat = &plan->seats[i];
        if (plan_in_window(seat, window)) {
            top = fmin(top, wish[i].y);
            bottom = fmax(bottom, wish[i].y + seat->height);
            height += seat->height + BOX_GAP;
        }
    }
    return bottom - top > 600 && bottom - top > 1.2 * height;
}

// Plain columns.

static void
find_columns(const Plan *plan, const Links *links, int *column)
{
    int *queue = vis_alloc(sizeof(int) * ((size_t)plan->seat_count + 1));
    int head = 0, tail = 0;
    for (int i = 0; i < plan->seat_count; i++) {
        column[i] = 0;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < links->count; i++) {
            const Link *link = &links->items[i];
            if (column[link->to] == 0 &&
                (pass == 0 ? link->from < 0 && link->ranks
                           : !links->inside[link->to])) {
                column[link->to] = 1;
                queue[tail++] = link->to;
            }
        }
    }
    while (head < tail) {
        int at = queue[head++];
        for (int i = links->first[at]; i >= 0; i = links->next[i]) {
            int to = links->items[i].to;
            if (column[to] == 0) {
                column[to] = column[at] + 1;
                queue[tail++] = to;
            }
        }
    }
    for (int i = 0; i < plan->seat_count; i++) {
        column[i] = column[i] == 0 ? 1 : column[i];
    }
    free(queue);
}

static void
place_in_columns(const Plan *plan, int window, int seats, const Links *links,
                 Point *wish)
{
    int *column = vis_alloc(sizeof(int) * ((size_t)plan->seat_count + 1));
    find_columns(plan, links, column);
    double x = plan->scope_width + COLUMN_GAP;
    for (int c = 1; seats > 0; c++) {
        double y = 0, width = 0;
        for (int i = 0; i < plan->seat_count; i++) {
            const Seat *seat = &plan->seats[i];
            if (column[i] != c || !plan_in_window(seat, window)) {
                continue;
            }
            seats--;
            if (y > COLUMN_HEIGHT) {
                // The column goes on beside itself.
                x += width + COLUMN_GAP;
                y = width = 0;
            }
            wish[i] = (Point){x, y};
            y += seat->height + BOX_GAP;
            width = seat->width > width ? seat->width : width;
        }
        x += width + COLUMN_GAP;
    }
    free(column);
}

// How far the picture reaches.
static void
settle(Plan *plan, int window)
{
    if (window == 0) {
        plan->left = plan->scope_x;
        plan->top = plan->scope_y;
        plan->right = plan->scope_x + plan->scope_width;
        plan->bottom = plan->scope_y + plan->scope_height;
    }
    for (int i = 0; i < plan->seat_count; i++) {
        const Seat *seat = &plan->seats[i];
        if (seat->first == window) {
            double right = seat->x + seat->width;
            double bottom = seat->y + seat->height;
            plan->right = right > plan->right ? right : plan->right;
            plan->bottom = bottom > plan->bottom ? bottom : plan->bottom;
            plan->top = seat->y < plan->top ? seat->y : plan->top;
        }
    }
}

// dot centres the boxes of a column; they read better with one left side.
static void
align_columns(const Plan *plan, int window, Point *wish)
{
    double *middle =
        vis_alloc(sizeof(double) * ((size_t)plan->seat_count + 1));
    for (int i = 0; i < plan->seat_count; i++) {
        middle[i] = wish[i].x + plan->seats[i].width / 2;
    }
    for (int i = 0; i < plan->seat_count; i++) {
        if (!plan_in_window(&plan->seats[i], window)) {
            continue;
        }
        for (int k = 0; k < plan->seat_count; k++) {
            double d = middle[i] - middle[k];
            if (d < 1 && d > -1 && plan_in_window(&plan->seats[k], window) &&
                wish[k].x < wish[i].x) {
                wish[i].x = wish[k].x;
            }
        }
    }
    free(middle);
}

// The first window's scopes stand where dot put them, those of all others
// there too.
static void
place_window(Plan *plan, int window, double seconds, Point *wish)
{
    Links links = {0};
    Point scopes = {0};
    int seats = 0, pinned = 0;
    for (int i = 0; i < plan->seat_count; i++) {
        seats += plan_in_window(&plan->seats[i], window);
        pinned += plan_in_window(&plan->seats[i], window) &&
                  plan->seats[i].first < window;
    }
    make_links(plan, window, &links);
    if (place_by_dot(plan, window, seats, &links, seconds, wish, &scopes) &&
        !is_sparse(plan, window, wish)) {
        align_columns(plan, window, wish);
    } else {
        place_in_columns(plan, window, seats, &links, wish);
        scopes = (Point){0};
    }
    free_links(&links);
    if (window == 0) {
        plan->scope_x = scopes.x;
        plan->scope_y = scopes.y;
    }
    for (int i = 0; i < plan->seat_count; i++) {
        wish[i].x += plan->scope_x - scopes.x;
        wish[i].y += plan->scope_y - scopes.y;
    }
    if (pinned > 0) {
        plan_settle(plan, window, wish);
        return;
    }
    for (int i = 0; i < plan->seat_count; i++) {
        if (plan->seats[i].first == window) {
            plan->seats[i].x = wish[i].x;
            plan->seats[i].y = wish[i].y;
        }
    }
}

void
plan_place(Plan *plan, double seconds)
{
    Point *wish = vis_zero((size_t)plan->seat_count + 1, sizeof(Point));
    for (int window = 0; window < plan->window_count; window++) {
        place_window(plan, window, seconds, wish);
        settle(plan, window);
    }
    free(wish);
}
