/* view_text.c - the heap as text, for a terminal of 80 columns */
#include <stdlib.h>
#include <string.h>

#include "visualizer/view.h"

typedef struct Writer {
    const Scene *scene;
    const Model *model;
    const ViewOptions *options;
    Text *out;
    Text line;   // being filled, without colours
    int columns; // used in it
} Writer;

typedef enum Style { PLAIN, BOLD, DIM, NAME, BAD, NEW } Style;

static const char *const styles[] = {"",          "\033[1m",  "\033[2m",
                                     "\033[34m",  "\033[31m", "\033[33m"};

static void
put(Writer *w, Style style, const char *string)
{
    bool color = w->options->color && style != PLAIN;
    if (color) {
        text_add(&w->line, styles[style]);
    }
    text_add(&w->line, string);
    if (color) {
        text_add(&w->line, "\033[0m");
    }
    w->columns += text_columns(string, strlen(string));
}

static void
end_line(Writer *w)
{
    while (w->line.length > 0 && w->line.bytes[w->line.length - 1] == ' ') {
        w->line.bytes[--w->line.length] = '\0';
    }
    text_add_bytes(w->out, w->line.bytes != NULL ? w->line.bytes : "",
                   w->line.length);
    text_char(w->out, '\n');
    text_clear(&w->line);
    w->columns = 0;
}

static void
pad(Writer *w, int column)
{
    while (w->columns < column) {
        put(w, PLAIN, " ");
    }
}

// Words, wrapped at the last column, later lines indented.
static void
put_words(Writer *w, Style style, const char *string, int indent)
{
    while (*string != '\0') {
        size_t n = strcspn(string, " ");
        int columns = text_columns(string, n);
        if (w->columns + columns > w->options->columns &&
            w->columns > indent) {
            end_line(w);
            pad(w, indent);
        }
        Text word = {0};
        text_clean(&word, string, n, w->options->columns - indent,
                   w->options->utf8);
        put(w, style, word.bytes != NULL ? word.bytes : "");
        text_free(&word);
        string += n;
        while (*string == ' ') {
            if (w->columns < w->options->columns) {
                put(w, PLAIN, " ");
            }
            string++;
        }
    }
}

static const char *
sign(const Writer *w, const char *utf8, const char *ascii)
{
    return w->options->utf8 ? utf8 : ascii;
}

static void
rule(Writer *w, const char *heading)
{
    put(w, BOLD, heading);
    put(w, PLAIN, " ");
    Text line = {0};
    text_repeat(&line, sign(w, "\xe2\x94\x80", "-"),
                w->options->columns - w->columns);
    put(w, DIM, line.bytes != NULL ? line.bytes : "");
    text_free(&line);
    end_line(w);
}

// "#7", and for a value its value.
static void
put_object(Writer *w, ModelRef ref, bool with_type, int room)
{
    const ModelObject *o = &w->model->objects[ref];
    Text text = {0};
    bool dead = w->scene->analysis.reach[ref] != REACH_LIVE;
    if (model_sort(w->model, ref) != SORT_CONSTANT) {
        scene_number(w->model, ref, &text);
        put(w, dead ? BAD : BOLD, text.bytes);
        put(w, PLAIN, " ");
        text_clear(&text);
    }
    bool atom = scene_is_atom(w->model, ref);
    ObjectSort sort = model_sort(w->model, ref);
    bool valued = atom || sort == SORT_FUNCTION || sort == SORT_TYPE ||
                  sort == SORT_NATIVE_FUNCTION || sort == SORT_MODULE ||
                  o->edge_count == 0;
    const char *type = model_type_name(w->model, o->type);
    bool said = o->value != NULL && valued &&
                strncmp(o->value, type, strlen(type)) == 0;
    if (with_type && sort != SORT_CONSTANT && sort != SORT_TYPE && !said) {
        put(w, PLAIN, type);
        put(w, PLAIN, " ");
    }
    if (sort >= SORT_LIST && sort <= SORT_SET) {
        put(w, DIM, o->edge_count == 0 ? "(empty)" : "");
    } else if (o->value != NULL && valued) {
        text_clean(&text, o->value, strlen(o->value),
                   room > 8 ? room : 8, w->options->utf8);
        put(w, PLAIN, text.bytes);
    }
    text_free(&text);
}

