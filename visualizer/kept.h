/* kept.h - who is kept alive, from moment to moment (prefix: kept_)
 *
 * The same answer as analysis_make at each of many moments in a row, for a
 * price in proportion to what changed between them. Every live object
 * remembers one holder that is live itself, or that it is held from outside;
 * the holders form a forest. Where a holder is lost, the part of the forest
 * that hung there is judged again. (After Eppstein, Galil, Italiano and
 * Nissenzweig's certificates of reachability, in their plainest form.)
 *
 * The model must note what it touches (Model.note_touched) from its first
 * event on.
 */
#ifndef VISUALIZER_KEPT_H
#define VISUALIZER_KEPT_H

#include "visualizer/analysis.h"

typedef struct KeptPlace {
    uint32_t serial; /* that was judged last; 0: none */
    ModelRef holder; /* who keeps it alive; 0: held from outside */
    uint32_t root;   /* round in which a running frame held it */
    uint32_t stale;   /* round since which a box of it may look other */
    uint64_t face;    /* what others show of it: number, value, type */
    bool live, dead; /* dead: stands in the list */
} KeptPlace;

typedef struct Kept {
    KeptPlace *places;
    size_t place_count, place_room;
    uint32_t round;
    ModelRef *dead, *roots, *doubted, *work; /* dead: all not live */
    size_t dead_count, dead_room, root_count, root_room, doubted_count,
        doubted_room, work_count, work_room;
    ModelRef *news; /* those that may look other at this moment, that died
                       or live again; some of them twice */
    size_t news_count, news_room;
    bool cycles; /* at the last moment there were some */
} Kept;

/* Judges anew what was touched and forgets the touched; fills `analysis`
 * (to be freed with analysis_free). */
void kept_update(Kept *kept, Model *model, Analysis *analysis);
void kept_free(Kept *kept);

/* Whether a box of the object would look the same as at that round: its
 * slots and referrers are what they were, and have the names they had. */
static inline bool
kept_untouched(const Kept *kept, ModelRef ref, uint32_t round)
{
    return kept->places[ref].stale <= round;
}

#endif
