/* paint.h - the moments of a plan, piece by piece (prefix: paint_)
 *
 * A picture is made of pieces with names: "o7" the outline and head of the
 * object with serial 7, "o7-0" its first row, "g7" its ghost, "s0" the head
 * of the scope of frame 0, "s0-2" a row of it, "folded", and references
 * "o7-0-o9", "s0-2-o7". The same piece has the same place at every step.
 */
#ifndef VISUALIZER_DRAW_PAINT_H
#define VISUALIZER_DRAW_PAINT_H

#include "visualizer/draw/plan.h"

typedef enum PieceLayer {
    LAYER_GHOST,
    LAYER_BOX,
    LAYER_ROW,
    LAYER_EDGE,
    LAYER_COUNT
} PieceLayer;

/* What a piece is, beside its looks; valid during the calls. */
typedef struct Piece {
    PieceLayer layer;
    const char *key;
    int object;           /* it belongs to; -1: to a scope or nothing */
    int target;           /* of a reference; else -1 */
    const char *label;    /* of a reference: its name or slot */
    const char *from;     /* of a reference: "f()", or "" for an object */
    bool weak;
    const FilmBox *box;   /* of LAYER_BOX: the object's; else NULL */
} Piece;

typedef struct Painter {
    const Plan *plan;
    Canvas *canvas;
    void *context;
    /* Called around each piece. */
    void (*begin)(struct Painter *painter, const Piece *piece,
                  const char *title);
    void (*end)(struct Painter *painter, const Piece *piece);
    /* May be NULL. Pieces come in units: the scopes, a box with its rows,
     * the references of a box. The same unit with the same signature is the
     * same pieces as last time; true: they need not be painted again. */
    bool (*reuse)(struct Painter *painter, int unit, uint64_t signature);
} Painter;

/* Units: what of an object, or of the scopes (object -1). */
enum { UNIT_BOX, UNIT_EDGES, UNITS };
#define PAINT_UNIT(object, what) (((object) + 1) * UNITS + (what))

/* Paints a step (film_enter is called). */
void paint_step(Painter *painter, int step);

/* The signs in words; from (x, y) on, lines of at
 * most `width`. Returns the height. canvas NULL: only measures. */
double paint_legend(const Signs *signs, Canvas *canvas, double x, double y,
                    double width);

#endif
