/* lab_cost.c - what counting itself costs: in time, the count changes of
 * each line; in space, the headers against the payload */
#include <stdlib.h>
#include <string.h>

#include "visualizer/film_marks.h"
#include "visualizer/lab.h"

enum { LINES_SHOWN = 30, TYPES_SHOWN = 20 };

typedef struct LineCost {
    uint64_t times, changes;
} LineCost;

typedef struct TypeCost {
    ModelRef type;
    uint64_t objects, bytes, heads;
} TypeCost;

typedef struct Cost {
    Model model;
    LineCost *lines;
    size_t room;
    uint64_t changes, other, instructions;
} Cost;

static LineCost *
line_cost(Cost *cost, uint32_t line)
{
    size_t before = cost->room;
    while (cost->room <= line) {
        cost->lines =
            vis_grow(cost->lines, cost->room, &cost->room, sizeof(LineCost));
    }
    memset(cost->lines + before, 0, (cost->room - before) * sizeof(LineCost));
    return &cost->lines[line];
}

// A change belongs to the line of the script that runs, also when it is
// made in a library that the line called.
static void
follow(Cost *cost, TraceReader *reader)
{
    const uint64_t *words;
    uint32_t line = 0;
    bool end = false;
    while (!end && (words = trace_reader_next(reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        if (kind == EVENT_INCREF || kind == EVENT_DECREF) {
            if (line != 0) {
                line_cost(cost, line)->changes++;
                cost->changes++;
            } else {
                cost->other += cost->model.steps > 0;
            }
        }
        end = kind == EVENT_EXIT;
        model_apply(&cost->model, words);
        if (kind == EVENT_LINE) {
            ModelFrame *frame = (ModelFrame *)model_line_frame(&cost->model);
            if (frame != NULL && model_frame_in_main(&cost->model, frame)) {
                line = cost->model.line;
                line_cost(cost, line)->times++;
            }
        }
    }
    cost->instructions = cost->model.instructions;
}

static int
by_changes(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return a[1] != b[1] ? (a[1] > b[1] ? -1 : 1)
                        : (a[0] > b[0]) - (a[0] < b[0]);
}

static void
put_source(const Model *model, uint32_t line, const ViewOptions *view,
           Text *out)
{
    const ModelFile *file = model_main_source(model);
    const char *at = file != NULL ? file->text : NULL;
    for (uint32_t i = 1; i < line && at != NULL; i++) {
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    if (at != NULL) {
        int room = view->columns - 40 > 10 ? view->columns - 40 : 10;
        text_clean(out, at, marks_code_length(at, strcspn(at, "\n")), room,
                   view->utf8);
    }
    text_char(out, '\n');
}

static void
time_table(Cost *cost, const ViewOptions *view, Text *out)
{
    uint64_t(*order)[2] = vis_zero(cost->room + 1, sizeof(*order));
    size_t count = 0;
    for (uint32_t i = 1; i < cost->room; i++) {
        if (cost->lines[i].times > 0) {
            order[count][0] = i;
            order[count++][1] = cost->lines[i].changes;
        }
    }
    if (count > 1) {
        qsort(order, count, sizeof(*order), by_changes);
    }
    text_add(out, "In time: a count goes up or down\n\n"
                  "     changes    times    each  line\n");
    for (size_t i = 0; i < count && i < LINES_SHOWN; i++) {
        const LineCost *l = &cost->lines[order[i][0]];
        Text n = {0};
        text_count(&n, l->changes);
        text_format(out, "%12s %8llu %7.1f %5llu  ", n.bytes,
                    (unsigned long long)l->times,
                    (double)l->changes / (double)l->times,
                    (unsigned long long)order[i][0]);
        text_free(&n);
        put_source(&cost->model, (uint32_t)order[i][0], view, out);
    }
    if (count > LINES_SHOWN) {
        text_format(out, "             ... and %zu more lines\n",
                    count - LINES_SHOWN);
    }
    Text all = {0}, instructions = {0};
    text_count(&all, cost->changes + cost->other);
    text_count(&instructions, cost->instructions);
    text_format(out, "%12s in all, in %s bytecode instructions: %.1f each\n",
                all.bytes, instructions.bytes,
                cost->instructions == 0
                    ? 0.0
                    : (double)(cost->changes + cost->other) /
                          (double)cost->instructions);
    text_free(&all);
    text_free(&instructions);
    free(order);
}

static int
by_bytes(const void *x, const void *y)
{
    const TypeCost *a = x, *b = y;
    return a->bytes != b->bytes ? (a->bytes > b->bytes ? -1 : 1)
                                : (a->type > b->type) - (a->type < b->type);
}

static void
space_row(const char *name, const TypeCost *t, Text *out)
{
    uint64_t counts = t->objects * 8, types = t->objects * 8;
    uint64_t payload = t->bytes - counts - types - t->heads;
    text_format(out, "%8llu %9llu %9llu %9llu %10llu %5.0f %%  %s\n",
                (unsigned long long)t->objects, (unsigned long long)counts,
                (unsigned long long)types, (unsigned long long)t->heads,
                (unsigned long long)payload,
                t->bytes == 0
                    ? 0.0
                    : 100.0 * (double)(t->bytes - payload) / (double)t->bytes,
                name);
}

static void
space_table(const Model *model, Text *out)
{
    TypeCost *types = NULL, all = {0};
    size_t count = 0, room = 0;
    uint32_t *place = vis_zero(model->used, sizeof(uint32_t));
    for (ModelRef i = 1; i < model->used; i++) {
        const ModelObject *o = &model->objects[i];
        if (o->serial == 0 || o->number == 0 || o->type == 0 || o->bytes < 16 ||
            (o->flags & (OBJECT_BEFORE | OBJECT_FRAME | OBJECT_STATIC))) {
            continue;
        }
        if (place[o->type] == 0) {
            types = vis_grow(types, count, &room, sizeof(TypeCost));
            types[count] = (TypeCost){.type = o->type};
            place[o->type] = (uint32_t)++count;
        }
        TypeCost *t = &types[place[o->type] - 1];
        uint64_t head = (o->flags & OBJECT_HAS_HEAD) ? 16 : 0;
        t->objects++;
        t->bytes += o->bytes;
        t->heads += head;
        all.objects++;
        all.bytes += o->bytes;
        all.heads += head;
    }
    if (count > 1) {
        qsort(types, count, sizeof(TypeCost), by_bytes);
    }
    text_add(out, "\nIn space: bytes of what every object carries, at the "
                  "program's end\n\n objects     count      type    gc head "
                  "   payload  head   of\n");
    for (size_t i = 0; i < count && i < TYPES_SHOWN; i++) {
        space_row(model_type_name(model, types[i].type), &types[i], out);
    }
    space_row("in all", &all, out);
    free(types);
    free(place);
}

void
lab_cost(TraceReader *reader, const ViewOptions *view, Text *out)
{
    Cost cost = {0};
    model_init(&cost.model);
    trace_reader_rewind(reader);
    follow(&cost, reader);
    text_add(out, "What counting costs\n\n");
    if (cost.changes == 0) {
        text_add(out, "(this recording has no count changes: record it with "
                      "--events=all)\n\n");
    }
    time_table(&cost, view, out);
    space_table(&cost.model, out);
    text_add(out, "\nThe count of 8 bytes is what counting needs; the type "
                  "is there in any case;\nthe collector's header is there "
                  "because counting does not see cycles.\n");
    free(cost.lines);
    model_free(&cost.model);
}
