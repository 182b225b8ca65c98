#include "visualizer/analysis.h"

#include <stdlib.h>
#include <string.h>

typedef struct Stack {
    ModelRef *items;
    size_t count, room;
} Stack;

static void
push(Stack *stack, ModelRef ref)
{
    stack->items = vis_grow(stack->items, stack->count, &stack->room,
                            sizeof(ModelRef));
    stack->items[stack->count++] = ref;
}

static void
reach(Analysis *a, Stack *stack, ModelRef ref)
{
    if (ref != 0 && a->reach[ref] != REACH_LIVE) {
        a->reach[ref] = REACH_LIVE;
        push(stack, ref);
    }
}

// Whether an object is held from outside the heap.
bool
analysis_is_held(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    return (o->flags & (OBJECT_FRAME | OBJECT_ROOT | OBJECT_STATIC |
                        OBJECT_IMMORTAL)) ||
           o->holds > 0 || ((o->flags & OBJECT_BEFORE) && o->number == 0) ||
           // What was born within this step is not judged yet.
           !(o->flags & OBJECT_KNOWN) || !(o->flags & OBJECT_DESCRIBED);
}

static void
mark_live(Analysis *a)
{
    const Model *model = a->model;
    Stack stack = {0};
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].serial != 0 && analysis_is_held(model, i)) {
            reach(a, &stack, i);
        }
    }
    for (size_t i = 0; i < model->frame_count; i++) {
        reach(a, &stack, model->frames[i].ref);
        reach(a, &stack, model->frames[i].code);
    }
    reach(a, &stack, model->main_names);
    while (stack.count > 0) {
        const ModelObject *o = &model->objects[stack.items[--stack.count]];
        if (o->type != 0) {
            reach(a, &stack, o->type);
        }
        for (uint32_t k = 0; k < o->edge_count; k++) {
            if (EDGE_KIND_OF(&o->edges[k]) != LABEL_WEAK) {
                reach(a, &stack, o->edges[k].target);
            }
        }
    }
    free(stack.items);
}

static bool
has_live_weak_reference(const Analysis *a, const ModelObject *o)
{
    for (ModelLink link = o->first_in; link.owner != 0;) {
        const ModelEdge *edge =
            &a->model->objects[link.owner].edges[link.at];
        if (EDGE_KIND_OF(edge) == LABEL_WEAK &&
            a->reach[link.owner] == REACH_LIVE) {
            return true;
        }
        link = edge->next;
    }
    return false;
}

// What can be got through a weak reference is not lost yet.
static void
mark_weak(Analysis *a, const ModelRef *dead, size_t count)
{
    const Model *model = a->model;
    Stack stack = {0};
    for (size_t i = 0; i < count; i++) {
        if (has_live_weak_reference(a, &model->objects[dead[i]])) {
            a->reach[dead[i]] = REACH_WEAK;
            push(&stack, dead[i]);
        }
    }
    while (stack.count > 0) {
        const ModelObject *o = &model->objects[stack.items[--stack.count]];
        for (uint32_t k = 0; k < o->edge_count; k++) {
            ModelRef target = o->edges[k].target;
            if (target != 0 && a->reach[target] == REACH_NONE &&
                EDGE_KIND_OF(&o->edges[k]) != LABEL_WEAK) {
                a->reach[target] = REACH_WEAK;
                push(&stack, target);
            }
        }
    }
    free(stack.items);
}

static int
by_serial(const void *x, const void *y)
{
    uint64_t m = *(const uint64_t *)x, n = *(const uint64_t *)y;
    return m < n ? -1 : m > n;
}

static void
mark_unreachable(Analysis *a, Model *model, const ModelRef *dead,
                 size_t dead_count)
{
    uint64_t *unnumbered = NULL;
    size_t count = 0, room = 0;
    for (size_t n = 0; n < dead_count; n++) {
        ModelRef i = dead[n];
        ModelObject *o = &model->objects[i];
        if (o->flags & (OBJECT_DYING | OBJECT_FINALIZING)) {
            a->reach[i] = REACH_DYING;
        }
        a->unreachable++;
        a->unreachable_bytes += o->bytes;
        if (o->number == 0 && model_sort(model, i) != SORT_CELL) {
            unnumbered =
                vis_grow(unnumbered, count, &room, sizeof(uint64_t));
            unnumbered[count++] = (uint64_t)o->serial << 32 | i;
        }
    }
    if (count > 1) {
        qsort(unnumbered, count, sizeof(uint64_t), by_serial);
    }
    for (size_t i = 0; i < count; i++) {
        model->objects[(ModelRef)unnumbered[i]].number =
            model->numbers + 1 + (uint32_t)i;
        model_touch(model, (ModelRef)unnumbered[i]);
    }
    free(unnumbered);
}

// Tarjan's strongly connected components over the program's references,
// without recursion.

typedef struct Walk {
    Analysis *a;
    uint32_t *index, *low;
    uint32_t *next_edge;
    uint8_t *on_stack;
    uint32_t counter;
    Stack path, members;
} Walk;

static bool
takes_part(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    if (o->serial == 0 || (o->flags & (OBJECT_FRAME | OBJECT_ROOT))) {
        return false;
    }
    return o->number != 0 || model_sort(model, ref) == SORT_CELL ||
           (model_sort(model, ref) == SORT_DICT &&
            !(o->flags & OBJECT_NAMESPACE));
}

