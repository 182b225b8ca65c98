/* layered.h - a plain placement that always ends (prefix: layered_)
 *
 * Columns by the distance from the first node, boxes one under the other
 * in the order of the graph, straight edges: no beauty, but in time
 * proportional to the graph.
 */
#ifndef VISUALIZER_DRAW_LAYERED_H
#define VISUALIZER_DRAW_LAYERED_H

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

/* As gvLayout: 0 when the graph can be rendered. */
int layered_layout(GVC_t *gvc, Agraph_t *graph);

#endif
