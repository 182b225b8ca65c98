/* film_moment.c - the records of one moment: its source, what differs from the
 * moment before, its digest */
#include "visualizer/film_private.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/film.h"
#include "visualizer/film_marks.h"
#include "visualizer/gil_course.h"
#include "visualizer/story.h"

// The options that the script has for its deck; those of the command go
// before them. The words stay in the marks.
static void
take_options(Filming *f)
{
    char *rest = NULL;
    for (char *word = strtok_r(f->marks.options, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        char *value = strtok_r(NULL, " ", &rest);
        char *end = NULL;
        unsigned long n = value != NULL ? strtoul(value, &end, 10) : 0;
        bool is_number = value != NULL && n > 0 && *end == '\0';
        if (value != NULL && strcmp(word, "--hide") == 0 &&
            f->scene.hide_count < SCENE_HIDE) {
            f->scene.hide[f->scene.hide_count++] = value;
        } else if (value != NULL && strcmp(word, "--focus") == 0) {
            f->scene.focus = f->scene.focus != NULL ? f->scene.focus : value;
        } else if (is_number && strcmp(word, "--depth") == 0) {
            f->scene.depth = f->scene.depth > 0 ? f->scene.depth
                                                : (uint32_t)n;
        } else if (is_number && strcmp(word, "--max-objects") == 0) {
            f->scene.max_objects = f->options->max_objects_given
                                       ? f->scene.max_objects
                                       : (uint32_t)n;
        } else {
            f->wrong_options = true;
        }
    }
}

void
film_put_source(Filming *f)
{
    const ModelFile *file = model_main_source(&f->model);
    Text name = {0};
    f->source_written = true;
    moment_script(&f->model, &name);
    text_add(f->film, "F");
    record_field(f->film, name.bytes);
    record_field(f->film, file != NULL ? file->text : "");
    text_char(f->film, '\n');
    text_free(&name);
    if (file != NULL && f->choice->marks) {
        marks_read(&f->marks, file->text, file->length);
        if (f->marks.options != NULL) {
            take_options(f);
        }
    }
}

static bool
same_scopes(const Shot *a, const Shot *b)
{
    bool same = a->scope_count == b->scope_count;
    for (size_t i = 0; same && i < a->scope_count; i++) {
        same = strcmp(a->scopes[i].record, b->scopes[i].record) == 0;
    }
    return same;
}

static void
compare_box(Filming *f, const ShotBox *was, ShotBox *box)
{
    Text text = {0}, causes = {0};
    story_causes(was, box, &causes);
    text_add(&text, box->head);
    if (was != NULL && was->user != box->user) {
        text_format(&text, "\t%u", was->user);
    } else {
        text_add(&text, "\t");
    }
    record_field(&text, causes.bytes != NULL ? causes.bytes : "");
    text_char(&text, '\n');
    text_add(&text, box->tail);
    box->record = arena_copy(&box->arena, text.bytes, text.length);
    box->quiet = !box->born && causes.length == 0 &&
                 (was == NULL || was->user == box->user);
    for (size_t i = 0; i < box->count; i++) {
        box->quiet &= !box->rows[i].changed;
    }
    if (was == NULL || strcmp(was->record, box->record) != 0) {
        text_add_bytes(f->film, text.bytes, text.length);
    }
    text_free(&text);
    text_free(&causes);
}

static void
put_gone(Filming *f, const Shot *now)
{
    for (size_t i = 0; i < now->pair_count; i++) {
        const ShotBox *was = now->pairs[i].was;
        if (now->pairs[i].box == NULL) {
            text_format(f->film,
                        model_find(&f->model, was->serial) == 0
                            ? "X\t%u\n"
                            : "D\t%u\n",
                        was->serial);
        }
    }
}

static void
put_shot(Filming *f, Shot *now)
{
    if (f->written == 0 || !same_scopes(&f->before, now)) {
        text_add(f->film, "C\n");
        for (size_t i = 0; i < now->scope_count; i++) {
            text_add(f->film, now->scopes[i].record);
        }
    }
    shot_compare(&f->before, now);
    put_gone(f, now);
    for (size_t i = 0; i < now->pair_count; i++) {
        if (now->pairs[i].box != NULL) {
            compare_box(f, now->pairs[i].was, now->pairs[i].box);
        }
    }
    const char *groups = f->before.groups != NULL ? f->before.groups : "";
    if (strcmp(groups, now->groups) != 0) {
        text_add(f->film, "A\n");
        text_add(f->film, now->groups);
    }
    story_tell(&f->story, &f->before, now, f->film);
}

static uint64_t
digest(uint64_t h, const char *text)
{
    for (; *text != '\0'; text++) {
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    }
    return h;
}

static uint64_t
digest_rows(uint64_t h, const ShotRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        h = digest(h, rows[i].label);
        h = digest(h, rows[i].text);
        h = digest(h, rows[i].name);
        h = digest(h, rows[i].changed ? "c" : "");
    }
    return h;
}