static bool
follows(const Model *model, ModelRef owner, const ModelEdge *edge)
{
    unsigned kind = EDGE_KIND_OF(edge);
    if (edge->target == 0 || kind == LABEL_WEAK || kind == LABEL_TYPE ||
        !takes_part(model, edge->target)) {
        return false;
    }
    if (kind == LABEL_FIELD && EDGE_NUMBER_OF(edge) == model->name_dict) {
        return model_sort(model, owner) != SORT_TYPE;
    }
    return model_edge_is_user(model, owner, edge);
}

static void
enter(Walk *walk, ModelRef ref)
{
    walk->index[ref] = walk->low[ref] = ++walk->counter;
    walk->on_stack[ref] = 1;
    push(&walk->path, ref);
    push(&walk->members, ref);
}

static void
leave(Walk *walk, ModelRef ref)
{
    const Model *model = walk->a->model;
    walk->path.count--;
    if (walk->path.count > 0) {
        ModelRef above = walk->path.items[walk->path.count - 1];
        if (walk->low[ref] < walk->low[above]) {
            walk->low[above] = walk->low[ref];
        }
    }
    if (walk->low[ref] != walk->index[ref]) {
        return;
    }
    size_t first = walk->members.count;
    while (walk->members.items[--first] != ref) {
    }
    bool cyclic = walk->members.count - first > 1;
    const ModelObject *o = &model->objects[ref];
    for (uint32_t k = 0; k < o->edge_count && !cyclic; k++) {
        cyclic = o->edges[k].target == ref &&
                 follows(model, ref, &o->edges[k]);
    }
    uint32_t number = cyclic ? ++walk->a->cycles : 0;
    for (size_t i = first; i < walk->members.count; i++) {
        walk->on_stack[walk->members.items[i]] = 0;
        walk->a->cycle[walk->members.items[i]] = number;
    }
    walk->members.count = first;
}

static void
walk_from(Walk *walk, ModelRef start)
{
    const Model *model = walk->a->model;
    // Cycles that no picture names are left out.
    if (walk->index[start] != 0 || model->objects[start].number == 0 ||
        !takes_part(model, start)) {
        return;
    }
    enter(walk, start);
    while (walk->path.count > 0) {
        ModelRef ref = walk->path.items[walk->path.count - 1];
        const ModelObject *o = &model->objects[ref];
        if (walk->next_edge[ref] == o->edge_count) {
            leave(walk, ref);
            continue;
        }
        const ModelEdge *edge = &o->edges[walk->next_edge[ref]++];
        if (!follows(model, ref, edge)) {
            continue;
        }
        if (walk->index[edge->target] == 0) {
            enter(walk, edge->target);
        } else if (walk->on_stack[edge->target] &&
                   walk->index[edge->target] < walk->low[ref]) {
            walk->low[ref] = walk->index[edge->target];
        }
    }
}

static void
find_cycles(Analysis *a, bool touched_only)
{
    const Model *model = a->model;
    size_t n = model->used;
    Walk walk = {.a = a};
    walk.index = vis_zero(n, sizeof(uint32_t));
    walk.low = vis_zero(n, sizeof(uint32_t));
    walk.next_edge = vis_zero(n, sizeof(uint32_t));
    walk.on_stack = vis_zero(n, 1);
    if (touched_only) {
        for (size_t i = 0; i < model->touched_count; i++) {
            walk_from(&walk, model->touched[i]);
        }
    } else {
        for (ModelRef start = 1; start < n; start++) {
            walk_from(&walk, start);
        }
    }
    free(walk.index);
    free(walk.low);
    free(walk.next_edge);
    free(walk.on_stack);
    free(walk.path.items);
    free(walk.members.items);
}

void
analysis_finish(Analysis *a, Model *model, const ModelRef *dead, size_t count,
                bool touched_only)
{
    for (size_t i = 0; i < count; i++) {
        a->reach[dead[i]] = REACH_NONE;
    }
    mark_weak(a, dead, count);
    mark_unreachable(a, model, dead, count);
    a->cycle = vis_zero(model->used, sizeof(uint32_t));
    find_cycles(a, touched_only);
    if (touched_only && a->cycles > 0) {
        // Numbered in the order of all objects.
        memset(a->cycle, 0, model->used * sizeof(uint32_t));
        a->cycles = 0;
        find_cycles(a, false);
    }
}

void
analysis_make(Analysis *a, Model *model)
{
    Stack dead = {0};
    *a = (Analysis){.model = model};
    a->reach = vis_alloc(model->used);
    memset(a->reach, REACH_NONE, model->used);
    mark_live(a);
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].serial != 0 && a->reach[i] != REACH_LIVE) {
            push(&dead, i);
        }
    }
    analysis_finish(a, model, dead.items, dead.count, false);
    free(dead.items);
}

void
analysis_free(Analysis *a)
{
    free(a->reach);
    free(a->cycle);
    *a = (Analysis){0};
}

bool
analysis_is_root(const Model *model, ModelRef ref)
{
    if (analysis_is_held(model, ref)) {
        return true;
    }
    // A running generator is its own frame.
    for (size_t i = 0; i < model->frame_count; i++) {
        if (model->frames[i].ref == ref || model->frames[i].code == ref) {
            return true;
        }
    }
    return false;
}

ModelRef
analysis_through_cells(const Model *model, ModelRef target)
{
    for (int depth = 0; depth < 4 && target != 0 &&
                        model_sort(model, target) == SORT_CELL;
         depth++) {
        const ModelObject *o = &model->objects[target];
        ModelRef content = 0;
        for (uint32_t k = 0; k < o->edge_count; k++) {
            content = o->edges[k].target != 0 ? o->edges[k].target : content;
        }
        target = content;
    }
    return target;
}
