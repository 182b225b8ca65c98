/* rank.h - which references may order a drawing from left to right
 * (prefix: rank_)
 *
 * An edge that closes a cycle must not take part in the ranking, or the
 * cycle is cut anywhere. In a large heap the distance from the names ranks:
 * the longest way may lead through all of it.
 */
#ifndef VISUALIZER_RANK_H
#define VISUALIZER_RANK_H

#include "visualizer/scene.h"

typedef struct Rank {
    uint8_t **back; /* of each row of each box: leads back */
    uint8_t *apart; /* of each box: no name and no box leads there */
} Rank;

void rank_make(Rank *rank, const Scene *scene);
void rank_free(Rank *rank, const Scene *scene);

#endif
