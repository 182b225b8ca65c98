/* view_json.c - the scene as one JSON document */
#include <string.h>

#include "visualizer/view.h"

static void
string(Text *out, const char *key, const char *value)
{
    text_format(out, "\"%s\": ", key);
    text_json(out, value, strlen(value));
}

static void
put_rows(const Scene *scene, const SceneRows *rows, Text *out)
{
    const Model *model = scene->model;
    text_add(out, "[");
    for (size_t i = 0; i < rows->count; i++) {
        const SceneRow *row = &rows->items[i];
        text_add(out, i > 0 ? ",\n      {" : "\n      {");
        if (row->target == 0) {
            text_format(out, "\"folded\": %llu}",
                        (unsigned long long)row->folded);
            continue;
        }
        const ModelObject *o = &model->objects[row->target];
        string(out, "label", row->label);
        text_format(out, ", \"serial\": %u", o->serial);
        if (o->number != 0) {
            text_format(out, ", \"object\": %u", o->number);
        }
        text_add(out, ", ");
        string(out, "type", model_type_name(model, o->type));
        if (o->value != NULL && scene_is_atom(model, row->target)) {
            text_add(out, ", ");
            string(out, "value", o->value);
        }
        text_format(out, "%s%s%s}", row->weak ? ", \"weak\": true" : "",
                    row->changed ? ", \"changed\": true" : "",
                    row->temporary ? ", \"temporary\": true" : "");
    }
    text_add(out, rows->count > 0 ? "\n    ]" : "]");
}

static void
put_bill(const Scene *scene, const Bill *bill, Text *out)
{
    Text words = {0};
    bill_words(scene->model, bill, &words);
    text_format(out, "\"by_program\": %u, \"by_runtime\": %u, \"weak\": %u, ",
                bill->user, bill->runtime, bill->weak);
    string(out, "bill", words.bytes);
    text_free(&words);
    if (bill->runtime > 0) {
        words = (Text){0};
        bill_runtime_words(bill, &words);
        text_add(out, ", ");
        string(out, "runtime_bill", words.bytes);
        text_free(&words);
    }
}

static void
put_box(const Scene *scene, const SceneBox *box, Text *out)
{
    static const char *const states[] = {"live", "weakly reachable",
                                         "unreachable", "dying"};
    const Model *model = scene->model;
    const ModelObject *o = &model->objects[box->ref];
    text_format(out, "    {\"object\": %u, \"serial\": %u, ", o->number,
                o->serial);
    string(out, "type", model_type_name(model, o->type));
    if (o->value != NULL) {
        text_add(out, ", ");
        string(out, "value", o->value);
    }
    text_format(out, ",\n     \"address\": \"0x%llx\", \"bytes\": %llu, ",
                (unsigned long long)o->address,
                (unsigned long long)o->bytes);
    if (o->flags & OBJECT_TRACKED) {
        text_format(out, "\"generation\": %d, ",
                    model_generation(model, o));
    }
    if (box->cycle != 0) {
        text_format(out, "\"cycle\": %u, ", box->cycle);
    }
    if (box->born) {
        text_add(out, "\"new\": true, ");
    }
    text_format(out, "\"state\": \"%s\",\n     ", states[box->state]);
    put_bill(scene, &box->bill, out);
    text_add(out, ",\n     \"slots\": ");
    put_rows(scene, &box->rows, out);
    text_add(out, "}");
}

void
view_json(const Scene *scene, const char *title, Text *out)
{
    const Model *model = scene->model;
    text_add(out, "{\n  ");
    string(out, "moment", title);
    text_format(out,
                ",\n  \"event\": %llu, \"step\": %llu, \"line\": %u,\n"
                "  \"objects_alive\": %llu, \"bytes_alive\": %llu,\n"
                "  \"scopes\": [",
                (unsigned long long)model->events,
                (unsigned long long)model->steps, model->line,
                (unsigned long long)scene->objects,
                (unsigned long long)scene->bytes);
    for (size_t i = 0; i < scene->scope_count; i++) {
        const SceneScope *scope = &scene->scopes[i];
        text_add(out, i > 0 ? ",\n    {" : "\n    {");
        string(out, "name", scope->title);
        text_format(out,
                    ", \"frame\": %u, \"thread\": %u, \"line\": %u, "
                    "\"running\": %s, \"names\": ",
                    scope->frame, scope->thread, scope->line,
                    scope->running ? "true" : "false");
        put_rows(scene, &scope->rows, out);
        text_add(out, "}");
    }
    text_add(out, "\n  ],\n");
    if (scene->library_frames > 0) {
        text_format(out, "  \"library_frames\": %zu,\n",
                    scene->library_frames);
    }
    if (scene->hidden_frames > 0) {
        text_format(out, "  \"hidden_frames\": %zu,\n",
                    scene->hidden_frames);
    }
    text_add(out, "  \"objects\": [\n");
    for (size_t i = 0; i < scene->box_count; i++) {
        put_box(scene, &scene->boxes[i], out);
        text_add(out, i + 1 < scene->box_count ? ",\n" : "\n");
    }
    text_add(out, "  ],\n  \"folded\": [");
    for (size_t i = 0; i < scene->group_count; i++) {
        const SceneGroup *group = &scene->groups[i];
        text_add(out, i > 0 ? ", {" : "{");
        string(out, "type", model_type_name(model, group->type));
        text_format(out,
                    ", \"count\": %llu, \"bytes\": %llu, "
                    "\"unreachable\": %s}",
                    (unsigned long long)group->count,
                    (unsigned long long)group->bytes,
                    group->unreachable ? "true" : "false");
    }
    text_add(out, "]\n}\n");
}
