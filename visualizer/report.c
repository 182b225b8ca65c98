#include "visualizer/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE = 200 };

typedef struct Writer {
    Report *report;
    Model *now;
    bool internals;
    int depth; // of nested deallocs
    bool in_gc;
    char (*gone)[72]; // what one count's fall to 0 took along
    size_t gone_count, gone_room;
    Text output;
    uint32_t raised;
} Writer;

void
report_free(Report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        free(report->lines[i].text);
    }
    free(report->lines);
    *report = (Report){0};
}

void
report_tell(Report *report, ReportMark mark, const char *format, ...)
{
    if (report->count > REPORT_LINES) {
        return;
    }
    Text clean = {0};
    va_list args;
    va_start(args, format);
    char *text = NULL;
    if (report->count == REPORT_LINES) {
        text_add(&clean, "... and more");
    } else if (vasprintf(&text, format, args) >= 0) {
        text_clean(&clean, text, strlen(text), 400, report->utf8);
        free(text);
    }
    va_end(args);
    report->lines = vis_grow(report->lines, report->count, &report->room,
                             sizeof(ReportLine));
    report->lines[report->count++] = (ReportLine){mark, clean.bytes};
}

void
report_name(const Model *model, ModelRef ref, Text *out)
{
    const ModelObject *o = &model->objects[ref];
    ObjectSort sort = model_sort(model, ref);
    if (sort == SORT_CONSTANT) {
        text_add(out, o->value != NULL ? o->value : "?");
        return;
    }
    if (o->number != 0) {
        text_format(out, "#%u ", o->number);
    }
    const char *type = model_type_name(model, o->type);
    bool said =
        sort == SORT_TYPE ||
        (o->value != NULL && strncmp(o->value, type, strlen(type)) == 0);
    text_add(out, said ? "" : type);
    if (o->value != NULL && (said || scene_is_atom(model, ref))) {
        text_add(out, said ? "" : " ");
        text_clean(out, o->value, strlen(o->value), 24, true);
    }
}

static void
end_output(Writer *w)
{
    const char *at = w->output.bytes;
    while (w->output.length > 0 && *at != '\0') {
        size_t n = strcspn(at, "\n");
        report_tell(w->report, REPORT_OUTPUT, "prints: %.*s",
                    (int)(n < WIDE ? n : WIDE), at);
        at += n + (at[n] == '\n');
    }
    text_clear(&w->output);
}

static void
add_gone(Writer *w, uint32_t serial)
{
    ModelRef ref = model_find(w->now, serial);
    const ModelObject *o = &w->now->objects[ref];
    if (ref == 0 || (o->flags & OBJECT_FRAME) || o->number == 0) {
        return;
    }
    w->gone = vis_grow(w->gone, w->gone_count, &w->gone_room, sizeof(*w->gone));
    Text name = {0};
    report_name(w->now, ref, &name);
    snprintf(w->gone[w->gone_count++], sizeof(*w->gone), "%s", name.bytes);
    text_free(&name);
}

// The cascade was noted innermost first; the outermost is told first.
static void
tell_gone(Writer *w)
{
    Text text = {0};
    for (size_t i = w->gone_count; i > 0; i--) {
        size_t told = w->gone_count - i;
        if (told >= REPORT_ITEMS) {
            text_format(&text, " and %zu more", i);
            break;
        }
        text_add(&text, told == 0                ? ""
                        : told == 1 && !w->in_gc ? "; with it "
                                                 : ", ");
        text_add(&text, w->gone[i - 1]);
    }
    if (w->gone_count > 0) {
        report_tell(w->report, REPORT_GONE,
                    w->in_gc ? "the collector frees %s"
                             : "freed, as its count fell to 0: %s",
                    text.bytes);
    }
    w->gone_count = 0;
    text_free(&text);
}

static void
tell_return(Writer *w, const uint64_t *words)
{
    static const char *const how[] = {"returns", "yields",
                                      "is left by the exception"};
    const ModelFrame *frame = model_find_frame(w->now, event_a(words[0]));
    unsigned reason = event_b(words[0]);
    if (frame == NULL || (frame->flags & 2) ||
        (frame->file == FILE_LIBRARY && !w->internals)) {
        return;
    }
    const char *name = model_string(w->now, frame->function);
    if (frame->flags & 4) {
        report_tell(w->report, REPORT_TOLD, "the body of class %s ends", name);
    } else {
        report_tell(w->report, REPORT_TOLD, "%s() %s", name,
                    how[reason < 2 ? reason : 2]);
    }
}

static void
tell_object(Writer *w, ReportMark mark, uint32_t serial, const char *before,
            const char *behind)
{
    ModelRef ref = model_find(w->now, serial);
    if (ref == 0) {
        return;
    }
    Text name = {0};
    report_name(w->now, ref, &name);
    report_tell(w->report, mark, "%s%s%s", before, name.bytes, behind);
    text_free(&name);
}

