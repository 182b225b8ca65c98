#include "visualizer/rank.h"

#include <stdlib.h>

typedef struct Ranking {
    const Scene *scene;
    uint8_t *seen;   // of each box: 1 on the path, 2 done
    uint32_t *depth; // of each box, from the names; NULL: a small heap
    uint8_t **back;
    uint8_t *apart;
} Ranking;

// Walks the rows depth first and marks the edges that lead back to a box
// on the path: those must not take part in the ranking.
typedef struct Walk {
    size_t box, row;
} Walk;

static void
walk_from(Ranking *d, size_t start, Walk *path)
{
    const Scene *scene = d->scene;
    size_t depth = 0;
    path[depth++] = (Walk){start, 0};
    d->seen[start] = 1;
    while (depth > 0) {
        Walk *at = &path[depth - 1];
        const SceneRows *rows = &scene->boxes[at->box].rows;
        if (at->row == rows->count) {
            d->seen[at->box] = 2;
            depth--;
            continue;
        }
        size_t row = at->row++;
        ModelRef target = rows->items[row].target;
        uint32_t box = target != 0 ? scene->box_of[target] : 0;
        if (box == 0) {
            continue;
        }
        if (d->seen[box - 1] == 1 ||
            (d->depth != NULL && scene->boxes[box - 1].rows.count > 0 &&
             d->depth[box - 1] <= d->depth[at->box])) {
            d->back[at->box][row] = 1;
        } else if (d->seen[box - 1] == 0) {
            d->seen[box - 1] = 1;
            path[depth++] = (Walk){box - 1, 0};
        }
    }
}

// In a large heap a chain of references may lead through all of it: there
// the distance from the names ranks, not the longest way.
enum { SMALL_HEAP = 25 };

static void
find_depths(Ranking *d)
{
    const Scene *scene = d->scene;
    size_t head = 0, tail = 0;
    size_t *queue = vis_alloc((scene->box_count + 1) * sizeof(size_t));
    d->depth = vis_zero(scene->box_count + 1, sizeof(uint32_t));
    for (size_t i = 0; i < scene->scope_count + scene->box_count; i++) {
        bool of_box = i >= scene->scope_count;
        size_t at = of_box ? (head < tail ? queue[head++] : SIZE_MAX) : 0;
        if (at == SIZE_MAX) {
            break;
        }
        const SceneRows *rows =
            of_box ? &scene->boxes[at].rows : &scene->scopes[i].rows;
        for (size_t k = 0; k < rows->count; k++) {
            ModelRef target = rows->items[k].target;
            uint32_t box = target != 0 ? scene->box_of[target] : 0;
            if (box != 0 && d->depth[box - 1] == 0) {
                d->depth[box - 1] = of_box ? d->depth[at] + 1 : 1;
                queue[tail++] = box - 1;
            }
        }
    }
    free(queue);
}

static void
find_back_edges(Ranking *d)
{
    const Scene *scene = d->scene;
    if (scene->box_count > SMALL_HEAP) {
        find_depths(d);
    }
    Walk *path = vis_alloc((scene->box_count + 1) * sizeof(Walk));
    d->seen = vis_zero(scene->box_count + 1, 1);
    d->back = vis_zero(scene->box_count + 1, sizeof(*d->back));
    for (size_t i = 0; i < scene->box_count; i++) {
        d->back[i] = vis_zero(scene->boxes[i].rows.count + 1, 1);
    }
    for (size_t i = 0; i < scene->scope_count; i++) {
        const SceneRows *rows = &scene->scopes[i].rows;
        for (size_t k = 0; k < rows->count; k++) {
            ModelRef target = rows->items[k].target;
            uint32_t box = target != 0 ? scene->box_of[target] : 0;
            if (box != 0 && d->seen[box - 1] == 0) {
                walk_from(d, box - 1, path);
            }
        }
    }
    for (size_t i = 0; i < scene->box_count; i++) {
        if (d->seen[i] == 0) {
            walk_from(d, i, path);
            d->apart[i] = 1;
        }
    }
    free(path);
}

void
rank_make(Rank *rank, const Scene *scene)
{
    Ranking d = {.scene = scene};
    d.apart = vis_zero(scene->box_count + 1, 1);
    find_back_edges(&d);
    free(d.seen);
    free(d.depth);
    *rank = (Rank){d.back, d.apart};
}

void
rank_free(Rank *rank, const Scene *scene)
{
    for (size_t i = 0; i < scene->box_count; i++) {
        free(rank->back[i]);
    }
    free(rank->back);
    free(rank->apart);
    *rank = (Rank){NULL, NULL};
}
