#include "visualizer/ladder.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_RUNGS = 40,
    MOST_BYTES = 256u << 20, // of all rungs
    MOST_OF_ONE = MOST_BYTES / 16
};

uint64_t ladder_near_events = 1024;

static void
free_rung(Ladder *ladder, size_t i)
{
    Rung *rung = ladder->items[i];
    ladder->bytes -= rung->bytes;
    model_free(&rung->model);
    trace_decoder_free(&rung->mark.decoder);
    free(rung);
    ladder->count--;
    memmove(&ladder->items[i], &ladder->items[i + 1],
            (ladder->count - i) * sizeof(*ladder->items));
}

void
ladder_free(Ladder *ladder)
{
    while (ladder->count > 0) {
        free_rung(ladder, ladder->count - 1);
    }
    free(ladder->items);
    *ladder = (Ladder){0};
}

uint64_t
ladder_next(const Model *model, uint64_t from, uint64_t goal)
{
    // To copy an object takes about as long as to apply an event.
    uint64_t near = ladder_near_events + model->used / 8;
    uint64_t way = goal - from;
    return way > near ? goal - way / 2 : UINT64_MAX;
}

// How many rungs lie not behind that event.
static size_t
count_before(const Ladder *ladder, uint64_t event)
{
    size_t n = ladder->count;
    while (n > 0 && ladder->items[n - 1]->model.events > event) {
        n--;
    }
    return n;
}

void
ladder_add(Ladder *ladder, const Model *model, TraceMark mark)
{
    size_t bytes = model_size(model) + sizeof(TraceDecoder);
    size_t place = count_before(ladder, model->events);
    bool there = place > 0 &&
                 ladder->items[place - 1]->model.events == model->events;
    bool ending = model->exit_phase >= 0 && !model->settled;
    if (there || ending || bytes > MOST_OF_ONE) {
        trace_decoder_free(&mark.decoder);
        return;
    }
    while (ladder->count == MOST_RUNGS ||
           ladder->bytes + bytes > MOST_BYTES) {
        // The farther end of the ladder.
        size_t last = ladder->count - 1;
        uint64_t first_event = ladder->items[0]->model.events;
        uint64_t last_event = ladder->items[last]->model.events;
        bool behind = last_event > model->events &&
                      (first_event >= model->events ||
                       last_event - model->events >
                           model->events - first_event);
        free_rung(ladder, behind ? last : 0);
        place -= !behind;
    }
    ladder->items = vis_grow(ladder->items, ladder->count, &ladder->room,
                             sizeof(*ladder->items));
    memmove(&ladder->items[place + 1], &ladder->items[place],
            (ladder->count - place) * sizeof(*ladder->items));
    Rung *rung = vis_alloc(sizeof(*rung));
    model_pack(model, &rung->model);
    rung->mark = mark;
    rung->bytes = bytes;
    ladder->items[place] = rung;
    ladder->count++;
    ladder->bytes += bytes;
}

const Rung *
ladder_find(const Ladder *ladder, uint64_t event, bool settled)
{
    size_t n = count_before(ladder, event);
    while (settled && n > 0 && !ladder->items[n - 1]->model.settled) {
        n--;
    }
    return n > 0 ? ladder->items[n - 1] : NULL;
}
