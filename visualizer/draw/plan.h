/* plan.h - one place for everything that a film shows (prefix: plan_)
 *
 * The union of all steps is laid out once: every scope, every object and
 * every row of theirs has one place, in which it appears and disappears;
 * nothing that stays moves. Objects of one kind whose lives do not overlap
 * share a seat.
 *
 * When there are too many seats for one picture the steps fall into windows.
 * What is there when a window begins keeps its seat; all other places are
 * free for what comes. So nothing that stays moves then either.
 */
#ifndef VISUALIZER_DRAW_PLAN_H
#define VISUALIZER_DRAW_PLAN_H

#include "visualizer/draw/canvas.h"
#include "visualizer/draw/film.h"

/* Heights and gaps. */
enum {
    TAG_HEIGHT = 14, /* above a box: its state in words */
    HEAD_HEIGHT = 26,
    ROW_HEIGHT = 22,
    VALUE_HEIGHT = 26, /* of a plain value */
    BILL_HEIGHT = 14,
    BILL_LINES = 6,
    SCOPE_GAP = 10,
    PAD = 16
};

/* Which row of its place a label has. */
typedef struct PlanRows {
    const char **labels;
    bool *late; /* temporaries: after all names */
    int count, most; /* labels ever; rows at once */
    bool by_position;
} PlanRows;

typedef struct PlanObject {
    PlanRows rows;
    double head, label, value; /* widths */
    int bill_lines;
    bool atom;
} PlanObject;

typedef struct Seat {
    double x, y, width, height; /* with the tag above */
    double label;               /* width of the column of labels */
    int rows;
    bool atom;
    int free_from; /* step */
    int first, last; /* windows; in between the seat is nobody else's */
    uint32_t line; /* at which its objects were made */
    const char *type;
    int arrivals; /* edges that were given a place at its head */
} Seat;

typedef struct PlanScope {
    uint32_t frame;
    int depth; /* place in the column, from the bottom */
    PlanRows rows;
} PlanScope;

/* A reference: from a row of a scope or of an object to an object. Those
 * between the same seats are one. */
typedef struct PlanEdge {
    int from;  /* an object in the seat; -1: a scope */
    int scope; /* index of the PlanScope, or -1 */
    int row;   /* as it stands in its place */
    int to;    /* an object in the seat */
    int from_seat, to_seat;
    bool weak;
    Point *route; /* curve points, then the tip */
    int count;    /* of curve points */
    Point tip;
} PlanEdge;

/* Which signs occur: what a legend has to say. */
typedef struct Signs {
    bool weak, cycle, bad, weakly, dying, ghost, resurrected, born, runtime,
        tracked, changed, count, reference, name;
} Signs;

typedef struct Plan {
    Film *film;
    bool tight; /* columns stand close: a slide has little room */
    PlanObject *objects; /* as film->objects */
    Seat *seats;
    int seat_count;
    int window_count;
    PlanScope *scopes;
    int scope_count;
    int32_t *scope_slots; /* hash of the frame: 1 + scope */
    size_t scope_slot_count;
    double scope_x, scope_y, scope_width, scope_label, scope_height;
    double *depth_y, *depth_height; /* from scope_y; the deepest is on top */
    int depth_count;
    PlanEdge *edges;
    size_t edge_count, edge_room;
    int32_t *edge_slots; /* hash: 1 + edge */
    size_t slot_count;
    double group_y, group_height; /* of folded groups, below the scopes */
    double left, top, right, bottom;
    Signs signs; /* of all steps */
} Plan;

enum { PLAN_SEATS = 150 };

/* Lays out a film. `seconds` is the time `dot` may take; 0: none. `seats`
 * is how many a window has, more only if so many are needed at once; 0:
 * PLAN_SEATS. */
void plan_make(Plan *plan, Film *film, double seconds, int seats);
void plan_free(Plan *plan);

PlanScope *plan_scope(const Plan *plan, uint32_t frame);
/* The row of its place where a row stands. */
int plan_row(const PlanRows *rows, const FilmRow *row, int index);

/* The edge of a row; NULL: unknown. `from` an object, or -1 and a scope. */
PlanEdge *plan_edge(const Plan *plan, int from, int scope, int row, int to);

/* Where a reference begins, and the upper left corner of a scope. */
Point plan_start(const Plan *plan, const PlanEdge *edge);
double plan_scope_y(const Plan *plan, const PlanScope *scope);
/* y of the upper side of a row, of an object's box or of a scope. */
double plan_box_row_y(const Plan *plan, int object, int row);

/* The signs of one step (film_enter is called). */
Signs plan_signs(const Plan *plan, int step);

/* Shared by the plan's own files. */
void plan_collect_rows(PlanRows *rows, const FilmRow *items, int count);
void plan_settle_rows(PlanRows *rows, int slack);
void plan_scopes(Plan *plan);
void plan_seats(Plan *plan, int most);
void plan_sizes(Plan *plan);
void plan_place(Plan *plan, double seconds);
bool plan_in_window(const Seat *seat, int window);
/* Puts the seats that a window brings, of which `wish` says where they would
 * like to be, where nothing else is. */
void plan_settle(Plan *plan, int window, const Point *wish);
void plan_routes(Plan *plan);

#endif