static void
put_row(Writer *w, const SceneRow *row, int indent, int width)
{
    pad(w, indent);
    if (row->target == 0) {
        Text text = {0};
        text_format(&text, "%s ", sign(w, "\xe2\x80\xa6", "..."));
        text_count(&text, row->folded);
        text_add(&text, " more");
        put(w, DIM, text.bytes);
        text_free(&text);
        end_line(w);
        return;
    }
    Text label = {0};
    text_clean(&label, row->label, strlen(row->label), 30, w->options->utf8);
    put(w, row->temporary ? DIM : NAME, label.bytes);
    text_free(&label);
    pad(w, indent + width);
    put(w, PLAIN,
        row->weak ? sign(w, " \xe2\x95\x8c\xe2\x95\x8c> ", " ..> ")
                  : sign(w, " \xe2\x94\x80\xe2\x94\x80> ", " --> "));
    put_object(w, row->target, true, w->options->columns - w->columns - 20);
    if (row->weak) {
        put(w, DIM, " (weak: not counted)");
    }
    if (row->changed) {
        put(w, NEW, sign(w, "  \xe2\x97\x80 set", "  < set"));
    }
    end_line(w);
}

static int
label_width(const SceneRows *rows)
{
    int width = 1;
    for (size_t i = 0; i < rows->count; i++) {
        int n = text_columns(rows->items[i].label,
                             strlen(rows->items[i].label));
        width = n > width ? n : width;
    }
    return width < 24 ? width : 24;
}

static void
put_scopes(Writer *w)
{
    const Scene *scene = w->scene;
    rule(w, "Names");
    uint32_t threads = 0;
    for (size_t i = 0; i < scene->scope_count; i++) {
        threads |= scene->scopes[i].thread > 1;
    }
    for (size_t i = 0; i < scene->scope_count; i++) {
        const SceneScope *scope = &scene->scopes[i];
        put(w, BOLD, scope->title);
        Text text = {0};
        if (scope->line != 0) {
            text_format(&text, "  line %u", scope->line);
        }
        if (threads != 0) {
            text_format(&text, "  thread %u",
                        scope->thread == 0 ? 1 : scope->thread);
        }
        if (scope->running) {
            text_add(&text, sign(w, "  \xe2\x97\x80 running", "  < running"));
        }
        put(w, DIM, text.bytes != NULL ? text.bytes : "");
        text_free(&text);
        end_line(w);
        int width = label_width(&scope->rows);
        for (size_t k = 0; k < scope->rows.count; k++) {
            put_row(w, &scope->rows.items[k], 4, width);
        }
        if (scope->rows.count == 0) {
            pad(w, 4);
            put(w, DIM, "(no names)");
            end_line(w);
        }
    }
    if (scene->library_frames > 0) {
        Text text = {0};
        text_format(&text, "%zu %s of Python's library (--internals)",
                    scene->library_frames,
                    plural(scene->library_frames, "frame", "frames"));
        put(w, DIM, text.bytes);
        end_line(w);
        text_free(&text);
    }
    if (scene->hidden_frames > 0) {
        Text text = {0};
        text_count(&text, scene->hidden_frames);
        text_add(&text, " more frames between these");
        put(w, DIM, text.bytes);
        end_line(w);
        text_free(&text);
    }
}

static const char *
state_words(const SceneBox *box)
{
    return box->state == REACH_WEAK    ? "only weakly reachable"
           : box->state == REACH_DYING ? "being finalized"
           : box->state == REACH_NONE  ? "unreachable, not freed"
                                       : "";
}

