/* lab_lives.c - when each object was born, lost and freed
 *
 * An object is lost at the first step at which no name leads to it any
 * more. What is freed by its count was lost in that step; the rest is found
 * by asking about every object that lost a reference and lived on.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/lab.h"
#include "visualizer/reach.h"

enum { TRACING_THRESHOLD = 700, STORY_LINES = 24 };

typedef struct Follower {
    Lives *lives;
    Model model;
    Reach reach;
    uint32_t *place; // 1 + index in lives->items, by serial
    size_t place_room;
    bool in_gc;
    uint64_t looked_at;
    uint64_t made;     // objects since the last sweep
    uint32_t *waiting; // serials of numbered ones that nothing keeps yet
    size_t waiting_count, waiting_room;
} Follower;

static LabLife *
life_of(const Follower *f, uint32_t serial)
{
    return serial < f->place_room && f->place[serial] != 0
               ? &f->lives->items[f->place[serial] - 1]
               : NULL;
}

static LabLife *
add_life(Follower *f, ModelRef ref)
{
    const ModelObject *o = &f->model.objects[ref];
    LabLife *life = life_of(f, o->serial);
    if (life != NULL) {
        return life;
    }
    size_t before = f->place_room;
    while (f->place_room <= o->serial) {
        f->place =
            vis_grow(f->place, f->place_room, &f->place_room, sizeof(uint32_t));
    }
    memset(f->place + before, 0, (f->place_room - before) * sizeof(uint32_t));
    Lives *lives = f->lives;
    lives->items =
        vis_grow(lives->items, lives->count, &lives->room, sizeof(LabLife));
    f->place[o->serial] = (uint32_t)lives->count + 1;
    life = &lives->items[lives->count++];
    *life = (LabLife){.serial = o->serial,
                      .number = o->number,
                      .born = o->born_step,
                      .bytes = o->bytes};
    Text name = {0};
    report_name(&f->model, ref, &name);
    snprintf(life->name, sizeof(life->name), "%s", name.bytes);
    text_free(&name);
    return life;
}

// What the lab is about: objects the program made and can name.
static bool
is_followed(const ModelObject *o)
{
    return o->serial != 0 && o->number != 0 &&
           !(o->flags &
             (OBJECT_BEFORE | OBJECT_FRAME | OBJECT_ROOT | OBJECT_NAMESPACE |
              OBJECT_STATIC | OBJECT_FOREIGN | OBJECT_IMMORTAL));
}

// ------------------------------------------------------------------ lost

// All that only the lost one leads to is lost with it.
static void
lose(Follower *f, ModelRef ref)
{
    ModelRef *stack = NULL;
    size_t count = 0, room = 0;
    uint64_t step = f->model.steps;
    stack = vis_grow(stack, count, &room, sizeof(ModelRef));
    stack[count++] = ref;
    uint8_t *seen = vis_zero(f->model.used, 1);
    seen[ref] = 1;
    while (count > 0) {
        ModelRef at = stack[--count];
        const ModelObject *o = &f->model.objects[at];
        LabLife *life = is_followed(o) ? add_life(f, at) : NULL;
        if (life != NULL && life->lost == 0) {
            life->lost = step;
        }
        for (uint32_t i = 0; i < o->edge_count; i++) {
            ModelRef target = o->edges[i].target;
            if (target != 0 && !seen[target] &&
                EDGE_KIND_OF(&o->edges[i]) != LABEL_WEAK) {
                seen[target] = 1;
                if (!reach_ask(&f->reach, &f->model, target)) {
                    stack = vis_grow(stack, count, &room, sizeof(ModelRef));
                    stack[count++] = target;
                }
            }
        }
    }
    free(stack);
    free(seen);
}

static void
look_for_lost(Follower *f)
{
    Model *model = &f->model;
    for (size_t i = 0; i < model->lost_count; i++) {
        ModelRef ref = model_find(model, model->lost[i]);
        const ModelObject *o = &model->objects[ref];
        if (ref == 0 || !(o->flags & OBJECT_HAS_HEAD) ||
            (o->flags & (OBJECT_FRAME | OBJECT_DYING | OBJECT_STATIC))) {
            continue;
        }
        LabLife *life = life_of(f, o->serial);
        if ((life == NULL || life->lost == 0) &&
            !reach_ask(&f->reach, model, ref)) {
            lose(f, ref);
        }
    }
    model->lost_count = 0;
}

// --------------------------------------------------------- mark and sweep

static LabSweep *
add_sweep(Lives *lives)
{
    lives->sweeps = vis_grow(lives->sweeps, lives->sweep_count,
                             &lives->sweep_room, sizeof(LabSweep));
    LabSweep *sweep = &lives->sweeps[lives->sweep_count++];
    *sweep = (LabSweep){0};
    return sweep;
}

static void
tell_mark(Follower *f, ModelRef from, ModelRef to, size_t *lines, Text *out)
{
    if (from != f->model.main_names &&
        model_sort(&f->model, from) == SORT_DICT &&
        model_dict_owner(&f->model, from) != 0) {
        from = model_dict_owner(&f->model, from);
    }
    if (++*lines > STORY_LINES) {
        return;
    }
    text_add(out, "  mark ");
    report_name(&f->model, to, out);
    text_add(out, ", which ");
    const ModelObject *o = &f->model.objects[from];
    const ModelFrame *frame = model_find_frame(&f->model, o->serial);
    if (from == f->model.main_names) {
        text_add(out, "a name");
    } else if (frame != NULL) {
        text_format(out, "%s()", model_string(&f->model, frame->function));
    } else if (o->number != 0) {
        text_format(out, "#%u", o->number);
    } else {
        text_add(out, "the runtime");
    }
    text_add(out, " refers to\n");
}

// From the names on, in breadth: the order in which the class can follow it.
// What the program did not make is marked as well, but not told.
static uint64_t
mark(Follower *f, uint8_t *marked, Text *story, size_t *lines)
{
    Model *model = &f->model;
    ModelRef *queue = vis_alloc((model->used + 1) * sizeof(ModelRef));
    size_t head = 0, tail = 0;
    uint64_t count = 0;
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].serial != 0 &&
            (i == model->main_names || analysis_is_root(model, i))) {
            marked[i] = 1;
            queue[tail++] = i;
        }
    }
    while (head < tail) {
        ModelRef at = queue[head++];
        const ModelObject *o = &model->objects[at];
        count += is_followed(o);
        for (uint32_t i = 0; i < o->edge_count; i++) {
            ModelRef target = o->edges[i].target;
            if (target == 0 || marked[target] ||
                EDGE_KIND_OF(&o->edges[i]) == LABEL_WEAK) {
                continue;
            }
            marked[target] = 1;
            queue[tail++] = target;
            if (is_followed(&model->objects[target]) &&
                model_edge_is_user(model, at, &o->edges[i])) {
                tell_mark(f, at, target, lines, story);
            }
        }
        if (o->type != 0 && !marked[o->type]) {
            marked[o->type] = 1;
            queue[tail++] = o->type;
        }
    }
    free(queue);
    return count;
}

static void
sweep(Follower *f)
{
    Lives *lives = f->lives;
    LabSweep *sweep = add_sweep(lives);
    uint8_t *marked = vis_zero(f->model.used, 1);
    size_t lines = 0;
    sweep->step = f->model.steps;
    sweep->marked = mark(f, marked, &sweep->story, &lines);
    if (lines > STORY_LINES) {
        text_format(&sweep->story, "  ... and %zu more\n", lines - STORY_LINES);
    }
    lines = 0;
    for (size_t i = 0; i < lives->count; i++) {
        LabLife *life = &lives->items[i];
        // Freed by its count long ago: under tracing it still lay there.
        ModelRef ref = model_find(&f->model, life->serial);
        if (life->swept != 0 || (ref != 0 && marked[ref])) {
            continue;
        }
        life->swept = sweep->step;
        sweep->swept++;
        if (++lines <= STORY_LINES / 2) {
            text_format(&sweep->story, "  sweep %s: not marked\n", life->name);
        }
    }
    if (lines > STORY_LINES / 2) {
        text_format(&sweep->story, "  ... and %zu more are swept\n",
                    lines - STORY_LINES / 2);
    }
    free(marked);
    f->made = 0;
}

// --------------------------------------------------------------- following

static void
note_freed(Follower *f, uint32_t serial)
{
    ModelRef ref = model_find(&f->model, serial);
    LabLife *life = life_of(f, serial);
    if (ref == 0 || life == NULL) {
        return;
    }
    life->freed = f->model.steps;
    life->bytes = f->model.objects[ref].bytes;
    life->death = f->model.exit_phase >= 0 ? LAB_SHUTDOWN
                  : f->in_gc               ? LAB_COLLECTOR
                                           : LAB_COUNT;
    if (life->lost == 0) {
        life->lost = life->freed;
    }
}

static void
note_finalizer(Follower *f, uint32_t serial)
{
    Lives *lives = f->lives;
    ModelRef ref = model_find(&f->model, serial);
    if (ref == 0 || f->model.exit_phase >= 0) {
        return;
    }
    add_life(f, ref)->finalizer = true;
    lives->finalized = vis_grow(lives->finalized, lives->finalized_count,
                                &lives->finalized_room, sizeof(uint32_t));
    lives->finalized_by_gc =
        vis_grow(lives->finalized_by_gc, lives->finalized_count,
                 &lives->by_room, sizeof(bool));
    lives->finalized[lives->finalized_count] = serial;
    lives->finalized_by_gc[lives->finalized_count++] = f->in_gc;
}

static void
note_collection(Follower *f, const uint64_t *words)
{
    Lives *lives = f->lives;
    lives->collections =
        vis_grow(lives->collections, lives->collection_count,
                 &lives->collection_room, sizeof(LabCollection));
    lives->collections[lives->collection_count++] = (LabCollection){
        f->model.steps, event_b(words[0]) & 255, f->looked_at, words[1]};
}

static void
before_event(Follower *f, const uint64_t *words)
{
    uint32_t a = event_a(words[0]);
    switch (event_kind(words[0])) {
    case EVENT_FREE:
        note_freed(f, a);
        break;
    case EVENT_FINALIZER_BEGIN:
        note_finalizer(f, a);
        break;
    case EVENT_GC_BEGIN:
        f->in_gc = true;
        f->looked_at = 0;
        if ((event_b(words[0]) & 256) != 0 && f->model.exit_phase < 0) {
            // Asked for by the program: tracing would have swept now.
            look_for_lost(f);
            sweep(f);
        }
        break;
    case EVENT_GC_COPY:
        // The runtime's own objects, some thousands, are left out.
        f->looked_at +=
            is_followed(&f->model.objects[model_find(&f->model, a)]);
        break;
    case EVENT_GC_END:
        f->in_gc = false;
        if (f->model.exit_phase < 0 && f->model.steps > 0) {
            note_collection(f, words);
        }
        break;
    case EVENT_INCREF:
    case EVENT_DECREF:
        f->lives->changes += f->model.exit_phase < 0 && f->model.steps > 0;
        break;
    case EVENT_NEW:
        f->made += f->model.steps > 0;
        break;
    default:
        break;
    }
}

// Whether more than an evaluation stack refers to it.
static bool
is_kept(const Model *model, ModelRef ref)
{
    for (ModelLink link = model->objects[ref].first_in; link.owner != 0;) {
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        if (EDGE_KIND_OF(edge) != LABEL_STACK &&
            model_edge_is_user(model, link.owner, edge)) {
            return true;
        }
        link = edge->next;
    }
    return false;
}

// New objects of the program: numbered at the end of a step. Temporaries
// have to wait.
static void
find_born(Follower *f, uint32_t *known)
{
    Model *model = &f->model;
    size_t left = 0;
    for (ModelRef i = 1; model->numbers != *known && i < model->used; i++) {
        if (is_followed(&model->objects[i]) &&
            model->objects[i].number > *known) {
            f->waiting = vis_grow(f->waiting, f->waiting_count,
                                  &f->waiting_room, sizeof(uint32_t));
            f->waiting[f->waiting_count++] = model->objects[i].serial;
        }
    }
    *known = model->numbers;
    for (size_t i = 0; i < f->waiting_count; i++) {
        ModelRef ref = model_find(model, f->waiting[i]);
        if (ref != 0 && is_kept(model, ref)) {
            add_life(f, ref);
        } else if (ref != 0) {
            f->waiting[left++] = f->waiting[i];
        }
    }
    f->waiting_count = left;
}

void
lives_make(Lives *lives, TraceReader *reader)
{
    *lives = (Lives){0};
    Follower f = {.lives = lives};
    uint32_t known = 0;
    const uint64_t *words;
    model_init(&f.model);
    f.model.note_lost = true;
    trace_reader_rewind(reader);
    while ((words = trace_reader_next(reader)) != NULL) {
        if (event_kind(words[0]) == EVENT_EXIT && event_b(words[0]) == 0) {
            lives->steps = f.model.steps;
        }
        before_event(&f, words);
        model_apply(&f.model, words);
        if (event_kind(words[0]) != EVENT_SETTLED || f.model.steps == 0 ||
            f.model.exit_phase == 1) {
            continue;
        }
        find_born(&f, &known);
        look_for_lost(&f);
        if (f.model.exit_phase < 0 && f.made >= TRACING_THRESHOLD) {
            sweep(&f);
        }
    }
    if (lives->steps == 0) {
        lives->steps = f.model.steps;
    }
    free(f.place);
    free(f.waiting);
    reach_free(&f.reach);
    model_free(&f.model);
}

void
lives_free(Lives *lives)
{
    for (size_t i = 0; i < lives->sweep_count; i++) {
        text_free(&lives->sweeps[i].story);
    }
    free(lives->items);
    free(lives->finalized);
    free(lives->finalized_by_gc);
    free(lives->collections);
    free(lives->sweeps);
    *lives = (Lives){0};
}
