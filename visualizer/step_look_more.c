/* step_look_more.c - the commands that look at everything else: history,
 * collector, bytes, threads, stack, source, bytecode, output */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "visualizer/step_ui.h"

// ------------------------------------------------------------- one object

// Whom "#7" means: an object that lives now, or one that is gone.
typedef struct Life {
    uint32_t number, serial;
    uint32_t count, line;
    uint64_t step;
    bool alive;
} Life;

static void
life_line(const Life *life, const char *what, Text *out)
{
    text_format(out, "  step %-6llu line %-5u %s\n",
                (unsigned long long)life->step, life->line, what);
}

// At a place: whether the count has changed.
static void
follow(Life *life, const Model *model, Text *out)
{
    ModelRef ref = life->serial != 0 ? model_find(model, life->serial)
                                     : expr_numbered(model, life->number);
    if (ref == 0) {
        return;
    }
    char what[100];
    uint32_t user, runtime;
    bill_count(model, ref, &user, &runtime);
    if (!life->alive) {
        life->alive = true;
        life->serial = model->objects[ref].serial;
        snprintf(what, sizeof(what), "born: %s, count %u",
                 model_type_name(model, model->objects[ref].type), user);
        life_line(life, what, out);
    } else if (user != life->count) {
        snprintf(what, sizeof(what), "count %u -> %u", life->count, user);
        life_line(life, what, out);
    }
    life->count = user;
}

static void
life_event(Life *life, const Model *model, const uint64_t *words, Text *out)
{
    if (life->serial == 0 || event_a(words[0]) != life->serial) {
        return;
    }
    (void)model;
    switch (event_kind(words[0])) {
    case EVENT_FREE:
        life_line(life, "freed", out);
        break;
    case EVENT_FINALIZER_BEGIN:
        life_line(life, "__del__ is called", out);
        break;
    case EVENT_RESURRECT:
        life_line(life, "made reachable again by its finalizer", out);
        break;
    case EVENT_GC_UNREACHABLE:
        life_line(life, "found unreachable by the collector", out);
        break;
    default:
        break;
    }
}

UiDone
ui_do_history(Ui *ui, const char *words)
{
    char *end;
    Life life = {0};
    if (words[0] == '#') {
        life.number = (uint32_t)strtoul(words + 1, &end, 10);
    } else {
        ModelRef ref = ui_object(ui, words);
        if (ref == 0) {
            return UI_STAYED;
        }
        life.number = ui->s.model.objects[ref].number;
        life.serial = ui->s.model.objects[ref].serial;
    }
    if (life.number == 0 && life.serial == 0) {
        text_add(&ui->answer, "of what? a NAME or #7\n");
        return UI_STAYED;
    }
    Text lines = {0};
    Model model;
    tape_seek(ui->s.tape, &model, 0);
    const uint64_t *event;
    while (model.events < ui->s.cursor &&
           (event = tape_next(ui->s.tape)) != NULL) {
        if (event_kind(event[0]) == EVENT_LINE ||
            event_kind(event[0]) == EVENT_EXIT) {
            // What happened until here was the line before.
            life.step = model.steps;
            life.line = model.line;
        }
        life_event(&life, &model, event, &lines);
        model_apply(&model, event);
        if (event_kind(event[0]) == EVENT_SETTLED && model.steps > 0) {
            follow(&life, &model, &lines);
        }
    }
    model_free(&model);
    if (lines.length == 0) {
        text_format(&ui->answer, "there was no #%u so far\n", life.number);
    } else {
        text_format(&ui->answer, "#%u (counts by the program)\n%s", life.number,
                    lines.bytes);
    }
    text_free(&lines);
    return UI_STAYED;
}

static void
part(uint64_t bytes, const char *what, Text *out)
{
    text_format(out, "  %6llu  %s\n", (unsigned long long)bytes, what);
}

UiDone
ui_do_layout(Ui *ui, const char *words)
{
    ModelRef ref = ui_object(ui, words);
    if (ref == 0) {
        return UI_STAYED;
    }
    const Model *model = &ui->s.model;
    const ModelObject *o = &model->objects[ref];
    Text *out = &ui->answer;
    uint64_t head = (o->flags & OBJECT_HAS_HEAD) ? 16 : 0;
    uint64_t payload = o->bytes > head + 16 ? o->bytes - head - 16 : 0;
    report_name(model, ref, out);
    text_format(out, ": %llu bytes (sys.getsizeof)\n",
                (unsigned long long)o->bytes);
    if (head > 0) {
        part(head, "header of the collector: two links of its list", out);
    }
    part(8, "reference count", out);
    part(8, "its type", out);
    uint32_t slots = 0;
    for (uint32_t i = 0; i < o->edge_count; i++) {
        unsigned kind = EDGE_KIND_OF(&o->edges[i]);
        slots += o->edges[i].target != 0 && kind != LABEL_TYPE;
    }
    char what[80];
    if (slots > 0 && payload >= slots * 8ull &&
        model_sort(model, ref) != SORT_DICT) {
        snprintf(what, sizeof(what), "%u %s of 8 bytes", slots,
                 plural(slots, "reference", "references"));
        part(slots * 8ull, what, out);
        payload -= slots * 8ull;
        part(payload, "other fields, room to grow", out);
    } else {
        part(payload,
             slots > 0 ? "its table, and other fields"
                       : "its value, and other fields",
             out);
    }
    ModelRef dict = model_field(model, ref, "__dict__");
    if (dict != 0 && model_sort(model, dict) == SORT_DICT) {
        text_format(out,
                    "  and its __dict__, %llu bytes, an object of its "
                    "own\n",
                    (unsigned long long)model->objects[dict].bytes);
    }
    return UI_STAYED;
}