// Of what is to be seen, not of serials: those change with the runtime.
static void
put_digest(Filming *f, const Shot *now)
{
    uint64_t h = 14695981039346656037u;
    Text count = {0};
    for (size_t i = 0; i < now->scope_count; i++) {
        h = digest(h, now->scopes[i].title);
        h = digest_rows(h, now->scopes[i].rows, now->scopes[i].count);
    }
    for (size_t i = 0; i < now->box_count; i++) {
        const ShotBox *box = now->boxes[i];
        text_clear(&count);
        text_format(&count, "%u %d", box->user, (int)box->state);
        h = digest(digest(h, box->name), count.bytes);
        h = digest_rows(h, box->rows, box->count);
    }
    text_free(&count);
    h = digest(h, now->groups);
    text_format(f->film, "I\t%016llx\n", (unsigned long long)h);
}

void
film_digests(const Text *film, Text *out)
{
    const char *line = film->bytes, *end = film->bytes + film->length;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (line[0] == 'I') {
            text_add(out, out->length > 0 ? "," : "");
            text_add_bytes(out, line + 2, (size_t)(stop - line - 2));
        }
        line = stop + 1;
    }
}

// Numbers that only this picture gave must not be taken for lasting ones.
static void
take_numbers_back(Model *model)
{
    for (ModelRef i = 1; i < model->used; i++) {
        if (model->objects[i].number > model->numbers) {
            model->objects[i].number = 0;
            model_touch(model, i);
        }
    }
}

// --audit: a moment made anew must be the one that was made of the last.
static void
audit_moment(Filming *f, const Shot *now)
{
    SceneOptions options = f->scene;
    Scene scene;
    Shot anew;
    scene_make(&scene, &f->model, &options);
    shot_make(&anew, &scene);
    bool same = anew.box_count == now->box_count && same_scopes(&anew, now) &&
                strcmp(anew.groups, now->groups) == 0;
    for (size_t i = 0; i < anew.box_count && same; i++) {
        const ShotBox *a = anew.boxes[i], *b = now->boxes[i];
        same = strcmp(a->head, b->head) == 0 && strcmp(a->tail, b->tail) == 0;
        if (!same && f->failed == NULL) {
            f->failed = vis_copy(b->name);
        }
    }
    if (!same && f->failed == NULL) {
        f->failed = vis_copy("the scopes or groups");
    }
    if (!same && f->failed_step == 0) {
        f->failed_step = f->model.steps;
    }
    scene_free(&scene);
    shot_free(&anew);
}

void
film_put_moment(Filming *f, const char *flags, uint32_t line, const char *title,
                const char *note)
{
    SceneOptions options = f->scene;
    Scene scene;
    Shot now;
    if (!f->source_written) {
        film_put_source(f);
        options = f->scene;
    }
    if (f->choice->only != NULL) {
        scene_make(&scene, &f->model, &options);
    } else {
        scene_make_next(&scene, &f->model, &options, &f->memory);
    }
    shot_make(&now, &scene);
    f->focus_found |= scene.focus_found;
    if (f->options->audit && f->choice->only == NULL) {
        audit_moment(f, &now);
    }
    text_format(f->film, "P\t%llu\t%u\t%llu\t%u\t%s-",
                (unsigned long long)f->model.steps, line,
                (unsigned long long)f->model.events, f->line_before, flags);
    record_field(f->film, title);
    record_field(f->film, note);
    text_char(f->film, '\n');
    put_shot(f, &now);
    if (f->digests) {
        put_digest(f, &now);
    }
    text_format(f->film, "M\t%llu\t%llu", (unsigned long long)scene.objects,
                (unsigned long long)scene.bytes);
    if (f->threads) {
        record_number(f->film, f->time + (f->model.instructions - f->time_at) *
                                             GIL_INSTRUCTION_NS);
    }
    text_char(f->film, '\n');
    scene_free(&scene);
    take_numbers_back(&f->model);
    shot_free(&f->before);
    f->before = now;
    f->written++;
}