static void
collector_event(Writer *w, const uint64_t *words)
{
    static const char *const ages[] = {"the youngest", "the middle",
                                       "the oldest"};
    unsigned b = event_b(words[0]), generation = (b & 255) % 3;
    if (event_kind(words[0]) == EVENT_GC_BEGIN) {
        w->in_gc = true;
        report_tell(w->report, REPORT_TOLD,
                    "the collector looks at generation %u, %s", generation,
                    w->now->exit_phase >= 0 ? "at the program's end"
                    : (b & 256)             ? "asked for by gc.collect"
                                            : ages[generation]);
    } else if (event_kind(words[0]) == EVENT_GC_END) {
        tell_gone(w);
        w->in_gc = false;
        report_tell(w->report, REPORT_TOLD,
                    "the collector is done: %llu unreachable%s",
                    (unsigned long long)words[1],
                    words[1] == 0 ? ", nothing to free" : "");
    }
}

static void
weakref_cleared(Writer *w, uint32_t serial)
{
    // The library's own are of no interest.
    if (w->now->objects[model_find(w->now, serial)].number != 0) {
        tell_object(w, REPORT_TOLD, serial, "",
                    " refers to nothing any more");
    }
}

static void
dealloc_ends(Writer *w)
{
    if (--w->depth <= 0 && !w->in_gc) {
        w->depth = 0;
        tell_gone(w);
    }
}

// Before the event is applied.
static void
event(Writer *w, const uint64_t *words)
{
    uint32_t a = event_a(words[0]), b = event_b(words[0]);
    EventKind kind = event_kind(words[0]);
    if (kind != EVENT_OUTPUT &&
        (event_info[kind].group &
         (EVENT_GROUP_PROGRAM | EVENT_GROUP_COLLECTOR)) != 0) {
        end_output(w);
    }
    switch (kind) {
    case EVENT_OUTPUT:
        text_add_bytes(&w->output, &words[2], (size_t)words[1]);
        break;
    case EVENT_FRAME_POP:
        tell_return(w, words);
        break;
    case EVENT_RAISE:
        if (a != w->raised || a == 0) {
            report_tell(w->report, REPORT_GONE, "%s is raised in line %u",
                        model_string(w->now, words[1]), b);
        }
        w->raised = a;
        break;
    case EVENT_GC_BEGIN:
    case EVENT_GC_END:
        collector_event(w, words);
        break;
    case EVENT_FINALIZER_BEGIN:
        tell_gone(w);
        tell_object(w, REPORT_TOLD, a, "__del__ of ", " is called");
        break;
    case EVENT_RESURRECT:
        tell_object(w, REPORT_NEW, a, "",
                    " lives on: its finalizer made it reachable again");
        break;
    case EVENT_WEAKREF_CALLBACK:
        tell_object(w, REPORT_TOLD, a, "the callback of ", " is called");
        break;
    case EVENT_WEAKREF_CLEAR:
        weakref_cleared(w, a);
        break;
    case EVENT_THREAD_SWITCH:
        report_tell(w->report, REPORT_TOLD, "thread %u runs now", a);
        break;
    case EVENT_DEALLOC_BEGIN:
        w->depth++;
        break;
    case EVENT_FREE:
        add_gone(w, a);
        break;
    case EVENT_DEALLOC_END:
        dealloc_ends(w);
        break;
    case EVENT_EXIT:
        report_tell(w->report, REPORT_TOLD,
                    b == 0 ? "the program's last line is done"
                           : "the program is shut down");
        break;
    default:
        break;
    }
}

static void
tell_call(Writer *w, const uint64_t *words)
{
    ModelFrame *frame =
        (ModelFrame *)model_find_frame(w->now, event_a(words[0]));
    if (frame == NULL || (frame->flags & 2)) {
        return;
    }
    (void)model_frame_in_main(w->now, frame);
    if (!w->internals && frame->file == FILE_LIBRARY) {
        return;
    }
    const char *name = model_string(w->now, frame->function);
    if (frame->flags & 4) {
        report_tell(w->report, REPORT_TOLD, "the body of class %s begins",
                    name);
    } else {
        report_tell(w->report, REPORT_TOLD, "%s() %s", name,
                    (frame->flags & 1) ? "goes on" : "is called");
    }
}

void
report_make(Report *report, Tape *tape, uint64_t from, uint64_t to,
            bool internals, bool utf8)
{
    Model before, now;
    *report = (Report){.utf8 = utf8};
    tape_seek(tape, &before, from);
    tape_seek(tape, &now, from);
    Writer w = {.report = report, .now = &now, .internals = internals};
    // What lived before the first line is nobody's doing.
    bool told = from > 0;
    const uint64_t *words;
    while (now.events < to && (words = tape_next(tape)) != NULL) {
        if (told) {
            event(&w, words);
        }
        bool push = event_kind(words[0]) == EVENT_FRAME_PUSH;
        model_apply(&now, words);
        if (told && push) {
            tell_call(&w, words);
        }
    }
    end_output(&w);
    tell_gone(&w);
    if (told) {
        report_compare(report, &before, &now);
    }
    free(w.gone);
    text_free(&w.output);
    model_free(&before);
    model_free(&now);
}
