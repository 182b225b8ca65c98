/* paint_edge.h - references and the legend (prefix: paint_) */
#ifndef VISUALIZER_DRAW_PAINT_EDGE_H
#define VISUALIZER_DRAW_PAINT_EDGE_H

#include "visualizer/draw/paint.h"

void paint_scope_edges(Painter *painter, const FilmScope *scope);
void paint_box_edges(Painter *painter, const FilmBox *box);

#endif