static void
put_marks(Writer *w, const SceneBox *box)
{
    Text text = {0};
    if (box->cycle != 0) {
        text_format(&text, "%s cycle %u", sign(w, "\xe2\x86\xbb", "@"),
                    box->cycle);
        put(w, PLAIN, "  ");
        put(w, BAD, text.bytes);
        text_clear(&text);
    }
    if (box->resurrected) {
        put(w, NEW, "  resurrected");
    }
    if (box->born) {
        put(w, NEW, "  new");
    }
    text_free(&text);
}

static void
put_count(Writer *w, const SceneBox *box)
{
    const Bill *bill = &box->bill;
    Text text = {0};
    text_format(&text, "%u = ", bill->user);
    bill_words(w->model, bill, &text);
    if (bill->user == 0) {
        text_clear(&text);
        text_add(&text, "0 by the program");
    }
    pad(w, 6);
    put(w, PLAIN, "count ");
    put_words(w, PLAIN, text.bytes, 12);
    if (bill->runtime != 0) {
        text_clear(&text);
        text_add(&text, "; + ");
        bill_runtime_words(bill, &text);
        text_format(&text, " = %u", bill->user + bill->runtime);
        put_words(w, DIM, text.bytes, 12);
    }
    if (bill->weak != 0) {
        text_clear(&text);
        text_format(&text, "; %u weak %s not counted", bill->weak,
                    plural(bill->weak, "reference", "references"));
        put_words(w, DIM, text.bytes, 12);
    }
    text_free(&text);
    end_line(w);
}

static void
put_box(Writer *w, const SceneBox *box)
{
    const ModelObject *o = &w->model->objects[box->ref];
    Text right = {0};
    if (o->flags & OBJECT_TRACKED) {
        text_format(&right, "gen %d  ", model_generation(w->model, o));
    }
    text_size(&right, o->bytes);
    int right_columns = (int)right.length;
    if (w->scene->boxes != NULL) {
        Text number = {0};
        scene_number(w->model, box->ref, &number);
        int indent = 5 - (int)number.length;
        text_free(&number);
        pad(w, indent > 0 ? indent : 0);
    }
    put_object(w, box->ref, true,
               w->options->columns - w->columns - right_columns - 26);
    put_marks(w, box);
    if (w->columns + right_columns + 1 > w->options->columns) {
        end_line(w);
    }
    pad(w, w->options->columns - right_columns);
    put(w, DIM, right.bytes);
    end_line(w);
    text_free(&right);
    put_count(w, box);
    if (box->state == REACH_WEAK || box->state == REACH_DYING) {
        pad(w, 6);
        put(w, BAD, state_words(box));
        end_line(w);
    }
    int width = label_width(&box->rows);
    for (size_t k = 0; k < box->rows.count; k++) {
        put_row(w, &box->rows.items[k], 6, width);
    }
}

static void
put_boxes(Writer *w, bool unreachable)
{
    const Scene *scene = w->scene;
    bool any = false;
    for (size_t i = 0; i < scene->box_count; i++) {
        const SceneBox *box = &scene->boxes[i];
        if ((box->state != REACH_LIVE) != unreachable) {
            continue;
        }
        if (!any) {
            rule(w, unreachable ? "Unreachable, not yet freed" : "Objects");
            any = true;
        }
        put_box(w, box);
    }
}

static void
put_groups(Writer *w)
{
    const Scene *scene = w->scene;
    if (scene->group_count == 0) {
        return;
    }
    rule(w, "Folded");
    for (size_t i = 0; i < scene->group_count; i++) {
        const SceneGroup *group = &scene->groups[i];
        Text text = {0};
        text_count(&text, group->count);
        text_format(&text, " more %s, ",
                    model_type_name(w->model, group->type));
        text_size(&text, group->bytes);
        if (group->unreachable) {
            text_add(&text, "  (unreachable, not yet freed)");
        }
        pad(w, 4);
        put_words(w, group->unreachable ? BAD : PLAIN, text.bytes, 8);
        end_line(w);
        text_free(&text);
    }
}

