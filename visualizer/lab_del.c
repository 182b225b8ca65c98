/* lab_del.c - finalizers in cycles: Python 2's rule and PEP 442's
 *
 * In each collection the recording says what was unreachable and whose
 * __del__ was called. Python 2 did not know in which order to call them: an
 * object of a cycle with __del__, and all that it leads to, was left alone
 * and put into gc.garbage.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/lab.h"

typedef struct Found {
    uint32_t serial;
    char name[64];
    bool del;    // has a __del__
    bool kept;   // Python 2 would not free it
    bool called; // its __del__ was called
    bool freed;
    bool resurrected;
} Found;

typedef struct Collection {
    Found *items;
    size_t count, room;
    uint64_t step;
    unsigned generation;
    uint32_t *order; // indices in the order of the calls
    size_t order_count, order_room;
    bool open;
} Collection;

static Found *
find(Collection *c, uint32_t serial)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->items[i].serial == serial) {
            return &c->items[i];
        }
    }
    return NULL;
}

// Whether the class of an object, or one it inherits from, has __del__.
static bool
has_del(const Model *model, ModelRef ref)
{
    ModelRef type = model->objects[ref].type;
    for (int depth = 0; type != 0 && depth < 100; depth++) {
        ModelRef dict = model_field(model, type, "__dict__");
        const ModelObject *o = &model->objects[dict];
        for (uint32_t i = 0; dict != 0 && i < o->edge_count; i++) {
            ModelRef key = o->edges[i].target;
            if (EDGE_KIND_OF(&o->edges[i]) == LABEL_KEY && key != 0 &&
                model->objects[key].value != NULL &&
                strcmp(model->objects[key].value, "'__del__'") == 0) {
                return true;
            }
        }
        type = model_field(model, type, "__base__");
    }
    return false;
}

static void
add(Collection *c, const Model *model, uint32_t serial)
{
    ModelRef ref = model_find(model, serial);
    if (ref == 0) {
        return;
    }
    c->items = vis_grow(c->items, c->count, &c->room, sizeof(Found));
    Found *found = &c->items[c->count++];
    *found = (Found){.serial = serial, .del = has_del(model, ref)};
    Text name = {0};
    report_name(model, ref, &name);
    if (model->objects[ref].number == 0 &&
        model_sort(model, ref) == SORT_DICT) {
        text_clear(&name);
        ModelRef owner = model_dict_owner(model, ref);
        text_add(&name, "the __dict__ of ");
        if (owner != 0) {
            report_name(model, owner, &name);
        }
    }
    snprintf(found->name, sizeof(found->name), "%s", name.bytes);
    text_free(&name);
}

// What Python 2 would leave: those with __del__ and all they lead to.
static void
keep(Collection *c, const Model *model)
{
    bool more = true;
    for (size_t i = 0; i < c->count; i++) {
        c->items[i].kept = c->items[i].del;
    }
    while (more) {
        more = false;
        for (size_t i = 0; i < c->count; i++) {
            ModelRef ref = model_find(model, c->items[i].serial);
            const ModelObject *o = &model->objects[ref];
            for (uint32_t k = 0; c->items[i].kept && k < o->edge_count; k++) {
                ModelRef target = o->edges[k].target;
                Found *next =
                    target != 0 ? find(c, model->objects[target].serial) : NULL;
                if (next != NULL && !next->kept &&
                    EDGE_KIND_OF(&o->edges[k]) != LABEL_WEAK) {
                    next->kept = more = true;
                }
            }
        }
    }
}

static void
names(const Collection *c, bool (*wanted)(const Found *), Text *out)
{
    enum { SHOWN = 12 };
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (wanted(&c->items[i])) {
            if (++n <= SHOWN) {
                text_format(out, "%s%s", n > 1 ? ", " : "", c->items[i].name);
            }
        }
    }
    if (n > SHOWN) {
        text_format(out, " and %zu more", n - SHOWN);
    }
    text_add(out, n == 0 ? "nothing" : "");
}

static bool
is_garbage(const Found *found)
{
    return found->del;
}

static bool
is_held_by_garbage(const Found *found)
{
    return found->kept && !found->del;
}

static bool
is_freed_by_2(const Found *found)
{
    return !found->kept;
}

static bool
is_freed(const Found *found)
{
    return found->freed;
}

static bool
is_resurrected(const Found *found)
{
    return !found->freed;
}

static void
tell(const Collection *c, Text *out)
{
    text_format(out, "\nStep %llu: the collector finds %zu %s out of reach\n",
                (unsigned long long)c->step, c->count,
                plural(c->count, "object", "objects"));
    text_add(out, "  Python 2\n    to gc.garbage, never freed: ");
    names(c, is_garbage, out);
    text_add(out, "\n    kept alive by them: ");
    names(c, is_held_by_garbage, out);
    text_add(out, "\n    freed: ");
    names(c, is_freed_by_2, out);
    text_add(out, "\n  Python 3.4 and later (PEP 442), as it ran here\n"
                  "    __del__ is called: ");
    for (size_t i = 0; i < c->order_count; i++) {
        text_format(out, "%s%s", i > 0 ? ", " : "", c->items[c->order[i]].name);
    }
    text_add(out, c->order_count == 0 ? "nobody's" : "");
    text_add(out, "\n    freed: ");
    names(c, is_freed, out);
    text_add(out, "\n    lives on (resurrected): ");
    names(c, is_resurrected, out);
    text_char(out, '\n');
}

typedef struct Lab2 {
    Model model;
    Collection now;
    bool judged; // what Python 2 would keep
    uint64_t told, empty;
    Text *out;
} Lab2;

static void
event(Lab2 *lab, const uint64_t *words)
{
    Collection *c = &lab->now;
    uint32_t a = event_a(words[0]);
    Found *found;
    switch (event_kind(words[0])) {
    case EVENT_GC_BEGIN:
        c->count = c->order_count = 0;
        c->step = lab->model.steps;
        c->open = true;
        lab->judged = false;
        return;
    case EVENT_GC_UNREACHABLE:
        add(c, &lab->model, a);
        return;
    case EVENT_FINALIZER_BEGIN:
    case EVENT_GC_CLEAR:
        if (c->open && !lab->judged) {
            // Before anything is taken apart.
            keep(c, &lab->model);
            lab->judged = true;
        }
        found = find(c, a);
        if (c->open && found != NULL && !found->called &&
            event_kind(words[0]) == EVENT_FINALIZER_BEGIN) {
            found->called = found->del = true;
            c->order = vis_grow(c->order, c->order_count, &c->order_room,
                                sizeof(uint32_t));
            c->order[c->order_count++] = (uint32_t)(found - c->items);
        }
        return;
    case EVENT_FREE:
        found = c->open ? find(c, a) : NULL;
        if (found != NULL) {
            found->freed = true;
        }
        return;
    case EVENT_GC_END:
        if (c->open && c->count > 0 && lab->model.exit_phase < 0) {
            tell(c, lab->out);
            lab->told++;
        } else {
            lab->empty += lab->model.exit_phase < 0 && lab->model.steps > 0;
        }
        c->open = false;
        return;
    default:
        return;
    }
}

void
lab_del(TraceReader *reader, const ViewOptions *view, Text *out)
{
    (void)view;
    Lab2 lab = {.out = out};
    const uint64_t *words;
    text_add(out, "Finalizers in cycles: Python 2's rule and PEP 442's\n");
    model_init(&lab.model);
    trace_reader_rewind(reader);
    while ((words = trace_reader_next(reader)) != NULL) {
        event(&lab, words);
        model_apply(&lab.model, words);
    }
    if (lab.told == 0) {
        text_add(out, "\nNo collection found anything out of reach.\n");
    }
    if (lab.empty > 0) {
        text_format(out, "\n%llu more %s found nothing.\n",
                    (unsigned long long)lab.empty,
                    plural(lab.empty, "collection", "collections"));
    }
    free(lab.now.items);
    free(lab.now.order);
    model_free(&lab.model);
}
