/* report_compare.c - what differs between two moments: names, slots, counts,
 * reach */
#include <stdlib.h>
#include <string.h>

#include "visualizer/report.h"

typedef struct Pair {
    Report *report;
    Model *before, *now;
} Pair;

static const SceneRow *
row_of(const SceneRows *rows, const char *label)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows->items[i].temporary &&
            strcmp(rows->items[i].label, label) == 0) {
            return &rows->items[i];
        }
    }
    return NULL;
}

static bool
is_told(const SceneRow *row)
{
    return row->target != 0 && !row->temporary && !row->weak;
}

static void
old_name(const Pair *p, const SceneRow *old, Text *out)
{
    ModelRef now = model_find(p->now, p->before->objects[old->target].serial);
    if (now != 0) {
        report_name(p->now, now, out);
    } else {
        report_name(p->before, old->target, out);
    }
}

static bool
same_target(const Pair *p, const SceneRow *was, const SceneRow *is)
{
    return was != NULL && was->target != 0 &&
           p->before->objects[was->target].serial ==
               p->now->objects[is->target].serial;
}

// ".next" of "#7", "[0]", "x"
static void
slot_name(const char *owner, const char *label, Text *out)
{
    bool bare = label[0] != '.' && label[0] != '[';
    text_format(out, "%s%s%s", owner, owner[0] != '\0' && bare ? "." : "",
                label);
}

static size_t
tell_set(Pair *p, const SceneRows *old, const SceneRows *new, const char *owner)
{
    size_t told = 0;
    for (size_t i = 0; i < new->count; i++) {
        const SceneRow *row = &new->items[i];
        const SceneRow *was = row_of(old, row->label);
        if (!is_told(row) || same_target(p, was, row) ||
            told++ >= REPORT_ITEMS) {
            continue;
        }
        Text text = {0};
        slot_name(owner, row->label, &text);
        text_add(&text, " refers to ");
        report_name(p->now, row->target, &text);
        if (was != NULL && was->target != 0) {
            text_add(&text, ", no longer to ");
            old_name(p, was, &text);
        }
        report_tell(p->report, REPORT_NEW, "%s", text.bytes);
        text_free(&text);
    }
    return told;
}

// Names, or the slots of one object.
static void
compare_rows(Pair *p, const SceneRows *old, const SceneRows *new,
             const char *owner)
{
    size_t told = tell_set(p, old, new, owner);
    if (told > REPORT_ITEMS) {
        report_tell(p->report, REPORT_NEW, "... and %zu more of %s",
                    told - REPORT_ITEMS,
                    owner[0] != '\0' ? owner : "the names");
    }
    told = 0;
    for (size_t i = 0; i < old->count && told < REPORT_ITEMS; i++) {
        const SceneRow *row = &old->items[i];
        if (!is_told(row) || row_of(new, row->label) != NULL) {
            continue;
        }
        told++;
        Text text = {0};
        text_add(&text, owner[0] == '\0' ? "the name " : "");
        slot_name(owner, row->label, &text);
        text_add(&text, owner[0] == '\0' ? " is gone; it referred to "
                                         : " no longer refers to ");
        old_name(p, row, &text);
        report_tell(p->report, REPORT_GONE, "%s", text.bytes);
        text_free(&text);
    }
}

static void
names_of(const Model *model, uint32_t serial, SceneRows *rows)
{
    if (serial == 0) {
        if (model->main_names != 0) {
            scene_namespace_rows(model, model->main_names, false, 0, rows);
        }
        return;
    }
    const ModelFrame *frame = model_find_frame(model, serial);
    if (frame == NULL || frame->ref == 0) {
        return;
    }
    scene_frame_rows(model, frame->ref, rows);
    ModelRef names =
        (frame->flags & 4) ? model_field(model, frame->ref, "locals") : 0;
    if (names != 0) {
        scene_namespace_rows(model, names, false, 0, rows);
    }
}

static void
compare_scope(Pair *p, uint32_t serial)
{
    SceneRows old = {0}, new = {0};
    names_of(p->before, serial, &old);
    names_of(p->now, serial, &new);
    compare_rows(p, &old, &new, "");
    scene_rows_free(&old);
    scene_rows_free(&new);
}

static void
compare_names(Pair *p)
{
    compare_scope(p, 0);
    for (size_t i = 0; i < p->now->frame_count; i++) {
        const ModelFrame *frame = &p->now->frames[i];
        if (!(frame->flags & 2) && frame->file != FILE_LIBRARY) {
            compare_scope(p, frame->serial);
        }
    }
}

// Whether two objects have the same references: most have.
static bool
same_edges(const Pair *p, ModelRef old, ModelRef new)
{
    const ModelObject *a = &p->before->objects[old];
    const ModelObject *b = &p->now->objects[new];
    if (a->edge_count != b->edge_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->edge_count; i++) {
        ModelRef x = a->edges[i].target, y = b->edges[i].target;
        if (a->edges[i].label != b->edges[i].label || (x == 0) != (y == 0) ||
            (x != 0 &&
             p->before->objects[x].serial != p->now->objects[y].serial)) {
            return false;
        }
    }
    return true;
}

static ModelRef
own_dict(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    for (uint32_t i = 0; i < o->edge_count; i++) {
        if (EDGE_KIND_OF(&o->edges[i]) == LABEL_FIELD &&
            EDGE_NUMBER_OF(&o->edges[i]) == model->name_dict) {
            return o->edges[i].target;
        }
    }
    return 0;
}