// ------------------------------------------------------------- everything

UiDone
ui_do_gc(Ui *ui, const char *words)
{
    (void)words;
    const Model *model = &ui->s.model;
    uint64_t objects[3] = {0};
    for (ModelRef i = 1; i < model->used; i++) {
        const ModelObject *o = &model->objects[i];
        if (o->serial != 0 && (o->flags & OBJECT_TRACKED)) {
            objects[model_generation(model, o)]++;
        }
    }
    text_add(&ui->answer, "  generation   objects   collections so far\n");
    for (int i = 0; i < 3; i++) {
        text_format(&ui->answer, "  %10d  %8llu   %u\n", i,
                    (unsigned long long)objects[i], model->gc_of[i]);
    }
    Text now = {0};
    if (ui_ask_program(
            ui,
            "'counters %s, thresholds %s, %s' % ("
            "__import__('gc').get_count(), __import__('gc').get_threshold(),"
            "'enabled' if __import__('gc').isenabled() else 'disabled')",
            true, &now)) {
        text_format(&ui->answer, "  %s\n", now.bytes);
    } else {
        text_add(&ui->answer, "  (counters and thresholds: only where the "
                              "program stands)\n");
    }
    text_free(&now);
    return UI_STAYED;
}

typedef struct TypeSize {
    ModelRef type;
    uint64_t count, bytes;
} TypeSize;

static int
by_bytes(const void *x, const void *y)
{
    const TypeSize *a = x, *b = y;
    return a->bytes != b->bytes ? (a->bytes > b->bytes ? -1 : 1)
                                : (a->type > b->type) - (a->type < b->type);
}

UiDone
ui_do_sizes(Ui *ui, const char *words)
{
    (void)words;
    const Model *model = &ui->s.model;
    TypeSize *types = NULL;
    size_t count = 0, room = 0;
    uint32_t *place = vis_zero(model->used, sizeof(uint32_t));
    TypeSize all = {0};
    for (ModelRef i = 1; i < model->used; i++) {
        const ModelObject *o = &model->objects[i];
        if (o->serial == 0 || o->number == 0 || o->type == 0 ||
            (o->flags & (OBJECT_BEFORE | OBJECT_FRAME))) {
            continue;
        }
        if (place[o->type] == 0) {
            types = vis_grow(types, count, &room, sizeof(TypeSize));
            types[count] = (TypeSize){.type = o->type};
            place[o->type] = (uint32_t)++count;
        }
        TypeSize *t = &types[place[o->type] - 1];
        t->count++;
        t->bytes += o->bytes;
        all.count++;
        all.bytes += o->bytes;
    }
    if (count > 1) {
        qsort(types, count, sizeof(TypeSize), by_bytes);
    }
    text_add(&ui->answer, "   objects       bytes  type\n");
    for (size_t i = 0; i < count; i++) {
        text_format(&ui->answer, "  %8llu  %10llu  %s\n",
                    (unsigned long long)types[i].count,
                    (unsigned long long)types[i].bytes,
                    model_type_name(model, types[i].type));
    }
    text_format(&ui->answer, "  %8llu  %10llu  in all\n",
                (unsigned long long)all.count, (unsigned long long)all.bytes);
    free(types);
    free(place);
    return UI_STAYED;
}

UiDone
ui_do_threads(Ui *ui, const char *words)
{
    (void)words;
    const Model *model = &ui->s.model;
    uint32_t told[64];
    size_t count = 0;
    for (size_t i = model->frame_count; i > 0; i--) {
        const ModelFrame *frame = &model->frames[i - 1];
        bool seen = false;
        for (size_t k = 0; k < count; k++) {
            seen |= told[k] == step_thread(frame->thread);
        }
        if (seen || count == 64) {
            continue;
        }
        told[count++] = step_thread(frame->thread);
        text_format(&ui->answer, "  thread %u%s in %s, line %u\n",
                    step_thread(frame->thread),
                    step_thread(frame->thread) == step_thread(model->thread)
                        ? " (runs)"
                        : "",
                    model_string(model, frame->function), frame->line);
    }
    if (count == 0) {
        text_add(&ui->answer, "  nothing runs\n");
    }
    return UI_STAYED;
}

