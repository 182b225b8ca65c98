/* step_look.c - the commands that look at objects */
#include <stdlib.h>
#include <string.h>

#include "visualizer/step_ui.h"

ModelRef
ui_object(Ui *ui, const char *words)
{
    if (words[0] == '\0') {
        text_add(&ui->answer, "of what? a NAME or #7\n");
        return 0;
    }
    // What lies unreachable has its number by the analysis only.
    Text ignored = {0};
    ui_heap(ui, 80, &ignored);
    text_free(&ignored);
    ExprValue v = expr_evaluate(&ui->s.model, ui->up, words);
    if (v.ref == 0) {
        text_format(&ui->answer, "%s\n",
                    v.kind == EXPR_ERROR ? v.text
                                         : "that is no object of the heap");
    }
    return v.ref;
}

UiDone
ui_do_heap(Ui *ui, const char *words)
{
    (void)words;
    ui_heap(ui, ui->view.columns, &ui->answer);
    return UI_STAYED;
}

// One part of the heap's text: up to the next heading.
UiDone
ui_do_names(Ui *ui, const char *words)
{
    (void)words;
    Text all = {0};
    ui_heap(ui, ui->view.columns, &all);
    const char *end = strstr(all.bytes, "\nObjects ");
    const char *dead = strstr(all.bytes, "\nUnreachable");
    const char *freed = strstr(all.bytes, "\nFreed by");
    end = end == NULL || (dead != NULL && dead < end) ? dead : end;
    end = end == NULL || (freed != NULL && freed < end) ? freed : end;
    size_t n = end != NULL ? (size_t)(end - all.bytes) + 1 : all.length;
    text_add_bytes(&ui->answer, all.bytes, n);
    text_free(&all);
    return UI_STAYED;
}

static void
with_scene(Ui *ui, Scene *scene)
{
    SceneOptions options = ui->scene;
    options.max_objects = UINT32_MAX;
    step_forget_numbers(&ui->s.model);
    scene_make(scene, &ui->s.model, &options);
}

static void
head(Ui *ui, ModelRef ref, Text *out)
{
    const Model *model = &ui->s.model;
    const ModelObject *o = &model->objects[ref];
    report_name(model, ref, out);
    text_add(out, ", ");
    text_size(out, o->bytes);
    if (o->flags & OBJECT_TRACKED) {
        text_format(out, ", generation %d", model_generation(model, o));
    }
    if (o->born_step > 0 && !(o->flags & OBJECT_BEFORE)) {
        text_format(out, ", born in step %u", o->born_step);
    }
    text_char(out, '\n');
}

static void
put_rows(Ui *ui, const SceneRows *rows, Text *out)
{
    for (size_t i = 0; i < rows->count; i++) {
        const SceneRow *row = &rows->items[i];
        text_format(out, "  %-12s %s ", row->label,
                    row->weak       ? "..>"
                    : ui->view.utf8 ? "\xe2\x94\x80\xe2\x94\x80>"
                                    : "-->");
        report_name(&ui->s.model, row->target, out);
        text_add(out, row->weak ? " (weak: not counted)\n" : "\n");
    }
}

UiDone
ui_do_show(Ui *ui, const char *words)
{
    ModelRef ref = ui_object(ui, words);
    if (ref == 0) {
        return UI_STAYED;
    }
    const Model *model = &ui->s.model;
    SceneRows rows = {0};
    Bill bill;
    head(ui, ref, &ui->answer);
    bill_make(&bill, model, ref);
    text_format(&ui->answer, "  count %u = ", bill.user + bill.runtime);
    bill_words(model, &bill, &ui->answer);
    if (bill.user == 0) {
        text_add(&ui->answer, "0 by the program");
    }
    if (bill.runtime > 0) {
        text_add(&ui->answer, " + ");
        bill_runtime_words(&bill, &ui->answer);
    }
    text_char(&ui->answer, '\n');
    bill_free(&bill);
    scene_rows(model, ref, 0, &rows);
    put_rows(ui, &rows, &ui->answer);
    scene_rows_free(&rows);
    return UI_STAYED;
}

UiDone
ui_do_bill(Ui *ui, const char *words)
{
    ModelRef ref = ui_object(ui, words);
    if (ref == 0) {
        return UI_STAYED;
    }
    Scene scene;
    with_scene(ui, &scene);
    view_why(&scene, ref, words, &ui->view, &ui->answer);
    scene_free(&scene);
    return UI_STAYED;
}

UiDone
ui_do_referrers(Ui *ui, const char *words)
{
    ModelRef ref = ui_object(ui, words);
    if (ref == 0) {
        return UI_STAYED;
    }
    const Model *model = &ui->s.model;
    Bill bill;
    bill_make(&bill, model, ref);
    report_name(model, ref, &ui->answer);
    text_add(&ui->answer, " is referred to by\n");
    for (size_t i = 0; i < bill.count; i++) {
        const Referrer *r = &bill.referrers[i];
        text_format(&ui->answer, "  %s %s", bill_word(r->kind, 1), r->label);
        const ModelObject *o = &model->objects[r->owner];
        if (r->frame != 0) {
            text_format(
                &ui->answer, " in %s",
                model_string(model, model->frames[r->frame - 1].function));
        } else if (r->owner != 0 &&
                   !(o->flags & (OBJECT_ROOT | OBJECT_NAMESPACE))) {
            text_add(&ui->answer, " of ");
            report_name(model, r->owner, &ui->answer);
        }
        text_char(&ui->answer, '\n');
    }
    if (bill.count == 0) {
        text_add(&ui->answer, "  nothing\n");
    }
    bill_free(&bill);
    return UI_STAYED;
}

