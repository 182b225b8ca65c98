/* scopes.c - the column of scopes: who stands on whom (see plan.h)
 *
 * The module stands at the bottom, a frame above its caller: the current one
 * is on top. A frame keeps its place as long as it lives, a generator's also
 * while it sleeps; so its place must suit every step at which it is shown.
 */
#include <stdlib.h>

#include "visualizer/draw/plan.h"

enum {
    LEVELS = 24, /* deeper frames take any place that is free */
    PASSES = 8
};

static size_t
scope_slot(const Plan *plan, uint32_t frame)
{
    size_t at = frame * 2654435761u;
    while (true) {
        int32_t i = plan->scope_slots[at &= plan->scope_slot_count - 1];
        if (i == 0 || plan->scopes[i - 1].frame == frame) {
            return at;
        }
        at++;
    }
}

PlanScope *
plan_scope(const Plan *plan, uint32_t frame)
{
    int32_t i = plan->scope_slot_count > 0
                    ? plan->scope_slots[scope_slot(plan, frame)]
                    : 0;
    return i != 0 ? &plan->scopes[i - 1] : NULL;
}

static PlanScope *
add_scope(Plan *plan, uint32_t frame, size_t *room)
{
    if (((size_t)plan->scope_count + 1) * 2 > plan->scope_slot_count) {
        plan->scope_slot_count =
            plan->scope_slot_count == 0 ? 64 : plan->scope_slot_count * 2;
        free(plan->scope_slots);
        plan->scope_slots = vis_zero(plan->scope_slot_count, sizeof(int32_t));
        for (int i = 0; i < plan->scope_count; i++) {
            plan->scope_slots[scope_slot(plan, plan->scopes[i].frame)] =
                i + 1;
        }
    }
    plan->scopes = vis_grow(plan->scopes, (size_t)plan->scope_count, room,
                            sizeof(PlanScope));
    plan->scope_slots[scope_slot(plan, frame)] = plan->scope_count + 1;
    PlanScope *scope = &plan->scopes[plan->scope_count++];
    *scope = (PlanScope){.frame = frame};
    return scope;
}

// Calls `visit` for each list of scopes that some step shows; whether one of
// them said that it changed something.
static bool
each_list(Plan *plan, bool (*visit)(Plan *plan, const FilmScopes *scopes))
{
    const FilmScopes *last = NULL;
    bool changed = false;
    for (int i = plan->film->shown_from; i < plan->film->step_count; i++) {
        const FilmScopes *scopes = plan->film->steps[i].scopes;
        if (scopes != last) {
            changed |= visit(plan, scopes);
            last = scopes;
        }
    }
    return changed;
}

// The one below a frame: its thread's frame before, else the module.
static const PlanScope *
below(const Plan *plan, const FilmScopes *scopes, int at)
{
    for (int i = at - 1; i >= 0; i--) {
        const FilmScope *other = &scopes->items[i];
        if (other->is_module || other->thread == scopes->items[at].thread) {
            return plan_scope(plan, other->frame);
        }
    }
    return NULL;
}

static bool
is_taken(const Plan *plan, const FilmScopes *scopes, int count, int depth,
         const PlanScope *but)
{
    for (int i = 0; i < count; i++) {
        const PlanScope *other = plan_scope(plan, scopes->items[i].frame);
        if (other != but && other->depth == depth) {
            return true;
        }
    }
    return false;
}

// Lifts every frame above its caller, and above those of other threads that
// are in its place.
static bool
lift(Plan *plan, const FilmScopes *scopes)
{
    bool changed = false;
    for (int i = 0; i < scopes->count; i++) {
        PlanScope *scope = plan_scope(plan, scopes->items[i].frame);
        const PlanScope *caller = below(plan, scopes, i);
        int depth = scope->depth;
        if (caller != NULL && depth <= caller->depth) {
            depth = caller->depth + 1;
        }
        while (depth < LEVELS &&
               is_taken(plan, scopes, i, depth, scope)) {
            depth++;
        }
        depth = depth < LEVELS ? depth : LEVELS;
        changed |= depth != scope->depth;
        scope->depth = depth;
    }
    return changed;
}

// What found no place of its own takes the lowest that is free.
static bool
spread(Plan *plan, const FilmScopes *scopes)
{
    bool changed = false;
    for (int i = 0; i < scopes->count; i++) {
        PlanScope *scope = plan_scope(plan, scopes->items[i].frame);
        int depth = scope->depth;
        if (depth != LEVELS && !is_taken(plan, scopes, i, depth, scope)) {
            continue;
        }
        for (depth = 0; is_taken(plan, scopes, scopes->count, depth, scope);) {
            depth++;
        }
        changed |= depth != scope->depth;
        scope->depth = depth;
    }
    return changed;
}

// The last resort, which always ends: a place that nobody else ever has.
static bool
part(Plan *plan, const FilmScopes *scopes)
{
    for (int i = 0; i < scopes->count; i++) {
        PlanScope *scope = plan_scope(plan, scopes->items[i].frame);
        if (is_taken(plan, scopes, i, scope->depth, scope)) {
            scope->depth = plan->depth_count++;
        }
    }
    return false;
}

static void
count_depths(Plan *plan)
{
    for (int i = 0; i < plan->scope_count; i++) {
        if (plan->scopes[i].depth >= plan->depth_count) {
            plan->depth_count = plan->scopes[i].depth + 1;
        }
    }
}

void
plan_scopes(Plan *plan)
{
    const FilmScopes *last = NULL;
    size_t room = 0;
    for (int i = plan->film->shown_from; i < plan->film->step_count; i++) {
        const FilmScopes *scopes = plan->film->steps[i].scopes;
        for (int k = 0; scopes != last && k < scopes->count; k++) {
            const FilmScope *scope = &scopes->items[k];
            PlanScope *known = plan_scope(plan, scope->frame);
            if (known == NULL) {
                known = add_scope(plan, scope->frame, &room);
            }
            plan_collect_rows(&known->rows, scope->rows, scope->count);
        }
        last = scopes;
    }
    for (int i = 0; i < PASSES && each_list(plan, lift); i++) {
    }
    for (int i = 0; i < PASSES && each_list(plan, spread); i++) {
    }
    count_depths(plan);
    each_list(plan, part);
    for (int i = 0; i < plan->scope_count; i++) {
        plan_settle_rows(&plan->scopes[i].rows, 12);
    }
}
