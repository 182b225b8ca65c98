/* view_why.c - the referrers of one object, and a way to it from a name */
#include <stdlib.h>
#include <string.h>

#include "visualizer/view.h"

static void
put_object(const Scene *scene, ModelRef ref, const ViewOptions *options,
           Text *out)
{
    const Model *model = scene->model;
    const ModelObject *o = &model->objects[ref];
    scene_number(model, ref, out);
    text_format(out, " %s", model_type_name(model, o->type));
    if (o->value != NULL && scene_is_atom(model, ref)) {
        text_char(out, ' ');
        text_clean(out, o->value, strlen(o->value), 30, options->utf8);
    }
}

static void
put_referrer(const Scene *scene, const Referrer *r,
             const ViewOptions *options, Text *out)
{
    const Model *model = scene->model;
    text_add(out, "  ");
    if (r->count > 1) {
        text_format(out, "%u x ", r->count);
    }
    text_format(out, "%s ", bill_word(r->kind, 1));
    Text label = {0};
    text_clean(&label, r->label, strlen(r->label), 40, options->utf8);
    text_add(out, label.bytes != NULL ? label.bytes : "");
    text_free(&label);
    if (r->frame != 0) {
        const ModelFrame *frame = &model->frames[r->frame - 1];
        text_format(out, " in %s, line %u",
                    model_string(model, frame->function), frame->line);
    } else if (r->kind == BILL_NAME) {
        text_add(out, r->owner == model->main_names ? " in globals"
                                                     : " in a namespace");
    } else if (r->owner != 0 &&
               !(model->objects[r->owner].flags & OBJECT_ROOT)) {
        text_add(out, " of ");
        put_object(scene, r->owner, options, out);
        if (scene->analysis.reach[r->owner] != REACH_LIVE) {
            text_add(out, " (itself unreachable)");
        }
    }
    text_char(out, '\n');
}

// A shortest way from a root, backwards, breadth first.
static void
put_path(const Scene *scene, ModelRef ref, const ViewOptions *options,
         Text *out)
{
    const Model *model = scene->model;
    ModelLink *from = vis_zero(model->used, sizeof(ModelLink));
    ModelRef *queue = vis_alloc(model->used * sizeof(ModelRef));
    size_t head = 0, tail = 0;
    ModelRef found = 0;
    uint8_t *seen = vis_zero(model->used, 1);
    queue[tail++] = ref;
    seen[ref] = 1;
    while (head < tail && found == 0) {
        ModelRef at = queue[head++];
        const ModelObject *o = &model->objects[at];
        if (o->flags & (OBJECT_FRAME | OBJECT_ROOT | OBJECT_NAMESPACE)) {
            found = at;
            break;
        }
        for (ModelLink link = o->first_in; link.owner != 0;) {
            const ModelEdge *edge =
                &model->objects[link.owner].edges[link.at];
            if (!seen[link.owner] && EDGE_KIND_OF(edge) != LABEL_WEAK) {
                seen[link.owner] = 1;
                from[link.owner] = link;
                queue[tail++] = link.owner;
            }
            link = edge->next;
        }
    }
    if (found == 0) {
        text_add(out, scene->analysis.reach[ref] == REACH_LIVE
                          ? ""
                          : "No name leads to it: it is unreachable, and "
                            "only a collection frees it.\n");
    } else {
        text_add(out, "A way to it: ");
        Text label = {0};
        const ModelObject *o = &model->objects[found];
        const ModelFrame *frame = model_find_frame(model, o->serial);
        text_add(out, frame != NULL ? model_string(model, frame->function)
                      : o->flags & OBJECT_ROOT ? "the runtime"
                                               : "globals");
        while (found != ref) {
            ModelLink link = from[found];
            const ModelEdge *edge =
                &model->objects[link.owner].edges[link.at];
            text_clear(&label);
            edge_label(model, link.owner, edge, &label);
            found = edge->target;
            text_format(out, " %s ", options->utf8 ? "\xe2\x86\x92" : "->");
            text_clean(out, label.bytes, label.length, 30, options->utf8);
            text_add(out, " ");
            scene_number(model, found, out);
        }
        text_free(&label);
        text_char(out, '\n');
    }
    free(from);
    free(queue);
    free(seen);
}

void
view_why(const Scene *scene, ModelRef ref, const char *name,
         const ViewOptions *options, Text *out)
{
    const Model *model = scene->model;
    const ModelObject *o = &model->objects[ref];
    Bill bill;
    bill_make(&bill, model, ref);
    if (name[0] != '#') {
        text_clean(out, name, strlen(name), 40, options->utf8);
        text_add(out, " is ");
    }
    put_object(scene, ref, options, out);
    text_add(out, ", ");
    text_size(out, o->bytes);
    if (o->flags & OBJECT_TRACKED) {
        text_format(out, ", generation %d", model_generation(model, o));
    }
    text_format(out, ".\nIts count is %u", bill.user + bill.runtime);
    if (bill.runtime > 0) {
        text_format(out, " = %u by the program + %u by the runtime",
                    bill.user, bill.runtime);
    }
    text_add(out, ":\n");
    enum { SHOWN = 40 };
    for (size_t i = 0; i < bill.count && i < SHOWN; i++) {
        put_referrer(scene, &bill.referrers[i], options, out);
    }
    if (bill.user + bill.runtime > SHOWN && bill.count > SHOWN) {
        text_add(out, "  and ");
        text_count(out, bill.user + bill.runtime - SHOWN);
        text_add(out, " more\n");
    }
    if (bill.weak > 0) {
        text_format(out, "  (%u weak %s not counted)\n", bill.weak,
                    plural(bill.weak, "reference", "references"));
    }
    put_path(scene, ref, options, out);
    bill_free(&bill);
}