UiDone
ui_do_referents(Ui *ui, const char *words)
{
    ModelRef ref = ui_object(ui, words);
    if (ref == 0) {
        return UI_STAYED;
    }
    SceneRows rows = {0};
    report_name(&ui->s.model, ref, &ui->answer);
    text_add(&ui->answer, " refers to\n");
    scene_rows(&ui->s.model, ref, 0, &rows);
    put_rows(ui, &rows, &ui->answer);
    if (rows.count == 0) {
        text_add(&ui->answer, "  nothing of the program's\n");
    }
    scene_rows_free(&rows);
    return UI_STAYED;
}

// ------------------------------------------------------------ why it lives

enum { WHY_PATHS = 3 };

typedef struct Search {
    const Model *model;
    ModelLink *from; // towards the object
    ModelRef *queue;
    uint8_t *seen;
    size_t head, tail;
} Search;

static bool
is_root(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    return (o->flags & (OBJECT_FRAME | OBJECT_ROOT)) != 0 ||
           ref == model->main_names ||
           ((o->flags & OBJECT_BEFORE) && o->number == 0) ||
           (o->flags & OBJECT_STATIC) != 0;
}

// The next root that the walk backwards meets; 0: none is left.
static ModelRef
next_root(Search *s)
{
    const Model *model = s->model;
    while (s->head < s->tail) {
        ModelRef at = s->queue[s->head++];
        if (is_root(model, at) && s->head > 1) {
            return at;
        }
        for (ModelLink link = model->objects[at].first_in; link.owner != 0;) {
            const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
            if (!s->seen[link.owner] && EDGE_KIND_OF(edge) != LABEL_WEAK) {
                s->seen[link.owner] = 1;
                s->from[link.owner] = link;
                s->queue[s->tail++] = link.owner;
            }
            link = edge->next;
        }
    }
    return 0;
}

static void
name_root(const Model *model, ModelRef root, Text *out)
{
    const ModelObject *o = &model->objects[root];
    const ModelFrame *frame = model_find_frame(model, o->serial);
    if (root == model->main_names) {
        text_add(out, "globals");
    } else if (frame != NULL) {
        text_format(out, "%s()", model_string(model, frame->function));
    } else if (o->flags & OBJECT_ROOT) {
        text_add(out, "the runtime");
    } else {
        report_name(model, root, out);
    }
}

static void
put_path(const Search *s, ModelRef root, ModelRef ref, const char *arrow,
         Text *out)
{
    const Model *model = s->model;
    text_add(out, "  ");
    name_root(model, root, out);
    for (ModelRef at = root; at != ref;) {
        ModelLink link = s->from[at];
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        text_format(out, " %s ", arrow);
        edge_label(model, link.owner, edge, out);
        text_char(out, ' ');
        at = edge->target;
        scene_number(model, at, out);
    }
    text_char(out, '\n');
}

// The edge nearest to the root that the program itself has made.
static void
put_cut(const Search *s, ModelRef root, ModelRef ref, Text *out)
{
    const Model *model = s->model;
    for (ModelRef at = root; at != ref;) {
        ModelLink link = s->from[at];
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        Text label = {0};
        edge_label(model, link.owner, edge, &label);
        bool name = link.owner == model->main_names ||
                    EDGE_KIND_OF(edge) == LABEL_LOCAL;
        if (model_edge_is_user(model, link.owner, edge)) {
            text_add(out, "  to cut it: ");
            if (name) {
                text_format(out, "del %s\n", label.bytes);
            } else {
                text_add(out, "let ");
                scene_number(model, link.owner, out);
                text_format(out, "%s go\n", label.bytes);
            }
            text_free(&label);
            return;
        }
        text_free(&label);
        at = edge->target;
    }
}

UiDone
ui_do_why(Ui *ui, const char *words)
{
    ModelRef ref = ui_object(ui, words);
    if (ref == 0) {
        return UI_STAYED;
    }
    const Model *model = &ui->s.model;
    Search s = {.model = model};
    s.from = vis_zero(model->used, sizeof(ModelLink));
    s.queue = vis_alloc(model->used * sizeof(ModelRef));
    s.seen = vis_zero(model->used, 1);
    s.queue[s.tail++] = ref;
    s.seen[ref] = 1;
    Text *out = &ui->answer;
    int paths = 0;
    ModelRef root;
    while (paths < WHY_PATHS && (root = next_root(&s)) != 0) {
        if (paths++ == 0) {
            report_name(model, ref, out);
            text_add(out, " lives because of\n");
        }
        put_path(&s, root, ref, ui->view.utf8 ? "\xe2\x86\x92" : "->", out);
        put_cut(&s, root, ref, out);
    }
    if (paths == 0) {
        report_name(model, ref, out);
        text_add(out, " cannot be reached: no name leads to it. It lives "
                      "because its\ncount is not 0: ");
        Bill bill;
        bill_make(&bill, model, ref);
        bill_words(model, &bill, out);
        bill_free(&bill);
        text_add(out, "; the collector would free it\n");
    }
    free(s.from);
    free(s.queue);
    free(s.seen);
    return UI_STAYED;
}