UiDone
ui_do_stack(Ui *ui, const char *words)
{
    (void)words;
    const Model *model = &ui->s.model;
    const ModelFrame *chosen = expr_frame(model, ui->up);
    for (size_t i = model->frame_count; i > 0; i--) {
        const ModelFrame *frame = &model->frames[i - 1];
        if (frame->file == FILE_LIBRARY && !ui->s.internals) {
            continue;
        }
        if (step_thread(frame->thread) != step_thread(model->thread)) {
            continue;
        }
        text_format(&ui->answer, "%s %s%s, line %u%s\n",
                    frame == chosen ? "->" : "  ",
                    model_string(model, frame->function),
                    (frame->flags & (2 | 4)) ? "" : "()", frame->line,
                    (frame->flags & 8) ? " (called by native code)" : "");
    }
    if (model->frame_count == 0) {
        text_add(&ui->answer, "  nothing runs\n");
    }
    return UI_STAYED;
}

static UiDone
go_in_stack(Ui *ui, const char *words, bool up)
{
    unsigned n = words[0] == '\0' ? 1 : (unsigned)strtoul(words, NULL, 10);
    unsigned top = 0;
    while (expr_frame(&ui->s.model, top + 1) != expr_frame(&ui->s.model, top)) {
        top++;
    }
    unsigned before = ui->up;
    ui->up = up ? (top - ui->up < n ? top : ui->up + n)
                : (ui->up < n ? 0 : ui->up - n);
    if (before == ui->up) {
        text_add(&ui->answer, up ? "this is the outermost function\n"
                                 : "this is the innermost function\n");
        return UI_STAYED;
    }
    return ui_do_stack(ui, "");
}

UiDone
ui_do_up(Ui *ui, const char *words)
{
    return go_in_stack(ui, words, true);
}

UiDone
ui_do_down(Ui *ui, const char *words)
{
    return go_in_stack(ui, words, false);
}

UiDone
ui_do_list(Ui *ui, const char *words)
{
    enum { AROUND = 5, LINES = 11 };
    char *end;
    uint32_t first;
    if (words[0] != '\0') {
        unsigned long line = strtoul(words, &end, 10);
        if (*end != '\0' || line == 0 || words[0] == '-') {
            text_add(&ui->answer, "list [LINE]\n");
            return UI_STAYED;
        }
        first = line > AROUND ? (uint32_t)line - AROUND : 1;
    } else if (ui->listed != 0) {
        first = ui->listed + 1;
    } else {
        uint32_t line = ui->s.model.line;
        first = line > AROUND ? line - AROUND : 1;
    }
    size_t before = ui->answer.length;
    ui_source(ui, first, LINES, &ui->answer);
    if (ui->answer.length == before) {
        text_add(&ui->answer, "the script ends here\n");
    }
    ui->listed = first + LINES - 1;
    return UI_STAYED;
}

// dis.dis() puts the line's number in front of its first instruction, and
// an empty line before the next line's.
static bool
put_bytecode(const char *listing, uint32_t line, Text *out)
{
    bool within = false, any = false;
    for (const char *at = listing; *at != '\0';) {
        size_t n = strcspn(at, "\n");
        size_t blanks = strspn(at, " ");
        if (n > 0 && at[blanks] >= '0' && at[blanks] <= '9' && blanks < 5) {
            within = strtoul(at + blanks, NULL, 10) == line;
        } else if (n == 0 || blanks == 0) {
            within = false;
        }
        if (within) {
            text_add_bytes(out, at, n);
            text_char(out, '\n');
            any = true;
        }
        at += n + (at[n] == '\n');
    }
    return any;
}

UiDone
ui_do_dis(Ui *ui, const char *words)
{
    uint32_t line = words[0] != '\0' ? (uint32_t)strtoul(words, NULL, 10)
                                     : ui->s.model.line;
    const ModelFile *file = model_main_source(&ui->s.model);
    if (file == NULL) {
        text_add(&ui->answer, "the source is not recorded\n");
        return UI_STAYED;
    }
    // The source as it was recorded, not as the file may be by now.
    char path[] = "/tmp/pytutor-mem-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0) {
        text_add(&ui->answer, "cannot write a temporary file\n");
        return UI_STAYED;
    }
    bool written = write(fd, file->text, file->length) == (ssize_t)file->length;
    close(fd);
    char *listing = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&listing, &length);
    if (out == NULL) {
        vis_no_memory();
    }
    if (written) {
        (void)runtime_plain.disassemble(path, out);
    }
    fclose(out);
    unlink(path);
    if (!put_bytecode(listing, line, &ui->answer)) {
        text_format(&ui->answer, "line %u has no bytecode\n", line);
    }
    free(listing);
    return UI_STAYED;
}

UiDone
ui_do_output(Ui *ui, const char *words)
{
    (void)words;
    const Text *output = &ui->s.model.output;
    if (output->length == 0) {
        text_add(&ui->answer, "nothing so far\n");
        return UI_STAYED;
    }
    for (size_t at = 0; at < output->length;) {
        size_t n = strcspn(output->bytes + at, "\n");
        text_clean(&ui->answer, output->bytes + at, n, 400, ui->view.utf8);
        text_char(&ui->answer, '\n');
        at += n + 1;
    }
    return UI_STAYED;
}
