/* command_why.c - pytutor-mem why FILE NAME: what keeps it alive */
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/commands.h"
#include "visualizer/output.h"
#include "visualizer/session.h"
#include "visualizer/view.h"

// "#7"
static ModelRef
by_number(const Model *model, const char *name)
{
    char *end;
    unsigned long n = strtoul(name + 1, &end, 10);
    if (*end != '\0' || n == 0) {
        return 0;
    }
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].serial != 0 &&
            model->objects[i].number == n) {
            return i;
        }
    }
    return 0;
}

static ModelRef
in_rows(const SceneRows *rows, const char *name, size_t length)
{
    for (size_t i = 0; i < rows->count; i++) {
        const char *label = rows->items[i].label;
        label += label[0] == '.' ? 1 : 0;
        if (strlen(label) == length && strncmp(label, name, length) == 0) {
            return rows->items[i].target;
        }
    }
    return 0;
}

// NAME, or NAME.attribute.attribute; the innermost scope first.
static ModelRef
find_name(const Scene *scene, const char *name)
{
    const Model *model = scene->model;
    if (name[0] == '#') {
        return by_number(model, name);
    }
    size_t n = strcspn(name, ".");
    ModelRef found = 0;
    for (size_t i = scene->scope_count; i > 0 && found == 0; i--) {
        SceneRows rows = {0};
        found = in_rows(&scene->scopes[i - 1].rows, name, n);
        scene_rows_free(&rows);
    }
    if (found == 0 && model->main_names != 0) {
        SceneRows rows = {0};
        scene_namespace_rows(model, model->main_names, true, 0, &rows);
        found = in_rows(&rows, name, n);
        scene_rows_free(&rows);
    }
    while (found != 0 && name[n] == '.') {
        name += n + 1;
        n = strcspn(name, ".");
        SceneRows rows = {0};
        scene_rows(model, found, 0, &rows);
        found = in_rows(&rows, name, n);
        scene_rows_free(&rows);
    }
    return found;
}

static bool
answer(const Options *options, TraceReader *reader, Output *output)
{
    Model model;
    Text text = {0};
    bool good = moment_find(reader, &options->moment, &model, &text);
    if (!good) {
        complain("%s", text.bytes);
    } else {
        Scene scene;
        SceneOptions scene_options = {.max_objects = UINT32_MAX,
                                      .internals = options->internals};
        ViewOptions view = {
            .columns = 80,
            .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0};
        scene_make(&scene, &model, &scene_options);
        ModelRef ref = find_name(&scene, options->name);
        if (ref == 0) {
            complain("%s: no such name at that moment", options->name);
            good = false;
        } else {
            text_clear(&text);
            view_why(&scene, ref, options->name, &view, &text);
            good = output_write(output, text.bytes, text.length);
        }
        scene_free(&scene);
    }
    model_free(&model);
    text_free(&text);
    return good;
}

int
command_why(const Options *options)
{
    if (options->name == NULL) {
        complain("why: NAME is missing (see --help)");
        return STATUS_USAGE;
    }
    Output output;
    output_open(&output, NULL);
    Session session = session_open(options);
    signal(SIGPIPE, SIG_IGN);
    if (session.reader != NULL && session.status != STATUS_AUDIT &&
        !answer(options, session.reader, &output)) {
        session.status = STATUS_USAGE;
    }
    session_close(&session);
    return session.status;
}