static bool
may_differ(const Pair *p, ModelRef old, ModelRef new)
{
    if (!same_edges(p, old, new)) {
        return true;
    }
    ModelRef a = own_dict(p->before, old), b = own_dict(p->now, new);
    return a != 0 && b != 0 && !same_edges(p, a, b);
}

static bool
has_slots(const Model *model, ModelRef ref)
{
    ObjectSort sort = model_sort(model, ref);
    const ModelObject *o = &model->objects[ref];
    return o->serial != 0 && o->number != 0 &&
           (sort == SORT_INSTANCE || sort == SORT_TYPE ||
            (sort >= SORT_LIST && sort <= SORT_SET)) &&
           !(o->flags & (OBJECT_BEFORE | OBJECT_NAMESPACE));
}

static void
compare_slots(Pair *p)
{
    for (ModelRef i = 1; i < p->now->used; i++) {
        if (!has_slots(p->now, i)) {
            continue;
        }
        ModelRef old = model_find(p->before, p->now->objects[i].serial);
        if (old == 0 || p->before->objects[old].number == 0 ||
            !may_differ(p, old, i)) {
            continue;
        }
        SceneRows was = {0}, is = {0};
        scene_rows(p->before, old, 0, &was);
        scene_rows(p->now, i, 0, &is);
        char owner[24];
        snprintf(owner, sizeof(owner), "#%u", p->now->objects[i].number);
        compare_rows(p, &was, &is, owner);
        scene_rows_free(&was);
        scene_rows_free(&is);
    }
}

typedef struct Items {
    Text text;
    size_t count;
} Items;

static void
add_item(Items *items, const char *item)
{
    if (++items->count <= REPORT_ITEMS) {
        text_format(&items->text, "%s%s", items->count > 1 ? ", " : "", item);
    }
}

static void
tell_items(Pair *p, ReportMark mark, const char *head, Items *items)
{
    if (items->count > REPORT_ITEMS) {
        text_format(&items->text, " and %zu more", items->count - REPORT_ITEMS);
    }
    if (items->count > 0) {
        report_tell(p->report, mark, "%s%s", head, items->text.bytes);
    }
    text_free(&items->text);
}

static void
compare_count(Pair *p, ModelRef old, ModelRef new, Items *items)
{
    uint32_t was, is, runtime;
    bill_count(p->before, old, &was, &runtime);
    bill_count(p->now, new, &is, &runtime);
    // What only the runtime still holds is of no interest any more.
    if (was == is || p->before->objects[old].number == 0 ||
        (is == 0 && runtime > 0)) {
        return;
    }
    Text item = {0};
    report_name(p->now, new, &item);
    text_format(&item, " %u%s%u (%+d)", was,
                p->report->utf8 ? "\xe2\x86\x92" : "->", is,
                (int)is - (int)was);
    add_item(items, item.bytes);
    text_free(&item);
}

static int
by_number(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

// The numbered objects, in their order: number << 32 | place.
static uint64_t *
numbered(const Model *model, size_t *count)
{
    uint64_t *list = NULL;
    size_t room = 0;
    *count = 0;
    for (ModelRef i = 1; i < model->used; i++) {
        const ModelObject *o = &model->objects[i];
        if (o->serial != 0 && o->number != 0 &&
            !(o->flags & (OBJECT_FRAME | OBJECT_ROOT))) {
            list = vis_grow(list, *count, &room, sizeof(uint64_t));
            list[(*count)++] = (uint64_t)o->number << 32 | i;
        }
    }
    if (*count > 1) {
        qsort(list, *count, sizeof(uint64_t), by_number);
    }
    return list;
}

static void
compare_objects(Pair *p)
{
    Items new = {0}, counts = {0};
    size_t count;
    uint64_t *list = numbered(p->now, &count);
    for (size_t i = 0; i < count; i++) {
        ModelRef ref = (ModelRef)list[i];
        ModelRef old = model_find(p->before, p->now->objects[ref].serial);
        if (old != 0) {
            compare_count(p, old, ref, &counts);
        } else {
            Text item = {0};
            report_name(p->now, ref, &item);
            add_item(&new, item.bytes);
            text_free(&item);
        }
    }
    free(list);
    tell_items(p, REPORT_NEW, "new: ", &new);
    tell_items(p, REPORT_COUNT, "counts: ", &counts);
}

static void
compare_reach(Pair *p)
{
    Analysis old, new;
    analysis_make(&old, p->before);
    analysis_make(&new, p->now);
    Items lost = {0};
    bool cycle = false;
    size_t count;
    uint64_t *list = numbered(p->now, &count);
    for (size_t k = 0; k < count; k++) {
        ModelRef i = (ModelRef)list[k];
        const ModelObject *o = &p->now->objects[i];
        if (o->number > p->now->numbers ||
            (new.reach[i] != REACH_NONE &&new.reach[i] != REACH_WEAK)) {
            continue;
        }
        ModelRef was = model_find(p->before, o->serial);
        if (was == 0 || old.reach[was] == REACH_LIVE) {
            Text item = {0};
            report_name(p->now, i, &item);
            add_item(&lost, item.bytes);
            text_free(&item);
            cycle |= new.cycle[i] != 0;
        }
    }
    free(list);
    tell_items(p, REPORT_GONE,
               cycle ? "out of reach, but not freed, because of a cycle: "
                     : "out of reach, but not freed: ",
               &lost);
    analysis_free(&old);
    analysis_free(&new);
}

void
report_compare(Report *report, Model *before, Model *now)
{
    Pair p = {report, before, now};
    compare_names(&p);
    compare_slots(&p);
    compare_objects(&p);
    compare_reach(&p);
}