static void
put_freed(Writer *w)
{
    const ModelChanges *changes = scene_changes(w->model);
    if (changes->freed_count == 0) {
        return;
    }
    rule(w, "Freed by the last step");
    Text text = {0};
    for (size_t i = 0; i < changes->freed_count; i++) {
        const ModelGhost *ghost = &changes->freed[i];
        text_format(&text, "%s#%u %s", i > 0 ? ", " : "", ghost->number,
                    ghost->type);
        if (ghost->value[0] != '\0' && ghost->value[0] != '[' &&
            strncmp(ghost->value, ghost->type, strlen(ghost->type)) != 0) {
            text_char(&text, ' ');
            text_clean(&text, ghost->value, strlen(ghost->value), 20,
                       w->options->utf8);
        }
    }
    pad(w, 4);
    put_words(w, DIM, text.bytes, 4);
    end_line(w);
    text_free(&text);
}

// What C code that the program called has taken and not given back.
static void
put_foreign(Writer *w)
{
    const ModelForeign *f = &w->model->foreign;
    if (f->line_count == 0) {
        return;
    }
    rule(w, "Foreign memory (taken by C code that the program called)");
    Text text = {0};
    for (size_t i = 0; i < f->line_count; i++) {
        const ModelForeignLine *l = &f->lines[i];
        text_clear(&text);
        if (l->line > 0) {
            text_format(&text, "line %u", l->line);
        } else {
            text_add(&text, "elsewhere");
        }
        pad(w, 4);
        put(w, PLAIN, text.bytes);
        pad(w, 15);
        text_clear(&text);
        text_count(&text, l->taken);
        text_format(&text, " %s, ", plural(l->taken, "block", "blocks"));
        text_size(&text, l->taken_bytes);
        text_add(&text, l->live == 0 ? "; all given back" : "; ");
        if (l->live > 0) {
            text_count(&text, l->live);
            text_format(&text, " %s, ", plural(l->live, "block", "blocks"));
            text_size(&text, l->live_bytes);
            text_add(&text, w->model->exit_phase >= 0 ? " never given back: "
                                                        "leaked"
                                                      : " still taken");
        }
        put_words(w, l->live > 0 && w->model->exit_phase >= 0 ? BAD : PLAIN,
                  text.bytes, 15);
        end_line(w);
    }
    text_clear(&text);
    text_add(&text, "together ");
    text_size(&text, f->live_bytes);
    text_add(&text, " now, at most ");
    text_size(&text, f->peak_bytes);
    pad(w, 4);
    put_words(w, DIM, text.bytes, 4);
    end_line(w);
    text_free(&text);
}

static void
put_summary(Writer *w)
{
    const Scene *scene = w->scene;
    Text text = {0};
    text_count(&text, scene->objects);
    text_format(&text, " %s, ",
                plural(scene->objects, "object", "objects"));
    text_size(&text, scene->bytes);
    if (scene->analysis.cycles > 0) {
        text_format(&text, "; %u %s", scene->analysis.cycles,
                    plural(scene->analysis.cycles, "cycle", "cycles"));
    }
    if (scene->runtime_only > 0) {
        text_add(&text, "; ");
        text_count(&text, scene->runtime_only);
        text_add(&text, " more held by the code's constants and the "
                        "runtime only");
    }
    if (!scene->options.internals) {
        text_add(&text, " (--internals shows the runtime's own)");
    }
    put_words(w, DIM, text.bytes, 0);
    end_line(w);
    text_free(&text);
}

void
view_text(const Scene *scene, const char *title, const ViewOptions *options,
          Text *out)
{
    Writer w = {scene, scene->model, options, out, {0}, 0};
    Text line = {0};
    text_add(&line, title);
    text_format(&line, " (step %llu)",
                (unsigned long long)scene->model->steps);
    put_words(&w, BOLD, line.bytes, 4);
    end_line(&w);
    text_free(&line);
    put_scopes(&w);
    put_boxes(&w, false);
    put_boxes(&w, true);
    put_freed(&w);
    put_groups(&w);
    put_foreign(&w);
    put_summary(&w);
    text_free(&w.line);
}
