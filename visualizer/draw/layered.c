#include "visualizer/draw/layered.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Place {
    Agnode_t *node;
    int column;
    double width, height; // points
} Place;

enum { COLUMN_GAP = 80, BOX_GAP = 18, COLUMN_HEIGHT = 3000 };

// Columns by breadth first search; nodes are found by their AGSEQ.
static void
find_columns(Agraph_t *graph, Place *places, Place **by_seq, int count)
{
    int *queue = calloc((unsigned)count, sizeof(int));
    int head = 0, tail = 0;
    for (int start = 0; queue != NULL && start < count; start++) {
        if (places[start].column >= 0) {
            continue;
        }
        places[start].column = start == 0 ? 0 : 1;
        queue[tail++] = start;
        while (head < tail) {
            Place *at = &places[queue[head++]];
            for (Agedge_t *e = agfstout(graph, at->node); e != NULL;
                 e = agnxtout(graph, e)) {
                Place *to = by_seq[AGSEQ(aghead(e))];
                if (to->column < 0) {
                    to->column = at->column + 1;
                    queue[tail++] = (int)(to - places);
                }
            }
        }
    }
    free(queue);
}

// Sizes come from Graphviz: it lays out the labels of nodes whose places
// are given.
static int
measure(GVC_t *gvc, Agraph_t *graph, Place *places, int count)
{
    agattr(graph, AGRAPH, "splines", "none");
    agsafeset(graph, "splines", "none", "");
    agattr(graph, AGNODE, "pos", "0,0");
    for (int i = 0; i < count; i++) {
        agsafeset(places[i].node, "pos", "0,0", "");
    }
    if (gvLayout(gvc, graph, "nop2") != 0) {
        return -1;
    }
    for (int i = 0; i < count; i++) {
        places[i].width = ND_width(places[i].node) * 72;
        places[i].height = ND_height(places[i].node) * 72;
    }
    return gvFreeLayout(gvc, graph);
}

static void
place(Place *places, int count)
{
    double x = 0;
    int left = count;
    for (int column = 0; left > 0 && column <= count; column++) {
        double y = 0, width = 0;
        for (int i = 0; i < count; i++) {
            Place *p = &places[i];
            if (p->column != column) {
                continue;
            }
            left--;
            if (y > COLUMN_HEIGHT) {
                // The column goes on beside itself.
                x += width + COLUMN_GAP / 2.0;
                y = width = 0;
            }
            char pos[80];
            snprintf(pos, sizeof(pos), "%.1f,%.1f", x + p->width / 2,
                     -(y + p->height / 2));
            agsafeset(p->node, "pos", pos, "");
            y += p->height + BOX_GAP;
            width = p->width > width ? p->width : width;
        }
        x += width + COLUMN_GAP;
    }
}

int
layered_layout(GVC_t *gvc, Agraph_t *graph)
{
    int count = agnnodes(graph), n = 0;
    unsigned long last = 0;
    for (Agnode_t *v = agfstnode(graph); v != NULL;
         v = agnxtnode(graph, v)) {
        last = AGSEQ(v) > last ? AGSEQ(v) : last;
    }
    Place *places = calloc((size_t)count + 1, sizeof(Place));
    Place **by_seq = calloc(last + 1, sizeof(Place *));
    if (places == NULL || by_seq == NULL || count == 0) {
        free(places);
        free(by_seq);
        return -1;
    }
    for (Agnode_t *v = agfstnode(graph); v != NULL;
         v = agnxtnode(graph, v)) {
        places[n] = (Place){v, -1, 0, 0};
        by_seq[AGSEQ(v)] = &places[n++];
    }
    int failed = measure(gvc, graph, places, count);
    if (failed == 0) {
        find_columns(graph, places, by_seq, count);
        place(places, count);
        agsafeset(graph, "splines", "line", "");
        failed = gvLayout(gvc, graph, "nop1");
    }
    free(places);
    free(by_seq);
    return failed;
}
